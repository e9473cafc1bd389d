import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { MAX_ZOOM } from "../../src/data/world.js";
import { Clusters, type Spot } from "../../src/map/clusters.js";
import { atlasOf, type PlaceFacts, type ReportFacts } from "../support/page-data.js";

const WORLD: [number, number, number, number] = [-180, -85, 180, 85];

function clustersOf(places: PlaceFacts[], reports: ReportFacts[], zoom = 5): Clusters {
  const clusters = new Clusters(atlasOf({ places, reports }));
  clusters.load(Int32Array.from(reports.keys()), zoom);
  return clusters;
}
const reportsIn = (clusters: Clusters, spots: Spot[]): number[] =>
  spots.flatMap((spot) => clusters.reportsIn(spot, Infinity)).sort((a, b) => a - b);

describe("clusters", () => {
  const places: PlaceFacts[] = [
    { name: "A", at: [55, 37] },
    { name: "B", at: [55.01, 37] },
    { name: "C", at: [40, -3] },
  ];
  const reports: ReportFacts[] = [
    { title: "a", place: 0 },
    { title: "c", place: 2 },
    { title: "b", place: 1, status: "unconfirmed" },
  ];

  it("join reports that would overlap, with their count by status", () => {
    const clusters = clustersOf(places, reports);
    const [joined, alone] = clusters.inView(WORLD, 5);
    assert.deepEqual([joined!.count, joined!.first, joined!.byStatus], [2, 0, [1, 1, 0]]);
    assert.deepEqual(clusters.reportsIn(joined!, 10), [0, 2]);
    assert.deepEqual(clusters.reportsIn(joined!, 1).length, 1);
    assert.deepEqual([alone!.count, alone!.first], [1, 1]);
    assert.ok(Math.abs(alone!.latitude - 40) < 1e-9 && Math.abs(alone!.longitude + 3) < 1e-9);
  });

  it("split at the zoom that they name", () => {
    const clusters = clustersOf(places, reports);
    const [joined] = clusters.inView(WORLD, 5);
    const zoom = clusters.expansionZoom(joined!)!;
    assert.ok(zoom > 5 && zoom <= MAX_ZOOM);
    assert.equal(clusters.inView(WORLD, zoom).length, 3);
    assert.equal(clusters.inView(WORLD, zoom - 1).length, 2);
  });

  it("of the same coordinates never split", () => {
    const clusters = clustersOf(
      [places[0]!],
      [
        { title: "a", place: 0 },
        { title: "b", place: 0 },
      ],
    );
    const [joined] = clusters.inView(WORLD, MAX_ZOOM);
    assert.equal(joined!.count, 2);
    assert.equal(clusters.expansionZoom(joined!), null);
  });

  it("leave areas out, which are drawn one by one with all their reports", () => {
    const area: PlaceFacts = { name: "Area", at: [55, 37], radius: 3000, kind: "area" };
    const clusters = clustersOf(
      [area, places[0]!],
      [
        { title: "a", place: 0 },
        { title: "b", place: 1 },
        { title: "c", place: 0, status: "refuted" },
      ],
    );
    const spots = clusters.inView(WORLD, 5);
    assert.deepEqual(
      spots.map(({ area: place, count }) => [place, count]),
      [
        [0, 2],
        [null, 1],
      ],
    );
    assert.deepEqual(clusters.reportsIn(spots[0]!, 10), [0, 2]);
  });

  it("include areas where there are very many, but not outlines without a middle", () => {
    const many = Array.from(
      { length: 101 },
      (_, at): PlaceFacts => ({ name: `${at}`, at: [at / 1000, 0], radius: 3000, kind: "area" }),
    );
    const outline: PlaceFacts = {
      name: "Outline",
      geometry: {
        type: "Polygon",
        coordinates: [
          [
            [0, 0],
            [1, 0],
            [1, 1],
            [0, 0],
          ],
        ],
      },
    };
    const all = [...many, outline];
    const spots = clustersOf(
      all,
      all.map((_, place) => ({ title: "r", place })),
    ).inView(WORLD, 2);
    assert.deepEqual(
      spots.map(({ count }) => count),
      [101, 1],
    );
    assert.equal(spots[1]!.area, 101);
  });

  it("give a report without a place no mark", () => {
    const clusters = clustersOf([{ name: "Unknown" }], [{ title: "a", place: 0 }, { title: "b" }]);
    assert.deepEqual(clusters.inView(WORLD, 3), []);
    assert.deepEqual([clusters.alone(0), clusters.alone(1)], [null, null]);
  });

  it("show each report exactly once at every zoom, in reading order", () => {
    const points = fc.array(
      fc.tuple(fc.integer({ min: -80, max: 80 }), fc.integer({ min: -170, max: 170 }), fc.nat(3)),
      { maxLength: 40 },
    );
    fc.assert(
      fc.property(points, fc.nat(MAX_ZOOM), (found, zoom) => {
        const at = found.map(
          ([latitude, longitude, tenths]): PlaceFacts => ({ name: "P", at: [latitude + tenths / 10, longitude] }),
        );
        const clusters = clustersOf(
          at,
          at.map((_, place) => ({ title: "r", place })),
          zoom,
        );
        const spots = clusters.inView(WORLD, zoom);
        assert.deepEqual(reportsIn(clusters, spots), [...at.keys()]);
        assert.deepEqual(
          spots.map(({ first }) => first),
          spots.map(({ first }) => first).sort((a, b) => a - b),
        );
        assert.equal(new Set(spots.map(({ key }) => key)).size, spots.length);
        for (const { count, byStatus } of spots)
          assert.equal(
            byStatus.reduce((sum, each) => sum + each),
            count,
          );
      }),
      { numRuns: 40 },
    );
  });
});
