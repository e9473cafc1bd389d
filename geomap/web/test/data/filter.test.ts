import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { FACETS, type FacetName, facetsOf } from "../../src/data/facets.js";
import { type Chosen, type Filters, isFiltered, match, unfiltered } from "../../src/data/filter.js";
import { Search } from "../../src/data/search.js";
import { STATUSES, type Status } from "../../src/data/wire.js";
import { atlasOf, day } from "../support/page-data.js";

const atlas = atlasOf({
  places: [
    { name: "Fort", at: [55, 37], within: 2 },
    { name: "Land", precision: "country" },
    { name: "County", within: 1, precision: "region" },
    { name: "Other land", precision: "country" },
    { name: "Mill", within: 3, precision: "street" },
  ],
  reports: [
    { title: "Radar", place: 0, system: "Radar", dates: [day("2023-01-10"), day("2023-01-10")], articles: [0] },
    {
      title: "Launcher",
      status: "unconfirmed",
      system: "Buk",
      dates: [day("2023-01-01"), day("2023-01-31")],
      articles: [0, 1],
    },
    { title: "Wrong", status: "refuted", system: "Buk", dates: [day("2023-02-01"), day("2023-02-01")] },
    { title: "Since March", dates: [day("2023-03-01"), null] },
    { title: "Undated", status: "unconfirmed", place: 4 },
  ],
  articles: [{ publisher: "Daily" }, { publisher: "Weekly" }],
});
const UNFILTERED = unfiltered(atlas);
const chosen = (options: Partial<Record<FacetName, number[]>>): Chosen =>
  Object.fromEntries(FACETS.map((name) => [name, new Set(options[name])])) as unknown as Chosen;
/** The options of these names. */
const named = (name: FacetName, ...keys: string[]): { chosen: Chosen } => ({
  chosen: chosen({ [name]: keys.map((key) => facetsOf(atlas)[name]!.keys.indexOf(key)) }),
});
const matched = (part: Partial<Filters> = {}) => match(atlas, { ...UNFILTERED, ...part }, new Search(atlas));
const shown = (part: Partial<Filters> = {}): number[] => [...matched(part).shown];

describe("filters", () => {
  it("show confirmed and unconfirmed reports at first", () => {
    assert.deepEqual(shown(), [0, 1, 3, 4]);
    assert.equal(isFiltered(UNFILTERED, atlas), false);
  });

  it("select by status, system and article", () => {
    assert.deepEqual(shown({ statuses: new Set(["refuted"]) }), [2]);
    assert.deepEqual(shown({ statuses: new Set() }), []);
    assert.deepEqual(shown(named("system", "Buk")), [1]);
    assert.deepEqual(shown(named("article", "article-1")), [1]);
  });

  it("select by several options of a property, and by several properties", () => {
    assert.deepEqual(shown(named("system", "Buk", "Radar")), [0, 1]);
    const both = chosen({ ...named("system", "Buk", "Radar").chosen, publisher: new Set([1]) } as never);
    assert.deepEqual(shown({ chosen: both }), [1]);
  });

  it("select by what a place is part of, by publisher and by precision", () => {
    assert.deepEqual(facetsOf(atlas).place.keys, ["land", "county", "other-land"]);
    assert.deepEqual(
      [0, 1, 2].map((option) => facetsOf(atlas).place.depth(option)),
      [0, 1, 0],
    );
    assert.deepEqual(shown(named("place", "land")), [0]);
    assert.deepEqual(shown(named("place", "county", "other-land")), [0, 4]);
    assert.deepEqual(shown(named("publisher", "Weekly")), [1]);
    assert.deepEqual(facetsOf(atlas).precision.keys, ["exact", "street"]);
    assert.deepEqual(shown(named("precision", "street")), [4]);
  });

  it("select reports whose date overlaps the range, to the day", () => {
    assert.deepEqual(shown({ from: day("2023-01-10"), to: day("2023-01-10"), undated: false }), [0, 1]);
    assert.deepEqual(shown({ from: day("2023-01-11"), to: day("2023-01-11"), undated: false }), [1]);
    assert.deepEqual(shown({ from: day("2023-02-01"), undated: false }), [3]); // open at its end
    assert.deepEqual(shown({ to: day("2022-12-31"), undated: false }), []);
  });

  it("keep undated reports unless they are excluded", () => {
    assert.deepEqual(shown({ from: day("2030-01-01") }), [3, 4]);
    assert.deepEqual(shown({ undated: false }), [0, 1, 3]);
  });

  it("count each choice under all other filters", () => {
    const { byStatus, byOption, undated, atAnyTime } = matched({
      ...named("system", "Buk"),
      to: day("2023-01-31"),
    });
    assert.deepEqual(byStatus, { confirmed: 0, unconfirmed: 1, refuted: 0 });
    assert.deepEqual([...byOption.article], [1, 1]);
    assert.deepEqual(Object.fromEntries(atlas.systems.map((system, at) => [system, byOption.system[at]])), {
      Buk: 1,
      Radar: 1,
    });
    assert.equal(undated, 0);
    assert.deepEqual([...atAnyTime], [1]);
  });

  it("count what a choice then shows", () => {
    const filters = fc.record({
      statuses: fc.subarray<Status>([...STATUSES]).map((statuses) => new Set(statuses)),
      chosen: fc
        .record({ system: fc.subarray([0, 1]), article: fc.subarray([0, 1]), place: fc.subarray([0, 1, 2]) })
        .map(chosen),
      from: fc.option(fc.integer({ min: day("2022-12-01"), max: day("2023-04-01") })),
      to: fc.option(fc.integer({ min: day("2022-12-01"), max: day("2023-04-01") })),
      undated: fc.boolean(),
      query: fc.constantFrom("", "a", "radar", "zzz"),
    });
    fc.assert(
      fc.property(filters, (choice) => {
        const { byStatus, byOption } = matched(choice);
        for (const status of STATUSES)
          assert.equal(byStatus[status], shown({ ...choice, statuses: new Set([status]) }).length);
        for (const name of FACETS) {
          for (const option of facetsOf(atlas)[name].keys.keys()) {
            const alone = { ...choice.chosen, [name]: new Set([option]) };
            assert.equal(byOption[name][option], shown({ ...choice, chosen: alone }).length);
          }
        }
      }),
    );
  });

  it("are active as soon as one differs from the default", () => {
    for (const part of [
      { query: "x" },
      { undated: false },
      { from: 0 },
      { to: 0 },
      named("system", "Buk"),
      named("place", "land"),
      { statuses: new Set<Status>(["confirmed"]) },
    ]) {
      assert.equal(isFiltered({ ...UNFILTERED, ...part }, atlas), true);
    }
    assert.equal(isFiltered({ ...UNFILTERED, query: "  " }, atlas), false);
  });
});
