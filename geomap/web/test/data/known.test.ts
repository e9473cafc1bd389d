import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { changesOf, correctionsKnown, knownExtent } from "../../src/data/changes.js";
import { facetsOf } from "../../src/data/facets.js";
import { match, unfiltered } from "../../src/data/filter.js";
import { relationsOf } from "../../src/data/relations.js";
import { Search } from "../../src/data/search.js";
import { atlasOf } from "../support/page-data.js";

/** 0 became confirmed on day 20; 1 was corrected on days 15 and 25; 2 became known on day 30; 3 does not say when. */
const made = () =>
  atlasOf({
    places: [
      { name: "Quay", precision: "street" },
      { name: "Tower", precision: "building" },
    ],
    articles: [{ day: 10 }, { day: 22 }],
    reports: [
      {
        title: "Radar",
        id: "radar",
        place: 0,
        status: "confirmed",
        articles: [0, 1],
        history: [[0, "unconfirmed", "One source."]],
        translations: { de: { title: "Radargerät" } },
      },
      {
        title: "Launcher on the quay",
        id: "launcher",
        place: 0,
        system: "S-400",
        dates: [9, 9],
        corrected: [
          [0, "The system."],
          [0, "The place."],
        ],
        related: [[1, 0]],
      },
      { title: "Late", place: 1 },
      { title: "Unknown", place: 1, related: [[2, 2]] },
    ],
    languages: ["en", "de"],
    known: {
      since: [10, 12, 30, null],
      statuses: { 0: [10, 20] },
      former: {
        1: [
          [15, { system: "Buk" }],
          [25, { title: "Launcher in the tower", place: 1, date: 0, first: 8, last: 8, system: "S-300" }],
        ],
      },
    },
  });

const shownOn = (day: number | null): number[] => {
  const atlas = made();
  return [...match(atlas, { ...unfiltered(atlas), known: day }, new Search(atlas)).shown];
};

describe("the map as it was known", () => {
  it("has the reports that were known by the end of the day", () => {
    assert.deepEqual(shownOn(null), [0, 1, 2, 3]);
    assert.deepEqual(shownOn(40), [0, 1, 2]);
    assert.deepEqual(shownOn(12), [0, 1]);
    assert.deepEqual(shownOn(11), [0]);
    assert.deepEqual(shownOn(9), []);
  });

  it("says how many reports do not state since when they are known", () => {
    const atlas = made();
    atlas.asKnownOn(40);
    assert.equal(atlas.known!.missing, 1);
  });

  it("has the statuses, with their reasons, and the sources of that day", () => {
    const atlas = made();
    atlas.asKnownOn(19);
    const report = atlas.getReport(0, "en");
    assert.deepEqual([report.status, report.reason.text, report.history], ["unconfirmed", "One source.", []]);
    assert.deepEqual(
      report.evidence.map(({ article }) => article),
      [0],
    );
    atlas.asKnownOn(20);
    assert.equal(atlas.getReport(0, "en").status, "confirmed");
    assert.equal(atlas.getReport(0, "en").history.length, 1);
  });

  it("has the texts, places and dates before each later correction", () => {
    const atlas = made();
    const seen = (day: number | null) => {
      atlas.asKnownOn(day);
      const { title, place, system } = atlas.getReport(1, "en");
      return [title.text, place!.name.text, system!.text, atlas.first[1]];
    };
    assert.deepEqual(seen(12), ["Launcher in the tower", "Tower", "Buk", 8]);
    assert.deepEqual(seen(15), ["Launcher in the tower", "Tower", "S-300", 8]);
    assert.deepEqual(seen(25), ["Launcher on the quay", "Quay", "S-400", 9]);
    assert.deepEqual(seen(null), ["Launcher on the quay", "Quay", "S-400", 9]);
    assert.equal(correctionsKnown(atlas, 1), 2);
    atlas.asKnownOn(15);
    assert.equal(correctionsKnown(atlas, 1), 1);
    assert.equal(atlas.find("launcher"), 1);
  });

  it("says what has changed in each report since", () => {
    const atlas = made();
    assert.equal(changesOf(atlas, 0, "en"), null);
    atlas.asKnownOn(19);
    assert.deepEqual(changesOf(atlas, 0, "en"), {
      statuses: [{ date: null, status: "confirmed" }],
      corrections: [],
      sources: 1,
    });
    assert.equal(changesOf(atlas, 1, "en")!.corrections.length, 1);
    atlas.asKnownOn(22);
    assert.equal(changesOf(atlas, 0, "en"), null);
  });

  it("filters by what was known, with the same options", () => {
    const atlas = made();
    const today = facetsOf(atlas);
    atlas.asKnownOn(12);
    const then = facetsOf(atlas);
    assert.deepEqual(then.system.keys, today.system.keys);
    assert.deepEqual(then.precision.keys, today.precision.keys);
    const systemOf = ({ system: { starts, options, keys } }: typeof then): string => keys[options[starts[1]!]!]!;
    assert.deepEqual([systemOf(then), systemOf(today)], ["Buk", "S-400"]);
    assert.deepEqual([...atlas.articlesOf(0)], [0]);
  });

  it("covers the days on which something changed", () => {
    assert.deepEqual(knownExtent(made()), { first: 10, last: 30 });
    assert.equal(knownExtent(atlasOf({ reports: [{ title: "One" }] })), null);
  });

  it("takes a status without a day as one that came later", () => {
    const history: [number, "refuted", string][] = [[0, "refuted", "Wrong."]];
    const atlas = atlasOf({
      reports: [{ title: "One", history }],
      known: { since: { all: 10 }, statuses: { 0: [10, null] }, former: {} },
    });
    atlas.asKnownOn(99);
    assert.equal(atlas.statusOf(0), "refuted");
  });
});

describe("relations", () => {
  it("are known at both ends, with their direction", () => {
    const atlas = made();
    assert.deepEqual(relationsOf(atlas, 1), [{ kind: "moved_from", report: 0 }]);
    assert.deepEqual(relationsOf(atlas, 0), [{ kind: "moved_to", report: 1 }]);
    assert.deepEqual(relationsOf(atlas, 2), [{ kind: "see_also", report: 3 }]);
  });

  it("to reports that were not known are not shown", () => {
    const atlas = made();
    atlas.asKnownOn(11);
    assert.deepEqual(relationsOf(atlas, 0), []);
  });
});
