// The second handle of the timeline: the day whose map is shown. At its end it is the map of today.
import type { JSX } from "preact";
import type { Store } from "../app/state.js";
import { dayText } from "./days.js";
import { type Scale, shareOf } from "./scale.js";

/** A slider over the days of the plot, in a row of its own. */
export function KnownHandle({ store, scale }: { store: Store; scale: Scale }): JSX.Element {
  const { text, state } = store;
  const { known } = state.filters;
  // The thumb is at the end of its day; at the end of the plot it is today.
  const move = (value: string): void => {
    const end = Math.round(Number(value));
    store.filter({ known: end >= scale.end ? null : end - 1 });
  };
  const end = known === null ? scale.end : known + 1;
  const now = known === null ? text("known.today") : dayText(text, known);
  return (
    <label class={`timeline-known ${known === null ? "" : "is-chosen"}`}>
      <span class="timeline-known-label">{known === null ? text("known.label") : text("known.on", { date: now })}</span>
      <input
        type="range"
        min={scale.first}
        max={scale.end}
        step={1}
        value={Math.min(Math.max(end, scale.first), scale.end)}
        aria-label={text("known.label")}
        aria-valuetext={now}
        onInput={({ currentTarget: { value } }) => move(value)}
      />
    </label>
  );
}

/** Where that day is in the plot. What is after it was not known. */
export function KnownLine({ store, scale }: { store: Store; scale: Scale }): JSX.Element | null {
  const { known } = store.state.filters;
  if (known === null) return null;
  return <span class="timeline-known-line" style={{ insetInlineStart: `${shareOf(scale, known + 1) * 100}%` }} />;
}
