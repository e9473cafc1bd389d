import assert from "node:assert/strict";
import { describe, it } from "node:test";
import Pbf from "pbf";
import { GeomType } from "protomaps-leaflet";
import { EmbeddedTiles } from "../../src/basemap/embedded-tiles.js";

/** A vector tile with one river: from (8, 16) to (24, 8) of an extent of 4096. */
const lineTile = (() => {
  const moveTo = 9; // one command 1
  const lineTo = 10; // one command 2
  const pbf = new Pbf();
  pbf.writeMessage(
    3,
    (_, layer) => {
      layer!.writeVarintField(15, 2);
      layer!.writeStringField(1, "river");
      layer!.writeMessage(
        2,
        (_, feature) => {
          feature!.writePackedVarint(2, [0, 0]);
          feature!.writeVarintField(3, GeomType.Line);
          feature!.writePackedVarint(4, [moveTo, 16, 32, lineTo, 32, 15]); // steps, in zigzag numbers
        },
        null,
      );
      layer!.writeStringField(3, "rank");
      layer!.writeMessage(4, (_, value) => value!.writeStringField(1, "low"), null);
      layer!.writeVarintField(5, 4096);
    },
    null,
  );
  return pbf.finish().slice().buffer;
})();
const empty = new ArrayBuffer();
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

describe("a tile", () => {
  it("is decoded in its pixels, with the box of each shape", () => {
    const tiles = new EmbeddedTiles(new Map([["0/0/0", lineTile]]), 512, 5);
    const [line] = tiles.getSync({ z: 0, x: 0, y: 0 }).get("river")!;
    assert.deepEqual(
      line!.geom.map((points) => points.map(({ x, y }) => [x, y])),
      [
        [
          [1, 2],
          [3, 1],
        ],
      ],
    );
    assert.deepEqual(line!.bbox, { minX: 1, minY: 1, maxX: 3, maxY: 2 });
    assert.equal(line!.props.rank, "low");
    assert.equal(line!.geomType, GeomType.Line);
  });

  it("that is missing is the part of the one above it", () => {
    const tiles = new EmbeddedTiles(new Map([["0/0/0", lineTile]]), 512, 5);
    const [line] = tiles.getSync({ z: 1, x: 0, y: 0 }).get("river")!;
    assert.deepEqual(line!.bbox, { minX: 2, minY: 2, maxX: 6, maxY: 4 });
    assert.equal(tiles.getSync({ z: 1, x: 1, y: 1 }).size, 0);
  });
});
