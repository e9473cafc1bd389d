import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import {
  dayOfMonth,
  lengthOf,
  monthOf,
  nextStart,
  startOf,
  type Unit,
  withinReach,
  YEAR_ONE,
} from "../../src/timeline/calendar.js";
import { day } from "../support/page-data.js";

const anyDay = fc.integer({ min: day("-009999-01-01"), max: day("+019999-12-31") });
const UNITS: Unit[] = [{ days: 1 }, { days: 7 }, { months: 1 }, { months: 3 }, { months: 12 }, { months: 1200 }];

describe("months", () => {
  it("begin on the days of the Gregorian calendar", () => {
    assert.equal(dayOfMonth(1970 * 12), 0);
    assert.equal(dayOfMonth(2000 * 12 + 2), day("2000-03-01")); // after a leap day
    assert.equal(dayOfMonth(1900 * 12 + 2), day("1900-03-01")); // no leap year
    assert.equal(dayOfMonth(12), YEAR_ONE);
    assert.equal(dayOfMonth(-12), day("-000001-01-01"));
  });

  it("are those of JavaScript's dates", () => {
    fc.assert(
      fc.property(anyDay, (at) => {
        const date = new Date(at * 86_400_000);
        assert.equal(monthOf(at), date.getUTCFullYear() * 12 + date.getUTCMonth());
        assert.equal(dayOfMonth(monthOf(at)), at - date.getUTCDate() + 1);
      }),
    );
  });
});

describe("units", () => {
  it("contain their days and follow each other without gaps", () => {
    fc.assert(
      fc.property(anyDay, fc.constantFrom(...UNITS), (at, unit) => {
        const start = startOf(unit, at);
        const next = nextStart(unit, start);
        assert.ok(start <= at && at < next);
        assert.equal(startOf(unit, next), next);
        assert.equal(startOf(unit, next - 1), start);
        assert.ok(Math.abs(next - start - lengthOf(unit)) < 3);
      }),
    );
  });

  it("begin weeks on Monday and decades with a round year", () => {
    assert.equal(startOf({ days: 7 }, day("2023-01-19")), day("2023-01-16"));
    assert.equal(startOf({ months: 120 }, day("2023-01-19")), day("2020-01-01"));
  });

  it("stay within the range of JavaScript's dates", () => {
    assert.ok(!Number.isNaN(new Date(withinReach(1e12) * 86_400_000).getTime()));
    assert.ok(!Number.isNaN(new Date(withinReach(-Infinity) * 86_400_000).getTime()));
    assert.equal(withinReach(123), 123);
  });
});
