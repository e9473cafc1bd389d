// A report's citation, and its address.
import { addressOf, withoutEmbed } from "../app/address.js";
import type { Store } from "../app/state.js";
import type { Report } from "../data/report.js";

const DAY_MS = 86_400_000;

/** The address of a report on the full page: where the map is published, if that is known. */
export function reportAddress(store: Store, report: number): string {
  const address = addressOf(store, { report });
  const { url } = store.atlas.map;
  return url ? `${url}${new URL(address).hash}` : withoutEmbed(address);
}

/** The address to pass on: a page of the report's own, which link previews can show, where the site has one. */
export function sharedAddress(store: Store, report: number): string {
  const { atlas } = store;
  const { url } = atlas.map;
  if (!atlas.hasReportPages || !url) return reportAddress(store, report);
  return new URL(`report/${encodeURIComponent(atlas.idOf(report))}.html`, url).href;
}

/** One line of plain text: the report with its uncertainty, the map, its web address, if any, and the day of access. */
export function citationOf(store: Store, report: Report): string {
  const { text, atlas } = store;
  const { place } = report;
  const cited = text("cite.report", {
    title: report.title.text,
    status: text(`status.${report.status}`),
    date: report.date,
    place: place ? text("cite.place", { name: place.name.text, precision: place.precisionLabel }) : text("place.none"),
    map: atlas.mapText("title", text.language)!.text,
  });
  const address = reportAddress(store, report.index);
  const access = /^https?:/.test(address) ? ` ${text("cite.address", { address, day: text.day(today()) })}` : "";
  return `${cited}${access}`.replace(/\s+/g, " ");
}

/** The reader's current day, in days since 1970. */
function today(): number {
  const now = new Date();
  return Date.UTC(now.getFullYear(), now.getMonth(), now.getDate()) / DAY_MS;
}
