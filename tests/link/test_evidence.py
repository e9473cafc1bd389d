"""Evidence: a quote is found word for word, exactly once, or a finding shows the nearest text."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from geomap.findings import Finding, Location
from geomap.link.evidence import find_citations, nearest_text
from geomap.model import Article, Citation, Evidence, Origin, Report
from geomap.model.origin import mark_of

TEXT = """Guns on rooftops

Several “Pantsir” systems were installed on the roofs of various buildings
in Moscow on January 19, 2023. One of them is near the U.S. embassy, Dr. Orlov said.

There have been more. However, these remain unconfirmed. Moscow’s mayor said nothing of the roof.
"""


def article(text: str = TEXT, id: str = "a", **fields: object) -> Article:  # noqa: A002
    return Article(**{"id": id, "title": id, "text": text, "file": f"seeds/{id}.md", **fields})


def report(*quotes: str, article: str = "a", status: str = "unconfirmed", id: str = "r") -> Report:  # noqa: A002
    evidence = [{"article": article, "quote": quote} for quote in quotes]
    return Report(id=id, title="T", status=status, status_reason="why", evidence=evidence)


def cite(quote: str, *articles: Article) -> Citation:
    citations, findings = find_citations([report(quote)], articles or [article()])
    assert findings == []
    return citations[0]


def refuse(quote: str, *articles: Article, code: str = "E001") -> Finding:
    citations, (finding,) = find_citations([report(quote)], articles or [article()])
    assert citations == ()
    assert finding.code == code
    return finding


def test_a_citation_has_its_span_context_and_sentence() -> None:
    citation = cite("installed on the roofs")
    assert TEXT[citation.start : citation.end] == citation.exact == "installed on the roofs"
    assert citation.prefix == TEXT[citation.start - 32 : citation.start]
    assert citation.suffix == TEXT[citation.end : citation.end + 32]
    assert TEXT[citation.sentence_start : citation.sentence_end] == (
        "Several “Pantsir” systems were installed on the roofs of various buildings\nin Moscow on January 19, 2023."
    )


def test_citations_have_the_order_of_reports_and_evidence() -> None:
    reports = [report("more. However", "Several", id="second"), report("embassy", id="first")]
    citations, _ = find_citations(reports, [article()])
    assert [(each.report, each.evidence) for each in citations] == [("second", 0), ("second", 1), ("first", 0)]


@pytest.mark.parametrize(
    "quote",
    [
        'Several "Pantsir" systems',
        "various buildings in Moscow",
        "various   buildings\r\nin\xa0Mos\xadcow",
        "Moscow's mayor",
        "  Several “Pantsir”  ",
    ],
)
def test_typography_makes_no_difference(quote) -> None:
    citation = cite(quote)
    assert TEXT[citation.start : citation.end] == citation.exact


@pytest.mark.parametrize(
    "quote",
    [
        "installed on the roof",
        "Installed on the roofs",
        "nstalled on the roofs",
        "installed upon the roofs",
        "systems installed on the roofs",
        "January 20, 2023",
        "the roofs…in Moscow",
        "\u200b",
    ],
)
def test_any_other_difference_is_an_error(quote) -> None:
    refuse(quote)


def test_markdown_makes_no_difference_in_article_or_quote() -> None:
    text = "It stands *on the **roof*** there."
    marked = article(text, markup=((10, 11), (18, 20), (24, 27)))
    assert cite("on the roof there", marked).exact == "on the **roof*** there"
    assert cite("*on the **roof***", marked).exact == "*on the **roof***"


def test_the_address_of_a_link_is_not_evidence() -> None:
    text = "It is [there](https://example.org/roof) now."
    refuse("https://example.org/roof", article(text, markup=((6, 7), (12, 39))))


def test_the_nearest_text_and_its_location_are_shown() -> None:
    finding = refuse("systems were put on the roofs of various buildings")
    assert '"systems were put on the roofs of various buildings"' in finding.message
    assert "installed on the roofs of various buildings" in finding.help
    assert "seeds/a.md:3:" in finding.help


def test_a_quote_without_similar_text_is_reported_as_such() -> None:
    assert refuse("zzz qqq").help == "seeds/a.md has no similar text"


def test_a_quote_that_ends_inside_a_word_is_reported_as_such() -> None:
    assert "only inside longer words, at seeds/a.md:3:" in refuse("on the roofs of vario").help


def test_another_article_with_the_quote_is_named() -> None:
    finding = refuse("a launcher in the yard", article(), article("Seen:\na launcher in the yard", id="b"))
    assert finding.help.startswith('article "b" has it, at seeds/b.md:2:1')


def test_a_repeated_quote_is_reported_with_its_locations() -> None:
    finding = refuse("the", code="E002")
    assert "3 times" in finding.message
    assert "seeds/a.md:3:45, seeds/a.md:4:52, seeds/a.md:6:89: " in finding.help


def test_overlapping_occurrences_count_and_those_inside_words_do_not() -> None:
    refuse("ha ha", article("ha ha ha"), code="E002")
    assert cite("roof", article("rooftops, roofs, one roof")).start == 21
    refuse("to be", article("to be or not " * 200 + "to be"), code="E002")


def report_with(prefix: str | None, suffix: str | None) -> Report:
    evidence = [{"article": "a", "quote": "roof", "prefix": prefix, "suffix": suffix}]
    return Report(id="r", title="T", status="unconfirmed", status_reason="why", evidence=evidence)


@pytest.mark.parametrize(
    ("prefix", "suffix", "start"),
    [(None, "here", 4), (None, "there", 20), (", the", None, 20), ("here, the", "there", 20), (None, ".", 35)],
)
def test_prefix_and_suffix_select_one_occurrence(prefix, suffix, start) -> None:
    marked = article("the roof here, the *roof*\nthere. A roof.", markup=((19, 20), (24, 25)))
    (citation,), findings = find_citations([report_with(prefix, suffix)], [marked])
    assert (citation.start, citation.exact, findings) == (start, "roof", [])


@pytest.mark.parametrize(("prefix", "suffix"), [("tin", None), (None, "her"), ("a", "here"), ("the", "there, too")])
def test_prefix_and_suffix_must_match_exactly(prefix, suffix) -> None:
    citations, (finding,) = find_citations([report_with(prefix, suffix)], [article("the roof here, the roof there.")])
    assert (citations, finding.code) == ((), "E001")
    assert ' in article "a", but not ' in finding.message


def test_a_prefix_that_leaves_two_occurrences_is_an_error() -> None:
    _, (finding,) = find_citations([report_with("the", None)], [article("the roof here, the roof there.")])
    assert finding.code == "E002"


def test_an_unknown_article_is_reported_with_the_nearest_id() -> None:
    entry = report("Several", article="moscow-rooftop")
    _, (finding,) = find_citations([entry], [article(id="moscow-rooftops"), article("x", id="other")])
    assert (finding.code, finding.message) == ("A001", 'no article has the id "moscow-rooftop"')
    assert finding.help == (
        'did you mean "moscow-rooftops"? Article "moscow-rooftops" has it, at seeds/moscow-rooftops.md:3:1'
    )
    _, (finding,) = find_citations([entry], [])
    assert finding.help == "there are no articles in seeds/"


def test_findings_are_located_at_the_key() -> None:
    quote, name = (mark_of(7, 8), (mark_of(7, 15),)), (mark_of(6, 8), (mark_of(6, 17),))
    origin = Origin("data/locations.yaml", (mark_of(6, 8), {"quote": quote, "article": name}))
    for entry, at in (({"article": "a", "quote": "zzz"}, (8, 16)), ({"article": "zzz", "quote": "the"}, (7, 18))):
        found = Evidence(**entry).located(origin)
        one = report("x").model_copy(update={"evidence": (found,)})
        _, (finding,) = find_citations([one], [article()])
        assert finding.location == Location("data/locations.yaml", *at)


def test_a_report_without_evidence_is_an_error_only_if_it_is_confirmed() -> None:
    reports = [report(status=status, id=status) for status in ("confirmed", "unconfirmed", "refuted")]
    _, findings = find_citations(reports, [])
    assert [finding.code for finding in findings] == ["E003", "E004", "E004"]


def sentence(text: str, quote: str, language: str = "en", **fields: object) -> str:
    (citation,), _ = find_citations([report(quote)], [article(text, **fields)], language)
    return text[citation.sentence_start : citation.sentence_end]


@pytest.mark.parametrize(
    ("text", "quote", "language", "expected"),
    [
        (
            "One. It is near the U.S. embassy, Dr. Orlov said. Two.",
            "near",
            "en",
            "It is near the U.S. embassy, Dr. Orlov said.",
        ),
        ("One. Two and. Three four. Five.", "and. Three", "en", "Two and. Three four."),
        ("Раз. Это на ул. Ленина. Два.", "на", "ru", "Это на ул. Ленина."),
        ("Раз. Это на пл. Победы, 5. Два.", "Победы", "ru", "Это на пл. Победы, 5."),
        ("Раз. Это у наб. Шевченко. Два.", "у", "uk", "Это у наб. Шевченко."),
        ("Раз. Т. е. так. Два.", "так", "ru", "Т. е. так."),
        ("😀 One. Two 😀 three. Four.", "three", "en", "Two 😀 three."),
        ("No full stop at all", "stop", "en", "No full stop at all"),
        ("A headline\n\nThe text. More.", "text", "en", "The text."),
        ("A headline\r\n \r\nThe text\r\nof it. More.", "text", "en", "The text\r\nof it."),
        ("# A heading\nThe text. More.", "text", "en", "The text."),
        ("First\n\nlast. Next.", "First last", "en", "First\n\nlast."),
        ("One. “Is it? Yes,” he said. Two.", "he", "en", "“Is it? Yes,” he said."),
    ],
)
def test_the_sentence_around_a_quote(text, quote, language, expected) -> None:
    assert sentence(text, quote, language) == expected


def test_the_language_of_the_article_overrides_that_of_the_map() -> None:
    text = "Раз. Это на ул. Ленина. Два."
    assert sentence(text, "Ленина", "en", front_matter={"language": "ru-RU"}) == "Это на ул. Ленина."


def test_list_items_and_headings_are_separate_paragraphs() -> None:
    text = "## Seen\n- a launcher\n- **two** guns\n\nGone.\n---\nLater"
    markup = ((0, 3), (8, 10), (21, 23), (23, 25), (28, 30), (43, 46))
    assert sentence(text, "Seen", markup=markup) == "Seen"
    assert sentence(text, "launcher", markup=markup) == "a launcher"
    assert sentence(text, "guns", markup=markup) == "two** guns"
    assert sentence(text, "Later", markup=markup) == "Later"


def test_a_text_without_sentence_ends_gives_the_surrounding_text() -> None:
    found = sentence("word " * 5_000 + "quote" + " word" * 5_000, "quote")
    assert "quote" in found
    assert len(found) < 20_000
    assert found.startswith("word ")
    assert found.endswith(" word")


@pytest.mark.large
@pytest.mark.parametrize(
    "text", ["word and number %d of them. " * 150_000 % tuple(range(150_000)), "ab" * 200_000, "a b " * 1_000_000]
)
def test_very_long_articles_and_quotes_are_handled(text) -> None:
    quote = text[-20_000:-10_000].strip()
    citations, findings = find_citations([report(quote, quote + " changed", "ba")], [article(text)])
    assert len(citations) + len(findings) == 3
    assert findings[-1].code == "E001"


def test_the_nearest_text_to_a_long_quote_is_around_its_first_difference() -> None:
    text = " ".join(f"word{i}" for i in range(2_000))
    quote = text[:9_000].replace("word700 ", "sword700 ")
    start, end = nearest_text(quote, text)
    assert "word699 word700 word701" in text[start:end]
    assert end - start < 300


LETTERS = st.sampled_from([*"abАяé東", " ", " ", " ", "\n", "’", "'", "“", "-", "–", ".", "*", "\xad", "\u200b"])
SEPARATORS = (" ", "\n", "\r\n", ". ", " – ", "’ “", ", ", "\xa0", " \u200b", "-")
RETYPED = {"\n": " ", "\r": "", "\xa0": " ", "–": "—", "“": '"', "’": "'", "-": "‑", "é": "e\u0301", "\u200b": ""}
ARTICLES = st.lists(LETTERS, min_size=1, max_size=60).map("".join)


@given(st.lists(st.sampled_from(SEPARATORS), min_size=1, max_size=20), st.data())
def test_whole_words_are_found_in_any_typography(separators, data) -> None:
    text, spans = "", []
    for number, separator in enumerate(separators):
        word = f"Ёж{number}é"
        spans.append((len(text), len(text) + len(word)))
        text += word + separator
    first = data.draw(st.integers(0, len(spans) - 1))
    last = data.draw(st.integers(first, len(spans) - 1))
    start, end = spans[first][0], spans[last][1]
    retyped = "".join(RETYPED.get(char, char) for char in text[start:end])
    (citation,), findings = find_citations([report(retyped)], [article(text)])
    assert findings == []
    assert (citation.start, citation.end, citation.exact) == (start, end, text[start:end])


@given(ARTICLES, st.data())
def test_a_citation_is_inside_its_sentence_and_the_article(text, data) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    quote = text[start : data.draw(st.integers(start + 1, len(text)))]
    assume(quote.strip())
    citations, findings = find_citations([report(quote)], [article(text)])
    assert len(citations) + len(findings) == 1
    for citation in citations:
        assert text[citation.start : citation.end] == citation.exact
        assert 0 <= citation.sentence_start <= citation.start < citation.end <= citation.sentence_end <= len(text)


@given(ARTICLES, ARTICLES)
def test_text_that_is_not_in_the_article_is_never_found(text, quote) -> None:
    assume(quote.strip())
    citations, findings = find_citations([report(f"{quote}ж")], [article(text)])
    assert citations == ()
    assert [finding.code for finding in findings] == ["E001"]
