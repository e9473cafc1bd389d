"""Word edges: the table for a whole text agrees with the rules for one name."""

from hypothesis import example, given
from hypothesis import strategies as st

from geomap.link.word_edges import EDGE, INSIDE, edges, is_whole_name

UNUSUAL = st.sampled_from("aZ я'-1 .ัก漢カ한\u0301\u0483Ⓐ😀\U00020000İß\ud800")


@given(st.text(UNUSUAL | st.characters(), min_size=1, max_size=12))
@example("d'Aquila-16")
@example("в'Язь กั\u0301a")
def test_edges_agree_with_is_whole_name(text: str) -> None:
    at_edge = edges(text)
    assert len(at_edge) == len(text) + 1
    for start in range(len(text)):
        for end in range(start + 1, len(text) + 1):
            edge = at_edge[start] | at_edge[end]
            if edge == EDGE:
                assert is_whole_name(text, start, end)
            elif edge & INSIDE:
                assert not is_whole_name(text, start, end)
