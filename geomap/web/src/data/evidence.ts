// The evidence of the reports in columns, and the texts that it quotes, which a large page reads later.
import { values } from "./columns.js";
import type { ArticleText, PageData, Quote } from "./wire.js";

export class EvidenceTable {
  /** By article; null until they are read. */
  texts: readonly ArticleText[] | null;
  /** By report: its first piece of evidence; the last report's end is one more. */
  private readonly starts: Int32Array;
  /** By piece; `index` is that of the quote in its article, -1 where the text may not be published. */
  private readonly article: ArrayLike<number>;
  private readonly index: ArrayLike<number>;

  constructor({ reports: { evidence, rows }, texts }: PageData) {
    const counts = values(evidence.count, rows);
    this.starts = new Int32Array(rows + 1);
    for (let report = 0; report < rows; report++) this.starts[report + 1] = this.starts[report]! + counts[report]!;
    const pieces = this.starts[rows]!;
    this.article = values(evidence.article, pieces);
    this.index = values(evidence.quote, pieces);
    this.texts = texts ?? null;
  }

  /** The articles that a report quotes, once for each quote. */
  articlesOf(report: number): number[] {
    const articles = [];
    for (let piece = this.starts[report]!; piece < this.starts[report + 1]!; piece++)
      articles.push(this.article[piece]!);
    return articles;
  }

  /** The quotes of a report: none where the text may not be published, empty until the texts are read. */
  quotesOf(report: number): (Quote | [])[] {
    const start = this.starts[report]!;
    return this.articlesOf(report).map((article, at) => {
      const index = this.index[start + at]!;
      if (index < 0) return [];
      return this.texts ? this.texts[article]!.quotes[index]! : ["", "", ""];
    });
  }
}
