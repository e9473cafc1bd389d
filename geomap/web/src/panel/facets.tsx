// The filters by property: for each a list of options to tick, with the number of reports that each shows.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { Store } from "../app/state.js";
import type { Strings } from "../app/strings.js";
import { type FacetName, facetNames, facetsOf } from "../data/facets.js";
import { folded } from "../data/folding.js";
import type { Phrase } from "../data/phrase.js";
import { kindName } from "../ui/source.js";

const LABELS = {
  system: "label.system",
  place: "label.place",
  publisher: "label.publisher",
  article: "label.article",
  precision: "label.precision",
  kind: "label.kind",
  says: "label.says",
  tags: "label.tags",
} as const;
/** Up to this many options a list is open at first. */
const MAX_OPEN = 6;
/** A list with more options has a field to find some by their beginning. */
const MAX_PLAIN = 12;
/** The most options that are listed at once. */
const MAX_LISTED = 100;

/** The properties with a choice: a single option would not change anything. */
export function facetsWithChoice({ atlas }: Store): FacetName[] {
  return facetNames(atlas).filter((name) => facetsOf(atlas)[name]!.keys.length > 1);
}

export function FacetLists({ store }: { store: Store }): JSX.Element {
  return (
    <div>
      {facetsWithChoice(store).map((name) => (
        <FacetList key={name} name={name} store={store} />
      ))}
    </div>
  );
}

/** The chosen options, each with a button that removes it. */
export function ChosenOptions({ store }: { store: Store }): JSX.Element | null {
  const { text, state } = store;
  const chosen = facetNames(store.atlas).flatMap((name) =>
    [...state.filters.chosen[name]!].map((option) => [name, option] as const),
  );
  if (!chosen.length) return null;
  return (
    <ul class="chosen" aria-label={text("label.filters")}>
      {chosen.map(([name, option]) => {
        const label = labelOf(store, name, option);
        return (
          <li key={`${name} ${option}`}>
            <button
              type="button"
              aria-label={text("filter.remove", { name: label.text })}
              onClick={() => choose(store, name, option, false)}
            >
              <bdi lang={label.lang}>{label.text}</bdi>
              <svg width="10" height="10" viewBox="0 0 10 10" aria-hidden="true" focusable="false">
                <path d="M2 2 8 8M8 2 2 8" stroke="currentColor" stroke-width="1.5" stroke-linecap="round" />
              </svg>
            </button>
          </li>
        );
      })}
    </ul>
  );
}

/** The name of a property, as the editor calls it. */
export function facetLabel({ text, atlas, state }: Store, name: FacetName): Phrase {
  if (!isOfEveryMap(name)) {
    const field = atlas.own.fields.findIndex((field) => `field.${field.name}` === name);
    return atlas.own.label(field, state.language);
  }
  const own = name === "system" ? atlas.mapText("system", state.language) : null;
  return own ?? { text: text(LABELS[name]), lang: text.stringsLanguage };
}

function isOfEveryMap(name: FacetName): name is keyof typeof LABELS {
  return name in LABELS;
}

function FacetList({ name, store }: { name: FacetName; store: Store }): JSX.Element {
  const { atlas, state, text } = store;
  const facet = facetsOf(atlas)[name]!;
  const chosen = state.filters.chosen[name]!;
  const [query, setQuery] = useState("");
  const label = facetLabel(store, name);
  const words = folded(query);
  const options = facet.keys
    .map((_, option) => option)
    .filter((option) => !words || folded(labelOf(store, name, option).text).includes(words));
  const left = options.length - MAX_LISTED;
  return (
    <details class="facet" open={chosen.size > 0 || facet.keys.length <= MAX_OPEN}>
      <summary>
        <bdi lang={label.lang}>{label.text}</bdi>
        {chosen.size > 0 && <b> {text.number(chosen.size)}</b>}
      </summary>
      {facet.keys.length > MAX_PLAIN && (
        <input
          type="search"
          class="facet-search"
          value={query}
          aria-label={label.text}
          placeholder={label.text}
          autocomplete="off"
          spellcheck={false}
          onInput={({ currentTarget: { value } }) => setQuery(value)}
        />
      )}
      <fieldset>
        <legend class="unseen">{label.text}</legend>
        {options.slice(0, MAX_LISTED).map((option) => (
          <Option key={option} store={store} name={name} option={option} />
        ))}
        {left > 0 && <p class="quiet">{`+${text.number(left)}`}</p>}
      </fieldset>
    </details>
  );
}

function Option({ store, name, option }: { store: Store; name: FacetName; option: number }): JSX.Element {
  const { atlas, state, text } = store;
  const label = labelOf(store, name, option);
  return (
    <label class="option" style={{ paddingInlineStart: `${facetsOf(atlas)[name]!.depth(option) * 18}px` }}>
      <input
        type="checkbox"
        checked={state.filters.chosen[name]!.has(option)}
        onChange={({ currentTarget: { checked } }) => choose(store, name, option, checked)}
      />
      <bdi lang={label.lang}>{label.text}</bdi>{" "}
      <span class="quiet">{text.number(state.matches.byOption[name]![option]!)}</span>
    </label>
  );
}

/** An option that the page's own strings name. */
function optionName(name: FacetName, key: string, text: Strings): string {
  if (name === "kind") return kindName(key, text);
  return text(name === "says" ? `says.${key}` : `precision.${key}`);
}

function labelOf({ atlas, state, text }: Store, name: FacetName, option: number): Phrase {
  const facet = facetsOf(atlas)[name]!;
  return (
    facet.label(option, state.language) ?? {
      text: optionName(name, facet.keys[option]!, text),
      lang: text.stringsLanguage,
    }
  );
}

function choose(store: Store, name: FacetName, option: number, on: boolean): void {
  const { chosen } = store.state.filters;
  const options = new Set(chosen[name]);
  if (on) options.add(option);
  else options.delete(option);
  store.filter({ chosen: { ...chosen, [name]: options } });
}
