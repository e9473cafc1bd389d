// Where a place is, no finer than its stated precision.
import type { Value, Values } from "./api.js";

const METRES_PER_DEGREE = 111_320;
/** Corners of an outline are this much finer than the outline is large, so that it keeps its shape. */
const CORNERS_PER_SIZE = 20;

/** Decimal places of degrees that are no finer than a radius in metres; all that are of use if it is not known. */
export function digitsFor(radius: number | null): number {
  if (radius === null) return 5;
  if (radius > 100_000) return 1;
  return radius > 5000 ? 2 : radius > 500 ? 3 : radius > 30 ? 4 : 5;
}

function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}

function isPair(value: Value | undefined): value is number[] {
  return Array.isArray(value) && value.length === 2 && value.every((each) => typeof each === "number");
}

/** The smaller of the height and the width of corners, in metres. */
function sizeOf(ring: number[][]): number {
  const spans = [0, 1].map((axis) => {
    const along = ring.map((corner) => corner[axis]!);
    return Math.max(...along) - Math.min(...along);
  });
  const narrowing = Math.cos((ring[0]![1]! * Math.PI) / 180);
  return Math.min(spans[0]! * narrowing, spans[1]!) * METRES_PER_DEGREE;
}

/** A place whose coordinates and corners are rounded to its uncertainty, which is by default that of its precision. */
export function asStated(values: Values, byPrecision: number | null): Values {
  const radius = typeof values.uncertainty === "number" ? values.uncertainty : byPrecision;
  const stated = { ...values };
  if (isPair(values.coordinates))
    stated.coordinates = values.coordinates.map((each) => rounded(each, digitsFor(radius)));
  const area = values.area;
  if (area && typeof area === "object" && !Array.isArray(area) && area.type === "Polygon") {
    const rings = area.coordinates as number[][][];
    const digits = digitsFor(Math.min(radius ?? Infinity, sizeOf(rings[0]!) / CORNERS_PER_SIZE));
    stated.area = {
      ...area,
      coordinates: rings.map((ring) => ring.map((corner) => corner.map((each) => rounded(each, digits)))),
    };
  }
  return stated;
}
