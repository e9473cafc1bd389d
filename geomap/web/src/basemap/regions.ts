// Where the names of countries, islands and seas have room: how wide each is in rows of the Mercator square.
import { at, type Box, MARGIN, type Position } from "./placement.js";

/** Rows and columns of the whole Mercator square, in which the widths are given. */
export const UNITS = 8192;

/** A country, an island or a sea. */
export interface Region {
  id: string;
  top: number;
  step: number;
  /** For each row from the top: first column and width of each part. */
  rows: readonly (readonly number[])[];
}

/** Where along a name it must be on its own land, as shares of the name's width. */
export const SAMPLES = [0.05, 0.275, 0.5, 0.725, 0.95];
/** So many of the samples must be on its own land, and the middle one; the others may be on the sea. */
const MIN_OWN = 3;
/** A name may be this much wider than its land in its row: it reaches out to the sea. */
const OVERHANG = 1.7;

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

/** The middle of a region's part in view. */
export function middleOf({ spans }: RegionInView): { x: number; y: number } {
  const middle = (of: (span: Span) => number): number => {
    const weights = spans.reduce((sum, { left, right }) => sum + right - left, 0);
    return spans.reduce((sum, span) => sum + of(span) * (span.right - span.left), 0) / weights;
  };
  return { x: middle(({ left, right }) => (left + right) / 2), y: middle((span) => span.y) };
}

/** Positions of a name on land, the best first: in view, where the land is as wide as the name, near its middle. */
export function positionsOnLand(region: RegionInView, view: WorldView, width: number, height: number): Position[] {
  const { x, y } = middleOf(region);
  const [farthest, lowest] = [view.width - width / 2 - MARGIN, view.height - height / 2 - MARGIN];
  const spots: { x: number; y: number; room: number }[] = [];
  for (const { left, right, y: row } of region.spans) {
    const room = right - left;
    if (room * OVERHANG < width) continue;
    const free = Math.max(room - width, 0) / 2;
    for (const across of free > width / 4 ? [0, -free, free] : [0])
      for (const down of [0, -region.step / 3, region.step / 3])
        spots.push({
          x: within((left + right) / 2 + across, width / 2 + MARGIN, farthest),
          y: within(row + down, height / 2 + MARGIN, lowest),
          room,
        });
  }
  const cost = (spot: { x: number; y: number; room: number }): number =>
    Math.hypot(spot.x - x, spot.y - y) + 2 * Math.max(width - spot.room, 0);
  return spots
    .sort((one, other) => cost(one) - cost(other))
    .map((spot) => at(spot.x - width / 2, spot.y - height / 2, width, height, "middle"));
}

const within = (value: number, least: number, most: number): number => Math.min(Math.max(value, least), most);

/** Whose land is at a point; null on the sea. */
export type Land = "own" | "other" | null;

/** Whether a box is on its own land, at most over the sea with its ends, and nowhere on other land. */
export function isOnLand({ minX, minY, maxX, maxY }: Box, landAt: (x: number, y: number) => Land): boolean {
  const lands = SAMPLES.map((share) => landAt(minX + share * (maxX - minX), (minY + maxY) / 2));
  return lands.filter((land) => land === "own").length >= MIN_OWN && lands[2] === "own" && !lands.includes("other");
}

/** The turns of the Earth in a view; the one in which tiles are numbered is 0. */
export function turnsIn({ world, left, width }: WorldView): number[] {
  const [first, last] = [Math.floor(left / world), Math.floor((left + width) / world)];
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}
