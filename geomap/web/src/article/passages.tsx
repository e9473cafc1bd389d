// The text of an article. Its places are buttons that show them on the map; its quotes lead to their reports.
import { Component, type ComponentChildren, createRef, type JSX } from "preact";
import { isNarrow } from "../app/env.js";
import { isShown, type MapView, type Store } from "../app/state.js";
import type { Atlas } from "../data/atlas.js";
import { boundsOf } from "../data/bounds.js";
import type { Article, Block, Run } from "../data/wire.js";
import { Glyph } from "../ui/glyph.js";

/** Size in pixels at which a place without reports is shown on the map. */
const SHOWN_PX = 360;
const [MIN_ZOOM, MAX_ZOOM] = [2, 14];

interface TextProps {
  store: Store;
  article: Article;
  blocks: readonly Block[];
  language: string;
  selected: number | null;
  pointed: readonly number[];
  /** Opens a report in the list. */
  open: (report: number) => void;
}

/** A long text that is rendered once. What is selected or pointed at is highlighted in the existing elements. */
export class ArticleText extends Component<TextProps> {
  private readonly root = createRef<HTMLDivElement>();
  private hovered: Element | null = null;

  override shouldComponentUpdate(next: TextProps): boolean {
    const { blocks, language, selected, pointed } = this.props;
    if (next.blocks !== blocks || next.language !== language) return true;
    if (next.selected !== selected || next.pointed !== pointed) highlight(this.root.current!, next);
    return false;
  }

  override componentDidMount(): void {
    highlight(this.root.current!, this.props);
  }

  override componentDidUpdate(): void {
    highlight(this.root.current!, this.props);
  }

  render({ store, article, blocks }: TextProps): JSX.Element {
    const renderer = new TextRenderer(store);
    return (
      // biome-ignore lint/a11y/noStaticElementInteractions: it handles the events of the buttons inside
      // biome-ignore lint/a11y/useKeyWithMouseEvents: `onFocusIn` is the counterpart of `onMouseOver` here
      <div
        class="reading-text"
        lang={article.language}
        ref={this.root}
        onMouseOver={(event) => this.point(event.target)}
        onMouseLeave={() => this.point(null)}
        onFocusIn={(event) => this.point(event.target)}
        onFocusOut={() => this.point(null)}
        onClick={(event) => this.select(event.target)}
        onKeyDown={(event) => {
          if (event.key !== "Enter" && event.key !== " ") return;
          if ((event.target as Element).matches(".mention")) {
            event.preventDefault();
            this.select(event.target);
          }
        }}
      >
        {blocks.map((block, at) => renderer.block(block, blocks[at + 1]?.runs[0]))}
      </div>
    );
  }

  /** Highlights on the map what is under the pointer or has the focus. */
  private point(target: EventTarget | null): void {
    const { store } = this.props;
    const hovered = target instanceof Element ? target.closest("[data-report], [data-place], [data-reports]") : null;
    if (hovered === this.hovered) return;
    this.hovered = hovered;
    const pointed = hovered instanceof HTMLElement ? reportsOf(hovered, store) : [];
    if (pointed.length || store.state.pointed.length) store.change({ pointed });
  }

  private select(target: EventTarget | null): void {
    const { store, open } = this.props;
    const chosen = target instanceof Element ? target.closest<HTMLElement>(".quote-report, .mention[role]") : null;
    if (!chosen) return;
    if (chosen.dataset.report) {
      open(Number(chosen.dataset.report));
      return;
    }
    const place = Number(chosen.dataset.place);
    const [report] = reportsAt(place, store);
    const view = report === undefined ? viewOf(place, store) : null;
    // Where the text covers the map, it makes room for it.
    const sheet = isNarrow() && store.state.sheet === "full" ? { sheet: "half" as const } : {};
    if (report !== undefined) store.change({ selected: report, from: "text", ...sheet });
    else if (view) store.change({ view, from: "text", ...sheet });
  }
}

/** The element with the beginning of a report's quote. */
export function quoteIn(root: HTMLElement, report: number): HTMLElement | null {
  return root.querySelector(`.quote[data-reports~="${report}"]`);
}

/** Where a text is about a report: its quote, else its place. */
export function referenceIn(root: HTMLElement, atlas: Atlas, report: number): HTMLElement | null {
  return quoteIn(root, report) ?? root.querySelector(`.mention[data-place="${atlas.place[report]}"]`);
}

/** The reports of a place that pass the filters. */
function reportsAt(place: number, { atlas, state }: Store): number[] {
  return atlas.reportsAt(place).filter((report) => isShown(state.matches.shown, report));
}

function reportsOf({ dataset }: HTMLElement, store: Store): number[] {
  if (dataset.report) return [Number(dataset.report)];
  if (dataset.place) return reportsAt(Number(dataset.place), store);
  return dataset.reports!.split(" ").map(Number);
}

/** A view of the map that shows a place; null where its position is not known. */
function viewOf(place: number, { atlas, state }: Store): MapView | null {
  const bounds = boundsOf(atlas.getPlace(place, state.language), 0);
  if (!bounds) return null;
  const { west, south, east, north } = bounds;
  const [latitude, longitude] = [(south + north) / 2, (west + east) / 2];
  const height = (north - south) / Math.cos((latitude * Math.PI) / 180);
  const degrees = Math.max(east - west, height, 1e-6);
  const zoom = Math.floor(Math.log2((SHOWN_PX * 360) / (256 * degrees)));
  return { zoom: Math.min(Math.max(zoom, MIN_ZOOM), MAX_ZOOM), latitude, longitude };
}

/** Highlights the quotes and places of the reports that are selected or pointed at. */
function highlight(root: HTMLElement, { store, selected, pointed }: TextProps): void {
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

/** Blocks and runs → elements. */
class TextRenderer {
  private readonly hints = new Map<number, string>();

  constructor(private readonly store: Store) {}

  block({ kind, runs }: Block, following: Run | undefined): JSX.Element {
    if (kind === "gap") return this.gap();
    const Tag = kind === "heading" ? "h2" : "p";
    return <Tag dir="auto">{this.runs(runs, following)}</Tag>;
  }

  private gap(): JSX.Element {
    const { text } = this.store;
    return (
      <p class="reading-gap" lang={text.stringsLanguage}>
        <span aria-hidden="true">[…]</span>
        <span class="unseen">{text("reading.gap")}</span>
      </p>
    );
  }

  /** `following` is the first run of the next block: a quote may continue there. */
  private runs(runs: readonly Run[], following: Run | undefined): ComponentChildren[] {
    const made: ComponentChildren[] = [];
    for (let at = 0; at < runs.length; ) {
      const { place } = runs[at]!;
      let end = at + 1;
      if (place !== undefined) while (runs[end]?.place === place) end++;
      const parts = runs.slice(at, end);
      made.push(place === undefined ? quote(parts[0]!) : this.mention(place, parts));
      const going = (runs[end] ?? following)?.reports ?? [];
      const quoting = new Set(parts.flatMap((part) => part.reports ?? []));
      for (const report of quoting) if (!going.includes(report)) made.push(this.reportButton(report));
      at = end;
    }
    return made;
  }

  private mention(place: number, parts: readonly Run[]): JSX.Element {
    const content = parts.map(quote);
    const hint = this.hint(place);
    // Not a button element: it would not break across lines.
    if (this.isLink(place)) {
      return (
        <span
          class={this.isMapped(place) ? "mention" : "mention is-unmapped"}
          role="button"
          tabIndex={0}
          data-place={place}
          title={hint}
        >
          {content}
        </span>
      );
    }
    return (
      <span class="mention is-unmapped" data-place={place} title={hint}>
        {content}
        <span class="unseen" lang={this.store.text.stringsLanguage}>
          {" "}
          ({hint})
        </span>
      </span>
    );
  }

  private isMapped(place: number): boolean {
    const { atlas } = this.store;
    return atlas.kind[place] !== "none";
  }

  private isLink(place: number): boolean {
    return this.isMapped(place) || this.store.atlas.reportsAt(place).length > 0;
  }

  /** What follows from choosing a place's name, for tooltips and screen readers. */
  private hint(place: number): string {
    let hint = this.hints.get(place);
    if (hint === undefined) {
      const { atlas, text } = this.store;
      const count = atlas.reportsAt(place).length;
      const reports = count ? text.count("reports", count) : text("reading.no_report");
      hint = this.isMapped(place) ? reports : `${text("reading.off_map")}; ${reports}`;
      this.hints.set(place, hint);
    }
    return hint;
  }

  private reportButton(report: number): JSX.Element {
    const { atlas, text, state } = this.store;
    const status = atlas.statusOf(report);
    const title = atlas.titleOf(report, state.language);
    const label = text(`status.${status}`);
    return (
      <span class="quote-end">
        <button
          type="button"
          class="quote-report"
          data-report={report}
          title={text("reading.open_report")}
          lang={text.stringsLanguage}
        >
          <Glyph status={status} size={16} />
          <span class="unseen">
            {label}: <bdi lang={title.lang}>{title.text}</bdi>
          </span>
        </button>
      </span>
    );
  }
}

function quote({ text, reports }: Run): ComponentChildren {
  if (!reports) return text;
  return (
    <mark class="quote" data-reports={reports.join(" ")}>
      {text}
    </mark>
  );
}
