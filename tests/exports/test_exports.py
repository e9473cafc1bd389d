"""The exports: valid by independent validators, and with nothing that the map does not show."""

import csv
import gzip
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from exports import SQUARE, VALIDATORS, atlases, awkward, unpacked, valid_annotations, valid_atom, validated
from hypothesis import given
from hypothesis import strategies as st
from large import large_atlas
from properties import examples
from shapely.geometry import Point, shape

import geomap
from geomap.compare import site_edition
from geomap.exports.csv import guarded, unguarded
from geomap.exports.geojson import bbox
from geomap.exports.registry import COMPRESSED_FROM, site_exports
from geomap.link.evidence import find_citations
from geomap.model import (
    Article,
    Atlas,
    Coordinates,
    Evidence,
    FrontMatter,
    MapInfo,
    Place,
    Precision,
    Report,
    Status,
)
from geomap.model.dates import parse_date
from geomap.model.published import coarsened
from geomap.model.report import Correction, StatusChange
from geomap.site import EXPORTS, export, site_files

UNCERTAIN = Path(__file__).parents[1] / "golden" / "doubts" / "project"
KML = "{http://www.opengis.net/kml/2.2}"


@pytest.fixture(scope="module")
def uncertain() -> Atlas:
    return geomap.load(UNCERTAIN)


@pytest.fixture(scope="module")
def large() -> Atlas:
    return large_atlas(10_000)


def features(atlas: Atlas) -> dict[str, dict]:
    return {feature["id"]: feature for feature in validated(atlas, "geojson")}


def lone(place: Place | None = None, info: MapInfo | None = None, **report: object) -> Atlas:
    fields = {"title": "R", "status": Status.UNCONFIRMED, "status_reason": "Hearsay.", **report}
    reports = (Report(**fields, place=place.id if place else None),)
    return Atlas(info or MapInfo(), (place,) if place else (), reports, (), (), ())


@pytest.mark.parametrize("form", EXPORTS)
def test_the_first_map_is_valid(form, first_map) -> None:
    validated(geomap.load(first_map), form)


@pytest.mark.parametrize("form", EXPORTS)
def test_a_map_of_uncertain_reports_is_valid(form, uncertain) -> None:
    validated(uncertain, form)


@pytest.mark.large
@pytest.mark.parametrize("form", EXPORTS)
def test_a_map_of_ten_thousand_reports_is_valid(form, large) -> None:
    found = validated(large, form)
    counts = {"geojson": 10_000, "csv": 10_000, "lpf": 5_000, "lp-tsv": 5_000}
    if form in counts:
        assert len(found) == counts[form]
    if form == "kml":
        assert len(found.findall(f".//{KML}Placemark")) == 10_000


@pytest.mark.parametrize("form", EXPORTS)
@examples(0.4)
@given(atlas=atlases())
def test_each_export_is_valid_whatever_the_texts_are(form, atlas) -> None:
    validated(atlas, form)
    assert export(atlas, form) == export(atlas, form)


@pytest.mark.parametrize("form", EXPORTS)
def test_an_empty_map_is_valid(form) -> None:
    validated(Atlas(MapInfo(), (), (), (), (), ()), form)


def test_a_site_has_its_formats(first_map) -> None:
    atlas = geomap.load(first_map)
    files = site_files(atlas)
    expected = {f"data/{each.file}": export(atlas, form) for form, each in EXPORTS.items() if each.in_site}
    assert {path: data for path, data in files.items() if path.startswith("data/")} == expected
    listed = json.loads(files["manifest.json"])["outputs"]
    assert set(expected) <= set(listed)


@given(awkward)
def test_a_guarded_cell_is_no_formula_and_can_be_restored(text) -> None:
    cell = guarded(text)
    for piece in re.split(r"[;\t\r\n]", cell):
        assert not re.match(r"\s*[=+\-@＝＋－＠]", piece)
    assert unguarded(cell) == text


@given(atlases())
def test_a_table_can_be_read_back(atlas) -> None:
    for row, report in zip(validated(atlas, "csv"), atlas.reports, strict=True):
        assert unguarded(row["title"]) == report.title
        assert unguarded(row["status_reason"]) == report.status_reason
        assert unguarded(row["description"]) == (report.description or "")
        assert row["date"] == (report.date.edtf if report.date else "")


def test_a_report_without_a_place_has_no_position(uncertain) -> None:
    name = "nobody-says-where"
    assert features(uncertain)[name]["geometry"] is None
    (row,) = [row for row in validated(uncertain, "csv") if row["id"] == name]
    assert (row["latitude"], row["longitude"], row["wkt"], row["shape"]) == ("", "", "", "")
    root = validated(uncertain, "kml")
    (mark,) = [mark for mark in root.iter(f"{KML}Placemark") if mark.findtext(f"{KML}name") == "Nobody says where"]
    assert mark.find(f".//{KML}coordinates") is None
    assert mark.find(f"{KML}TimeStamp") is None
    assert mark.find(f"{KML}TimeSpan") is None
    (entry,) = [entry for entry in valid_atom(export(uncertain, "atom")).entries if entry.title.endswith("says where")]
    assert "where" not in entry
    assert entry.updated == "1970-01-01T00:00:00Z"


def test_an_outline_is_a_polygon_and_a_circle_a_point_with_its_radius(uncertain) -> None:
    outlined = {"boats-on-the-lakes"}
    circles = {"lorries-in-the-old-quarter", "mast-on-the-sandbank", "car-at-the-safe-house"}
    rows = {row["id"]: row for row in validated(uncertain, "csv")}
    for name, feature in features(uncertain).items():
        if name not in outlined | circles:
            continue
        kind = "Polygon" if name in outlined else "Point"
        assert feature["geometry"]["type"] == kind
        assert feature["properties"]["shape"] == rows[name]["shape"] == "area"
        assert (feature["properties"]["uncertainty_m"] is None) == (name in outlined)
        assert bool(rows[name]["uncertainty_m"]) == (name in circles)
        assert rows[name]["wkt"].startswith(kind.upper())


def test_kml_draws_areas_without_a_point(uncertain) -> None:
    areas = {"boats-on-the-lakes", "lorries-in-the-old-quarter", "mast-on-the-sandbank", "car-at-the-safe-house"}
    for mark in validated(uncertain, "kml").iter(f"{KML}Placemark"):
        (name,) = [data[0].text for data in mark.iter(f"{KML}Data") if data.get("name") == "id"]
        assert (mark.find(f".//{KML}Point") is None) == (name in areas or name == "nobody-says-where")
        if name in areas:
            assert mark.find(f".//{KML}Polygon") is not None
        for ring in mark.iter(f"{KML}LinearRing"):
            assert len(ring[0].text.split()) <= 25


def test_the_feed_has_outlines_and_circles(uncertain) -> None:
    entries = {entry.title.partition(": ")[2]: entry for entry in valid_atom(export(uncertain, "atom")).entries}
    assert entries["Boats on the lakes"].where["type"] == "Polygon"
    assert entries["Mast on the sandbank"].where["type"] == "Point"
    assert float(entries["Mast on the sandbank"].georss_radius) > 0


def test_uncertainty_is_in_every_export(uncertain) -> None:
    car = features(uncertain)["car-at-the-safe-house"]["properties"]
    assert (car["coarsened"], car["coarsened_to_m"], car["coordinate_source"]) == (True, 5000, None)
    radar = features(uncertain)["radar-at-the-surveyed-point"]["properties"]
    assert [each["quote"] for each in radar["evidence"]] == ["the radar stands at the surveyed point", None]
    assert radar["evidence"][0]["sentence"].startswith("On 4 May the radar stands")
    assert radar["history"] == [{"date": "2021-05-05", "status": "unconfirmed", "reason": "Only one picture so far."}]
    rows = {row["id"]: row for row in validated(uncertain, "csv")}
    for name, feature in features(uncertain).items():
        flat = feature["properties"]
        row = rows[name]
        for field in ("status", "status_reason", "date", "date_text", "precision", "precision_text", "evidence_urls"):
            assert unguarded(row[field]) == (flat[field] or ""), field
        assert float(row["uncertainty_m"] or 0) == (flat["uncertainty_m"] or 0)
        assert row["coarsened"] == {True: "true", False: "false", None: ""}[flat["coarsened"]]
    marks = validated(uncertain, "kml")
    names = {data.get("name") for data in marks.iter(f"{KML}Data")}
    assert {"status_reason", "precision", "uncertainty_m", "coarsened", "date", "evidence"} <= names


def test_the_exact_position_of_a_coarsened_place_is_in_no_export() -> None:
    place = Place(
        name="Yard",
        coordinates=[48.123457, 37.765432],
        coarsen=2000,
        coordinate_source="13 Secret Lane",
        same_as={"wikidata": "Q1234567"},
    )
    for form in EXPORTS:
        data = export(lone(place), form)
        assert not re.search(rb"48\.1234|37\.7654|Secret Lane|Q1234567", data), form
    assert b"Q1234567" in export(lone(place.model_copy(update={"coarsen": None})), "lpf")


def test_no_text_of_an_unpublished_article_is_in_an_export(uncertain) -> None:
    for form in EXPORTS:
        data = export(uncertain, form)
        data = unpacked(data) if form == "kmz" else data
        assert b"words that" not in data, form
        assert b"may not be printed" not in data, form
    items = valid_annotations(export(uncertain, "annotations"))
    (secret,) = [item for item in items if item["target"]["source"]["dcterms:identifier"] == "secret"]
    assert secret["target"]["selector"]["type"] == "TextPositionSelector"


@given(atlases())
def test_annotations_have_only_text_that_may_be_published(atlas) -> None:
    article = atlas.article_by_id["article"]
    quoted = bool(atlas.citations)
    for item in validated(atlas, "annotations"):
        selector = item["target"]["selector"]
        if article.front_matter.publish == "none":
            assert isinstance(selector, dict)
            continue
        position = selector if isinstance(selector, dict) else selector[1]
        inside = position["start"] >= 14 and position["end"] <= 35
        words_there = isinstance(selector, list)
        assert words_there == (article.front_matter.publish == "full" or (quoted and inside))
        if words_there:
            quote = selector[0]
            text = quote["prefix"] + quote["exact"] + quote["suffix"]
            assert article.text[position["start"] : position["end"]] == quote["exact"]
            assert article.text[position["start"] - len(quote["prefix"]) :].startswith(text)
            first, last = (0, len(article.text)) if article.front_matter.publish == "full" else (14, 35)
            assert len(quote["prefix"]) == min(32, position["start"] - first)
            assert len(quote["suffix"]) == min(32, last - position["end"])
            assert article.front_matter.publish == "full" or "secret" not in text


def test_areas_are_cut_at_180_degrees() -> None:
    place = Place(name="Strait", area=SQUARE)
    collection = json.loads(export(lone(place), "geojson"))
    (feature,) = collection["features"]
    assert feature["geometry"]["type"] == "MultiPolygon"
    west, _, east, _ = collection["bbox"]
    assert west > 179 - 1
    assert east < -178
    for polygon in feature["geometry"]["coordinates"]:
        assert all(-180 <= longitude <= 180 for longitude, _ in polygon[0])
    assert validated(lone(place), "csv")[0]["wkt"].startswith("MULTIPOLYGON")
    circle = Place(name="Island", coordinates=[-17, 179.99], precision=Precision.SETTLEMENT)
    assert len(validated(lone(circle), "kml").findall(f".//{KML}Polygon")) == 2


def test_a_bounding_box_leaves_out_the_widest_gap() -> None:
    points = [{"type": "Point", "coordinates": [longitude, 0]} for longitude in (-10, 20, 30)]
    assert bbox(points) == [-10, 0, 30, 0]
    assert bbox([{"type": "Point", "coordinates": [longitude, 5]} for longitude in (-179, 178, 170)]) == [
        170,
        5,
        -179,
        5,
    ]
    assert bbox([]) is None


@given(st.lists(st.floats(-180, 180), min_size=1))
def test_the_bounding_box_has_the_longitudes_of_the_data_to_the_last_digit(longitudes) -> None:
    west, _, east, _ = bbox([{"type": "Point", "coordinates": [each, 5]} for each in longitudes])
    assert {west, east} <= set(longitudes)
    assert all(west <= each <= east if west <= east else each >= west or each <= east for each in longitudes)


def test_placemarks_have_their_uncertainty_and_time() -> None:
    place = Place(name="Roof", coordinates=[55.7, 37.6], precision=Precision.BUILDING, uncertainty=60)
    for date, expected in {
        "2023-01-19": ("2023-01-19", None, None),
        "2023-01": (None, "2023-01-01", "2023-01-31"),
        "../2023-01-19": (None, None, "2023-01-19"),
        "2023-01-19/..": (None, "2023-01-19", None),
    }.items():
        root = validated(lone(place, date=date), "kml")
        time = tuple(root.findtext(f".//{KML}{name}") for name in ("when", "begin", "end"))
        assert time == expected
    longitude, latitude = map(float, root.findtext(f".//{KML}Point/{KML}coordinates").split(","))
    ring = [
        tuple(map(float, pair.split(","))) for pair in root.findtext(f".//{KML}LinearRing/{KML}coordinates").split()
    ]
    assert shape({"type": "Polygon", "coordinates": [ring]}).contains(Point(longitude, latitude))


def test_texts_are_escaped_in_kml_descriptions() -> None:
    root = validated(lone(status_reason="<img src=x onerror=alert(1)> & more"), "kml")
    description = root.findtext(f".//{KML}Placemark/{KML}description")
    assert "<img" not in description
    assert "&lt;img" in description


def test_an_entry_keeps_its_id_when_its_status_moves_to_the_history() -> None:
    info = MapInfo(url="https://example.org/map/")
    before = lone(info=info, id="r", reported="2023-01-20")
    change = StatusChange(date="2023-01-20", status="unconfirmed", reason="Hearsay.")
    later = StatusChange(date="2023-02-01", status="confirmed", reason="Seen.")
    after = lone(info=info, id="r", reported="2023-01-20", status=Status.REFUTED, history=(change, later))
    (old,) = validated(before, "atom").entries
    entries = validated(after, "atom").entries
    assert [entry.updated[:10] for entry in entries] == ["2023-02-01", "2023-02-01", "2023-01-20"]
    assert entries[-1].id == old.id
    assert entries[-1].updated == old.updated
    assert entries[0].link == "https://example.org/map/#report=r"


def test_a_feed_dates_a_status_with_its_own_date_and_has_corrections() -> None:
    change = StatusChange(date="2023-01-20", status="unconfirmed", reason="Hearsay.")
    correction = Correction(date="2023-01-22T14:30+03:00", note="It was next door.")
    since = {"status_since": "2023-02-01", "history": (change,), "corrected": (correction,)}
    entries = validated(lone(id="r", reported="2023-01-20", status=Status.CONFIRMED, **since), "atom").entries
    assert [(entry.updated, entry.title.partition(":")[0]) for entry in entries] == [
        ("2023-02-01T00:00:00Z", "Confirmed"),
        ("2023-01-22T11:30:00Z", "Corrected"),
        ("2023-01-20T00:00:00Z", "Unconfirmed"),
    ]
    assert entries[1].content[0].value.startswith("It was next door.")


def test_an_entry_keeps_its_id_when_the_id_of_its_report_changes() -> None:
    before = lone(info=MapInfo(url="https://example.org/map/"), id="old", reported="2023-01-20")
    redirects = {"old": "newer", "newer": "newest"}
    after = lone(info=MapInfo(url="https://example.org/map/", redirects=redirects), id="newest", reported="2023-01-20")
    ((old,), (new,)) = (validated(each, "atom").entries for each in (before, after))
    assert old.id == new.id
    assert new.link == "https://example.org/map/#report=newest"


@pytest.mark.parametrize(
    ("date", "begin", "end"),
    [
        ("2023-01-19T14:30+03:00", "2023-01-19T14:30:00+03:00", None),
        ("2023-01-19T14:30", "2023-01-19", None),  # a time without a zone would be read as one in UTC
        ("2023-01-19T14:30Z/2023-01-19T16:00:05Z", "2023-01-19T14:30:00Z", "2023-01-19T16:00:05Z"),
        ("2023-01-19T14:30Z/..", "2023-01-19T14:30:00Z", ""),
    ],
)
def test_kml_has_times_with_their_zone(date, begin, end) -> None:
    root = validated(lone(date=date), "kml")
    if end is None:
        assert root.findtext(f".//{KML}TimeStamp/{KML}when") == begin
    else:
        assert root.findtext(f".//{KML}TimeSpan/{KML}begin") == begin
        assert root.findtext(f".//{KML}TimeSpan/{KML}end", "") == end


def test_a_translation_of_a_quote_is_published_only_where_the_quote_is() -> None:
    def made(publish: str) -> Atlas:
        article = Article(id="a", title="A", text="Стоит радар.", front_matter=FrontMatter(publish=publish))
        quote = Evidence(article="a", quote="Стоит радар", translations={"en": "There is a radar"})
        report = Report(title="Radar", status="unconfirmed", status_reason="Hearsay.", evidence=(quote,))
        citations, _ = find_citations([report], [article])
        return Atlas(MapInfo(url="https://example.org/"), (), (report,), (article,), (), citations)

    forms = set(EXPORTS) - {"kmz", "parquet"}
    found = {form for form in forms if b"There is a radar" in export(made("excerpts"), form)}
    assert found == {"geojson", "kml"}
    assert not {form for form in EXPORTS if b"There is a radar" in export(made("none"), form)}


def test_a_feed_without_any_date_is_dated_1970() -> None:
    feed = validated(lone(), "atom")
    assert feed.feed.updated == "1970-01-01T00:00:00Z"
    assert validated(Atlas(MapInfo(), (), (), (), (), ()), "atom").feed.updated == "1970-01-01T00:00:00Z"


def test_a_feed_has_the_newest_changes(large) -> None:
    entries = validated(large, "atom").entries
    assert len(entries) == 500
    assert [entry.updated for entry in entries] == sorted((entry.updated for entry in entries), reverse=True)
    assert entries[0].updated.startswith("2023-12")


def test_linked_places_have_time_and_certainty() -> None:
    place = Place(
        name="Roof",
        names={"ru": "Крыша"},
        coordinates=[55.7, 37.6],
        precision=Precision.EXACT,
        same_as={"geonames": 524901, "osm": "way/1", "own": "x", "page": "https://example.org/x"},
    )
    (feature,) = validated(lone(place, date="2023-01"), "lpf")
    assert feature["when"] == {"timespans": [{"start": {"earliest": "2023-01-01"}, "end": {"latest": "2023-01-31"}}]}
    assert feature["geometry"]["certainty"] == "certain"
    assert [name["toponym"] for name in feature["names"]] == ["Roof", "Крыша"]
    assert [link["identifier"] for link in feature["links"]] == [
        "gn:524901",
        "https://www.openstreetmap.org/way/1",
        "https://example.org/x",
    ]
    assert "when" not in validated(lone(place), "lpf")[0]
    (row,) = validated(lone(place, date="2023-01"), "lp-tsv")
    assert (row["start"], row["end"], row["attestation_year"]) == ("2023-01-01", "2023-01-31", "2023")
    assert (row["lon"], row["lat"], row["approximation"], row["variants"]) == ("37.6", "55.7", "0.01", "Крыша@ru")


def test_ids_are_addresses_if_the_map_has_one() -> None:
    place = Place(name="Roof", coordinates=[55.7, 37.6])
    url = MapInfo(url="https://example.org/map")
    assert validated(lone(place, url), "lpf")[0]["@id"] == "https://example.org/map/#place=roof"
    assert validated(lone(place), "lpf")[0]["@id"].startswith("urn:uuid:")


def test_parquet_has_typed_columns(uncertain) -> None:
    import io

    import pyarrow.parquet as pq
    from shapely import from_wkb

    table = pq.read_table(io.BytesIO(export(uncertain, "parquet")))
    rows = {row["id"]: row for row in table.to_pylist()}
    assert rows["radar-at-the-surveyed-point"]["date_earliest"].isoformat() == "2021-05-04"
    assert rows["radar-at-the-surveyed-point"]["history"][0]["status"] == "unconfirmed"
    assert rows["radar-at-the-surveyed-point"]["evidence"][1]["quote"] is None
    for name, feature in features(uncertain).items():
        geometry = from_wkb(rows[name]["geometry"]) if rows[name]["geometry"] else None
        assert (geometry is None) == (feature["geometry"] is None)
        assert geometry is None or geometry.equals(shape(feature["geometry"]))


def test_a_site_has_the_kml_compressed(uncertain) -> None:
    forms = site_exports(coarsened(uncertain))
    assert "kml" not in forms
    assert forms["kmz"].path == "data/reports.kmz"
    assert unpacked(export(uncertain, "kmz")) == export(uncertain, "kml")


@pytest.mark.services
@pytest.mark.parametrize("form", ["geojson", "kml", "kmz", "csv"])
@pytest.mark.parametrize("name", ["uncertain", "large", "first-map"])
def test_gdal_reads_every_report_and_its_shape(form, name, tmp_path, request) -> None:
    atlas = geomap.load(request.getfixturevalue("first_map")) if name == "first-map" else request.getfixturevalue(name)
    source, target = tmp_path / f"reports.{form}", tmp_path / "read.csv"
    source.write_bytes(export(atlas, form))
    tool = shutil.which("ogr2ogr")
    assert tool, "install GDAL: `sh tools/program.sh ogr2ogr gdal-bin`"
    merge = ["-skipfailures"] if form in {"kml", "kmz"} else []
    layers = subprocess.run(
        [shutil.which("ogrinfo"), "-ro", "-al", "-so", source], check=True, capture_output=True, text=True
    ).stdout
    assert sum(map(int, re.findall(r"Feature Count: (\d+)", layers))) == len(atlas.reports)
    package = tmp_path / "read.gpkg"
    fast = ["--config", "OGR_SQLITE_SYNCHRONOUS", "OFF"]  # with -skipfailures, each feature is a transaction
    subprocess.run([tool, "-f", "GPKG", *fast, *merge, package, source], check=True, capture_output=True)
    if form in {"kml", "kmz"}:
        return
    subprocess.run(
        [tool, "-f", "CSV", target, source, "-lco", "GEOMETRY=AS_WKT", "-select", "title"],
        check=True,
        capture_output=True,
    )
    with target.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    expected = [feature["geometry"] and feature["geometry"]["type"].upper() for feature in features(atlas).values()]
    assert [row["WKT"].split(" ")[0] or None for row in rows] == expected


def test_places_and_dates_are_those_of_the_gazetteer() -> None:
    place = Place(name="Roof", coordinates=Coordinates(-33.9, -70.6), precision=Precision.EXACT)
    (row,) = validated(lone(place, date=parse_date("2023-01~")), "csv")
    assert (row["latitude"], row["longitude"], row["date"]) == ("-33.9", "-70.6", "2023-01~")
    assert set(VALIDATORS) == set(EXPORTS)


@pytest.mark.large
def test_the_site_of_a_very_large_map_has_no_kml() -> None:
    large, small = large_atlas(20_001), large_atlas(3)
    forms = [site_exports(coarsened(atlas)).keys() for atlas in (large, small)]
    assert forms[1] - forms[0] == {"kmz"}


@pytest.mark.parametrize(("form", "hint"), [("xlsx", "choose one of geojson, "), ("geojsn", 'did you mean "geojson"?')])
def test_an_unknown_format_is_an_error_with_a_hint(form, hint) -> None:
    with pytest.raises(geomap.ExportError, match=form) as caught:
        geomap.export(Atlas(MapInfo(), (), (), (), (), ()), form)
    assert caught.value.hint.startswith(hint)


def test_a_missing_extra_is_an_error_with_a_hint(monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(geomap.GeomapError) as caught:
        geomap.export(Atlas(MapInfo(), (), (), (), (), ()), "parquet")
    assert "geomap[parquet]" in caught.value.hint


def test_a_file_that_cannot_be_written_is_an_error(tmp_path) -> None:
    with pytest.raises(geomap.ExportError) as caught:
        geomap.export(Atlas(MapInfo(), (), (), (), (), ()), "csv", tmp_path / "nowhere" / "out.csv")
    assert "out.csv" in str(caught.value)
    assert caught.value.hint


WEIGHED = {
    "data/a.yaml": """\
places: [{name: Quay, coordinates: [10, 20], precision: street}]
reports:
  - {title: Radar, id: radar, place: quay, status: unconfirmed, status_reason: Disputed., evidence: [
      {article: courier, quote: a radar on the quay}, {article: post, quote: a radar},
      {article: ministry, quote: there is no radar, says: denies}, {article: secret, quote: perhaps, says: mentions},
    ]}
""",
    "seeds/courier.md": "---\nkind: outlet\nurl: https://courier.example.org/1\n---\nThey saw a radar on the quay.\n",
    "seeds/post.md": "---\nkind: outlet\nrepeats: [courier]\norigin: Agency\n---\nOthers saw a radar too.\n",
    "seeds/ministry.md": "---\nkind: official\n---\nIt said that there is no radar.\n",
    "seeds/secret.md": "---\npublish: none\n---\nThere is perhaps one.\n",
}


@pytest.fixture
def weighed(make_project) -> Atlas:
    return geomap.load(make_project(WEIGHED))


def test_directions_kinds_and_origins_are_fields(weighed) -> None:
    (row,) = validated(weighed, "csv")
    assert row["evidence_says"] == "supports | supports | denies"
    assert row["evidence_kinds"] == "outlet | official"
    assert [row[f"{name}"] for name in ("supporting_articles", "supporting_origins", "denying_articles")] == [
        "2",
        "1",
        "1",
    ]
    evidence = features(weighed)["radar"]["properties"]["evidence"]
    assert [(each["says"], each["kind"], each["origin"], each["repeats"]) for each in evidence] == [
        ("supports", "outlet", None, []),
        ("supports", "outlet", "Agency", ["courier"]),
        ("denies", "official", None, []),
        ("mentions", None, None, []),
    ]


def test_a_map_that_states_none_of_it_has_none_of_these_fields(uncertain) -> None:
    assert "evidence_says" not in validated(uncertain, "csv")[0]
    assert all("says" not in each for one in features(uncertain).values() for each in one["properties"]["evidence"])


def test_annotations_say_what_quotes_say_and_what_articles_repeat(weighed) -> None:
    items = [item for item in valid_annotations(export(weighed, "annotations")) if item["motivation"] == "linking"]
    directions = [body["value"] for item in items for body in item["body"] if body.get("purpose") == "classifying"]
    assert directions == ["supports", "supports", "denies", "mentions"]
    post = items[1]["target"]["source"]
    assert (post["dcterms:type"], post["dcterms:source"]) == (
        "outlet",
        [{"id": "https://courier.example.org/1"}, "Agency"],
    )


def test_google_earth_says_which_quotes_deny(weighed) -> None:
    text = export(weighed, "kml").decode()
    assert "&lt;b&gt;Denies&lt;/b&gt;: &lt;q&gt;It said that there is no radar." in text
    assert "Supports" not in text


@pytest.mark.large
def test_a_large_site_has_its_large_files_compressed(tmp_path) -> None:
    root = tmp_path / "project"
    (root / "data").mkdir(parents=True)
    reports = "".join(f"  - {{title: R{n}, status: refuted, status_reason: Wrong.}}\n" for n in range(COMPRESSED_FROM))
    text = f"places: [{{name: Fort, coordinates: [1, 2]}}]\nreports:\n{reports}"
    (root / "data" / "locations.yaml").write_text(text, encoding="utf-8")
    atlas = geomap.load(root)
    site = geomap.build(atlas, root).site
    packed = (site / "data" / "reports.geojson.gz").read_bytes()
    assert gzip.decompress(packed) == geomap.export(atlas, "geojson")
    assert not (site / "data" / "reports.geojson").exists()
    assert site_edition(site).reports.keys() == {report.id for report in atlas.reports}
    (data,) = re.findall(r'<script type="application/json" id="geomap-data">([^<]*)', (site / "index.html").read_text())
    files = {each["path"]: each for each in json.loads(data)["files"]}
    assert files["data/reports.geojson.gz"]["bytes"] == len(packed)
    assert all(each["bytes"] == (site / path).stat().st_size for path, each in files.items())
