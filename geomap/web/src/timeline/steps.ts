// The next or previous selection of a timeline that is stepped or played.
import type { Filters } from "../data/filter.js";
import { binAt } from "./bins.js";
import { rangeBetween, type Scale, selectedOn } from "./scale.js";
import type { Tick } from "./ticks.js";

type Time = Pick<Filters, "from" | "to">;

/**
 * The selection moved by its own length; null where it would leave the scale.
 *
 * Whole periods of the axis, such as months, move to the next period and not by a number of days. Without a selection, the
 * first period is selected, or the last.
 */
export function stepped(
  scale: Scale,
  ticks: readonly Pick<Tick, "day" | "end">[],
  time: Time,
  by: 1 | -1,
): Time | null {
  const periods = periodsOf(scale, ticks);
  if (periods.length < 2) return null;
  if (time.from === null && time.to === null) return timeOf(scale, by > 0 ? periods[0]! : periods.at(-1)!);
  const { steps } = scale;
  const chosen = selectedOn(scale, time);
  const first = periods.findIndex(([day]) => day === chosen.first);
  const last = periods.findIndex(([, end]) => end === chosen.end);
  if (first >= 0 && last >= first) {
    const count = last - first + 1;
    const [one, other] = by > 0 ? [last + 1, last + count] : [first - count, first - 1];
    if (one >= 0 && other < periods.length) return timeOf(scale, [periods[one]![0], periods[other]![1]]);
  }
  const [begin, end] = [binAt(steps, chosen.first), binAt(steps, chosen.end - 1) + 1];
  if (by > 0 ? end >= steps.length - 1 : begin <= 0) return null;
  const length = end - begin;
  const moved = by > 0 ? Math.min(begin + length, steps.length - 1 - length) : Math.max(begin - length, 0);
  return rangeBetween(scale, moved, moved + length);
}

/** The parts between the ticks of the axis, from the scale's beginning to its end. */
function periodsOf(scale: Scale, ticks: readonly Pick<Tick, "day" | "end">[]): [first: number, end: number][] {
  const borders = [scale.first, ...ticks.map(({ day }) => day).filter((day) => day > scale.first && day < scale.end)];
  return borders.map((day, index) => [day, borders[index + 1] ?? scale.end]);
}

function timeOf({ first, end }: Scale, [from, until]: readonly [number, number]): Time {
  return { from: from <= first ? null : from, to: until >= end ? null : until - 1 };
}
