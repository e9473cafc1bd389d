// The free room on the map: one index of everything that is drawn, so that no label overlaps a mark, a control, another
// label or a name of the base map.
import RBush from "rbush";

/** In pixels from the map's top left corner. */
export interface Box {
  minX: number;
  minY: number;
  maxX: number;
  maxY: number;
}

/** Where a label's box is, and on which side of its mark. */
export interface Position {
  box: Box;
  side: Side;
}

export type Side = "east" | "west" | "middle";

/** Pixels between a mark and its label. */
const GAP = 4;
/** Pixels around a label in an outline that are better left free. */
const AIR = 14;
/** Positions that are tried in an outline. */
const [COLUMNS, ROWS] = [12, 16];
/** Minimum distance between a label and the edge of the map, in pixels. */
export const MARGIN = 4;

export class Placement {
  private readonly taken = new RBush<Box>();

  constructor(private readonly size: { x: number; y: number }) {}

  take(box: Box): void {
    this.taken.insert(box);
  }

  all(): Box[] {
    return this.taken.all();
  }

  isFree(box: Box): boolean {
    const { x, y } = this.size;
    const isInView = box.minX >= MARGIN && box.minY >= MARGIN && box.maxX <= x - MARGIN && box.maxY <= y - MARGIN;
    return isInView && !this.taken.collides(box);
  }

  /** Takes the first free position; null where there is none. */
  place(positions: Iterable<Position>): Position | null {
    for (const position of positions) {
      if (!this.isFree(position.box)) continue;
      this.take(position.box);
      return position;
    }
    return null;
  }
}

/** The eight positions of a label next to a mark, the best first. `clear` is half the mark's side. */
export function* nextTo(
  x: number,
  y: number,
  clear: number,
  width: number,
  height: number,
  gap = GAP,
): Generator<Position> {
  const reach = clear + gap;
  const corner = clear * 0.7 + gap * 0.5;
  yield at(x + reach, y - height / 2, width, height, "east");
  yield at(x - reach - width, y - height / 2, width, height, "west");
  yield at(x - width / 2, y - reach - height, width, height, "middle");
  yield at(x - width / 2, y + reach, width, height, "middle");
  yield at(x + corner, y - corner - height, width, height, "east");
  yield at(x + corner, y + corner, width, height, "east");
  yield at(x - corner - width, y - corner - height, width, height, "west");
  yield at(x - corner - width, y + corner, width, height, "west");
}

/** Positions of a label inside an area of this half width and height around its middle, where there is room for it. */
export function* inside(
  { x, y }: { x: number; y: number },
  half: { x: number; y: number },
  { width, height }: { width: number; height: number },
): Generator<Position> {
  if (width > half.x * 1.7 || height > half.y * 1.4) return;
  const room = Math.max(half.y * 0.8 - height / 2, 0);
  for (const offset of [0, -room / 2, room / 2, -room, room])
    yield at(x - width / 2, y - height / 2 + offset, width, height, "middle");
}

/**
 * Positions of a label with its middle, and the middles of its halves, in an outline: those nearest to a point first.
 *
 * They are at most `reach` pixels from the point; those with free room around them are before all others. `covers` is
 * asked only about positions that are free.
 */
export function* insideOutline(
  { x, y }: { x: number; y: number },
  bounds: Box,
  covers: (x: number, y: number) => boolean,
  { width, height }: { width: number; height: number },
  placement: Placement,
  reach: number,
): Generator<Position> {
  if (width > (bounds.maxX - bounds.minX) * 0.9 || height > (bounds.maxY - bounds.minY) * 0.9) return;
  const [west, east] = [Math.max(bounds.minX, x - width / 2 - reach), Math.min(bounds.maxX, x + width / 2 + reach)];
  const [top, bottom] = [Math.max(bounds.minY, y - height / 2 - reach), Math.min(bounds.maxY, y + height / 2 + reach)];
  const middles: [number, number][] = [[x, y]];
  for (let column = 1; column < COLUMNS; column++)
    for (let row = 1; row < ROWS; row++)
      middles.push([west + (column / COLUMNS) * (east - west), top + (row / ROWS) * (bottom - top)]);
  middles.sort((one, other) => Math.hypot(one[0] - x, one[1] - y) - Math.hypot(other[0] - x, other[1] - y));
  for (const air of [AIR, 0])
    for (const [across, down] of middles) {
      const isCovered = (offset: number): boolean => covers(across + offset * width, down);
      const isRoom = placement.isFree(around(across, down, width / 2 + air, height / 2 + air));
      if (isRoom && [0, -0.25, 0.25].every(isCovered))
        yield at(across - width / 2, down - height / 2, width, height, "middle");
    }
}

export function at(left: number, top: number, width: number, height: number, side: Side): Position {
  return { box: { minX: left, minY: top, maxX: left + width, maxY: top + height }, side };
}

/** A box by its middle, and half its width and height. */
export function around(x: number, y: number, half: number, halfHeight = half): Box {
  return { minX: x - half, minY: y - halfHeight, maxX: x + half, maxY: y + halfHeight };
}
