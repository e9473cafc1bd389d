"""A small page for each report: link previews show its title, status and picture, and people go on to the map."""

from collections.abc import Callable
from functools import cache, partial
from urllib.parse import quote

from geomap.exports.addresses import file_address
from geomap.geometry.shapes import Shape
from geomap.i18n.translator import Translator
from geomap.model import Report
from geomap.model.published import PublishedAtlas
from geomap.page.templates import page_template
from geomap.static_map.markers import shapes_of_reports
from geomap.static_map.report_card import HEIGHT, WIDTH, report_card

MAX_PAGES = 2_000
"""Reports up to which a map has these pages."""
MAX_CARDS = 200
"""Reports up to which each page has a picture of its own, which takes about a tenth of a second; above, the map's."""
MAX_NAME = 200
"""Bytes of an id that can be a file name everywhere."""


def has_report_pages(atlas: PublishedAtlas) -> bool:
    """Whether the map has these pages.

    It needs a public address, which link previews require, and ids that can be file names on every system.
    """
    ids = [report.id for report in atlas.reports]
    are_short = all(len(each.encode()) <= MAX_NAME for each in ids)
    are_distinct = len({each.casefold() for each in ids}) == len(ids)
    return bool(atlas.info.url) and 0 < len(ids) <= MAX_PAGES and are_short and are_distinct


def report_pages(atlas: PublishedAtlas, translator: Translator) -> dict[str, Callable[[], bytes]]:
    """A function for each file, by its path in the site; none if the map has no such pages."""
    if not has_report_pages(atlas):
        return {}

    @cache
    def extent() -> list[Shape]:
        return list(shapes_of_reports(atlas).values())

    def card(report: Report) -> bytes:
        return report_card(atlas, report, extent(), translator)

    pages = {f"report/{each.id}.html": partial(_page, atlas, each, translator) for each in atlas.reports}
    by_file = {name.casefold() for name in pages}
    for old, new in atlas.redirects.items():  # the page at a former address leads to the report too
        name = f"report/{old}.html"
        if new in atlas.report_by_id and name.casefold() not in by_file and len(old.encode()) <= MAX_NAME:
            by_file.add(name.casefold())
            pages[name] = partial(_page, atlas, atlas.report_by_id[new], translator)
    cards = {f"report/{each.id}.png": partial(card, each) for each in atlas.reports}
    return {**pages, **cards} if len(cards) <= MAX_CARDS else {**pages}


def _page(atlas: PublishedAtlas, report: Report, translator: Translator) -> bytes:
    info = atlas.info
    place = atlas.place_by_id.get(report.place or "")
    own_card = len(atlas.reports) <= MAX_CARDS
    file = quote(report.id)
    where = f"{place.name}, {translator.precision(place)}" if place else translator("place.none")
    text: str = page_template("report.html.j2").render(
        translator=translator,
        info=info,
        report=report,
        status=translator(f"status.{report.status}"),
        line=f"{translator.date(report.date)} · {where}",
        map_page=f"../index.html#report={file}",
        address=file_address(info.url, f"report/{file}.html"),
        picture=file_address(info.url, f"report/{file}.png" if own_card else "preview.png"),
        size=(WIDTH, HEIGHT) if own_card else None,
    )
    return text.encode()
