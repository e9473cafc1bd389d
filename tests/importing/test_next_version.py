"""``geomap import`` of the next version of a file: only what its author changed is changed, and the editor decides."""

from hypothesis import given
from hypothesis import strategies as st
from imports import import_file, run_import, snapshot, write

from geomap.edit.yaml_edit import SetValue, change_text
from geomap.importing.rows import row_key
from geomap.read.yaml.nodes import read_yaml

FIRST = "id,title,date,lat,lon,notes\n7,Boat,2024-05-01,1,2,Grey\n8,Crane,2024-05-02,3,4,Tall\n"


def edit(project, old, new):
    """What the editor changes in the imported file."""
    (path,) = (project / "data").glob("imported-*.yaml")
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_rows_are_recognised_after_the_editor_changed_their_entries(tmp_path, project) -> None:
    import_file(write(tmp_path, "v1.csv", FIRST), project)
    edit(project, "title: Boat", "title: A grey boat")
    edit(project, "id: v1-8", "id: crane")
    before = snapshot(project)
    result = run_import(write(tmp_path, "v2.csv", FIRST), project, "--yes")
    assert "Nothing new." in result.stdout
    assert snapshot(project) == before


def test_rows_without_an_id_are_recognised_too(tmp_path, project) -> None:
    first = FIRST.replace("id,", "nr,").replace("\n7,", "\n,").replace("\n8,", "\n,")
    import_file(write(tmp_path, "v1.csv", first), project)
    edit(project, "title: Boat", "title: A grey boat")
    result = run_import(write(tmp_path, "v2.csv", first.replace("Tall", "Very tall")), project, "--yes")
    assert "~ report crane: description: Tall → Very tall" in result.stdout
    _, reports = import_file(write(tmp_path, "v3.csv", "title,date,lat,lon\nShed,2024-05-03,1,2\n"), project)
    assert {report.title: report.description for report in reports.values()} == {
        "A grey boat": "Grey",
        "Crane": "Very tall",
        "Shed": None,
    }


def test_what_the_author_changed_is_updated_and_what_both_changed_is_shown(tmp_path, project) -> None:
    import_file(write(tmp_path, "v1.csv", FIRST), project)
    edit(project, "description: Grey", "description: Grey, about 20 m")
    second = FIRST.replace("Grey", "Green").replace("2024-05-02", "2024-05-12").replace("Tall", "")
    path = write(tmp_path, "v2.csv", second)
    before = snapshot(project)
    preview = run_import(path, project, "--dry-run").stdout
    assert snapshot(project) == before
    assert "~ report v1-8: date: 2024-05-02 → 2024-05-12" in preview
    assert "~ report v1-7: description: Green in the source; not changed" in preview
    _, reports = import_file(path, project)
    assert reports["v1-8"].date.edtf == "2024-05-12"
    assert reports["v1-7"].description == "Grey, about 20 m"
    assert reports["v1-8"].description == "Tall"  # a value that was removed is only shown
    after = snapshot(project)
    assert run_import(path, project, "--yes").exit_code == 0
    assert snapshot(project) == after


def test_an_updated_row_can_be_updated_again(tmp_path, project) -> None:
    import_file(write(tmp_path, "v1.csv", FIRST), project)
    for number, note in enumerate(["Green", "Blue", 'Red: "new" #1']):
        _, reports = import_file(
            write(tmp_path, f"n{number}.csv", FIRST.replace("Grey", note.replace('"', "'"))), project
        )
        assert reports["v1-7"].description == note.replace('"', "'")


def test_places_are_updated(tmp_path, project) -> None:
    import_file(write(tmp_path, "v1.csv", "id,name,lat,lon,notes\na,Pier,1,2,Old\n"), project)
    places, _ = import_file(write(tmp_path, "v2.csv", "id,name,lat,lon,notes\na,Pier,1.5,2,Old\n"), project)
    assert {key: place.coordinates for key, place in places.items()} == {"a": (1.5, 2)}


def test_the_same_id_in_another_file_is_another_row(tmp_path, project) -> None:
    import_file(write(tmp_path, "v1.csv", FIRST), project)
    _, reports = import_file(write(tmp_path, "w.csv", "id,title,date,lat,lon\n7,Tank,2020-01-01,50,60\n"), project)
    assert {report.title for report in reports.values()} == {"Boat", "Crane", "Tank"}
    path = write(tmp_path, "w2.csv", "id,title,date,lat,lon,notes\n7,Tank,2020-01-01,50,60,Green\n")
    _, reports = import_file(path, project)
    assert {report.title: report.description for report in reports.values()} == {
        "Boat": "Grey",
        "Crane": "Tall",
        "Tank": "Green",
    }


YAML = """# top
reports:
  # a comment
  - id: a
    title: One   # here
    date: 2024

  - id: b
    note: >-
      x
      y
"""


def test_values_are_set_and_other_lines_kept() -> None:
    steps = [
        SetValue(("reports", 0, "title"), "Two: 2"),
        SetValue(("reports", 0, "system"), "S"),
        SetValue(("reports", 1, "note"), "z"),
    ]
    assert change_text(YAML, "a.yaml", steps) == (
        '# top\nreports:\n  # a comment\n  - id: a\n    title: "Two: 2"   # here\n    system: S\n    date: 2024\n\n'
        "  - id: b\n    note: z\n"
    )


@given(
    st.dictionaries(
        st.sampled_from(["title", "date", "system"]), st.text(st.characters(exclude_categories=["C"]), min_size=1)
    )
)
def test_any_text_can_be_set(values) -> None:
    text = change_text(YAML, "a.yaml", [SetValue(("reports", 0, key), value) for key, value in values.items()])
    assert read_yaml(text, "a.yaml").value["reports"][0] == {"id": "a", "title": "One", "date": 2024} | values


@given(st.text())
def test_any_id_is_one_word_of_a_comment(text) -> None:
    key = row_key({"id": text})
    assert key
    assert not any(character.isspace() for character in key)
