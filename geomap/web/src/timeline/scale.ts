// The positions of days and of the selected date range on the timeline.

import type { Filters } from "../data/filter.js";
import { binAt, binsOf, daysOf, type Edges, type Extent } from "./bins.js";

export interface Scale {
  bins: Edges;
  /** The brush snaps to these: days, or bins where a day is less than a pixel. */
  steps: Edges;
  /** The first day, and the day after the last. */
  first: number;
  end: number;
  /** In pixels. */
  width: number;
}

/** The days from `first` to before `end`. */
export interface Span {
  first: number;
  end: number;
}

export function scaleOf(extent: Extent, width: number): Scale {
  const bins = binsOf(extent, width);
  const [first, end] = [bins[0]!, bins.at(-1)!];
  return { bins, steps: end - first <= width ? daysOf(bins) : bins, first, end, width };
}

/** The position of a day's beginning, from 0 to 1. */
export function shareOf({ first, end }: Scale, day: number): number {
  return Math.min(Math.max((day - first) / (end - first), 0), 1);
}

/** The selected part of the scale: all of it without a selection, and at least one step. */
export function selectedOn(scale: Scale, { from, to }: Pick<Filters, "from" | "to">): Span {
  const { first, end, steps } = scale;
  const begin = Math.min(Math.max(from ?? first, first), steps.at(-2)!);
  const after = (to ?? Infinity) + 1;
  return { first: begin, end: Math.min(Math.max(after, begin + 1), end) };
}

/** The border between two steps nearest to a day. */
export function nearestBorder({ steps }: Scale, day: number): number {
  const step = binAt(steps, day);
  return day - steps[step]! < steps[step + 1]! - day ? step : step + 1;
}

/** The date range between two borders, open where it reaches the scale's end. */
export function rangeBetween({ steps }: Scale, begin: number, end: number): Pick<Filters, "from" | "to"> {
  return { from: begin <= 0 ? null : steps[begin]!, to: end >= steps.length - 1 ? null : steps[end]! - 1 };
}
