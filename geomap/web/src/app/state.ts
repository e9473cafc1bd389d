// What the reader has chosen: one value, changed in one way, heard by the map, the panel and the address.
import type { Atlas, Status } from "../data/atlas.js";
import { type Filters, type Matches, match, UNFILTERED } from "../data/filter.js";
import { Search } from "../data/search.js";
import { type Strings, stringsFrom } from "./strings.js";

/** Middle of the map in degrees, and Leaflet's zoom. */
export interface MapView {
  zoom: number;
  latitude: number;
  longitude: number;
}

export interface State {
  filters: Filters;
  matches: Matches;
  /** Index of the open report. */
  selected: number | null;
  /** Indices of the reports that the pointer or the focus is on. */
  pointed: readonly number[];
  /** Where this change was chosen, so that the other sides follow and this one stays; null once it is past. */
  from: "map" | "list" | "text" | "address" | null;
  /** Where the reader moved the map; null while it shows everything. */
  view: MapView | null;
  /** What the panel shows. */
  panel: "reports" | "article" | "about";
  /** Index of the article that is read, where `panel` is "article". */
  article: number | null;
  /** How much of a narrow window the panel takes. */
  sheet: "low" | "half" | "full";
  /** The reports as a list or as a table. */
  listing: "list" | "table";
  language: string;
  /** Whether it goes to paper, where nothing can be opened. */
  paper: boolean;
  /** Words about something that did not work, for the reader. */
  notice: string | null;
}

type Listener = (state: State, before: State) => void;

export class Store {
  state: State;
  readonly search: Search;
  private readonly listeners: Listener[] = [];
  private readonly waiting: Partial<State>[] = [];
  private busy = false;
  private readonly spoken = new Map<string, Strings>();

  constructor(readonly atlas: Atlas) {
    this.search = new Search(atlas);
    this.state = {
      filters: UNFILTERED,
      matches: match(atlas, UNFILTERED, this.search),
      selected: null,
      pointed: [],
      from: null,
      view: null,
      panel: "reports",
      article: null,
      sheet: "half",
      listing: "list",
      language: atlas.languages[0]!,
      paper: false,
      notice: null,
    };
  }

  /** The page's words in the language that is chosen. */
  get text(): Strings {
    const { language } = this.state;
    const { atlas } = this;
    let text = this.spoken.get(language);
    if (!text)
      this.spoken.set(
        language,
        (text = stringsFrom(atlas.strings(language), language, atlas.spoken(language), atlas.direction(language))),
      );
    return text;
  }

  subscribe(listener: Listener): void {
    this.listeners.push(listener);
  }

  /**
   * Changes parts of the state; an open report that no filter leaves is closed. A change that a listener makes comes
   * after the one that it heard of, so that all hear of both in the same order.
   */
  change(part: Partial<Omit<State, "matches">>): void {
    this.waiting.push(part);
    if (this.busy) return;
    this.busy = true;
    try {
      for (let next = this.waiting.shift(); next; next = this.waiting.shift()) this.apply(next);
    } finally {
      this.busy = false;
    }
  }

  private apply(part: Partial<State>): void {
    const before = this.state;
    const after = { ...before, from: null, ...part };
    if (after.filters !== before.filters) {
      after.matches = match(this.atlas, after.filters, this.search);
      if (after.selected !== null && !isShown(after.matches.shown, after.selected)) after.selected = null;
    }
    this.state = after;
    for (const listener of this.listeners) listener(after, before);
  }

  filter(part: Partial<Filters>): void {
    this.change({ filters: { ...this.state.filters, ...part } });
  }

  show(status: Status, on: boolean): void {
    const { statuses } = this.state.filters;
    if (statuses.has(status) === on) return;
    const chosen = new Set(statuses);
    if (on) chosen.add(status);
    else chosen.delete(status);
    this.filter({ statuses: chosen });
  }
}

/** Whether a report is among those in ascending order. */
export function isShown(shown: Int32Array, report: number): boolean {
  let [low, high] = [0, shown.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (shown[middle]! < report) low = middle + 1;
    else high = middle;
  }
  return shown[low] === report;
}
