"""The peers: the same records on folium's own maps, as its users write them.

Each has two layers, confirmed and unconfirmed, in an expanded layer control, no tiles, and a popup with the
title, the status, the date and the reason at each marker.
"""

import html
from collections.abc import Callable, Sequence

import folium
from folium.plugins import FastMarkerCluster, MarkerCluster
from records import Record

COLOURS = {"confirmed": "green", "unconfirmed": "orange"}

CALLBACK = """function (row) {
    var marker = L.marker(new L.LatLng(row[0], row[1]));
    marker.setIcon(L.AwesomeMarkers.icon({markerColor: "COLOUR"}));
    marker.bindPopup(row[2]);
    return marker;
}"""


def markers(records: Sequence[Record]) -> folium.Map:
    """A ``folium.Marker`` for each report."""
    return _with_layers(records, lambda status, each: _filled(folium.FeatureGroup(name=status.title()), each))


def marker_clusters(records: Sequence[Record]) -> folium.Map:
    """The same markers in a ``MarkerCluster`` for each status."""
    return _with_layers(records, lambda status, each: _filled(MarkerCluster(name=status.title()), each))


def fast_marker_clusters(records: Sequence[Record]) -> folium.Map:
    """A ``FastMarkerCluster`` for each status, its callback taking the popup from the row."""

    def layer(status: str, each: Sequence[Record]) -> FastMarkerCluster:
        rows = [[one.latitude, one.longitude, _popup(one)] for one in each]
        callback = CALLBACK.replace("COLOUR", COLOURS[status])
        return FastMarkerCluster(rows, callback=callback, name=status.title())

    return _with_layers(records, layer)


def geojson(records: Sequence[Record]) -> folium.Map:
    """A ``GeoJson`` layer of circle markers for each status, drawn on a canvas."""

    def layer(status: str, each: Sequence[Record]) -> folium.GeoJson:
        features = [
            {
                "type": "Feature",
                "geometry": {"type": "Point", "coordinates": [one.longitude, one.latitude]},
                "properties": {
                    "title": html.escape(one.title),
                    "status": one.status,
                    "date": one.date,
                    "reason": html.escape(one.reason),
                },
            }
            for one in each
        ]
        return folium.GeoJson(
            {"type": "FeatureCollection", "features": features},
            name=status.title(),
            marker=folium.CircleMarker(radius=5, color=COLOURS[status], fill=True),
            popup=folium.GeoJsonPopup(fields=["title", "status", "date", "reason"], labels=False),
        )

    return _with_layers(records, layer)


def _with_layers(records: Sequence[Record], layer: Callable[[str, Sequence[Record]], folium.Element]) -> folium.Map:
    """A map of the world with a layer for each status and the control that shows and hides them.

    Its zoom has an end, which the tiles would have given: clusters need one.
    """
    world = folium.Map(location=[20, 0], zoom_start=2, maxZoom=18, tiles=None, prefer_canvas=True)
    for status in COLOURS:
        layer(status, [each for each in records if each.status == status]).add_to(world)
    folium.LayerControl(collapsed=False).add_to(world)
    return world


def _filled(group: folium.FeatureGroup | MarkerCluster, records: Sequence[Record]) -> folium.FeatureGroup:
    for each in records:
        icon = folium.Icon(color=COLOURS[each.status])
        folium.Marker([each.latitude, each.longitude], popup=_popup(each), icon=icon).add_to(group)
    return group


def _popup(record: Record) -> str:
    title, reason = html.escape(record.title), html.escape(record.reason)
    return f"<b>{title}</b><br>{record.status.title()} · {record.date}<br>{reason}"
