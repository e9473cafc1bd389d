"""Front matter as other programs write it: web clippers for Obsidian, MarkDownload, Joplin, trafilatura, Hugo."""

import re
from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from geomap.findings import Finding, echo
from geomap.model import FrontMatter

KEYS: dict[str, tuple[str, ...]] = {
    "title": ("headline",),
    "publisher": ("site", "sitename", "site_name", "website", "hostname", "domain"),
    "url": (
        *("source", "link", "permalink", "canonical", "canonical_url", "source_url", "original_url", "uri"),
        "address",
    ),
    "archive_url": ("archive", "archived", "archive_link", "wayback"),
    "published": ("date", "date_published", "published_at", "publish_date", "published_time", "pubdate", "datum"),
    "accessed": (
        *("clipped", "date_clipped", "saved", "date_saved", "saved_at", "captured", "retrieved", "downloaded"),
        *("date_accessed", "access_date", "created", "date_created", "date_added", "added"),
    ),
    "language": ("lang", "locale"),
    "authors": ("author", "byline", "creator", "creators"),
    "license": ("licence", "rights"),
}
"""What other programs call the keys of an article, the most specific first."""
_MEANING = {other: key for key, others in KEYS.items() for other in others}
_WIKI_LINK = re.compile(r"\[\[(?:[^\]|]*\|)?([^\]|]+)\]\]")


def key_for(other: str) -> str | None:
    """The key of an article for a key of another program; None if it has none.

    >>> key_for("Source"), key_for("date-saved"), key_for("tags")
    ('url', 'accessed', None)
    """
    return _MEANING.get(_plain_key(other))


def _plain_key(key: str) -> str:
    return re.sub(r"[\W_]+", "_", key.casefold()).strip("_")


def translate(given: Mapping[Any, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The front matter of an article, and the values that have no key in it or do not fit their key.

    >>> translate({"source": "https://example.org/a", "author": ["[[Jane Doe]]"], "tags": ["mast"]})
    ({'url': 'https://example.org/a', 'authors': ['Jane Doe']}, {'tags': ['mast']})
    """
    meant: dict[str, Any] = {}
    rank = {other: number for number, other in enumerate(_MEANING)}
    named = {str(key): value for key, value in given.items() if value not in (None, "", [])}
    for key in sorted(named, key=lambda each: rank.get(_plain_key(each), -1)):
        own = key if key in FrontMatter.model_fields else key_for(key)
        value = _fitted(own, named[key]) if own else None
        if own == "url" and value is None and "publisher" not in named:
            own, value = "publisher", _fitted("publisher", named[key])
        if own and own not in meant and value is not None:
            meant[own] = value
            del named[key]
    return meant, named


def _fitted(key: str, value: Any) -> Any:
    """A value in the form that its key takes; None if it cannot be brought into it."""
    if key == "authors":
        value = [value] if isinstance(value, str) else value
        value = [_plain(each) for each in value] if isinstance(value, list) else value
    elif isinstance(value, str) and key in {"published", "accessed"}:
        value = _date(value)
    elif isinstance(value, str):
        value = _plain(value)
    try:
        FrontMatter.model_validate({key: value})
    except ValidationError:
        return None
    return value


def _plain(text: Any) -> Any:
    """A text without the brackets of a link to a note."""
    return _WIKI_LINK.sub(r"\1", text).strip() if isinstance(text, str) else text


def _date(text: str) -> str:
    """The EDTF of a date that has one reading; other texts as they are."""
    from geomap.model.written_dates import readings, time_in  # with words of all languages, which few projects need

    found = readings(text)
    if len(found) != 1:
        return text
    time = time_in(text, found[0])
    return f"{found[0]}T{time.edtf}" if time and (time.minutes or time.second) else found[0]


def as_one_finding(findings: list[Finding]) -> list[Finding]:
    """The findings about unknown keys as one, if some of them are those of another program."""
    unknown = {each: each.message.split('"')[1] for each in findings if each.code == "G002" and '"' in each.message}
    known = {key: own for key in unknown.values() if (own := key_for(key))}
    if not known:
        return findings
    first = next(iter(unknown))
    renamed = [f"{own}{' (a list)' * (own == 'authors')} instead of {echo(key)}" for key, own in known.items()]
    others = [echo(key) for key in unknown.values() if key not in known]
    advice = f"write {', '.join(renamed)}" + (f", and delete {', '.join(others)}" if others else "")
    message = f"the front matter has keys of another program: {', '.join(map(echo, unknown.values()))}"
    one = Finding(first.location, "G002", message, f"{advice}; geomap import article FILE does that")
    return [one, *(each for each in findings if each not in unknown)]
