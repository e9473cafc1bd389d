// The free space on the map for labels: where a label fits next to its point without overlapping anything.

/** In pixels from the map's corner. */
export interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

export interface Anchor {
  x: number;
  y: number;
  /** Distance in pixels to keep from the point: half the mark's side. */
  clear: number;
  /** Half the width and height in pixels of an area around the point in which the label may also be. */
  inside: { x: number; y: number } | null;
  /** Whether it may only be inside that area. */
  staysInside: boolean;
}

/** Distances in pixels: from a mark to its label, and from the map's edge. */
const GAP = 6;
const MARGIN = 4;
/** How much larger than the label an area must be to have it inside, and how far from a larger area's middle it may be. */
const ROOMY = 1.6;
const MAX_REACH = 80;

export class LabelSpace {
  private readonly taken: Box[] = [];

  constructor(private readonly size: { x: number; y: number }) {}

  take(box: Box): void {
    this.taken.push(box);
  }

  /** Takes the best free position for a label; returns the offset of its top left corner from its point, or null. */
  place(anchor: Anchor, width: number, height: number): [number, number] | null {
    for (const [dx, dy] of offsets(anchor, width, height)) {
      const [left, top] = [anchor.x + dx, anchor.y + dy];
      const box = { left, top, right: left + width, bottom: top + height };
      if (!this.isInView(box) || this.taken.some((other) => overlaps(box, other))) continue;
      this.take(box);
      return [dx, dy];
    }
    return null;
  }

  private isInView({ left, top, right, bottom }: Box): boolean {
    const { x, y } = this.size;
    return left >= MARGIN && top >= MARGIN && right <= x - MARGIN && bottom <= y - MARGIN;
  }
}

function overlaps(a: Box, b: Box): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

/** Offsets of a label's top left corner from its point, best first. */
function* offsets({ clear, inside, staysInside }: Anchor, width: number, height: number): Generator<[number, number]> {
  if (inside && inside.x * ROOMY > width && inside.y * ROOMY > height) {
    yield [-width / 2, -height / 2];
    yield [-width / 2, -inside.y * 0.9];
    yield [-width / 2, inside.y * 0.9 - height];
    yield [-width / 2, -inside.y * 0.6];
    yield [-width / 2, inside.y * 0.6 - height];
  }
  if (staysInside) return;
  const reach = inside ? Math.max(clear, Math.min(inside.x, MAX_REACH)) : clear;
  const rise = inside ? Math.max(clear, Math.min(inside.y, MAX_REACH)) : clear;
  yield [reach + GAP, -height / 2];
  yield [-reach - GAP - width, -height / 2];
  yield [-width / 2, rise + GAP];
  yield [-width / 2, -rise - GAP - height];
  yield [reach, rise];
  yield [reach, -rise - height];
  yield [-reach - width, rise];
  yield [-reach - width, -rise - height];
}
