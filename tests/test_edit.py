"""An edit changes only the lines it must, whatever the file looks like."""

import re

import pytest

from geomap.author.edit import with_entry
from geomap.author.merge import New

NEW = {"id": "x", "name": "X: y", "coordinates": [1.0, 2.5]}
LINES = '  - id: x\n    name: "X: y"\n    coordinates: [1.0, 2.5]\n'


def added(text: str, path=("places",), entry=NEW) -> str:
    return with_entry(text, "places.yaml", path, New(entry, [])).text


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", "places:\n" + LINES),
        ("# Nothing yet\n", "# Nothing yet\nplaces:\n" + LINES),
        ("places:", "places:\n" + LINES),
        ("places: # c\n  # - e\nx: 1\n", "places: # c\n  # - e\n" + LINES + "x: 1\n"),
        ("places: []  # none\nx: 1\n", "places:  # none\n" + LINES + "x: 1\n"),
        ("places: ~\n", "places:\n" + LINES),
        ("map: {title: A}", "map: {title: A}\n\nplaces:\n" + LINES),
        ("map:\n  title: A\n...\n# end\n", "map:\n  title: A\n\nplaces:\n" + LINES + "...\n# end\n"),
    ],
)
def test_a_list_that_is_not_there_yet_is_made(before, after) -> None:
    assert added(before) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("places:\n  - name:  'A'   # a\n\nx: 1\n", "places:\n  - name:  'A'   # a\n" + LINES + "\nx: 1\n"),
        (
            "places:\n  - name: A\n    # of A\n# of x\nx: 1\n",
            "places:\n  - name: A\n    # of A\n" + LINES + "# of x\nx: 1\n",
        ),
        ("places:\n  - name: A\n\n  - name: B\nx: 1\n", "places:\n  - name: A\n\n  - name: B\n\n" + LINES + "x: 1\n"),
        ("places:\n  - note: |+\n      a\n\n\nx: 1\n", "places:\n  - note: |+\n      a\n\n\n" + LINES + "x: 1\n"),
        ("places:\n  - note: >\n      a\n\n\nx: 1\n", "places:\n  - note: >\n      a\n" + LINES + "\n\nx: 1\n"),
        ("places:\n- name: A", "places:\n- name: A\n" + re.sub("^  ", "", LINES, flags=re.MULTILINE)),
        (
            "places: &p\n   -   name: A\n",
            "places: &p\n   -   name: A\n"
            + LINES.replace("  - ", "   -   ").replace("    ", "       ", 3).replace("   -          ", "   -   "),
        ),
    ],
)
def test_an_entry_goes_below_the_last_and_is_indented_like_it(before, after) -> None:
    assert added(before) == after
