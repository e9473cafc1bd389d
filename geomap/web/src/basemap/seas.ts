// Where the name of each sea and large lake has room.
import features from "./natural-features.json" with { type: "json" };
import { at, type Position } from "./placement.js";
import { middleOf, type RegionInView, regionsIn, regionsOf, type WorldView } from "./regions.js";

/** Pixels between a name and the coast to its left and right. */
const SHORE = 10;

const SEAS = regionsOf(features.seas);

/** The seas of a view, the largest in it first. */
export const seasIn = (view: WorldView): RegionInView[] => regionsIn(SEAS, view);

/** Positions of a name in a sea, the best first: where it is on water from its first letter to its last. */
export function positionsIn(sea: RegionInView, width: number, height: number): Position[] {
  const { spans, step } = sea;
  const middle = middleOf(sea).y;
  const isWater = (y: number, from: number, to: number): boolean =>
    spans.some((span) => Math.abs(span.y - y) <= step / 2 && span.left <= from && span.right >= to);
  return spans
    .map(({ y, left, right }) => ({ y, x: (left + right) / 2, room: right - left }))
    .filter(({ x, y, room }) => {
      const [from, to] = [x - width / 2 - SHORE, x + width / 2 + SHORE];
      return room >= to - from && [-height / 2, height / 2].every((down) => isWater(y + down, from, to));
    })
    .sort((one, other) => Math.abs(one.y - middle) - one.room / 4 - (Math.abs(other.y - middle) - other.room / 4))
    .map(({ x, y }) => at(x - width / 2, y - height / 2, width, height, "middle"));
}
