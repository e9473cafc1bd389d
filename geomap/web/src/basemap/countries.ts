// Where the name of each country has room.
import widths from "./country-widths.json" with { type: "json" };
import { at, type Box, type Position } from "./placement.js";
import { type RegionInView, regionsIn, regionsOf, UNITS, type WorldView } from "./regions.js";

/** Where along a name it must not be on another country, as shares of the name's width. */
const SAMPLES = [0.05, 0.275, 0.5, 0.725, 0.95];
/** So many of the samples must be on the country itself, and the middle one; the others may be on the sea. */
const MIN_OWN = 3;
/** A name may be this much wider than the country in its row: it reaches out to the sea. */
const OVERHANG = 1.7;

const COUNTRIES = regionsOf(widths);

/** The countries of a view by their codes, the largest in it first. */
export const countriesIn = (view: WorldView): RegionInView[] => regionsIn(COUNTRIES, view);

/** Positions of a name on a country, the best first: where the country is as wide as the name, near its middle. */
export function positionsOn(country: RegionInView, view: WorldView, width: number, height: number): Position[] {
  const { spans, id } = country;
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
    .filter(({ box }) => isOn(box, id, view));
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
  for (const { id, top, step, rows } of COUNTRIES) {
    const columns = rows[Math.floor((row - top) / step)];
    if (!columns) continue;
    for (let each = 0; each < columns.length; each += 2)
      if (column >= columns[each]! && column <= columns[each]! + columns[each + 1]!) return id;
  }
  return null;
}
