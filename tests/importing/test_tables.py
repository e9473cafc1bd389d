"""Tables and forms as programs write them: divided positions, hemispheres in headings, marks for missing values."""

import json

import pytest
from imports import EXAMPLES, failure, import_file, plan, run_import, write, written

import geomap
from geomap.model import Precision


def the_place(table, tmp_path, project):
    places, _ = import_file(write(tmp_path, "a.csv", table), project)
    (place,) = places.values()
    return place


@pytest.mark.parametrize(
    ("headings", "cells", "position"),
    [
        ("Latitude S;Longitude W", "22,9;43,1", (-22.9, -43.1)),
        ("Latitud (N);Longitud (O)", "43,36;8,41", (43.36, -8.41)),
        ("Breite (N);Länge (O)", "54,9;9,8", (54.9, 9.8)),
        ("Latitude;Longitude (W)", "40.5;-3.7", (40.5, -3.7)),
        ("lat;ns;lon;ew", "22.9;S;43.1;W", (-22.9, -43.1)),
        ("Lat deg;Lat min;Lat sec;Lon deg;Lon min;Lon sec", "56;30;0;10;15;0", (56.5, 10.25)),
        ("lat_d;lat_m;lat_dir;lon_d;lon_m;lon_dir", "33;30.0;S;18;15.0;E", (-33.5, 18.25)),
        ("Γεωγραφικό πλάτος;Γεωγραφικό μήκος", "37,98;23,72", (37.98, 23.72)),
        ("zeměpisná šířka;zeměpisná délka", "50,1;14,4", (50.1, 14.4)),
    ],
)
def test_the_headings_of_positions_count(headings, cells, position, tmp_path, project) -> None:
    place = the_place(f"Name;{headings}\nPier;{cells}\n", tmp_path, project)
    assert place.coordinates == pytest.approx(position)


def test_marks_for_missing_values_are_no_names_and_no_positions(tmp_path, project) -> None:
    table = "title,date,place,lat,lon\nA mast,2024-05-01,NA,NA,NA\nA boat,2024-05-01,n/a,59.9,10.5\n"
    places, reports = import_file(write(tmp_path, "a.csv", table), project)
    assert [place.name for place in places.values()] == ["59.9000° N, 10.5000° E"]
    assert [bool(report.place) for report in reports.values()] == [False, True]
    assert {"# place: NA", "# lat: NA"} <= {line.strip() for line in written(project).splitlines()}


@pytest.mark.parametrize(
    ("heading", "is_date"),
    [
        ("Date de l'événement", True),
        ("Date of attack", True),
        ("Observed on", True),
        ("Date added", False),
        ("Data source", False),
    ],
)
def test_a_date_with_more_words_is_that_of_the_event_unless_they_name_another(heading, is_date, tmp_path, project):
    table = f"title,status,{heading},lat,lon\nA mast,unconfirmed,2024-05-01,59.9,10.5\n"
    _, reports = import_file(write(tmp_path, "a.csv", table), project)
    (report,) = reports.values()
    assert bool(report.date) is is_date


def test_seconds_in_a_field_called_time_are_the_date(tmp_path, project) -> None:
    rows = [{"id": 1, "name": "A mast", "time": 1714565400, "lat": 59.9, "lng": 10.5, "place": "Pier"}]
    _, reports = import_file(write(tmp_path, "a.json", json.dumps(rows)), project)
    (report,) = reports.values()
    assert (report.title, report.date.edtf) == ("A mast", "2024-05-01T12:10Z")


def test_kobo_json_has_the_start_as_reported_and_no_invented_links(tmp_path, project) -> None:
    row = {
        "_id": 1,
        "formhub/uuid": "x",
        "start": "2024-05-01T10:00:00.000+02:00",
        "end": "2024-05-01T10:05:00.000+02:00",
        "Site_name": "Pier",
        "GPS": "59.9 10.5 3.0 4.5",
        "_geolocation": [59.9, 10.5],
        "date_seen": "2024-04-30",
    }
    places, reports = import_file(write(tmp_path, "a.json", json.dumps({"results": [row]})), project)
    (report,) = reports.values()
    assert (report.date.edtf, report.reported.edtf) == ("2024-04-30", "2024-05-01T10:00+02:00")
    assert report.description is None
    assert places["pier"].uncertainty == 4.5


def test_the_outline_of_a_form_is_an_area(tmp_path, project) -> None:
    outline = "57.0 9.0 0 0; 57.1 9.0 0 0; 57.1 9.1 0 0; 57.0 9.0 0 0"
    place = the_place(f"name,boundary\nField,{outline}\n", tmp_path, project)
    assert place.area["type"] == "Polygon"


@pytest.mark.parametrize(
    ("name", "precision", "date"), [("ged.csv", "settlement", "2023-01-19"), ("events.csv", "settlement", "2023-01-19")]
)
def test_tables_of_events_have_their_precision_and_date(name, precision, date, tmp_path, project) -> None:
    places, reports = import_file(write(tmp_path, name, EXAMPLES[name]), project)
    (report,) = reports.values()
    assert (places["fort"].precision, report.date.edtf) == (Precision(precision), date)


@pytest.mark.parametrize(
    ("name", "content", "comments"),
    [
        (
            "a.kml",
            (
                "<kml><Document><name>Desk</name><description>By us</description><Folder><name>East</name>"
                "<description>Old</description><Placemark><name>Pier</name><Point><coordinates>10,59</coordinates></Point></Placemark>"
                "</Folder></Document></kml>"
            ),
            ["# description: By us", "# East, description: Old"],
        ),
        (
            "a.gpx",
            (
                '<gpx version="1.1"><metadata><name>Favourites</name><author><name>Ida</name></author></metadata>'
                '<wpt lat="59" lon="10"><name>Pier</name></wpt></gpx>'
            ),
            ["# name: Favourites", "# author name: Ida"],
        ),
        (
            "a.geojson",
            json.dumps(
                {
                    "type": "FeatureCollection",
                    "copyright": "ODbL",
                    "features": [
                        {
                            "type": "Feature",
                            "properties": {"name": "Pier", "@geometry": "center"},
                            "geometry": {"type": "Point", "coordinates": [10, 59]},
                        }
                    ],
                }
            ),
            ["# copyright: ODbL", "# @geometry: center"],
        ),
        (
            "a.umap",
            json.dumps(
                {
                    "type": "umap",
                    "properties": {"name": "Map", "licence": "CC0"},
                    "layers": [
                        {
                            "features": [
                                {
                                    "type": "Feature",
                                    "properties": {"name": "Pier"},
                                    "geometry": {"type": "Point", "coordinates": [10, 59]},
                                }
                            ]
                        }
                    ],
                }
            ),
            ["# name: Map", "# licence: CC0"],
        ),
    ],
)
def test_what_a_file_says_about_itself_is_kept(name, content, comments, tmp_path, project) -> None:
    import_file(write(tmp_path, name, content), project)
    assert set(comments) <= {line.strip() for line in written(project).splitlines()}


@pytest.mark.parametrize(
    ("content", "hint"),
    [
        ("name,date,Easting,Northing\nPier,2024-05-01,556000,6320000\n", "ogr2ogr -t_srs EPSG:4326"),
        ("Pier,2024-05-01,59.9,10.5\nQuay,2024-05-02,59.8,10.4\n", "write a line of headings"),
        ('{"type": "Topology", "objects": {}, "arcs": []}', "mapshaper"),
        ('<?xml version="1.0"?><osm version="0.6"><node id="1" lat="59" lon="10"/></osm>', "Overpass Turbo"),
    ],
)
def test_a_file_that_cannot_be_read_has_its_own_cure(content, hint, tmp_path, project) -> None:
    assert hint in failure(write(tmp_path, "a.txt", content), project).hint


def test_the_binary_form_of_a_database_is_named(tmp_path, project) -> None:
    table = "name,date,geom\nPier,2024-05-01,0101000020E6100000D7A3703D0AD723406666666666864C40\n"
    result = run_import(write(tmp_path, "a.csv", table), project, "--yes")
    assert result.exit_code == 1
    assert "ST_AsText(geom)" in result.stderr + result.output


def test_dates_of_other_calendars_are_not_read_as_ours(tmp_path, project) -> None:
    found = plan(write(tmp_path, "a.csv", "title,date,lat,lon\nA mast,۱۴۰۱/۱۰/۲۹,35.7,51.4\n"), project)
    (finding,) = found.findings
    assert "Iranian" in finding.message
    assert "\n    date:" not in found.text


@pytest.mark.parametrize(
    ("cell", "date", "comment"),
    [
        ("NA", None, "# Seen: NA\n"),
        ("n.d.", None, "# Seen: n.d.\n"),
        ("1674138617", "2023-01-19T14:30:17Z", "# Seen: 1674138617\n"),
        ("44945.604166667", "2023-01-19T14:30", "# Seen: 44945.604166667\n"),
        ("2023-01-19 14:30 (Moscow time)", "2023-01-19T14:30", "# Seen: 2023-01-19 14:30 (Moscow time)\n"),
        ("19.01.2023 около 14:30", "2023-01-19", "# Seen: 19.01.2023 около 14:30\n"),
        ("2023-01-19T23:59:60Z", "2023-01-19", "# Seen: 2023-01-19T23:59:60Z\n"),
    ],
)
def test_a_comment_keeps_the_rest_of_a_date_and_no_date_is_no_mistake(cell, date, comment, tmp_path, project) -> None:
    path = write(tmp_path, "a.csv", f"title,status,Seen,lat,lon\nA mast,unconfirmed,{cell},59.9,10.5\n")
    result = run_import(path, project, "--yes", "--column", "date=Seen")
    assert (result.exit_code, "I008" in result.stderr) == (0, False), result.stderr
    assert comment in written(project)
    (report,) = geomap.load(project).reports
    assert (report.date.edtf if report.date else None) == date


def test_two_columns_with_one_heading_are_both_kept(tmp_path, project) -> None:
    table = "Name,Lat,Lon,Source,Source,Name\nPier,59.9,10.5,https://example.org/a,Times,Second\n"
    place = the_place(table, tmp_path, project)
    assert (place.name, place.note) == ("Pier", "Source: https://example.org/a")
    assert {"# Source (2): Times", "# Name (2): Second"} <= {line.strip() for line in written(project).splitlines()}


def test_headings_with_what_is_in_the_column_are_recognised(tmp_path, project) -> None:
    headings = "#;Where;What;Coordinates (lat/long);Date/Time (UTC);Verified (Y/N)"
    table = f'{headings}\n1;Pier;Mast;"59.9, 10.5";19/01/2023 14:30;Y\n'
    path = write(tmp_path, "a.csv", table)
    places, reports = import_file(path, project, "--map", "Verified (Y/N): Y=refuted")
    (report,) = reports.values()
    assert (report.title, report.date.edtf, report.status) == ("Mast", "2023-01-19T14:30Z", "refuted")
    assert (places[report.place].name, places[report.place].coordinates) == ("Pier", (59.9, 10.5))


def test_a_danish_table_shows_its_letters_and_the_order_of_its_dates(tmp_path, project) -> None:
    rows = "Mast på kajen;02/10/2025 - 03/10/2025;54,9;9,8;Y\nDrone;21-22/09/2025;55,0;9,4;N\n"
    path = write(tmp_path, "a.csv", f"Titel;Dato;Bredde;Længde;Verificeret?\n{rows}".encode("cp1252"))
    result = run_import(path, project, "--dry-run", "--encoding", "windows-1252")
    assert 'Verificeret? has texts that are no status: "Y" (1), "N" (1)' in result.stderr
    assert "Titel;Dato;Bredde;Længde" in result.stderr
    assert '"02/10/2025 - 03/10/2025" read as 2025-10-02/2025-10-03' in result.stdout


def test_a_table_of_positions_alone_has_places_named_after_them(tmp_path, project) -> None:
    place = the_place("lat,lon\n59.9,10.5\n", tmp_path, project)
    assert (place.name, place.coordinates) == ("59.9000° N, 10.5000° E", (59.9, 10.5))


@pytest.mark.parametrize("table", ["lat,lon,colour\n1,2,red\n", "date,lat,lon\n2024-05-01,1,2\n"])
def test_any_other_table_needs_a_title(table, tmp_path, project) -> None:
    assert "--column title=COLUMN" in failure(write(tmp_path, "a.csv", table), project).hint
