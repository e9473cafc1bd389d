// Tells the reader's moves of the map from those that the page makes: only the reader's become part of the state.
import type L from "leaflet";
import type { Store } from "../app/state.js";
import { nearestLongitude } from "../data/world.js";

const GESTURES = ["pointerdown", "wheel", "keydown", "touchstart"] as const;
/** Degrees; smaller moves are rounding. */
const STILL = 1e-6;

export class ReaderMoves {
  /** Whether the last thing that could move the map was the reader. */
  private isReader = false;

  constructor(
    private readonly map: L.Map,
    private readonly store: Store,
  ) {
    const gesture = (): void => {
      this.isReader = true;
    };
    for (const event of GESTURES) map.getContainer().addEventListener(event, gesture, { passive: true, capture: true });
    map.on("moveend", () => {
      if (this.isReader) this.save();
    });
  }

  /** Runs a move that the page makes. Its end may come later: until the reader's next gesture nothing is saved. */
  byPage(move: () => void): void {
    this.isReader = false;
    move();
  }

  private save(): void {
    const { lat: latitude, lng } = this.map.getCenter();
    const longitude = nearestLongitude(lng, 0);
    const zoom = Number(this.map.getZoom().toFixed(2));
    const { view } = this.store.state;
    const isSame =
      view?.zoom === zoom && Math.abs(view.latitude - latitude) < STILL && Math.abs(view.longitude - longitude) < STILL;
    if (!isSame) this.store.change({ view: { zoom, latitude, longitude }, from: "map" });
  }
}
