// Days and spans of days in words, also from before the year 1.

import type { Strings } from "../app/strings.js";
import { withinReach, YEAR_ONE } from "./calendar.js";

const LONG: Intl.DateTimeFormatOptions = { day: "numeric", month: "long", year: "numeric" };
const LONG_ERA: Intl.DateTimeFormatOptions = { ...LONG, era: "short" };
const spans = new Map<string, Intl.DateTimeFormat>();

export function dayInWords(text: Strings, day: number): string {
  return text.day(withinReach(day), day < YEAR_ONE ? LONG_ERA : LONG);
}

export function spanInWords(text: Strings, first: number, last: number): string {
  if (first === last) return dayInWords(text, first);
  const key = `${text.locale} ${first < YEAR_ONE}`;
  let format = spans.get(key);
  if (!format)
    spans.set(
      key,
      (format = new Intl.DateTimeFormat(text.locale, {
        ...(first < YEAR_ONE ? LONG_ERA : LONG),
        timeZone: "UTC",
        calendar: "gregory",
      })),
    );
  return format.formatRange(withinReach(first) * 86_400_000, withinReach(last) * 86_400_000);
}
