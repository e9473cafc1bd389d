// How the page is shown: in another page, in a narrow window, with reduced motion.
import type { State } from "./state.js";

const embed = new URLSearchParams(window.location.search).get("embed");

/** Whether the page is in its embedded form (`?embed`). */
export const isEmbedded: boolean = embed !== null && !/^(0|no|false)$/i.test(embed);

const NARROW = window.matchMedia("(max-width: 719.98px)");

/** Whether the panel is a sheet over the map, and not next to it. */
export function isNarrow(): boolean {
  return NARROW.matches;
}

/** Calls back whenever the layout changes between wide and narrow. */
export function onLayoutChange(listener: () => void): void {
  NARROW.addEventListener("change", listener);
}

/** Whether the reader prefers reduced motion. */
export function isCalm(): boolean {
  return window.matchMedia("(prefers-reduced-motion: reduce)").matches;
}

/** The change that raises a sheet of which only the handle is visible. */
export function raisedSheet({ sheet }: State): Partial<State> {
  return isNarrow() && sheet === "low" ? { sheet: "half" } : {};
}
