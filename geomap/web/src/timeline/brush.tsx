// Selects a date range on the timeline: by pointer with a brush, by keyboard with the two handles at its ends.
import type { JSX, TargetedKeyboardEvent, TargetedPointerEvent } from "preact";
import { isShown, type Store } from "../app/state.js";
import type { Filters } from "../data/filter.js";
import { binAt } from "./bins.js";
import { dayText } from "./days.js";
import { nearestBorder, rangeBetween, type Scale, selectedOn, shareOf } from "./scale.js";

/** A press that moves by fewer pixels is a click. */
const CLICK_PX = 4;
const LEAP = 10;

type Time = Pick<Filters, "from" | "to">;
type End = "first" | "last";

interface Drag {
  pointer: number;
  /** Where it began, as a day with a fraction. */
  day: number;
  x: number;
  what: "make" | "move" | End;
  /** The report that was pressed. */
  report: number | null;
  /** Whether a date on the axis was pressed, which has its own click handler. */
  onButton: boolean;
  before: Time;
  moved: boolean;
}

/** The brush for pointers: dragging changes the date range, at most once per frame. */
export class Brush {
  private drag: Drag | null = null;
  private planned: Partial<Time> | null = null;
  private frame = 0;

  constructor(
    private readonly store: Store,
    private readonly scale: () => Scale,
  ) {}

  readonly press = (event: TargetedPointerEvent<HTMLElement>): void => {
    if (event.button !== 0 || !event.isPrimary) return;
    const target = event.target as Element;
    const { from, to } = this.store.state.filters;
    const day = this.dayAt(event);
    const chosen = selectedOn(this.scale(), { from, to });
    const inside = (from !== null || to !== null) && day >= chosen.first && day < chosen.end;
    const end = target.closest<HTMLElement>("[data-end]")?.dataset.end as End | undefined;
    const report = target.closest<HTMLElement>("[data-report]")?.dataset.report;
    const onButton = target.closest("button") !== null;
    this.drag = {
      pointer: event.pointerId,
      day,
      x: event.clientX,
      what: end ?? (inside && !onButton ? "move" : "make"),
      report: report ? Number(report) : null,
      onButton,
      before: { from, to },
      moved: false,
    };
    document.addEventListener("selectstart", preventSelection);
    // A button whose pointer is captured receives no click.
    if (!onButton) event.currentTarget.setPointerCapture(event.pointerId);
  };

  readonly move = (event: TargetedPointerEvent<HTMLElement>): void => {
    const { drag } = this;
    if (!drag || event.pointerId !== drag.pointer) return;
    if (event.buttons === 0) {
      this.end(); // released outside the window
      return;
    }
    if (!drag.moved && Math.abs(event.clientX - drag.x) >= CLICK_PX) {
      drag.moved = true;
      event.currentTarget.setPointerCapture(event.pointerId);
    }
    if (drag.moved) this.plan(this.dragged(drag, this.dayAt(event)));
  };

  readonly release = (event: TargetedPointerEvent<HTMLElement>): void => {
    const { drag } = this;
    if (!drag || event.pointerId !== drag.pointer) return;
    this.end();
    if (drag.moved) this.apply();
    else if (!drag.onButton) this.click(drag);
  };

  /** The browser uses the gesture to scroll the page. */
  readonly cancel = (event: TargetedPointerEvent<HTMLElement>): void => {
    const { drag } = this;
    if (!drag || event.pointerId !== drag.pointer) return;
    this.end();
    if (!drag.moved) return;
    this.plan(drag.before);
    this.apply();
  };

  private end(): void {
    this.drag = null;
    document.removeEventListener("selectstart", preventSelection);
  }

  private click({ what, report }: Drag): void {
    const { state } = this.store;
    const { from, to } = state.filters;
    if (report !== null && isShown(state.matches.shown, report)) this.store.change({ selected: report, from: "list" });
    else if (what === "make" && (from !== null || to !== null)) this.store.filter({ from: null, to: null });
  }

  /** The date range of a drag from its beginning to `day`. */
  private dragged({ what, day: start, before }: Drag, day: number): Partial<Time> {
    const scale = this.scale();
    const { steps } = scale;
    if (what === "make") {
      const [one, other] = [binAt(steps, Math.min(start, day)), binAt(steps, Math.max(start, day))];
      return rangeBetween(scale, one, other + 1);
    }
    const chosen = selectedOn(scale, before);
    const [begin, end] = [binAt(steps, chosen.first), binAt(steps, chosen.end - 1) + 1];
    if (what === "first")
      return {
        from: rangeBetween(scale, Math.min(nearestBorder(scale, chosen.first + day - start), end - 1), end).from,
      };
    if (what === "last")
      return { to: rangeBetween(scale, begin, Math.max(nearestBorder(scale, chosen.end + day - start), begin + 1)).to };
    const length = end - begin;
    const moved = Math.min(Math.max(nearestBorder(scale, chosen.first + day - start), 0), steps.length - 1 - length);
    return rangeBetween(scale, moved, moved + length);
  }

  private dayAt(event: TargetedPointerEvent<HTMLElement>): number {
    const { first, end } = this.scale();
    const { left, width } = event.currentTarget.getBoundingClientRect();
    const share = (event.clientX - left) / width;
    return first + (getComputedStyle(event.currentTarget).direction === "rtl" ? 1 - share : share) * (end - first);
  }

  private plan(time: Partial<Time>): void {
    this.planned = time;
    this.frame ||= requestAnimationFrame(this.apply);
  }

  private readonly apply = (): void => {
    cancelAnimationFrame(this.frame);
    this.frame = 0;
    const { filters } = this.store.state;
    const { from = filters.from, to = filters.to } = this.planned ?? {};
    this.planned = null;
    if (from !== filters.from || to !== filters.to) this.store.filter({ from, to });
  };
}

/** A drag that leaves the timeline would select text of the page in WebKit. */
function preventSelection(event: Event): void {
  event.preventDefault();
}

interface BrushProps {
  store: Store;
  scale: Scale;
}

/** The selected range, drawn over the plot; the rest is veiled. */
export function BrushWindow({ store, scale }: BrushProps): JSX.Element {
  const { from, to } = store.state.filters;
  const chosen = selectedOn(scale, { from, to });
  const [start, end] = [shareOf(scale, chosen.first) * 100, shareOf(scale, chosen.end) * 100];
  return (
    <>
      <span class="timeline-veil" style={{ insetInlineStart: 0, width: `${start}%` }} />
      <span class="timeline-veil" style={{ insetInlineStart: `${end}%`, width: `${100 - end}%` }} />
      {(from !== null || to !== null) && (
        <span class="timeline-window" style={{ insetInlineStart: `${start}%`, width: `${end - start}%` }} />
      )}
      <Handle store={store} scale={scale} end="first" at={start} />
      <Handle store={store} scale={scale} end="last" at={end} />
    </>
  );
}

function Handle({ store, scale, end, at }: BrushProps & { end: End; at: number }): JSX.Element {
  const { text, state } = store;
  const chosen = selectedOn(scale, state.filters);
  const [first, last] = [chosen.first, chosen.end - 1];
  const [now, least, most] = end === "first" ? [first, scale.first, last] : [last, first, scale.end - 1];
  return (
    <div
      class={`timeline-handle is-${end}`}
      style={{ insetInlineStart: `${at}%` }}
      data-end={end}
      role="slider"
      tabIndex={0}
      aria-label={end === "first" ? text("timeline.first") : text("timeline.last")}
      aria-orientation="horizontal"
      aria-valuemin={least}
      aria-valuemax={most}
      aria-valuenow={now}
      aria-valuetext={dayText(text, now)}
      onKeyDown={(event) => step(event, store, scale, end)}
    />
  );
}

/** Moves one end with the keys of a slider. */
function step(event: TargetedKeyboardEvent<HTMLElement>, store: Store, scale: Scale, end: End): void {
  if (event.altKey || event.ctrlKey || event.metaKey) return;
  const forward = getComputedStyle(event.currentTarget).direction === "rtl" ? "ArrowLeft" : "ArrowRight";
  const leap = event.shiftKey ? LEAP : 1;
  const { steps } = scale;
  const chosen = selectedOn(scale, store.state.filters);
  const [begin, after] = [binAt(steps, chosen.first), binAt(steps, chosen.end - 1) + 1];
  const [least, most] = end === "first" ? [0, after - 1] : [begin + 1, steps.length - 1];
  let border = end === "first" ? begin : after;
  if (event.key === "Home") border = least;
  else if (event.key === "End") border = most;
  else if (event.key === "PageUp") border += LEAP;
  else if (event.key === "PageDown") border -= LEAP;
  else if (event.key === "ArrowUp" || event.key === forward) border += leap;
  else if (event.key.startsWith("Arrow")) border -= leap;
  else return;
  event.preventDefault();
  border = Math.min(Math.max(border, least), most);
  if (end === "first") store.filter({ from: rangeBetween(scale, border, after).from });
  else store.filter({ to: rangeBetween(scale, begin, border).to });
}
