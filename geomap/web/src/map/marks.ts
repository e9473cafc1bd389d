// The marks in view: made when they come into it, gone when they leave, always in reading order.
import L from "leaflet";
import { isShown, type State, type Store } from "../app/state.js";
import type { Strings } from "../app/strings.js";
import { type Place, STATUSES } from "../data/atlas.js";
import { glyphElement, ringElement } from "../ui/glyph.js";
import { Clusters, type Spot } from "./clusters.js";
import { isNear, type Label, MOST_LABELS, placeLabels } from "./labels.js";
import { boundsOf, halfSize, nearest, outlineOf } from "./outline.js";

/** Side of a mark that can be pointed at; WCAG 2.2 asks for 24. */
const MARK_PX = 28;
/** An uncertainty of a smaller radius would lie under its own mark. */
const LEAST_OUTLINE_PX = 9;
/** Marks a little outside of the view are there already when it moves. */
const PAD = 0.25;
const DEEPEN_AFTER_MS = 600;
/** More pointed reports than this are not each drawn apart from their clusters. */
const MOST_POINTED = 12;

/** A spot as it is drawn. */
export interface Mark {
  spot: Spot;
  marker: L.Marker;
  outline: L.Circle | L.GeoJSON | null;
  /** The words beside a pin; an area's mark holds its own. */
  words: L.Marker | null;
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
    /** The layers of the statuses; clusters of several stand in one of their own. */
    private readonly layers: readonly L.LayerGroup[],
    private readonly mixed: L.LayerGroup,
    private readonly open: Open,
  ) {
    this.clusters = new Clusters(store.atlas);
    this.clusters.load(store.state.matches.shown, map.getZoom());
    this.deepenLater();
  }

  /** Takes the reports that the filters leave. */
  load(): void {
    this.clusters.load(this.store.state.matches.shown, this.map.getZoom());
    this.draw();
    this.deepenLater();
  }

  /** Clusters of deeper zooms are made once the reader has been answered. */
  private deepenLater(): void {
    clearTimeout(this.deepening);
    this.deepening = setTimeout(() => this.clusters.deepen(), DEEPEN_AFTER_MS);
  }

  /** Draws everything anew: the language has changed. */
  redraw(): void {
    for (const mark of this.drawn.values()) this.remove(mark);
    this.drawn.clear();
    this.draw();
  }

  /** Brings what is drawn in line with the view and the state. */
  draw(): void {
    const bounds = this.map.getBounds().pad(PAD);
    this.spots = this.clusters.inView(
      [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()],
      this.map.getZoom(),
    );
    this.follow();
  }

  /** The same for what the reader has chosen or points at, in a view that has not changed; whether marks came or went. */
  follow(): boolean {
    const centre = this.map.getCenter().lng;
    const wanted = new Map([...this.spots, ...this.apart()].map((spot) => [spot.key, spot]));
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
    this.light(this.store.state);
    return changed;
  }

  /** Lights the marks of the chosen and pointed reports, and no others. */
  private light(state: State): void {
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

  /** Puts the labels where they cover nothing. */
  arrange(references: readonly Label[], corners: readonly HTMLElement[]): void {
    const { map } = this;
    const all = [...this.drawn.values()];
    const pins = all.filter((mark) => mark.words !== null);
    const areas = all.filter((mark) => mark.spot.area !== null);
    const near = pins.filter((mark) => isNear(map, mark.label));
    for (const { label } of pins) label.element.classList.add("is-crowded");
    if (near.length <= MOST_LABELS) for (const { words, spot } of near) if (words) this.layerOf(spot).addLayer(words);
    const taken = all.map((mark) => {
      if (mark.spot.area !== null) return { at: mark.label.at, half: smallArea(map, mark.bounds) };
      return { at: mark.label.at, half: mark.label.clear - 1 };
    });
    // Pins first: an area has more room to give.
    placeLabels(map, [...near, ...areas].map((mark) => mark.label).concat(references), taken, corners);
  }

  /** Chosen or pointed reports that stand in no spot of their own. */
  private apart(): Spot[] {
    const { selected, pointed } = this.store.state;
    const wanted = new Set(pointed.length <= MOST_POINTED ? pointed : []);
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
    for (const part of [mark.marker, mark.outline, mark.words]) if (part) layer.removeLayer(part);
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

  /** The outline of a pin's uncertainty only where it is seen around the pin. */
  private outline({ spot, outline, bounds }: Mark): void {
    if (!outline) return;
    const layer = this.layerOf(spot);
    const seen = spot.area !== null || halfSize(this.map, bounds).x >= LEAST_OUTLINE_PX;
    if (seen !== layer.hasLayer(outline)) {
      if (seen) layer.addLayer(outline);
      else layer.removeLayer(outline);
    }
  }

  private point(spot: Spot): void {
    this.store.change({ pointed: spot.count === 1 ? [spot.first] : [] });
  }

  private cluster(spot: Spot, near: number, text: Strings) {
    const at = L.latLng(spot.latitude, nearest(spot.longitude, near));
    const side = 36 + Math.min(20, Math.round(4 * Math.log2(spot.count)));
    const html = ringElement({ byStatus: spot.byStatus, size: side, label: shortCount(spot.count, text) });
    const marker = L.marker(at, {
      icon: L.divIcon({ className: "cluster", html, iconSize: [side, side] }),
      keyboard: true,
      riseOnHover: true,
    });
    const label: Label = { element: html, at, clear: side / 2 };
    return { marker, outline: null, words: null, label, bounds: L.latLngBounds([at]), name: countsInWords(spot, text) };
  }

  private area(spot: Spot, place: Place, near: number, text: Strings) {
    const status = STATUSES.find((_, index) => spot.byStatus[index])!;
    const outline = outlineOf(place, `is-${status} area`, near, true);
    const bounds = boundsOf(place, near);
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
      words: null,
      label,
      bounds,
      name:
        spot.count === 1
          ? this.name(spot, place, text)
          : `${countsInWords(spot, text)}. ${place.name.text}, ${place.words}`,
    };
  }

  private pin(spot: Spot, place: Place, near: number, text: Strings) {
    const status = STATUSES.find((_, index) => spot.byStatus[index])!;
    const bounds = boundsOf(place, near);
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
    const words = L.marker(at, {
      icon: L.divIcon({ className: "anchor", html: element, iconSize: [0, 0] }),
      interactive: false,
      keyboard: false,
      pane: "labels",
    });
    return {
      marker,
      outline,
      words,
      label: { element, at, clear: MARK_PX / 2 - 3 },
      bounds,
      name: this.name(spot, place, text),
    };
  }

  /** What is seen beside the mark stands in its name as it is seen, for those who speak to their browser. */
  private name(spot: Spot, place: Place, text: Strings): string {
    const { atlas, state } = this.store;
    const status = atlas.statusOf(spot.first);
    return `${text(`status.${status}`)}: ${atlas.titleOf(spot.first, state.language).text}. ${place.name.text} ${this.line(spot, text)}, ${place.words}`;
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

  /** Where a card opens at an area: over its label. */
  private topOf(label: HTMLElement): L.LatLng {
    const [box, frame] = [label.getBoundingClientRect(), this.map.getContainer().getBoundingClientRect()];
    return this.map.containerPointToLatLng([box.left + box.width / 2 - frame.left, box.top - frame.top]);
  }

  /** The keyboard goes through the marks in reading order. */
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
      // An element that moves loses the focus; the others go around it.
      if (next !== element && element !== document.activeElement) pane.insertBefore(element, next);
      last = element;
    }
  }
}

/** How many reports of each status, for a cluster's name. */
export function countsInWords(spot: Spot, text: Strings): string {
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

/** Half the side of an area that labels go around; a larger one they may stand in. */
function smallArea(map: L.Map, bounds: L.LatLngBounds): number {
  const { x, y } = halfSize(map, bounds);
  return Math.max(x, y) < 40 ? Math.max(x, y) : 0;
}
