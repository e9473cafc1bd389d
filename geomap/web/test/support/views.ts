import type { WorldView } from "../../src/basemap/regions.js";

/** A view of a map of so many pixels around a point. */
export function viewOf(latitude: number, longitude: number, zoom: number, width = 800, height = 600): WorldView {
  const world = 256 * 2 ** zoom;
  const sine = Math.sin((latitude * Math.PI) / 180);
  const y = (0.5 - Math.atanh(sine) / (2 * Math.PI)) * world;
  return { world, left: ((longitude + 180) / 360) * world - width / 2, top: y - height / 2, width, height };
}
