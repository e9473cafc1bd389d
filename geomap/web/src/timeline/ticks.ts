// The labelled days of the timeline's axis: as many as there is room for.

import type { Strings } from "../app/strings.js";
import { dayOfMonth, lengthOf, monthOf, nextStart, startOf, withinReach, YEAR_ONE } from "./calendar.js";

export interface Tick {
  day: number;
  /** The day of the next tick, or the end of the scale. */
  end: number;
  label: string;
}

interface Step {
  /** Mean length in days. */
  length: number;
  /** All starts in [first, end), in order. */
  starts: (first: number, end: number) => number[];
  label: (day: number, text: Strings, isEarly: boolean) => string;
}

const ROOM_PX = 24;
/** Ticks closer than this share of their usual distance are too close. */
const MIN_SHARE = 0.8;
const DAY_MONTH: Intl.DateTimeFormatOptions = { day: "numeric", month: "short" };
const MONTH: Intl.DateTimeFormatOptions = { month: "short" };
const YEAR: Intl.DateTimeFormatOptions = { year: "numeric" };
const YEAR_ERA: Intl.DateTimeFormatOptions = { year: "numeric", era: "short" };

const STEPS: readonly Step[] = [
  ...[1, 2, 7, 15].map(byDaysOfMonth),
  ...[1, 3, 6].map((months) => byMonths(months)),
  ...[1, 2, 5].map((years) => byMonths(12 * years)),
  ...[10, 100, 1000, 10_000, 100_000].flatMap((power) => [1, 2, 5].map((many) => byMonths(12 * many * power))),
];

/**
 * The ticks of the days in [first, end), over `width` pixels.
 *
 * @param measure - Returns the width in pixels of a label.
 */
export function ticksOf(
  first: number,
  end: number,
  width: number,
  text: Strings,
  measure: (label: string) => number,
): Tick[] {
  const pixels = width / (end - first);
  for (const step of STEPS) {
    if (step.length * pixels < ROOM_PX) continue;
    const starts = step.starts(first, end);
    const ticks = starts.map((day, index) => ({
      day,
      end: starts[index + 1] ?? end,
      label: step.label(day, text, first < YEAR_ONE),
    }));
    const widths = ticks.map(({ label }) => measure(label));
    const apart = ticks.every(
      (tick, index) =>
        index === 0 ||
        (tick.day - ticks[index - 1]!.day) * pixels >= (widths[index]! + widths[index - 1]!) / 2 + ROOM_PX,
    );
    if (apart) return ticks;
  }
  return [];
}

/** The first of each month and every few days after it; only one of two that are too close at the end of a month. */
function byDaysOfMonth(days: number): Step {
  const starts = (first: number, end: number): number[] => {
    const found: number[] = [];
    for (let month = monthOf(first); dayOfMonth(month) < end; month++) {
      const [start, next] = [dayOfMonth(month), dayOfMonth(month + 1)];
      // The first of a month is left out where it would be the only day of that month.
      const isShort = (month: number): boolean => month + days >= end;
      for (let day = start; day < next && day < end; day += days) {
        const isTooClose =
          next - day < days * MIN_SHARE ? !isShort(next) : day - (found.at(-1) ?? -Infinity) < days * MIN_SHARE;
        if (day >= first && !isTooClose) found.push(day);
      }
    }
    return found;
  };
  return { length: days, starts, label: (day, text) => text.day(withinReach(day), DAY_MONTH) };
}

function byMonths(months: number): Step {
  const unit = { months };
  const starts = (first: number, end: number): number[] => {
    const found: number[] = [];
    for (let day = startOf(unit, first); day < end; day = nextStart(unit, day)) if (day >= first) found.push(day);
    return found;
  };
  const label = (day: number, text: Strings, isEarly: boolean): string => {
    if (monthOf(day) % 12 !== 0) return text.day(withinReach(day), MONTH);
    return text.day(withinReach(day), isEarly ? YEAR_ERA : YEAR);
  };
  return { length: lengthOf(unit), starts, label };
}
