// The editor's street tiles: an archive embedded in the page, or next to it and read in parts.
import { EtagMismatch, PMTiles, type RangeResponse, type Source } from "pmtiles";
import { type Feature, PmtilesSource, type TileSource, type Zxy } from "protomaps-leaflet";
import { bytesFromBase64 } from "../data/base64.js";
import type { Streets } from "../data/wire.js";

/** Keys of the messages that say why there are no streets. */
export type StreetsProblem = "streets.from_disk" | "streets.sandboxed" | "streets.no_ranges" | "streets.failed";

/** How long a server may take for one part. */
const TIMEOUT_MS = 20_000;
/** How long the server is not asked again after a failure. */
const PAUSE_MS = 10_000;

/**
 * The street tiles, or null where this page cannot have them. A tile that cannot be loaded is rejected.
 *
 * @param report - Called with a problem, and with null when it is over.
 */
export function openStreets(streets: Streets, report: (problem: StreetsProblem | null) => void): TileSource | null {
  if (streets.embedded) return new PmtilesSource(new PMTiles(new EmbeddedFile()), true);
  if (location.protocol === "file:") {
    report("streets.from_disk");
    return null;
  }
  const address = new URL(streets.file, location.href).href;
  // A PMTiles object remembers failures, so each retry needs a new one.
  return new RetryingTiles(() => new PmtilesSource(new PMTiles(new RemoteFile(address)), true), report);
}

/** The archive in the page's own script element, decoded when the first tile is requested. */
class EmbeddedFile implements Source {
  #data: Uint8Array<ArrayBuffer> | null = null;

  getKey(): string {
    return "geomap-streets";
  }

  async getBytes(offset: number, length: number): Promise<RangeResponse> {
    if (this.#data === null) {
      const element = document.getElementById("geomap-streets");
      this.#data = bytesFromBase64(element?.textContent ?? "");
      element?.remove(); // megabytes that are not read again
    }
    return { data: this.#data.slice(offset, offset + length).buffer };
  }
}

/** The server does not answer range requests: retrying does not help. */
class NoRanges extends Error {}

/** A file on the page's server, read by range requests. */
class RemoteFile implements Source {
  #cache: RequestCache = "default";

  constructor(private readonly address: string) {}

  getKey(): string {
    return this.address;
  }

  async getBytes(offset: number, length: number, signal?: AbortSignal, etag?: string): Promise<RangeResponse> {
    const control = new AbortController();
    const abort = (): void => control.abort();
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      abort();
    }, TIMEOUT_MS);
    if (signal?.aborted) abort();
    signal?.addEventListener("abort", abort);
    try {
      const headers = { Range: `bytes=${offset}-${offset + length - 1}` };
      const response = await fetch(this.address, { headers, signal: control.signal, cache: this.#cache });
      // A whole file may be very large: its download is stopped.
      if (response.status !== 206 || Number(response.headers.get("Content-Length")) > length) {
        abort();
        throw response.ok ? new NoRanges() : new Error(`status ${response.status}`);
      }
      const current = strongEtag(response.headers.get("ETag"));
      if (etag && current && etag !== current) {
        this.#cache = "reload";
        throw new EtagMismatch("the file has changed");
      }
      const data = await response.arrayBuffer();
      // The first request is made before the length of the file is known.
      if (offset > 0 && data.byteLength < length) throw new Error("the file is cut off");
      return { data, ...(current && { etag: current }) };
    } catch (error) {
      throw isLate ? new Error("the server takes too long") : error;
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener("abort", abort);
    }
  }
}

function strongEtag(etag: string | null): string | null {
  return etag?.startsWith("W/") ? null : etag;
}

/** Whether the map itself cancelled a tile, because it shows another zoom now. */
function isAborted(error: unknown): boolean {
  return error instanceof DOMException && error.name === "AbortError";
}

/** Reports a problem once, and pauses requests to a server that has failed. */
class RetryingTiles implements TileSource {
  #source: TileSource;
  #problem: StreetsProblem | null = null;
  #retryAt = 0;

  constructor(
    private readonly open: () => TileSource,
    private readonly report: (problem: StreetsProblem | null) => void,
  ) {
    this.#source = open();
  }

  async get(tile: Zxy, size: number): Promise<Map<string, Feature[]>> {
    if (this.#problem) {
      if (performance.now() < this.#retryAt) throw new Error(this.#problem);
      this.#retryAt = performance.now() + PAUSE_MS;
      this.#source = this.open();
    }
    const source = this.#source;
    try {
      const features = await source.get(tile, size);
      if (source === this.#source) this.#set(null);
      return features;
    } catch (error) {
      if (source === this.#source && !isAborted(error)) this.#fail(error instanceof NoRanges);
      throw error;
    }
  }

  #fail(isFinal: boolean): void {
    this.#retryAt = isFinal ? Number.POSITIVE_INFINITY : performance.now() + PAUSE_MS;
    this.#set(isFinal ? "streets.no_ranges" : self.origin === "null" ? "streets.sandboxed" : "streets.failed");
  }

  #set(problem: StreetsProblem | null): void {
    if (problem === this.#problem) return;
    this.#problem = problem;
    this.report(problem);
  }
}
