import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import features from "../../src/basemap/natural-features.json" with { type: "json" };
import { UNITS } from "../../src/basemap/regions.js";
import { boxesOf, type Point, positionsAlong, type RiverInView, riversIn } from "../../src/basemap/rivers.js";
import { viewOf } from "../support/views.js";

const [WIDTH, HEIGHT] = [60, 16];

/** All large rivers as they would be drawn in a view, moved by some pixels. */
function drawnIn(view: ReturnType<typeof viewOf>, offset = 0): Point[][] {
  const unit = view.world / UNITS;
  return Object.values(features.rivers)
    .flat()
    .map((steps) => {
      let [column, row] = [0, 0];
      return Array.from({ length: steps.length / 2 }, (_, index) => {
        [column, row] = [column + steps[2 * index]!, row + steps[2 * index + 1]!];
        return { x: column * unit - view.left + offset, y: row * unit - view.top };
      });
    });
}

function river(id: string, view: ReturnType<typeof viewOf>, lines = drawnIn(view)): RiverInView | undefined {
  return riversIn(view, lines).find((each) => each.id === id);
}

function distanceTo({ x, y }: Point, [from, to]: readonly [Point, Point]): number {
  const [across, down] = [to.x - from.x, to.y - from.y];
  const share = ((x - from.x) * across + (y - from.y) * down) / (across ** 2 + down ** 2 || 1);
  const along = Math.min(Math.max(share, 0), 1);
  return Math.hypot(x - from.x - along * across, y - from.y - along * down);
}

/** The corners and the middles of the sides of a name. */
function outline({ x, y, angle }: Point & { angle: number }): Point[] {
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  return [-0.5, 0, 0.5].flatMap((across) =>
    [-0.5, 0, 0.5].map((down) => ({
      x: x + across * WIDTH * cos - down * HEIGHT * sin,
      y: y + across * WIDTH * sin + down * HEIGHT * cos,
    })),
  );
}

describe("rivers", () => {
  it("in view are those that a view shows, and only where they are drawn", () => {
    const view = viewOf(48, 14, 6);
    const drawn = riversIn(view, drawnIn(view)).map(({ id }) => id);
    assert.ok(["danube", "rhine", "elbe"].every((id) => drawn.includes(id)));
    assert.ok(!drawn.includes("nile"));
    assert.ok(river("danube", view)!.points.some(Boolean));
    assert.deepEqual([...positionsAlong(river("danube", view, [])!, WIDTH, HEIGHT)], []);
    assert.deepEqual([...positionsAlong(river("danube", view, drawnIn(view, 300))!, WIDTH, HEIGHT)], []);
  });

  it("are named at what is drawn of them, upright, and not on top of it", () => {
    const places = fc.record({
      latitude: fc.double({ min: -40, max: 70, noNaN: true }),
      longitude: fc.double({ min: -130, max: 150, noNaN: true }),
      zoom: fc.double({ min: 2, max: 7, noNaN: true }),
      offset: fc.double({ min: -3, max: 3, noNaN: true }),
    });
    let named = 0;
    fc.assert(
      fc.property(places, ({ latitude, longitude, zoom, offset }) => {
        const view = viewOf(latitude, longitude, zoom);
        const lines = drawnIn(view, offset);
        for (const found of riversIn(view, lines)) {
          const points = found.points.filter((point) => point !== null);
          for (const point of points)
            assert.ok(lines.some((line) => line.slice(1).some((to, at) => distanceTo(point, [line[at]!, to]) < 0.01)));
          for (const position of positionsAlong(found, WIDTH, HEIGHT)) {
            named++;
            assert.ok(Math.abs(position.angle) <= Math.PI / 3 + 1e-9);
            const nearest = Math.min(
              ...outline(position).flatMap((corner) =>
                points.map(({ x, y }) => Math.hypot(x - corner.x, y - corner.y)),
              ),
            );
            assert.ok(nearest < 16, `${found.id} is ${nearest} pixels from its name`);
            assert.ok(points.every(({ x, y }) => Math.hypot(x - position.x, y - position.y) >= HEIGHT / 2 - 0.01));
          }
        }
      }),
      { numRuns: 25 },
    );
    assert.ok(named > 0);
  });

  it("that are steep have a horizontal name next to them", () => {
    const view = viewOf(27, 31, 7, 300, 300);
    const [position] = positionsAlong(river("nile", view)!, WIDTH, HEIGHT);
    assert.ok(position);
    const north = { x: 100, y: 0 };
    const steep: RiverInView = { id: "steep", points: Array.from({ length: 30 }, (_, y) => ({ ...north, y: y * 6 })) };
    for (const { x, angle } of positionsAlong(steep, WIDTH, HEIGHT)) {
      assert.equal(angle, 0);
      assert.equal(Math.abs(x - 100) - WIDTH / 2, 2);
    }
  });

  it("read from left to right whichever way they flow", () => {
    const points = Array.from({ length: 30 }, (_, index) => ({ x: 6 * index, y: 2 * index }));
    const angleOf = (course: Point[]) => [...positionsAlong({ id: "a", points: course }, WIDTH, HEIGHT)][0]!.angle;
    assert.ok(Math.abs(angleOf(points) - Math.atan2(2, 6)) < 1e-9);
    assert.equal(angleOf([...points].reverse()), angleOf(points));
  });

  it("that bend too much or end have no room", () => {
    const zigzag = Array.from({ length: 60 }, (_, index) => ({ x: 5 * index, y: Math.abs(((5 * index) % 60) - 30) }));
    const short = Array.from({ length: 5 }, (_, index) => ({ x: 6 * index, y: 0 }));
    const gaps = Array.from({ length: 60 }, (_, index) => (index % 6 ? { x: 6 * index, y: 0 } : null));
    for (const points of [zigzag, short, gaps])
      assert.deepEqual([...positionsAlong({ id: "a", points }, WIDTH, HEIGHT)], []);
  });

  it("have names whose boxes cover them", () => {
    const turned = fc.record({
      x: fc.integer({ min: 0, max: 500 }),
      y: fc.integer({ min: 0, max: 500 }),
      angle: fc.double({ min: -Math.PI / 3, max: Math.PI / 3, noNaN: true }),
    });
    fc.assert(
      fc.property(turned, (position) => {
        const boxes = boxesOf(position, WIDTH, HEIGHT);
        for (const { x, y } of outline(position))
          assert.ok(
            boxes.some(
              ({ minX, minY, maxX, maxY }) =>
                x >= minX - 0.01 && x <= maxX + 0.01 && y >= minY - 0.01 && y <= maxY + 0.01,
            ),
          );
      }),
    );
  });

  it("have the same names on both sides of the antimeridian", () => {
    const ids = (longitude: number) => {
      const view = viewOf(65, longitude, 3);
      return riversIn(view, []).map(({ id }) => id);
    };
    assert.deepEqual(ids(180), ids(-180));
    assert.ok(ids(180).includes("yukon") && ids(180).includes("kolyma"));
  });
});
