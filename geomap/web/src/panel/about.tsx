// About this map: its method, what its symbols and terms mean, and its data.
import type { JSX } from "preact";
import { useLayoutEffect, useMemo, useRef } from "preact/hooks";
import type { Store } from "../app/state.js";
import type { Atlas } from "../data/atlas.js";
import { PRECISIONS } from "../data/facets.js";
import { nameOfLanguage } from "../data/language.js";
import { STATUSES } from "../data/wire.js";
import { BackButton, Fact } from "../ui/controls.js";
import { Glyph, Ring } from "../ui/glyph.js";
import { generalContact } from "./correction.js";
import { Downloads } from "./downloads.js";
import { Rules } from "./rules.js";

export function AboutView({ store }: { store: Store }): JSX.Element {
  const { atlas, text } = store;
  const title = atlas.mapText("title", text.language)!;
  const heading = useRef<HTMLHeadingElement>(null);
  useLayoutEffect(() => {
    if (store.state.from !== "address") heading.current!.focus({ preventScroll: true });
  }, []);
  return (
    <article class="about">
      <header class="about-head">
        <BackButton label={text("about.back")} onClick={() => goBack(store)} />
        <h1 ref={heading} tabIndex={-1}>
          {text("label.about")}
        </h1>
        <p class="quiet">
          <bdi lang={title.lang}>{title.text}</bdi>
        </p>
      </header>
      <Method store={store} />
      <Rules store={store} />
      <Marks store={store} />
      <Places store={store} />
      {atlas.weighsEvidence && (
        <section>
          <h2>{text("about.evidence_title")}</h2>
          <p>{text("about.evidence")}</p>
        </section>
      )}
      <section>
        <h2>{text("about.dates_title")}</h2>
        <p>{text("about.dates")}</p>
      </section>
      <Imprint store={store} />
    </article>
  );
}

function Method({ store: { atlas, text } }: { store: Store }): JSX.Element | null {
  const method = atlas.mapText("method", text.language);
  if (!method) return null;
  // HTML from the build: Markdown sanitised with nh3 to a few tags, with no attributes but those of safe links.
  const prose = (
    <div class="about-method" lang={method.lang} dir="auto" dangerouslySetInnerHTML={{ __html: method.text }} />
  );
  return (
    <section>
      <h2>{text("about.method")}</h2>
      {prose}
    </section>
  );
}

function Marks({ store: { text } }: { store: Store }): JSX.Element {
  return (
    <section>
      <h2>{text("about.marks")}</h2>
      <dl class="about-marks">
        {STATUSES.map((status) => (
          <Mark key={status} drawing={<Glyph status={status} size={24} />} name={text(`status.${status}`)}>
            {text(`about.status.${status}`)}
          </Mark>
        ))}
        <Mark drawing={<Area />} name={text("about.area")}>
          {text("about.area_means")}
        </Mark>
        <Mark drawing={<Ring byStatus={[3, 2, 0]} size={32} label={text.number(5)} />} name={text("about.ring")}>
          {text("about.ring_means")}
        </Mark>
      </dl>
    </section>
  );
}

function Mark({ drawing, name, children }: { drawing: JSX.Element; name: string; children: string }): JSX.Element {
  return (
    <div>
      <dt>
        {drawing}
        {name}
      </dt>
      <dd>{children}</dd>
    </div>
  );
}

function Area(): JSX.Element {
  return (
    <svg class="about-area" viewBox="-16 -16 32 32" width="32" height="32" aria-hidden="true" focusable="false">
      <circle r="14" />
    </svg>
  );
}

function Places({ store }: { store: Store }): JSX.Element | null {
  const { atlas, text } = store;
  const found = useMemo(() => precisionsIn(atlas), [atlas]);
  if (!found.size) return null;
  return (
    <section>
      <h2>{text("about.places_title")}</h2>
      <ul class="about-precisions">
        {PRECISIONS.filter((precision) => found.has(precision)).map((precision) => (
          <li key={precision}>{text(`about.precision.${precision}`)}</li>
        ))}
      </ul>
      <p>{text("about.coarser")}</p>
    </section>
  );
}

/** The precisions of all places with reports. */
function precisionsIn(atlas: Atlas): ReadonlySet<string> {
  const places = placesIn(atlas);
  return new Set(Array.from(places, (place) => atlas.getPlace(place, atlas.map.language).precision));
}

function placesIn(atlas: Atlas): Set<number> {
  const places = new Set(atlas.place);
  places.delete(-1);
  return places;
}

/** The size of the map, its licence, its contact and its downloads. */
function Imprint({ store }: { store: Store }): JSX.Element {
  const { atlas, text } = store;
  const { license, contact, language } = atlas.map;
  const places = useMemo(() => placesIn(atlas).size, [atlas]);
  return (
    <section>
      <h2>{text("about.data_title")}</h2>
      <dl class="about-facts">
        <Fact name={text("about.holds")}>
          {[
            text.count("reports", atlas.reports),
            text.count("about.places", places),
            text.count("about.articles", atlas.articles.length),
          ].join(" · ")}
        </Fact>
        {license && (
          <Fact name={text("about.license")}>
            <bdi lang={language}>{license}</bdi>
          </Fact>
        )}
        {atlas.languages.length > 1 && (
          <Fact name={text("about.languages")}>
            {atlas.languages.map((each, index) => (
              <span key={each}>
                {index > 0 && " · "}
                <bdi lang={each}>{nameOfLanguage(each)}</bdi>
              </span>
            ))}
          </Fact>
        )}
        <Fact name={text("about.download")}>
          <Downloads store={store} />
        </Fact>
        {contact && (
          <Fact name={text("about.mistakes")}>
            <a href={generalContact(contact)} target="_blank" rel="noreferrer noopener">
              {text("about.report_mistake")}
            </a>
          </Fact>
        )}
      </dl>
      <p class="quiet">{text("label.built")}</p>
    </section>
  );
}

/** The focus goes to the button that opens this view. */
function goBack(store: Store): void {
  store.change({ panel: "reports" });
  document.querySelector<HTMLElement>("#tools [aria-pressed]")?.focus({ preventScroll: true });
}
