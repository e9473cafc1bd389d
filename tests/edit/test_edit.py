"""An edit changes only the lines it must, however the file is written."""

import codecs
import re
from collections.abc import Mapping, Sequence
from typing import Any

import pytest
import yaml
from hypothesis import assume, given
from hypothesis import strategies as st

from geomap.edit.entry import evidence_addition, free_id, new_findings, open_desk
from geomap.edit.saving import open_file, save
from geomap.edit.yaml_edit import Edit, EditError, with_entry
from geomap.findings import Finding, Location
from geomap.importing.merge import New
from geomap.read.yaml.nodes import read_yaml

NEW = {"id": "x", "name": "X: y", "coordinates": [1.0, 2.5]}
LINES = '  - id: x\n    name: "X: y"\n    coordinates: [1.0, 2.5]\n'
BREAK = re.compile(r"\r\n|\r|\n")


def added(text: str, path: Sequence[str | int] = ("places",), entry: Mapping[str, Any] = NEW) -> Edit:
    return with_entry(text, "places.yaml", path, New(dict(entry), []))


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
def test_a_list_that_is_not_there_yet_is_made(before, after) -> None:
    assert added(before).text == after


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
def test_an_entry_goes_below_the_last_and_is_indented_like_it(before, after) -> None:
    assert added(before).text == after


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
def test_brackets_stay_brackets(before, after) -> None:
    assert added(before).text == after


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("a: &p [{name: A}]\nplaces: *p\n", "it is an alias"),
        ("places: &p [{name: A}]\nb: *p\n", "another part of the file would change"),
        ("base: &b {places: [{name: A}]}\n<<: *b\n", "another part of the file would change"),
        ("~", "the file is a single word"),
        ("places: [{name: A}\n", "not closed"),
        ("places: 3\n", "another part"),
    ],
)
def test_what_cannot_be_added_to_is_said(text, why) -> None:
    with pytest.raises(EditError) as refused:
        added(text)
    assert why in refused.value.findings[0].message


def test_evidence_goes_into_its_report() -> None:
    first, second = "reports:\n  - title: A\n    # a\n\n", "  - title: B # b\n    evidence:\n      - article: c\n"
    text = f"{first}{second}        quote: d\n    date: 2023\n"
    quote = {"article": "n", "quote": "words"}
    assert added(text, ("reports", 0, "evidence"), quote).text == text.replace(
        "    # a\n", "    # a\n    evidence:\n      - article: n\n        quote: words\n"
    )
    edited = added(text, ("reports", 1, "evidence"), quote)
    assert edited.text == text.replace("quote: d\n", "quote: d\n      - article: n\n        quote: words\n")
    assert edited.line == 9


# A gazetteer in any usual handwriting: what a person, or a program, may have written around the entries.
WORDS = st.sampled_from(["A", "'it''s'", '"a: b"', "Заречье", "é😀", "no", "12:30", "x#y", "[B, C]", "{b: 1}"])
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
        lines.append(f"{' ' * dash}-{gap}name: {draw(WORDS)}{draw(COMMENT)}")
        lines += [f"{' ' * keys}key{at}: {draw(WORDS)}{draw(COMMENT)}" for at in range(draw(st.integers(0, 2)))]
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
    """A text, and of its two lists how each is written."""
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


def settled(value: Any) -> Any:
    """The value, its texts without the line break that a file without a last one leaves out."""
    if isinstance(value, dict):
        return {key: settled(each) for key, each in value.items()}
    if isinstance(value, list):
        return [settled(each) for each in value]
    return value.rstrip("\n") if isinstance(value, str) else value


CHANGED = {"lines": 0, "none": 0, "brackets": 1, "open brackets": 1, "empty": 1, "null": 1}
"""Lines that are others afterwards: where brackets or a word have to go, or a comma has to come."""


@given(gazetteers(), st.sampled_from(["places", "reports"]), new_entries())
def test_an_edit_changes_only_the_lines_it_must(gazetteer, key, entry) -> None:
    text, kinds = gazetteer
    before = read_yaml(text, "f")
    assume(not before.findings)  # a comment or a tab where none may stand
    edited = added(text, (key,), entry)
    value = {**before.value, key: [*(before.value.get(key) or []), entry]}
    assert settled(read_yaml(edited.text, "f").value) == settled(value)
    assert lines_gone(text, edited.text) <= CHANGED[kinds[key]]
    assert '"x"' in (line := BREAK.split(edited.text)[edited.line - 1]) or "id: x" in line
    assert set(BREAK.findall(edited.text)) <= (set(BREAK.findall(text)) or {"\n"})


def lines_gone(old: str, new: str) -> int:
    """How many lines of the old text are not in the new one, in their order and with their ends."""
    before, after = (re.findall(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z", text) for text in (old, new))
    if before and not BREAK.search(before[-1]) and before[-1] != after[-1]:  # an end comes to it, with what follows
        before[-1] += (BREAK.findall(old) or ["\n"])[-1]
    common = [0] * (len(after) + 1)  # the longest sequence of lines that both have
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
def test_what_other_programs_write_can_be_added_to(places, flow, indent, width, explicit) -> None:
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
    edited = added(text)
    value = {**before.value, "places": [*before.value["places"], NEW]}
    assert settled(read_yaml(edited.text, "f").value) == settled(value)
    assert lines_gone(text, edited.text) <= (0 if places and flow is not True else 1)


@given(st.text(max_size=300), st.text(max_size=300))
def test_any_value_comes_back(one, other) -> None:
    text = "places:\n  - name: A\n"
    try:
        edited = added(text, entry={"name": one, "note": other})
    except EditError:  # a character that no YAML holds
        assert not (one + other).isprintable()
        return
    name, note = (read_yaml(edited.text, "f").value["places"][1][key] for key in ("name", "note"))
    assert (name.rstrip("\r\n"), note.rstrip("\r\n")) == (one.rstrip("\r\n"), other.rstrip("\r\n"))


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (b"", "utf-8"),
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ],
)
def test_a_file_keeps_its_encoding_and_its_line_ends(tmp_path, mark, encoding) -> None:
    text = "places:\r\n  - name: Заречье\r\n"
    file = tmp_path / "data" / "p.yaml"
    file.parent.mkdir()
    file.write_bytes(mark + text.encode(encoding))
    opened = open_file(file, tmp_path)
    save(opened, added(opened.text).text)
    assert file.read_bytes() == mark + (text + LINES.replace("\n", "\r\n")).encode(encoding)


def test_the_file_keeps_its_mode_and_a_link_stays_a_link(tmp_path) -> None:
    real, link = tmp_path / "kept" / "real.yaml", tmp_path / "data" / "p.yaml"
    for path in (real, link):
        path.parent.mkdir()
    real.write_text("places: []\n")
    real.chmod(0o640)
    link.symlink_to(real)
    opened = open_file(link, tmp_path)
    save(opened, added(opened.text).text)
    assert link.is_symlink()
    assert real.stat().st_mode & 0o777 == 0o640
    assert real.read_text() == "places:\n" + LINES
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["data", "kept", "p.yaml", "real.yaml"]


def test_a_file_outside_the_project_is_left_alone(tmp_path) -> None:
    outside, link = tmp_path / "outside.yaml", tmp_path / "project" / "data" / "p.yaml"
    outside.write_text("places: []\n")
    link.parent.mkdir(parents=True)
    link.symlink_to(outside)
    with pytest.raises(EditError) as refused:
        open_file(link, tmp_path / "project")
    assert refused.value.findings[0].code == "A005"


@pytest.mark.parametrize("there", [True, False])
def test_what_somebody_else_wrote_meanwhile_is_not_lost(tmp_path, there) -> None:
    file = tmp_path / "p.yaml"
    if there:
        file.write_text("places: []\n")
    opened = open_file(file, tmp_path)
    file.write_text("places: [] # mine\n")
    with pytest.raises(EditError) as refused:
        save(opened, "places:\n" + LINES)
    assert refused.value.findings[0].code == "W002"
    assert file.read_text() == "places: [] # mine\n"


def test_a_file_that_was_deleted_meanwhile_is_not_made_again(tmp_path) -> None:
    file = tmp_path / "p.yaml"
    file.write_text("places: []\n")
    opened = open_file(file, tmp_path)
    file.unlink()
    with pytest.raises(EditError, match="W002"):
        save(opened, "places:\n" + LINES)
    assert not file.exists()


def test_of_many_at_once_each_is_written_or_refused(tmp_path) -> None:
    from concurrent.futures import ThreadPoolExecutor

    file = tmp_path / "p.yaml"
    file.write_text("places: []\n")

    def one(number: int) -> int:
        opened = open_file(file, tmp_path)
        try:
            save(opened, added(opened.text, entry={"id": f"p{number}"}).text)
        except EditError:
            return 0
        return 1

    with ThreadPoolExecutor(8) as pool:
        written = sum(pool.map(one, range(40)))
    assert written == len(read_yaml(file.read_text(), "p").value["places"]) > 0


def test_the_new_findings_are_those_that_were_not_there_before() -> None:
    def finding(line: int, message: str) -> Finding:
        return Finding(Location("data/p.yaml", line), "G006", message)

    before = [finding(4, "first in data/p.yaml:2"), finding(9, "b")]
    after = [finding(7, "first in data/p.yaml:5"), finding(12, "b"), finding(14, "b")]
    assert new_findings(before, after) == [finding(14, "b")]


def test_an_id_that_is_taken_gets_a_number(make_project) -> None:
    root = make_project(
        {"data/p.yaml": "places: [{name: A b, coordinates: [1, 2]}, {id: a-b-2, name: C, coordinates: [1, 3]}]"}
    )
    assert free_id(open_desk(root), "place", "A  b!") == "a-b-3"
    assert free_id(open_desk(root), "report", "A b") == "a-b"


def test_evidence_for_a_report_that_is_gone_meanwhile_goes_nowhere(make_project) -> None:
    rest = "status: refuted, status_reason: S}\n"
    reports = f"reports:\n  - {{title: A, {rest}  - {{title: B, {rest}"
    root = make_project({"data/p.yaml": reports})
    desk = open_desk(root)
    (root / "data" / "p.yaml").write_text(reports.replace("title: A", "title: C"), encoding="utf-8")
    first, second = desk.reports
    with pytest.raises(EditError, match="W002"):
        evidence_addition(desk, first, [{"article": "a", "quote": "q"}])
    assert evidence_addition(desk, second, [{"article": "a", "quote": "q"}]).line == 3
