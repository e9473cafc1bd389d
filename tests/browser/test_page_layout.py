"""The narrow sheet, languages, right to left, and what must hold at every width."""

import re

import pytest
from browsing import follow, starting
from playwright.sync_api import expect


def height_of_sheet(page) -> float:
    return page.locator(".page-panel").bounding_box()["height"]


@pytest.mark.parametrize("size", [(390, 844), (360, 740)])
def test_the_first_screen_of_a_phone_has_the_map_and_two_reports(site, visit, size) -> None:
    page = visit(*size).open(site)
    assert page.locator(".folium-map").bounding_box()["height"] > 300
    second = page.locator(".item").nth(1).bounding_box()
    assert second["y"] + second["height"] <= size[1]
    expect(page.get_by_role("searchbox")).to_have_count(0)
    page.get_by_role("button", name="Filters").click()
    expect(page.get_by_role("searchbox")).to_be_visible()
    expect(page.locator(".timeline-plot")).to_be_visible()


def test_the_sheet_is_sized_by_buttons(site, visit) -> None:
    page = visit(390, 844).open(site)
    half = height_of_sheet(page)
    page.get_by_role("button", name="Show more of the list").click()
    assert height_of_sheet(page) > half + 200
    expect(page.get_by_role("button", name="Show more of the list")).to_be_disabled()
    page.get_by_role("button", name="Show more of the map").click()
    page.get_by_role("button", name="Show more of the map").click()
    assert height_of_sheet(page) < 160
    assert page.locator(".folium-map").bounding_box()["height"] > 600


def test_the_sheet_is_dragged_by_its_handle(site, visit) -> None:
    page = visit(390, 844).open(site)
    box = page.locator(".sheet-handle").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + 10
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, y - 200, steps=4)
    page.mouse.move(x, 80, steps=4)
    page.mouse.up()
    assert height_of_sheet(page) > 700


@pytest.mark.parametrize(("size", "button"), [("full", "Show more of the list"), ("low", "Show more of the map")])
def test_the_sheet_is_dragged_from_every_size(site, visit, size, button) -> None:
    page = visit(390, 844).open(site)
    page.get_by_role("button", name=button).click()
    expect(page.locator("html")).to_have_class(re.compile(f"is-sheet-{size}"))
    before = height_of_sheet(page)
    box = page.locator(".sheet-handle").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + 10
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, y + 30 if size == "full" else y - 30, steps=2)
    page.mouse.move(x, 420, steps=4)
    assert abs(height_of_sheet(page) - 424) < 30
    page.mouse.up()
    expect(page.locator("html")).to_have_class(re.compile("is-sheet-half"))
    assert height_of_sheet(page) != before


def test_the_panel_has_a_role_and_a_name(site, visit) -> None:
    page = visit().open(site)
    expect(page.get_by_role("region", name="Reports and details")).to_have_count(1)


def test_a_mark_on_a_narrow_map_opens_its_report_in_the_sheet(site, visit) -> None:
    page = visit(390, 844).open(f"{site.as_uri()}#map=12/55.73/37.6")
    page.get_by_role("button", name="Show more of the map").click()
    page.locator(".pin").first.click()
    expect(page.locator(".leaflet-popup")).to_have_count(0)
    opened = page.locator(".item.is-open")
    expect(opened).to_contain_text("Confirmed", use_inner_text=True)
    assert opened.bounding_box()["y"] < 844
    assert height_of_sheet(page) > 300


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (768, 900), (720, 500), (390, 844), (320, 568), (320, 256)])
def test_nothing_is_wider_than_the_window(site, visit, width, height) -> None:
    page = visit(width, height).open(site)
    panel = page.locator(".page-panel")
    for language in ("uk", "ru", "en"):
        follow(page, f"#lang={language}")
        expect(page.locator("html")).to_have_attribute("lang", language)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), language
        assert panel.evaluate("e => e.scrollWidth <= e.clientWidth"), language


@pytest.mark.parametrize("width", [1280, 390])
def test_long_titles_among_the_choices_widen_nothing(page_of, visit, width) -> None:
    long = "A title of an article that is far longer than the panel is wide, as titles of articles are"
    files = {f"seeds/{name}.md": f"---\ntitle: {name} {long}\n---\nThe words of {name}." for name in ("one", "two")}
    reports = (
        f"  - {{title: {name}, place: a, status: unconfirmed, status_reason: R,"
        f" evidence: [{{article: {name}, quote: The words}}]}}\n"
        for name in ("one", "two")
    )
    place = "places:\n  - {name: A, coordinates: [55.75, 37.6], precision: building}\nreports:\n"
    page = visit(width, 844).open(page_of({"data/locations.yaml": place + "".join(reports), **files}))
    page.get_by_role("button", name="Filters").click()
    expect(page.locator(".facet", has_text="Article")).to_contain_text(long, use_inner_text=True)
    assert page.locator(".page-panel").evaluate("e => e.scrollWidth <= e.clientWidth")


def test_the_reader_chooses_the_language(site, visit) -> None:
    page = visit().open(site)
    page.get_by_label("Language").select_option("ru")
    assert page.evaluate("document.documentElement.lang") == "ru"
    expect(page.locator(".status-button").first).to_have_text(starting("Подтвержд"))
    expect(page.locator("h1")).to_have_attribute("lang", "ru")
    expect(page.locator(".item").first).to_contain_text("января 2023", use_inner_text=True)
    expect(page.locator(".label b", has_text="Заречье")).to_have_count(1)
    expect(page).to_have_url(re.compile("lang=ru"))
    page.reload()
    assert page.evaluate("document.documentElement.lang") == "ru"


@pytest.mark.parametrize(("locale", "language"), [("ru-RU", "ru"), ("uk-UA", "uk"), ("de-DE", "en")])
def test_the_browsers_language_is_taken_where_the_map_has_it(site, visit, locale, language) -> None:
    page = visit(locale=locale).open(site)
    assert page.evaluate("document.documentElement.lang") == language


REGIONS = """
map:
  title: Title
  languages: [en, pt-BR, pt-PT, zh-Hans, zh-Hant, zh-yue]
  translations: {pt-BR: {title: Título BR}, pt-PT: {title: Título PT}, zh-Hant: {title: 標題}}
places: [{name: Moscow, names: {pt: Moscou}, coordinates: [55.75, 37.62]}]
reports: [{title: A radar, place: moscow, status: unconfirmed, status_reason: R}]
"""


@pytest.fixture
def regions(page_of):
    return page_of({"data/locations.yaml": REGIONS})


@pytest.mark.parametrize(
    ("locale", "title"),
    [("pt-BR", "Título BR"), ("pt-PT", "Título PT"), ("pt", "Título BR"), ("zh-TW", "標題"), ("fr", "Title")],
)
def test_the_browsers_region_and_script_are_matched(regions, visit, locale, title) -> None:
    opened = visit(locale=locale)
    page = opened.open(regions)
    expect(page.locator("h1")).to_have_text(title, use_inner_text=True)
    expect(page.locator(".label b")).to_have_text("Moscou" if locale.startswith("pt") else "Moscow")
    assert opened.complaints == []


def test_a_language_that_browsers_do_not_know_draws_the_map(regions, visit) -> None:
    opened = visit()
    page = opened.open(f"{regions.as_uri()}#lang=zh-yue")
    expect(page.locator(".pin")).to_have_count(1)
    expect(page.get_by_label("Language")).to_have_value("yue")
    page.get_by_label("Language").select_option("pt-PT")
    expect(page.locator("h1")).to_have_text("Título PT", use_inner_text=True)
    assert opened.complaints == []


def test_what_is_not_translated_stays_in_its_own_language_and_says_so(site, visit) -> None:
    page = visit().open(f"{site.as_uri()}#lang=ru&report=pantsir-ndmc")
    quote = page.locator(".item.is-open blockquote")
    expect(quote).to_have_attribute("lang", "en")
    expect(quote).to_have_text(starting("That day one Pantsir-S1"))


@pytest.mark.parametrize(
    ("query", "count"), [("", "4 сообщения"), ("кремль", "0 из 4 сообщений"), ("заречье", "1 из 4 сообщений")]
)
def test_plurals_are_those_of_the_language(site, visit, query, count) -> None:
    page = visit().open(f"{site.as_uri()}#lang=ru&q={query}")
    expect(page.locator(".panel-count")).to_have_text(starting(count))


@pytest.fixture
def mirrored(page_of):
    gazetteer = (
        "map: {title: A map, languages: [ar-XB]}\n"
        "places:\n"
        "  - {name: A, coordinates: [1, 2], precision: street}\n"
        "  - {name: B, coordinates: [1.1, 2.2], precision: district}\n"
        "reports:\n"
        "  - {title: One, place: a, status: unconfirmed, status_reason: R, date: 2023-01-01}\n"
        "  - {title: Two, place: b, status: unconfirmed, status_reason: R, date: 2023-01-09}\n"
    )
    return page_of({"data/locations.yaml": gazetteer})


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (390, 844)])
def test_right_to_left_mirrors_the_page(mirrored, visit, width, height) -> None:
    opened = visit(width, height)
    page = opened.open(f"{mirrored.as_uri()}#lang=ar-XB")
    assert page.evaluate("document.documentElement.dir") == "rtl"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    if width > 720:
        assert page.locator(".page-panel").bounding_box()["x"] > page.locator(".folium-map").bounding_box()["x"]
    glyph, title = page.locator(".item .glyph").first.bounding_box(), page.locator(".item-title").first.bounding_box()
    assert glyph["x"] > title["x"]
    page.locator(".leaflet-marker-pane .pin").click()
    expect(page.locator(".item.is-open")).to_have_count(1)
    assert opened.complaints == []


def test_the_facts_of_a_label_are_in_the_order_of_a_page_from_right_to_left(page_of, visit) -> None:
    """A system in Latin letters does not turn the date after it around."""
    gazetteer = (
        "map: {title: Map, languages: [he]}\n"
        "places: [{name: Entebbe, coordinates: [1, 2], precision: street}]\n"
        "reports:\n"
        "  - {title: One, place: entebbe, status: unconfirmed, status_reason: R,"
        " date: 2024-05-14/2024-05-16, system: Van}\n"
    )
    page = visit(1280, 800).open(page_of({"data/locations.yaml": gazetteer}))
    line = page.locator(".label span")
    expect(line).to_have_text("\u2068Van\u2069 · \u206814–16 במאי 2024\u2069")
    left = """(element, text) => {
      const [range, node] = [document.createRange(), element.firstChild];
      range.setStart(node, node.data.indexOf(text));
      range.setEnd(node, node.data.indexOf(text) + text.length);
      return range.getBoundingClientRect().left;
    }"""
    system, day, month, year = (line.evaluate(left, part) for part in ("Van", "14–16", "במאי", "2024"))
    assert system > day > month > year
