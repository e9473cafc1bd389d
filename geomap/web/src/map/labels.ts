// Places labels next to their marks so that none overlaps a mark, another label or the edge of the map.
import type L from "leaflet";
import { LabelSpace } from "./label-space.js";

export interface Label {
  element: HTMLElement;
  at: L.LatLngExpression;
  /** Distance in pixels to keep from the point: half the mark's side. */
  clear: number;
  /** Half the width and height in pixels of an area around the point in which the label may also be. */
  inside?: (map: L.Map) => L.Point;
  /** Whether it may only be inside that area. */
  staysInside?: boolean;
}

/** Side in pixels of an area's mark without its text. */
const COMPACT = 28;
/** With more labels than this in view, none is shown. */
export const MAX_LABELS = 300;

/** Whether a label's point is in view or near it. */
export function isNear(map: L.Map, label: Label): boolean {
  return map.getBounds().pad(0.2).contains(label.at);
}

/**
 * Places the labels in their order. A label without room is hidden, unless it is itself a mark (`is-mark`).
 *
 * @param corners - Controls on the map, which no label may overlap.
 */
export function placeLabels(
  map: L.Map,
  labels: readonly Label[],
  marks: { at: L.LatLngExpression; half: number }[],
  corners: readonly HTMLElement[],
): void {
  const near = labels.filter((label) => isMark(label) || isNear(map, label));
  if (near.length > MAX_LABELS) {
    for (const label of near) label.element.classList.toggle("is-crowded", !isMark(label));
    return;
  }
  const space = new LabelSpace(map.getSize());
  for (const { at, half } of marks) {
    const { x, y } = map.latLngToContainerPoint(at);
    space.take({ left: x - half, top: y - half, right: x + half, bottom: y + half });
  }
  const frame = map.getContainer().getBoundingClientRect();
  for (const corner of corners) {
    const { left, top, right, bottom } = corner.getBoundingClientRect();
    const [x, y] = [frame.left, frame.top];
    space.take({ left: left - x, top: top - y, right: right - x, bottom: bottom - y });
  }
  for (const label of near) label.element.classList.remove("is-compact");
  // Measured before anything is moved: reading sizes in between would lay out the page each time.
  const measured = near.map((label) => [label, label.element.offsetWidth, label.element.offsetHeight] as const);
  for (const [label, width, height] of measured) {
    const { element, clear, staysInside = false } = label;
    const { x, y } = map.latLngToContainerPoint(label.at);
    const anchor = { x, y, clear, inside: label.inside?.(map) ?? null, staysInside };
    let offset = space.place(anchor, width, height);
    if (!offset && isMark(label)) {
      // A mark is never hidden: without room for its text it is drawn without it, at worst on its area's upper edge.
      element.classList.add("is-compact");
      offset = space.place(anchor, COMPACT, COMPACT) ?? [-COMPACT / 2, -(anchor.inside?.y ?? 0) - COMPACT / 2];
    }
    element.classList.toggle("is-crowded", !offset);
    const [left, top] = offset ?? [0, 0];
    element.style.left = `${Math.round(left)}px`;
    element.style.top = `${Math.round(top)}px`;
  }
}

function isMark({ element }: Label): boolean {
  return element.classList.contains("is-mark");
}
