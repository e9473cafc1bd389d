// The map: Leaflet with the reports' marks in a layer for each status, over the gazetteer's reference places.
import L from "leaflet";
import { isNarrow } from "../app/env.js";
import type { State, Store } from "../app/state.js";
import type { Ground } from "../basemap/canvas-layer.js";
import { STATUSES } from "../data/atlas.js";
import { isEmbedded } from "../embed/embedded.js";
import { glyphElement } from "../ui/glyph.js";
import { Card } from "./card.js";
import { MAX_ZOOM } from "./clusters.js";
import type { Label } from "./labels.js";
import { type Mark, Marks } from "./marks.js";
import { boundsOf, halfSize, nearest, stretch } from "./outline.js";
import { drawOverlays } from "./overlays.js";

/** No closer than this when the map shows everything or a report: a mark needs its surroundings. */
const CLOSEST_FIT = 15;
/** Places without reports that are named; more would be noise. */
const MOST_REFERENCES = 300;

/** The Leaflet map, without the reports: folium's own elements may be added at once. */
export function openMap(id: string, options: L.MapOptions): L.Map {
  const moves = !isCalm();
  const motion = { fadeAnimation: moves, zoomAnimation: moves, markerZoomAnimation: moves, inertia: moves };
  const map = L.map(id, { ...options, ...motion, zoomControl: false, zoomSnap: 0.25, minZoom: 1, maxZoom: MAX_ZOOM });
  // Leaflet pans smoothly for popups and keys whatever the map's options say.
  if (!moves) map.panBy = (offset, how) => L.Map.prototype.panBy.call(map, offset, { ...how, animate: false });
  map.getContainer().setAttribute("role", "region");
  map.attributionControl.setPrefix('<a href="https://leafletjs.com" rel="noreferrer">Leaflet</a>');
  for (const [pane, level] of [
    ["ground", 200],
    ["names", 350],
    ["labels", 590],
  ] as const)
    map.createPane(pane).style.zIndex = String(level); // areas lie at 400, marks at 600
  useBundledMarkerIcon();
  return map;
}

/** Draws the reports and keeps the map in step with the reader's choices. */
export function drawAtlas(map: L.Map, store: Store, ground: Ground): void {
  const layers = STATUSES.map(() => L.layerGroup());
  const mixed = L.layerGroup().addTo(map);
  const card = new Card(map, store, () => marks);
  const open = (mark: Mark, at: L.LatLng, viaKeyboard: boolean): void =>
    openMark(map, store, card, marks, mark, at, viaKeyboard);

  const references = drawReferences(map, store);
  const fit = (): void => fitAll(map, store, references.bounds);
  if (!showView(map, store.state)) fit();
  const overlayLabels = drawOverlays(map, store.atlas.map.overlays, store.atlas.map.language);
  const marks = new Marks(map, store, layers, mixed, open);
  STATUSES.forEach((status, index) => toggle(map, layers[index]!, store.state.filters.statuses.has(status)));
  let controls = addControls(map, store, layers);
  const arrange = (): void => {
    marks.arrange([...references.labels, ...overlayLabels()], controls.corners);
    ground.avoid(boxesOnMap(map), wordsOnMap(map));
  };
  const draw = (): void => {
    marks.draw();
    arrange();
  };
  draw();
  const show = (report: number): void => {
    reveal(map, store, report);
    if (isEmbedded) openCard(store, card, report, map.getCenter().lng); // no list is there to open it
  };
  if (store.state.selected !== null) show(store.state.selected);

  map.on("moveend resize", draw);
  map.on("overlayadd overlayremove", (event) => {
    const { layer, type } = event as L.LayersControlEvent;
    const index = layers.indexOf(layer as L.LayerGroup);
    if (index >= 0) store.show(STATUSES[index]!, type === "overlayadd");
  });
  followReader(map, store);
  let waiting = 0;
  store.subscribe((state, before) => {
    if (state.language !== before.language) {
      controls.remove();
      controls = addControls(map, store, layers);
      references.speak();
      ground.refresh();
      marks.redraw();
      arrange();
    }
    if (state.view !== before.view && (state.from === "address" || state.from === "text"))
      if (!showView(map, state)) fit();
    if (state.filters.statuses !== before.filters.statuses) {
      STATUSES.forEach((status, index) => toggle(map, layers[index]!, state.filters.statuses.has(status)));
    }
    if (state.matches !== before.matches) {
      // The list answers at once; the map follows when that is painted, once for all that came before it.
      const turn = ++waiting;
      requestAnimationFrame(() =>
        setTimeout(() => {
          if (turn !== waiting) return;
          marks.load();
          arrange();
        }),
      );
    }
    const chosen = state.selected !== before.selected && state.selected !== null;
    if (chosen && state.from !== "map" && !(state.from === "address" && state.view)) show(state.selected!);
    if ((state.selected !== before.selected || state.pointed !== before.pointed) && marks.follow()) arrange();
  });
  followSize(map, () => void (showView(map, store.state) || fit()));
  fitPaper(map, store, fit);
}

/** A report opens; a cluster parts by zooming, or, where all its reports stand on one point, lists them. */
function openMark(
  map: L.Map,
  store: Store,
  card: Card,
  marks: Marks,
  mark: Mark,
  at: L.LatLng,
  viaKeyboard: boolean,
): void {
  const { spot } = mark;
  const focused = viaKeyboard ? mark.marker.getElement() : undefined;
  if (spot.count > 1) {
    const zoom = marks.clusters.expansionZoom(spot);
    if (zoom === null) card.spot(mark, at, focused);
    else map.setView(at, Math.max(zoom, map.getZoom() + 1), { animate: !isCalm() });
    if (zoom !== null && viaKeyboard) focusMark(marks, spot.first);
    return;
  }
  // Where the list lies over the map, it opens the report: a card would hide what is left of the map.
  if (isNarrow() && !isEmbedded) store.change({ selected: spot.first, panel: "reports", from: "map" });
  else card.report(spot.first, at, spot.area === null, focused);
}

/** Opens a report's card where the report stands, for one that a link names. */
function openCard(store: Store, card: Card, report: number, near: number): void {
  const { atlas, state } = store;
  const index = atlas.place[report]!;
  const at = index < 0 ? null : boundsOf(atlas.getPlace(index, state.language), near);
  if (at) setTimeout(() => card.report(report, at.getCenter(), atlas.kind[index] === "point", undefined));
}

/** After a cluster has parted, the keyboard goes on at the spot of its first report. */
function focusMark(marks: Marks, first: number): void {
  for (const { spot, marker } of marks.all)
    if (spot.first === first) marker.getElement()?.focus({ preventScroll: true });
}

function showView(map: L.Map, { view }: State): boolean {
  if (view) map.setView([view.latitude, view.longitude], view.zoom, { animate: false });
  return view !== null;
}

/** What the reader moves goes into the state; what the page moves by itself does not. */
function followReader(map: L.Map, store: Store): void {
  let moved = false;
  const container = map.getContainer();
  for (const event of ["pointerdown", "wheel", "keydown", "touchstart"])
    container.addEventListener(event, () => (moved = true), { passive: true, capture: true });
  map.on("moveend", () => {
    if (!moved) return;
    const { lat, lng } = map.getCenter();
    const view = { zoom: Number(map.getZoom().toFixed(2)), latitude: lat, longitude: nearest(lng, 0) };
    const { state } = store;
    const same =
      state.view &&
      Math.abs(state.view.latitude - lat) < 1e-6 &&
      Math.abs(state.view.longitude - view.longitude) < 1e-6 &&
      state.view.zoom === view.zoom;
    if (!same) store.change({ view, from: "map" });
  });
}

interface References {
  labels: Label[];
  bounds: L.LatLngBounds;
  /** Names the places in the language that is chosen now. */
  speak(): void;
}

/** Places of the gazetteer that no report stands on: names to find one's way by. */
function drawReferences(map: L.Map, store: Store): References {
  const { atlas } = store;
  const used = new Set(atlas.place);
  const labels: Label[] = [];
  const bounds = L.latLngBounds([]);
  const named: [HTMLElement, number][] = [];
  for (let index = 0; index < atlas.places && labels.length < MOST_REFERENCES; index++) {
    if (used.has(index) || Number.isNaN(atlas.latitude[index]!)) continue;
    const at = L.latLng(atlas.latitude[index]!, atlas.longitude[index]!);
    bounds.extend(at);
    const element = document.createElement("div");
    element.className = `label is-reference is-${atlas.getPlace(index, store.state.language).precision}`;
    element.dir = "auto";
    named.push([element, index]);
    const isArea = atlas.kind[index] === "area";
    const icon = L.divIcon({ className: `anchor ${isArea ? "" : "has-dot"}`, html: element, iconSize: [0, 0] });
    L.marker(at, { icon, interactive: false, keyboard: false, pane: "labels" }).addTo(map);
    labels.push({ element, at, clear: 4, ...(isArea && { inside: () => L.point(60, 40) }) });
  }
  const speak = (): void => {
    for (const [element, index] of named) {
      const name = atlas.placeName(index, store.state.language);
      element.textContent = name.text;
      element.lang = name.lang;
    }
  };
  speak();
  return { labels, bounds, speak };
}

interface Controls {
  /** What no label may lie under. */
  corners: HTMLElement[];
  remove(): void;
}

/** Leaflet's zoom, scale and layer controls; the last is the legend too. */
function addControls(map: L.Map, store: Store, layers: readonly L.LayerGroup[]): Controls {
  const { atlas, text } = store;
  map.getContainer().setAttribute("aria-label", text("label.map"));
  const zoom = L.control.zoom({ zoomInTitle: text("label.zoom_in"), zoomOutTitle: text("label.zoom_out") }).addTo(map);
  const scale = L.control.scale({ imperial: false, position: "bottomright" }).addTo(map);
  const legend = L.control.layers(undefined, undefined, {
    collapsed: false,
    position: "bottomleft",
    sortLayers: false,
  });
  STATUSES.forEach((status, index) => {
    if (status === "refuted" && !atlas.status.includes(index)) return;
    const name = document.createElement("span");
    name.className = "legend-name";
    name.append(glyphElement({ status, size: 18 }), text(`status.${status}`));
    legend.addOverlay(layers[index]!, name.outerHTML);
  });
  legend.addTo(map);
  return {
    corners: [
      ...[zoom, legend].map((control) => control.getContainer()!),
      ...document.querySelectorAll<HTMLElement>(".tool"),
    ],
    remove() {
      for (const control of [zoom, scale, legend]) control.remove();
    },
  };
}

/** Where marks, words and controls stand on the map, on the screen. */
function boxesOnMap(map: L.Map): DOMRect[] {
  const page = map.getContainer().closest(".page") ?? map.getContainer();
  return [...page.querySelectorAll(".pin, .cluster, .label:not(.is-crowded), .leaflet-control, .tool")].map((element) =>
    element.getBoundingClientRect(),
  );
}

/** The names that the map says itself. */
function wordsOnMap(map: L.Map): Set<string> {
  return new Set(
    [
      ...map
        .getContainer()
        .querySelectorAll(".label:is(.is-reference, .is-overlay):not(.is-crowded), .label:not(.is-crowded) b"),
    ].map((element) => element.textContent ?? ""),
  );
}

function toggle(map: L.Map, layer: L.LayerGroup, on: boolean): void {
  if (on && !map.hasLayer(layer)) map.addLayer(layer);
  if (!on && map.hasLayer(layer)) map.removeLayer(layer);
}

/** Fits the view to the reports that are shown, else to the reference places, else to the world. */
function fitAll(map: L.Map, store: Store, references: L.LatLngBounds): void {
  const { atlas, state } = store;
  const places = new Set<number>();
  for (const report of state.matches.shown) if (atlas.place[report]! >= 0) places.add(atlas.place[report]!);
  const points = [...places].filter((place) => !Number.isNaN(atlas.longitude[place]!));
  const [west, east] = stretch(points.map((place) => atlas.longitude[place]!)) ?? [0, 0];
  const middle = (west + east) / 2;
  const bounds = L.latLngBounds([]);
  // The uncertainty of each of many points would change nothing that is seen.
  const few = points.length <= 1000;
  for (const place of places) {
    const around =
      few || Number.isNaN(atlas.longitude[place]!) ? boundsOf(atlas.getPlace(place, state.language), middle) : null;
    if (around) bounds.extend(around);
    else if (!few) bounds.extend([atlas.latitude[place]!, nearest(atlas.longitude[place]!, middle)]);
  }
  if (!bounds.isValid() && references.isValid()) bounds.extend(references);
  if (bounds.isValid()) map.fitBounds(bounds, { padding: [24, 24], maxZoom: CLOSEST_FIT, animate: false });
  else map.setView([20, 0], 2, { animate: false });
}

/** Brings a report into view; a point that would be lost among others comes closer. */
function reveal(map: L.Map, store: Store, report: number): void {
  const { atlas, state } = store;
  const index = atlas.place[report]!;
  const bounds = index < 0 ? null : boundsOf(atlas.getPlace(index, state.language), map.getCenter().lng);
  if (!bounds) return;
  const middle = bounds.getCenter();
  const { x, y } = halfSize(map, bounds);
  const size = map.getSize();
  if (x * 2 > size.x || y * 2 > size.y) {
    if (!map.getBounds().contains(middle)) map.panTo(middle, { animate: !isCalm() });
  } else if (!map.getBounds().contains(bounds)) {
    map.panTo(middle, { animate: !isCalm() });
  }
}

/** Whether the reader has asked for less motion. */
function isCalm(): boolean {
  return window.matchMedia("(prefers-reduced-motion: reduce)").matches;
}

/** Whatever size its container gets, the map shows everything, or what the reader has moved it to. */
function followSize(map: L.Map, showAgain: () => void): void {
  let shown = map.getSize();
  new ResizeObserver(() => {
    if (document.documentElement.classList.contains("is-printing")) return;
    map.invalidateSize({ animate: false, pan: false });
    if (!shown.equals(map.getSize())) showAgain();
    shown = map.getSize();
  }).observe(map.getContainer());
}

/** On paper the map has a size of its own and shows all reports. */
function fitPaper(map: L.Map, store: Store, fitAgain: () => void): void {
  let seen: { center: L.LatLng; zoom: number } | null = null;
  const resize = (printing: boolean): void => {
    document.documentElement.classList.toggle("is-printing", printing);
    map.invalidateSize({ animate: false, pan: false });
  };
  window.addEventListener("beforeprint", () => {
    seen = { center: map.getCenter(), zoom: map.getZoom() };
    resize(true);
    fitAgain();
    store.change({ paper: true });
  });
  window.addEventListener("afterprint", () => {
    resize(false);
    if (seen) map.setView(seen.center, seen.zoom, { animate: false });
    store.change({ paper: false });
  });
}

declare global {
  interface Window {
    /** Set by folium.ts, where the page holds elements of folium's own. */
    geomapMarkerIcon?: L.IconOptions & { imagePath: string };
  }
}

function useBundledMarkerIcon(): void {
  if (!window.geomapMarkerIcon) return;
  L.Icon.Default.imagePath = "";
  L.Icon.Default.mergeOptions(window.geomapMarkerIcon);
}
