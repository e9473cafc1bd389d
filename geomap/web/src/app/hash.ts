// State ↔ the address's hash. Pure: app/address.ts connects both with the browser.
import type { Atlas } from "../data/atlas.js";
import { knownExtent } from "../data/changes.js";
import { hasDensity } from "../data/density.js";
import { type FacetName, facetNames, facetsOf } from "../data/facets.js";
import { type Chosen, type Filters, isFiltered, isSameSet, unfiltered } from "../data/filter.js";
import { dayOfIso, isoDay } from "../data/iso-day.js";
import { bestTag } from "../data/language.js";
import { STATUSES, type Status } from "../data/wire.js";
import { MAX_ZOOM } from "../data/world.js";
import type { MapView, State } from "./state.js";

const MAX_QUERY_LENGTH = 200;

/** The part of the state that a link carries. */
export type LinkedState = Pick<
  State,
  "filters" | "selected" | "view" | "onlyInView" | "density" | "panel" | "article" | "listing" | "language"
>;

/** The hash without its `#`; empty for the page as it opens. The language is left out where it is the reader's own. */
export function hashOf(state: LinkedState, atlas: Atlas, ownLanguage: string): string {
  const { filters, view, onlyInView, density, selected, panel, article, listing, language } = state;
  const params = new URLSearchParams();
  if (view) {
    const position = [view.zoom, view.latitude.toFixed(5), view.longitude.toFixed(5)];
    params.set("map", position.map(Number).join("/"));
  }
  if (onlyInView) params.set("only", "view");
  if (density) params.set("as", "density");
  if (selected !== null) params.set("report", atlas.idOf(selected));
  if (!isSameSet(filters.statuses, unfiltered(atlas).statuses)) {
    params.set("status", STATUSES.filter((status) => filters.statuses.has(status)).join(",") || "none");
  }
  for (const name of facetNames(atlas))
    for (const option of [...filters.chosen[name]!].sort((one, other) => one - other))
      params.append(name, facetsOf(atlas)[name]!.keys[option]!);
  if (filters.from !== null) params.set("from", isoDay(filters.from));
  if (filters.to !== null) params.set("to", isoDay(filters.to));
  if (filters.known !== null) params.set("known", isoDay(filters.known));
  if (!filters.undated) params.set("undated", "no");
  if (filters.query.trim()) params.set("q", filters.query);
  if (panel === "about") params.set("view", "about");
  else if (panel === "article" && article !== null) params.set("read", atlas.articles[article]!.id);
  if (listing === "table") params.set("list", "table");
  if (language !== ownLanguage) params.set("lang", language);
  return params.toString().replaceAll("%2F", "/").replaceAll("%2C", ",").replaceAll("%3A", ":");
}

/** What a hash asks for; `isValid` is false where the map does not have some of it. */
export function readHash(hash: string, atlas: Atlas, ownLanguage: string): { state: LinkedState; isValid: boolean } {
  const params = new URLSearchParams(hash.replace(/^#/, ""));
  let isValid = true;
  const take = <T>(key: string, read: (text: string) => T | null): T | null => {
    const text = params.get(key);
    if (text === null) return null;
    const value = read(text);
    if (value === null) isValid = false;
    return value;
  };
  const indexIn = (known: readonly string[]) => (text: string) => (known.includes(text) ? known.indexOf(text) : null);
  const takeOptions = (name: FacetName): Set<number> => {
    const { keys } = facetsOf(atlas)[name]!;
    const { redirects } = atlas.map;
    const options = params.getAll(name).map((key) => {
      const option = keys.indexOf(key);
      return option < 0 && name === "place" ? keys.indexOf(redirects?.[key] ?? key) : option;
    });
    isValid &&= !options.includes(-1);
    return new Set(options.filter((option) => option >= 0));
  };
  const only = (value: string) => (text: string) => text === value || null;
  const articles = atlas.articles.map((article) => article.id);
  const filters: Filters = {
    statuses: take("status", readStatuses) ?? unfiltered(atlas).statuses,
    chosen: Object.fromEntries(facetNames(atlas).map((name) => [name, takeOptions(name)])) as unknown as Chosen,
    from: take("from", dayOfIso),
    to: take("to", dayOfIso),
    undated: take("undated", only("no")) === null,
    query: (params.get("q") ?? "").slice(0, MAX_QUERY_LENGTH),
    known: take("known", (text) => (knownExtent(atlas) ? dayOfIso(text) : null)),
  };
  if (filters.from !== null && filters.to !== null && filters.from > filters.to) {
    [filters.from, filters.to, isValid] = [null, null, false];
  }
  const article = take("read", indexIn(articles));
  const isAbout = take("view", only("about")) !== null;
  const isTable = take("list", only("table")) !== null;
  const language = take("lang", (text) => bestTag(atlas.languages, [text]));
  const state: LinkedState = {
    filters: isFiltered(filters, atlas) ? filters : unfiltered(atlas), // the same object: nothing is matched or drawn again for it
    selected: take("report", (id) => atlas.find(id)),
    view: take("map", readView),
    onlyInView: take("only", only("view")) !== null,
    density: take("as", (text) => (hasDensity(atlas) && text === "density") || null) !== null,
    panel: isAbout ? "about" : article === null ? "reports" : "article",
    article,
    listing: isTable ? "table" : "list",
    language: language ?? ownLanguage,
  };
  return { state, isValid };
}

/** Zoom, latitude and longitude, if they are on the Earth. */
function readView(text: string): MapView | null {
  const parts = text.split("/");
  if (parts.length !== 3 || parts.some((part) => !/^-?\d{1,3}(\.\d{1,12})?$/.test(part))) return null;
  const [zoom, latitude, longitude] = parts.map(Number) as [number, number, number];
  const isOnEarth = Math.abs(latitude) <= 90 && Math.abs(longitude) <= 360;
  return isOnEarth && zoom >= 0 && zoom <= MAX_ZOOM ? { zoom, latitude, longitude } : null;
}

function readStatuses(text: string): ReadonlySet<Status> | null {
  if (text === "none") return new Set();
  const statuses = text.split(",");
  const isKnown = statuses.every((status) => (STATUSES as readonly string[]).includes(status));
  return isKnown ? new Set(statuses as Status[]) : null;
}
