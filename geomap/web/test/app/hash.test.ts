import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { hashOf, type LinkedState, readHash } from "../../src/app/hash.js";
import { FACETS, type FacetName } from "../../src/data/facets.js";
import { type Chosen, unfiltered } from "../../src/data/filter.js";
import { type KnownData, STATUSES, type Status } from "../../src/data/wire.js";
import { atlasOf, day } from "../support/page-data.js";

const atlas = atlasOf({
  languages: ["en", "pt-BR", "zh-Hant"],
  reports: [
    { title: "One", system: "S-400 & Co" },
    { title: "Два", id: "Второй/2", system: "Buk" },
  ],
  articles: [{ id: "news" }, { id: "a b#c" }],
});
const UNFILTERED = unfiltered(atlas);
const OPENED: LinkedState = {
  filters: UNFILTERED,
  selected: null,
  view: null,
  onlyInView: false,
  density: false,
  panel: "reports",
  article: null,
  listing: "list",
  language: "en",
};
const chosen = (options: Partial<Record<FacetName, number[]>>): Chosen =>
  Object.fromEntries(FACETS.map((name) => [name, new Set(options[name])])) as unknown as Chosen;
const read = (hash: string) => readHash(hash, atlas, "en");

describe("a hash", () => {
  it("is empty for the page as it opens", () => {
    assert.equal(hashOf(OPENED, atlas, "en"), "");
    assert.deepEqual(read(""), { state: OPENED, isValid: true });
    assert.equal(read("").state.filters, UNFILTERED);
  });

  it("is readable", () => {
    const filters = {
      ...UNFILTERED,
      statuses: new Set<Status>(["confirmed", "refuted"]),
      from: day("2023-01-01"),
      query: "roof top",
    };
    const view = { zoom: 11.25, latitude: 55.75, longitude: 37.6 };
    assert.equal(
      hashOf({ ...OPENED, filters, view, selected: 0, listing: "table", language: "pt-BR" }, atlas, "en"),
      "map=11.25/55.75/37.6&report=one&status=confirmed,refuted&from=2023-01-01&q=roof+top&list=table&lang=pt-BR",
    );
  });

  it("restores what it was made of", () => {
    const days = fc.option(fc.integer({ min: day("0001-01-01"), max: day("9999-12-31") }));
    const states = fc.record({
      filters: fc
        .record(
          {
            statuses: fc.subarray<Status>([...STATUSES]).map((statuses) => new Set(statuses)),
            chosen: fc
              .record({ system: fc.subarray([0, 1]), article: fc.subarray([0, 1]) })
              .map(({ system, article }) => chosen({ system, article })),
            from: days,
            to: days,
            undated: fc.boolean(),
            known: fc.constant(null),
            query: fc.string({ unit: "grapheme", maxLength: 40 }).map((query) => query.trim()),
          },
          { noNullPrototype: true },
        )
        .filter(({ from, to }) => from === null || to === null || from <= to),
      selected: fc.option(fc.nat(1)),
      view: fc.option(
        fc.record(
          {
            zoom: fc.nat(72).map((quarters) => quarters / 4),
            latitude: fc.integer({ min: -9e6, max: 9e6 }).map((value) => value / 1e5),
            longitude: fc.integer({ min: -18e6, max: 18e6 }).map((value) => value / 1e5),
          },
          { noNullPrototype: true },
        ),
      ),
      onlyInView: fc.boolean(),
      listing: fc.constantFrom("list" as const, "table" as const),
      language: fc.constantFrom("en", "pt-BR", "zh-Hant"),
    });
    fc.assert(
      fc.property(states, fc.constantFrom("en", "pt-BR"), (part, own) => {
        const state: LinkedState = { ...OPENED, ...part };
        const hash = hashOf(state, atlas, own);
        const again = readHash(`#${hash}`, atlas, own);
        assert.deepEqual(again, { state, isValid: true });
        assert.equal(hashOf(again.state, atlas, own), hash);
      }),
    );
  });

  it("has several options of a property, of which a link of before has one", () => {
    assert.deepEqual(read("#system=Buk").state.filters, { ...UNFILTERED, chosen: chosen({ system: [1] }) });
    const filters = { ...UNFILTERED, chosen: chosen({ system: [0, 1] }) };
    assert.equal(hashOf({ ...OPENED, filters }, atlas, "en"), "system=S-400+%26+Co&system=Buk");
    assert.deepEqual(read("#system=Buk&system=none"), {
      state: { ...OPENED, filters: { ...UNFILTERED, chosen: chosen({ system: [1] }) } },
      isValid: false,
    });
  });

  it("has the day whose map is shown, where the map can show it", () => {
    const known: KnownData = { since: { all: day("2023-01-19") }, statuses: {}, former: {} };
    const map = atlasOf({ reports: [{ title: "One" }], known });
    const filters = { ...unfiltered(map), known: day("2023-01-20") };
    assert.equal(hashOf({ ...OPENED, filters }, map, "en"), "known=2023-01-20");
    assert.deepEqual(readHash("#known=2023-01-20", map, "en"), { state: { ...OPENED, filters }, isValid: true });
    assert.deepEqual(readHash("#known=0001-01-01", map, "en").state.filters.known, day("0001-01-01"));
    for (const wrong of ["2023-02-30x", "yesterday", ""])
      assert.equal(readHash(`#known=${wrong}`, map, "en").isValid, false);
    assert.equal(read("#known=2023-01-20").isValid, false);
  });

  it("leads from former ids to the entries that replaced them", () => {
    const map = atlasOf({
      places: [
        { name: "City", id: "city" },
        { name: "Quay", within: 0 },
      ],
      reports: [{ title: "One", id: "one", place: 1 }],
      map: { redirects: { first: "one", town: "city" } },
    });
    assert.equal(readHash("#report=first", map, "en").state.selected, 0);
    assert.deepEqual(readHash("#place=town", map, "en"), readHash("#place=city", map, "en"));
    assert.equal(readHash("#report=town", map, "en").isValid, false);
  });

  it("leaves out the statuses that the editor shows at first", () => {
    const own = atlasOf({ reports: [{ title: "One" }], map: { show: ["confirmed"] } });
    assert.equal(hashOf({ ...OPENED, filters: unfiltered(own) }, own, "en"), "");
    assert.deepEqual(readHash("", own, "en").state.filters.statuses, new Set(["confirmed"]));
    const both = { ...unfiltered(own), statuses: new Set<Status>(["confirmed", "unconfirmed"]) };
    assert.equal(hashOf({ ...OPENED, filters: both }, own, "en"), "status=confirmed,unconfirmed");
  });

  it("restores the panel", () => {
    for (const part of [{ panel: "about" as const }, { panel: "article" as const, article: 1 }]) {
      const state = { ...OPENED, ...part };
      assert.deepEqual(read(hashOf(state, atlas, "en")).state, state);
    }
  });

  it("keeps its valid parts where others are not", () => {
    const wrong = [
      "report=nope",
      "status=certain",
      "system=none",
      "article=x",
      "from=2023-02-30x",
      "map=99/0/0",
      "map=1/91/0",
      "map=1/2",
      "map=1/2/3/4",
      "map=1/1e1/0x10",
      "lang=fr",
      "view=x",
      "list=x",
      "undated=yes",
      "read=x",
    ];
    for (const part of wrong) {
      const { state, isValid } = read(`#${part}&q=roof`);
      assert.equal(isValid, false, part);
      assert.deepEqual(state, { ...OPENED, filters: { ...UNFILTERED, query: "roof" } }, part);
    }
    assert.equal(read("#from=2023-02-01&to=2023-01-01").isValid, false);
    assert.equal(read("#unknown=1").isValid, true); // a key of another version
  });

  it("reads years of more than four digits and before the year 1", () => {
    const filters = { ...UNFILTERED, from: day("-000100-01-01"), to: day("+012345-06-07") };
    assert.deepEqual(read(hashOf({ ...OPENED, filters }, atlas, "en")).state.filters, filters);
  });

  it("looks languages up without regard to case and region", () => {
    for (const [tag, language] of [
      ["PT-br", "pt-BR"],
      ["pt", "pt-BR"],
      ["zh-TW", "zh-Hant"],
      ["en-GB", "en"],
    ]) {
      const { state, isValid } = read(`#lang=${tag}`);
      assert.deepEqual([state.language, isValid], [language, true], tag);
    }
  });

  it("limits the length of a query", () => {
    assert.equal(read(`#q=${"a".repeat(1000)}`).state.filters.query.length, 200);
  });
});
