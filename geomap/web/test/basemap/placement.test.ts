import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { around, inside, insideOutline, nextTo, Placement } from "../../src/basemap/placement.js";

const SIZE = { x: 400, y: 300 };

describe("labels", () => {
  it("are on the right of their mark, else on the left, above, below", () => {
    const placement = new Placement(SIZE);
    const placed = [1, 2, 3, 4].map(() => placement.place(nextTo(200, 150, 12, 80, 20))?.box);
    assert.deepEqual(
      placed.map((box) => [box!.minX, box!.minY]),
      [
        [216, 140],
        [104, 140],
        [160, 114],
        [160, 166],
      ],
    );
  });

  it("run towards their mark", () => {
    const sides = [...nextTo(200, 150, 12, 80, 20)].map(({ side }) => side);
    assert.deepEqual(sides, ["east", "west", "middle", "middle", "east", "east", "west", "west"]);
  });

  it("are inside an area only where there is room for them", () => {
    assert.equal([...inside({ x: 200, y: 150 }, { x: 100, y: 60 }, { width: 80, height: 20 })].length, 5);
    assert.deepEqual([...inside({ x: 200, y: 150 }, { x: 20, y: 20 }, { width: 80, height: 20 })], []);
  });

  it("are where an outline is, as near to its mark as there is room", () => {
    const placement = new Placement(SIZE);
    const bounds = { minX: 0, minY: 0, maxX: 400, maxY: 300 };
    const size = { width: 80, height: 20 };
    const isWest = (x: number): boolean => x < 200;
    const positions = () => insideOutline({ x: 190, y: 150 }, bounds, isWest, size, placement, Infinity);
    const first = placement.place(positions())!.box;
    assert.ok(first.minX + 80 * 0.75 < 200);
    const second = placement.place(positions())!.box;
    assert.ok(second.minX + 80 * 0.75 < 200);
    assert.ok(Math.abs(second.minY - first.minY) >= 20 || Math.abs(second.minX - first.minX) >= 80);
    const narrow = { ...bounds, maxX: 85 };
    assert.deepEqual([...insideOutline({ x: 40, y: 150 }, narrow, isWest, size, placement, Infinity)], []);
  });

  it("are left out without room, and never moved away", () => {
    const placement = new Placement(SIZE);
    placement.take({ minX: 0, minY: 0, maxX: 400, maxY: 300 });
    assert.equal(placement.place(nextTo(200, 150, 12, 80, 20)), null);
  });

  it("touch their mark, are in view, and overlap nothing", () => {
    const mark = fc.record({
      x: fc.integer({ min: 0, max: 400 }),
      y: fc.integer({ min: 0, max: 300 }),
      clear: fc.integer({ min: 4, max: 24 }),
      width: fc.integer({ min: 10, max: 150 }),
      height: fc.integer({ min: 10, max: 40 }),
    });
    fc.assert(
      fc.property(fc.array(mark, { maxLength: 30 }), (marks) => {
        const placement = new Placement(SIZE);
        for (const { x, y, clear } of marks) placement.take(around(x, y, clear));
        for (const { x, y, clear, width, height } of marks) {
          const before = placement.all();
          const box = placement.place(nextTo(x, y, clear, width, height))?.box;
          if (!box) continue;
          const dx = Math.max(box.minX - x, 0, x - box.maxX);
          const dy = Math.max(box.minY - y, 0, y - box.maxY);
          assert.ok(Math.hypot(dx, dy) <= clear + 8);
          assert.ok(box.minX >= 0 && box.minY >= 0 && box.maxX <= SIZE.x && box.maxY <= SIZE.y);
          assert.ok(
            before.every(
              (other) =>
                other.maxX < box.minX || box.maxX < other.minX || other.maxY < box.minY || box.maxY < other.minY,
            ),
          );
        }
      }),
    );
  });
});
