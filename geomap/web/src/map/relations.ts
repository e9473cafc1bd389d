// A quiet line from the selected report to where it was reported earlier or later. It is straight: it is not a route.
import L from "leaflet";
import { isShown, type Store } from "../app/state.js";
import { relationsOf } from "../data/relations.js";
import { nearestLongitude } from "../data/world.js";

const MOVES: ReadonlySet<string> = new Set(["moved_from", "moved_to"]);

/** Draws the lines of the selected report; only between places that are drawn. */
export function drawRelations(map: L.Map, store: Store): () => void {
  const lines = L.layerGroup().addTo(map);
  return () => {
    lines.clearLayers();
    const { selected, matches } = store.state;
    if (selected === null) return;
    const from = positionOf(store, selected, map.getCenter().lng);
    if (!from) return;
    for (const { kind, report } of relationsOf(store.atlas, selected)) {
      if (!MOVES.has(kind) || !isShown(matches.shown, report)) continue;
      const to = positionOf(store, report, from.lng);
      if (!to || to.equals(from)) continue;
      lines.addLayer(L.polyline([from, to], { className: "relation-line", interactive: false, pane: "overlayPane" }));
    }
  };
}

/** Where the mark of a report is; null where it has none. */
function positionOf({ atlas }: Store, report: number, near: number): L.LatLng | null {
  const place = atlas.place[report]!;
  const [latitude, longitude] = [atlas.middle.latitude[place], atlas.middle.longitude[place]];
  if (latitude === undefined || longitude === undefined || Number.isNaN(latitude)) return null;
  return L.latLng(latitude, nearestLongitude(longitude, near));
}
