// An article beside the map: what of its text may be read here, its places and quotes linked with the map both ways.
import type { JSX } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { isNarrow } from "../app/env.js";
import { isShown, type State, type Store } from "../app/state.js";
import type { Strings } from "../app/strings.js";
import type { Article } from "../data/atlas.js";
import { UNFILTERED } from "../data/filter.js";
import { isEmbedded } from "../embed/embedded.js";
import { BackButton } from "../ui/controls.js";
import { Glyph } from "../ui/glyph.js";
import { ArticleText, quoteIn, traceIn } from "./passages.js";

/** Where the reader stopped in each article, in pixels. */
const stopped = new Map<number, number>();

export function ReadingView({ store }: { store: Store }): JSX.Element {
  const index = store.state.article!;
  return <Reading key={index} store={store} index={index} />;
}

function Reading({ store, index }: { store: Store; index: number }): JSX.Element {
  const { atlas, state, text } = store;
  const { selected, from } = state;
  const article = atlas.articles[index]!;
  const root = useRef<HTMLElement>(null);
  useStoppingPlace(root, index, selected);
  const before = useRef(selected);
  useLayoutEffect(() => {
    if (selected === before.current) return;
    before.current = selected;
    const trace = selected === null || from === "text" ? null : traceIn(root.current!, atlas, selected);
    if (trace) bringIntoView(trace);
  }, [selected]);
  return (
    <article class="reading" ref={root}>
      <Head store={store} article={article} />
      <ArticleText
        store={store}
        article={article}
        language={state.language}
        selected={selected}
        pointed={state.pointed}
        open={(report) => openReport(store, report)}
      />
      {article.blocks.length > 0 && <Imprint article={article} text={text} />}
      {selected !== null && <Chosen store={store} report={selected} />}
    </article>
  );
}

function Head({ store, article }: { store: Store; article: Article }): JSX.Element {
  const { atlas, text, state } = store;
  const { publisher, authors, published, language: lang } = article;
  const names = authors.length ? new Intl.ListFormat(text.spoken, { type: "conjunction" }).format(authors) : null;
  return (
    <header class="reading-head">
      <BackButton label={text("reading.back")} onClick={() => goBack(store)} />
      <h1 lang={lang} dir="auto" tabIndex={-1}>
        {article.title}
      </h1>
      <p class="reading-byline">
        {publisher && <bdi lang={lang}>{publisher}</bdi>}
        {publisher && names && " · "}
        {names && <bdi lang={lang}>{names}</bdi>}
        {(publisher || names) && published !== null && " · "}
        {published !== null && atlas.wording(published, state.language)}
      </p>
      {(article.url || article.archive) && (
        <p class="reading-links">
          {article.url && <Elsewhere href={article.url}>{text("reading.original")}</Elsewhere>}
          {article.archive && <Elsewhere href={article.archive}>{text("reading.archived")}</Elsewhere>}
        </p>
      )}
      <p class="reading-extent">
        {text(EXTENT[article.publish])} {article.blocks.length > 0 && text("reading.key")}
      </p>
    </header>
  );
}

const EXTENT = { full: "reading.full", excerpts: "reading.excerpts", none: "reading.none" } as const;

function Elsewhere({ href, children }: { href: string; children: string }): JSX.Element {
  return (
    <a href={href} target="_blank" rel="noreferrer noopener">
      {children}
    </a>
  );
}

function Imprint({ article, text }: { article: Article; text: Strings }): JSX.Element | null {
  if (!article.license) return null;
  return (
    <p class="reading-imprint">
      {text("reading.license")} <bdi>{article.license}</bdi>
    </p>
  );
}

/** The report that is chosen, under the text, from which it can be opened. */
function Chosen({ store, report }: { store: Store; report: number }): JSX.Element {
  const { atlas, text, state } = store;
  const title = atlas.titleOf(report, state.language);
  const status = atlas.statusOf(report);
  return (
    <section class="reading-chosen" aria-label={text("reading.chosen")}>
      <Glyph status={status} size={18} />
      <p>
        <span class="unseen">{text(`status.${status}`)}: </span>
        <bdi lang={title.lang}>{title.text}</bdi>
      </p>
      <button type="button" class="link" onClick={() => openReport(store, report)}>
        {text("reading.open_report")}
      </button>
    </section>
  );
}

interface ReadingLinkProps {
  store: Store;
  article: number;
  /** The report whose quote is wanted. */
  quoteOf?: number;
  text: Strings;
}

/** Opens the article beside the map, at the quote that a report rests on. */
export function ReadingLink({ store, article, quoteOf, text }: ReadingLinkProps): JSX.Element | null {
  if (isEmbedded || !store.atlas.articles[article]!.blocks.length) return null;
  return (
    <button type="button" class="link reading-link" onClick={() => openArticle(store, article, quoteOf)}>
      {text("reading.open")}
    </button>
  );
}

function openArticle(store: Store, article: number, quoteOf: number | undefined): void {
  store.change({
    panel: "article",
    article,
    from: "list",
    ...shownPanel(store.state),
    ...(quoteOf !== undefined && { selected: quoteOf }),
  });
  // After everybody has heard of the change: the panel begins at its top.
  queueMicrotask(() => {
    const root = document.querySelector<HTMLElement>(".reading");
    if (!root) return;
    const quote = quoteOf === undefined ? null : quoteIn(root, quoteOf);
    if (quote) bringIntoView(quote);
    const button = quote && root.querySelector<HTMLElement>(`.quote-report[data-report="${quoteOf}"]`);
    (button ?? root.querySelector<HTMLElement>("h1"))?.focus({ preventScroll: true });
  });
}

/** Opens a report in the list; filters that leave it out are cleared. */
function openReport(store: Store, report: number): void {
  const { atlas, state } = store;
  const cleared = { ...UNFILTERED, statuses: new Set([...UNFILTERED.statuses, atlas.statusOf(report)]) };
  const filters = isShown(state.matches.shown, report) ? state.filters : cleared;
  store.change({ panel: "reports", selected: report, pointed: [], filters, from: "text", ...shownPanel(state) });
  focusPanel();
}

function goBack(store: Store): void {
  store.change({ panel: "reports", pointed: [], from: "text" });
  focusPanel();
}

/** What had the focus is gone: the keyboard goes on at the open report, else at the top of the panel. */
function focusPanel(): void {
  queueMicrotask(() => {
    const panel = document.querySelector<HTMLElement>(".page-panel");
    const report = panel?.querySelector<HTMLElement>(".item.is-open h2 button");
    if (!report) panel?.setAttribute("tabindex", "-1");
    (report ?? panel)?.focus();
  });
}

/** A sheet that shows nothing but its head is raised. */
function shownPanel({ sheet }: State): Partial<State> {
  return isNarrow() && sheet === "low" ? { sheet: "half" } : {};
}

/** Where the reader stopped is kept; an article that is opened for the first time begins at what is chosen. */
function useStoppingPlace(root: { current: HTMLElement | null }, index: number, selected: number | null): void {
  useLayoutEffect(() => {
    const scroller = scrollerOf(root.current!);
    const keep = (): void => void stopped.set(index, scroller.scrollTop);
    const before = stopped.get(index);
    // After everybody has heard of the change: the panel begins at its top.
    queueMicrotask(() => {
      const quote = selected === null ? null : quoteIn(root.current!, selected);
      if (before !== undefined) scroller.scrollTop = before;
      else if (quote) bringIntoView(quote);
    });
    scroller.addEventListener("scroll", keep, { passive: true });
    return () => scroller.removeEventListener("scroll", keep);
  }, []);
}

function scrollerOf(element: HTMLElement): HTMLElement {
  return element.closest<HTMLElement>(".page-panel") ?? document.documentElement;
}

/** Scrolls no more than the panel, and only where the element is not seen already. */
function bringIntoView(element: HTMLElement): void {
  const scroller = scrollerOf(element);
  const [box, frame] = [element.getBoundingClientRect(), scroller.getBoundingClientRect()];
  const margin = 72; // what sticks to the panel's edges
  if (box.top >= frame.top + margin && box.bottom <= frame.bottom - margin) return;
  const behavior = window.matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth";
  scroller.scrollTo({ top: scroller.scrollTop + box.top - frame.top - scroller.clientHeight / 3, behavior });
}
