// A place: precision first, then its position by search or on the map, with the circle of its uncertainty or an outline.
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Drawing, Position } from "../map/picker.js";
import { ask, type Candidate, idOf, nameOf, type ProjectState, type Value, type Values } from "./api.js";
import { only, useBase } from "./base.js";
import { RemoveButton, ReviewButton } from "./buttons.js";
import { useEditor } from "./context.js";
import { EntryForm } from "./entry-form.js";
import { cleaned, ShownFields } from "./fields.js";
import { Rename } from "./rename.js";
import { asStated } from "./stated.js";

const USUAL = ["names", "aliases", "coordinate_source", "part_of", "note"];
const WHERE = ["precision", "coordinates", "uncertainty", "area"];

function drawingOf(values: Values): Drawing {
  const at = values.coordinates;
  const position = Array.isArray(at) && at.length === 2 ? ([Number(at[0]), Number(at[1])] as Position) : null;
  const area = values.area as { type?: string; coordinates?: number[][][] } | string | undefined;
  const ring = typeof area === "object" && area?.type === "Polygon" ? (area.coordinates?.[0] ?? []) : [];
  return {
    position,
    radius: typeof values.uncertainty === "number" ? values.uncertainty : null,
    outline: ring.slice(0, -1).map(([longitude, latitude]) => [latitude!, longitude!]),
  };
}

function radiusOf(state: ProjectState, values: Values): number | null {
  return state.precisions.find(({ id }) => id === values.precision)?.radius ?? null;
}

/** Where a place is: its precision, its position and its outline, in step with the map. */
function Location({ values, onChange }: { values: Values; onChange(values: Values): void }): JSX.Element {
  const { text, state, picker } = useEditor();
  const [mode, setMode] = useState<"point" | "outline" | null>(null);
  const precision = state.precisions.find(({ id }) => id === values.precision);
  const drawing = drawingOf(values);
  const radius = drawing.radius ?? precision?.radius ?? null;
  const least = precision?.radius ? precision.radius / 10 : 0;
  const move = (position: Position): void => onChange({ ...values, coordinates: position });
  const stated = asStated(values, radiusOf(state, values)).coordinates;
  const [corners, setCorners] = useState<Position[]>(drawing.outline);
  useEffect(() => {
    if (JSON.stringify(corners) === JSON.stringify(drawing.outline)) return;
    const ring = [...corners, ...corners.slice(0, 1)].map(([latitude, longitude]) => [longitude, latitude]);
    onChange({ ...values, area: corners.length > 2 ? { type: "Polygon", coordinates: [ring] } : null });
  }, [corners]);
  const resize = (metres: number): void => onChange({ ...values, uncertainty: Math.round(Math.max(metres, least, 1)) });
  useEffect(() => {
    picker.draw({ ...drawing, outline: corners, radius }, move, resize);
    if (mode === "point") picker.start(move);
    else if (mode === "outline") picker.start((corner) => setCorners((before) => [...before, corner]));
    else picker.stop();
  });
  useEffect(
    () => () => {
      picker.stop();
      picker.clear();
    },
    [],
  );
  return (
    <fieldset class="group">
      <legend>{text("edit.where")}</legend>
      <p class="field">
        <label for="precision">{text("edit.precision")} *</label>
        <select
          id="precision"
          required
          value={String(values.precision ?? "")}
          onChange={({ currentTarget }) => onChange({ ...values, precision: currentTarget.value || null })}
        >
          <option value="">–</option>
          {state.precisions.map(({ id }) => (
            <option key={id} value={id}>
              {text(`precision.${id}`)}
            </option>
          ))}
        </select>
        <span class="hint">{text("edit.precision_hint")}</span>
      </p>
      {precision && (
        <>
          <p class="actions">
            <button
              type="button"
              aria-pressed={mode === "point"}
              onClick={() => setMode(mode === "point" ? null : "point")}
            >
              {text("edit.pick")}
            </button>
            <button
              type="button"
              aria-pressed={mode === "outline"}
              onClick={() => setMode(mode === "outline" ? null : "outline")}
            >
              {text("edit.outline")}
            </button>
            {corners.length > 0 && (
              <button type="button" onClick={() => setCorners(corners.slice(0, -1))}>
                {text("edit.last_corner")}
              </button>
            )}
          </p>
          {mode && <p class="notice">{text(mode === "point" ? "edit.pick_hint" : "edit.outline_hint")}</p>}
          <p class="field">
            <label for="coordinates">{text("edit.coordinates")}</label>
            <input
              id="coordinates"
              dir="ltr"
              value={Array.isArray(stated) ? stated.join(", ") : String(stated ?? "")}
              onChange={({ currentTarget }) => {
                const found = currentTarget.value.split(",").map(Number);
                const isPair = found.length === 2 && found.every(Number.isFinite) && currentTarget.value.trim() !== "";
                const next = { ...values, coordinates: isPair ? found : currentTarget.value.trim() || null };
                onChange(next);
                picker.show({ ...drawingOf(next), radius });
              }}
            />
          </p>
          <p class="field">
            <label for="uncertainty">{text("edit.uncertainty")}</label>
            <input
              id="uncertainty"
              inputMode="numeric"
              dir="ltr"
              placeholder={precision.radius === null ? "" : String(precision.radius)}
              value={values.uncertainty === undefined || values.uncertainty === null ? "" : String(values.uncertainty)}
              onChange={({ currentTarget }) => {
                const metres = Number(currentTarget.value);
                onChange({ ...values, uncertainty: metres > 0 ? metres : null });
              }}
            />
          </p>
        </>
      )}
    </fieldset>
  );
}

/** Searches the embedded settlements, and a geocoder if there is one. */
function Search({ start, onChoose }: { start: string; onChoose(candidate: Candidate): void }): JSX.Element {
  const { text, state, fail } = useEditor();
  const [query, setQuery] = useState(start);
  const [found, setFound] = useState<Candidate[] | null>(null);
  const [notes, setNotes] = useState<string[]>([]);
  const search = (online: boolean): void => {
    if (!query.trim()) return;
    ask<{ found: Candidate[]; notes: string[] }>("search", { text: query, online })
      .then((answer) => {
        setFound(answer.found);
        setNotes(answer.notes);
      })
      .catch(fail);
  };
  return (
    <search class="search">
      <p class="field">
        <label for="place-search">{text("edit.search")}</label>
        <input
          id="place-search"
          value={query}
          onInput={({ currentTarget }) => setQuery(currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== "Enter") return;
            event.preventDefault();
            search(false);
          }}
        />
        <span class="hint">{text("edit.search_hint")}</span>
      </p>
      <p class="actions">
        <button type="button" onClick={() => search(false)}>
          {text("edit.find")}
        </button>
        {state.online && (
          <button type="button" onClick={() => search(true)}>
            {text("edit.find_online")}
          </button>
        )}
      </p>
      <ul class="choices" aria-live="polite">
        {found?.map((each) => (
          <li key={`${each.label} ${String(each.entry.coordinates)}`}>
            <button type="button" onClick={() => onChoose(each)}>
              {each.label} <span class="hint">{each.kind}</span>
            </button>
          </li>
        ))}
        {found?.length === 0 && <li>{text("edit.none_found")}</li>}
        {notes.map((note) => (
          <li key={note} class="hint" lang="en">
            {note}
          </li>
        ))}
      </ul>
    </search>
  );
}

export function NewPlace({ name }: { name: string }): JSX.Element {
  const { text, state, review, picker, open } = useEditor();
  const [values, setValues] = useState<Values>({ name });
  const choose = ({ entry }: Candidate): void => {
    const next = { ...values, ...entry, name: String(values.name || entry.name || "") };
    setValues(next);
    const { radius } = drawingOf(next);
    picker.show({ ...drawingOf(next), radius });
  };
  const change = (key: string, value: Value): void => setValues({ ...values, [key]: value });
  const fields = state.forms.place.filter(({ key }) => !["id", "name", ...WHERE].includes(key));
  return (
    <form
      class="entry"
      onSubmit={(event) => {
        event.preventDefault();
        const place = cleaned(asStated(values, radiusOf(state, values))) as Values;
        void review([{ do: "add", kind: "place", values: place }], ({ added }) =>
          open({ tab: "places", id: added[0]!.id }),
        );
      }}
    >
      <h2>{text("edit.new_place")}</h2>
      <p class="field">
        <label for="place-name">{text("edit.name")} *</label>
        <input
          id="place-name"
          required
          value={String(values.name ?? "")}
          onInput={({ currentTarget }) => change("name", currentTarget.value)}
        />
      </p>
      <Search start={name} onChoose={choose} />
      <Location values={values} onChange={setValues} />
      <ShownFields fields={fields} first={USUAL} values={values} onChange={change} />
      <p class="actions">
        <ReviewButton />
      </p>
    </form>
  );
}

export function PlaceForm({ values }: { values: Values }): JSX.Element {
  const { text, state, review, open, picker } = useEditor();
  const base = useBase(only(values, WHERE));
  const [typed, setTyped] = useState<Values | null>(null);
  const [into, setInto] = useState("");
  const location = typed ?? base.from;
  const id = idOf(values);
  const entry = { kind: "place", id } as const;
  const stated = asStated(location, radiusOf(state, location));
  const moved = WHERE.filter(
    (key) => JSON.stringify(base.from[key] ?? null) !== JSON.stringify(location[key] ?? null),
  ).map((key) => ({ do: "set" as const, entry, path: [key], value: stated[key] ?? null }));
  const saved = (): void => {
    base.end();
    setTyped(null);
  };
  useEffect(() => {
    const drawing = drawingOf(values);
    picker.show({ ...drawing, radius: drawing.radius ?? radiusOf(state, values) });
  }, [id]);
  return (
    <>
      <h2>{nameOf(values)}</h2>
      <EntryForm entry={entry} values={values} fields={state.forms.place} first={["name", ...USUAL]} without={WHERE} />
      <Location
        key={JSON.stringify(base.from)}
        values={location}
        onChange={(next) => {
          base.start();
          setTyped(next);
        }}
      />
      <p class="actions">
        <button
          type="button"
          class="primary"
          disabled={!moved.length || state.broken !== null}
          onClick={() => void review(moved, saved, base.files)}
        >
          {text("edit.move")}
        </button>
      </p>
      <details>
        <summary>{text("edit.more")}</summary>
        <Rename entry={entry} onRenamed={(next) => open({ tab: "places", id: next })} />
        <p class="field">
          <label for="merge">{text("edit.merge")}</label>
          <select id="merge" value={into} onChange={({ currentTarget }) => setInto(currentTarget.value)}>
            <option value="">–</option>
            {state.places
              .filter((each) => idOf(each) !== id)
              .map((each) => (
                <option key={idOf(each)} value={idOf(each)}>
                  {nameOf(each)}
                </option>
              ))}
          </select>
          <button
            type="button"
            disabled={!into || state.broken !== null}
            onClick={() => void review([{ do: "merge", place: id, into }], () => open({ tab: "places", id: into }))}
          >
            {text("edit.merge_now")}
          </button>
        </p>
        <p class="actions">
          <RemoveButton entries={[entry]} onRemoved={() => open({ tab: "places" })} />
        </p>
      </details>
    </>
  );
}
