// The time span of the timeline, divided into bins, and the number of reports in each.
import type { Atlas } from "../data/atlas.js";
import { STATUSES } from "../data/wire.js";
import { lengthOf, nextStart, startOf, type Unit, withinReach } from "./calendar.js";

const UNITS: readonly Unit[] = [
  { days: 1 },
  { days: 7 },
  ...[1, 3, 12, 60, 120, 600, 1200, 6000, 12_000, 60_000, 120_000, 600_000].map((months) => ({ months })),
];
const MAX_BINS = 140;
const MIN_BIN_PX = 2;

/** First and last day of all reports that have a date. */
export interface Extent {
  first: number;
  last: number;
}

/** Limits of consecutive bins: bin `i` begins on day `edges[i]` and ends before `edges[i + 1]`. */
export type Edges = Float64Array;

/** The first and last day of the dated reports; null where that is one day at most. */
export function extentOf(atlas: Atlas): Extent | null {
  let [first, last] = [Infinity, -Infinity];
  for (let report = 0; report < atlas.reports; report++) {
    for (const day of [atlas.first[report]!, atlas.last[report]!]) {
      if (!Number.isFinite(day)) continue;
      if (day < first) first = day;
      if (day > last) last = day;
    }
  }
  return first < last ? { first: withinReach(first), last: withinReach(last) } : null;
}

/** Bins of the shortest unit that keeps them visibly wide, with some margin before the first day and after the last. */
export function binsOf({ first, last }: Extent, width: number): Edges {
  const room = Math.ceil((last - first) / 100);
  const [from, to] = [withinReach(first - room), withinReach(last + room)];
  const most = Math.min(MAX_BINS, Math.max(width / MIN_BIN_PX, 1));
  const unit = UNITS.find((unit) => (to - from) / lengthOf(unit) <= most) ?? UNITS.at(-1)!;
  const edges = [startOf(unit, from)];
  while (edges.at(-1)! <= to) edges.push(nextStart(unit, edges.at(-1)!));
  return Float64Array.from(edges);
}

/** One bin for each day between the edges. */
export function daysOf(edges: Edges): Edges {
  const first = edges[0]!;
  return Float64Array.from({ length: edges.at(-1)! - first + 1 }, (_, day) => first + day);
}

/** The bin that a day is in; days beyond the edges are in the outermost bins. */
export function binAt(edges: Edges, day: number): number {
  const bins = edges.length - 1;
  const first = edges[0]!;
  // Bins have nearly the same width, so that this estimate is off by one at most.
  let bin = Math.floor(((day - first) / (edges[bins]! - first)) * bins);
  bin = Math.min(Math.max(bin, 0), bins - 1);
  while (bin > 0 && day < edges[bin]!) bin--;
  while (bin < bins - 1 && day >= edges[bin + 1]!) bin++;
  return bin;
}

/** Reports by bin, one row for each of STATUSES. A report counts in every bin that its date overlaps. */
export function countByBin(atlas: Atlas, reports: Int32Array, edges: Edges): Int32Array[] {
  const bins = edges.length - 1;
  const rows = STATUSES.map(() => new Int32Array(bins + 1));
  // Beginnings minus ends in each bin; their running sum is the count.
  for (const report of reports) {
    const row = rows[atlas.status[report]!]!;
    row[binAt(edges, atlas.first[report]!)]!++;
    row[binAt(edges, atlas.last[report]!) + 1]!--;
  }
  for (const row of rows) for (let bin = 1; bin < bins; bin++) row[bin]! += row[bin - 1]!;
  return rows.map((row) => row.subarray(0, bins));
}
