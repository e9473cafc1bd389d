// The page's entry: folium's map script calls `geomap.open`, which returns the Leaflet map and draws the atlas on it.
import L from "leaflet";
import { followAddress } from "./app/address.js";
import { Store } from "./app/state.js";
import { openGround } from "./basemap/layers.js";
import { openOnline } from "./basemap/online-dialog.js";
import { Atlas } from "./data/atlas.js";
import { readWritten, type Written } from "./data/wire.js";
import { isEmbedded, markEmbedded, openEmbedded } from "./embed/embedded.js";
import { handleGestures, isPartOfPage } from "./map/gestures.js";
import { drawAtlas, openMap } from "./map/map.js";
import { openToolbar } from "./map/toolbar.js";
import { openPanel } from "./panel/panel.js";
import { openTable } from "./table/listing.js";
import { openTimeline } from "./timeline/timeline.js";

declare global {
  interface Window {
    L: typeof L;
  }
}

window.L = L;

export function open(id: string, options: L.MapOptions): L.Map {
  try {
    document.documentElement.classList.add("is-drawn");
    markEmbedded();
    const map = openMap(id, options);
    const written = readWritten();
    if (written instanceof Promise) written.then((data) => draw(map, data)).catch(giveUp);
    else draw(map, written);
    return map;
  } catch (error) {
    giveUp(error);
    throw error;
  }
}

function draw(map: L.Map, written: Written): void {
  const store = new Store(new Atlas(written));
  followAddress(store);
  followLanguage(store);
  const { ground, service } = openGround(map, store);
  const online = openOnline(map, store, service);
  const part = (id: string): HTMLElement => document.getElementById(id)!;
  if (isEmbedded) {
    drawAtlas(map, store, ground);
    openEmbedded(store, map, online);
  } else {
    openTimeline(part("timeline"), store);
    openPanel(part("panel"), store);
    openToolbar(part("tools"), store, online);
    openTable(part("table"), store);
    drawAtlas(map, store, ground);
  }
  if (isEmbedded || isPartOfPage()) handleGestures(map, { text: () => store.text });
}

function followLanguage(store: Store): void {
  const root = document.documentElement;
  const speak = (): void => {
    root.lang = store.text.spoken;
    root.dir = store.text.direction;
    document.title = store.atlas.said("title", store.state.language)!.text;
  };
  store.subscribe((state, before) => {
    if (state.language !== before.language) speak();
  });
  speak();
}

/** Where the map cannot be drawn, the picture and the table for readers without JavaScript take its place. */
function giveUp(error: unknown): void {
  document.documentElement.classList.remove("is-drawn");
  const written = document.querySelector("noscript")?.textContent ?? "";
  const facts = new DOMParser().parseFromString(written, "text/html").querySelector(".facts");
  if (facts) document.body.prepend(document.adoptNode(facts));
  console.error(error);
}
