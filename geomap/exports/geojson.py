"""Atlas → reports.geojson (RFC 7946): one feature per report, with its uncertainty among the properties."""

from collections.abc import Iterable, Iterator
from typing import Any

import shapely
from pydantic_core import to_json
from shapely.geometry import shape

from geomap.exports.record import columns, corrections_of, evidence_of, history_of, lists_of, records
from geomap.geometry.shapes import geojson_geometry, shape_of
from geomap.i18n.translator import Translator
from geomap.model import Report
from geomap.model.geodesy import longitude_span
from geomap.model.published import PublishedAtlas


def reports_geojson(atlas: PublishedAtlas, words: Translator) -> bytes:
    """The reports as a FeatureCollection."""
    return b"".join(geojson_parts(atlas, words))


def geojson_parts(atlas: PublishedAtlas, words: Translator) -> Iterator[bytes]:
    """The FeatureCollection in pieces, which never are in memory together.

    The geometry is a polygon where the place has an outline, null where the report has no place, and otherwise a point:
    the true position is within ``uncertainty_m`` metres of it.
    """
    reported = dict.fromkeys(report.place for report in atlas.reports if report.place)
    geometries = {place: geojson_geometry(shape_of(atlas.place_by_id[place])) for place in reported}
    box = bbox(geometry for geometry in geometries.values() if geometry)
    bounds = b'"bbox":%s,' % to_json(box) if box else b""
    head = b'{"type":"FeatureCollection","name":%s,%s"features":[\n' % (to_json(atlas.info.title), bounds)
    names = columns(atlas)
    features = (
        to_json(_feature(atlas, report, words, names, geometries[report.place] if report.place else None))
        for report in atlas.reports
    )
    yield head
    yield from json_rows(features)
    yield b"\n]}\n"


def json_rows(rows: Iterable[bytes]) -> Iterator[bytes]:
    r"""The items of a JSON array, each on a line of its own.

    >>> b"".join(json_rows([b"1", b"2"]))
    b'1,\n2'
    """
    separator = b""
    for row in rows:
        yield separator + row
        separator = b",\n"


def bbox(geometries: Iterable[dict[str, Any]]) -> list[float] | None:
    """West, south, east, north of all geometries (RFC 7946, 5.2): across the antimeridian, west is larger than east.

    The box leaves out the widest empty range of longitudes.

    >>> bbox([{"type": "Point", "coordinates": [170, -18]}, {"type": "Point", "coordinates": [-172, -14]}])
    [170.0, -18.0, -172.0, -14.0]
    """
    boxes = [bounds for each in geometries for bounds in _bounds(each)]
    if not boxes:
        return None
    west, east = longitude_span((left, right) for left, _, right, _ in boxes)
    return [west, min(box[1] for box in boxes), east, max(box[3] for box in boxes)]


def _bounds(geometry: dict[str, Any]) -> list[tuple[float, float, float, float]]:
    """The box of each part of a geometry."""
    if geometry["type"] == "Point":
        longitude, latitude = map(float, geometry["coordinates"])
        return [(longitude, latitude, longitude, latitude)]
    return [part.bounds for part in shapely.get_parts(shape(geometry))]


def _feature(
    atlas: PublishedAtlas, report: Report, words: Translator, names: Iterable[str], geometry: dict[str, Any] | None
) -> dict[str, Any]:
    fields = records(atlas, words)[report.id]
    return {
        "type": "Feature",
        "id": report.id,
        "geometry": geometry,
        "properties": {
            **fields,
            "evidence": evidence_of(atlas, report),
            "evidence_text": fields["evidence"],
            "history": history_of(report),
            **({"corrected": corrections_of(atlas, report)} if atlas.has_corrections else {}),
            **lists_of(report, names),
        },
    }
