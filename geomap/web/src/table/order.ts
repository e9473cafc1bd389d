// Sorts the reports of the table.

import type { Strings } from "../app/strings.js";
import type { Atlas } from "../data/atlas.js";

export const SORTABLE = ["status", "report", "date", "place"] as const;

export interface Sorting {
  by: (typeof SORTABLE)[number];
  down: boolean;
}

/** The reports in that order; equal ones in reading order. Unknown values are last in both directions. */
export function sorted(atlas: Atlas, reports: Int32Array, { by, down }: Sorting, text: Strings): Int32Array {
  const keys = keysOf(atlas, reports, by, text);
  const way = down ? -1 : 1;
  return reports.slice().sort((one, other) => {
    const [a, b] = [keys[one]!, keys[other]!];
    if (a === b) return one - other;
    if (a === UNKNOWN || b === UNKNOWN) return a === UNKNOWN ? 1 : -1;
    return a < b ? -way : way;
  });
}

const UNKNOWN = Infinity;

/** A sort key for each report, by its index. */
function keysOf(atlas: Atlas, reports: Int32Array, by: Sorting["by"], text: Strings): Float64Array {
  const keys = new Float64Array(atlas.reports);
  if (by === "status") for (const report of reports) keys[report] = atlas.status[report]!;
  else if (by === "date") for (const report of reports) keys[report] = atlas.momentOf(report);
  else if (by === "report") rank(reports, (report) => atlas.titleOf(report, text.language).text, text, keys);
  else {
    const places = Int32Array.from(new Set(reports.map((report) => atlas.place[report]!))).filter(
      (place) => place >= 0,
    );
    const ranks = new Float64Array(atlas.places);
    rank(places, (place) => atlas.placeName(place, text.language).text, text, ranks);
    for (const report of reports) keys[report] = ranks[atlas.place[report]!] ?? UNKNOWN;
  }
  return keys;
}

/** Numbers texts in the language's order; equal texts get the same number. */
function rank(indices: Int32Array, textOf: (index: number) => string, { locale }: Strings, ranks: Float64Array): void {
  const { compare } = new Intl.Collator(locale, { numeric: true });
  const texts = Array.from(indices, textOf);
  const order = new Map([...new Set(texts)].sort(compare).map((each, at) => [each, at]));
  for (const [at, each] of texts.entries()) ranks[indices[at]!] = order.get(each)!;
}
