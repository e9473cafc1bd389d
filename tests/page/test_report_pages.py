"""The page of each report for link previews, and its picture."""

import io
from html.parser import HTMLParser

import pytest
from PIL import Image

from geomap.i18n.translator import Translator
from geomap.model import Atlas, MapInfo, Place, Report
from geomap.model.published import PublishedAtlas, coarsened
from geomap.page.report_pages import MAX_CARDS, MAX_PAGES, report_pages

PLACES = (
    Place(name="Mill", coordinates=[52.1, 13.2], precision="building"),
    Place(name="Yard", coordinates=[53.1, 14.2], precision="city"),
)


def report(title: str = "Radar <b>& mast", place: str | None = "mill", **more: object) -> Report:
    values = {"title": title, "place": place, "status": "refuted", "status_reason": 'It is a "crane".', "id": "radar"}
    return Report(**(values | {"date": "2025-09-22"} | more))


def published(*reports: Report, url: str | None = "https://example.org/map") -> PublishedAtlas:
    return coarsened(Atlas(MapInfo(title="A map", url=url), PLACES, reports, (), (), ()))


def files(*reports: Report, **more: str | None) -> dict[str, bytes]:
    return {path: make() for path, make in report_pages(published(*reports, **more), Translator("en")).items()}


class Meta(HTMLParser):
    """The meta tags of a page by name, and its links."""

    def __init__(self, page: bytes) -> None:
        super().__init__()
        self.tags: dict[str, str] = {}
        self.links: list[str] = []
        self.feed(page.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {key: value or "" for key, value in attrs}
        if tag == "meta" and "content" in values:
            name = values.get("property") or values.get("name") or values.get("http-equiv", "")
            self.tags[name] = values["content"]
        if tag == "a":
            self.links.append(values["href"])


def test_link_previews_get_title_status_and_picture() -> None:
    made = files(report())
    page = Meta(made["report/radar.html"])
    assert page.tags["og:title"] == "Refuted: Radar <b>& mast"
    assert 'It is a "crane".' in page.tags["og:description"]
    assert "22 September 2025" in page.tags["og:description"]
    assert page.tags["og:url"] == "https://example.org/map/report/radar.html"
    assert page.tags["og:image"] == "https://example.org/map/report/radar.png"


def test_people_go_on_to_the_report_on_the_map() -> None:
    page = Meta(files(report())["report/radar.html"])
    assert page.links == ["../index.html#report=radar"]
    assert page.tags["refresh"] == "0; url=../index.html#report=radar"


@pytest.mark.parametrize("place", ["mill", "yard", None])
def test_the_picture_is_small(place) -> None:
    content = files(report(place=place), report(id="other", title="Other", place="yard"))["report/radar.png"]
    assert Image.open(io.BytesIO(content)).size == (600, 315)
    assert len(content) < 40_000


def test_the_same_map_gives_the_same_bytes() -> None:
    assert files(report()) == files(report())


def test_the_picture_shows_only_its_own_report() -> None:
    """The other marker would have another colour; a card without it has no pixel of that colour."""
    made = files(report(), report(id="other", title="Other", place="yard", status="confirmed"))
    colours = {each for _, each in Image.open(io.BytesIO(made["report/radar.png"])).convert("RGB").getcolors(1000)}
    assert not any(abs(r - 11) + abs(g - 110) + abs(b - 105) < 30 for r, g, b in colours)


def test_maps_without_an_address_or_with_too_many_reports_have_none() -> None:
    assert report_pages(published(report(), url=None), Translator("en")) == {}
    many = [report(id=f"r{number}") for number in range(MAX_PAGES + 1)]
    assert report_pages(published(*many), Translator("en")) == {}
    assert report_pages(published(report(id="A"), report(id="a")), Translator("en")) == {}
    assert report_pages(published(report(id="й" * 150)), Translator("en")) == {}


def test_larger_maps_use_the_picture_of_the_map() -> None:
    atlas = published(*[report(id=f"r{number}") for number in range(MAX_CARDS + 1)])
    made = report_pages(atlas, Translator("en"))
    assert {path.rpartition(".")[2] for path in made} == {"html"}
    assert Meta(made["report/r0.html"]()).tags["og:image"] == "https://example.org/map/preview.png"


def test_a_generalised_position_stays_generalised() -> None:
    exact = published(report())
    coarse = coarsened(Atlas(replace_info(coarsen=20_000), PLACES, exact.reports, (), (), ()))
    pages = [report_pages(each, Translator("en")) for each in (exact, coarse)]
    assert pages[0]["report/radar.html"]() != pages[1]["report/radar.html"]()


def replace_info(**values: object) -> MapInfo:
    return MapInfo(title="A map", url="https://example.org/map", **values)


def test_the_page_at_a_former_address_leads_to_the_report() -> None:
    redirects = {"first": "second", "second": "radar", "yards": "yard", "RADAR": "radar"}
    info = MapInfo(title="A map", url="https://example.org/map", redirects=redirects)
    atlas = coarsened(Atlas(info, PLACES, (report(),), (), (), ()))
    made = {path: make() for path, make in report_pages(atlas, Translator("en")).items() if path.endswith(".html")}
    assert set(made) == {"report/radar.html", "report/first.html", "report/second.html"}
    assert made["report/first.html"] == made["report/second.html"] == made["report/radar.html"]
    assert Meta(made["report/first.html"]).tags["refresh"] == "0; url=../index.html#report=radar"
