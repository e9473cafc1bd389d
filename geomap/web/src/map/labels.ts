// Labels next to their marks, or not at all: what finds no room is hidden, never moved away.
import type L from "leaflet";
import { around, nextTo, type Placement, type Position } from "../basemap/placement.js";

export interface Label {
  element: HTMLElement;
  at: L.LatLngExpression;
  /** Minimum distance from the point, in pixels: half the marker's side. */
  clear: number;
  /** Positions inside an area around the point, in pixels, the best first. */
  inside?: (map: L.Map, point: L.Point, size: Size, placement: Placement) => Iterable<Position>;
  /** Whether it may only be at one of these. */
  staysInside?: boolean;
  /** Whether its dot is only drawn with the label, and needs room of its own. */
  hasDot?: boolean;
}

export interface Size {
  width: number;
  height: number;
}

/** With more labels than this in view, the rest is not tried. */
export const MAX_LABELS = 300;

const sizes = new WeakMap<HTMLElement, { full: Size; short: Size }>();

/** Places labels in their order. A label without room for both of its lines is tried with the first alone. */
export function placeLabels(map: L.Map, labels: readonly Label[], placement: Placement): void {
  measure(labels);
  for (const label of labels) {
    const { element } = label;
    const position = placed(map, label, placement);
    element.classList.toggle("is-crowded", !position);
    if (!position) continue;
    const { x, y } = map.latLngToContainerPoint(label.at);
    element.classList.toggle("is-west", position.side === "west");
    element.classList.toggle("is-middle", position.side === "middle");
    element.style.left = `${Math.round(position.box.minX - x)}px`;
    element.style.top = `${Math.round(position.box.minY - y)}px`;
    element.style.width = `${Math.ceil(position.box.maxX - position.box.minX)}px`;
  }
}

function placed(map: L.Map, label: Label, placement: Placement): Position | null {
  const { element, clear, hasDot } = label;
  const point = map.latLngToContainerPoint(label.at);
  const { x, y } = point;
  const dot = around(x, y, clear);
  if (hasDot && !placement.isFree(dot)) return null;
  const { full, short } = sizes.get(element)!;
  for (const [size, isShort] of short.height < full.height
    ? ([
        [full, false],
        [short, true],
      ] as const)
    : ([[full, false]] as const)) {
    const position =
      placement.place(label.inside?.(map, point, size, placement) ?? []) ??
      (label.staysInside ? null : placement.place(nextTo(x, y, clear, size.width, size.height)));
    if (!position) continue;
    element.classList.toggle("is-short", isShort);
    if (hasDot) placement.take(dot);
    return position;
  }
  return null;
}

/** Sizes of labels that are new, read together: reading between writing would lay out the page each time. */
function measure(labels: readonly Label[]): void {
  const fresh = labels.filter(({ element }) => !sizes.has(element));
  for (const { element } of fresh) {
    element.style.width = "";
    element.classList.remove("is-short");
  }
  const full = fresh.map(({ element }) => ({ width: element.offsetWidth + 1, height: element.offsetHeight }));
  for (const { element } of fresh) element.classList.add("is-short");
  const short = fresh.map(({ element }) => ({ width: element.offsetWidth + 1, height: element.offsetHeight }));
  for (const [index, { element }] of fresh.entries()) {
    element.classList.remove("is-short");
    sizes.set(element, { full: full[index]!, short: short[index]! });
  }
}

/** Forgets the size of a label whose text has changed. */
export function remeasure(element: HTMLElement): void {
  sizes.delete(element);
}
