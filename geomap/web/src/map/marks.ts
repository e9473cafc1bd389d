// The marks in view: added and removed as the view moves, always in reading order.
import L from "leaflet";
import { isShown, type State, type Store } from "../app/state.js";
import type { Strings } from "../app/strings.js";
import { around, inside, insideOutline, type Placement, type Position } from "../basemap/placement.js";
import { contains } from "../data/bounds.js";
import type { Place } from "../data/report.js";
import { STATUSES, type Status } from "../data/wire.js";
import { nearestLongitude } from "../data/world.js";
import { areaElement, glyphElement, ringElement } from "../ui/glyph.js";
import { AREA_PX, Clusters, PIN_PX, ringSide, type Spot, statusesOf } from "./clusters.js";
import { type Label, MAX_LABELS, placeLabels, type Size } from "./labels.js";
import { boxOf, halfSize, latLngBoundsOf, outlineOf } from "./outline.js";

/** Side of a mark as a pointer target in pixels; WCAG 2.2 requires 24. */
const MARK_PX = 2 * (PIN_PX - 1);
/** How far the ring around a selected mark reaches beyond it. */
const RING_PX = 7;
/** Side of the symbol of an area that is too small to be seen. */
const AREA_SYMBOL_PX = 16;
/** How far the label of an area with coordinates may be from them. */
const NEAR_PX = 36;
/** Circles of uncertainty with a smaller radius are hidden by their own mark. */
const MIN_OUTLINE_PX = 16;
/** How far outside the view marks are drawn, as a share of it, so that they are there when it moves. */
const PAD = 0.25;
/** Up to this many pointed reports are each drawn outside their clusters. */
const MAX_POINTED = 12;
/** Above this many areas in view their outlines are only drawn of those that are pointed at or selected. */
const MANY_AREAS = 6;
/** The opacity of the fill of one of many areas, the least that keeps its hue, and that of all over each other. */
const FILL = 0.1;
const LEAST_FILL = 0.05;
const FILL_OF_ALL = 0.6;

/** A spot with its Leaflet layers. */
export interface Mark {
  spot: Spot;
  marker: L.Marker;
  /** The area, or the circle of a point's uncertainty. */
  outline: L.Circle | L.GeoJSON | null;
  /** The marker of the label, added to the map while the label has a chance to be shown. */
  text: L.Marker;
  label: Label;
  bounds: L.LatLngBounds;
  /** Half the area's width and height at the current zoom; null for a mark that is no area or too small to be seen. */
  half: L.Point | null;
}

/** Between the facts of a label. */
const SEPARATOR = " · ";
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/;

export type Open = (mark: Mark, at: L.LatLng, viaKeyboard: boolean) => void;

export class Marks {
  readonly clusters: Clusters;
  private readonly drawn = new Map<string, Mark>();
  private spots: Spot[] = [];
  private isRemoving = false;

  constructor(
    private readonly map: L.Map,
    private readonly store: Store,
    /** One layer for each status, and one for clusters of several. */
    private readonly layers: readonly L.LayerGroup[],
    private readonly mixed: L.LayerGroup,
    private readonly open: Open,
  ) {
    this.clusters = new Clusters(store.atlas);
    this.clusters.load(store.state.matches.shown);
  }

  /** Loads the reports that pass the filters; the same reports may look different on another day. */
  load(isOtherDay: boolean): void {
    this.clusters.load(this.store.state.matches.shown);
    if (isOtherDay) this.redraw();
    else this.draw();
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
    const sides = [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()] as const;
    this.spots = this.store.state.density ? [] : this.clusters.inView(sides, this.map.getZoom());
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
    const areas = [...this.drawn.values()].filter(({ half }) => half !== null);
    const hasMany = areas.length > MANY_AREAS;
    this.map.getPane("overlayPane")!.classList.toggle("has-many-areas", hasMany);
    if (hasMany) soften(areas);
    for (const { spot, marker, outline, text } of this.drawn.values()) {
      const one = spot.count === 1 || spot.kind === "area";
      const reports = one ? this.clusters.reportsIn(spot, MAX_POINTED) : [];
      const selected = reports.some((report) => state.selected === report);
      const pointed = reports.some((report) => state.pointed.includes(report));
      for (const element of [marker.getElement(), text.getElement(), outlineElement(outline)]) {
        element?.classList.toggle("is-selected", selected);
        element?.classList.toggle("is-pointed", pointed);
      }
      marker.setZIndexOffset(selected || pointed ? 1000 : 0);
    }
  }

  get all(): Iterable<Mark> {
    return this.drawn.values();
  }

  /** Takes the room of all marks. A large area is its outline: labels may be inside it. */
  takeRoom(placement: Placement): void {
    for (const { label, half } of this.drawn.values()) {
      const { x, y } = this.map.latLngToContainerPoint(label.at);
      if (!half) placement.take(around(x, y, label.clear));
    }
  }

  /** Places the labels of selected reports, or of all others: by status, then in reading order. */
  placeLabels(placement: Placement, which: "selected" | "others"): void {
    const { map } = this;
    const { selected, pointed } = this.store.state;
    const view = map.getBounds();
    const rank = ({ byStatus }: Spot): number => byStatus.findIndex((count) => count > 0);
    const marks = [...this.drawn.values()]
      .filter(({ spot, label }) => {
        const isSelected = spot.count === 1 && (spot.first === selected || pointed.includes(spot.first));
        return isSelected === (which === "selected") && view.contains(label.at);
      })
      .sort((one, other) => rank(one.spot) - rank(other.spot) || one.spot.first - other.spot.first);
    const ring = which === "selected" ? RING_PX : 0;
    for (const [index, { label, text, spot }] of marks.entries()) {
      if (index < MAX_LABELS) this.layerOf(spot).addLayer(text);
      else label.element.classList.add("is-crowded");
    }
    placeLabels(
      map,
      marks.slice(0, MAX_LABELS).map(({ label }) => ({ ...label, clear: label.clear + ring })),
      placement,
    );
  }

  /** Names that the marks' labels show. */
  *shownNames(): Generator<string> {
    for (const { label } of this.drawn.values())
      if (!label.element.classList.contains("is-crowded")) yield label.element.querySelector("b")?.textContent ?? "";
  }

  /** Hides the labels of marks outside the view, which are placed when they come into it. */
  hideLabelsOutside(): void {
    const view = this.map.getBounds();
    for (const { label } of this.drawn.values())
      if (!view.contains(label.at)) label.element.classList.add("is-crowded");
  }

  /** Selected or pointed reports without a spot of their own. */
  private extraSpots(): Spot[] {
    const { selected, pointed } = this.store.state;
    const wanted = new Set(pointed.length <= MAX_POINTED ? pointed : []);
    if (selected !== null) wanted.add(selected);
    for (const spot of this.spots)
      if (spot.count === 1) wanted.delete(spot.first);
      else if (spot.kind === "area")
        for (const report of this.clusters.reportsIn(spot, MAX_POINTED)) wanted.delete(report);
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
    this.isRemoving = true;
    for (const part of [mark.marker, mark.outline, mark.text]) if (part) layer.removeLayer(part);
    this.isRemoving = false;
  }

  /** Points at nothing more. A focused mark loses the focus while it is removed: nothing is drawn before it is gone. */
  private leave(): void {
    const clear = (): void => {
      const isFocused = this.map.getPane("markerPane")!.contains(document.activeElement);
      if (!isFocused && this.store.state.pointed.length) this.store.change({ pointed: [] });
    };
    if (this.isRemoving) queueMicrotask(clear);
    else this.store.change({ pointed: [] });
  }

  private make(spot: Spot, near: number): Mark | null {
    const { atlas, state, text } = this.store;
    const place = atlas.getPlace(spot.place, state.language);
    const at = L.latLng(spot.latitude, nearestLongitude(spot.longitude, near));
    const status = mainStatus(spot);
    const { icon, clear, outline } = this.drawing(spot, place, status, near);
    const marker = L.marker(at, { icon, keyboard: true, riseOnHover: true });
    const element = this.labelElement(spot, place, text);
    const textMarker = L.marker(at, {
      icon: L.divIcon({ className: "anchor", html: element, iconSize: [0, 0] }),
      interactive: false,
      keyboard: false,
      pane: "labels",
    });
    const bounds = latLngBoundsOf(place, near) ?? L.latLngBounds([at, at]);
    const mark: Mark = { spot, marker, outline, text: textMarker, label: { element, at, clear }, bounds, half: null };
    if (spot.kind === "area")
      mark.label.inside = (_map, point, size, placement) => this.positionsIn(mark, place, point, size, placement);
    const name = this.name(spot, place, text);
    marker.on("add", () => {
      const element = marker.getElement()!;
      element.setAttribute("role", "button");
      element.setAttribute("aria-label", name);
      element.addEventListener("focus", () => this.point(spot));
      element.addEventListener("blur", () => this.leave());
      element.classList.toggle("is-area-outline", mark.half !== null);
    });
    marker.on("click keypress", (event) => {
      const key = (event as L.LeafletKeyboardEvent).originalEvent.key as string | undefined;
      if (event.type === "keypress" && key !== "Enter" && key !== " ") return;
      this.open(mark, marker.getLatLng(), event.type === "keypress");
    });
    for (const layer of spot.kind === "area" && outline ? [marker, outline] : [marker]) {
      layer.on("mouseover", () => this.point(spot));
      layer.on("mouseout", () => this.store.change({ pointed: [] }));
    }
    if (spot.kind === "area") outline?.on("click", (event) => this.open(mark, event.latlng, false));
    this.layerOf(spot).addLayer(marker);
    return mark;
  }

  /** The mark itself: a pin, a ring with its count, or the symbol of an area. */
  private drawing(spot: Spot, place: Place, status: Status, near: number) {
    const { count, byStatus, kind } = spot;
    if (count > 1) {
      const side = ringSide(count);
      const html = ringElement({ byStatus, size: side, label: shortCount(count, this.store.text) });
      const outline = kind === "area" ? outlineOf(place, `is-${status} area`, near, true) : null;
      return { icon: L.divIcon({ className: "cluster", html, iconSize: [side, side] }), clear: side / 2, outline };
    }
    if (kind === "area") {
      const html = areaElement({ status, size: AREA_SYMBOL_PX });
      return {
        icon: L.divIcon({ className: "area-mark", html, iconSize: [MARK_PX, MARK_PX] }),
        clear: AREA_SYMBOL_PX / 2,
        outline: outlineOf(place, `is-${status} area`, near, true),
      };
    }
    const html = glyphElement({ status, size: MARK_PX - 2, vague: place.radius === null });
    return {
      icon: L.divIcon({ className: "pin", html, iconSize: [MARK_PX, MARK_PX] }),
      clear: MARK_PX / 2 - 3,
      outline: outlineOf(place, `is-${status} uncertainty`, near, false),
    };
  }

  /** Draws an area as it is where it is large enough, and a point's uncertainty where it is visible around the point. */
  private outline(mark: Mark): void {
    const { spot, outline, bounds, marker } = mark;
    if (!outline) return;
    const half = halfSize(this.map, bounds);
    const isArea = spot.kind === "area";
    // By the same measure as the clusters have, which count in whole zooms.
    const isVisible = isArea ? this.isLarge(mark) : half.x >= MIN_OUTLINE_PX;
    mark.half = isArea && isVisible ? half : null;
    marker.getElement()?.classList.toggle("is-area-outline", mark.half !== null);
    const layer = this.layerOf(spot);
    if (isVisible === layer.hasLayer(outline)) return;
    if (isVisible) layer.addLayer(outline);
    else layer.removeLayer(outline);
  }

  /** Positions of a label in an area that is drawn. */
  private positionsIn(
    { half, bounds }: Mark,
    { geometry, centre }: Place,
    point: L.Point,
    size: Size,
    placement: Placement,
  ): Iterable<Position> {
    if (!half) return [];
    if (!geometry) return inside(point, half, size);
    const { minX, minY, maxX, maxY } = boxOf(this.map, bounds);
    const { x: right, y: bottom } = this.map.getSize();
    const visible = {
      minX: Math.max(minX, 0),
      minY: Math.max(minY, 0),
      maxX: Math.min(maxX, right),
      maxY: Math.min(maxY, bottom),
    };
    const covers = (x: number, y: number): boolean => {
      const { lat, lng } = this.map.containerPointToLatLng([x, y]);
      return contains(geometry, lat, lng);
    };
    return insideOutline(point, visible, covers, size, placement, centre ? NEAR_PX : Infinity);
  }

  private isLarge({ spot }: Mark): boolean {
    return this.clusters.halfPixels(spot.place, this.map.getZoom()) >= AREA_PX;
  }

  private point(spot: Spot): void {
    this.store.change({ pointed: spot.count === 1 ? [spot.first] : [] });
  }

  /** The mark's accessible name. It contains the visible label literally, for voice control. */
  private name(spot: Spot, place: Place, text: Strings): string {
    const { atlas, state } = this.store;
    const { text: name } = place.name;
    if (spot.kind === "cluster") {
      return `${text.count("reports", spot.count)}, ${this.placeLabel(spot, place, text)}: ${statusCounts(spot, text)}`;
    }
    if (spot.count > 1) return `${countsByStatus(spot, text)}. ${name}, ${place.precisionLabel}`;
    const status = atlas.statusOf(spot.first);
    return `${text(`status.${status}`)}: ${atlas.titleOf(spot.first, state.language).text}. ${name} ${this.line(spot, text).join(SEPARATOR)}, ${place.precisionLabel}`;
  }

  private placeLabel({ kind }: Spot, place: Place, text: Strings): string {
    return kind === "cluster" ? text("cluster.nearby", { place: place.name.text }) : place.name.text;
  }

  /** System and date of one report, or how many there are. */
  private line(spot: Spot, text: Strings): string[] {
    if (spot.count > 1) return [text.count("reports", spot.count)];
    const { atlas, state } = this.store;
    const system = atlas.systemOf(spot.first, state.language)?.text ?? "";
    return [system, atlas.dateOf(spot.first, state.language)].filter(Boolean);
  }

  private labelElement(spot: Spot, place: Place, text: Strings): HTMLElement {
    const label = document.createElement("div");
    label.className = "label is-crowded";
    const [name, line] = [document.createElement("b"), document.createElement("span")];
    name.textContent = this.placeLabel(spot, place, text);
    name.lang = place.name.lang;
    name.dir = spot.kind === "cluster" ? text.direction : "auto";
    line.textContent = this.line(spot, text).map(isolated).join(SEPARATOR);
    line.dir = text.direction;
    label.append(name, " ", line);
    return label;
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
  return `${text.count("reports", spot.count)}: ${statusCounts(spot, text)}`;
}

function statusCounts(spot: Spot, text: Strings): string {
  return statusesOf(spot)
    .map(([status, count]) => `${text(`status.${status}`)} ${text.number(count)}`)
    .join(text("list.comma"));
}

/** The first status that a spot has reports of. */
function mainStatus({ byStatus }: Spot): Status {
  return STATUSES.find((_, index) => byStatus[index]) ?? "unconfirmed";
}

/** Fills that add up to a shade and not to a solid colour, however many areas lie over each other. */
function soften(areas: readonly Mark[]): void {
  for (const [index, { label, outline }] of areas.entries()) {
    const count = areas.filter(({ bounds }) => bounds.contains(label.at)).length;
    const filled = Math.ceil((count * LEAST_FILL) / FILL_OF_ALL); // of so many areas one has a fill
    const fill = index % filled ? 0 : Math.min(FILL, (filled * FILL_OF_ALL) / count);
    outlineElement(outline)?.style.setProperty("--fill", String(fill));
  }
}

function outlineElement(outline: L.Circle | L.GeoJSON | null): SVGElement | undefined {
  const path = outline instanceof L.GeoJSON ? (outline.getLayers()[0] as L.Path | undefined) : outline;
  return path?.getElement() as SVGElement | undefined;
}

function shortCount(count: number, text: Strings): string {
  return count < 1000
    ? text.number(count)
    : new Intl.NumberFormat(text.locale, { notation: "compact", maximumSignificantDigits: 2 }).format(count);
}

/** A fact with its own direction, so that the order of the facts is that of the page: a system may be in other letters. */
function isolated(fact: string, _: number, facts: readonly string[]): string {
  return facts.some((each) => RIGHT_TO_LEFT.test(each)) ? `\u2068${fact}\u2069` : fact;
}
