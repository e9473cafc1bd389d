"""No axe-core violations in the states that no other test opens, and the language of every text."""

import pytest
from browsing import complaints_in_both_schemes, complaints_of_axe, follow


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (390, 844), (320, 256)])
def test_axe_finds_nothing_in_any_view(site, visit, width, height) -> None:
    page = visit(width, height, bypass_csp=True).open(site)
    complaints = {"": complaints_in_both_schemes(page)}
    for state in ("#view=about", "#list=table", "#q=nothing-fits", "#report=gone", "#lang=ru", "#lang=uk"):
        follow(page, state)
        complaints[state] = complaints_in_both_schemes(page)
    assert not any(complaints.values()), complaints


@pytest.mark.parametrize("button", ["Show more of the list", "Show more of the map"])
def test_axe_finds_nothing_in_the_sheet_at_any_size(site, visit, button) -> None:
    page = visit(390, 844, bypass_csp=True).open(site)
    page.get_by_role("button", name=button).click()
    assert complaints_of_axe(page) == []


def test_axe_finds_nothing_among_thousands_of_reports(large_site, visit) -> None:
    page = visit(bypass_csp=True).open(large_site)
    complaints = {"": complaints_of_axe(page)}
    for state in ("#map=3/10/20", "#map=4.5/0/-60", "#report=system-77-seen-at-place-38", "#map=17/-6/-93"):
        follow(page, state)
        complaints[state] = complaints_of_axe(page)
    page.locator(".cluster").click()
    page.locator(".spot-card").wait_for()
    complaints["the reports of one place"] = complaints_of_axe(page)
    assert not any(complaints.values()), complaints


def test_without_javascript_axe_finds_nothing_in_picture_and_table(site, visit) -> None:
    still = visit(java_script_enabled=False).open(site)
    # axe itself needs scripts: the same markup, in a page that runs them.
    page = visit(bypass_csp=True).page
    facts = still.locator(".facts").evaluate("e => e.outerHTML")
    page.set_content(f'<html lang="en"><head><title>Map</title></head><body><main>{facts}</main></body></html>')
    assert complaints_of_axe(page) == []


@pytest.mark.parametrize("language", ["en", "ru", "uk"])
def test_every_text_is_marked_with_its_language(site, visit, language) -> None:
    """Cyrillic text inside an element whose language is English, or the other way round, would be read out wrong."""
    page = visit().open(f"{site.as_uri()}#lang={language}&report=pantsir-ndmc")
    wrong = page.evaluate(
        """() => {
          const walker = document.createTreeWalker(document.querySelector('#geomap'), NodeFilter.SHOW_TEXT);
          const wrong = [];
          for (let node = walker.nextNode(); node; node = walker.nextNode()) {
            const text = node.textContent.trim();
            const lang = node.parentElement.closest('[lang]').lang;
            if (/[\\u0400-\\u04ff]{3}/.test(text) && lang === 'en') wrong.push([lang, text]);
            if (/^[a-z ]{12,}$/i.test(text) && lang !== 'en') wrong.push([lang, text]);
          }
          return wrong;
        }"""
    )
    assert [each for each in wrong if each[1] not in {"English", "Русский", "Українська", "Leaflet"}] == []


def test_words_are_readable_without_colour_by_the_shape_of_the_marks(site, visit) -> None:
    page = visit(forced_colors="active").open(site)
    shapes = {
        status: page.locator(f".item .glyph.is-{status} .glyph-body").first.evaluate(
            "e => [getComputedStyle(e).fill !== 'none', getComputedStyle(e).strokeDasharray !== 'none']"
        )
        for status in ("confirmed", "unconfirmed")
    }
    assert shapes == {"confirmed": [True, False], "unconfirmed": [False, True]}


@pytest.mark.parametrize("width", [320, 640])
def test_at_four_hundred_per_cent_everything_is_reached_without_scrolling_sideways(site, visit, width) -> None:
    """1280 pixels at 400 % are 320 CSS pixels."""
    page = visit(width, 256).open(site)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_role("button", name="Show more of the list").click()
    page.get_by_role("button", name="Filters").click()
    for target in (page.get_by_role("searchbox"), page.get_by_role("button", name="Confirmed 2", exact=True)):
        target.scroll_into_view_if_needed()
        box = target.bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width


def test_the_keyboard_can_skip_the_map(site, visit) -> None:
    page = visit().open(site)
    page.locator(".item h2 button").last.focus()
    skip = page.get_by_role("button", name="Skip the map")
    for _ in range(10):
        page.keyboard.press("Tab")
        if skip.evaluate("button => button === document.activeElement"):
            break
    assert skip.bounding_box()["height"] >= 24
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.closest('.page-tools') !== null")
