// The text of an article: its places are buttons that show them on the map, its quotes lead to the reports they carry.
import { Component, type ComponentChildren, createRef, type JSX } from "preact";
import { isNarrow } from "../app/env.js";
import { isShown, type MapView, type Store } from "../app/state.js";
import type { Article, Atlas, Block, Run } from "../data/atlas.js";
import { boundsOf } from "../map/outline.js";
import { Glyph } from "../ui/glyph.js";

/** Pixels of the map that a place without reports takes up when it is shown. */
const SHOWN_PX = 360;
const [FARTHEST, CLOSEST] = [2, 14];

interface TextProps {
  store: Store;
  article: Article;
  language: string;
  selected: number | null;
  pointed: readonly number[];
  /** Opens a report in the list. */
  open: (report: number) => void;
}

/** Thousands of words that are made once: what is chosen or pointed at is lit in the elements themselves. */
export class ArticleText extends Component<TextProps> {
  private readonly root = createRef<HTMLDivElement>();
  private under: Element | null = null;

  override shouldComponentUpdate(next: TextProps): boolean {
    const { article, language, selected, pointed } = this.props;
    if (next.article !== article || next.language !== language) return true;
    if (next.selected !== selected || next.pointed !== pointed) light(this.root.current!, next);
    return false;
  }

  override componentDidMount(): void {
    light(this.root.current!, this.props);
  }

  override componentDidUpdate(): void {
    light(this.root.current!, this.props);
  }

  render({ store, article }: TextProps): JSX.Element {
    const writer = new Writer(store);
    return (
      <div
        class="reading-text"
        lang={article.language}
        ref={this.root}
        onMouseOver={(event) => this.point(event.target)}
        onMouseLeave={() => this.point(null)}
        onFocusIn={(event) => this.point(event.target)}
        onFocusOut={() => this.point(null)}
        onClick={(event) => this.choose(event.target)}
        onKeyDown={(event) => {
          if (event.key !== "Enter" && event.key !== " ") return;
          if ((event.target as Element).matches(".mention")) {
            event.preventDefault();
            this.choose(event.target);
          }
        }}
      >
        {article.blocks.map((block, at) => writer.block(block, article.blocks[at + 1]?.runs[0]))}
      </div>
    );
  }

  /** Lights on the map what the pointer or the focus is on. */
  private point(target: EventTarget | null): void {
    const { store } = this.props;
    const under = target instanceof Element ? target.closest("[data-report], [data-place], [data-reports]") : null;
    if (under === this.under) return;
    this.under = under;
    const pointed = under instanceof HTMLElement ? reportsOf(under, store) : [];
    if (pointed.length || store.state.pointed.length) store.change({ pointed });
  }

  private choose(target: EventTarget | null): void {
    const { store, open } = this.props;
    const chosen = target instanceof Element ? target.closest<HTMLElement>(".quote-report, .mention[role]") : null;
    if (!chosen) return;
    if (chosen.dataset.report) return open(Number(chosen.dataset.report));
    const place = Number(chosen.dataset.place);
    const [report] = reportsAt(place, store);
    const view = report === undefined ? viewOf(place, store) : null;
    // Where the text covers the map, it makes room for what is to be seen there.
    const sheet = isNarrow() && store.state.sheet === "full" ? { sheet: "half" as const } : {};
    if (report !== undefined) store.change({ selected: report, from: "text", ...sheet });
    else if (view) store.change({ view, from: "text", ...sheet });
  }
}

/** The element with the first words that a report quotes. */
export function quoteIn(root: HTMLElement, report: number): HTMLElement | null {
  return root.querySelector(`.quote[data-reports~="${report}"]`);
}

/** Where a text speaks of a report: its quote, else its place. */
export function traceIn(root: HTMLElement, atlas: Atlas, report: number): HTMLElement | null {
  return quoteIn(root, report) ?? root.querySelector(`.mention[data-place="${atlas.place[report]}"]`);
}

/** The reports of a place that no filter leaves out. */
function reportsAt(place: number, { atlas, state }: Store): number[] {
  return atlas.reportsAt(place).filter((report) => isShown(state.matches.shown, report));
}

function reportsOf({ dataset }: HTMLElement, store: Store): number[] {
  if (dataset.report) return [Number(dataset.report)];
  if (dataset.place) return reportsAt(Number(dataset.place), store);
  return dataset.reports!.split(" ").map(Number);
}

/** A view of the map in which a place is seen; null where nobody knows where it is. */
function viewOf(place: number, { atlas, state }: Store): MapView | null {
  const bounds = boundsOf(atlas.getPlace(place, state.language), 0);
  if (!bounds) return null;
  const { lat: latitude, lng: longitude } = bounds.getCenter();
  const height = (bounds.getNorth() - bounds.getSouth()) / Math.cos((latitude * Math.PI) / 180);
  const degrees = Math.max(bounds.getEast() - bounds.getWest(), height, 1e-6);
  const zoom = Math.floor(Math.log2((SHOWN_PX * 360) / (256 * degrees)));
  return { zoom: Math.min(Math.max(zoom, FARTHEST), CLOSEST), latitude, longitude };
}

/** Marks the quotes and places of the reports that are chosen or pointed at. */
function light(root: HTMLElement, { store, selected, pointed }: TextProps): void {
  const { place } = store.atlas;
  const reports = new Set(pointed);
  const places = new Set(pointed.map((report) => place[report]!));
  const chosen = selected === null ? -1 : place[selected]!;
  const mark = (element: Element, isPointed: boolean, isSelected: boolean): void => {
    element.classList.toggle("is-pointed", isPointed);
    element.classList.toggle("is-selected", isSelected);
  };
  for (const quote of root.querySelectorAll<HTMLElement>(".quote, .quote-report")) {
    const quoting = reportsOf(quote, store);
    mark(
      quote,
      quoting.some((report) => reports.has(report)),
      selected !== null && quoting.includes(selected),
    );
  }
  for (const mention of root.querySelectorAll<HTMLElement>(".mention")) {
    const at = Number(mention.dataset.place);
    mark(mention, places.has(at), at === chosen);
  }
}

/** Runs → elements. */
class Writer {
  private readonly remarks = new Map<number, string>();

  constructor(private readonly store: Store) {}

  block({ kind, runs }: Block, following: Run | undefined): JSX.Element {
    if (kind === "gap") return this.gap();
    const Tag = kind === "heading" ? "h2" : "p";
    return <Tag dir="auto">{this.runs(runs, following)}</Tag>;
  }

  private gap(): JSX.Element {
    const { text } = this.store;
    return (
      <p class="reading-gap" lang={text.spoken}>
        <span aria-hidden="true">[…]</span>
        <span class="unseen">{text("reading.gap")}</span>
      </p>
    );
  }

  /** `following` is what stands after the block: a quote may go on there. */
  private runs(runs: readonly Run[], following: Run | undefined): ComponentChildren[] {
    const made: ComponentChildren[] = [];
    for (let at = 0; at < runs.length; ) {
      const { place } = runs[at]!;
      let end = at + 1;
      if (place !== undefined) while (runs[end]?.place === place) end++;
      const parts = runs.slice(at, end);
      made.push(place === undefined ? quoted(parts[0]!) : this.mention(place, parts));
      const going = (runs[end] ?? following)?.reports ?? [];
      const quoting = new Set(parts.flatMap((part) => part.reports ?? []));
      for (const report of quoting) if (!going.includes(report)) made.push(this.reportButton(report));
      at = end;
    }
    return made;
  }

  private mention(place: number, parts: readonly Run[]): JSX.Element {
    const words = parts.map(quoted);
    const remark = this.remark(place);
    // A button would not break over lines as words do.
    if (this.leads(place)) {
      return (
        <span
          class={this.isMapped(place) ? "mention" : "mention is-unmapped"}
          role="button"
          tabIndex={0}
          data-place={place}
          title={remark}
        >
          {words}
        </span>
      );
    }
    return (
      <span class="mention is-unmapped" data-place={place} title={remark}>
        {words}
        <span class="unseen" lang={this.store.text.spoken}>
          {" "}
          ({remark})
        </span>
      </span>
    );
  }

  private isMapped(place: number): boolean {
    const { atlas } = this.store;
    return atlas.kind[place] !== "none";
  }

  private leads(place: number): boolean {
    return this.isMapped(place) || this.store.atlas.reportsAt(place).length > 0;
  }

  /** What a place's name leads to. */
  private remark(place: number): string {
    let remark = this.remarks.get(place);
    if (remark === undefined) {
      const { atlas, text } = this.store;
      const count = atlas.reportsAt(place).length;
      const reports = count ? text.count("reports", count) : text("reading.no_report");
      remark = this.isMapped(place) ? reports : `${text("reading.off_map")}; ${reports}`;
      this.remarks.set(place, remark);
    }
    return remark;
  }

  private reportButton(report: number): JSX.Element {
    const { atlas, text, state } = this.store;
    const status = atlas.statusOf(report);
    const title = atlas.titleOf(report, state.language);
    const words = text(`status.${status}`);
    return (
      <span class="quote-end">
        <button
          type="button"
          class="quote-report"
          data-report={report}
          title={text("reading.open_report")}
          lang={text.spoken}
        >
          <Glyph status={status} size={16} />
          <span class="unseen">
            {words}: <bdi lang={title.lang}>{title.text}</bdi>
          </span>
        </button>
      </span>
    );
  }
}

function quoted({ text, reports }: Run): ComponentChildren {
  if (!reports) return text;
  return (
    <mark class="quote" data-reports={reports.join(" ")}>
      {text}
    </mark>
  );
}
