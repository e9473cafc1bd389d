// Where the name of each country has room.
import widths from "./country-widths.json" with { type: "json" };
import { at, type Box, type Position } from "./placement.js";
import { type RegionInView, regionsIn, regionsOf, type Span, UNITS, type WorldView } from "./regions.js";
import type { Sea } from "./sea.js";

/** Where along a name it must not be on another country, as shares of the name's width. */
const SAMPLES = [0.05, 0.275, 0.5, 0.725, 0.95];
/** So many of the samples must be on the country itself, and the middle one; the others may be on the sea. */
const MIN_OWN = 3;
/** A name may be this much wider than the country in its row: it reaches out to the sea. */
const OVERHANG = 1.7;
/** A country is named off rows that have this share of its widest one, not off its outlying islands. */
const MAIN_PART = 0.25;
/** Pixels between a coast and a name on the sea. */
const SHORE = 5;
/** So many pixels around a name on the sea no other country may be. */
const APART = 14;

const COUNTRIES = regionsOf(widths);

/** The countries of a view by their codes, the largest in it first. */
export const countriesIn = (view: WorldView): RegionInView[] => regionsIn(COUNTRIES, view);

/** Positions of a name on a country, the best first: where the country is as wide as the name, near its middle. */
export function positionsOn(country: RegionInView, view: WorldView, width: number, height: number): Position[] {
  const { spans, id } = country;
  const { x, y } = middleOf(country);
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

/**
 * Positions of a country's name on the sea, the best first: at its coast, and farther from every other country.
 * Islands and narrow countries are named there.
 */
export function* positionsOffshore(
  country: RegionInView,
  view: WorldView,
  sea: Sea,
  width: number,
  height: number,
): Generator<Position> {
  const { spans, step, id } = country;
  const { x, y } = middleOf(country);
  const least = MAIN_PART * spans.reduce((widest, { left, right }) => Math.max(widest, right - left), 0);
  const main = spans.filter(({ left, right }) => right - left >= least);
  const spots = main.flatMap(({ left, right, y: row }) => {
    const [over, under] = [row - step / 2 - SHORE - height, row + step / 2 + SHORE];
    return [
      at(right + SHORE, row - height / 2, width, height, "east"),
      at(left - SHORE - width, row - height / 2, width, height, "west"),
      at((left + right - width) / 2, over, width, height, "middle"),
      at((left + right - width) / 2, under, width, height, "middle"),
    ];
  });
  const cost = ({ box }: Position): number =>
    Math.hypot((box.minX + box.maxX) / 2 - x, 2 * ((box.minY + box.maxY) / 2 - y));
  spots.sort((one, other) => cost(one) - cost(other));
  for (const spot of spots) if (sea.covers(spot.box) && isApart(spot.box, id, view)) yield spot;
}

function middleOf({ spans }: RegionInView): { x: number; y: number } {
  const middle = (of: (span: Span) => number): number => {
    const weights = spans.reduce((sum, { left, right }) => sum + right - left, 0);
    return spans.reduce((sum, span) => sum + of(span) * (span.right - span.left), 0) / weights;
  };
  return { x: middle(({ left, right }) => (left + right) / 2), y: middle((span) => span.y) };
}

/** Whether no other country is near a box. */
function isApart({ minX, minY, maxX, maxY }: Box, iso: string, view: WorldView): boolean {
  const across = [-APART, ...SAMPLES.map((share) => share * (maxX - minX)), maxX - minX + APART];
  const down = [minY - APART, minY, maxY, maxY + APART];
  return down.every((y) =>
    across.every((x) => {
      const owner = countryAt(minX + x, y, view);
      return owner === null || owner === iso;
    }),
  );
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
