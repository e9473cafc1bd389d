// Tiles embedded in the page: a PMTiles archive in a script element, decoded once, then available without waiting.
import { PMTiles, type RangeResponse, type Source, tileIdToZxy } from "pmtiles";
import { type Feature, GeomType, PmtilesSource, type TileSource, type Zxy } from "protomaps-leaflet";
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

/** A whole archive, decoded. A missing tile is replaced by the part of the nearest tile above it. */
export class EmbeddedTiles implements TileSource {
  private readonly parts = new Map<string, Layers>();

  /**
   * @param size - Side of a tile in pixels.
   * @param fitFrom - The first zoom whose tiles fit those of deeper zooms, because both were made from the same lines.
   */
  constructor(
    private readonly tiles: ReadonlyMap<string, Layers>,
    private readonly size: number,
    private readonly fitFrom: number,
  ) {}

  /** Decodes all tiles, in pixels of tiles of that size. */
  static async read(archive: PMTiles, size: number, fitFrom: number): Promise<EmbeddedTiles> {
    const header = await archive.getHeader();
    const entries = await archive.cache.getDirectory(
      archive.source,
      header.rootDirectoryOffset,
      header.rootDirectoryLength,
      header,
    );
    const decoder = new PmtilesSource(archive, false);
    const tiles = new Map<string, Layers>();
    for (const { tileId, runLength } of entries) {
      for (let id = tileId; id < tileId + runLength; id++) {
        const [z, x, y] = tileIdToZxy(id);
        tiles.set(keyOf({ z, x, y }), await decoder.get({ z, x, y }, size));
      }
    }
    return new EmbeddedTiles(tiles, size, fitFrom);
  }

  async get(tile: Zxy): Promise<Layers> {
    return this.getSync(tile);
  }

  getSync(tile: Zxy): Layers {
    const key = keyOf(tile);
    const known = this.tiles.get(key) ?? this.parts.get(key);
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

  private partOfParent({ z, x, y }: Zxy): Layers {
    for (let up = 1; up <= z; up++) {
      const above = this.tiles.get(keyOf({ z: z - up, x: x >> up, y: y >> up }));
      if (above) return part(above, 2 ** up, x % 2 ** up, y % 2 ** up, this.size);
    }
    return new Map();
  }
}

const keyOf = ({ z, x, y }: Zxy): string => `${z}/${x}/${y}`;

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
