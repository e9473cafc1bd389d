"""The article view: the published text of an article, in runs with their places and reports."""

import json
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geomap.model import Article, Citation, FrontMatter, Mention, without_markup
from geomap.model.atlas import anchored
from geomap.page.article_view import article_blocks
from geomap.read.articles.markup import markdown_syntax


def article_of(text: str, publish: str = "full", title: str = "Title", *, markdown: bool = True) -> Article:
    markup = markdown_syntax(text) if markdown else ()
    return Article(id="a", title=title, front_matter=FrontMatter(publish=publish), text=text, markup=markup)


def mention_of(article: Article, start: int, end: int, place: str) -> Mention:
    return Mention(*anchored(article, start, end), place=place, name=place)


def citation_of(article: Article, start: int, end: int, report: str, sentence: tuple[int, int]) -> Citation:
    found = anchored(article, start, end)
    return Citation(*found, report=report, evidence=0, around=lambda *_: sentence)


def span_of(text: str, words: str) -> tuple[int, int]:
    start = text.index(words)
    return start, start + len(words)


def quote(article: Article, words: str, report: str = "r", sentence: str = "") -> Citation:
    around = span_of(article.text, sentence or words)
    return citation_of(article, *span_of(article.text, words), report, around)


def mention(article: Article, words: str, place: str = "p") -> Mention:
    return mention_of(article, *span_of(article.text, words), place)


def blocks_of(article: Article, mentions=(), citations=()) -> list[dict]:
    places = {each.place: index for index, each in enumerate(mentions)}
    reports = {each.report: index for index, each in enumerate(citations)}
    return article_blocks(article, mentions, citations, places, reports)


def texts_of(blocks: list[dict]) -> list[tuple[str, str]]:
    return [(block["kind"], "".join(run["text"] for run in block["runs"])) for block in blocks]


def words_of(text: str) -> list[str]:
    return text.split()


def test_empty_lines_separate_paragraphs_and_white_space_is_collapsed() -> None:
    article = article_of("One *line*\nand  another.\r\n \t\r\nThe\tsecond\u00a0[one](https://example.org).\n")
    assert texts_of(blocks_of(article)) == [
        ("paragraph", "One line and another."),
        ("paragraph", "The second\u00a0one."),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# One\nText\n## Two ##\nMore", ["heading One", "paragraph Text", "heading Two", "paragraph More"]),
        ("One\n===\nText\n\nTwo\n---\nMore", ["heading One", "paragraph Text", "heading Two", "paragraph More"]),
        ("- one\n- two\n  goes on\n\n1. three", ["paragraph one", "paragraph two goes on", "paragraph three"]),
        ("Text\n> quoted\n> on\n>\n> again\n\nEnd", ["Text", "quoted on", "again", "End"]),
        ("Above\n\n***\n\nBelow", ["Above", "Below"]),
        ("```sh\n# not a heading\n- nor an item\n```\nText", ["# not a heading - nor an item", "Text"]),
        ("See\nhttps://example.org/x\nfor more", ["See for more"]),
        ("A [link](\nhttps://example.org\n) goes on\n\n[label]: https://example.org", ["A link goes on"]),
        ("- item\n---\nText", ["item", "Text"]),
        ("> # Quoted heading\n> text", ["heading Quoted heading", "paragraph text"]),
        ("*one* begins\n**two** follows", ["one begins two follows"]),
    ],
)
def test_markdown_becomes_headings_and_paragraphs(text, expected) -> None:
    whole = [each if each.startswith(("heading ", "paragraph ")) else f"paragraph {each}" for each in expected]
    assert [f"{kind} {words}" for kind, words in texts_of(blocks_of(article_of(text)))] == whole


def test_plain_text_has_no_headings() -> None:
    article = article_of("# One\n- two\n===\n\nThree", markdown=False)
    assert texts_of(blocks_of(article)) == [("paragraph", "# One - two ==="), ("paragraph", "Three")]


@pytest.mark.parametrize("text", ["# A *title*\n\nText", "A title\n\nText", "A  title\n===\nText"])
def test_the_title_is_not_repeated(text) -> None:
    assert texts_of(blocks_of(article_of(text, title="A title"))) == [("paragraph", "Text")]


def test_a_title_that_is_evidence_stays() -> None:
    article = article_of("# A title\n\nText", title="A title")
    assert texts_of(blocks_of(article, [], [quote(article, "title")]))[0] == ("heading", "A title")


@pytest.mark.parametrize("text", ["A title", "A title\nthat goes on\n\nText", "Text\n\nA title"])
def test_a_text_that_only_starts_like_the_title_stays(text) -> None:
    joined = " ".join(words for _, words in texts_of(blocks_of(article_of(text, title="A title"))))
    assert joined.split() == text.split()


def test_runs_are_divided_where_mentions_and_quotes_overlap() -> None:
    article = article_of("It stood on the **Ministry of Defense** that day.")
    mentions = [mention(article, "Ministry of Defense")]
    citations = [quote(article, "on the **Ministry", "one"), quote(article, "of Defense** that day", "two")]
    assert blocks_of(article, mentions, citations)[0]["runs"] == [
        {"text": "It stood "},
        {"text": "on the ", "reports": [0]},
        {"text": "Ministry", "place": 0, "reports": [0]},
        {"text": " ", "place": 0},
        {"text": "of Defense", "place": 0, "reports": [1]},
        {"text": " that day", "reports": [1]},
        {"text": "."},
    ]


def test_a_quote_of_several_reports_has_all_of_them_in_order() -> None:
    article = article_of("It stood there.")
    citations = [quote(article, "stood there", "b"), quote(article, "stood there", "a")]
    made = article_blocks(article, [], citations, {}, {"a": 3, "b": 7})
    assert made[0]["runs"][1] == {"text": "stood there", "reports": [3, 7]}


TEXT = "# Heading\n\nFirst. Second in Zarechye. Third.\n\nFourth. Fifth.\n\nSixth.\n"


def excerpts(*sentences: str, text: str = TEXT) -> list[tuple[str, str]]:
    article = article_of(text, "excerpts")
    citations = [quote(article, sentence[:-1], sentence, sentence) for sentence in sentences]
    return texts_of(blocks_of(article, [mention(article, "Zarechye")] if "Zarechye" in text else [], citations))


def test_excerpts_are_the_sentences_of_the_evidence_with_gaps() -> None:
    gap = ("gap", "")
    second = ("paragraph", "Second in Zarechye.")
    assert excerpts("Second in Zarechye.") == [gap, second, gap]
    assert excerpts("Fifth.", "Second in Zarechye.") == [gap, second, gap, ("paragraph", "Fifth."), gap]
    assert excerpts("Sixth.", "Fifth.") == [gap, ("paragraph", "Fifth."), ("paragraph", "Sixth.")]
    assert excerpts("First.", "Second in Zarechye.") == [gap, ("paragraph", "First. Second in Zarechye."), gap]
    assert excerpts("First.", "Third.") == [gap, ("paragraph", "First."), gap, ("paragraph", "Third."), gap]


def test_a_title_or_a_rule_makes_no_gap() -> None:
    assert excerpts("All of it.", text="# Title\n\n***\n\nAll of it.\n\n***\n") == [("paragraph", "All of it.")]


def test_excerpts_have_the_mentions_in_them() -> None:
    article = article_of(TEXT, "excerpts")
    citation = quote(article, "Second", sentence="Second in Zarechye.")
    made = blocks_of(article, [mention(article, "Zarechye")], [citation])
    assert made[1]["runs"] == [
        {"text": "Second", "reports": [0]},
        {"text": " in "},
        {"text": "Zarechye", "place": 0},
        {"text": "."},
    ]


def test_without_permission_or_evidence_there_is_no_text() -> None:
    article = article_of(TEXT, "none")
    assert blocks_of(article, [mention(article, "Zarechye")], [quote(article, "Fifth.")]) == []
    assert blocks_of(article_of(TEXT, "excerpts")) == []


def test_the_order_of_mentions_and_citations_does_not_matter() -> None:
    article = article_of("In Zarechye and in Moscow.")
    mentions = [mention(article, "Zarechye", "z"), mention(article, "Moscow", "m")]
    index = {"z": 0, "m": 1}
    assert article_blocks(article, mentions, [], index, {}) == article_blocks(article, mentions[::-1], [], index, {})


WORDS = ["word", "тест", "Zarechye", " ", "  ", "\n", "\n\n", "\r\n", "\u00a0", ". "]
MARKS = ["# ", "- ", "> ", "1. ", "*", "**", "`", "---", "===", "```\n", "[", "](x)", "<b>", "\\*"]
TEXTS = st.lists(st.sampled_from(WORDS + MARKS), max_size=40).map("".join)


@st.composite
def marked_articles(draw, publish: str):
    """An article, disjoint mentions each of a place of its own, and quotes that overlap as they like."""
    text = draw(TEXTS)
    article = article_of(text, publish, markdown=draw(st.booleans()))
    cuts = sorted(draw(st.sets(st.integers(0, len(text)), max_size=8)))
    mentions = [mention_of(article, *cut, f"p{i}") for i, cut in enumerate(zip(cuts[::2], cuts[1::2], strict=False))]
    spans = st.tuples(st.integers(0, len(text)), st.integers(0, len(text))).map(sorted).filter(lambda s: s[0] < s[1])
    citations = [
        citation_of(article, start, end, f"r{i}", draw(sentences_around(text, start, end)))
        for i, (start, end) in enumerate(draw(st.lists(spans, max_size=5) if text else st.just([])))
    ]
    return article, mentions, citations


def sentences_around(text: str, start: int, end: int):
    return st.tuples(st.integers(0, start), st.integers(end, len(text)))


def visible(article: Article, start: int = 0, end: int | None = None) -> list[str]:
    return words_of(without_markup(article.text, article.markup, start, end))


@given(marked_articles("full"))
def test_a_full_article_is_complete_and_has_each_mention_and_quote_once(made) -> None:
    article, mentions, citations = made
    blocks = blocks_of(article, mentions, citations)
    assert {block["kind"] for block in blocks} <= {"heading", "paragraph"}
    assert words_of(" ".join(words for _, words in texts_of(blocks))) == visible(article)

    def marked(fits) -> list[str]:
        return words_of(" ".join("".join(run["text"] for run in block["runs"] if fits(run)) for block in blocks))

    for index, each in enumerate(mentions):
        assert marked(lambda run, at=index: run.get("place") == at) == visible(article, each.start, each.end)
    for index, each in enumerate(citations):
        assert marked(lambda run, at=index: at in run.get("reports", ())) == visible(article, each.start, each.end)


@given(marked_articles("full"))
def test_runs_have_no_markup_and_only_single_spaces(made) -> None:
    for block in blocks_of(*made):
        assert block["runs"]
        assert all(run["text"] for run in block["runs"])
        text = "".join(run["text"] for run in block["runs"])
        assert text == text.strip(" ")
        assert not set("\t\r\n") & set(text)
        assert "  " not in text


@given(st.data())
def test_no_letter_outside_the_sentences_of_the_evidence_is_published(data) -> None:
    article, mentions, citations = data.draw(marked_articles("excerpts"))
    hidden = {at for start, end in article.markup for at in range(start, end)}
    allowed = {at for each in citations for at in range(each.sentence_start, each.sentence_end)}
    # The same marks, but every letter that may not be published is a Q.
    text = "".join(
        char if at in allowed or not char.isalpha() else "Q" for at, char in enumerate(article.text.replace("Q", "q"))
    )
    article = article.model_copy(update={"text": text})
    blocks = blocks_of(article, mentions, citations)
    assert "Q" not in json.dumps(blocks)
    shown = "".join(char for _, words in texts_of(blocks) for char in words if char.isalpha())
    assert shown == "".join(char for at, char in enumerate(text) if at in allowed - hidden and char.isalpha())


@given(marked_articles("excerpts"))
def test_gaps_are_never_adjacent_or_alone(made) -> None:
    kinds = [block["kind"] for block in blocks_of(*made)]
    assert kinds != ["gap"]
    assert ("gap", "gap") not in set(pairwise(kinds))
