import assert from "node:assert/strict";
import { test } from "node:test";
import { positionsIn, seasIn } from "../../src/basemap/seas.js";
import { viewOf } from "../support/views.js";

test("the largest sea in view is first", () => {
  const found = seasIn(viewOf(56, 5, 5, 1000, 1000));
  assert.ok(["north-sea", "skagerrak", "kattegat"].every((sea) => found.some(({ id }) => id === sea)));
  assert.deepEqual(
    found,
    [...found].sort((one, other) => other.area - one.area),
  );
});

test("every position of a name is on water, from its first letter to its last", () => {
  for (const [zoom, latitude, longitude] of [
    [4, 55, 10],
    [5, 43, 35],
    [6, 38, 25],
    [3, 10, -60],
    [7, 45, 13],
  ] as const) {
    for (const sea of seasIn(viewOf(latitude, longitude, zoom, 1000, 1000)))
      for (const { box } of positionsIn(sea, 80, 16))
        for (const y of [box.minY, (box.minY + box.maxY) / 2, box.maxY]) {
          const row = sea.spans.filter((span) => Math.abs(span.y - y) <= sea.step / 2 + 1e-6);
          const isInside = row.some(({ left, right }) => left <= box.minX && box.maxX <= right);
          assert.ok(isInside, `${sea.id} at zoom ${zoom}`);
        }
  }
});

test("a name that is wider than the sea has no position", () => {
  const view = viewOf(56, 5, 5, 1000, 1000);
  const sea = seasIn(view).find(({ id }) => id === "kattegat")!;
  assert.deepEqual(positionsIn(sea, 400, 16), []);
});
