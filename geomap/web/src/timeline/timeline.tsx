// The timeline: the dated reports over time, and the choice of a part of it.
import { type JSX, render, type TargetedMouseEvent } from "preact";
import type { Store } from "../app/state.js";
import { type Extent, extentOf } from "./bins.js";
import { Brush, BrushWindow } from "./brush.js";
import { dayInWords, spanInWords } from "./days.js";
import { type Histogram, HistogramPicture, histogramOf } from "./histogram.js";
import { LanesPicture, lanesOf } from "./lanes.js";
import { chosenOn, type Scale, scaleOf, shareOf } from "./scale.js";
import { type Tick, ticksOf } from "./ticks.js";

/** What is drawn in a plot of a certain size. */
interface Drawing {
  scale: Scale;
  height: number;
  ticks: Tick[];
  /** Null where the reports are few enough for lanes. */
  histogram: Histogram | null;
  lanes: ReturnType<typeof lanesOf>;
}

export function openTimeline(element: HTMLElement, store: Store): void {
  const { atlas } = store;
  const extent = extentOf(atlas);
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
      <Timeline store={store} extent={extent} hasUndated={undated > 0} drawing={drawing} brush={brush} />,
      element,
    );
  };
  draw();
  plot = element.querySelector<HTMLElement>(".timeline-plot")!;
  // Also when it moves between the page and the sheet.
  new ResizeObserver(draw).observe(plot);
  store.subscribe(draw);
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

/** Widths of words on the axis, in pixels. */
function measureIn(plot: HTMLElement): (words: string) => number {
  if (context) context.font = `12px ${getComputedStyle(plot).fontFamily}`;
  return (words) => context?.measureText(words).width ?? words.length * 8;
}

interface TimelineProps {
  store: Store;
  extent: Extent;
  hasUndated: boolean;
  drawing: Drawing | null;
  brush: Brush;
}

function Timeline({ store, extent, hasUndated, drawing, brush }: TimelineProps): JSX.Element {
  const { text, state } = store;
  const isChosen = state.filters.from !== null || state.filters.to !== null;
  const peak = drawing?.histogram?.peak ?? 0;
  const picture = [
    text.count("timeline.picture", state.matches.atAnyTime.length, {
      first: dayInWords(text, extent.first),
      last: dayInWords(text, extent.last),
    }),
  ];
  if (peak) picture.push(text("timeline.peak", { count: peak }));
  return (
    <div class={`timeline ${isChosen ? "is-chosen" : ""}`} role="group" aria-label={text("timeline.label")}>
      <div class="timeline-head">
        <Chosen store={store} extent={extent} />
        {hasUndated && <Undated store={store} />}
      </div>
      <div
        class="timeline-ground"
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

/** The chosen time in words, and the way back to all. */
function Chosen({ store, extent }: { store: Store; extent: Extent }): JSX.Element {
  const { text, state } = store;
  const { from, to } = state.filters;
  if (from === null && to === null) {
    return (
      <p class="timeline-words">
        <b>{text("timeline.all")}</b> <span class="quiet">{spanInWords(text, extent.first, extent.last)}</span>
      </p>
    );
  }
  let words: string;
  if (from === null) words = text("timeline.until", { date: dayInWords(text, to!) });
  else if (to === null) words = text("timeline.since", { date: dayInWords(text, from) });
  else words = spanInWords(text, from, to);
  const clear = (event: TargetedMouseEvent<HTMLElement>): void => {
    // The button is about to go: the focus stays in the timeline.
    event.currentTarget.closest(".timeline")?.querySelector<HTMLElement>("[role=slider]")?.focus();
    store.filter({ from: null, to: null });
  };
  return (
    <>
      <p class="timeline-words">
        <b>{words}</b>
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

/** A day on the axis; a click chooses the time from it to the next one, with Shift also all between it and what was chosen. */
function TickButton({ store, scale, tick }: { store: Store; scale: Scale; tick: Tick }): JSX.Element {
  const { text, state } = store;
  const choose = (event: MouseEvent): void => {
    const { from, to } = state.filters;
    let [first, end] = [tick.day, tick.end];
    if (event.shiftKey && (from !== null || to !== null)) {
      const chosen = chosenOn(scale, { from, to });
      [first, end] = [Math.min(first, chosen.first), Math.max(end, chosen.end)];
    }
    const time = { from: first <= scale.first ? null : first, to: end >= scale.end ? null : end - 1 };
    const isAgain = time.from === from && time.to === to;
    store.filter(isAgain ? { from: null, to: null } : time);
  };
  // By keyboard the handles do the same, day by day.
  return (
    <button
      type="button"
      class="timeline-tick"
      tabIndex={-1}
      style={{ insetInlineStart: `${shareOf(scale, tick.day) * 100}%` }}
      title={spanInWords(text, tick.day, tick.end - 1)}
      onClick={choose}
    >
      {tick.words}
    </button>
  );
}
