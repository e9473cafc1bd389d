// Another id for an entry; all references follow.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { useUniqueId } from "../ui/unique-id.js";
import type { EntryId } from "./api.js";
import { useEditor } from "./context.js";

export function Rename({ entry, onRenamed }: { entry: EntryId; onRenamed(id: string): void }): JSX.Element {
  const { text, state, review } = useEditor();
  const [next, setNext] = useState(entry.id);
  const id = useUniqueId();
  return (
    <p class="field">
      <label for={id}>{text("edit.id")}</label>
      <input id={id} dir="ltr" value={next} onInput={({ currentTarget }) => setNext(currentTarget.value.trim())} />
      <button
        type="button"
        disabled={!next || next === entry.id || state.broken !== null}
        onClick={() => void review([{ do: "rename", entry, id: next }], () => onRenamed(next))}
      >
        {text("edit.rename")}
      </button>
      <span class="hint">{text("edit.rename_hint")}</span>
    </p>
  );
}
