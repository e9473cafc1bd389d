"""Texts in static maps are cut where they fill their lines, however long they are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geomap.static_map.fonts import ELLIPSIS, Face, width_of, wrapped


@given(st.text("iW a.", max_size=200), st.floats(10, 400), st.integers(1, 4))
def test_lines_fit_and_lose_no_word_before_the_ellipsis(text, width, most) -> None:
    lines = wrapped(text, width, 10, Face.PLAIN, most)
    assert len(lines) <= most
    assert all(width_of(line, 10) <= width or len(line.removesuffix(ELLIPSIS)) <= 1 for line in lines)
    letters = "".join(lines).removesuffix(ELLIPSIS).replace(" ", "")
    assert text.replace(" ", "").startswith(letters)


@pytest.mark.parametrize("word", ["i", "W", "я"])
def test_a_very_long_word_is_cut_at_the_last_letter_that_fits(word) -> None:
    (line,) = wrapped(word * 200_000, 100, 10, Face.PLAIN, 1)
    fitting = line.removesuffix(ELLIPSIS)
    assert width_of(fitting + ELLIPSIS, 10) <= 100 < width_of(fitting + word + ELLIPSIS, 10)
