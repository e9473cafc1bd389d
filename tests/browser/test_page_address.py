"""The address: a link restores the view, back and forward work, and nonsense is met with the default."""

import re

import pytest
from browsing import starting
from playwright.sync_api import expect


def hash_of(page) -> str:
    return page.evaluate("location.hash")


def settled(page, part: str) -> None:
    expect(page).to_have_url(re.compile(f"#.*{part}"))


def test_a_chosen_report_is_in_the_address_and_back_closes_it(site, visit) -> None:
    page = visit().open(site)
    page.locator(".item h2 button").nth(2).click()
    assert hash_of(page) == "#report=pantsir-zarechye"
    page.locator(".item h2 button").nth(0).click()
    assert hash_of(page) == "#report=pantsir-ndmc"
    page.go_back()
    expect(page.locator(".item.is-open")).to_have_attribute("data-report", "2")
    page.go_back()
    expect(page.locator(".item.is-open")).to_have_count(0)
    page.go_forward()
    expect(page.locator(".item.is-open")).to_have_attribute("data-report", "2")


def test_a_pasted_link_restores_exactly_the_view(site, visit) -> None:
    page = visit().open(site)
    page.locator(".status-button", has_text="Unconfirmed").click()
    page.get_by_role("searchbox").fill("pantsir")
    page.locator(".leaflet-control-zoom-in").click()
    page.locator(".item h2 button").nth(1).click()
    settled(page, "map=")
    link = page.evaluate("location.href")
    pin = page.locator(".pin").first.bounding_box()
    again = visit().open(link)
    expect(again.locator(".panel-count")).to_have_text(page.locator(".panel-count").inner_text(), use_inner_text=True)
    expect(again.get_by_role("searchbox")).to_have_value("pantsir")
    expect(again.locator(".item.is-open")).to_have_attribute("data-report", "1")
    restored = again.locator(".pin").first.bounding_box()
    assert abs(restored["x"] - pin["x"]) < 2
    assert abs(restored["y"] - pin["y"]) < 2


def test_moving_the_map_is_no_step_back(site, visit) -> None:
    page = visit().open(site)
    length = page.evaluate("history.length")
    page.locator(".folium-map").focus()
    for _ in range(4):
        page.keyboard.press("ArrowRight")
    settled(page, "map=")
    assert page.evaluate("history.length") == length


def test_a_refuted_or_hidden_report_is_shown_when_the_link_names_it(site, visit) -> None:
    page = visit().open(f"{site.as_uri()}#report=pantsir-zarechye&status=confirmed")
    expect(page.locator(".item.is-open .item-title bdi")).to_have_text(
        "A newly deployed Pantsir in Zarechye", use_inner_text=True
    )


@pytest.mark.parametrize(
    "asked",
    [
        "report=gone",
        "map=11/555/37",
        "map=nonsense",
        "map=1e9/0/0",
        "map=99/1/2",
        "status=maybe",
        "from=yesterday",
        "from=2023-02-01&to=2023-01-01",
        "system=Death%20Star",
        "read=../../etc/passwd",
        "lang=xx",
        "view=%3Cscript%3Ealert(1)%3C/script%3E",
        "undated=perhaps",
        "list=__proto__",
    ],
)
def test_nonsense_opens_the_default_and_says_so_quietly(site, visit, asked) -> None:
    opened = visit()
    page = opened.open(f"{site.as_uri()}#{asked}")
    expect(page.locator(".item")).to_have_count(4)
    expect(page.locator(".notice")).to_have_text("Part of this link is no longer valid.", use_inner_text=True)
    assert opened.complaints == []
    assert len(page.locator(".leaflet-marker-pane [role=button]").all()) == 4


@pytest.mark.parametrize(
    "asked", ["%", "%E0%A4%A", "&&&===", "q=%00%FF", "q=" + "a" * 100_000, "__proto__=1&constructor=2", "é" * 500]
)
def test_a_hostile_hash_does_no_harm(site, visit, asked) -> None:
    opened = visit()
    page = opened.open(f"{site.as_uri()}#{asked}")
    expect(page.locator("h1")).to_be_visible()
    assert opened.complaints == []


def test_the_notice_about_a_link_goes_with_the_next_choice(site, visit) -> None:
    page = visit().open(f"{site.as_uri()}#report=gone")
    expect(page.locator(".notice")).to_have_count(1)
    page.locator(".item h2 button").first.click()
    expect(page.locator(".notice")).to_have_count(0)


def test_a_link_that_hides_its_own_report_says_so(site, visit) -> None:
    page = visit().open(f"{site.as_uri()}#report=pantsir-ndmc&q=zzz")
    expect(page.locator(".notice")).to_have_text("The linked report is hidden by these filters.", use_inner_text=True)
    expect(page.locator(".item")).to_have_count(0)
    assert hash_of(page) == "#q=zzz"
    page.get_by_role("button", name="Clear").first.click()
    expect(page.locator(".item")).to_have_count(4)
    expect(page.locator(".notice")).to_have_count(0)


def test_only_the_readers_moves_of_the_map_are_in_the_address(site, visit) -> None:
    page = visit().open(f"{site.as_uri()}#map=15/55.9/37.2")
    page.locator(".folium-map").click(position={"x": 300, "y": 300})
    page.locator(".item h2 button").first.click()
    expect(page.locator(".pin.is-selected")).to_be_in_viewport()
    expect(page).to_have_url(re.compile(r"#map=15/55\.9/37\.2&report=pantsir-ndmc$"))
    page.locator(".leaflet-control-zoom-out").click()
    expect(page).to_have_url(re.compile(r"#map=10/55\.7\d+/37\.5\d+&report="))


def test_a_hash_that_is_edited_by_hand_is_followed(site, visit) -> None:
    page = visit().open(site)
    page.evaluate("location.hash = 'status=confirmed'")
    expect(page.locator(".panel-count")).to_have_text(starting("2 of 4"))
    page.evaluate("location.hash = 'report=pantsir-education'")
    expect(page.locator(".item.is-open")).to_have_attribute("data-report", "1")
    expect(page.locator(".panel-count")).to_have_text(starting("4 reports"))


def test_words_of_a_query_survive_the_address(site, visit) -> None:
    page = visit().open(site)
    page.get_by_role("searchbox").fill("roof & <b> 100% # Заречье +")
    settled(page, "q=")
    again = visit().open(page.evaluate("location.href"))
    expect(again.get_by_role("searchbox")).to_have_value("roof & <b> 100% # Заречье +")


def test_where_the_host_forbids_history_everything_else_works(site, visit) -> None:
    opened = visit()
    opened.page.add_init_script(
        "history.pushState = history.replaceState = () => { throw new DOMException('no', 'SecurityError') }"
    )
    page = opened.open(site)
    page.locator(".item h2 button").first.click()
    expect(page.locator(".item.is-open")).to_have_count(1)
    assert opened.complaints == []


def test_a_report_that_a_link_names_is_in_view_as_a_whole(site, visit) -> None:
    page = visit().open(f"{site.as_uri()}#report=pantsir-zarechye")
    box = page.locator(".item.is-open").bounding_box()
    assert box["y"] >= 0
    assert box["y"] + box["height"] <= 800
