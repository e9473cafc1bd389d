"""Folding makes typographic variants equal, nothing else, and never loses its way back."""

import re
import unicodedata
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from geomap.link.folding import fold

HYPHENS = "-‐‑‒–—―−"
APOSTROPHES = "'’‘ʼ′‛`´"
QUOTATION_MARKS = '"“”„‟«»″＂'
SPACES = (" ", "\n", "\r\n", "\t", "\xa0", "\u2009", "\u202f", "\u3000", "  ", " \r\n \n ", "\u2028")
INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u200e\u200f\u202a\u202e\u2066\u2069\ufe0f"

PLAIN = st.lists(st.sampled_from([*"abcABCяЯёЁйéÅ한東1", "-", "'", '"', " ", ".", "😀"]), min_size=1, max_size=40).map(
    "".join
)
COMBINING = ("e\u0301", "\u0301", "\u0323", "\u0340", "и\u0306", "\u1112\u1161\u11ab", "\u212b", "\u1ffd")
CHARS = (*"aBяéй東 1.*_", *HYPHENS, *APOSTROPHES, *QUOTATION_MARKS, *SPACES, *INVISIBLE, "\xad", "\xad\n", *COMBINING)
ANYTHING = st.lists(st.sampled_from(CHARS), max_size=40).map("".join) | st.text(max_size=40)


@st.composite
def typeset(draw: st.DrawFn, plain: str) -> str:
    """The same text as other software might write it."""
    form = draw(st.sampled_from(["NFC", "NFD"]))
    made = []
    for char in plain:
        for alike in (HYPHENS, APOSTROPHES, QUOTATION_MARKS, SPACES):
            if char in alike:
                made.append(draw(st.sampled_from(alike)))
                break
        else:
            made += unicodedata.normalize(form, char)
        if draw(st.integers(0, 5)) == 0:
            made.append(draw(st.sampled_from(INVISIBLE)))
    return "".join(made)


@given(st.data(), PLAIN)
def test_typographic_variants_fold_to_the_same_text(data, plain) -> None:
    assert fold(data.draw(typeset(plain))).text == fold(plain).text


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Moscow", "moscow"),
        ("Moscow", "Moskow"),
        ("ёлка", "елка"),
        ("Mockba", "Мосkва"),
        ("5 km", "6 km"),
        ("Moscow", "Mos cow"),
        ("inter-\nnational", "international"),
        ("café", "cafe"),
        ("roof.", "roof"),
        ("2", "²"),
    ],
)
def test_other_differences_remain(one, other) -> None:
    assert fold(one).text != fold(other).text


@given(ANYTHING)
@example("  \u200b ")
def test_folding_is_idempotent(text) -> None:
    once = fold(text).text
    assert fold(once).text == once
    assert unicodedata.is_normalized("NFC", once)


@given(ANYTHING)
def test_every_folded_word_maps_back_to_its_original_text(text) -> None:
    folded = fold(text)
    for word in re.finditer(r"[^ ]+", folded.text):
        start, end = folded.span(*word.span())
        assert 0 <= start < end <= len(text)
        assert fold(text[start:end]).text.strip() == word[0]


@given(ANYTHING)
def test_spans_map_back_in_order_and_without_gaps(text) -> None:
    folded = fold(text)
    spans = [folded.span(at, at + 1) for at in range(len(folded.text))]
    assert all(one[0] <= other[0] and one[1] <= other[1] for one, other in pairwise(spans))
    if spans:
        assert folded.span(0, len(folded.text)) == (spans[0][0], spans[-1][1])


@given(st.lists(st.tuples(st.sampled_from(["a", " ", " ", "b\n", "«c»"]), st.booleans()), max_size=20))
def test_skipped_spans_are_ignored(parts) -> None:
    text, skip, kept = "", [], ""
    for part, skipped in parts:
        if skipped:
            skip.append((len(text), len(text) + len(part)))
        else:
            kept += part
        text += part
    assert fold(text, skip).text == fold(kept).text


def test_markdown_around_a_word_is_outside_its_span() -> None:
    text = "the **Ministry\r\nof** [Defense](x)"
    folded = fold(text, [(4, 6), (18, 20), (21, 22), (29, 33)])
    assert folded.text == "the Ministry of Defense"
    assert text[slice(*folded.span(4, 12))] == "Ministry"
    assert text[slice(*folded.span(4, 23))] == "Ministry\r\nof** [Defense"


def test_a_soft_hyphen_at_a_line_end_joins_the_word_and_a_hard_one_does_not() -> None:
    assert fold("Mos\xad\r\n  cow").text == "Moscow"
    assert fold("Mos\xadcow").text == "Moscow"
    assert fold("Mos-\ncow").text == "Mos- cow"


def test_offsets_count_code_points() -> None:
    text = "😀\u200b«Москва»"
    folded = fold(text)
    assert folded.span(2, 8) == (3, 9)
    assert text[3:9] == "Москва"


def test_a_text_with_nothing_to_fold_is_returned_unchanged() -> None:
    text = 'Moscow\'s roofs - "seen" from afar.'
    assert fold(text).text is text
    assert fold(text).span(3, 5) == (3, 5)
