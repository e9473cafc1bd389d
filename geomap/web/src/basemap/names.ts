// The names of the overview map: countries, seas, islands, rivers and settlements in view, in the order in which they
// get room, and how they are drawn.
import { broaderTags, countryNamesIn, hasSeparateLetters, intlTag } from "../data/language.js";
import { countriesIn, positionsOffshore, positionsOn } from "./countries.js";
import { islandsIn, positionsOnIsland } from "./islands.js";
import { mixed, type Palette } from "./palette.js";
import { around, at, type Box, nextTo, Placement, type Position } from "./placement.js";
import type { RegionInView, WorldView } from "./regions.js";
import { boxesOf, type Point, positionsAlong, riversIn } from "./rivers.js";
import type { Sea } from "./sea.js";
import { positionsIn, seasIn } from "./seas.js";

/** A point of the embedded names, in pixels from the map's top left corner. */
export interface NamePoint {
  x: number;
  y: number;
  properties: Readonly<Record<string, string | number | boolean | undefined>>;
}

/** A name with its place on the map, ready to be drawn. */
export interface PlacedName {
  text: string;
  style: TextStyle;
  lines: readonly string[];
  box: Box;
  side: Position["side"];
  dot: { x: number; y: number; radius: number } | null;
  /** How far it is turned about the middle of its box, clockwise, in radians; only the names of rivers are. */
  angle?: number;
}

interface TextStyle {
  font: string;
  colour: string;
  letterSpacing: number;
  lineHeight: number;
}

export interface NameStyle {
  palette: Palette;
  zoom: number;
  language: string;
  cities: Record<string, string>;
  /** Names of seas, islands and rivers in that language. */
  naturalFeatures: Record<string, string>;
}

interface Name {
  point: NamePoint;
  text: string;
  rank: number;
  style: TextStyle;
}

/** Below this zoom a settlement is a dot with its name next to it, above it is an area with its name inside it. */
const DOTS_BELOW = 9;
/** The first zoom at which settlements of each rank are named. */
const FROM_ZOOM = [0, 2, 3, 4, 5, 6.5, 8, 9.5];
/** Type size in pixels by rank. */
const SIZE = [0, 15, 13.5, 12.5, 12, 11.5, 11, 11];
const DOT_PX = 2;
/** Up to these zooms countries and islands, and rivers are named. */
const COUNTRIES_TO = 9;
const RIVERS_TO = 7;
/** Settlements up to this rank have room before islands and rivers. */
const LARGE = 2;
/** Characters of a line of a name: most are in one, and the less room they have, the shorter their lines. */
const LINES = [20, 14, 8];
/** Below this zoom a country of fewer pixels has no name: there are too many islands in the view of an ocean. */
const SMALL_FROM = 4;
const SMALL_PX = 300;
/** Pixels around the name of a part of a city. */
const AREA_GAP = 12;
/** Pixels to the left and right of a country's name. */
const COUNTRY_GAP = 8;
/** Minimum distance between names, in pixels. */
const PADDING = 4;
/** A settlement as close as this to a larger one, in pixels, is a part of it or its suburb. */
const SAME_SPOT_PX = 8;

/** The names that may be drawn in a view. */
export class OverviewNames {
  private readonly capitals: Name[] = [];
  private readonly settlements: Name[] = [];
  private readonly tried: NamePoint[] = [];

  constructor(
    points: readonly NamePoint[],
    private readonly view: WorldView | null,
    private readonly sea: Sea,
    private readonly riverLines: () => readonly (readonly Point[])[],
    private readonly style: NameStyle,
  ) {
    const keys = nameKeys(style.language);
    for (const point of points) {
      const { properties } = point;
      const rank = Number(properties.rank ?? 9);
      const own = keys.map((key) => properties[key]).find(Boolean);
      const text = String(own ?? style.cities[`${properties.cc}:${properties.name}`] ?? properties.name ?? "");
      if (!text || (style.zoom < FROM_ZOOM[rank]! && !properties.capital)) continue;
      const name = { point, text, rank, style: settlementStyle(style, rank) };
      (properties.capital ? this.capitals : this.settlements).push(name);
    }
    const byRank = (one: Name, other: Name): number => one.rank - other.rank;
    for (const names of [this.capitals, this.settlements]) names.sort(byRank);
  }

  /** Countries and capitals, which say where in the world a view is. */
  placeFirst(placement: Placement): PlacedName[] {
    const placed: PlacedName[] = [];
    if (this.view && this.style.zoom <= COUNTRIES_TO) {
      const nameOf = countryNamesIn(this.style.language);
      const locale = intlTag(this.style.language) ?? "en"; // "Türkiye" is "TÜRKİYE" in Turkish
      const capitals = this.roomOfCapitals(this.view);
      for (const country of countriesIn(this.view)) {
        const text = nameOf(country.id)?.toLocaleUpperCase(locale);
        const found = text && this.placeCountry(country, text, this.view, placement, capitals);
        if (found) placed.push(found);
      }
    }
    return [...placed, ...this.placeSettlements(this.capitals, placement, new Set()), ...this.placeSeas(placement)];
  }

  /** The names of seas and large lakes, where they have room on the water. */
  private placeSeas(placement: Placement): PlacedName[] {
    return this.view ? this.placeRegions(seasIn(this.view), waterStyle(this.style), positionsIn, placement) : [];
  }

  /** The names of seas or islands, each where it has room. */
  private placeRegions(
    regions: readonly RegionInView[],
    style: TextStyle,
    positionsOf: (region: RegionInView, width: number, height: number) => Iterable<Position>,
    placement: Placement,
    labelled: ReadonlySet<string> = new Set(),
  ): PlacedName[] {
    const placed: PlacedName[] = [];
    for (const region of regions) {
      const text = this.style.naturalFeatures[region.id];
      if (!text || labelled.has(text)) continue;
      const best = bestOf(
        choicesOf(text, style, (width, height) => positionsOf(region, width, height)),
        placement,
      );
      if (!best) continue;
      placement.take(best.position.box);
      placed.push({ text, style, lines: best.lines, ...best.position, dot: null });
    }
    return placed;
  }

  /** Where the capitals' names would be best. */
  private roomOfCapitals({ width, height }: WorldView): Placement {
    const room = new Placement({ x: width, y: height });
    for (const { point, text, style } of this.capitals) {
      const size = sizeOf([text], style);
      room.take({ minX: point.x - 4, minY: point.y - 8, maxX: point.x + 8 + size.width, maxY: point.y + 8 });
    }
    return room;
  }

  /** The other settlements, the largest first, and islands and rivers. */
  placeRest(placement: Placement, labelled: ReadonlySet<string>): PlacedName[] {
    const large = this.settlements.filter(({ rank }) => rank <= LARGE);
    const others = this.settlements.slice(large.length);
    return [
      ...this.placeSettlements(large, placement, labelled),
      ...this.placeIslands(placement, labelled),
      ...this.placeRivers(placement, labelled),
      ...this.placeSettlements(others, placement, labelled),
    ];
  }

  private placeIslands(placement: Placement, labelled: ReadonlySet<string>): PlacedName[] {
    const { view } = this;
    if (!view || this.style.zoom > COUNTRIES_TO) return [];
    const positionsOf = (island: RegionInView, width: number, height: number): Iterable<Position> =>
      positionsOnIsland(island, view, this.sea, width, height);
    return this.placeRegions(islandsIn(view), islandStyle(this.style), positionsOf, placement, labelled);
  }

  private placeRivers(placement: Placement, labelled: ReadonlySet<string>): PlacedName[] {
    if (!this.view || this.style.zoom > RIVERS_TO) return [];
    const style = waterStyle(this.style);
    const placed: PlacedName[] = [];
    for (const river of riversIn(this.view, this.riverLines())) {
      const text = this.style.naturalFeatures[river.id];
      if (!text || labelled.has(text)) continue;
      const { width, height } = sizeOf([text], style);
      for (const position of positionsAlong(river, width, height)) {
        const boxes = boxesOf(position, width, height);
        if (!boxes.every((box) => placement.isFree(box))) continue;
        for (const box of boxes) placement.take(box);
        const { x, y, angle } = position;
        placed.push({
          text,
          style,
          lines: [text],
          ...at(x - width / 2, y - height / 2, width, height, "middle"),
          dot: null,
          angle,
        });
        break;
      }
    }
    return placed;
  }

  private placeSettlements(names: readonly Name[], placement: Placement, labelled: ReadonlySet<string>): PlacedName[] {
    const { zoom } = this.style;
    const placed: PlacedName[] = [];
    for (const { point, text, rank, style } of names) {
      const { x, y } = point;
      if (this.tried.some((larger) => Math.hypot(larger.x - x, larger.y - y) < SAME_SPOT_PX)) continue;
      this.tried.push(point);
      if (Object.values(point.properties).some((name) => labelled.has(String(name)))) continue;
      const { width, height } = sizeOf([text], style);
      if (zoom >= DOTS_BELOW) {
        const position = at(x - width / 2, y - height / 2, width, height, "middle");
        const { minX, minY, maxX, maxY } = position.box;
        const room = {
          minX: minX - AREA_GAP,
          minY: minY - AREA_GAP / 2,
          maxX: maxX + AREA_GAP,
          maxY: maxY + AREA_GAP / 2,
        };
        if (!placement.isFree(room)) continue;
        placement.take(room);
        placed.push({ text, style, lines: [text], ...position, dot: null });
        continue;
      }
      const radius = rank <= 2 ? DOT_PX + 0.5 : DOT_PX;
      const dot = around(x, y, radius + 1);
      if (!placement.isFree(dot)) continue;
      const [east, west, north, south] = nextTo(x, y, radius, width, height, 3);
      const position = placement.place([east!, west!, north!, south!].map(padded));
      if (!position) continue;
      placement.take(dot);
      placed.push({
        text,
        style,
        lines: [text],
        box: unpadded(position.box),
        side: position.side,
        dot: { x, y, radius },
      });
    }
    return placed;
  }

  /** A country's name on the country itself or else on the sea at its coast, clear of capitals if it can be. */
  private placeCountry(
    country: RegionInView,
    text: string,
    view: WorldView,
    placement: Placement,
    capitals: Placement,
  ): PlacedName | null {
    if (this.style.zoom < SMALL_FROM && country.area < SMALL_PX) return null;
    const style = countryStyle(this.style);
    const on = choicesOf(text, style, (width, height) => positionsOn(country, view, width, height));
    const offshore = choicesOf(text, style, (width, height) =>
      positionsOffshore(country, view, this.sea, width, height),
    );
    const best = bestOf(on, placement, capitals) ?? bestOf(offshore, placement, capitals);
    if (!best) return null;
    const { minX, minY, maxX, maxY } = best.position.box;
    placement.take({ minX: minX - COUNTRY_GAP, minY, maxX: maxX + COUNTRY_GAP, maxY });
    return { text, style, lines: best.lines, ...best.position, dot: null };
  }
}

/** Draws placed names on a canvas whose unit is a pixel of the map, with its origin at the map's top left corner. */
export function drawNames(
  context: CanvasRenderingContext2D,
  names: readonly PlacedName[],
  { palette }: NameStyle,
): void {
  context.save();
  context.lineJoin = "round";
  context.textBaseline = "middle";
  context.textAlign = "left";
  context.strokeStyle = palette.labelHalo;
  for (const { style, lines, box, dot, angle } of names) {
    context.font = style.font;
    context.fillStyle = style.colour;
    if (dot) {
      context.beginPath();
      context.arc(dot.x, dot.y, dot.radius, 0, 2 * Math.PI);
      context.lineWidth = 2;
      context.stroke();
      context.fill();
    }
    context.lineWidth = 3;
    context.save();
    const [x, y] = [(box.minX + box.maxX) / 2, (box.minY + box.maxY) / 2];
    if (angle) {
      context.translate(x, y);
      context.rotate(angle);
      context.translate(-x, -y);
    }
    for (const [index, line] of lines.entries()) {
      const left = x - widthOf(line, style) / 2;
      const middle = box.minY + (index + 0.5) * style.lineHeight;
      for (const stroke of [true, false]) drawLine(context, line, left, middle, style.letterSpacing, stroke);
    }
    context.restore();
  }
  context.restore();
}

/** Canvases of some browsers have no letter spacing. */
function drawLine(
  context: CanvasRenderingContext2D,
  line: string,
  x: number,
  y: number,
  spacing: number,
  stroke: boolean,
): void {
  const draw = (text: string, at: number): void =>
    stroke ? context.strokeText(text, at, y) : context.fillText(text, at, y);
  let at = x;
  for (const letter of spacing ? line : [line]) {
    draw(letter, at);
    at += context.measureText(letter).width + spacing;
  }
}

const measuring = document.createElement("canvas").getContext("2d")!;
const widths = new Map<string, number>();

function widthOf(line: string, { font, letterSpacing }: TextStyle): number {
  const key = `${font} ${letterSpacing} ${line}`;
  let width = widths.get(key);
  if (width === undefined) {
    measuring.font = font;
    const letters = [...line];
    width = letterSpacing
      ? letters.reduce((sum, letter) => sum + measuring.measureText(letter).width + letterSpacing, -letterSpacing)
      : measuring.measureText(line).width;
    widths.set(key, width);
  }
  return width;
}

function sizeOf(lines: readonly string[], style: TextStyle): { width: number; height: number } {
  return {
    width: Math.max(...lines.map((line) => widthOf(line, style))),
    height: lines.length * style.lineHeight,
  };
}

interface Choice {
  lines: string[];
  position: Position;
}

/** The positions of a name, in long lines before short ones. */
function* choicesOf(
  text: string,
  style: TextStyle,
  positionsOf: (width: number, height: number) => Iterable<Position>,
): Generator<Choice> {
  for (const length of LINES) {
    const lines = broken(text, length);
    const { width, height } = sizeOf(lines, style);
    for (const position of positionsOf(width, height)) yield { lines, position };
  }
}

/** The first choice with room, where the capitals have theirs too if there is one. */
function bestOf(choices: Iterable<Choice>, placement: Placement, capitals?: Placement): Choice | null {
  let first: Choice | null = null;
  for (const choice of choices) {
    if (!placement.isFree(choice.position.box)) continue;
    if (!capitals || capitals.isFree(choice.position.box)) return choice;
    first ??= choice;
  }
  return first;
}

function broken(text: string, length: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= length) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

function padded({ box, side }: Position): Position {
  const { minX, minY, maxX, maxY } = box;
  return { box: { minX: minX - PADDING / 2, minY, maxX: maxX + PADDING / 2, maxY }, side };
}

function unpadded({ minX, minY, maxX, maxY }: Box): Box {
  return { minX: minX + PADDING / 2, minY, maxX: maxX - PADDING / 2, maxY };
}

function textColour({ palette }: NameStyle): string {
  return mixed(palette.label, palette.land, 0.12);
}

function countryStyle(style: NameStyle): TextStyle {
  const size = style.zoom < 4 ? 11.5 : 13;
  return {
    font: `600 ${size}px ${style.palette.font}`,
    colour: mixed(textColour(style), style.palette.land, 0.1),
    letterSpacing: hasSeparateLetters(style.language) ? 1.6 : 0,
    lineHeight: size * 1.3,
  };
}

function islandStyle(style: NameStyle): TextStyle {
  const size = style.zoom < 4 ? 11 : 12;
  return {
    font: `italic 400 ${size}px ${style.palette.font}`,
    colour: mixed(textColour(style), style.palette.land, 0.15),
    letterSpacing: 0,
    lineHeight: size * 1.25,
  };
}

function waterStyle({ palette, zoom }: NameStyle): TextStyle {
  const size = zoom < 4 ? 11.5 : 13;
  return {
    font: `italic 400 ${size}px ${palette.font}`,
    colour: mixed(palette.river, palette.label, 0.6),
    letterSpacing: 0,
    lineHeight: size * 1.25,
  };
}

function settlementStyle(style: NameStyle, rank: number): TextStyle {
  const { zoom, palette } = style;
  const weight = rank <= 2 || (rank === 3 && zoom < DOTS_BELOW) ? 600 : 400;
  const size = zoom >= DOTS_BELOW && rank >= 3 ? 12 : SIZE[rank]!;
  return {
    font: `${weight} ${size}px ${palette.font}`,
    colour: textColour(style),
    letterSpacing: 0,
    lineHeight: size * 1.25,
  };
}

/** The properties with a settlement's name in a language, best first. Readers of Russian and Ukrainian know both names. */
function nameKeys(language: string): string[] {
  const tags = broaderTags(language);
  const related = tags.includes("ru") ? ["uk"] : tags.includes("uk") ? ["ru"] : [];
  return [...tags, ...related].map((tag) => `name:${tag}`);
}
