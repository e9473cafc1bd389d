// What lies under the marks: tiles painted on a canvas of the map's own size at exactly its zoom, and their names on
// another, where neither marks nor words of the map stand.
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

/** Pixels of a tile at its own zoom. */
export const TILE = 512;
/** How far beyond the view is painted, as a share of it, so that a drag does not lay it bare. */
const PADDING = 0.25;

/** Something that is drawn: tiles, and how. */
export interface Sheet {
  /** `now` gives tiles that need not be waited for. */
  tiles: TileSource & { now?(tile: Zxy): Layers };
  /** The deepest zoom of the tiles; closer views enlarge those. */
  deepest: number;
  /** Where and from which of Leaflet's zooms on its tiles cover what lies below them; all over where that is left out. */
  covers?: { bounds: L.LatLngBounds; from: number };
  paint?(look: Look): PaintRule[];
  names?(look: Look): LabelRule[];
}

/** What the rules of a sheet may heed. */
export interface Look {
  palette: Palette;
  zoom: number;
  latitude: number;
  language: string;
  /** Names that the map itself says. */
  said: ReadonlySet<string>;
}

/** What of the world a canvas shows, in pixels of its zoom from the world's corner. */
interface Frame {
  context: CanvasRenderingContext2D;
  zoom: number;
  bounds: Bbox;
}

interface OpenSheet extends Sheet {
  level: number;
  view: View;
}

/** Leaflet's canvas renderer, which places, sizes and moves a canvas well; it has no paths of its own to draw. */
interface Painted extends L.Canvas {
  _ctx: CanvasRenderingContext2D;
  _bounds?: L.Bounds;
  _update(): void;
}
const nothing = (): void => undefined;
const Painted = L.Canvas.extend({ _updatePaths: nothing, _redraw: nothing }) as unknown as new (
  options: L.RendererOptions,
) => Painted;

export class Ground {
  private sheets = new Map<string, OpenSheet>();
  private readonly ground: Painted;
  private readonly names: Painted;
  private boxes: readonly DOMRect[] = [];
  private said: ReadonlySet<string> = new Set();
  private repainting = 0;

  constructor(
    private readonly map: L.Map,
    private readonly language: () => string,
  ) {
    [this.ground, this.names] = [
      new Painted({ pane: "ground", padding: PADDING }),
      new Painted({ pane: "names", padding: PADDING }),
    ];
    this.ground.on("update", () => this.paint());
    this.names.on("update", () => this.write());
    for (const layer of [this.ground, this.names]) map.addLayer(layer);
    map.on("move", () => this.follow());
    window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.refresh());
  }

  /** Lays a sheet at a level above others, or in the place of the one of that key. */
  lay(key: string, level: number, sheet: Sheet): void {
    this.sheets.set(key, { ...sheet, level, view: new View(new TileCache(sheet.tiles, TILE), sheet.deepest, 1) });
    this.sheets = new Map([...this.sheets].sort(([, one], [, other]) => one.level - other.level));
    this.refresh();
  }

  /** The sheets that cover something of the view, and whether they cover all of it. */
  covering(): Map<string, boolean> {
    const { map } = this;
    const found = new Map<string, boolean>();
    for (const [key, { covers }] of this.sheets) {
      if (!covers || map.getZoom() < covers.from) continue;
      const turn = 360 * Math.round((map.getCenter().lng - covers.bounds.getCenter().lng) / 360);
      const [corner, other] = [covers.bounds.getSouthWest(), covers.bounds.getNorthEast()];
      const bounds = L.latLngBounds([corner.lat, corner.lng + turn], [other.lat, other.lng + turn]);
      if (bounds.intersects(map.getBounds())) found.set(key, bounds.contains(map.getBounds()));
    }
    return found;
  }

  lift(key: string): void {
    if (this.sheets.delete(key)) this.refresh();
  }

  /** Paints everything anew: the colours or the language have changed. */
  refresh(): void {
    for (const layer of [this.ground, this.names]) if (layer._bounds) layer._update();
  }

  /** Names keep off these boxes, given as they are on the screen, and leave out what stands there in words. */
  avoid(boxes: readonly DOMRect[], said: ReadonlySet<string>): void {
    [this.boxes, this.said] = [boxes, said];
    if (this.names._bounds) this.names._update();
  }

  /** A drag that leaves what is painted is followed at once. */
  private follow(): void {
    const { map, ground } = this;
    const corner = map.containerPointToLayerPoint([0, 0]);
    if (ground._bounds && !ground._bounds.contains(L.bounds(corner, corner.add(map.getSize())))) this.refresh();
  }

  private paint(): void {
    const frame = this.frame(this.ground);
    const look = this.look();
    for (const sheet of this.sheets.values()) {
      const part = this.partOf(sheet, frame);
      const rules = part && sheet.paint?.(look);
      if (!rules) continue;
      for (const tile of this.tiles(sheet, part))
        paintTile(tile, rules, part, frame, sheet.covers ? look.palette.land : null);
    }
  }

  private write(): void {
    const frame = this.frame(this.names);
    const look = this.look();
    const { bounds, zoom, context } = frame;
    const names = new Labeler(zoom, context, [], Number.MAX_SAFE_INTEGER);
    names.index.dim = 256 * 2 ** zoom; // it rounds the zoom, and would see the world's edge in the middle of it
    for (const box of this.boxesIn(frame))
      names.index.insert({ anchor: L.point(box.minX, box.minY) as never, bboxes: [box], draw: nothing }, -1, "map");
    const covered: Bbox[] = [];
    const tiles = new Map<string, PreparedTile[]>();
    // What lies on top names its places first, and alone where it covers.
    for (const [key, sheet] of [...this.sheets].reverse()) {
      const part = this.partOf(sheet, frame);
      const rules = part && sheet.names?.(look);
      if (!rules) continue;
      const found = this.tiles(sheet, part);
      names.labelRules.push(...rules.map((rule) => ({ ...inside(rule, part.bounds, [...covered]), dataSource: key })));
      tiles.set(key, found);
      if (sheet.covers) covered.push(...found.map((tile) => meet(edgesOf(tile), part.bounds)));
    }
    names.add(tiles);
    paint(context, zoom, new Map(), names.index, [], bounds, L.point(bounds.minX, bounds.minY) as never, false);
  }

  /** The boxes that names keep off, as the frame counts. */
  private boxesIn({ bounds }: Frame): Bbox[] {
    const { map, names } = this;
    const screen = map.getContainer().getBoundingClientRect();
    const corner = map.layerPointToContainerPoint(names._bounds!.min!);
    const [left, top] = [bounds.minX - corner.x - screen.left, bounds.minY - corner.y - screen.top];
    const { x, y } = map.getSize();
    // Nor are they cut in two by the edge of the view.
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

  /** The part of a frame in which a sheet is drawn; null where it is not. */
  private partOf({ covers }: Sheet, frame: Frame): Frame | null {
    if (!covers) return frame;
    if (frame.zoom < covers.from) return null;
    const [a, b] = [covers.bounds.getNorthWest(), covers.bounds.getSouthEast()].map((corner) =>
      this.map.project(corner, frame.zoom),
    );
    // In the turn of the Earth that is seen.
    const world = 256 * 2 ** frame.zoom;
    const turn = world * Math.round(((frame.bounds.minX + frame.bounds.maxX) / 2 - (a!.x + b!.x) / 2) / world);
    const bounds = meet(frame.bounds, { minX: a!.x + turn, minY: a!.y, maxX: b!.x + turn, maxY: b!.y });
    return bounds.minX < bounds.maxX && bounds.minY < bounds.maxY ? { ...frame, bounds } : null;
  }

  /** A canvas is moved so that its context draws at pixels counted from its own corner. */
  private frame(layer: Painted): Frame {
    const { map } = this;
    const { min, max } = layer._bounds! as { min: L.Point; max: L.Point };
    layer._ctx.translate(min.x, min.y);
    const origin = map.getPixelOrigin();
    // In the turn of the Earth that the tiles are counted in.
    const world = 256 * 2 ** map.getZoom();
    const turn = world * Math.floor((origin.x + (min.x + max.x) / 2) / world);
    const [x, y] = [origin.x + min.x - turn, origin.y + min.y];
    return {
      context: layer._ctx,
      zoom: map.getZoom(),
      bounds: { minX: x, minY: y, maxX: x + max.x - min.x, maxY: y + max.y - min.y },
    };
  }

  private look(): Look {
    const { map } = this;
    return {
      palette: paletteOf(map.getContainer()),
      zoom: map.getZoom(),
      latitude: map.getCenter().lat,
      language: this.language(),
      said: this.said,
    };
  }

  /** The tiles of a frame that are there; those that are not are sent for, and painted when they come. */
  private tiles({ tiles, view }: OpenSheet, { zoom, bounds }: Frame): PreparedTile[] {
    const found: PreparedTile[] = [];
    for (const needed of neededTiles(view, zoom, bounds)) {
      const { z, x, y } = needed.dataTile;
      const data = tiles.now?.(needed.dataTile) ?? view.tileCache.cache.get(`${x}:${y}:${z}`)?.data;
      if (data) found.push({ ...needed, data, z: zoom });
      else view.tileCache.get(needed.dataTile).then(() => this.refreshSoon(), nothing); // the tiles' own source tells of failures
    }
    return found;
  }

  private refreshSoon(): void {
    cancelAnimationFrame(this.repainting);
    this.repainting = requestAnimationFrame(() => this.refresh());
  }
}

/** What is needed to fill the bounds, in the one turn of the Earth that tiles are counted in. */
function neededTiles(view: View, zoom: number, bounds: Bbox): TileTransform[] {
  const world = 256 * 2 ** zoom;
  return view
    .dataTilesForBounds(zoom, bounds)
    .filter(({ origin, dim }) => origin.y > -dim / 2 && origin.y < world - dim / 2) // no Earth is beyond the poles
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

/** A tile within its own edges, which are whole pixels, so that it meets its neighbours without a seam. */
function paintTile(
  tile: PreparedTile,
  rules: PaintRule[],
  part: Frame,
  { context, zoom, bounds: { minX, minY } }: Frame,
  over: string | null,
): void {
  const edges = meet(edgesOf(tile), part.bounds);
  const [left, top, right, bottom] = [edges.minX - minX, edges.minY - minY, edges.maxX - minX, edges.maxY - minY].map(
    Math.round,
  ) as [number, number, number, number];
  context.save();
  context.beginPath();
  context.rect(left, top, right - left, bottom - top);
  context.clip();
  if (over) {
    context.fillStyle = over;
    context.fillRect(left, top, right - left, bottom - top);
  }
  paint(context, zoom, new Map([["", [tile]]]), null, rules, edges, L.point(minX, minY) as never, false);
  context.restore();
}

const meet = (one: Bbox, other: Bbox): Bbox => ({
  minX: Math.max(one.minX, other.minX),
  minY: Math.max(one.minY, other.minY),
  maxX: Math.min(one.maxX, other.maxX),
  maxY: Math.min(one.maxY, other.maxY),
});

/** The rule for points in the frame alone, and outside of what covers them: measuring text is what takes time. */
function inside(rule: LabelRule, bounds: Bbox, covered: readonly Bbox[]): LabelRule {
  const holds = ({ minX, minY, maxX, maxY }: Bbox, { x, y }: { x: number; y: number }): boolean =>
    x >= minX && x <= maxX && y >= minY && y <= maxY;
  return {
    ...rule,
    symbolizer: {
      place(layout, geom, feature) {
        const at = geom[0]?.[0];
        if (
          !at ||
          (feature.geomType === GeomType.Point && (!holds(bounds, at) || covered.some((box) => holds(box, at))))
        )
          return undefined;
        return rule.symbolizer.place(layout, geom, feature);
      },
    },
  };
}
