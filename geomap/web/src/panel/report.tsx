// A report: in the list and in the popup of its mark.
import type { JSX } from "preact";
import type { Store } from "../app/state.js";
import type { Strings } from "../app/strings.js";
import { sinceOf } from "../data/changes.js";
import type { Phrase } from "../data/phrase.js";
import type { Report } from "../data/report.js";
import { CopyButton } from "../ui/clipboard.js";
import { Fact } from "../ui/controls.js";
import { Glyph } from "../ui/glyph.js";
import { OwnText } from "../ui/own-text.js";
import { useUniqueId } from "../ui/unique-id.js";
import { citationOf, sharedAddress } from "./citation.js";
import { correctionAddress } from "./correction.js";
import { Balance, EvidenceList } from "./evidence.js";
import { facetLabel } from "./facets.js";
import { ChangedSince, Corrections } from "./known.js";
import { Pictures } from "./pictures.js";
import { Relations } from "./relations.js";
import { RuleOf } from "./rules.js";

interface ReportProps {
  store: Store;
  report: Report;
}

/** Date and place with their uncertainty in one line; with the place's name where the title does not contain it. */
export function ReportLine({ report, text }: { report: Report; text: Strings }): JSX.Element {
  const { place, title } = report;
  const isNamed = place !== null && !title.text.includes(place.name.text);
  return (
    <p class="report-line">
      {report.date}
      {" · "}
      {isNamed && (
        <>
          <Text phrase={place.name} />
          {text("list.comma")}
        </>
      )}
      {place ? place.precisionLabel : text("place.none")}
    </p>
  );
}

/** The other parts of a report; `brief` omits the parts that are in the line above. */
export function ReportBody({ store, report, brief = false }: ReportProps & { brief?: boolean }): JSX.Element {
  const { text, atlas } = store;
  const correction = correctionAddress(store, report);
  return (
    <div class="report-body">
      <p class="report-status">
        <Glyph status={report.status} size={16} />
        <strong class={`is-${report.status}`}>{text(`status.${report.status}`)}.</strong>{" "}
        <Text phrase={report.reason} />
      </p>
      <RuleOf store={store} report={report} />
      <Balance store={store} report={report} />
      {report.description && (
        <p class="report-description" dir="auto" lang={report.description.lang}>
          {report.description.text}
        </p>
      )}
      <Pictures pictures={report.pictures} maxHeight={brief ? 180 : 320} lang={atlas.map.language} text={text} />
      <EvidenceList store={store} report={report} />
      <Facts store={store} report={report} brief={brief} />
      <History store={store} report={report} />
      <Corrections store={store} report={report} />
      <ChangedSince store={store} report={report} />
      <Relations store={store} report={report} />
      <div class="report-actions">
        <CopyButton
          text={() => sharedAddress(store, report.index)}
          label={text("share.copy_link")}
          done={text("report.link_copied")}
          strings={text}
        />
        <CopyButton
          text={() => citationOf(store, report)}
          label={text("report.copy_citation")}
          done={text("report.citation_copied")}
          strings={text}
        />
        {correction && (
          <a href={correction} target="_blank" rel="noreferrer noopener">
            {text("about.report_mistake")}
          </a>
        )}
      </div>
    </div>
  );
}

/** The content of a mark's popup. */
export function ReportCard({ store, report }: ReportProps): JSX.Element {
  const { text } = store;
  const heading = useUniqueId();
  return (
    <article class="report-card" tabIndex={-1} aria-labelledby={heading}>
      <h2 id={heading}>
        <Glyph status={report.status} size={18} />
        <span>
          <span class="unseen">{text(`status.${report.status}`)}: </span>
          <Text phrase={report.title} />
        </span>
      </h2>
      <ReportLine report={report} text={text} />
      <ReportBody store={store} report={report} brief />
    </article>
  );
}

/** A piece of the editor's text in its own language and direction. */
function Text({ phrase }: { phrase: Phrase }): JSX.Element {
  return <bdi lang={phrase.lang}>{phrase.text}</bdi>;
}

function Facts({ store, report, brief }: ReportProps & { brief: boolean }): JSX.Element {
  const { text } = store;
  const { place } = report;
  return (
    <dl class="facts-list">
      {!brief && <Fact name={text("label.date")}>{report.date}</Fact>}
      {report.reported && <Fact name={text("label.reported")}>{report.reported}</Fact>}
      {(!brief || place?.note) && (
        <Fact name={text("label.place")}>
          {!brief && place && <Text phrase={place.name} />}
          {!brief && <span class="facts-uncertainty">{place ? place.precisionLabel : text("place.none")}</span>}
          {place?.note && (
            <span class="facts-note">
              <Text phrase={place.note} />
            </span>
          )}
        </Fact>
      )}
      {report.system && (
        <Fact name={facetLabel(store, "system").text}>
          <Text phrase={report.system} />
        </Fact>
      )}
      <OwnFacts store={store} report={report} />
    </dl>
  );
}

/** The map's own fields, the tags, and whether the report was checked. */
function OwnFacts({ store: { text, atlas }, report: { fields, tags, check } }: ReportProps): JSX.Element {
  const lang = atlas.map.language;
  return (
    <>
      {fields.map((value) => (
        <Fact key={value.name} name={value.label.text} lang={value.label.lang}>
          <OwnText value={value} />
        </Fact>
      ))}
      {tags.length > 0 && (
        <Fact name={text("label.tags")}>
          <ul class="tags">
            {tags.map((tag) => (
              <li key={tag}>
                <bdi lang={lang}>{tag}</bdi>
              </li>
            ))}
          </ul>
        </Fact>
      )}
      {check && (
        <Fact name={text("label.checked")}>
          {[check.date, check.by.join(text("list.comma")) || text("report.checked_by")].filter(Boolean).join(" · ")}
        </Fact>
      )}
    </>
  );
}

/** The statuses, oldest first. */
function History({ store, report }: ReportProps): JSX.Element | null {
  const { atlas, state, text } = store;
  if (!report.history.length) return null;
  const since = sinceOf(atlas, report.index, atlas.known?.earlier.get(report.index), state.language);
  return (
    <section class="history">
      <h3>{text("label.history")}</h3>
      <ol>
        {report.history.map(({ date, status, reason }, index) => (
          <li key={index}>
            <Glyph status={status} size={16} />
            <span class="history-date">{date}</span>
            <p>
              <strong class={`is-${status}`}>{text(`status.${status}`)}.</strong>{" "}
              <Text phrase={atlas.inMapLanguage(reason)} />
            </p>
          </li>
        ))}
        <li>
          <Glyph status={report.status} size={16} />
          <span class="history-date">
            {since === null ? text("report.now") : text("report.since", { date: since })}
          </span>
          <p>
            <strong class={`is-${report.status}`}>{text(`status.${report.status}`)}.</strong>
          </p>
        </li>
      </ol>
    </section>
  );
}
