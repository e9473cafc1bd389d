// The data that the build put into the page: columns, from which reports and places are made when they are asked for.
import { values } from "./columns.js";
import type { Written } from "./wire.js";

export type Status = "confirmed" | "unconfirmed" | "refuted";
export const STATUSES: readonly Status[] = ["confirmed", "unconfirmed", "refuted"];

/** A piece of the editor's text in the language it is in. */
export interface Phrase {
  text: string;
  lang: string;
}

export interface Place {
  index: number;
  id: string;
  name: Phrase;
  precision: string;
  /** How well the place is known, in the reader's language. */
  words: string;
  note: Phrase | null;
  kind: "point" | "area" | "none";
  /** Latitude, longitude in degrees: the point, or the middle of a circular area. */
  centre: [number, number] | null;
  /** Radius of the uncertainty in metres. */
  radius: number | null;
  geometry: GeoJSON.Geometry | null;
}

export interface Evidence {
  article: number;
  /** The quote in its sentence; absent where the article's text is not published. */
  before?: string;
  quote?: string;
  after?: string;
}

export interface StatusChange {
  date: string;
  status: Status;
  reason: string;
}

export interface Picture {
  /** A `data:` address: nothing is loaded from elsewhere. */
  address: string;
  width: number;
  height: number;
  alt: string;
  credit: string;
  license: string;
  caption: string | null;
  source: string | null;
  graphic: boolean;
}

export interface Report {
  index: number;
  id: string;
  title: Phrase;
  place: Place | null;
  system: Phrase | null;
  status: Status;
  reason: Phrase;
  /** When it was seen, in the reader's language, with its doubts. */
  date: string;
  reported: string | null;
  description: Phrase | null;
  evidence: Evidence[];
  history: StatusChange[];
  pictures: Picture[];
}

/** A piece of a published text; `place` is the place it names, `reports` are those that quote it. */
export interface Run {
  text: string;
  place?: number;
  reports?: number[];
}

export interface Block {
  /** A heading, a paragraph, or the place of words that are left out. */
  kind: "heading" | "paragraph" | "gap";
  runs: Run[];
}

export interface Article {
  id: string;
  title: string;
  publisher: string | null;
  authors: string[];
  license: string | null;
  /** Index of the wording of its date. */
  published: number | null;
  url: string | null;
  archive: string | null;
  language: string;
  publish: "full" | "excerpts" | "none";
  /** What of the text may be read here. */
  blocks: Block[];
}

/** Stands in a title for the name of the report's place. */
const NAME_OF_PLACE = "\u0001";
const NONE: readonly number[] = [];

export class Atlas {
  readonly map: Written["map"];
  readonly languages: string[];
  readonly articles: Article[];
  readonly files: string[];
  readonly places: number;
  readonly reports: number;
  /** Columns by a report's index, for filters and marks. `place` and `system` are -1 where there is none. */
  readonly status: Uint8Array;
  readonly place: Int32Array;
  readonly system: Int32Array;
  /** Days since 1970; -Infinity and Infinity where the date is open, both where it is unknown. */
  readonly first: Float64Array;
  readonly last: Float64Array;
  /** Latitude and longitude of the places, in degrees; NaN where there is no point or circle. */
  readonly latitude: Float64Array;
  readonly longitude: Float64Array;
  readonly kind: ArrayLike<Place["kind"]>;
  /** The systems there are, most reported first; `system` holds their indices. */
  readonly systems: string[];
  private readonly written: Written;
  private readonly columns;
  private articlesBy: Map<number, number[]> | null = null;
  private byId: Map<string, number> | null = null;
  private byPlace: Map<number, number[]> | null = null;

  constructor(written: Written) {
    const { places, reports } = written;
    this.written = written;
    this.map = written.map;
    this.languages = written.languages;
    this.articles = written.articles;
    this.files = written.files;
    this.places = places.rows;
    this.reports = reports.rows;
    const [all, sites] = [reports.rows, places.rows];
    this.status = Uint8Array.from(values(reports.status, all));
    this.place = Int32Array.from(values(reports.place, all));
    const systems = values(reports.system, all);
    this.systems = byFrequency(systems);
    const numbered = new Map<string | null, number>(this.systems.map((system, index) => [system, index]));
    this.system = Int32Array.from(systems, (system) => numbered.get(system) ?? -1);
    this.first = Float64Array.from(values(reports.first, all), (day) => day ?? -Infinity);
    this.last = Float64Array.from(values(reports.last, all), (day) => day ?? Infinity);
    this.latitude = Float64Array.from(values(places.latitude, sites), (value) => value ?? NaN);
    this.longitude = Float64Array.from(values(places.longitude, sites), (value) => value ?? NaN);
    this.kind = values(places.kind, sites);
    this.columns = {
      placeId: values(places.id, sites),
      name: values(places.name, sites),
      precision: values(places.precision, sites),
      wording: values(places.wording, sites),
      note: values(places.note, sites),
      radius: values(places.radius, sites),
      id: values(reports.id, all),
      title: values(reports.title, all),
      reason: values(reports.reason, all),
      date: values(reports.date, all),
      reported: values(reports.reported, all),
      description: values(reports.description, all),
    };
  }

  strings(language: string): Record<string, string> {
    return this.written.strings[language] ?? this.written.strings[this.languages[0]!]!;
  }

  /** The language that the page's own words are in where `language` is asked for. */
  spoken(language: string): string {
    return this.written.spoken[language] ?? "en";
  }

  direction(language: string): "ltr" | "rtl" {
    return this.written.directions[language] ?? "ltr";
  }

  /** One of the map's own texts in a language, else in the map's. */
  said(part: "title" | "summary" | "method", language: string): Phrase | null {
    const translated = this.map.translations[language]?.[part];
    if (translated) return { text: translated, lang: language };
    const text = this.map[part];
    return text ? { text, lang: this.map.language } : null;
  }

  /** A date or precision in words. */
  wording(index: number, language: string): string {
    return (this.written.wordings[language] ?? this.written.wordings[this.languages[0]!])![index]!;
  }

  statusOf(report: number): Status {
    return STATUSES[this.status[report]!]!;
  }

  isDated(report: number): boolean {
    return this.first[report] !== -Infinity || this.last[report] !== Infinity;
  }

  placeIdOf(place: number): string {
    return this.columns.placeId[place] || slug(this.columns.name[place]!);
  }

  placeName(place: number, language: string): Phrase {
    const translated = this.written.places.names[language]?.[place];
    return translated
      ? { text: translated, lang: language }
      : { text: this.columns.name[place]!, lang: this.map.language };
  }

  getPlace(index: number, language: string): Place {
    const { precision, wording, radius } = this.columns;
    const [latitude, longitude] = [this.latitude[index]!, this.longitude[index]!];
    return {
      index,
      id: this.placeIdOf(index),
      name: this.placeName(index, language),
      precision: precision[index]!,
      words: this.wording(wording[index]!, language),
      note: this.phrase(this.columns.note[index] ?? null, this.written.places.notes[language]?.[index], language),
      kind: this.kind[index]!,
      centre: Number.isNaN(latitude) ? null : [latitude, longitude],
      radius: radius[index] ?? null,
      geometry: this.written.places.geometry[index] ?? null,
    };
  }

  idOf(report: number): string {
    return this.columns.id[report] || slug(this.ownTitle(report));
  }

  titleOf(report: number, language: string): Phrase {
    const translated = this.written.reports.translations[language]?.[report]?.title;
    return translated ? { text: translated, lang: language } : { text: this.ownTitle(report), lang: this.map.language };
  }

  systemOf(report: number, language: string): Phrase | null {
    const own = this.system[report]! < 0 ? null : this.systems[this.system[report]!]!;
    return this.phrase(own, this.written.reports.translations[language]?.[report]?.system, language);
  }

  dateOf(report: number, language: string): string {
    return this.wording(this.columns.date[report]!, language);
  }

  getReport(index: number, language: string): Report {
    const { reports } = this.written;
    const translated = reports.translations[language]?.[index];
    const place = this.place[index]!;
    const reported = this.columns.reported[index];
    return {
      index,
      id: this.idOf(index),
      title: this.titleOf(index, language),
      place: place < 0 ? null : this.getPlace(place, language),
      system: this.systemOf(index, language),
      status: this.statusOf(index),
      reason: this.phrase(this.columns.reason[index]!, translated?.reason, language)!,
      date: this.dateOf(index, language),
      reported: typeof reported === "number" ? this.wording(reported, language) : null,
      description: this.phrase(this.columns.description[index] ?? null, translated?.description, language),
      evidence: (reports.evidence[index] ?? []).map(([article, before, quote, after]) =>
        quote === undefined ? { article } : { article, before: before!, quote, after: after! },
      ),
      history: (reports.history[index] ?? []).map(([date, status, reason]) => ({
        date: this.wording(date, language),
        status,
        reason,
      })),
      pictures: (reports.pictures[index] ?? []).map((picture) => this.written.pictures[picture]!),
    };
  }

  /** The articles that a report quotes. */
  articlesOf(report: number): readonly number[] {
    if (!this.articlesBy) {
      this.articlesBy = new Map();
      for (const [report, evidence] of Object.entries(this.written.reports.evidence)) {
        this.articlesBy.set(Number(report), [...new Set(evidence.map(([article]) => article))]);
      }
    }
    return this.articlesBy.get(report) ?? NONE;
  }

  /** Everything of a report that a search looks through, in all languages. */
  *searched(report: number): Generator<string> {
    const { places, reports } = this.written;
    yield this.ownTitle(report);
    yield this.columns.reason[report]!;
    yield this.columns.description[report] ?? "";
    if (this.system[report]! >= 0) yield this.systems[this.system[report]!]!;
    for (const language of this.languages) {
      const translated = reports.translations[language]?.[report];
      if (translated) yield Object.values(translated).join(" ");
      yield this.dateOf(report, language);
    }
    for (const [, before, quote, after] of reports.evidence[report] ?? [])
      if (quote !== undefined) yield `${before}${quote}${after}`;
    const place = this.place[report]!;
    if (place < 0) return;
    yield this.columns.name[place]!;
    for (const names of Object.values(places.names)) yield names[place] ?? "";
    yield* places.aliases[place] ?? [];
  }

  /** The report with this id. */
  find(id: string): number | null {
    this.byId ??= new Map(Array.from({ length: this.reports }, (_, index) => [this.idOf(index), index]));
    return this.byId.get(id) ?? null;
  }

  /** The reports of a place, in reading order. */
  reportsAt(place: number): readonly number[] {
    if (!this.byPlace) {
      this.byPlace = new Map();
      for (let report = 0; report < this.reports; report++) {
        const group = this.byPlace.get(this.place[report]!);
        if (group) group.push(report);
        else this.byPlace.set(this.place[report]!, [report]);
      }
    }
    return this.byPlace.get(place) ?? NONE;
  }

  private ownTitle(report: number): string {
    const title = this.columns.title[report]!;
    return title.includes(NAME_OF_PLACE)
      ? title.replace(NAME_OF_PLACE, () => this.columns.name[this.place[report]!]!)
      : title;
  }

  private phrase(own: string | null, translated: string | undefined, language: string): Phrase | null {
    if (translated) return { text: translated, lang: language };
    return own === null ? null : { text: own, lang: this.map.language };
  }
}

/** The id that the build left out because an ASCII name makes it. */
function slug(name: string): string {
  return (name.toLowerCase().match(/[a-z0-9]+/g) ?? []).join("-").slice(0, 100).replace(/-+$/, "");
}

function byFrequency(systems: ArrayLike<string | null>): string[] {
  const counts = new Map<string, number>();
  for (let index = 0; index < systems.length; index++) {
    const system = systems[index];
    if (system) counts.set(system, (counts.get(system) ?? 0) + 1);
  }
  return [...counts].sort(([, one], [, other]) => other - one).map(([system]) => system);
}
