// Text search: finds a report by its texts, and by any name of its place.
import type { Atlas } from "./atlas.js";
import { folded, hasSpellings, type Word, wordsOf } from "./folding.js";

/** The index is built in slices of this many milliseconds, so that the page stays responsive. */
const SLICE_MS = 8;

export class Search {
  /** The searchable text of each report; built on first use. */
  private readonly texts: string[] = [];
  /** Whether the text of a report has letters with several spellings, which take longer to search. */
  private readonly spelt: boolean[] = [];
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

  /** Begins again, with texts that have been added. */
  restart(): void {
    this.texts.length = 0;
    this.spelt.length = 0;
    this.last = null;
    if (!this.isPreparing) return;
    this.isPreparing = false;
    this.prepare();
  }

  /** Continues the index until a time; returns whether it is complete. */
  private index(until: number): boolean {
    const { texts, atlas } = this;
    while (texts.length < atlas.reports && performance.now() < until) {
      const end = Math.min(texts.length + 200, atlas.reports);
      while (texts.length < end) {
        const text = folded([...atlas.searchText(texts.length)].join("\n"));
        this.spelt.push(hasSpellings(text));
        texts.push(text);
      }
    }
    return texts.length === atlas.reports;
  }

  /** 1 for every report that contains all words of the query; null where the query has none. */
  find(query: string): Uint8Array | null {
    const words = wordsOf(query);
    if (!words.length) return null;
    if (this.last?.query === query) return this.last.found;
    this.index(Infinity);
    const found = new Uint8Array(this.texts.length);
    // A query that grows can only match where its beginning matched.
    const before = this.last && query.startsWith(this.last.query) ? this.last.found : null;
    this.texts.forEach((text, report) => {
      const has = ({ spellings, pattern }: Word): boolean =>
        spellings.some((spelling) => text.includes(spelling)) || (this.spelt[report]! && text.search(pattern) >= 0);
      if ((!before || before[report]) && words.every(has)) found[report] = 1;
    });
    this.last = { query, found };
    return found;
  }
}
