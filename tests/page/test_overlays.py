"""Overlays: how they are read and repaired, what is published, and how it is drawn."""

import json
import os
import re

import pytest
import shapely
from hypothesis import example, given
from hypothesis import strategies as st
from loopback import until
from playwright.sync_api import expect
from shapely.geometry import shape

import geomap
from geomap.findings import Finding
from geomap.geometry.overlays import (
    MAX_BYTES,
    MAX_ZOOM,
    OverlaySource,
    cut_overlay,
    fitted_overlays,
    overlay_box,
    simplified_overlay,
)
from geomap.model import Feature, Overlay, Style
from geomap.model.published import coarsened
from geomap.page.overlays import check_overlays
from geomap.read import read_gazetteer
from geomap.read.overlays import read_overlay

GAZETTEER = """\
map:
  overlays:
    - {file: border.geojson, label: name, attribution: '© <a href="https://maps.example/">Maps</a>', style: %s}
places:
  - {name: A, coordinates: [55.7, 37.5], precision: street}
  - {name: B, coordinates: [55.8, 37.7], precision: street}
reports:
  - {title: One, place: a, status: unconfirmed, status_reason: R, date: 2023-01-01}
  - {title: Two, place: b, status: unconfirmed, status_reason: R, date: 2023-01-01}
"""
LINE = {"type": "LineString", "coordinates": [[37.4, 55.6], [37.6, 55.7], [37.8, 55.9]]}


def polygon(*rings: list) -> dict:
    return {"type": "Polygon", "coordinates": list(rings)}


def square(west: float, south: float, side: float = 0.1) -> list:
    east, north = round(west + side, 4), round(south + side, 4)
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


def collection(*geometries: object, **properties: object) -> dict:
    features = [{"type": "Feature", "properties": properties, "geometry": each} for each in geometries]
    return {"type": "FeatureCollection", "features": features}


@pytest.fixture
def project(make_project):
    """A project whose overlay holds this."""

    def make(content: object, style: str = "line", gazetteer: str = GAZETTEER):
        text = content if isinstance(content, str | bytes) else json.dumps(content)
        return make_project({"data/a.yaml": gazetteer % style, "data/border.geojson": text})

    return make


@pytest.fixture
def found(project):
    """The findings of such a project about its overlay."""

    def find(content: object) -> list[Finding]:
        return [one for one in geomap.check(project(content)).findings if one.code[0] in "OY" or one.code == "A005"]

    return find


def read_at(root) -> tuple[Overlay, list[Finding]]:
    reading = read_gazetteer(root)
    return reading.gazetteer.map.overlays[0], reading.findings


# Reading


@pytest.mark.parametrize(
    "geometry",
    [
        {"type": "Point", "coordinates": [37.6, 55.7]},
        {"type": "Point", "coordinates": [37.6, 55.7, 150]},
        {"type": "MultiPoint", "coordinates": [[37.6, 55.7], [37.5, 55.7]]},
        LINE,
        {"type": "MultiLineString", "coordinates": [LINE["coordinates"], [[37.5, 55.7], [37.6, 55.8]]]},
        polygon(square(37.5, 55.7)),
        polygon(square(37.5, 55.7), square(37.52, 55.72, 0.02)),
        {"type": "MultiPolygon", "coordinates": [[square(37.5, 55.7)], [square(37.7, 55.7)]]},
        {"type": "GeometryCollection", "geometries": [LINE, polygon(square(37.5, 55.7))]},
    ],
)
@pytest.mark.parametrize("form", ["geometry", "feature", "collection"])
def test_every_geometry_type_is_read_in_every_geojson_form(project, geometry, form) -> None:
    feature = {"type": "Feature", "properties": None, "geometry": geometry}
    content = {"geometry": geometry, "feature": feature, "collection": collection(geometry)}[form]
    root = project(content)
    overlay, findings = read_at(root)
    assert findings == []
    (only,) = overlay.features
    assert only.geometry.is_valid
    assert shapely.force_2d(shape(geometry)).equals(shapely.union_all(shapely.get_parts(only.geometry)))
    assert geomap.load(root).inputs["data/border.geojson"]


def test_a_path_means_the_same_as_an_entry_with_that_file(project) -> None:
    root = project(LINE, gazetteer="map: {overlays: [border.geojson]}\n#%s\nplaces: [{name: A, coordinates: [1, 2]}]\n")
    overlay, _ = read_at(root)
    assert (overlay.file, overlay.style, overlay.label, len(overlay.features)) == (
        "border.geojson",
        Style.LINE,
        None,
        1,
    )


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("nothing", "line 1, column 1: not JSON"),
        ("", "not JSON"),
        ("[1, 2]", "this is a list, not GeoJSON"),
        ("null", "this is empty, not GeoJSON"),
        ({}, "feature 1: there is no type"),
        ({"type": "Topology", "objects": {}}, 'the type is the text "Topology", which is not a geometry'),
        ({"type": "FeatureCollection"}, "its features are empty"),
        (collection(), "the file has no shapes"),
        (collection(None, None), "the file has no shapes"),
        ({"type": "FeatureCollection", "features": [None]}, "feature 1: it is empty"),
        ({"type": "FeatureCollection", "features": [LINE, 7]}, "feature 2: it is the number 7"),
        ({"type": "LineString", "coordinates": None}, "its coordinates are empty"),
        ({"type": "LineString", "coordinates": [[1, 2], None]}, "a position is empty"),
        ({"type": "LineString", "coordinates": [[1, None], [1, 2]]}, "a coordinate is empty"),
        ({"type": "LineString", "coordinates": [["1", "2"], [1, 2]]}, 'a coordinate is the text "1"'),
        ({"type": "LineString", "coordinates": [[True, 2], [1, 2]]}, "a coordinate is true"),
        ('{"type": "Point", "coordinates": [NaN, 1]}', "NaN is not a coordinate"),
        ('{"type": "Point", "coordinates": [1e999, 1]}', "inf is not a coordinate"),
        ({"type": "Polygon", "coordinates": [7]}, "a line is the number 7"),
        ({"type": "MultiPolygon", "coordinates": [7]}, "a polygon is the number 7"),
        ({"type": "GeometryCollection", "geometries": 7}, "its geometries are the number 7"),
        ({"type": "Point", "coordinates": [37.6, 190]}, "the position [37.6, 190] is not on Earth"),
        ({"type": "LineString", "coordinates": [[37.6, 55.7], [37.6, 55.7]]}, "all 1 outlines are invalid"),
        (polygon([[1, 1], [2, 2], [1, 1]]), "all 1 outlines are invalid"),
        ("[" * 200_000, "nesting"),
        (b"\xff\xfe\x00\x01\x02", "UTF-16"),
        (b"\x80\x81", "is not UTF-8"),
    ],
)
def test_invalid_geojson_is_a_finding(found, content, message) -> None:
    (finding,) = found(content)
    assert finding.code == "O007"
    assert message in finding.message
    assert str(finding.location).startswith("data/a.yaml:3:14")
    assert finding.help


def test_coordinates_in_metres_are_recognised(found) -> None:
    (finding,) = found({"type": "Point", "coordinates": [4187000, 7509000]})
    assert "such large numbers are metres" in finding.message
    assert finding.help == "convert the file to WGS 84: ogr2ogr -t_srs EPSG:4326 new.geojson old.geojson"
    projected = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::3857"}}
    (finding,) = found({**collection(LINE), "crs": projected})
    assert "urn:ogc:def:crs:EPSG::3857" in finding.message
    assert "WGS 84" in finding.help
    for name in ("urn:ogc:def:crs:OGC:1.3:CRS84", "EPSG:4326"):
        assert found({**collection(LINE), "crs": {"type": "name", "properties": {"name": name}}}) == []


def test_swapped_coordinates_are_recognised(found) -> None:
    (finding,) = found({"type": "Point", "coordinates": [55, 137]})
    assert finding.help == "did you swap them? GeoJSON has longitude first"
    (finding,) = found({"type": "LineString", "coordinates": [[55.7, 37.4], [55.9, 37.8]]})
    assert finding.code == "O010"
    assert "did you swap latitude and longitude?" in finding.help


def test_nested_collections_are_read_to_a_limit(found) -> None:
    def nested(depth: int) -> dict:
        geometry = LINE
        for _ in range(depth):
            geometry = {"type": "GeometryCollection", "geometries": [geometry]}
        return geometry

    assert found(nested(8)) == []
    (finding,) = found(nested(9))
    assert finding.code == "O007"


@pytest.mark.parametrize(
    ("broken", "count"),
    [
        ([[37.4, 55.6], [37.8, 55.9], [37.8, 55.6], [37.4, 55.9], [37.4, 55.6]], 2),  # crosses itself
        ([[37.4, 55.6], [37.8, 55.6], [37.8, 55.9]], 1),  # is open
    ],
)
def test_broken_outlines_are_repaired_and_counted(project, broken, count) -> None:
    root = project(collection(polygon(broken), polygon(square(37.5, 55.7))))
    overlay, (finding,) = read_at(root)
    assert finding.code == "O009"
    assert "1 of 2 shapes" in finding.message
    assert all(feature.geometry.is_valid for feature in overlay.features)
    assert len(shapely.get_parts(overlay.features[0].geometry)) == count


def test_outlines_that_cannot_be_repaired_are_left_out_and_counted(project) -> None:
    flat = polygon([[37.4, 55.6], [37.8, 55.9], [37.4, 55.6], [37.4, 55.6]])
    overlay, (finding,) = read_at(project(collection(flat, LINE, None)))
    assert finding.code == "O009"
    assert "1 of 2 shapes" in finding.message
    assert len(overlay.features) == 1


def test_a_file_that_is_too_large_is_not_read(project) -> None:
    root = project(LINE)
    os.truncate(root / "data" / "border.geojson", 200_000_000)
    (finding,) = [one for one in geomap.check(root).findings if one.code != "C009" and one.code[0] == "O"]
    assert (finding.code, "larger than 20 MB" in finding.message) == ("O008", True)


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("../../secret.geojson", "A005"),
        ("/etc/passwd", "A005"),
        ("gone.geojson", "Y001"),
        ("..", "Y001"),
    ],
)
def test_missing_files_and_files_outside_the_project_are_findings(project, tmp_path, path, code) -> None:
    (tmp_path / "secret.geojson").write_text(json.dumps(LINE))
    root = project(LINE, gazetteer=GAZETTEER.replace("border.geojson", f'"{path}"'))
    findings = [one for one in geomap.check(root).findings if one.location.line == 3]
    assert [finding.code for finding in findings] == [code]


def test_lines_and_areas_over_180_degrees_are_cut_there(project) -> None:
    line = {"type": "LineString", "coordinates": [[179, 10], [-179, 12]]}
    area = polygon([[178, 0], [-178, 0], [-178, 4], [178, 4], [178, 0]])
    overlay, findings = read_at(project(collection(line, area)))
    assert findings == []
    for feature in overlay.features:
        assert feature.geometry.is_valid
        assert feature.geometry.bounds[0] == -180
        assert feature.geometry.bounds[2] == 180
        assert all(part.bounds[2] - part.bounds[0] <= 2 for part in shapely.get_parts(feature.geometry))


# Labels


def labels_of(root) -> list[str]:
    atlas = geomap.load(root)
    overlay = atlas.info.overlays[0]
    box = overlay_box((37.5, 55.7, 37.7, 55.8))
    source = OverlaySource(overlay.features, overlay.label, overlay.style)
    return [label.text for label in cut_overlay(source, box).labels]


def test_the_label_is_a_property_of_each_shape(project) -> None:
    first, second = collection(polygon(square(37.5, 55.7)), name=" A\n B ")["features"], collection(LINE, name=7)
    content = {"type": "FeatureCollection", "features": [*first, *second["features"], *collection(LINE)["features"]]}
    assert labels_of(project(content)) == ["A B", "7"]
    assert labels_of(project(collection(LINE, name="x" * 200))) == ["x" * 79 + "…"]


def test_a_label_that_is_no_property_is_the_label_of_all_shapes(project) -> None:
    assert labels_of(project(collection(LINE, LINE, other=1))) == ["name"]


def test_a_label_that_is_almost_a_property_is_a_finding(found) -> None:
    (finding,) = found(collection(LINE, Name="x"))
    assert (finding.code, finding.help) == ("O012", 'did you mean "Name"?')


# Publishing


COORDINATES = st.tuples(st.floats(-180, 180, allow_subnormal=False), st.floats(-90, 90, allow_subnormal=False))
LINES = st.lists(COORDINATES, min_size=2, max_size=12).map(lambda them: {"type": "LineString", "coordinates": them})
RINGS = st.lists(COORDINATES, min_size=3, max_size=12)
SHAPES = st.one_of(
    COORDINATES.map(lambda at: {"type": "Point", "coordinates": at}),
    LINES,
    st.lists(RINGS, min_size=1, max_size=3).map(lambda rings: {"type": "Polygon", "coordinates": rings}),
)
EXTENTS = st.tuples(st.floats(-300, 180), st.floats(-85, 80), st.floats(0, 300), st.floats(0, 60)).map(
    lambda corner: (corner[0], corner[1], corner[0] + corner[2], min(corner[1] + corner[3], 90))
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("folder")


TWICE = [(0.0, 0.0), (112.37941222979572, -1.0), (149.83984375, 15.0)]
ON_EACH_OTHER = [TWICE, TWICE, [(175.0, 0.0), (-6.0, 1.0), (0.0, 0.0), (0.0, 1.0), (10.0, 1.0), (0.0, 0.0)]]


@example([{"type": "Polygon", "coordinates": ON_EACH_OTHER}], (0.0, 0.0, 0.0, 0.0), Style.LINE, 2)
@given(st.lists(SHAPES, min_size=1, max_size=5), EXTENTS, st.sampled_from(Style), st.integers(2, MAX_ZOOM))
def test_published_shapes_are_valid_inside_the_box_and_reproducible(folder, shapes, extent, style, zoom) -> None:
    (folder / "any.geojson").write_text(json.dumps(collection(*shapes, name="x")))

    def make() -> tuple[dict, list[Feature]]:
        overlay = Overlay(file="any.geojson", label="name")
        overlay, _, _ = read_overlay(overlay, folder / "a.yaml", folder, geomap.findings.Location("a.yaml"))
        shapes = cut_overlay(OverlaySource(overlay.features, "name", style), box)
        return simplified_overlay(shapes, zoom, box), overlay.features

    box = overlay_box(extent)
    assert box[2] - box[0] <= 360
    made, _ = make()
    frame = shapely.box(*box)
    data = made.as_json()
    for part in ("lines", "filling", "points"):
        if data[part] is None:
            continue
        drawn_shape = shape(data[part])
        assert drawn_shape.is_valid
        assert not drawn_shape.is_empty
        west, south, east, north = drawn_shape.bounds
        assert box[0] <= west <= east <= box[2]
        assert box[1] <= south <= north <= box[3]
    for _, latitude, longitude, reach in data["labels"]:
        assert frame.buffer(1e-5).covers(shapely.Point(longitude, latitude))
        assert reach >= 0
    assert (data["filling"] is None) or style is Style.AREA
    again, _ = make()
    assert again.as_json() == data


def features(*geometries: dict) -> tuple[Feature, ...]:
    return tuple(Feature(shape(each)) for each in geometries)


def test_outlines_that_areas_share_are_drawn_once() -> None:
    squares = features(polygon(square(0, 0, 1)), polygon(square(1, 0, 1)))
    made = cut_overlay(OverlaySource(squares, None, Style.DASHED), overlay_box((0, 0, 2, 1)))
    assert made.lines.length == pytest.approx(7)
    assert made.filling.is_empty


def test_no_line_is_drawn_where_an_area_was_cut() -> None:
    box = overlay_box((0, 0, 1, 1))
    made = cut_overlay(OverlaySource(features(polygon(square(-50, -50, 100))), None, Style.AREA), box)
    assert made.is_cut
    assert made.lines.is_empty
    assert made.filling.equals(shapely.box(*box))


def test_no_line_is_drawn_where_an_area_goes_over_180_degrees(project) -> None:
    area = polygon([[178, 0], [-178, 0], [-178, 4], [178, 4], [178, 0]])
    overlay, _ = read_at(project(area))
    made = cut_overlay(OverlaySource(overlay.features, None, Style.AREA), overlay_box((175, 0, 185, 5)))
    assert made.lines.length == pytest.approx(16)
    assert made.filling.bounds == (178, 0, 182, 4)


def test_distant_parts_are_left_out_with_a_note(found) -> None:
    (finding,) = found({"type": "LineString", "coordinates": [[20, 55], [37.6, 55.7], [60, 56]]})
    assert finding.code == "O011"
    assert "35.5–39.7° east" in finding.message


def wiggly(count: int, step: float = 1e-4) -> dict:
    """A line that no simplification at a fine zoom can shorten."""
    rows = [[37 + (at % 2000) * step, 55 + (at // 2000) * 0.01 + (at % 2) * 0.005] for at in range(count)]
    return {"type": "LineString", "coordinates": rows}


@pytest.mark.large
def test_large_overlays_are_simplified_to_the_limit_with_a_note(project, found) -> None:
    line = wiggly(30_000)
    (finding,) = found(line)
    assert finding.code == "O011"
    assert re.search(r"simplified for zoom \d+, within [\d,]+ m, to \d+ kB", finding.message)
    overlay = read_at(project(line))[0]
    made = fitted_overlays((OverlaySource(overlay.features, None, overlay.style),), overlay_box((37, 55, 38, 56)))
    assert made.zoom < MAX_ZOOM
    assert sum(shapes.size for shapes in made.overlays) <= MAX_BYTES


def test_small_overlays_are_simplified_only_to_a_pixel_of_zoom_14() -> None:
    line = {"type": "LineString", "coordinates": [[37 + at / 1e5, 55 + (at % 2) * 2e-5] for at in range(1000)]}
    box = overlay_box((37, 55, 38, 56))
    made = fitted_overlays((OverlaySource(features(line), None, Style.LINE),), box)
    assert made.zoom == MAX_ZOOM
    assert shapely.get_num_coordinates(made.overlays[0].lines) < 10
    # 5.4 m in Moscow, less to the north.
    assert made.overlays[0].lines.hausdorff_distance(shape(line)) <= 360 / 256 / 2**14


def test_the_site_is_reproducible(project) -> None:
    root = project(collection(polygon(square(37.5, 55.7)), LINE, name="Ä"), style="area")
    first = (geomap.build(geomap.load(root), root, root / "one").site / "index.html").read_bytes()
    second = (geomap.build(geomap.load(root), root, root / "two").site / "index.html").read_bytes()
    assert first == second
    assert list(check_overlays(coarsened(geomap.load(root)))) == []


# Drawing


def test_the_static_map_has_the_lines_below_the_symbols_in_a_neutral_colour(project) -> None:
    root = project(collection(polygon(square(37.5, 55.7)), LINE), style="dashed")
    page = (geomap.build(geomap.load(root), root).site / "index.html").read_text(encoding="utf-8")
    picture = page[page.index('<div class="facts-picture">') : page.index("</noscript>")]
    assert picture.count("static-overlay") == 1
    line = re.search(r"<path[^>]*static-overlay[^>]*>", picture)[0]
    assert 'stroke="#8d897e"' in line
    assert "stroke-dasharray" in line
    assert picture.index("static-overlay") < picture.index("static-unconfirmed")
    assert '<a href="https://maps.example/" rel="noreferrer">Maps</a>' in picture


@pytest.fixture
def drawn(page_of):
    """The page of the project whose overlay holds this."""

    def draw(content: object, style: str = "line", gazetteer: str = GAZETTEER):
        return page_of({"data/a.yaml": gazetteer % style, "data/border.geojson": json.dumps(content)})

    return draw


@pytest.mark.parametrize("style", ["line", "area", "dashed"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_lines_are_drawn_below_the_markers_in_a_neutral_colour(drawn, visit, style, scheme) -> None:
    area = collection(polygon(square(37.5, 55.7)), {"type": "Point", "coordinates": [37.55, 55.85]}, name="Quiet Ä")
    opened = visit(color_scheme=scheme)
    page = opened.open(drawn(area, style))
    line = page.locator("path.overlay-line")
    expect(line).to_have_count(1)
    colour = line.evaluate("e => getComputedStyle(e).stroke")
    red, green, blue = map(int, re.findall(r"\d+", colour)[:3])
    assert max(red, green, blue) - min(red, green, blue) < 20  # no hue that could be taken for a status
    expect(page.locator("path.overlay-filling")).to_have_count(int(style == "area"))
    expect(page.locator("path.overlay-point")).to_have_count(1)
    dashes = line.evaluate("e => getComputedStyle(e).strokeDasharray")
    assert (dashes == "none") == (style != "dashed")
    under = page.locator(".leaflet-overlays-pane").evaluate("e => Number(getComputedStyle(e).zIndex)")
    assert under < 400
    expect(page.locator(".leaflet-control-attribution")).to_contain_text("© Maps")
    assert opened.complaints == []


def test_labels_of_overlays_cover_neither_markers_nor_each_other(drawn, visit) -> None:
    areas = [
        collection(polygon(square(37.4 + at / 50, 55.7, 0.02)), name=f"Area {at}")["features"][0] for at in range(20)
    ]
    page = visit().open(drawn({"type": "FeatureCollection", "features": areas}, "area"))
    boxes = page.evaluate(
        "[...document.querySelectorAll('.label:not(.is-crowded), .pin')].map(e => e.getBoundingClientRect())"
        ".filter(e => e.width).map(({left, right, top, bottom}) => ({left, right, top, bottom}))"
    )
    overlapping = [
        (one, other)
        for at, one in enumerate(boxes)
        for other in boxes[:at]
        if one["left"] < other["right"] - 8
        and other["left"] < one["right"] - 8
        and one["top"] < other["bottom"] - 8
        and other["top"] < one["bottom"] - 8
    ]
    assert overlapping == []
    shown = page.locator(".label.is-overlay:not(.is-crowded)")
    assert 0 < shown.count() < 20
    page.goto(page.url + "#map=13/55.71/37.41")
    expect(page.locator(".label.is-overlay:not(.is-crowded)").filter(has_text="Area 0")).to_be_visible()


@pytest.mark.parametrize(
    "payload", ["<img src=x onerror='window.ran = 1'>", "</script><script>ran=1</script>", "{{ 7*7 }}"]
)
def test_a_label_of_an_overlay_is_never_markup(drawn, visit, payload) -> None:
    named = GAZETTEER.replace("Maps</a>", "Maps</a> " + payload.replace("'", "&#39;"))
    opened = visit()
    page = opened.open(drawn(collection(LINE, name=payload), gazetteer=named))
    expect(page.locator(".label.is-overlay")).to_have_text(payload, use_inner_text=True)
    assert page.evaluate("typeof ran") == "undefined"
    assert opened.complaints == []


def test_in_the_pacific_lines_continue_across_180_degrees(page_of, visit) -> None:
    gazetteer = (
        "map: {overlays: [border.geojson]}\n"
        "places:\n  - {name: A, coordinates: [1, 179], precision: street}\n"
        "  - {name: B, coordinates: [3, -179], precision: street}\n"
        "reports:\n  - {title: One, place: a, status: unconfirmed, status_reason: R}\n"
        "  - {title: Two, place: b, status: unconfirmed, status_reason: R}\n"
    )
    area = polygon([[178, 0], [-178, 0], [-178, 4], [178, 4], [178, 0]])
    page = visit().open(page_of({"data/a.yaml": gazetteer, "data/border.geojson": json.dumps(area)}))

    def middle() -> tuple[float, float]:
        boxes = page.evaluate(
            "['.page-map', 'path.overlay-line'].map(name => document.querySelector(name).getBoundingClientRect())"
            ".map(({left, right}) => (left + right) / 2)"
        )
        return boxes[0], boxes[1]

    expect(page.locator("path.overlay-line")).to_have_count(1)
    assert abs(middle()[0] - middle()[1]) < 30
    for address in ("#map=6/2/-179", "#map=6/2/179"):
        page.goto(page.url.split("#")[0] + address)
        page.locator("path.overlay-line").wait_for()
        until(page, lambda: abs(middle()[0] - middle()[1]) < 80)
