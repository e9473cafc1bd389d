import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { EmbeddedTiles, type Layers } from "../../src/basemap/embedded-tiles.js";

const empty: Layers = new Map();
const tilesWith = (...keys: string[]) => new EmbeddedTiles(new Map(keys.map((key) => [key, empty])), 512, 5);

describe("the depth of a view", () => {
  const four = [0, 1].flatMap((x) => [0, 1].map((y) => ({ z: 4, x, y })));

  it("is that of its tiles where all are there", () => {
    assert.equal(tilesWith("4/0/0", "4/0/1", "4/1/0", "4/1/1").wholeDepth(four), 4);
  });

  it("is above the deepest zoom that is whole, so that no coast is cut between scales", () => {
    assert.equal(tilesWith("4/0/0", "4/0/1", "4/1/0", "3/0/0").wholeDepth(four), 3);
    assert.equal(tilesWith("4/0/0", "1/0/0", "0/0/0").wholeDepth(four), 1);
  });

  it("mixes zooms of the same data", () => {
    const six = [40, 41].map((x) => ({ z: 6, x, y: 20 }));
    assert.equal(tilesWith("6/40/20", "5/20/10").wholeDepth(six), 6);
    assert.equal(tilesWith("6/40/20", "4/10/5").wholeDepth(six), 4);
  });

  it("is zero without tiles", () => {
    assert.equal(tilesWith().wholeDepth(four), 0);
    assert.equal(tilesWith("0/0/0").wholeDepth([]), 0);
  });
});
