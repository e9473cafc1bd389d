"""A quote that was chosen is found again, exactly once and where it was chosen."""

from hypothesis import given, reject
from hypothesis import strategies as st

from geomap.edit.entry import RefusedError
from geomap.edit.quotes import Sentence, evidence_in
from geomap.link.evidence import find_citations
from geomap.model import Article, Evidence, Report, Status

WORDS = st.lists(st.sampled_from(["a", "radar", "radar,", "“roof”", "Заречье", "it's", "-"]), min_size=1, max_size=12)


@given(WORDS, WORDS, WORDS, st.sampled_from([" ", "\n", "  "]), st.data())
def test_chosen_words_are_found_where_they_were_chosen(before, chosen, after, space, data) -> None:
    parts = [space.join(words) for words in (before, chosen, after)]
    text = space.join(parts)
    start = len(parts[0]) + len(space)
    article = Article(id="roofs", title="Roofs", text=text)
    sentence = Sentence(article, start, start + len(parts[1]), " ".join(chosen))
    first = data.draw(st.integers(0, len(chosen) - 1))
    quote = " ".join(chosen[first : data.draw(st.integers(first + 1, len(chosen)))])
    try:
        evidence = Evidence(**evidence_in(sentence, quote))
    except RefusedError:  # among the same words again and again, or no whole word in it
        reject()
    report = Report(id="r", title="R", status=Status.CONFIRMED, status_reason="S", evidence=(evidence,))
    (citation,), findings = find_citations([report], [article])
    assert not findings
    assert start <= citation.start < citation.end <= start + len(parts[1])
    assert " ".join(citation.exact.split()) == quote
