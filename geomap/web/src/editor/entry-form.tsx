// The form of one entry: every key that the format has, and only what changed is written.
import type { ComponentChildren, JSX } from "preact";
import { useState } from "preact/hooks";
import type { Change, EntryId, Field, Value, Values } from "./api.js";
import { useEditor } from "./context.js";
import { cleaned, FieldInput, isEmpty, labelOf } from "./fields.js";

interface Props {
  entry: EntryId;
  values: Values;
  fields: Field[];
  /** Keys that are shown although they are empty. */
  first: string[];
  /** Keys that other parts of the page change. */
  without?: string[];
  onDraft?(values: Values): void;
  children?: ComponentChildren;
}

export function changesBetween(entry: EntryId, before: Values, after: Values): Change[] {
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...keys]
    .map((key) => [key, cleaned(before[key]), cleaned(after[key])] as const)
    .filter(([, old, now]) => JSON.stringify(old) !== JSON.stringify(now) && !(isEmpty(old) && isEmpty(now)))
    .map(([key, , now]) => ({ do: "set", entry, path: [key], value: isEmpty(now) ? null : now }));
}

export function EntryForm({ entry, values, fields, first, without = [], onDraft, children }: Props): JSX.Element {
  const { text, state, review } = useEditor();
  const [draft, setDraft] = useState(values);
  const change = (key: string, value: Value): void => {
    const next = { ...draft, [key]: value };
    setDraft(next);
    onDraft?.(next);
  };
  const changes = changesBetween(entry, values, draft);
  const offered = fields.filter(({ key }) => key !== "id" && !without.includes(key));
  return (
    <form
      class="entry"
      onSubmit={(event) => {
        event.preventDefault();
        void review(changes);
      }}
    >
      <ShownFields fields={offered} first={first} values={draft} onChange={change} />
      {children}
      <p class="actions">
        <button type="submit" class="primary" disabled={changes.length === 0 || state.broken !== null}>
          {text("edit.review")}
        </button>
      </p>
    </form>
  );
}

/** The fields that are required, filled in or usual; the others can be chosen. */
export function ShownFields({
  fields,
  first,
  values,
  onChange,
}: {
  fields: Field[];
  first: string[];
  values: Values;
  onChange(key: string, value: Value): void;
}): JSX.Element {
  const { text } = useEditor();
  const [chosen, setChosen] = useState<string[]>([]);
  const isShown = ({ key, required }: Field): boolean =>
    required || first.includes(key) || chosen.includes(key) || !isEmpty(values[key]);
  const hidden = fields.filter((field) => !isShown(field));
  return (
    <>
      {fields.filter(isShown).map((field) => (
        <FieldInput
          key={field.key}
          field={field}
          value={values[field.key]}
          onChange={(value) => onChange(field.key, value)}
        />
      ))}
      {hidden.length > 0 && (
        <p>
          <select
            class="small"
            aria-label={text("edit.more_fields")}
            value=""
            onChange={({ currentTarget }) => {
              setChosen([...chosen, currentTarget.value]);
              currentTarget.value = "";
            }}
          >
            <option value="">{text("edit.more_fields")}</option>
            {hidden.map(({ key, description }) => (
              <option key={key} value={key} title={description} lang="en">
                {labelOf(key)}
              </option>
            ))}
          </select>
        </p>
      )}
    </>
  );
}
