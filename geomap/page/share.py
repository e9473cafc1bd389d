"""Metadata for other sites: an oEmbed file for editors that embed by address, Open Graph tags for link previews."""

import json
from typing import Any

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from markupsafe import escape

from geomap.exports.addresses import embed_address, file_address, page_address
from geomap.i18n.translator import Translator
from geomap.model.published import PublishedAtlas
from geomap.static_map.page_svg import description
from geomap.static_map.preview_png import HEIGHT as PREVIEW_HEIGHT
from geomap.static_map.preview_png import WIDTH as PREVIEW_WIDTH

WIDTH, HEIGHT = 800, 560
"""Size of the embedded map in pixels, unless the host asks for another."""

Tag = dict[str, Any]


def oembed_json(atlas: PublishedAtlas) -> bytes:
    """The map as an oEmbed 1.0 response of type ``rich``, in JSON.

    Without ``map.url``, the address of the frame is relative to the site, and there is no thumbnail: its address must
    be absolute.
    """
    response = {
        "version": "1.0",
        "type": "rich",
        "title": atlas.info.title,
        "provider_name": "geomap",
        "width": WIDTH,
        "height": HEIGHT,
        "html": _frame(atlas),
    }
    if atlas.info.url:
        response |= {
            "thumbnail_url": file_address(atlas.info.url, "preview.png"),
            "thumbnail_width": PREVIEW_WIDTH,
            "thumbnail_height": PREVIEW_HEIGHT,
        }
    return (json.dumps(response, ensure_ascii=False, indent=2) + "\n").encode()


def meta_tags(atlas: PublishedAtlas) -> list[Tag]:
    """The page's tags for link previews, as ``{"element": "meta", "attributes": {…}}``; the template escapes them.

    The addresses of the page and of the picture must be absolute: without ``map.url`` they are left out.
    """
    info = atlas.info
    alternative = description(atlas, Translator(info.language))
    first, *others = [_locale(language) for language in info.offered_languages]
    properties: list[tuple[str, str | None]] = [
        ("og:type", "website"),
        ("og:title", info.title),
        ("og:description", info.summary or alternative),
        ("og:locale", first),
        *(("og:locale:alternate", locale) for locale in others),
    ]
    if info.url:
        properties += [
            ("og:url", page_address(info.url)),
            ("og:image", file_address(info.url, "preview.png")),
            ("og:image:type", "image/png"),
            ("og:image:width", str(PREVIEW_WIDTH)),
            ("og:image:height", str(PREVIEW_HEIGHT)),
            ("og:image:alt", alternative),
        ]
    alternates = [("application/json+oembed", "oembed.json"), ("application/atom+xml", "data/feed.atom")]
    return [
        *(_meta(property=name, content=value) for name, value in properties if value),
        _meta(name="twitter:card", content="summary_large_image" if info.url else "summary"),
        *(_alternate(media_type, file_address(info.url, path), info.title) for media_type, path in alternates),
    ]


def _meta(**attributes: str) -> Tag:
    return {"element": "meta", "attributes": attributes}


def _alternate(media_type: str, address: str, title: str) -> Tag:
    return {"element": "link", "attributes": {"rel": "alternate", "type": media_type, "href": address, "title": title}}


def _frame(atlas: PublishedAtlas) -> str:
    address = embed_address(atlas.info.url) if atlas.info.url else "index.html?embed"
    title = escape(" ".join(atlas.info.title.split()))
    return (
        f'<iframe src="{escape(address)}" title="{title}" width="{WIDTH}" height="{HEIGHT}" loading="lazy" '
        'referrerpolicy="no-referrer" sandbox="allow-scripts allow-popups allow-popups-to-escape-sandbox" '
        'style="display:block;border:0;max-width:100%"></iframe>'
    )


def _locale(language: str) -> str | None:
    """Language and country for Open Graph, such as ``uk_UA``; the most likely country if the tag has none."""
    likely: dict[str, str] = get_global("likely_subtags")  # type: ignore[assignment]
    try:
        locale = Locale.parse(language, sep="-")
    except (ValueError, UnknownLocaleError):
        return None
    territory = locale.territory or likely.get(locale.language, "").rpartition("_")[2]
    return f"{locale.language}_{territory}" if len(territory) == 2 else None
