import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { stringsFrom } from "../../src/app/strings.js";
import { dayText, spanText } from "../../src/timeline/days.js";
import { day } from "../support/page-data.js";

const [en, ru] = [stringsFrom({}, "en"), stringsFrom({}, "ru")];
/** ICU versions differ in the spaces around a dash. */
const plain = (text: string): string => text.replace(/\s*–\s*/g, "–").replace(/\s+/g, " ");

describe("days", () => {
  it("have a year, and an era before the year 1", () => {
    assert.equal(dayText(en, day("2023-01-19")), "19 January 2023");
    assert.equal(dayText(en, day("0001-01-01")), "1 January 1");
    assert.match(dayText(en, day("-000043-03-15")), /^15 March 44 BCE?$/);
    assert.match(dayText(ru, day("-000043-03-15")), /44 г\. до н\. э\.$/);
  });

  it("beyond JavaScript's dates become the nearest one", () => {
    assert.equal(dayText(en, 1e10), dayText(en, 100_000_000));
  });
});

describe("spans", () => {
  it("name what both ends have in common once", () => {
    assert.equal(plain(spanText(en, day("2023-01-14"), day("2023-01-24"))), "14–24 January 2023");
    assert.equal(plain(spanText(en, day("2023-01-30"), day("2023-02-02"))), "30 January–2 February 2023");
    assert.equal(spanText(en, day("2023-01-14"), day("2023-01-14")), "14 January 2023");
    assert.match(plain(spanText(ru, day("2023-01-14"), day("2023-01-24"))), /^14–24 января 2023 г\.$/);
  });
});
