// The reports that a report is related to, with links.
import type { JSX } from "preact";
import { openReport } from "../app/open-report.js";
import type { Store } from "../app/state.js";
import { type Relation, relationsOf } from "../data/relations.js";
import type { Report } from "../data/report.js";
import { Glyph } from "../ui/glyph.js";

/** In the order in which they are shown. */
const KINDS: readonly Relation["kind"][] = ["same_event_as", "moved_from", "moved_to", "see_also"];

export function Relations({ store, report }: { store: Store; report: Report }): JSX.Element | null {
  const { text } = store;
  const relations = relationsOf(store.atlas, report.index);
  if (!relations.length) return null;
  const hasMoved = relations.some(({ kind }) => kind === "moved_from" || kind === "moved_to");
  return (
    <section class="relations">
      <h3>{text("label.relations")}</h3>
      <dl>
        {KINDS.map((kind) => {
          const others = relations.filter((relation) => relation.kind === kind);
          if (!others.length) return null;
          return (
            <div key={kind}>
              <dt>{text(`relation.${kind}`)}</dt>
              {others.map((other) => (
                <dd key={other.report}>
                  <RelatedReport store={store} report={other.report} />
                </dd>
              ))}
            </div>
          );
        })}
      </dl>
      {hasMoved && <p class="quiet">{text("relation.no_route")}</p>}
    </section>
  );
}

function RelatedReport({ store, report }: { store: Store; report: number }): JSX.Element {
  const { atlas, state, text } = store;
  const title = atlas.titleOf(report, state.language);
  const status = atlas.statusOf(report);
  return (
    <>
      <Glyph status={status} size={16} />
      <span>
        <button type="button" class="link" onClick={() => openReport(store, report)}>
          <span class="unseen">{text(`status.${status}`)}: </span>
          <bdi lang={title.lang}>{title.text}</bdi>
        </button>{" "}
        <span class="quiet">{atlas.dateOf(report, state.language)}</span>
      </span>
    </>
  );
}
