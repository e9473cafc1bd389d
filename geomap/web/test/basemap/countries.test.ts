import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { countriesIn, countryAt, positionsOffshore, positionsOn } from "../../src/basemap/countries.js";
import { Sea } from "../../src/basemap/sea.js";
import { viewOf } from "../support/views.js";

describe("countries", () => {
  it("are known at a point, and the sea is none", () => {
    const middle = (latitude: number, longitude: number) => countryAt(400, 300, viewOf(latitude, longitude, 6));
    assert.equal(middle(51, 10), "DE");
    assert.equal(middle(56, 9.2), "DK");
    assert.equal(middle(64, 26), "FI");
    assert.equal(middle(-25, 134), "AU");
    assert.equal(middle(56, 3), null);
    assert.equal(middle(-40, -140), null);
  });

  it("in view are those that a view shows, the largest first", () => {
    const found = countriesIn(viewOf(50, 10, 5)).map(({ id }) => id);
    assert.ok(["DE", "FR", "PL", "CZ", "CH"].every((iso) => found.includes(iso)));
    assert.ok(!found.includes("US") && !found.includes("AU"));
    assert.ok(found.indexOf("DE") < found.indexOf("CH"));
  });

  it("are named on themselves, never on another country", () => {
    const longitude = fc.double({ min: -180, max: 180, noNaN: true });
    const latitude = fc.double({ min: -60, max: 75, noNaN: true });
    fc.assert(
      fc.property(latitude, longitude, fc.double({ min: 1, max: 7, noNaN: true }), (north, east, zoom) => {
        const view = viewOf(north, east, zoom);
        for (const country of countriesIn(view).slice(0, 8))
          for (const { box } of positionsOn(country, view, 90, 17)) {
            const y = (box.minY + box.maxY) / 2;
            assert.equal(countryAt((box.minX + box.maxX) / 2, y, view), country.id);
            for (const share of [0.05, 0.275, 0.725, 0.95]) {
              const owner = countryAt(box.minX + share * (box.maxX - box.minX), y, view);
              assert.ok(owner === country.id || owner === null);
            }
          }
      }),
      { numRuns: 60 },
    );
  });

  it("at the edge of the view are named in view", () => {
    const view = viewOf(54, 22, 4.6);
    const country = countriesIn(view).find(({ id }) => id === "GB")!;
    assert.ok([...positionsOn(country, view, 60, 34)].some(({ box }) => box.minX >= 4 && box.minY >= 4));
  });

  it("without room on themselves are named on the sea at their coast, away from every other country", () => {
    const open = [
      { x: -9999, y: -9999 },
      { x: 9999, y: -9999 },
      { x: 9999, y: 9999 },
      { x: -9999, y: 9999 },
    ];
    const everywhere = new Sea([{ box: { minX: 0, minY: 0, maxX: 800, maxY: 600 }, scale: 1, rings: [open] }]);
    for (const [latitude, longitude, zoom, iso] of [
      [-17.8, 178, 5, "FJ"],
      [18.1, -77.3, 5, "JM"],
      [-35, -71, 4, "CL"],
      [7.5, 134.6, 6, "PW"],
    ] as const) {
      const view = viewOf(latitude, longitude, zoom);
      const country = countriesIn(view).find(({ id }) => id === iso)!;
      const [first, ...others] = positionsOffshore(country, view, everywhere, 90, 17);
      assert.ok(first, iso);
      for (const { box } of [first, ...others])
        for (const x of [box.minX, (box.minX + box.maxX) / 2, box.maxX])
          for (const y of [box.minY, box.maxY]) assert.ok([iso, null].includes(countryAt(x, y, view) as typeof iso));
    }
  });

  it("are named on the sea only where the sea is known", () => {
    const view = viewOf(-17.8, 178, 5);
    const fiji = countriesIn(view).find(({ id }) => id === "FJ")!;
    assert.deepEqual([...positionsOffshore(fiji, view, new Sea([]), 90, 17)], []);
  });

  it("have the same positions on both sides of the antimeridian", () => {
    const names = (longitude: number) => countriesIn(viewOf(65, longitude, 4)).map(({ id }) => id);
    assert.deepEqual(names(180), names(-180));
    assert.ok(names(180).includes("RU"));
  });
});
