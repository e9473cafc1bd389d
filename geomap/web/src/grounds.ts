// Which ground a map has: the context that every page carries, said to be schematic where it is looked at too closely.
import L from "leaflet";
import { type PMTiles } from "pmtiles";
import { CarriedTiles, carriedArchive } from "./carried.js";
import { SCHEMATIC_ABOVE, contextNames, contextPaint } from "./context.js";
import { Ground, TILE } from "./ground.js";
import type { Store } from "./state.js";

const CREDIT = '<a href="https://www.naturalearthdata.com/" rel="noreferrer">Natural Earth</a>, <a href="https://www.geonames.org/" rel="noreferrer">GeoNames</a>';

/** The ground, to which the carried tiles come once the marks have been drawn. */
export function openGround(map: L.Map, store: Store): Ground {
  const ground = new Ground(map, () => store.state.language);
  map.attributionControl.addAttribution(CREDIT);
  const [lands, names] = [carriedArchive("geomap-ground"), carriedArchive("geomap-names")];
  requestAnimationFrame(() => setTimeout(() => void layContext(ground, lands, names).catch(console.error)));
  sayWhenSchematic(map, store);
  return ground;
}

async function layContext(ground: Ground, lands: PMTiles | null, names: PMTiles | null): Promise<void> {
  if (!lands || !names) return;
  const [[land, landDepth], [name, nameDepth]] = await Promise.all([opened(lands), opened(names)]);
  ground.lay("context", { tiles: land, deepest: landDepth, paint: ({ palette, zoom, latitude }) => contextPaint(palette, zoom, latitude) });
  ground.lay("names", { tiles: name, deepest: nameDepth, names: ({ palette, zoom, language, said }) => contextNames(palette, zoom, language, said) });
}

async function opened(archive: PMTiles): Promise<[CarriedTiles, number]> {
  return [await CarriedTiles.read(archive, TILE), (await archive.getHeader()).maxZoom];
}

/** Above the zoom to which the context is right, the map says so beside its credits. */
function sayWhenSchematic(map: L.Map, store: Store): void {
  const { attributionControl } = map;
  let said = "";
  const say = (): void => {
    const words = map.getZoom() > SCHEMATIC_ABOVE ? store.text("ground.schematic") : "";
    if (words === said) return;
    if (said) attributionControl.removeAttribution(said);
    if (words) attributionControl.addAttribution(words);
    said = words;
  };
  map.on("zoomend", say);
  store.subscribe((state, before) => {
    if (state.language !== before.language) say();
  });
  say();
}
