// Where the sea is in a view, by the water in the tiles of the base map.
import type { Box } from "./placement.js";

/** The rings of a tile's water in pixels of the tile, and where it is in the view. */
export interface SeaTile {
  box: Box;
  scale: number;
  rings: readonly (readonly { x: number; y: number }[])[];
}

/** Pixels between the points at which a box is tried. */
const STEP = 3;

export class Sea {
  /** For each tile, its coasts from left to right in the rows that were asked for. */
  private readonly coasts: Map<number, readonly number[]>[];

  constructor(private readonly tiles: readonly SeaTile[]) {
    this.coasts = tiles.map(() => new Map());
  }

  /** Whether a box in pixels of the view is on the sea, and nowhere on land. */
  covers({ minX, minY, maxX, maxY }: Box): boolean {
    for (let row = Math.floor(minY / STEP); row <= Math.ceil(maxY / STEP); row++)
      for (let column = Math.floor(minX / STEP); column <= Math.ceil(maxX / STEP); column++)
        if (!this.isAt(column * STEP, row * STEP)) return false;
    return true;
  }

  /** Whether a point of the view is on the sea. */
  isAt(x: number, y: number): boolean {
    const index = this.tiles.findIndex(({ box }) => x >= box.minX && x < box.maxX && y >= box.minY && y < box.maxY);
    const coasts = this.coasts[index];
    if (!coasts) return false;
    const row = coasts.get(y) ?? coastsOf(this.tiles[index]!, y);
    coasts.set(y, row);
    let isSea = false;
    for (const coast of row) {
      if (coast > x) break;
      isSea = !isSea;
    }
    return isSea;
  }
}

/** Where a row of the view crosses the coasts of a tile, from left to right. */
function coastsOf({ box, scale, rings }: SeaTile, y: number): number[] {
  const row = (y - box.minY) / scale + 1e-6; // never at a corner
  const found: number[] = [];
  for (const ring of rings) {
    let from = ring.at(-1)!;
    for (const to of ring) {
      if (from.y > row !== to.y > row)
        found.push(box.minX + scale * (from.x + ((row - from.y) / (to.y - from.y)) * (to.x - from.x)));
      from = to;
    }
  }
  return found.sort((one, other) => one - other);
}
