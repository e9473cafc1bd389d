// Where the name of each country has room: how wide the country is in rows of the Mercator square.
import widths from "./country-widths.json" with { type: "json" };
import { at, type Box, type Position } from "./placement.js";

/** Rows and columns of the whole Mercator square, in which the widths are given. */
const UNITS = 8192;
/** Where along a name it must not be on another country, as shares of the name's width. */
const SAMPLES = [0.05, 0.275, 0.5, 0.725, 0.95];
/** So many of the samples must be on the country itself, and the middle one; the others may be on the sea. */
const MIN_OWN = 3;
/** A name may be this much wider than the country in its row: it reaches out to the sea. */
const OVERHANG = 1.7;

interface Country {
  iso: string;
  top: number;
  step: number;
  /** For each row from the top: first column and width of each part. */
  rows: readonly (readonly number[])[];
}

const COUNTRIES: readonly Country[] = Object.entries(widths).map(([iso, country]) => ({ iso, ...country }));

/** The map's view: pixels of the whole world's side, and of the view's left and top edge from the world's corner. */
export interface WorldView {
  world: number;
  left: number;
  top: number;
  width: number;
  height: number;
}

/** A country in view, and where its rows are on the screen. */
export interface CountryInView {
  iso: string;
  /** Pixels of it in view. */
  area: number;
  /** Pixels between rows. */
  step: number;
  spans: readonly { y: number; left: number; right: number }[];
}

/** The countries of a view, the largest in it first. */
export function countriesIn(view: WorldView): CountryInView[] {
  const unit = view.world / UNITS;
  const turns = turnsIn(view);
  const found: CountryInView[] = [];
  for (const { iso, top, step, rows } of COUNTRIES) {
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
    found.push({ iso, area, step: step * unit, spans });
  }
  return found.sort((one, other) => other.area - one.area);
}

/** Positions of a name on a country, the best first: where the country is as wide as the name, near its middle. */
export function positionsOn(country: CountryInView, view: WorldView, width: number, height: number): Position[] {
  const { spans, iso } = country;
  const total = spans.reduce((sum, { left, right }) => sum + right - left, 0);
  const middle = (of: (span: { y: number; left: number; right: number }) => number): number =>
    spans.reduce((sum, span) => sum + of(span) * (span.right - span.left), 0) / total;
  const [x, y] = [middle(({ left, right }) => (left + right) / 2), middle((span) => span.y)];
  const spots: { x: number; y: number; room: number }[] = [];
  for (const { left, right, y: row } of spans) {
    const room = right - left;
    if (room * OVERHANG < width) continue;
    const free = Math.max(room - width, 0) / 2;
    for (const across of free > width / 4 ? [0, -free, free] : [0])
      for (const down of [0, -country.step / 3, country.step / 3])
        spots.push({ x: (left + right) / 2 + across, y: row + down, room });
  }
  const cost = (spot: { x: number; y: number; room: number }): number =>
    Math.hypot(spot.x - x, spot.y - y) + 2 * Math.max(width - spot.room, 0);
  return spots
    .sort((one, other) => cost(one) - cost(other))
    .map((spot) => at(spot.x - width / 2, spot.y - height / 2, width, height, "middle"))
    .filter(({ box }) => isOn(box, iso, view));
}

/** Whether a box is on a country, at most over the sea with its ends, and nowhere on another country. */
function isOn({ minX, minY, maxX, maxY }: Box, iso: string, view: WorldView): boolean {
  const y = (minY + maxY) / 2;
  const owners = SAMPLES.map((share) => countryAt(minX + share * (maxX - minX), y, view));
  const own = owners.filter((owner) => owner === iso).length;
  return own >= MIN_OWN && owners[2] === iso && owners.every((owner) => owner === iso || owner === null);
}

/** The country at a point of the view; null on the sea. */
export function countryAt(x: number, y: number, view: WorldView): string | null {
  const row = ((y + view.top) / view.world) * UNITS;
  const column = (((((x + view.left) / view.world) % 1) + 1) % 1) * UNITS;
  for (const { iso, top, step, rows } of COUNTRIES) {
    const columns = rows[Math.floor((row - top) / step)];
    if (!columns) continue;
    for (let each = 0; each < columns.length; each += 2)
      if (column >= columns[each]! && column <= columns[each]! + columns[each + 1]!) return iso;
  }
  return null;
}

function turnsIn({ world, left, width }: WorldView): number[] {
  const [first, last] = [Math.floor(left / world), Math.floor((left + width) / world)];
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}
