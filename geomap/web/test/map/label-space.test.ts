import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { type Anchor, type Box, LabelSpace } from "../../src/map/label-space.js";

const PIN: Anchor = { x: 200, y: 150, clear: 12, inside: null, staysInside: false };
const boxOf = ({ x, y }: Anchor, [dx, dy]: [number, number], width: number, height: number): Box => ({
  left: x + dx,
  top: y + dy,
  right: x + dx + width,
  bottom: y + dy + height,
});

describe("labels", () => {
  it("are on the right of their mark, else on the left, below, above", () => {
    const space = new LabelSpace({ x: 400, y: 300 });
    const placed = [1, 2, 3, 4].map(() => space.place(PIN, 80, 20));
    assert.deepEqual(placed, [
      [18, -10],
      [-98, -10],
      [-40, 18],
      [-40, -38],
    ]);
  });

  it("are inside an area with room for them", () => {
    const area: Anchor = { ...PIN, inside: { x: 100, y: 60 } };
    assert.deepEqual(new LabelSpace({ x: 400, y: 300 }).place(area, 80, 20), [-40, -10]);
    const small: Anchor = { ...PIN, inside: { x: 20, y: 20 } };
    assert.deepEqual(new LabelSpace({ x: 400, y: 300 }).place(small, 80, 20), [26, -10]);
  });

  it("that must stay inside have no other position", () => {
    const small: Anchor = { ...PIN, inside: { x: 20, y: 20 }, staysInside: true };
    assert.equal(new LabelSpace({ x: 400, y: 300 }).place(small, 80, 20), null);
  });

  it("without room have no position", () => {
    const space = new LabelSpace({ x: 400, y: 300 });
    space.take({ left: 0, top: 0, right: 400, bottom: 300 });
    assert.equal(space.place(PIN, 80, 20), null);
    assert.equal(new LabelSpace({ x: 60, y: 300 }).place({ ...PIN, x: 30 }, 80, 20), null);
  });

  it("never overlap anything, never leave the map and are close to their mark", () => {
    const anchors = fc.array(
      fc.record({
        x: fc.nat(500),
        y: fc.nat(400),
        clear: fc.constantFrom(4, 12, 20),
        inside: fc.option(fc.record({ x: fc.nat(150), y: fc.nat(150) })),
        staysInside: fc.boolean(),
        width: fc.integer({ min: 10, max: 150 }),
      }),
      { maxLength: 30 },
    );
    fc.assert(
      fc.property(anchors, (wanted) => {
        const space = new LabelSpace({ x: 500, y: 400 });
        const taken: Box[] = [];
        for (const { width, ...anchor } of wanted) {
          const offset = space.place(anchor, width, 20);
          if (!offset) continue;
          const box = boxOf(anchor, offset, width, 20);
          assert.ok(box.left >= 0 && box.top >= 0 && box.right <= 500 && box.bottom <= 400);
          for (const other of taken)
            assert.ok(
              box.right <= other.left || other.right <= box.left || box.bottom <= other.top || other.bottom <= box.top,
            );
          taken.push(box);
          const reach = Math.max(anchor.clear, anchor.inside?.x ?? 0, anchor.inside?.y ?? 0) + 6;
          assert.ok(
            box.left <= anchor.x + reach &&
              box.right >= anchor.x - reach &&
              box.top <= anchor.y + reach &&
              box.bottom >= anchor.y - reach,
          );
        }
      }),
    );
  });
});
