// Units of time on days since 1970, in the proleptic Gregorian calendar.

/** A number of days or months, counted from a fixed start: weeks begin on Monday, decades with a round year. */
export type Unit = { days: number } | { months: number };

/** The range of JavaScript's dates, in days before and after 1970. */
const MAX_DAYS = 100_000_000;
const DAYS_400_YEARS = 146_097;
const MONDAY = 4;
/** 1 January of the year 1; earlier days are shown with their era. */
export const YEAR_ONE = -719_162;

/** The day, or the nearest one that JavaScript's dates can represent. */
export function withinReach(day: number): number {
  return Math.min(Math.max(day, -MAX_DAYS), MAX_DAYS);
}

/** The first day of a month; months count from January of the year 0. */
export function dayOfMonth(month: number): number {
  // In years that begin in March the leap day is the last.
  const fromMarch = month - 2;
  const year = Math.floor(fromMarch / 12);
  const days = Math.floor((153 * (fromMarch - year * 12) + 2) / 5);
  return 365 * year + Math.floor(year / 4) - Math.floor(year / 100) + Math.floor(year / 400) + days - 719_468;
}

/** The month that a day is in, counted from January of the year 0. */
export function monthOf(day: number): number {
  let month = Math.floor(((day + 719_528) * 4800) / DAYS_400_YEARS);
  while (dayOfMonth(month) > day) month--;
  while (dayOfMonth(month + 1) <= day) month++;
  return month;
}

/** The first day of the unit that a day is in. */
export function startOf(unit: Unit, day: number): number {
  if ("months" in unit) return dayOfMonth(Math.floor(monthOf(day) / unit.months) * unit.months);
  return Math.floor((day - MONDAY) / unit.days) * unit.days + MONDAY;
}

/** The first day of the unit after the one that begins on `start`. */
export function nextStart(unit: Unit, start: number): number {
  return "months" in unit ? dayOfMonth(monthOf(start) + unit.months) : start + unit.days;
}

/** Mean length in days. */
export function lengthOf(unit: Unit): number {
  return "months" in unit ? (unit.months * DAYS_400_YEARS) / 4800 : unit.days;
}
