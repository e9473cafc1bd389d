// Where the name of each country has room.
import widths from "./country-widths.json" with { type: "json" };
import { at, type Box, type Position } from "./placement.js";
import {
  isOnLand,
  type Land,
  middleOf,
  positionsOnLand,
  type RegionInView,
  regionsIn,
  regionsOf,
  SAMPLES,
  UNITS,
  type WorldView,
} from "./regions.js";
import type { Sea } from "./sea.js";

/** A country is named off rows that have this share of its widest one, not off its outlying islands. */
const MAIN_PART = 0.25;
/** Pixels between the row of a coast and a name on the sea; next to a slanting coast a name needs more. */
const SHORES = [5, 12, 20];
/** So many pixels more are between that name and any other country. */
const APART = 9;

const COUNTRIES = regionsOf(widths);
/** The countries in each band of the Mercator square: a point is looked for in one of them. */
const BAND = 64;
const BANDS = Array.from({ length: UNITS / BAND }, (_, index) =>
  COUNTRIES.filter(({ top, step, rows }) => top < (index + 1) * BAND && top + step * rows.length > index * BAND),
);

/** The countries of a view by their codes, the largest in it first. */
export const countriesIn = (view: WorldView): RegionInView[] => regionsIn(COUNTRIES, view);

/** Positions of a name on a country, the best first. */
export function* positionsOn(
  country: RegionInView,
  view: WorldView,
  width: number,
  height: number,
): Generator<Position> {
  const landAt = (x: number, y: number): Land => {
    const owner = countryAt(x, y, view);
    if (owner === null) return null;
    return owner === country.id ? "own" : "other";
  };
  for (const position of positionsOnLand(country, view, width, height))
    if (isOnLand(position.box, landAt)) yield position;
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
  const cost = ({ box }: Position): number =>
    Math.hypot((box.minX + box.maxX) / 2 - x, 2 * ((box.minY + box.maxY) / 2 - y));
  for (const shore of SHORES) {
    const spots = main.flatMap(({ left, right, y: row }) => {
      const [over, under] = [row - step / 2 - shore - height, row + step / 2 + shore];
      return [
        at(right + shore, row - height / 2, width, height, "east"),
        at(left - shore - width, row - height / 2, width, height, "west"),
        at((left + right - width) / 2, over, width, height, "middle"),
        at((left + right - width) / 2, under, width, height, "middle"),
      ];
    });
    spots.sort((one, other) => cost(one) - cost(other));
    for (const spot of spots) if (sea.covers(spot.box) && isApart(spot.box, shore + APART, id, view)) yield spot;
  }
}

/** Whether no other country is so near a box. */
function isApart({ minX, minY, maxX, maxY }: Box, apart: number, iso: string, view: WorldView): boolean {
  const across = [-apart, ...SAMPLES.map((share) => share * (maxX - minX)), maxX - minX + apart];
  const down = [minY - apart, minY, maxY, maxY + apart];
  return down.every((y) =>
    across.every((x) => {
      const owner = countryAt(minX + x, y, view);
      return owner === null || owner === iso;
    }),
  );
}

/** The country at a point of the view; null on the sea. */
export function countryAt(x: number, y: number, view: WorldView): string | null {
  const row = ((y + view.top) / view.world) * UNITS;
  const column = (((((x + view.left) / view.world) % 1) + 1) % 1) * UNITS;
  for (const { id, top, step, rows } of BANDS[Math.floor(row / BAND)] ?? []) {
    const columns = rows[Math.floor((row - top) / step)];
    if (!columns) continue;
    for (let each = 0; each < columns.length; each += 2)
      if (column >= columns[each]! && column <= columns[each]! + columns[each + 1]!) return id;
  }
  return null;
}
