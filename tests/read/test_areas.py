"""Areas and overlays that declare another reference system than WGS 84 are refused, with the cure."""

import json

import pytest

from geomap.read import read_gazetteer
from geomap.read.areas import ShapeError, refuse_other_crs

SQUARE = {"type": "Polygon", "coordinates": [[[1, 1], [2, 1], [2, 2], [1, 1]]]}
FEATURE = {"type": "Feature", "properties": {}, "geometry": SQUARE}
CRS = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::3035"}}
PROJECTED = [
    {**SQUARE, "crs": CRS},
    {**FEATURE, "crs": CRS},
    {"type": "FeatureCollection", "crs": CRS, "features": [FEATURE]},
    {"type": "FeatureCollection", "features": [{**FEATURE, "crs": CRS}]},
    {"type": "Feature", "properties": {}, "geometry": {**SQUARE, "crs": CRS}},
]


@pytest.mark.parametrize("value", PROJECTED)
@pytest.mark.parametrize("kind", ["area", "overlay"])
def test_another_reference_system_is_refused_even_if_the_numbers_look_like_degrees(value, kind, tmp_path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "shape.geojson").write_text(json.dumps(value))
    place = "places: [{name: A, coordinates: [1, 1]}]\nmap: {overlays: [shape.geojson]}\n"
    place = "places: [{name: A, area: shape.geojson}]\n" if kind == "area" else place
    (tmp_path / "data" / "locations.yaml").write_text(place)
    (finding,) = read_gazetteer(tmp_path).findings
    assert finding.code == ("G012" if kind == "area" else "O007")
    assert "EPSG::3035" in finding.message
    assert "ogr2ogr -t_srs EPSG:4326" in finding.help


@pytest.mark.parametrize(
    "value",
    [
        {},
        {"crs": None},
        {"crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}},
        {"crs": "EPSG:4326"},
        {"coordRefSys": "http://www.opengis.net/def/crs/OGC/1.3/CRS84"},
        {"spatialReference": {"wkid": 4326, "latestWkid": 4326}},
    ],
)
def test_wgs_84_is_accepted_under_all_its_names(value) -> None:
    refuse_other_crs(value)


@pytest.mark.parametrize("name", ["EPSG:3857", "EPSG:14326", "EPSG:43260", "urn:ogc:def:crs:EPSG::32637", "ETRS89"])
def test_similar_names_are_not_wgs_84(name) -> None:
    with pytest.raises(ShapeError):
        refuse_other_crs({"crs": name})
