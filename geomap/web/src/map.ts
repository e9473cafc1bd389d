// The map: the reports' marks in a Leaflet layer for each status, over the gazetteer's reference places.
import L from "leaflet";
import { h, render } from "preact";
import { type Atlas, type Place, type Report, type Status, placeOf } from "./atlas.js";
import { glyphElement } from "./glyph.js";
import { type Label, MOST_LABELS, isNear, placeLabels } from "./labels.js";
import { statusesIn } from "./panel.js";
import { ReportCard } from "./report.js";
import type { State, Store } from "./state.js";
import type { Strings } from "./strings.js";

/** Side of a mark that can be pointed at; WCAG 2.2 asks for 24. */
const MARK_PX = 28;
/** Marks of one place stand side by side, so that each can be opened. */
const SPREAD_PX = 20;
const SPREAD_COLUMNS = 8;

/** With more marks than this each is placed without a layer of its own on the graphics side, of which 10,000 take 10 s. */
const MANY_MARKS = 2000;

type Layers = Map<Status, L.LayerGroup>;

/** A report on the map: its mark, the area or uncertainty around it, and its label. */
interface Drawn {
  index: number;
  report: Report;
  mark: L.Marker;
  /** The words beside a pin; drawn only once they come into view with few others. An area's mark holds its own. */
  words: L.Marker | null;
  outline: L.Circle | L.GeoJSON | null;
  label: Label;
  bounds: L.LatLngBounds;
  isArea: boolean;
}

export function openMap(id: string, options: L.MapOptions, store: Store, text: Strings): L.Map {
  if (store.atlas.reports.length > MANY_MARKS) (L.Browser as { any3d: boolean }).any3d = false;
  const moves = !isCalm();
  const motion = { fadeAnimation: moves, zoomAnimation: moves, markerZoomAnimation: moves, inertia: moves };
  const map = L.map(id, { ...options, ...motion, zoomControl: false, zoomSnap: 0.25, minZoom: 2, maxZoom: 18, worldCopyJump: true });
  // Leaflet pans smoothly for popups and keys whatever the map's options say.
  if (!moves) map.panBy = (offset, how) => L.Map.prototype.panBy.call(map, offset, { ...how, animate: false });
  const container = map.getContainer();
  container.setAttribute("role", "region");
  container.setAttribute("aria-label", text("label.map"));
  map.attributionControl.setPrefix('<a href="https://leafletjs.com" rel="noreferrer">Leaflet</a>');
  map.attributionControl.addAttribution(text("label.schematic"));
  L.control.zoom({ zoomInTitle: text("label.zoom_in"), zoomOutTitle: text("label.zoom_out") }).addTo(map);
  L.control.scale({ imperial: false, position: "bottomright" }).addTo(map);
  map.createPane("labels").style.zIndex = "590"; // above areas, below marks
  useBundledMarkerIcon();

  const layers: Layers = new Map(statusesIn(store.atlas).map((status) => [status, L.layerGroup()]));
  const drawn: Drawn[] = [];
  const byPlace = reportsByPlace(store.atlas);
  store.atlas.reports.forEach((report, index) => {
    const place = placeOf(store.atlas, report);
    const one = place && drawReport(store.atlas, index, place, byPlace.get(report.place!)!, text);
    if (!one) return;
    drawn.push(one.drawn);
    const layer = layers.get(report.status);
    for (const part of one.parts) layer?.addLayer(part);
  });
  const references = drawReferences(store, map);

  fit(map, drawn, references);
  for (const [status, layer] of layers) if (store.state.shown.has(status)) layer.addTo(map);
  const control = statusControl(layers, text).addTo(map);
  map.on("overlayadd overlayremove", (event) => {
    const { layer, type } = event as L.LayersControlEvent;
    for (const [status, known] of layers) if (known === layer) store.show(status, type === "overlayadd");
  });

  const card = new Card(map, store, text);
  for (const one of drawn) card.openFrom(one);
  const corners = [control, map.zoomControl].map((each) => each?.getContainer()).filter((each) => each !== undefined);
  const arrange = (): void => arrangeLabels(map, store.state, drawn, references, corners, layers);
  map.on("zoomend moveend resize", arrange);
  const byIndex = new Map(drawn.map((one) => [one.index, one]));
  store.subscribe((state, before) => {
    for (const index of new Set([before.selected, before.pointed, state.selected, state.pointed])) {
      const one = index === null ? undefined : byIndex.get(index);
      if (one) highlight(one, state);
    }
    if (state.from === "list" && state.selected !== null) reveal(map, byIndex.get(state.selected));
    if (state.shown === before.shown) return;
    for (const [status, layer] of layers) toggle(map, layer, state.shown.has(status));
    for (const one of drawn) highlight(one, state); // a mark that comes back is a new element
    arrange();
  });
  const fitAgain = (): void => void fit(map, drawn, references);
  followSize(map, fitAgain);
  fitPaper(map, fitAgain);
  arrange();
  return map;
}

function drawReport(atlas: Atlas, index: number, place: Place, here: number[], text: Strings): { drawn: Drawn; parts: L.Layer[] } | null {
  const report = atlas.reports[index]!;
  const outline = outlineOf(place, `is-${report.status} ${place.kind === "area" ? "area" : "uncertainty"}`, place.kind === "area");
  const bounds = boundsOf(place, outline);
  if (!bounds) return null;
  const isArea = place.kind === "area";
  const label = labelElement(report, place, here.length, text);
  const at = bounds.getCenter();
  // What is seen beside the mark stands in its name as it is seen, for those who speak to their browser.
  const name = `${text(`status.${report.status}`)}: ${report.title}. ${place.name} ${labelLine(report)}, ${place.words}`;
  let icon: HTMLElement = label;
  if (isArea) {
    label.classList.add("is-mark", `is-${report.status}`);
    label.prepend(glyphElement({ status: report.status, size: 18 }));
  } else {
    icon = glyphElement({ status: report.status, size: MARK_PX - 4, vague: place.radius === null });
  }
  const mark = L.marker(isArea ? at : place.centre!, {
    icon: isArea ? L.divIcon({ className: "anchor", html: icon, iconSize: [0, 0] }) : pinIcon(icon, besideOthers(atlas, index, here)),
    keyboard: true,
    riseOnHover: true,
  });
  mark.on("add", () => {
    const element = mark.getElement();
    element?.setAttribute("role", "button");
    element?.setAttribute("aria-label", name);
  });
  const words = isArea ? null : L.marker(place.centre!, { icon: L.divIcon({ className: "anchor", html: label, iconSize: [0, 0] }), interactive: false, keyboard: false, pane: "labels" });
  const inside = isArea ? (map: L.Map) => halfSize(map, bounds) : undefined;
  return {
    drawn: { index, report, mark, words, outline, bounds, isArea, label: { element: label, at: mark.getLatLng(), clear: isArea ? 2 : MARK_PX / 2 - 3, ...(inside && { inside }) } },
    parts: [outline, mark].filter((part) => part !== null),
  };
}

function pinIcon(html: HTMLElement, [dx, dy]: [number, number]): L.DivIcon {
  const size: [number, number] = [MARK_PX, MARK_PX];
  return L.divIcon({ className: "pin", html, iconSize: size, iconAnchor: [MARK_PX / 2 - dx, MARK_PX / 2 - dy] });
}

/** The reports of each place, refuted ones last: while they are not shown, the others keep to their point. */
function reportsByPlace(atlas: Atlas): Map<number, number[]> {
  const all = atlas.reports.map((_, index) => index);
  const refuted = (index: number): boolean => atlas.reports[index]!.status === "refuted";
  const groups = new Map<number, number[]>();
  for (const index of [...all.filter((at) => !refuted(at)), ...all.filter(refuted)]) {
    const { place } = atlas.reports[index]!;
    if (place === null) continue;
    const group = groups.get(place);
    if (group) group.push(index);
    else groups.set(place, [index]);
  }
  return groups;
}

/** How far a mark stands from its point because other reports have the same one. */
function besideOthers(atlas: Atlas, index: number, here: number[]): [number, number] {
  const standing = here.filter((at) => atlas.reports[at]!.status !== "refuted").length || here.length;
  const at = here.indexOf(index);
  const middle = (Math.min(standing, SPREAD_COLUMNS) - 1) / 2;
  return [((at % SPREAD_COLUMNS) - middle) * SPREAD_PX, Math.floor(at / SPREAD_COLUMNS) * SPREAD_PX];
}

function outlineOf(place: Place, className: string, interactive: boolean): L.Circle | L.GeoJSON | null {
  if (place.geometry) return L.geoJSON(place.geometry, { className, interactive } as L.GeoJSONOptions);
  if (!place.centre || !place.radius) return null;
  return L.circle(place.centre, { radius: place.radius, className, interactive });
}

function boundsOf(place: Place, outline: L.Circle | L.GeoJSON | null): L.LatLngBounds | null {
  if (outline instanceof L.GeoJSON) return outline.getBounds();
  return place.centre ? L.latLng(place.centre).toBounds(2 * (place.radius ?? 1)) : null;
}

function halfSize(map: L.Map, bounds: L.LatLngBounds): L.Point {
  const [a, b] = [map.latLngToContainerPoint(bounds.getNorthWest()), map.latLngToContainerPoint(bounds.getSouthEast())];
  return L.point((b.x - a.x) / 2, (b.y - a.y) / 2);
}

function labelLine(report: Report): string {
  return [report.system, report.date].filter(Boolean).join(" · ");
}

function labelElement(report: Report, place: Place, here: number, text: Strings): HTMLElement {
  const label = document.createElement("div");
  label.className = "label";
  const [name, line] = [document.createElement("b"), document.createElement("span")];
  name.textContent = place.name;
  name.dir = "auto";
  line.textContent = place.kind !== "area" && here > 1 ? text("reports.other", { count: here }) : labelLine(report);
  const lines = document.createElement("div");
  lines.className = "label-lines";
  lines.append(name, " ", line);
  label.append(lines);
  return label;
}

/** Places of the gazetteer that no report stands on: names to find one's way by. */
function drawReferences(store: Store, map: L.Map): { labels: Label[]; bounds: L.LatLngBounds } {
  const used = new Set(store.atlas.reports.map((report) => report.place));
  const labels: Label[] = [];
  const bounds = L.latLngBounds([]);
  store.atlas.places.forEach((place, index) => {
    if (used.has(index) || !place.centre) return;
    bounds.extend(place.centre);
    const element = document.createElement("div");
    element.className = `label is-reference is-${place.precision}`;
    element.textContent = place.name;
    element.dir = "auto";
    const icon = L.divIcon({ className: `anchor ${place.kind === "point" ? "has-dot" : ""}`, html: element, iconSize: [0, 0] });
    L.marker(place.centre, { icon, interactive: false, keyboard: false, pane: "labels" }).addTo(map);
    const inside = place.kind === "area" ? () => L.point(60, 40) : undefined;
    labels.push({ element, at: place.centre, clear: 4, ...(inside && { inside }) });
  });
  return { labels, bounds };
}

/** Leaflet's own layer control, which is the legend too. */
function statusControl(layers: Layers, text: Strings): L.Control.Layers {
  const control = L.control.layers(undefined, undefined, { collapsed: false, position: "bottomleft", sortLayers: false });
  for (const [status, layer] of layers) {
    const name = document.createElement("span");
    name.className = "legend-name";
    name.append(glyphElement({ status, size: 18 }), text(`status.${status}`));
    control.addOverlay(layer, name.outerHTML);
  }
  return control;
}

function toggle(map: L.Map, layer: L.LayerGroup, on: boolean): void {
  if (on && !map.hasLayer(layer)) map.addLayer(layer);
  if (!on && map.hasLayer(layer)) map.removeLayer(layer);
}

function highlight(one: Drawn, state: State): void {
  const element = one.mark.getElement();
  element?.classList.toggle("is-selected", state.selected === one.index);
  element?.classList.toggle("is-pointed", state.pointed === one.index);
  one.mark.setZIndexOffset(state.selected === one.index || state.pointed === one.index ? 1000 : 0);
}

function arrangeLabels(map: L.Map, state: State, drawn: Drawn[], references: { labels: Label[] }, corners: HTMLElement[], layers: Layers): void {
  const shown = drawn.filter((one) => state.shown.has(one.report.status));
  const named = new Set<number | null>();
  const labels = shown.filter((one) => one.isArea || (!named.has(one.report.place) && named.add(one.report.place)));
  const near = labels.filter((one) => one.isArea || isNear(map, one.label));
  for (const one of shown) if (!one.isArea) one.label.element.classList.add("is-crowded");
  if (near.length <= MOST_LABELS) for (const { words, report } of near) if (words) layers.get(report.status)?.addLayer(words);
  const marks = shown.map((one) => ({ at: one.label.at, half: one.isArea ? smallArea(map, one.bounds) : MARK_PX / 2 - 4 }));
  // Pins first: an area has more room to give.
  const order = [...near.filter((one) => !one.isArea), ...near.filter((one) => one.isArea)].map((one) => one.label);
  placeLabels(map, [...order, ...references.labels], marks, corners);
}

/** Half the side of an area that labels go around; a larger one they may stand in. */
function smallArea(map: L.Map, bounds: L.LatLngBounds): number {
  const { x, y } = halfSize(map, bounds);
  return Math.max(x, y) < 40 ? Math.max(x, y) : 0;
}

function fit(map: L.Map, drawn: Drawn[], references: { bounds: L.LatLngBounds }): void {
  const bounds = L.latLngBounds([]);
  for (const one of drawn) bounds.extend(one.bounds);
  if (!bounds.isValid() && references.bounds.isValid()) bounds.extend(references.bounds);
  if (bounds.isValid()) map.fitBounds(bounds, { padding: [24, 24], maxZoom: 15, animate: false });
  else map.setView([20, 0], 2, { animate: false });
}

/** Whether the reader has asked for less motion. */
function isCalm(): boolean {
  return window.matchMedia("(prefers-reduced-motion: reduce)").matches;
}

function reveal(map: L.Map, one: Drawn | undefined): void {
  if (one && !map.getBounds().contains(one.bounds.getCenter())) map.panTo(one.bounds.getCenter(), { animate: !isCalm() });
}

/** The map follows its container; where it was opened without a size, the first one decides the view. */
function followSize(map: L.Map, fitAgain: () => void): void {
  let empty = map.getSize().x === 0 || map.getSize().y === 0;
  new ResizeObserver(() => {
    map.invalidateSize({ animate: false, pan: false });
    if (empty && map.getSize().x && map.getSize().y) {
      empty = false;
      fitAgain();
    }
  }).observe(map.getContainer());
}

/** On paper the map has a size of its own and shows all reports. */
function fitPaper(map: L.Map, fitAgain: () => void): void {
  let seen: { center: L.LatLng; zoom: number } | null = null;
  const resize = (printing: boolean): void => {
    document.documentElement.classList.toggle("is-printing", printing);
    map.invalidateSize({ animate: false, pan: false });
  };
  window.addEventListener("beforeprint", () => {
    seen = { center: map.getCenter(), zoom: map.getZoom() };
    resize(true);
    fitAgain();
  });
  window.addEventListener("afterprint", () => {
    resize(false);
    if (seen) map.setView(seen.center, seen.zoom, { animate: false });
  });
}

/** The popup: opens at a mark or where an area's edge was chosen, and gives the focus back when it closes. */
class Card {
  private openedBy: HTMLElement | null = null;
  private index: number | null = null;
  private readonly popup: L.Popup;

  constructor(
    private readonly map: L.Map,
    private readonly store: Store,
    private readonly text: Strings,
  ) {
    this.popup = L.popup({ maxWidth: 340, minWidth: 240, autoPanPaddingBottomRight: [12, 44], className: "card" });
    map.on("popupclose", (event) => {
      if (event.popup !== this.popup) return;
      const gone = this.index;
      this.index = null;
      this.openedBy?.focus({ preventScroll: true });
      if (this.store.state.selected === gone) this.store.change({ selected: null });
    });
    // Leaflet hears the key only while the map itself has the focus, not a mark or the card.
    map.getContainer().addEventListener("keydown", (event) => {
      if (event.key === "Escape" && this.index !== null) map.closePopup(this.popup);
    });
    store.subscribe((state) => {
      if (this.index !== null && state.selected !== this.index) {
        this.index = null;
        this.openedBy = null;
        map.closePopup(this.popup);
      }
    });
  }

  openFrom(one: Drawn): void {
    const element = (): HTMLElement | undefined => one.mark.getElement();
    one.mark.on("click keypress", (event) => {
      const key = (event as L.LeafletKeyboardEvent).originalEvent.key as string | undefined;
      if (event.type === "keypress" && key !== "Enter" && key !== " ") return;
      const viaKeyboard = event.type === "keypress";
      this.open(one, one.isArea ? this.topOf(one.label.element) : one.mark.getLatLng(), viaKeyboard ? element() : undefined);
    });
    if (one.isArea) one.outline?.on("click", (event) => this.open(one, event.latlng, undefined));
    one.mark.on("mouseover", () => this.store.change({ pointed: one.index }));
    one.mark.on("mouseout", () => this.store.change({ pointed: null }));
    one.mark.on("add", () => {
      element()?.addEventListener("focus", () => this.store.change({ pointed: one.index }));
      element()?.addEventListener("blur", () => this.store.change({ pointed: null }));
    });
  }

  private topOf(label: HTMLElement): L.LatLng {
    const [box, frame] = [label.getBoundingClientRect(), this.map.getContainer().getBoundingClientRect()];
    return this.map.containerPointToLatLng([box.left + box.width / 2 - frame.left, box.top - frame.top]);
  }

  private open(one: Drawn, at: L.LatLng, focused: HTMLElement | undefined): void {
    const content = document.createElement("div");
    render(h(ReportCard, { atlas: this.store.atlas, report: one.report, text: this.text }), content);
    const size = this.map.getSize();
    this.popup.options.maxWidth = Math.min(340, size.x - 64);
    this.popup.options.autoPanPaddingTopLeft = [size.x > 480 ? 54 : 12, 12]; // clear of the zoom buttons, where there is room
    this.popup.options.maxHeight = Math.max(140, size.y - 130);
    this.popup.options.offset = one.isArea ? [0, 4] : [0, -6];
    this.index = null; // a card that moves from one mark to the next does not close the first
    this.popup.setLatLng(at).setContent(content).openOn(this.map);
    this.index = one.index;
    this.openedBy = focused ?? null;
    this.popup.getElement()?.querySelector(".leaflet-popup-close-button")?.setAttribute("aria-label", this.text("label.close"));
    if (focused) content.querySelector<HTMLElement>(".report-card")?.focus();
    this.store.change({ selected: one.index, from: "map" });
  }
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
