// What kind of source an article is, and whose reporting it repeats.
import type { JSX } from "preact";
import type { Strings } from "../app/strings.js";
import type { Article } from "../data/wire.js";

/** Whose reporting an article repeats. */
export function Provenance({ article: { origin, repeats }, text }: { article: Article; text: Strings }): JSX.Element {
  return (
    <>
      {origin && <span class="provenance">{text("source.origin", { name: origin })}</span>}
      {repeats && (
        <span class="provenance">{text("source.repeats", { name: repeats.map(([title]) => title).join("; ") })}</span>
      )}
    </>
  );
}

/** The kind of a source, in the reader's language. */
export function kindName(kind: string, text: Strings): string {
  return text(`kind.${kind === "other" ? "another" : kind}`); // "other" at the end of a key is a plural form
}
