// A map service on the web: asked for nothing before the reader says so, and what came of it told in words.
import L from "leaflet";
import { MAX_ZOOM } from "../map/clusters.js";
import { type Attribution, Named } from "./attribution.js";

/** A map service as the build wrote it; `Service` of the model says what each part means. */
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
  vector: "openmaptiles" | "protomaps" | null;
  referrer: "origin" | "required" | "none";
}

/** What keeps the page from telling which site it is on. */
export type Hidden = "disk" | "frame" | null;

export type Trouble =
  /** Nothing can come: the browser says that it has no connection. */
  | { kind: "offline" }
  /** The page, or the site that it is on, does not let the service in. */
  | { kind: "blocked" }
  /** Nothing has come yet, and nothing has failed. */
  | { kind: "waiting" }
  | { kind: "none"; tries: number }
  | { kind: "some"; missing: number; tries: number };

/** What draws vector tiles. */
export interface VectorGround {
  /** Draws the tiles on the ground until `lift` is called. */
  lay(tiles: VectorTiles, online: Online): void;
  lift(): void;
}

/** What protomaps-leaflet's `PmtilesSource` asks of an archive. */
export interface VectorTiles {
  getZxy(z: number, x: number, y: number, signal?: AbortSignal): Promise<{ data: ArrayBuffer } | undefined>;
}

/** So long without an answer, the reader is told. */
const PATIENCE_MS = 8000;
const PANE = "online";

export class OnlineMap {
  /** Whether the reader has said yes, or the editor for them. */
  isAgreed: boolean;
  isOn = false;
  trouble: Trouble | null = null;
  readonly hidden: Hidden = window.origin !== "null" ? null : window.parent !== window ? "frame" : "disk";
  private readonly listeners: (() => void)[] = [];
  private readonly named: Named;
  private readonly tally = new Tally();
  private close: (() => void) | null = null;
  private isBlocked = false;
  private waiting: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly map: L.Map,
    readonly online: Online,
    private readonly ground: VectorGround | null,
  ) {
    this.named = new Named(map.attributionControl, online.attribution);
    map.createPane(PANE).style.zIndex = "210"; // over the ground, under everything that the map says
    this.isAgreed = online.load === "at_once";
    if (this.isAgreed) this.open();
    window.addEventListener("online", () => this.isOn && this.trouble && this.again());
    window.addEventListener("offline", () => this.isOn && this.look());
    document.addEventListener("securitypolicyviolation", ({ blockedURI }) => {
      if (!this.isOn || !blockedURI.includes(online.host)) return;
      this.isBlocked = true;
      this.look();
    });
  }

  subscribe(listener: () => void): void {
    this.listeners.push(listener);
  }

  /** The reader says yes: from now on the service is asked. */
  agree(): void {
    this.isAgreed = true;
    this.turn(true);
  }

  turn(on: boolean): void {
    if (on === this.isOn) return;
    if (on) this.open();
    else this.shut();
    this.tell();
  }

  again(): void {
    this.shut();
    this.open();
    this.tell();
  }

  private open(): void {
    this.isOn = true;
    this.isBlocked = false;
    this.close = this.online.vector
      ? openVector(this.ground, this.online, this.tally)
      : openPictures(this.map, this.online, this.tally);
    this.tally.onchange = () => this.look();
    this.waitAgain();
  }

  private shut(): void {
    this.isOn = false;
    clearTimeout(this.waiting);
    this.tally.onchange = null;
    this.close?.();
    this.tally.clear();
    this.show(false);
    this.trouble = null;
  }

  /** What goes with tiles that are seen. */
  private show(on: boolean): void {
    this.named.show(on);
    const { classList } = this.map.getContainer();
    classList.toggle("is-online", on);
    classList.toggle("is-online-picture", on && !this.online.vector); // which has names of its own
  }

  private waitAgain(): void {
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.look(true), PATIENCE_MS);
  }

  /** Sees what has come; while tiles are on their way, what was said before stays. */
  private look(isLate = false): void {
    const { tally } = this;
    this.show(tally.came.size > 0);
    const before = JSON.stringify(this.trouble);
    const isBusy = tally.pending.size > 0;
    if (!isBusy || tally.came.size > 0) this.waitAgain();
    if (this.isBlocked) this.trouble = { kind: "blocked" };
    else if (!navigator.onLine && (tally.failed.size > 0 || isBusy)) this.trouble = { kind: "offline" };
    else if (!isBusy || isLate) this.trouble = whatFailed(tally);
    if (JSON.stringify(this.trouble) !== before) this.tell();
  }

  private tell(): void {
    for (const listener of this.listeners) listener();
  }
}

/** What has failed, and what is overdue where anything is. */
function whatFailed({ pending, came, failed }: Tally): Trouble | null {
  const missing = failed.size + pending.size;
  const tries = missing + came.size;
  if (!missing) return null;
  if (missing < tries) return { kind: "some", missing, tries };
  return failed.size ? { kind: "none", tries } : { kind: "waiting" };
}

/** What became of the tiles that the view needs; each is a key of the caller's own. */
class Tally {
  readonly pending = new Set<unknown>();
  readonly came = new Set<unknown>();
  readonly failed = new Set<unknown>();
  onchange: (() => void) | null = null;

  /** Counts a tile; `null` where it is no longer needed. */
  count(tile: unknown, as: "pending" | "came" | "failed" | null): void {
    for (const each of [this.pending, this.came, this.failed]) each.delete(tile);
    if (as) this[as].add(tile);
    this.onchange?.();
  }

  clear(): void {
    for (const each of [this.pending, this.came, this.failed]) each.clear();
  }
}

/** Pictures in Leaflet's own layer. Gives what closes it. */
function openPictures(map: L.Map, online: Online, tally: Tally): () => void {
  const { bounds } = online;
  const layer = L.tileLayer(online.url, {
    pane: PANE,
    subdomains: online.subdomains,
    minNativeZoom: online.min_zoom,
    maxNativeZoom: online.max_zoom,
    maxZoom: MAX_ZOOM,
    tileSize: online.tile_size,
    zoomOffset: online.zoom_offset,
    ...(bounds && {
      bounds: [
        [bounds[0], bounds[1]],
        [bounds[2], bounds[3]],
      ] as L.LatLngBoundsLiteral,
    }),
    // The page itself tells nobody where it is; some services refuse those who do not tell.
    referrerPolicy: online.referrer === "none" ? "no-referrer" : "strict-origin-when-cross-origin",
    // A refusal may come as a picture that says so; only an answer that the page may read tells them apart.
    crossOrigin: online.referrer === "required" ? "anonymous" : false,
  });
  const refusals = online.referrer === "required" ? new Refusals(tally) : null;
  layer.on("tileloadstart", ({ tile }: L.TileEvent) => tally.count(tile, "pending"));
  layer.on("tileload", ({ tile }: L.TileEvent) => {
    if (refusals?.has(tile as HTMLImageElement)) refuse(tile, tally);
    else tally.count(tile, "came");
  });
  layer.on("tileerror", ({ tile }: L.TileErrorEvent) => tally.count(tile, "failed"));
  layer.on("tileunload tileabort", (event) => tally.count((event as L.TileEvent).tile, null));
  layer.addTo(map);
  return () => {
    refusals?.stop();
    layer.remove();
  };
}

function refuse(tile: HTMLElement, tally: Tally): void {
  tile.classList.add("is-missing");
  tally.count(tile, "failed");
}

/** Pictures that came with a refusal, such as 403: browsers draw them like any other. */
class Refusals {
  private readonly addresses = new Set<string>();
  private readonly observer: PerformanceObserver;

  constructor(tally: Tally) {
    this.observer = new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as (PerformanceResourceTiming & { responseStatus?: number })[]) {
        if ((entry.responseStatus ?? 0) >= 400) this.addresses.add(entry.name);
        else this.addresses.delete(entry.name); // it came when it was asked again
      }
      for (const tile of [...tally.came] as HTMLImageElement[]) if (this.has(tile)) refuse(tile, tally);
    });
    this.observer.observe({ type: "resource" });
  }

  has(tile: HTMLImageElement): boolean {
    return this.addresses.has(tile.src);
  }

  stop(): void {
    this.observer.disconnect();
  }
}

/** Vector tiles, drawn by the ground in the page's own style. Gives what closes them. */
function openVector(ground: VectorGround | null, online: Online, tally: Tally): () => void {
  const referrerPolicy = online.referrer === "none" ? "no-referrer" : "strict-origin-when-cross-origin";
  ground?.lay(
    {
      async getZxy(z, x, y, signal) {
        const tile = `${z}/${x}/${y}`;
        const values = {
          z,
          x,
          y,
          "-y": 2 ** z - 1 - y,
          r: "",
          s: online.subdomains[Math.abs(x + y) % (online.subdomains.length || 1)] ?? "",
        };
        tally.count(tile, "pending");
        try {
          const answer = await fetch(L.Util.template(online.url, values), { signal: signal ?? null, referrerPolicy });
          if (!answer.ok && answer.status !== 404) throw new Error(String(answer.status));
          const data = answer.status === 200 ? await answer.arrayBuffer() : null; // no tile: nothing is there
          tally.count(tile, "came");
          return data ? { data } : undefined;
        } catch (error) {
          tally.count(tile, signal?.aborted ? null : "failed");
          throw error;
        }
      },
    },
    online,
  );
  return () => ground?.lift();
}
