// Large maps: the number of reports in each square of a grid, instead of marks.
import L from "leaflet";
import { isCalm } from "../app/env.js";
import type { Store } from "../app/state.js";
import type { Placement } from "../basemap/placement.js";
import { nearestLongitude } from "../data/world.js";
import type { Clusters, Square } from "./clusters.js";

/** Numbers in squares of at least this width in pixels have room. */
const MIN_NUMBER_PX = 30;
const [FAINT, STRONG] = [0.1, 0.62];
/** Half the room of a number, in pixels. */
const [ACROSS, DOWN] = [14, 9];

export class Density {
  private readonly layer = L.layerGroup();
  private readonly numbers: L.LatLng[] = [];
  private readonly note = L.DomUtil.create("p", "density-note");

  constructor(
    private readonly map: L.Map,
    private readonly store: Store,
    private readonly clusters: Clusters,
  ) {
    this.layer.addTo(map);
    this.note.setAttribute("role", "status");
    map.getContainer().append(this.note);
  }

  /** Draws the squares in view; none where marks are shown. */
  draw(): void {
    const { map, store, layer, note } = this;
    layer.clearLayers();
    this.numbers.length = 0;
    note.hidden = !store.state.density;
    if (!store.state.density) return;
    const { squares, imprecise } = this.clusters.squares(map.getZoom());
    const most = Math.max(...squares.map(({ count }) => count), 1);
    const view = map.getBounds();
    for (const square of squares) {
      const bounds = this.boundsOf(square);
      if (view.intersects(bounds)) this.add(square, bounds, most);
    }
    note.textContent = [
      store.text("density.note"),
      ...(imprecise ? [store.text("density.imprecise", { count: imprecise })] : []),
    ].join(" ");
  }

  /** Takes the room of the numbers. */
  takeRoom(placement: Placement): void {
    for (const number of this.numbers) {
      const { x, y } = this.map.latLngToContainerPoint(number);
      placement.take({ minX: x - ACROSS, minY: y - DOWN, maxX: x + ACROSS, maxY: y + DOWN });
    }
  }

  private add({ count }: Square, bounds: L.LatLngBounds, most: number): void {
    const { map, layer, store } = this;
    const share = most === 1 ? 1 : Math.log(count) / Math.log(most);
    const fillOpacity = FAINT + (STRONG - FAINT) * share;
    const square = L.rectangle(bounds, {
      className: "density-square",
      pane: "squares",
      fillOpacity,
      interactive: false,
    });
    layer.addLayer(square);
    const [corner, other] = [bounds.getNorthWest(), bounds.getSouthEast()].map((at) => map.latLngToLayerPoint(at));
    const [width, height] = [other!.x - corner!.x, other!.y - corner!.y];
    const label = store.text("density.square", { count });
    if (width >= MIN_NUMBER_PX) this.numbers.push(bounds.getCenter());
    const icon = L.divIcon({
      className: `density-count ${share > 0.75 ? "is-many" : ""}`,
      html: width >= MIN_NUMBER_PX ? `<span>${store.text.number(count)}</span>` : "",
      iconSize: [width, height],
    });
    const button = L.marker(bounds.getCenter(), { icon, alt: label, title: label, keyboard: true });
    button.on("click keypress", (event) => {
      const { key } = (event as L.LeafletKeyboardEvent).originalEvent;
      if (key === undefined || key === "Enter" || key === " ") map.fitBounds(bounds, { animate: !isCalm() });
    });
    layer.addLayer(button);
    const element = button.getElement();
    element?.setAttribute("role", "button");
    element?.setAttribute("aria-label", label);
  }

  private boundsOf({ west, south, east, north }: Square): L.LatLngBounds {
    const turn = nearestLongitude(west, this.map.getCenter().lng) - west;
    return L.latLngBounds([south, west + turn], [north, east + turn]);
  }
}
