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
import { isRiver, type Road, SCHEMAS, type Schema, type Settlement } from "./streets-schema.js";

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
