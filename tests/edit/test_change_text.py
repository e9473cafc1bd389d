"""Values of a file are set and removed; every other line keeps its bytes, however the file is written."""

import copy
from typing import Any

import pytest
import yaml
from hypothesis import assume, event, given
from hypothesis import strategies as st

from geomap.edit.yaml_edit import AppendEntry, EditError, RemoveValue, SetValue, Step, change_text
from geomap.findings import ProjectError
from geomap.model import FrontMatter
from geomap.read.yaml.nodes import read_yaml
from tests.edit.test_yaml_edit import BREAK, DATA, comparable, gazetteers, new_entries


def changed(text: str, *steps: Step) -> str:
    return change_text(text, "f", steps)


def put(text: str, path: str, value: Any) -> str:
    return changed(text, SetValue(path_of(path), value))


def removed(text: str, path: str) -> str:
    return changed(text, RemoveValue(path_of(path)))


def path_of(path: str) -> tuple[str | int, ...]:
    return tuple(int(step) if step.isdigit() else step for step in path.split("."))


REPORT = "reports:\n- title: 'A'   # a\n  # why\n  status: refuted\n\n- title: B # b\n  status: refuted\n"


@pytest.mark.parametrize(
    ("before", "path", "value", "after"),
    [
        ("places:\n  - name: A # a\n", "places.0.name", "B: c", 'places:\n  - name: "B: c" # a\n'),
        ("places:\n  - name: 'A'\n", "places.0.name", "it's", "places:\n  - name: 'it''s'\n"),
        ('places:\n  - name: "A"\r\n', "places.0.name", "B", 'places:\n  - name: "B"\r\n'),
        ("places:\n  - name: A\n    note: # n\n", "places.0.note", "N", "places:\n  - name: A\n    note: N # n\n"),
        ("places:\n  - note: >-\n      a\n      b\n# c\n", "places.0.note", "N", "places:\n  - note: N\n# c\n"),
        ("places:\n  - note: |\n      a\n", "places.0.note", "N\nm", "places:\n  - note: |-\n      N\n      m\n"),
        ("places: [{name: A}]\n", "places.0.name", "a, b", 'places: [{name: "a, b"}]\n'),
        ("places: [{name: 'A'}]\n", "places.0.name", "b", "places: [{name: 'b'}]\n"),
        ("places:\n  - uncertainty: 300 # m\n", "places.0.uncertainty", 50, "places:\n  - uncertainty: 50 # m\n"),
        ("places:\n  - a: &n x\n    b: y\n", "places.0.b", "z", "places:\n  - a: &n x\n    b: z\n"),
        ("places:\n  - aliases: [a, 'b']\n", "places.0.aliases", ["a", "c"], "places:\n  - aliases: [a, 'c']\n"),
        ("places:\n  - aliases: [a]\n", "places.0.aliases", ["a", "c"], "places:\n  - aliases: [a, c]\n"),
        ("places:\n- aliases:\n  - a # 1\n", "places.0.aliases.1", "c", "places:\n- aliases:\n  - a # 1\n  - c\n"),
        ("places:\n- aliases:\n  - a\n  - b # 2\n", "places.0.aliases", ["b"], "places:\n- aliases:\n  - b # 2\n"),
        (REPORT, "reports.0.status", "confirmed", REPORT.replace("refuted", "confirmed", 1)),
        (REPORT, "reports.0.place", "x", REPORT.replace("# a\n", "# a\n  place: x\n")),
        (REPORT, "reports.0.date", "2023", REPORT.replace("refuted\n", 'refuted\n  date: "2023"\n', 1)),
        ("map: {title: A}\n", "map.summary", "S", 'map: {title: A, summary: "S"}\n'),
        ("# c\nplaces:\n- name: A\n", "map.title", "T", "# c\nmap:\n  title: T\nplaces:\n- name: A\n"),
        ("", "map.title", "T", "map:\n  title: T\n"),
        ("places:\n  - name: A\n", "places.0.names.ru", "Б", 'places:\n  - name: A\n    names: {ru: "Б"}\n'),
        ("places:\n  - names: {ru: Б}\n", "places.0.names.uk", "Ґ", 'places:\n  - names: {ru: Б, uk: "Ґ"}\n'),
        ("places:\n- names:\n    ru: Б\n", "places.0.names.uk", "Ґ", "places:\n- names:\n    ru: Б\n    uk: Ґ\n"),
        (
            "reports:\n  - title: A\n    evidence: # e\n      - quote: a\n",
            "reports.0.evidence.0.article", "b",
            "reports:\n  - title: A\n    evidence: # e\n      - quote: a\n        article: b\n",
        ),
        (
            "reports:\n  - title: A\n    translations: {}\n",
            "reports.0.translations.ru.title", "Б",
            'reports:\n  - title: A\n    translations:\n      ru: {title: "Б"}\n',
        ),
    ],
)  # fmt: skip
def test_a_value_is_set(before, path, value, after) -> None:
    assert put(before, path, value) == after


@pytest.mark.parametrize(
    ("before", "path", "after"),
    [
        (REPORT, "reports.0.status", REPORT.replace("  status: refuted\n", "", 1)),
        (REPORT, "reports.0", "reports:\n- title: B # b\n  status: refuted\n"),
        (REPORT, "reports.1", REPORT[: REPORT.index("\n- title: B")]),
        ("places:\n  # c\n\n  # a\n  - name: A\n  - name: B\n", "places.0", "places:\n  # c\n\n  - name: B\n"),
        ("places:\n  - name: A\n  # b\n  - name: B\n# end\n", "places.1", "places:\n  - name: A\n# end\n"),
        ("places:\n  - id: a\n    name: A\n", "places.0.id", "places:\n  - name: A\n"),
        ("places:\n  - id: a # i\n    # n\n    name: A\n", "places.0.id", "places:\n  - # i\n    # n\n    name: A\n"),
        ("places:\n  - name: A\n    names: {ru: Б}\n", "places.0.names.ru", "places:\n  - name: A\n"),
        ("places: [{name: A}, {name: B}]\n", "places.1", "places: [{name: A}]\n"),
        ("places: [{name: A}, {name: B}]\n", "places.0", "places: [{name: B}]\n"),
        ("map: {title: A}\nplaces:\n- name: A\n", "places.0", "map: {title: A}\n"),
        ("places:\n- name: A\n  note: |+\n    a\n\n\n  id: b\n", "places.0.note", "places:\n- name: A\n  id: b\n"),
    ],
)
def test_a_value_is_removed(before, path, after) -> None:
    assert removed(before, path) == after


@pytest.mark.parametrize(
    ("text", "step"),
    [
        ("places:\n- name: &n A\n  note: *n\n", SetValue(("places", 0, "name"), "B")),
        ("base: &b {names: {ru: a}}\nplaces:\n- <<: *b\n  name: A\n", RemoveValue(("places", 0, "names"))),
        ("places: *p\n", SetValue(("places", 0, "name"), "B")),
        ("places:\n- name: A\n", RemoveValue(("places", 0, "note"))),
    ],
)
def test_what_cannot_be_written_alone_is_an_error(text, step) -> None:
    with pytest.raises((EditError, ProjectError)):
        changed(text, step)


def test_what_is_set_to_its_value_stays_as_written() -> None:
    text = "places:\n  - aliases: [ 'a' ,b]\n    note: >\n      a\n      b\n"
    assert put(text, "places.0", {"aliases": ["a", "b"], "note": "a b"}) == text


def test_indices_are_those_of_the_file_whatever_was_removed() -> None:
    text = "places:\n" + "".join(f"  - name: {name}\n" for name in "ABCDE")
    steps = [RemoveValue(("places", 1)), SetValue(("places", 3, "name"), "X"), RemoveValue(("places", 2))]
    new = changed(text, *steps, AppendEntry("places", {"name": "Y"}))
    assert [place["name"] for place in read_yaml(new, "f").value["places"]] == ["A", "X", "E", "Y"]


def test_front_matter_has_the_order_of_its_own_format() -> None:
    text = "title: A\nlicense: B\n"
    assert change_text(text, "f", [SetValue(("published",), "2023-01-19")], FrontMatter) == (
        "title: A\npublished: 2023-01-19\nlicense: B\n"
    )


VALUES = st.one_of(
    DATA,
    st.sampled_from(["B", "it's: so", "12:30", "no", "two\nlines", "long words " * 30 + "end", "a, [b]", 5, 0.5]),
    st.lists(st.sampled_from(["a", "b: c", "d"]), max_size=3),
    st.lists(st.fixed_dictionaries({"article": st.just("a"), "quote": st.sampled_from(["q", "r: s"])}), max_size=3),
)


def paths_in(data: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """The paths of all values in the data."""
    pairs = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    return [inside for step, each in pairs for inside in [(*path, step), *paths_in(each, (*path, step))]]


class Data:
    """The values of a file, changed as simply as possible, with the steps that say the same."""

    def __init__(self, values: Any) -> None:
        self.values = copy.deepcopy(values)
        self.steps: list[Step] = []
        self.numbers = {key: list(range(len(each))) for key, each in values.items() if isinstance(each, list)}

    def append(self, section: str, entry: Any) -> None:
        listed = self.values.get(section) or []
        if isinstance(listed, list):
            self.steps.append(AppendEntry(section, entry))
            self.values[section] = [*listed, entry]
            self.numbers.setdefault(section, []).append(-1)

    def in_file(self, path: tuple[str | int, ...]) -> tuple[str | int, ...] | None:
        """The path with the index that its entry has in the file; None for an entry that was added."""
        if len(path) == 1 or not isinstance(path[1], int):
            return path
        number = self.numbers[str(path[0])][path[1]]
        return None if number < 0 else (path[0], number, *path[2:])

    def put(self, path: tuple[str | int, ...], value: Any) -> None:
        parent, in_file = self.at(path[:-1]), self.in_file(path)
        if in_file is None or len(path) < 2 or (len(path) == 2 and isinstance(path[1], int)) or value in ({}, []):
            return
        self.steps.append(SetValue(in_file, copy.deepcopy(value)))
        if isinstance(parent, list) and path[-1] == len(parent):
            parent.append(value)
        else:
            parent[path[-1]] = value

    def remove(self, path: tuple[str | int, ...]) -> None:
        if (in_file := self.in_file(path)) is not None:
            self.steps.append(RemoveValue(in_file))
            take_away(self.values, path, self.numbers)

    def at(self, path: tuple[str | int, ...]) -> Any:
        found = self.values
        for step in path:
            found = found[step]
        return found


@st.composite
def sequences(draw, values: Any) -> tuple[list[Step], Any]:
    """Changes one after the other, and the values that they give."""
    data = Data(values)
    for _ in range(draw(st.integers(1, 4))):
        paths = [path for path in paths_in(data.values) if path[-1] != "<<"]
        kind = draw(st.sampled_from(["set", "set", "new", "remove", "append"]))
        if kind == "append" or not paths:
            data.append(draw(st.sampled_from(["places", "reports"])), draw(new_entries()))
            continue
        path = draw(st.sampled_from(paths))
        found = data.at(path)
        if kind == "new" and isinstance(found, dict | list) and len(path) > 1:
            path = (*path, len(found) if isinstance(found, list) else draw(st.sampled_from(["note", "id", "zz"])))
        if kind == "remove":
            data.remove(path)
        else:
            data.put(path, copy.deepcopy(draw(VALUES)))
    return data.steps, data.values


def take_away(data: Any, path: tuple[str | int, ...], marks: dict[str, list[int]]) -> None:
    """Remove a value, and the keys that then have none."""
    owners = [data]
    for step in path[:-1]:
        owners.append(owners[-1][step])
    for at in reversed(range(len(path))):
        if len(path[: at + 1]) == 2 and isinstance(path[1], int):
            del marks[str(path[0])][path[1]]
        if at == 0:
            marks.pop(str(path[0]), None)
        del owners[at][path[at]]
        if owners[at] or at == 0 or isinstance(path[at - 1], int):
            return


@given(gazetteers(), st.data())
def test_any_sequence_of_changes_gives_what_the_same_changes_of_the_data_give(gazetteer, data) -> None:
    check_sequence(gazetteer[0], data)


@given(
    st.lists(st.dictionaries(st.sampled_from(["name", "note", "aliases", "zz"]), DATA, min_size=1), max_size=4),
    st.sampled_from([None, True, False]),
    st.integers(2, 6),
    st.integers(20, 100),
    st.data(),
)
def test_also_in_the_yaml_of_other_programs(places, flow, indent, width, data) -> None:
    values = {"a": 1, "places": places, "z": [1]}
    layout = {"default_flow_style": flow, "indent": indent, "width": width}
    check_sequence(yaml.dump(values, allow_unicode=True, sort_keys=False, **layout), data)


def check_sequence(text: str, data: Any) -> None:
    before = read_yaml(text, "f")
    assume(not before.findings)
    steps, expected = data.draw(sequences(before.value if isinstance(before.value, dict) else {}))
    assume(steps)
    try:
        new = change_text(text, "f", steps)
    except EditError:  # a character that YAML does not allow, or an anchor that something else uses
        event("refused")
        return
    event("changed")
    after = read_yaml(new, "f")
    assert not after.findings
    assert comparable(after.value or {}) == comparable(expected)
    assert set(BREAK.findall(new)) <= (set(BREAK.findall(text)) or {"\n"})
    assert_others_stay(text, new, before.value if isinstance(before.value, dict) else {}, steps)


def assert_others_stay(text: str, new: str, value: Any, steps: list[Step]) -> None:
    """The lines of entries that no step concerns are in the new text, in order."""
    concerned = {step.path[:2] for step in steps if not isinstance(step, AppendEntry)}
    lines = [line.strip() for line in BREAK.split(new)]
    at = 0
    for key, entries in value.items():
        for index, entry in enumerate(entries if isinstance(entries, list) else ()):
            if (key,) in concerned or (key, index) in concerned or not isinstance(entry, dict):
                continue
            for line in own_lines(text, key, index):
                if line in lines[at:]:
                    at = lines.index(line, at) + 1
                else:  # in brackets, only commas are added or removed
                    assert "[" in text or "{" in text, line


def own_lines(text: str, key: str, index: int) -> list[str]:
    """The lines of an entry from its first to its last value, without their indentation."""
    origin = read_yaml(text, "f").origin
    node = origin.node[1][key][1][1][index]
    first = origin.at((key, index)).line - 1
    last = type(origin)("f", node).last_line() - 1
    return [line.strip() for line in BREAK.split(text)[first : last + 1]]


def test_an_emptied_file_keeps_its_line_ends() -> None:
    text = "places: [{name: A}]\r\nreports: [ ]\r\nmap: {title: A}"
    removed = [RemoveValue(path=(key,)) for key in ("places", "map", "reports")]
    new = change_text(text, "f", [*removed, AppendEntry(section="places", entry={"id": "x", "name": "B"})])
    assert "\n" in new
    assert "\n" not in new.replace("\r\n", "")
