// A report as one line of plain text, to be cited elsewhere; and its own address.
import { addressOf, withoutEmbed } from "../app/address.js";
import type { Store } from "../app/state.js";
import type { Report } from "../data/atlas.js";

const DAY_MS = 86_400_000;

/** The address of one report on the whole page: where the map is published, if that is known. */
export function reportAddress(store: Store, report: number): string {
  const address = addressOf(store, { report });
  const { url } = store.atlas.map;
  return url ? `${url}${new URL(address).hash}` : withoutEmbed(address);
}

/** Title, status, date and place with their doubts, the map, its address, and today's date. A file's path is no address. */
export function citationOf(store: Store, report: Report): string {
  const { text, atlas } = store;
  const { place } = report;
  const said = text("cite.report", {
    title: report.title.text,
    status: text(`status.${report.status}`),
    date: report.date,
    place: place ? text("cite.place", { name: place.name.text, precision: place.words }) : text("place.none"),
    map: atlas.said("title", text.language)!.text,
  });
  const address = reportAddress(store, report.index);
  const found = /^https?:/.test(address) ? ` ${text("cite.address", { address, day: text.day(today()) })}` : "";
  return `${said}${found}`.replace(/\s+/g, " ");
}

/** The reader's own day, in days since 1970. */
function today(): number {
  const now = new Date();
  return Date.UTC(now.getFullYear(), now.getMonth(), now.getDate()) / DAY_MS;
}
