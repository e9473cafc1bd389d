// The filters: status, system, article and search, each choice with its current count.
import type { JSX } from "preact";
import type { Store } from "../app/state.js";
import { isFiltered, UNFILTERED } from "../data/filter.js";
import { STATUSES, type Status } from "../data/wire.js";
import { Glyph } from "../ui/glyph.js";

export function Filters({ store }: { store: Store }): JSX.Element {
  const { atlas, state, text } = store;
  const { filters, matches } = state;
  return (
    <div class="filters" role="search" aria-label={text("label.filters")}>
      <StatusButtons store={store} />
      <div class="filters-more">
        {atlas.systems.length > 1 && (
          <Choice
            name={text("label.system")}
            any={text("filter.any_system")}
            chosen={filters.system}
            options={atlas.systems.map((system, index) => [system, matches.bySystem[index]!])}
            choose={(system) => store.filter({ system })}
            text={text}
          />
        )}
        {atlas.articles.length > 1 && (
          <Choice
            name={text("label.article")}
            any={text("filter.any_article")}
            chosen={filters.article}
            options={atlas.articles.map((article, index) => [article.title, matches.byArticle[index]!])}
            choose={(article) => store.filter({ article })}
            text={text}
          />
        )}
      </div>
      <SearchField store={store} />
      <Counts store={store} />
    </div>
  );
}

/** A switch for each status, with the number of reports that it shows or would show. */
export function StatusButtons({ store }: { store: Store }): JSX.Element {
  return (
    <div class="filters-statuses" role="group" aria-label={store.text("label.legend")}>
      {statusesIn(store).map((status) => (
        <StatusButton key={status} status={status} store={store} />
      ))}
    </div>
  );
}

/** The statuses to choose from; refuted only where the map has such reports. */
function statusesIn(store: Store): Status[] {
  return STATUSES.filter((status, index) => status !== "refuted" || store.atlas.status.includes(index));
}

function StatusButton({ status, store }: { status: Status; store: Store }): JSX.Element {
  const on = store.state.filters.statuses.has(status);
  return (
    <button
      type="button"
      class={`status-button is-${status}`}
      aria-pressed={on}
      onClick={() => store.show(status, !on)}
    >
      <Glyph status={status} size={18} />
      {store.text(`status.${status}`)} <b>{store.text.number(store.state.matches.byStatus[status])}</b>
    </button>
  );
}

interface ChoiceProps {
  name: string;
  any: string;
  chosen: number | null;
  /** Each with the number of reports that would be shown. */
  options: [string, number][];
  choose: (index: number | null) => void;
  text: Store["text"];
}

function Choice({ name, any, chosen, options, choose, text }: ChoiceProps): JSX.Element {
  return (
    <select
      class={`choice ${chosen === null ? "" : "is-chosen"}`}
      aria-label={name}
      value={chosen ?? ""}
      onChange={({ currentTarget: { value } }) => choose(value === "" ? null : Number(value))}
    >
      <option value="">{any}</option>
      {options.map(([option, count], index) => (
        <option key={index} value={index}>
          {`${option} (${text.number(count)})`}
        </option>
      ))}
    </select>
  );
}

function SearchField({ store }: { store: Store }): JSX.Element {
  const { text, state } = store;
  return (
    <label class="search">
      <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
        <circle cx="7" cy="7" r="4.5" fill="none" stroke="currentColor" stroke-width="1.6" />
        <path d="M10.5 10.5 14 14" stroke="currentColor" stroke-width="1.6" stroke-linecap="round" />
      </svg>
      <span class="unseen">{text("filter.search")}</span>
      <input
        type="search"
        value={state.filters.query}
        placeholder={text("filter.search")}
        maxLength={200}
        autocomplete="off"
        spellcheck={false}
        onFocus={() => store.search.prepare()}
        onInput={({ currentTarget: { value } }) => store.filter({ query: value })}
      />
    </label>
  );
}

/** The number of shown reports, the button that clears the filters, and the choice between list and table. */
function Counts({ store }: { store: Store }): JSX.Element {
  const { atlas, state, text } = store;
  const shown = state.matches.shown.length;
  const all = atlas.reports;
  const filtered = isFiltered(state.filters);
  return (
    <div class="counts">
      <p class="panel-count" role="status">
        {shown === all ? text.count("reports", all) : text.count("reports.some", all, { shown })}
        {shown > 1 && ` · ${text("label.order")}`}
      </p>
      {filtered && (
        <button type="button" class="link" onClick={() => store.change({ filters: UNFILTERED })}>
          {text("filter.clear")}
        </button>
      )}
      <div class="listing" role="group" aria-label={text("label.listing")}>
        {(["list", "table"] as const).map((listing) => (
          <button
            key={listing}
            type="button"
            class="link"
            aria-pressed={state.listing === listing}
            onClick={() => store.change({ listing })}
          >
            {text(`label.as_${listing}`)}
          </button>
        ))}
      </div>
    </div>
  );
}
