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
  View,
  type Zxy,
} from "protomaps-leaflet";
import type { Layers } from "./embedded-tiles.js";
import { type Palette, paletteOf } from "./palette.js";

/** Side in pixels of a tile at its own zoom. */
export const TILE_PX = 512;
/** How far beyond the view is painted, as a share of it, so that dragging shows no empty edges. */
const PADDING = 0.25;

/** Tiles and their style. */
export interface StyledTiles {
  /** `getSync` returns tiles that are in memory. */
  tiles: TileSource & { getSync?(tile: Zxy): Layers };
  /** The deepest zoom of the tiles; they are enlarged in closer views. */
  maxZoom: number;
  /** The area, and the first of Leaflet's zooms, in which the tiles replace the layers below; without it they never do. */
  covers?: { bounds: L.LatLngBounds; from: number };
  paint?(style: StyleContext): PaintRule[];
  names?(style: StyleContext): LabelRule[];
}

/** What the rules of a style depend on. */
export interface StyleContext {
  palette: Palette;
  zoom: number;
  latitude: number;
  language: string;
  /** Names in the map's own labels. */
  labelled: ReadonlySet<string>;
}

/** The part of the world that a canvas shows, in pixels of its zoom from the world's corner. */
interface Frame {
  context: CanvasRenderingContext2D;
  zoom: number;
  bounds: Bbox;
}

interface Layer extends StyledTiles {
  level: number;
  view: View;
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
  private boxes: readonly DOMRect[] = [];
  private labelled: ReadonlySet<string> = new Set();
  private repainting = 0;

  constructor(
    private readonly map: L.Map,
    private readonly language: () => string,
  ) {
    [this.shapes, this.names] = [
      new Canvas({ pane: "basemap", padding: PADDING }),
      new Canvas({ pane: "names", padding: PADDING }),
    ];
    this.shapes.on("update", () => this.paint());
    this.names.on("update", () => this.drawNames());
    for (const layer of [this.shapes, this.names]) map.addLayer(layer);
    map.on("move", () => this.follow());
    window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.refresh());
  }

  /** Adds a layer above those of lower levels; replaces the one with the same key. */
  add(key: string, level: number, tiles: StyledTiles): void {
    const view = new View(new TileCache(tiles.tiles, TILE_PX), tiles.maxZoom, 1);
    this.layers.set(key, { ...tiles, level, view });
    this.layers = new Map([...this.layers].sort(([, one], [, other]) => one.level - other.level));
    this.refresh();
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
    for (const layer of [this.shapes, this.names]) if (layer._bounds) layer._update();
  }

  /** Keeps names away from these boxes (in screen coordinates), and omits the names that the map labels itself. */
  avoid(boxes: readonly DOMRect[], labelled: ReadonlySet<string>): void {
    [this.boxes, this.labelled] = [boxes, labelled];
    if (this.names._bounds) this.names._update();
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
      const part = this.partOf(layer, frame);
      const rules = part && layer.paint?.(style);
      if (!rules) continue;
      const background = layer.covers ? style.palette.land : null;
      for (const tile of this.tiles(layer, part)) paintTile(tile, rules, part, frame, background);
    }
  }

  private drawNames(): void {
    const frame = this.frame(this.names);
    const style = this.styleContext();
    const { bounds, zoom, context } = frame;
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
  private boxesIn({ bounds }: Frame): Bbox[] {
    const { map, names } = this;
    const screen = map.getContainer().getBoundingClientRect();
    const corner = map.layerPointToContainerPoint(names._bounds!.min!);
    const [left, top] = [bounds.minX - corner.x - screen.left, bounds.minY - corner.y - screen.top];
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
        minX: box.left + left - 3,
        minY: box.top + top - 2,
        maxX: box.right + left + 3,
        maxY: box.bottom + top + 2,
      })),
    ];
  }

  /** The part of a frame in which a layer is drawn; null where it is not. */
  private partOf({ covers }: StyledTiles, frame: Frame): Frame | null {
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
    const { map } = this;
    const { min, max } = layer._bounds! as { min: L.Point; max: L.Point };
    layer._ctx.translate(min.x, min.y);
    const origin = map.getPixelOrigin();
    // In the turn of the Earth in which tiles are numbered.
    const world = 256 * 2 ** map.getZoom();
    const turn = world * Math.floor((origin.x + (min.x + max.x) / 2) / world);
    const [x, y] = [origin.x + min.x - turn, origin.y + min.y];
    return {
      context: layer._ctx,
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
      labelled: this.labelled,
    };
  }

  /** The tiles of a frame that are available. The others are requested, and painted when they are loaded. */
  private tiles({ tiles, view }: Layer, { zoom, bounds }: Frame): PreparedTile[] {
    const found: PreparedTile[] = [];
    for (const needed of neededTiles(view, zoom, bounds)) {
      const { z, x, y } = needed.dataTile;
      const data = tiles.getSync?.(needed.dataTile) ?? view.tileCache.cache.get(`${x}:${y}:${z}`)?.data;
      if (data) found.push({ ...needed, data, z: zoom });
      else view.tileCache.get(needed.dataTile).then(() => this.refreshSoon(), nothing); // the source reports failures itself
    }
    return found;
  }

  private refreshSoon(): void {
    cancelAnimationFrame(this.repainting);
    this.repainting = requestAnimationFrame(() => this.refresh());
  }
}

/** The tiles that fill the bounds, in the turn of the Earth in which tiles are numbered. */
function neededTiles(view: View, zoom: number, bounds: Bbox): TileTransform[] {
  const world = 256 * 2 ** zoom;
  return view
    .dataTilesForBounds(zoom, bounds)
    .filter(({ origin, dim }) => origin.y > -dim / 2 && origin.y < world - dim / 2) // none beyond the poles
    .map((tile) => ({
      ...tile,
      dataTile: {
        ...tile.dataTile,
        x: Math.round((((tile.origin.x % world) + world) % world) / tile.dim) % 2 ** tile.dataTile.z,
      },
    }));
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

/** The rule for points in the frame only, and not in covered areas: measuring text takes the most time. */
function inside(rule: LabelRule, bounds: Bbox, covered: readonly Bbox[]): LabelRule {
  const contains = ({ minX, minY, maxX, maxY }: Bbox, { x, y }: { x: number; y: number }): boolean =>
    x >= minX && x <= maxX && y >= minY && y <= maxY;
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
