// Groups the places of the shown reports at each zoom, so that no two marks on the map overlap.
import type { Atlas } from "../data/atlas.js";
import { STATUSES, type Status } from "../data/wire.js";
import { MAX_ZOOM } from "../data/world.js";

/** Half the side of a single mark in pixels, with a pixel around it: WCAG 2.2 asks for targets of 24. */
export const PIN_PX = 13;
/** Pixels between two marks. */
const GAP_PX = 2;
/** Above this many places the map is calmer with more room between its rings. */
const MANY = 300;
const GAP_OF_MANY_PX = 26;
/** Half the extent in pixels from which on an area is drawn as it is, and clusters with nothing: its outline is its mark. */
export const AREA_PX = 18;
const CELL_PX = 64;
/** Squares are 1/2³ of a tile of 256 pixels: 32 to 64 pixels on the screen. */
const SQUARES_PER_TILE = 3;
const EARTH_M = 40_075_016.686;

/** What is at a place on the map: one report, or several. */
export interface Spot {
  /** The same for as long as it is the same spot. */
  key: string;
  /** First of its reports in reading order. */
  first: number;
  count: number;
  /** Counts by status, in the order of STATUSES. */
  byStatus: readonly [number, number, number];
  /** The place that the mark is on: of a cluster, the one with the most reports. */
  place: number;
  latitude: number;
  longitude: number;
  /** The places of its reports; more than one in a cluster. */
  places: readonly number[];
  /** How it is drawn: a mark on a point, or an area, which is its own mark where it is large enough to be seen. */
  kind: "point" | "area" | "cluster";
}

/** A square of the map, and its reports. */
export interface Square {
  key: string;
  count: number;
  west: number;
  south: number;
  east: number;
  north: number;
}

/** The shown reports of one place. */
interface Leaf {
  place: number;
  /** Shown reports, in reading order. */
  reports: number[];
  byStatus: [number, number, number];
  /** Web Mercator, from 0 to 1 over the world. */
  x: number;
  y: number;
  /** Half the extent of an area, as a share of the world's width; 0 for a point. */
  half: number;
}

/** A mark at one zoom. */
interface Group {
  /** The leaf that the mark is on. */
  anchor: Leaf;
  leaves: Leaf[];
  count: number;
  /** Half the mark's side in pixels. */
  radius: number;
}

/** The side of a ring in pixels: more reports, a larger ring. */
export function ringSide(count: number): number {
  return 26 + Math.min(22, Math.round(3 * Math.log2(count)));
}

/** Half the side of the mark of so many reports at one place or in a cluster, in pixels. */
export function markRadius(count: number): number {
  return count === 1 ? PIN_PX : Math.max(PIN_PX, ringSide(count) / 2 + 1);
}

export class Clusters {
  private leaves: Leaf[] = [];
  private readonly byPlace = new Map<number, Leaf>();
  private readonly levels = new Map<number, Spot[]>();

  constructor(private readonly atlas: Atlas) {}

  /** Takes the reports that are shown, in reading order. */
  load(shown: Int32Array): void {
    const { atlas, byPlace } = this;
    byPlace.clear();
    this.levels.clear();
    for (const report of shown) {
      const place = atlas.place[report]!;
      if (place < 0 || atlas.kind[place] === "none") continue;
      let leaf = byPlace.get(place);
      if (!leaf) {
        const made = this.leafOf(place);
        if (!made) continue;
        leaf = made;
        byPlace.set(place, leaf);
      }
      leaf.reports.push(report);
      leaf.byStatus[atlas.status[report] as 0 | 1 | 2]++;
    }
    this.leaves = [...byPlace.values()];
  }

  /** The spots in a view (west, south, east, north in degrees), in reading order. */
  inView([west, south, east, north]: readonly [number, number, number, number], zoom: number): Spot[] {
    const found = this.at(zoom).filter(({ latitude, longitude, kind, place }) => {
      const reach = kind === "area" ? (this.byPlace.get(place)?.half ?? 0) * 360 : 0;
      if (latitude < south - reach || latitude > north + reach) return false;
      const turn = 360 * Math.ceil((west - reach - longitude) / 360);
      return longitude + turn <= east + reach;
    });
    return found;
  }

  /** All spots at a zoom, in reading order. */
  at(zoom: number): Spot[] {
    const level = levelOf(zoom);
    let spots = this.levels.get(level);
    if (!spots) {
      spots = this.groups(this.leaves, level)
        .map((group) => this.spot(group))
        .sort((one, other) => one.first - other.first);
      this.levels.set(level, spots);
    }
    return spots;
  }

  /**
   * The reports at a zoom counted in squares of the Mercator world, the same ones wherever the view is.
   *
   * @returns The squares with reports, and the number of reports whose place is not known to a square.
   */
  squares(zoom: number): { squares: Square[]; imprecise: number } {
    const columns = 2 ** (levelOf(zoom) + SQUARES_PER_TILE);
    const counts = new Map<number, number>();
    let imprecise = 0;
    for (const { x, y, place, reports } of this.leaves) {
      if (2 * this.reachOf(place) * columns > 1) imprecise += reports.length;
      else {
        const key = Math.min(Math.floor(y * columns), columns - 1) * columns + Math.floor(x * columns);
        counts.set(key, (counts.get(key) ?? 0) + reports.length);
      }
    }
    const squares = [...counts].map(([key, count]) => {
      const [row, column] = [Math.floor(key / columns), key % columns];
      const [west, east] = [column, column + 1].map((edge) => (edge / columns - 0.5) * 360) as [number, number];
      const [north, south] = [row, row + 1].map((edge) => latitudeOf(edge / columns)) as [number, number];
      return { key: `${columns}/${key}`, count, west, south, east, north };
    });
    return { squares: squares.sort((one, other) => other.count - one.count), imprecise };
  }

  /** Half the extent in pixels of a place's area at a zoom, as the clusters count it; 0 for a point. */
  halfPixels(place: number, zoom: number): number {
    return (this.byPlace.get(place)?.half ?? 0) * 256 * 2 ** levelOf(zoom);
  }

  /** The spot of one report alone, whatever cluster it is in. */
  alone(report: number): Spot | null {
    const leaf = this.byPlace.get(this.atlas.place[report]!);
    if (!leaf) return null;
    const byStatus: [number, number, number] = [0, 0, 0];
    byStatus[this.atlas.status[report] as 0 | 1 | 2] = 1;
    const one = { ...leaf, reports: [report], byStatus };
    return this.spot({ anchor: one, leaves: [one], count: 1, radius: PIN_PX });
  }

  /** The reports of a spot, in reading order, at most `most` of them. */
  reportsIn(spot: Spot, most = Number.POSITIVE_INFINITY): number[] {
    if (spot.count === 1) return [spot.first];
    const reports = spot.places.flatMap((place) => this.byPlace.get(place)?.reports ?? []);
    return reports.sort((one, other) => one - other).slice(0, most);
  }

  /** The least zoom deeper than this one at which a spot parts; null where its reports are at one place or on one point. */
  expansionZoom(spot: Spot, zoom: number): number | null {
    const leaves = spot.places.map((place) => this.byPlace.get(place)).filter((leaf) => leaf !== undefined);
    if (leaves.length < 2) return null;
    for (let level = levelOf(zoom) + 1; level <= MAX_ZOOM; level++)
      if (this.groups(leaves, level).length > 1) return level;
    return null;
  }

  /** How far from its middle a place reaches, or its true position may be, as a share of the world's width. */
  private reachOf(place: number): number {
    const { latitude, reach } = this.atlas.middle;
    return reach[place]! / (EARTH_M * Math.max(Math.cos((latitude[place]! * Math.PI) / 180), 0.01));
  }

  private leafOf(place: number): Leaf | null {
    const { atlas } = this;
    const [latitude, longitude] = [atlas.middle.latitude[place]!, atlas.middle.longitude[place]!];
    if (Number.isNaN(latitude) || Number.isNaN(longitude)) return null;
    const half = atlas.kind[place] === "area" ? this.reachOf(place) : 0;
    return { place, reports: [], byStatus: [0, 0, 0], ...project(latitude, longitude), half };
  }

  /**
   * Groups so that no markers overlap: each leaf joins whatever its marker would touch, and the group is tried again
   * until nothing touches. The marker stays on the place with the most reports, so that its position is a real one.
   */
  private groups(leaves: readonly Leaf[], level: number): Group[] {
    const world = 256 * 2 ** level;
    const gap = this.leaves.length > MANY ? GAP_OF_MANY_PX : GAP_PX;
    const columns = Math.max(1, Math.floor(world / CELL_PX));
    const cell = world / columns; // a whole number of them goes around the Earth
    const grid = new Map<number, Group[]>();
    const apart: Group[] = [];
    const columnOf = (group: Group): number => Math.min(Math.floor((group.anchor.x * world) / cell), columns - 1);
    const rowOf = (group: Group): number => Math.floor((group.anchor.y * world) / cell);
    const touching = (group: Group): Group | null => {
      const { x, y } = group.anchor;
      const [column, row] = [columnOf(group), rowOf(group)];
      for (let down = -1; down <= 1; down++) {
        for (let right = -1; right <= 1; right++) {
          const key = (row + down) * columns + ((column + right + columns) % columns);
          for (const other of grid.get(key) ?? []) {
            const across = Math.abs(other.anchor.x - x);
            const dx = Math.min(across, 1 - across) * world;
            const dy = (other.anchor.y - y) * world;
            const least = group.radius + other.radius + gap;
            if (dx * dx + dy * dy < least * least) return other;
          }
        }
      }
      return null;
    };
    for (const leaf of leaves) {
      const half = leaf.half * world;
      let group: Group = {
        anchor: leaf,
        leaves: [leaf],
        count: leaf.reports.length,
        radius: markRadius(leaf.reports.length),
      };
      if (half >= AREA_PX) {
        apart.push(group);
        continue;
      }
      group.radius = Math.max(group.radius, half + 1);
      for (let other = touching(group); other; other = touching(group)) {
        const cell = grid.get(rowOf(other) * columns + columnOf(other))!;
        cell.splice(cell.indexOf(other), 1);
        group = joined(other, group);
      }
      const key = rowOf(group) * columns + columnOf(group);
      const there = grid.get(key);
      if (there) there.push(group);
      else grid.set(key, [group]);
    }
    return [...apart, ...[...grid.values()].flat()];
  }

  private spot({ anchor, leaves, count }: Group): Spot {
    const byStatus: [number, number, number] = [0, 0, 0];
    let [first, last] = [Number.POSITIVE_INFINITY, 0];
    for (const leaf of leaves) {
      for (const index of [0, 1, 2] as const) byStatus[index] += leaf.byStatus[index];
      first = Math.min(first, leaf.reports[0]!);
      last += leaf.reports.at(-1)!;
    }
    const { place } = anchor;
    return {
      key: `${place} ${leaves.length} ${count} ${first} ${last}`,
      first,
      count,
      byStatus,
      place,
      latitude: this.atlas.middle.latitude[place]!,
      longitude: this.atlas.middle.longitude[place]!,
      places: leaves.map((leaf) => leaf.place),
      kind: leaves.length > 1 ? "cluster" : this.atlas.kind[place] === "area" ? "area" : "point",
    };
  }
}

/** Two groups as one, on the mark of the one with more reports; of equals, on that of the earlier report. */
function joined(one: Group, other: Group): Group {
  const [more, less] = one.anchor.reports.length >= other.anchor.reports.length ? [one, other] : [other, one];
  const count = one.count + other.count;
  const [long, short] =
    more.leaves.length >= less.leaves.length ? [more.leaves, less.leaves] : [less.leaves, more.leaves];
  for (const leaf of short) long.push(leaf);
  return { anchor: more.anchor, leaves: long, count, radius: markRadius(count) };
}

/** Clusters are made for whole zooms: between two of them the marks are only farther apart. */
function levelOf(zoom: number): number {
  return Math.max(0, Math.min(Math.floor(zoom + 1e-6), MAX_ZOOM));
}

function project(latitude: number, longitude: number): { x: number; y: number } {
  const sine = Math.min(Math.max(Math.sin((latitude * Math.PI) / 180), -0.9999), 0.9999);
  return {
    x: (((longitude / 360 + 0.5) % 1) + 1) % 1,
    y: 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI),
  };
}

/** The latitude of a share of the Mercator world's height. */
function latitudeOf(y: number): number {
  return (Math.atan(Math.sinh(Math.PI * (1 - 2 * y))) * 180) / Math.PI;
}

/** The number of reports of each status, in the order of STATUSES; statuses without reports are left out. */
export function statusesOf({ byStatus }: Spot): [Status, number][] {
  return STATUSES.map((status, index): [Status, number] => [status, byStatus[index]!]).filter(([, count]) => count > 0);
}
