// Where a place is on the Earth: its bounds in degrees, in the turn of the Earth that a view is in.
import type { Place } from "./atlas.js";
import { longitudeRange, nearestLongitude } from "./world.js";

/** In degrees; longitudes may be beyond ±180. */
export interface Bounds {
  west: number;
  south: number;
  east: number;
  north: number;
}

const EQUATOR_M = 40_075_017;

/** The bounds of a place's area or circle of uncertainty, near a longitude; null where its position is not known. */
export function boundsOf({ geometry, centre, radius }: Place, near: number): Bounds | null {
  if (geometry) return boundsOfGeometry(geometry, near);
  if (!centre) return null;
  const [latitude, longitude] = [centre[0], nearestLongitude(centre[1], near)];
  const height = (360 * (radius ?? 1)) / EQUATOR_M;
  const width = height / Math.cos((latitude * Math.PI) / 180);
  return { west: longitude - width, south: latitude - height, east: longitude + width, north: latitude + height };
}

/** Longitudes of a geometry → longitudes in one piece, near another: a shape that was cut at 180° is joined again. */
export function joinedAt(geometry: GeoJSON.Geometry, near: number): (longitude: number) => number {
  const { crosses, middle } = shapeOf(geometry);
  const shift = nearestLongitude(middle, near) - middle;
  return (longitude) => longitude + (crosses && longitude < 0 ? 360 : 0) + shift;
}

function boundsOfGeometry(geometry: GeoJSON.Geometry, near: number): Bounds | null {
  const joined = joinedAt(geometry, near);
  const bounds: Bounds = { west: Infinity, south: Infinity, east: -Infinity, north: -Infinity };
  for (const [longitude, latitude] of positionsOf(geometry)) {
    const at = joined(longitude);
    bounds.west = Math.min(bounds.west, at);
    bounds.east = Math.max(bounds.east, at);
    bounds.south = Math.min(bounds.south, latitude);
    bounds.north = Math.max(bounds.north, latitude);
  }
  return bounds.west <= bounds.east ? bounds : null;
}

const shapes = new WeakMap<GeoJSON.Geometry, { crosses: boolean; middle: number }>();

/** Whether a geometry was cut at 180°, and the longitude of its middle; computed once. */
function shapeOf(geometry: GeoJSON.Geometry): { crosses: boolean; middle: number } {
  let shape = shapes.get(geometry);
  if (!shape) {
    const longitudes = [...positionsOf(geometry)].map(([longitude]) => longitude);
    const least = longitudes.reduce((one, other) => Math.min(one, other), 180);
    const most = longitudes.reduce((one, other) => Math.max(one, other), -180);
    const isCut = least === -180 && most === 180;
    const uncut = isCut ? longitudeRange(longitudes.filter((each) => Math.abs(each) !== 180)) : null;
    const [west, east] = isCut ? (uncut ?? [-180, 180]) : [least, most];
    shape = { crosses: east > 180, middle: (west + east) / 2 };
    shapes.set(geometry, shape);
  }
  return shape;
}

function positionsOf(geometry: GeoJSON.Geometry): Generator<[number, number]> {
  return positionsIn("coordinates" in geometry ? geometry.coordinates : []);
}

function* positionsIn(coordinates: unknown): Generator<[number, number]> {
  if (!Array.isArray(coordinates)) return;
  if (typeof coordinates[0] === "number") yield coordinates as [number, number];
  else for (const inner of coordinates) yield* positionsIn(inner);
}
