// Where a place is on the Earth: its bounds in degrees, in the turn of the Earth that a view is in.
import { nearestLongitude } from "./world.js";

/** In degrees; longitudes may be beyond ±180. */
export interface Bounds {
  west: number;
  south: number;
  east: number;
  north: number;
}

/** What is known of where a place is. */
interface Where {
  geometry: GeoJSON.Geometry | null;
  /** Latitude, longitude in degrees. */
  centre: [number, number] | null;
  /** In metres. */
  radius: number | null;
}

const EQUATOR_M = 40_075_017;

/** The bounds of a place's area or circle of uncertainty, near a longitude; null where its position is not known. */
export function boundsOf({ geometry, centre, radius }: Where, near: number): Bounds | null {
  if (geometry) return boundsOfGeometry(geometry, near);
  if (!centre) return null;
  const [latitude, longitude] = [centre[0], nearestLongitude(centre[1], near)];
  const height = (360 * (radius ?? 1)) / EQUATOR_M;
  const width = height / Math.cos((latitude * Math.PI) / 180);
  return { west: longitude - width, south: latitude - height, east: longitude + width, north: latitude + height };
}

/** Longitudes of a geometry → longitudes by whole turns of the Earth, with the geometry's middle near another. */
export function turnedTo(geometry: GeoJSON.Geometry, near: number): (longitude: number) => number {
  const middle = middleOf(geometry);
  const shift = nearestLongitude(middle, near) - middle;
  return (longitude) => longitude + shift;
}

/**
 * A point in the widest part of an area, and half the area's extent: latitude and longitude in degrees, metres.
 *
 * Unlike the middle of the bounds, the point is inside the area: at half the height of its largest polygon, in the middle
 * of the widest stretch. Null for a geometry without polygons.
 */
export function pointInside(geometry: GeoJSON.Geometry): [latitude: number, longitude: number, reach: number] | null {
  const bounds = boundsOfGeometry(geometry, 0);
  if (!bounds) return null;
  const scale = Math.cos((((bounds.south + bounds.north) / 2) * Math.PI) / 180);
  const reach = (Math.max((bounds.east - bounds.west) * scale, bounds.north - bounds.south) / 2 / 360) * EQUATOR_M;
  let largest: GeoJSON.Position[][] | null = null;
  let size = -1;
  for (const rings of polygonsOf(geometry)) {
    const area = Math.abs(
      rings[0]!.reduce((sum, [x, y], at, ring) => {
        const [nextX, nextY] = ring[(at + 1) % ring.length]!;
        return sum + x! * nextY! - nextX! * y!;
      }, 0),
    );
    if (area > size) [largest, size] = [rings, area];
  }
  if (!largest) return [(bounds.south + bounds.north) / 2, (bounds.west + bounds.east) / 2, reach];
  const heights = largest[0]!.map(([, y]) => y!);
  // Not a round number, so that no corner is exactly at this height.
  const latitude = Math.min(...heights) + (Math.max(...heights) - Math.min(...heights)) * 0.5000001;
  const edges = crossings(largest, latitude).sort((one, other) => one - other);
  let middle = middleOf(geometry);
  let width = -1;
  for (let at = 0; at + 1 < edges.length; at += 2) {
    const [from, to] = [edges[at]!, edges[at + 1]!];
    if (to - from > width) [middle, width] = [(from + to) / 2, to - from];
  }
  return [latitude, turnedTo(geometry, 0)(middle), reach];
}

/** Whether a position is in an area. */
export function contains(geometry: GeoJSON.Geometry, latitude: number, longitude: number): boolean {
  const at = nearestLongitude(longitude, middleOf(geometry));
  return crossings(polygonsOf(geometry).flat(), latitude).filter((edge) => edge > at).length % 2 === 1;
}

/** The longitudes at which rings cross a latitude. */
function crossings(rings: readonly GeoJSON.Position[][], latitude: number): number[] {
  return rings.flatMap((ring) =>
    ring.flatMap(([x, y], at) => {
      const [nextX, nextY] = ring[(at + 1) % ring.length]!;
      return y! > latitude === nextY! > latitude ? [] : [x! + ((latitude - y!) / (nextY! - y!)) * (nextX! - x!)];
    }),
  );
}

function polygonsOf(geometry: GeoJSON.Geometry): GeoJSON.Position[][][] {
  if (geometry.type === "Polygon") return [geometry.coordinates];
  if (geometry.type === "MultiPolygon") return geometry.coordinates;
  if (geometry.type === "GeometryCollection") return geometry.geometries.flatMap(polygonsOf);
  return [];
}

function boundsOfGeometry(geometry: GeoJSON.Geometry, near: number): Bounds | null {
  const turned = turnedTo(geometry, near);
  const bounds: Bounds = { west: Infinity, south: Infinity, east: -Infinity, north: -Infinity };
  for (const [longitude, latitude] of positionsOf(geometry)) {
    const at = turned(longitude);
    bounds.west = Math.min(bounds.west, at);
    bounds.east = Math.max(bounds.east, at);
    bounds.south = Math.min(bounds.south, latitude);
    bounds.north = Math.max(bounds.north, latitude);
  }
  return bounds.west <= bounds.east ? bounds : null;
}

const middles = new WeakMap<GeoJSON.Geometry, number>();

/** The longitude in the middle of a geometry; computed once. */
function middleOf(geometry: GeoJSON.Geometry): number {
  let middle = middles.get(geometry);
  if (middle === undefined) {
    let [west, east] = [Infinity, -Infinity];
    for (const [longitude] of positionsOf(geometry)) {
      west = Math.min(west, longitude);
      east = Math.max(east, longitude);
    }
    middle = west <= east ? (west + east) / 2 : 0;
    middles.set(geometry, middle);
  }
  return middle;
}

function positionsOf(geometry: GeoJSON.Geometry): Generator<[number, number]> {
  return positionsIn("coordinates" in geometry ? geometry.coordinates : []);
}

function* positionsIn(coordinates: unknown): Generator<[number, number]> {
  if (!Array.isArray(coordinates)) return;
  if (typeof coordinates[0] === "number") yield coordinates as [number, number];
  else for (const inner of coordinates) yield* positionsIn(inner);
}
