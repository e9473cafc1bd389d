"""An edit changes only the necessary lines, however the file is written."""

import re
from collections.abc import Mapping
from typing import Any

import pytest
import yaml
from hypothesis import assume, given
from hypothesis import strategies as st

from geomap.edit.yaml_edit import AppendEntry, EditError, SetValue, change_text
from geomap.findings import ProjectError
from geomap.read.yaml.nodes import read_yaml

NEW = {"id": "x", "name": "X: y", "coordinates": [1.0, 2.5]}
LINES = '  - id: x\n    name: "X: y"\n    coordinates: [1.0, 2.5]\n'
BREAK = re.compile(r"\r\n|\r|\n")


def inserted(text: str, section: str = "places", entry: Mapping[str, Any] = NEW) -> str:
    return change_text(text, "places.yaml", [AppendEntry(section, entry)])


def indented(dash: int, keys: int) -> str:
    first, *rest = (line[4:] for line in LINES.splitlines())
    return "\n".join([f"{' ' * dash}-".ljust(keys) + first, *(" " * keys + line for line in rest)]) + "\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", "places:\n" + LINES),
        ("# Nothing yet\n", "# Nothing yet\nplaces:\n" + LINES),
        ("--- # Nothing yet", "--- # Nothing yet\nplaces:\n" + LINES),
        ("places:", "places:\n" + LINES),
        ("places: # c\n  # - e\nx: 1\n", "places: # c\n  # - e\n" + LINES + "x: 1\n"),
        ("places: []  # none\nx: 1\n", "places:  # none\n" + LINES + "x: 1\n"),
        ("places: ~\n", "places:\n" + LINES),
        ("map: {title: A}", "map: {title: A}\n\nplaces:\n" + LINES),
        ("map:\n  title: A\n...\n# end\n", "map:\n  title: A\n\nplaces:\n" + LINES + "...\n# end\n"),
        ("map:\n  title: |+\n    A\n\n", "map:\n  title: |+\n    A\n\nplaces:\n" + LINES),
        ("  map: {title: A}\n", "  map: {title: A}\n\n  places:\n" + indented(4, 6)),
    ],
)
def test_a_missing_list_is_created(before, after) -> None:
    assert inserted(before) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("places:\n  - name:  'A'   # a\n\nx: 1\n", "places:\n  - name:  'A'   # a\n" + LINES + "\nx: 1\n"),
        ("places:\n  - name: A\n    # a\n# x\nx: 1\n", "places:\n  - name: A\n    # a\n" + LINES + "# x\nx: 1\n"),
        ("places:\n  - name: A\n\n  - name: B\nx: 1\n", "places:\n  - name: A\n\n  - name: B\n\n" + LINES + "x: 1\n"),
        ("places:\n  - note: |+\n      a\n\n\nx: 1\n", "places:\n  - note: |+\n      a\n\n\n" + LINES + "x: 1\n"),
        ("places:\n  - note: >\n      a\n\n\nx: 1\n", "places:\n  - note: >\n      a\n" + LINES + "\n\nx: 1\n"),
        ("places:\n- name: A", "places:\n- name: A\n" + indented(0, 2)),
        ("places: &p\n   -   name: A\n", "places: &p\n   -   name: A\n" + indented(3, 7)),
        (
            "places:\n  -\n    name: A\n    aliases:\n# x\n",
            "places:\n  -\n    name: A\n    aliases:\n" + LINES + "# x\n",
        ),
        ("a: &p A\nplaces:\n  - name: *p\n", "a: &p A\nplaces:\n  - name: *p\n" + LINES),
        ("? places\n: - name: A\n", "? places\n: - name: A\n" + LINES),
    ],
)
def test_an_entry_is_added_below_the_last_one_with_its_indentation(before, after) -> None:
    assert inserted(before) == after


ONE = '{"id": "x", "name": "X: y", "coordinates": [1.0, 2.5]}'


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("places: [{name: A}]\n", f"places: [{{name: A}}, {ONE}]\n"),
        ("places: [{name: A},]\n", f"places: [{{name: A}}, {ONE},]\n"),
        (
            "places: [\n  {name: A}, # a\n  {name: B} # b\n]\n",
            f"places: [\n  {{name: A}}, # a\n  {{name: B}}, # b\n  {ONE}\n]\n",
        ),
        ("places: [\n  {name: A}, # a\n]\n", f"places: [\n  {{name: A}}, # a\n  {ONE},\n]\n"),
        ('{"places": [{"name": "A"}]}', f'{{"places": [{{"name": "A"}}, {ONE}]}}'),
        ('{"map": {"title": "A"}}', f'{{"map": {{"title": "A"}}, "places": [{ONE}]}}'),
        ("{}", f'{{"places": [{ONE}]}}'),
        ("{places: null}", f"{{places: [{ONE}]}}"),
        ("{places: []}", f"{{places: [{ONE}]}}"),
    ],
)
def test_lists_in_brackets_stay_in_brackets(before, after) -> None:
    assert inserted(before) == after


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("a: &p [{name: A}]\nplaces: *p\n", "alias"),
        ("places: &p [{name: A}]\nb: *p\n", "another part of the file"),
        ("base: &b {places: [{name: A}]}\n<<: *b\n", "another part of the file"),
        ("~", "single value"),
        ("places: 3\n", "another part of the file"),
    ],
)
def test_a_file_without_a_place_for_the_entry_is_an_error(text, reason) -> None:
    with pytest.raises(EditError, match=reason):
        inserted(text)


def test_a_file_that_is_not_valid_yaml_is_an_error() -> None:
    with pytest.raises(ProjectError) as caught:
        inserted("places: [{name: A}\n")
    assert [finding.code for finding in caught.value.findings] == ["Y003"]


def test_evidence_is_added_to_its_report() -> None:
    first, second = "reports:\n  - title: A\n    # a\n\n", "  - title: B # b\n    evidence:\n      - article: c\n"
    text = f"{first}{second}        quote: d\n    date: 2023\n"
    quote = {"article": "n", "quote": "words"}
    assert change_text(text, "r.yaml", [SetValue(("reports", 0, "evidence", 0), quote)]) == text.replace(
        "    # a\n", "    # a\n    evidence:\n      - article: n\n        quote: words\n"
    )
    assert change_text(text, "r.yaml", [SetValue(("reports", 1, "evidence", 1), quote)]) == text.replace(
        "quote: d\n", "quote: d\n      - article: n\n        quote: words\n"
    )


# A gazetteer as people and programs write it: with comments, blank lines and any style of YAML.
SCALARS = st.sampled_from(["A", "'it''s'", '"a: b"', "Заречье", "é😀", "no", "12:30", "x#y", "[B, C]", "{b: 1}"])
COMMENT = st.sampled_from(["", "  # why", " #", "\t# tab", "   "])
OWN_LINES = st.lists(st.sampled_from(["", "   ", "# out", "  # in", "      # deep", "# - id: old"]), max_size=3)
TEXTS = st.sampled_from(
    [
        *("|\n{0}one\n{0}two", ">-\n{0}one\n\n{0}two", "|+\n{0}one\n\n{0}two\n\n", "|2-\n{0}one"),
        *("a\n{0}b\n{0}c", "'a\n\n{0}b'", "", "&n", "\n{0}- a\n{0}- b: c", "[a,\n{0}b]"),
    ]
)


@st.composite
def entries(draw, dash: int) -> list[str]:
    gap = draw(st.sampled_from([" ", "   "]))
    keys = dash + 1 + len(gap)
    lines: list[str] = []
    for _ in range(draw(st.integers(1, 3))):
        lines.append(f"{' ' * dash}-{gap}name: {draw(SCALARS)}{draw(COMMENT)}")
        lines += [f"{' ' * keys}key{at}: {draw(SCALARS)}{draw(COMMENT)}" for at in range(draw(st.integers(0, 2)))]
        if draw(st.booleans()):
            lines += f"{' ' * keys}note: {draw(TEXTS).format(' ' * (keys + 2))}".split("\n")
        lines += draw(OWN_LINES)
    return lines


@st.composite
def sections(draw, key: str, base: int) -> tuple[str, list[str]]:
    kind = draw(st.sampled_from(["lines", "lines", "lines", "brackets", "open brackets", "empty", "null", "none"]))
    lead = " " * base
    if kind == "lines":
        tag = draw(st.sampled_from(["", "", " &all", " !!seq"]))
        begin = [f"{lead}{key}:{tag}{draw(COMMENT)}", *draw(OWN_LINES)]
        return kind, begin + draw(entries(base + draw(st.integers(0, 4))))
    if kind == "none":
        return kind, []
    inside = {
        "brackets": "[{name: A, b: [1, 2]}, {name: B}]",
        "open brackets": "[\n  {name: A}, # one\n  {name: B,\n     b: c} # two\n  # 3\n  ]".replace("\n", f"\n{lead}"),
        "empty": "[ ]",
        "null": draw(st.sampled_from(["", "~", "null"])),
    }[kind]
    return kind, f"{lead}{key}: {inside}{draw(COMMENT)}".split("\n")


@st.composite
def gazetteers(draw) -> tuple[str, dict[str, str]]:
    """A text, and the style of each of its two lists."""
    base = draw(st.sampled_from([0, 0, 0, 2]))
    lines = draw(st.sampled_from([[], ["# head"], ["---"], ["# head", "--- # of it"], ["%YAML 1.2", "---"]]))
    lines = [*lines, *draw(OWN_LINES)]
    kinds = {}
    for key in draw(st.permutations(["places", "reports", "map"])):
        if key == "map":
            lines += [" " * base + "map: {title: A}"]
        else:
            kinds[key], section = draw(sections(key, base))
            lines += section
        lines += draw(OWN_LINES)
    lines += draw(st.sampled_from([[], [], ["..."], ["...", "# after"]]))
    text = "\n".join(lines) + draw(st.sampled_from(["", "\n", "\n\n"]))
    return text.replace("\n", draw(st.sampled_from(["\n", "\n", "\r\n", "\r"]))), kinds


@st.composite
def new_entries(draw) -> dict[str, Any]:
    entry: dict[str, Any] = {"id": "x", "name": draw(st.sampled_from(["A: b", "no", "a long name " * 20 + "end"]))}
    if draw(st.booleans()):
        entry |= {"coordinates": [1.5, -2.0], "aliases": ["A", "12:30"], "same_as": {"geonames": 1}}
    if draw(st.booleans()):
        entry |= {"evidence": [{"article": "a", "quote": "It's “so”", "prefix": "- "}]}
    return entry


def comparable(value: Any) -> Any:
    """The value; texts without the line break that the last line of a file may lack."""
    if isinstance(value, dict):
        return {key: comparable(each) for key, each in value.items()}
    if isinstance(value, list):
        return [comparable(each) for each in value]
    return value.rstrip("\n") if isinstance(value, str) else value


CHANGED = {"lines": 0, "none": 0, "brackets": 1, "open brackets": 1, "empty": 1, "null": 1}
"""The number of lines that change: brackets or a null are removed, or a comma is added."""


@given(gazetteers(), st.sampled_from(["places", "reports"]), new_entries())
def test_an_edit_changes_only_the_necessary_lines(gazetteer, key, entry) -> None:
    text, kinds = gazetteer
    before = read_yaml(text, "f")
    assume(not before.findings)  # a comment or a tab in a wrong place
    edited = inserted(text, key, entry)
    value = {**before.value, key: [*(before.value.get(key) or []), entry]}
    assert comparable(read_yaml(edited, "f").value) == comparable(value)
    assert lines_gone(text, edited) <= CHANGED[kinds[key]]
    assert set(BREAK.findall(edited)) <= (set(BREAK.findall(text)) or {"\n"})


def lines_gone(old: str, new: str) -> int:
    """The number of lines of the old text that are not in the new one, in order and with their line breaks."""
    before, after = (re.findall(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z", text) for text in (old, new))
    if before and not BREAK.search(before[-1]) and before[-1] != after[-1]:  # the last line gets a line break
        before[-1] += (BREAK.findall(old) or ["\n"])[-1]
    common = [0] * (len(after) + 1)  # length of the longest common subsequence
    for line in before:
        last = 0
        for at, other in enumerate(after, 1):
            last, common[at] = common[at], last + 1 if line == other else max(common[at], common[at - 1])
    return len(before) - common[-1]


DATA = st.recursive(
    st.none() | st.booleans() | st.integers(-10, 10**6) | st.text("ab: #-'\"\n[]{}é😀&*!|>%@`,", max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("abc", min_size=1), inner, max_size=3),
    max_leaves=6,
)


@given(
    st.lists(st.dictionaries(st.sampled_from("abcd"), DATA, min_size=1), max_size=3),
    st.sampled_from([None, True, False]),
    st.integers(2, 6),
    st.integers(20, 100),
    st.booleans(),
)
def test_entries_can_be_added_to_yaml_of_other_programs(places, flow, indent, width, explicit) -> None:
    text = yaml.dump(
        {"a": 1, "places": places, "z": [1]},
        default_flow_style=flow,
        indent=indent,
        width=width,
        allow_unicode=True,
        explicit_start=explicit,
        explicit_end=explicit,
        sort_keys=False,
    )
    before = read_yaml(text, "f")
    assume(not before.findings)  # a tag, or a control character
    edited = inserted(text)
    value = {**before.value, "places": [*before.value["places"], NEW]}
    assert comparable(read_yaml(edited, "f").value) == comparable(value)
    assert lines_gone(text, edited) <= (0 if places and flow is not True else 1)


@given(st.text(max_size=300), st.text(max_size=300))
def test_every_value_is_read_back_unchanged(one, other) -> None:
    text = "places:\n  - name: A\n"
    try:
        edited = inserted(text, entry={"name": one, "note": other})
    except EditError:  # a character that YAML does not allow
        assert not (one + other).isprintable()
        return
    name, note = (read_yaml(edited, "f").value["places"][1][key] for key in ("name", "note"))
    assert (name.rstrip("\r\n"), note.rstrip("\r\n")) == (one.rstrip("\r\n"), other.rstrip("\r\n"))
