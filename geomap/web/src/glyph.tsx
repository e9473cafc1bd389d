// The marks: shape and fill carry the status, colour only repeats it.
import { type JSX, render } from "preact";
import type { Status } from "./atlas.js";

interface GlyphProps {
  status: Status;
  /** Side of the drawing in pixels. */
  size: number;
  /** A dotted ring around the mark: nobody has said how precisely the place is known. */
  vague?: boolean;
}

export function Glyph({ status, size, vague = false }: GlyphProps): JSX.Element {
  return (
    <svg class={`glyph is-${status}`} viewBox="-12 -12 24 24" width={size} height={size} aria-hidden="true" focusable="false">
      {vague && <circle class="glyph-vague" r="11" />}
      <circle class="glyph-halo" r="9" />
      <circle class="glyph-body" r={status === "confirmed" ? 7 : 6.25} />
      {status === "refuted" && <path class="glyph-stroke" d="M-8 8 8 -8" />}
    </svg>
  );
}

const drawn = new Map<string, HTMLElement>();

/** The glyph as an element of its own; drawn once, copied ever after. */
export function glyphElement({ status, size, vague = false }: GlyphProps): HTMLElement {
  const key = `${status} ${size} ${vague}`;
  let holder = drawn.get(key);
  if (!holder) {
    holder = document.createElement("span");
    holder.className = "mark";
    render(<Glyph status={status} size={size} vague={vague} />, holder);
    drawn.set(key, holder);
  }
  return holder.cloneNode(true) as HTMLElement;
}
