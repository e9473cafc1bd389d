// Large maps can be shown as the number of reports per square.
import type { Atlas } from "./atlas.js";

/** Maps with fewer reports have no squares: their marks show more. */
const DENSITY_FROM = 300;

/** Whether the map is offered as the number of reports per square. */
export function hasDensity({ reports }: Atlas): boolean {
  return reports >= DENSITY_FROM;
}
