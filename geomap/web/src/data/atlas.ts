// The map's data: columns from the page, from which reports and places are made on demand.
import { pointInside } from "./bounds.js";
import { values } from "./columns.js";
import { EvidenceTable } from "./evidence.js";
import { type Columns, formerTexts, type Known, knownOn } from "./known.js";
import { matchingTags } from "./language.js";
import { OwnFields } from "./own-fields.js";
import type { Phrase } from "./phrase.js";
import type { Evidence, Place, Report } from "./report.js";
import {
  type Article,
  type DataFile,
  type Former,
  type MapInfo,
  type PageData,
  type PlaceKind,
  type ReportTexts,
  SAYS,
  STATUSES,
  type Status,
} from "./wire.js";

/** Placeholder in a title for the name of the report's place. */
const NAME_OF_PLACE = "\u0001";
const NONE: readonly number[] = [];
const DAY_MINUTES = 1440;
const NOTHING: Former = {};

interface Middles {
  latitude: Float64Array;
  longitude: Float64Array;
  reach: Float64Array;
}

export class Atlas {
  readonly map: MapInfo;
  readonly languages: string[];
  readonly build: string;
  readonly hasReportPages: boolean;
  readonly articles: Article[];
  readonly files: DataFile[];
  readonly places: number;
  readonly reports: number;
  /** Columns by a report's index. `place` and `system` are -1 where there is none. */
  status!: Uint8Array;
  place!: Int32Array;
  system!: Int32Array;
  /** Days since 1970; -Infinity and Infinity where the date is open, both where it is unknown. */
  first!: Float64Array;
  last!: Float64Array;
  /** The map as it was known on an earlier day, which these columns then are of; null for the map of today. */
  known: Known | null = null;
  /** Latitude and longitude of the places, in degrees; NaN where there is no point or circle. */
  readonly latitude: Float64Array;
  readonly longitude: Float64Array;
  /** Where the mark of each place is (NaN where nothing is drawn), and half the extent of its area in metres. */
  readonly middle: Middles;
  readonly kind: ArrayLike<PlaceKind>;
  readonly precision: ArrayLike<string>;
  /** All systems, most reported first; `system` holds their indices. */
  readonly systems: string[];
  readonly own: OwnFields;
  readonly evidence: EvidenceTable;
  /** As the build wrote it, for the modules of this folder. */
  readonly data: PageData;
  private readonly columns;
  /** The columns of the map of today. */
  readonly today: Columns;
  /** Matching languages, by table and language: looking them up for each text would be slow. */
  private readonly tags = new WeakMap<object, Map<string, string[]>>();
  private byId: Map<string, number> | null = null;
  private byPlace: Map<number, number[]> | null = null;
  private namesakes: ReadonlySet<number> | null = null;

  constructor(data: PageData) {
    const { places, reports } = data;
    this.data = data;
    this.map = data.map;
    this.languages = data.languages;
    this.build = data.build;
    this.hasReportPages = data.report_pages;
    this.articles = data.articles;
    this.files = data.files;
    this.own = new OwnFields(data);
    this.places = places.rows;
    this.reports = reports.rows;
    const [all, sites] = [reports.rows, places.rows];
    this.evidence = new EvidenceTable(data);
    const systems = values(reports.system, all);
    this.systems = byFrequency([
      ...Array.from(systems),
      ...formerTexts(reports.known).flatMap(({ system }) => system ?? []),
    ]);
    const numbered = new Map<string | null, number>(this.systems.map((system, index) => [system, index]));
    this.today = {
      status: Uint8Array.from(values(reports.status, all)),
      place: Int32Array.from(values(reports.place, all)),
      system: Int32Array.from(systems, (system) => numbered.get(system) ?? -1),
      first: Float64Array.from(values(reports.first, all), (day) => day ?? -Infinity),
      last: Float64Array.from(values(reports.last, all), (day) => day ?? Infinity),
    };
    this.use(this.today);
    this.latitude = Float64Array.from(values(places.latitude, sites), (value) => value ?? NaN);
    this.longitude = Float64Array.from(values(places.longitude, sites), (value) => value ?? NaN);
    this.kind = values(places.kind, sites);
    this.precision = values(places.precision, sites);
    this.middle = this.middles(values(places.radius, sites), places.geometry);
    this.columns = {
      placeId: values(places.id, sites),
      name: values(places.name, sites),
      precisionLabel: values(places.label, sites),
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

  /** Makes the columns and texts those of the map as it was known at the end of a day; of today for null. */
  asKnownOn(day: number | null): void {
    const { known, history } = this.data.reports;
    if (day === (this.known?.day ?? null)) return;
    this.known = day === null || !known ? null : knownOn(day, known, this.today, history, this.systems);
    this.use(this.known ?? this.today);
    this.byPlace = null;
  }

  private use({ status, place, system, first, last }: Columns): void {
    [this.status, this.place, this.system, this.first, this.last] = [status, place, system, first, last];
  }

  /** What a report said on the day whose map is shown, where it was corrected later. */
  private formerOf(report: number): Former {
    return this.known?.former.get(report) ?? NOTHING;
  }

  strings(language: string): Record<string, string> {
    return this.data.strings[language] ?? this.data.strings[this.languages[0]!]!;
  }

  /** The language of the page's own strings where `language` is chosen. */
  stringsLanguage(language: string): string {
    return this.data.stringsLanguages[language] ?? "en";
  }

  direction(language: string): "ltr" | "rtl" {
    return this.data.directions[language] ?? "ltr";
  }

  /** Names of seas, large lakes, islands and rivers in a language, by their ids. */
  naturalFeatures(language: string): Record<string, string> {
    return this.data.naturalFeatures[language] ?? {};
  }

  /** Names of large cities in a language, by country and English name. */
  cities(language: string): Record<string, string> {
    return this.data.cities[language] ?? {};
  }

  /** A text of the map in a language, else in the map's own. */
  mapText(part: "title" | "summary" | "method" | "system", language: string): Phrase | null {
    return this.phrase(this.map[part], this.map.translations, (texts) => texts[part], language);
  }

  /** The text of a date or precision. */
  label(index: number, language: string): string {
    return (this.data.labels[language] ?? this.data.labels[this.languages[0]!])![index]!;
  }

  statusOf(report: number): Status {
    return STATUSES[this.status[report]!]!;
  }

  /** When a report begins and ends on a scale of days since 1970: its whole days, or the times of day that it has. */
  spanOf(report: number): [start: number, end: number] {
    const [start, end] = this.timesOf(report) ?? [null, null];
    const [first, last] = [this.first[report]!, this.last[report]!];
    return [first + (start ?? 0) / DAY_MINUTES, last + (end ?? DAY_MINUTES) / DAY_MINUTES];
  }

  /** The order of reports in time: days since 1970 to the start of the date, else to its end. */
  momentOf(report: number): number {
    const first = this.first[report]!;
    if (first === -Infinity) return this.last[report]!;
    return first + (this.timesOf(report)?.[2] ?? 0) / DAY_MINUTES;
  }

  private timesOf(report: number): Former["times"] {
    const former = this.formerOf(report);
    return former.date === undefined ? this.data.reports.times?.[report] : former.times;
  }

  isDated(report: number): boolean {
    return this.first[report] !== -Infinity || this.last[report] !== Infinity;
  }

  placeIdOf(place: number): string {
    return this.columns.placeId[place] || slug(this.columns.name[place]!);
  }

  /** The name of a place; with what it is part of where another place has the same name. */
  placeName(place: number, language: string): Phrase {
    const name = this.bareName(place, language);
    this.namesakes ??= this.findNamesakes();
    if (!this.namesakes.has(place)) return name;
    const container = this.bareName(this.containersOf(place)[0]!, language);
    return { text: `${name.text}, ${container.text}`, lang: name.lang };
  }

  /** The places that a place is part of, the nearest first. */
  containersOf(place: number): readonly number[] {
    const found: number[] = [];
    for (let at = this.data.places.within[place]; at !== undefined; at = this.data.places.within[at]) found.push(at);
    return found;
  }

  getPlace(index: number, language: string): Place {
    const { precisionLabel, radius, note } = this.columns;
    const [latitude, longitude] = [this.latitude[index]!, this.longitude[index]!];
    return {
      index,
      id: this.placeIdOf(index),
      name: this.placeName(index, language),
      precision: this.precision[index]!,
      precisionLabel: this.label(precisionLabel[index]!, language),
      note: this.phrase(note[index] ?? null, this.data.places.notes, (notes) => notes[index], language),
      kind: this.kind[index]!,
      centre: Number.isNaN(latitude) ? null : [latitude, longitude],
      radius: radius[index] ?? null,
      geometry: this.data.places.geometry[index] ?? null,
    };
  }

  idOf(report: number): string {
    return this.columns.id[report] || slug(this.ownTitle(report));
  }

  titleOf(report: number, language: string): Phrase {
    const { title } = this.formerOf(report);
    if (title !== undefined) return this.inMapLanguage(title);
    return this.reportText(this.ownTitle(report), report, "title", language)!;
  }

  systemOf(report: number, language: string): Phrase | null {
    const former = this.formerOf(report).system;
    if (former !== undefined) return this.inMapLanguage(former);
    const own = this.system[report]! < 0 ? null : this.systems[this.system[report]!]!;
    return this.reportText(own, report, "system", language);
  }

  dateOf(report: number, language: string): string {
    return this.label(this.formerOf(report).date ?? this.columns.date[report]!, language);
  }

  /** A text of the editor that has no translation. */
  inMapLanguage(text: string): Phrase {
    return { text, lang: this.map.language };
  }

  getReport(index: number, language: string): Report {
    const { reports, pictures } = this.data;
    const { reason, reported, description } = this.columns;
    const place = this.place[index]!;
    const earlier = this.known?.earlier.get(index);
    const history = reports.history[index] ?? [];
    const former = this.formerOf(index).description;
    return {
      index,
      id: this.idOf(index),
      title: this.titleOf(index, language),
      place: place < 0 ? null : this.getPlace(place, language),
      system: this.systemOf(index, language),
      status: this.statusOf(index),
      reason:
        earlier === undefined
          ? this.reportText(reason[index]!, index, "reason", language)!
          : this.inMapLanguage(history[earlier]![2]),
      date: this.dateOf(index, language),
      reported: typeof reported[index] === "number" ? this.label(reported[index], language) : null,
      description:
        former === undefined
          ? this.reportText(description[index] ?? null, index, "description", language)
          : this.inMapLanguage(former),
      evidence: this.evidenceOf(index, language),
      unmet: (earlier === undefined && reports.unmet?.[index]) || [],
      history: history.slice(0, earlier).map(([date, status, reason]) => ({
        date: this.label(date, language),
        status,
        reason,
      })),
      pictures: (reports.pictures[index] ?? []).map((picture) => pictures[picture]!),
      tags: this.own.tagsOf(index).map((tag) => this.own.tags[tag]!),
      fields: this.own.valuesOf(index, language),
      check: this.own.checkOf(index, language),
    };
  }

  /** Whether an article was published after the day whose map is shown. */
  isLater(article: number): boolean {
    const { day } = this.articles[article]!;
    return this.known !== null && (day ?? -Infinity) > this.known.day;
  }

  /** The editor's translation of a quote for a reader of another language. */
  private translation(
    article: number,
    translations: Record<string, string> | undefined,
    language: string,
  ): { translation?: Phrase } {
    const own = this.articles[article]!.language;
    const tags = Object.keys(translations ?? {});
    if (!tags.length || matchingTags([own], language).length) return {};
    const tag = [...matchingTags(tags, language), ...matchingTags(tags, this.map.language), tags[0]!][0]!;
    return { translation: { text: translations![tag]!, lang: tag } };
  }

  /** The quotes of a report with what they say, from the articles that were published. */
  evidenceOf(report: number, language: string): Evidence[] {
    const { says, origins } = this.data.reports;
    const articles = this.evidence.articlesOf(report);
    return this.evidence
      .quotesOf(report)
      .map(([before, quote, after, translations], index) => {
        const article = articles[index]!;
        return {
          article,
          ...(quote === undefined ? {} : { before: before!, quote, after: after! }),
          ...this.translation(article, translations, language),
          says: SAYS[says?.[report]?.[index] ?? 0]!,
          origin: origins?.[report]?.[index] ?? article,
        };
      })
      .filter(({ article }) => !this.isLater(article));
  }

  /** Whether the map says more about its evidence than where it is quoted from. */
  get weighsEvidence(): boolean {
    const isStated = this.articles.some(({ kind, origin, repeats }) => kind || origin || repeats);
    return isStated || this.data.reports.says !== undefined || this.map.rules !== undefined;
  }

  /** What the quotes of a report say, as indices in SAYS, each once. */
  saysOf(report: number): readonly number[] {
    const says = this.data.reports.says?.[report];
    const known = this.evidence
      .articlesOf(report)
      .flatMap((article, index) => (this.isLater(article) ? [] : [says?.[index] ?? 0]));
    return [...new Set(known)].sort();
  }

  /** The articles that a report quotes. */
  articlesOf(report: number): readonly number[] {
    const articles = this.evidence.articlesOf(report).filter((article) => !this.isLater(article));
    return articles.length > 1 ? [...new Set(articles)] : articles;
  }

  /** All text of a report that a search covers, in all languages. */
  *searchText(report: number): Generator<string> {
    const { places, reports } = this.data;
    yield this.ownTitle(report);
    yield this.columns.reason[report]!;
    yield this.columns.description[report] ?? "";
    if (this.system[report]! >= 0) yield this.systems[this.system[report]!]!;
    for (const language of this.languages) {
      const translated = reports.translations[language]?.[report];
      if (translated) yield Object.values(translated).join(" ");
      yield this.dateOf(report, language);
    }
    for (const [before, quote, after, translations] of this.evidence.quotesOf(report)) {
      if (quote !== undefined) yield `${before}${quote}${after}`;
      yield* Object.values(translations ?? {});
    }
    yield* this.own.searchText(report);
    const place = this.place[report]!;
    if (place < 0) return;
    yield this.columns.name[place]!;
    for (const names of Object.values(places.names)) yield names[place] ?? "";
    yield* places.aliases[place] ?? [];
  }

  /** The report with this id, or the one that replaces it. */
  find(id: string): number | null {
    this.byId ??= new Map(Array.from({ length: this.reports }, (_, index) => [this.idOf(index), index]));
    return this.byId.get(id) ?? this.byId.get(this.map.redirects?.[id] ?? "") ?? null;
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

  private middles(radii: ArrayLike<number | null>, geometries: PageData["places"]["geometry"]): Middles {
    const middle = {
      latitude: this.latitude.slice(),
      longitude: this.longitude.slice(),
      reach: Float64Array.from(radii, (radius) => radius ?? 0),
    };
    for (const [place, geometry] of Object.entries(geometries)) {
      const inside = pointInside(geometry);
      if (!inside) continue;
      const [latitude, longitude, reach] = inside;
      middle.reach[+place] = reach;
      if (!Number.isNaN(middle.latitude[+place]!)) continue; // coordinates in the outline
      [middle.latitude[+place], middle.longitude[+place]] = [latitude, longitude];
    }
    return middle;
  }

  private bareName(place: number, language: string): Phrase {
    return this.phrase(this.columns.name[place]!, this.data.places.names, (names) => names[place], language)!;
  }

  /** The places that are part of another one, and share their name with a third. */
  private findNamesakes(): ReadonlySet<number> {
    const parts = Object.keys(this.data.places.within).map(Number);
    const counts = new Map(parts.map((place) => [this.columns.name[place]!, 0]));
    for (let place = 0; place < this.places; place++) {
      const count = counts.get(this.columns.name[place]!);
      if (count !== undefined) counts.set(this.columns.name[place]!, count + 1);
    }
    return new Set(parts.filter((place) => counts.get(this.columns.name[place]!)! > 1));
  }

  private ownTitle(report: number): string {
    const title = this.columns.title[report]!;
    return title.includes(NAME_OF_PLACE)
      ? title.replace(NAME_OF_PLACE, () => this.columns.name[this.today.place[report]!]!)
      : title;
  }

  private reportText(own: string | null, report: number, part: keyof ReportTexts, language: string): Phrase | null {
    return this.phrase(own, this.data.reports.translations, (texts) => texts[report]?.[part], language);
  }

  /** A text in the best of its languages for the reader; `own` is in the map's language. */
  private phrase<Table>(
    own: string | null,
    tables: Record<string, Table>,
    read: (table: Table) => string | undefined,
    language: string,
  ): Phrase | null {
    for (const tag of this.tagsFor(tables, language)) {
      const text = tables[tag] && read(tables[tag]);
      if (text) return { text, lang: tag };
      if (tag === this.map.language) break;
    }
    return own === null ? null : { text: own, lang: this.map.language };
  }

  /** The languages of some tables that serve a reader, best first. */
  private tagsFor(tables: Record<string, unknown>, language: string): readonly string[] {
    const known = this.tags.get(tables) ?? new Map<string, string[]>();
    this.tags.set(tables, known);
    let found = known.get(language);
    if (!found) {
      found = matchingTags([...new Set([...Object.keys(tables), this.map.language])], language);
      known.set(language, found);
    }
    return found;
  }
}

/** The id that the build omits where the name gives it: `slug` in the Python model. */
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
