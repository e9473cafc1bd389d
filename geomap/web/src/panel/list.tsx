// The list of reports. A long list only has the entries near the window; its closed entries all have the same height.
import { Component, type JSX } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Store } from "../app/state.js";
import { Glyph } from "../ui/glyph.js";
import { ChangedMark } from "./known.js";
import { ReportBody, ReportLine } from "./report.js";

/** Up to this many reports the list is complete, for the browser's own search and for printing. */
const MAX_COMPLETE = 300;
/** How far above and below the window entries are drawn, in pixels. */
const AHEAD_PX = 1800;

/** Height in pixels of a closed entry of a long list: list.css sets it. */
let entryHeight = 0;
function entryPx(): number {
  entryHeight ||= Number.parseFloat(getComputedStyle(document.documentElement).getPropertyValue("--entry-height"));
  return entryHeight;
}

interface Span {
  first: number;
  end: number;
}

export function ReportList({ store }: { store: Store }): JSX.Element {
  const shown = store.listed;
  const { selected, from } = store.state;
  const list = useRef<HTMLOListElement>(null);
  const long = shown.length > MAX_COMPLETE;
  const open = selected === null ? -1 : shown.indexOf(selected);
  const span = useSpan(list, shown.length, long, open);
  const entries = [];
  for (let rank = span.first; rank < span.end; rank++) {
    const report = shown[rank]!;
    const state = {
      open: report === selected || (store.state.paper && !long),
      pointed: store.state.pointed.includes(report),
      language: store.state.language,
      known: store.state.filters.known,
      hasTexts: store.state.hasTexts,
    };
    entries.push(<Entry key={report} store={store} report={report} rank={rank} count={shown.length} {...state} />);
  }
  const extra = long && open >= 0 ? openExtra(list.current) : 0;
  const above = span.first * entryPx() + (open >= 0 && open < span.first ? extra : 0);
  const below = (shown.length - span.end) * entryPx() + (open >= span.end ? extra : 0);
  useLayoutEffect(() => {
    list.current!.style.paddingBlock = long ? `${above}px ${below}px` : ""; // in place of the entries that are not drawn
  });
  useLayoutEffect(() => {
    if (open < 0 || from === "list" || from === null) return;
    const element = list.current!;
    const entry = element.querySelector(`[data-report="${selected}"]`);
    if (entry) entry.scrollIntoView({ block: "nearest" });
    else if (long)
      scrollerOf(element).scrollBy({
        top: element.getBoundingClientRect().top + open * entryPx() - scrollerTop(element) - 80,
      });
  }, [selected, from]);
  return (
    <ol class={`panel-list ${long ? "is-long" : ""}`} ref={list} aria-label={store.text("label.list")}>
      {entries}
    </ol>
  );
}

/** How much higher than a closed entry the open one is: as measured, or as last measured where it is not drawn. */
let lastExtra = 0;
function openExtra(list: HTMLElement | null): number {
  const height = list?.querySelector<HTMLElement>(".is-open")?.offsetHeight;
  if (height) lastExtra = height - entryPx();
  return lastExtra;
}

/** The entries near the window, updated on scrolling and resizing. */
function useSpan(list: { current: HTMLElement | null }, count: number, long: boolean, open: number): Span {
  const [span, setSpan] = useState<Span>({ first: 0, end: 40 });
  useLayoutEffect(() => {
    if (!long) return;
    const update = (): void => {
      const top = list.current!.getBoundingClientRect().top;
      const extra = open >= 0 ? openExtra(list.current) : 0;
      const rankAt = (pixels: number): number => {
        if (open < 0 || pixels <= open * entryPx()) return Math.floor(pixels / entryPx());
        return Math.max(open, Math.floor((pixels - extra) / entryPx()));
      };
      // In steps of ten entries, so that most scroll events change nothing.
      const first = Math.max(0, Math.floor(rankAt(-top - AHEAD_PX) / 10) * 10);
      const end = Math.min(count, Math.ceil((rankAt(window.innerHeight - top + AHEAD_PX) + 1) / 10) * 10);
      setSpan((before) => (before.first === first && before.end === end ? before : { first, end }));
    };
    update();
    window.addEventListener("scroll", update, { capture: true, passive: true });
    window.addEventListener("resize", update);
    return () => {
      window.removeEventListener("scroll", update, { capture: true });
      window.removeEventListener("resize", update);
    };
  }, [count, long, open]);
  if (!long) return { first: 0, end: count };
  return { first: Math.min(span.first, count), end: Math.min(span.end, count) };
}

function scrollerOf(element: HTMLElement): HTMLElement {
  return element.closest<HTMLElement>(".page-panel")!;
}

function scrollerTop(element: HTMLElement): number {
  return scrollerOf(element).getBoundingClientRect().top;
}

interface EntryProps {
  store: Store;
  report: number;
  rank: number;
  count: number;
  open: boolean;
  pointed: boolean;
  language: string;
  known: number | null;
  hasTexts: boolean;
}

class Entry extends Component<EntryProps> {
  /** Most changes of the state do not concern most entries. */
  override shouldComponentUpdate(next: EntryProps): boolean {
    return (Object.keys(next) as (keyof EntryProps)[]).some((key) => next[key] !== this.props[key]);
  }

  render({ store, report, rank, count, open, pointed, language }: EntryProps): JSX.Element {
    const { text } = store;
    const one = store.atlas.getReport(report, language);
    const point = (on: boolean) => () => store.change({ pointed: on ? [report] : [] });
    return (
      <li
        class={`item ${open ? "is-open" : ""} ${pointed ? "is-pointed" : ""}`}
        data-report={report}
        aria-posinset={rank + 1}
        aria-setsize={count}
        onMouseEnter={point(true)}
        onMouseLeave={point(false)}
      >
        <h2>
          <button
            type="button"
            aria-expanded={open}
            onClick={() => store.change({ selected: open ? null : report, from: "list" })}
            onFocus={point(true)}
            onBlur={point(false)}
          >
            <Glyph status={one.status} size={20} />
            <span class="item-title">
              <span class="unseen">{text(`status.${one.status}`)}: </span>
              <bdi lang={one.title.lang}>{one.title.text}</bdi> <ChangedMark store={store} report={report} />
            </span>
          </button>
        </h2>
        <div class="item-text">
          <ReportLine report={one} text={text} />
          {open && <ReportBody store={store} report={one} />}
        </div>
      </li>
    );
  }
}
