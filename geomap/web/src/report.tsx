// A report as the reader sees it: in the list and in the mark's popup.
import type { JSX } from "preact";
import { type Article, type Atlas, type Evidence, type Report, placeOf } from "./atlas.js";
import { Glyph } from "./glyph.js";
import type { Strings } from "./strings.js";

export interface ReportProps {
  atlas: Atlas;
  report: Report;
  text: Strings;
}

/** Date and place, each with its doubt, in one line; the place's name where the title has not said it. */
export function ReportLine({ atlas, report, text }: ReportProps): JSX.Element {
  const place = placeOf(atlas, report);
  const named = place !== null && !report.title.includes(place.name);
  return (
    <p class="report-line">
      {report.date}
      {" · "}
      {named && <bdi>{place.name}</bdi>}
      {named && ", "}
      {place ? place.words : text("place.none")}
    </p>
  );
}

export function ReportBody({ atlas, report, text }: ReportProps): JSX.Element {
  const place = placeOf(atlas, report);
  return (
    <div class="report-body">
      <p class="report-status" dir="auto">
        <strong class={`is-${report.status}`}>{text(`status.${report.status}`)}.</strong> <bdi>{report.reason}</bdi>
      </p>
      {report.description && <p dir="auto">{report.description}</p>}
      {report.evidence.length === 0 && <p class="quiet">{text("label.no_evidence")}</p>}
      {report.evidence.map((evidence, index) => (
        <Quotation key={index} evidence={evidence} article={atlas.articles[evidence.article]!} text={text} />
      ))}
      <dl class="facts-list">
        {report.system && <Fact name={text("label.system")}>{report.system}</Fact>}
        {report.reported && <Fact name={text("label.reported")}>{report.reported}</Fact>}
        {place?.note && <Fact name={text("label.place")}>{place.note}</Fact>}
        {report.history.map((change, index) => (
          <Fact key={index} name={text("label.history")}>
            {change.date}: {text(`status.${change.status}`)}. {change.reason}
          </Fact>
        ))}
      </dl>
    </div>
  );
}

function Fact({ name, children }: { name: string; children: preact.ComponentChildren }): JSX.Element {
  return (
    <div>
      <dt>{name}</dt>
      <dd dir="auto">{children}</dd>
    </div>
  );
}

function Quotation({ evidence, article, text }: { evidence: Evidence; article: Article; text: Strings }): JSX.Element {
  const language = article.language ? { lang: article.language } : {};
  return (
    <figure class="quotation">
      {evidence.quote === undefined ? (
        <p class="quiet">{text("label.withheld")}</p>
      ) : (
        <blockquote dir="auto" {...language}>
          {evidence.before}
          <mark>{evidence.quote}</mark>
          {evidence.after}
        </blockquote>
      )}
      <figcaption>
        <cite dir="auto" {...language}>
          {article.title}
        </cite>
        {article.publisher && (
          <>
            {", "}
            <bdi>{article.publisher}</bdi>
          </>
        )}
        {article.published && `, ${article.published}`}
        {article.url && <Link href={article.url}>{text("label.original")}</Link>}
        {article.archive && <Link href={article.archive}>{text("label.archived")}</Link>}
      </figcaption>
    </figure>
  );
}

function Link({ href, children }: { href: string; children: string }): JSX.Element {
  return (
    <>
      {" · "}
      <a href={href} target="_blank" rel="noreferrer noopener">
        {children}
      </a>
    </>
  );
}

/** What opens at a mark. */
export function ReportCard(props: ReportProps): JSX.Element {
  return (
    <article class="report-card" tabIndex={-1} aria-label={props.report.title}>
      <h2 dir="auto">
        <Glyph status={props.report.status} size={18} />
        {props.report.title}
      </h2>
      <ReportLine {...props} />
      <ReportBody {...props} />
    </article>
  );
}
