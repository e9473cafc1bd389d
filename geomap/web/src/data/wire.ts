// What the build wrote into the page's own script element: JSON, or JSON compressed with zlib where it is much.

import type { Online } from "../basemap/online.js";
import type { Streets } from "../basemap/streets.js";
import type { Overlay } from "../map/overlays.js";
import type { Article, Picture, Place, Status } from "./atlas.js";
import type { Column, Sparse } from "./columns.js";

interface MapTexts {
  title?: string;
  summary?: string;
  method?: string;
}

/** What stands in the page, as the build wrote it. */
export interface Written {
  map: {
    title: string;
    summary: string | null;
    /** Sanitised markup, made at build time. */
    method: string | null;
    contact: string | null;
    license: string | null;
    url: string | null;
    language: string;
    /** A map service that the reader may load. */
    online: Online | null;
    overlays: Overlay[];
    translations: Record<string, MapTexts>;
    streets: Streets | null;
  };
  /** What the page can speak; the map's own language first. */
  languages: string[];
  strings: Record<string, Record<string, string>>;
  /** The language that the page's own words are in, by the language that was asked for. */
  spoken: Record<string, string>;
  directions: Record<string, "ltr" | "rtl">;
  /** Dates and precisions in words, by language. */
  wordings: Record<string, string[]>;
  places: {
    rows: number;
    id: Column<string | 0>;
    name: Column<string>;
    names: Record<string, Sparse<string>>;
    aliases: Sparse<string[]>;
    precision: Column<string>;
    wording: Column<number>;
    note: Column<string | null>;
    notes: Record<string, Sparse<string>>;
    kind: Column<Place["kind"]>;
    latitude: Column<number | null>;
    longitude: Column<number | null>;
    radius: Column<number | null>;
    geometry: Sparse<GeoJSON.Geometry>;
  };
  reports: {
    rows: number;
    id: Column<string | 0>;
    title: Column<string>;
    place: Column<number>;
    system: Column<string | null>;
    status: Column<number>;
    reason: Column<string>;
    date: Column<number>;
    /** First and last day of the date, in days since 1970; null where it is open or unknown. */
    first: Column<number | null>;
    last: Column<number | null>;
    reported: Column<number | null>;
    description: Column<string | null>;
    translations: Record<string, Sparse<{ title?: string; system?: string; reason?: string; description?: string }>>;
    evidence: Sparse<[number, string?, string?, string?][]>;
    history: Sparse<[number, Status, string][]>;
    pictures: Sparse<number[]>;
  };
  articles: Article[];
  pictures: Picture[];
  /** Paths, beside the page, of the data to take away. */
  files: string[];
}

export function readWritten(): Written | Promise<Written> {
  const element = document.getElementById("geomap-data") as HTMLScriptElement;
  const text = element.textContent ?? "";
  if (element.type === "application/json") return JSON.parse(text) as Written;
  return decompressed(text).then((data) => {
    element.remove(); // megabytes that nobody reads again
    return data;
  });
}

async function decompressed(base64: string): Promise<Written> {
  const stream = new Blob([bytesOf(base64)]).stream().pipeThrough(new DecompressionStream("deflate"));
  return (await new Response(stream).json()) as Written;
}

export function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let index = 0; index < text.length; index++) bytes[index] = text.charCodeAt(index);
  return bytes;
}
