// The marks in view: added and removed as the view moves, always in reading order.
import L from "leaflet";
import { isShown, type State, type Store } from "../app/state.js";
import type { Strings } from "../app/strings.js";
import type { Place } from "../data/atlas.js";
import { STATUSES } from "../data/wire.js";
import { nearestLongitude } from "../data/world.js";
import { glyphElement, ringElement } from "../ui/glyph.js";
import { Clusters, type Spot } from "./clusters.js";
import { isNear, type Label, MAX_LABELS, placeLabels } from "./labels.js";
import { halfSize, latLngBoundsOf, outlineOf } from "./outline.js";

/** Side of a mark as a pointer target; WCAG 2.2 requires 24. */
const MARK_PX = 28;
/** Circles of uncertainty with a smaller radius are hidden by their own mark. */
const MIN_OUTLINE_PX = 9;
/** How far outside the view marks are drawn, as a share of it, so that they are there when it moves. */
const PAD = 0.25;
const DEEPEN_AFTER_MS = 600;
/** Up to this many pointed reports are each drawn outside their clusters. */
const MAX_POINTED = 12;

/** A spot with its Leaflet layers. */
export interface Mark {
  spot: Spot;
  marker: L.Marker;
  outline: L.Circle | L.GeoJSON | null;
  /** The text next to a pin; an area's mark contains its own. */
  text: L.Marker | null;
  label: Label;
  bounds: L.LatLngBounds;
}

export type Open = (mark: Mark, at: L.LatLng, viaKeyboard: boolean) => void;

export class Marks {
  readonly clusters: Clusters;
  private readonly drawn = new Map<string, Mark>();
  private spots: Spot[] = [];
  private deepening: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly map: L.Map,
    private readonly store: Store,
    /** One layer for each status, and one for clusters of several. */
    private readonly layers: readonly L.LayerGroup[],
    private readonly mixed: L.LayerGroup,
    private readonly open: Open,
  ) {
    this.clusters = new Clusters(store.atlas);
    this.clusters.load(store.state.matches.shown, map.getZoom());
    this.deepenLater();
  }

  /** Loads the reports that pass the filters. */
  load(): void {
    this.clusters.load(this.store.state.matches.shown, this.map.getZoom());
    this.draw();
    this.deepenLater();
  }

  /** Builds the clusters of deeper zooms when the page is idle. */
  private deepenLater(): void {
    clearTimeout(this.deepening);
    this.deepening = setTimeout(() => this.clusters.deepen(), DEEPEN_AFTER_MS);
  }

  /** Draws everything again, in a new language. */
  redraw(): void {
    for (const mark of this.drawn.values()) this.remove(mark);
    this.drawn.clear();
    this.draw();
  }

  /** Draws the marks of the current view and state. */
  draw(): void {
    const bounds = this.map.getBounds().pad(PAD);
    this.spots = this.clusters.inView(
      [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()],
      this.map.getZoom(),
    );
    this.follow();
  }

  /** Updates the selected and pointed marks, in the same view. Returns whether marks were added or removed. */
  follow(): boolean {
    const centre = this.map.getCenter().lng;
    const wanted = new Map([...this.spots, ...this.extraSpots()].map((spot) => [spot.key, spot]));
    let changed = false;
    for (const [key, mark] of this.drawn) {
      if (wanted.has(key) && Math.abs(mark.marker.getLatLng().lng - centre) <= 180) continue;
      this.remove(mark);
      this.drawn.delete(key);
      changed = true;
    }
    for (const [key, spot] of wanted) {
      if (this.drawn.has(key)) continue;
      const mark = this.make(spot, centre);
      if (mark) this.drawn.set(key, mark);
      changed = true;
    }
    for (const mark of this.drawn.values()) this.outline(mark);
    if (changed) this.order();
    this.highlight(this.store.state);
    return changed;
  }

  /** Highlights the marks of the selected and pointed reports. */
  private highlight(state: State): void {
    for (const { spot, marker } of this.drawn.values()) {
      const one = spot.count === 1;
      const element = marker.getElement();
      const selected = one && state.selected === spot.first;
      const pointed = one && state.pointed.includes(spot.first);
      element?.classList.toggle("is-selected", selected);
      element?.classList.toggle("is-pointed", pointed);
      marker.setZIndexOffset(selected || pointed ? 1000 : 0);
    }
  }

  get all(): Iterable<Mark> {
    return this.drawn.values();
  }

  /** Places the labels where they overlap nothing. */
  arrange(references: readonly Label[], corners: readonly HTMLElement[]): void {
    const { map } = this;
    const all = [...this.drawn.values()];
    const pins = all.filter((mark) => mark.text !== null);
    const areas = all.filter((mark) => mark.spot.area !== null);
    const near = pins.filter((mark) => isNear(map, mark.label));
    for (const { label } of pins) label.element.classList.add("is-crowded");
    if (near.length <= MAX_LABELS) for (const { text, spot } of near) if (text) this.layerOf(spot).addLayer(text);
    const taken = all.map((mark) => {
      if (mark.spot.area !== null) return { at: mark.label.at, half: smallArea(map, mark.bounds) };
      return { at: mark.label.at, half: mark.label.clear - 1 };
    });
    // Pins first: an area has more room to give.
    placeLabels(map, [...near, ...areas].map((mark) => mark.label).concat(references), taken, corners);
  }

  /** Selected or pointed reports without a spot of their own. */
  private extraSpots(): Spot[] {
    const { selected, pointed } = this.store.state;
    const wanted = new Set(pointed.length <= MAX_POINTED ? pointed : []);
    if (selected !== null) wanted.add(selected);
    for (const spot of this.spots) if (spot.count === 1) wanted.delete(spot.first);
    const { shown } = this.store.state.matches;
    return [...wanted]
      .filter((report) => isShown(shown, report))
      .map((report) => this.clusters.alone(report))
      .filter((spot) => spot !== null);
  }

  private layerOf(spot: Spot): L.LayerGroup {
    const only = STATUSES.findIndex((_, index) => spot.byStatus[index] === spot.count);
    return this.layers[only] ?? this.mixed;
  }

  private remove(mark: Mark): void {
    const layer = this.layerOf(mark.spot);
    for (const part of [mark.marker, mark.outline, mark.text]) if (part) layer.removeLayer(part);
  }

  private make(spot: Spot, near: number): Mark | null {
    const { atlas, state, text } = this.store;
    const place = atlas.getPlace(atlas.place[spot.first]!, state.language);
    const isArea = spot.area !== null;
    const made =
      spot.cluster !== null
        ? this.cluster(spot, near, text)
        : isArea
          ? this.area(spot, place, near, text)
          : this.pin(spot, place, near, text);
    if (!made) return null;
    const { marker, name } = made;
    marker.on("add", () => {
      const element = marker.getElement()!;
      element.setAttribute("role", "button");
      element.setAttribute("aria-label", name);
      element.addEventListener("focus", () => this.point(spot));
      element.addEventListener("blur", () => this.store.change({ pointed: [] }));
    });
    const mark: Mark = { spot, ...made };
    marker.on("click keypress", (event) => {
      const key = (event as L.LeafletKeyboardEvent).originalEvent.key as string | undefined;
      if (event.type === "keypress" && key !== "Enter" && key !== " ") return;
      this.open(mark, isArea ? this.topOf(mark.label.element) : marker.getLatLng(), event.type === "keypress");
    });
    marker.on("mouseover", () => this.point(spot));
    marker.on("mouseout", () => this.store.change({ pointed: [] }));
    if (isArea) made.outline?.on("click", (event) => this.open(mark, event.latlng, false));
    this.layerOf(spot).addLayer(marker);
    return mark;
  }

  /** Shows a pin's circle of uncertainty only where it is visible around the pin. */
  private outline({ spot, outline, bounds }: Mark): void {
    if (!outline) return;
    const layer = this.layerOf(spot);
    const isVisible = spot.area !== null || halfSize(this.map, bounds).x >= MIN_OUTLINE_PX;
    if (isVisible !== layer.hasLayer(outline)) {
      if (isVisible) layer.addLayer(outline);
      else layer.removeLayer(outline);
    }
  }

  private point(spot: Spot): void {
    this.store.change({ pointed: spot.count === 1 ? [spot.first] : [] });
  }

  private cluster(spot: Spot, near: number, text: Strings) {
    const at = L.latLng(spot.latitude, nearestLongitude(spot.longitude, near));
    const side = 36 + Math.min(20, Math.round(4 * Math.log2(spot.count)));
    const html = ringElement({ byStatus: spot.byStatus, size: side, label: shortCount(spot.count, text) });
    const marker = L.marker(at, {
      icon: L.divIcon({ className: "cluster", html, iconSize: [side, side] }),
      keyboard: true,
      riseOnHover: true,
    });
    const label: Label = { element: html, at, clear: side / 2 };
    return { marker, outline: null, text: null, label, bounds: L.latLngBounds([at]), name: countsByStatus(spot, text) };
  }

  private area(spot: Spot, place: Place, near: number, text: Strings) {
    const status = STATUSES.find((_, index) => spot.byStatus[index])!;
    const outline = outlineOf(place, `is-${status} area`, near, true);
    const bounds = latLngBoundsOf(place, near);
    if (!bounds) return null;
    const element = this.labelElement(spot, place, text);
    element.classList.add("is-mark", `is-${status}`);
    element.prepend(
      spot.count === 1 ? glyphElement({ status, size: 18 }) : ringElement({ byStatus: spot.byStatus, size: 22 }),
    );
    const marker = L.marker(bounds.getCenter(), {
      icon: L.divIcon({ className: "anchor", html: element, iconSize: [0, 0] }),
      keyboard: true,
      riseOnHover: true,
    });
    const label: Label = { element, at: bounds.getCenter(), clear: 2, inside: (map) => halfSize(map, bounds) };
    return {
      marker,
      outline,
      text: null,
      label,
      bounds,
      name:
        spot.count === 1
          ? this.name(spot, place, text)
          : `${countsByStatus(spot, text)}. ${place.name.text}, ${place.precisionLabel}`,
    };
  }

  private pin(spot: Spot, place: Place, near: number, text: Strings) {
    const status = STATUSES.find((_, index) => spot.byStatus[index])!;
    const bounds = latLngBoundsOf(place, near);
    if (!bounds) return null;
    const at = bounds.getCenter();
    const outline = outlineOf(place, `is-${status} uncertainty`, near, false);
    const html = glyphElement({ status, size: MARK_PX - 4, vague: place.radius === null });
    const marker = L.marker(at, {
      icon: L.divIcon({ className: "pin", html, iconSize: [MARK_PX, MARK_PX] }),
      keyboard: true,
      riseOnHover: true,
    });
    const element = this.labelElement(spot, place, text);
    const textMarker = L.marker(at, {
      icon: L.divIcon({ className: "anchor", html: element, iconSize: [0, 0] }),
      interactive: false,
      keyboard: false,
      pane: "labels",
    });
    return {
      marker,
      outline,
      text: textMarker,
      label: { element, at, clear: MARK_PX / 2 - 3 },
      bounds,
      name: this.name(spot, place, text),
    };
  }

  /** The mark's accessible name. It contains the visible label literally, for voice control. */
  private name(spot: Spot, place: Place, text: Strings): string {
    const { atlas, state } = this.store;
    const status = atlas.statusOf(spot.first);
    return `${text(`status.${status}`)}: ${atlas.titleOf(spot.first, state.language).text}. ${place.name.text} ${this.line(spot, text)}, ${place.precisionLabel}`;
  }

  /** System and date of one report, or how many there are. */
  private line(spot: Spot, text: Strings): string {
    if (spot.count > 1) return text.count("reports", spot.count);
    const { atlas, state } = this.store;
    return [atlas.systemOf(spot.first, state.language)?.text, atlas.dateOf(spot.first, state.language)]
      .filter(Boolean)
      .join(" · ");
  }

  private labelElement(spot: Spot, place: Place, text: Strings): HTMLElement {
    const label = document.createElement("div");
    label.className = "label";
    const [name, line] = [document.createElement("b"), document.createElement("span")];
    name.textContent = place.name.text;
    name.lang = place.name.lang;
    name.dir = "auto";
    line.textContent = this.line(spot, text);
    line.dir = "auto";
    const lines = document.createElement("div");
    lines.className = "label-lines";
    lines.append(name, " ", line);
    label.append(lines);
    return label;
  }

  /** Where a card opens at an area: above its label. */
  private topOf(label: HTMLElement): L.LatLng {
    const [box, frame] = [label.getBoundingClientRect(), this.map.getContainer().getBoundingClientRect()];
    return this.map.containerPointToLatLng([box.left + box.width / 2 - frame.left, box.top - frame.top]);
  }

  /** Puts the marks in reading order for the keyboard. */
  private order(): void {
    const pane = this.map.getPane("markerPane")!;
    const ordered = [...this.drawn.values()].sort(
      (one, other) => one.spot.first - other.spot.first || one.spot.count - other.spot.count,
    );
    let last: Element | null = null;
    for (const { marker } of ordered) {
      const element = marker.getElement();
      if (!element) continue;
      const next: Element | null = last ? last.nextElementSibling : pane.firstElementChild;
      // An element that is moved loses the focus: the others are moved around it.
      if (next !== element && element !== document.activeElement) pane.insertBefore(element, next);
      last = element;
    }
  }
}

/** The number of reports by status, as text. */
export function countsByStatus(spot: Spot, text: Strings): string {
  const parts = STATUSES.map((status, index) => [status, spot.byStatus[index]!] as const).filter(
    ([, count]) => count > 0,
  );
  return `${text.count("reports", spot.count)}: ${parts.map(([status, count]) => `${text(`status.${status}`)} ${text.number(count)}`).join(", ")}`;
}

function shortCount(count: number, text: Strings): string {
  return count < 1000
    ? text.number(count)
    : new Intl.NumberFormat(text.locale, { notation: "compact", maximumSignificantDigits: 2 }).format(count);
}

/** Half the side of an area that labels must not overlap; in a larger one labels may be inside. */
function smallArea(map: L.Map, bounds: L.LatLngBounds): number {
  const { x, y } = halfSize(map, bounds);
  return Math.max(x, y) < 40 ? Math.max(x, y) : 0;
}
