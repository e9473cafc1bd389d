// An editor's own lines, drawn quietly under the marks, with labels that yield to those of the marks.
import L from "leaflet";
import { type Attribution, Named } from "../basemap/attribution.js";
import type { Label } from "./labels.js";
import { nearest } from "./outline.js";

/** An overlay as the build wrote it: GeoJSON in degrees, longitudes beyond 180 where the map is. */
export interface Overlay {
  style: "line" | "area" | "dashed";
  attribution: Attribution;
  lines: GeoJSON.MultiLineString | GeoJSON.LineString | null;
  filling: GeoJSON.MultiPolygon | null;
  points: GeoJSON.MultiPoint | null;
  /** Words, latitude, longitude, and the radius in degrees of latitude of the area that they stand in. */
  labels: [string, number, number, number][];
}

const PANE = "overlays";
/** More would be noise. */
const MOST_LABELS = 80;

/** Draws the overlays; gives the labels that may be seen in the view, those of the largest areas first. */
export function drawOverlays(map: L.Map, overlays: readonly Overlay[], language: string): () => Label[] {
  map.createPane(PANE).style.zIndex = "220"; // over the ground, under areas and marks
  const renderer = L.svg({ pane: PANE, padding: 0.5 });
  const group = L.layerGroup().addTo(map);
  const around = L.latLngBounds([]);
  for (const { lines, points } of overlays)
    for (const each of [lines, points]) if (each) around.extend(L.geoJSON(each).getBounds());
  const middle = around.isValid() ? around.getCenter().lng : 0;
  const labels = overlays.flatMap((overlay) => overlay.labels.map((label) => makeLabel(label, language)));
  for (const { attribution } of overlays) new Named(map.attributionControl, attribution).show(true);

  let shift = Number.NaN;
  /** In the turn of the Earth that is seen. */
  const draw = (): void => {
    const turn = nearest(middle, map.getCenter().lng) - middle;
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
    const seen = map.getBounds();
    const near = labels.filter(({ label, fits }) => seen.contains(label.at) && fits(map)).slice(0, MOST_LABELS);
    shown.clearLayers();
    for (const { marker } of near) shown.addLayer(marker());
    return near.map(({ label }) => label);
  };
}

function makeLabel([words, latitude, longitude, reach]: Overlay["labels"][number], language: string) {
  const element = document.createElement("div");
  element.className = "label is-overlay";
  element.dir = "auto";
  element.lang = language;
  element.textContent = words;
  const radius = (map: L.Map, at: L.LatLng): number =>
    map.latLngToContainerPoint([Math.max(at.lat - reach, -85), at.lng]).y - map.latLngToContainerPoint(at).y;
  const label: Label = { element, at: L.latLng(latitude, longitude), clear: 4 };
  if (reach) {
    // Few areas are as narrow as the circle inside of them.
    label.inside = (map) => L.point(1.4, 1).multiplyBy(radius(map, label.at as L.LatLng));
    label.stays = true;
  }
  return {
    label,
    /** Whether its area is large enough to be worth a try. */
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
