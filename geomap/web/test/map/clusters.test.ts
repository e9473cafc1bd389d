import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { MAX_ZOOM } from "../../src/data/world.js";
import { AREA_PX, Clusters, markRadius, type Spot } from "../../src/map/clusters.js";
import { atlasOf, type PlaceFacts, type ReportFacts } from "../support/page-data.js";

const WORLD: [number, number, number, number] = [-180, -85, 180, 85];

function clustersOf(places: PlaceFacts[], reports: ReportFacts[]): Clusters {
  const clusters = new Clusters(atlasOf({ places, reports }));
  clusters.load(Int32Array.from(reports.keys()));
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
    assert.deepEqual([alone!.latitude, alone!.longitude], [40, -3]);
    assert.deepEqual([joined!.latitude, joined!.longitude], [55, 37], "the mark is on one of its places");
  });

  it("split at the zoom that they name", () => {
    const clusters = clustersOf(places, reports);
    const [joined] = clusters.inView(WORLD, 5);
    const zoom = clusters.expansionZoom(joined!, 5)!;
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
    assert.equal(clusters.expansionZoom(joined!, 3), null);
  });

  it("take in an area while it is small, and leave it to its outline when it is large", () => {
    const area: PlaceFacts = { name: "Area", at: [55, 37], radius: 3000, kind: "area" };
    const clusters = clustersOf(
      [area, places[0]!],
      [
        { title: "a", place: 0 },
        { title: "b", place: 1 },
        { title: "c", place: 0, status: "refuted" },
      ],
    );
    assert.ok(clusters.halfPixels(0, 5) < AREA_PX && clusters.halfPixels(0, 14) >= AREA_PX);
    const far = clusters.inView(WORLD, 5);
    assert.deepEqual(
      far.map(({ kind, count }) => [kind, count]),
      [["cluster", 3]],
    );
    assert.deepEqual(clusters.reportsIn(far[0]!), [0, 1, 2]);
    assert.deepEqual(
      clusters.inView(WORLD, 14).map(({ kind, count }) => [kind, count]),
      [
        ["area", 2],
        ["point", 1],
      ],
    );
  });

  it("have the mark of an outline inside it", () => {
    const bend: PlaceFacts = {
      name: "Bend",
      kind: "area",
      geometry: {
        type: "Polygon",
        coordinates: [
          [
            [0, 0],
            [9, 0],
            [9, 9],
            [8, 9],
            [8, 1],
            [0, 1],
            [0, 0],
          ],
        ],
      },
    };
    const [spot] = clustersOf([bend], [{ title: "a", place: 0 }]).inView(WORLD, 4);
    assert.equal(spot!.kind, "area");
    assert.ok(spot!.longitude > 8 && spot!.longitude < 9 && spot!.latitude > 1 && spot!.latitude < 9);
  });

  it("are in a view if they are inside, also beyond 180 degrees, or if their area reaches into it", () => {
    const point = clustersOf([{ name: "A", at: [10, 179] }], [{ title: "a", place: 0 }]);
    const area = clustersOf([{ name: "B", at: [0, 0], radius: 300_000, kind: "area" }], [{ title: "b", place: 0 }]);
    const isIn = (clusters: Clusters, west: number, south: number): boolean =>
      clusters.inView([west, south, west + 2, south + 2], 8).length === 1;
    for (const west of [178, -182, 538]) assert.ok(isIn(point, west, 9), String(west));
    for (const [west, south] of [
      [176, 9],
      [180, 9],
      [178, 7],
      [178, 11],
    ])
      assert.ok(!isIn(point, west!, south!));
    for (const near of [2, -4]) assert.ok(isIn(area, near, -1) && isIn(area, -1, near), String(near));
    for (const far of [4, -6]) assert.ok(!isIn(area, far, -1) && !isIn(area, -1, far), String(far));
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

  it("never overlap, at any zoom, and stay on a place", () => {
    const points = fc.array(
      fc.tuple(fc.double({ min: -75, max: 75, noNaN: true }), fc.double({ min: -180, max: 180, noNaN: true })),
      {
        maxLength: 60,
      },
    );
    fc.assert(
      fc.property(points, fc.nat(8), (found, zoom) => {
        const at = found.map(([latitude, longitude]): PlaceFacts => ({ name: "P", at: [latitude / 30, longitude] }));
        const clusters = clustersOf(
          at,
          at.map((_, place) => ({ title: "r", place })),
        );
        const world = 256 * 2 ** zoom;
        const spots = clusters.at(zoom).map((spot) => {
          const sine = Math.sin((spot.latitude * Math.PI) / 180);
          const y = (0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)) * world;
          return { ...spot, x: ((spot.longitude + 180) / 360) * world, y };
        });
        for (const [index, one] of spots.entries()) {
          assert.ok(
            at.some(
              ({ at: [latitude, longitude] = [0, 0] }) => latitude === one.latitude && longitude === one.longitude,
            ),
          );
          for (const other of spots.slice(index + 1)) {
            const across = Math.abs(one.x - other.x);
            const distance = Math.hypot(Math.min(across, world - across), one.y - other.y);
            assert.ok(distance >= markRadius(one.count) + markRadius(other.count) - 1e-6);
          }
        }
      }),
    );
  });
});

describe("squares", () => {
  it("count every report once, or say that its place is less precise", () => {
    const spot = fc.record({
      latitude: fc.double({ min: -84, max: 84, noNaN: true }),
      longitude: fc.double({ min: -180, max: 179.9, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.array(spot, { minLength: 1, maxLength: 30 }), fc.integer({ min: 1, max: 12 }), (spots, zoom) => {
        const places = spots.map(
          ({ latitude, longitude }, index): PlaceFacts => ({
            name: `P${index}`,
            at: [latitude, longitude],
          }),
        );
        const clusters = clustersOf(
          places,
          places.map((_, place) => ({ title: `R${place}`, place })),
        );
        const { squares, imprecise } = clusters.squares(zoom);
        assert.equal(squares.reduce((sum, { count }) => sum + count, 0) + imprecise, spots.length);
        for (const { latitude, longitude } of spots) {
          const inside = squares.filter(
            ({ west, south, east, north }) =>
              west - 1e-9 <= longitude &&
              longitude <= east + 1e-9 &&
              south - 1e-9 <= latitude &&
              latitude <= north + 1e-9,
          );
          assert.ok(inside.length + imprecise > 0);
        }
      }),
    );
  });
});
