// The value of an own field: text, or a link that is shown without what all addresses have.
import type { JSX } from "preact";
import type { FieldValue } from "../data/own-fields.js";

export function OwnText({ value: { type, text } }: { value: FieldValue }): JSX.Element {
  if (type !== "link") return <bdi lang={text.lang}>{text.text}</bdi>;
  return (
    <a class="own-link" href={text.text} title={text.text} target="_blank" rel="noreferrer noopener">
      <bdi>{text.text.replace(/^(https?:\/\/(www\.)?|mailto:)/i, "").replace(/\/$/, "")}</bdi>
    </a>
  );
}
