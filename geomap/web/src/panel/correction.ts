// Where a reader reports an error in a report: the editor's address, filled with what the editor needs to know.
import type { Store } from "../app/state.js";
import type { Report } from "../data/report.js";
import { reportAddress } from "./citation.js";

const PLACEHOLDER = /\{(id|title|build|address)\}/g;

/** The editor's address for one report; null where the map has none. */
export function correctionAddress(store: Store, report: Report): string | null {
  const { atlas, text } = store;
  const { contact } = atlas.map;
  if (contact === null) return null;
  const values = {
    id: report.id,
    title: report.title.text,
    build: atlas.build,
    address: reportAddress(store, report.index),
  };
  if (contact.search(PLACEHOLDER) >= 0) return filled(contact, values);
  if (!/^mailto:/i.test(contact)) return contact;
  const subject = `${text("about.report_mistake")}: ${values.title}`;
  const body = `\n\n--\n${[values.title, values.address, values.id, values.build].filter(Boolean).join("\n")}\n`;
  const query = `subject=${encodeURIComponent(subject)}&body=${encodeURIComponent(body)}`;
  return `${contact}${contact.includes("?") ? "&" : "?"}${query}`;
}

/** The editor's address for the map as a whole. */
export function generalContact(contact: string): string {
  return filled(contact, {});
}

function filled(template: string, values: Record<string, string>): string {
  return template.replace(PLACEHOLDER, (_, key: string) => encodeURIComponent(values[key] ?? ""));
}
