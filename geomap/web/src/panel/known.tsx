// The map as it was known on an earlier day: the choice of the day, what it leaves out, and what has changed since.
import type { JSX } from "preact";
import type { Store } from "../app/state.js";
import type { Strings } from "../app/strings.js";
import { type Changes, changesOf, correctionsKnown, correctionsOf, knownExtent } from "../data/changes.js";
import { dayOfIso, isoDay } from "../data/iso-day.js";
import type { Report } from "../data/report.js";
import { STATUSES } from "../data/wire.js";
import { Glyph } from "../ui/glyph.js";

const LONG: Intl.DateTimeFormatOptions = { day: "numeric", month: "long", year: "numeric" };

const dayText = (text: Strings, day: number): string => text.day(day, LONG);

/** The day whose map is shown, with the way to another day and to today; nothing on a map that never changed. */
export function KnownControl({ store }: { store: Store }): JSX.Element | null {
  const { atlas, state, text } = store;
  const extent = knownExtent(atlas);
  const { known } = state.filters;
  if (!extent) return null;
  return (
    <div class={`known ${known === null ? "" : "is-chosen"}`}>
      <label>
        {text("known.label")}
        <input
          type="date"
          value={known === null ? "" : isoDay(known)}
          min={isoDay(extent.first)}
          max={isoDay(extent.last)}
          onChange={({ currentTarget: { value } }) => store.filter({ known: value ? dayOfIso(value) : null })}
        />
      </label>
      {known !== null && <TodayButton store={store} />}
      <KnownNotice store={store} />
    </div>
  );
}

function TodayButton({ store }: { store: Store }): JSX.Element {
  return (
    <button type="button" class="link" onClick={() => store.filter({ known: null })}>
      {store.text("known.today")}
    </button>
  );
}

/** Says which day the map is of and what is not shown; empty for today's, so that a change is announced. */
function KnownNotice({ store }: { store: Store }): JSX.Element {
  const { atlas, state, text } = store;
  const { known } = state.filters;
  const extent = knownExtent(atlas);
  const isEmpty = known !== null && extent !== null && known < extent.first;
  const missing = atlas.known?.missing ?? 0;
  return (
    <div class="known-notice" role="status">
      {known !== null && <p>{text("known.on", { date: dayText(text, known) })}</p>}
      {isEmpty && <p>{text("known.none", { date: dayText(text, extent.first) })}</p>}
      {missing > 0 && <p class="quiet">{text("known.missing", { count: missing })}</p>}
    </div>
  );
}

/** The notice without the control, for a page that has no room for it. */
export function KnownBanner({ store }: { store: Store }): JSX.Element | null {
  if (store.state.filters.known === null) return null;
  return (
    <div class="known is-chosen">
      <KnownNotice store={store} />
      <TodayButton store={store} />
    </div>
  );
}

/** Marks a report that has changed since the day whose map is shown. */
export function ChangedMark({ store, report }: { store: Store; report: number }): JSX.Element | null {
  const changes = changesOf(store.atlas, report, store.state.language);
  return changes && <span class="changed-mark">{store.text("known.changed")}</span>;
}

/** What has changed in a report since the day whose map is shown, with the way to the report of today. */
export function ChangedSince({ store, report }: { store: Store; report: Report }): JSX.Element | null {
  const { atlas, state, text } = store;
  const changes = changesOf(atlas, report.index, state.language);
  if (!changes) return null;
  const showToday = (): void => {
    const status = STATUSES[atlas.today.status[report.index]!]!;
    const { filters } = state;
    store.change({
      filters: { ...filters, known: null, statuses: new Set([...filters.statuses, status]) },
      selected: report.index,
      from: "text",
    });
  };
  return (
    <section class="changed-since">
      <h3>{text("known.changed")}</h3>
      <ChangesList changes={changes} store={store} />
      <button type="button" class="link" onClick={showToday}>
        {text("known.today")}
      </button>
    </section>
  );
}

function ChangesList({ changes, store: { text } }: { changes: Changes; store: Store }): JSX.Element {
  const { statuses, corrections, sources } = changes;
  return (
    <ul>
      {statuses.map(({ date, status }, index) => (
        <li key={`status-${index}`}>
          <Glyph status={status} size={16} />
          <span>
            <strong class={`is-${status}`}>{text(`status.${status}`)}</strong>{" "}
            <span class="quiet">{date === null ? text("known.undated") : text("report.since", { date })}</span>
          </span>
        </li>
      ))}
      {corrections.map(({ date, note }, index) => (
        <li key={`correction-${index}`}>
          <span class="quiet">{date}</span> <bdi lang={note.lang}>{note.text}</bdi>
        </li>
      ))}
      {sources > 0 && <li>{text("known.later_sources", { count: sources })}</li>}
    </ul>
  );
}

/** The corrections of a report. */
export function Corrections({ store, report }: { store: Store; report: Report }): JSX.Element | null {
  const { atlas, state, text } = store;
  const corrections = correctionsOf(atlas, report.index, state.language).slice(
    0,
    correctionsKnown(atlas, report.index),
  );
  if (!corrections.length) return null;
  return (
    <section class="corrections">
      <h3>{text("label.corrections")}</h3>
      <ul>
        {corrections.map(({ date, note }, index) => (
          <li key={index}>
            <span class="quiet">{date}</span> <bdi lang={note.lang}>{note.text}</bdi>
          </li>
        ))}
      </ul>
    </section>
  );
}
