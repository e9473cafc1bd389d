// Text search: finds a report by its texts, and by any name of its place.
import type { Atlas } from "./atlas.js";
import { folded, patternsOf } from "./folding.js";

/** The index is built in slices of this many milliseconds, so that the page stays responsive. */
const SLICE_MS = 8;

export class Search {
  /** The searchable text of each report; built on first use. */
  private readonly texts: string[] = [];
  private isPreparing = false;
  private last: { query: string; found: Uint8Array } | null = null;

  constructor(private readonly atlas: Atlas) {}

  /** Builds the index in the background, before the first letter is typed. */
  prepare(): void {
    if (this.isPreparing) return;
    this.isPreparing = true;
    const step = (): void => {
      if (!this.index(performance.now() + SLICE_MS)) setTimeout(step);
    };
    setTimeout(step);
  }

  /** Continues the index until a time; returns whether it is complete. */
  private index(until: number): boolean {
    const { texts, atlas } = this;
    while (texts.length < atlas.reports && performance.now() < until) {
      const end = Math.min(texts.length + 200, atlas.reports);
      while (texts.length < end) texts.push(folded([...atlas.searchText(texts.length)].join("\n")));
    }
    return texts.length === atlas.reports;
  }

  /** 1 for every report that contains all words of the query; null where the query has none. */
  find(query: string): Uint8Array | null {
    const patterns = patternsOf(query);
    if (!patterns.length) return null;
    if (this.last?.query === query) return this.last.found;
    this.index(Infinity);
    const found = new Uint8Array(this.texts.length);
    // A query that grows can only match where its beginning matched.
    const before = this.last && query.startsWith(this.last.query) ? this.last.found : null;
    this.texts.forEach((text, report) => {
      if ((!before || before[report]) && patterns.every((each) => text.search(each) >= 0)) found[report] = 1;
    });
    this.last = { query, found };
    return found;
  }
}
