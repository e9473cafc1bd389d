import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Atlas } from "../../src/data/atlas.js";
import { facetNames, facetsOf } from "../../src/data/facets.js";
import type { Evidence } from "../../src/data/report.js";
import { sidesOf } from "../../src/data/sides.js";
import type { PageData, Says } from "../../src/data/wire.js";
import { pageData } from "../support/page-data.js";

const quote = (article: number, says: Says = "supports", origin = article): Evidence => ({ article, says, origin });

describe("the sides of a report", () => {
  it("are what its quotes say, in a fixed order, with the number of articles", () => {
    const sides = sidesOf([quote(1, "denies"), quote(0), quote(0), quote(2)]);
    assert.deepEqual(
      sides.map(({ says, articles, origins }) => [says, articles, origins.length]),
      [
        ["supports", 2, 2],
        ["denies", 1, 1],
      ],
    );
  });

  it("hold the quotes of one origin together", () => {
    const [side] = sidesOf([quote(0, "supports", 0), quote(1, "supports", 1), quote(2, "supports", 0)]);
    assert.deepEqual(
      side!.origins.map((quotes) => quotes.map(({ article }) => article)),
      [[0, 2], [1]],
    );
  });
});

/** Two reports: one with a denial and two articles of one origin, one with a single quote. */
function weighed(): PageData {
  const data = pageData({
    reports: [{ title: "One", articles: [0, 1, 2] }, { title: "Two", articles: [0] }, { title: "Three" }],
    articles: [{ kind: "outlet" }, {}, { kind: "official" }],
  });
  data.reports.says = { 0: [0, 0, 1] };
  data.reports.origins = { 0: [0, 0, 0] };
  data.reports.unmet = { 1: ["origins"] };
  return data;
}

describe("a map that weighs its evidence", () => {
  const atlas = new Atlas(weighed());

  it("knows what each quote says, its origin, and what a report lacks", () => {
    const { evidence, unmet } = atlas.getReport(0, "en");
    assert.deepEqual(
      evidence.map(({ article, says, origin }) => [article, says, origin]),
      [
        [0, "supports", 0],
        [1, "supports", 0],
        [2, "denies", 0],
      ],
    );
    assert.deepEqual(unmet, []);
    assert.deepEqual(atlas.getReport(1, "en").unmet, ["origins"]);
  });

  it("has filters for the kinds of sources and for what they say", () => {
    const { kind, says } = facetsOf(atlas);
    assert.deepEqual(kind!.keys, ["official", "outlet"]);
    assert.deepEqual([...kind!.options], [1, 0, 1]);
    assert.deepEqual([...says!.options], [0, 1, 0]);
    assert.deepEqual([...says!.starts], [0, 2, 3, 3]);
  });
});

describe("a map that does not", () => {
  const atlas = new Atlas(pageData({ reports: [{ title: "One", articles: [0] }], articles: [{}] }));

  it("has no such filters", () => {
    assert.equal(atlas.weighsEvidence, false);
    assert.ok(!facetNames(atlas).includes("says"));
  });

  it("has evidence that supports", () => {
    assert.deepEqual(
      atlas.getReport(0, "en").evidence.map(({ says, origin }) => [says, origin]),
      [["supports", 0]],
    );
  });
});
