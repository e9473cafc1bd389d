// The style of the overview map: land, water, borders, rivers and the names of settlements. It shows its own precision:
// at deep zooms coasts and rivers are as wide as their uncertainty.
import { type Feature, LineSymbolizer, type PaintRule, PolygonSymbolizer } from "protomaps-leaflet";
import { mixed, type Palette } from "./palette.js";

/** Width in metres of the range in which a coast or river of Natural Earth's 1:10m data may be. */
const UNCERTAINTY_M = 1000;
/** Up to this many pixels of uncertainty the map is not misleading: to about zoom 10 in middle latitudes. */
const MAX_UNCERTAINTY_PX = 12;
const EQUATOR_M = 40_075_017;

/** By how many zooms a view is closer than the data's precision allows; zero or less where it is precise enough. */
export function zoomsTooClose(zoom: number, latitude: number): number {
  return Math.log2(uncertaintyPx(zoom, latitude) / MAX_UNCERTAINTY_PX);
}

function uncertaintyPx(zoom: number, latitude: number): number {
  return (UNCERTAINTY_M * 256 * 2 ** zoom) / (EQUATOR_M * Math.cos((latitude * Math.PI) / 180));
}

/**
 * @param coarse - The zoom of the tiles where they are generalised for a smaller scale than 1:10m; their lines are right
 *   to about a pixel of it.
 */
export function contextPaint(palette: Palette, zoom: number, latitude: number, coarse: number | null): PaintRule[] {
  const { land, water, boundary } = palette;
  const blurPx = Math.max(uncertaintyPx(zoom, latitude), coarse === null ? 0 : 2 ** (zoom - 1 - coarse));
  const over = Math.log2(blurPx / MAX_UNCERTAINTY_PX);
  const faded = Math.min(Math.max((over + 1) / 4, 0), 1);
  const uncertainty = blurPx * Math.min(Math.max(over, 0), 1);
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
    {
      dataLayer: "river",
      symbolizer: new LineSymbolizer({ color: river, width: riverWidth, ...round, perFeature: true }),
    },
    // Over the rivers: their courses continue through lakes.
    { dataLayer: "water", symbolizer: new PolygonSymbolizer({ fill: water }) },
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
