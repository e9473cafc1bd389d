// A few dated reports on the timeline: each span as a bar in a lane, each single day as a symbol.
import type { JSX } from "preact";
import type { Store } from "../app/state.js";
import type { Atlas } from "../data/atlas.js";
import { STATUSES } from "../data/wire.js";
import { Glyph } from "../ui/glyph.js";
import { type Scale, shareOf } from "./scale.js";

const GLYPH_PX = 16;
const MIN_PX = 10;
const GAP_PX = 3;
const MAX_REPORTS = 24;
const LANE_PX = 14;
const MIN_LANE_PX = 9;

interface Bar {
  report: number;
  lane: number;
  isDay: boolean;
  /** Its ends on the scale, in percent. */
  start: number;
  end: number;
  isOpenAtStart: boolean;
  isOpenAtEnd: boolean;
}

interface Lanes {
  bars: Bar[];
  count: number;
}

/** The reports in as few lanes as possible without overlap; null where they are too many to be distinguished. */
export function lanesOf(atlas: Atlas, reports: Int32Array, scale: Scale, height: number): Lanes | null {
  if (reports.length > MAX_REPORTS) return null;
  const bars = Array.from(reports, (report) => barOf(atlas, report, scale)).sort(
    (one, other) => one.start - other.start || other.end - one.end || one.report - other.report,
  );
  const ends: number[] = [];
  for (const bar of bars) {
    const [start, end] = extentOf(bar, scale.width);
    bar.lane = ends.findIndex((end) => end + GAP_PX <= start);
    if (bar.lane < 0) bar.lane = ends.length;
    ends[bar.lane] = end;
  }
  return ends.length * MIN_LANE_PX <= height ? { bars, count: ends.length } : null;
}

function barOf(atlas: Atlas, report: number, scale: Scale): Bar {
  const [first, last] = [atlas.first[report]!, atlas.last[report]!];
  const [start, end] = atlas.spanOf(report);
  return {
    report,
    lane: 0,
    isDay: first === last,
    start: shareOf(scale, start) * 100,
    end: shareOf(scale, end) * 100,
    isOpenAtStart: first === -Infinity,
    isOpenAtEnd: last === Infinity,
  };
}

/** The extent of a bar, in pixels. */
function extentOf({ isDay, start, end }: Bar, width: number): [number, number] {
  const [left, right] = [(start * width) / 100, (end * width) / 100];
  if (!isDay) return [left, Math.max(right, left + MIN_PX)];
  const middle = (left + right) / 2;
  return [middle - GLYPH_PX / 2, middle + GLYPH_PX / 2];
}

interface LanesProps {
  store: Store;
  lanes: Lanes;
  /** In pixels. */
  height: number;
}

export function LanesPicture({ store, lanes, height }: LanesProps): JSX.Element {
  const tall = Math.min(LANE_PX, height / Math.max(lanes.count, 1));
  const top = (height - lanes.count * tall) / 2;
  return (
    <>
      {lanes.bars.map((bar) => (
        <BarMark key={bar.report} store={store} bar={bar} middle={top + (bar.lane + 0.5) * tall} tall={tall} />
      ))}
    </>
  );
}

function BarMark({ store, bar, middle, tall }: { store: Store; bar: Bar; middle: number; tall: number }): JSX.Element {
  const { atlas, state } = store;
  const { report, isDay, start, end } = bar;
  const title = atlas.titleOf(report, state.language);
  const classes = [
    isDay ? "timeline-day" : "timeline-bar",
    `is-${STATUSES[atlas.status[report]!]!}`,
    bar.isOpenAtStart && "is-open-start",
    bar.isOpenAtEnd && "is-open-end",
    state.pointed.includes(report) && "is-pointed",
    state.selected === report && "is-selected",
  ];
  const height = isDay ? Math.min(GLYPH_PX, tall + 5) : tall - 5;
  const style = {
    top: `${middle - height / 2}px`,
    height: `${height}px`,
    insetInlineStart: `${isDay ? (start + end) / 2 : start}%`,
    ...(!isDay && { width: `${end - start}%` }),
  };
  const point = (pointed: number[]) => (event: PointerEvent) => {
    if (event.pointerType !== "touch") store.change({ pointed });
  };
  return (
    <span
      class={classes.filter(Boolean).join(" ")}
      style={style}
      data-report={report}
      title={`${title.text} · ${atlas.dateOf(report, state.language)}`}
      lang={title.lang}
      onPointerEnter={point([report])}
      onPointerLeave={point([])}
    >
      {isDay && <Glyph status={atlas.statusOf(report)} size={height} />}
    </span>
  );
}
