import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { stringsFrom } from "../../src/app/strings.js";
import { ticksOf } from "../../src/timeline/ticks.js";
import { day } from "../support/page-data.js";

const text = stringsFrom({}, "en");
const WIDE = 7; // pixels per letter
const measure = (label: string): number => label.length * WIDE;
const labels = (from: string, end: string, width: number): string[] =>
  ticksOf(day(from), day(end), width, text, measure).map(({ label }) => label);

describe("ticks", () => {
  it("are days, months or years, as there is room", () => {
    assert.deepEqual(labels("2023-01-01", "2023-02-01", 800), ["1 Jan", "8 Jan", "15 Jan", "22 Jan", "29 Jan"]);
    assert.deepEqual(labels("2022-11-01", "2023-04-01", 500), ["Nov", "Dec", "2023", "Feb", "Mar"]);
    assert.deepEqual(labels("2000-01-01", "2024-01-01", 400), ["2000", "2005", "2010", "2015", "2020"]);
  });

  it("have an era before the year 1", () => {
    assert.match(labels("-000500-01-01", "0500-01-01", 500).join(), /BC/);
  });

  it("never overlap, are in order and end where the next begins", () => {
    const froms = fc.integer({ min: day("-003000-01-01"), max: day("2030-01-01") });
    fc.assert(
      fc.property(
        froms,
        fc.integer({ min: 2, max: 1_000_000 }),
        fc.integer({ min: 100, max: 2000 }),
        (first, length, width) => {
          const end = first + length;
          const ticks = ticksOf(first, end, width, text, measure);
          for (const [at, tick] of ticks.entries()) {
            assert.ok(first <= tick.day && tick.day < tick.end && tick.end <= end);
            const before = ticks[at - 1];
            if (!before) continue;
            assert.equal(before.end, tick.day);
            const distance = ((tick.day - before.day) * width) / length;
            assert.ok(distance >= (measure(tick.label) + measure(before.label)) / 2);
          }
        },
      ),
    );
  });
});
