// The form of one entry: every key that the format has, and only what changed is written.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { Change, EntryId, Field, Value, Values } from "./api.js";
import { useBase, without } from "./base.js";
import { ReviewButton } from "./buttons.js";
import { useEditor } from "./context.js";
import { cleaned, isEmpty, ShownFields } from "./fields.js";

interface Props {
  entry: EntryId;
  values: Values;
  fields: Field[];
  /** Keys that are shown although they are empty. */
  first: string[];
  /** Keys that other parts of the page change. */
  without?: string[];
}

function changesBetween(entry: EntryId, before: Values, after: Values): Change[] {
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...keys]
    .map((key) => [key, cleaned(before[key]), cleaned(after[key])] as const)
    .filter(([, old, now]) => JSON.stringify(old) !== JSON.stringify(now) && !(isEmpty(old) && isEmpty(now)))
    .map(([key, , now]) => ({ do: "set", entry, path: [key], value: isEmpty(now) ? null : now }));
}

export function EntryForm({ entry, values, fields, first, without: others = [] }: Props): JSX.Element {
  const { review } = useEditor();
  const base = useBase(without(values, others));
  const [typed, setTyped] = useState<Values | null>(null);
  const draft = typed ?? base.from;
  const change = (key: string, value: Value): void => {
    base.start();
    setTyped({ ...draft, [key]: value });
  };
  const saved = (): void => {
    base.end();
    setTyped(null);
  };
  const changes = changesBetween(entry, base.from, draft);
  const offered = fields.filter(({ key }) => key !== "id" && !others.includes(key));
  return (
    <form
      class="entry"
      onSubmit={(event) => {
        event.preventDefault();
        void review(changes, saved, base.files);
      }}
    >
      <ShownFields key={JSON.stringify(base.from)} fields={offered} first={first} values={draft} onChange={change} />
      <p class="actions">
        <ReviewButton isOff={changes.length === 0} />
      </p>
    </form>
  );
}
