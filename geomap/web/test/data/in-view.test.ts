import assert from "node:assert/strict";
import { it } from "node:test";
import type { Atlas } from "../../src/data/atlas.js";
import { reportsInView } from "../../src/data/in-view.js";

it("counts a report at a pole, which is drawn at the edge of the map", () => {
  const middle = { latitude: [90, -90, 50], longitude: [0, 0, 10], reach: [10, 10, 10] };
  const atlas = { middle, place: [0, 1, 2] } as unknown as Atlas;
  const found = (south: number, north: number) => [
    ...reportsInView(atlas, Int32Array.of(0, 1, 2), { south, north, west: -180, east: 180 }),
  ];
  assert.deepEqual(found(-86, 86), [0, 1, 2]);
  assert.deepEqual(found(40, 85.06), [0, 2]);
  assert.deepEqual(found(40, 60), [2]);
});

it("counts an area that reaches into the view from any side, and none that ends before it", () => {
  const atlas = { middle: { latitude: [0], longitude: [0], reach: [333_585] }, place: [0] } as unknown as Atlas; // 3 degrees
  const isFound = (west: number, south: number): boolean =>
    reportsInView(atlas, Int32Array.of(0), { west, east: west + 2, south, north: south + 2 }).length === 1;
  for (const near of [2, -4]) assert.ok(isFound(near, -1) && isFound(-1, near), String(near));
  for (const far of [4, -6]) assert.ok(!isFound(far, -1) && !isFound(-1, far), String(far));
});
