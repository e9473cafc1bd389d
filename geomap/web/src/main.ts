// The page's entry: folium's map script calls `geomap.open`, which draws the atlas and returns the Leaflet map.
import L from "leaflet";
import { readAtlas } from "./atlas.js";
import { openMap } from "./map.js";
import { openPanel } from "./panel.js";
import { Store } from "./state.js";
import { stringsFrom } from "./strings.js";

declare global {
  interface Window {
    L: typeof L;
  }
}

window.L = L;

export function open(id: string, options: L.MapOptions): L.Map {
  try {
    const atlas = readAtlas();
    const store = new Store(atlas);
    const text = stringsFrom(atlas.strings);
    document.documentElement.classList.add("is-drawn");
    const map = openMap(id, options, store, text);
    openPanel(document.getElementById("panel")!, store, text);
    return map;
  } catch (error) {
    showTable();
    throw error;
  }
}

/** Where the map cannot be drawn, the table for readers without JavaScript takes its place. */
function showTable(): void {
  document.documentElement.classList.remove("is-drawn");
  const written = document.querySelector("noscript")?.textContent ?? "";
  const table = new DOMParser().parseFromString(written, "text/html").querySelector(".facts");
  if (table) document.body.prepend(document.adoptNode(table));
}
