// Where the name of each large island has room.
import features from "./natural-features.json" with { type: "json" };
import type { Position } from "./placement.js";
import {
  isOnLand,
  type Land,
  positionsOnLand,
  type RegionInView,
  regionsIn,
  regionsOf,
  type WorldView,
} from "./regions.js";
import type { Sea } from "./sea.js";

const ISLANDS = regionsOf(features.islands);

/** The large islands of a view, the largest in it first. */
export const islandsIn = (view: WorldView): RegionInView[] => regionsIn(ISLANDS, view);

/** Positions of a name on an island, the best first: at most its ends are over the sea, and nothing is on other land. */
export function* positionsOnIsland(
  island: RegionInView,
  view: WorldView,
  sea: Sea,
  width: number,
  height: number,
): Generator<Position> {
  const { spans, step } = island;
  const landAt = (x: number, y: number): Land => {
    if (sea.isAt(x, y)) return null;
    const isOwn = spans.some(({ y: row, left, right }) => Math.abs(row - y) <= step / 2 && left <= x && x <= right);
    return isOwn ? "own" : "other";
  };
  for (const position of positionsOnLand(island, view, width, height))
    if (isOnLand(position.box, landAt)) yield position;
}
