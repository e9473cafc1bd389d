// Texts of days and spans of days, including those before the year 1.

import type { Strings } from "../app/strings.js";
import { withinReach, YEAR_ONE } from "./calendar.js";

const DAY_MS = 86_400_000;
const LONG: Intl.DateTimeFormatOptions = { day: "numeric", month: "long", year: "numeric" };
const LONG_ERA: Intl.DateTimeFormatOptions = { ...LONG, era: "short" };
const spans = new Map<string, Intl.DateTimeFormat>();

export function dayText(text: Strings, day: number): string {
  return text.day(withinReach(day), optionsFor(day));
}

export function spanText(text: Strings, first: number, last: number): string {
  if (first === last) return dayText(text, first);
  const options = { ...optionsFor(first), timeZone: "UTC", calendar: "gregory" };
  const key = `${text.locale} ${options.era}`;
  const format = spans.get(key) ?? new Intl.DateTimeFormat(text.locale, options);
  spans.set(key, format);
  return format.formatRange(withinReach(first) * DAY_MS, withinReach(last) * DAY_MS);
}

function optionsFor(day: number): Intl.DateTimeFormatOptions {
  return day < YEAR_ONE ? LONG_ERA : LONG;
}
