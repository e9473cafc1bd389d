// The properties that reports can be filtered by, each with its options: a report may have none, one or several of them.
import type { Atlas } from "./atlas.js";
import { everyPlace } from "./changes.js";
import type { Phrase } from "./phrase.js";
import { SAYS, SOURCE_KINDS } from "./wire.js";

/** Those of every map, in the order in which the page lists them. */
export const FACETS = ["system", "place", "publisher", "article", "precision"] as const;
/** One of these, the tags, or an own field of the map. */
export type FacetName = (typeof FACETS)[number] | "kind" | "says" | "tags" | `field.${string}`;

/** Choices with more values are listed by frequency, so that the first ones are useful. */
const MAX_IN_ORDER = 100;

/** Precisions, finest first, as in the gazetteer's format. */
export const PRECISIONS = [
  "exact",
  "building",
  "street",
  "site",
  "district",
  "settlement",
  "city",
  "region",
  "country",
  "unknown",
] as const;

export interface Facet {
  /** A stable name of each option, for addresses. */
  keys: readonly string[];
  /** What readers see; null where the page's own strings name the option. */
  label(option: number, language: string): Phrase | null;
  /** How deep the option is in a tree of options; 0 for all where they are a list. */
  depth(option: number): number;
  /** The options of report `r` are `options[starts[r]]` to before `options[starts[r + 1]]`. */
  starts: Int32Array;
  options: Int32Array;
}

export type Facets = Readonly<Record<FacetName, Facet>>;

const made = new WeakMap<object, Facets>();

/** The facets that a map has, in the order in which the page lists them. */
export function facetNames(atlas: Atlas): FacetName[] {
  return Object.keys(facetsOf(atlas)) as FacetName[];
}

/** The facets of a map; made once for what was known on a day. The options are the same for all days. */
export function facetsOf(atlas: Atlas): Facets {
  const edition = atlas.known ?? atlas;
  const facets = made.get(edition) ?? makeFacets(atlas);
  made.set(edition, facets);
  return facets;
}

function makeFacets(atlas: Atlas): Facets {
  return {
    system: systemFacet(atlas),
    place: placeFacet(atlas),
    publisher: publisherFacet(atlas),
    article: articleFacet(atlas),
    precision: precisionFacet(atlas),
    ...(atlas.weighsEvidence ? { kind: kindFacet(atlas), says: saysFacet(atlas) } : {}),
    ...Object.fromEntries(
      atlas.own.fields.flatMap(({ name, type }, field) =>
        type === "choice" ? [[`field.${name}`, choiceFacet(atlas, field)]] : [],
      ),
    ),
    ...(atlas.own.tags.length ? { tags: tagFacet(atlas) } : {}),
  } as Facets;
}

/** The values of a choice that reports have, in the order of the declaration. */
function choiceFacet(atlas: Atlas, field: number): Facet {
  const counts = new Map<string, number>();
  for (let report = 0; report < atlas.reports; report++) {
    const value = atlas.own.valueOf(field, report);
    if (value !== null) counts.set(String(value), (counts.get(String(value)) ?? 0) + 1);
  }
  const used = atlas.own.fields[field]!.order!.filter((value) => counts.has(value));
  if (used.length > MAX_IN_ORDER) used.sort((one, other) => counts.get(other)! - counts.get(one)!);
  const number = new Map(used.map((value, index) => [value, index]));
  return facet(
    atlas,
    used,
    (report) => {
      const value = atlas.own.valueOf(field, report);
      return value === null ? [] : [number.get(String(value))!];
    },
    (option, language) => atlas.own.valueText(field, used[option]!, language),
  );
}

function kindFacet(atlas: Atlas): Facet {
  const kinds = SOURCE_KINDS.filter((kind) => atlas.articles.some((article) => article.kind === kind));
  const number = new Map(kinds.map((kind, index) => [kind, index]));
  const ofArticle = atlas.articles.map(({ kind }) => (kind ? number.get(kind)! : -1));
  return facet(
    atlas,
    kinds,
    (report) =>
      [...new Set(atlas.articlesOf(report).map((article) => ofArticle[article]!))].filter((kind) => kind >= 0),
    () => null,
  );
}

function saysFacet(atlas: Atlas): Facet {
  return facet(
    atlas,
    SAYS,
    (report) => atlas.saysOf(report),
    () => null,
  );
}

function tagFacet(atlas: Atlas): Facet {
  return facet(
    atlas,
    atlas.own.tags,
    (report) => atlas.own.tagsOf(report),
    (option) => ({ text: atlas.own.tags[option]!, lang: atlas.map.language }),
  );
}

function systemFacet(atlas: Atlas): Facet {
  const lang = atlas.map.language;
  return facet(
    atlas,
    atlas.systems,
    (report) => (atlas.system[report]! < 0 ? [] : [atlas.system[report]!]),
    (option) => ({ text: atlas.systems[option]!, lang }),
  );
}

function articleFacet(atlas: Atlas): Facet {
  return facet(
    atlas,
    atlas.articles.map(({ id }) => id),
    (report) => atlas.articlesOf(report),
    (option) => ({ text: atlas.articles[option]!.title, lang: atlas.articles[option]!.language }),
  );
}

function publisherFacet(atlas: Atlas): Facet {
  const publishers = [...new Set(atlas.articles.flatMap(({ publisher }) => publisher ?? []))].sort();
  const number = new Map(publishers.map((publisher, index) => [publisher, index]));
  const ofArticle = atlas.articles.map(({ publisher }) => (publisher === null ? -1 : number.get(publisher)!));
  return facet(
    atlas,
    publishers,
    (report) =>
      [...new Set(atlas.articlesOf(report).map((article) => ofArticle[article]!))].filter((each) => each >= 0),
    (option) => ({
      text: publishers[option]!,
      lang: atlas.articles.find(({ publisher }) => publisher === publishers[option])!.language,
    }),
  );
}

function precisionFacet(atlas: Atlas): Facet {
  const found = new Set<string>();
  for (const place of everyPlace(atlas)) if (place >= 0) found.add(atlas.precision[place]!);
  const precisions = PRECISIONS.filter((precision) => found.has(precision));
  const number = new Map<string, number>(precisions.map((precision, index) => [precision, index]));
  return facet(
    atlas,
    precisions,
    (report) => {
      const option = atlas.place[report]! < 0 ? undefined : number.get(atlas.precision[atlas.place[report]!]!);
      return option === undefined ? [] : [option];
    },
    () => null,
  );
}

/** The places that contain others; a report has all those that its place is in, and its place itself. */
function placeFacet(atlas: Atlas): Facet {
  const containers = new Set<number>();
  for (const place of everyPlace(atlas)) for (const container of atlas.containersOf(place)) containers.add(container);
  const parentOf = (place: number): number => atlas.containersOf(place)[0] ?? -1;
  const children = new Map<number, number[]>();
  for (const place of containers) children.set(parentOf(place), [...(children.get(parentOf(place)) ?? []), place]);
  const places: number[] = [];
  const add = (parent: number): void => {
    for (const place of (children.get(parent) ?? []).sort((one, other) => compareNames(atlas, one, other))) {
      places.push(place);
      add(place);
    }
  };
  add(-1);
  const number = new Map(places.map((place, index) => [place, index]));
  return facet(
    atlas,
    places.map((place) => atlas.placeIdOf(place)),
    (report) => {
      const place = atlas.place[report]!;
      return [place, ...atlas.containersOf(place)].flatMap((each) => number.get(each) ?? []);
    },
    (option, language) => atlas.placeName(places[option]!, language),
    (option) => atlas.containersOf(places[option]!).length,
  );
}

function compareNames(atlas: Atlas, one: number, other: number): number {
  const { language } = atlas.map;
  return atlas.placeName(one, language).text.localeCompare(atlas.placeName(other, language).text);
}

function facet(
  atlas: Atlas,
  keys: readonly string[],
  optionsOf: (report: number) => readonly number[],
  label: Facet["label"],
  depth: Facet["depth"] = () => 0,
): Facet {
  const starts = new Int32Array(atlas.reports + 1);
  const options: number[] = [];
  for (let report = 0; report < atlas.reports; report++) {
    if (keys.length) for (const option of optionsOf(report)) options.push(option);
    starts[report + 1] = options.length;
  }
  return { keys, label, depth, starts, options: Int32Array.from(options) };
}
