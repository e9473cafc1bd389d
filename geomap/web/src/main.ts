// Entry point of the page: folium's map script calls `geomap.open`, which returns the Leaflet map and draws the atlas on it.
import { followAddress } from "./app/address.js";
import { isEmbedded } from "./app/env.js";
import { addSkipLink } from "./app/skip.js";
import { Store } from "./app/state.js";
import { openBaseMap } from "./basemap/layers.js";
import { openOnline } from "./basemap/online-dialog.js";
import { Atlas } from "./data/atlas.js";
import { readPageData, readTexts } from "./data/page-data.js";
import type { PageData } from "./data/wire.js";
import { openEmbedded } from "./embed/embedded.js";
import { handleGestures, isPartOfPage } from "./map/gestures.js";
import { drawAtlas, type LeafletMap, type MapOptions, openMap } from "./map/map.js";
import { openToolbar } from "./map/toolbar.js";
import { openPanel } from "./panel/panel.js";
import { openTable } from "./table/table.js";
import { openTimeline } from "./timeline/timeline.js";
import { highlightFound } from "./ui/found.js";

export function open(id: string, options: MapOptions): LeafletMap {
  try {
    const { classList } = document.documentElement;
    classList.add("is-drawn");
    classList.toggle("is-embedded", isEmbedded); // before anything is laid out
    const map = openMap(id, options);
    const data = readPageData();
    if (data instanceof Promise) drawLate(map, data).catch(showFallback);
    else draw(map, data);
    return map;
  } catch (error) {
    showFallback(error);
    throw error;
  }
}

/** Draws a large page: without the texts of its articles, which follow, unless its address may ask for one. */
async function drawLate(map: LeafletMap, late: Promise<PageData>): Promise<void> {
  const data = await late;
  if (location.hash && !data.texts) data.texts = await readTexts();
  const { store, drawn } = draw(map, data);
  if (data.texts) return;
  await drawn;
  store.addTexts(await readTexts());
}

function draw(map: LeafletMap, data: PageData): { store: Store; drawn: Promise<unknown> } {
  const store = new Store(new Atlas(data));
  followAddress(store);
  followLanguage(store);
  const { canvas, service, drawn } = openBaseMap(map, store);
  const online = openOnline(map, store, service);
  const part = (id: string): HTMLElement => document.getElementById(id)!;
  if (isEmbedded) {
    drawAtlas(map, store, canvas);
    openEmbedded(part("geomap"), store, online);
  } else {
    openTimeline(part("timeline"), store);
    openPanel(part("panel"), store);
    openToolbar(part("tools"), store, online);
    openTable(part("table"), store);
    highlightFound(store, [part("panel"), part("table")]);
    drawAtlas(map, store, canvas);
  }
  addSkipLink(map.getContainer().parentElement!, store);
  if (isEmbedded || isPartOfPage()) handleGestures(map, { text: () => store.text });
  return { store, drawn };
}

function followLanguage(store: Store): void {
  const root = document.documentElement;
  const apply = (): void => {
    root.lang = store.text.stringsLanguage;
    root.dir = store.text.direction;
    document.title = store.atlas.mapText("title", store.state.language)!.text;
  };
  store.subscribe((state, before) => {
    if (state.language !== before.language) apply();
  });
  apply();
}

/** If the map cannot be drawn, the picture and the table for readers without JavaScript are shown instead. */
function showFallback(error: unknown): void {
  document.documentElement.classList.remove("is-drawn");
  const markup = document.querySelector("noscript")?.textContent ?? "";
  const facts = new DOMParser().parseFromString(markup, "text/html").querySelector(".facts");
  if (facts) document.body.prepend(document.adoptNode(facts));
  console.error(error);
}
