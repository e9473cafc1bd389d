// The filters: statuses, search and properties, and the number of reports that they leave.
import type { ComponentChildren, JSX } from "preact";
import { useState } from "preact/hooks";
import { isNarrow } from "../app/env.js";
import type { Store } from "../app/state.js";
import { knownExtent } from "../data/changes.js";
import { hasDensity } from "../data/density.js";
import { isFiltered, unfiltered } from "../data/filter.js";
import { STATUSES, type Status } from "../data/wire.js";
import { Glyph } from "../ui/glyph.js";
import { useUniqueId } from "../ui/unique-id.js";
import { ChosenOptions, FacetLists, facetsWithChoice } from "./facets.js";
import { KnownControl } from "./known.js";

const ORDERS = { newest: "label.order", oldest: "order.oldest", file: "order.file" } as const;

/** In a narrow window all but the statuses is folded away, with the timeline that is given. */
export function Filters({ store, children }: { store: Store; children?: ComponentChildren }): JSX.Element {
  const [isOpen, setOpen] = useState(false);
  const id = useUniqueId();
  const narrow = isNarrow();
  const toggle = <FoldButton store={store} controls={id} isOpen={isOpen} onClick={() => setOpen(!isOpen)} />;
  const hasHistory = knownExtent(store.atlas) !== null;
  const canCount = hasDensity(store.atlas);
  const isToday = store.state.filters.known === null;
  return (
    <div class="filters" role="search" aria-label={store.text("label.filters")}>
      {narrow ? (
        <div class="filters-row">
          {toggle}
          <StatusButtons store={store} />
        </div>
      ) : (
        <>
          <StatusButtons store={store} />
          <div class="filters-row">
            <SearchField store={store} />
            {(facetsWithChoice(store).length > 0 || hasHistory || canCount) && toggle}
          </div>
        </>
      )}
      <div id={id} class="filters-more" hidden={!isOpen}>
        {narrow && <SearchField store={store} />}
        {narrow && children}
        {isToday && <KnownControl store={store} />}
        {canCount && <DensityControl store={store} />}
        <FacetLists store={store} />
      </div>
      <ChosenOptions store={store} />
      {!isToday && <KnownControl store={store} />}
      <Counts store={store} />
    </div>
  );
}

interface FoldProps {
  store: Store;
  controls: string;
  isOpen: boolean;
  onClick: () => void;
}

/** Opens and folds the filters; says how many are set inside. */
function FoldButton({ store, controls, isOpen, onClick }: FoldProps): JSX.Element {
  const { text, state } = store;
  const { chosen, query, from, to, undated } = state.filters;
  let set = Object.values(chosen).reduce((sum, options) => sum + options.size, 0);
  if (isNarrow()) set += Number(query.trim() !== "") + Number(from !== null || to !== null) + Number(!undated);
  return (
    <button
      type="button"
      class={`filters-fold ${set ? "is-chosen" : ""}`}
      aria-expanded={isOpen}
      aria-controls={controls}
      title={isNarrow() ? text("label.filters") : undefined}
      onClick={onClick}
    >
      <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
        <path d="M2 4h12M4.5 8h7M7 12h2" stroke="currentColor" stroke-width="1.6" stroke-linecap="round" />
      </svg>
      <span>{text("label.filters")}</span>
      {set > 0 && <b>{text.number(set)}</b>}
    </button>
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

function SearchField({ store }: { store: Store }): JSX.Element {
  const { text, state } = store;
  return (
    <label class="search" title={text("filter.search")}>
      <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
        <circle cx="7" cy="7" r="4.5" fill="none" stroke="currentColor" stroke-width="1.6" />
        <path d="M10.5 10.5 14 14" stroke="currentColor" stroke-width="1.6" stroke-linecap="round" />
      </svg>
      <span class="unseen">{text("filter.search")}</span>
      <input
        type="search"
        value={state.filters.query}
        placeholder={text("filter.search_short")}
        maxLength={200}
        autocomplete="off"
        spellcheck={false}
        onFocus={() => store.search.prepare()}
        onInput={({ currentTarget: { value } }) => store.filter({ query: value })}
      />
    </label>
  );
}

/** The number of listed reports, the button that clears the filters, and the choice between list and table. */
function Counts({ store }: { store: Store }): JSX.Element {
  const { atlas, state, text } = store;
  const shown = state.matches.shown.length;
  const all = atlas.reports;
  return (
    <div class="counts">
      <p class="panel-count" role="status">
        {shown === all ? text.count("reports", all) : text.count("reports.some", all, { shown })}
        {shown > 1 && ` · ${text(ORDERS[atlas.map.order])}`}
      </p>
      {isFiltered(state.filters, atlas) && (
        <button type="button" class="link" onClick={() => store.change({ filters: unfiltered(atlas) })}>
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
      <HiddenMatches store={store} />
      <InView store={store} />
    </div>
  );
}

/** Switches between marks and the number of reports per square. */
function DensityControl({ store }: { store: Store }): JSX.Element {
  const { state, text } = store;
  return (
    <label>
      <input
        type="checkbox"
        checked={state.density}
        onChange={({ currentTarget: { checked } }) => store.change({ density: checked })}
      />{" "}
      {text("density.label")}
    </label>
  );
}

/** What a search finds in the statuses that are not shown, with the way to it. */
function HiddenMatches({ store }: { store: Store }): JSX.Element | null {
  const { state, text } = store;
  const { filters, matches } = state;
  const hidden = STATUSES.filter((status) => !filters.statuses.has(status) && matches.byStatus[status] > 0);
  if (!filters.query.trim() || !hidden.length) return null;
  const counts = hidden.map((status) => `${text(`status.${status}`)} ${text.number(matches.byStatus[status])}`);
  return (
    <div class="counts-hidden">
      <p role="status">{text("filter.hidden", { statuses: counts.join(text("list.comma")) })}</p>
      <button
        type="button"
        class="link"
        onClick={() => store.filter({ statuses: new Set([...filters.statuses, ...hidden]) })}
      >
        {text("filter.show_hidden")}
      </button>
    </div>
  );
}

/** How many of the reports the map shows, where it does not show all, and the choice to list only those. */
function InView({ store }: { store: Store }): JSX.Element | null {
  const { state, text } = store;
  const { inView, onlyInView, matches } = state;
  if (!inView && !onlyInView) return null;
  return (
    <label class="counts-view">
      <input
        type="checkbox"
        checked={onlyInView}
        onChange={({ currentTarget: { checked } }) => store.change({ onlyInView: checked })}
      />
      {text("filter.only_in_view")}{" "}
      <span class="quiet">
        {text("filter.in_view", { count: (inView ?? matches.shown).length, all: matches.shown.length })}
      </span>
    </label>
  );
}
