// A quiet line from the selected report to where it was reported earlier or later. It is straight: it is not a route.
import L from "leaflet";
import { isShown, type Store } from "../app/state.js";
import { relationsOf } from "../data/relations.js";
import { nearestLongitude } from "../data/world.js";

const MOVES: ReadonlySet<string> = new Set(["moved_from", "moved_to"]);

/** Draws the lines of the selected report; only between places that are drawn. An area's line ends at its edge. */
export function drawRelations(map: L.Map, store: Store): () => void {
  const lines = L.layerGroup().addTo(map);
  return () => {
    lines.clearLayers();
    const { selected, matches } = store.state;
    const from = selected === null ? null : endOf(store, selected, map.getCenter().lng);
    if (selected === null || !from) return;
    for (const { kind, report } of relationsOf(store.atlas, selected)) {
      if (!MOVES.has(kind) || !isShown(matches.shown, report)) continue;
      const to = endOf(store, report, from.at.lng);
      const line = to && lineBetween(from, to);
      if (!line) continue;
      lines.addLayer(L.polyline(line, { className: "relation-line", interactive: false, pane: "overlayPane" }));
    }
  };
}

interface End {
  at: L.LatLng;
  /** How far from there an area reaches, in metres; 0 for a point. */
  reach: number;
}

/** Where the mark of a report is; null where it has none. */
function endOf({ atlas }: Store, report: number, near: number): End | null {
  const place = atlas.place[report]!;
  const [latitude, longitude] = [atlas.middle.latitude[place], atlas.middle.longitude[place]];
  if (latitude === undefined || longitude === undefined || Number.isNaN(latitude)) return null;
  const reach = atlas.kind[place] === "area" ? atlas.middle.reach[place]! : 0;
  return { at: L.latLng(latitude, nearestLongitude(longitude, near)), reach };
}

/** The part of a straight line that is outside both areas; null where there is none. */
function lineBetween(from: End, to: End): [L.LatLng, L.LatLng] | null {
  const distance = from.at.distanceTo(to.at);
  if (distance <= from.reach + to.reach) return null;
  const between = (share: number): L.LatLng =>
    L.latLng(from.at.lat + (to.at.lat - from.at.lat) * share, from.at.lng + (to.at.lng - from.at.lng) * share);
  return [between(from.reach / distance), between(1 - to.reach / distance)];
}
