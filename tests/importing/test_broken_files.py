"""Files that are broken or hostile: an error or a finding with its location, and nothing written."""

import gzip
import io
import os
import zipfile

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st
from imports import EXAMPLES, failure, plan, run_import, snapshot, write
from properties import examples

from geomap.importing import source as source_module
from geomap.importing.errors import (
    BrokenFileError,
    EncodingError,
    FileTooLargeError,
    ImportFailedError,
    UnknownFormatError,
    UnsafeFileError,
)
from geomap.importing.formats.kml import MAX_KML
from geomap.importing.source import ImportOptions

HEAD = "name,latitude,longitude\n"


def located(findings):
    return [(one.code, one.location.line, one.location.column) for one in findings]


@pytest.mark.parametrize(
    ("row", "code", "line", "column"),
    [
        ("A,137.6,55.7", "I005", 2, 3),  # swapped
        ("A,55.7,", "I005", 2, 3),  # one number is missing
        ("A,fifty,37", "I005", 2, 3),
        ("A,nan,37", "I005", 2, 3),
        ('"A, with a comma",1e400,37', "I005", 2, 19),
        ("A,55,7,37,6", "I003", 2, 1),  # decimal commas without quotes
        ("A,0,0", "I006", 2, 3),
        ("=cmd(),55.7,37.6", "I011", 2, 1),
        ("A,=1+1,37.6", "I005", 2, 3),
    ],
)
def test_an_invalid_row_has_a_finding_with_line_and_column(row, code, line, column, tmp_path, project) -> None:
    path = write(tmp_path, "t.csv", f"{HEAD}{row}\n")
    assert (code, line, column) in located(plan(path, project).findings)


def test_line_numbers_count_the_lines_in_quoted_cells(tmp_path, project) -> None:
    path = write(tmp_path, "t.csv", f'{HEAD}"A\nlong\nname",1,2\n\nB,99,x\n')
    assert located(plan(path, project).findings) == [("I005", 6, 3)]


def test_the_hint_for_swapped_coordinates_asks_about_it(tmp_path, project) -> None:
    (finding,) = plan(write(tmp_path, "t.csv", f"{HEAD}A,137.6,55.7\n"), project).findings
    assert "swap" in finding.help
    swapped = EXAMPLES["osint.geojson"].replace("[37.588, 55.728]", "[37.588, 155.728]")
    (finding,) = plan(write(tmp_path, "o.geojson", swapped), project).findings
    assert "[longitude, latitude]" in finding.help


def test_an_invalid_row_stops_the_import_unless_it_is_skipped(tmp_path, project) -> None:
    path = write(tmp_path, "t.csv", f"{HEAD}A,1,2\nB,99,2\nC,3,4\n")
    stopped = run_import(path, project, "--yes")
    assert stopped.exit_code == 1
    assert "t.csv:3:3: error I005" in stopped.stderr
    assert "3 | B,99,2" in stopped.stderr
    assert snapshot(project) == {}
    assert run_import(path, project, "--yes", "--skip-broken").exit_code == 0
    text = (project / "data" / "imported-t.yaml").read_text()
    assert "name: A" in text
    assert "name: B" not in text


def test_the_hint_names_the_likely_encoding(tmp_path, project) -> None:
    rows = f"{HEAD}Национальный центр управления обороной Российской Федерации,55.7,37.6\n"
    path = write(tmp_path, "t.csv", rows.encode("windows-1251"))
    error = failure(path, project)
    assert isinstance(error, EncodingError)
    assert (error.location.line, error.location.column) == (2, 1)
    assert "--encoding windows-1251 " in error.hint
    planned = plan(path, project, ImportOptions(encoding="windows-1251"))
    assert planned.merged.places[0].values["name"].startswith("Национальный центр")
    assert isinstance(failure(path, project, ImportOptions(encoding="no-such")), EncodingError)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_byte_order_mark_is_not_text(encoding, tmp_path, project) -> None:
    path = write(tmp_path, "t.csv", f"{HEAD}Форт,55.7,37.6\n".encode(encoding))
    assert plan(path, project).merged.places[0].values["name"] == "Форт"


BOMB = '<!DOCTYPE kml [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;">]>'
EXTERNAL = '<!DOCTYPE kml [<!ENTITY c SYSTEM "file://{}">]>'


@pytest.mark.parametrize("root", ["kml", "gpx"])
def test_entities_are_refused(root, tmp_path, project) -> None:
    secret = write(tmp_path, "secret.txt", "a secret")
    for doctype in (BOMB, EXTERNAL.format(secret)):
        inside = (
            "<Placemark><name>&c;</name></Placemark>"
            if root == "kml"
            else "<wpt lat='1' lon='2'><name>&c;</name></wpt>"
        )
        path = write(tmp_path, f"x.{root}", f"{doctype}\n<{root}>{inside}</{root}>")
        error = failure(path, project)
        assert isinstance(error, UnsafeFileError)
        assert error.location.line == 1
        assert "secret" not in str(snapshot(project))


def test_an_external_document_type_is_not_fetched(tmp_path, project) -> None:
    path = write(tmp_path, "x.kml", '<!DOCTYPE kml SYSTEM "http://192.0.2.1/x.dtd">' + EXAMPLES["points.kml"])
    assert isinstance(failure(path, project), UnsafeFileError)  # the network guard of the tests refuses connections


BROKEN = [
    ("x.kml", "<kml><Placemark><name>A</Placemark></kml>", BrokenFileError),
    ("x.kml", "<kml><Placemark>", BrokenFileError),
    ("x.kml", "<kml>" + "<Folder>" * 500, BrokenFileError),
    ("x.kml", '<?xml version="1.0" encoding="no-such"?><kml></kml>', BrokenFileError),
    ("x.xml", "<svg></svg>", UnknownFormatError),
    ("x.html", "<!doctype html><html><body>kml</body></html>", UnknownFormatError),
    ("x.geojson", '{"type": "FeatureCollection", "features": [', BrokenFileError),
    (
        "x.geojson",
        '{"type": "FeatureCollection", "features": [{"type": "Feature", "id": NaN}]}',
        BrokenFileError,
    ),
    ("x.geojson", "[" * 100_000, BrokenFileError),
    ("x.json", '{"a": 1}', UnknownFormatError),
    ("x.csv", "", BrokenFileError),
    ("x.csv", "\n\n\n", BrokenFileError),
    ("x.csv", "just words\nand more words\n", BrokenFileError),
    ("x.csv", "name,latitude,longitude\n" + '"' + "x" * 200_000, BrokenFileError),
    ("x.csv", "name,latitude,longitude\n\0\n", EncodingError),
    ("x.bin", bytes(range(256)), EncodingError),
    ("x.kmz", b"PK\x03\x04" + b"\0" * 100, BrokenFileError),
]


@pytest.mark.parametrize(("name", "content", "error"), BROKEN)
def test_a_broken_file_is_one_error(name, content, error, tmp_path, project) -> None:
    path = write(tmp_path, name, content)
    assert type(failure(path, project)) is error
    result = run_import(path, project, "--yes")
    assert (result.exit_code, snapshot(project)) == (1, {})
    assert isinstance(result.exception, SystemExit)


def test_the_messages_for_broken_files(tmp_path, project, golden) -> None:
    messages = []
    for name, content, _ in BROKEN:
        error = failure(write(tmp_path, name, content), project)
        messages.append(f"{error}\n  = help: {error.hint}\n")
    golden("import/broken-files.txt", "".join(messages))


def zipped(*files):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return packed.getvalue()


@pytest.mark.large
def test_a_zip_bomb_is_not_unpacked_completely(tmp_path, project) -> None:
    bomb = zipped(("doc.kml", b" " * (MAX_KML + 1_000_000)))
    assert len(bomb) < 1_000_000
    assert isinstance(failure(write(tmp_path, "x.kmz", bomb), project), FileTooLargeError)


@pytest.mark.parametrize("evil", ["../../evil.kml", "/etc/evil.kml", "a\\..\\..\\evil.kml", "C:\\evil.kml"])
def test_a_path_that_leaves_the_zip_file_is_refused(evil, tmp_path, project) -> None:
    path = write(tmp_path, "x.kmz", zipped(("doc.kml", EXAMPLES["points.kml"]), (evil, "x")))
    assert isinstance(failure(path, project), UnsafeFileError)
    assert snapshot(project) == {}


@pytest.mark.parametrize(
    ("content", "what", "advice"),
    [
        (zipped(("xl/workbook.xml", "<workbook/>")), "a spreadsheet", "CSV UTF-8"),
        (zipped(("mimetype", "x"), ("content.xml", "<x/>")), "a spreadsheet", "Text CSV"),
        (zipped(("word/document.xml", "<x/>")), "a Word document", "CSV"),
        (zipped(("roads.shp", "x"), ("roads.dbf", "x")), "a shapefile", "ogr2ogr"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + bytes(512), "an old office program", "CSV"),
        (b"%PDF-1.7\n1 0 obj", "a PDF", "CSV"),
        (b"SQLite format 3\0", "a GeoPackage", "ogr2ogr -t_srs EPSG:4326"),
        (bytes.fromhex("0000270a") + bytes(96), "a shapefile", "ogr2ogr -t_srs EPSG:4326"),
        (gzip.compress(b"name,lat,lon\n"), "compressed", "gunzip"),
    ],
    ids=["xlsx", "ods", "docx", "zipped shapefile", "xls", "pdf", "gpkg", "shp", "gz"],
)
def test_other_files_are_named_with_what_to_do(content, what, advice, tmp_path, project) -> None:
    error = failure(write(tmp_path, "x.data", content), project)
    assert isinstance(error, UnknownFormatError)
    assert what in str(error)
    assert advice in error.hint


def test_a_number_that_json_does_not_have_is_found_outside_of_texts(tmp_path, project) -> None:
    text = '[{"name": "NaN, a bakery",\n "lat": 59.9, "lon": 10.5, "height": NaN}]'
    error = failure(write(tmp_path, "x.json", text), project)
    assert (error.location.line, "null" in error.hint) == (2, True)


def test_a_damaged_zip_file_is_an_error(tmp_path, project) -> None:
    damaged = bytearray(zipped(("doc.kml", EXAMPLES["points.kml"] * 50)))
    damaged[60:90] = bytes(30)
    assert isinstance(failure(write(tmp_path, "x.kmz", bytes(damaged)), project), BrokenFileError)


def test_a_gazetteer_that_cannot_be_written_is_an_error(tmp_path, project) -> None:
    write(project, "data", "not a folder")
    result = run_import(write(tmp_path, "t.csv", f"{HEAD}A,1,2\n"), project, "--yes")
    assert (result.exit_code, type(result.exception)) == (1, SystemExit)
    assert snapshot(project) == {"data": b"not a folder"}


def test_the_same_finding_in_every_row_is_shown_a_few_times(tmp_path, project) -> None:
    path = write(tmp_path, "t.csv", HEAD + "".join(f"Place {n},0,0\n" for n in range(2000)))
    result = run_import(path, project, "--yes")
    assert result.stderr.count("warning I006") == 5
    assert "1,995 more I006" in result.stderr


def test_a_link_to_another_file_is_not_followed(tmp_path, project) -> None:
    link = "<NetworkLink><Link><href>http://192.0.2.1/more.kml</href></Link></NetworkLink>"
    path = write(tmp_path, "x.kml", EXAMPLES["points.kml"].replace("<Placemark", f"{link}<Placemark"))
    assert [one.code for one in plan(path, project).findings] == ["I007"]


def test_more_records_than_the_limit_are_refused(tmp_path, project, monkeypatch) -> None:
    monkeypatch.setattr(source_module, "MAX_RECORDS", 10)
    rows = [f"Place {n},{n},{n}\n" for n in range(1, 12)]
    assert plan(write(tmp_path, "t.csv", HEAD + "".join(rows[:10])), project).findings == []
    assert isinstance(failure(write(tmp_path, "u.csv", HEAD + "".join(rows)), project), FileTooLargeError)


@pytest.mark.large
def test_a_million_rows_are_refused(tmp_path, project) -> None:
    path = tmp_path / "t.csv"
    path.write_text(HEAD + "".join(f"Place {n},1,2\n" for n in range(1_000_000)))
    assert isinstance(failure(path, project), FileTooLargeError)


@pytest.mark.large
def test_a_file_of_ten_gigabytes_is_refused(tmp_path, project) -> None:
    path = write(tmp_path, "t.csv", HEAD)
    os.truncate(path, 10_000_000_000)  # a sparse file
    assert isinstance(failure(path, project), FileTooLargeError)


def test_a_missing_file_is_an_error(tmp_path, project) -> None:
    assert type(failure(tmp_path / "no.csv", project)) is ImportFailedError
    assert type(failure(tmp_path, project)) is ImportFailedError


def test_no_imported_text_can_end_a_comment_or_start_an_entry(tmp_path, project) -> None:
    evil = "A\n  - id: evil\u2028reports: []\u0085x"
    path = write(tmp_path, "t.csv", f'title,lat,lon,status,place\n"{evil}",1,2,"{evil}","{evil}"\n')
    assert run_import(path, project, "--yes").exit_code == 0
    (file,) = (project / "data").iterdir()
    text = file.read_text()
    assert text.count("- id: ") == text.count("\n  - id: ") + text.count("A - id: evil")
    assert "evil" not in [line.strip() for line in text.splitlines()]


def mutated(text):
    """The text with a part of it replaced."""
    cuts = st.tuples(st.integers(0, len(text)), st.integers(0, 40), st.text(max_size=8))
    return cuts.map(lambda cut: (text[: cut[0]] + cut[2] + text[cut[0] + cut[1] :]).encode(errors="replace"))


@given(content=st.one_of(st.binary(max_size=300), st.sampled_from(sorted(EXAMPLES.values())).flatmap(mutated)))
@examples(1.5, accepted=(HealthCheck.function_scoped_fixture,))
def test_every_content_gives_a_plan_or_an_import_error(content, tmp_path_factory) -> None:
    folder = tmp_path_factory.mktemp("fuzz")
    path = write(folder, "x.dat", content)
    try:
        findings = plan(path, folder / "project").findings
    except ImportFailedError:
        return
    assert all(finding.location.line >= 1 and finding.location.column >= 1 for finding in findings)
