// The style of the overview map: land, water, borders, rivers and the names of settlements. It shows its own precision:
// at deep zooms coasts and rivers are as wide as their uncertainty.
import {
  CenteredTextSymbolizer,
  CircleSymbolizer,
  type Feature,
  GroupSymbolizer,
  type LabelRule,
  LineSymbolizer,
  OffsetTextSymbolizer,
  Padding,
  type PaintRule,
  PolygonSymbolizer,
  TextPlacements,
} from "protomaps-leaflet";
import { broaderTags, countryNamesIn } from "../data/language.js";
import { mixed, type Palette } from "./palette.js";

/** Width in metres of the range in which a coast or river of Natural Earth's 1:10m data may be. */
const UNCERTAINTY_M = 1000;
/** Up to this many pixels of uncertainty the map is not misleading: to about zoom 10 in middle latitudes. */
const MAX_UNCERTAINTY_PX = 12;
const EQUATOR_M = 40_075_017;
/** Below this zoom a settlement is a dot with its name next to it; above, an area with its name in it. */
const DOTS_BELOW = 9;
/** The zoom from which names of each rank are shown. */
const MIN_ZOOM = [0, 2, 3, 4, 5, 6.5, 8, 9.5];
/** Font size in pixels by rank. From `DOTS_BELOW` on, parts of cities and small towns have the same size. */
const FONT_SIZE = [0, 15, 13.5, 12.5, 12, 11.5, 11, 11];

/** By how many zooms a view is closer than the data's precision allows; zero or less where it is precise enough. */
export function zoomsTooClose(zoom: number, latitude: number): number {
  return Math.log2(uncertaintyPx(zoom, latitude) / MAX_UNCERTAINTY_PX);
}

function uncertaintyPx(zoom: number, latitude: number): number {
  return (UNCERTAINTY_M * 256 * 2 ** zoom) / (EQUATOR_M * Math.cos((latitude * Math.PI) / 180));
}

export function contextPaint(palette: Palette, zoom: number, latitude: number): PaintRule[] {
  const { land, water, boundary } = palette;
  const over = zoomsTooClose(zoom, latitude);
  const faded = Math.min(Math.max((over + 1) / 4, 0), 1);
  const uncertainty = uncertaintyPx(zoom, latitude) * Math.min(Math.max(over, 0), 1);
  const line = mixed(boundary, land, 0.6 * faded);
  const river = mixed(over < 0.5 ? palette.river : water, land, 0.4 * faded);
  const round = { lineCap: "round", lineJoin: "round" } as const;
  const riverWidth = (_: number, feature?: Feature): number => {
    const rank = Number(feature?.props.rank ?? 9);
    const drawn = Math.min(Math.max(0.5, (zoom - 2) * 0.4), 4) * (rank <= 4 ? 1.25 : rank <= 6 ? 1 : 0.85);
    return Math.max(drawn, uncertainty);
  };
  const shore = mixed(water, land, 0.5);
  return [
    { dataLayer: "water", symbolizer: new PolygonSymbolizer({ fill: water }) },
    {
      dataLayer: "river",
      symbolizer: new LineSymbolizer({ color: river, width: riverWidth, ...round, perFeature: true }),
    },
    ...(uncertainty > 3
      ? [{ dataLayer: "water", symbolizer: new LineSymbolizer({ color: shore, width: uncertainty, ...round }) }]
      : []),
    {
      dataLayer: "region",
      symbolizer: new LineSymbolizer({
        color: mixed(line, land, 0.25),
        dashColor: mixed(line, land, 0.25),
        width: 1,
        dashWidth: 1,
        dash: [3, 3],
      }),
    },
    {
      dataLayer: "border",
      filter: (_, feature) => !feature.props.disputed,
      symbolizer: new LineSymbolizer({ color: line, width: zoom < 4 ? 0.8 : 1.6, ...round }),
    },
    {
      dataLayer: "border",
      filter: (_, feature) => Boolean(feature.props.disputed),
      symbolizer: new LineSymbolizer({ color: line, width: zoom < 4 ? 0.8 : 1.4, dash: [5, 4] }),
    },
  ];
}

/** Names in order of their priority, without those that the map's own labels show already (`labelled`). */
export function contextNames(
  palette: Palette,
  zoom: number,
  language: string,
  labelled: ReadonlySet<string>,
): LabelRule[] {
  const fill = mixed(palette.label, palette.land, 0.12);
  const halo = { stroke: palette.labelHalo, width: 1.5 };
  const text = { labelProps: namesIn(language), fill, ...halo, maxLineChars: 18, lineHeight: 1.25 };
  const known = countryNamesIn(language);
  const countryName = ({ iso, name }: Feature["props"]): string => (known(String(iso)) ?? String(name)).toUpperCase();
  const country = new CenteredTextSymbolizer({
    labelProps: ["label"],
    font: `600 ${zoom < 4 ? 11.5 : 13}px ${palette.font}`,
    letterSpacing: 1.2,
    fill: mixed(fill, palette.land, 0.1),
    ...halo,
    maxLineChars: 14,
    lineHeight: 1.3,
  });
  const settlement = (rank: number): LabelRule => {
    const weight = rank <= 2 || (rank === 3 && zoom < DOTS_BELOW) ? 600 : 400;
    const size = zoom >= DOTS_BELOW && rank >= 3 ? 12 : FONT_SIZE[rank]!;
    const font = `${weight} ${size}px ${palette.font}`;
    const dotted = new GroupSymbolizer([
      new CircleSymbolizer({ radius: rank <= 2 ? 2.5 : 2, fill, stroke: palette.labelHalo, width: 1.5 }),
      new OffsetTextSymbolizer({ ...text, font, offsetX: 5, offsetY: 0, placements: [TextPlacements.E] }),
    ]);
    const symbolizer = new Padding(
      zoom < DOTS_BELOW ? 4 : 14,
      zoom < DOTS_BELOW ? dotted : new CenteredTextSymbolizer({ ...text, font }),
    );
    return {
      dataLayer: "place",
      minzoom: MIN_ZOOM[rank]!,
      filter: (_, { props }) => props.rank === rank && !Object.values(props).some((name) => labelled.has(String(name))),
      symbolizer,
    };
  };
  return [
    {
      dataLayer: "country",
      maxzoom: 6.9,
      filter: (_, { props }) => Number(props.rank) < zoom - 0.9,
      symbolizer: {
        place: (layout, geom, feature) =>
          country.place(layout, geom, {
            ...feature,
            props: { label: countryName(feature.props) },
          }),
      },
    },
    ...[1, 2, 3, 4, 5, 6, 7].map(settlement),
  ];
}

/** The properties with a feature's name in a language, best first. Readers of Russian and Ukrainian know both names. */
function namesIn(language: string): string[] {
  const tags = broaderTags(language);
  const related = tags.includes("ru") ? ["uk"] : tags.includes("uk") ? ["ru"] : [];
  return [...[...tags, ...related].map((tag) => `name:${tag}`), "name"];
}
