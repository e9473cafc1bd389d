// The page's data as `geomap build` writes it. Types only.
import type { Column, Sparse } from "./columns.js";

export type Status = "confirmed" | "unconfirmed" | "refuted";
/** In the order in which counts by status are listed. */
export const STATUSES: readonly Status[] = ["confirmed", "unconfirmed", "refuted"];

export type Says = "supports" | "denies" | "mentions";
/** In the order in which a report's evidence is listed. */
export const SAYS: readonly Says[] = ["supports", "denies", "mentions"];

/** In the order of the gazetteer's format. */
export const SOURCE_KINDS = ["eyewitness", "official", "outlet", "social", "satellite", "document", "other"] as const;
export type SourceKind = (typeof SOURCE_KINDS)[number];

export type PlaceKind = "point" | "area" | "none";

export interface PageData {
  map: MapInfo;
  /** Languages that the reader can choose; the map's own language first. */
  languages: string[];
  /** Names the build of the site; empty where there is none. */
  build: string;
  /** Whether the site has `report/ID.html` for each report. */
  report_pages: boolean;
  strings: Record<string, Record<string, string>>;
  /** The language of the page's own strings, by the language that was chosen. */
  stringsLanguages: Record<string, string>;
  directions: Record<string, "ltr" | "rtl">;
  /** Names of large cities by language, each by its country and its English name: "DK:Copenhagen". */
  cities: Record<string, Record<string, string>>;
  /** Names of seas, large lakes, islands and rivers by language and id. */
  naturalFeatures: Record<string, Record<string, string>>;
  /** Texts of dates and precisions, by language. */
  labels: Record<string, string[]>;
  places: {
    rows: number;
    /** 0 where the name gives the id. */
    id: Column<string | 0>;
    name: Column<string>;
    names: Record<string, Sparse<string>>;
    aliases: Sparse<string[]>;
    precision: Column<string>;
    /** The place that contains each place, where there is one. */
    within: Sparse<number>;
    label: Column<number>;
    note: Column<string | null>;
    notes: Record<string, Sparse<string>>;
    kind: Column<PlaceKind>;
    latitude: Column<number | null>;
    longitude: Column<number | null>;
    radius: Column<number | null>;
    geometry: Sparse<GeoJSON.Geometry>;
  };
  reports: {
    rows: number;
    /** 0 where the title gives the id. */
    id: Column<string | 0>;
    title: Column<string>;
    place: Column<number>;
    system: Column<string | null>;
    /** Index in STATUSES. */
    status: Column<number>;
    reason: Column<string>;
    date: Column<number>;
    /** First and last day of the date, in days since 1970; null where it is open or unknown. */
    first: Column<number | null>;
    last: Column<number | null>;
    /** Minutes of the first day at its start and of the last day at its end, by their clocks; the start in UTC. */
    times?: Sparse<[start: number | null, end: number | null, utc: number | null]>;
    reported: Column<number | null>;
    description: Column<string | null>;
    translations: Record<string, Sparse<ReportTexts>>;
    /** By report: how many pieces each has. By piece: its article, and the index of its quote in `texts` or -1. */
    evidence: { count: Column<number>; article: Column<number>; quote: Column<number> };
    /** Index in SAYS of each piece of evidence; absent where all supports the report. */
    says?: Sparse<number[]>;
    /** The number of the origin of each piece, among those that say the same; absent where each article has its own. */
    origins?: Sparse<number[]>;
    /** The requirements of the rule for its status that a report does not meet. */
    unmet?: Sparse<Requirement[]>;
    history: Sparse<[date: number, status: Status, reason: string][]>;
    /** Since when a report has its status. */
    since?: Sparse<[date: number]>;
    corrected?: Sparse<[date: number, note: string][]>;
    /** The kind of each relation, an index in RELATIONS, and the other report. */
    related?: Sparse<[kind: number, report: number][]>;
    /** Absent where the reports never changed. */
    known?: KnownData;
    pictures: Sparse<number[]>;
    /** Absent where no report has tags; `of` has their indices in `names`, which are the most frequent first. */
    tags?: { names: string[]; of: Sparse<number[]> };
    /** The values of the map's own fields; a date is the index of its text. */
    fields?: Record<string, Column<string | number | null>>;
    /** The reports that were checked: the index of the text of the date, and who checked them. */
    checked?: Sparse<[date: number | null, ...by: string[]]>;
  };
  articles: Article[];
  /** By article; absent where they are in an element of their own, which is read when the marks are drawn. */
  texts?: ArticleText[];
  pictures: Picture[];
  files: DataFile[];
}

/** What relates a report to another, in the order in which they are shown. */
export const RELATIONS = ["same_event_as", "moved_from", "see_also"] as const;

/** What a report said before it was corrected. */
export interface Former {
  title?: string;
  place?: number;
  system?: string;
  description?: string;
  /** Index of the text of its date; its first and last day, absent where they are open; and its times of day. */
  date?: number;
  first?: number;
  last?: number;
  times?: [start: number | null, end: number | null, utc: number | null];
}

/** The days on which the reports became known and changed, in days since 1970. */
export interface KnownData {
  /** The day from which the map has had each report; null where nothing states it. */
  since: Column<number | null>;
  /** The day of each status, the current one last, of reports with a history; null where it is not stated. */
  statuses: Sparse<(number | null)[]>;
  /** The day of each correction, and what it changed. */
  former: Sparse<[day: number | null, before: Former][]>;
}

/** A file of the site's folder `data`. */
export interface DataFile {
  /** Relative to the page. */
  path: string;
  name: string;
  /** Key of its description in the page's strings. */
  about: string;
  /** Its size, on large maps. */
  bytes?: number;
}

export interface MapInfo {
  title: string;
  summary: string | null;
  /** Sanitised HTML, made at build time. */
  method: string | null;
  contact: string | null;
  license: string | null;
  /** Where the map is published: the address of its page, or of its folder with a slash at the end. */
  url: string | null;
  language: string;
  /** The statuses that are shown as the page opens. */
  show: Status[];
  /** The order of the reports in the data. */
  order: "newest" | "oldest" | "file";
  /** What the map shows as the page opens; null: all shown reports. */
  view: OpeningView | null;
  /** What the map calls the reported system, where the page's own word does not fit. */
  system: string | null;
  /** A map service that the reader may load. */
  online: Online | null;
  overlays: Overlay[];
  /** Former ids of reports and places, and the ids that replace them. */
  redirects?: Record<string, string>;
  /** Own fields of the reports, in the order in which they are shown; absent where there are none. */
  fields?: FieldData[];
  rules?: Rules;
  translations: Record<string, { title?: string; summary?: string; method?: string; system?: string }>;
  streets: Streets | null;
}

/** A field of the map's own; `OwnField` in the Python model documents each part. */
export interface FieldData {
  name: string;
  type: "choice" | "text" | "number" | "date" | "link";
  label: string | null;
  /** Of a choice: the values and their labels, in the order in which they are shown. */
  values?: Record<string, string | null>;
  /** Its values alone, in that order, which a mapping with numbers as keys does not keep. */
  order?: string[];
  translations: Record<string, { label?: string; values?: Record<string, string> }>;
}

/** Degrees: latitude, longitude with a zoom of Leaflet; or south, west, north, east, which may be over 180. */
export type OpeningView =
  | { center: [number, number]; zoom: number }
  | { bounds: [south: number, west: number, north: number, east: number] };

/** What a status requires of the evidence. */
export interface Rule {
  articles?: number;
  origins?: number;
  kinds: SourceKind[];
  denials?: number;
  checked_by?: number;
}
export type Requirement = keyof Rule;

export interface Rules {
  of: Partial<Record<Status, Rule>>;
  /** Whether a map with a report that does not meet its rule is not published. */
  enforce: boolean;
}

export interface ReportTexts {
  title?: string;
  system?: string;
  reason?: string;
  description?: string;
}

export interface Article {
  id: string;
  title: string;
  publisher: string | null;
  authors: string[];
  license: string | null;
  /** Index of the text of its date. */
  published: number | null;
  /** The day by which it was published, in days since 1970; null where it is not known. */
  day?: number | null;
  url: string | null;
  archive: string | null;
  language: string;
  publish: "full" | "excerpts" | "none";
  kind?: SourceKind;
  /** Where its reporting comes from. */
  origin?: string;
  /** The titles of the articles that it repeats, and their indices; -1 where the page does not have one. */
  repeats?: [title: string, article: number][];
  /** Whether a part of its text is published. */
  readable: boolean;
}

/** The published part of an article's text, and the quotes of reports in it. */
export interface ArticleText {
  blocks: Block[];
  quotes: Quote[];
}

/** A quote and the rest of its sentence, and the editor's translations of it. */
export type Quote = [before: string, quote: string, after: string, translations?: Record<string, string>];

export interface Block {
  /** A heading, a paragraph, or a gap where text is left out. */
  kind: "heading" | "paragraph" | "gap";
  runs: Run[];
}

/** A piece of text; `place` is the place that it names, `reports` are those that quote it. */
export interface Run {
  text: string;
  place?: number;
  reports?: number[];
}

export interface Picture {
  /** A `data:` URL: nothing is loaded from elsewhere. */
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

/** Pieces of plain text, each with the address that it links to, if any. */
export type Attribution = readonly (readonly [text: string, address: string | null])[];

/** A map service; `Service` in the Python model documents each part. */
export interface Online {
  name: string;
  host: string;
  url: string;
  subdomains: string[];
  attribution: Attribution;
  min_zoom: number;
  max_zoom: number;
  tile_size: number;
  zoom_offset: number;
  /** South, west, north, east in degrees; null where it covers the world. */
  bounds: [number, number, number, number] | null;
  load: "on_request" | "at_once";
  vector: StreetSchema | null;
  referrer: "origin" | "required" | "none";
}

export type StreetSchema = "openmaptiles" | "protomaps";

/** The editor's archive of street tiles. */
export interface Streets {
  /** Whether the archive is in the page itself. */
  embedded: boolean;
  /** Path of the archive, relative to the page, where it is not embedded. */
  file: string;
  schema: StreetSchema;
  /** Plain text. */
  attribution: string;
  minzoom: number;
  maxzoom: number;
  /** West, south, east, north in degrees; east may be over 180. */
  bounds: [number, number, number, number];
}

/** The editor's own lines and areas: GeoJSON in degrees, longitudes beyond 180 where the map is. */
export interface Overlay {
  style: "line" | "area" | "dashed";
  attribution: Attribution;
  lines: GeoJSON.MultiLineString | GeoJSON.LineString | null;
  filling: GeoJSON.MultiPolygon | null;
  points: GeoJSON.MultiPoint | null;
  /** Text, latitude, longitude, and the radius in degrees of latitude of the area that the label belongs to. */
  labels: [text: string, latitude: number, longitude: number, radius: number][];
}
