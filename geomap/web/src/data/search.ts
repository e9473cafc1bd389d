// Text search that ignores case and accents and finds a place by any of its names.
import type { Atlas } from "./atlas.js";

/** Letters alone, in lower case: "Ёлка" and "елка", "São" and "sao" are the same. */
function folded(text: string): string {
  // eslint-disable-next-line no-control-regex
  if (/^[\x00-\x7f]*$/.test(text)) return text.toLowerCase();
  return text
    .normalize("NFKD")
    .replace(/[\p{M}ʹʺʼ’‘']/gu, "")
    .toLowerCase();
}

/** How long the index may keep the page from anything else, in milliseconds at a time. */
const SLICE_MS = 8;

export class Search {
  /** What each report is searched by; made on first use. */
  private readonly texts: string[] = [];
  private preparing = false;
  private last: { query: string; found: Uint8Array } | null = null;

  constructor(private readonly atlas: Atlas) {}

  /** Makes the index bit by bit before the first letter is typed. */
  prepare(): void {
    if (this.preparing) return;
    this.preparing = true;
    const step = (): void => {
      if (!this.index(performance.now() + SLICE_MS)) setTimeout(step);
    };
    setTimeout(step);
  }

  /** Goes on with the index until a time; whether it is whole. */
  private index(until: number): boolean {
    const { texts, atlas } = this;
    while (texts.length < atlas.reports && performance.now() < until) {
      const end = Math.min(texts.length + 200, atlas.reports);
      while (texts.length < end) texts.push(folded([...atlas.searched(texts.length)].join("\n")));
    }
    return texts.length === atlas.reports;
  }

  /** A 1 for every report that has all words of the query; null where nothing is asked for. */
  find(query: string): Uint8Array | null {
    const words = folded(query).split(/\s+/).filter(Boolean);
    if (!words.length) return null;
    if (this.last?.query === query) return this.last.found;
    this.index(Infinity);
    const found = new Uint8Array(this.texts.length);
    // A word that grows by a letter is looked for only where it was found so far.
    const before = this.last && query.startsWith(this.last.query) ? this.last.found : null;
    this.texts.forEach((text, report) => {
      if ((!before || before[report]) && words.every((word) => text.includes(word))) found[report] = 1;
    });
    this.last = { query, found };
    return found;
  }
}
