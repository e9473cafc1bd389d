"""An article as the editor shows it, and what its words suggest for a report: quote, place and dates."""

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from typing import Any

from pydantic import ValidationError

from geomap.edit.entry import InvalidValueError, Workspace, find_article
from geomap.edit.quotes import quote_span
from geomap.i18n.translator import Translator
from geomap.link import NameIndex
from geomap.link.sentences import Sentences
from geomap.model import without_markup
from geomap.model.date_words import months_named
from geomap.model.dates import Dating, parse_date
from geomap.model.written_dates import readings, readings_in_year
from geomap.project import LoadedAtlas

MAX_DATE_WORDS = 8
"""Words of a sentence that may be one date."""
_WORD = re.compile(r"[\w./:–~-]+")
_HAS_YEAR = re.compile(r"\d{4}")


def article_view(workspace: Workspace, atlas: LoadedAtlas | None, name: str) -> dict[str, Any]:
    """The text of an article with the mentions and quotes in it."""
    article = find_article(workspace, name)
    found = NameIndex(workspace.places, language_of(workspace)).find(article)
    citations = [each for each in atlas.citations if each.article == article.id] if atlas else []
    return {
        "id": article.id,
        "title": article.title,
        "file": article.file,
        "text": article.text,
        "markup": article.markup,
        "language": article.front_matter.language or language_of(workspace),
        "mentions": [{"start": one.start, "end": one.end, "place": one.place} for one in found.mentions],
        "citations": [{"start": one.start, "end": one.end, "report": one.report} for one in citations],
    }


def language_of(workspace: Workspace) -> str:
    """The language of the map's texts."""
    return workspace.gazetteer.map.language if workspace.gazetteer else "en"


def suggestions_for(workspace: Workspace, name: str, start: int, end: int, language: str) -> dict[str, Any]:
    """The evidence that selected words are, and the places and dates that their sentence names. Nothing is decided.

    Raises:
        InvalidValueError: the words cannot be quoted.
    """
    article = find_article(workspace, name)
    start, end = _trimmed(article.text, start, end)
    if start >= end:
        raise InvalidValueError("no words are selected", "select whole words of the article")
    first, last = Sentences(article, language_of(workspace)).around(start, end)
    mentions = NameIndex(workspace.places, language_of(workspace)).find(article).mentions
    inside = [one.place for one in mentions if first <= one.start and one.end <= last]
    before = [one.place for one in reversed(mentions) if one.end <= first]
    places = list(dict.fromkeys([*inside, *before]))
    sentence = " ".join(without_markup(article.text, article.markup, first, last).split())
    words = Translator(language)
    published = article.front_matter.published
    dates = [*dates_in(sentence, published), *([published.edtf] if published else [])]
    return {
        "evidence": quote_span(article, start, end),
        "sentence": sentence,
        "places": places[:8],
        "in_sentence": len(dict.fromkeys(inside)),
        "dates": [{"edtf": each, "words": words.date(_dating(each))} for each in dict.fromkeys(dates)],
        "published": published.edtf if published else None,
    }


def date_in_words(edtf: str, language: str) -> str:
    """A date as readers see it; empty if it is not one."""
    dating = _dating(edtf)
    return Translator(language).date(dating) if dating else ""


def _dating(edtf: str) -> Dating | None:
    try:
        return parse_date(edtf)
    except (ValueError, ValidationError):
        return None


def dates_in(sentence: str, published: Dating | None) -> list[str]:
    """The dates that a sentence names, in EDTF, the longest first of those at one place.

    A day and month without a year get the last year in which they are not after the publication.

    >>> dates_in("On 19 January 2023 a radar was seen, and again in late May 2024.", None)
    ['2023-01-19', '2024-05-21/2024-05-31~']
    """
    words = list(_WORD.finditer(sentence))
    found: list[str] = []
    at = 0
    while at < len(words):
        for count in range(min(MAX_DATE_WORDS, len(words) - at), 0, -1):
            written = sentence[words[at].start() : words[at + count - 1].end()].strip(".,–-")
            read = next(_readings(written, published), None)
            if read is not None:
                found.append(read)
                at += count - 1
                break
        at += 1
    return list(dict.fromkeys(found))


def _readings(written: str, published: Dating | None) -> Iterator[str]:
    """What a few words may mean, if they are a date."""
    has_month = any(map(_is_month, re.findall(r"[^\W\d]{3,}", written)))
    is_vague = not re.search(r"\d", written) and not re.search(r"[A-Z]|[^\W\d_a-zA-Z]", written)  # "may", "march"
    if is_vague or not (has_month or re.fullmatch(r"\d{4}-\d\d(-\d\d)?|\d{1,2}[./]\d{1,2}[./]\d{4}", written)):
        return
    if _HAS_YEAR.search(written):
        yield from _single(readings(written))
    elif published is not None and published.latest is not None:
        for year in (published.latest.year, published.latest.year - 1):
            for read in _single(readings_in_year(written, year)):
                dating = _dating(read)
                if dating and (dating.earliest or dt.date.max) <= published.latest:
                    yield read


def _is_month(word: str) -> bool:
    """Whether a word of a text names a month; a short word of any language may be another one."""
    return bool(months_named(word.casefold())) and (len(word) > 3 or not word.islower())


def _single(found: Sequence[str]) -> Sequence[str]:
    return found if len(found) == 1 else ()


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """The span of the selected words without white space, grown to whole words."""
    start, end = max(0, start), min(len(text), end)
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    while 0 < start < end and text[start - 1].isalnum() and text[start].isalnum():
        start -= 1
    while start < end < len(text) and text[end - 1].isalnum() and text[end].isalnum():
        end += 1
    return start, end
