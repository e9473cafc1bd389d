"""YAML 1.2: every node has its location, every mistake is a finding at its line and column."""

import copy
import itertools
import math
import re
import string
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from properties import examples

from geomap.findings import CODES, Location
from geomap.read.yaml import nodes as yaml_nodes
from geomap.read.yaml.nodes import MAX_DEPTH, Document, read_yaml


def read(text: str) -> Any:
    document = read_yaml(text, "f.yaml")
    assert document.findings == []
    assert document.complete
    return document.value


def complain(text: str) -> list[tuple[str, int, int]]:
    """Code, line and column of every finding."""
    return [(f.code, f.location.line, f.location.column) for f in read_yaml(text, "f.yaml").findings]


def advice(text: str) -> str:
    (finding,) = read_yaml(text, "f.yaml").findings
    return f"{finding.message}; {finding.help}"


# What words mean


@pytest.mark.parametrize(
    ("written", "value"),
    [
        *((word, word) for word in ("no", "yes", "on", "off", "y", "n", "12:30", "1:30:00", "2023-01-19", "1_000")),
        *((word, word) for word in ("0b11", "0o8", "1e", ".", "-1-", "+", "nUll", "tRUE", ".INf", "1 2", "0x", "=")),
        *((word, None) for word in ("null", "Null", "NULL", "~", "")),
        *((word, True) for word in ("true", "True", "TRUE")),
        *((word, False) for word in ("false", "False", "FALSE")),
        *(("0o17", 15), ("0x1F", 31), ("012", 12), ("-12", -12), ("+3", 3), ("0", 0)),
        *(("1.5", 1.5), ("-.5", -0.5), ("1.", 1.0), ("1e3", 1000.0), ("1.5E-3", 0.0015)),
        *((".inf", math.inf), ("-.Inf", -math.inf), ("+.INF", math.inf)),
    ],
)
def test_unquoted_scalars_follow_the_core_schema(written, value) -> None:
    found = read(f"key: {written}\n")["key"]
    assert found == value
    assert isinstance(found, type(value))


def test_not_a_number_is_one() -> None:
    assert all(math.isnan(number) for number in read("[.nan, .NaN, .NAN]"))


@pytest.mark.parametrize("quote", ["'", '"'])
def test_in_quotes_everything_is_text(quote) -> None:
    assert read(f"[{quote}12{quote}, {quote}true{quote}, {quote}~{quote}, {quote}{quote}]") == ["12", "true", "~", ""]


def test_numbers_follow_yaml_1_2_not_1_1() -> None:
    assert read("[08, 1e3, 0o17]") == [8, 1000.0, 15]


def test_a_number_of_absurd_length_is_text() -> None:
    assert read("9" * 5000) == "9" * 5000


def test_the_tags_of_the_core_schema_are_supported() -> None:
    text = "[!!str 12, !!int '12', !!float 1, !!bool 'true', !!null '', !!map {a: 1}, !!seq [1]]"
    assert read(text) == ["12", 12, 1.0, True, None, {"a": 1}, [1]]


def test_an_empty_file_has_no_value() -> None:
    assert read("") is None
    assert read("# only a comment\n") is None
    assert read("---\n") is None


def test_long_right_to_left_and_pictorial_text_is_text() -> None:
    name = "ا" * 10_000
    assert read(f"- {name}\n- '\u200fשלום\u200e'\n- 🛰️ радар\n") == [name, "\u200fשלום\u200e", "🛰️ радар"]


NUMBER_IN_1_2 = re.compile(r"[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?|0o[0-7]+|0x[0-9a-fA-F]+")


def is_the_same_in_both(text: str) -> bool:
    """Whether PyYAML, which writes YAML 1.1, keeps in quotes what YAML 1.2 takes for a number: not "08" nor "1e3"."""
    return NUMBER_IN_1_2.fullmatch(text) is None or yaml.safe_dump([text]).startswith("- '")


PLAIN = st.text(string.ascii_letters + string.digits + " äжשю漢🙂-_'\"#:,[]{}&*!|>%@`.?=/\\", max_size=20).filter(
    is_the_same_in_both
)
SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | PLAIN
TREES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(PLAIN, inner, max_size=4), max_leaves=20
)


@examples(1.5)
@given(TREES, st.sampled_from([True, False, None]), st.sampled_from([None, '"']))
def test_pyyamls_output_is_read_back(tree, flow, style) -> None:
    text = yaml.safe_dump(tree, default_flow_style=flow, default_style=style, allow_unicode=True)
    assert read(text) == yaml.load(text, Loader=yaml.CSafeLoader)


@examples(3)
@given(st.text("ab:- \n#'\"[]{},&*!|>?%@`\t<0~\\x", max_size=40) | st.text(max_size=40))
def test_any_text_is_read_or_reported(text) -> None:
    document = read_yaml(text, "f.yaml")
    assert isinstance(document, Document)
    assert document.complete or document.findings
    for finding in document.findings:
        assert finding.code in CODES
        assert finding.location.line <= text.count("\n") + text.count("\r") + 2


# Where things stand


def test_every_value_and_every_key_has_its_location() -> None:
    origin = read_yaml("a: 1\nb:\n  - ж: [x, y]\n    d: |\n      text\n", "f.yaml").origin
    assert origin.at() == Location("f.yaml", 1, 1)
    assert origin.at(("a",)) == Location("f.yaml", 1, 4)
    assert origin.at(("b",), key=True) == Location("f.yaml", 2, 1)
    assert origin.at(("b", 0)) == Location("f.yaml", 3, 5)
    assert origin.at(("b", 0, "ж", 1)) == Location("f.yaml", 3, 12)
    assert origin.at(("b", 0, "d")) == Location("f.yaml", 4, 8)


def test_an_unknown_path_has_the_location_of_the_nearest_parent() -> None:
    origin = read_yaml("a: {b: [1]}\n", "f.yaml").origin
    for path in (("a", "c"), ("a", "c", 3)):
        assert origin.at(path) == origin.at(("a",)) == Location("f.yaml", 1, 4)
    assert origin.at(("a", "b", 7)) == origin.at(("a", "b"))
    assert origin.at(("a", "b", 0, "x")) == origin.at(("a", "b", 0))


def test_columns_count_characters_and_windows_line_ends_count_once() -> None:
    origin = read_yaml("ключ🙂: 1\r\nb: {д: 2}\r\n", "f.yaml").origin
    assert origin.at(("ключ🙂",)) == Location("f.yaml", 1, 8)
    assert origin.at(("b", "д")) == Location("f.yaml", 2, 8)


def test_an_alias_has_its_own_location_and_its_parts_have_theirs() -> None:
    origin = read_yaml("a: &x {b: 1}\nc: *x\n", "f.yaml").origin
    assert origin.at(("c",)) == Location("f.yaml", 2, 4)
    assert origin.at(("c", "b")) == Location("f.yaml", 1, 11)


def test_an_origin_can_be_copied_and_is_ignored_in_comparisons() -> None:
    one, other = read_yaml("a: 1", "f").origin, read_yaml("\na: 1", "g").origin
    assert one == other
    assert copy.deepcopy(one) is one


# Duplicate keys, aliases, merging


def test_a_duplicate_key_is_reported_with_the_line_of_the_first_and_the_rest_is_read() -> None:
    document = read_yaml("a: 1\nb: {c: 1, c: 2}\na: {x: 1, x: 2}\n", "f.yaml")
    assert [(f.code, str(f.location)) for f in document.findings] == [
        ("Y004", "f.yaml:2:11"),
        ("Y004", "f.yaml:3:1"),
        ("Y004", "f.yaml:3:11"),
    ]
    assert "first in line 1" in document.findings[1].message
    assert document.complete


def test_aliases_and_merge_keys_work() -> None:
    value = read("base: &b {x: 1, y: 2}\none: {<<: *b, y: 3}\ntwo: {y: 4, <<: [{z: 5}, *b]}\ns: &s text\nt: *s\n")
    assert value["one"] == {"x": 1, "y": 3}
    assert value["two"] == {"y": 4, "z": 5, "x": 1}
    assert value["t"] == "text"


def test_merge_signs_elsewhere_are_text() -> None:
    assert read("a: <<\n'<<': [<<]\n") == {"a": "<<", "<<": ["<<"]}


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("a: *nothing\n", ("Y005", 1, 4)),
        ("a: &x [1, *x]\n", ("Y005", 1, 11)),
        ("a: &x {b: {c: *x}}\n", ("Y005", 1, 15)),
        ("a: {<<: 3}\n", ("Y005", 1, 5)),
        ("a: {<<: [{b: 1}, 2]}\n", ("Y005", 1, 5)),
    ],
)
def test_wrong_aliases_and_merge_keys_are_reported(text, place) -> None:
    assert complain(text) == [place]


def test_an_alias_repeats_the_latest_anchor_of_its_name() -> None:
    assert read("[&x 1, *x, &x 2, *x]") == [1, 1, 2, 2]


def test_an_alias_bomb_is_refused() -> None:
    names = string.ascii_lowercase[:20]
    lines = [f"a: &a [{', '.join(['x'] * 9)}]"]
    lines += [f"{b}: &{b} [{', '.join([f'*{a}'] * 9)}]" for a, b in itertools.pairwise(names)]
    document = read_yaml("\n".join(lines), "f.yaml")
    assert [finding.code for finding in document.findings] == ["Y005"]
    assert not document.complete


def test_a_merge_bomb_is_refused_too() -> None:
    entries = ", ".join(f"k{number}: {number}" for number in range(2000))
    text = f"base: &b {{{entries}}}\n" + "".join(f"e{number}: {{<<: *b}}\n" for number in range(600))
    assert [code for code, *_ in complain(text)] == ["Y005"]


def test_aliases_do_not_hide_depth() -> None:
    lines = [f"a0: &a0 {'[' * 20}{']' * 20}"]
    lines += [f"a{n}: &a{n} {'[' * 10}*a{n - 1}{']' * 10}" for n in range(1, 9)]
    assert [(code, line) for code, line, _ in complain("\n".join(lines))] == [("Y006", 4)]


# Bounds


def test_depth_is_bounded() -> None:
    assert read("[" * MAX_DEPTH + "]" * MAX_DEPTH)
    assert complain("[" * (MAX_DEPTH + 1)) == [("Y006", 1, MAX_DEPTH + 1)]
    assert [code for code, *_ in complain("[" * 1_000_000)] == ["Y006"]
    assert [code for code, *_ in complain("- " * 100_000)] == ["Y006"]
    assert [code for code, *_ in complain("{a: " * 100_000)] == ["Y006"]


def test_the_number_of_values_is_bounded(monkeypatch) -> None:
    monkeypatch.setattr(yaml_nodes, "MAX_VALUES", 100)
    assert read("- 1\n" * 90)
    assert complain("- 1\n" * 200) == [("Y006", 1, 1)]
    assert [code for code, *_ in complain("a: {" + ", ".join(f"k{n}: {n}" for n in range(80)) + "}")] == ["Y006"]


# What a gazetteer never needs


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("a: !!python/object/apply:os.system ['true']\n", ("Y007", 1, 4)),
        ("a: !mine 1\n", ("Y007", 1, 4)),
        ("a: !!timestamp 2023-01-19\n", ("Y007", 1, 4)),
        ("a: !!set {b}\n", ("Y007", 1, 4)),
        ("a: !!int x\n", ("Y007", 1, 4)),
        ("a: !!bool yes\n", ("Y007", 1, 4)),
        ("a: 1\n---\nb: 2\n", ("Y007", 2, 1)),
        ("%YAML 1.1\n---\na: 1\n", ("Y007", 1, 1)),
        ("%YAML 1.3\n---\na: 1\n", ("Y007", 1, 1)),
        ("%TAG ! tag:x,2023:\n---\na: 1\n", ("Y007", 1, 1)),
        ("1: a\n", ("Y007", 1, 1)),
        ("a: {true: b}\n", ("Y007", 1, 5)),
        ("~: a\n", ("Y007", 1, 1)),
        ("[a]: b\n", ("Y007", 1, 1)),
        ("a: {{ title }}\n", ("Y007", 1, 5)),
        ("a: &x [1]\n*x : b\n", ("Y007", 2, 1)),
    ],
)
def test_unsupported_yaml_features_are_reported(text, place) -> None:
    assert complain(text) == [place]


def test_a_key_that_is_not_text_is_read_as_text() -> None:
    assert read_yaml("1: a\nno: b\n2023-01: c\n", "f").value == {"1": "a", "no": "b", "2023-01": "c"}


def test_a_yaml_1_2_directive_is_accepted() -> None:
    assert read("%YAML 1.2\n---\na: no\n...\n") == {"a": "no"}


# Syntax errors


@pytest.mark.parametrize(
    ("text", "line", "column", "words"),
    [
        ("a:\n\tb: 1\n", 2, 1, "a tab is used for indentation"),
        ("a:\n  b: 1\n\tc: 2\n", 3, 1, "a tab is used for indentation"),
        ("a: |\n\ttext\n", 2, 1, "a tab is used for indentation"),
        ("places:\n  - name:Kremlin\n    area: x\n", 2, 9, "write name: Kremlin"),
        ("places\n  - name: x\n", 1, 7, 'a colon is missing after "places"'),
        ("a: b\nkey\nc: d\n", 2, 4, 'a colon is missing after "key"'),
        ('a: "unclosed\nb: c\n', 1, 4, "the quote that opens here is never closed"),
        ("a: 'unclosed\nb: c\n", 1, 4, "the quote that opens here is never closed"),
        ("a: 'it's'\n", 1, 8, "text follows a closing quote"),
        ("a: [1, 2\nb: 3\n", 1, 4, "the bracket [ that opens here is not closed before line 2"),
        ("a: {b: 1\nc: 2\n", 1, 4, "the bracket { that opens here is not closed before line 2"),
        ("a: [1, 2] 3\n", 1, 11, "something follows a closing bracket"),
        ("a: [1,,2]\n", 1, 7, 'a value is missing before ","'),
        ("title: Kremlin: declines\n", 1, 15, 'write title: "Kremlin: declines"'),
        ("a: @b\n", 1, 4, 'a value may not begin with "@"; put the text in quotes'),
        ("a: `b`\n", 1, 4, 'a value may not begin with "`"; put the text in quotes'),
        ("a: %b\n", 1, 4, 'a value may not begin with "%"; put the text in quotes'),
        ("a: *b*\n", 1, 4, "the value begins with *, which marks an alias; put the text in quotes"),
        ("a: !<b\n", 1, 4, "the value begins with !, which marks a tag; put the text in quotes"),
        ("- name: a\n coordinates: b\n", 2, 2, "this line's indentation does not match any line above"),
        ("- name: a\n    part_of: b\n", 2, 5, "this line is indented more than the line before allows"),
        ("a: - b\n", 1, 4, "a list begins on the line of its key"),
        ('a: "C:\\data"\n', 1, 7, "a backslash in double quotes begins an escape"),
        ("a: |x\n  b\n", 1, 5, "text follows | or > on the same line"),
        ("a: 1\n...\nb: 2\n", 3, 1, "text follows the line ... that ends the file"),
        ('a: "\\x00"\n', 1, 4, "the text contains the control character U+0000"),
        ("a: b\u2028c\n", 1, 5, "the character U+2028 is a line break"),
    ],
)
def test_a_syntax_error_is_reported_at_the_mistake_with_what_to_write(text, line, column, words) -> None:
    assert complain(text) == [("Y003", line, column)]
    assert words in advice(text)


def test_echoed_text_is_short_and_safe() -> None:
    for text in ("a: *" + "x" * 500, "\x1b[2J: 1\n\x1b[2J: 2\n", "'" + "k" * 500 + "': 1\n'" + "k" * 500 + "': 2\n"):
        for finding in read_yaml(text, "f.yaml").findings:
            assert len(finding.message) < 200
            assert "\x1b" not in finding.message
