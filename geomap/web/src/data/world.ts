// Longitudes on a world that repeats every 360°, and how far the map reaches and zooms.

/** The map's deepest zoom. Reports that are still in one cluster there have the same coordinates. */
export const MAX_ZOOM = 18;

/** Where the map ends in the north and south; the poles are shown there. */
export const MERCATOR_LATITUDE = 85.0511287798;

/** The longitude, by whole turns, nearest to another: 181° for -179° in a view of the Pacific. */
export function nearestLongitude(longitude: number, to: number): number {
  return longitude + 360 * Math.round((to - longitude) / 360);
}

/** The narrowest range that contains all longitudes, [west, east]; east may be over 180. */
export function longitudeRange(longitudes: readonly number[]): [number, number] | null {
  if (!longitudes.length) return null;
  const sorted = [...longitudes].sort((one, other) => one - other);
  let [widest, at] = [sorted[0]! + 360 - sorted.at(-1)!, 0];
  for (let index = 1; index < sorted.length; index++) {
    const gap = sorted[index]! - sorted[index - 1]!;
    if (gap > widest) [widest, at] = [gap, index];
  }
  return at === 0 ? [sorted[0]!, sorted.at(-1)!] : [sorted[at]!, sorted[at - 1]! + 360];
}
