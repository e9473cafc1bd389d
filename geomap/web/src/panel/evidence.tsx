// The evidence of a report: what speaks for and against it, and which quotes have one origin.
import type { JSX } from "preact";
import type { Store } from "../app/state.js";
import type { Strings } from "../app/strings.js";
import { ReadingLink } from "../article/reading.js";
import type { Evidence, Report } from "../data/report.js";
import { articlesIn, type Side, sidesOf } from "../data/sides.js";
import type { Says } from "../data/wire.js";
import { Icon } from "../ui/controls.js";
import { kindName, Provenance } from "../ui/source.js";

const ICONS: Record<Says, string> = {
  supports: "M8 3v10M3 8h10",
  denies: "M4 4l8 8M12 4l-8 8",
  mentions: "M4 8h.01M8 8h.01M12 8h.01",
};

interface EvidenceProps {
  store: Store;
  report: Report;
}

/** How many articles are on each side and how independent they are, where there is more to say than one quote. */
export function Balance({ store: { atlas, text }, report: { evidence } }: EvidenceProps): JSX.Element | null {
  if (!atlas.weighsEvidence || (articlesIn(evidence) < 2 && evidence.every(({ says }) => says === "supports")))
    return null;
  return (
    <ul class="balance">
      {sidesOf(evidence).map((side) => (
        <li key={side.says}>
          <SideName side={side} text={text} />
          {": "}
          {counts(side, text)}
        </li>
      ))}
    </ul>
  );
}

/** The quotes; under a heading for each side where the map says what they say. */
export function EvidenceList({ store, report }: EvidenceProps): JSX.Element {
  const { text, atlas } = store;
  const { evidence } = report;
  if (!evidence.length) return <p class="quiet">{text("label.no_evidence")}</p>;
  const sides = sidesOf(evidence);
  const isPlain = !atlas.weighsEvidence || (sides.length === 1 && sides[0]!.says === "supports");
  return (
    <>
      {sides.map((side) => (
        <section key={side.says} class={`side is-${side.says}`}>
          {!isPlain && (
            <h3>
              <SideName side={side} text={text} />
            </h3>
          )}
          {side.origins.map((quotes) => (
            <OneOrigin key={quotes[0]!.article} store={store} report={report.index} quotes={quotes} />
          ))}
        </section>
      ))}
    </>
  );
}

/** Such as "Supports", with a symbol. */
function SideName({ side: { says }, text }: { side: Side; text: Strings }): JSX.Element {
  return (
    <span class={`side-name is-${says}`}>
      <Icon path={ICONS[says]} stroke={says === "mentions" ? 2.5 : 1.75} />
      {text(`says.${says}`)}
    </span>
  );
}

/** Such as "4 articles · 2 independent origins". */
function counts({ articles, origins }: Side, text: Strings): string {
  const counted = text.count("about.articles", articles);
  return articles > 1 ? `${counted} · ${text.count("weight.origins", origins.length)}` : counted;
}

/** The quotes of one origin; held together where several articles have it. */
function OneOrigin({ store, report, quotes }: { store: Store; report: number; quotes: Evidence[] }): JSX.Element {
  const list = quotes.map((evidence, index) => (
    <Quotation key={index} store={store} report={report} evidence={evidence} />
  ));
  if (articlesIn(quotes) < 2) return <>{list}</>;
  const { text, atlas } = store;
  const names = new Set(quotes.flatMap(({ article }) => atlas.articles[article]!.origin ?? []));
  const [name] = names;
  return (
    <div class="origin" role="group">
      <p class="origin-name">
        {name && names.size === 1 ? text("weight.same_origin_of", { name }) : text("weight.same_origin")}
      </p>
      {list}
    </div>
  );
}

/** A quote in its sentence, and its article. */
function Quotation({ store, report, evidence }: { store: Store; report: number; evidence: Evidence }): JSX.Element {
  const { atlas, text } = store;
  const article = atlas.articles[evidence.article]!;
  return (
    <figure class="quotation">
      {evidence.quote === undefined ? (
        <p class="quiet">{text("label.withheld")}</p>
      ) : (
        <blockquote dir="auto" lang={article.language}>
          {evidence.before}
          <mark>{evidence.quote}</mark>
          {evidence.after}
        </blockquote>
      )}
      {evidence.translation && (
        <p class="quotation-translation">
          <span class="quiet">{text("label.translation")}: </span>
          <q dir="auto" lang={evidence.translation.lang}>
            {evidence.translation.text}
          </q>
        </p>
      )}
      <figcaption>
        <cite>
          <bdi lang={article.language}>{article.title}</bdi>
        </cite>
        {article.publisher && (
          <>
            {text("list.comma")}
            <bdi lang={article.language}>{article.publisher}</bdi>
          </>
        )}
        {article.published !== null && `, ${atlas.label(article.published, text.language)}`}
        {article.kind && ` · ${kindName(article.kind, text)}`}
        {article.url && <Link href={article.url}>{text("label.original")}</Link>}
        {article.archive && <Link href={article.archive}>{text("label.archived")}</Link>}
        <Provenance article={article} text={text} />
        <ReadingLink store={store} article={evidence.article} quoteOf={report} text={text} />
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
