// The map: Leaflet with the reports' marks in one layer for each status, over the gazetteer's reference places.
import L from "leaflet";
import { isCalm, isEmbedded, isNarrow } from "../app/env.js";
import type { State, Store } from "../app/state.js";
import type { CanvasLayer } from "../basemap/canvas-layer.js";
import { STATUSES } from "../data/wire.js";
import { longitudeRange, MAX_ZOOM, nearestLongitude } from "../data/world.js";
import { glyphElement } from "../ui/glyph.js";
import { Card } from "./card.js";
import type { Label } from "./labels.js";
import { type Mark, Marks } from "./marks.js";
import { halfSize, latLngBoundsOf } from "./outline.js";
import { drawOverlays } from "./overlays.js";
import { ReaderMoves } from "./reader-moves.js";

export type { Map as LeafletMap, MapOptions } from "leaflet";

declare global {
  interface Window {
    /** For folium's own elements, whose scripts use Leaflet by this name. */
    L: typeof L;
    /** Set by folium.ts, where the page has elements of folium's own. */
    geomapMarkerIcon?: L.IconOptions & { imagePath: string };
  }
}

window.L = L;

/** The deepest zoom at which the map shows all reports: a mark needs its surroundings. */
const MAX_FIT_ZOOM = 15;
/** The most places without reports that are labelled. */
const MAX_REFERENCES = 300;

/** Makes the Leaflet map, still without the reports: folium's own elements can be added at once. */
export function openMap(id: string, options: L.MapOptions): L.Map {
  const moves = !isCalm();
  const motion = { fadeAnimation: moves, zoomAnimation: moves, markerZoomAnimation: moves, inertia: moves };
  const map = L.map(id, { ...options, ...motion, zoomControl: false, zoomSnap: 0.25, minZoom: 1, maxZoom: MAX_ZOOM });
  // For popups and keys Leaflet animates whatever the map's options say.
  if (!moves) map.panBy = (offset, how) => L.Map.prototype.panBy.call(map, offset, { ...how, animate: false });
  map.getContainer().setAttribute("role", "region");
  map.attributionControl.setPrefix('<a href="https://leafletjs.com" rel="noreferrer">Leaflet</a>');
  for (const [pane, level] of [
    ["basemap", 200],
    ["names", 350],
    ["labels", 590],
  ] as const)
    map.createPane(pane).style.zIndex = String(level); // areas lie at 400, marks at 600
  useBundledMarkerIcon();
  return map;
}

/** Draws the reports and keeps the map in step with the state. */
export function drawAtlas(map: L.Map, store: Store, canvas: CanvasLayer): void {
  const layers = STATUSES.map(() => L.layerGroup());
  const mixed = L.layerGroup().addTo(map);
  const moves = new ReaderMoves(map, store);
  const card = new Card(map, store, moves, () => marks);
  const open = (mark: Mark, at: L.LatLng, viaKeyboard: boolean): void =>
    openMark(map, store, card, marks, mark, at, viaKeyboard);

  const references = drawReferences(map, store);
  const fit = (): void => fitAll(map, store, references.bounds);
  const showView = (): void => moves.byPage(() => setView(map, store.state) || fit());
  showView();
  const overlayLabels = drawOverlays(map, store.atlas.map.overlays, store.atlas.map.language);
  const marks = new Marks(map, store, layers, mixed, open);
  const showLayers = (): void => {
    for (const [index, layer] of layers.entries())
      toggle(map, layer, store.state.filters.statuses.has(STATUSES[index]!));
  };
  showLayers();
  let controls = addControls(map, store, layers);
  const arrange = (): void => {
    marks.arrange([...references.labels, ...overlayLabels()], controls.corners);
    canvas.avoid(boxesOnMap(map), namesOnMap(map));
  };
  const draw = (): void => {
    marks.draw();
    arrange();
  };
  draw();
  const show = (report: number): void => {
    moves.byPage(() => reveal(map, store, report));
    if (isEmbedded) openCard(store, card, report, map.getCenter().lng); // an embedded map has no list that opens it
  };
  if (store.state.selected !== null) show(store.state.selected);

  map.on("moveend resize", draw);
  map.on("overlayadd overlayremove", (event) => {
    const { layer, type } = event as L.LayersControlEvent;
    const index = layers.indexOf(layer as L.LayerGroup);
    if (index >= 0) store.show(STATUSES[index]!, type === "overlayadd");
  });
  let latest = 0;
  store.subscribe((state, before) => {
    if (state.language !== before.language) {
      controls.remove();
      controls = addControls(map, store, layers);
      references.translate();
      canvas.refresh();
      marks.redraw();
      arrange();
    }
    if (state.view !== before.view && (state.from === "address" || state.from === "text")) showView();
    if (state.filters.statuses !== before.filters.statuses) showLayers();
    if (state.matches !== before.matches) {
      // The list is updated first; the map follows after that is painted, once for all changes so far.
      const turn = ++latest;
      requestAnimationFrame(() =>
        setTimeout(() => {
          if (turn !== latest) return;
          marks.load();
          arrange();
        }),
      );
    }
    const isSelected = state.selected !== before.selected && state.selected !== null;
    if (isSelected && state.from !== "map" && !(state.from === "address" && state.view)) show(state.selected!);
    if ((state.selected !== before.selected || state.pointed !== before.pointed) && marks.follow()) arrange();
  });
  followSize(map, moves, () => {
    showView();
    card.keepInView();
  });
  fitPaper(map, store, moves, fit);
}

/** Opens a report; zooms into a cluster, or lists its reports where all have the same coordinates. */
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
  // On a narrow screen the list opens the report: a card would hide the rest of the map.
  if (isNarrow() && !isEmbedded) store.change({ selected: spot.first, panel: "reports", from: "map" });
  else card.report(spot.first, at, spot.area === null, focused);
}

/** Opens the card of a report at its place, for a report named in a link. */
function openCard(store: Store, card: Card, report: number, near: number): void {
  const { atlas, state } = store;
  const index = atlas.place[report]!;
  const at = index < 0 ? null : latLngBoundsOf(atlas.getPlace(index, state.language), near);
  if (at) setTimeout(() => card.report(report, at.getCenter(), atlas.kind[index] === "point", undefined));
}

/** After zooming into a cluster, the focus goes to the mark of its first report. */
function focusMark(marks: Marks, first: number): void {
  for (const { spot, marker } of marks.all)
    if (spot.first === first) marker.getElement()?.focus({ preventScroll: true });
}

/** Shows the view in the state; false where there is none. */
function setView(map: L.Map, { view }: State): boolean {
  if (view) map.setView([view.latitude, view.longitude], view.zoom, { animate: false });
  return view !== null;
}

interface References {
  labels: Label[];
  bounds: L.LatLngBounds;
  /** Labels the places in the current language. */
  translate(): void;
}

/** Labels the gazetteer's places that no report is about: names for orientation. */
function drawReferences(map: L.Map, store: Store): References {
  const { atlas } = store;
  const used = new Set(atlas.place);
  const labels: Label[] = [];
  const bounds = L.latLngBounds([]);
  const elements: [HTMLElement, number][] = [];
  for (let index = 0; index < atlas.places && labels.length < MAX_REFERENCES; index++) {
    if (used.has(index) || Number.isNaN(atlas.latitude[index]!)) continue;
    const at = L.latLng(atlas.latitude[index]!, atlas.longitude[index]!);
    bounds.extend(at);
    const element = document.createElement("div");
    element.className = `label is-reference is-${atlas.getPlace(index, store.state.language).precision}`;
    element.dir = "auto";
    elements.push([element, index]);
    const isArea = atlas.kind[index] === "area";
    const icon = L.divIcon({ className: `anchor ${isArea ? "" : "has-dot"}`, html: element, iconSize: [0, 0] });
    L.marker(at, { icon, interactive: false, keyboard: false, pane: "labels" }).addTo(map);
    labels.push({ element, at, clear: 4, ...(isArea && { inside: () => L.point(60, 40) }) });
  }
  const translate = (): void => {
    for (const [element, index] of elements) {
      const name = atlas.placeName(index, store.state.language);
      element.textContent = name.text;
      element.lang = name.lang;
    }
  };
  translate();
  return { labels, bounds, translate };
}

interface Controls {
  /** Elements that no label may overlap. */
  corners: HTMLElement[];
  remove(): void;
}

/** Leaflet's zoom, scale and layer controls; the last is also the legend. */
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

/** The screen positions of marks, labels and controls on the map. */
function boxesOnMap(map: L.Map): DOMRect[] {
  const page = map.getContainer().closest(".page") ?? map.getContainer();
  return [...page.querySelectorAll(".pin, .cluster, .label:not(.is-crowded), .leaflet-control, .tool")].map((element) =>
    element.getBoundingClientRect(),
  );
}

/** The names in the map's own labels. */
function namesOnMap(map: L.Map): Set<string> {
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

/** Fits the view to the shown reports, else to the reference places, else to the world. */
function fitAll(map: L.Map, store: Store, references: L.LatLngBounds): void {
  const { atlas, state } = store;
  const places = new Set<number>();
  for (const report of state.matches.shown) if (atlas.place[report]! >= 0) places.add(atlas.place[report]!);
  const points = [...places].filter((place) => !Number.isNaN(atlas.longitude[place]!));
  const [west, east] = longitudeRange(points.map((place) => atlas.longitude[place]!)) ?? [0, 0];
  const middle = (west + east) / 2;
  const bounds = L.latLngBounds([]);
  // Among many points the uncertainty of each makes no visible difference.
  const few = points.length <= 1000;
  for (const place of places) {
    const around =
      few || Number.isNaN(atlas.longitude[place]!)
        ? latLngBoundsOf(atlas.getPlace(place, state.language), middle)
        : null;
    if (around) bounds.extend(around);
    else if (!few) bounds.extend([atlas.latitude[place]!, nearestLongitude(atlas.longitude[place]!, middle)]);
  }
  if (!bounds.isValid() && references.isValid()) bounds.extend(references);
  if (bounds.isValid()) map.fitBounds(bounds, { padding: [24, 24], maxZoom: MAX_FIT_ZOOM, animate: false });
  else map.setView([20, 0], 2, { animate: false });
}

/** Brings a report into view. */
function reveal(map: L.Map, store: Store, report: number): void {
  const { atlas, state } = store;
  const index = atlas.place[report]!;
  const bounds = index < 0 ? null : latLngBoundsOf(atlas.getPlace(index, state.language), map.getCenter().lng);
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

/** When the container changes its size, the map shows the reader's view again, or everything. */
function followSize(map: L.Map, moves: ReaderMoves, showView: () => void): void {
  let shown = map.getSize();
  new ResizeObserver(() => {
    if (document.documentElement.classList.contains("is-printing")) return;
    moves.byPage(() => map.invalidateSize({ animate: false, pan: false }));
    if (!shown.equals(map.getSize())) showView();
    shown = map.getSize();
  }).observe(map.getContainer());
}

/** On paper the map has its own size and shows all reports. */
function fitPaper(map: L.Map, store: Store, moves: ReaderMoves, fit: () => void): void {
  let onScreen: { center: L.LatLng; zoom: number } | null = null;
  const resize = (isPrinting: boolean): void => {
    document.documentElement.classList.toggle("is-printing", isPrinting);
    map.invalidateSize({ animate: false, pan: false });
  };
  window.addEventListener("beforeprint", () => {
    onScreen = { center: map.getCenter(), zoom: map.getZoom() };
    moves.byPage(() => {
      resize(true);
      fit();
    });
    store.change({ paper: true });
  });
  window.addEventListener("afterprint", () => {
    moves.byPage(() => {
      resize(false);
      if (onScreen) map.setView(onScreen.center, onScreen.zoom, { animate: false });
    });
    store.change({ paper: false });
  });
}

function useBundledMarkerIcon(): void {
  if (!window.geomapMarkerIcon) return;
  L.Icon.Default.imagePath = "";
  L.Icon.Default.mergeOptions(window.geomapMarkerIcon);
}
