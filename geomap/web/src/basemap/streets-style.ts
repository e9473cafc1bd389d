// The style of streets, for tiles in the OpenMapTiles and Protomaps schemas.
import {
  CenteredTextSymbolizer,
  exp,
  type Feature,
  GeomType,
  type LabelRule,
  LineLabelPlacement,
  LineLabelSymbolizer,
  LineSymbolizer,
  type PaintRule,
  PolygonSymbolizer,
} from "protomaps-leaflet";
import { broaderTags, isLatin } from "../data/language.js";
import type { StreetSchema } from "../data/wire.js";
import type { Palette } from "./palette.js";

type Road = "motorway" | "primary" | "secondary" | "minor" | "service" | "path" | "rail";
type Settlement = "city" | "town" | "suburb" | "village" | "quarter" | "hamlet";

/** The layers of a schema, and what a feature of a layer is; null where it is not drawn. */
interface Schema {
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

/** Widths in pixels by zoom, and the first zoom; below `filled` a road is one thin line. */
const ROADS: { kind: Road; from: number; filled: number; widths: number[][] }[] = [
  {
    kind: "service",
    from: 14,
    filled: 15.5,
    widths: [
      [14, 0.4],
      [16, 2],
      [18, 6],
    ],
  },
  {
    kind: "minor",
    from: 12.5,
    filled: 14,
    widths: [
      [12.5, 0.4],
      [14, 1.6],
      [16, 5],
      [18, 13],
    ],
  },
  {
    kind: "secondary",
    from: 10.5,
    filled: 13,
    widths: [
      [10.5, 0.6],
      [13, 2],
      [14, 3],
      [16, 8],
      [18, 18],
    ],
  },
  {
    kind: "primary",
    from: 8,
    filled: 12.5,
    widths: [
      [8, 0.5],
      [11, 1],
      [13, 2.6],
      [14, 4],
      [16, 10],
      [18, 22],
    ],
  },
  {
    kind: "motorway",
    from: 6,
    filled: 12,
    widths: [
      [6, 0.6],
      [10, 1.4],
      [12, 2.4],
      [14, 5],
      [16, 12],
      [18, 26],
    ],
  },
];

const PLACES: { kind: Settlement; from: number; to: number; sizes: number[][]; weight: number }[] = [
  {
    kind: "city",
    from: 4,
    to: 14,
    sizes: [
      [4, 11],
      [8, 14],
      [12, 18],
    ],
    weight: 600,
  },
  {
    kind: "town",
    from: 8,
    to: 15,
    sizes: [
      [8, 11],
      [13, 15],
    ],
    weight: 600,
  },
  {
    kind: "suburb",
    from: 11.5,
    to: 16.5,
    sizes: [
      [11.5, 11],
      [15, 14],
    ],
    weight: 500,
  },
  {
    kind: "village",
    from: 11,
    to: 16,
    sizes: [
      [11, 10.5],
      [15, 13.5],
    ],
    weight: 500,
  },
  {
    kind: "quarter",
    from: 13.5,
    to: 17,
    sizes: [
      [13.5, 10.5],
      [16, 12.5],
    ],
    weight: 400,
  },
  {
    kind: "hamlet",
    from: 13,
    to: 17,
    sizes: [
      [13, 10.5],
      [16, 12],
    ],
    weight: 400,
  },
];

/** Paint rules for streets in this schema, lowest first, and label rules, most important first. */
export function streetRules(
  schema: StreetSchema,
  palette: Palette,
  language: string,
): { paint: PaintRule[]; labels: LabelRule[] } {
  const source = SCHEMAS[schema];
  return { paint: paintRules(source, palette), labels: labelRules(source, palette, language) };
}

function paintRules(source: Schema, palette: Palette): PaintRule[] {
  const isArea = (feature: Feature): boolean => feature.geomType === GeomType.Polygon;
  const isLine = (feature: Feature): boolean => feature.geomType === GeomType.Line;
  return [
    ...source.green.map(({ layer, is }) => ({
      dataLayer: layer,
      symbolizer: new PolygonSymbolizer({
        fill: palette.green,
        opacity: exp(1, [
          [8, 0.45],
          [12, 0.8],
        ]),
      }),
      filter: (_: number, feature: Feature) => isArea(feature) && is(feature),
    })),
    {
      dataLayer: source.water,
      symbolizer: new PolygonSymbolizer({ fill: palette.water }),
      filter: (_, feature) => isArea(feature),
    },
    {
      dataLayer: source.waterways,
      minzoom: 8,
      symbolizer: line(palette.water, [
        [8, 0.6],
        [12, 1],
        [14, 1.6],
        [17, 4],
      ]),
      filter: (zoom, feature) => isLine(feature) && !source.isTunnel(feature) && (zoom >= 13 || isRiver(feature)),
    },
    {
      dataLayer: source.buildings,
      minzoom: 14,
      symbolizer: new PolygonSymbolizer({
        fill: palette.building,
        opacity: exp(1, [
          [14, 0.5],
          [15, 1],
        ]),
      }),
      filter: (_, feature) => isArea(feature),
    },
    ...roadRules(source, palette),
    {
      dataLayer: source.boundaries,
      minzoom: 4,
      symbolizer: new LineSymbolizer({ color: palette.boundary, width: 0.9, dash: [4, 3] }),
      filter: (zoom, feature) => source.level(feature) > 2 && source.level(feature) <= (zoom < 8 ? 4 : 6),
    },
    {
      dataLayer: source.boundaries,
      symbolizer: line(palette.boundary, [
        [3, 0.8],
        [10, 1.6],
      ]),
      filter: (_, feature) => source.level(feature) === 2,
    },
  ];
}

/** Paths below streets, and the casings of all streets below all their fills, so that crossings are open. */
function roadRules(source: Schema, palette: Palette): PaintRule[] {
  const rule = (kind: Road, from: number, symbolizer: LineSymbolizer, tunnel?: boolean): PaintRule => ({
    dataLayer: source.roads,
    minzoom: from,
    symbolizer,
    filter: (_, feature) =>
      source.road(feature) === kind && (tunnel === undefined || source.isTunnel(feature) === tunnel),
  });
  const casedWidth =
    ({ filled, widths }: (typeof ROADS)[number]) =>
    (zoom: number): number => {
      const width = exp(1.4, widths)(zoom);
      return zoom < filled ? Math.max(width, 0.5) : width + 1.4;
    };
  return [
    rule(
      "path",
      15,
      new LineSymbolizer({
        color: palette.roadCasing,
        width: exp(1, [
          [15, 0.7],
          [18, 1.6],
        ]),
        dash: [3, 2],
      }),
      false,
    ),
    ...ROADS.map(({ kind, from }) =>
      rule(
        kind,
        Math.max(from, 12),
        new LineSymbolizer({
          color: palette.roadCasing,
          width: exp(1, [
            [12, 0.9],
            [17, 2],
          ]),
          dash: [5, 4],
        }),
        true,
      ),
    ),
    ...ROADS.map((road) => rule(road.kind, road.from, line(palette.roadCasing, casedWidth(road)), false)),
    ...ROADS.map((road) => rule(road.kind, road.filled, line(palette.road, exp(1.4, road.widths)), false)),
    rule(
      "rail",
      10,
      line(palette.rail, [
        [10, 0.4],
        [14, 0.8],
        [17, 1.6],
      ]),
      false,
    ),
  ];
}

function line(color: string, width: number[][] | ((zoom: number) => number)): LineSymbolizer {
  return new LineSymbolizer({
    color,
    width: typeof width === "function" ? width : exp(1, width),
    lineCap: "round",
    lineJoin: "round",
  });
}

function labelRules(source: Schema, palette: Palette, language: string): LabelRule[] {
  const labelProps = (_: number, feature?: Feature): string[] => nameKeys(feature?.props ?? {}, language);
  const halo = { stroke: palette.labelHalo, width: 2.5 };
  const text = { labelProps, fontFamily: palette.font, fill: palette.label, ...halo };
  const onWater = { ...text, fill: palette.waterLabel, fontStyle: "italic", fontSize: 11 };
  const isPoint = (feature: Feature): boolean => feature.geomType === GeomType.Point;
  const isLine = (feature: Feature): boolean => feature.geomType === GeomType.Line;
  const roadNames = (kinds: Road[], from: number, size: number): LabelRule => ({
    dataLayer: source.roadNames,
    minzoom: from,
    symbolizer: new LineLabelSymbolizer({
      ...text,
      fontSize: size,
      position: LineLabelPlacement.Center,
      repeatDistance: 400,
    }),
    filter: (_, feature) => isLine(feature) && kinds.includes(source.road(feature) as Road),
  });
  return [
    ...PLACES.map(({ kind, from, to, sizes, weight }) => ({
      dataLayer: source.places,
      minzoom: from,
      maxzoom: to,
      symbolizer: new CenteredTextSymbolizer({ ...text, fontSize: exp(1, sizes), fontWeight: weight, lineHeight: 1.4 }),
      filter: (_: number, feature: Feature) => isPoint(feature) && source.place(feature) === kind,
      sort: byRank,
    })),
    {
      dataLayer: source.pois,
      minzoom: 14,
      symbolizer: new CenteredTextSymbolizer({ ...text, fontSize: 10.5, lineHeight: 1.3 }),
      filter: (_, feature) => isPoint(feature) && source.isStation(feature),
      sort: byRank,
    },
    roadNames(["motorway", "primary"], 14, 11),
    {
      dataLayer: source.waterNames,
      minzoom: 10,
      symbolizer: new CenteredTextSymbolizer({ ...onWater, lineHeight: 1.4 }),
      filter: (_, feature) => isPoint(feature),
    },
    {
      dataLayer: source.waterways,
      minzoom: 12,
      symbolizer: new LineLabelSymbolizer({ ...onWater, position: LineLabelPlacement.Center, repeatDistance: 600 }),
      filter: (zoom, feature) => isLine(feature) && !source.isTunnel(feature) && (zoom >= 14 || isRiver(feature)),
    },
    roadNames(["secondary"], 14.5, 10.5),
    roadNames(["minor"], 15, 10.5),
    roadNames(["service"], 16.5, 10),
  ];
}

/** The property with the name in the reader's language, or in the nearest language; none where there is no name. */
export function nameKeys(props: Feature["props"], language: string): string[] {
  const tags = broaderTags(language);
  const known = [
    ...tags.map((tag) => `name:${tag}`),
    `name_${tags.at(-1)!}`,
    ...(isLatin(language) ? ["name:latin", "name_en", "name:en"] : []),
    "name",
  ];
  const isGiven = (key: string): boolean => typeof props[key] === "string" && props[key].trim() !== "";
  const found = known.find(isGiven) ?? Object.keys(props).find((key) => key.startsWith("name:") && isGiven(key));
  return found ? [found] : [];
}

function byRank(a: Feature["props"], b: Feature["props"]): number {
  const rank = (props: Feature["props"]): number => Number(props.rank ?? props.min_zoom ?? 99);
  return rank(a) - rank(b);
}

function isRiver({ props }: Feature): boolean {
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

const SCHEMAS: Record<StreetSchema, Schema> = {
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
