// Positions, circles and outlines that are chosen on the map of the preview: it is drawn on with the page's own Leaflet.
import type * as Leaflet from "leaflet";

export type Position = [latitude: number, longitude: number];

export interface Drawing {
  position: Position | null;
  radius: number | null;
  outline: Position[];
}

/** An entry that differs from the last build. */
export interface Mark {
  position: Position;
  name: string;
  how: "added" | "changed" | "removed";
}

type PageWindow = Window & { L?: typeof Leaflet; [name: string]: unknown };

const COLOURS = { added: "#1a7f37", changed: "#9a5b00", removed: "#b3261e" };
const EARTH_M = 40_075_016;

export class MapPicker {
  private layers: Leaflet.Layer[] = [];
  private stopListening: (() => void) | null = null;
  private drawn: (() => void) | null = null;
  private onPick: ((position: Position) => void) | null = null;

  constructor(private readonly frame: () => Window | null) {}

  /** The map of the visible page, with its Leaflet; null until there is one. */
  private page(): { map: Leaflet.Map; L: typeof Leaflet } | null {
    const page = this.frame() as unknown as PageWindow | null;
    const L = page?.L;
    const map = page?.map_geomap as Leaflet.Map | undefined;
    return L && map ? { map, L } : null;
  }

  /** Draws and listens again, on the page that has replaced the former one. */
  again(): void {
    this.drawn?.();
    if (this.onPick) this.start(this.onPick);
  }

  /** Calls back with each position that is clicked on the map, until `stop`. */
  start(onPick: (position: Position) => void): void {
    this.stop();
    this.onPick = onPick;
    const page = this.page();
    if (!page) return;
    const container = page.map.getContainer();
    const click = (event: MouseEvent): void => {
      event.stopPropagation();
      event.preventDefault();
      const { left, top } = container.getBoundingClientRect();
      const { lat, lng } = page.map.containerPointToLatLng([event.clientX - left, event.clientY - top]).wrap();
      onPick([lat, lng]);
    };
    container.style.cursor = "crosshair";
    container.addEventListener("click", click, true);
    this.stopListening = () => {
      container.style.cursor = "";
      container.removeEventListener("click", click, true);
    };
  }

  stop(): void {
    this.stopListening?.();
    this.stopListening = null;
    this.onPick = null;
  }

  /** Draws a place that is being made; its centre and its edge can be dragged. */
  draw(drawing: Drawing, onMove: (position: Position) => void, onResize: (radius: number) => void): void {
    this.clear();
    this.drawn = () => this.draw(drawing, onMove, onResize);
    const { position, radius, outline } = drawing;
    const page = this.page();
    if (!page) return;
    const { map, L } = page;
    const style = { color: "#b3261e", weight: 2, fillOpacity: 0.12, interactive: false };
    if (outline.length) this.add(map, outline.length > 2 ? L.polygon(outline, style) : L.polyline(outline, style));
    for (const corner of outline) this.add(map, L.circleMarker(corner, { ...style, radius: 4, fillOpacity: 1 }));
    if (!position) return;
    const circle = radius ? L.circle(position, { ...style, radius }) : null;
    if (circle) this.add(map, circle);
    const handle = (at: Position, label: string): Leaflet.Marker => {
      const icon = L.divIcon({ className: "", html: HANDLE, iconSize: [20, 20], iconAnchor: [10, 10] });
      const marker = L.marker(at, { icon, draggable: true, keyboard: false, title: label, alt: label });
      this.add(map, marker);
      return marker;
    };
    const centre = handle(position, "⌖");
    centre.on("drag", () => circle?.setLatLng(centre.getLatLng()));
    centre.on("dragend", () => {
      const { lat, lng } = centre.getLatLng().wrap();
      onMove([lat, lng]);
    });
    if (!circle || !radius) return;
    const east = position[1] + (radius / (EARTH_M * Math.cos((position[0] * Math.PI) / 180))) * 360;
    const edge = handle([position[0], east], "↔");
    edge.on("drag", () => circle.setRadius(map.distance(position, edge.getLatLng())));
    edge.on("dragend", () => onResize(map.distance(position, edge.getLatLng())));
  }

  /** Marks entries with rings, and with their names where a pointer is over them. */
  mark(marks: Mark[]): void {
    this.clear();
    this.drawn = () => this.mark(marks);
    const page = this.page();
    if (!page) return;
    for (const { position, name, how } of marks) {
      const style = { radius: 14, weight: 3, fill: false, color: COLOURS[how], bubblingMouseEvents: true };
      const ring = page.L.circleMarker(position, style);
      ring.bindTooltip(document.createTextNode(name) as unknown as HTMLElement);
      this.add(page.map, ring);
    }
  }

  /** Shows a circle or a position as a whole. */
  show({ position, radius }: Pick<Drawing, "position" | "radius">): void {
    const page = this.page();
    if (!page || !position) return;
    const size = Math.max(radius ?? 1000, 300) * 3;
    page.map.fitBounds(page.L.latLng(position).toBounds(size * 2), { animate: false });
  }

  clear(): void {
    for (const layer of this.layers) layer.remove();
    this.layers = [];
    this.drawn = null;
  }

  private add(map: Leaflet.Map, layer: Leaflet.Layer): void {
    layer.addTo(map);
    this.layers.push(layer);
  }
}

const HANDLE =
  '<svg width="20" height="20" viewBox="0 0 20 20"><circle cx="10" cy="10" r="7" fill="#fff" stroke="#b3261e" stroke-width="3"/></svg>';
