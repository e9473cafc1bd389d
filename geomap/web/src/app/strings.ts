// The page's own words in one language, with its plurals, numbers and dates.

type Values = Record<string, string | number>;

export interface Strings {
  (key: string, values?: Values): string;
  /** The form of `key` that fits this number; `{count}` in it is the number as this language writes it. */
  count(key: string, count: number, values?: Values): string;
  number(value: number): string;
  /** A day, given in days since 1970: day, month and year; or what `options` ask for. */
  day(day: number, options?: Intl.DateTimeFormatOptions): string;
  /** The language that is asked for, in which the map's own texts are looked up. */
  readonly language: string;
  /** The language that these words are in. */
  readonly spoken: string;
  /** The same with the country whose dates are like those of the string file, for Intl. */
  readonly locale: string;
  readonly direction: "ltr" | "rtl";
}

const DAY_MS = 86_400_000;
const LONG: Intl.DateTimeFormatOptions = { day: "numeric", month: "long", year: "numeric" };

export function stringsFrom(
  table: Record<string, string>,
  language: string,
  spoken = language,
  direction: "ltr" | "rtl" = "ltr",
): Strings {
  const locale = spoken === "en" ? "en-GB" : spoken;
  const plurals = new Intl.PluralRules(locale);
  const numbers = new Intl.NumberFormat(locale);
  const formats = new Map<object, Intl.DateTimeFormat>();
  const text = (key: string, values: Values = {}): string =>
    (table[key] ?? key).replace(/\{(\w+)\}/g, (_, name: string) => {
      const value = values[name] ?? "";
      return typeof value === "number" ? numbers.format(value) : value;
    });
  const day = (at: number, options = LONG): string => {
    let format = formats.get(options);
    if (!format)
      formats.set(
        options,
        (format = new Intl.DateTimeFormat(locale, { ...options, timeZone: "UTC", calendar: "gregory" })),
      );
    return format.format(at * DAY_MS);
  };
  const count = (key: string, number: number, values: Values = {}): string => {
    const form = `${key}.${plurals.select(number)}`;
    return text(form in table ? form : `${key}.other`, { ...values, count: number });
  };
  return Object.assign(text, {
    count,
    day,
    number: (value: number) => numbers.format(value),
    language,
    spoken,
    locale,
    direction,
  });
}

/** A language's name in itself. */
export function nameOfLanguage(language: string): string {
  const name = new Intl.DisplayNames([language], { type: "language", fallback: "code" }).of(language) ?? language;
  return name.charAt(0).toLocaleUpperCase(language) + name.slice(1);
}
