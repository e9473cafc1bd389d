// Which reports are in the part of the Earth that the map shows.
import type { Atlas } from "./atlas.js";
import type { Bounds } from "./bounds.js";
import { MERCATOR_LATITUDE, nearestLongitude } from "./world.js";

const METRES_PER_DEGREE = 111_195;

/** Those of some reports whose place or area is in the frame, in the same order. Reports without a position are not. */
export function reportsInView(atlas: Atlas, reports: Int32Array, frame: Bounds): Int32Array {
  const { latitude, longitude, reach } = atlas.middle;
  const middle = (frame.west + frame.east) / 2;
  return reports.filter((report) => {
    const place = atlas.place[report]!;
    if (place < 0 || Number.isNaN(latitude[place]!)) return false;
    const height = reach[place]! / METRES_PER_DEGREE;
    const width = height / Math.max(Math.cos((latitude[place]! * Math.PI) / 180), 0.01);
    const x = nearestLongitude(longitude[place]!, middle);
    const y = Math.min(Math.max(latitude[place]!, -MERCATOR_LATITUDE), MERCATOR_LATITUDE); // the poles are at the edge
    const isInHeight = y + height >= frame.south && y - height <= frame.north;
    return isInHeight && x + width >= frame.west && x - width <= frame.east;
  });
}

/** How many of some reports have a position. */
export function countPlaced(atlas: Atlas, reports: Int32Array): number {
  let count = 0;
  for (const report of reports) {
    const place = atlas.place[report]!;
    if (place >= 0 && !Number.isNaN(atlas.middle.latitude[place]!)) count++;
  }
  return count;
}
