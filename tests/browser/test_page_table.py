"""The reports as a table: every fact that the map shows, a page at a time, sorted as the reader asks."""

import pytest
from browsing import complaints_in_both_schemes, complaints_of_axe, starting
from playwright.sync_api import Page, expect

TITLES = [
    "Pantsir-S1 on the roof of the National Defense Management Center",
    "Pantsir on an administrative building of the Ministry of Education",
    "A newly deployed Pantsir in Zarechye",
    "More air-defence systems in other places in and around Moscow",
]


def titles(page: Page) -> list[str]:
    return page.get_by_role("rowheader").all_inner_texts()


def header(page: Page, name: str):
    return page.get_by_role("columnheader", name=name)


def sort_by(page: Page, name: str) -> None:
    header(page, name).get_by_role("button").click()


def pages_of(page: Page):
    return page.get_by_role("navigation", name="Pages of the table")


def span(page: Page) -> str:
    return pages_of(page).get_by_role("status").inner_text()


def as_table(page: Page) -> Page:
    page.get_by_role("button", name="Table", exact=True).click()
    return page


def test_the_table_says_what_the_map_and_the_list_say(site, visit) -> None:
    opened = visit()
    page = as_table(opened.open(site))
    table = page.get_by_role("table", name="Reports in list order")
    assert [each.strip() for each in table.get_by_role("columnheader").all_inner_texts()] == [
        "Status",
        "Report",
        "Date",
        "Place",
        "Evidence",
    ]
    assert titles(page) == TITLES
    cells = table.get_by_role("row").nth(3).get_by_role("cell").all_inner_texts()
    assert cells == [
        "Unconfirmed",
        "early January 2023",
        "Zarechye\napproximate: town (±1.5 km)",
        "1 quote\nAir defence on Moscow’s rooftops, January 2023",
    ]
    assert span(page) == "1–4 of 4"
    expect(pages_of(page).get_by_role("button", name="Next")).to_have_count(0)
    assert opened.complaints == []


def test_the_table_is_in_the_address(site, visit) -> None:
    page = as_table(visit().open(site))
    assert page.evaluate("location.hash") == "#list=table"
    page.reload()
    assert titles(page) == TITLES
    page.go_back()
    expect(page.get_by_role("table")).to_have_count(0)


def test_a_row_opens_its_report_next_to_the_table_and_keeps_the_focus(site, visit) -> None:
    page = as_table(visit(1280, 600).open(site))
    button = page.get_by_role("rowheader").nth(3).get_by_role("button")
    button.focus()
    page.keyboard.press("Enter")
    expect(button).to_be_focused()
    expect(button).to_have_attribute("aria-current", "true")
    report = page.locator(".item.is-open")
    expect(report).to_contain_text("calls these sightings unconfirmed", use_inner_text=True)
    box = report.bounding_box()
    assert 0 <= box["y"] < 600
    page.get_by_role("rowheader").nth(0).get_by_role("button").click()
    expect(page.locator(".table [aria-current]")).to_have_count(1)


def test_a_row_opens_its_report_from_another_view_of_the_panel(site, visit) -> None:
    page = visit().open(f"{site.as_uri()}#list=table&view=about")
    page.get_by_role("rowheader").nth(1).get_by_role("button").click()
    expect(page.locator(".item.is-open .item-title bdi")).to_have_text(TITLES[1], use_inner_text=True)


def test_a_report_that_is_chosen_elsewhere_is_marked_in_the_table(large_site, visit) -> None:
    page = as_table(visit().open(f"{large_site.as_uri()}#report=system-250-seen-at-place-125"))
    row = page.locator(".table tr.is-open")
    expect(row).to_contain_text("System 250 seen at Place 125", use_inner_text=True)
    box, frame = row.bounding_box(), page.locator(".table-scroll").bounding_box()
    assert frame["y"] <= box["y"] < frame["y"] + frame["height"]


def test_the_way_back_to_the_map(site, visit) -> None:
    page = as_table(visit().open(site))
    page.get_by_role("button", name="Show map").click()
    expect(page.get_by_role("table")).to_have_count(0)
    expect(page.locator(".folium-map")).to_be_focused()
    page.locator(".pin").first.click()
    expect(page.locator(".report-card")).to_be_visible()


def test_pages_turn_and_the_button_keeps_the_focus(large_site, visit) -> None:
    page = as_table(visit().open(large_site))
    listed = page.locator(".item-title bdi").all_inner_texts()
    assert titles(page)[:20] == listed[:20]
    assert span(page) == "1–100 of 3,000"
    expect(page.get_by_role("row")).to_have_count(101)
    following, previous = (
        pages_of(page).get_by_role("button", name="Next"),
        pages_of(page).get_by_role("button", name="Previous"),
    )
    expect(previous).to_have_attribute("aria-disabled", "true")
    previous.click(force=True)
    assert span(page) == "1–100 of 3,000"
    page.locator(".table-scroll").evaluate("e => { e.scrollTop = 4000 }")
    first = set(titles(page))
    following.focus()
    page.keyboard.press("Enter")
    assert span(page) == "101–200 of 3,000"
    assert not first & set(titles(page))
    assert page.locator(".table-scroll").evaluate("e => e.scrollTop") == 0
    for _ in range(28):
        page.keyboard.press("Enter")
    assert span(page) == "2,901–3,000 of 3,000"
    page.keyboard.press("Enter")
    assert span(page) == "2,901–3,000 of 3,000"
    expect(following).to_be_focused()
    previous.click()
    assert span(page) == "2,801–2,900 of 3,000"


def test_other_filters_begin_at_the_first_page_and_are_counted(large_site, visit) -> None:
    page = as_table(visit().open(large_site))
    pages_of(page).get_by_role("button", name="Next").click()
    page.locator(".status-button", has_text="Unconfirmed").click()
    assert span(page) == "1–100 of 2,000"
    assert set(page.locator(".table-status").all_inner_texts()) == {"Confirmed"}
    page.get_by_role("searchbox").fill("nothing has these words")
    expect(page.locator(".table-empty")).to_have_text(starting("No reports match"))
    expect(page.get_by_role("row")).to_have_count(1)


def test_columns_sort_up_then_down_then_as_the_list(site, visit) -> None:
    page = as_table(visit().open(site))
    expect(header(page, "Report")).to_have_attribute("aria-sort", "none")
    sort_by(page, "Report")
    assert titles(page) == [TITLES[2], TITLES[3], TITLES[1], TITLES[0]]
    expect(header(page, "Report")).to_have_attribute("aria-sort", "ascending")
    expect(page.get_by_role("table", name="Reports sorted by Report")).to_have_count(1)
    sort_by(page, "Report")
    assert titles(page) == [TITLES[0], TITLES[1], TITLES[3], TITLES[2]]
    expect(header(page, "Report")).to_have_attribute("aria-sort", "descending")
    sort_by(page, "Report")
    assert titles(page) == TITLES
    expect(header(page, "Report")).to_have_attribute("aria-sort", "none")


def test_what_makes_no_difference_stays_in_the_lists_order(site, visit) -> None:
    page = as_table(visit().open(site))
    sort_by(page, "Status")
    assert titles(page) == TITLES
    sort_by(page, "Status")
    assert titles(page) == [*TITLES[2:], *TITLES[:2]]
    sort_by(page, "Date")
    assert titles(page) == [TITLES[2], TITLES[3], TITLES[0], TITLES[1]]
    expect(header(page, "Status")).to_have_attribute("aria-sort", "none")


def test_names_sort_as_the_language_does_with_numbers_by_their_value(large_site, visit) -> None:
    page = as_table(visit().open(large_site))
    sort_by(page, "Report")
    assert titles(page)[:12] == [f"System {n} seen at Place {n // 2}" for n in range(12)]
    sort_by(page, "Place")
    assert page.locator(".table-place").all_inner_texts()[:3] == ["Place 0", "Place 0", "Place 1"]
    page.get_by_label("Language").select_option("ru")
    assert page.locator(".table-place").all_inner_texts()[:3] == ["Место 0", "Место 0", "Место 1"]


@pytest.fixture
def gaps(page_of) -> str:
    """Reports that lack a date or a place."""
    gazetteer = (
        "places: [{name: Zed, coordinates: [1, 2]}, {name: äther, coordinates: [1, 3]}]\n"
        "reports:\n"
        "  - {title: No date, place: zed, status: unconfirmed, status_reason: R}\n"
        "  - {title: Open, place: äther, status: unconfirmed, status_reason: R, date: ../2022-05-01}\n"
        "  - {title: No place, status: unconfirmed, status_reason: R, date: 2021-01-01}\n"
        "  - {title: Late, place: zed, status: unconfirmed, status_reason: R, date: 2023-01-01/..}\n"
    )
    return page_of({"data/locations.yaml": gazetteer}).as_uri()


def test_what_is_not_known_comes_last_up_and_down(gaps, visit) -> None:
    page = visit().open(f"{gaps}#list=table")
    sort_by(page, "Date")
    assert titles(page) == ["No place", "Open", "Late", "No date"]
    sort_by(page, "Date")
    assert titles(page) == ["Late", "Open", "No place", "No date"]
    sort_by(page, "Place")
    assert titles(page)[0] == "Open"
    assert titles(page)[-1] == "No place"
    sort_by(page, "Place")
    assert titles(page)[-2:] == ["Open", "No place"]
    expect(page.get_by_role("row").last).to_contain_text("location unknown", use_inner_text=True)
    expect(page.get_by_role("row").last).to_contain_text("No evidence given.", use_inner_text=True)


@pytest.mark.parametrize(("width", "height"), [(390, 844), (320, 568)])
def test_in_a_narrow_window_rows_are_blocks_and_the_sheet_makes_room(site, visit, width, height) -> None:
    page = as_table(visit(width, height).open(site))
    expect(page.locator("#table-title")).to_be_focused()
    assert page.locator(".page-panel").bounding_box()["height"] < 160
    assert titles(page) == TITLES
    expect(page.get_by_role("row").nth(1).get_by_role("cell")).to_have_count(4)
    row = page.get_by_role("row").nth(1)
    status, place = row.get_by_role("cell").nth(0).bounding_box(), row.get_by_role("cell").nth(2).bounding_box()
    assert place["y"] >= status["y"] + status["height"]
    assert page.locator(".page-table").evaluate("e => e.scrollWidth <= e.clientWidth")
    sort_by(page, "Report")
    assert titles(page)[0] == TITLES[2]
    page.get_by_role("rowheader").nth(0).get_by_role("button").click()
    report = page.locator(".item.is-open")
    expect(report.locator(".item-title bdi")).to_have_text(TITLES[2], use_inner_text=True)
    assert page.locator(".page-panel").bounding_box()["height"] > 200
    assert report.bounding_box()["y"] < height


def test_at_four_times_the_size_all_of_it_can_be_reached(site, visit) -> None:
    page = as_table(visit(320, 256).open(site))
    last = page.get_by_role("rowheader").last.get_by_role("button")
    last.focus()
    box = last.bounding_box()
    sheet = page.locator(".page-panel").bounding_box()
    assert box["y"] >= 0
    assert box["y"] < sheet["y"]
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_right_to_left_the_table_begins_at_the_right(page_of, visit) -> None:
    gazetteer = (
        "map: {title: A map, languages: [ar-XB]}\n"
        "reports: [{title: One, status: unconfirmed, status_reason: R, date: 2023-01-01}]\n"
    )
    built = page_of({"data/locations.yaml": gazetteer, "seeds/.keep": ""})
    page = visit().open(f"{built.as_uri()}#lang=ar-XB&list=table")
    status, title = page.locator(".table-status").bounding_box(), page.get_by_role("rowheader").bounding_box()
    assert status["x"] > title["x"]


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (768, 900), (390, 844), (320, 256)])
def test_axe_finds_nothing(site, visit, width, height) -> None:
    page = visit(width, height, bypass_csp=True).open(f"{site.as_uri()}#list=table")
    sort_by(page, "Date")
    page.get_by_role("rowheader").nth(1).get_by_role("button").click()
    assert complaints_in_both_schemes(page) == []


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (390, 844)])
def test_axe_finds_nothing_in_a_table_of_pages_and_targets_are_large_enough(large_site, visit, width, height) -> None:
    page = visit(width, height, bypass_csp=True).open(f"{large_site.as_uri()}#list=table")
    sort_by(page, "Date")
    pages_of(page).get_by_role("button", name="Next").click()
    for control in page.locator(".table-view button").all()[:20] + page.locator(".table-pages button").all():
        assert min(control.bounding_box()["height"], control.bounding_box()["width"]) >= 24
    assert complaints_of_axe(page, "#table") == []


@pytest.mark.parametrize("width", [1280, 1000, 900])
def test_the_buttons_cover_no_text_of_the_table(page_of, visit, width) -> None:
    """French has long words, and the online map adds a button."""
    gazetteer = (
        "map: {title: T, languages: [fr, en], online: {url: 'https://a.example/{z}/{x}/{y}.png', attribution: A}}\n"
        "places: [{name: A, coordinates: [1, 2], precision: street}]\n"
        "reports: [{title: One, place: a, status: unconfirmed, status_reason: R}]\n"
    )
    page = visit(width, 800).open(f"{page_of({'data/locations.yaml': gazetteer}).as_uri()}#lang=fr&list=table")
    link = page.get_by_role("button", name="Afficher la carte")
    expect(link).to_be_visible()
    tools = [each.bounding_box() for each in page.locator(".page-tools .tool").all()]
    box = link.bounding_box()
    for tool in tools:
        assert box["x"] + box["width"] <= tool["x"] or box["y"] >= tool["y"] + tool["height"]
