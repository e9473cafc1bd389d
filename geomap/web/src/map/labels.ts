// Puts labels beside their marks so that none covers a mark, another label or the edge of the map.
import type L from "leaflet";

export interface Label {
  element: HTMLElement;
  at: L.LatLngExpression;
  /** Pixels to keep free around the point: half the mark's side. */
  clear: number;
  /** Half the height and width of an area around the point, in pixels, in which the label may also lie. */
  inside?: (map: L.Map) => L.Point;
  /** Whether it means nothing outside of that area. */
  stays?: boolean;
}

interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

const GAP = 6;
/** Side of an area's mark that found no room for its words. */
const COMPACT = 28;
/** Above this many in view, names would only be noise. */
export const MOST_LABELS = 300;

const overlaps = (a: Box, b: Box): boolean =>
  a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

/** Offsets of a label's top left corner from its point, best first. */
function* offsets(
  width: number,
  height: number,
  clear: number,
  inside: L.Point | null,
  stays = false,
): Generator<[number, number]> {
  if (inside && inside.x * 1.6 > width && inside.y * 1.6 > height) {
    yield [-width / 2, -height / 2];
    yield [-width / 2, -inside.y * 0.9];
    yield [-width / 2, inside.y * 0.9 - height];
    yield [-width / 2, -inside.y * 0.6];
    yield [-width / 2, inside.y * 0.6 - height];
  }
  if (stays) return;
  const reach = inside ? Math.max(clear, Math.min(inside.x, 80)) : clear;
  const rise = inside ? Math.max(clear, Math.min(inside.y, 80)) : clear;
  yield [reach + GAP, -height / 2];
  yield [-reach - GAP - width, -height / 2];
  yield [-width / 2, rise + GAP];
  yield [-width / 2, -rise - GAP - height];
  yield [reach, rise];
  yield [reach, -rise - height];
  yield [-reach - width, rise];
  yield [-reach - width, -rise - height];
}

/** Whether a label's point is in view, or near enough to be dragged into it. */
export function isNear(map: L.Map, label: Label): boolean {
  return map.getBounds().pad(0.2).contains(label.at);
}

/**
 * Places the labels in their order; one that finds no room is hidden, unless it is itself a mark (`is-mark`).
 * `corners` are the controls on the map, which no label may lie under.
 */
export function placeLabels(
  map: L.Map,
  labels: readonly Label[],
  marks: { at: L.LatLngExpression; half: number }[],
  corners: readonly HTMLElement[],
): void {
  const frame = map.getContainer().getBoundingClientRect();
  const size = map.getSize();
  const taken: Box[] = marks.map(({ at, half }) => {
    const { x, y } = map.latLngToContainerPoint(at);
    return { left: x - half, top: y - half, right: x + half, bottom: y + half };
  });
  for (const corner of corners) {
    const { left, top, right, bottom } = corner.getBoundingClientRect();
    taken.push({
      left: left - frame.left,
      top: top - frame.top,
      right: right - frame.left,
      bottom: bottom - frame.top,
    });
  }
  const near = labels.filter((label) => label.element.classList.contains("is-mark") || isNear(map, label));
  if (near.length > MOST_LABELS) {
    for (const label of near)
      label.element.classList.toggle("is-crowded", !label.element.classList.contains("is-mark"));
    return;
  }
  const find = (label: Label, width: number, height: number): [number, number] | null => {
    const { x, y } = map.latLngToContainerPoint(label.at);
    for (const [dx, dy] of offsets(width, height, label.clear, label.inside?.(map) ?? null, label.stays)) {
      const box = { left: x + dx, top: y + dy, right: x + dx + width, bottom: y + dy + height };
      const fits = box.left >= 4 && box.top >= 4 && box.right <= size.x - 4 && box.bottom <= size.y - 4;
      if (!fits || taken.some((other) => overlaps(box, other))) continue;
      taken.push(box);
      return [dx, dy];
    }
    return null;
  };
  for (const label of near) label.element.classList.remove("is-compact");
  const measured = near.map((label) => [label, label.element.offsetWidth, label.element.offsetHeight] as const);
  for (const [label, width, height] of measured) {
    const { element } = label;
    let chosen = find(label, width, height);
    if (!chosen && element.classList.contains("is-mark")) {
      // A mark never goes: without room for its words it is drawn without them, at worst on its area's upper edge.
      element.classList.add("is-compact");
      chosen = find(label, COMPACT, COMPACT) ?? [-COMPACT / 2, -(label.inside?.(map).y ?? 0) - COMPACT / 2];
    }
    element.classList.toggle("is-crowded", !chosen);
    const [left, top] = chosen ?? [0, 0];
    element.style.left = `${Math.round(left)}px`;
    element.style.top = `${Math.round(top)}px`;
  }
}
