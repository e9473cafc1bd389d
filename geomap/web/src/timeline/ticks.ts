// Which days the timeline's axis names: as many as have room for their words.

import type { Strings } from "../app/strings.js";
import { dayOfMonth, lengthOf, monthOf, nextStart, startOf, withinReach, YEAR_ONE } from "./calendar.js";

export interface Tick {
  day: number;
  /** The first day after the time that this tick begins. */
  end: number;
  words: string;
}

interface Step {
  /** Mean length in days. */
  length: number;
  /** All starts in [first, end), in order. */
  starts: (first: number, end: number) => number[];
  words: (day: number, text: Strings, isEarly: boolean) => string;
}

const ROOM_PX = 24;
/** Ticks closer than this part of their usual distance are crowded. */
const CROWDED = 0.8;
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
 * @param measure - Width in pixels of a tick's words.
 */
export function ticksOf(
  first: number,
  end: number,
  width: number,
  text: Strings,
  measure: (words: string) => number,
): Tick[] {
  const pixels = width / (end - first);
  for (const step of STEPS) {
    if (step.length * pixels < ROOM_PX) continue;
    const starts = step.starts(first, end);
    const ticks = starts.map((day, index) => ({
      day,
      end: starts[index + 1] ?? end,
      words: step.words(day, text, first < YEAR_ONE),
    }));
    const widths = ticks.map(({ words }) => measure(words));
    const apart = ticks.every(
      (tick, index) =>
        index === 0 ||
        (tick.day - ticks[index - 1]!.day) * pixels >= (widths[index]! + widths[index - 1]!) / 2 + ROOM_PX,
    );
    if (apart) return ticks;
  }
  return [];
}

/** The first of each month and every so many days after it; where a month's last falls close to the next month's first, one of the two. */
function byDaysOfMonth(days: number): Step {
  const starts = (first: number, end: number): number[] => {
    const found: number[] = [];
    for (let month = monthOf(first); dayOfMonth(month) < end; month++) {
      const [start, next] = [dayOfMonth(month), dayOfMonth(month + 1)];
      // A month of which only the first would be named gives way.
      const isShort = (month: number): boolean => month + days >= end;
      for (let day = start; day < next && day < end; day += days) {
        const isCrowded =
          next - day < days * CROWDED ? !isShort(next) : day - (found.at(-1) ?? -Infinity) < days * CROWDED;
        if (day >= first && !isCrowded) found.push(day);
      }
    }
    return found;
  };
  return { length: days, starts, words: (day, text) => text.day(withinReach(day), DAY_MONTH) };
}

function byMonths(months: number): Step {
  const unit = { months };
  const starts = (first: number, end: number): number[] => {
    const found: number[] = [];
    for (let day = startOf(unit, first); day < end; day = nextStart(unit, day)) if (day >= first) found.push(day);
    return found;
  };
  const words = (day: number, text: Strings, isEarly: boolean): string => {
    if (monthOf(day) % 12 !== 0) return text.day(withinReach(day), MONTH);
    return text.day(withinReach(day), isEarly ? YEAR_ERA : YEAR);
  };
  return { length: lengthOf(unit), starts, words };
}
