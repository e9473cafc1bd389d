"""What the site tells other sites of itself: oEmbed for editors that embed by address, Open Graph for link previews."""

import json
import re
from typing import Any
from urllib.parse import SplitResult, urljoin, urlsplit, urlunsplit

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from markupsafe import escape

from geomap.i18n.translator import Translator
from geomap.model.published import PublishedAtlas
from geomap.static_map.page_svg import described
from geomap.static_map.preview_png import HEIGHT as PREVIEW_HEIGHT
from geomap.static_map.preview_png import WIDTH as PREVIEW_WIDTH

WIDTH, HEIGHT = 800, 560
"""Pixels of the embedded map, where the host asks for no other."""

_PAGE_FILE = re.compile(r"\.(?:x?html?|php|aspx?|jspx?|cgi)$", re.IGNORECASE)
"""Paths that name a file. Other dots, as in ``/v1.2``, are part of a folder's name."""

Tag = dict[str, Any]


def oembed_json(atlas: PublishedAtlas) -> bytes:
    """The map as an oEmbed 1.0 answer of type ``rich``, in JSON.

    Addresses are absolute where ``map.url`` is given. Where it is not, the frame's is relative to the site, and there
    is no thumbnail, whose address must be absolute.
    """
    answer = {
        "version": "1.0",
        "type": "rich",
        "title": atlas.info.title,
        "provider_name": "geomap",
        "width": WIDTH,
        "height": HEIGHT,
        "html": _frame(atlas),
    }
    if atlas.info.url:
        answer |= {
            "thumbnail_url": beside(atlas.info.url, "preview.png"),
            "thumbnail_width": PREVIEW_WIDTH,
            "thumbnail_height": PREVIEW_HEIGHT,
        }
    return (json.dumps(answer, ensure_ascii=False, indent=2) + "\n").encode()


def meta_tags(atlas: PublishedAtlas) -> list[Tag]:
    """The page's tags for link previews, as ``{"element": "meta", "attributes": {…}}``; the template escapes them.

    The address and the picture are told only where ``map.url`` is known: both must be absolute.
    """
    info = atlas.info
    description = described(atlas, Translator(info.language))
    first, *others = [_locale(language) for language in info.offered_languages]
    properties: list[tuple[str, str | None]] = [
        ("og:type", "website"),
        ("og:title", info.title),
        ("og:description", info.summary or description),
        ("og:locale", first),
        *(("og:locale:alternate", locale) for locale in others),
    ]
    oembed = "oembed.json"
    if info.url:
        oembed = beside(info.url, oembed)
        properties += [
            ("og:url", page_address(info.url)),
            ("og:image", beside(info.url, "preview.png")),
            ("og:image:type", "image/png"),
            ("og:image:width", str(PREVIEW_WIDTH)),
            ("og:image:height", str(PREVIEW_HEIGHT)),
            ("og:image:alt", description),
        ]
    link = {"rel": "alternate", "type": "application/json+oembed", "href": oembed, "title": info.title}
    feed = {"rel": "alternate", "type": "application/atom+xml", "href": "data/feed.atom", "title": info.title}
    return [
        *(_meta(property=name, content=value) for name, value in properties if value),
        _meta(name="twitter:card", content="summary_large_image" if info.url else "summary"),
        {"element": "link", "attributes": link},
        {"element": "link", "attributes": feed},
    ]


def _meta(**attributes: str) -> Tag:
    return {"element": "meta", "attributes": attributes}


def _frame(atlas: PublishedAtlas) -> str:
    address = _embedded(atlas.info.url) if atlas.info.url else "index.html?embed"
    title = escape(" ".join(atlas.info.title.split()))
    return (
        f'<iframe src="{escape(address)}" title="{title}" width="{WIDTH}" height="{HEIGHT}" loading="lazy" '
        'referrerpolicy="no-referrer" sandbox="allow-scripts allow-popups allow-popups-to-escape-sandbox" '
        'style="display:block;border:0;max-width:100%"></iframe>'
    )


def _split_page(url: str) -> SplitResult:
    """The parts of the page's address. A folder's path ends with a slash; a file name or a query names a page."""
    parts = urlsplit(url)
    is_page = parts.query or _PAGE_FILE.search(parts.path)
    return parts if is_page or parts.path.endswith("/") else parts._replace(path=f"{parts.path}/")


def page_address(url: str) -> str:
    """The address of the published page, for this ``map.url``; relative addresses can be resolved against it."""
    return urlunsplit(_split_page(url))


def _embedded(url: str) -> str:
    parts = _split_page(url)
    return urlunsplit(parts._replace(query="&".join(filter(None, [parts.query, "embed"]))))


def beside(url: str, file: str) -> str:
    """The address of a file of the site, by its path in it."""
    return urljoin(urlunsplit(_split_page(url)._replace(query="")), file)


def _locale(language: str) -> str | None:
    """Open Graph's form, a language and a country: ``uk_UA``; the country where most speak it, if none is given."""
    likely: dict[str, str] = get_global("likely_subtags")  # type: ignore[assignment]
    try:
        locale = Locale.parse(language, sep="-")
    except (ValueError, UnknownLocaleError):
        return None
    territory = locale.territory or likely.get(locale.language, "").rpartition("_")[2]
    return f"{locale.language}_{territory}" if len(territory) == 2 else None
