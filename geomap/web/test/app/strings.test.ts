import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { stringsFrom } from "../../src/app/strings.js";

const stringsOf = (language: string) =>
  stringsFrom(JSON.parse(readFileSync(`strings/${language}.json`, "utf8")), language);

describe("strings", () => {
  it("have the plural forms of their language", () => {
    const counts = (language: string): string[] =>
      [0, 1, 2, 5, 21, 111].map((number) => stringsOf(language).count("reports", number));
    assert.deepEqual(counts("en"), ["0 reports", "1 report", "2 reports", "5 reports", "21 reports", "111 reports"]);
    assert.deepEqual(counts("ru"), [
      "0 сообщений",
      "1 сообщение",
      "2 сообщения",
      "5 сообщений",
      "21 сообщение",
      "111 сообщений",
    ]);
    assert.deepEqual(counts("uk").slice(1, 4), ["1 повідомлення", "2 повідомлення", "5 повідомлень"]);
  });

  for (const file of readdirSync("strings")) {
    const language = file.replace(".json", "");
    it(`of ${language} have every plural form that the browser asks for`, () => {
      const table = JSON.parse(readFileSync(`strings/${file}`, "utf8")) as Record<string, string>;
      const forms = new Set(Array.from({ length: 1001 }, (_, count) => new Intl.PluralRules(language).select(count)));
      for (const form of forms) assert.ok(table[`reports.${form}`], form);
    });
  }

  it("have the digits of their language", () => {
    assert.equal(stringsOf("fa").count("reports", 12), "۱۲ گزارش");
    assert.equal(stringsOf("ar").count("reports", 12), "12 تقريرًا");
    assert.equal(stringsOf("fa").day(19_376), "۱۹ ژانویهٔ ۲۰۲۳");
    assert.equal(stringsOf("ja").day(19_376), "2023年1月19日");
  });

  it("contain values, with numbers as the language writes them", () => {
    const text = stringsFrom({ a: "{count} of {name}, {missing}" }, "en");
    assert.equal(text("a", { count: 12_345, name: "{count}" }), "12,345 of {count}, ");
    assert.equal(text("unknown.key"), "unknown.key");
    assert.match(stringsOf("uk").number(12_345), /^12\s345$/);
  });

  it("have dates with the day before the month", () => {
    assert.equal(stringsOf("en").day(0), "1 January 1970");
    assert.equal(stringsOf("ru").day(19_376), "19 января 2023 г.");
    assert.equal(stringsOf("en").day(0, { year: "numeric", month: "short" }), "Jan 1970");
  });

  for (const tag of ["zh-yue", "zh-min-nan", "x-private"]) {
    it(`work for ${tag}, which Intl does not accept`, () => {
      const text = stringsFrom({ "reports.other": "{count}" }, "en", tag);
      assert.equal(text.count("reports", 2), "2");
      assert.equal(typeof text.day(0), "string");
      assert.equal(new Intl.Collator(text.locale).compare("a", "b"), -1);
    });
  }
});
