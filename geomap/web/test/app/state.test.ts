import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { isShown, type State, Store } from "../../src/app/state.js";
import { Atlas } from "../../src/data/atlas.js";
import { unfiltered } from "../../src/data/filter.js";
import type { Quote } from "../../src/data/wire.js";
import { atlasOf, pageData } from "../support/page-data.js";

const store = (): Store =>
  new Store(
    atlasOf({
      reports: [{ title: "One" }, { title: "Two", status: "unconfirmed" }, { title: "Three", status: "refuted" }],
    }),
  );

describe("the store", () => {
  it("closes a report that the filters hide", () => {
    const one = store();
    one.change({ selected: 1 });
    one.show("unconfirmed", false);
    assert.equal(one.state.selected, null);
  });

  it("does not select a report that the filters hide", () => {
    const one = store();
    one.change({ selected: 2 });
    assert.equal(one.state.selected, null);
    one.change({ selected: 0, filters: { ...unfiltered(one.atlas), query: "zzz" } });
    assert.equal(one.state.selected, null);
  });

  it("drops a notice with the reader's next choice, and not before", () => {
    for (const choice of [
      { selected: 0 },
      { panel: "about" as const },
      { listing: "table" as const },
      { language: "ru" },
      { onlyInView: true },
      { density: true },
      { filters: { ...unfiltered(store().atlas), query: "o" } },
    ]) {
      const one = store();
      one.change({ from: "address", notice: "label.bad_link" });
      one.change({ pointed: [0] });
      one.change({ selected: null, view: { zoom: 3, latitude: 0, longitude: 0 } });
      assert.equal(one.state.notice, "label.bad_link");
      one.change(choice);
      assert.equal(one.state.notice, null);
    }
  });

  it("sets a notice together with a choice", () => {
    const one = store();
    one.change({ selected: 0, notice: "label.bad_link" });
    assert.equal(one.state.notice, "label.bad_link");
  });

  it("reports all changes to all listeners in the same order", () => {
    const one = store();
    const heard: [number, State["selected"]][] = [];
    one.subscribe((state) => {
      heard.push([1, state.selected]);
      if (state.selected === 0) one.change({ selected: 1 });
    });
    one.subscribe((state) => heard.push([2, state.selected]));
    one.change({ selected: 0 });
    assert.deepEqual(heard, [
      [1, 0],
      [2, 0],
      [1, 1],
      [2, 1],
    ]);
  });

  it("knows the source of a change only during that change", () => {
    const one = store();
    one.change({ selected: 0, from: "list" });
    one.change({ pointed: [] });
    assert.equal(one.state.from, null);
  });
});

describe("reports in view", () => {
  const places = [
    { name: "Here", at: [10, 10] as [number, number] },
    { name: "There", at: [20, 179] as [number, number] },
  ];
  const mapped = () =>
    new Store(atlasOf({ places, reports: [{ title: "A", place: 0 }, { title: "B", place: 1 }, { title: "Nowhere" }] }));
  const around = (longitude: number, latitude: number) => ({
    west: longitude - 3,
    east: longitude + 3,
    south: latitude - 3,
    north: latitude + 3,
  });

  it("are those that the map shows, also across 180 degrees", () => {
    const one = mapped();
    assert.equal(one.state.inView, null);
    one.change({ frame: around(10, 10) });
    assert.deepEqual([...one.state.inView!], [0]);
    one.change({ frame: around(-180, 20) });
    assert.deepEqual([...one.state.inView!], [1]);
    one.change({ frame: { west: -30, east: 200, south: -10, north: 60 } });
    assert.equal(one.state.inView, null); // reports without a position are never missing from a view
  });

  it("include areas that reach into the view", () => {
    const one = new Store(
      atlasOf({
        places: [
          { name: "Region", at: [10, 10], radius: 300_000, kind: "area" },
          { name: "Far", at: [40, 10] },
        ],
        reports: [
          { title: "A", place: 0 },
          { title: "B", place: 1 },
        ],
      }),
    );
    one.change({ frame: around(14, 10) });
    assert.deepEqual([...one.state.inView!], [0]);
  });

  it("are listed alone if the reader wants that, and follow the filters", () => {
    const one = mapped();
    one.change({ frame: around(10, 10) });
    assert.deepEqual([...one.listed], [0, 1, 2]);
    one.change({ onlyInView: true });
    assert.deepEqual([...one.listed], [0]);
    one.filter({ query: "B" });
    assert.deepEqual([...one.listed], []);
  });
});

describe("isShown", () => {
  it("finds a report among others", () => {
    const shown = Int32Array.from([0, 3, 4, 9]);
    assert.deepEqual(
      [0, 1, 3, 4, 8, 9, 10].filter((report) => isShown(shown, report)),
      [0, 3, 4, 9],
    );
    assert.equal(isShown(new Int32Array(), 0), false);
  });
});

describe("texts that are read later", () => {
  const reports = [{ title: "One", articles: [0] }, { title: "Two" }];
  const { texts: _, ...data } = pageData({ reports, articles: [{ title: "News" }] });
  const texts = [{ blocks: [], quotes: [["On Monday ", "a crane", " fell.", { fr: "une grue" }] as Quote] }];

  it("leave the quotes of a report empty, not withheld", () => {
    const one = new Store(new Atlas(data));
    assert.equal(one.state.hasTexts, false);
    assert.partialDeepStrictEqual(one.atlas.evidenceOf(0, "en"), [{ article: 0, quote: "" }]);
    one.addTexts(texts);
    assert.equal(one.state.hasTexts, true);
    assert.partialDeepStrictEqual(one.atlas.evidenceOf(0, "en"), [{ before: "On Monday ", quote: "a crane" }]);
  });

  it("are found by a search that was begun without them", () => {
    const one = new Store(new Atlas(data));
    for (const query of ["crane", "grue"]) {
      one.filter({ query });
      assert.deepEqual([...one.state.matches.shown], query === "crane" ? [] : [0]);
      one.addTexts(texts);
      assert.deepEqual([...one.state.matches.shown], [0], query);
    }
  });

  it("match nothing again where there is no search", () => {
    const one = new Store(new Atlas(data));
    const { matches } = one.state;
    one.addTexts(texts);
    assert.equal(one.state.matches, matches);
  });
});
