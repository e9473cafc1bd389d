// The reader's choices: one value, changed in one way, followed by the map, the panel and the address.
import type { Atlas } from "../data/atlas.js";
import type { Bounds } from "../data/bounds.js";
import { type Filters, type Matches, match, unfiltered } from "../data/filter.js";
import { countPlaced, reportsInView } from "../data/in-view.js";
import { Search } from "../data/search.js";
import type { ArticleText, Status } from "../data/wire.js";
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
  /** Indices of the reports under the pointer or the focus. */
  pointed: readonly number[];
  /** Which part of the page made this change, so that the other parts follow and it does not move itself. */
  from: "map" | "list" | "text" | "address" | null;
  /** Where the reader moved the map; null while it shows everything. */
  view: MapView | null;
  /** What the map shows at the moment; null where there is no map yet. */
  frame: Bounds | null;
  /** Whether the list has only the reports in that frame. */
  onlyInView: boolean;
  /** Whether the map shows the number of reports per square instead of marks. */
  density: boolean;
  /** The shown reports in the frame; null where all that have a position are in it. */
  inView: Int32Array | null;
  /** What the panel shows. */
  panel: "reports" | "article" | "about";
  /** Index of the open article, where `panel` is "article". */
  article: number | null;
  /** How much of a narrow window the panel takes. */
  sheet: "low" | "half" | "full";
  /** The reports as a list or as a table. */
  listing: "list" | "table";
  language: string;
  /** Whether the texts of the articles have been read. */
  hasTexts: boolean;
  /** Whether the page is being printed. */
  paper: boolean;
  /** Key of a message about a link that does not work in full; it goes with the reader's next choice. */
  notice: string | null;
}

type Listener = (state: State, before: State) => void;

/** Parts of the state that a notice about a link does not outlive. */
const CHOICES = ["filters", "selected", "onlyInView", "density", "panel", "article", "listing", "language"] as const;

export class Store {
  state: State;
  readonly search: Search;
  private readonly listeners: Listener[] = [];
  private readonly waiting: Partial<State>[] = [];
  private isBusy = false;
  private readonly texts = new Map<string, Strings>();

  constructor(readonly atlas: Atlas) {
    this.search = new Search(atlas);
    this.state = {
      filters: unfiltered(atlas),
      matches: match(atlas, unfiltered(atlas), this.search),
      selected: null,
      pointed: [],
      from: null,
      view: null,
      frame: null,
      onlyInView: false,
      density: false,
      inView: null,
      panel: "reports",
      article: null,
      sheet: "half",
      listing: "list",
      language: atlas.languages[0]!,
      hasTexts: atlas.evidence.texts !== null,
      paper: false,
      notice: null,
    };
  }

  /** The page's texts in the chosen language. */
  get text(): Strings {
    const { language } = this.state;
    const { atlas } = this;
    const text =
      this.texts.get(language) ??
      stringsFrom(atlas.strings(language), language, atlas.stringsLanguage(language), atlas.direction(language));
    this.texts.set(language, text);
    return text;
  }

  /** The reports of the list and the table. */
  get listed(): Int32Array {
    const { onlyInView, inView, matches } = this.state;
    return onlyInView && inView ? inView : matches.shown;
  }

  subscribe(listener: Listener): void {
    this.listeners.push(listener);
  }

  /**
   * Changes parts of the state. A selected report that the filters hide is closed. A change that a listener makes waits
   * until all listeners have received the current one, so that all receive both in the same order.
   */
  change(part: Partial<Omit<State, "matches" | "inView">>): void {
    this.waiting.push(part);
    if (this.isBusy) return;
    this.isBusy = true;
    try {
      for (let next = this.waiting.shift(); next; next = this.waiting.shift()) this.apply(next);
    } finally {
      this.isBusy = false;
    }
  }

  private apply(part: Partial<State>): void {
    const before = this.state;
    const after = { ...before, from: null, ...part };
    if (after.filters !== before.filters) after.matches = match(this.atlas, after.filters, this.search);
    if (after.matches !== before.matches || after.frame !== before.frame) after.inView = this.findInView(after);
    if (after.selected !== null && !isShown(after.matches.shown, after.selected)) after.selected = null;
    if (part.notice === undefined && CHOICES.some((choice) => after[choice] !== before[choice])) after.notice = null;
    this.state = after;
    for (const listener of this.listeners) listener(after, before);
  }

  /** Adds the texts of the articles, which a large page reads when its marks are drawn. */
  addTexts(texts: readonly ArticleText[]): void {
    const { filters } = this.state;
    this.atlas.evidence.texts = texts;
    this.search.restart();
    this.change({ hasTexts: true, ...(filters.query && { filters: { ...filters } }) });
  }

  private findInView({ matches: { shown }, frame }: State): Int32Array | null {
    if (!frame) return null;
    const inView = reportsInView(this.atlas, shown, frame);
    return inView.length < countPlaced(this.atlas, shown) ? inView : null;
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

/** Whether a report is among others in ascending order. */
export function isShown(shown: Int32Array, report: number): boolean {
  let [low, high] = [0, shown.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (shown[middle]! < report) low = middle + 1;
    else high = middle;
  }
  return shown[low] === report;
}
