import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { isRefused, problemIn, TileCounts } from "../../src/basemap/tile-counts.js";

describe("the tiles of a service", () => {
  it("are counted by their latest state", () => {
    const counts = new TileCounts();
    let changes = 0;
    counts.onchange = () => changes++;
    counts.set("a", "pending");
    counts.set("a", "loaded");
    counts.set("b", "failed");
    counts.set("b", null);
    assert.deepEqual([[...counts.pending], [...counts.loaded], [...counts.failed]], [[], ["a"], []]);
    assert.equal(changes, 4);
  });

  it("are a problem when some or all have failed or are overdue", () => {
    const counts = new TileCounts();
    assert.equal(problemIn(counts), null);
    counts.set("a", "pending");
    assert.deepEqual(problemIn(counts), { kind: "waiting" });
    counts.set("b", "failed");
    assert.deepEqual(problemIn(counts), { kind: "none", requests: 2 });
    counts.set("a", "loaded");
    assert.deepEqual(problemIn(counts), { kind: "some", missing: 1, requests: 2 });
    counts.set("b", "loaded");
    assert.equal(problemIn(counts), null);
  });
});

describe("a refusal", () => {
  it("is known only where the browser discloses the status", () => {
    assert.deepEqual([200, 304, 403, 500].map(isRefused), [false, false, true, true]);
    assert.deepEqual([0, undefined].map(isRefused), [null, null]);
  });
});
