// Who is to be named for what is shown, in Leaflet's attribution control.
import type L from "leaflet";

/** Pieces of plain text, each with the address that it links to, if any. */
export type Attribution = readonly (readonly [string, string | null])[];

/** Names them while they are to be named; `show` may be called as often as one likes. */
export class Named {
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

/** Leaflet takes markup: it is made of elements, so that a text stays a text. */
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
