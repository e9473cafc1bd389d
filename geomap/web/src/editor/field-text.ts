// What the keys of the file format and their values are called, in the language of the page.
import type { Strings } from "../app/strings.js";
import type { Field } from "./api.js";

export function labelOf(text: Strings, key: string): string {
  return text(`edit.field.${key}`);
}

/** What a field is for; only the usual fields have it in other languages than English. */
export function hintOf(text: Strings, { path, description }: Field): { hint: string; lang: string | undefined } {
  const hint = path && found(text, `edit.hint.${path}`);
  return hint ? { hint, lang: undefined } : { hint: description, lang: "en" };
}

const NAMES: Record<string, string> = { show: "status", kinds: "kind", publish: "edit.publish" };

/** A choice as readers see it; a technical one as it is written in the file. */
export function choiceOf(text: Strings, key: string, choice: string): string {
  return found(text, `${NAMES[key] ?? key}.${choice === "other" ? "another" : choice}`) ?? choice;
}

function found(text: Strings, key: string): string | null {
  const known = text(key);
  return known === key ? null : known;
}
