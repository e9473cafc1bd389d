"""Usual lines of YAML are read without the parser, with the values and positions that the parser gives."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from properties import examples

from geomap.read.yaml.nodes import Document, parse_yaml, read_yaml

EXAMPLES = Path(__file__).parents[2] / "examples"

LINES = """\
places:
reports:
a:
- id: z
-
  - id: x
  - name: y
  -
  - - z
  - &a
  !!seq
    k: v
    k:
    evidence:
      - {article: a, quote: b}
      - [1, 2]
      - article: x
        quote: y
    coordinates: [45.6, -40.60]
    d: >-
    d: |
    d: >
    d: |2
    d: >+
      text here
      more: text
      # not a comment
       deeper
# c
    # c
   # c
 b: 1
    q: "quoted"
    q: 'single'
    q: 'it''s'
    q: "a \\n b"
    t: 012
    t: 1.50
    t: null
    u: http://x.y/z#f
    u: a #b
    u: a:
    u: a: b
    k: &x v
    k: *x
    k: !!str 1
---
...
%YAML 1.2
    null: 1
    1: 2
    k: -
    k: - a
    k: -a
    k: {a: b, c: "d, e"}
    k: {a: b,c: d}
    k: {a: 1, a: 2}
    k: {a: b: c}
    k: {}
    k: []
    k: [a,
      b]
    k: [a, ]
    k: "multi
      line"
    <<: {a: 1}
  ? x
  : y
    k : v
    k:  v
    k: v\x20
      cont
cont
    k: \u00a0x
\ufeffk: v
    k: x\ufeff
    k: a?
    k: [a?, b]
\tk: v
    k:\tv
    k: v\t
    k: a\x07b
""".splitlines()
"""Lines that mean something else, or are a mistake, depending on the lines around them."""


def shown(document: Document) -> Any:
    """All that a document has, with the types of its values and the order of its keys."""
    return repr(document.value), repr(document.origin.node), document.findings, document.complete


def same(text: str) -> None:
    assert shown(read_yaml(text, "f.yaml")) == shown(parse_yaml(text, "f.yaml"))


@examples(3)
@given(
    st.lists(st.sampled_from(LINES), max_size=9), st.booleans(), st.sampled_from(["\n", "\r\n", "\r"]), st.booleans()
)
def test_all_lines_mean_what_the_parser_says(lines, in_place, line_end, ended) -> None:
    begin = ["places:", "  - id: first"] if in_place else []
    same(line_end.join([*begin, *lines]) + line_end * ended)


@pytest.mark.parametrize("file", sorted(EXAMPLES.rglob("*.yaml")), ids=lambda file: file.name)
def test_the_examples_are_read_as_the_parser_reads_them(file) -> None:
    same(file.read_text(encoding="utf-8"))


@examples(2)
@given(st.data())
def test_a_changed_example_is_read_as_the_parser_reads_it(data) -> None:
    lines = (EXAMPLES / "floods" / "data" / "locations.yaml").read_text(encoding="utf-8").split("\n")
    begin = data.draw(st.integers(0, len(lines) - 1))
    lines = ["reports:", *lines[begin : begin + data.draw(st.integers(3, 20))]]
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(lines) - 1))
        column = data.draw(st.integers(0, len(lines[at])))
        sign = data.draw(st.sampled_from("#:-'\"{}[],&*!|>?%@ \\\t~\n"))
        lines[at] = lines[at][:column] + sign + lines[at][column + data.draw(st.integers(0, 2)) :]
    same("\n".join(lines))
