import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { islandsIn, positionsOnIsland } from "../../src/basemap/islands.js";
import { SAMPLES } from "../../src/basemap/regions.js";
import { Sea } from "../../src/basemap/sea.js";
import { viewOf } from "../support/views.js";

/** A square of the sea with these edges. */
const square = (left: number, right: number) => [
  { x: left, y: -9999 },
  { x: right, y: -9999 },
  { x: right, y: 9999 },
  { x: left, y: 9999 },
];
const seaOf = (left: number, right: number) =>
  new Sea([{ box: { minX: -9999, minY: -9999, maxX: 9999, maxY: 9999 }, scale: 1, rings: [square(left, right)] }]);

describe("islands", () => {
  it("in view are those that a view shows, the largest first", () => {
    const found = islandsIn(viewOf(40, 10, 6)).map(({ id }) => id);
    assert.deepEqual(found.slice(0, 2), ["sardinia", "sicily"]);
    assert.ok(found.includes("corsica") && !found.includes("borneo"));
  });

  it("are named on themselves, at most with the ends over the sea, and on no other land", () => {
    const large = fc.constantFrom([40, 9], [0.5, 114], [-19, 47], [65, -18.5]); // Sardinia, Borneo, Madagascar, Iceland
    const offset = fc.double({ min: -8, max: 8, noNaN: true });
    const zoom = fc.double({ min: 1, max: 8, noNaN: true });
    let named = 0;
    fc.assert(
      fc.property(
        large,
        offset,
        offset,
        zoom,
        fc.integer({ min: 0, max: 800 }),
        ([north, east], up, right, close, coast) => {
          const sea = seaOf(coast, 9999);
          const view = viewOf(north! + up, east! + right, close);
          for (const island of islandsIn(view))
            for (const { box } of positionsOnIsland(island, view, sea, 60, 15)) {
              named++;
              const y = (box.minY + box.maxY) / 2;
              for (const share of SAMPLES) {
                const x = box.minX + share * (box.maxX - box.minX);
                const isOn = island.spans.some(
                  (span) => Math.abs(span.y - y) <= island.step / 2 && span.left <= x && x <= span.right,
                );
                assert.ok(sea.isAt(x, y) ? share !== 0.5 : isOn, `${island.id} at zoom ${close}`);
              }
            }
        },
      ),
      { numRuns: 100 },
    );
    assert.ok(named > 0);
  });

  it("that are narrower than their name have none where the sea around them is unknown", () => {
    const view = viewOf(57.5, 18.5, 6);
    const gotland = islandsIn(view).find(({ id }) => id === "gotland")!;
    assert.deepEqual([...positionsOnIsland(gotland, view, new Sea([]), 60, 15)], []);
  });
});
