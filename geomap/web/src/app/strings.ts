// The page's own texts in one language, with its plurals, numbers and dates.
import { intlTag } from "../data/language.js";

type Values = Record<string, string | number>;

export interface Strings {
  (key: string, values?: Values): string;
  /** The plural form of `key` for this number; `{count}` is the number as the language writes it. */
  count(key: string, count: number, values?: Values): string;
  number(value: number): string;
  /** A day, given in days since 1970; with day, month and year unless `options` say otherwise. */
  day(day: number, options?: Intl.DateTimeFormatOptions): string;
  /** The language that was chosen, for the map's own texts. */
  readonly language: string;
  /** The language of these strings: the chosen one, or the nearest that has strings. */
  readonly stringsLanguage: string;
  /** `stringsLanguage` for Intl: a tag that Intl accepts, in English with the day before the month. */
  readonly locale: string;
  readonly direction: "ltr" | "rtl";
}

const DAY_MS = 86_400_000;
const LONG: Intl.DateTimeFormatOptions = { day: "numeric", month: "long", year: "numeric" };

export function stringsFrom(
  table: Record<string, string>,
  language: string,
  stringsLanguage = language,
  direction: "ltr" | "rtl" = "ltr",
): Strings {
  const tag = intlTag(stringsLanguage) ?? "en";
  const locale = tag === "en" ? "en-GB" : tag;
  const plurals = new Intl.PluralRules(locale);
  const numbers = new Intl.NumberFormat(locale);
  const formats = new Map<object, Intl.DateTimeFormat>();
  const text = (key: string, values: Values = {}): string =>
    (table[key] ?? key).replace(/\{(\w+)\}/g, (_, name: string) => {
      const value = values[name] ?? "";
      return typeof value === "number" ? numbers.format(value) : value;
    });
  const day = (at: number, options = LONG): string => {
    const format =
      formats.get(options) ?? new Intl.DateTimeFormat(locale, { ...options, timeZone: "UTC", calendar: "gregory" });
    formats.set(options, format);
    return format.format(at * DAY_MS);
  };
  const count = (key: string, number: number, values: Values = {}): string => {
    const form = `${key}.${plurals.select(number)}`;
    return text(form in table ? form : `${key}.other`, { ...values, count: number });
  };
  const number = (value: number): string => numbers.format(value);
  return Object.assign(text, { count, day, number, language, stringsLanguage, locale, direction });
}
