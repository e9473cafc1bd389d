// Where the names of countries and seas have room: how wide each is in rows of the Mercator square.

/** Rows and columns of the whole Mercator square, in which the widths are given. */
export const UNITS = 8192;

/** A country or a sea. */
export interface Region {
  id: string;
  top: number;
  step: number;
  /** For each row from the top: first column and width of each part. */
  rows: readonly (readonly number[])[];
}

/** The map's view: pixels of the whole world's side, and of the view's left and top edge from the world's corner. */
export interface WorldView {
  world: number;
  left: number;
  top: number;
  width: number;
  height: number;
}

/** A part of a row on the screen, in pixels. */
export interface Span {
  y: number;
  left: number;
  right: number;
}

/** A region in view, and where its rows are on the screen. */
export interface RegionInView {
  id: string;
  /** Pixels of it in view. */
  area: number;
  /** Pixels between rows. */
  step: number;
  spans: readonly Span[];
}

/** The regions of a file by their names. */
export function regionsOf(widths: Record<string, Omit<Region, "id">>): readonly Region[] {
  return Object.entries(widths).map(([id, region]) => ({ id, ...region }));
}

/** The regions of a view, the largest in it first. */
export function regionsIn(regions: readonly Region[], view: WorldView): RegionInView[] {
  const unit = view.world / UNITS;
  const turns = turnsIn(view);
  const found: RegionInView[] = [];
  for (const { id, top, step, rows } of regions) {
    const spans = [];
    for (const [index, columns] of rows.entries()) {
      const y = (top + (index + 0.5) * step) * unit - view.top;
      if (y < 0 || y > view.height) continue;
      for (let each = 0; each < columns.length; each += 2)
        for (const turn of turns) {
          const start = (columns[each]! + turn * UNITS) * unit - view.left;
          const left = Math.max(start, 0);
          const right = Math.min(start + columns[each + 1]! * unit, view.width);
          if (right > left) spans.push({ y, left, right });
        }
    }
    if (!spans.length) continue;
    const area = spans.reduce((sum, { left, right }) => sum + right - left, 0) * step * unit;
    found.push({ id, area, step: step * unit, spans });
  }
  return found.sort((one, other) => other.area - one.area);
}

function turnsIn({ world, left, width }: WorldView): number[] {
  const [first, last] = [Math.floor(left / world), Math.floor((left + width) / world)];
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}
