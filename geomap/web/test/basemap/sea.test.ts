import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { Sea, type SeaTile } from "../../src/basemap/sea.js";

const square = (left: number, top: number, side: number) => [
  { x: left, y: top },
  { x: left + side, y: top },
  { x: left + side, y: top + side },
  { x: left, y: top + side },
];
const box = (minX: number, minY: number, width: number, height: number) => ({
  minX,
  minY,
  maxX: minX + width,
  maxY: minY + height,
});

/** A tile of 512 pixels, all sea, with a square island in it. */
const tile = (left: number, scale = 1): SeaTile => ({
  box: box(left, 0, 512 * scale, 512 * scale),
  scale,
  rings: [square(-10, -10, 532), square(200, 200, 100)],
});

describe("the sea", () => {
  it("is not where an island is", () => {
    const sea = new Sea([tile(0)]);
    assert.ok(sea.covers(box(20, 20, 150, 150)));
    assert.ok(!sea.covers(box(220, 220, 20, 20)));
    assert.ok(!sea.covers(box(150, 240, 60, 12)));
    assert.ok(!sea.covers(box(100, 100, 300, 300)), "an island inside the box counts");
  });

  it("goes on in the next tile, and ends where no tile is known", () => {
    const sea = new Sea([tile(0), tile(512)]);
    assert.ok(sea.covers(box(450, 20, 120, 20)));
    assert.ok(!sea.covers(box(1000, 20, 60, 20)));
    assert.ok(!new Sea([]).covers(box(0, 0, 10, 10)));
  });

  it("is the same at every scale, whatever was asked before", () => {
    const corner = fc.integer({ min: 10, max: 480 });
    fc.assert(
      fc.property(
        fc.array(fc.tuple(corner, corner), { minLength: 1 }),
        fc.constantFrom(0.5, 1, 2),
        (corners, scale) => {
          const sea = new Sea([tile(0, scale)]);
          for (const [x, y] of corners) {
            const [right, bottom] = [x + 12 / scale, y + 12 / scale];
            const far = 4 / scale; // the points that are tried are some pixels apart
            const isOnIsland = right > 200 + far && x < 300 - far && bottom > 200 + far && y < 300 - far;
            const isClear = right < 200 - far || x > 300 + far || bottom < 200 - far || y > 300 + far;
            const found = sea.covers(box(x * scale, y * scale, 12, 12));
            if (isOnIsland) assert.ok(!found);
            if (isClear && right < 508 && bottom < 508) assert.ok(found);
          }
        },
      ),
    );
  });
});
