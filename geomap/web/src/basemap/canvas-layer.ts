// The base map: tiles painted on a canvas of the map's own size at exactly its zoom, and their names on another canvas,
// where the map has no marks and labels.
import L from "leaflet";
import {
  type Bbox,
  GeomType,
  Labeler,
  type LabelRule,
  type PaintRule,
  type PreparedTile,
  paint,
  TileCache,
  type TileSource,
  type TileTransform,
  type Zxy,
} from "protomaps-leaflet";
import type { Layers } from "./embedded-tiles.js";
import { drawNames, type NamePoint, OverviewNames, type PlacedName } from "./names.js";
import { type Palette, paletteOf } from "./palette.js";
import type { Box } from "./placement.js";
import type { WorldView } from "./regions.js";
import type { Point } from "./rivers.js";
import { Sea, type SeaTile } from "./sea.js";

/** Side in pixels of a tile at its own zoom. */
export const TILE_PX = 512;
/** How far beyond the view is painted, as a share of it, so that dragging shows no empty edges. */
const PADDING = 0.25;

/** Tiles and their style. */
export interface StyledTiles {
  /** Layers of higher levels are above. */
  level: number;
  /** `getSync` returns tiles that are in memory; `wholeDepth` says down to which zoom these fit together without cuts. */
  tiles: TileSource & { getSync?(tile: Zxy): Layers; wholeDepth?(needed: readonly Zxy[]): number };
  /** The deepest zoom of the tiles; they are enlarged in closer views. */
  maxZoom: number;
  /** The area, and the first of Leaflet's zooms, in which the tiles replace the layers below; without it they never do. */
  covers?: { bounds: L.LatLngBounds; from: number };
  paint?(style: StyleContext, depth: number): PaintRule[];
  /** Names that the tiles' own rules place, with the room that the map leaves them. */
  names?(style: StyleContext): LabelRule[];
  /** Whether the tiles have the points of the overview map's names, which are placed together with the map's labels. */
  points?: boolean;
}

/** What the rules of a style depend on. */
export interface StyleContext {
  palette: Palette;
  zoom: number;
  latitude: number;
  language: string;
  /** Names of large cities in that language, by country and English name. */
  cities: Record<string, string>;
  /** Names of seas, islands and rivers in that language, by their ids. */
  naturalFeatures: Record<string, string>;
  /** Names in the map's own labels. */
  labelled: ReadonlySet<string>;
}

/** A part of the world, in pixels of its zoom from the world's corner. */
interface Extent {
  zoom: number;
  bounds: Bbox;
}

/** The part that a canvas shows. */
interface Frame extends Extent {
  context: CanvasRenderingContext2D;
}

interface Layer extends StyledTiles {
  cache: TileCache;
}

/** Leaflet's canvas renderer: it positions and sizes the canvas. It draws no paths here. */
interface Canvas extends L.Canvas {
  _ctx: CanvasRenderingContext2D;
  _bounds?: L.Bounds;
  _update(): void;
}
const nothing = (): void => undefined;
const Canvas = L.Canvas.extend({ _updatePaths: nothing, _redraw: nothing }) as unknown as new (
  options: L.RendererOptions,
) => Canvas;

export class CanvasLayer {
  private layers = new Map<string, Layer>();
  private readonly shapes: Canvas;
  private readonly names: Canvas;
  private boxes: readonly Box[] = [];
  private labelled: ReadonlySet<string> = new Set();
  private placed: readonly PlacedName[] = [];
  private repainting = 0;
  /** Called when names can be placed again: tiles have been loaded, or colours or the language have changed. */
  onChange: () => void = nothing;

  constructor(
    private readonly map: L.Map,
    private readonly language: () => string,
    private readonly cities: () => Record<string, string>,
    private readonly naturalFeatures: () => Record<string, string>,
  ) {
    [this.shapes, this.names] = [
      new Canvas({ pane: "basemap", padding: PADDING }),
      new Canvas({ pane: "names", padding: PADDING }),
    ];
    this.shapes.on("update", () => this.paint());
    this.names.on("update", () => this.drawNames());
    map.on("move", () => this.follow());
    window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.refresh());
  }

  /** Adds layers, each above those of lower levels, or in place of the one with the same key. */
  add(layers: Record<string, StyledTiles>): void {
    for (const [key, layer] of Object.entries(layers)) {
      this.layers.set(key, { ...layer, cache: new TileCache(layer.tiles, TILE_PX) });
    }
    this.layers = new Map([...this.layers].sort(([, one], [, other]) => one.level - other.level));
    if (this.map.hasLayer(this.shapes)) this.refresh();
    else {
      // Not before: empty canvases take time too.
      for (const canvas of [this.shapes, this.names]) this.map.addLayer(canvas);
      this.onChange();
    }
  }

  /** The layers that cover part of the view, and whether they cover all of it. */
  covering(): Map<string, boolean> {
    const { map } = this;
    const found = new Map<string, boolean>();
    for (const [key, { covers }] of this.layers) {
      if (!covers || map.getZoom() < covers.from) continue;
      const turn = 360 * Math.round((map.getCenter().lng - covers.bounds.getCenter().lng) / 360);
      const [corner, other] = [covers.bounds.getSouthWest(), covers.bounds.getNorthEast()];
      const bounds = L.latLngBounds([corner.lat, corner.lng + turn], [other.lat, other.lng + turn]);
      if (bounds.intersects(map.getBounds())) found.set(key, bounds.contains(map.getBounds()));
    }
    return found;
  }

  remove(key: string): void {
    if (this.layers.delete(key)) this.refresh();
  }

  /** Paints everything again, after the colours, the language or the tiles have changed. */
  refresh(): void {
    if (this.shapes._bounds) this.shapes._update();
    this.onChange();
  }

  /** The names of the overview map that the view may show. */
  overviewNames(): OverviewNames {
    const view = this.names._bounds ? this.worldView() : null;
    const sea = new Sea(view ? this.seaTiles(view) : []);
    const rivers = (): Point[][] => (view ? this.riverLines(view) : []);
    return new OverviewNames(view ? this.namePoints(view) : [], view, sea, rivers, this.styleContext());
  }

  /**
   * Draws the names of the base map.
   *
   * @param placed - Names of the overview map.
   * @param boxes - What the names of street tiles must not overlap: all that has been placed.
   * @param labelled - Names that the map's own labels show.
   */
  showNames(placed: readonly PlacedName[], boxes: readonly Box[], labelled: ReadonlySet<string>): void {
    [this.placed, this.boxes, this.labelled] = [placed, boxes, labelled];
    if (this.names._bounds) this.names._update();
  }

  /** The view in pixels from the world's corner, in the turn of the Earth in which tiles are numbered. */
  private worldView(): WorldView {
    const { map } = this;
    const { bounds, zoom } = this.frameBounds(this.names);
    const corner = map.layerPointToContainerPoint(this.names._bounds!.min!);
    const { x: width, y: height } = map.getSize();
    return { world: 256 * 2 ** zoom, left: bounds.minX - corner.x, top: bounds.minY - corner.y, width, height };
  }

  private seaTiles(view: WorldView): SeaTile[] {
    return this.terrainTiles(view).map(({ origin, dim, scale, data }) => ({
      box: { minX: origin.x, minY: origin.y, maxX: origin.x + dim, maxY: origin.y + dim },
      scale,
      rings: (data.get("water") ?? []).filter(({ props }) => !props.lake).flatMap(({ geom }) => geom),
    }));
  }

  /** The rivers that are drawn, in pixels of the view. */
  private riverLines(view: WorldView): Point[][] {
    return this.terrainTiles(view).flatMap(({ origin, scale, data }) =>
      (data.get("river") ?? []).flatMap(({ geom }) =>
        geom.map((line) => line.map(({ x, y }) => ({ x: origin.x + x * scale, y: origin.y + y * scale }))),
      ),
    );
  }

  /** The tiles of water and rivers in a view, with their origin in pixels of the view. */
  private terrainTiles({ left, top, width, height }: WorldView): PreparedTile[] {
    const bounds = { minX: left, minY: top, maxX: left + width, maxY: top + height };
    const overview = this.layers.get("context");
    if (!overview) return [];
    return this.tiles(overview, { bounds, zoom: this.map.getZoom() }).map((tile) => ({
      ...tile,
      origin: L.point(tile.origin.x - left, tile.origin.y - top) as never,
    }));
  }

  private namePoints({ left, top, width, height }: WorldView): NamePoint[] {
    const { bounds, zoom } = this.frameBounds(this.names);
    const view = { minX: left, minY: top, maxX: left + width, maxY: top + height };
    const covered: Bbox[] = [];
    for (const layer of this.layers.values()) {
      const part = layer.covers && this.partOf(layer, { bounds, zoom });
      if (part) covered.push(...this.tiles(layer, part).map((tile) => intersection(edgesOf(tile), part.bounds)));
    }
    const points: NamePoint[] = [];
    for (const layer of this.layers.values()) {
      if (!layer.points) continue;
      for (const tile of this.tiles(layer, { bounds: view, zoom })) {
        for (const { geom, props } of tile.data.get("place") ?? []) {
          const at = geom[0]?.[0];
          if (!at) continue;
          const [x, y] = [tile.origin.x + at.x * tile.scale, tile.origin.y + at.y * tile.scale];
          if (!contains(view, { x, y }) || covered.some((box) => contains(box, { x, y }))) continue;
          points.push({ x: x - left, y: y - top, properties: props as never });
        }
      }
    }
    return points;
  }

  /** Paints at once when a drag leaves the painted area. */
  private follow(): void {
    const { map, shapes } = this;
    const corner = map.containerPointToLayerPoint([0, 0]);
    if (shapes._bounds && !shapes._bounds.contains(L.bounds(corner, corner.add(map.getSize())))) this.refresh();
  }

  private paint(): void {
    const frame = this.frame(this.shapes);
    const style = this.styleContext();
    for (const layer of this.layers.values()) {
      const part = layer.paint && this.partOf(layer, frame);
      const [first, ...others] = part ? this.tiles(layer, part) : [];
      if (!part || !first) continue;
      const rules = layer.paint!(style, first.dataTile.z);
      const background = layer.covers ? style.palette.land : null;
      for (const tile of [first, ...others]) paintTile(tile, rules, part, frame, background);
    }
  }

  private drawNames(): void {
    const frame = this.frame(this.names);
    const style = this.styleContext();
    const { bounds, zoom, context } = frame;
    const corner = this.map.layerPointToContainerPoint(this.names._bounds!.min!);
    context.save();
    context.translate(-corner.x, -corner.y);
    drawNames(context, this.placed, style);
    context.restore();
    if (![...this.layers.values()].some((layer) => layer.names)) return;
    const names = new Labeler(zoom, context, [], Number.MAX_SAFE_INTEGER);
    names.index.dim = 256 * 2 ** zoom; // computed from a rounded zoom, which would put the world's edge into the view
    for (const box of this.boxesIn(frame)) {
      names.index.insert({ anchor: L.point(box.minX, box.minY) as never, bboxes: [box], draw: nothing }, -1, "map");
    }
    const covered: Bbox[] = [];
    const tiles = new Map<string, PreparedTile[]>();
    // Upper layers place their names first, and are the only ones where they cover others.
    for (const [key, layer] of [...this.layers].reverse()) {
      const part = this.partOf(layer, frame);
      const rules = part && layer.names?.(style);
      if (!rules) continue;
      const found = this.tiles(layer, part);
      const uncovered = rules.map((rule) => ({ ...inside(rule, part.bounds, [...covered]), dataSource: key }));
      names.labelRules.push(...uncovered);
      tiles.set(key, found);
      if (layer.covers) covered.push(...found.map((tile) => intersection(edgesOf(tile), part.bounds)));
    }
    names.add(tiles);
    paint(context, zoom, new Map(), names.index, [], bounds, L.point(bounds.minX, bounds.minY) as never, false);
  }

  /** The boxes that names avoid, in the frame's coordinates. */
  private boxesIn({ bounds }: Extent): Bbox[] {
    const { map, names } = this;
    const corner = map.layerPointToContainerPoint(names._bounds!.min!);
    const [left, top] = [bounds.minX - corner.x, bounds.minY - corner.y];
    const { x, y } = map.getSize();
    // Names are not cut by the edge of the view either.
    const edges = [
      [0, 0, x, 0],
      [0, y, x, y],
      [0, 0, 0, y],
      [x, 0, x, y],
    ].map(([x0, y0, x1, y1]) => ({
      minX: x0! + bounds.minX - corner.x,
      minY: y0! + bounds.minY - corner.y,
      maxX: x1! + bounds.minX - corner.x,
      maxY: y1! + bounds.minY - corner.y,
    }));
    return [
      ...edges,
      ...this.boxes.map((box) => ({
        minX: box.minX + left - 3,
        minY: box.minY + top - 2,
        maxX: box.maxX + left + 3,
        maxY: box.maxY + top + 2,
      })),
    ];
  }

  /** The part of a frame in which a layer is drawn; null where it is not. */
  private partOf<T extends Extent>({ covers }: StyledTiles, frame: T): T | null {
    if (!covers) return frame;
    if (frame.zoom < covers.from) return null;
    const [a, b] = [covers.bounds.getNorthWest(), covers.bounds.getSouthEast()].map((corner) =>
      this.map.project(corner, frame.zoom),
    );
    // In the turn of the Earth that is in view.
    const world = 256 * 2 ** frame.zoom;
    const turn = world * Math.round(((frame.bounds.minX + frame.bounds.maxX) / 2 - (a!.x + b!.x) / 2) / world);
    const bounds = intersection(frame.bounds, { minX: a!.x + turn, minY: a!.y, maxX: b!.x + turn, maxY: b!.y });
    return bounds.minX < bounds.maxX && bounds.minY < bounds.maxY ? { ...frame, bounds } : null;
  }

  /** The frame of a canvas, whose context is moved to draw at pixels from its own corner. */
  private frame(layer: Canvas): Frame {
    const { x, y } = layer._bounds!.min!;
    layer._ctx.translate(x, y);
    return { context: layer._ctx, ...this.frameBounds(layer) };
  }

  private frameBounds(layer: Canvas): Extent {
    const { map } = this;
    const { min, max } = layer._bounds! as { min: L.Point; max: L.Point };
    const origin = map.getPixelOrigin();
    // In the turn of the Earth in which tiles are numbered.
    const world = 256 * 2 ** map.getZoom();
    const turn = world * Math.floor((origin.x + (min.x + max.x) / 2) / world);
    const [x, y] = [origin.x + min.x - turn, origin.y + min.y];
    return {
      zoom: map.getZoom(),
      bounds: { minX: x, minY: y, maxX: x + max.x - min.x, maxY: y + max.y - min.y },
    };
  }

  private styleContext(): StyleContext {
    const { map } = this;
    return {
      palette: paletteOf(map.getContainer()),
      zoom: map.getZoom(),
      latitude: map.getCenter().lat,
      language: this.language(),
      cities: this.cities(),
      naturalFeatures: this.naturalFeatures(),
      labelled: this.labelled,
    };
  }

  /** The tiles of a frame that are available. The others are requested, and painted when they are loaded. */
  private tiles(layer: Layer, { zoom, bounds }: Extent): PreparedTile[] {
    const { tiles, cache } = layer;
    const found: PreparedTile[] = [];
    for (const needed of neededTiles(this.depthOf(layer, zoom), zoom, bounds)) {
      const { z, x, y } = needed.dataTile;
      const data = tiles.getSync?.(needed.dataTile) ?? cache.cache.get(`${x}:${y}:${z}`)?.data;
      if (data) found.push({ ...needed, data, z: zoom });
      else cache.get(needed.dataTile).then(() => this.refreshSoon(), nothing); // the source reports failures itself
    }
    return found;
  }

  /** The zoom of a layer's tiles that fill the view: of about their own size on the screen, as far as they are whole. */
  private depthOf({ tiles, maxZoom }: Layer, zoom: number): number {
    const depth = Math.min(Math.max(Math.round(zoom) - 1, 0), maxZoom);
    if (!tiles.wholeDepth) return depth;
    const { min, max } = this.map.getPixelBounds() as { min: L.Point; max: L.Point };
    const view = { minX: min.x, minY: min.y, maxX: max.x, maxY: max.y };
    return tiles.wholeDepth(neededTiles(depth, zoom, view).map(({ dataTile }) => dataTile));
  }

  private refreshSoon(): void {
    cancelAnimationFrame(this.repainting);
    this.repainting = requestAnimationFrame(() => this.refresh());
  }
}

/** The tiles of a depth that fill the bounds in pixels of a zoom; none beyond the poles. */
function neededTiles(depth: number, zoom: number, bounds: Bbox): TileTransform[] {
  const count = 2 ** depth;
  const dim = (256 * 2 ** zoom) / count;
  const needed: TileTransform[] = [];
  const [top, bottom] = [
    Math.max(Math.floor(bounds.minY / dim), 0),
    Math.min(Math.floor(bounds.maxY / dim), count - 1),
  ];
  for (let x = Math.floor(bounds.minX / dim); x <= Math.floor(bounds.maxX / dim); x++)
    for (let y = top; y <= bottom; y++)
      needed.push({
        dataTile: { z: depth, x: ((x % count) + count) % count, y },
        origin: L.point(x * dim, y * dim) as never,
        scale: dim / TILE_PX,
        dim,
      });
  return needed;
}

const edgesOf = ({ origin, dim }: PreparedTile): Bbox => ({
  minX: origin.x,
  minY: origin.y,
  maxX: origin.x + dim,
  maxY: origin.y + dim,
});

/** Paints a tile inside its edges, rounded to whole pixels, so that there is no seam between tiles. */
function paintTile(
  tile: PreparedTile,
  rules: PaintRule[],
  part: Frame,
  { context, zoom, bounds: { minX, minY } }: Frame,
  background: string | null,
): void {
  const edges = intersection(edgesOf(tile), part.bounds);
  const [left, top, right, bottom] = [edges.minX - minX, edges.minY - minY, edges.maxX - minX, edges.maxY - minY].map(
    Math.round,
  ) as [number, number, number, number];
  context.save();
  context.beginPath();
  context.rect(left, top, right - left, bottom - top);
  context.clip();
  if (background) {
    context.fillStyle = background;
    context.fillRect(left, top, right - left, bottom - top);
  }
  paint(context, zoom, new Map([["", [tile]]]), null, rules, edges, L.point(minX, minY) as never, false);
  context.restore();
}

const intersection = (one: Bbox, other: Bbox): Bbox => ({
  minX: Math.max(one.minX, other.minX),
  minY: Math.max(one.minY, other.minY),
  maxX: Math.min(one.maxX, other.maxX),
  maxY: Math.min(one.maxY, other.maxY),
});

const contains = ({ minX, minY, maxX, maxY }: Bbox, { x, y }: { x: number; y: number }): boolean =>
  x >= minX && x <= maxX && y >= minY && y <= maxY;

/** The rule for points in the frame only, and not in covered areas: measuring text takes the most time. */
function inside(rule: LabelRule, bounds: Bbox, covered: readonly Bbox[]): LabelRule {
  return {
    ...rule,
    symbolizer: {
      place(layout, geom, feature) {
        const at = geom[0]?.[0];
        if (
          !at ||
          (feature.geomType === GeomType.Point && (!contains(bounds, at) || covered.some((box) => contains(box, at))))
        )
          return undefined;
        return rule.symbolizer.place(layout, geom, feature);
      },
    },
  };
}
