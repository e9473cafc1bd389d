// The address's hash and the state, each made of the other: a pasted link, back and forward restore the view.
import { type Atlas, STATUSES, type Status } from "../data/atlas.js";
import { type Filters, isFiltered, UNFILTERED } from "../data/filter.js";
import type { MapView, State, Store } from "./state.js";

const DAY_MS = 86_400_000;
const LONGEST_QUERY = 200;
/** Browsers bound how often an address may change; a map that is dragged waits so many milliseconds. */
const WAIT_MS = 300;

type Addressed = Pick<State, "filters" | "selected" | "view" | "panel" | "article" | "listing" | "language">;

/** What an address asks for; `wrong` where it asks for something that this map does not have. */
interface Asked {
  state: Addressed;
  wrong: boolean;
}

/** The language of the page for this reader: the first of theirs that it has, else the map's own. */
function preferredLanguage(atlas: Atlas): string {
  const known = new Map(atlas.languages.map((language) => [language.split("-")[0]!.toLowerCase(), language]));
  for (const wanted of navigator.languages ?? []) {
    const language = known.get(wanted.split("-")[0]!.toLowerCase());
    if (language) return language;
  }
  return atlas.languages[0]!;
}

/** The full address of what is shown, or of one report alone. */
export function addressOf(store: Store, part: { report?: number } = {}): string {
  const base = location.href.replace(/#.*$/s, "");
  const hash =
    part.report === undefined
      ? hashOf(store.state, store.atlas)
      : `report=${encodeURIComponent(store.atlas.idOf(part.report))}`;
  return hash ? `${base}#${hash}` : base;
}

/** The same address of the whole page, where it was opened inside another. */
export function withoutEmbed(address: string): string {
  const whole = new URL(address);
  whole.search = whole.search
    .slice(1)
    .split("&")
    .filter((part) => !/^embed(=|$)/.test(part))
    .join("&");
  return whole.href;
}

function hashOf(state: Addressed, atlas: Atlas): string {
  const { filters, view, selected, panel, article, listing, language } = state;
  const said = new URLSearchParams();
  if (view) said.set("map", [view.zoom, view.latitude.toFixed(5), view.longitude.toFixed(5)].map(Number).join("/"));
  if (selected !== null) said.set("report", atlas.idOf(selected));
  if (!sameSet(filters.statuses, UNFILTERED.statuses))
    said.set("status", STATUSES.filter((status) => filters.statuses.has(status)).join(",") || "none");
  if (filters.system !== null) said.set("system", atlas.systems[filters.system]!);
  if (filters.article !== null) said.set("article", atlas.articles[filters.article]!.id);
  if (filters.from !== null) said.set("from", isoDay(filters.from));
  if (filters.to !== null) said.set("to", isoDay(filters.to));
  if (!filters.undated) said.set("undated", "no");
  if (filters.query.trim()) said.set("q", filters.query);
  if (panel === "about") said.set("view", "about");
  else if (panel === "article" && article !== null) said.set("read", atlas.articles[article]!.id);
  if (listing === "table") said.set("list", "table");
  if (language !== preferredLanguage(atlas)) said.set("lang", language);
  return said.toString().replaceAll("%2F", "/").replaceAll("%2C", ",").replaceAll("%3A", ":");
}

function readHash(hash: string, atlas: Atlas): Asked {
  const asked = new URLSearchParams(hash.replace(/^#/, ""));
  let wrong = false;
  const take = <T>(key: string, read: (text: string) => T | null): T | null => {
    const text = asked.get(key);
    if (text === null) return null;
    const value = read(text);
    if (value === null) wrong = true;
    return value;
  };
  const among = (known: readonly string[]) => (text: string) => (known.includes(text) ? known.indexOf(text) : null);
  const articles = atlas.articles.map((article) => article.id);
  const filters: Filters = {
    statuses: take("status", readStatuses) ?? UNFILTERED.statuses,
    system: take("system", among(atlas.systems)),
    article: take("article", among(articles)),
    from: take("from", readDay),
    to: take("to", readDay),
    undated: take("undated", (text) => (text === "no" ? "no" : null)) === null,
    query: (asked.get("q") ?? "").slice(0, LONGEST_QUERY),
  };
  if (filters.from !== null && filters.to !== null && filters.from > filters.to) {
    [filters.from, filters.to, wrong] = [null, null, true];
  }
  const read = take("read", among(articles));
  const about = take("view", (text) => (text === "about" ? "about" : null)) !== null;
  const table = take("list", (text) => (text === "table" ? "table" : null)) !== null;
  const language = take("lang", (text) => atlas.languages.find((known) => known === text) ?? null);
  const state: Addressed = {
    filters: isFiltered(filters) ? filters : UNFILTERED, // the same value: nothing is matched or drawn anew for it
    selected: take("report", (id) => atlas.find(id)),
    view: take("map", readView),
    panel: about ? "about" : read === null ? "reports" : "article",
    article: read,
    listing: table ? "table" : "list",
    language: language ?? preferredLanguage(atlas),
  };
  return { state, wrong };
}

/** Keeps the address and the state in step from here on. */
export function followAddress(store: Store): void {
  let written = location.hash;
  let waiting: ReturnType<typeof setTimeout> | undefined;
  const write = (state: State, keep: boolean): void => {
    clearTimeout(waiting);
    waiting = undefined;
    const hash = hashOf(state, store.atlas);
    if (`#${hash}` === written || (!hash && !written)) return;
    written = hash ? `#${hash}` : "";
    const address = hash ? `#${hash}` : `${location.pathname}${location.search}`;
    try {
      if (keep) history.pushState(null, "", address);
      else history.replaceState(null, "", address);
    } catch {
      // A host may forbid it; the share dialog still gives the address.
    }
  };
  const read = (): void => {
    clearTimeout(waiting);
    written = location.hash;
    const { state, wrong } = readHash(location.hash, store.atlas);
    const refuted = state.selected !== null && !state.filters.statuses.has(store.atlas.statusOf(state.selected));
    if (refuted)
      state.filters = {
        ...state.filters,
        statuses: new Set([...state.filters.statuses, store.atlas.statusOf(state.selected!)]),
      };
    store.change({ ...state, pointed: [], from: "address", notice: wrong ? "label.bad_link" : null });
  };
  read();
  window.addEventListener("popstate", read);
  window.addEventListener("hashchange", () => {
    if (location.hash !== written) read();
  });
  store.subscribe((state, before) => {
    if (state.from === "address") return;
    const opened =
      state.selected !== before.selected ||
      state.panel !== before.panel ||
      state.article !== before.article ||
      state.listing !== before.listing;
    if (opened) {
      if (waiting !== undefined) write(before, false);
      write(state, true);
    } else {
      clearTimeout(waiting);
      waiting = setTimeout(() => write(store.state, false), WAIT_MS);
    }
  });
}

/** Zoom, latitude and longitude, where they are on the Earth. */
function readView(text: string): MapView | null {
  const parts = text.split("/");
  if (parts.length !== 3 || parts.some((part) => !/^-?\d{1,3}(\.\d{1,12})?$/.test(part))) return null;
  const [zoom, latitude, longitude] = parts.map(Number) as [number, number, number];
  return zoom >= 0 && zoom <= 18 && Math.abs(latitude) <= 90 && Math.abs(longitude) <= 360
    ? { zoom, latitude, longitude }
    : null;
}

function readStatuses(text: string): ReadonlySet<Status> | null {
  if (text === "none") return new Set();
  const asked = text.split(",");
  return asked.every((status) => (STATUSES as readonly string[]).includes(status)) ? new Set(asked as Status[]) : null;
}

/** A day as days since 1970; years of more than four digits have a sign and six, as ECMAScript writes them. */
function readDay(text: string): number | null {
  if (!/^(\d{4}|[+-]\d{6})-\d\d-\d\d$/.test(text)) return null;
  const time = Date.parse(`${text}T00:00:00Z`);
  return Number.isNaN(time) ? null : time / DAY_MS;
}

function isoDay(day: number): string {
  return new Date(day * DAY_MS).toISOString().split("T")[0]!;
}

function sameSet(one: ReadonlySet<unknown>, other: ReadonlySet<unknown>): boolean {
  return one.size === other.size && [...one].every((item) => other.has(item));
}
