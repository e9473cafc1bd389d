// The map: Leaflet with the reports' marks in one layer for each status, over the gazetteer's reference places.
import L from "leaflet";
import { isCalm, isEmbedded, isNarrow } from "../app/env.js";
import type { State, Store } from "../app/state.js";
import type { CanvasLayer } from "../basemap/canvas-layer.js";
import { type Box, inside, Placement } from "../basemap/placement.js";
import { hasDensity } from "../data/density.js";
import { type OpeningView, STATUSES } from "../data/wire.js";
import { longitudeRange, MAX_ZOOM, nearestLongitude } from "../data/world.js";
import { Card } from "./card.js";
import { Density } from "./density.js";
import { type Label, placeLabels, remeasure } from "./labels.js";
import { type Mark, Marks } from "./marks.js";
import { latLngBoundsOf } from "./outline.js";
import { drawOverlays } from "./overlays.js";
import { ReaderMoves } from "./reader-moves.js";
import { drawRelations } from "./relations.js";

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
/** Pixels around everything, and around a report, at the edges of the map. */
const WHOLE_PADDING = 28;
const REPORT_PADDING = 90;
/** The deepest zoom that the map goes to for a report: closer, the overview map has nothing to show around it. */
const MAX_REPORT_ZOOM = 11;
/** By how many zooms a view may be closer than that, and stay. */
const CLOSE_ENOUGH = 6;
/** Milliseconds that a pointer rests before the names make room for what it points at: a list may move under it. */
const REST_MS = 60;
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
    ["squares", 300],
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
  const openMarkOf = (mark: Mark, at: L.LatLng, viaKeyboard: boolean): void =>
    openMark(map, store, card, marks, mark, at, viaKeyboard);

  const references = drawReferences(map, store);
  let shown: { matches: State["matches"]; bounds: L.LatLngBounds } | undefined;
  const whole = (): View => {
    const { matches } = store.state;
    if (shown?.matches !== matches) shown = { matches, bounds: boundsOfShown(store) };
    return wholeView(map, shown.bounds, references.bounds);
  };
  const fit = (): void => {
    const { center, zoom } = whole();
    map.setView(center, zoom, { animate: false });
  };
  const { view: opening } = store.atlas.map;
  const open = (): void => (opening ? showOpening(map, opening) : fit());
  const showView = (): void => moves.byPage(() => setView(map, store.state) || open());
  showView();
  const showAll = (): void => {
    const { center, zoom } = whole();
    // Where the page opens with another view, this one is the reader's.
    const view = opening ? { zoom, latitude: center.lat, longitude: center.lng } : null;
    store.change({ view, from: "map" });
    moves.byPage(fit);
  };
  const overlayLabels = drawOverlays(map, store.atlas.map.overlays, store.atlas.map.language);
  const marks = new Marks(map, store, layers, mixed, openMarkOf);
  const followRelations = drawRelations(map, store);
  const density = hasDensity(store.atlas) ? new Density(map, store, marks.clusters) : null;
  const showLayers = (): void => {
    for (const [index, layer] of layers.entries())
      toggle(map, layer, store.state.filters.statuses.has(STATUSES[index]!));
  };
  showLayers();
  let controls = addControls(map, store, showAll);
  // One index for everything, the most important first: what finds no room is left out.
  const arrange = (): void => {
    controls.showWhole(!sameView(map, whole()));
    const placement = new Placement(map.getSize());
    for (const box of controlBoxes(map)) placement.take(box);
    marks.takeRoom(placement);
    density?.takeRoom(placement);
    marks.placeLabels(placement, "selected");
    const names = canvas.overviewNames();
    const first = names.placeFirst(placement);
    marks.placeLabels(placement, "others");
    marks.hideLabelsOutside();
    placeLabels(map, [...references.inView(new Set(first.map(({ text }) => text))), ...overlayLabels()], placement);
    const labelled = new Set([...marks.shownNames(), ...references.shownNames()]);
    const own = new Set([...labelled].map((name) => name.toLocaleLowerCase()));
    const placed = first.filter(({ text }) => !own.has(text.toLocaleLowerCase()));
    placed.push(...names.placeRest(placement, labelled));
    canvas.showNames(placed, placement.all(), labelled);
  };
  canvas.onChange = arrange;
  const draw = (): void => {
    marks.draw();
    density?.draw();
    arrange();
  };
  draw();
  const show = (report: number): void => {
    moves.byPage(() => reveal(map, store, report));
    if (isEmbedded) openCard(store, card, report, map.getCenter().lng); // an embedded map has no list that opens it
  };
  if (store.state.selected !== null) show(store.state.selected);
  followRelations();

  const follow = (): void => {
    if (document.documentElement.classList.contains("is-printing")) return;
    const bounds = map.getBounds();
    const [south, west, north, east] = [bounds.getSouth(), bounds.getWest(), bounds.getNorth(), bounds.getEast()];
    store.change({ frame: { south, west, north, east } });
  };
  follow();
  map.on("moveend resize", () => {
    draw();
    follow();
  });
  let resting: ReturnType<typeof setTimeout> | undefined;
  let latest = 0;
  let drawn = store.state.filters.known;
  store.subscribe((state, before) => {
    if (state.language !== before.language) {
      controls.remove();
      controls = addControls(map, store, showAll);
      references.translate();
      canvas.refresh();
      marks.redraw();
      density?.draw();
      arrange();
    }
    if (state.density !== before.density) draw();
    if (state.view !== before.view && (state.from === "address" || state.from === "text")) showView();
    if (state.filters.statuses !== before.filters.statuses) showLayers();
    if (state.matches !== before.matches) {
      // The list is updated first; the map follows after that is painted, once for all changes so far.
      const turn = ++latest;
      requestAnimationFrame(() =>
        setTimeout(() => {
          if (turn !== latest) return;
          marks.load(drawn !== store.state.filters.known);
          density?.draw();
          drawn = store.state.filters.known;
          arrange();
        }),
      );
    }
    if (state.selected !== before.selected || state.matches !== before.matches) followRelations();
    const isSelected = state.selected !== before.selected && state.selected !== null;
    if (isSelected && state.from !== "map" && !(state.from === "address" && state.view)) show(state.selected!);
    if ((state.selected !== before.selected || state.pointed !== before.pointed) && marks.follow()) {
      clearTimeout(resting);
      if (state.selected !== before.selected) arrange();
      else resting = setTimeout(arrange, REST_MS);
    }
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
    const zoom = marks.clusters.expansionZoom(spot, map.getZoom());
    if (zoom === null) card.spot(mark, at, focused);
    else map.setView(at, Math.max(zoom, map.getZoom() + 1), { animate: !isCalm() });
    if (zoom !== null && viaKeyboard) focusMark(marks, spot.first);
    return;
  }
  // On a narrow screen the list opens the report: a card would hide the rest of the map.
  if (isNarrow() && !isEmbedded) store.change({ selected: spot.first, panel: "reports", from: "map" });
  else card.report(spot.first, at, spot.kind === "point", focused);
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

/** Shows the editor's choice: bounds without a padding, for the editor has chosen them. */
function showOpening(map: L.Map, opening: OpeningView): void {
  if ("center" in opening) {
    map.setView(opening.center, opening.zoom, { animate: false });
    return;
  }
  const [south, west, north, east] = opening.bounds;
  const { center, zoom } = fitted(map, L.latLngBounds([south, west], [north, east]), 0, MAX_ZOOM);
  map.setView(center, zoom, { animate: false });
}

interface References {
  labels: Label[];
  bounds: L.LatLngBounds;
  /** Labels of the places in view, except those that the base map has named already. */
  inView(named: ReadonlySet<string>): Label[];
  shownNames(): string[];
  /** Labels the places in the current language. */
  translate(): void;
}

/** An area that only its name shows: about as large as a town on the screen. */
const inNamedArea: NonNullable<Label["inside"]> = (_map, point, size) => inside(point, { x: 60, y: 40 }, size);

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
    element.className = `label is-reference is-crowded is-${atlas.getPlace(index, store.state.language).precision}`;
    element.dir = "auto";
    elements.push([element, index]);
    const isArea = atlas.kind[index] === "area";
    const icon = L.divIcon({ className: "anchor", html: element, iconSize: [0, 0] });
    L.marker(at, { icon, interactive: false, keyboard: false, pane: "labels" }).addTo(map);
    if (!isArea) element.classList.add("has-dot");
    labels.push({ element, at, clear: 3, hasDot: !isArea, ...(isArea && { inside: inNamedArea }) });
  }
  const translate = (): void => {
    for (const [element, index] of elements) {
      const name = atlas.placeName(index, store.state.language);
      element.textContent = name.text;
      element.lang = name.lang;
      remeasure(element);
    }
  };
  const inView = (named: ReadonlySet<string>): Label[] => {
    const view = map.getBounds();
    return labels.filter(({ element, at }) => {
      const isCandidate = view.contains(at) && !named.has(element.textContent ?? "");
      if (!isCandidate) element.classList.add("is-crowded");
      return isCandidate;
    });
  };
  const shownNames = (): string[] =>
    labels
      .filter(({ element }) => !element.classList.contains("is-crowded"))
      .map(({ element }) => element.textContent ?? "");
  translate();
  return { labels, bounds, inView, shownNames, translate };
}

interface Controls {
  /** Offers the way back to the whole map while the view is only a part of it. */
  showWhole(isPart: boolean): void;
  remove(): void;
}

/** The zoom buttons, "Whole map" and the scale bar. */
function addControls(map: L.Map, store: Store, showAll: () => void): Controls {
  const { text } = store;
  map.getContainer().setAttribute("aria-label", text("label.map"));
  const zoom = L.control.zoom({ zoomInTitle: text("label.zoom_in"), zoomOutTitle: text("label.zoom_out") }).addTo(map);
  const scale = L.control.scale({ imperial: false, position: "bottomright" }).addTo(map);
  const whole = document.createElement("button");
  whole.type = "button";
  whole.className = "whole-map tool leaflet-control";
  whole.textContent = text("label.whole_map");
  whole.hidden = true;
  L.DomEvent.disableClickPropagation(whole);
  whole.addEventListener("click", showAll);
  map.getContainer().querySelector(".leaflet-top.leaflet-left")!.append(whole);
  return {
    showWhole(isPart: boolean) {
      whole.hidden = !isPart;
    },
    remove() {
      for (const control of [zoom, scale]) control.remove();
      whole.remove();
    },
  };
}

/** Where controls are on the map. */
function controlBoxes(map: L.Map): Box[] {
  const frame = map.getContainer().getBoundingClientRect();
  const page = map.getContainer().closest(".page") ?? map.getContainer();
  return [...page.querySelectorAll(".leaflet-control, .tool")].map((element) => {
    const { left, top, right, bottom } = element.getBoundingClientRect();
    const [x, y] = [frame.left, frame.top];
    return { minX: left - x - 2, minY: top - y - 2, maxX: right - x + 2, maxY: bottom - y + 2 };
  });
}

function toggle(map: L.Map, layer: L.LayerGroup, on: boolean): void {
  if (on && !map.hasLayer(layer)) map.addLayer(layer);
  if (!on && map.hasLayer(layer)) map.removeLayer(layer);
}

interface View {
  center: L.LatLng;
  zoom: number;
}

/** The bounds of the shown reports with their uncertainty; not valid if none has a position. */
function boundsOfShown({ atlas, state }: Store): L.LatLngBounds {
  const { latitude, longitude } = atlas.middle;
  const places = new Set<number>();
  for (const report of state.matches.shown) if (atlas.place[report]! >= 0) places.add(atlas.place[report]!);
  const points = [...places].filter((place) => !Number.isNaN(longitude[place]!));
  const [west, east] = longitudeRange(points.map((place) => longitude[place]!)) ?? [0, 0];
  const middle = (west + east) / 2;
  const bounds = L.latLngBounds([]);
  // Among many points the uncertainty of each makes no visible difference.
  const few = points.length <= 1000;
  for (const place of points) {
    const around = few ? latLngBoundsOf(atlas.getPlace(place, state.language), middle) : null;
    bounds.extend(around ?? [latitude[place]!, nearestLongitude(longitude[place]!, middle)]);
  }
  return bounds;
}

/** The view that shows the shown reports, else the reference places, else the world. */
function wholeView(map: L.Map, shown: L.LatLngBounds, references: L.LatLngBounds): View {
  const bounds = shown.isValid() ? shown : references;
  if (!bounds.isValid()) return { center: L.latLng(20, 0), zoom: 2 };
  return fitted(map, bounds, WHOLE_PADDING, MAX_FIT_ZOOM);
}

/** The view of bounds with a padding in pixels, no closer than a zoom. */
function fitted(map: L.Map, bounds: L.LatLngBounds, padding: number, maxZoom: number): View {
  const zoom = Math.min(map.getBoundsZoom(bounds, false, L.point(2 * padding, 2 * padding)), maxZoom);
  const [a, b] = [bounds.getSouthWest(), bounds.getNorthEast()].map((corner) => map.project(corner, zoom));
  return { center: map.unproject(a!.add(b!).divideBy(2), zoom), zoom };
}

/** Whether the map shows a view, within a few pixels. */
function sameView(map: L.Map, { center, zoom }: View): boolean {
  return map.getZoom() === zoom && map.latLngToContainerPoint(center).distanceTo(map.getSize().divideBy(2)) < 3;
}

/** Goes to a report, at a scale that fits its uncertainty; a closer view that shows it stays. */
function reveal(map: L.Map, store: Store, report: number): void {
  const { atlas, state } = store;
  const index = atlas.place[report]!;
  const bounds = index < 0 ? null : latLngBoundsOf(atlas.getPlace(index, state.language), map.getCenter().lng);
  if (!bounds) return;
  const { center, zoom } = fitted(map, bounds, REPORT_PADDING, MAX_REPORT_ZOOM);
  const isIn = map.getBounds().contains(center);
  if (isIn && map.getZoom() >= zoom && map.getZoom() <= zoom + CLOSE_ENOUGH) return;
  map.setView(center, zoom, { animate: !isCalm() });
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
      if (!store.state.onlyInView) fit();
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
