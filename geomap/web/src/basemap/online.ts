// A map service on the web: nothing is requested before the reader agrees, and failures are reported.
import L from "leaflet";
import type { Online } from "../data/wire.js";
import { MAX_ZOOM } from "../data/world.js";
import { Credit } from "./attribution.js";
import { isRefused, type OnlineProblem, problemIn, TileCounts } from "./tile-counts.js";

/** Why the service does not learn which site the page is on: opened from disk, or in a sandboxed frame. */
export type HiddenSite = "disk" | "frame" | null;

/** Draws vector tiles on the base map. */
export interface VectorCanvas {
  add(tiles: VectorTiles, online: Online): void;
  remove(): void;
}

/** The part of a PMTiles archive that protomaps-leaflet's `PmtilesSource` uses. */
export interface VectorTiles {
  getZxy(z: number, x: number, y: number, signal?: AbortSignal): Promise<{ data: ArrayBuffer } | undefined>;
}

/** Time without a response after which the page shows a message. */
const PATIENCE_MS = 8000;
/** A connection that is back may refuse its first requests: they are repeated once after so many milliseconds. */
const SETTLING_MS = 3000;
const PANE = "online";

export class OnlineMap {
  /** Whether the reader has agreed, or the editor loads the service at once. */
  hasConsent: boolean;
  isOn = false;
  problem: OnlineProblem | null = null;
  readonly hiddenSite: HiddenSite = window.origin !== "null" ? null : window.parent !== window ? "frame" : "disk";
  private readonly listeners: (() => void)[] = [];
  private readonly credit: Credit;
  private readonly counts = new TileCounts();
  private close: (() => void) | null = null;
  private isBlocked = false;
  private waiting: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly map: L.Map,
    readonly online: Online,
    private readonly canvas: VectorCanvas | null,
  ) {
    this.credit = new Credit(map.attributionControl, online.attribution);
    map.createPane(PANE).style.zIndex = "210"; // above the base map, below the map's own layers
    this.hasConsent = online.load === "at_once";
    if (this.hasConsent) this.start();
    const retryIfNeeded = (): void => void (this.isOn && this.problem && this.retry());
    window.addEventListener("online", () => {
      retryIfNeeded();
      setTimeout(retryIfNeeded, SETTLING_MS);
    });
    window.addEventListener("offline", () => this.isOn && this.check());
    document.addEventListener("securitypolicyviolation", ({ blockedURI }) => {
      if (!this.isOn || !blockedURI.includes(online.host)) return;
      this.isBlocked = true;
      this.check();
    });
  }

  subscribe(listener: () => void): void {
    this.listeners.push(listener);
  }

  /** The reader agrees: from now on the service is requested. */
  consent(): void {
    this.hasConsent = true;
    this.turn(true);
  }

  turn(on: boolean): void {
    if (on === this.isOn) return;
    if (on) this.start();
    else this.stop();
    this.notify();
  }

  retry(): void {
    this.stop();
    this.start();
    this.notify();
  }

  private start(): void {
    const { map, online, canvas, counts } = this;
    this.isOn = true;
    this.isBlocked = false;
    this.close = online.vector ? openVector(canvas, online, counts) : openRaster(map, online, counts);
    counts.onchange = () => this.check();
    this.restartTimer();
  }

  private stop(): void {
    this.isOn = false;
    clearTimeout(this.waiting);
    this.counts.onchange = null;
    this.close?.();
    this.counts.clear();
    this.show(false);
    this.problem = null;
  }

  /** Shows or hides the credit and the page's adaptations to the service's tiles. */
  private show(on: boolean): void {
    this.credit.show(on);
    const { classList } = this.map.getContainer();
    classList.toggle("is-online", on);
    classList.toggle("is-online-picture", on && !this.online.vector); // raster tiles have their own names
  }

  private restartTimer(): void {
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.check(true), PATIENCE_MS);
  }

  /** Updates the problem. While tiles are loading, the last one stays. */
  private check(isLate = false): void {
    const { counts } = this;
    this.show(counts.loaded.size > 0);
    const before = JSON.stringify(this.problem);
    const isLoading = counts.pending.size > 0;
    if (!isLoading || counts.loaded.size > 0) this.restartTimer();
    if (this.isBlocked) this.problem = { kind: "blocked" };
    else if (!navigator.onLine && (counts.failed.size > 0 || isLoading)) this.problem = { kind: "offline" };
    else if (!isLoading || isLate) this.problem = problemIn(counts);
    if (JSON.stringify(this.problem) !== before) this.notify();
  }

  private notify(): void {
    for (const listener of this.listeners) listener();
  }
}

/** Raster tiles in Leaflet's own layer. Returns what closes it. */
function openRaster(map: L.Map, online: Online, counts: TileCounts): () => void {
  const { bounds, referrer } = online;
  const layer = L.tileLayer(online.url, {
    pane: PANE,
    subdomains: online.subdomains,
    minNativeZoom: online.min_zoom,
    maxNativeZoom: online.max_zoom,
    maxZoom: MAX_ZOOM,
    tileSize: online.tile_size,
    zoomOffset: online.zoom_offset,
    ...(bounds && { bounds: L.latLngBounds([bounds[0], bounds[1]], [bounds[2], bounds[3]]) }),
    // The page itself sends no referrer; some services refuse requests without one.
    referrerPolicy: referrer === "none" ? "no-referrer" : "strict-origin-when-cross-origin",
    // A refusal may be sent as an image. Only a CORS response has a status that the page may read.
    crossOrigin: referrer === "required" ? "anonymous" : false,
  });
  const refusals = referrer === "required" ? new Refusals(counts) : null;
  layer.on("tileloadstart", ({ tile }: L.TileEvent) => counts.set(tile, "pending"));
  layer.on("tileload", ({ tile }: L.TileEvent) => {
    if (refusals?.has(tile as HTMLImageElement)) refuse(tile, counts);
    else counts.set(tile, "loaded");
  });
  layer.on("tileerror", ({ tile }: L.TileErrorEvent) => counts.set(tile, "failed"));
  layer.on("tileunload tileabort", (event) => counts.set((event as L.TileEvent).tile, null));
  layer.addTo(map);
  return () => {
    refusals?.stop();
    layer.remove();
  };
}

function refuse(tile: HTMLElement, counts: TileCounts): void {
  tile.classList.add("is-missing");
  counts.set(tile, "failed");
}

/**
 * Tiles that came with a refusal such as 403: browsers draw the image of such a response like any other. In a browser
 * that does not disclose the status nothing is known, and such a tile counts as loaded.
 */
class Refusals {
  private readonly urls = new Set<string>();
  private readonly observer: PerformanceObserver;

  constructor(counts: TileCounts) {
    this.observer = new PerformanceObserver((list) => {
      for (const { name, responseStatus } of list.getEntries() as PerformanceResourceTiming[]) {
        const refused = isRefused(responseStatus);
        if (refused) this.urls.add(name);
        else if (refused === false) this.urls.delete(name); // a retry was successful
      }
      for (const tile of [...counts.loaded] as HTMLImageElement[]) if (this.has(tile)) refuse(tile, counts);
    });
    this.observer.observe({ type: "resource" });
  }

  has(tile: HTMLImageElement): boolean {
    return this.urls.has(tile.src);
  }

  stop(): void {
    this.observer.disconnect();
  }
}

/** Vector tiles, drawn on the base map in the page's own style. Returns what closes them. */
function openVector(canvas: VectorCanvas | null, online: Online, counts: TileCounts): () => void {
  const referrerPolicy = online.referrer === "none" ? "no-referrer" : "strict-origin-when-cross-origin";
  const { subdomains } = online;
  const tiles: VectorTiles = {
    async getZxy(z, x, y, signal) {
      const tile = `${z}/${x}/${y}`;
      const s = subdomains[Math.abs(x + y) % (subdomains.length || 1)] ?? "";
      counts.set(tile, "pending");
      try {
        const url = L.Util.template(online.url, { z, x, y, "-y": 2 ** z - 1 - y, r: "", s });
        const response = await fetch(url, { signal: signal ?? null, referrerPolicy });
        if (!response.ok && response.status !== 404) throw new Error(String(response.status));
        const data = response.status === 200 ? await response.arrayBuffer() : null; // no tile: the area is empty
        counts.set(tile, "loaded");
        return data ? { data } : undefined;
      } catch (error) {
        counts.set(tile, signal?.aborted ? null : "failed");
        throw error;
      }
    },
  };
  canvas?.add(tiles, online);
  return () => canvas?.remove();
}
