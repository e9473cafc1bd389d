// Opens a report in the list from elsewhere in the page.
import { unfiltered } from "../data/filter.js";
import { raisedSheet } from "./env.js";
import { isShown, type Store } from "./state.js";

/** Opens a report; filters that hide it are cleared, but for the day whose map is shown. */
export function openReport(store: Store, report: number): void {
  const { atlas, state } = store;
  const { known } = state.filters;
  const cleared = { ...unfiltered(atlas), statuses: new Set([...unfiltered(atlas).statuses, atlas.statusOf(report)]) };
  const filters = isShown(state.matches.shown, report) ? state.filters : { ...cleared, known };
  store.change({ panel: "reports", selected: report, pointed: [], filters, from: "text", ...raisedSheet(state) });
  focusPanel();
}

/** Sets the focus, whose element was removed, to the open report, else to the panel. */
export function focusPanel(): void {
  queueMicrotask(() => {
    const panel = document.querySelector<HTMLElement>(".page-panel");
    const report = panel?.querySelector<HTMLElement>(".item.is-open h2 button");
    if (!report) panel?.setAttribute("tabindex", "-1");
    (report ?? panel)?.focus();
  });
}
