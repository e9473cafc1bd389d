"""A saved web page → the article's text and metadata, by trafilatura (the extra ``html``)."""

import re
import unicodedata
from dataclasses import dataclass
from html import unescape

from pydantic_core import PydanticCustomError

from geomap.findings import Finding, Location
from geomap.model import FrontMatter
from geomap.model.dates import Dating, parse_date
from geomap.read.articles.provenance import find_provenance, is_archive, without_archive
from geomap.read.files import CONTROL

HARDLY_ANY_TEXT = 150
"""Characters; a shorter page is usually a notice, or gets its text by JavaScript."""
_BREAK = re.compile(r"<br\b[^>]*>", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]{2,31});")
_DROPPED = "\u00ad\ufeff"  # soft hyphens and byte order marks are about line breaks and encodings, not the text
_FIRST_STAND_IN = 0x10000
"""Linear B, which no page about deployments is written in; characters that occur in the page are passed over."""


@dataclass(frozen=True)
class WebPage:
    """A saved web page: its main text, with empty lines between paragraphs, and its metadata.

    Attributes:
        url: where it was published, if the page says so.
        archive_url: the copy of a web archive that it is from.
        accessed: when it was saved.
    """

    text: str
    title: str | None = None
    publisher: str | None = None
    published: Dating | None = None
    url: str | None = None
    archive_url: str | None = None
    accessed: Dating | None = None

    def complete(self, front_matter: FrontMatter) -> FrontMatter:
        """The front matter, completed with the page's metadata."""
        keys = ("title", "publisher", "published", "url", "archive_url", "accessed")
        update = {key: value for key in keys if getattr(front_matter, key) is None and (value := getattr(self, key))}
        return front_matter.model_copy(update=update)


def read_web_page(html: str, name: str) -> WebPage | Finding:
    """The main text of a page, without its navigation, comments and advertisements; nothing is downloaded.

    Args:
        html: the page's source.
        name: of the file, for the finding if there is no text in it or trafilatura is not installed.
    """
    try:
        import trafilatura
    except ImportError:
        install = "run pip install 'geomap[html]', or save the article as plain text"
        return Finding(Location(name), "A007", "reading a saved web page requires trafilatura", install)
    provenance = find_provenance(html)
    shielded, stand_ins = _shield(without_archive(html))
    found = trafilatura.bare_extraction(
        shielded,
        include_comments=False,
        with_metadata=True,
        # The date in the page's metadata, not one found somewhere in its text.
        date_extraction_params={"extensive_search": False, "original_date": True},
    )
    if found is None or isinstance(found, dict) or not (found.text and found.text.strip()):
        return Finding(Location(name), "A002", "no article was found in this web page", "save its text as plain text")
    publisher = _line(found.sitename)
    return WebPage(
        CONTROL.sub("", _unshield(_with_breaks(found.text.strip(), stand_ins), stand_ins)),
        _line(_unshield(found.title or "", stand_ins)),
        publisher if publisher and not is_archive(publisher) else None,
        _day(found.date),
        provenance.url,
        provenance.archive_url,
        _day(provenance.saved),
    )


def _shield(html: str) -> tuple[str, dict[str, str]]:
    """The page with stand-ins for the characters that trafilatura removes, and the character for each stand-in.

    It removes every character that is not printable, among them the joiners of Persian and Hindi words, and the marks
    of writing directions. The stand-in for a line break follows its tag.
    """
    html = _ENTITY.sub(_unescape_format, html)
    used = set(html)
    free = (chr(code) for code in range(_FIRST_STAND_IN, _FIRST_STAND_IN + 0x80) if chr(code).isprintable())
    free = (each for each in free if each not in used)
    marks = sorted(each for each in used if unicodedata.category(each) == "Cf" and each not in _DROPPED)
    stand_ins = {next(free): each for each in ["\n", *marks[:20]]}
    breaks, *others = stand_ins
    shielded = html.translate({ord(stand_ins[each]): each for each in others})
    return _BREAK.sub(lambda tag: tag[0] + breaks, shielded), stand_ins


def _unescape_format(entity: re.Match[str]) -> str:
    """The character of an entity such as ``&zwnj;`` if it is invisible; the entity otherwise."""
    character = unescape(entity[0])
    return character if len(character) == 1 and unicodedata.category(character) == "Cf" else entity[0]


def _with_breaks(text: str, stand_ins: dict[str, str]) -> str:
    """The text with an empty line between paragraphs, and only a line break at each ``<br>``."""
    breaks = next(iter(stand_ins))
    return re.sub(rf"\s*{breaks}\s*", breaks, text).replace("\n", "\n\n")


def _unshield(text: str, stand_ins: dict[str, str]) -> str:
    return text.translate({ord(stand_in): character for stand_in, character in stand_ins.items()})


def _line(text: str | None) -> str | None:
    return CONTROL.sub("", " ".join(text.split()))[:500] or None if text else None


def _day(text: str | None) -> Dating | None:
    try:
        return parse_date(text) if text else None
    except PydanticCustomError:
        return None
