// Days since 1970 as ISO dates, in addresses and in fields for dates.

const DAY_MS = 86_400_000;

/** A day as days since 1970. Years of more than four digits have a sign and six digits, as ECMAScript writes them. */
export function dayOfIso(text: string): number | null {
  if (!/^(\d{4}|[+-]\d{6})-\d\d-\d\d$/.test(text)) return null;
  const time = Date.parse(`${text}T00:00:00Z`);
  return Number.isNaN(time) ? null : time / DAY_MS;
}

export function isoDay(day: number): string {
  return new Date(day * DAY_MS).toISOString().split("T")[0]!;
}
