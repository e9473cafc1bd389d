import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { type Filters, isFiltered, match, UNFILTERED } from "../../src/data/filter.js";
import { Search } from "../../src/data/search.js";
import { STATUSES, type Status } from "../../src/data/wire.js";
import { atlasOf, day } from "../support/page-data.js";

const atlas = atlasOf({
  places: [{ name: "Fort", at: [55, 37] }],
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
    { title: "Undated", status: "unconfirmed" },
  ],
  articles: [{}, {}],
});
const matched = (part: Partial<Filters> = {}) => match(atlas, { ...UNFILTERED, ...part }, new Search(atlas));
const shown = (part: Partial<Filters> = {}): number[] => [...matched(part).shown];

describe("filters", () => {
  it("show confirmed and unconfirmed reports at first", () => {
    assert.deepEqual(shown(), [0, 1, 3, 4]);
    assert.equal(isFiltered(UNFILTERED), false);
  });

  it("select by status, system and article", () => {
    assert.deepEqual(shown({ statuses: new Set(["refuted"]) }), [2]);
    assert.deepEqual(shown({ statuses: new Set() }), []);
    assert.deepEqual(shown({ system: atlas.systems.indexOf("Buk") }), [1]);
    assert.deepEqual(shown({ article: 1 }), [1]);
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
    const { byStatus, byArticle, bySystem, undated, atAnyTime } = matched({
      system: atlas.systems.indexOf("Buk"),
      to: day("2023-01-31"),
    });
    assert.deepEqual(byStatus, { confirmed: 0, unconfirmed: 1, refuted: 0 });
    assert.deepEqual([...byArticle], [1, 1]);
    assert.deepEqual(Object.fromEntries(atlas.systems.map((system, at) => [system, bySystem[at]])), {
      Buk: 1,
      Radar: 1,
    });
    assert.equal(undated, 0);
    assert.deepEqual([...atAnyTime], [1]);
  });

  it("count what a choice then shows", () => {
    const filters = fc.record({
      statuses: fc.subarray<Status>([...STATUSES]).map((statuses) => new Set(statuses)),
      system: fc.option(fc.nat(atlas.systems.length - 1)),
      article: fc.option(fc.nat(1)),
      from: fc.option(fc.integer({ min: day("2022-12-01"), max: day("2023-04-01") })),
      to: fc.option(fc.integer({ min: day("2022-12-01"), max: day("2023-04-01") })),
      undated: fc.boolean(),
      query: fc.constantFrom("", "a", "radar", "zzz"),
    });
    fc.assert(
      fc.property(filters, (choice) => {
        const { byStatus, bySystem, byArticle } = matched(choice);
        for (const status of STATUSES)
          assert.equal(byStatus[status], shown({ ...choice, statuses: new Set([status]) }).length);
        for (const system of atlas.systems.keys()) assert.equal(bySystem[system], shown({ ...choice, system }).length);
        for (const article of [0, 1]) assert.equal(byArticle[article], shown({ ...choice, article }).length);
      }),
    );
  });

  it("are active as soon as one differs from the default", () => {
    for (const part of [
      { query: "x" },
      { undated: false },
      { from: 0 },
      { to: 0 },
      { system: 0 },
      { article: 0 },
      { statuses: new Set<Status>(["confirmed"]) },
    ]) {
      assert.equal(isFiltered({ ...UNFILTERED, ...part }), true);
    }
    assert.equal(isFiltered({ ...UNFILTERED, query: "  " }), false);
  });
});
