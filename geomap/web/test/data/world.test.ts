import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { boundsOf } from "../../src/data/bounds.js";
import { longitudeRange, nearestLongitude } from "../../src/data/world.js";
import { atlasOf, type PlaceFacts } from "../support/page-data.js";

describe("longitudes", () => {
  it("are repeated every 360°", () => {
    assert.equal(nearestLongitude(-179, 170), 181);
    assert.equal(nearestLongitude(179, -170), -181);
    assert.equal(nearestLongitude(30, 750), 750);
  });

  it("stay the same place and come within half a turn", () => {
    const degrees = fc.integer({ min: -1000, max: 1000 });
    fc.assert(
      fc.property(degrees, degrees, (longitude, to) => {
        const near = nearestLongitude(longitude, to);
        assert.equal(Math.abs((near - longitude) % 360), 0);
        assert.ok(Math.abs(near - to) <= 180);
      }),
    );
  });

  it("have the narrowest range, also across 180°", () => {
    assert.deepEqual(longitudeRange([10, -20, 5]), [-20, 10]);
    assert.deepEqual(longitudeRange([170, -170]), [170, 190]);
    assert.deepEqual(longitudeRange([42]), [42, 42]);
    assert.equal(longitudeRange([]), null);
  });
});

describe("bounds", () => {
  const boundsNear = (place: PlaceFacts, near: number) =>
    boundsOf(atlasOf({ places: [place] }).getPlace(0, "en"), near);

  it("contain the circle of uncertainty", () => {
    const { west, south, east, north } = boundsNear({ name: "A", at: [60, 10], radius: 1000 }, 0)!;
    assert.ok(Math.abs((north - south) * 111.32 - 2) < 0.01); // 2 km in degrees of latitude
    assert.ok(Math.abs((east - west) / (north - south) - 2) < 0.001); // twice as many degrees at 60°
  });

  it("are unknown for a place without position", () => {
    assert.equal(boundsNear({ name: "A" }, 0), null);
  });
});
