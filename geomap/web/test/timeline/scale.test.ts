import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { binAt, binsOf, countByBin, extentOf } from "../../src/timeline/bins.js";
import { nearestBorder, rangeBetween, scaleOf, selectedOn, shareOf } from "../../src/timeline/scale.js";
import { atlasOf, day } from "../support/page-data.js";

const extents = fc
  .tuple(fc.integer({ min: day("-004000-01-01"), max: day("2026-01-01") }), fc.integer({ min: 1, max: 2_000_000 }))
  .map(([first, length]) => ({ first, last: first + length }));
const widths = fc.integer({ min: 200, max: 2000 });

describe("bins", () => {
  it("cover the extent and are visibly wide", () => {
    fc.assert(
      fc.property(extents, widths, (extent, width) => {
        const edges = binsOf(extent, width);
        const bins = edges.length - 1;
        assert.ok(edges[0]! <= extent.first && extent.last < edges.at(-1)!);
        assert.ok(bins <= 145, `${bins} bins`);
        assert.ok(width / bins >= 1.9);
        for (const [at, edge] of edges.subarray(1).entries()) assert.ok(edge > edges[at]!);
      }),
    );
  });

  it("contain the days between their edges; days beyond are in the outermost ones", () => {
    fc.assert(
      fc.property(extents, widths, fc.double({ min: -0.2, max: 1.2, noNaN: true }), (extent, width, share) => {
        const edges = binsOf(extent, width);
        const at = extent.first + Math.floor(share * (extent.last - extent.first));
        const bin = binAt(edges, at);
        if (at < edges[0]!) assert.equal(bin, 0);
        else if (at >= edges.at(-1)!) assert.equal(bin, edges.length - 2);
        else assert.ok(edges[bin]! <= at && at < edges[bin + 1]!);
      }),
    );
    assert.equal(binAt(Float64Array.of(0, 1, 2), -Infinity), 0);
    assert.equal(binAt(Float64Array.of(0, 1, 2), Infinity), 1);
  });

  it("count a report in each bin that its date overlaps, by status", () => {
    const atlas = atlasOf({
      reports: [
        { title: "A", dates: [0, 0] },
        { title: "B", dates: [1, 2], status: "unconfirmed" },
        { title: "C", dates: [null, 1] },
        { title: "D", dates: [2, null], status: "refuted" },
      ],
    });
    const rows = countByBin(atlas, Int32Array.of(0, 1, 2, 3), Float64Array.of(0, 1, 2, 3));
    assert.deepEqual(
      rows.map((row) => [...row]),
      [
        [2, 1, 0],
        [0, 1, 1],
        [0, 0, 1],
      ],
    );
  });
});

describe("the extent", () => {
  const extent = (...dates: [number | null, number | null][]) =>
    extentOf(atlasOf({ reports: dates.map((each) => ({ title: "A", dates: each })) }));

  it("is from the first to the last known day", () => {
    assert.deepEqual(extent([10, 12], [null, 40], [5, null]), { first: 5, last: 40 });
  });

  it("is null without a span of time", () => {
    assert.equal(extent(), null);
    assert.equal(extent([null, null]), null);
    assert.equal(extent([7, 7]), null);
  });
});

describe("the scale", () => {
  it("selects everything without a range, and at least a step", () => {
    fc.assert(
      fc.property(extents, widths, fc.option(fc.integer()), fc.option(fc.integer()), (extent, width, from, to) => {
        const scale = scaleOf(extent, width);
        assert.deepEqual(selectedOn(scale, { from: null, to: null }), { first: scale.first, end: scale.end });
        const { first, end } = selectedOn(scale, { from, to });
        assert.ok(scale.first <= first && first < end && end <= scale.end);
      }),
    );
  });

  it("turns borders into a range and back", () => {
    const scale = scaleOf({ first: day("2023-01-01"), last: day("2023-01-31") }, 800);
    const all = scale.steps.length - 1;
    assert.deepEqual(rangeBetween(scale, 0, all), { from: null, to: null });
    fc.assert(
      fc.property(fc.nat(all - 1), fc.nat(all - 1), (one, other) => {
        const [begin, end] = [Math.min(one, other), Math.max(one, other) + 1];
        const selected = selectedOn(scale, rangeBetween(scale, begin, end));
        assert.equal(nearestBorder(scale, selected.first), begin);
        assert.equal(nearestBorder(scale, selected.end), end);
      }),
    );
  });

  it("places days from 0 to 1", () => {
    const scale = scaleOf({ first: 0, last: 99 }, 800);
    assert.equal(shareOf(scale, scale.first - 10), 0);
    assert.equal(shareOf(scale, Infinity), 1);
    assert.equal(shareOf(scale, (scale.first + scale.end) / 2), 0.5);
  });
});
