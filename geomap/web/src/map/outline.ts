// Places as Leaflet layers and bounds, in the turn of the Earth that the view is in.
import L from "leaflet";
import type { Box } from "../basemap/placement.js";
import { boundsOf, turnedTo } from "../data/bounds.js";
import type { Place } from "../data/report.js";
import { nearestLongitude } from "../data/world.js";

/** The outline of an area or a circle of uncertainty; null where the place has none. */
export function outlineOf(
  place: Place,
  className: string,
  near: number,
  interactive: boolean,
): L.Circle | L.GeoJSON | null {
  const { geometry, centre, radius } = place;
  if (geometry) {
    const turned = turnedTo(geometry, near);
    const coordsToLatLng = ([longitude, latitude]: number[]): L.LatLng => L.latLng(latitude!, turned(longitude!));
    return L.geoJSON(geometry, { className, interactive, coordsToLatLng } as L.GeoJSONOptions);
  }
  if (!centre || !radius) return null;
  return L.circle([centre[0], nearestLongitude(centre[1], near)], { radius, className, interactive });
}

export function latLngBoundsOf(place: Place, near: number): L.LatLngBounds | null {
  const bounds = boundsOf(place, near);
  return bounds && L.latLngBounds([bounds.south, bounds.west], [bounds.north, bounds.east]);
}

/** The box of the bounds on the map. */
export function boxOf(map: L.Map, bounds: L.LatLngBounds): Box {
  const first = map.latLngToContainerPoint(bounds.getNorthWest());
  const last = map.latLngToContainerPoint(bounds.getSouthEast());
  return { minX: first.x, minY: first.y, maxX: last.x, maxY: last.y };
}

/** Half the width and height of the bounds, in pixels. */
export function halfSize(map: L.Map, bounds: L.LatLngBounds): L.Point {
  const { minX, minY, maxX, maxY } = boxOf(map, bounds);
  return L.point((maxX - minX) / 2, (maxY - minY) / 2);
}
