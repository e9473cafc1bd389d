// Makes the page's data from a few facts, as the build writes it.
import { Atlas } from "../../src/data/atlas.js";
import type { Article, KnownData, MapInfo, PageData, PlaceKind, ReportTexts, Status } from "../../src/data/wire.js";
import { STATUSES } from "../../src/data/wire.js";

export interface PlaceFacts {
  name: string;
  id?: string;
  at?: [latitude: number, longitude: number];
  radius?: number;
  geometry?: GeoJSON.Geometry;
  kind?: PlaceKind;
  precision?: string;
  names?: Record<string, string>;
  aliases?: string[];
  /** Index of the place that contains it. */
  within?: number;
}

export interface ReportFacts {
  title: string;
  id?: string;
  place?: number;
  system?: string;
  status?: Status;
  reason?: string;
  description?: string;
  /** First and last day, in days since 1970; null is open. */
  dates?: [number | null, number | null];
  /** Minutes of the day at the start and at the end, and at the start in UTC. */
  times?: [number | null, number | null, number | null];
  articles?: number[];
  history?: [date: number, status: Status, reason: string][];
  corrected?: [date: number, note: string][];
  related?: [kind: number, report: number][];
  translations?: Record<string, ReportTexts>;
  tags?: string[];
  /** Values of the map's own fields, which `map` declares. */
  fields?: Record<string, string | number>;
  checked?: [date: number | null, ...by: string[]];
}

interface Facts {
  places?: PlaceFacts[];
  reports?: ReportFacts[];
  articles?: Partial<Article>[];
  map?: Partial<MapInfo>;
  languages?: string[];
  known?: KnownData;
}

export function pageData({
  places = [],
  reports = [],
  articles = [],
  map = {},
  languages = ["en"],
  known,
}: Facts): PageData {
  return {
    map: {
      title: "A map",
      summary: null,
      method: null,
      contact: null,
      license: null,
      url: null,
      language: languages[0]!,
      online: null,
      overlays: [],
      translations: {},
      streets: null,
      show: ["confirmed", "unconfirmed"],
      order: "newest",
      view: null,
      system: null,
      redirects: {},
      ...map,
    },
    languages,
    build: "",
    report_pages: false,
    strings: Object.fromEntries(languages.map((language) => [language, {}])),
    stringsLanguages: Object.fromEntries(languages.map((language) => [language, language])),
    directions: {},
    cities: {},
    naturalFeatures: {},
    labels: Object.fromEntries(languages.map((language) => [language, [`a date in ${language}`, "precisely"]])),
    places: {
      rows: places.length,
      id: places.map(({ id }) => id ?? 0),
      name: places.map(({ name }) => name),
      names: byLanguage(places.map(({ names = {} }) => names)),
      aliases: sparse(places.map(({ aliases }) => aliases)),
      precision: places.map(({ precision }) => precision ?? "exact"),
      label: { all: 1 },
      within: sparse(places.map(({ within }) => within)),
      note: { all: null },
      notes: {},
      kind: places.map(({ kind, at, geometry }) => kind ?? (geometry ? "area" : at ? "point" : "none")),
      latitude: places.map(({ at }) => at?.[0] ?? null),
      longitude: places.map(({ at }) => at?.[1] ?? null),
      radius: places.map(({ radius }) => radius ?? null),
      geometry: sparse(places.map(({ geometry }) => geometry)),
    },
    reports: {
      rows: reports.length,
      id: reports.map(({ id }) => id ?? 0),
      title: reports.map(({ title }) => title),
      place: reports.map(({ place }) => place ?? -1),
      system: reports.map(({ system }) => system ?? null),
      status: reports.map(({ status }) => STATUSES.indexOf(status ?? "confirmed")),
      reason: reports.map(({ reason }) => reason ?? "It was seen."),
      date: { all: 0 },
      first: reports.map(({ dates }) => dates?.[0] ?? null),
      last: reports.map(({ dates }) => dates?.[1] ?? null),
      times: sparse(reports.map(({ times }) => times)),
      reported: { all: null },
      description: reports.map(({ description }) => description ?? null),
      translations: byLanguage(reports.map(({ translations = {} }) => translations)),
      evidence: {
        count: reports.map(({ articles }) => articles?.length ?? 0),
        article: reports.flatMap(({ articles }) => articles ?? []),
        quote: { all: 0 },
      },
      history: sparse(reports.map(({ history }) => history)),
      since: {},
      corrected: sparse(reports.map(({ corrected }) => corrected)),
      related: sparse(reports.map(({ related }) => related)),
      ...(known && { known }),
      pictures: {},
      ...ownData(reports, map),
    },
    articles: articles.map((article, index) => ({
      id: `article-${index}`,
      title: `Article ${index}`,
      publisher: null,
      authors: [],
      license: null,
      published: null,
      day: null,
      url: null,
      archive: null,
      language: "en",
      publish: "full",
      readable: false,
      ...article,
    })),
    texts: articles.map(() => ({ blocks: [], quotes: [["", "q", ""]] })),
    pictures: [],
    files: [],
  };
}

/** The tags, own fields and checks, where there are some. */
function ownData(reports: ReportFacts[], map: Partial<MapInfo>): Partial<PageData["reports"]> {
  const names = [...new Set(reports.flatMap(({ tags }) => tags ?? []))];
  const of = sparse(reports.map(({ tags }) => tags?.map((tag) => names.indexOf(tag))));
  const fields = map.fields?.map(({ name }) => [name, reports.map(({ fields }) => fields?.[name] ?? null)]);
  const checked = sparse(reports.map((report) => report.checked));
  return {
    ...(names.length ? { tags: { names, of } } : {}),
    ...(fields ? { fields: Object.fromEntries(fields) } : {}),
    ...(Object.keys(checked).length ? { checked } : {}),
  };
}

export function atlasOf(facts: Facts): Atlas {
  return new Atlas(pageData(facts));
}

/** Days since 1970. */
export function day(iso: string): number {
  return Date.parse(`${iso}T00:00:00Z`) / 86_400_000;
}

function sparse<T>(values: (T | undefined)[]): Record<string, T> {
  return Object.fromEntries(values.flatMap((value, index) => (value === undefined ? [] : [[index, value]])));
}

function byLanguage<T>(rows: Record<string, T>[]): Record<string, Record<string, T>> {
  const tables: Record<string, Record<string, T>> = {};
  for (const [index, row] of rows.entries()) {
    for (const [language, value] of Object.entries(row)) {
      tables[language] ??= {};
      tables[language][index] = value;
    }
  }
  return tables;
}
