"""Mentions: every name of every place, the longest first, between word edges, with the article's offsets."""

from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from properties import examples

from geomap.findings import Location
from geomap.link import NameIndex
from geomap.link.folding import fold
from geomap.link.matching import Matcher
from geomap.link.names import Name, in_capitals, name_tables, spellings
from geomap.link.word_edges import is_whole_name
from geomap.model import Article, FrontMatter, Place

CONTEXT = 32


def place(name: str, *aliases: str, id: str | None = None, **names: str) -> Place:  # noqa: A002
    return Place(id=id, name=name, aliases=aliases, names=names)


def article(text: str, **fields: object) -> Article:
    return Article(**{"id": "a", "title": "A", "text": text, "file": "seeds/a.md", **fields})


def exact_mentions(text: str, *names: str | Place) -> list[str]:
    places = [place(each) if isinstance(each, str) else each for each in names]
    found = NameIndex(places).find(article(text))
    return [mention.exact for mention in found.mentions]


def test_a_mention_has_its_span_context_place_and_name() -> None:
    text = "x" * 40 + " at the Ministry\nof Defence, " + "y" * 40
    (mention,) = NameIndex([place("Ministry of Defense", "Ministry of Defence", id="mod")]).find(article(text)).mentions
    assert (mention.article, mention.place, mention.name) == ("a", "mod", "Ministry of Defence")
    assert text[mention.start : mention.end] == mention.exact == "Ministry\nof Defence"
    assert mention.prefix == text[mention.start - CONTEXT : mention.start]
    assert mention.suffix == text[mention.end : mention.end + CONTEXT]


def test_names_in_all_languages_and_aliases_are_found() -> None:
    kremlin = place("Kremlin", "the Citadel", ru="Кремль", zh="克里姆林宫")
    assert exact_mentions("Кремль, the Citadel; Kremlin", kremlin) == ["Кремль", "the Citadel", "Kremlin"]


def test_the_longest_name_wins() -> None:
    center = place("Center", "National Center of Russian Ministry of Defense")
    text = "on the National Center of Russian Ministry of Defense, not the Ministry of Defense"
    assert exact_mentions(text, center, "Ministry of Defense", "Russia") == [
        "National Center of Russian Ministry of Defense",
        "Ministry of Defense",
    ]


def test_a_longer_name_that_ends_inside_a_word_does_not_win() -> None:
    assert exact_mentions("San Francisco Bayou", "San Francisco Bay", "San Francisco") == ["San Francisco"]
    assert exact_mentions("New Yorkers in York", "New York", "New", "York") == ["New", "York"]


def test_of_two_overlapping_names_the_first_wins() -> None:
    assert exact_mentions("New York City Hall", "New York City", "City Hall") == ["New York City"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Moscow's roofs", True),
        ("MOSCOW’S ROOFS", True),
        ("Moscow-based", True),
        ("the Moscow–Kazan line", True),
        ("(Moscow)", True),
        ("‘Moscow’", True),
        ("_Moscow_", True),
        ("l’Moscow", True),
        ("Moscow²", True),
        ("在Moscow的", True),
        ("moscow", False),
        ("Moscower", False),
        ("eMoscow", False),
        ("Moscow2", False),
        ("Moscow-2", False),
        ("O’Moscow", False),
        ("Moscow’a", False),
        ("Moscow\u0301", False),
        ("Mos cow", False),
        ("Mos-\ncow", False),
    ],
)
def test_a_name_is_found_only_between_word_edges(text, found) -> None:
    assert bool(exact_mentions(text, "Moscow")) is found


def test_an_apostrophe_inside_a_ukrainian_word_is_a_letter() -> None:
    assert exact_mentions("Словʼянськ і Слов'янськ", "Слов’янськ") == ["Словʼянськ", "Слов'янськ"]
    assert exact_mentions("Слов’янськ", "Слов") == []


@pytest.mark.parametrize(
    ("text", "name"), [("他在莫斯科见到", "莫斯科"), ("ในกรุงเทพมหานคร", "กรุงเทพ"), ("東京タワーで", "東京タワー")]
)
def test_names_in_scripts_without_spaces_need_no_edges(text, name) -> None:
    assert exact_mentions(text, name) == [name]


def test_a_mark_belongs_to_its_letter() -> None:
    assert exact_mentions("กรุงเทพ", "กร") == []
    assert exact_mentions("กรง", "กร") == ["กร"]


def test_typography_and_markdown_make_no_difference() -> None:
    text = "Nizhny\xa0Novgorod, Mos\xadcow, Winston–Salem, **Ros**tov"
    found = NameIndex([place("Nizhny Novgorod"), place("Moscow"), place("Winston-Salem"), place("Rostov")]).find(
        article(text, markup=((len(text) - 10, len(text) - 8), (len(text) - 5, len(text) - 3)))
    )
    assert [mention.exact for mention in found.mentions] == [
        "Nizhny\xa0Novgorod",
        "Mos\xadcow",
        "Winston–Salem",
        "Ros**tov",
    ]


def test_names_of_four_letters_or_more_are_found_in_capitals() -> None:
    assert exact_mentions("KREMLIN IN UFA", "Kremlin", "Ufa") == ["KREMLIN"]


def test_a_lower_case_name_is_found_with_a_capital_but_not_vice_versa() -> None:
    assert exact_mentions("The roof. the roof.", "the roof") == ["The roof", "the roof"]
    assert exact_mentions("the polish", "Polish") == []


def test_capitals_follow_the_language_of_the_name() -> None:
    assert in_capitals("İstanbul", "tr") == ("İSTANBUL",)
    assert (spellings("izmir", "tr"), in_capitals("izmir", "tr")) == (("izmir", "İzmir"), ("İZMİR",))
    assert (spellings("izmir", "en"), in_capitals("izmir", "en")) == (("izmir", "Izmir"), ("IZMIR",))


def test_a_name_with_yo_is_also_found_with_ye() -> None:
    assert exact_mentions("Королев и Королёв", "Королёв") == ["Королев", "Королёв"]
    assert exact_mentions("Королёв", "Королев") == ["Королёв"]  # the dictionary has it so
    assert exact_mentions("Зарёчье", "Заречье") == []


def test_a_name_without_letters_or_digits_is_ignored() -> None:
    assert spellings("—", "en") == ()
    assert exact_mentions("a — b", place("—", id="dash")) == []


def test_no_places_or_no_text_give_no_mentions() -> None:
    assert NameIndex([]).find(article("Moscow")).mentions == ()
    assert NameIndex([place("Moscow")]).find(article("")).mentions == ()


def test_an_ambiguous_name_is_not_linked_and_reported_once() -> None:
    index = NameIndex([place("Springfield", id="one"), place("Other", "Springfield", id="two"), place("Ohio")])
    found = index.find(article("Ohio.\nIn Springfield and SPRINGFIELD, Springfield", first_line=5))
    assert [mention.exact for mention in found.mentions] == ["Ohio"]
    (finding,) = found.findings
    assert finding.code == "L001"
    assert finding.location == Location("seeds/a.md", 6, 4)
    assert all(part in finding.message for part in ('"Springfield"', "one, two", "3 times"))


def test_equal_spellings_of_one_place_are_not_ambiguous() -> None:
    found = NameIndex([place("Kyiv–Center", "Kyiv-Center", "KYIV-CENTER", id="k")]).find(
        article("KYIV-CENTER Kyiv-Center")
    )
    assert [(mention.place, mention.name) for mention in found.mentions] == [("k", "KYIV-CENTER"), ("k", "Kyiv–Center")]
    assert found.findings == []


def test_findings_quote_names_short_and_without_control_characters() -> None:
    name = "Long\u2066 " + "name " * 50
    (finding,) = NameIndex([place(name, id="one"), place(name, id="two")]).find(article(f"the {name}!")).findings
    assert len(finding.message) < 200
    assert "\u2066" not in finding.message


WORDS = st.sampled_from(
    ["Ab", "ab", "Abc", "cd", "Ab cd", "cd Ab", "Ab-cd", "Ab'cd", "AB", "b", "東", "東京", "é", "Élan", "1"]
)
NAMES = st.lists(st.lists(WORDS, min_size=1, max_size=2).map(" ".join), min_size=1, max_size=6, unique=True)
TEXTS = st.lists(
    WORDS | st.sampled_from([" ", " ", "\n", "’", "‑", "\xa0 ", ".", "s", "\u200b", "e\u0301"]), max_size=25
).map("".join)


def all_spellings(names: list[str]) -> set[str]:
    return {key for name in names for key in (*spellings(name, "en"), *in_capitals(fold(name).text.strip(), "en"))}


def exhaustive_search(text: str, names: list[str]) -> list[tuple[int, int]]:
    """The slow definition: from left to right, the longest name at each offset."""
    spans, at = [], 0
    keys = all_spellings(names)
    while at < len(text):
        ends = [at + len(key) for key in keys if text.startswith(key, at) and is_whole_name(text, at, at + len(key))]
        if ends:
            spans.append((at, max(ends)))
        at = max(ends, default=at + 1)
    return spans


@given(NAMES, TEXTS)
def test_the_matcher_agrees_with_exhaustive_search(names, text) -> None:
    text = fold(text).text
    found = Matcher(name_tables(Name(str(i), name, "en") for i, name in enumerate(names))).find(text)
    assert [(start, end) for start, end, _ in found] == exhaustive_search(text, names)


@examples(0.2)
@given(NAMES, TEXTS)
def test_the_matcher_agrees_with_exhaustive_search_in_long_texts(names, text) -> None:
    matcher = Matcher(name_tables(Name(str(i), name, "en") for i, name in enumerate(names)))
    piece = fold(text).text + "\n"
    many = piece * (20_000 // len(piece))
    spans = [(start, end) for start, end, _ in matcher.find(many)]
    assert spans == exhaustive_search(many, names)


@given(NAMES, TEXTS)
def test_mentions_have_correct_offsets_and_do_not_overlap(names, text) -> None:
    found = NameIndex([place(name, id=str(i)) for i, name in enumerate(names)]).find(article(text))
    spans = sorted((each.start, each.end) for each in (*found.mentions, *found.left_out))
    assert all(text[each.start : each.end] == each.exact for each in (*found.mentions, *found.left_out))
    assert all(one[1] <= other[0] for one, other in pairwise(spans))


@given(st.data(), NAMES, TEXTS)
def test_the_order_of_places_makes_no_difference(data, names, text) -> None:
    places = [place(name, id=str(i)) for i, name in enumerate(names)]
    shuffled = data.draw(st.permutations(places))
    assert NameIndex(places).find(article(text)) == NameIndex(shuffled).find(article(text))


@given(NAMES, TEXTS, st.text(max_size=8))
def test_a_name_that_is_not_in_the_text_makes_no_difference(names, text, other) -> None:
    assume(other.strip())
    assume(not any(key in fold(text).text for key in all_spellings([other])))
    places = [place(name, id=str(i)) for i, name in enumerate(names)]
    assert NameIndex([*places, place(other, id="other")]).find(article(text)) == NameIndex(places).find(article(text))


def test_an_apostrophe_before_a_turkish_suffix_is_a_word_edge() -> None:
    places = [place("Ankara"), place("İstanbul"), place("Sana")]
    text = "Ankara'da, İSTANBUL’DAN, Sana'a"
    for language, expected in [
        ("tr", ["Ankara", "İSTANBUL", "Sana"]),
        ("az", ["Ankara", "İSTANBUL", "Sana"]),
        ("en", []),
    ]:
        found = NameIndex(places).find(article(text, front_matter=FrontMatter(language=language)))
        assert [each.exact for each in found.mentions] == expected
