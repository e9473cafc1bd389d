"""Imports fill the map's own fields and tags; what a field does not accept stays a comment."""

import pytest
from imports import EXAMPLES, import_file, plan, run_import, write

import geomap

MAP = """
map:
  fields:
    event_type: {type: choice, values: [Battles, Strategic developments]}
    credibility: {type: choice, label: How credible, values: {"1": Confirmed, "2": Probably true}}
    length: {type: number}
    seen: {type: date}
    post: {type: link}
"""


@pytest.fixture
def project(tmp_path):
    write(tmp_path, "project/data/map.yaml", MAP)
    return tmp_path / "project"


def test_columns_of_declared_fields_are_imported_whatever_else_is_read_from_them(tmp_path, project) -> None:
    _, reports = import_file(write(tmp_path, "acled.csv", EXAMPLES["acled.csv"]), project)
    assert [report.fields for report in reports.values()] == [{"event_type": "Strategic developments"}] * 2
    assert {report.title for report in reports.values()} == {"Other, Moscow"}


def test_columns_are_found_by_the_label_and_choices_by_theirs(tmp_path, project) -> None:
    table = 'title,lat,lon,How credible,LENGTH,Seen,tags\nMast,1,2,probably TRUE,"1,5",3 May 2023,"night, roof"\n'
    _, reports = import_file(write(tmp_path, "a.csv", table), project)
    (report,) = reports.values()
    assert report.fields == {"credibility": "2", "length": 1.5, "seen": "2023-05-03"}
    assert report.tags == ("night", "roof")


def test_a_value_that_a_field_does_not_accept_is_a_warning_and_a_comment(tmp_path, project) -> None:
    table = "title,lat,lon,event_type,length,post\nMast,1,2,Riots,tall,javascript:alert(1)\n"
    made = plan(write(tmp_path, "a.csv", table), project)
    assert [finding.code for finding in made.findings] == ["I014"] * 3
    assert all(f"# {line}" in made.text for line in ("event_type: Riots", "length: tall", "post: javascript:alert(1)"))
    assert "fields:" not in made.text


def test_without_a_declaration_the_preview_suggests_one(tmp_path) -> None:
    (tmp_path / "empty").mkdir()
    table = (
        "title,lat,lon,Event kind,height,one\nA,1,2,Battle,12.5,x\nB,3,4,Strike,3,\nC,5,6,Battle,4,\nD,7,8,Strike,5,\n"
    )
    path = write(tmp_path, "a.csv", table)
    output = run_import(path, tmp_path / "empty", "--dry-run").stdout
    assert "Event_kind: {type: choice, values: [Battle, Strike]}" in output
    assert "height: {type: number}" in output
    assert "one:" not in output
    declared = "map:\n  fields:\n    Event_kind: {type: choice, values: [Battle, Strike]}\n    height: {type: number}\n"
    write(tmp_path, "declared/data/map.yaml", declared)
    _, reports = import_file(path, tmp_path / "declared")
    assert {report.title: report.fields["height"] for report in reports.values()} == {"A": 12.5, "B": 3, "C": 4, "D": 5}


def test_the_next_version_of_a_file_updates_fields_and_tags(tmp_path, project) -> None:
    table = "id,title,lat,lon,length,tags\n7,Mast,1,2,12,night\n"
    import_file(write(tmp_path, "v1.csv", table), project)
    result = run_import(write(tmp_path, "v2.csv", table.replace("12,night", "13,day;roof")), project, "--yes")
    assert result.exit_code == 0, result.output
    text = next((project / "data").glob("imported-*.yaml")).read_text(encoding="utf-8")
    assert "fields: {length: 13}" in text
    assert 'tags: ["day", "roof"]' in text
    again = run_import(write(tmp_path, "v3.csv", table.replace("12,night", "13,day;roof")), project, "--yes")
    assert "Nothing new." in again.stdout


def test_tags_that_are_a_mapping_or_have_a_bar_stay_comments(tmp_path, project) -> None:
    feature = '{"type": "Feature", "geometry": {"type": "Point", "coordinates": [1, 2]}, "properties": %s}'
    properties = (
        '{"title": "A", "date": "2023", "tags": {"k": "v"}}',
        '{"title": "B", "date": "2023", "tags": ["a|b"]}',
    )
    content = f'{{"type": "FeatureCollection", "features": [{", ".join(feature % each for each in properties)}]}}'
    made = plan(write(tmp_path, "a.geojson", content), project)
    assert '# tags: {"k": "v"}' in made.text
    assert '# tags: ["a|b"]' in made.text


TABLE = "title,lat,lon,Event kind,height\nA,1,2,Battle,12.5\nB,3,4,Strike,3\nC,5,6,Battle,4\nD,7,8,Strike,5\n"


@pytest.mark.parametrize(
    ("before", "file"),
    [
        ("", "imported-a.yaml"),
        ("map:\n  title: Mine  # kept\n", "map.yaml"),
        ("map:\n  title: Mine\n  fields:\n    unit: {type: text}\n", "map.yaml"),
    ],
)
def test_an_import_can_declare_the_fields_that_it_fills(tmp_path, before, file) -> None:
    folder = tmp_path / "project"
    folder.mkdir()
    if before:
        write(folder, "data/map.yaml", before)
    path = write(tmp_path, "a.csv", TABLE)
    result = run_import(path, folder, "--yes", "--field", "event KIND", "--field", "height")
    assert result.exit_code == 0, result.output
    atlas = geomap.load(folder)
    assert (folder / "data" / file).read_text(encoding="utf-8").startswith(before or "# Imported")
    assert list(atlas.info.fields) == [*(["unit"] if "unit" in before else []), "Event_kind", "height"]
    assert list(atlas.info.fields["Event_kind"].values) == ["Battle", "Strike"]
    assert [report.fields["height"] for report in atlas.reports] == [12.5, 3, 4, 5]
    assert "# Event kind" not in next((folder / "data").glob("imported-*")).read_text(encoding="utf-8")


def test_a_column_that_does_not_exist_is_an_error_with_the_nearest_name(tmp_path) -> None:
    (tmp_path / "project").mkdir()
    result = run_import(write(tmp_path, "a.csv", TABLE), tmp_path / "project", "--yes", "--field", "heigth")
    assert result.exit_code == 1
    assert 'did you mean "height"?' in result.output
    assert not (tmp_path / "project" / "data").exists()
