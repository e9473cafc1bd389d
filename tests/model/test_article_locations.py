"""Locations in articles."""

from hypothesis import given
from hypothesis import strategies as st
from properties import examples

from geomap.model import Article


@given(text=st.text("ab\n\r\u2028", max_size=40), offset=st.integers(0, 45), first=st.integers(1, 9))
@examples()
def test_a_location_counts_the_line_ends_before_it(text, offset, first) -> None:
    article = Article(id="a", title="A", text=text, first_line=first)
    lines = text[:offset].split("\n")
    before = sum(len(line) + 1 for line in lines[:-1])
    location = article.at(offset)
    assert (location.line, location.column) == (first + len(lines) - 1, offset - before + 1)
    assert article.model_copy(update={"title": "B"}).at(offset) == location
