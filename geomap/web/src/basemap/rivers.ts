// Along which stretches of a large river its name has room. Natural Earth's rough course of a river says which of the
// drawn lines are the river; the name follows these.
import features from "./natural-features.json" with { type: "json" };
import type { Box } from "./placement.js";
import { turnsIn, UNITS, type WorldView } from "./regions.js";

/** In pixels of the view. */
export interface Point {
  x: number;
  y: number;
}

/** A river in view: points along what is drawn of it, null where it is not drawn. */
export interface RiverInView {
  id: string;
  points: readonly (Point | null)[];
}

/** Where a name's middle is, and how far it is turned clockwise, in radians. */
export interface TurnedPosition extends Point {
  angle: number;
}

/** Pixels between the points along a river. */
const STEP = 6;
/** How far a drawn line may be from the rough course: pixels, and units of the file. */
const NEAR_PX = 4;
const NEAR_UNITS = 2;
/** Names are turned at most so far; next to steeper stretches they are horizontal. */
const STEEPEST = Math.PI / 3;
/** Pixels between a river and its name. */
const GAP = 1;
/** Pixels by which a stretch with a name may bend to both sides together. */
const BEND = 9;

const RIVERS = Object.entries(features.rivers).map(([id, parts]) => ({ id, parts: parts.map(absolute) }));

/** The large rivers of a view, the one with the most of its course in view first. */
export function riversIn(view: WorldView, lines: readonly (readonly Point[])[]): RiverInView[] {
  const courses = RIVERS.map(({ id, parts }) => ({ id, course: parts.flatMap((part) => courseIn(part, view)) }));
  const inView = courses.filter(({ course }) => course.some(Boolean));
  if (!inView.length) return [];
  const near = NEAR_PX + (NEAR_UNITS * view.world) / UNITS;
  const drawn = new Lines(
    inView.flatMap(({ course }) => course),
    lines,
    near,
  );
  return inView
    .map(({ id, course }) => ({ id, points: course.map((point) => point && drawn.nearest(point)) }))
    .sort((one, other) => other.points.length - one.points.length);
}

/** Positions of a name along a river, the best first: it touches a straight stretch, or is next to a steep one. */
export function* positionsAlong({ points }: RiverInView, width: number, height: number): Generator<TurnedPosition> {
  const found: (TurnedPosition & { cost: number })[] = [];
  for (const first of points.keys()) {
    found.push(...positionsAbove(stretchFrom(points, first, width), height));
    found.push(...positionsNextTo(stretchFrom(points, first, height), width));
  }
  found.sort((one, other) => one.cost - other.cost);
  for (const { x, y, angle } of found) {
    const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
    const isUnder = (point: Point): boolean => {
      const [right, down] = [point.x - x, point.y - y];
      return Math.abs(right * cos + down * sin) < width / 2 && Math.abs(down * cos - right * sin) < height / 2;
    };
    if (!points.some((point) => point && isUnder(point))) yield { x, y, angle };
  }
}

/** The boxes that cover a name that may be turned. */
export function boxesOf({ x, y, angle }: TurnedPosition, width: number, height: number): Box[] {
  const count = angle ? Math.ceil(width / height) : 1;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const part = width / count;
  const half = { x: (part * cos + height * Math.abs(sin)) / 2, y: (part * Math.abs(sin) + height * cos) / 2 };
  return Array.from({ length: count }, (_, index) => {
    const along = (index + 0.5) * part - width / 2;
    const [left, top] = [x + along * cos, y + along * sin];
    return { minX: left - half.x, minY: top - half.y, maxX: left + half.x, maxY: top + half.y };
  });
}

/** The points of a river from one on, to the first that is so far away; none where the drawn river ends before. */
function stretchFrom(points: readonly (Point | null)[], first: number, length: number): Point[] {
  const start = points[first];
  const stretch: Point[] = [];
  for (let index = first; start && index < points.length; index++) {
    const point = points[index];
    if (!point) break;
    stretch.push(point);
    if (distance(start, point) >= length) return stretch;
  }
  return [];
}

/** Above and below a stretch that is straight and not steep. */
function positionsAbove(stretch: readonly Point[], height: number): (TurnedPosition & { cost: number })[] {
  const [first, last] = ends(stretch);
  if (!first || !last) return [];
  const angle = Math.atan2(last.y - first.y, last.x - first.x);
  if (Math.abs(angle) > STEEPEST) return [];
  const up = { x: Math.sin(angle), y: -Math.cos(angle) };
  const heights = stretch.map(({ x, y }) => (x - first.x) * up.x + (y - first.y) * up.y);
  const [high, low] = [Math.max(...heights), Math.min(...heights)];
  if (high - low > BEND) return [];
  const cost = 3 * (high - low) + 20 * Math.abs(angle);
  return [high + GAP + height / 2, low - GAP - height / 2].map((offset, index) => ({
    x: (first.x + last.x) / 2 + offset * up.x,
    y: (first.y + last.y) / 2 + offset * up.y,
    angle,
    cost: cost + 4 * index,
  }));
}

/** To the right and left of a steep stretch. */
function positionsNextTo(stretch: readonly Point[], width: number): (TurnedPosition & { cost: number })[] {
  const [first, last] = ends(stretch);
  if (!first || !last || Math.abs(Math.atan2(last.y - first.y, last.x - first.x)) <= STEEPEST) return [];
  const columns = stretch.map(({ x }) => x);
  const [left, right] = [Math.min(...columns), Math.max(...columns)];
  const y = (first.y + last.y) / 2;
  return [right + 2 * GAP + width / 2, left - 2 * GAP - width / 2].map((x, index) => ({
    x,
    y,
    angle: 0,
    cost: 25 + 3 * (right - left) + 4 * index,
  }));
}

/** The ends of a stretch, the left one first. */
function ends(stretch: readonly Point[]): [Point | undefined, Point | undefined] {
  const [one, other] = [stretch[0], stretch.at(-1)];
  return one && other && one.x > other.x ? [other, one] : [one, other];
}

/** Columns and rows of a part from the ways to each next point. */
function absolute(steps: readonly number[]): Point[] {
  let [x, y] = [0, 0];
  return Array.from({ length: steps.length / 2 }, (_, index) => {
    [x, y] = [x + steps[2 * index]!, y + steps[2 * index + 1]!];
    return { x, y };
  });
}

/** Points along a part of a river where it is in view, null between those. */
function courseIn(part: readonly Point[], view: WorldView): (Point | null)[] {
  const unit = view.world / UNITS;
  const found: (Point | null)[] = [];
  for (const turn of turnsIn(view)) {
    let from: Point | null = null;
    for (const { x, y } of part) {
      const to = { x: (x + turn * UNITS) * unit - view.left, y: y * unit - view.top };
      const count: number = from ? Math.ceil(distance(from, to) / STEP) : 1;
      for (let each = 1; each <= count; each++) {
        const share = each / count;
        const point = from ? { x: from.x + share * (to.x - from.x), y: from.y + share * (to.y - from.y) } : to;
        if (isIn(view, point)) found.push(point);
        else if (found.at(-1)) found.push(null);
      }
      from = to;
    }
    found.push(null);
  }
  return found;
}

const isIn = ({ width, height }: WorldView, { x, y }: Point): boolean => x >= 0 && x <= width && y >= 0 && y <= height;

const distance = (one: Point, other: Point): number => Math.hypot(one.x - other.x, one.y - other.y);

/** Pixels of the side of a cell. */
const CELL = 32;
const cellOf = (column: number, row: number): number => column * 65_536 + row;

/** Drawn lines, in the cells of the view in which nearest points are looked for. */
class Lines {
  private readonly cells = new Map<number, [Point, Point][]>();

  constructor(
    points: readonly (Point | null)[],
    lines: readonly (readonly Point[])[],
    private readonly near: number,
  ) {
    for (const point of points)
      if (point) this.cells.set(cellOf(Math.floor(point.x / CELL), Math.floor(point.y / CELL)), []);
    for (const line of lines)
      for (let index = 1; index < line.length; index++) this.add(line[index - 1]!, line[index]!);
  }

  private add(from: Point, to: Point): void {
    const first = (one: number, other: number): number => Math.floor((Math.min(one, other) - this.near) / CELL);
    const last = (one: number, other: number): number => Math.floor((Math.max(one, other) + this.near) / CELL);
    for (let column = first(from.x, to.x); column <= last(from.x, to.x); column++)
      for (let row = first(from.y, to.y); row <= last(from.y, to.y); row++)
        this.cells.get(cellOf(column, row))?.push([from, to]);
  }

  /** The nearest point of a line; null where none is near. */
  nearest({ x, y }: Point): Point | null {
    let best: Point | null = null;
    let least = this.near;
    for (const [from, to] of this.cells.get(cellOf(Math.floor(x / CELL), Math.floor(y / CELL))) ?? []) {
      const [across, down] = [to.x - from.x, to.y - from.y];
      const share = ((x - from.x) * across + (y - from.y) * down) / (across ** 2 + down ** 2 || 1);
      const along = Math.min(Math.max(share, 0), 1);
      const point = { x: from.x + along * across, y: from.y + along * down };
      if (distance(point, { x, y }) > least) continue;
      [best, least] = [point, distance(point, { x, y })];
    }
    return best;
  }
}
