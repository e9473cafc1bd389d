"""Filters: what the reader chooses, the live counts, the search, and the way back."""

import re

from large import large_atlas
from playwright.sync_api import expect


def count(page) -> str:
    return page.locator(".panel-count").inner_text()


def titles(page) -> list[str]:
    return page.locator(".item-title bdi").all_inner_texts()


def open_filters(page):
    page.get_by_role("button", name="Filters").click()
    return page


def options(page, name: str) -> list[str]:
    return [text.replace("\n", " ") for text in facet(page, name).locator(".option").all_inner_texts()]


def facet(page, name: str):
    found = page.locator(".facet", has=page.locator("summary", has_text=name))
    if found.get_attribute("open") is None:
        found.locator("summary").click()
    return found


def search(page, words: str) -> None:
    page.get_by_role("searchbox").fill(words)


def test_search_ignores_case_and_accents_and_finds_by_any_name(site, visit) -> None:
    page = visit().open(site)
    zarechye = "A newly deployed Pantsir in Zarechye"
    centre = "Pantsir-S1 on the roof of the National Defense Management Center"
    ministry = "Pantsir on an administrative building of the Ministry of Education"
    for words, found in [
        ("zarechye", zarechye),
        ("NDMC", centre),
        ("Заречье", zarechye),
        ("обороной", centre),
        ("ЗАРЕЧЬЕ", zarechye),
        ("education pantsir", ministry),
        ("zaréchye", zarechye),
    ]:
        search(page, words)
        expect(page.locator(".item-title bdi")).to_have_text([found])
        expect(page.locator(".panel-count")).to_have_text(re.compile("^1 of 4 reports"))
        expect(page.locator(".leaflet-marker-pane [role=button]")).to_have_count(1)
        expect(page.locator(".leaflet-marker-pane [role=button]")).to_have_accessible_name(re.compile(re.escape(found)))


def highlighted(page, part: str = "body") -> list[str]:
    """The words that the page highlights in a part of it, once it has drawn them."""
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    found = "[...CSS.highlights.get('found')].filter((range) => range.startContainer.parentElement.closest(part))"
    return page.evaluate(f"(part) => {found}.map(String)", part)


def test_what_is_found_is_highlighted_in_the_list_the_table_and_the_article(page_of, visit) -> None:
    file = page_of(
        {
            "data/locations.yaml": "places: [{id: tromso, name: Tromsø, coordinates: [1, 2], precision: city}]\n"
            "reports:\n"
            "  - {title: Radar in Tromsø, place: tromso, status: confirmed, status_reason: Seen at Tromsø lufthavn.,\n"
            "     evidence: [{article: one, quote: Radaren i Tromsø}]}\n"
            "  - {title: Truck, place: tromso, status: unconfirmed, status_reason: Замечен у Харькова.}\n",
            "seeds/one.md": "---\nlanguage: nb\n---\n# Nyheter\n\nRadaren i Tromsø og 𝄞 i TROMSØ.\n",
        }
    )
    page = visit().open(file)
    search(page, "tromsoe radar")
    assert titles(page) == ["Radar in Tromsø"]
    assert highlighted(page) == ["Radar", "Tromsø"]
    page.get_by_role("button", name="Radar in Tromsø").first.click()
    assert "Tromsø" in highlighted(page)[2:]
    page.get_by_role("button", name="Read in the article").first.click()
    assert highlighted(page) == ["Radar", "Tromsø", "TROMSØ"]
    page.get_by_role("button", name="Back to reports").click()
    page.get_by_role("button", name="Table", exact=True).click()
    assert {"Radar", "Tromsø"} <= {*highlighted(page, ".table")}
    search(page, "kharkov")
    expect(page.locator(".table tbody th")).to_have_text(["Truck"], use_inner_text=True)
    search(page, "")
    assert highlighted(page) == []


def test_a_search_without_results_shows_a_message_and_can_be_cleared(site, visit) -> None:
    page = visit().open(site)
    search(page, "no such thing")
    expect(page.locator(".panel-empty")).to_be_visible()
    assert count(page).startswith("0 of 4 reports")
    page.get_by_role("button", name="Clear", exact=True).click()
    assert len(titles(page)) == 4
    expect(page.get_by_role("searchbox")).to_have_value("")
    expect(page.get_by_role("button", name="Clear", exact=True)).to_have_count(0)


def test_a_system_is_chosen_with_its_live_count(site, visit) -> None:
    page = open_filters(visit().open(site))
    assert options(page, "System") == ["Pantsir 2", "Pantsir-S1 1"]
    facet(page, "System").get_by_label("Pantsir", exact=False).first.check()
    assert len(titles(page)) == 2
    page.locator(".status-button", has_text="Unconfirmed").click()
    assert options(page, "System") == ["Pantsir 1", "Pantsir-S1 1"]
    assert page.locator(".status-button", has_text="Unconfirmed").inner_text().split() == ["Unconfirmed", "1"]


def test_several_options_are_kept_in_the_address_and_removed_one_by_one(site, visit) -> None:
    page = open_filters(visit().open(site))
    for box in facet(page, "System").get_by_role("checkbox").all():
        box.check()
    assert len(titles(page)) == 3
    page.wait_for_url(re.compile("#system=Pantsir&system=Pantsir-S1$"))
    again = visit().open(page.url)
    assert len(titles(again)) == 3
    assert again.get_by_role("button", name="Filters").inner_text().split() == ["Filters", "2"]
    again.get_by_role("button", name="Remove filter: Pantsir", exact=True).click()
    assert len(titles(again)) == 1


def test_a_search_names_the_hidden_statuses_that_it_finds(site, visit) -> None:
    page = visit().open(f"{site.as_uri()}#status=confirmed")
    search(page, "zarechye")
    assert titles(page) == []
    expect(page.locator(".counts-hidden p")).to_contain_text("Unconfirmed", use_inner_text=True)
    page.get_by_role("button", name="Show them").click()
    assert titles(page) == ["A newly deployed Pantsir in Zarechye"]
    expect(page.locator(".counts-hidden")).to_have_count(0)


def test_only_what_the_map_shows_is_listed(site, visit) -> None:
    page = visit().open(site)
    expect(page.get_by_label("List only what the map shows")).to_have_count(0)
    address = f"{site.as_uri()}#map=16/54.2/40.5"
    page = visit().open(address)
    expect(page.locator(".counts-view")).to_contain_text("0 of 4 in view", use_inner_text=True)
    assert len(titles(page)) == 4
    page.get_by_label("List only what the map shows").check()
    assert titles(page) == []
    expect(page.locator(".panel-empty")).to_be_visible()
    page.get_by_role("button", name="Whole map").click()
    assert len(titles(page)) == 4
    page.wait_for_url(re.compile("only=view"))


def test_an_open_report_that_no_longer_fits_is_closed(site, visit) -> None:
    page = visit().open(site)
    page.locator(".item h2 button").first.click()
    expect(page.locator(".item.is-open")).to_have_count(1)
    search(page, "zarechye")
    expect(page.locator(".item.is-open")).to_have_count(0)
    expect(page).not_to_have_url(re.compile("report="))


def test_articles_are_a_filter_where_there_are_several(page_of, visit) -> None:
    entry = (
        "  - {title: %s, place: a, status: confirmed, status_reason: R,\n"
        "     evidence: [{article: %s, quote: stood there}]}\n"
    )
    file = page_of(
        {
            "data/locations.yaml": "places: [{name: A, coordinates: [1, 2], precision: street}]\nreports:\n"
            + entry % ("One", "one")
            + entry % ("Two", "two")
            + entry % ("Three", "two"),
            "seeds/one.md": "# First story\n\nIt stood there.\n",
            "seeds/two.md": "# Second story\n\nIt stood there too: it was seen.\n",
        }
    )
    page = visit().open(file)
    open_filters(page)
    assert options(page, "Article") == ["First story 1", "Second story 2"]
    facet(page, "Article").get_by_label("Second story").check()
    assert titles(page) == ["Two", "Three"]


def test_thousands_of_reports_are_counted_and_found(large_site, visit) -> None:
    page = visit().open(large_site)
    assert count(page).startswith("3,000 reports")
    search(page, "место 1400")
    # Two reports at place 1400, and system 1400, which is elsewhere.
    assert count(page).startswith("3 of 3,000 reports")


def test_filters_agree_with_a_plain_count(large_site, visit) -> None:
    page = visit().open(large_site)
    reports = large_atlas(3000).reports
    open_filters(page)
    count_of_s3 = sum(each.system == "S-3" for each in reports)
    assert f"S-3 {count_of_s3:,}" in options(page, "System")
    facet(page, "System").get_by_label("S-3", exact=False).check()
    page.locator(".status-button", has_text="Unconfirmed").click()
    expected = sum(each.system == "S-3" and each.status == "confirmed" for each in reports)
    assert count(page).startswith(f"{expected} of 3,000")
