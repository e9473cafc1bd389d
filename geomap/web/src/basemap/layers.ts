// The layers of the base map: the overview map that every page has, the editor's street tiles, and a map service. The
// attribution names the owners of the data, and says where the map is only an overview and why streets are missing.
import L from "leaflet";
import type { PMTiles } from "pmtiles";
import { PmtilesSource, type TileSource } from "protomaps-leaflet";
import type { Store } from "../app/state.js";
import type { Online, StreetSchema } from "../data/wire.js";
import { escaped } from "./attribution.js";
import { CanvasLayer, type StyledTiles, TILE_PX } from "./canvas-layer.js";
import { contextPaint, zoomsTooClose } from "./context-style.js";
import { EmbeddedTiles, embeddedArchive } from "./embedded-tiles.js";
import type { VectorCanvas, VectorTiles } from "./online.js";
import { openStreets, type StreetsProblem } from "./streets.js";
import { streetRules } from "./streets-style.js";

const CREDIT =
  '<a href="https://www.naturalearthdata.com/" rel="noreferrer" lang="en">Natural Earth</a>, <a href="https://www.geonames.org/" rel="noreferrer">GeoNames</a>';
/** The first zoom of the embedded tiles that is made from the same data as the deepest: Natural Earth's 1:10m. */
const DETAILED_FROM = 5;
/** The zoom from which streets replace the overview map. */
const STREETS_FROM = 9;

export interface BaseMap {
  canvas: CanvasLayer;
  /** Draws the vector tiles of a map service. */
  service: VectorCanvas;
  /** When its embedded tiles are drawn. */
  drawn: Promise<unknown>;
}

/** Opens the base map. Its embedded tiles are added after the marks have been drawn. */
export function openBaseMap(map: L.Map, store: Store): BaseMap {
  const canvas = new CanvasLayer(
    map,
    () => store.state.language,
    () => store.atlas.cities(store.state.language),
    () => store.atlas.naturalFeatures(store.state.language),
  );
  const [land, names] = [embeddedArchive("geomap-land"), embeddedArchive("geomap-names")];
  const add = (): Promise<unknown> => addContext(canvas, land, names).catch(console.error);
  const painted = new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
  // The last thing that the page draws by itself; benchmarks and the preview wait for this mark.
  const drawn = painted.then(add).then(() => performance.mark("geomap:drawn"));
  const credits = new BaseMapCredits(map, store, canvas);
  addStreets(canvas, store, credits);
  credits.update();
  const service: VectorCanvas = {
    add: (tiles, online) => addService(canvas, tiles, online),
    remove: () => canvas.remove("online"),
  };
  return { canvas, service, drawn };
}

async function addContext(canvas: CanvasLayer, lands: PMTiles | null, names: PMTiles | null): Promise<void> {
  if (!lands || !names) return;
  const [[land, landDepth], [name, nameDepth]] = await Promise.all([
    decoded(lands, DETAILED_FROM),
    decoded(names, 0), // points have no cuts
  ]);
  canvas.add({
    context: {
      level: 0,
      tiles: land,
      maxZoom: landDepth,
      paint: ({ palette, zoom, latitude }, depth) =>
        contextPaint(palette, zoom, latitude, depth < DETAILED_FROM ? depth : null),
    },
    names: { level: 1, tiles: name, maxZoom: nameDepth, points: true },
  });
}

async function decoded(archive: PMTiles, fitFrom: number): Promise<[EmbeddedTiles, number]> {
  return [await EmbeddedTiles.read(archive, TILE_PX, fitFrom), (await archive.getHeader()).maxZoom];
}

function addStreets(canvas: CanvasLayer, store: Store, credits: BaseMapCredits): void {
  const { streets } = store.atlas.map;
  if (!streets) return;
  const tiles = openStreets(streets, (problem) => credits.setProblem(problem));
  if (!tiles) return;
  const [west, south, east, north] = streets.bounds;
  const bounds = L.latLngBounds([south, west], [north, east]);
  canvas.add({ streets: streetTiles(2, streets.schema, tiles, streets.minzoom, streets.maxzoom, bounds) });
  credits.setOwner("streets", streets.attribution);
}

/** The service shows its own credit while its tiles are visible. */
function addService(canvas: CanvasLayer, tiles: VectorTiles, { vector, min_zoom, max_zoom, bounds }: Online): void {
  const [south, west, north, east] = bounds ?? [-90, -180, 90, 180];
  const source = new PmtilesSource(tiles as unknown as PMTiles, true);
  const area = L.latLngBounds([south, west], [north, east]);
  canvas.add({ online: streetTiles(3, vector!, source, min_zoom, max_zoom, area) });
}

/** Street tiles from any source in geomap's own style. */
function streetTiles(
  level: number,
  schema: StreetSchema,
  tiles: TileSource,
  minZoom: number,
  maxZoom: number,
  bounds: L.LatLngBounds,
): StyledTiles {
  return {
    level,
    tiles,
    maxZoom,
    covers: { bounds, from: Math.max(STREETS_FROM, minZoom + 1) },
    paint: ({ palette, language }) => streetRules(schema, palette, language).paint,
    names: ({ palette, language }) => streetRules(schema, palette, language).labels,
  };
}

/** The base map's part of the attribution. */
class BaseMapCredits {
  private lines: string[] = [];
  private problem: StreetsProblem | null = null;
  private readonly owners = new Map<string, string>();

  constructor(
    private readonly map: L.Map,
    private readonly store: Store,
    private readonly canvas: CanvasLayer,
  ) {
    map.on("moveend", () => this.update());
    store.subscribe((state, before) => {
      if (state.language !== before.language) this.update();
    });
  }

  /** Sets whose data a layer shows, in plain text. */
  setOwner(layer: string, owner: string): void {
    this.owners.set(layer, owner);
    this.update();
  }

  /** Sets why there are no streets; null where there are. */
  setProblem(problem: StreetsProblem | null): void {
    this.problem = problem;
    this.update();
  }

  update(): void {
    this.map.whenReady(() => this.draw()); // the view is set after the base map is opened
  }

  private draw(): void {
    const { map, canvas, store } = this;
    const covering = canvas.covering();
    if (this.problem) covering.delete("streets");
    const isCovered = [...covering.values()].includes(true);
    const lines = [...covering.keys()].map((layer) => escaped(this.owners.get(layer) ?? ""));
    if (!isCovered) lines.push(CREDIT);
    if (this.problem && map.getZoom() >= STREETS_FROM) {
      lines.push(escaped(store.text(this.problem).replace(/\.$/, ""))); // one item of a list
    }
    if (!isCovered && zoomsTooClose(map.getZoom(), map.getCenter().lat) > 0) {
      lines.push(escaped(store.text("label.overview_map")));
    }
    const shown = lines.filter(Boolean);
    if (shown.join() === this.lines.join()) return;
    for (const line of this.lines) map.attributionControl.removeAttribution(line);
    for (const line of shown) map.attributionControl.addAttribution(line);
    this.lines = shown;
  }
}
