// The streets that the editor has given: an archive in the page itself, or beside it and read in parts.
import { EtagMismatch, PMTiles, type RangeResponse, type Source } from "pmtiles";
import { type Feature, PmtilesSource, type TileSource, type Zxy } from "protomaps-leaflet";
import { bytesOf } from "../data/wire.js";
import type { StreetSchema } from "./streets-style.js";

/** What the build says of the streets. */
export interface Streets {
  embedded: boolean;
  /** Beside the page, where it is not embedded. */
  file: string;
  schema: StreetSchema;
  /** Plain text. */
  attribution: string;
  minzoom: number;
  maxzoom: number;
  /** West, south, east, north in degrees; east may be over 180. */
  bounds: [number, number, number, number];
}

/** The words for why there are no streets. */
export type Trouble = "streets.from_disk" | "streets.sandboxed" | "streets.no_ranges" | "streets.failed";

/** How long a server may take for one part. */
const PATIENCE_MS = 20_000;
/** After a failure the server is left alone for so long. */
const PAUSE_MS = 10_000;

/**
 * The tiles of the streets, or null where this page cannot have them. A tile that fails to come is rejected.
 *
 * `say` is told what is wrong, and null when it is no more.
 */
export function openStreets(streets: Streets, say: (trouble: Trouble | null) => void): TileSource | null {
  if (streets.embedded) return new PmtilesSource(new PMTiles(new Embedded()), true);
  if (location.protocol === "file:") {
    say("streets.from_disk");
    return null;
  }
  const address = new URL(streets.file, location.href).href;
  // What has failed once is remembered by PMTiles as failed, so each try has one of its own.
  return new Guarded(() => new PmtilesSource(new PMTiles(new Beside(address)), true), say);
}

/** The archive in the page's own script element, unpacked when the first tile is asked for. */
class Embedded implements Source {
  #data: Uint8Array<ArrayBuffer> | null = null;

  getKey(): string {
    return "geomap-streets";
  }

  async getBytes(offset: number, length: number): Promise<RangeResponse> {
    if (this.#data === null) {
      const element = document.getElementById("geomap-streets");
      this.#data = bytesOf(element?.textContent ?? "");
      element?.remove(); // megabytes that nobody reads again
    }
    return { data: this.#data.slice(offset, offset + length).buffer };
  }
}

/** Why a server's answer is of no use, however often it is asked. */
class NoRanges extends Error {}

/** A file on the page's server, of which only parts are read. */
class Beside implements Source {
  #cache: RequestCache = "default";

  constructor(private readonly address: string) {}

  getKey(): string {
    return this.address;
  }

  async getBytes(offset: number, length: number, signal?: AbortSignal, etag?: string): Promise<RangeResponse> {
    const control = new AbortController();
    const stop = (): void => control.abort();
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      stop();
    }, PATIENCE_MS);
    if (signal?.aborted) stop();
    signal?.addEventListener("abort", stop);
    try {
      const headers = { Range: `bytes=${offset}-${offset + length - 1}` };
      const answer = await fetch(this.address, { headers, signal: control.signal, cache: this.#cache });
      // A whole file may be very large: nothing more of it is taken.
      if (answer.status !== 206 || Number(answer.headers.get("Content-Length")) > length) {
        stop();
        throw answer.ok ? new NoRanges() : new Error(`status ${answer.status}`);
      }
      const fresh = strong(answer.headers.get("ETag"));
      if (etag && fresh && etag !== fresh) {
        this.#cache = "reload";
        throw new EtagMismatch("the file has changed");
      }
      const data = await answer.arrayBuffer();
      // The first part is asked for before anybody knows how long the file is.
      if (offset > 0 && data.byteLength < length) throw new Error("the file is cut off");
      return { data, ...(fresh && { etag: fresh }) };
    } catch (error) {
      throw late ? new Error("the server takes too long") : error;
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener("abort", stop);
    }
  }
}

function strong(etag: string | null): string | null {
  return etag?.startsWith("W/") ? null : etag;
}

/** Whether the map itself has given a tile up, because it shows another zoom now. */
function isGivenUp(error: unknown): boolean {
  return error instanceof DOMException && error.name === "AbortError";
}

/** Says once what is wrong, and leaves a server in peace that has failed. */
class Guarded implements TileSource {
  #source: TileSource;
  #trouble: Trouble | null = null;
  #again = 0;

  constructor(
    private readonly open: () => TileSource,
    private readonly say: (trouble: Trouble | null) => void,
  ) {
    this.#source = open();
  }

  async get(tile: Zxy, size: number): Promise<Map<string, Feature[]>> {
    if (this.#trouble) {
      if (performance.now() < this.#again) throw new Error(this.#trouble);
      this.#again = performance.now() + PAUSE_MS;
      this.#source = this.open();
    }
    const source = this.#source;
    try {
      const features = await source.get(tile, size);
      if (source === this.#source) this.#become(null);
      return features;
    } catch (error) {
      if (source === this.#source && !isGivenUp(error)) this.#fail(error instanceof NoRanges);
      throw error;
    }
  }

  #fail(forGood: boolean): void {
    this.#again = forGood ? Number.POSITIVE_INFINITY : performance.now() + PAUSE_MS;
    this.#become(forGood ? "streets.no_ranges" : self.origin === "null" ? "streets.sandboxed" : "streets.failed");
  }

  #become(trouble: Trouble | null): void {
    if (trouble === this.#trouble) return;
    this.#trouble = trouble;
    this.say(trouble);
  }
}
