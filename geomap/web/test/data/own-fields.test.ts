import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { hashOf, readHash } from "../../src/app/hash.js";
import { facetNames, facetsOf } from "../../src/data/facets.js";
import { match, unfiltered } from "../../src/data/filter.js";
import { Search } from "../../src/data/search.js";
import { atlasOf } from "../support/page-data.js";

const atlas = atlasOf({
  languages: ["en", "ru"],
  map: {
    fields: [
      {
        name: "credibility",
        type: "choice",
        label: "Credibility",
        values: { "2": "Probably true", "10": null, constructor: null, "1": "Confirmed" },
        order: ["2", "10", "constructor", "1"],
        translations: { ru: { label: "Достоверность", values: { "2": "Вероятно" } } },
      },
      { name: "length", type: "number", label: null, translations: {} },
      { name: "seen", type: "date", label: "Seen", translations: {} },
    ],
  },
  reports: [
    { title: "A", tags: ["harbour", "night"], fields: { credibility: "1", length: 1234.56789 } },
    { title: "B", tags: ["harbour"], fields: { credibility: "2", seen: 1 }, checked: [0, "AB"] },
    { title: "C", status: "unconfirmed", fields: { credibility: "constructor" }, checked: [null] },
    { title: "D" },
  ],
});
const plain = atlasOf({ reports: [{ title: "A" }] });

describe("own fields", () => {
  it("are facets where they are choices, in the order of the declaration, with the values that reports have", () => {
    assert.deepEqual(facetNames(atlas).slice(5), ["field.credibility", "tags"]);
    assert.deepEqual(facetsOf(atlas)["field.credibility"]!.keys, ["2", "constructor", "1"]);
    assert.deepEqual(facetNames(plain).slice(5), []);
  });

  it("have labels in the reader's language, else in the map's, else their names", () => {
    const { label } = facetsOf(atlas)["field.credibility"]!;
    assert.deepEqual(label(0, "ru"), { text: "Вероятно", lang: "ru" });
    assert.deepEqual(label(2, "ru"), { text: "Confirmed", lang: "en" });
    assert.deepEqual(label(1, "ru"), { text: "constructor", lang: "en" });
    assert.deepEqual(atlas.own.label(0, "ru"), { text: "Достоверность", lang: "ru" });
    assert.deepEqual(atlas.own.label(1, "ru"), { text: "length", lang: "en" });
  });

  it("are shown with a report: numbers and dates as the reader writes them", () => {
    const texts = (report: number) => atlas.getReport(report, "en").fields.map(({ text }) => text.text);
    assert.deepEqual(texts(0), ["Confirmed", "1,234.56789"]);
    assert.deepEqual(texts(1), ["Probably true", "precisely"]);
    assert.deepEqual(texts(3), []);
  });

  it("filter reports, with the counts of the other choices", () => {
    const chosen = { ...unfiltered(atlas).chosen, tags: new Set([0]) };
    const { shown, byOption } = match(atlas, { ...unfiltered(atlas), chosen }, new Search(atlas));
    assert.deepEqual([...shown], [0, 1]);
    assert.deepEqual([...byOption.tags!], [2, 1]);
    assert.deepEqual([...byOption["field.credibility"]!], [1, 0, 1]);
  });

  it("are in the address", () => {
    const { state } = readHash("", atlas, "en");
    const chosen = { ...unfiltered(atlas).chosen, tags: new Set([1]), "field.credibility": new Set([2]) };
    const hash = hashOf({ ...state, filters: { ...unfiltered(atlas), chosen } }, atlas, "en");
    assert.equal(hash, "field.credibility=1&tags=night");
    const read = readHash(hash, atlas, "en");
    assert.equal(read.isValid, true);
    assert.deepEqual(read.state.filters.chosen, chosen);
    assert.equal(readHash("tags=unknown", atlas, "en").isValid, false);
  });

  it("are found by a search", () => {
    const found = (query: string) => [...match(atlas, { ...unfiltered(atlas), query }, new Search(atlas)).shown];
    assert.deepEqual(found("night"), [0]);
    assert.deepEqual(found("вероятно"), [1]);
  });

  it("say whether a report was checked, and by whom only where the data has it", () => {
    assert.deepEqual(atlas.getReport(1, "en").check, { date: "a date in en", by: ["AB"] });
    assert.deepEqual(atlas.getReport(2, "en").check, { date: null, by: [] });
    assert.equal(atlas.getReport(0, "en").check, null);
  });

  it("list the most frequent of ten thousand values first", () => {
    const order = Array.from({ length: 10_000 }, (_, index) => `value ${index}`);
    const many = atlasOf({
      map: {
        fields: [
          {
            name: "kind",
            type: "choice",
            label: null,
            values: Object.fromEntries(order.map((value) => [value, null])),
            order,
            translations: {},
          },
        ],
      },
      reports: [...order, "value 7000", "value 7000"].map((value) => ({ title: value, fields: { kind: value } })),
    });
    const { keys } = facetsOf(many)["field.kind"]!;
    assert.equal(keys.length, 10_000);
    assert.deepEqual(keys.slice(0, 2), ["value 7000", "value 0"]);
  });
});
