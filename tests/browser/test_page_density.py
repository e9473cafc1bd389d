"""Large maps as the number of reports per square."""

import re

import pytest
from playwright.sync_api import expect


@pytest.fixture
def crowd(page_of):
    """300 reports: 200 in Oslo, 99 in Rome, one somewhere in Germany."""
    places = (
        "places:\n"
        "  - {name: Oslo, coordinates: [59.91, 10.75], precision: district}\n"
        "  - {name: Rome, coordinates: [41.9, 12.5], precision: district}\n"
        "  - {name: Germany, coordinates: [51, 10], precision: country}\n"
    )
    where = ["oslo"] * 200 + ["rome"] * 99 + ["germany"]
    reports = "".join(
        f"  - {{title: Truck {n}, place: {place}, status: unconfirmed, status_reason: One source.}}\n"
        for n, place in enumerate(where)
    )
    return page_of({"data/locations.yaml": f"{places}reports:\n{reports}"})


def squares(page) -> list[str]:
    return sorted(each.get_attribute("aria-label") for each in page.locator(".density-count").all())


def test_a_large_map_counts_reports_in_squares(crowd, visit) -> None:
    page = visit().open(crowd)
    page.get_by_role("button", name="Filters").click()
    page.get_by_label("Counts per square instead of markers").check()
    expect(page.locator(".density-count")).to_have_count(2)
    assert squares(page) == ["Reports in this square: 200", "Reports in this square: 99"]
    expect(page.locator(".pin, .cluster, .area-mark")).to_have_count(0)
    expect(page.locator(".density-note")).to_contain_text("less precise than a square: 1")
    expect(page).to_have_url(re.compile("#as=density$"))
    before = page.evaluate("document.querySelector('.leaflet-control-scale').textContent")
    page.get_by_role("button", name="Reports in this square: 99").press("Enter")
    page.wait_for_function(f"document.querySelector('.leaflet-control-scale').textContent !== {before!r}")
    page.get_by_label("Counts per square instead of markers").uncheck()
    expect(page.locator(".density-count")).to_have_count(0)
    expect(page.locator(".pin, .cluster, .area-mark").first).to_be_attached()


def test_the_squares_follow_the_filters(crowd, visit) -> None:
    page = visit().open(f"{crowd.as_uri()}#as=density&q=truck+29")
    expect(page.locator(".density-count")).to_have_count(2)
    assert [re.search(r"\d+", each)[0] for each in squares(page)] == ["10", "2"]  # 29 and 129; 229 and 290 to 298


def test_a_small_map_has_no_squares(site, visit) -> None:
    page = visit().open(f"{site.as_uri()}#as=density")
    expect(page.locator(".density-count, .density-note")).to_have_count(0)
    expect(page.get_by_text("Part of this link is no longer valid.")).to_be_visible()
