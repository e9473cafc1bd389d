// The data that the build put into the page, as it stands there.

export type Status = "confirmed" | "unconfirmed" | "refuted";
export const STATUSES: readonly Status[] = ["confirmed", "unconfirmed", "refuted"];

export interface Place {
  id: string;
  name: string;
  precision: string;
  words: string;
  note: string | null;
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

export interface Report {
  id: string;
  title: string;
  place: number | null;
  system: string | null;
  status: Status;
  reason: string;
  date: string;
  reported: string | null;
  description: string | null;
  evidence: Evidence[];
  history: StatusChange[];
}

export interface Article {
  title: string;
  publisher: string | null;
  published: string | null;
  url: string | null;
  archive: string | null;
  language: string | null;
}

export interface Atlas {
  map: { title: string; summary: string | null; language: string };
  places: Place[];
  /** In reading order: the list, the marks and the keyboard all follow it. */
  reports: Report[];
  articles: Article[];
  strings: Record<string, string>;
}

export function readAtlas(): Atlas {
  const element = document.getElementById("geomap-data");
  return JSON.parse(element?.textContent ?? "") as Atlas;
}

export function placeOf(atlas: Atlas, report: Report): Place | null {
  return report.place === null ? null : (atlas.places[report.place] ?? null);
}
