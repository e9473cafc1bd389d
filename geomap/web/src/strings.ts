// The page's own words, from the string file of its language.

export type Strings = (key: string, values?: Record<string, string | number>) => string;

export function stringsFrom(table: Record<string, string>): Strings {
  return (key, values = {}) => (table[key] ?? key).replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ""));
}
