"""Edges of the whole text say of every span what is said of one name."""

from itertools import pairwise

from hypothesis import example, given
from hypothesis import strategies as st

from geomap.link.edges import CLEAR, TORN, Edges
from geomap.link.names import is_whole_name

ODD = st.sampled_from("aZ я'-1 .ัก漢カ한\u0301\u0483Ⓐ😀\U00020000İß\ud800")


@given(st.text(ODD | st.characters(), min_size=1, max_size=12))
@example("d'Aquila-16")
@example("в'Язь กั\u0301a")
def test_edges_say_what_is_said_of_one_name(text: str) -> None:
    edges = Edges(text)
    assert len(edges.at) == len(text) + 1
    for start in range(len(text)):
        for end in range(start + 1, len(text) + 1):
            kind = edges.at[start] | edges.at[end]
            if kind == CLEAR:
                assert is_whole_name(text, start, end)
            elif kind & TORN:
                assert not is_whole_name(text, start, end)


@given(st.text(ODD | st.characters(max_codepoint=0x52F), max_size=12))
def test_what_a_text_has(text: str) -> None:
    edges = Edges(text)
    basic = "".join(char if char < "\U00010000" else " " for char in text)
    assert edges.has_capitals == any(one.isupper() and other.isupper() for one, other in pairwise(basic))
    assert edges.has_cyrillic == any("\u0400" <= char <= "\u052f" and char != "\u0482" for char in text)
