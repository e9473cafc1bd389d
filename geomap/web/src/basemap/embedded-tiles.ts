// Tiles embedded in the page: a PMTiles archive in a script element, unpacked once, then available without waiting.
import { VectorTile, type VectorTileFeature } from "@mapbox/vector-tile";
import Pbf from "pbf";
import { PMTiles, type RangeResponse, type Source, tileIdToZxy } from "pmtiles";
import { type Feature, GeomType, type TileSource, type Zxy } from "protomaps-leaflet";
import { bytesFromBase64 } from "../data/base64.js";

export type Layers = Map<string, Feature[]>;

/** How far in pixels shapes may reach over their tile's edge: as much as a wide line needs. */
const OVERLAP = 64;
/** The most parts of tiles that are kept; a view needs about ten. */
const MAX_PARTS = 64;

/** The archive in an element of the page, or null where there is none. The element is removed: its text is large. */
export function embeddedArchive(id: string): PMTiles | null {
  const element = document.getElementById(id);
  if (!element) return null;
  const bytes = bytesFromBase64(element.textContent ?? "");
  element.remove();
  return new PMTiles(new MemorySource(id, bytes));
}

class MemorySource implements Source {
  constructor(
    private readonly key: string,
    private readonly bytes: Uint8Array<ArrayBuffer>,
  ) {}

  getKey(): string {
    return this.key;
  }

  async getBytes(offset: number, length: number): Promise<RangeResponse> {
    return { data: this.bytes.slice(offset, offset + length).buffer };
  }
}

/** A whole archive, unpacked. A missing tile is replaced by the part of the nearest tile above it. */
export class EmbeddedTiles implements TileSource {
  private readonly whole = new Map<string, Layers>();
  private readonly parts = new Map<string, Layers>();

  /**
   * @param tiles - The bytes of vector tiles. Each is decoded when it is first drawn: a view needs few of them.
   * @param size - Side of a tile in pixels.
   * @param fitFrom - The first zoom whose tiles fit those of deeper zooms, because both were made from the same lines.
   */
  constructor(
    private readonly tiles: ReadonlyMap<string, ArrayBuffer>,
    private readonly size: number,
    private readonly fitFrom: number,
  ) {}

  /** Unpacks all tiles. */
  static async read(archive: PMTiles, size: number, fitFrom: number): Promise<EmbeddedTiles> {
    const header = await archive.getHeader();
    const entries = await archive.cache.getDirectory(
      archive.source,
      header.rootDirectoryOffset,
      header.rootDirectoryLength,
      header,
    );
    const tiles = new Map<string, ArrayBuffer>();
    for (const { tileId, runLength } of entries) {
      for (let id = tileId; id < tileId + runLength; id++) {
        const [z, x, y] = tileIdToZxy(id);
        const tile = await archive.getZxy(z, x, y);
        if (tile) tiles.set(keyOf({ z, x, y }), tile.data);
      }
    }
    return new EmbeddedTiles(tiles, size, fitFrom);
  }

  async get(tile: Zxy): Promise<Layers> {
    return this.getSync(tile);
  }

  getSync(tile: Zxy): Layers {
    const key = keyOf(tile);
    const known = this.wholeTile(key) ?? this.parts.get(key);
    if (known) return known;
    if (this.parts.size >= MAX_PARTS) this.parts.clear();
    const made = this.partOfParent(tile);
    this.parts.set(key, made);
    return made;
  }

  /**
   * The deepest zoom at which tiles can fill a view without a visible cut between them. Coasts that are generalised for
   * different scales do not meet: where one tile is missing, the whole view is drawn from the zoom above.
   */
  wholeDepth(needed: readonly Zxy[]): number {
    const found = needed.map((tile) => this.availableZoom(tile));
    const depth = Math.max(Math.min(...found), 0);
    return depth >= this.fitFrom ? (needed[0]?.z ?? 0) : depth;
  }

  private availableZoom({ z, x, y }: Zxy): number {
    for (let up = 0; up <= z; up++) if (this.tiles.has(keyOf({ z: z - up, x: x >> up, y: y >> up }))) return z - up;
    return -1;
  }

  private wholeTile(key: string): Layers | undefined {
    const bytes = this.tiles.get(key);
    if (bytes && !this.whole.has(key)) this.whole.set(key, layersOf(bytes, this.size));
    return this.whole.get(key);
  }

  private partOfParent({ z, x, y }: Zxy): Layers {
    for (let up = 1; up <= z; up++) {
      const above = this.wholeTile(keyOf({ z: z - up, x: x >> up, y: y >> up }));
      if (above) return part(above, 2 ** up, x % 2 ** up, y % 2 ** up, this.size);
    }
    return new Map();
  }
}

const keyOf = ({ z, x, y }: Zxy): string => `${z}/${x}/${y}`;

/** The layers of a vector tile, in pixels of a tile of that size. */
function layersOf(bytes: ArrayBuffer, size: number): Layers {
  const { layers } = new VectorTile(new Pbf(new Uint8Array(bytes)));
  return new Map(
    Object.values(layers).map((layer) => {
      const features = Array.from({ length: layer.length }, (_, at) =>
        featureOf(layer.feature(at), size / layer.extent),
      );
      return [layer.name, features];
    }),
  );
}

function featureOf(feature: VectorTileFeature, scale: number): Feature {
  const geom = feature.loadGeometry();
  const bbox = { minX: Infinity, minY: Infinity, maxX: -Infinity, maxY: -Infinity };
  for (const point of geom.flat()) {
    const { x, y } = point._mult(scale);
    bbox.minX = Math.min(bbox.minX, x);
    bbox.minY = Math.min(bbox.minY, y);
    bbox.maxX = Math.max(bbox.maxX, x);
    bbox.maxY = Math.max(bbox.maxY, y);
  }
  const numVertices = geom.reduce((sum, line) => sum + line.length, 0);
  return { geomType: feature.type as number as GeomType, geom, numVertices, bbox, props: feature.properties };
}

/** One of the `share` × `share` parts of a tile, scaled to a full tile. */
function part(layers: Layers, share: number, column: number, row: number, size: number): Layers {
  const [left, top] = [column * size, row * size];
  const cut = new Map<string, Feature[]>();
  for (const [name, features] of layers) {
    const inside: Feature[] = [];
    for (const feature of features) {
      const { minX, minY, maxX, maxY } = feature.bbox;
      const bbox = {
        minX: minX * share - left,
        minY: minY * share - top,
        maxX: maxX * share - left,
        maxY: maxY * share - top,
      };
      const over = feature.geomType === GeomType.Point ? 0 : OVERLAP; // a point belongs to one tile
      if (bbox.maxX < -over || bbox.maxY < -over || bbox.minX >= size + over || bbox.minY >= size + over) continue;
      const geom = feature.geom.map((line) =>
        line.map((point) =>
          point
            .clone()
            .mult(share)
            ._sub({ x: left, y: top } as typeof point),
        ),
      );
      inside.push({ ...feature, geom, bbox });
    }
    if (inside.length) cut.set(name, inside);
  }
  return cut;
}
