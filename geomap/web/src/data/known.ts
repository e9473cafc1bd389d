// What the map said on an earlier day: which reports it had, with their statuses and texts before later changes.
import { type Sparse, values } from "./columns.js";
import { type Former, type KnownData, STATUSES, type Status } from "./wire.js";

/** The columns of the reports that change with what was known; `place` and `system` are -1 where there is none. */
export interface Columns {
  readonly status: Uint8Array;
  readonly place: Int32Array;
  readonly system: Int32Array;
  readonly first: Float64Array;
  readonly last: Float64Array;
}

/** The map as it was known at the end of a day. */
export interface Known extends Columns {
  readonly day: number;
  /** 1 for each report that was known. */
  readonly has: Uint8Array;
  /** How many reports do not state since when they are known. */
  readonly missing: number;
  /** The earlier status of each report whose status changed later, as its index in the history. */
  readonly earlier: ReadonlyMap<number, number>;
  /** What a report said before its later corrections. */
  readonly former: ReadonlyMap<number, Former>;
}

export function knownOn(
  day: number,
  data: KnownData,
  today: Columns,
  history: Sparse<[date: number, status: Status, reason: string][]>,
  systems: readonly string[],
): Known {
  const count = today.status.length;
  const since = values(data.since, count);
  const has = Uint8Array.from(since, (first) => Number(first !== null && first <= day));
  const [status, place, system] = [today.status.slice(), today.place.slice(), today.system.slice()];
  const [first, last] = [today.first.slice(), today.last.slice()];
  const earlier = new Map<number, number>();
  for (const [key, days] of Object.entries(data.statuses)) {
    const index = statusOn(days, day);
    if (index === days.length - 1) continue;
    earlier.set(+key, index);
    status[+key] = STATUSES.indexOf(history[+key]![index]![1]);
  }
  const former = new Map<number, Former>();
  for (const [key, corrections] of Object.entries(data.former)) {
    // Of each value that was corrected several times, the first correction after that day says what it was.
    const later = corrections
      .filter(([corrected]) => corrected === null || corrected > day)
      .map(([, before]) => before);
    if (!later.length) continue;
    const before: Former = Object.assign({}, ...later.reverse());
    former.set(+key, before);
    if (before.place !== undefined) place[+key] = before.place;
    if (before.system !== undefined) system[+key] = systems.indexOf(before.system);
    if (before.date !== undefined) [first[+key], last[+key]] = [before.first ?? -Infinity, before.last ?? Infinity];
  }
  const missing = Array.prototype.filter.call(since, (each) => each === null).length;
  return { day, has, missing, earlier, former, status, place, system, first, last };
}

/** The status at the end of a day: the last that had begun, the first where none had; a status without a day is later. */
function statusOn(days: readonly (number | null)[], day: number): number {
  let index = 0;
  for (let at = 1; at < days.length; at++) if (days[at] !== null && days[at]! <= day) index = at;
  return index;
}

/** What reports said before their corrections. */
export function formerTexts(data: KnownData | undefined): Former[] {
  return Object.values(data?.former ?? {}).flatMap((corrections) => corrections.map(([, before]) => before));
}
