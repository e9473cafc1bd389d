// Where a place is on the map: its outline and its bounds, in the turn of the Earth that the view is in.
import L from "leaflet";
import type { Place } from "../data/atlas.js";

/** The longitude, by whole turns, nearest to another: 181° for -179° in a view of the Pacific. */
export function nearest(longitude: number, to: number): number {
  return longitude + 360 * Math.round((to - longitude) / 360);
}

export function outlineOf(
  place: Place,
  className: string,
  near: number,
  interactive: boolean,
): L.Circle | L.GeoJSON | null {
  const { geometry, centre, radius } = place;
  if (geometry) {
    const shift = nearest(middleOf(geometry), near) - middleOf(geometry);
    const coordsToLatLng = ([longitude, latitude]: number[]): L.LatLng =>
      L.latLng(latitude!, longitude! + turnOf(geometry, longitude!) + shift);
    return L.geoJSON(geometry, { className, interactive, coordsToLatLng } as L.GeoJSONOptions);
  }
  if (!centre || !radius) return null;
  return L.circle([centre[0], nearest(centre[1], near)], { radius, className, interactive });
}

export function boundsOf(place: Place, near: number): L.LatLngBounds | null {
  if (place.geometry) return (outlineOf(place, "", near, false) as L.GeoJSON).getBounds();
  if (!place.centre) return null;
  return L.latLng(place.centre[0], nearest(place.centre[1], near)).toBounds(2 * (place.radius ?? 1));
}

/** Half the width and height of the bounds, in pixels. */
export function halfSize(map: L.Map, bounds: L.LatLngBounds): L.Point {
  const [a, b] = [map.latLngToContainerPoint(bounds.getNorthWest()), map.latLngToContainerPoint(bounds.getSouthEast())];
  return L.point((b.x - a.x) / 2, (b.y - a.y) / 2);
}

/** The narrowest stretch of longitudes that holds all of these, west and east; east may be over 180. */
export function stretch(longitudes: number[]): [number, number] | null {
  if (!longitudes.length) return null;
  const sorted = [...longitudes].sort((one, other) => one - other);
  let [widest, at] = [sorted[0]! + 360 - sorted.at(-1)!, 0];
  for (let index = 1; index < sorted.length; index++) {
    const gap = sorted[index]! - sorted[index - 1]!;
    if (gap > widest) [widest, at] = [gap, index];
  }
  return at === 0 ? [sorted[0]!, sorted.at(-1)!] : [sorted[at]!, sorted[at - 1]! + 360];
}

const crossing = new WeakMap<GeoJSON.Geometry, { crosses: boolean; middle: number }>();

/** A shape that was cut at 180° is put together again. */
function turnOf(geometry: GeoJSON.Geometry, longitude: number): number {
  return known(geometry).crosses && longitude < 0 ? 360 : 0;
}

function middleOf(geometry: GeoJSON.Geometry): number {
  return known(geometry).middle;
}

function known(geometry: GeoJSON.Geometry): { crosses: boolean; middle: number } {
  let found = crossing.get(geometry);
  if (!found) {
    const longitudes = [...longitudesOf("coordinates" in geometry ? geometry.coordinates : [])];
    const [least, most] = [
      longitudes.reduce((a, b) => Math.min(a, b), 180),
      longitudes.reduce((a, b) => Math.max(a, b), -180),
    ];
    const [west, east] =
      least === -180 && most === 180
        ? (stretch(longitudes.filter((each) => Math.abs(each) !== 180)) ?? [-180, 180])
        : [least, most];
    found = { crosses: east > 180, middle: (west + east) / 2 };
    crossing.set(geometry, found);
  }
  return found;
}

function* longitudesOf(coordinates: unknown): Generator<number> {
  if (!Array.isArray(coordinates)) return;
  if (typeof coordinates[0] === "number") yield coordinates[0];
  else for (const inner of coordinates) yield* longitudesOf(inner);
}
