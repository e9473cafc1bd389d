// An article next to the map: the published part of its text, with its places and quotes linked to the map both ways.
import type { JSX } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { isCalm, isEmbedded, raisedSheet } from "../app/env.js";
import { focusPanel, openReport } from "../app/open-report.js";
import type { Store } from "../app/state.js";
import type { Strings } from "../app/strings.js";
import type { Article, Block } from "../data/wire.js";
import { BackButton } from "../ui/controls.js";
import { Glyph } from "../ui/glyph.js";
import { kindName, Provenance } from "../ui/source.js";
import { ArticleText, quoteIn, referenceIn } from "./passages.js";

/** The scroll position in each article, in pixels. */
const positions = new Map<number, number>();
const NO_BLOCKS: readonly Block[] = [];

export function ReadingView({ store }: { store: Store }): JSX.Element {
  const index = store.state.article!;
  return <Reading key={index} store={store} index={index} />;
}

function Reading({ store, index }: { store: Store; index: number }): JSX.Element {
  const { atlas, state, text } = store;
  const { selected, from } = state;
  const article = atlas.articles[index]!;
  const root = useRef<HTMLElement>(null);
  useScrollPosition(root, index, selected);
  const before = useRef(selected);
  useLayoutEffect(() => {
    if (selected === before.current) return;
    before.current = selected;
    const reference = selected === null || from === "text" ? null : referenceIn(root.current!, atlas, selected);
    if (reference) bringIntoView(reference);
  }, [selected]);
  return (
    <article class="reading" ref={root}>
      <ArticleHeader store={store} article={article} />
      <ArticleText
        store={store}
        article={article}
        blocks={atlas.evidence.texts?.[index]?.blocks ?? NO_BLOCKS}
        language={state.language}
        selected={selected}
        pointed={state.pointed}
        open={(report) => openReport(store, report)}
      />
      {article.readable && <Imprint article={article} text={text} />}
      {selected !== null && <SelectedReport store={store} report={selected} />}
    </article>
  );
}

function ArticleHeader({ store, article }: { store: Store; article: Article }): JSX.Element {
  const { atlas, text, state } = store;
  const { publisher, authors, published, language: lang } = article;
  const names = authors.length ? new Intl.ListFormat(text.locale, { type: "conjunction" }).format(authors) : null;
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
        {published !== null && atlas.label(published, state.language)}
        {article.kind && <span class="provenance">{kindName(article.kind, text)}</span>}
        <Provenance article={article} text={text} />
      </p>
      {(article.url || article.archive) && (
        <p class="reading-links">
          {article.url && <ExternalLink href={article.url}>{text("reading.original")}</ExternalLink>}
          {article.archive && <ExternalLink href={article.archive}>{text("reading.archived")}</ExternalLink>}
        </p>
      )}
      <p class="reading-extent">
        {text(EXTENT[article.publish])} {article.readable && text("reading.key")}
      </p>
    </header>
  );
}

const EXTENT = { full: "reading.full", excerpts: "reading.excerpts", none: "reading.none" } as const;

function ExternalLink({ href, children }: { href: string; children: string }): JSX.Element {
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

/** The selected report, below the text, with a button that opens it. */
function SelectedReport({ store, report }: { store: Store; report: number }): JSX.Element {
  const { atlas, text, state } = store;
  const title = atlas.titleOf(report, state.language);
  const status = atlas.statusOf(report);
  return (
    <section class="reading-selected" aria-label={text("reading.selected")}>
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
  /** The report whose quote is shown. */
  quoteOf?: number;
  text: Strings;
}

/** Opens the article next to the map, at a report's quote. */
export function ReadingLink({ store, article, quoteOf, text }: ReadingLinkProps): JSX.Element | null {
  if (isEmbedded || !store.state.hasTexts || !store.atlas.articles[article]!.readable) return null;
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
    ...raisedSheet(store.state),
    ...(quoteOf !== undefined && { selected: quoteOf }),
  });
  // After all listeners have received the change: the panel is scrolled to its top.
  queueMicrotask(() => {
    const root = document.querySelector<HTMLElement>(".reading");
    if (!root) return;
    const quote = quoteOf === undefined ? null : quoteIn(root, quoteOf);
    if (quote) bringIntoView(quote);
    const button = quote && root.querySelector<HTMLElement>(`.quote-report[data-report="${quoteOf}"]`);
    (button ?? root.querySelector<HTMLElement>("h1"))?.focus({ preventScroll: true });
  });
}

function goBack(store: Store): void {
  store.change({ panel: "reports", pointed: [], from: "text" });
  focusPanel();
}

/** Restores the scroll position; an article that is opened for the first time begins at the selected report's quote. */
function useScrollPosition(root: { current: HTMLElement | null }, index: number, selected: number | null): void {
  useLayoutEffect(() => {
    const scroller = scrollerOf(root.current!);
    const keep = (): void => void positions.set(index, scroller.scrollTop);
    const position = positions.get(index);
    // After all listeners have received the change: the panel is scrolled to its top.
    queueMicrotask(() => {
      const quote = selected === null ? null : quoteIn(root.current!, selected);
      if (position !== undefined) scroller.scrollTop = position;
      else if (quote) bringIntoView(quote);
    });
    scroller.addEventListener("scroll", keep, { passive: true });
    return () => scroller.removeEventListener("scroll", keep);
  }, []);
}

function scrollerOf(element: HTMLElement): HTMLElement {
  return element.closest<HTMLElement>(".page-panel") ?? document.documentElement;
}

/** Scrolls the panel to an element that is not in view. */
function bringIntoView(element: HTMLElement): void {
  const scroller = scrollerOf(element);
  const [box, frame] = [element.getBoundingClientRect(), scroller.getBoundingClientRect()];
  const margin = 72; // of the sticky parts at the panel's edges
  if (box.top >= frame.top + margin && box.bottom <= frame.bottom - margin) return;
  const behavior = isCalm() ? "auto" : "smooth";
  scroller.scrollTo({ top: scroller.scrollTop + box.top - frame.top - scroller.clientHeight / 3, behavior });
}
