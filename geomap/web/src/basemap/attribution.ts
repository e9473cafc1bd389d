// Credits in Leaflet's attribution control.
import type L from "leaflet";
import type { Attribution } from "../data/wire.js";

/** A credit that can be shown and hidden. */
export class Credit {
  private readonly markup: string;
  private isShown = false;

  constructor(
    private readonly control: L.Control.Attribution,
    attribution: Attribution,
  ) {
    this.markup = markupOf(attribution);
  }

  show(on: boolean): void {
    if (on === this.isShown || !this.markup) return;
    this.isShown = on;
    if (on) this.control.addAttribution(this.markup);
    else this.control.removeAttribution(this.markup);
  }
}

/** Leaflet takes markup. It is serialised from elements, so that text is escaped. */
function markupOf(attribution: Attribution): string {
  const line = document.createElement("span");
  for (const [text, address] of attribution) {
    if (address === null) line.append(text);
    else
      line.append(
        Object.assign(document.createElement("a"), {
          href: address,
          textContent: text,
          target: "_blank",
          rel: "noreferrer noopener",
        }),
      );
  }
  return line.innerHTML;
}

/** A plain text as markup. */
export function escaped(text: string): string {
  return markupOf([[text, null]]);
}
