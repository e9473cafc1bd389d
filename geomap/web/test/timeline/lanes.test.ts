import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { lanesOf } from "../../src/timeline/lanes.js";
import { scaleOf } from "../../src/timeline/scale.js";
import { atlasOf } from "../support/page-data.js";

const lanes = (dates: [number | null, number | null][], height = 60) => {
  const atlas = atlasOf({ reports: dates.map((each) => ({ title: "A", dates: each })) });
  return lanesOf(atlas, Int32Array.from(dates.keys()), scaleOf({ first: 0, last: 99 }, 1000), height);
};

describe("lanes", () => {
  it("hold bars side by side that do not overlap", () => {
    const { bars, count } = lanes([
      [0, 20],
      [40, 60],
      [10, 50],
    ])!;
    assert.equal(count, 2);
    assert.deepEqual(Object.fromEntries(bars.map(({ report, lane }) => [report, lane])), { 0: 0, 1: 0, 2: 1 });
  });

  it("show where an end is open", () => {
    const { bars } = lanes([
      [null, 20],
      [40, null],
      [30, 30],
    ])!;
    const of = (report: number) => bars.find((bar) => bar.report === report)!;
    assert.deepEqual([of(0).isOpenAtStart, of(0).isOpenAtEnd], [true, false]);
    assert.deepEqual([of(1).isOpenAtStart, of(1).isOpenAtEnd], [false, true]);
    assert.equal(of(2).isDay, true);
  });

  it("have a report at its time of day", () => {
    const atlas = atlasOf({
      reports: [
        { title: "At noon", dates: [49, 49], times: [720, 720, 720] },
        { title: "From noon on", dates: [49, 50], times: [720, null, 720] },
        { title: "That day", dates: [49, 49] },
      ],
    });
    const scale = scaleOf({ first: 0, last: 99 }, 1000);
    const { bars } = lanesOf(atlas, Int32Array.of(0, 1, 2), scale, 60)!;
    const days = (share: number): number =>
      Math.round((scale.first + (share / 100) * (scale.end - scale.first)) * 100) / 100;
    const of = (report: number) => bars.find((bar) => bar.report === report)!;
    assert.deepEqual([days(of(0).start), days(of(0).end)], [49.5, 49.5]);
    assert.deepEqual([days(of(1).start), days(of(1).end)], [49.5, 51]);
    assert.deepEqual([days(of(2).start), days(of(2).end)], [49, 50]);
  });

  it("are not used for too many reports or too little height", () => {
    assert.equal(lanes(Array.from({ length: 25 }, (_, at) => [at * 4, at * 4])), null);
    assert.equal(lanes(Array.from({ length: 10 }, () => [0, 99])), null);
    assert.notEqual(
      lanes(
        Array.from({ length: 10 }, () => [0, 99]),
        100,
      ),
      null,
    );
  });
});
