"""What a reader mainly does, in the engines of Chromium, Firefox and Safari; the other tests run in Chromium."""

import json
from collections.abc import Iterator

import pytest
from engines import ENGINES, ENTER, Tab, tab_in

TITLES = "[...document.querySelectorAll('.item-title bdi')].map((each) => each.textContent)"
MARKS = "document.querySelectorAll('.leaflet-marker-pane [role=button]').length"
ERRORS = "addEventListener('error', (event) => (window.errors ??= []).push(event.message));"


@pytest.fixture(scope="module", params=ENGINES)
def tab(request: pytest.FixtureRequest) -> Iterator[Tab]:
    with tab_in(request) as tab:
        yield tab


@pytest.fixture
def page(tab: Tab, site) -> Tab:
    tab.resize(1280, 800)
    tab.open(site.as_uri())
    tab.until(f"{MARKS} === 4")
    tab.run(ERRORS)
    return tab


def test_reports_are_listed_and_drawn_over_a_base_map(page) -> None:
    assert page.run(f"return {TITLES}.length") == 4
    assert page.until(
        """(() => {
          const canvas = document.querySelector(".leaflet-basemap-pane canvas");
          if (!canvas) return false;
          const { width, height } = canvas;
          const { data } = canvas.getContext("2d").getImageData(0, 0, width, height);
          const found = new Set();
          for (let at = 0; at < data.length; at += 4 * 97) found.add(data.slice(at, at + 4).join());
          return found.size > 3;  // land, rivers and borders
        })()"""
    )


def test_every_mark_is_on_its_place(page) -> None:
    """The symbols of both points are as far apart as the places are, and no label is over another."""
    apart = page.run(
        """const marks = [...document.querySelectorAll(".pin")].map((each) => each.getBoundingClientRect());
        const middles = marks.map((box) => [box.x + box.width / 2, box.y + box.height / 2]);
        return [middles[1][0] - middles[0][0], middles[1][1] - middles[0][1]].map(Math.abs);"""
    )
    east, north = abs(37.6512 - 37.588) * 0.5625, abs(55.7454 - 55.728)  # cos 55.74°
    assert apart[0] / apart[1] == pytest.approx(east / north, rel=0.1)
    overlaps = page.run(
        """const labels = [...document.querySelectorAll(".label:not(.is-crowded)")].map(
            (each) => each.getBoundingClientRect());
        return labels.some((one, index) => labels.slice(index + 1).some((other) =>
            one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom));"""
    )
    assert overlaps is False


def test_a_report_opens_from_the_list_and_the_address_says_so(page) -> None:
    page.click(".item-title", "Zarechye")
    page.until("document.querySelector('.item.is-open')")
    page.until("location.hash.includes('report=')")
    assert page.run("return document.querySelector('.item.is-open blockquote') !== null")
    assert page.run("return window.errors ?? []") == []


def test_a_report_opens_from_its_mark(page) -> None:
    page.click(".pin")
    page.until("document.querySelector('.leaflet-popup')")
    inside = page.until(
        """(() => {
          const card = document.querySelector(".leaflet-popup").getBoundingClientRect();
          const map = document.querySelector(".folium-map").getBoundingClientRect();
          return card.top >= map.top - 1 && card.left >= map.left - 1 && card.right <= map.right + 1;
        })()"""
    )
    assert inside


def test_a_status_can_be_hidden(page) -> None:
    page.click(".filters-statuses button", "Unconfirmed")
    page.until(f"{TITLES}.length === 2")
    page.until(f"{MARKS} === 2")


def test_a_search_finds_and_highlights(page) -> None:
    page.click("input[type=search]")
    page.press("zarechye")
    page.until(f"{TITLES}.length === 1")
    page.until("CSS.highlights.get('found')?.size > 0")


def test_the_table_sorts(page) -> None:
    page.click(".counts button, .counts a", "Table")
    rows = "[...document.querySelectorAll('tbody tr')].map((each) => each.textContent)"
    before = page.until(f"document.querySelector('tbody tr') && {rows}")
    page.click("th button", "Report")
    page.until(f"{rows}.join() !== {json.dumps(','.join(before))}")
    assert sorted(page.run(f"return {rows}")) == sorted(before)


def test_a_link_restores_its_view_in_another_language(tab, site) -> None:
    tab.resize(1280, 800)
    tab.open(f"{site.as_uri()}#report=pantsir-zarechye&lang=ru")
    tab.until("document.querySelector('.item.is-open')")
    assert tab.run("return document.documentElement.lang") == "ru"
    assert "января" in tab.run("return document.querySelector('.item.is-open').textContent")


def test_places_in_an_article_are_underlined(tab, site) -> None:
    tab.resize(1280, 800)
    tab.open(f"{site.as_uri()}#read=moscow-rooftops")
    tab.until("document.querySelector('.mention')")
    line = "getComputedStyle(document.querySelector('.mention')).textDecorationLine"
    assert tab.run(f"return {line}") == "underline"


def test_the_timeline_narrows_the_list(tab, site) -> None:
    tab.resize(1280, 800)
    tab.open(f"{site.as_uri()}#from=2023-01-19&to=2023-01-19")
    tab.until(f"{TITLES}.length > 0 && {TITLES}.length < 4")


@pytest.mark.parametrize("width", [390, 320])
def test_the_page_fits_a_phone(tab, site, width) -> None:
    tab.resize(width, 700)
    tab.open(site.as_uri())
    tab.until(f"{MARKS} > 0")
    assert tab.run("return document.documentElement.scrollWidth - innerWidth") <= 0
    visible = "[...document.querySelectorAll('.item')].filter((each) => each.getBoundingClientRect().top < innerHeight)"
    assert tab.run(f"return {visible}.length") >= 1


def test_keys_reach_the_reports(page) -> None:
    assert page.run("return document.hasFocus()")
    page.run("document.querySelector('.item button').focus()")
    page.press(ENTER)
    page.until("document.querySelector('.item.is-open')")


def test_texts_apart_from_the_other_data_are_read(tab, texts_apart) -> None:
    tab.resize(1280, 800)
    tab.open(f"{texts_apart.as_uri()}#")
    tab.until(f"{MARKS} === 4")
    tab.run("document.querySelector('.item h2 button').click()")
    tab.until("document.querySelector('.item.is-open mark')?.textContent.length > 10")
    tab.run("document.querySelector('.item.is-open .reading-link').click()")
    tab.until("document.querySelector('.reading .quote.is-selected') !== null")
