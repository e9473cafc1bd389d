// The editor's own lines and areas, drawn under the marks, with labels that give way to those of the marks.
import L from "leaflet";
import { Credit } from "../basemap/attribution.js";
import { inside } from "../basemap/placement.js";
import type { Overlay } from "../data/wire.js";
import { nearestLongitude } from "../data/world.js";
import type { Label } from "./labels.js";

const PANE = "overlays";
/** The most labels in a view. */
const MAX_LABELS = 80;

/** Draws the overlays. Returns a function for the labels in view, those of the largest areas first. */
export function drawOverlays(map: L.Map, overlays: readonly Overlay[], language: string): () => Label[] {
  map.createPane(PANE).style.zIndex = "220"; // above the base map, below areas and marks
  const renderer = L.svg({ pane: PANE, padding: 0.5 });
  const group = L.layerGroup().addTo(map);
  const around = L.latLngBounds([]);
  for (const { lines, points } of overlays)
    for (const each of [lines, points]) if (each) around.extend(L.geoJSON(each).getBounds());
  const middle = around.isValid() ? around.getCenter().lng : 0;
  const labels = overlays.flatMap((overlay) => overlay.labels.map((label) => makeLabel(label, language)));
  for (const { attribution } of overlays) new Credit(map.attributionControl, attribution).show(true);

  let shift = Number.NaN;
  const draw = (): void => {
    // In the turn of the Earth that is in view.
    const turn = nearestLongitude(middle, map.getCenter().lng) - middle;
    if (turn === shift) return;
    shift = turn;
    group.clearLayers();
    const coordsToLatLng = ([longitude, latitude]: number[]): L.LatLng => L.latLng(latitude!, longitude! + turn);
    for (const { style, lines, filling, points } of overlays) {
      const options = { pane: PANE, renderer, interactive: false, coordsToLatLng };
      if (filling) group.addLayer(L.geoJSON(filling, { ...options, className: "overlay-filling" } as L.GeoJSONOptions));
      if (lines)
        group.addLayer(L.geoJSON(lines, { ...options, className: `overlay-line is-${style}` } as L.GeoJSONOptions));
      const pointToLayer = (_: unknown, at: L.LatLng): L.Layer =>
        L.circleMarker(at, { ...options, radius: 2.5, className: "overlay-point" });
      if (points) group.addLayer(L.geoJSON(points, { ...options, pointToLayer }));
    }
    for (const label of labels) label.move(turn);
  };
  map.on("moveend", draw);
  map.whenReady(draw);

  const shown = L.layerGroup().addTo(map);
  return () => {
    const view = map.getBounds();
    const near = labels.filter(({ label, fits }) => view.contains(label.at) && fits(map)).slice(0, MAX_LABELS);
    shown.clearLayers();
    for (const { marker } of near) shown.addLayer(marker());
    return near.map(({ label }) => label);
  };
}

function makeLabel([text, latitude, longitude, reach]: Overlay["labels"][number], language: string) {
  const element = document.createElement("div");
  element.className = "label is-overlay";
  element.dir = "auto";
  element.lang = language;
  element.textContent = text;
  const radius = (map: L.Map, at: L.LatLng): number =>
    map.latLngToContainerPoint([Math.max(at.lat - reach, -85), at.lng]).y - map.latLngToContainerPoint(at).y;
  const label: Label = { element, at: L.latLng(latitude, longitude), clear: 4 };
  if (reach) {
    // Most areas are wider than the circle inside them.
    label.inside = (map, point, size) =>
      inside(point, L.point(1.4, 1).multiplyBy(radius(map, label.at as L.LatLng)), size);
    label.staysInside = true;
  }
  return {
    label,
    /** Whether its area may have room for it. */
    fits: (map: L.Map): boolean => !reach || radius(map, label.at as L.LatLng) >= 18,
    marker: (): L.Marker => {
      const icon = L.divIcon({ className: "anchor", html: element, iconSize: [0, 0] });
      return L.marker(label.at, { icon, interactive: false, keyboard: false, pane: "labels" });
    },
    move: (turn: number): void => {
      label.at = L.latLng(latitude, longitude + turn);
    },
  };
}
