// The reports as a table over the map, in pages, in reading order or sorted by a column.
import { Component, type JSX, render } from "preact";
import { useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { isNarrow, raisedSheet } from "../app/env.js";
import type { Store } from "../app/state.js";
import type { Phrase } from "../data/phrase.js";
import { articlesIn } from "../data/sides.js";
import { Glyph } from "../ui/glyph.js";
import { OwnText } from "../ui/own-text.js";
import { SORTABLE, type Sorting, sorted } from "./order.js";

const PAGE = 100;

export function openTable(element: HTMLElement, store: Store): void {
  const draw = (): void => {
    const isOpen = store.state.listing === "table";
    element.hidden = !isOpen;
    render(isOpen ? <ReportTable store={store} /> : null, element);
  };
  store.subscribe(draw);
  draw();
}

function ReportTable({ store }: { store: Store }): JSX.Element {
  const { state, text, atlas } = store;
  const shown = store.listed;
  const [sorting, setSorting] = useState<Sorting | null>(null);
  const order = useMemo(() => (sorting ? sorted(atlas, shown, sorting, text) : shown), [shown, sorting, text]);
  // A new order begins at its first page.
  const [position, setPosition] = useState({ order, page: 0 });
  const page = position.order === order ? position.page : 0;
  const turn = (to: number): void => setPosition({ order, page: to });
  const view = useRef<HTMLDivElement>(null);
  const selectedHere = useRef<number | null>(null);
  useOpening(view, store);
  useLayoutEffect(() => {
    const { selected } = state;
    if (selected === null || selected === selectedHere.current) return;
    const at = order.indexOf(selected);
    if (at >= 0) turn(Math.floor(at / PAGE));
  }, [state.selected]);
  useLayoutEffect(() => {
    if (state.selected === null || state.selected === selectedHere.current) return;
    view.current!.querySelector(`[data-report="${state.selected}"]`)?.scrollIntoView({ block: "nearest" });
  }, [state.selected, page]);
  const select = (report: number): void => {
    selectedHere.current = report;
    store.change({ selected: report, panel: "reports", from: "text", ...raisedSheet(state) });
  };
  const [first, end] = [page * PAGE, Math.min((page + 1) * PAGE, order.length)];
  return (
    <div class="table-view" ref={view}>
      <header class="table-head">
        <h2 id="table-title" tabIndex={-1}>
          {text("table.title")}
        </h2>
        <button type="button" class="link" onClick={() => showMap(store)}>
          {text("table.close")}
        </button>
      </header>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard */}
      <div class="table-scroll" role="region" aria-labelledby="table-title" tabIndex={0}>
        <table class={`table ${ownColumns(store).length ? "is-wide" : ""}`} role="table">
          <caption class="unseen">
            {sorting ? text("table.sorted", { column: text(LABELS[sorting.by]) }) : text("table.unsorted")}
          </caption>
          <thead role="rowgroup">
            <tr role="row">
              {SORTABLE.map((column) => (
                <SortableHeader
                  key={column}
                  name={text(LABELS[column])}
                  way={sorting?.by === column ? (sorting.down ? "descending" : "ascending") : "none"}
                  sort={() => setSorting(nextSorting(sorting, column))}
                />
              ))}
              <th role="columnheader" scope="col">
                {text("label.evidence")}
              </th>
              {ownColumns(store).map((label) => (
                <th key={label.text} role="columnheader" scope="col">
                  <bdi lang={label.lang}>{label.text}</bdi>
                </th>
              ))}
            </tr>
          </thead>
          <tbody role="rowgroup">
            {Array.from(order.subarray(first, end), (report) => (
              <Row
                key={report}
                store={store}
                report={report}
                open={report === state.selected}
                language={state.language}
                known={state.filters.known}
                select={select}
              />
            ))}
          </tbody>
        </table>
        {order.length === 0 && <p class="table-empty">{text(atlas.reports ? "reports.none" : "reports.empty")}</p>}
      </div>
      <Pager
        store={store}
        first={first}
        end={end}
        count={order.length}
        turn={(by) => turn(page + by)}
        scroll={() => scrollUp(view.current!)}
      />
    </div>
  );
}

/** The labels of the map's own fields, and of the tags where there are some. */
function ownColumns({ atlas: { own }, state, text }: Store): Phrase[] {
  const labels = own.fields.map((_, field) => own.label(field, state.language));
  return own.tags.length ? [...labels, { text: text("label.tags"), lang: text.stringsLanguage }] : labels;
}

const LABELS = { status: "label.status", report: "label.report", date: "label.date", place: "label.place" } as const;

/** Ascending, descending, and then the reading order again. */
function nextSorting(sorting: Sorting | null, by: Sorting["by"]): Sorting | null {
  if (sorting?.by !== by) return { by, down: false };
  return sorting.down ? null : { by, down: true };
}

interface SortableHeaderProps {
  name: string;
  way: "ascending" | "descending" | "none";
  sort: () => void;
}

function SortableHeader({ name, way, sort }: SortableHeaderProps): JSX.Element {
  return (
    <th role="columnheader" scope="col" aria-sort={way}>
      <button type="button" onClick={sort}>
        {name}
        <svg width="10" height="14" viewBox="0 0 10 14" aria-hidden="true" focusable="false">
          <path class={way === "ascending" ? "is-on" : ""} d="M5 1 9 6H1Z" />
          <path class={way === "descending" ? "is-on" : ""} d="M5 13 1 8h8Z" />
        </svg>
      </button>
    </th>
  );
}

interface RowProps {
  store: Store;
  report: number;
  open: boolean;
  language: string;
  known: number | null;
  select: (report: number) => void;
}

class Row extends Component<RowProps> {
  /** Most changes of the state do not concern most rows. */
  override shouldComponentUpdate({ report, open, language, known }: RowProps): boolean {
    const { props } = this;
    return report !== props.report || open !== props.open || language !== props.language || known !== props.known;
  }

  render({ store, report, open, language }: RowProps): JSX.Element {
    const { atlas, text } = store;
    const { own } = atlas;
    const { title, status, date, place, evidence, fields, tags } = atlas.getReport(report, language);
    const against = articlesIn(evidence.filter(({ says }) => says === "denies"));
    const article = evidence[0] && atlas.articles[evidence[0].article]!;
    return (
      <tr role="row" class={open ? "is-open" : ""} data-report={report}>
        <td role="cell" class="table-status">
          <Glyph status={status} size={18} />
          {text(`status.${status}`)}
        </td>
        <th role="rowheader" scope="row">
          <button type="button" aria-current={open ? "true" : undefined} onClick={() => this.props.select(report)}>
            <bdi lang={title.lang}>{title.text}</bdi>
          </button>
        </th>
        <td role="cell" class="table-date" data-label={text("label.date")}>
          {date}
        </td>
        <td role="cell" class="table-where" data-label={text("label.place")}>
          {place && (
            <bdi lang={place.name.lang} class="table-place">
              {place.name.text}
            </bdi>
          )}
          <span class="quiet">{place ? place.precisionLabel : text("place.none")}</span>
        </td>
        <td role="cell" data-label={text("label.evidence")}>
          {article ? (
            <>
              {text.count("table.quotes", evidence.length)}
              {against > 0 && ` · ${text("says.denies")}: ${text.number(against)}`}
              <bdi class="quiet table-article" lang={article.language}>
                {article.title}
              </bdi>
            </>
          ) : (
            <span class="quiet">{text("label.no_evidence")}</span>
          )}
        </td>
        {own.fields.map((field, index) => {
          const value = fields.find(({ name }) => name === field.name);
          return (
            <td key={field.name} role="cell" class="table-own" data-label={own.label(index, language).text}>
              {value && <OwnText value={value} />}
            </td>
          );
        })}
        {own.tags.length > 0 && (
          <td role="cell" class="table-own" data-label={text("label.tags")}>
            {tags.length > 0 && <bdi lang={atlas.map.language}>{tags.join(text("list.comma"))}</bdi>}
          </td>
        )}
      </tr>
    );
  }
}

interface PagerProps {
  store: Store;
  first: number;
  end: number;
  count: number;
  turn: (by: 1 | -1) => void;
  scroll: () => void;
}

function Pager({ store: { text }, first, end, count, turn, scroll }: PagerProps): JSX.Element {
  // Not `disabled`: the button that was pressed would lose the focus.
  const button = (name: string, by: 1 | -1, off: boolean): JSX.Element => (
    <button
      type="button"
      class="table-turn"
      aria-disabled={off}
      onClick={() => {
        if (off) return;
        turn(by);
        scroll();
      }}
    >
      {name}
    </button>
  );
  return (
    <nav class="table-pages" aria-label={text("table.pages")}>
      <p role="status">{count > 0 && text("table.range", { first: first + 1, last: end, count })}</p>
      {count > PAGE && (
        <>
          {button(text("table.previous"), -1, first === 0)}
          {button(text("table.next"), 1, end === count)}
        </>
      )}
    </nav>
  );
}

/** In a narrow window the sheet makes room for the table, and the focus moves into it. */
function useOpening(view: { current: HTMLElement | null }, store: Store): void {
  useLayoutEffect(() => {
    if (!isNarrow() || store.state.from === "address") return;
    store.change({ sheet: "low" });
    view.current!.querySelector("h2")!.focus({ preventScroll: true });
  }, []);
}

function showMap(store: Store): void {
  store.change({ listing: "list" });
  document.querySelector<HTMLElement>(".folium-map")?.focus({ preventScroll: true });
}

function scrollUp(view: HTMLElement): void {
  view.querySelector(".table-scroll")!.scrollTop = 0;
  view.closest(".page-table")!.scrollTop = 0;
}
