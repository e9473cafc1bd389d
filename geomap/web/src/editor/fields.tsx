// Inputs for the keys of the file format, made from what the models say.
import type { ComponentChildren, JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { useUniqueId } from "../ui/unique-id.js";
import { ask, type Field, idOf, named, nameOf, type Value, type Values } from "./api.js";
import { useEditor } from "./context.js";
import { choiceOf, hintOf, labelOf } from "./field-text.js";

export function isEmpty(value: Value | undefined): boolean {
  return (
    value === undefined ||
    value === null ||
    value === "" ||
    (typeof value === "object" && Object.keys(value).length === 0)
  );
}

interface FieldProps {
  field: Field;
  value: Value | undefined;
  onChange(value: Value): void;
  label?: string;
  autofocus?: boolean;
}

/** A labelled input for one key. */
export function FieldInput({ field, value, onChange, label, autofocus }: FieldProps): JSX.Element {
  const { text } = useEditor();
  const id = useUniqueId();
  const name = label ?? labelOf(text, field.key);
  const hint = hintOf(text, field);
  const described = hint ? `${id}-hint` : undefined;
  if (["list", "mapping", "object"].includes(field.kind)) {
    return (
      <fieldset class="group" aria-describedby={described}>
        <legend>{name}</legend>
        {hint && (
          <span class="hint" id={described}>
            {hint}
          </span>
        )}
        <Control field={field} value={value} onChange={onChange} id={id} name={name} />
      </fieldset>
    );
  }
  return (
    <p class={`field is-${field.kind}`}>
      <label for={id}>
        {name}
        {field.required && <span aria-hidden="true"> *</span>}
      </label>
      <Control field={field} value={value} onChange={onChange} id={id} name={name} autofocus={autofocus ?? false} />
      {hint && (
        <span class="hint" id={described}>
          {hint}
        </span>
      )}
    </p>
  );
}

interface ControlProps extends FieldProps {
  id: string;
  name: string;
}

function Control(props: ControlProps): JSX.Element {
  const { field, value, onChange, id, autofocus } = props;
  const { text } = useEditor();
  const common = { id, "aria-describedby": field.description ? `${id}-hint` : undefined, required: field.required };
  const shown = value === undefined || value === null ? "" : String(value);
  switch (field.kind) {
    case "list":
      return <ListInput {...props} />;
    case "mapping":
      return <MappingInput {...props} />;
    case "object":
      return <ObjectInput fields={field.fields ?? []} value={value} onChange={onChange} />;
    case "boolean":
      return (
        <input
          {...common}
          required={false}
          type="checkbox"
          checked={value === true}
          onChange={({ currentTarget }) => onChange(currentTarget.checked || null)}
        />
      );
    case "choice":
      return (
        <select {...common} value={shown} onChange={({ currentTarget }) => onChange(currentTarget.value || null)}>
          <option value="">–</option>
          {field.choices!.map((choice) => (
            <option key={choice} value={choice}>
              {choiceOf(text, field.key, choice)}
            </option>
          ))}
        </select>
      );
    case "long":
      return (
        <textarea {...common} rows={3} value={shown} onInput={({ currentTarget }) => onChange(currentTarget.value)} />
      );
    case "reference":
      return <ReferenceInput {...props} />;
    case "number":
      return (
        <input
          {...common}
          inputMode="decimal"
          value={shown}
          onInput={({ currentTarget }) => onChange(numberIn(currentTarget.value))}
        />
      );
    case "date":
      return <DateInput {...props} />;
    case "position":
      return (
        <input
          {...common}
          value={Array.isArray(value) ? value.join(", ") : shown}
          onInput={({ currentTarget }) => onChange(positionIn(currentTarget.value))}
        />
      );
    case "json":
      return <JsonInput {...props} />;
    default:
      return (
        <input
          {...common}
          value={shown}
          ref={(element) => {
            if (autofocus && element && !element.dataset.seen) {
              element.dataset.seen = "1";
              element.focus();
            }
          }}
          onInput={({ currentTarget }) => onChange(currentTarget.value)}
        />
      );
  }
}

function numberIn(written: string): Value {
  const number = Number(written);
  return written.trim() === "" ? null : Number.isFinite(number) ? number : written;
}

function positionIn(written: string): Value {
  const found = written.match(/^\s*(-?\d+(?:\.\d+)?)\s*,\s*(-?\d+(?:\.\d+)?)\s*$/);
  return found ? [Number(found[1]), Number(found[2])] : written.trim();
}

/** An EDTF date, with its words. */
function DateInput({ value, onChange, id, field }: ControlProps): JSX.Element {
  const { text } = useEditor();
  const shown = value === undefined || value === null ? "" : String(value);
  const [words, setWords] = useState("");
  useEffect(() => {
    let isWanted = true;
    if (shown) {
      void ask<{ words: string }>("date", { edtf: shown, language: text.language })
        .then((answer) => isWanted && setWords(answer.words || "?"))
        .catch(() => undefined);
    } else setWords("");
    return () => {
      isWanted = false;
    };
  }, [shown]);
  return (
    <span class="with-words">
      <input
        id={id}
        value={shown}
        required={field.required}
        placeholder="2023-01-19"
        onInput={({ currentTarget }) => onChange(currentTarget.value.trim())}
      />
      <output for={id}>{words}</output>
    </span>
  );
}

/** The id of another entry, with the names to choose from. */
function ReferenceInput({ field, value, onChange, id }: ControlProps): JSX.Element {
  const { state } = useEditor();
  const shown = value === undefined || value === null ? "" : String(value);
  const name = named(state, field.to!, shown);
  const entries: [string, string][] =
    field.to === "article"
      ? state.articles.map((each) => [each.id, each.title])
      : (field.to === "place" ? state.places : state.reports).map((each) => [idOf(each), nameOf(each)]);
  return (
    <span class="with-words">
      <input
        id={id}
        list={`${id}-list`}
        value={shown}
        required={field.required}
        autocomplete="off"
        onInput={({ currentTarget }) => onChange(currentTarget.value.trim())}
      />
      <datalist id={`${id}-list`}>
        {entries.slice(0, 500).map(([key, name]) => (
          <option key={key} value={key}>
            {name}
          </option>
        ))}
      </datalist>
      {name !== shown && <output for={id}>{name}</output>}
    </span>
  );
}

function JsonInput({ value, onChange, id }: ControlProps): JSX.Element {
  const [written, setWritten] = useState(() =>
    isEmpty(value) ? "" : typeof value === "string" ? value : JSON.stringify(value),
  );
  const change = (next: string): void => {
    setWritten(next);
    try {
      onChange(next.trim().startsWith("{") ? (JSON.parse(next) as Value) : next.trim());
    } catch {
      onChange(next);
    }
  };
  return <textarea id={id} rows={2} value={written} onInput={({ currentTarget }) => change(currentTarget.value)} />;
}

function ListInput({ field, value, onChange, name }: ControlProps): JSX.Element {
  const { text } = useEditor();
  const items = Array.isArray(value) ? value : [];
  const replace = (at: number, next: Value): void => onChange(items.map((each, index) => (index === at ? next : each)));
  const of = { ...field.of!, key: field.key, path: "", description: "", required: false };
  return (
    <>
      {items.map((item, at) => (
        <Row
          key={at}
          label={text("edit.remove_item", { name: `${name} ${at + 1}` })}
          onRemove={() => onChange(items.filter((_, index) => index !== at))}
        >
          <FieldInput field={of} label={`${name} ${at + 1}`} value={item} onChange={(next) => replace(at, next)} />
        </Row>
      ))}
      <button type="button" class="small" onClick={() => onChange([...items, of.kind === "object" ? {} : ""])}>
        {text("edit.add_item")} <span class="unseen">{name}</span>
      </button>
    </>
  );
}

/** Keys whose own keys are codes of languages. */
const OF_LANGUAGES = new Set(["names", "translations"]);

function ownFields({ fields }: Values): string[] {
  return fields && typeof fields === "object" ? Object.keys(fields) : [];
}

function MappingInput({ field, value, onChange, name }: ControlProps): JSX.Element {
  const { text } = useEditor();
  const values = (value && typeof value === "object" && !Array.isArray(value) ? value : {}) as Values;
  const { state } = useEditor();
  const [key, setKey] = useState("");
  const id = useUniqueId();
  const keys = OF_LANGUAGES.has(field.key) ? state.languages : field.key === "fields" ? ownFields(state.map) : [];
  const of = { ...field.of!, key: field.key, path: "", description: "", required: false };
  const without = (gone: string): Values =>
    Object.fromEntries(Object.entries(values).filter(([each]) => each !== gone));
  const add = (): void => {
    if (key.trim() && !(key.trim() in values)) onChange({ ...values, [key.trim()]: of.kind === "object" ? {} : "" });
    setKey("");
  };
  return (
    <>
      {Object.entries(values).map(([each, item]) => (
        <Row key={each} label={text("edit.remove_item", { name: each })} onRemove={() => onChange(without(each))}>
          <FieldInput field={of} label={each} value={item} onChange={(next) => onChange({ ...values, [each]: next })} />
        </Row>
      ))}
      <p class="add-key">
        <label class="unseen" for={id}>
          {text("edit.key", { name })}
        </label>
        <input
          id={id}
          list={`${id}-list`}
          value={key}
          placeholder={text("edit.key", { name })}
          onInput={({ currentTarget }) => setKey(currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== "Enter") return;
            event.preventDefault();
            add();
          }}
        />
        <datalist id={`${id}-list`}>
          {keys
            .filter((each) => !(each in values))
            .map((each) => (
              <option key={each} value={each} />
            ))}
        </datalist>
        <button type="button" class="small" onClick={add}>
          {text("edit.add_item")} <span class="unseen">{name}</span>
        </button>
      </p>
    </>
  );
}

function Row({
  children,
  label,
  onRemove,
}: {
  children: ComponentChildren;
  label: string;
  onRemove(): void;
}): JSX.Element {
  return (
    <div class="row">
      <div>{children}</div>
      <button type="button" class="icon" aria-label={label} title={label} onClick={onRemove}>
        ✕
      </button>
    </div>
  );
}

function ObjectInput({
  fields,
  value,
  onChange,
}: {
  fields: Field[];
  value: Value | undefined;
  onChange(value: Value): void;
}): JSX.Element {
  const values = (value && typeof value === "object" && !Array.isArray(value) ? value : {}) as Values;
  return <ShownFields fields={fields} values={values} onChange={(key, next) => onChange({ ...values, [key]: next })} />;
}

/** The fields that are required, filled in or usual; the others can be chosen. One that is emptied stays. */
export function ShownFields({
  fields,
  first = [],
  values,
  onChange,
}: {
  fields: Field[];
  first?: string[];
  values: Values;
  onChange(key: string, value: Value): void;
}): JSX.Element {
  const { text } = useEditor();
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const choose = (key: string): void => setChosen(new Set([...chosen, key]));
  const isShown = ({ key, required }: Field): boolean =>
    required || first.includes(key) || chosen.has(key) || !isEmpty(values[key]);
  const hidden = fields.filter((field) => !isShown(field));
  return (
    <>
      {fields.filter(isShown).map((field) => (
        <FieldInput
          key={field.key}
          field={field}
          value={values[field.key]}
          onChange={(value) => {
            choose(field.key);
            onChange(field.key, value);
          }}
        />
      ))}
      {hidden.length > 0 && (
        <p>
          <select
            class="small"
            aria-label={text("edit.more_fields")}
            value=""
            onChange={({ currentTarget }) => {
              choose(currentTarget.value);
              currentTarget.value = "";
            }}
          >
            <option value="">{text("edit.more_fields")}</option>
            {hidden.map((field) => (
              <option key={field.key} value={field.key} title={hintOf(text, field)}>
                {labelOf(text, field.key)}
              </option>
            ))}
          </select>
        </p>
      )}
    </>
  );
}

/** Values without empty texts, lists and mappings, also inside. */
export function cleaned(value: Value | undefined): Value {
  if (Array.isArray(value)) return value.map(cleaned).filter((each) => !isEmpty(each));
  if (value && typeof value === "object") {
    return Object.fromEntries(
      Object.entries(value)
        .map(([key, each]) => [key, cleaned(each)] as const)
        .filter(([, each]) => !isEmpty(each)),
    );
  }
  return typeof value === "string" ? value.trim() : (value ?? null);
}
