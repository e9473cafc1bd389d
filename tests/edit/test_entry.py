"""New entries: ids, new findings, and evidence for existing reports."""

import pytest

from geomap.edit.changes import EntryId, Set, change_project
from geomap.edit.entry import InvalidValueError, new_findings, open_workspace, unused_id
from geomap.findings import Finding, Location


def test_findings_on_moved_lines_are_not_new() -> None:
    def finding(line: int, message: str) -> Finding:
        return Finding(Location("data/p.yaml", line), "G006", message)

    before = [finding(4, "first in data/p.yaml:2"), finding(9, "b")]
    after = [finding(7, "first in data/p.yaml:5"), finding(12, "b"), finding(14, "b")]
    assert new_findings(before, after) == [finding(14, "b")]


@pytest.mark.parametrize(
    ("before", "after", "is_new"),
    [
        ("place a is 7,310 km from the centre", "place a is 998 km from the centre", False),
        ("it has 1 of 2 articles that", "it has 0 of 2 articles that", False),
        ("a name of 2 places (3 times in 2 articles)", "a name of 2 places (12 times in 5 articles)", False),
        ("2023-01-21 is after 2023-01-20", "2023-01-22 is after 2023-01-20", True),
        ('the quote "an S-300"', 'the quote "an S-400"', True),
    ],
)
def test_findings_with_another_count_or_distance_are_not_new(before, after, is_new) -> None:
    old, new = (Finding(Location("data/p.yaml", 3), "C011", message) for message in (before, after))
    assert new_findings([old], [new]) == [new] * is_new
    assert new_findings([old], [new, new]) == [new] * (1 + is_new)


def test_an_id_that_is_taken_gets_a_number(make_project) -> None:
    root = make_project(
        {"data/p.yaml": "places: [{name: A b, coordinates: [1, 2]}, {id: a-b-2, name: C, coordinates: [1, 3]}]"}
    )
    assert unused_id(open_workspace(root).ids("place"), "A  b!") == "a-b-3"
    assert unused_id(open_workspace(root).ids("report"), "A b") == "a-b"


def test_evidence_for_a_report_that_was_removed_in_between_is_refused(make_project) -> None:
    rest = "status: refuted, status_reason: S}\n"
    reports = f"reports:\n  - {{title: A, {rest}  - {{title: B, {rest}"
    root = make_project({"data/p.yaml": reports})
    workspace = open_workspace(root)
    (root / "data" / "p.yaml").write_text(reports.replace("title: A", "title: C"), encoding="utf-8")
    quote = {"article": "a", "quote": "q"}
    with pytest.raises(InvalidValueError):
        change_project(workspace, [Set(EntryId("report", "a"), ("evidence", 0), quote)])
    change = change_project(workspace, [Set(EntryId("report", "b"), ("evidence", 0), quote)])
    assert change.files[0].first_line == 3
