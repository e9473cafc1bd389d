import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import type { Scale } from "../../src/timeline/scale.js";
import { stepped } from "../../src/timeline/steps.js";
import { day } from "../support/page-data.js";

const [first, end] = [day("2023-01-01"), day("2023-04-01")];
const days = Float64Array.from({ length: end - first + 1 }, (_, index) => first + index);
const scale: Scale = { bins: days, steps: days, first, end, width: 2000 };
const ticks = ["2023-01-01", "2023-02-01", "2023-03-01"].map((date, index, dates) => ({
  day: day(date),
  end: index + 1 < dates.length ? day(dates[index + 1]!) : scale.end,
}));
const all = { from: null, to: null };
const span = (from: string | null, to: string | null) => ({
  from: from === null ? null : day(from),
  to: to === null ? null : day(to),
});

describe("stepping through time", () => {
  it("begins with the first or the last period of the axis", () => {
    assert.deepEqual(stepped(scale, ticks, all, 1), span(null, "2023-01-31"));
    assert.deepEqual(stepped(scale, ticks, all, -1), span("2023-03-01", null));
  });

  it("goes from month to month, whatever their length", () => {
    assert.deepEqual(stepped(scale, ticks, span(null, "2023-01-31"), 1), span("2023-02-01", "2023-02-28"));
    assert.deepEqual(stepped(scale, ticks, span("2023-02-01", "2023-02-28"), 1), span("2023-03-01", null));
    assert.deepEqual(stepped(scale, ticks, span("2023-03-01", null), -1), span("2023-02-01", "2023-02-28"));
  });

  it("moves other selections by their own length, and keeps it at the ends", () => {
    assert.deepEqual(stepped(scale, ticks, span("2023-01-05", "2023-01-09"), 1), span("2023-01-10", "2023-01-14"));
    assert.deepEqual(stepped(scale, ticks, span("2023-03-25", "2023-03-29"), 1), span("2023-03-27", null));
    assert.deepEqual(stepped(scale, ticks, span("2023-01-02", "2023-01-06"), -1), span(null, "2023-01-05"));
  });

  it("ends at the ends", () => {
    assert.equal(stepped(scale, ticks, span("2023-03-01", null), 1), null);
    assert.equal(stepped(scale, ticks, span(null, "2023-01-31"), -1), null);
  });

  it("reaches the end in a finite number of steps from anywhere", () => {
    const anyDay = fc.integer({ min: scale.first, max: scale.end - 1 });
    fc.assert(
      fc.property(anyDay, anyDay, fc.constantFrom(1 as const, -1 as const), (one, other, by) => {
        let time: ReturnType<typeof stepped> = { from: Math.min(one, other), to: Math.max(one, other) };
        let count = 0;
        while (time && count++ < 200) time = stepped(scale, ticks, time, by);
        assert.equal(time, null);
      }),
    );
  });
});
