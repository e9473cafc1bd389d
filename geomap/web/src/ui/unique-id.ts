import { useState } from "preact/hooks";

let last = 0;

/** An id that no other element of the page has. Preact's own `useId` repeats in parts that are rendered separately. */
export function useUniqueId(): string {
  return useState(() => `id-${++last}`)[0];
}
