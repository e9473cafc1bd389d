// The marks in a view: reports that would overlap form one cluster, with its count by status.
import Supercluster, { type PointFeature } from "supercluster";
import type { Atlas } from "../data/atlas.js";
import { MAX_ZOOM } from "../data/world.js";

/** Marks closer than this, in pixels, form a cluster; with many reports a larger radius keeps the map readable. */
const RADIUS_PX = 28;
const RADIUS_OF_MANY_PX = 70;
const MANY = 500;
/** More points than this are clustered at first for the zooms near the view only, and for deeper ones on demand. */
const MANY_POINTS = 5000;
const LEVELS_AHEAD = 2;
/** Up to this many areas are each drawn; more become part of the clusters. */
const MAX_AREAS = 100;

/** One mark on the map: a report, or several. */
export interface Spot {
  /** Stays the same while the spot is the same. */
  key: string;
  /** First of its reports in reading order. */
  first: number;
  count: number;
  /** Counts by status, in the order of STATUSES. */
  byStatus: readonly [number, number, number];
  latitude: number;
  longitude: number;
  /** Supercluster's id and the index that knows it; null for one report, or for those of one area. */
  cluster: { id: number; index: Index } | null;
  /** The place whose area is drawn. */
  area: number | null;
}

// A type and not an interface: GeoJSON properties must have an index signature, which only types have implicitly.
type Tally = { first: number; confirmed: number; unconfirmed: number; refuted: number };

type Index = Supercluster<{ report: number }, Tally>;

export class Clusters {
  private points: PointFeature<{ report: number }>[] = [];
  private near: Index | null = null;
  /** The index of the zooms deeper than those of `near`. */
  private deep: Index | null = null;
  private nearest = MAX_ZOOM;
  private areas = new Map<number, number[]>();

  constructor(private readonly atlas: Atlas) {}

  /** Loads the shown reports, in reading order, for a view at this zoom. */
  load(shown: Int32Array, zoom: number): void {
    const { atlas } = this;
    this.areas = this.areasOf(shown);
    const points: PointFeature<{ report: number }>[] = [];
    for (const report of shown) {
      const place = atlas.place[report]!;
      if (place < 0 || Number.isNaN(atlas.longitude[place]!) || this.areas.has(place)) continue;
      const coordinates = [atlas.longitude[place]!, atlas.latitude[place]!];
      points.push({ type: "Feature", properties: { report }, geometry: { type: "Point", coordinates } });
    }
    this.points = points;
    this.deep = null;
    this.nearest = points.length > MANY_POINTS ? Math.min(Math.ceil(zoom) + LEVELS_AHEAD, MAX_ZOOM) : MAX_ZOOM;
    this.near = this.indexOf(0, this.nearest);
  }

  /** Builds the index of the deeper zooms ahead of time. */
  deepen(): void {
    if (this.nearest < MAX_ZOOM) this.deep ??= this.indexOf(this.nearest + 1, MAX_ZOOM);
  }

  private indexAt(zoom: number): Index | null {
    if (zoom <= this.nearest) return this.near;
    this.deepen();
    return this.deep;
  }

  private indexOf(minZoom: number, maxZoom: number): Index {
    const { atlas, points } = this;
    const index: Index = new Supercluster<{ report: number }, Tally>({
      radius: points.length > MANY ? RADIUS_OF_MANY_PX : RADIUS_PX,
      extent: 256, // Leaflet's tiles, in which its pixels are counted
      minZoom,
      maxZoom,
      map: ({ report }) => {
        const status = atlas.status[report];
        return {
          first: report,
          confirmed: status === 0 ? 1 : 0,
          unconfirmed: status === 1 ? 1 : 0,
          refuted: status === 2 ? 1 : 0,
        };
      },
      reduce: (sum, more) => {
        sum.first = Math.min(sum.first, more.first);
        sum.confirmed += more.confirmed;
        sum.unconfirmed += more.unconfirmed;
        sum.refuted += more.refuted;
      },
    });
    return index.load(points);
  }

  /** The spots in a view (west, south, east, north), in reading order, with all areas that are drawn one by one. */
  inView(bounds: [number, number, number, number], zoom: number): Spot[] {
    const level = Math.round(zoom);
    const index = this.indexAt(level);
    const spots = (index?.getClusters(bounds, level) ?? []).map((feature): Spot => {
      const [longitude, latitude] = feature.geometry.coordinates as [number, number];
      const { properties } = feature;
      if ("cluster" in properties) {
        const { cluster_id: id, point_count: count, first, confirmed, unconfirmed, refuted } = properties;
        const byStatus: Spot["byStatus"] = [confirmed, unconfirmed, refuted];
        return {
          key: `c${id} ${count} ${first}`,
          first,
          count,
          byStatus,
          latitude,
          longitude,
          cluster: { id, index: index! },
          area: null,
        };
      }
      const { report } = properties;
      const place = this.atlas.place[report]!;
      return { ...this.spot([report]), latitude, longitude, area: this.atlas.kind[place] === "area" ? place : null };
    });
    for (const [place, reports] of this.areas) {
      spots.push({
        ...this.spot(reports),
        latitude: this.atlas.latitude[place]!,
        longitude: this.atlas.longitude[place]!,
        area: place,
      });
    }
    return spots.sort((one, other) => one.first - other.first);
  }

  /** The spot of one report, outside its cluster. */
  alone(report: number): Spot | null {
    const place = this.atlas.place[report]!;
    if (place < 0 || this.atlas.kind[place] === "none") return null;
    const area = this.atlas.kind[place] === "area" ? place : null;
    return {
      ...this.spot([report]),
      latitude: this.atlas.latitude[place]!,
      longitude: this.atlas.longitude[place]!,
      area,
    };
  }

  /** The reports of a spot, in reading order, at most `max`. */
  reportsIn(spot: Spot, max: number): number[] {
    if (spot.cluster === null)
      return spot.area === null ? [spot.first] : (this.areas.get(spot.area) ?? [spot.first]).slice(0, max);
    const leaves = spot.cluster.index.getLeaves(spot.cluster.id, max);
    return leaves.map((leaf) => leaf.properties.report).sort((one, other) => one - other);
  }

  /** The zoom at which a cluster splits; null where its reports have the same coordinates. */
  expansionZoom({ cluster }: Spot): number | null {
    if (!cluster) return null;
    const zoom = cluster.index.getClusterExpansionZoom(cluster.id);
    if (zoom <= this.nearest) return zoom;
    const leaves = cluster.index.getLeaves(cluster.id, Infinity);
    const [first] = leaves;
    const isSplit = leaves.some(({ geometry: { coordinates } }) =>
      coordinates.some((value, axis) => value !== first!.geometry.coordinates[axis]),
    );
    return isSplit ? Math.min(zoom, MAX_ZOOM) : null;
  }

  private spot(reports: number[]): Omit<Spot, "latitude" | "longitude" | "area"> {
    const byStatus: [number, number, number] = [0, 0, 0];
    for (const report of reports) byStatus[this.atlas.status[report] as 0 | 1 | 2]++;
    const [first, count] = [reports[0]!, reports.length];
    return { key: `r${first} ${count} ${reports.at(-1)}`, first, count, byStatus, cluster: null };
  }

  /** The shown reports of each area that is drawn; with many areas only of those that cannot be clustered. */
  private areasOf(shown: Int32Array): Map<number, number[]> {
    const areas = new Map<number, number[]>();
    for (const report of shown) {
      const place = this.atlas.place[report]!;
      if (place < 0 || this.atlas.kind[place] !== "area") continue;
      const group = areas.get(place);
      if (group) group.push(report);
      else areas.set(place, [report]);
    }
    if (areas.size <= MAX_AREAS) return areas;
    // An area given as an outline has no point that could be clustered.
    for (const place of areas.keys()) if (!Number.isNaN(this.atlas.latitude[place]!)) areas.delete(place);
    return areas;
  }
}
