"""``geomap import``: a file of each format becomes places and reports, and nothing is made up."""

import io
import json
import sys
import zipfile

import pytest
from click.testing import CliRunner
from imports import EXAMPLES, import_file, plan, run_import, snapshot, write
from terminal import at_a_terminal

import geomap
from geomap.cli import main
from geomap.importing.formats.registry import FORMATS, detect_format
from geomap.importing.source import ImportOptions, SourceFile
from geomap.model import Coordinates, Precision, Status

FORT = Coordinates(55.728, 37.588)
DETECTED = {
    "ours.geojson": "geojson",
    "osint.geojson": "geojson",
    "map.umap": "umap",
    "geoconfirmed.csv": "geoconfirmed",
    "acled.csv": "acled",
    "places.tsv": "lp-tsv",
    "viina.csv": "viina",
    "ged.csv": "ucdp",
    "events.csv": "gdelt",
    "atlos.csv": "atlos",
    "auto-archiver.csv": "auto-archiver",
    "recogito.csv": "recogito",
    "feed.xml": "georss",
    "rows.json": "json",
    "overpass.json": "overpass",
    "arcgis.json": "esri",
    "geoconfirmed.json": "geoconfirmed-json",
    "geoconfirmed.kml": "kml",
    "points.kml": "kml",
    "walk.gpx": "gpx",
    "places.lpf.json": "lpf",
    "timemap.json": "timemap",
    "annotations.jsonld": "annotations",
}


def example(name, tmp_path):
    return write(tmp_path, name, EXAMPLES[name])


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_format_is_detected_from_the_content(name) -> None:
    assert detect_format(SourceFile("a file", EXAMPLES[name].encode())) == DETECTED[name]


def test_every_format_has_an_example() -> None:
    assert set(FORMATS) - set(DETECTED.values()) == {"csv", "kmz"}  # these have tests of their own


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_format_gives_the_fort_and_the_project_builds(name, tmp_path, project) -> None:
    places, reports = import_file(example(name, tmp_path), project)
    assert {place.coordinates for place in places.values()} == {FORT}
    assert all(report.status is not Status.CONFIRMED and report.status_reason for report in reports.values())
    assert all(report.place in places for report in reports.values())
    geomap.build(geomap.load(project), project)


@pytest.mark.parametrize("name", EXAMPLES)
def test_importing_twice_changes_nothing(name, tmp_path, project) -> None:
    path = example(name, tmp_path)
    import_file(path, project)
    before = snapshot(project)
    again = run_import(path, project, "--yes")
    assert again.exit_code == 0
    assert "Nothing new." in again.stdout
    assert snapshot(project) == before


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_same_file_with_another_name_is_recognised(name, tmp_path, project) -> None:
    import_file(example(name, tmp_path), project)
    other = write(tmp_path, f"other-{name}", EXAMPLES[name])
    assert plan(other, project).text == ""


def test_geomaps_own_geojson_keeps_all_values(tmp_path, project) -> None:
    places, reports = import_file(example("ours.geojson", tmp_path), project)
    fort, report = places["fort"], reports["radar-fort"]
    assert (fort.name, fort.precision, fort.uncertainty, fort.coordinate_source) == (
        "Fort",
        Precision.BUILDING,
        80,
        "By address",
    )
    assert (report.status, report.status_reason, report.system) == (Status.UNCONFIRMED, "One witness.", "Radar")
    assert (report.date.edtf, report.reported.edtf, report.description) == ("2023-01~", "2023-02-03", "A mast.")
    assert [(each.date.edtf, each.status, each.reason) for each in report.history] == [
        ("2023-01", Status.REFUTED, "R.")
    ]


def test_geojson_of_osint_geo_extractor(tmp_path, project) -> None:
    places, reports = import_file(example("osint.geojson", tmp_path), project)
    report = reports["radar-in-the-fort"]
    assert places[report.place].name == "Fort"
    assert places[report.place].precision is Precision.UNKNOWN
    assert report.date.edtf == "2023-01-19"
    assert report.status_reason == "Imported from osint.geojson, which gives no status."
    assert report.description == "A mast.\nSource: https://example.org/a\nSource: EXAMPLE"


def test_umap_gives_places_and_reports_what_is_left_out(tmp_path, project) -> None:
    path = example("map.umap", tmp_path)
    assert [(one.code, one.location.line) for one in plan(path, project).findings] == [("I007", 5)]
    places, reports = import_file(path, project)
    assert (places["fort"].note, reports) == ("A mast", {})
    assert "# layer: Roofs" in (project / "data" / "imported-map.yaml").read_text()


def test_csv_of_geoconfirmed(tmp_path, project) -> None:
    places, reports = import_file(example("geoconfirmed.csv", tmp_path), project)
    report = reports["5f0c-a"]
    assert (report.title, report.system, report.date.edtf) == ("Radar in the fort", "Radar", "2023-11-22")
    assert places[report.place].name == "55.7280° N, 37.5880° E"
    assert "Source: https://example.org/a\nSource: https://example.org/b" in report.description


def test_precision_codes_of_acled(tmp_path, project) -> None:
    places, reports = import_file(example("acled.csv", tmp_path), project)
    assert places["moscow"].precision is Precision.SETTLEMENT
    assert (reports["RUS1"].title, reports["RUS1"].date.edtf) == ("Other, Moscow", "2023-01-19")
    assert reports["RUS2"].date.edtf == "2023-01"
    assert "Source: Example Times" in reports["RUS1"].description


def test_lp_tsv(tmp_path, project) -> None:
    places, _ = import_file(example("places.tsv", tmp_path), project)
    fort = places["p-1"]
    assert (fort.name, fort.aliases, fort.uncertainty) == ("Fort", ("Stronghold", "Castle"), 1500)
    assert fort.same_as == {"geonames": 524901, "wikidata": "Q649"}


def test_kml_of_geoconfirmed_has_the_date_in_the_name(tmp_path, project) -> None:
    _, reports = import_file(example("geoconfirmed.kml", tmp_path), project)
    report = reports["radar-in-the-fort"]
    assert (report.title, report.date.edtf) == ("Radar in the fort", "2023-11-22")
    assert "Source: https://example.org/a" in report.description


def test_kml_with_extended_data_and_a_span(tmp_path, project) -> None:
    places, reports = import_file(example("points.kml", tmp_path), project)
    assert reports["radar-fort"].date.edtf == "2023-01-05/2023-01-10"
    assert reports["radar-fort"].status_reason == "One witness."
    assert places["fort"].precision is Precision.BUILDING


def test_kmz(tmp_path, project) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("files/roof.jpg", b"picture")
        archive.writestr("doc.kml", EXAMPLES["points.kml"])
    assert detect_format(SourceFile("a.kmz", packed.getvalue())) == "kmz"
    places, reports = import_file(write(tmp_path, "points.kmz", packed.getvalue()), project)
    assert (list(places), list(reports)) == (["fort"], ["radar-fort"])


def test_gpx_gives_waypoints_without_a_date(tmp_path, project) -> None:
    path = example("walk.gpx", tmp_path)
    assert [one.code for one in plan(path, project).findings] == ["I007"]
    places, reports = import_file(path, project)
    assert (places["fort"].name, places["fort"].note, reports) == ("Fort", "A mast.", {})
    assert "time, recorded by the device: 2023-01-19T10:00:00Z" in (project / "data" / "imported-walk.yaml").read_text()


def test_linked_places(tmp_path, project) -> None:
    places, _ = import_file(example("places.lpf.json", tmp_path), project)
    fort = places["fort"]
    assert (fort.names, fort.aliases) == ({"ru": "Форт"}, ("Stronghold",))
    assert (fort.same_as, fort.note) == ({"wikidata": "Q649"}, "A mast.")
    assert fort.precision is Precision.UNKNOWN


def test_timemap_resolves_sources_and_has_the_month_first(tmp_path, project) -> None:
    places, reports = import_file(example("timemap.json", tmp_path), project)
    report = reports["timemap-17"]
    assert (report.title, report.date.edtf, places[report.place].name) == (
        "Radar in the fort.",
        "2023-01-03T10:00",
        "Fort",
    )
    assert "Source: https://example.org/a" in report.description
    assert "# associations: Radars" in (project / "data" / "imported-timemap.yaml").read_text()


def test_an_annotation_names_the_place_and_its_text_is_an_alias(tmp_path, project) -> None:
    places, _ = import_file(example("annotations.jsonld", tmp_path), project)
    assert (places["fort"].aliases, places["fort"].same_as) == (("the old fort",), {"geonames": 524901})


def test_an_annotation_without_a_position_matches_a_place_by_name(tmp_path, project) -> None:
    write(project, "data/locations.yaml", "places:\n  - {name: Fort, coordinates: [55.728, 37.588]}\n")
    annotation = json.loads(EXAMPLES["annotations.jsonld"])
    del annotation[0]["body"][1]["geometry"]
    planned = plan(write(tmp_path, "a.json", json.dumps(annotation)), project)
    assert (planned.text, dict(planned.merged.known_places)) == ("", {("fort", "name"): 1})


def test_the_preview_shows_the_column_of_each_field(tmp_path, project) -> None:
    path = write(tmp_path, "t.csv", "Name,Широта,Lng,Event Date,Owner\nFort,55.728,37.588,22.11.2023,x\n")
    result = run_import(path, project, "--dry-run")
    for line in (
        "title ← Name",
        "latitude ← Широта",
        "longitude ← Lng",
        "date ← Event Date",
        "kept as comments: Owner",
    ):
        assert f"  {line}\n" in result.stdout
    assert not (project / "data").exists() or not list((project / "data").iterdir())


def test_a_column_can_be_chosen(tmp_path, project) -> None:
    path = write(tmp_path, "t.csv", "name;north;east\nFort;55,728;37,588\n")
    assert run_import(path, project, "--yes").exit_code == 1
    places, _ = import_file(path, project, "--column", "latitude=north", "--column", "longitude=east")
    assert places["fort"].coordinates == FORT
    assert run_import(path, project, "--column", "latitud=north").exit_code == 2
    unknown = run_import(path, project, "--column", "latitude=nort")
    assert unknown.exit_code == 1
    assert 'did you mean "north"?' in unknown.stderr


def test_wkt_and_coordinates_in_one_column(tmp_path, project) -> None:
    area = "POLYGON ((37.5 55.7, 37.7 55.7, 37.7 55.8, 37.5 55.7))"
    path = write(tmp_path, "t.tsv", f"name\twkt\nFort\tPOINT (37.588 55.728)\nDistrict\t{area}\n")
    places, _ = import_file(path, project)
    assert places["fort"].coordinates == FORT
    assert places["district"].coordinates is None
    assert places["district"].area["type"] == "Polygon"
    other = write(tmp_path, "u.csv", 'name,coordinates\nHill,"55.8, 37.6"\n')
    assert import_file(other, project)[0]["hill"].coordinates == (55.8, 37.6)


def test_a_polygon_becomes_an_area(tmp_path, project) -> None:
    ring = [[37.5, 55.7], [37.7, 55.7], [37.7, 55.8], [37.5, 55.7]]
    feature = {
        "type": "Feature",
        "geometry": {"type": "Polygon", "coordinates": [ring]},
        "properties": {"name": "District", "date": "2023"},
    }
    path = write(tmp_path, "d.geojson", json.dumps({"type": "FeatureCollection", "features": [feature]}))
    places, _ = import_file(path, project)
    assert [(place.coordinates, place.area) for place in places.values()] == [
        (None, {"type": "Polygon", "coordinates": [ring]})
    ]


def test_a_report_without_a_position_has_no_place(tmp_path, project) -> None:
    path = write(tmp_path, "t.csv", "title,date,lat,lon,location\nRadar,2023,,,Somewhere\n")
    places, reports = import_file(path, project)
    assert (places, reports["radar"].place) == ({}, None)
    assert '# place: "Somewhere" in the source' in (project / "data" / "imported-t.yaml").read_text()


def test_an_unknown_status_becomes_unconfirmed_with_the_reason_of_the_source(tmp_path, project) -> None:
    head = "title,lat,lon,status,status_reason\n"
    rows = f"{head}A,1,2,verified,Two pictures.\nB,1,3,debunked,\nC,1,4,refuted,It was a crane.\n"
    _, reports = import_file(write(tmp_path, "t.csv", rows), project)
    assert [(each.status.value, each.status_reason) for each in reports.values()] == [
        ("unconfirmed", "Two pictures."),
        ("unconfirmed", 'Imported from t.csv, where the status is "debunked".'),
        ("refuted", "It was a crane."),
    ]
    assert '# status: "verified" in the source' in (project / "data" / "imported-t.yaml").read_text()


EVIDENCE = {"article": "news", "quote": "a radar stands in the Fort"}


@pytest.mark.parametrize("contained", [True, False])
def test_a_report_stays_confirmed_only_with_a_quote_in_an_article_of_the_project(contained, tmp_path, project) -> None:
    features = json.loads(EXAMPLES["ours.geojson"])
    features["features"][0]["properties"] |= {"status": "confirmed", "evidence": [EVIDENCE]}
    write(project, "seeds/news.txt", f"News\n\nThey say {'a radar stands in the Fort' if contained else 'nothing'}.\n")
    path = write(tmp_path, "ours.geojson", json.dumps(features))
    planned = plan(path, project)
    _, reports = import_file(path, project)
    report = reports["radar-fort"]
    assert report.status is (Status.CONFIRMED if contained else Status.UNCONFIRMED)
    assert [one.code for one in planned.findings] == ([] if contained else ["I013"])
    assert [each.quote for each in report.evidence] == ([EVIDENCE["quote"]] if contained else [])
    assert report.status_reason == "One witness."


KNOWN = """\
# mine
places:
  - id: kremlin
    name: Kremlin
    aliases: [The Fort]
    coordinates: [55.728, 37.588]
    same_as: {wikidata: Q1}
"""


@pytest.mark.parametrize(
    ("row", "how"),
    [
        ("kremlin,Another name,55.7281,37.588,", "id"),
        (",Another name,55.7281,37.588,wd:Q1", "wikidata id"),
        (",KREMLIN,55.7281,37.588,", "name and distance"),
        (",the fort,55.7281,37.588,", "name and distance"),
        (",Kremlin,55.75,37.588,", None),  # the same name, but kilometres away
        ("kremlin,Kremlin,48.1,37.588,", None),
    ],
)
def test_places_are_matched_by_id_foreign_id_or_name_and_distance(row, how, tmp_path, project) -> None:
    write(project, "data/locations.yaml", KNOWN)
    path = write(tmp_path, "t.csv", f"id,name,latitude,longitude,same_as\n{row}\n")
    planned = plan(path, project, ImportOptions(columns={"same_as": "same_as"}))
    assert list(planned.merged.known_places) == ([("kremlin", how)] if how else [])
    assert [new.values["id"] for new in planned.merged.places] == ([] if how else ["kremlin-2"])
    shown = run_import(path, project, "--yes").stdout
    assert (f"place kremlin: in the gazetteer, matched by {how}" in shown) == bool(how)
    assert (project / "data" / "locations.yaml").read_text() == KNOWN


def test_two_reports_with_the_same_id_are_both_imported(tmp_path, project) -> None:
    path = write(tmp_path, "t.csv", "id,title,date,lat,lon\na,One,2022,1,2\na,Two,2023,3,4\na,One,2022,1,2\n")
    assert [one.code for one in plan(path, project).findings] == ["I012"]
    _, reports = import_file(path, project)
    assert {key: each.title for key, each in reports.items()} == {"a": "One", "a-2": "Two"}
    assert plan(path, project).text == ""


def test_an_edited_report_is_not_imported_again(tmp_path, project) -> None:
    path = example("ours.geojson", tmp_path)
    import_file(path, project)
    file = project / "data" / "imported-ours.yaml"
    edited = file.read_text().replace("Radar in the fort", "A radar").replace("One witness.", "Two witnesses.")
    file.write_text(edited)
    assert plan(path, project).text == ""


def test_new_rows_are_written_to_a_new_file(tmp_path, project) -> None:
    head = "title,date,lat,lon\n"
    import_file(write(tmp_path, "t.csv", f"{head}One,2022,1,2\n"), project)
    _, reports = import_file(write(tmp_path, "t.csv", f"{head}One,2022,1,2\nTwo,2023,3,4\n"), project)
    assert set(reports) == {"one", "two"}
    assert sorted(path.name for path in (project / "data").iterdir()) == ["imported-t-2.yaml", "imported-t.yaml"]


def test_ambiguous_dates_need_an_order(tmp_path, project) -> None:
    rows = "title,date,lat,lon\nA,3/4/2023,1,2\n"
    path = write(tmp_path, "t.csv", rows)
    assert [one.code for one in plan(path, project).findings] == ["I008"]
    for order, date in ((False, "2023-04-03"), (True, "2023-03-04")):
        planned = plan(path, project, ImportOptions(month_first=order))
        assert planned.merged.reports[0].values["date"] == date
    inferred = write(tmp_path, "u.csv", rows + "B,22/4/2023,1,3\n")
    assert [new.values["date"] for new in plan(inferred, project).merged.reports] == ["2023-04-03", "2023-04-22"]


def test_nothing_is_written_without_yes(tmp_path, project) -> None:
    path = example("ours.geojson", tmp_path)
    result = run_import(path, project)
    assert result.exit_code == 1
    assert "--yes" in result.stderr
    assert run_import(path, project, "--dry-run").exit_code == 0
    assert snapshot(project) == {}


def test_the_terms_of_use_are_shown_once(tmp_path, project) -> None:
    result = run_import(example("geoconfirmed.csv", tmp_path), project, "--yes")
    assert result.stderr.count("terms") == 1


def test_a_project_with_errors_must_be_fixed_first(tmp_path, project) -> None:
    write(project, "data/locations.yaml", "places:\n  - {name: A, coordinates: [95, 20]}\n")
    before = snapshot(project)
    result = run_import(example("ours.geojson", tmp_path), project, "--yes")
    assert result.exit_code == 1
    assert "error G009" in result.stderr
    assert snapshot(project) == before


def test_the_kind_of_record_can_be_chosen(tmp_path, project) -> None:
    path = example("map.umap", tmp_path)
    _, reports = import_file(path, project, "--as", "reports")
    assert [report.title for report in reports.values()] == ["Fort", "A road"]
    assert reports["a-road"].place is None


def test_html_in_descriptions_becomes_text(tmp_path, project) -> None:
    feature = {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [1, 2]},
        "properties": {"name": "A", "description": "Seen <b>here</b><script>alert(1)</script><br>R&amp;D"},
    }
    path = write(tmp_path, "h.geojson", json.dumps({"type": "FeatureCollection", "features": [feature]}))
    assert import_file(path, project)[0]["a"].note == "Seen here\nR&D"


def test_geomaps_own_table_keeps_the_quotes_that_articles_contain(tmp_path, project) -> None:
    head = (
        "id,title,status,status_reason,date,date_earliest,date_latest,date_text,reported,system,description,place_id,place,"
        "precision,precision_text,uncertainty_m,latitude,longitude,coordinate_source,coarsened,evidence,evidence_urls"
    )
    row = (
        "radar-fort,'=Radar in the fort,confirmed,Seen.,2023-01~,2023-01-01,2023-01-31,about January 2023,,Radar,,"
        "fort,Fort,settlement,known to the settlement,1500,55.728,37.588,,true,a radar stands in the Fort | "
        "of no article,https://example.org/a"
    )
    write(project, "seeds/news.txt", "News\n\nThey say a radar stands in the Fort.\n")
    places, reports = import_file(write(tmp_path, "reports.csv", f"{head}\n{row}\n"), project)
    report = reports["radar-fort"]
    assert (report.title, report.status, report.date.edtf) == ("=Radar in the fort", Status.CONFIRMED, "2023-01~")
    assert [(each.article, each.quote) for each in report.evidence] == [("news", "a radar stands in the Fort")]
    assert (places["fort"].precision, places["fort"].uncertainty) == (Precision.SETTLEMENT, 1500)
    text = (project / "data" / "imported-reports.yaml").read_text()
    for note in ('"of no article" is not in exactly one article', "https://example.org/a", "generalised in the source"):
        assert note in text


EXPORTS = ["geojson", "csv", "kml", "kmz", "lpf", "lp-tsv", "annotations"]


@pytest.mark.parametrize("form", EXPORTS)
def test_an_export_is_recognised_when_imported(form, first_map, tmp_path, project) -> None:
    exported = tmp_path / "exported"
    result = CliRunner().invoke(main, ["export", form, str(first_map), "-o", str(exported)])
    assert result.exit_code == 0, result.output
    assert plan(exported, first_map).text == ""
    if form == "annotations":
        return  # they have no positions
    atlas = geomap.load(first_map)
    places, reports = import_file(exported, project)
    precisions = {place.id: place.precision for place in atlas.places}
    assert all(precisions[key] is place.precision for key, place in places.items() if form != "lp-tsv")
    assert set(places) <= set(precisions)
    if form in {"geojson", "csv", "kml", "kmz"}:
        assert {(one.id, one.title, one.place, one.date, one.status_reason) for one in reports.values()} == {
            (one.id, one.title, one.place, one.date, one.status_reason) for one in atlas.reports
        }


TABLE = """\
id,title,date,lat,lon,town,status,status_reason,precision,owner
a,Radar,3/4/2023,55.728,37.588,Fort,verified,,quite good,x
b,Radar again,2023-04-05,0,0,,refuted,It was a crane.,,x
b,Another radar,2023-04-06,55.9,37.9,Mill,confirmed,Two pictures.,street,x
c,,,,,,,,,x
"""


def test_the_preview_of_an_import(tmp_path, project, monkeypatch, golden) -> None:
    monkeypatch.chdir(project)
    write(project, "data/locations.yaml", "places:\n  - {name: Fort, coordinates: [55.728, 37.588]}\n")
    write(project, "rows.csv", TABLE)
    write(project, "broken.csv", TABLE.replace("37.588", ""))
    write(project, "acled.csv", EXAMPLES["acled.csv"])
    text = ""
    commands = [("rows.csv", "--dry-run"), ("broken.csv",), ("broken.csv", "--skip-broken", "--yes"), ("rows.csv",)]
    for arguments in (*commands, ("acled.csv", "--yes"), ("acled.csv",)):
        result = run_import(*arguments)
        text += f"$ geomap import {' '.join(arguments)}\n{result.output}[{result.exit_code}]\n\n"
    written = (project / "data" / f"imported-{name}.yaml" for name in ("broken", "acled"))
    golden("import/preview.txt", text + "".join(path.read_text(encoding="utf-8") for path in written))


@pytest.mark.services
@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals")
def test_a_terminal_asks_for_columns_and_before_writing(tmp_path, project) -> None:
    path = write(tmp_path, "t.csv", "name,north,east\nFort,55.728,37.588\n")
    answers = [("latitude?", "north"), ("longitude?", "east"), ("[y/N]", "y")]
    code, screen, out = at_a_terminal(tmp_path, ["import", str(path), str(project)], answers)
    assert code == 0, screen
    assert "Wrote " in out
    assert "name: Fort" in (project / "data" / "imported-t.yaml").read_text()


@pytest.mark.services
@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals")
def test_a_terminal_asks_for_what_dates_mean_and_for_fields(tmp_path, project) -> None:
    rows = "title,date,lat,lon,Confidence,Colour\nA,3/4/2023,59.9,10.5,high,red\nB,8 May,59.8,10.5,low,blue\n"
    path = write(tmp_path, "t.csv", rows)
    answers = [
        ("“3/4/2023”?", "month"),
        ("“8 May”?", "2024"),
        ("no more)", "Confidence"),
        ("no more)", ""),
        ("[y/N]", "y"),
    ]
    code, screen, _ = at_a_terminal(tmp_path, ["import", str(path), str(project)], answers)
    assert code == 0, screen
    text = (project / "data" / "imported-t.yaml").read_text()
    assert "date: 2023-03-04\n" in text
    assert "date: 2024-05-08\n" in text
    assert 'fields: {Confidence: "high"}\n' in text
    assert "# Colour: red\n" in text


def test_a_year_completes_the_dates_that_have_none(tmp_path, project) -> None:
    path = write(tmp_path, "t.csv", "title,date,lat,lon\nA,8 May,59.9,10.5\nB,8 or 9 May 2021,59.8,10.5\n")
    result = run_import(path, project, "--dry-run")
    assert '"8 May" has no year' in result.stderr
    assert "--year" in result.stderr
    _, reports = import_file(path, project, "--year", "2024")
    assert [report.date.edtf for report in reports.values()] == ["2024-05-08", "[2021-05-08,2021-05-09]"]


@pytest.mark.parametrize("number", [2657780, 1000000, 524901])
def test_ids_in_other_gazetteers_keep_every_digit(number, tmp_path, project) -> None:
    path = write(
        tmp_path, "t.tsv", f"id\ttitle\ttitle_source\tmatches\tlon\tlat\nq\tQuay\tA\tgn:{number}\t10.5\t59.9\n"
    )
    places, _ = import_file(path, project)
    assert places["q"].same_as == {"geonames": number}


def test_a_name_that_could_be_a_grid_square_is_a_name(tmp_path, project) -> None:
    places, _ = import_file(write(tmp_path, "t.csv", 'name,where\nbay,"59.9, 10.5"\n'), project)
    assert [(place.name, tuple(place.coordinates)) for place in places.values()] == [("bay", (59.9, 10.5))]
