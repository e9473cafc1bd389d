// The link past the map, for the keyboard: a map of many reports has as many tab stops.
import type { Store } from "./state.js";

/** The first control after the map, in the page and in its embedded form. */
const AFTER_MAP = ".page-tools :is(select, button), .embedded-bar :is(button, a)";

export function addSkipLink(map: HTMLElement, store: Store): void {
  const link = document.createElement("button");
  link.type = "button";
  link.className = "skip-link tool";
  link.addEventListener("click", () => document.querySelector<HTMLElement>(AFTER_MAP)?.focus());
  const translate = (): void => {
    link.textContent = store.text("label.skip_map");
  };
  store.subscribe((state, before) => {
    if (state.language !== before.language) translate();
  });
  translate();
  map.prepend(link);
}
