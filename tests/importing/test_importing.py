"""``geomap import``: a file of each kind becomes places and reports, and nothing of them is made up."""

import io
import json
import os
import subprocess
import sys
import zipfile

import pytest
from click.testing import CliRunner
from imports import EXAMPLES, planned, run, snapshot, taken_in, write

import geomap
from geomap.cli import main
from geomap.importing.formats import FORMATS, Source, Wishes, format_of
from geomap.model import Coordinates, Precision, Status

FORT = Coordinates(55.728, 37.588)
KINDS = {
    "ours.geojson": "geojson",
    "osint.geojson": "geojson",
    "map.umap": "umap",
    "geoconfirmed.csv": "geoconfirmed",
    "acled.csv": "acled",
    "places.tsv": "lp-tsv",
    "geoconfirmed.kml": "kml",
    "points.kml": "kml",
    "walk.gpx": "gpx",
    "places.lpf.json": "lpf",
    "timemap.json": "timemap",
    "annotations.jsonld": "annotations",
}


@pytest.fixture
def project(tmp_path):
    folder = tmp_path / "project"
    folder.mkdir()
    return folder


def example(name, tmp_path):
    return write(tmp_path, name, EXAMPLES[name])


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_content_tells_the_format(name) -> None:
    assert format_of(Source("a file", EXAMPLES[name].encode())) == KINDS[name]


def test_every_format_has_an_example() -> None:
    assert set(FORMATS) - set(KINDS.values()) == {"csv", "kmz"}  # these have tests of their own


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_kind_gives_the_fort_and_the_project_builds(name, tmp_path, project) -> None:
    places, reports = taken_in(example(name, tmp_path), project)
    assert {place.coordinates for place in places.values()} == {FORT}
    assert all(report.status is not Status.CONFIRMED and report.status_reason for report in reports.values())
    assert all(report.place in places for report in reports.values())
    geomap.build(geomap.load(project), project)


@pytest.mark.parametrize("name", EXAMPLES)
def test_importing_twice_changes_nothing(name, tmp_path, project) -> None:
    path = example(name, tmp_path)
    taken_in(path, project)
    before = snapshot(project)
    again = run(path, project, "--yes")
    assert again.exit_code == 0
    assert "Nothing is new" in again.stdout
    assert snapshot(project) == before


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_same_file_under_another_name_is_known_too(name, tmp_path, project) -> None:
    taken_in(example(name, tmp_path), project)
    other = write(tmp_path, f"other-{name}", EXAMPLES[name])
    assert planned(other, project).text == ""


def test_our_own_geojson_keeps_what_it_says(tmp_path, project) -> None:
    places, reports = taken_in(example("ours.geojson", tmp_path), project)
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


def test_osint_geo_extractor(tmp_path, project) -> None:
    places, reports = taken_in(example("osint.geojson", tmp_path), project)
    report = reports["radar-in-the-fort"]
    assert places[report.place].name == "Fort"
    assert places[report.place].precision is Precision.UNKNOWN
    assert report.date.edtf == "2023-01-19"
    assert report.status_reason == "From osint.geojson, which gives no status and no reason."
    assert report.description == "A mast.\nSource: https://example.org/a\nSource: EXAMPLE"


def test_umap_gives_places_and_says_what_it_leaves_out(tmp_path, project) -> None:
    path = example("map.umap", tmp_path)
    assert [(one.code, one.location.line) for one in planned(path, project).findings] == [("I007", 5)]
    places, reports = taken_in(path, project)
    assert (places["fort"].note, reports) == ("**A mast**", {})
    assert "# layer: Roofs" in (project / "data" / "imported-map.yaml").read_text()


def test_geoconfirmeds_csv(tmp_path, project) -> None:
    places, reports = taken_in(example("geoconfirmed.csv", tmp_path), project)
    report = reports["5f0c-a"]
    assert (report.title, report.system, report.date.edtf) == ("Radar in the fort", "Radar", "2023-11-22")
    assert places[report.place].name == "55.7280° N, 37.5880° E"
    assert "Source: https://example.org/a\nSource: https://example.org/b" in report.description


def test_acled_says_how_rough_it_is(tmp_path, project) -> None:
    places, reports = taken_in(example("acled.csv", tmp_path), project)
    assert places["moscow"].precision is Precision.SETTLEMENT
    assert (reports["RUS1"].title, reports["RUS1"].date.edtf) == ("Other, Moscow", "2023-01-19")
    assert reports["RUS2"].date.edtf == "2023-01"
    assert "Source: Example Times" in reports["RUS1"].description


def test_lp_tsv(tmp_path, project) -> None:
    places, _ = taken_in(example("places.tsv", tmp_path), project)
    fort = places["p-1"]
    assert (fort.name, fort.aliases, fort.uncertainty) == ("Fort", ("Stronghold", "Castle"), 1500)
    assert fort.same_as == {"geonames": 524901, "wikidata": "Q649"}


def test_geoconfirmeds_kml_has_the_date_in_the_name(tmp_path, project) -> None:
    _, reports = taken_in(example("geoconfirmed.kml", tmp_path), project)
    report = reports["radar-in-the-fort"]
    assert (report.title, report.date.edtf) == ("Radar in the fort", "2023-11-22")
    assert "Source: https://example.org/a" in report.description


def test_kml_with_extended_data_and_a_span(tmp_path, project) -> None:
    places, reports = taken_in(example("points.kml", tmp_path), project)
    assert reports["radar-fort"].date.edtf == "2023-01-05/2023-01-10"
    assert reports["radar-fort"].status_reason == "One witness."
    assert places["fort"].precision is Precision.BUILDING


def test_kmz(tmp_path, project) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("files/roof.jpg", b"picture")
        archive.writestr("doc.kml", EXAMPLES["points.kml"])
    assert format_of(Source("a.kmz", packed.getvalue())) == "kmz"
    places, reports = taken_in(write(tmp_path, "points.kmz", packed.getvalue()), project)
    assert (list(places), list(reports)) == (["fort"], ["radar-fort"])


def test_gpx_takes_waypoints_and_no_date(tmp_path, project) -> None:
    path = example("walk.gpx", tmp_path)
    assert [one.code for one in planned(path, project).findings] == ["I007"]
    places, reports = taken_in(path, project)
    assert (places["fort"].name, places["fort"].note, reports) == ("Fort", "A mast.", {})
    assert "2023-01-19T10:00:00Z, when the device noted it" in (project / "data" / "imported-walk.yaml").read_text()


def test_linked_places(tmp_path, project) -> None:
    places, _ = taken_in(example("places.lpf.json", tmp_path), project)
    fort = places["fort"]
    assert (fort.names, fort.aliases) == ({"ru": "Форт"}, ("Stronghold",))
    assert (fort.same_as, fort.note) == ({"wikidata": "Q649"}, "A mast.")
    assert fort.precision is Precision.UNKNOWN


def test_timemap_resolves_sources_and_reads_the_month_first(tmp_path, project) -> None:
    places, reports = taken_in(example("timemap.json", tmp_path), project)
    report = reports["timemap-17"]
    assert (report.title, report.date.edtf, places[report.place].name) == ("Radar in the fort.", "2023-01-03", "Fort")
    assert "Source: https://example.org/a" in report.description
    assert "# associations: Radars" in (project / "data" / "imported-timemap.yaml").read_text()


def test_annotations_name_the_place_and_keep_the_words_as_an_alias(tmp_path, project) -> None:
    places, _ = taken_in(example("annotations.jsonld", tmp_path), project)
    assert (places["fort"].aliases, places["fort"].same_as) == (("the old fort",), {"geonames": 524901})


def test_an_annotation_without_a_position_finds_the_place_by_its_name(tmp_path, project) -> None:
    write(project, "data/locations.yaml", "places:\n  - {name: Fort, coordinates: [55.728, 37.588]}\n")
    annotation = json.loads(EXAMPLES["annotations.jsonld"])
    del annotation[0]["body"][1]["geometry"]
    plan = planned(write(tmp_path, "a.json", json.dumps(annotation)), project)
    assert (plan.text, dict(plan.merged.known_places)) == ("", {("fort", "name"): 1})


def test_a_table_shows_what_each_column_was_taken_for(tmp_path, project) -> None:
    path = write(tmp_path, "t.csv", "Name,Широта,Lng,Event Date,Owner\nFort,55.728,37.588,22.11.2023,x\n")
    result = run(path, project, "--dry-run")
    for said in ("title ← Name", "latitude ← Широта", "longitude ← Lng", "date ← Event Date"):
        assert said in result.stdout
    assert "Owner" not in result.stdout
    assert not (project / "data").exists() or not list((project / "data").iterdir())


def test_a_column_can_be_said(tmp_path, project) -> None:
    path = write(tmp_path, "t.csv", "name;north;east\nFort;55,728;37,588\n")
    assert run(path, project, "--yes").exit_code == 1
    places, _ = taken_in(path, project, "--column", "latitude=north", "--column", "longitude=east")
    assert places["fort"].coordinates == FORT
    assert run(path, project, "--column", "latitud=north").exit_code == 2
    unknown = run(path, project, "--column", "latitude=nort")
    assert unknown.exit_code == 1
    assert 'did you mean "north"?' in unknown.stderr


def test_wkt_and_one_column_of_both(tmp_path, project) -> None:
    area = "POLYGON ((37.5 55.7, 37.7 55.7, 37.7 55.8, 37.5 55.7))"
    path = write(tmp_path, "t.tsv", f"name\twkt\nFort\tPOINT (37.588 55.728)\nDistrict\t{area}\n")
    places, _ = taken_in(path, project)
    assert places["fort"].coordinates == FORT
    assert places["district"].coordinates is None
    assert places["district"].area["type"] == "Polygon"
    other = write(tmp_path, "u.csv", 'name,coordinates\nHill,"55.8, 37.6"\n')
    assert taken_in(other, project)[0]["hill"].coordinates == (55.8, 37.6)


def test_a_district_stays_an_area(tmp_path, project) -> None:
    ring = [[37.5, 55.7], [37.7, 55.7], [37.7, 55.8], [37.5, 55.7]]
    feature = {
        "type": "Feature",
        "geometry": {"type": "Polygon", "coordinates": [ring]},
        "properties": {"name": "District", "date": "2023"},
    }
    path = write(tmp_path, "d.geojson", json.dumps({"type": "FeatureCollection", "features": [feature]}))
    places, _ = taken_in(path, project)
    assert [(place.coordinates, place.area) for place in places.values()] == [
        (None, {"type": "Polygon", "coordinates": [ring]})
    ]


def test_a_report_without_position_has_no_place(tmp_path, project) -> None:
    path = write(tmp_path, "t.csv", "title,date,lat,lon,location\nRadar,2023,,,Somewhere\n")
    places, reports = taken_in(path, project)
    assert (places, reports["radar"].place) == ({}, None)
    assert 'the source says "Somewhere"' in (project / "data" / "imported-t.yaml").read_text()


def test_status_words_of_others_become_unconfirmed_with_the_sources_reason(tmp_path, project) -> None:
    head = "title,lat,lon,status,status_reason\n"
    rows = f"{head}A,1,2,verified,Two pictures.\nB,1,3,debunked,\nC,1,4,refuted,It was a crane.\n"
    _, reports = taken_in(write(tmp_path, "t.csv", rows), project)
    assert [(each.status.value, each.status_reason) for each in reports.values()] == [
        ("unconfirmed", "Two pictures."),
        ("unconfirmed", 't.csv says "debunked" and gives no reason.'),
        ("refuted", "It was a crane."),
    ]
    assert '# status: the source says "verified"' in (project / "data" / "imported-t.yaml").read_text()


EVIDENCE = {"article": "news", "quote": "a radar stands in the Fort"}


@pytest.mark.parametrize("there", [True, False])
def test_confirmed_stays_only_with_words_in_an_article_of_the_project(there, tmp_path, project) -> None:
    features = json.loads(EXAMPLES["ours.geojson"])
    features["features"][0]["properties"] |= {"status": "confirmed", "evidence": [EVIDENCE]}
    write(project, "seeds/news.txt", f"News\n\nThey say {'a radar stands in the Fort' if there else 'nothing'}.\n")
    path = write(tmp_path, "ours.geojson", json.dumps(features))
    plan = planned(path, project)
    _, reports = taken_in(path, project)
    report = reports["radar-fort"]
    assert report.status is (Status.CONFIRMED if there else Status.UNCONFIRMED)
    assert [one.code for one in plan.findings] == ([] if there else ["I013"])
    assert [each.quote for each in report.evidence] == ([EVIDENCE["quote"]] if there else [])
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
        (",Another name,55.7281,37.588,wd:Q1", "its id at wikidata"),
        (",KREMLIN,55.7281,37.588,", "name and distance"),
        (",the fort,55.7281,37.588,", "name and distance"),
        (",Kremlin,55.75,37.588,", None),  # the same name, but kilometres away
        ("kremlin,Kremlin,48.1,37.588,", None),
    ],
)
def test_places_are_merged_by_id_elsewhere_and_name_with_distance(row, how, tmp_path, project) -> None:
    write(project, "data/locations.yaml", KNOWN)
    path = write(tmp_path, "t.csv", f"id,name,latitude,longitude,same_as\n{row}\n")
    plan = planned(path, project, Wishes(columns={"same_as": "same_as"}))
    assert list(plan.merged.known_places) == ([("kremlin", how)] if how else [])
    assert [new.entry["id"] for new in plan.merged.places] == ([] if how else ["kremlin-2"])
    shown = run(path, project, "--yes").stdout
    assert ("already, by" in shown) == bool(how)
    assert (project / "data" / "locations.yaml").read_text() == KNOWN


def test_one_id_for_two_reports_loses_neither(tmp_path, project) -> None:
    path = write(tmp_path, "t.csv", "id,title,date,lat,lon\na,One,2022,1,2\na,Two,2023,3,4\na,One,2022,1,2\n")
    assert [one.code for one in planned(path, project).findings] == ["I012"]
    _, reports = taken_in(path, project)
    assert {key: each.title for key, each in reports.items()} == {"a": "One", "a-2": "Two"}
    assert planned(path, project).text == ""


def test_an_edited_report_is_kept_as_the_editor_left_it(tmp_path, project) -> None:
    path = example("ours.geojson", tmp_path)
    taken_in(path, project)
    file = project / "data" / "imported-ours.yaml"
    edited = file.read_text().replace("Radar in the fort", "A radar").replace("One witness.", "Two witnesses.")
    file.write_text(edited)
    assert planned(path, project).text == ""


def test_new_rows_come_into_a_file_of_their_own(tmp_path, project) -> None:
    head = "title,date,lat,lon\n"
    taken_in(write(tmp_path, "t.csv", f"{head}One,2022,1,2\n"), project)
    _, reports = taken_in(write(tmp_path, "t.csv", f"{head}One,2022,1,2\nTwo,2023,3,4\n"), project)
    assert set(reports) == {"one", "two"}
    assert sorted(path.name for path in (project / "data").iterdir()) == ["imported-t-2.yaml", "imported-t.yaml"]


def test_dates_in_two_orders(tmp_path, project) -> None:
    rows = "title,date,lat,lon\nA,3/4/2023,1,2\n"
    path = write(tmp_path, "t.csv", rows)
    assert [one.code for one in planned(path, project).findings] == ["I008"]
    for order, date in ((False, "2023-04-03"), (True, "2023-03-04")):
        plan = planned(path, project, Wishes(month_first=order))
        assert plan.merged.reports[0].entry["date"] == date
    told = write(tmp_path, "u.csv", rows + "B,22/4/2023,1,3\n")
    assert [new.entry["date"] for new in planned(told, project).merged.reports] == ["2023-04-03", "2023-04-22"]


def test_nothing_is_written_without_a_yes(tmp_path, project) -> None:
    path = example("ours.geojson", tmp_path)
    asked = run(path, project)
    assert asked.exit_code == 1
    assert "give --yes" in asked.stderr
    assert run(path, project, "--dry-run").exit_code == 0
    assert snapshot(project) == {}


def test_the_terms_are_said_once(tmp_path, project) -> None:
    result = run(example("geoconfirmed.csv", tmp_path), project, "--yes")
    assert result.stderr.count("terms") == 1


def test_a_project_with_errors_is_mended_first(tmp_path, project) -> None:
    write(project, "data/locations.yaml", "places:\n  - {name: A, coordinates: [95, 20]}\n")
    before = snapshot(project)
    result = run(example("ours.geojson", tmp_path), project, "--yes")
    assert result.exit_code == 1
    assert "error G009" in result.stderr
    assert snapshot(project) == before


def test_the_kind_can_be_said(tmp_path, project) -> None:
    path = example("map.umap", tmp_path)
    _, reports = taken_in(path, project, "--as", "reports")
    assert [report.title for report in reports.values()] == ["Fort"]


def test_html_in_descriptions_becomes_words(tmp_path, project) -> None:
    feature = {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [1, 2]},
        "properties": {"name": "A", "description": "Seen <b>here</b><script>alert(1)</script><br>R&amp;D"},
    }
    path = write(tmp_path, "h.geojson", json.dumps({"type": "FeatureCollection", "features": [feature]}))
    assert taken_in(path, project)[0]["a"].note == "Seen here\nR&D"


def test_geomaps_own_table_and_what_its_quotes_rest_on(tmp_path, project) -> None:
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
    places, reports = taken_in(write(tmp_path, "reports.csv", f"{head}\n{row}\n"), project)
    report = reports["radar-fort"]
    assert (report.title, report.status, report.date.edtf) == ("=Radar in the fort", Status.CONFIRMED, "2023-01~")
    assert [(each.article, each.quote) for each in report.evidence] == [("news", "a radar stands in the Fort")]
    assert (places["fort"].precision, places["fort"].uncertainty) == (Precision.SETTLEMENT, 1500)
    text = (project / "data" / "imported-reports.yaml").read_text()
    for note in ('"of no article" is not in any one article', "https://example.org/a", "coarser than it is known"):
        assert note in text


EXPORTS = ["geojson", "csv", "kml", "lpf", "lp-tsv", "annotations"]


@pytest.mark.parametrize("form", EXPORTS)
def test_what_is_exported_is_known_again(form, first_map, tmp_path, project) -> None:
    exported = tmp_path / "exported"
    result = CliRunner().invoke(main, ["export", form, str(first_map), "-o", str(exported)])
    assert result.exit_code == 0, result.output
    assert planned(exported, first_map).text == ""
    if form == "annotations":
        return  # they have words and no positions
    atlas = geomap.load(first_map)
    places, reports = taken_in(exported, project)
    precisions = {place.id: place.precision for place in atlas.places}
    assert all(precisions[key] is place.precision for key, place in places.items() if form != "lp-tsv")
    assert set(places) <= set(precisions)
    if form in {"geojson", "csv", "kml"}:
        assert {(one.id, one.title, one.place, one.date, one.status_reason) for one in reports.values()} == {
            (one.id, one.title, one.place, one.date, one.status_reason) for one in atlas.reports
        }


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such terminals")
def test_on_a_terminal_columns_are_asked_for_and_so_is_the_last_word(tmp_path, project) -> None:
    import pty

    path = write(tmp_path, "t.csv", "name,north,east\nFort,55.728,37.588\n")
    ours, theirs = pty.openpty()
    command = [sys.executable, "-c", "from geomap.cli import main; main()", "import", str(path), str(project)]
    with subprocess.Popen(command, stdin=theirs, stdout=subprocess.PIPE, stderr=theirs) as running:
        os.close(theirs)
        seen = b""
        for asked, answer in ((b"latitude?", b"north\n"), (b"longitude?", b"east\n"), (b"[y/N]", b"y\n")):
            while asked not in seen:
                seen += os.read(ours, 1000)
            seen = seen.partition(asked)[2]
            os.write(ours, answer)
        out = running.stdout.read()
    os.close(ours)
    assert running.returncode == 0
    assert b"Wrote " in out
    assert "name: Fort" in (project / "data" / "imported-t.yaml").read_text()
