// Which reports pass the reader's filters, and how many would pass with each other choice.
import type { Atlas } from "./atlas.js";
import type { Search } from "./search.js";
import { STATUSES, type Status } from "./wire.js";

export interface Filters {
  /** Statuses that are shown. */
  statuses: ReadonlySet<Status>;
  /** Index in `atlas.systems`. */
  system: number | null;
  /** Index of an article. */
  article: number | null;
  /** First and last day of the date range, in days since 1970; null is open. */
  from: number | null;
  to: number | null;
  /** Whether reports of unknown date are shown. */
  undated: boolean;
  query: string;
}

export const UNFILTERED: Filters = {
  statuses: new Set(["confirmed", "unconfirmed"]),
  system: null,
  article: null,
  from: null,
  to: null,
  undated: true,
  query: "",
};

/** Reports by index, always in reading order. The counts of one filter's choices obey all other filters. */
export interface Matches {
  shown: Int32Array;
  /** Dated reports that pass all filters but the date range. */
  atAnyTime: Int32Array;
  byStatus: Record<Status, number>;
  bySystem: Int32Array;
  byArticle: Int32Array;
  /** How many reports without a date pass the other filters. */
  undated: number;
}

/** Whether any filter differs from the default. */
export function isFiltered(filters: Filters): boolean {
  const { statuses, system, article, from, to, undated, query } = filters;
  const isDefault = statuses.has("confirmed") && statuses.has("unconfirmed") && !statuses.has("refuted");
  return (
    !isDefault || system !== null || article !== null || from !== null || to !== null || !undated || query.trim() !== ""
  );
}

export function match(atlas: Atlas, filters: Filters, search: Search): Matches {
  const all = atlas.reports;
  const shown = new Int32Array(all);
  const atAnyTime = new Int32Array(all);
  const byStatus = [0, 0, 0];
  const bySystem = new Int32Array(atlas.systems.length);
  const byArticle = new Int32Array(atlas.articles.length);
  const on = STATUSES.map((status) => filters.statuses.has(status));
  const found = search.find(filters.query);
  const [from, to] = [filters.from ?? -Infinity, filters.to ?? Infinity];
  const timed = filters.from !== null || filters.to !== null;
  let [many, anyTime, undated] = [0, 0, 0];
  for (let report = 0; report < all; report++) {
    if (found && !found[report]) continue;
    const status = atlas.status[report]!;
    const dated = atlas.isDated(report);
    const inStatus = on[status]!;
    const inSystem = filters.system === null || atlas.system[report] === filters.system;
    const articles = atlas.articlesOf(report);
    const inArticle = filters.article === null || articles.includes(filters.article);
    const inTime = dated ? !timed || (atlas.first[report]! <= to && atlas.last[report]! >= from) : filters.undated;
    if (inSystem && inArticle && inTime) byStatus[status]!++;
    if (inStatus && inArticle && inTime && atlas.system[report]! >= 0) bySystem[atlas.system[report]!]!++;
    if (inStatus && inSystem && inTime) for (const article of articles) byArticle[article]!++;
    if (!inStatus || !inSystem || !inArticle) continue;
    if (dated) atAnyTime[anyTime++] = report;
    else undated++;
    if (inTime) shown[many++] = report;
  }
  return {
    shown: shown.slice(0, many),
    atAnyTime: atAnyTime.slice(0, anyTime),
    byStatus: Object.fromEntries(STATUSES.map((status, index) => [status, byStatus[index]!])) as Record<Status, number>,
    bySystem,
    byArticle,
    undated,
  };
}
