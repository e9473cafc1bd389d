// What the keys of the file format and their values are called, in the language of the page.
import type { Strings } from "../app/strings.js";
import type { Field } from "./api.js";

export function labelOf(text: Strings, key: string): string {
  return text(`edit.field.${key}`);
}

/** Placeholders that an editor writes; descriptions have them as they are. */
const PLACEHOLDERS = Object.fromEntries(
  ["id", "title", "address", "build", "z", "x", "y", "s"].map((name) => [name, `{${name}}`]),
);

/** What a field of the format is for. */
export function hintOf(text: Strings, { path, description }: Field): string {
  return (path && found(text, `edit.hint.${path}`, PLACEHOLDERS)) || description;
}

const NAMES: Record<string, string> = { show: "status", kinds: "kind", publish: "edit.publish" };

/** A choice as readers see it; a technical one as it is written in the file. */
export function choiceOf(text: Strings, key: string, choice: string): string {
  return found(text, `${NAMES[key] ?? key}.${choice === "other" ? "another" : choice}`) ?? choice;
}

function found(text: Strings, key: string, values: Record<string, string> = {}): string | null {
  const known = text(key, values);
  return known === key ? null : known;
}
