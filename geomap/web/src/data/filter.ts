// Which reports pass the reader's filters, and how many would pass with each other choice.
import type { Atlas } from "./atlas.js";
import { type FacetName, facetNames, facetsOf } from "./facets.js";
import type { Search } from "./search.js";
import { STATUSES, type Status } from "./wire.js";

/** The chosen options of each facet; without any, all reports pass. */
export type Chosen = Readonly<Record<FacetName, ReadonlySet<number>>>;

export interface Filters {
  /** Statuses that are shown. */
  statuses: ReadonlySet<Status>;
  chosen: Chosen;
  /** First and last day of the date range, in days since 1970; null is open. */
  from: number | null;
  to: number | null;
  /** Whether reports of unknown date are shown. */
  undated: boolean;
  query: string;
  /** The day whose map is shown, in days since 1970; null for today's. */
  known: number | null;
}

/** The filters of a page as it opens. */
export function unfiltered(atlas: Atlas): Filters {
  const filters = made.get(atlas) ?? makeUnfiltered(atlas);
  made.set(atlas, filters);
  return filters;
}

/** One object for each map: nothing is matched or drawn again for it. */
const made = new WeakMap<Atlas, Filters>();

function makeUnfiltered(atlas: Atlas): Filters {
  return {
    statuses: new Set(atlas.map.show),
    chosen: Object.fromEntries(facetNames(atlas).map((name) => [name, new Set()])) as unknown as Chosen,
    from: null,
    to: null,
    undated: true,
    query: "",
    known: null,
  };
}

/** Reports by index, always in reading order. The counts of one filter's choices obey all other filters. */
export interface Matches {
  shown: Int32Array;
  /** Dated reports that pass all filters but the date range. */
  atAnyTime: Int32Array;
  byStatus: Record<Status, number>;
  byOption: Record<FacetName, Int32Array>;
  /** How many reports without a date pass the other filters. */
  undated: number;
}

/** Whether any filter differs from the page as it opens. */
export function isFiltered(filters: Filters, atlas: Atlas): boolean {
  return !isSameSet(filters.statuses, unfiltered(atlas).statuses) || isNarrowed(filters);
}

/** Whether any filter but the statuses is set. */
export function isNarrowed({ chosen, from, to, undated, query, known }: Filters): boolean {
  const isChosen = Object.values(chosen).some((options) => options.size > 0);
  return isChosen || from !== null || to !== null || !undated || query.trim() !== "" || known !== null;
}

export function isSameSet(one: ReadonlySet<unknown>, other: ReadonlySet<unknown>): boolean {
  return one.size === other.size && [...one].every((item) => other.has(item));
}

export function match(atlas: Atlas, filters: Filters, search: Search): Matches {
  atlas.asKnownOn(filters.known);
  const has = atlas.known?.has;
  const all = atlas.reports;
  const shown = new Int32Array(all);
  const atAnyTime = new Int32Array(all);
  const byStatus = [0, 0, 0];
  const facets = facetNames(atlas).map((name) => {
    const { keys, starts, options } = facetsOf(atlas)[name]!;
    return { name, starts, options, counts: new Int32Array(keys.length), chosen: filters.chosen[name]! };
  });
  const on = STATUSES.map((status) => filters.statuses.has(status));
  const found = search.find(filters.query);
  const [from, to] = [filters.from ?? -Infinity, filters.to ?? Infinity];
  const timed = filters.from !== null || filters.to !== null;
  let [many, anyTime, undated] = [0, 0, 0];
  for (let report = 0; report < all; report++) {
    if ((found && !found[report]) || (has && !has[report])) continue;
    const status = atlas.status[report]!;
    const dated = atlas.isDated(report);
    const inTime = dated ? !timed || (atlas.first[report]! <= to && atlas.last[report]! >= from) : filters.undated;
    // How many filters the report fails: where it is one, the report counts for the choices of that one.
    let fails = Number(!on[status]) + Number(!inTime);
    let failed: FacetName | null = null;
    for (const { name, starts, options, chosen } of facets) {
      if (chosen.size === 0) continue;
      let passes = false;
      for (let at = starts[report]!; at < starts[report + 1]!; at++) passes ||= chosen.has(options[at]!);
      if (passes) continue;
      fails++;
      failed = name;
    }
    if (fails > 1) continue;
    if (fails === 0 || !on[status]) byStatus[status]!++;
    for (const { name, starts, options, counts } of facets) {
      if (fails > 0 && failed !== name) continue;
      for (let at = starts[report]!; at < starts[report + 1]!; at++) counts[options[at]!]!++;
    }
    if (fails > 0 && inTime) continue;
    if (dated) atAnyTime[anyTime++] = report;
    else undated++;
    if (inTime) shown[many++] = report;
  }
  return {
    shown: shown.slice(0, many),
    atAnyTime: atAnyTime.slice(0, anyTime),
    byStatus: Object.fromEntries(STATUSES.map((status, index) => [status, byStatus[index]!])) as Record<Status, number>,
    byOption: Object.fromEntries(facets.map(({ name, counts }) => [name, counts])) as Record<FacetName, Int32Array>,
    undated,
  };
}
