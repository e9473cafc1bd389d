// The evidence of a report by what it says, and by its origins.
import type { Evidence } from "./report.js";
import { SAYS, type Says } from "./wire.js";

/** The evidence of a report that says the same. */
export interface Side {
  says: Says;
  /** The quotes of each independent origin. */
  origins: Evidence[][];
  /** The number of articles. */
  articles: number;
}

/** The sides that a report's evidence has, in the order of SAYS. */
export function sidesOf(evidence: readonly Evidence[]): Side[] {
  return SAYS.flatMap((says) => {
    const same = evidence.filter((each) => each.says === says);
    if (!same.length) return [];
    const origins = new Map<number, Evidence[]>();
    for (const each of same) {
      const group = origins.get(each.origin);
      if (group) group.push(each);
      else origins.set(each.origin, [each]);
    }
    return [{ says, origins: [...origins.values()], articles: articlesIn(same) }];
  });
}

/** The number of different articles. */
export function articlesIn(evidence: readonly Evidence[]): number {
  return new Set(evidence.map(({ article }) => article)).size;
}
