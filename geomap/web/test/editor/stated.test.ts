import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { asStated } from "../../src/editor/stated.js";

const EXACT = [65.6835123, -18.0878456];
const square = (size: number): number[][] =>
  [
    [-18, 65],
    [-18 + size, 65],
    [-18 + size, 65 + size],
    [-18, 65],
  ].map(([longitude, latitude]) => [longitude! + 0.0123456, latitude! + 0.0123456]);

describe("where a place is", () => {
  it("is no finer than its precision", () => {
    assert.deepEqual(asStated({ coordinates: EXACT }, 2000).coordinates, [65.684, -18.088]);
    assert.deepEqual(asStated({ coordinates: EXACT }, 500_000).coordinates, [65.7, -18.1]);
  });

  it("is no finer than its own uncertainty, if that is stated", () => {
    assert.deepEqual(asStated({ coordinates: EXACT, uncertainty: 10 }, 2000).coordinates, [65.68351, -18.08785]);
  });

  it("keeps what is written in another way", () => {
    assert.equal(asStated({ coordinates: "65°41′N 18°5′W" }, 2000).coordinates, "65°41′N 18°5′W");
    assert.deepEqual(asStated({ name: "A" }, 2000), { name: "A" });
  });

  it("has corners that are no finer than its precision, where its outline is large", () => {
    const large = asStated({ area: { type: "Polygon", coordinates: [square(9)] } }, 150_000).area;
    assert.deepEqual((large as { coordinates: number[][][] }).coordinates[0]![0], [-17.99, 65.01]);
  });

  it("keeps the shape of a small outline", () => {
    const small = asStated({ area: { type: "Polygon", coordinates: [square(0.02)] } }, 150_000).area;
    const corners = (small as { coordinates: number[][][] }).coordinates[0]!;
    assert.equal(new Set(corners.map(String)).size, 3);
    assert.deepEqual(corners[0], [-17.9877, 65.0123]);
  });
});
