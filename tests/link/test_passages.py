"""Passages that two articles share: found by a stated threshold, with offsets, unless declared or dismissed."""

import random
import re
import string

from hypothesis import given
from hypothesis import strategies as st

from geomap.link import LinkCache
from geomap.link.passages import MAX_GAP, MIN_WORDS, SharedPassage, find_passages, undeclared
from geomap.model import Article, FrontMatter
from geomap.model.balance import roots_of
from geomap.project import check

STORY = (
    "Two residents of the Harbour tower said that on Monday morning a crane lifted a launcher onto the flat roof, "
    "while soldiers kept people away from the quay until the evening."
)
OTHER = (
    "The ministry declined to comment. Prices of bread rose again in March, as the statistics office said on Friday."
)


def article(id: str, text: str, **head: object) -> Article:  # noqa: A002
    return Article(id=id, title=id, text=text, front_matter=FrontMatter(**head))


def found(*articles: Article) -> list[SharedPassage]:
    return find_passages(articles)


def shown(*articles: Article) -> list[tuple[str, str]]:
    by_id = {each.id: each for each in articles}
    return [(each.article, each.earlier) for each in undeclared(found(*articles), by_id, roots_of(articles))]


def test_a_copied_passage_is_found_with_its_place_in_both_texts() -> None:
    first, second = article("a", f"{OTHER}\n\n{STORY}"), article("b", f"As reported: {STORY} It rained.")
    (passage,) = found(first, second)
    assert (passage.article, passage.earlier) == ("b", "a")
    assert second.text[slice(*passage.span)] == first.text[slice(*passage.earlier_span)] == STORY.rstrip(".")
    assert passage.words == len(STORY.split())


def test_typography_case_markup_and_line_breaks_make_no_difference() -> None:
    copy = STORY.replace("Harbour tower", "**HARBOUR\ntower**").replace("launcher", "laun\u00adcher")
    marked = Article(
        id="b",
        title="b",
        text=copy,
        markup=tuple((m.start(), m.end()) for m in re.finditer(r"\*\*", copy)),
    )
    (passage,) = found(article("a", STORY), marked)
    assert passage.words == len(STORY.split())


def test_a_few_changed_words_leave_one_passage() -> None:
    words = STORY.split()
    words[12:13] = ["heavy", "crane"]
    (passage,) = found(article("a", STORY), article("b", " ".join(words)))
    assert MIN_WORDS <= passage.words < len(words)
    assert passage.span == (0, len(" ".join(words)) - 1)


def test_other_texts_on_the_same_event_are_not_found() -> None:
    retold = (
        "A launcher was lifted onto the roof of the Harbour tower by a crane on Monday morning, two residents said."
    )
    assert found(article("a", STORY), article("b", retold), article("c", OTHER)) == []


def test_the_earlier_article_is_the_one_published_first() -> None:
    copies = [
        article("a", STORY, published="2023-01-21"),
        article("b", STORY, published="2023-01-19"),
        article("c", STORY),
    ]
    assert shown(*copies) == [("a", "b"), ("c", "b")]


def test_what_the_front_matter_says_is_not_suggested_again() -> None:
    first = article("a", STORY)
    assert shown(first, article("b", STORY)) == [("b", "a")]
    assert shown(first, article("b", STORY, repeats=["a"])) == []
    assert shown(first, article("b", STORY, independent_of=["a"])) == []
    assert shown(article("a", STORY, independent_of=["b"]), article("b", STORY)) == []
    assert shown(article("a", STORY, origin="Reuters"), article("b", STORY, origin=" reuters ")) == []
    assert shown(article("a", STORY, publisher="Reuters"), article("b", STORY, origin="Reuters")) == []
    assert shown(article("a", STORY, origin="AP"), article("b", STORY, origin="Reuters")) == [("b", "a")]


def test_a_copy_of_a_dismissed_passage_is_suggested_with_the_next_article() -> None:
    assert shown(
        article("a", STORY), article("b", STORY, independent_of=["a"]), article("c", STORY, independent_of=["a"])
    ) == [("c", "b")]


def test_each_article_of_a_hundred_copies_is_suggested_once() -> None:
    copies = [article(f"{number:03}", STORY) for number in range(100)]
    assert shown(*copies) == [(f"{number:03}", "000") for number in range(1, 100)]


def test_passages_from_two_articles_are_both_suggested() -> None:
    other = " ".join(f"word{number}" for number in range(30))
    assert shown(article("a", STORY), article("b", other), article("c", f"{other}. {STORY}")) == [
        ("c", "b"),
        ("c", "a"),
    ]


def test_scripts_without_spaces_are_compared_by_character() -> None:
    text = "星期一早上一台起重机把发射装置吊到海港大厦的平顶上士兵们让人们离开码头直到晚上"
    (passage,) = found(article("a", text), article("b", f"据报道{text}完"))
    assert passage.words == len(text)


WORDS = st.lists(st.sampled_from(string.ascii_lowercase[:6]), min_size=0, max_size=80)


@given(st.lists(WORDS, max_size=4))
def test_spans_are_words_of_both_articles_and_long_enough(texts) -> None:
    articles = [article(str(number), " ".join(words)) for number, words in enumerate(texts)]
    by_id = {each.id: each for each in articles}
    for each in found(*articles):
        assert each.earlier != each.article
        for name, span in ((each.article, each.span), (each.earlier, each.earlier_span)):
            text = by_id[name].text[slice(*span)]
            assert text == text.strip()
            assert len(text.split()) >= 5
        assert each.words >= MIN_WORDS


def test_a_passage_with_wide_gaps_is_not_one() -> None:
    rng = random.Random(1)  # noqa: S311
    noise = iter([f"noise{rng.random()}" for _ in range(1000)])
    words = STORY.split()
    pieces = [words[at : at + 6] for at in range(0, 24, 6)]
    apart = " ".join(" ".join([*piece, *(next(noise) for _ in range(2 * MAX_GAP + 1))]) for piece in pieces)
    assert found(article("a", STORY), article("b", apart)) == []


def test_the_result_does_not_depend_on_the_order_of_the_articles() -> None:
    rng = random.Random(2)  # noqa: S311
    articles = [article(f"{n}", f"{OTHER if n % 2 else ''} {STORY if n % 3 else ''} {n}") for n in range(12)]
    expected = found(*articles)
    rng.shuffle(articles)
    assert found(*articles) == expected


def test_a_repeated_check_knows_the_texts_as_they_are_now(make_project) -> None:
    root = make_project(
        {"data/a.yaml": "places: [{name: A, coordinates: [1, 2]}]\n", "seeds/a.txt": STORY, "seeds/b.txt": OTHER}
    )
    memory = LinkCache()

    def codes() -> set[str]:
        return {each.code for each in check(root, memory=memory).findings}

    assert "L007" not in codes()
    (root / "seeds" / "b.txt").write_text(STORY, encoding="utf-8")
    assert "L007" in codes()
    assert "L007" in codes()
    (root / "seeds" / "b.txt").write_text(f"---\nrepeats: [a]\n---\n{STORY}", encoding="utf-8")
    assert "L007" not in codes()


def test_texts_of_one_word_repeated_are_no_trouble() -> None:
    (passage,) = found(article("a", "and " * 50_000), article("b", "and " * 50_000))
    assert passage.article == "b"
    assert passage.words > 49_000
