// Keeps the address and the state in step: a pasted link, Back and Forward restore the view.
import type { Atlas } from "../data/atlas.js";
import { bestTag } from "../data/language.js";
import { hashOf, readHash } from "./hash.js";
import type { State, Store } from "./state.js";

/** Browsers limit how often an address may change: while the map is dragged, it waits for this many milliseconds. */
const WAIT_MS = 300;

/** The address of what is shown, or of one report alone. */
export function addressOf(store: Store, part: { report?: number } = {}): string {
  const base = location.href.replace(/#.*$/s, "");
  const { atlas, state } = store;
  const hash =
    part.report === undefined
      ? hashOf(state, atlas, readersLanguage(atlas))
      : `report=${encodeURIComponent(atlas.idOf(part.report))}`;
  return hash ? `${base}#${hash}` : base;
}

/** The address of the full page, where this is the address of its embedded form. */
export function withoutEmbed(address: string): string {
  const full = new URL(address);
  full.search = full.search
    .slice(1)
    .split("&")
    .filter((part) => !/^embed(=|$)/.test(part))
    .join("&");
  return full.href;
}

export function followAddress(store: Store): void {
  const { atlas } = store;
  let written = location.hash;
  let waiting: ReturnType<typeof setTimeout> | undefined;
  const write = (state: State, isNewEntry: boolean): void => {
    clearTimeout(waiting);
    waiting = undefined;
    const hash = hashOf(state, atlas, readersLanguage(atlas));
    if (`#${hash}` === written || (!hash && !written)) return;
    written = hash ? `#${hash}` : "";
    const address = hash ? `#${hash}` : `${location.pathname}${location.search}`;
    try {
      if (isNewEntry) history.pushState(null, "", address);
      else history.replaceState(null, "", address);
    } catch {
      // The host page may forbid it; the share dialog still shows the address.
    }
  };
  const read = (): void => {
    clearTimeout(waiting);
    written = location.hash;
    const { state, isValid } = readHash(written, atlas, readersLanguage(atlas));
    const { selected, filters } = state;
    atlas.asKnownOn(filters.known); // a report may have had another status
    // A link to a report shows its status, too; other filters of the link may still hide it.
    if (selected !== null && !filters.statuses.has(atlas.statusOf(selected))) {
      state.filters = { ...filters, statuses: new Set([...filters.statuses, atlas.statusOf(selected)]) };
    }
    store.change({ ...state, pointed: [], from: "address", notice: isValid ? null : "label.bad_link" });
    if (selected !== null && store.state.selected === null) {
      store.change({ from: "address", notice: "label.report_hidden" });
      write(store.state, false);
    }
  };
  read();
  window.addEventListener("popstate", read);
  window.addEventListener("hashchange", () => {
    if (location.hash !== written) read();
  });
  store.subscribe((state, before) => {
    if (state.from === "address") return;
    const isNewEntry = (["selected", "panel", "article", "listing"] as const).some(
      (part) => state[part] !== before[part],
    );
    if (isNewEntry) {
      if (waiting !== undefined) write(before, false);
      write(state, true);
    } else {
      clearTimeout(waiting);
      waiting = setTimeout(() => write(store.state, false), WAIT_MS);
    }
  });
}

/** The page's language for this reader: the best match for the browser's languages, else the map's own. */
function readersLanguage(atlas: Atlas): string {
  return bestTag(atlas.languages, navigator.languages) ?? atlas.languages[0]!;
}
