// The symbols of reports. Shape and fill show the status; colour only repeats it.
import { type JSX, render } from "preact";
import { STATUSES, type Status } from "../data/wire.js";

interface GlyphProps {
  status: Status;
  /** Side of the drawing in pixels. */
  size: number;
  /** A dotted ring around the symbol: the precision of the place is not stated. */
  vague?: boolean;
}

export function Glyph({ status, size, vague = false }: GlyphProps): JSX.Element {
  return (
    <svg
      class={`glyph is-${status}`}
      viewBox="-12 -12 24 24"
      width={size}
      height={size}
      aria-hidden="true"
      focusable="false"
    >
      {vague && <circle class="glyph-vague" r="11" />}
      <circle class="glyph-halo" r="9" />
      <circle class="glyph-body" r={status === "confirmed" ? 7 : 6.25} />
      {status === "refuted" && <path class="glyph-stroke" d="M-8 8 8 -8" />}
    </svg>
  );
}

/** The symbol of an area that is too small on the map to be drawn as it is: translucent, and not a pin. */
export function AreaSymbol({ status, size }: Omit<GlyphProps, "vague">): JSX.Element {
  return (
    <svg
      class={`glyph area-symbol is-${status}`}
      viewBox="-8 -8 16 16"
      width={size}
      height={size}
      aria-hidden="true"
      focusable="false"
    >
      <circle class="area-symbol-body" r="7" />
      {status === "refuted" && <path class="glyph-stroke" d="M-6 6 6 -6" />}
    </svg>
  );
}

interface RingProps {
  /** Counts in the order of STATUSES. */
  byStatus: readonly [number, number, number];
  size: number;
  /** Text in the middle. */
  label?: string;
}

/** Type size of a ring's count in pixels, whatever the ring's size. */
const COUNT_PX = 11;
const TURN = 100;
const GAP = 2.5;
/** Dash and gap of the segment of unconfirmed reports, in hundredths of the ring. */
const DASH = 4;

/** A ring with a segment for each status in proportion to its count: solid, dashed and thin. */
export function Ring({ byStatus, size, label }: RingProps): JSX.Element {
  const count = byStatus.reduce((sum, part) => sum + part, 0);
  const several = byStatus.filter(Boolean).length > 1;
  let start = 0;
  return (
    <svg class="ring" viewBox="-20 -20 40 40" width={size} height={size} aria-hidden="true" focusable="false">
      <circle class="ring-background" r="18" />
      {STATUSES.map((status, index) => {
        const share = (byStatus[index]! / count) * TURN;
        if (!share) return null;
        const length = Math.max(share - (several ? GAP : 0), 1);
        const from = start;
        start += share;
        return (
          <circle
            key={status}
            class={`ring-part is-${status}`}
            r="15.5"
            pathLength={TURN}
            stroke-dasharray={dashes(status, from, length)}
            transform="rotate(-90)"
          />
        );
      })}
      {label && (
        <text class="ring-count" text-anchor="middle" dy="0.36em" font-size={(COUNT_PX * 40) / size}>
          {label}
        </text>
      )}
    </svg>
  );
}

/** The dash array of a segment of the ring, from `start` on and `length` long, in hundredths of the ring. */
function dashes(status: Status, start: number, length: number): string {
  const parts = [0, start];
  if (status === "unconfirmed") {
    const many = Math.max(1, Math.round(length / (2 * DASH)));
    const step = length / many;
    for (let index = 0; index < many; index++) parts.push(step * 0.6, step * 0.4);
    parts[parts.length - 1]! += TURN - start - length;
  } else {
    parts.push(length, TURN - start - length);
  }
  return parts.map((part) => Number(Math.max(part, 0).toFixed(2))).join(" ");
}

const drawn = new Map<string, HTMLElement>();

/** The glyph as an element. It is drawn once and then copied. */
export function glyphElement({ status, size, vague = false }: GlyphProps): HTMLElement {
  const key = `${status} ${size} ${vague}`;
  let holder = drawn.get(key);
  if (!holder) {
    holder = elementOf(<Glyph status={status} size={size} vague={vague} />);
    drawn.set(key, holder);
  }
  return holder.cloneNode(true) as HTMLElement;
}

export function areaElement(props: Omit<GlyphProps, "vague">): HTMLElement {
  return elementOf(<AreaSymbol {...props} />);
}

export function ringElement(props: RingProps): HTMLElement {
  return elementOf(<Ring {...props} />);
}

function elementOf(drawing: JSX.Element): HTMLElement {
  const holder = document.createElement("span");
  holder.className = "mark";
  render(drawing, holder);
  return holder;
}
