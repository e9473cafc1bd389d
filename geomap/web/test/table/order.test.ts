import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { stringsFrom } from "../../src/app/strings.js";
import { type Sorting, sorted } from "../../src/table/order.js";
import { atlasOf } from "../support/page-data.js";

const atlas = atlasOf({
  places: [{ name: "Zürich" }, { name: "Ähtäri" }, { name: "Oslo" }],
  reports: [
    { title: "Report 10", place: 0, status: "refuted", dates: [20, 25] },
    { title: "Report 9", place: 1, dates: [null, 10] },
    { title: "report 1", place: 1, status: "unconfirmed" },
    { title: "Éclair", dates: [20, 20] },
    { title: "Report 9", place: 2, dates: [5, null] },
  ],
});
const order = (by: Sorting["by"], down = false, language = "en"): number[] => [
  ...sorted(atlas, Int32Array.of(0, 1, 2, 3, 4), { by, down }, stringsFrom({}, language)),
];

describe("sorting", () => {
  it("by status keeps the reading order of equal reports, both ways", () => {
    assert.deepEqual(order("status"), [1, 3, 4, 2, 0]);
    assert.deepEqual(order("status", true), [0, 2, 1, 3, 4]);
  });

  it("by title knows numbers and accents", () => {
    assert.deepEqual(order("report"), [3, 2, 1, 4, 0]);
  });

  it("by date uses the first day, else the last; unknown dates are last both ways", () => {
    assert.deepEqual(order("date"), [4, 1, 0, 3, 2]);
    assert.deepEqual(order("date", true), [0, 3, 1, 4, 2]);
  });

  it("by date uses the instant, whatever the clocks say", () => {
    const atlas = atlasOf({
      reports: [
        { title: "23:30 UTC", dates: [19, 19], times: [1410, 1410, 1410] },
        { title: "01:00 of the next day, UTC+3", dates: [20, 20], times: [60, 60, -120] },
        { title: "The day before", dates: [18, 18] },
      ],
    });
    const sorting = { by: "date", down: false } as const;
    assert.deepEqual([...sorted(atlas, Int32Array.of(0, 1, 2), sorting, stringsFrom({}, "en"))], [2, 1, 0]);
  });

  it("by place follows the language, with reports without a place last both ways", () => {
    assert.deepEqual(order("place"), [1, 2, 4, 0, 3]);
    assert.deepEqual(order("place", true), [0, 4, 1, 2, 3]);
    assert.deepEqual(order("place", false, "fi"), [4, 0, 1, 2, 3]); // Ä is after Z in Finnish
  });

  it("does not change the reports that it is given", () => {
    const reports = Int32Array.of(4, 0);
    sorted(atlas, reports, { by: "report", down: false }, stringsFrom({}, "en"));
    assert.deepEqual([...reports], [4, 0]);
  });
});
