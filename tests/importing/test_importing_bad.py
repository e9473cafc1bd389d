"""Files to import that are wrong, or mean ill: a finding with its place, and nothing written."""

import io
import os
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from imports import EXAMPLES, found_in, planned, run, snapshot, write

from geomap.importing.formats import Wishes
from geomap.importing.formats import source as source_module
from geomap.importing.formats import table as table_module
from geomap.importing.formats.kml import MAX_KML

HEAD = "name,latitude,longitude\n"


@pytest.fixture
def project(tmp_path):
    folder = tmp_path / "project"
    folder.mkdir()
    return folder


def told(findings):
    return [(one.code, one.location.line, one.location.column) for one in findings]


@pytest.mark.parametrize(
    ("row", "code", "line", "column"),
    [
        ("A,137.6,55.7", "I005", 2, 3),  # swapped
        ("A,55.7,", "I005", 2, 3),  # one is missing
        ("A,fifty,37", "I005", 2, 3),
        ("A,nan,37", "I005", 2, 3),
        ('"A, with a comma",1e400,37', "I005", 2, 19),
        ("A,55,7,37,6", "I003", 2, 1),  # decimal commas without quotes
        ("A,0,0", "I006", 2, 3),
        ("=cmd(),55.7,37.6", "I011", 2, 1),
        ("A,=1+1,37.6", "I005", 2, 3),
    ],
)
def test_a_wrong_row_is_found_with_its_line_and_column(row, code, line, column, tmp_path, project) -> None:
    path = write(tmp_path, "t.csv", f"{HEAD}{row}\n")
    assert (code, line, column) in told(found_in(path, project))


def test_lines_are_those_of_the_file_also_after_cells_of_several_lines(tmp_path, project) -> None:
    path = write(tmp_path, "t.csv", f'{HEAD}"A\nlong\nname",1,2\n\nB,99,x\n')
    assert told(found_in(path, project)) == [("I005", 6, 3)]


def test_swapped_coordinates_are_said_to_be(tmp_path, project) -> None:
    (finding,) = found_in(write(tmp_path, "t.csv", f"{HEAD}A,137.6,55.7\n"), project)
    assert "did you swap them?" in finding.help
    swapped = EXAMPLES["osint.geojson"].replace("[37.588, 55.728]", "[37.588, 155.728]")
    (finding,) = found_in(write(tmp_path, "o.geojson", swapped), project)
    assert "longitude stands first" in finding.help


def test_one_wrong_row_stops_all_unless_it_is_left_out(tmp_path, project) -> None:
    path = write(tmp_path, "t.csv", f"{HEAD}A,1,2\nB,99,2\nC,3,4\n")
    stopped = run(path, project, "--yes")
    assert stopped.exit_code == 1
    assert "t.csv:3:3: error I005" in stopped.stderr
    assert "3 | B,99,2" in stopped.stderr
    assert snapshot(project) == {}
    assert run(path, project, "--yes", "--skip-broken").exit_code == 0
    text = (project / "data" / "imported-t.yaml").read_text()
    assert "name: A" in text
    assert "name: B" not in text


def test_another_encoding_is_found_and_named(tmp_path, project) -> None:
    rows = f"{HEAD}Национальный центр управления обороной Российской Федерации,55.7,37.6\n"
    path = write(tmp_path, "t.csv", rows.encode("windows-1251"))
    (finding,) = found_in(path, project)
    assert (finding.code, finding.location.line, finding.location.column) == ("I002", 2, 1)
    assert "--encoding cp1251" in finding.help
    plan = planned(path, project, Wishes(encoding="windows-1251"))
    assert plan.merged.places[0].entry["name"].startswith("Национальный центр")
    assert told(found_in(path, project, Wishes(encoding="no-such"))) == [("I002", 1, 1)]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_byte_order_marks_are_no_text(encoding, tmp_path, project) -> None:
    path = write(tmp_path, "t.csv", f"{HEAD}Форт,55.7,37.6\n".encode(encoding))
    assert planned(path, project).merged.places[0].entry["name"] == "Форт"


BOMB = '<!DOCTYPE kml [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;">]>'
OUTSIDE = '<!DOCTYPE kml [<!ENTITY c SYSTEM "file://{}">]>'


@pytest.mark.parametrize("root", ["kml", "gpx"])
def test_entities_are_never_resolved(root, tmp_path, project) -> None:
    secret = write(tmp_path, "secret.txt", "a secret")
    for doctype in (BOMB, OUTSIDE.format(secret)):
        inside = (
            "<Placemark><name>&c;</name></Placemark>"
            if root == "kml"
            else "<wpt lat='1' lon='2'><name>&c;</name></wpt>"
        )
        path = write(tmp_path, f"x.{root}", f"{doctype}\n<{root}>{inside}</{root}>")
        (finding,) = found_in(path, project)
        assert (finding.code, finding.location.line) == ("I010", 1)
        assert "secret" not in str(snapshot(project))


def test_a_document_type_elsewhere_is_never_fetched(tmp_path, project) -> None:
    path = write(tmp_path, "x.kml", '<!DOCTYPE kml SYSTEM "http://192.0.2.1/x.dtd">' + EXAMPLES["points.kml"])
    assert [one.code for one in found_in(path, project)] == ["I010"]  # the test's own guard sees every connection


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("x.kml", "<kml><Placemark><name>A</Placemark></kml>", "I003"),
        ("x.kml", "<kml><Placemark>", "I003"),
        ("x.kml", "<kml>" + "<Folder>" * 500, "I003"),
        ("x.kml", '<?xml version="1.0" encoding="no-such"?><kml></kml>', "I003"),
        ("x.xml", "<rss></rss>", "I001"),
        ("x.html", "<!doctype html><html><body>kml</body></html>", "I001"),
        ("x.geojson", '{"type": "FeatureCollection", "features": [', "I003"),
        ("x.geojson", '{"type": "FeatureCollection", "features": [{"type": "Feature", "id": NaN}]}', "I003"),
        ("x.geojson", "[" * 100_000, "I003"),
        ("x.json", '{"a": 1}', "I001"),
        ("x.csv", "", "I003"),
        ("x.csv", "\n\n\n", "I003"),
        ("x.csv", "just words\nand more words\n", "I003"),
        ("x.csv", "name,latitude,longitude\n" + '"' + "x" * 200_000, "I003"),
        ("x.csv", "name,latitude,longitude\n\0\n", "I002"),
        ("x.bin", bytes(range(256)), "I002"),
        ("x.kmz", b"PK\x03\x04" + b"\0" * 100, "I003"),
    ],
)
def test_broken_files_are_one_finding(name, content, code, tmp_path, project) -> None:
    path = write(tmp_path, name, content)
    assert [one.code for one in found_in(path, project)] == [code]
    result = run(path, project, "--yes")
    assert (result.exit_code, snapshot(project)) == (1, {})
    assert "Traceback" not in result.output


def zipped(*files):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return packed.getvalue()


def test_a_zip_bomb_is_not_unpacked_to_its_end(tmp_path, project) -> None:
    bomb = zipped(("doc.kml", b" " * (MAX_KML + 1_000_000)))
    assert len(bomb) < 1_000_000
    path = write(tmp_path, "x.kmz", bomb)
    assert [one.code for one in found_in(path, project)] == ["I004"]


@pytest.mark.parametrize("evil", ["../../evil.kml", "/etc/evil.kml", "a\\..\\..\\evil.kml", "C:\\evil.kml"])
def test_paths_that_lead_outside_are_refused(evil, tmp_path, project) -> None:
    path = write(tmp_path, "x.kmz", zipped(("doc.kml", EXAMPLES["points.kml"]), (evil, "x")))
    assert [one.code for one in found_in(path, project)] == ["I010"]
    assert snapshot(project) == {}


def test_a_spreadsheet_is_to_be_saved_as_csv(tmp_path, project) -> None:
    (finding,) = found_in(write(tmp_path, "x.xlsx", zipped(("xl/workbook.xml", "<workbook/>"))), project)
    assert (finding.code, finding.help) == ("I001", "save the sheet as CSV in UTF-8")


def test_a_gazetteer_that_cannot_be_written_is_said(tmp_path, project) -> None:
    write(project, "data", "this is no folder")
    result = run(write(tmp_path, "t.csv", f"{HEAD}A,1,2\n"), project, "--yes")
    assert result.exit_code == 1
    assert "cannot be written" in result.stderr
    assert snapshot(project) == {"data": b"this is no folder"}


def test_a_finding_in_every_row_is_told_a_few_times(tmp_path, project) -> None:
    path = write(tmp_path, "t.csv", HEAD + "".join(f"Place {n},0,0\n" for n in range(2000)))
    result = run(path, project, "--yes")
    assert result.stderr.count("warning I006") == 5
    assert "and 1,995 more I006" in result.stderr


def test_a_damaged_zip_file(tmp_path, project) -> None:
    whole = bytearray(zipped(("doc.kml", EXAMPLES["points.kml"] * 50)))
    whole[60:90] = bytes(30)
    assert [one.code for one in found_in(write(tmp_path, "x.kmz", bytes(whole)), project)] == ["I003"]


def test_a_link_to_another_file_is_not_followed(tmp_path, project) -> None:
    link = "<NetworkLink><Link><href>http://192.0.2.1/more.kml</href></Link></NetworkLink>"
    path = write(tmp_path, "x.kml", EXAMPLES["points.kml"].replace("<Placemark", f"{link}<Placemark"))
    assert [one.code for one in found_in(path, project)] == ["I007"]


def test_more_rows_than_the_limit_are_refused(tmp_path, project, monkeypatch) -> None:
    monkeypatch.setattr(table_module, "MAX_RECORDS", 10)
    rows = [f"Place {n},{n},{n}\n" for n in range(1, 12)]
    assert found_in(write(tmp_path, "t.csv", HEAD + "".join(rows[:10])), project) == []
    assert [one.code for one in found_in(write(tmp_path, "u.csv", HEAD + "".join(rows)), project)] == ["I004"]


def test_a_million_rows_are_refused(tmp_path, project) -> None:
    path = tmp_path / "t.csv"
    path.write_text(HEAD + "".join(f"Place {n},1,2\n" for n in range(1_000_000)))
    assert [one.code for one in found_in(path, project)] == ["I004"]


def test_a_file_of_ten_gigabytes_is_refused(tmp_path, project, monkeypatch) -> None:
    path = write(tmp_path, "t.csv", HEAD)
    os.truncate(path, 10_000_000_000)  # holes: it takes no room
    assert source_module.FILE.limit == 200_000_000
    assert [one.code for one in found_in(path, project)] == ["I004"]


def test_a_file_that_is_not_there(tmp_path, project) -> None:
    assert [one.code for one in found_in(tmp_path / "no.csv", project)] == ["Y001"]
    assert [one.code for one in found_in(tmp_path, project)] == ["Y001"]


def test_nothing_of_a_source_gets_out_of_a_comment_or_a_text(tmp_path, project) -> None:
    evil = "A\n  - id: evil\u2028reports: []\u0085x"
    path = write(tmp_path, "t.csv", f'title,lat,lon,status,place\n"{evil}",1,2,"{evil}","{evil}"\n')
    assert run(path, project, "--yes").exit_code == 0
    (file,) = (project / "data").iterdir()
    assert file.read_text().count("- id: ") == file.read_text().count("\n  - id: ") + file.read_text().count(
        "A - id: evil"
    )
    assert "evil" not in [line.strip() for line in file.read_text().splitlines()]


@given(
    content=st.one_of(
        st.binary(max_size=300),
        st.sampled_from(sorted(EXAMPLES.values())).flatmap(
            lambda text: st.tuples(st.integers(0, len(text)), st.integers(0, 40), st.text(max_size=8)).map(
                lambda cut: (text[: cut[0]] + cut[2] + text[cut[0] + cut[1] :]).encode(errors="replace")
            )
        ),
    )
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
def test_whatever_a_file_holds_there_is_a_plan_or_a_finding(content, tmp_path_factory) -> None:
    folder = tmp_path_factory.mktemp("fuzz")
    path = write(folder, "x.dat", content)
    for finding in found_in(path, folder / "project"):
        assert finding.location.line >= 1
        assert finding.location.column >= 1
