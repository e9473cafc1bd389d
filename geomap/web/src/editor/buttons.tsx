// The buttons that lead to the lines of a change.
import type { JSX } from "preact";
import type { EntryId } from "./api.js";
import { useEditor } from "./context.js";

/** Submits a form, whose change is then shown as lines of the file. Off while the file cannot be changed. */
export function ReviewButton({ isOff = false }: { isOff?: boolean }): JSX.Element {
  const { text, state } = useEditor();
  return (
    <button type="submit" class="primary" disabled={isOff || state.broken !== null}>
      {text("edit.review")}
    </button>
  );
}

/** Removes entries, after their lines have been shown. */
export function RemoveButton({ entries, onRemoved }: { entries: EntryId[]; onRemoved(): void }): JSX.Element {
  const { text, state, review } = useEditor();
  return (
    <button
      type="button"
      class="danger"
      disabled={state.broken !== null}
      onClick={() =>
        void review(
          entries.map((entry) => ({ do: "remove", entry })),
          onRemoved,
        )
      }
    >
      {text("edit.remove")}
    </button>
  );
}
