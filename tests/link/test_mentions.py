"""Mentions: every name of every place, longest first, on word edges, at the article's own offsets."""

from itertools import pairwise

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from geomap.findings import Location
from geomap.link import NameIndex
from geomap.link.folding import fold
from geomap.link.matching import Matcher, Name
from geomap.link.names import in_capitals, is_whole_name, spellings
from geomap.model import Article, Place

CONTEXT = 32


def place(name: str, *aliases: str, id: str | None = None, **names: str) -> Place:  # noqa: A002
    return Place(id=id, name=name, aliases=aliases, names=names)


def article(text: str, **fields: object) -> Article:
    return Article(**{"id": "a", "title": "A", "text": text, "file": "seeds/a.md", **fields})


def exact_mentions(text: str, *names: str | Place) -> list[str]:
    places = [place(each) if isinstance(each, str) else each for each in names]
    found = NameIndex(places).find(article(text))
    return [mention.exact for mention in found.mentions]


def test_a_mention_carries_its_span_its_surroundings_its_place_and_its_name() -> None:
    text = "x" * 40 + " at the Ministry\nof Defence, " + "y" * 40
    (mention,) = NameIndex([place("Ministry of Defense", "Ministry of Defence", id="mod")]).find(article(text)).mentions
    assert (mention.article, mention.place, mention.name) == ("a", "mod", "Ministry of Defence")
    assert text[mention.start : mention.end] == mention.exact == "Ministry\nof Defence"
    assert mention.prefix == text[mention.start - CONTEXT : mention.start]
    assert mention.suffix == text[mention.end : mention.end + CONTEXT]


def test_names_in_all_languages_and_aliases_are_found() -> None:
    kremlin = place("Kremlin", "the Citadel", ru="Кремль", zh="克里姆林宫")
    assert exact_mentions("Кремль, the Citadel; Kremlin", kremlin) == ["Кремль", "the Citadel", "Kremlin"]


def test_the_longest_name_wins_and_what_lies_inside_it_is_no_mention() -> None:
    center = place("Center", "National Center of Russian Ministry of Defense")
    text = "on the National Center of Russian Ministry of Defense, not the Ministry of Defense"
    assert exact_mentions(text, center, "Ministry of Defense", "Russia") == [
        "National Center of Russian Ministry of Defense",
        "Ministry of Defense",
    ]


def test_a_longest_name_that_ends_inside_a_word_leaves_the_shorter_one() -> None:
    assert exact_mentions("San Francisco Bayou", "San Francisco Bay", "San Francisco") == ["San Francisco"]
    assert exact_mentions("New Yorkers in York", "New York", "New", "York") == ["New", "York"]


def test_of_two_names_that_overlap_the_one_that_begins_first_wins() -> None:
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
def test_a_name_is_found_between_word_edges_only(text, found) -> None:
    assert bool(exact_mentions(text, "Moscow")) is found


def test_the_apostrophe_inside_a_ukrainian_word_is_a_letter_of_it_in_every_shape() -> None:
    assert exact_mentions("Словʼянськ і Слов'янськ", "Слов’янськ") == ["Словʼянськ", "Слов'янськ"]
    assert exact_mentions("Слов’янськ", "Слов") == []


@pytest.mark.parametrize(
    ("text", "name"), [("他在莫斯科见到", "莫斯科"), ("ในกรุงเทพมหานคร", "กรุงเทพ"), ("東京タワーで", "東京タワー")]
)
def test_names_in_scripts_without_spaces_need_no_edges(text, name) -> None:
    assert exact_mentions(text, name) == [name]


def test_a_mark_is_never_torn_from_its_letter() -> None:
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


def test_headlines_in_capitals_are_understood_for_names_of_four_letters_and_more() -> None:
    assert exact_mentions("KREMLIN IN UFA", "Kremlin", "Ufa") == ["KREMLIN"]


def test_a_name_written_small_may_begin_a_sentence_but_not_the_other_way_round() -> None:
    assert exact_mentions("The roof. the roof.", "the roof") == ["The roof", "the roof"]
    assert exact_mentions("the polish", "Polish") == []


def test_capitals_follow_the_language_of_the_name() -> None:
    assert in_capitals("İstanbul", "tr") == ("İSTANBUL",)
    assert (spellings("izmir", "tr"), in_capitals("izmir", "tr")) == (("izmir", "İzmir"), ("İZMİR",))
    assert (spellings("izmir", "en"), in_capitals("izmir", "en")) == (("izmir", "Izmir"), ("IZMIR",))


def test_a_name_with_yo_is_also_found_as_newspapers_print_it() -> None:
    assert exact_mentions("Королев и Королёв", "Королёв") == ["Королев", "Королёв"]
    assert exact_mentions("Королёв", "Королев") == ["Королёв"]  # the dictionary has it so
    assert exact_mentions("Зарёчье", "Заречье") == []


def test_a_name_of_no_letters_or_digits_is_never_looked_for() -> None:
    assert spellings("—", "en") == ()
    assert exact_mentions("a — b", place("—", id="dash")) == []


def test_no_places_and_no_text_are_no_trouble() -> None:
    assert NameIndex([]).find(article("Moscow")).mentions == ()
    assert NameIndex([place("Moscow")]).find(article("")).mentions == ()


def test_a_name_that_fits_two_places_is_linked_to_neither_and_said_once() -> None:
    index = NameIndex([place("Springfield", id="one"), place("Other", "Springfield", id="two"), place("Ohio")])
    found = index.find(article("Ohio.\nIn Springfield and SPRINGFIELD, Springfield", first_line=5))
    assert [mention.exact for mention in found.mentions] == ["Ohio"]
    (finding,) = found.findings
    assert finding.code == "L001"
    assert finding.location == Location("seeds/a.md", 6, 4)
    assert (
        finding.message
        == '"Springfield" fits 2 places: one, two (3 times in this article); nothing in the text tells which'
    )


def test_two_names_of_one_place_that_are_written_alike_are_certain() -> None:
    found = NameIndex([place("Kyiv–Center", "Kyiv-Center", "KYIV-CENTER", id="k")]).find(
        article("KYIV-CENTER Kyiv-Center")
    )
    assert [(mention.place, mention.name) for mention in found.mentions] == [("k", "KYIV-CENTER"), ("k", "Kyiv–Center")]
    assert found.findings == []


def test_what_a_person_wrote_is_shown_short_and_without_control_characters() -> None:
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


def by_trying_everything(text: str, names: list[str]) -> list[tuple[int, int]]:
    """The definition, slowly: from left to right, at each place the longest name that may stand there."""
    spans, at = [], 0
    keys = all_spellings(names)
    while at < len(text):
        ends = [at + len(key) for key in keys if text.startswith(key, at) and is_whole_name(text, at, at + len(key))]
        if ends:
            spans.append((at, max(ends)))
        at = max(ends, default=at + 1)
    return spans


@settings(deadline=None)
@given(NAMES, TEXTS)
def test_the_matcher_finds_what_trying_everything_finds(names, text) -> None:
    text = fold(text).text
    found = Matcher(Name(str(i), name, "en") for i, name in enumerate(names)).find(text)
    assert [(start, end) for start, end, _ in found] == by_trying_everything(text, names)


@settings(deadline=None, max_examples=20)
@given(NAMES, TEXTS)
def test_many_matches_are_looked_at_as_few_are(names, text) -> None:
    matcher = Matcher(Name(str(i), name, "en") for i, name in enumerate(names))
    piece = fold(text).text + "\n"
    many = piece * (20_000 // len(piece))
    spans = [(start, end) for start, end, _ in matcher.find(many)]
    assert spans == by_trying_everything(many, names)


@settings(deadline=None)
@given(NAMES, TEXTS)
def test_every_mention_lies_where_it_says_and_none_overlap(names, text) -> None:
    found = NameIndex([place(name, id=str(i)) for i, name in enumerate(names)]).find(article(text))
    spans = sorted((each.start, each.end) for each in (*found.mentions, *found.left_out))
    assert all(text[each.start : each.end] == each.exact for each in (*found.mentions, *found.left_out))
    assert all(one[1] <= other[0] for one, other in pairwise(spans))


@settings(deadline=None)
@given(st.data(), NAMES, TEXTS)
def test_the_order_of_places_never_matters(data, names, text) -> None:
    places = [place(name, id=str(i)) for i, name in enumerate(names)]
    shuffled = data.draw(st.permutations(places))
    assert NameIndex(places).find(article(text)) == NameIndex(shuffled).find(article(text))


@settings(deadline=None)
@given(NAMES, TEXTS, st.text(max_size=8))
def test_a_name_that_is_not_in_the_text_changes_nothing(names, text, other) -> None:
    assume(other.strip())
    assume(not any(key in fold(text).text for key in all_spellings([other])))
    places = [place(name, id=str(i)) for i, name in enumerate(names)]
    assert NameIndex([*places, place(other, id="other")]).find(article(text)) == NameIndex(places).find(article(text))
