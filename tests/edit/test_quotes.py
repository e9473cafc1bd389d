"""A quote from a sentence is found exactly once, in that sentence."""

from hypothesis import given, reject
from hypothesis import strategies as st

from geomap.edit.entry import InvalidValueError
from geomap.edit.quotes import Sentence, quote_sentence
from geomap.link.evidence import find_citations
from geomap.model import Article, Evidence, Report, Status

WORDS = st.lists(st.sampled_from(["a", "radar", "radar,", "“roof”", "Заречье", "it's", "-"]), min_size=1, max_size=12)


@given(WORDS, WORDS, WORDS, st.sampled_from([" ", "\n", "  "]), st.data())
def test_a_quote_is_found_where_it_was_chosen(before, chosen, after, space, data) -> None:
    parts = [space.join(words) for words in (before, chosen, after)]
    text = space.join(parts)
    start = len(parts[0]) + len(space)
    article = Article(id="roofs", title="Roofs", text=text)
    sentence = Sentence(article, start, start + len(parts[1]), " ".join(chosen))
    first = data.draw(st.integers(0, len(chosen) - 1))
    quote = " ".join(chosen[first : data.draw(st.integers(first + 1, len(chosen)))])
    try:
        evidence = Evidence(**quote_sentence(sentence, quote))
    except InvalidValueError:  # surrounded by the same words everywhere, or without a whole word
        reject()
    report = Report(id="r", title="R", status=Status.CONFIRMED, status_reason="S", evidence=(evidence,))
    (citation,), findings = find_citations([report], [article])
    assert not findings
    assert start <= citation.start < citation.end <= start + len(parts[1])
    assert " ".join(citation.exact.split()) == quote
