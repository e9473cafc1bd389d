"""The map as it was known on a day, related reports and translations, as readers see and use them."""

from pathlib import Path

import pytest
from browsing import complaints_in_both_schemes
from playwright.sync_api import Page, expect

EXAMPLE = Path(__file__).parents[2] / "examples" / "alder-island"
NOW, THEN = "Two launchers at Alder airfield", "Three launchers at Alder airfield"


@pytest.fixture
def island(page_of) -> str:
    files = [path for folder in ("data", "seeds") for path in (EXAMPLE / folder).rglob("*") if path.is_file()]
    return page_of({path.relative_to(EXAMPLE).as_posix(): path.read_bytes() for path in files}).as_uri()


@pytest.fixture
def page(visit) -> Page:
    return visit().page


def item(page: Page, title: str):
    return page.locator(".item").filter(has_text=title)


def test_a_link_opens_the_map_as_it_was_known(page, island) -> None:
    page.goto(f"{island}#known=2024-05-05")
    expect(page.locator(".known-notice")).to_contain_text("As known on 5 May 2024")
    expect(item(page, THEN)).to_contain_text("Changed since")
    expect(item(page, THEN).get_by_text("Unconfirmed:")).to_have_count(1)
    expect(item(page, NOW)).to_have_count(0)
    expect(item(page, "A launcher near the Ferry terminal")).to_have_count(0)  # reported on 8 May


def test_a_changed_report_says_what_changed_and_leads_to_today(page, island) -> None:
    page.goto(f"{island}#report=launchers-airfield&known=2024-05-05")
    changes = page.locator(".changed-since")
    expect(changes).to_contain_text("Confirmed Since 6 May 2024")
    expect(changes).to_contain_text("The title spoke of three launchers.")
    expect(changes).to_contain_text("Sources published later: 1")
    expect(page.locator(".report-body blockquote").filter(has_text="eastern end of the runway")).to_have_count(0)
    changes.get_by_role("button", name="Show today’s map").click()
    expect(item(page, NOW).locator(".report-body")).to_be_visible()
    expect(item(page, NOW)).to_contain_text("The title spoke of three launchers.")
    expect(page).to_have_url(f"{island}#report=launchers-airfield")


def test_the_day_is_chosen_in_the_panel_and_on_the_timeline(page, island) -> None:
    page.goto(island)
    page.get_by_role("button", name="Filters").click()
    date = page.locator(".known").get_by_label("As known on")
    date.fill("2024-05-05")
    date.blur()
    expect(page).to_have_url(f"{island}#known=2024-05-05")
    slider = page.get_by_role("slider", name="As known on")
    expect(slider).to_have_attribute("aria-valuetext", "5 May 2024")
    slider.press("ArrowLeft")
    expect(page).to_have_url(f"{island}#known=2024-05-04")
    slider.press("End")
    expect(page).to_have_url(island)
    expect(slider).to_have_attribute("aria-valuetext", "Show today’s map")


def test_before_everything_the_page_says_when_the_first_report_became_known(page, island) -> None:
    page.goto(f"{island}#known=0001-01-01")
    expect(page.locator(".known-notice")).to_contain_text("No report was known on this date.")
    expect(page.locator(".known-notice")).to_contain_text("3 May 2024")
    expect(page.locator(".item")).to_have_count(0)


def test_marks_and_places_are_those_of_the_day(page, island) -> None:
    page.goto(f"{island}#known=2024-05-07&report=radar-airfield")
    expect(page.locator(".report-body .facts-list")).to_contain_text("North quay")
    page.goto(f"{island}#report=radar-airfield")
    expect(page.locator(".report-body .facts-list")).to_contain_text("Alder airfield")


def test_related_reports_are_linked_at_both_ends_with_a_quiet_line(page, island) -> None:
    page.goto(f"{island}#report=launcher-ferry&map=14/-45.196/-25.306")
    related = page.locator(".relations")
    expect(related).to_contain_text("Reported earlier elsewhere")
    expect(related).to_contain_text("It is not a route.")
    expect(page.locator("path.relation-line")).to_have_count(1)
    related.get_by_role("button", name="A launcher on the Harbour tower").click()
    expect(page).to_have_url(f"{island}#map=14/-45.196/-25.306&report=launcher-tower")
    expect(page.locator(".relations")).to_contain_text("Reported later elsewhere")
    page.goto(f"{island}#report=convoy-airfield")
    expect(page.locator(".relations")).to_contain_text("Same event")
    expect(page.locator("path.relation-line")).to_have_count(0)


def test_a_former_id_opens_its_report(page, island) -> None:
    page.goto(f"{island}#report=radar-north-quay")
    expect(item(page, "A military radar on the North quay").locator(".report-body")).to_be_visible()
    expect(page).to_have_url(f"{island}#report=radar-quay")


def test_a_quote_has_the_editors_translation_and_a_report_its_time(page, island) -> None:
    page.goto(f"{island}#report=launcher-ferry")
    expect(page.locator(".quotation-translation")).to_contain_text("Editor’s translation: I saw a launcher")
    expect(page.locator(".quotation-translation q")).to_have_attribute("lang", "en")
    page.goto(f"{island}#report=launcher-tower")
    expect(page.locator(".report-body .facts-list")).to_contain_text("3 May 2024, 14:30 UTC")


def test_a_map_that_never_changed_has_no_such_control(page, page_of) -> None:
    gazetteer = "reports: [{title: A, status: unconfirmed, status_reason: R, date: 2023-01-19, reported: 2023-01-20}]\n"
    page.goto(page_of({"data/locations.yaml": gazetteer}).as_uri() + "#known=2023-01-19")
    expect(page.locator(".notice")).to_contain_text("no longer valid")
    expect(page.locator(".known, .timeline-known")).to_have_count(0)


def test_an_embedded_map_says_which_day_it_is_of(page, island) -> None:
    page.goto(f"{island}?embed#known=2024-05-05")
    expect(page.locator(".known-notice")).to_contain_text("As known on 5 May 2024")
    page.get_by_role("button", name="Show today’s map").click()
    expect(page.locator(".known-notice")).to_have_count(0)


def test_the_page_is_accessible(visit, island) -> None:
    page = visit(bypass_csp=True).page
    page.goto(f"{island}#report=launchers-airfield&known=2024-05-05")
    expect(page.locator(".changed-since")).to_be_visible()
    assert complaints_in_both_schemes(page) == []
