// Small components for several views.
import type { ComponentChildren, JSX } from "preact";

interface FactProps {
  name: string;
  /** The language of the name, where it is the editor's. */
  lang?: string;
  children: ComponentChildren;
}

/** A term and its description, in a `<dl>`. */
export function Fact({ name, lang, children }: FactProps): JSX.Element {
  return (
    <div>
      <dt lang={lang}>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

interface IconProps {
  path: string;
  size?: number;
  stroke?: number;
}

/** A drawing of lines in a square of `size` pixels. */
export function Icon({ path, size = 16, stroke = 1.75 }: IconProps): JSX.Element {
  return (
    <svg width={size} height={size} viewBox={`0 0 ${size} ${size}`} aria-hidden="true" focusable="false">
      <path
        d={path}
        fill="none"
        stroke="currentColor"
        stroke-width={stroke}
        stroke-linecap="round"
        stroke-linejoin="round"
      />
    </svg>
  );
}

/** Goes back from another view of the panel to the reports. */
export function BackButton({ label, onClick }: { label: string; onClick: () => void }): JSX.Element {
  return (
    <button type="button" class="link back-button" onClick={onClick}>
      <Icon path="M10 3 5 8l5 5" />
      {label}
    </button>
  );
}

/** Closes the dialog that contains it. */
export function CloseButton({ label, onClick }: { label: string; onClick: () => void }): JSX.Element {
  return (
    <button type="button" class="dialog-close" aria-label={label} onClick={onClick}>
      <Icon path="M3 3 13 13M13 3 3 13" />
    </button>
  );
}
