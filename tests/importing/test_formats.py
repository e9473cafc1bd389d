"""``geomap import``: what each of the formats of services and sequences gives."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from imports import EXAMPLES, failure, import_file, plan, write

from geomap.importing.columns import match_columns
from geomap.importing.errors import BrokenFileError, ImportFailedError, ReferenceSystemError, UnknownFormatError
from geomap.importing.fields.positions import is_position
from geomap.importing.formats.json_text import JsonText
from geomap.importing.formats.registry import FORMATS, detect_format
from geomap.importing.log import ImportLog
from geomap.importing.source import SourceFile
from geomap.model import Precision
from geomap.tiles.world import settlements_like


def imported(name, tmp_path, project, *options):
    return import_file(write(tmp_path, name, EXAMPLES[name]), project, *options)


def comments(project):
    (path,) = (project / "data").glob("imported-*.yaml")
    return [line.strip() for line in path.read_text(encoding="utf-8").splitlines() if line.startswith("  #")]


FEATURES = [
    {"type": "Feature", "properties": {"name": name}, "geometry": {"type": "Point", "coordinates": [longitude, 59.9]}}
    for name, longitude in (("Pier", 10.5), ("Quay", 10.7))
]


@pytest.mark.parametrize("separator", ["\n", "\n\x1e", "\r\n", "\n\n"])
def test_geojson_lines_and_sequences(separator, tmp_path, project) -> None:
    text = separator[-1].strip("\n") + separator.join(map(json.dumps, FEATURES)) + "\n"
    places, _ = import_file(write(tmp_path, "a.geojsonl", text), project)
    assert {place.name: place.coordinates for place in places.values()} == {"Pier": (59.9, 10.5), "Quay": (59.9, 10.7)}


def test_findings_in_lines_have_their_line(tmp_path, project) -> None:
    broken = {**FEATURES[1], "geometry": {"type": "Point", "coordinates": [10.7, 99]}}
    text = f"{json.dumps(FEATURES[0])}\n{json.dumps(broken)}\n"
    (finding,) = plan(write(tmp_path, "a.geojsonl", text), project).findings
    assert (finding.code, finding.location.line) == ("I005", 2)


def test_a_line_that_is_cut_off_is_an_error_at_its_line(tmp_path, project) -> None:
    error = failure(write(tmp_path, "a.geojsonl", f"{json.dumps(FEATURES[0])}\n{{\n"), project)
    assert isinstance(error, BrokenFileError)
    assert error.location.line >= 2


def test_viina(tmp_path, project) -> None:
    places, reports = imported("viina.csv", tmp_path, project)
    (report,) = reports.values()
    assert (report.title, report.date.edtf) == ("A mast was seen", "2023-01-19")
    assert (places["fort"].precision, places["fort"].name) == (Precision.STREET, "Fort")
    assert {"# time: 05:41", "# location: 1"} <= set(comments(project))


def test_a_coarse_record_is_not_at_the_precise_place_of_the_same_name(tmp_path, project) -> None:
    row = EXAMPLES["viina.csv"].splitlines()[1]
    region = row.replace(",7,", ",8,").replace("STREET", "ADM1").replace("55.728", "55.9")
    places, reports = import_file(write(tmp_path, "v.csv", f"{EXAMPLES['viina.csv']}{region}\n"), project)
    assert sorted(place.precision for place in places.values()) == [Precision.REGION, Precision.STREET]
    assert len({report.place for report in reports.values()}) == 2


def test_the_status_of_atlos_is_not_that_of_the_report(tmp_path, project) -> None:
    _, reports = imported("atlos.csv", tmp_path, project)
    (report,) = reports.values()
    assert (report.title, report.status_reason) == (
        "Mast at the fort",
        "Imported from atlos.csv, which gives no status.",
    )
    assert report.description == "Source: https://example.org/a\nSource: https://example.org/b"
    assert "# status: Completed" in comments(project)


def test_auto_archiver_with_and_without_positions(tmp_path, project) -> None:
    _, reports = imported("auto-archiver.csv", tmp_path, project)
    (report,) = reports.values()
    assert (report.title, report.reported.edtf, report.date) == ("Mast", "2023-01-19T12:00:00+00:00", None)
    assert "Source: https://archive.example.org/a" in report.description
    assert "# Archive status: twitter: success" in comments(project)
    rows = [line.rsplit(",", 2)[0] for line in EXAMPLES["auto-archiver.csv"].splitlines()]
    planned = plan(write(tmp_path, "b.csv", "\n".join(rows).replace("Mast,", "Crane,")), project)
    assert [new.values["title"] for new in planned.merged.reports] == ["Crane"]


def test_recogito_names_the_place_as_its_gazetteer_does(tmp_path, project) -> None:
    places, _ = imported("recogito.csv", tmp_path, project)
    assert (places["0f1e"].name, places["0f1e"].same_as) == ("Fort", {"geonames": 524901})
    assert {"# QUOTE_TRANSCRIPTION: the old fort", "# COMMENTS: unsure"} <= set(comments(project))


GEORSS = {
    "<georss:point>59.9 10.5</georss:point>": (59.9, 10.5),
    "<georss:where><gml:Point><gml:pos>59.9 10.5</gml:pos></gml:Point></georss:where>": (59.9, 10.5),
    "<geo:lat>59.9</geo:lat><geo:long>10.5</geo:long>": (59.9, 10.5),
    "<geo:Point><geo:lat>59.9</geo:lat><geo:long>10.5</geo:long></geo:Point>": (59.9, 10.5),
    "<georss:circle>59.9 10.5 300</georss:circle>": (59.9, 10.5),
    "<georss:polygon>59 10 59 11 60 11 59 10</georss:polygon>": None,
    "<georss:box>59 10 60 11</georss:box>": None,
}


@pytest.mark.parametrize("position", GEORSS)
def test_the_positions_of_georss(position, tmp_path, project) -> None:
    feed = f"""<feed xmlns="http://www.w3.org/2005/Atom" xmlns:georss="http://www.georss.org/georss"
xmlns:gml="http://www.opengis.net/gml" xmlns:geo="http://www.w3.org/2003/01/geo/wgs84_pos#"><entry><id>urn:x:1</id>
<title>Boat</title><link href="https://example.org/1"/><updated>2024-05-01T10:00:00Z</updated>{position}</entry></feed>"""
    places, reports = import_file(write(tmp_path, "a.xml", feed), project)
    (place,), (report,) = places.values(), reports.values()
    assert place.coordinates == GEORSS[position]
    assert (place.area is not None) == (GEORSS[position] is None)
    assert place.uncertainty == (300 if "circle" in position else None)
    assert (report.reported.edtf, report.date) == ("2024-05-01T10:00:00Z", None)


@pytest.mark.parametrize(
    "value",
    [
        [{"name": "Pier", "lat": 59.9, "lon": 10.5}],
        {
            "help": "x",
            "result": {"fields": [{"id": "name"}], "records": [{"name": "Pier", "lat": 59.9, "lon": 10.5}, {}]},
        },
        {"data": [{"name": "Pier", "coordinates": "59.9, 10.5"}]},
        [{"name": "Pier", "where": "59.9, 10.5"}],
        [{"name": "Pier", "_geolocation": [59.9, 10.5]}],
        [{"name": "Pier", "position": {"type": "Point", "coordinates": [10.5, 59.9]}}],
    ],
)
def test_lists_of_objects(value, tmp_path, project) -> None:
    places, _ = import_file(write(tmp_path, "a.json", json.dumps(value)), project)
    assert [(place.name, place.coordinates) for place in places.values()] == [("Pier", (59.9, 10.5))]


def test_objects_keep_what_has_no_field(tmp_path, project) -> None:
    imported("rows.json", tmp_path, project)
    assert "# team: north" in comments(project)


def test_objects_without_a_position_are_unknown(tmp_path, project) -> None:
    error = failure(write(tmp_path, "a.json", '[{"colour": "red"}]'), project)
    assert isinstance(error, UnknownFormatError)


def test_overpass_names_the_element(tmp_path, project) -> None:
    places, _ = imported("overpass.json", tmp_path, project)
    assert places["osm-way-7"].same_as == {"osm": "way/7"}
    assert "# historic: fort" in comments(project)


def test_arcgis_dates_are_milliseconds_and_its_reference_system_counts(tmp_path, project) -> None:
    value = json.loads(EXAMPLES["arcgis.json"])
    value["fields"] = [{"name": "date", "type": "esriFieldTypeDate"}]
    value["features"][0]["attributes"]["date"] = 1674086400000
    _, reports = import_file(write(tmp_path, "a.json", json.dumps(value)), project)
    assert [report.date.edtf for report in reports.values()] == ["2023-01-19"]
    value["spatialReference"] = {"wkid": 102100, "latestWkid": 3857}
    assert isinstance(failure(write(tmp_path, "b.json", json.dumps(value)), project), ReferenceSystemError)


def test_geoconfirmed_json_takes_its_title_from_the_description(tmp_path, project) -> None:
    _, reports = imported("geoconfirmed.json", tmp_path, project)
    assert (reports["u-1"].title, reports["u-1"].date.edtf) == (
        "Mast at the fort",
        "2023-01-19T10:20:00",
    )
    assert {"# name: 19 JAN 2023", "# folder: Masts"} <= set(comments(project))


def linked_place(geometry, **members):
    feature = {"@id": "https://example.org/places/a", "type": "Feature", "properties": {"title": "Abbey"}, **members}
    context = "https://raw.githubusercontent.com/LinkedPasts/linked-places/master/linkedplaces.jsonld"
    return json.dumps(
        {"type": "FeatureCollection", "@context": context, "features": [{**feature, "geometry": geometry}]}
    )


POINTS = [
    {"type": "Point", "coordinates": [1, 51], "certainty": "uncertain"},
    {"type": "Point", "coordinates": [2, 52]},
]


@pytest.mark.parametrize(
    ("geometry", "position"),
    [
        ({"type": "GeometryCollection", "geometries": POINTS}, (52, 2)),
        ({"type": "GeometryCollection", "geometries": POINTS[:1]}, (51, 1)),
        ({"type": "Point", "geowkt": "POINT (3 53)"}, (53, 3)),
        ({"type": "GeometryCollection", "geometries": [{"type": "Point", "geo_wkt": "POINT (3 53)"}]}, (53, 3)),
    ],
)
def test_linked_places_with_several_points_or_wkt(geometry, position, tmp_path, project) -> None:
    places, _ = import_file(
        write(tmp_path, "a.json", linked_place(geometry, relations=[{"label": "in Shire"}])), project
    )
    assert places["a"].coordinates == position
    text = "\n".join(comments(project))
    assert 'relations: [{"label": "in Shire"}]' in text
    assert ("other positions" in text) == (position == (52, 2))


@pytest.mark.parametrize(
    "geometry", [None, {"type": "Point", "coordinates": None}, {"type": "Point", "coordinates": []}]
)
def test_a_linked_place_without_a_position_is_named(geometry, tmp_path, project) -> None:
    planned = plan(write(tmp_path, "a.json", linked_place(geometry)), project)
    assert any('"Abbey"' in finding.message for finding in planned.findings)


def test_places_with_different_ids_are_different_places(tmp_path, project) -> None:
    rows = "id,name,lat,lon,same_as\na,Mill,51,1,wd:Q1\nb,Weir,51,1,wd:Q1\n"
    places, _ = import_file(write(tmp_path, "a.csv", rows), project)
    assert set(places) == {"a", "b"}


@pytest.mark.parametrize("second", ["Weir,51,1", "Mill,51.003,1"])
def test_one_id_on_two_places_keeps_both_and_warns(second, tmp_path, project) -> None:
    path = write(tmp_path, "a.csv", f"id,name,lat,lon\nfort,Mill,51,1\nfort,{second}\n")
    assert [finding.code for finding in plan(path, project).findings] == ["I012"]
    places, _ = import_file(path, project)
    assert set(places) == {"fort", "fort-2"}


def test_json_in_a_function_call_is_named(tmp_path, project) -> None:
    error = failure(write(tmp_path, "a.json", 'callback({"type": "FeatureCollection"});'), project)
    assert isinstance(error, UnknownFormatError)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**9), 10**9) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(st.lists(st.dictionaries(st.text(max_size=5), JSON, max_size=3), min_size=2, max_size=6), st.booleans())
def test_every_sequence_of_objects_is_read_with_the_line_of_each(values, has_separators) -> None:
    text = "".join(f"{chr(0x1E) if has_separators else ''}{json.dumps(value)}\n" for value in values)
    read = JsonText("a.json", text.encode())
    assert read.value == values
    assert [read.at(number).line for number in range(len(values))] == list(range(1, len(values) + 1))


@given(JSON)
def test_any_json_is_read_or_refused(value) -> None:
    source = SourceFile("a.json", json.dumps(value).encode())
    try:
        form = detect_format(source)
        list(FORMATS[form].read(source, ImportLog()))
    except ImportFailedError:
        pass


@given(st.text(max_size=60))
def test_any_heading_has_a_key_and_any_text_is_a_position_or_none(text) -> None:
    match_columns([text, "x"])
    is_position(text)


@pytest.mark.large
@pytest.mark.parametrize(("identifier", "name"), [(3143244, "Oslo"), (524901, "Moscow")])
def test_a_settlement_of_geonames_without_a_position_has_that_of_its_id(identifier, name, tmp_path, project) -> None:
    body = {"purpose": "identifying", "value": f"http://sws.geonames.org/{identifier}"}
    target = {"source": "https://example.org/1", "selector": [{"type": "TextQuoteSelector", "exact": name}]}
    path = write(tmp_path, "a.json", json.dumps([{"type": "Annotation", "body": [body], "target": target}]))
    places, _ = import_file(path, project)
    (place,) = places.values()
    assert (place.name, place.same_as, place.precision.value) == (name, {"geonames": identifier}, "city")
    found = settlements_like(name)[0]
    assert place.coordinates == pytest.approx((found.latitude, found.longitude), abs=0.1)
    assert f"GeoNames {identifier}" in place.coordinate_source


@pytest.mark.large
def test_an_id_that_is_no_settlement_gives_no_position(tmp_path, project) -> None:
    rows = "id\ttitle\ttitle_source\tmatches\tlon\tlat\nq\tRiver\tA\tgn:999999999\t\t\n"
    planned = plan(write(tmp_path, "t.tsv", rows), project)
    assert [one.code for one in planned.findings] == ["I007"]
    assert not planned.text


POINTS = [[10.5, 59.9], [10.7, 59.8]]
MULTIPOINT = {"type": "MultiPoint", "coordinates": POINTS}
COLLECTION = {"type": "GeometryCollection", "geometries": [{"type": "Point", "coordinates": each} for each in POINTS]}
KML_POINTS = "".join(f"<Point><coordinates>{x},{y}</coordinates></Point>" for x, y in POINTS)


@pytest.mark.parametrize(
    "content",
    [
        *(
            json.dumps({"type": "Feature", "properties": {"name": "Quays"}, "geometry": geometry})
            for geometry in (MULTIPOINT, COLLECTION)
        ),
        f"<kml><Placemark><name>Quays</name><MultiGeometry>{KML_POINTS}</MultiGeometry></Placemark></kml>",
        'name,wkt\nQuays,"MULTIPOINT (10.5 59.9, 10.7 59.8)"\n',
    ],
)
def test_a_place_with_several_points_is_at_the_first_and_keeps_all(content, tmp_path, project) -> None:
    path = write(tmp_path, "a.data", content)
    assert [one.code for one in plan(path, project).findings] == ["I014"]
    places, _ = import_file(path, project)
    assert [(place.name, tuple(place.coordinates)) for place in places.values()] == [("Quays", (59.9, 10.5))]
    (comment,) = [each for each in comments(project) if "geometry:" in each]
    assert "10.7" in comment
    assert "59.8" in comment


def test_points_that_cannot_be_read_are_an_error(tmp_path, project) -> None:
    feature = {"type": "Feature", "properties": {"name": "Quays"}, "geometry": MULTIPOINT | {"coordinates": [[1], 2]}}
    assert [one.code for one in plan(write(tmp_path, "a.json", json.dumps(feature)), project).findings] == ["I005"]
