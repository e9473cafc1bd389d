"""A warning that is accepted in the editor gets a comment that accepts it, and nothing else changes."""

import pytest

import geomap
from geomap.edit.entry import InvalidValueError, open_workspace
from geomap.edit.ignore import ignoring
from geomap.edit.saving import save_files
from geomap.read.yaml.nodes import read_yaml

REASON = "known from \n a second visit"
STYLES = {
    "the end of the line": ("  - name: Fort\n    coordinates: [1, 2]\n", "  - name: Fort  # geomap"),
    "above a line with a comment": ("  # old\n  - name: Fort # stone\n    coordinates: [1, 2]\n", "  # geomap"),
    "above a line with a number sign": ('  - name: "Fort #2"\n    coordinates: [1, 2]\n', "  # geomap"),
    "the end of a flow mapping": ("  - {name: Fort, coordinates: [1, 2]}\n", "[1, 2]}  # geomap"),
    "a flow mapping of several lines": ("  - {\n      name: Fort,\n      coordinates: [1, 2]\n    }\n", "# geomap"),
    "a value of several lines": ("  - name: Fort\n      on the hill\n    coordinates: [1, 2]\n", "  # geomap"),
    "a block scalar": ("  - name: >-\n      Fort\n    coordinates: [1, 2]\n", ">-  # geomap"),
    "other line endings": ("  - name: Fort\r\n    coordinates: [1, 2]\r\n", "Fort  # geomap"),
}


@pytest.mark.parametrize("style", STYLES)
def test_an_accepted_warning_is_accepted_and_no_value_changes(style, make_project) -> None:
    places, where = STYLES[style]
    written = f"map: {{title: T}}\nplaces:\n{places}"
    root = make_project({"data/locations.yaml": written})
    file = root / "data" / "locations.yaml"
    (finding,) = [each for each in geomap.check(root).findings if each.code == "L002"]
    change = ignoring(open_workspace(root), finding.location.file, finding.location.line, "L002", REASON)
    save_files(change.files)
    text = file.read_bytes().decode()
    assert where in text
    assert read_yaml(text, "").value == read_yaml(written, "").value
    checked = geomap.check(root)
    assert "L002" not in {each.code for each in checked.findings}
    assert [each.reason for each in checked.accepted if each.finding.code == "L002"] == ["known from a second visit"]
    assert text.count("\r\n") == places.count("\r\n") + ("\r\n" in where)


def test_a_warning_in_front_matter_is_accepted_there(make_project) -> None:
    article = "---\ntitle: A tent\nlink: {Mill: fort}\n---\n\nA tent.\n"
    root = make_project({"data/locations.yaml": "places: [{name: Fort, coordinates: [1, 2]}]\n", "seeds/a.md": article})
    (finding,) = [each for each in geomap.check(root).findings if each.code == "L004"]
    save_files(ignoring(open_workspace(root), finding.location.file, finding.location.line, "L004", REASON).files)
    text = (root / "seeds" / "a.md").read_text(encoding="utf-8")
    assert text == article.replace("fort}", "fort}  # geomap: ignore[L004] known from a second visit")
    assert "L004" not in {each.code for each in geomap.check(root).findings}


@pytest.mark.parametrize(("name", "reason"), [("data/locations.yaml", " "), ("../locations.yaml", "known")])
def test_without_a_reason_or_outside_the_project_nothing_is_accepted(name, reason, make_project) -> None:
    root = make_project({"data/locations.yaml": "places: [{name: Fort, coordinates: [1, 2]}]\n"})
    with pytest.raises(InvalidValueError):
        ignoring(open_workspace(root), name, 1, "L002", reason)
