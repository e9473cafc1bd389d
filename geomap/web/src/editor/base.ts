// What a form of an entry was opened with. Something that is typed stays, whatever happens to the file meanwhile.
import { useState } from "preact/hooks";
import type { Hashes, Values } from "./api.js";
import { useEditor } from "./context.js";

export interface Base {
  /** The values that the form changes: those of the file, or those it had when typing began. */
  from: Values;
  /** The hashes of the files that a change is based on. Older ones if the form's own values have changed since. */
  files: Hashes;
  /** Something is typed. */
  start(): void;
  /** It is saved: the form follows the file again. */
  end(): void;
}

/** `shown` has the keys that the form changes, as they are in the file now. */
export function useBase(shown: Values): Base {
  const { state } = useEditor();
  const [started, setStarted] = useState<{ from: Values; files: Hashes } | null>(null);
  const isSame = started === null || JSON.stringify(started.from) === JSON.stringify(shown);
  return {
    from: started?.from ?? shown,
    files: isSame ? state.files : started.files,
    start: () => setStarted((before) => before ?? { from: shown, files: state.files }),
    end: () => setStarted(null),
  };
}

export function without(values: Values, keys: readonly string[]): Values {
  return Object.fromEntries(Object.entries(values).filter(([key]) => !keys.includes(key)));
}

export function only(values: Values, keys: readonly string[]): Values {
  return Object.fromEntries(Object.entries(values).filter(([key]) => keys.includes(key)));
}
