// Text search that ignores case and accents and finds a place by any of its names.
import type { Atlas } from "./atlas.js";

/** Letters alone, in lower case: "Ёлка" and "елка", "São" and "sao" are the same. */
export function folded(text: string): string {
  // eslint-disable-next-line no-control-regex
  if (/^[\x00-\x7f]*$/.test(text)) return text.toLowerCase();
  return text.normalize("NFKD").replace(/[\p{M}ʹʺʼ’‘']/gu, "").toLowerCase();
}

export class Search {
  /** What each report is searched by; made on first use. */
  private texts: string[] | null = null;
  private last: { query: string; found: Uint8Array } | null = null;

  constructor(private readonly atlas: Atlas) {}

  /** Makes the index before the first letter is typed. */
  prepare(): void {
    this.texts ??= Array.from({ length: this.atlas.reports }, (_, report) => folded([...this.atlas.searched(report)].join("\n")));
  }

  /** A 1 for every report that has all words of the query; null where nothing is asked for. */
  find(query: string): Uint8Array | null {
    const words = folded(query).split(/\s+/).filter(Boolean);
    if (!words.length) return null;
    if (this.last?.query === query) return this.last.found;
    this.prepare();
    const found = Uint8Array.from(this.texts!, (text) => (words.every((word) => text.includes(word)) ? 1 : 0));
    this.last = { query, found };
    return found;
  }
}
