"""``geomap import`` keeps everything that a source has, and takes nothing for what it is not."""

import json
import re

import pytest
from imports import failure, import_file, plan, run_import, write, written
from terminal import at_a_terminal

from geomap.importing.errors import ReferenceSystemError


def feature(properties, coordinates=(37.5, 55.7), **members):
    geometry = {"type": "Point", "coordinates": list(coordinates)}
    return {"type": "Feature", "properties": properties, "geometry": geometry, **members}


def collection(*features, **members):
    return json.dumps({"type": "FeatureCollection", "features": list(features), **members})


KML = """<kml><Document><Placemark><name>Pier</name><address>4 Quay Road</address><phoneNumber>12</phoneNumber>
<styleUrl>#red</styleUrl><description>By the water<![CDATA[<img src="https://example.org/pier.jpg"/>]]></description>
<ExtendedData><Data name="Unit"><value>Coast guard</value></Data></ExtendedData>
<Point><coordinates>10.5,59.9,12</coordinates></Point></Placemark></Document></kml>"""
GPX = """<gpx version="1.1" xmlns="http://www.topografix.com/GPX/1/1"><wpt lat="59.9" lon="10.5"><ele>12.5</ele>
<time>2024-05-01T09:30:00Z</time><name>Pier</name><desc>By the water</desc><cmt>Closed at night</cmt><sat>7</sat>
</wpt></gpx>"""


@pytest.mark.parametrize(
    ("name", "content", "comments"),
    [
        ("a.csv", "title,lat,lon,Camera,\nPier,59.9,10.5,left,loose\n", ["Camera: left", "column 5: loose"]),
        (
            "a.csv",
            "title,date,lat,lon,desc,notes\nBoat,2024-05-01 14:30 +02:00,1,2,One,Two\n",
            ["notes: Two"],
        ),
        (
            "a.geojson",
            collection(feature({"name": "Pier", "owner": {"a": [1, True]}}, (10.5, 59.9, 12), title="x")),
            ['owner: {"a": [1, true]}', "title: x", "altitude: 12"],
        ),
        (
            "a.kml",
            KML,
            ["address: 4 Quay Road", "phoneNumber: 12", "styleUrl: #red", "Unit: Coast guard", "altitude: 12"],
        ),
        (
            "a.gpx",
            GPX,
            ["ele: 12.5", "cmt: Closed at night", "sat: 7", "time, recorded by the device: 2024-05-01T09:30:00Z"],
        ),
        ("a.csv", "id,name,lat,lon,status\np,Pier,59.9,10.5,open\n", ["status: open"]),
    ],
)
def test_what_has_no_field_is_listed_and_becomes_a_comment(name, content, comments, tmp_path, project) -> None:
    result = run_import(
        write(tmp_path, name, content), project, "--yes", *(["--as", "places"] if "open" in content else [])
    )
    assert result.exit_code == 0, result.output
    text = written(project)
    for comment in comments:
        assert f"  # {comment}\n" in text
        assert comment.partition(":")[0] in result.stdout or comment.startswith(("altitude", "date"))


def test_remote_layers_and_lines_next_to_an_area_are_named(tmp_path, project) -> None:
    area = {"type": "Polygon", "coordinates": [[[1, 1], [2, 1], [2, 2], [1, 1]]]}
    lane = {"type": "LineString", "coordinates": [[1, 1], [2, 2]]}
    both = {"type": "GeometryCollection", "geometries": [area, lane]}
    layers = [
        {"features": [], "_umap_options": {"name": "Far", "remoteData": {"url": "https://example.org/a.csv"}}},
        {"features": [{"type": "Feature", "properties": {"name": "Dock"}, "geometry": both}]},
    ]
    path = write(tmp_path, "a.umap", json.dumps({"type": "umap", "layers": layers}))
    (finding,) = plan(path, project).findings
    assert (finding.code, "https://example.org/a.csv" in finding.message) == ("I007", True)
    places, _ = import_file(path, project)
    assert places["dock"].area["type"] == "Polygon"
    assert "# other geometries: " in written(project)


def test_the_addresses_of_pictures_in_html_are_kept(tmp_path, project) -> None:
    places, _ = import_file(write(tmp_path, "a.kml", KML), project)
    (place,) = places.values()
    assert place.note == "By the water\nPicture: https://example.org/pier.jpg"


@pytest.mark.parametrize("name", ["a.kml", "a.gpx", "a.geojson"])
def test_every_format_shows_what_was_taken_for_what(name, tmp_path, project) -> None:
    content = {"a.kml": KML, "a.gpx": GPX, "a.geojson": collection(feature({"label": "Pier"}))}[name]
    result = run_import(write(tmp_path, name, content), project, "--dry-run")
    assert f"title ← {'label' if name == 'a.geojson' else 'name'}" in result.stdout


def test_notes_about_the_second_report_at_a_place_are_kept(tmp_path, project) -> None:
    table = "title,date,place,lat,lon,precision\nA,2024-01-01,Pier,1,2,fair\nB,2024-01-02,Pier,1,2,poor\n"
    import_file(write(tmp_path, "a.csv", table), project)
    assert 'precision: "fair" in the source' in written(project)
    assert 'precision: "poor" in the source' in written(project)


@pytest.mark.parametrize("shape", ["MultiPoint", "LineString"])
def test_a_report_without_one_point_is_kept_and_named(shape, tmp_path, project) -> None:
    lines = {"type": shape, "coordinates": [[1, 2], [3, 4]]}
    report = {"type": "Feature", "properties": {"title": "Convoy", "date": "2024-05-01"}, "geometry": lines}
    path = write(tmp_path, "a.geojson", collection(report))
    (finding,) = plan(path, project).findings
    assert (finding.code, '"Convoy"' in finding.message) == ("I007", True)
    places, reports = import_file(path, project)
    assert (places, reports["convoy"].place) == ({}, None)
    assert "# geometry: " in written(project)
    assert "[[1, 2], [3, 4]]" in written(project)


def test_a_place_that_is_left_out_is_named(tmp_path, project) -> None:
    path = {"type": "LineString", "coordinates": [[1, 2], [3, 4]]}
    lane = {"type": "Feature", "properties": {"name": "Lane"}, "geometry": path}
    (finding,) = [
        one for one in plan(write(tmp_path, "a.geojson", collection(lane)), project).findings if "Lane" in one.message
    ]
    assert finding.code == "I007"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.geojson", collection(feature({"name": "A"}), crs={"type": "name", "properties": {"name": "EPSG:25832"}})),
        ("a.geojson", collection(feature({"name": "A"}, crs={"type": "name", "properties": {"name": "EPSG:2154"}}))),
        ("a.geojson", collection(feature({"name": "A"}), coordRefSys="http://www.opengis.net/def/crs/EPSG/0/27700")),
        (
            "a.csv",
            "name,X (EPSG:3857),Y (EPSG:3857),lon,lat\nA,1,2,3,4\n",
        ),
        ("a.csv", "name,x,y,srid\nA,1,2,25832\n"),
        (
            "a.umap",
            json.dumps({"type": "umap", "layers": [json.loads(collection(feature({"name": "A"}), crs="EPSG:2056"))]}),
        ),
    ],
)
def test_another_reference_system_is_refused_with_the_cure(name, content, tmp_path, project) -> None:
    error = failure(write(tmp_path, name, content), project)
    assert isinstance(error, ReferenceSystemError)
    assert "ogr2ogr -t_srs EPSG:4326" in error.hint


@pytest.mark.parametrize(
    "declared",
    [
        {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}},
        {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4326"}},
        None,
    ],
)
def test_wgs_84_may_be_declared(declared, tmp_path, project) -> None:
    places, _ = import_file(write(tmp_path, "a.geojson", collection(feature({"name": "A"}), crs=declared)), project)
    assert places["a"].coordinates == (55.7, 37.5)


def test_the_reference_system_of_one_geometry_is_an_error(tmp_path, project) -> None:
    path = write(tmp_path, "a.csv", "name,wkt\nA,SRID=32633;POINT (5 6)\nB,SRID=4326;POINT (5 6)\n")
    (finding,) = plan(path, project).findings
    assert (finding.code, finding.location.line) == ("I005", 2)
    assert "ogr2ogr" in finding.help


@pytest.mark.parametrize("number", ["7", "#7", "12.5", "№ 7"])
def test_a_bare_number_is_no_name(number, tmp_path, project) -> None:
    table = f"name,location,address,lat,lon\n{number},{number},Quay Road,1,2\n"
    places, _ = import_file(write(tmp_path, "a.csv", table), project)
    assert [place.name for place in places.values()] == ["Quay Road"]
    assert f"# location: {number}" in written(project)


def test_a_number_in_a_column_that_the_user_chose_is_a_name(tmp_path, project) -> None:
    places, _ = import_file(write(tmp_path, "a.csv", "nr,lat,lon\n7,1,2\n"), project, "--column", "title=nr")
    assert [place.name for place in places.values()] == ["7"]


@pytest.mark.parametrize(
    ("times", "is_midnight"),
    [
        (["2024-05-01T21:00:00Z", "2024-12-01T22:00:00.000Z"], True),
        (["2024-05-01 18:30:00+00:00"], True),
        (["2024-05-01T21:17:00Z", "2024-05-02T21:00:00Z"], False),
        (["2024-05-01T04:00:00Z"], False),
        (["2024-05-01T22:00:00+02:00"], False),
    ],
)
def test_a_local_midnight_in_utc_is_recognised_and_is_no_time_of_day(times, is_midnight, tmp_path, project) -> None:
    rows = "".join(f"R{number},{time},1,2\n" for number, time in enumerate(times))
    path = write(tmp_path, "a.csv", f"title,date,lat,lon\n{rows}")
    assert [one.code for one in plan(path, project).findings] == ["I015"] * is_midnight
    _, reports = import_file(path, project)
    assert reports["r0"].date.edtf == (times[0][:10] if is_midnight else times[0])
    assert (f"# date: {times[0]}" in written(project)) == is_midnight


@pytest.mark.parametrize(
    ("headings", "cells", "date", "comment"),
    [
        ("date", "2024-05-01 14:30 +02:00", "2024-05-01T14:30+02:00", ""),
        ("date", "1.5.2024 14.30 Uhr", "2024-05-01T14:30", ""),
        ("date", "01 MAY 2024 2:30 PM", "2024-05-01T14:30", ""),
        ("date", "2024-05-01T00:00:00Z", "2024-05-01", "# date: 2024-05-01T00:00:00Z"),
        ("date", "5/31/2024 0:00", "2024-05-31", ""),
        ("date,time", "2024-05-01,14:30", "2024-05-01T14:30", ""),
        ("date,Uhrzeit", "2024-05-01,14:30 +0200", "2024-05-01T14:30+02:00", ""),
        ("date,time", "2024-05,14:30", "2024-05", "# time: 14:30"),
        ("date,time", "2024-05-01,at noon", "2024-05-01", "# time: at noon"),
        ("date,time", "2024-05-01,25:00", "2024-05-01", "# time: 25:00"),
        ("start_date,end_date", "2024-05-01T09:00Z,2024-05-01T10:00Z", "2024-05-01T09:00Z/2024-05-01T10:00Z", ""),
    ],
)
def test_times_of_day_are_kept(headings, cells, date, comment, tmp_path, project) -> None:
    path = write(tmp_path, "a.csv", f"title,{headings},lat,lon\nBoat,{cells},1,2\n")
    _, reports = import_file(path, project)
    assert reports["boat"].date.edtf == date
    text = written(project)
    assert comment in text
    assert comment or ("# date:" not in text and "# time" not in text and "# Uhrzeit" not in text)


def test_relations_to_reports_that_are_not_there_are_left_out(tmp_path, project) -> None:
    reports = [
        feature({"title": "Boat", "id": "b", "status_reason": "x", "see_also": "c | gone", "same_event_as": "gone"}),
        feature({"title": "Ship", "id": "c", "status_reason": "x", "moved_from": "c"}),
    ]
    reports[0]["properties"]["corrected"] = [
        {"date": "2024-05-02", "note": "The quay was wrong.", "before": {"place": "nowhere", "title": "Raft"}},
        {"date": "never", "note": "?"},
    ]
    _, found = import_file(write(tmp_path, "a.geojson", collection(*reports)), project)
    assert (found["b"].see_also, found["b"].same_event_as, found["c"].moved_from) == (("c",), (), ())
    ((correction),) = found["b"].corrected
    assert correction.written() == {
        "date": "2024-05-02",
        "note": "The quay was wrong.",
        "before": {"title": "Raft"},
    }
    comments = written(project)
    for comment in ("see_also: gone in the source", "moved_from: c in the source", "the place before was nowhere"):
        assert comment in comments


def test_the_time_zone_moves_a_midnight_in_utc_to_its_day(tmp_path, project) -> None:
    path = write(tmp_path, "a.csv", "title,date,lat,lon\nBoat,2024-05-31T21:00:00Z,1,2\n")
    _, reports = import_file(path, project, "--time-zone", "Europe/Helsinki")
    assert reports["boat"].date.edtf == "2024-06-01"
    assert "# date: 2024-05-31T21:00:00Z" in written(project)
    assert run_import(path, project, "--time-zone", "Nowhere/Land").exit_code == 2


def test_the_preview_shows_how_dates_are_read(tmp_path, project) -> None:
    table = "title,date,lat,lon\nBoat,1 May 2024,1,2\n"
    assert (
        'date "1 May 2024" read as 2024-05-01'
        in run_import(write(tmp_path, "a.csv", table), project, "--dry-run").stdout
    )


@pytest.mark.parametrize(
    ("headings", "cells"),
    [
        ("Nom;LATITUDE (WGS84);LONGITUDE (WGS84)", "Quai;59.9;10.5"),
        ("navn;geo_latitude;geo_Longitude", "Quai;59.9;10.5"),
        ("Nombre;Latitude N;Longitude E", "Quai;59.9;10.5"),
        ("الاسم;خط العرض;خط الطول", "Quai;59.9;10.5"),
        ("name;Lat/Long", "Quai;59.9, 10.5"),
        ("name;location", "Quai;59.9 10.5"),
        ("name;Punkt auf der Karte", "Quai;59.9, 10.5"),
        ("Name;Site GPS;_Site GPS_latitude;_Site GPS_longitude;_Site GPS_precision", "Quai;59.9 10.5 3 8;59.9;10.5;8"),
        ("Nom|Coordonnées", "Quai|59,9; 10,5"),
        ("Nom|Coordonnées", "Quai|59,90, 10,50"),
        ("My list;;\n;;\nname;lat;lon", "Quai;59.9;10.5"),
        ("sep=;\nname;lat;lon", "Quai;59.9;10.5"),
    ],
)
def test_headings_in_many_languages_and_forms(headings, cells, tmp_path, project) -> None:
    places, _ = import_file(write(tmp_path, "a.csv", f"{headings}\n{cells}\n"), project)
    (place,) = places.values()
    assert (place.name, place.coordinates) == ("Quai", (59.9, 10.5))
    assert place.uncertainty == (8 if "GPS" in headings else None)


def test_the_start_of_a_form_is_when_it_was_reported(tmp_path, project) -> None:
    rows = "start,end,Site,loc-Latitude,loc-Longitude,loc-Accuracy\n2024-05-01T09:00:00+03:00,2024-05-02,Pier,1,2,4\n"
    _, reports = import_file(write(tmp_path, "a.csv", rows), project)
    (report,) = reports.values()
    assert (report.date, report.reported.edtf) == (None, "2024-05-01T09:00:00+03:00")
    assert "# end: 2024-05-02" in written(project)


def test_four_numbers_of_a_form_are_a_position_with_its_accuracy(tmp_path, project) -> None:
    places, _ = import_file(write(tmp_path, "a.csv", "name,gps\nPier,59.9 10.5 120.5 6.5\n"), project)
    assert (places["pier"].coordinates, places["pier"].uncertainty) == ((59.9, 10.5), 6.5)
    assert "# altitude: 120.5" in written(project)


SHEET = "title,date,lat,lon,Verified?\nA,2024-05-01,1,2,Y\nB,2024-05-02,1,2,N\nC,2024-05-03,1,2,maybe\n"


def test_texts_that_are_no_status_are_listed_with_the_option_to_map_them(tmp_path, project) -> None:
    path = write(tmp_path, "a.csv", SHEET)
    (finding,) = plan(path, project).findings
    assert finding.code == "I014"
    assert '"maybe" (1)' in finding.message
    assert '--map "Verified?: Y=STATUS' in finding.help


def test_texts_are_mapped_to_statuses(tmp_path, project) -> None:
    mapping = ["--map", "Verified?: y=unconfirmed, N=refuted", "--map", "Verified?: maybe=unconfirmed"]
    _, reports = import_file(write(tmp_path, "a.csv", SHEET), project, *mapping)
    assert {key: report.status.value for key, report in reports.items()} == {
        "a": "unconfirmed",
        "b": "refuted",
        "c": "unconfirmed",
    }
    assert reports["b"].status_reason == 'Imported from a.csv, where "Verified?" is "N".'
    assert "# Verified?: N\n" in written(project)


def test_a_mapped_confirmation_still_needs_evidence(tmp_path, project) -> None:
    path = write(tmp_path, "a.csv", SHEET)
    _, reports = import_file(path, project, "--map", "Verified?: Y=confirmed, N=refuted, maybe=unconfirmed")
    assert reports["a"].status.value == "unconfirmed"
    assert "status: confirmed in the source, but without evidence" in written(project)


@pytest.mark.parametrize("text", ["Verified?", "Verified?: Y", "Verified?: Y=true", ": Y=confirmed"])
def test_an_invalid_mapping_is_a_usage_error(text, tmp_path, project) -> None:
    assert run_import(write(tmp_path, "a.csv", SHEET), project, "--map", text).exit_code == 2


@pytest.mark.services
def test_a_terminal_is_asked_for_the_meaning_of_statuses(tmp_path, project) -> None:
    path = write(tmp_path, "a.csv", SHEET)
    answers = [('"Y"', "refuted"), ('"N"', "unconfirmed"), ('"maybe"', "refuted"), ("[y/N]", "y")]
    code, screen, _ = at_a_terminal(tmp_path, ["import", str(path), str(project)], answers)
    assert code == 0, screen
    assert written(project).count("status: refuted") == 2


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("windows-1252", "Sønderborg;Ærø;Fartøjet lå ved kajen"),
        ("windows-1252", "Göteborg;Älvsborg;Fartyget sågs vid ön"),
        ("windows-1250", "Łódź;Rzeszów;Widziano go w pobliżu dworca"),
        ("windows-1251", "Тверь;Ржев;Машину видели у вокзала"),
        ("koi8-u", "Київ;Львів;Машину бачили біля вокзалу"),
        ("windows-1254", "İstanbul;Şanlıurfa;Aracı istasyonda gördüler"),
    ],
)
def test_the_hint_names_an_encoding_that_gives_the_right_letters(encoding, text, tmp_path, project) -> None:
    name, _, _ = text.split(";")
    path = write(tmp_path, "a.csv", f"name;town;note;lat;lon\n{text};1;2\n".encode(encoding))
    hint = failure(path, project).hint
    found = re.search(r"--encoding (\S+)", hint)
    places, _ = import_file(path, project, "--encoding", found[1])
    assert [place.name for place in places.values()] == [name]


@pytest.mark.parametrize(
    ("text", "edtf", "options"),
    [
        ("45413", "2024-05-01", ()),
        ("1714521600", "2024-05-01", ()),
        ("1714521600000", "2024-05-01", ()),
        ("1 мая 2024 г.", "2024-05-01", ()),
        ("1-May-2024", "2024-05-01", ()),
        ("'2024-05-01", "2024-05-01", ()),
        ("2024-05-01 – 2024-05-03", "2024-05-01/2024-05-03", ()),
        ("late May 2024", "2024-05-21/2024-05-31~", ()),
        ("1.5.24", "2024-05-01", ("--century", "20")),
        ("1-May-24", "1924-05-01", ("--century", "19")),
    ],
)
def test_dates_as_people_and_spreadsheets_write_them(text, edtf, options, tmp_path, project) -> None:
    path = write(tmp_path, "a.csv", f'title,date,lat,lon\nBoat,"{text}",1,2\n')
    _, reports = import_file(path, project, *options)
    assert reports["boat"].date.edtf == edtf


def test_a_year_of_two_digits_is_asked_for(tmp_path, project) -> None:
    (finding,) = plan(write(tmp_path, "a.csv", "title,date,lat,lon\nBoat,1.5.24,1,2\n"), project).findings
    assert (finding.code, "--century" in finding.help) == ("I008", True)


@pytest.mark.parametrize(
    ("text", "uncertainty"),
    [
        ("https://www.google.com/maps/@59.9,10.5,17z", None),
        ("geo:59.9,10.5;u=40", 40),
        ("(59.9, 10.5)", None),
        ("59°54′N 10°30′E", None),
    ],
)
def test_positions_as_programs_give_them(text, uncertainty, tmp_path, project) -> None:
    places, _ = import_file(write(tmp_path, "a.csv", f'name,where\nPier,"{text}"\n'), project)
    assert places["pier"].coordinates == pytest.approx((59.9, 10.5))
    assert places["pier"].uncertainty == uncertainty


@pytest.mark.parametrize(
    "heading", ["Bemærkninger", "Anmerkung", "Примечание", "Uwagi", "Remarques", "Nota", "ملاحظات", "备注"]
)
def test_columns_for_notes_are_descriptions_in_many_languages(heading, tmp_path, project) -> None:
    places, _ = import_file(write(tmp_path, "a.csv", f"name,lat,lon,{heading}\nFort,1,2,A mast\n"), project)
    assert places["fort"].note == "A mast"


def test_two_radii_around_a_position_without_a_name_are_two_places(tmp_path, project) -> None:
    table = "title,date,lat,lon,accuracy\nA,2024-01-01,1.5,2.5,\nB,2024-01-02,1.5,2.5,400\nC,2024-01-03,1.5,2.5,400\n"
    places, reports = import_file(write(tmp_path, "a.csv", table), project)
    assert [places[reports[name].place].uncertainty for name in ("a", "b", "c")] == [None, 400, 400]


def test_of_a_named_place_the_larger_radius_is_kept(tmp_path, project) -> None:
    table = "title,date,place,lat,lon,accuracy\nA,2024-01-01,Pier,1.5,2.5,30\nB,2024-01-02,Pier,1.5,2.5,400\n"
    places, _ = import_file(write(tmp_path, "a.csv", table), project)
    assert places["pier"].uncertainty == 400


@pytest.mark.parametrize("properties", [{"plus_code": "9G7VQJ2C+5X"}, {"mgrs": "no"}, {"lat": "see map", "lon": "1"}])
def test_the_point_of_a_feature_comes_before_other_notations(properties, tmp_path, project) -> None:
    content = collection(feature({"name": "Pier", **properties}))
    places, _ = import_file(write(tmp_path, "a.geojson", content), project)
    assert places["pier"].coordinates == (55.7, 37.5)
    for name, value in properties.items():
        assert f"# {name}: {value}\n" in written(project)


@pytest.mark.parametrize(
    "content",
    [
        {"type": "Point", "coordinates": [37.5, 55.7]},
        {"type": "GeometryCollection", "geometries": [{"type": "Point", "coordinates": [37.5, 55.7]}]},
        [{"type": "Point", "coordinates": [37.5, 55.7]}],
        feature({}, ("37.5", "55.7")),
    ],
)
def test_a_geometry_alone_has_the_longitude_first(content, tmp_path, project) -> None:
    places, _ = import_file(write(tmp_path, "a.geojson", json.dumps(content)), project)
    assert [place.coordinates for place in places.values()] == [(55.7, 37.5)]


@pytest.mark.parametrize(("times", "warned"), [(["14:30"], False), (["14:30"] * 3, True), (["22:00"], True)])
def test_a_single_time_in_the_afternoon_is_no_midnight(times, warned, tmp_path, project) -> None:
    rows = "".join(f"A{at},2023-01-{19 + at}T{time}:00Z,1,2\n" for at, time in enumerate(times))
    found = plan(write(tmp_path, "a.csv", f"title,date,lat,lon\n{rows}"), project).findings
    assert ("I015" in {each.code for each in found}) is warned


@pytest.mark.parametrize("name", ["2023-01-19", "19.01.2023", "19 JAN 2023"])
def test_a_placemark_named_by_its_date_is_a_dated_report(name, tmp_path, project) -> None:
    kml = f"<kml><Placemark><name>{name}</name><description>Mast on the pier</description><Point><coordinates>1,2"
    path = write(tmp_path, "a.kml", f"{kml}</coordinates></Point></Placemark></kml>")
    _, reports = import_file(path, project)
    assert [(each.title, each.date.edtf) for each in reports.values()] == [("Mast on the pier", "2023-01-19")]


def test_the_copyright_of_a_feed_and_of_a_walk_are_kept(tmp_path, project) -> None:
    owner = '<copyright author="Ida"><license>CC BY</license></copyright>'
    gpx = f'<gpx><metadata>{owner}</metadata><wpt lat="1" lon="2"/></gpx>'
    text = plan(write(tmp_path, "a.gpx", gpx), project).text
    assert {"# copyright: Ida", "# copyright license: CC BY"} <= set(text.splitlines())
    item = "<item><title>A</title><point>1 2</point></item>"
    feed = f"<rss><channel><copyright>Ida</copyright>{item}</channel></rss>"
    assert "# copyright: Ida\n" in plan(write(tmp_path, "a.xml", feed), project).text
