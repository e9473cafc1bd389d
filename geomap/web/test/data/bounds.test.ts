import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { boundsOf, contains, pointInside, turnedTo } from "../../src/data/bounds.js";

const polygon = (...ring: GeoJSON.Position[]): GeoJSON.Polygon => ({ type: "Polygon", coordinates: [ring] });

describe("an area across 180°", () => {
  const fiji = polygon([177, -18], [182, -18], [182, -17], [177, -17], [177, -18]);

  it("is shown in the turn of the Earth that a view is in", () => {
    for (const [near, west] of [
      [180, 177],
      [-170, -183],
      [530, 537],
    ] as const)
      assert.equal(boundsOf({ geometry: fiji, centre: null, radius: null }, near)!.west, west);
    assert.deepEqual([177, 182].map(turnedTo(fiji, -170)), [-183, -178]);
  });

  it("contains positions as they are usually written", () => {
    for (const longitude of [178, -179, 181, 538]) assert.ok(contains(fiji, -17.5, longitude));
    for (const longitude of [176, -177]) assert.ok(!contains(fiji, -17.5, longitude));
    assert.ok(!contains(fiji, -16, 178));
  });

  it("has a point inside", () => {
    const [latitude, longitude] = pointInside(fiji)!;
    assert.ok(latitude > -18 && latitude < -17);
    assert.equal(longitude, 179.5);
  });
});

describe("an area all around a pole", () => {
  const coast = [-170, -130, -80, -20, 40, 90, 120, 170].map((longitude): GeoJSON.Position => [longitude, -70]);
  const antarctica = polygon([-180, -72], ...coast, [180, -72], [180, -90], [-180, -90], [-180, -72]);

  it("stays in one piece", () => {
    assert.deepEqual([-180, -20, 180].map(turnedTo(antarctica, 100)), [-180, -20, 180]);
    const [latitude, longitude] = pointInside(antarctica)!;
    assert.ok(latitude < -72 && Math.abs(longitude) < 1);
  });
});
