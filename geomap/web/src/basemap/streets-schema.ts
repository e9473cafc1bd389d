// The OpenMapTiles and Protomaps schemas in common terms: what is a road, a settlement, a green area.
import type { Feature } from "protomaps-leaflet";
import type { StreetSchema } from "../data/wire.js";

export type Road = "motorway" | "primary" | "secondary" | "minor" | "service" | "path" | "rail";
export type Settlement = "city" | "town" | "suburb" | "village" | "quarter" | "hamlet";

/** The layers of a schema, and what a feature of a layer is; null where it is not drawn. */
export interface Schema {
  green: { layer: string; is(feature: Feature): boolean }[];
  water: string;
  waterways: string;
  buildings: string;
  roads: string;
  road(feature: Feature): Road | null;
  isTunnel(feature: Feature): boolean;
  boundaries: string;
  /** 2 for a country's boundary, larger for smaller units. */
  level(feature: Feature): number;
  roadNames: string;
  places: string;
  place(feature: Feature): Settlement | null;
  waterNames: string;
  pois: string;
  isStation(feature: Feature): boolean;
}

const ROAD_CLASSES: Record<string, Road> = {
  motorway: "motorway",
  trunk: "motorway",
  primary: "primary",
  secondary: "secondary",
  tertiary: "secondary",
  minor: "minor",
  unclassified: "minor",
  residential: "minor",
  living_street: "minor",
  service: "service",
  pedestrian: "service",
  track: "path",
  path: "path",
  rail: "rail",
  light_rail: "rail",
  narrow_gauge: "rail",
  monorail: "rail",
  tram: "rail",
  transit: "rail",
  // Protomaps features without a detail
  highway: "motorway",
  major_road: "primary",
  medium_road: "secondary",
  minor_road: "minor",
};

const SETTLEMENTS: Record<string, Settlement> = {
  city: "city",
  town: "town",
  suburb: "suburb",
  village: "village",
  quarter: "quarter",
  neighbourhood: "quarter",
  hamlet: "hamlet",
  isolated_dwelling: "hamlet",
  macrohood: "suburb",
  locality: "village",
};

const GREEN = new Set([
  "wood",
  "forest",
  "grass",
  "grassland",
  "meadow",
  "scrub",
  "park",
  "public_park",
  "garden",
  "golf_course",
  "cemetery",
  "pitch",
  "village_green",
  "recreation_ground",
  "allotments",
  "orchard",
  "vineyard",
  "wetland",
]);

const isGreen = ({ props }: Feature): boolean => GREEN.has(kindOf(props));

export const SCHEMAS: Record<StreetSchema, Schema> = {
  openmaptiles: {
    green: [
      { layer: "landcover", is: isGreen },
      { layer: "landuse", is: isGreen },
      { layer: "park", is: isGreen },
    ],
    water: "water",
    waterways: "waterway",
    buildings: "building",
    roads: "transportation",
    road({ props }) {
      const road = lookup(ROAD_CLASSES, kindOf(props));
      // Slip roads are as narrow as small streets.
      if (props.ramp && road !== "rail" && road !== "path") return road && "minor";
      return road === "rail" && props.service ? null : road;
    },
    isTunnel: ({ props }) => (props.brunnel ?? props.brunnel_type) === "tunnel",
    boundaries: "boundary",
    level: ({ props }) => (props.maritime ? 99 : Number(props.admin_level ?? 99)),
    roadNames: "transportation_name",
    places: "place",
    // A locality is a field or a hill here, not a settlement.
    place: ({ props }) => (props.class === "locality" ? null : lookup(SETTLEMENTS, kindOf(props))),
    waterNames: "water_name",
    pois: "poi",
    isStation: ({ props }) =>
      props.class === "railway" && ["station", "halt", "subway"].includes(String(props.subclass)),
  },
  protomaps: {
    green: [
      { layer: "landcover", is: isGreen },
      { layer: "landuse", is: isGreen },
      { layer: "natural", is: isGreen },
    ],
    water: "water",
    waterways: "water",
    buildings: "buildings",
    roads: "roads",
    road({ props }) {
      const road = lookup(ROAD_CLASSES, detailOf(props), kindOf(props));
      return (props.is_link ?? props["pmap:link"]) && road !== "rail" && road !== "path" ? road && "minor" : road;
    },
    isTunnel: ({ props }) => Boolean(props.is_tunnel ?? Number(props["pmap:level"] ?? 0) < 0),
    boundaries: "boundaries",
    level({ props }) {
      const level = Number(detailOf(props) || (props["pmap:min_admin_level"] ?? Number.NaN));
      return level || (lookup({ country: 2, region: 4, county: 6 }, kindOf(props)) ?? 99);
    },
    roadNames: "roads",
    places: "places",
    place: ({ props }) => lookup(SETTLEMENTS, detailOf(props), kindOf(props)),
    waterNames: "water",
    pois: "pois",
    isStation: ({ props }) => ["station", "train_station", "subway_station"].includes(kindOf(props)),
  },
};

export function isRiver({ props }: Feature): boolean {
  return ["river", "canal"].includes(kindOf(props));
}

/** The kind of a feature: `class` in OpenMapTiles; `kind` in Protomaps, with a prefix in its older versions. */
function kindOf(props: Feature["props"]): string {
  return String(props.class ?? props.kind ?? props["pmap:kind"] ?? "");
}

function detailOf(props: Feature["props"]): string {
  return String(props.kind_detail ?? props["pmap:kind_detail"] ?? "");
}

function lookup<Value>(table: Record<string, Value>, ...keys: string[]): Value | null {
  for (const key of keys) if (Object.hasOwn(table, key)) return table[key]!;
  return null;
}
