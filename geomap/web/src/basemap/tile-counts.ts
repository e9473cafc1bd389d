// Which tiles of a map service were loaded, and what that says about the service.

export type OnlineProblem =
  /** The browser has no connection. */
  | { kind: "offline" }
  /** The page or its site does not allow requests to the service. */
  | { kind: "blocked" }
  /** Nothing has been received yet, and nothing has failed. */
  | { kind: "waiting" }
  /** All requests have failed. */
  | { kind: "none"; requests: number }
  | { kind: "some"; missing: number; requests: number };

/** What has failed or is overdue. */
export function problemIn({ pending, loaded, failed }: TileCounts): OnlineProblem | null {
  const missing = failed.size + pending.size;
  const requests = missing + loaded.size;
  if (!missing) return null;
  if (missing < requests) return { kind: "some", missing, requests };
  return failed.size ? { kind: "none", requests } : { kind: "waiting" };
}

type TileState = "pending" | "loaded" | "failed";

/** The state of each tile that the view needs, by any key. */
export class TileCounts {
  readonly pending = new Set<unknown>();
  readonly loaded = new Set<unknown>();
  readonly failed = new Set<unknown>();
  onchange: (() => void) | null = null;

  /** Sets the state of a tile; null where it is no longer needed. */
  set(tile: unknown, state: TileState | null): void {
    for (const each of [this.pending, this.loaded, this.failed]) each.delete(tile);
    if (state) this[state].add(tile);
    this.onchange?.();
  }

  clear(): void {
    for (const each of [this.pending, this.loaded, this.failed]) each.clear();
  }
}

/** Whether a response was refused, by its HTTP status; null where the browser does not disclose the status (0). */
export function isRefused(status: number | undefined): boolean | null {
  return status ? status >= 400 : null;
}
