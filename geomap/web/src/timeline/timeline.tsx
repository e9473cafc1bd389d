// The timeline: the dated reports over time, and the selection of a date range.
import { type JSX, render, type TargetedMouseEvent } from "preact";
import type { Store } from "../app/state.js";
import { knownExtent } from "../data/changes.js";
import { type Extent, extentOf } from "./bins.js";
import { Brush, BrushWindow } from "./brush.js";
import { dayText, spanText } from "./days.js";
import { type Histogram, HistogramPicture, histogramOf } from "./histogram.js";
import { KnownHandle, KnownLine } from "./known.js";
import { LanesPicture, lanesOf } from "./lanes.js";
import { Player } from "./player.js";
import { type Scale, scaleOf, selectedOn, shareOf } from "./scale.js";
import { type Tick, ticksOf } from "./ticks.js";

/** The content of a plot of a certain size. */
interface Drawing {
  scale: Scale;
  height: number;
  ticks: Tick[];
  /** Null where the reports are drawn in lanes. */
  histogram: Histogram | null;
  lanes: ReturnType<typeof lanesOf>;
}

export function openTimeline(element: HTMLElement, store: Store): void {
  const { atlas } = store;
  const known = knownExtent(atlas);
  const extent = withKnown(extentOf(atlas), known);
  element.hidden = extent === null;
  if (!extent) return;
  let undated = 0;
  for (let report = 0; report < atlas.reports; report++) if (!atlas.isDated(report)) undated++;

  let plot: HTMLElement | null = null;
  let scale: Scale | null = null;
  let drawing: Drawing | null = null;
  const brush = new Brush(store, () => scale!);
  const draw = (): void => {
    const [width, height] = [plot?.clientWidth ?? 0, plot?.clientHeight ?? 0];
    if (width && scale?.width !== width) scale = scaleOf(extent, width);
    drawing = scale && plot ? drawingOf(store, scale, height, plot) : null;
    render(
      <Timeline
        store={store}
        extent={extent}
        hasUndated={undated > 0}
        hasKnown={known !== null}
        drawing={drawing}
        brush={brush}
      />,
      element,
    );
  };
  draw();
  plot = element.querySelector<HTMLElement>(".timeline-plot")!;
  // Its size also changes when it moves between the page and the sheet.
  new ResizeObserver(draw).observe(plot);
  store.subscribe(draw);
}

/** The days of the reports, and those on which they became known or changed. */
function withKnown(extent: Extent | null, known: Extent | null): Extent | null {
  if (!extent || !known) return extent;
  return { first: Math.min(extent.first, known.first), last: Math.max(extent.last, known.last) };
}

function drawingOf(store: Store, scale: Scale, height: number, plot: HTMLElement): Drawing {
  const { atlas, text, state } = store;
  const { atAnyTime } = state.matches;
  const lanes = lanesOf(atlas, atAnyTime, scale, height);
  const histogram = lanes ? null : histogramOf(atlas, atAnyTime, scale, height);
  return {
    scale,
    height,
    lanes,
    histogram,
    ticks: ticksOf(scale.first, scale.end, scale.width, text, measureIn(plot)),
  };
}

const context = document.createElement("canvas").getContext("2d");

/** Measures labels of the axis, in pixels. */
function measureIn(plot: HTMLElement): (label: string) => number {
  if (context) context.font = `12px ${getComputedStyle(plot).fontFamily}`;
  return (label) => context?.measureText(label).width ?? label.length * 8;
}

interface TimelineProps {
  store: Store;
  extent: Extent;
  hasUndated: boolean;
  /** Whether the map can be shown as it was known. */
  hasKnown: boolean;
  drawing: Drawing | null;
  brush: Brush;
}

function Timeline({ store, extent, hasUndated, hasKnown, drawing, brush }: TimelineProps): JSX.Element {
  const { text, state } = store;
  const isSelected = state.filters.from !== null || state.filters.to !== null;
  const peak = drawing?.histogram?.peak ?? 0;
  const picture = [
    text.count("timeline.picture", state.matches.atAnyTime.length, {
      first: dayText(text, extent.first),
      last: dayText(text, extent.last),
    }),
  ];
  if (peak) picture.push(text("timeline.peak", { count: peak }));
  return (
    <div class={`timeline ${isSelected ? "is-chosen" : ""}`} role="group" aria-label={text("timeline.label")}>
      <div class="timeline-head">
        <SelectedRange store={store} extent={extent} />
        {hasUndated && <Undated store={store} />}
        {drawing && <Player store={store} scale={drawing.scale} ticks={drawing.ticks} />}
      </div>
      {hasKnown && drawing && <KnownHandle store={store} scale={drawing.scale} />}
      <div
        class="timeline-area"
        onPointerDown={brush.press}
        onPointerMove={brush.move}
        onPointerUp={brush.release}
        onPointerCancel={brush.cancel}
      >
        <div class="timeline-plot">
          <div class="timeline-picture" role="img" aria-label={picture.join(" ")}>
            {drawing?.lanes && <LanesPicture store={store} lanes={drawing.lanes} height={drawing.height} />}
            {drawing?.histogram && (
              <HistogramPicture
                store={store}
                scale={drawing.scale}
                histogram={drawing.histogram}
                height={drawing.height}
              />
            )}
          </div>
          {drawing && <BrushWindow store={store} scale={drawing.scale} />}
          {drawing && <KnownLine store={store} scale={drawing.scale} />}
          {peak > 0 && (
            <span class="timeline-peak" aria-hidden="true">
              {text.number(peak)}
            </span>
          )}
        </div>
        <div class="timeline-axis" role="group" aria-label={text("timeline.axis")}>
          {drawing?.ticks.map((tick) => (
            <TickButton key={tick.day} store={store} scale={drawing.scale} tick={tick} />
          ))}
        </div>
      </div>
    </div>
  );
}

/** The selected date range, and the button that clears it. */
function SelectedRange({ store, extent }: { store: Store; extent: Extent }): JSX.Element {
  const { text, state } = store;
  const { from, to } = state.filters;
  if (from === null && to === null) {
    return (
      <p class="timeline-range">
        <b>{text("timeline.all")}</b> <span class="quiet">{spanText(text, extent.first, extent.last)}</span>
      </p>
    );
  }
  let range: string;
  if (from === null) range = text("timeline.until", { date: dayText(text, to!) });
  else if (to === null) range = text("timeline.since", { date: dayText(text, from) });
  else range = spanText(text, from, to);
  const clear = (event: TargetedMouseEvent<HTMLElement>): void => {
    // The button is removed: the focus stays in the timeline.
    event.currentTarget.closest(".timeline")?.querySelector<HTMLElement>("[role=slider]")?.focus();
    store.filter({ from: null, to: null });
  };
  return (
    <>
      <p class="timeline-range">
        <b>{range}</b>
      </p>
      <button type="button" class="timeline-clear" aria-label={text("timeline.clear_dates")} onClick={clear}>
        {text("timeline.clear")}
      </button>
    </>
  );
}

function Undated({ store }: { store: Store }): JSX.Element {
  const { text, state } = store;
  return (
    <label class="timeline-undated">
      <input
        type="checkbox"
        checked={state.filters.undated}
        onChange={({ currentTarget: { checked } }) => store.filter({ undated: checked })}
      />
      {text("timeline.undated", { count: state.matches.undated })}
    </label>
  );
}

/** A day on the axis. A click selects the time up to the next one; with Shift it extends the selection. */
function TickButton({ store, scale, tick }: { store: Store; scale: Scale; tick: Tick }): JSX.Element {
  const { text, state } = store;
  const choose = (event: MouseEvent): void => {
    const { from, to } = state.filters;
    let [first, end] = [tick.day, tick.end];
    if (event.shiftKey && (from !== null || to !== null)) {
      const chosen = selectedOn(scale, { from, to });
      [first, end] = [Math.min(first, chosen.first), Math.max(end, chosen.end)];
    }
    const time = { from: first <= scale.first ? null : first, to: end >= scale.end ? null : end - 1 };
    const isAgain = time.from === from && time.to === to;
    store.filter(isAgain ? { from: null, to: null } : time);
  };
  // For the keyboard there are the handles.
  return (
    <button
      type="button"
      class="timeline-tick"
      tabIndex={-1}
      style={{ insetInlineStart: `${shareOf(scale, tick.day) * 100}%` }}
      title={spanText(text, tick.day, tick.end - 1)}
      onClick={choose}
    >
      {tick.label}
    </button>
  );
}
