// The panel: what the map is, how much of it is shown, and every report in words.
import { type JSX, render } from "preact";
import { type Atlas, STATUSES, type Status } from "./atlas.js";
import { Glyph } from "./glyph.js";
import { ReportBody, ReportLine } from "./report.js";
import type { State, Store } from "./state.js";
import type { Strings } from "./strings.js";

interface PanelProps {
  store: Store;
  state: State;
  text: Strings;
}

export function openPanel(element: HTMLElement, store: Store, text: Strings): void {
  const draw = (state: State): void => {
    render(<Panel store={store} state={state} text={text} />, element);
    // Under 720 px the panel lies below the map: following there would take the map away.
    if (state.from === "map" && state.selected !== null && element.scrollHeight > element.clientHeight) {
      element.querySelector(`[data-report="${state.selected}"]`)?.scrollIntoView({ block: "nearest" });
    }
  };
  store.subscribe(draw);
  draw(store.state);
}

function Panel({ store, state, text }: PanelProps): JSX.Element {
  const { map, reports } = store.atlas;
  const shown = reports.filter((report) => state.shown.has(report.status)).length;
  return (
    <>
      <header class="panel-head">
        <h1 dir="auto">{withWholeWords(map.title)}</h1>
        {map.summary && (
          <p class="panel-summary" dir="auto">
            {map.summary}
          </p>
        )}
        <div class="panel-statuses" role="group" aria-label={text("label.legend")}>
          {statusesIn(store.atlas).map((status) => (
            <StatusButton key={status} status={status} store={store} on={state.shown.has(status)} text={text} />
          ))}
        </div>
        <p class="panel-count" role="status">
          {counted(shown, reports.length, text)}
        </p>
      </header>
      {shown === 0 && <p class="panel-empty">{text(reports.length ? "reports.none" : "reports.empty")}</p>}
      <ol class="panel-list" aria-label={text("label.list")}>
        {reports.map((report, index) =>
          state.shown.has(report.status) ? <Item key={report.id} index={index} store={store} state={state} text={text} /> : null,
        )}
      </ol>
      <footer class="panel-foot">
        <a href="data/reports.geojson" download>{text("label.data")}</a>
        <span>{text("label.built")}</span>
      </footer>
    </>
  );
}

/** A title whose short hyphenated words are not broken at their hyphens: a large heading has few words in a line. */
function withWholeWords(title: string): (string | JSX.Element)[] {
  return title.split(/(\s+)/).map((word) => (/^.{1,12}-.{1,12}$/.test(word) ? <span class="whole">{word}</span> : word));
}

/** Statuses that the map has; refuted reports are offered only where there are some. */
export function statusesIn(atlas: Atlas): Status[] {
  return STATUSES.filter((status) => status !== "refuted" || atlas.reports.some((report) => report.status === status));
}

function counted(shown: number, all: number, text: Strings): string {
  if (shown !== all) return text("reports.some", { shown, count: all });
  return text(all === 1 ? "reports.one" : "reports.other", { count: all });
}

function StatusButton({ status, store, on, text }: { status: Status; store: Store; on: boolean; text: Strings }): JSX.Element {
  const count = store.atlas.reports.filter((report) => report.status === status).length;
  return (
    <button type="button" class={`status-button is-${status}`} aria-pressed={on} onClick={() => store.show(status, !on)}>
      <Glyph status={status} size={18} />
      {text(`status.${status}`)} <b>{count}</b>
    </button>
  );
}

function Item({ index, store, state, text }: PanelProps & { index: number }): JSX.Element {
  const report = store.atlas.reports[index]!;
  const open = state.selected === index;
  const props = { atlas: store.atlas, report, text };
  return (
    <li
      class={`item ${open ? "is-open" : ""} ${state.pointed === index ? "is-pointed" : ""}`}
      data-report={index}
      onMouseEnter={() => store.change({ pointed: index })}
      onMouseLeave={() => store.change({ pointed: null })}
    >
      <h2>
        <button
          type="button"
          aria-expanded={open}
          onClick={() => store.change({ selected: open ? null : index, from: "list" })}
          onFocus={() => store.change({ pointed: index })}
          onBlur={() => store.change({ pointed: null })}
        >
          <Glyph status={report.status} size={20} />
          <span class="item-title">
            <span class="unseen">{text(`status.${report.status}`)}: </span>
            <bdi>{report.title}</bdi>
          </span>
        </button>
      </h2>
      <div class="item-text">
        <ReportLine {...props} />
        {open && <ReportBody {...props} />}
      </div>
    </li>
  );
}
