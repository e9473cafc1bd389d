// Relations between reports, as both ends have them.
import type { Atlas } from "./atlas.js";
import { RELATIONS } from "./wire.js";

/** A relation to another report; `moved_to` is `moved_from` seen from the other one. */
export interface Relation {
  kind: (typeof RELATIONS)[number] | "moved_to";
  report: number;
}

const made = new WeakMap<Atlas, Map<number, Relation[]>>();

/** The relations of a report to reports that the map has, also those that only the others state. */
export function relationsOf(atlas: Atlas, report: number): readonly Relation[] {
  const relations = made.get(atlas) ?? makeRelations(atlas);
  made.set(atlas, relations);
  const has = atlas.known?.has;
  return (relations.get(report) ?? []).filter((relation) => !has || has[relation.report]);
}

function makeRelations(atlas: Atlas): Map<number, Relation[]> {
  const relations = new Map<number, Relation[]>();
  const relate = (report: number, relation: Relation): void => {
    const found = relations.get(report) ?? [];
    relations.set(report, found);
    if (!found.some((each) => each.kind === relation.kind && each.report === relation.report)) found.push(relation);
  };
  for (const [key, related] of Object.entries(atlas.data.reports.related ?? {})) {
    for (const [kind, other] of related) {
      const name = RELATIONS[kind]!;
      relate(+key, { kind: name, report: other });
      relate(other, { kind: name === "moved_from" ? "moved_to" : name, report: +key });
    }
  }
  return relations;
}
