// Which ground a map has: the context that every page carries, and on it the streets that the editor has given. What the
// map stands on is said beside it: whose data it is, where it is schematic, and why streets do not come.
import L from "leaflet";
import type { PMTiles } from "pmtiles";
import { PmtilesSource, type TileSource } from "protomaps-leaflet";
import type { Store } from "../app/state.js";
import { Ground, type Sheet, TILE } from "./canvas-layer.js";
import { contextNames, contextPaint, zoomsTooClose } from "./context-style.js";
import { CarriedTiles, carriedArchive } from "./embedded-tiles.js";
import type { Online, VectorGround, VectorTiles } from "./online.js";
import { openStreets, type Trouble } from "./streets.js";
import { type StreetSchema, streetRules } from "./streets-style.js";

const CREDIT =
  '<a href="https://www.naturalearthdata.com/" rel="noreferrer" lang="en">Natural Earth</a>, <a href="https://www.geonames.org/" rel="noreferrer">GeoNames</a>';
/** The zoom from which on streets take the place of the context: it is still right there, and says more in less. */
const STREETS_FROM = 9;

/** The ground of a map, and what a map service with vector tiles is drawn with. */
export interface Grounds {
  ground: Ground;
  service: VectorGround;
}

/** The ground, to which the carried tiles come once the marks have been drawn. */
export function openGround(map: L.Map, store: Store): Grounds {
  const ground = new Ground(map, () => store.state.language);
  const [lands, names] = [carriedArchive("geomap-ground"), carriedArchive("geomap-names")];
  const lay = (): Promise<unknown> => layContext(ground, lands, names).catch(console.error);
  // The last of what the page draws by itself; whoever measures it, or waits for it, hears so.
  requestAnimationFrame(() => setTimeout(() => void lay().then(() => performance.mark("geomap:drawn"))));
  const credits = new Credits(map, store, ground);
  layStreets(ground, store, credits);
  credits.say();
  return {
    ground,
    service: { lay: (tiles, online) => layService(ground, tiles, online), lift: () => ground.lift("online") },
  };
}

async function layContext(ground: Ground, lands: PMTiles | null, names: PMTiles | null): Promise<void> {
  if (!lands || !names) return;
  const [[land, landDepth], [name, nameDepth]] = await Promise.all([opened(lands), opened(names)]);
  ground.lay("context", 0, {
    tiles: land,
    deepest: landDepth,
    paint: ({ palette, zoom, latitude }) => contextPaint(palette, zoom, latitude),
  });
  ground.lay("names", 1, {
    tiles: name,
    deepest: nameDepth,
    names: ({ palette, zoom, language, said }) => contextNames(palette, zoom, language, said),
  });
}

async function opened(archive: PMTiles): Promise<[CarriedTiles, number]> {
  return [await CarriedTiles.read(archive, TILE), (await archive.getHeader()).maxZoom];
}

function layStreets(ground: Ground, store: Store, credits: Credits): void {
  const { streets } = store.atlas.map;
  if (!streets) return;
  const tiles = openStreets(streets, (trouble) => credits.miss(trouble));
  if (!tiles) return;
  const [west, south, east, north] = streets.bounds;
  ground.lay(
    "streets",
    2,
    streetSheet(streets.schema, tiles, streets.minzoom, streets.maxzoom, [
      [south, west],
      [north, east],
    ]),
  );
  credits.name("streets", streets.attribution);
}

/** The service names itself while its tiles are seen. */
function layService(ground: Ground, tiles: VectorTiles, { vector, min_zoom, max_zoom, bounds }: Online): void {
  const [south, west, north, east] = bounds ?? [-90, -180, 90, 180];
  const source = new PmtilesSource(tiles as unknown as PMTiles, true);
  ground.lay(
    "online",
    3,
    streetSheet(vector!, source, min_zoom, max_zoom, [
      [south, west],
      [north, east],
    ]),
  );
}

/** Streets in geomap's own style, wherever their tiles come from. */
function streetSheet(
  schema: StreetSchema,
  tiles: TileSource,
  least: number,
  deepest: number,
  bounds: L.LatLngBoundsLiteral,
): Sheet {
  return {
    tiles,
    deepest,
    covers: { bounds: L.latLngBounds(bounds), from: Math.max(STREETS_FROM, least + 1) },
    paint: ({ palette, language }) => streetRules(schema, palette, language).paint,
    names: ({ palette, language }) => streetRules(schema, palette, language).labels,
  };
}

/** What is said of the ground beside the map. */
class Credits {
  private said: string[] = [];
  private trouble: Trouble | null = null;
  private readonly names = new Map<string, string>();

  constructor(
    private readonly map: L.Map,
    private readonly store: Store,
    private readonly ground: Ground,
  ) {
    map.on("moveend", () => this.say());
    store.subscribe((state, before) => {
      if (state.language !== before.language) this.say();
    });
  }

  /** Whose data a sheet shows, in plain text. */
  name(sheet: string, owner: string): void {
    this.names.set(sheet, owner);
    this.say();
  }

  /** Why there are no streets; null when they come. */
  miss(trouble: Trouble | null): void {
    this.trouble = trouble;
    this.say();
  }

  say(): void {
    this.map.whenReady(() => this.tell()); // the view is set once the marks are there
  }

  private tell(): void {
    const { map, ground, store } = this;
    const covering = ground.covering();
    if (this.trouble) covering.delete("streets");
    const whole = [...covering.values()].includes(true);
    const near = map.getZoom() >= STREETS_FROM;
    const words = [
      ...[...covering.keys()].map((sheet) => asText(this.names.get(sheet) ?? "")),
      ...(whole ? [] : [CREDIT]),
      ...(this.trouble && near ? [asText(store.text(this.trouble).replace(/\.$/, ""))] : []), // one of several in a row
      ...(!whole && zoomsTooClose(map.getZoom(), map.getCenter().lat) > 0
        ? [asText(store.text("ground.schematic"))]
        : []),
    ].filter(Boolean);
    if (words.join() === this.said.join()) return;
    for (const line of this.said) map.attributionControl.removeAttribution(line);
    for (const line of words) map.attributionControl.addAttribution(line);
    this.said = words;
  }
}

/** Leaflet sets credits as markup. */
function asText(words: string): string {
  const element = document.createElement("span");
  element.textContent = words;
  return element.innerHTML;
}
