// Since when a report has its status, its corrections, and what has changed since an earlier day.
import type { Atlas } from "./atlas.js";
import { values } from "./columns.js";
import { formerTexts } from "./known.js";
import type { Phrase } from "./phrase.js";
import { STATUSES, type Status } from "./wire.js";

export interface Correction {
  date: string;
  note: Phrase;
}

/** What has changed in a report since an earlier day; `sources` is the number of articles published since. */
export interface Changes {
  /** A date is null where it is not stated. */
  statuses: { date: string | null; status: Status }[];
  corrections: Correction[];
  sources: number;
}

/** Since when a report has its current status, or the one at `earlier` in its history; null where it is not stated. */
export function sinceOf(atlas: Atlas, report: number, earlier: number | undefined, language: string): string | null {
  const { since, history } = atlas.data.reports;
  const date = earlier === undefined ? since?.[report]?.[0] : history[report]![earlier]![0];
  return date === undefined ? null : atlas.label(date, language);
}

export function correctionsOf(atlas: Atlas, report: number, language: string): Correction[] {
  const { corrected } = atlas.data.reports;
  return (corrected?.[report] ?? []).map(([date, note]) => ({
    date: atlas.label(date, language),
    note: atlas.inMapLanguage(note),
  }));
}

/** How many of its corrections a report had on the day whose map is shown. */
export function correctionsKnown(atlas: Atlas, report: number): number {
  const { corrected, known } = atlas.data.reports;
  const day = atlas.known?.day;
  if (day === undefined) return corrected?.[report]?.length ?? 0;
  return (known?.former[report] ?? []).filter(([corrected]) => corrected !== null && corrected <= day).length;
}

/** What has changed in a report since the day whose map is shown; null where nothing has. */
export function changesOf(atlas: Atlas, report: number, language: string): Changes | null {
  if (!atlas.known) return null;
  const { history } = atlas.data.reports;
  const earlier = atlas.known.earlier.get(report);
  const statuses: Changes["statuses"] = [];
  if (earlier !== undefined) {
    for (const [date, status] of (history[report] ?? []).slice(earlier + 1))
      statuses.push({ date: atlas.label(date, language), status });
    const status = STATUSES[atlas.today.status[report]!]!;
    statuses.push({ date: sinceOf(atlas, report, undefined, language), status });
  }
  const corrections = correctionsOf(atlas, report, language).slice(correctionsKnown(atlas, report));
  const sources = new Set(atlas.evidence.articlesOf(report).filter((article) => atlas.isLater(article))).size;
  return statuses.length || corrections.length || sources ? { statuses, corrections, sources } : null;
}

/** Every place that a report has or had. */
export function everyPlace({ data, today }: Atlas): ReadonlySet<number> {
  return new Set([...today.place, ...formerTexts(data.reports.known).flatMap(({ place }) => place ?? [])]);
}

/** The first and the last day on which what is known changed; null where it never did, or on no day that is stated. */
export function knownExtent({ data, articles, reports }: Atlas): { first: number; last: number } | null {
  const { known } = data.reports;
  if (!known) return null;
  let [first, last] = [Infinity, -Infinity];
  const add = (day: number | null): void => {
    if (day === null) return;
    first = Math.min(first, day);
    last = Math.max(last, day);
  };
  const since = values(known.since, reports);
  for (let report = 0; report < reports; report++) add(since[report]!);
  const begin = first;
  for (const days of Object.values(known.statuses)) days.forEach(add);
  for (const corrections of Object.values(known.former)) for (const [day] of corrections) add(day);
  for (const { day } of articles) add(day ?? null);
  return Number.isFinite(begin) ? { first: begin, last } : null;
}
