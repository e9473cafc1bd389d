// Many dated reports on the timeline: the number in each bin, stacked by status.
import type { JSX } from "preact";
import type { Store } from "../app/state.js";
import type { Atlas } from "../data/atlas.js";
import { STATUSES } from "../data/wire.js";
import { countByBin } from "./bins.js";
import { type Scale, shareOf } from "./scale.js";

const MIN_PX = 1.5;
/** Bars of at least this width have a gap between them. */
const GAPPED_PX = 4;
/** The most spans of selected and pointed reports that are drawn: a cluster may contain thousands. */
const MAX_SPANS = 40;

export interface Histogram {
  /** One for each of STATUSES, as an SVG path in pixels. */
  paths: string[];
  /** The count of the tallest bar. */
  peak: number;
}

export function histogramOf(atlas: Atlas, reports: Int32Array, scale: Scale, height: number): Histogram {
  const { bins } = scale;
  const rows = countByBin(atlas, reports, bins);
  const paths = STATUSES.map(() => "");
  let peak = 0;
  for (let bin = 0; bin < bins.length - 1; bin++) peak = Math.max(peak, sumAt(rows, bin));
  for (let bin = 0; bin < bins.length - 1; bin++) {
    const [start, end] = [shareOf(scale, bins[bin]!) * scale.width, shareOf(scale, bins[bin + 1]!) * scale.width];
    const gap = end - start >= GAPPED_PX ? 1 : 0;
    let base = height;
    rows.forEach((row, status) => {
      const count = row[bin]!;
      if (!count) return;
      const tall = Math.max((count / peak) * height, MIN_PX);
      base -= tall;
      paths[status] +=
        `M${start.toFixed(2)} ${base.toFixed(2)}h${(end - start - gap).toFixed(2)}v${tall.toFixed(2)}H${start.toFixed(2)}z`;
    });
  }
  return { paths, peak };
}

function sumAt(rows: Int32Array[], bin: number): number {
  return rows.reduce((sum, row) => sum + row[bin]!, 0);
}

interface HistogramProps {
  store: Store;
  scale: Scale;
  histogram: Histogram;
  height: number;
}

export function HistogramPicture({ store, scale, histogram, height }: HistogramProps): JSX.Element {
  const { atlas, state } = store;
  const highlighted = [
    ...(state.selected === null ? [] : [state.selected]),
    ...state.pointed.slice(0, MAX_SPANS),
  ].filter((report) => atlas.isDated(report));
  return (
    <>
      <svg
        class="timeline-bars"
        viewBox={`0 0 ${scale.width} ${height}`}
        width={scale.width}
        height={height}
        aria-hidden="true"
        focusable="false"
      >
        <pattern id="timeline-hatch" width="4" height="4" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <path class="timeline-hatch" d="M1 0v4" />
        </pattern>
        {histogram.paths.map(
          (path, status) => path && <path key={status} class={`timeline-stack is-${STATUSES[status]!}`} d={path} />,
        )}
      </svg>
      {highlighted.map((report) => {
        const [start, end] = atlas.spanOf(report);
        return (
          <span
            key={report}
            class={`timeline-span ${state.selected === report ? "is-selected" : ""}`}
            style={{
              insetInlineStart: `${shareOf(scale, start) * 100}%`,
              insetInlineEnd: `${100 - shareOf(scale, end) * 100}%`,
            }}
          />
        );
      })}
    </>
  );
}
