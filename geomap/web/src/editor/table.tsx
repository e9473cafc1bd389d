// A table of places or reports: sorted, filtered, edited in its cells, and changed many rows at once.
import type { JSX } from "preact";
import { useRef, useState } from "preact/hooks";
import { type Change, type Field, idOf, type Kind, named, nameOf, type Value, type Values } from "./api.js";
import { RemoveButton, ReviewButton } from "./buttons.js";
import { useEditor } from "./context.js";
import { choiceOf, labelOf } from "./field-text.js";
import { cleaned, FieldInput, isEmpty } from "./fields.js";
import { StatusInputs } from "./reports.js";

const PAGE = 100;
const IN_CELLS = new Set(["text", "long", "number", "choice", "date", "reference", "boolean"]);

function shown(value: Value | undefined): string {
  if (value === undefined || value === null) return "";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

interface Props {
  kind: Extract<Kind, "place" | "report">;
  rows: Values[];
  columns: string[];
  onOpen(id: string): void;
}

export function Table({ kind, rows, columns, onOpen }: Props): JSX.Element {
  const { text, state, review } = useEditor();
  const [filter, setFilter] = useState("");
  const [sort, setSort] = useState<{ key: string; down: boolean } | null>(null);
  const [chosen, setChosen] = useState<Set<string>>(new Set());
  const [count, setCount] = useState(PAGE);
  const [editing, setEditing] = useState<string | null>(null);
  const [active, setActive] = useState<[number, number]>([0, 0]);
  const grid = useRef<HTMLTableElement>(null);
  const fields = new Map(state.forms[kind].map((field) => [field.key, field]));
  const wanted = filter.trim().toLocaleLowerCase();
  const found = rows.filter((row) => !wanted || JSON.stringify(row).toLocaleLowerCase().includes(wanted));
  const sorted = sort
    ? [...found].sort(
        (one, other) =>
          shown(one[sort.key]).localeCompare(shown(other[sort.key]), undefined, { numeric: true }) *
          (sort.down ? -1 : 1),
      )
    : found;
  const page = sorted.slice(0, count);
  const toggle = (id: string): void => {
    const next = new Set(chosen);
    if (!next.delete(id)) next.add(id);
    setChosen(next);
  };
  const focus = (row: number, column: number): void => {
    const at: [number, number] = [
      Math.max(0, Math.min(row, page.length - 1)),
      Math.max(0, Math.min(column, columns.length)),
    ];
    setActive(at);
    grid.current?.querySelector<HTMLElement>(`[data-cell="${at[0]}-${at[1]}"]`)?.focus();
  };
  const move = (event: KeyboardEvent, row: number, column: number): void => {
    const steps: Record<string, [number, number]> = {
      ArrowUp: [row - 1, column],
      ArrowDown: [row + 1, column],
      ArrowLeft: [row, column - 1],
      ArrowRight: [row, column + 1],
      Home: [row, 0],
      End: [row, columns.length],
      PageUp: [row - 10, column],
      PageDown: [row + 10, column],
    };
    const step = steps[event.key];
    if (step) {
      event.preventDefault();
      focus(...step);
    }
  };
  const inWords = (field: Field, value: Value | undefined): string => {
    if (field.kind === "choice" && value) return choiceOf(text, field.key, String(value));
    return field.kind === "reference" && value ? named(state, field.to!, String(value)) : shown(value);
  };
  const save = (id: string, key: string, before: Value | undefined, after: Value): void => {
    setEditing(null);
    if (shown(cleaned(before)) === shown(cleaned(after))) return;
    void review([
      { do: "set", entry: { kind, id }, path: [key], value: isEmpty(cleaned(after)) ? null : cleaned(after) },
    ]);
  };
  return (
    <>
      <p class="field">
        <label for="filter">{text("edit.filter")}</label>
        <input
          id="filter"
          type="search"
          value={filter}
          onInput={({ currentTarget }) => setFilter(currentTarget.value)}
        />
      </p>
      <p class="hint">{text("edit.table_hint")}</p>
      <div class="scroll">
        {/* biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a grid is a table whose cells are edited */}
        <table role="grid" ref={grid} aria-rowcount={sorted.length + 1}>
          <thead>
            <tr>
              <th>
                <input
                  type="checkbox"
                  aria-label={text("edit.select_all")}
                  checked={page.length > 0 && found.every((row) => chosen.has(idOf(row)))}
                  onChange={({ currentTarget }) => setChosen(new Set(currentTarget.checked ? found.map(idOf) : []))}
                />
              </th>
              {columns.map((key) => (
                <th key={key} aria-sort={sort?.key === key ? (sort.down ? "descending" : "ascending") : "none"}>
                  <button type="button" onClick={() => setSort({ key, down: sort?.key === key && !sort.down })}>
                    {labelOf(text, key)} {sort?.key === key ? (sort.down ? "▾" : "▴") : ""}
                  </button>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {page.map((row, at) => {
              const id = idOf(row);
              const tab = (column: number): 0 | -1 => (active[0] === at && active[1] === column ? 0 : -1);
              return (
                <tr key={id} aria-selected={chosen.has(id)}>
                  <td>
                    <input
                      type="checkbox"
                      data-cell={`${at}-0`}
                      tabIndex={tab(0)}
                      aria-label={text("edit.select_row", { name: nameOf(row) })}
                      checked={chosen.has(id)}
                      onKeyDown={(event) => move(event, at, 0)}
                      onChange={() => toggle(id)}
                    />
                  </td>
                  {columns.map((key, column) => {
                    const field = fields.get(key)!;
                    const cell = `${id} ${key}`;
                    if (editing === cell) {
                      return (
                        <td key={key}>
                          <CellInput
                            field={field}
                            value={row[key]}
                            onSave={(next) => save(id, key, row[key], next)}
                            onCancel={() => setEditing(null)}
                          />
                        </td>
                      );
                    }
                    const isEdited = IN_CELLS.has(field.kind) && key !== "status" && state.broken === null;
                    return (
                      <td key={key}>
                        <button
                          type="button"
                          class="cell"
                          data-cell={`${at}-${column + 1}`}
                          tabIndex={tab(column + 1)}
                          onFocus={() => setActive([at, column + 1])}
                          onKeyDown={(event) => {
                            if (event.key === "F2" && isEdited) {
                              event.preventDefault();
                              setEditing(cell);
                            } else move(event, at, column + 1);
                          }}
                          onDblClick={() => isEdited && setEditing(cell)}
                          onClick={() => column === 0 && onOpen(id)}
                        >
                          {field.kind === "date" ? (
                            <DateText written={inWords(field, row[key])} />
                          ) : (
                            inWords(field, row[key]) || "–"
                          )}
                        </button>
                      </td>
                    );
                  })}
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
      {sorted.length > count && (
        <button type="button" onClick={() => setCount(count + PAGE)}>
          {text("edit.show_more", { count: sorted.length - count })}
        </button>
      )}
      {chosen.size > 0 && (
        <>
          <p class="chosen">
            <button type="button" onClick={() => document.getElementById("bulk-key")!.focus()}>
              {text.count("edit.chosen", chosen.size)} ↓
            </button>
          </p>
          <Bulk
            key={kind}
            kind={kind}
            rows={rows.filter((row) => chosen.has(idOf(row)))}
            onDone={() => setChosen(new Set())}
          />
        </>
      )}
    </>
  );
}

/** A date as it is written, which breaks only between its ends and not at its hyphens. */
function DateText({ written }: { written: string }): JSX.Element {
  return (
    <>
      {(written || "–").split(/(?<=\/)/).map((end) => (
        <span key={end}>
          <span class="unbroken">{end}</span>
          <wbr />
        </span>
      ))}
    </>
  );
}

function CellInput({
  field,
  value,
  onSave,
  onCancel,
}: {
  field: Field;
  value: Value | undefined;
  onSave(value: Value): void;
  onCancel(): void;
}): JSX.Element {
  const [draft, setDraft] = useState<Value>(value ?? null);
  const box = useRef<HTMLDivElement>(null);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only hears the keys of the input inside
    <div
      class="cell-input"
      ref={(element) => {
        if (element && !box.current) element.querySelector<HTMLElement>("input, select, textarea")?.focus();
        box.current = element;
      }}
      onKeyDown={(event) => {
        if (event.key === "Escape") {
          event.preventDefault();
          onCancel();
        } else if (event.key === "Enter" && !event.shiftKey) {
          event.preventDefault();
          onSave(draft);
        }
      }}
    >
      <FieldInput field={{ ...field, path: "", description: "" }} value={draft} onChange={setDraft} />
    </div>
  );
}

/** One change of all chosen rows: a key, or another status. */
function Bulk({ kind, rows, onDone }: { kind: "place" | "report"; rows: Values[]; onDone(): void }): JSX.Element {
  const { text, state, review } = useEditor();
  const [key, setKey] = useState("");
  const [value, setValue] = useState<Value>(null);
  const [status, setStatus] = useState({ status: "", reason: "", since: "", former: "" });
  const fields = state.forms[kind].filter(
    (field) => field.key !== "id" && field.key !== "history" && field.key !== "media",
  );
  const field = fields.find((each) => each.key === key);
  const asksFormer = rows.some((row) => !row.status_since);
  const changes = (): Change[] =>
    rows.map((row) => {
      if (key !== "status") {
        const next = cleaned(value);
        return { do: "set", entry: { kind, id: idOf(row) }, path: [key], value: isEmpty(next) ? null : next };
      }
      const former = row.status_since ? null : status.former;
      return {
        do: "status",
        report: idOf(row),
        status: status.status,
        reason: status.reason,
        since: status.since,
        former_since: former,
      };
    });
  return (
    <form
      class="bulk"
      aria-label={text("edit.bulk")}
      onSubmit={(event) => {
        event.preventDefault();
        void review(changes(), onDone);
      }}
    >
      <p class="field">
        <label for="bulk-key">{text("edit.bulk_key")}</label>
        <select
          id="bulk-key"
          value={key}
          onChange={({ currentTarget }) => {
            setKey(currentTarget.value);
            setValue(null);
          }}
        >
          <option value="">–</option>
          {fields.map((each) => (
            <option key={each.key} value={each.key}>
              {labelOf(text, each.key)}
            </option>
          ))}
        </select>
      </p>
      {key === "status" && <StatusInputs draft={status} onChange={setStatus} asksFormer={asksFormer} />}
      {field && key !== "status" && (
        <FieldInput key={key} field={{ ...field, required: false }} value={value} onChange={setValue} />
      )}
      <p class="actions">
        <ReviewButton isOff={!key} />
        <RemoveButton entries={rows.map((row) => ({ kind, id: idOf(row) }))} onRemoved={onDone} />
      </p>
    </form>
  );
}
