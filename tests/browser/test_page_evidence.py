"""What speaks for and against a report, as readers see it: sides, origins, kinds, rules, and filters for them."""

from pathlib import Path

import pytest
from browsing import complaints_in_both_schemes
from playwright.sync_api import Page, expect

EXAMPLE = Path(__file__).parents[2] / "examples" / "alder-island"


@pytest.fixture
def island(page_of) -> str:
    files = [path for name in ("data", "seeds") for path in (EXAMPLE / name).iterdir()]
    return page_of({path.relative_to(EXAMPLE).as_posix(): path.read_bytes() for path in files}).as_uri()


@pytest.fixture
def page(visit) -> Page:
    return visit().page


def opened(page: Page, address: str, report: str):
    page.goto(f"{address}#report={report}")
    body = page.locator(".report-body").first
    expect(body).to_be_visible()
    return body


def test_a_report_shows_both_sides_with_counts(page, island) -> None:
    body = opened(page, island, "launcher-tower")
    expect(body.locator(".balance li")).to_have_text(
        ["Supports: 2 articles · 1 independent origin", "Denies: 1 article"]
    )
    expect(body.get_by_role("heading", level=3).filter(has_text="Denies")).to_be_visible()
    group = body.locator(".origin")
    expect(group).to_contain_text("One origin")
    expect(group.locator("blockquote")).to_have_count(2)
    expect(group).to_contain_text("Repeats: Launcher on the Harbour tower")
    expect(body.locator(".side.is-denies figcaption")).to_contain_text("Official source")


def test_the_origin_is_named_where_it_is_known(page, island) -> None:
    body = opened(page, island, "launchers-airfield")
    expect(body.locator(".balance li").first).to_have_text("Supports: 3 articles · 2 independent origins")
    expect(body.locator(".origin-name")).to_have_text("One origin: South Wire")


def test_the_rule_for_the_status_is_stated_at_the_report_and_in_about(page, island) -> None:
    body = opened(page, island, "launchers-airfield")
    expect(body.locator(".rule li")).to_have_count(3)
    expect(body.locator(".rule .is-unmet")).to_have_count(0)
    page.goto(f"{island}#view=about")
    rules = page.get_by_role("heading", name="What each status requires").locator("..")
    expect(rules.get_by_role("definition")).to_contain_text(["Independent origins: at least 2"])
    expect(page.get_by_role("heading", name="How evidence is weighed")).to_be_visible()


def test_readers_filter_by_what_sources_say_and_by_their_kind(page, island) -> None:
    page.goto(f"{island}#says=denies")
    expect(page.locator(".panel-count")).to_contain_text("3 of 12 reports")
    page.goto(f"{island}#says=denies&kind=satellite")
    expect(page.locator(".panel-count")).to_contain_text("0 of 12 reports")
    page.goto(f"{island}#kind=satellite")
    expect(page.locator(".panel-count")).to_contain_text("2 of 12 reports")
    expect(page.locator(".chosen")).to_contain_text("Satellite image")


def test_the_page_is_accessible(visit, island) -> None:
    page = visit(bypass_csp=True).page
    opened(page, island, "radar-quay")
    assert complaints_in_both_schemes(page) == []


def test_readers_without_javascript_see_what_denies(visit, island) -> None:
    page = visit(java_script_enabled=False).open(island)
    cell = page.get_by_role("row").filter(has_text="A launcher on the Harbour tower").get_by_role("cell").last
    expect(cell).to_contain_text("Denies:")
    expect(cell).to_contain_text("Official source")
