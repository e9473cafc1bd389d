"""The page, in a real Chromium with the network off: what a reader does, and what the page must not do."""

import re
from itertools import pairwise

import pytest
from browsing import complaints_in_both_schemes, starting
from playwright.sync_api import expect

CONFIRMED, UNCONFIRMED = "Confirmed", "Unconfirmed"
MARKS = ".leaflet-marker-pane [role=button]"


def marks(page):
    """The names that the marks on the map give to a screen reader."""
    return [each.get_attribute("aria-label") for each in page.locator(MARKS).all()]


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (390, 844)])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_opens_from_disk_offline_without_requests_or_errors(site, visit, width, height, scheme) -> None:
    opened = visit(width, height, color_scheme=scheme)
    page = opened.open(site)
    expect(page.locator("h1")).to_have_text("Reported air-defence deployments around Moscow", use_inner_text=True)
    assert sum(int(name.split()[0]) if re.match(r"\d+ reports", name) else 1 for name in marks(page)) == 4
    assert opened.requests == [site.as_uri()]
    assert opened.complaints == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_runs_under_a_policy_without_unsafe_inline(site, visit) -> None:
    page = visit().open(site)
    policy = page.locator("meta[http-equiv=Content-Security-Policy]").get_attribute("content")
    assert "default-src 'none'" in policy
    assert "sha256-" in policy
    assert "unsafe" not in policy
    page.evaluate(
        "document.body.append(Object.assign(document.createElement('script'), {textContent: 'window.ran = 1'}))"
    )
    assert page.evaluate("window.ran") is None


def test_the_list_says_of_each_report_what_the_map_shows(site, visit) -> None:
    page = visit().open(site)
    titles = page.locator(".item-title bdi").all_inner_texts()
    assert titles == [
        "Pantsir-S1 on the roof of the National Defense Management Center",
        "Pantsir on an administrative building of the Ministry of Education",
        "A newly deployed Pantsir in Zarechye",
        "More air-defence systems in other places in and around Moscow",
    ]
    for title, mark in zip(titles, marks(page), strict=True):
        assert title in mark


def test_marks_say_status_and_precision_in_words(site, visit) -> None:
    names = marks(visit().open(site))
    assert names[0].startswith("Confirmed: Pantsir-S1")
    assert "approximate: street (±400 m)" in names[0]
    assert names[2].startswith("Unconfirmed: A newly deployed")
    assert "approximate: town (±1.5 km)" in names[2]
    assert "somewhere in this region" in names[3]


def test_an_area_has_no_pin(site, visit) -> None:
    page = visit().open(site)
    expect(page.locator(".pin")).to_have_count(2)
    expect(page.locator("path.area.is-unconfirmed")).to_have_count(1)
    expect(page.locator(".area-mark")).to_have_count(2)
    opacities = "all => all.map((each) => getComputedStyle(each.parentElement).opacity)"
    symbols = page.locator(".area-symbol").evaluate_all(opacities)
    assert sorted(symbols) == ["0", "1"], "a small area is a symbol, a large one its outline"


def test_a_status_button_shows_and_hides_its_layer(site, visit) -> None:
    page = visit().open(site)
    button = page.get_by_role("button", name=UNCONFIRMED + " 2", exact=True)
    button.click()
    expect(page.locator("path.is-unconfirmed")).to_have_count(0)
    assert len(marks(page)) == 2
    expect(button).to_have_attribute("aria-pressed", "false")
    expect(page.locator(".panel-count")).to_have_text(starting("2 of 4 reports"))
    button.click()
    expect(page.locator(MARKS)).to_have_count(4)
    page.get_by_role("button", name=CONFIRMED + " 2", exact=True).click()
    button.click()
    expect(page.locator(MARKS)).to_have_count(0)
    expect(page.locator(".panel-empty")).to_be_visible()


def test_a_mark_opens_a_popup_with_the_words_that_support_it(site, visit) -> None:
    page = visit().open(site)
    page.locator(".pin").first.click()
    popup = page.locator(".leaflet-popup")
    text = popup.inner_text()
    assert "Confirmed. The reporting names the building and the day" in text
    assert "19 January 2023" in text
    assert "approximate: street (±400 m)" in text
    expect(popup.locator("mark")).to_have_text(
        "on the roof of the National Defense Management Center of the Ministry of Defense", use_inner_text=True
    )
    expect(popup.locator("blockquote")).to_have_text(starting("That day one Pantsir-S1 stood on the roof"))
    assert "Air defence on Moscow’s rooftops, January 2023" in text
    expect(page.locator(".item.is-open .item-title bdi")).to_have_text(starting("Pantsir-S1"))
    popup.locator(".leaflet-popup-close-button").click()
    expect(page.locator(".leaflet-popup")).to_have_count(0)
    expect(page.locator(".item.is-open")).to_have_count(0)


def test_an_area_opens_its_report(site, visit) -> None:
    page = visit().open(site)
    page.locator("path.area").click(position={"x": 60, "y": 200})
    expect(page.locator(".leaflet-popup")).to_contain_text("calls these sightings unconfirmed", use_inner_text=True)


def test_the_list_opens_a_report_and_marks_it_on_the_map(site, visit) -> None:
    page = visit().open(site)
    page.locator(".item").get_by_role("button", name="A newly deployed Pantsir").click()
    expect(page.locator(".item.is-open")).to_contain_text(
        "one more newly deployed Pantsir was seen in Zarechye", use_inner_text=True
    )
    expect(page.locator(".leaflet-labels-pane .is-selected .label")).to_contain_text("Zarechye")


def test_after_a_choice_from_the_list_the_map_stays_where_the_reader_moves_it(site, visit) -> None:
    page = visit().open(site)
    page.locator(".item h2 button").first.click()
    page.locator(".folium-map").focus()
    for _ in range(12):
        page.keyboard.press("ArrowRight")
    moved = page.locator(".pin").first.bounding_box()
    assert moved["x"] < 392
    page.locator(".item").nth(2).hover()
    page.locator(".item").nth(1).hover()
    assert page.locator(".pin").first.bounding_box() == moved


def test_everything_is_reached_by_keyboard_and_the_focus_returns(site, visit) -> None:
    page = visit().open(site)
    page.locator(".pin").first.focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.className") == "report-card"
    page.keyboard.press("Escape")
    expect(page.locator(".leaflet-popup")).to_have_count(0)
    assert page.evaluate("document.activeElement.classList.contains('pin')")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('aria-label')").startswith(
        "Confirmed: Pantsir on an admin"
    )


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (768, 900), (390, 844)])
def test_no_label_covers_a_mark_or_another_label(site, visit, width, height) -> None:
    page = visit(width, height).open(site)
    boxes = [
        each.bounding_box()
        for each in page.locator(".label:visible, .pin, .cluster").all()
        if each.evaluate("e => getComputedStyle(e).visibility") == "visible"
    ]
    assert len(boxes) >= 4
    for index, one in enumerate(boxes):
        for other in boxes[index + 1 :]:
            apart = (
                one["x"] + one["width"] <= other["x"] + 7
                or other["x"] + other["width"] <= one["x"] + 7
                or one["y"] + one["height"] <= other["y"] + 7
                or other["y"] + other["height"] <= one["y"] + 7
            )
            assert apart, (one, other)


def test_without_javascript_the_table_says_the_same(site, visit) -> None:
    page = visit(java_script_enabled=False).open(site)
    rows = page.locator("noscript tbody tr, tbody tr")
    expect(rows).to_have_count(4)
    first = rows.first.inner_text()
    for fact in (
        "Confirmed",
        "19 January 2023",
        "approximate: street (±400 m)",
        "one Pantsir-S1 stood on the roof",
    ):
        assert fact in first
    expect(page.locator("mark")).to_have_count(4)
    expect(page.locator("#geomap")).to_be_hidden()


def test_data_that_cannot_be_drawn_leaves_the_table(site, visit, tmp_path) -> None:
    broken = tmp_path / "broken.html"
    text = site.read_text(encoding="utf-8")
    broken.write_text(text.replace('id="geomap-data">{', 'id="geomap-data">{{', 1), encoding="utf-8")
    page = visit().open(broken)
    expect(page.locator(".facts tbody tr")).to_have_count(4)


def test_works_in_a_sandboxed_frame_with_an_opaque_origin(site, visit, tmp_path) -> None:
    host = tmp_path / "host.html"
    host.write_text(
        f'<iframe sandbox="allow-scripts" src="{site.as_uri()}" width="700" height="420" title="map"></iframe>'
    )
    opened = visit()
    page = opened.open(host)
    frame = page.frame_locator("iframe")
    frame.locator(".item h2 button").first.click()
    expect(frame.locator(".item.is-open")).to_contain_text("Confirmed.", use_inner_text=True)
    expect(frame.locator(".pin.is-selected")).to_have_count(1)
    assert opened.complaints == []


def test_on_paper_the_map_has_the_papers_width_and_afterwards_its_own_again(site, visit) -> None:
    page = visit().open(site)
    page.locator(".leaflet-control-zoom-in").click()
    before = page.locator("path.area").first.get_attribute("d")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator(".folium-map").bounding_box()["width"] == 680
    expect(page.locator("path.area").first).not_to_have_attribute("d", before)
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator(".folium-map").bounding_box()["width"] == 1280 - 392
    expect(page.locator("path.area").first).to_have_attribute("d", before)


def test_on_paper_the_headline_is_first_then_the_map_then_the_reports(site, visit) -> None:
    page = visit().open(site)
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    parts = ["h1", ".folium-map", ".item >> nth=0", ".item >> nth=-1"]
    boxes = [page.locator(part).bounding_box() for part in parts]
    assert all(one["y"] + one["height"] <= other["y"] for one, other in pairwise(boxes))
    end = page.evaluate("document.documentElement.scrollHeight")
    assert end - boxes[-1]["y"] - boxes[-1]["height"] < 40  # nothing that could fill a page of its own


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (390, 844)])
@pytest.mark.parametrize("opened", [".item h2 button", MARKS])
def test_axe_finds_nothing_to_complain_of_in_a_report(site, visit, width, height, opened) -> None:
    page = visit(width, height, bypass_csp=True).open(site)
    page.locator(opened).first.click()
    assert complaints_in_both_schemes(page) == []


def test_a_cluster_that_has_the_focus_and_is_replaced_by_its_marks_is_removed_once(page_of, visit) -> None:
    """The browser tells a focused element that it loses the focus while it is being removed."""
    places = ", ".join(
        f"{{name: {name}, coordinates: [{latitude}, {longitude}], precision: street}}"
        for name, latitude, longitude in (("A", -18.13, 178.42), ("B", -18.3, 178.3), ("C", -13.28, -176.17))
    )
    reports = ", ".join(
        f"{{title: {place} {number}, place: {place}, status: unconfirmed, status_reason: R}}"
        for place in "abc"
        for number in range(3)
    )
    opened = visit(1280, 800)
    page = opened.open(page_of({"data/locations.yaml": f"places: [{places}]\nreports: [{reports}]\n"}))
    cluster = page.locator(".cluster", has_text="6")
    cluster.click()
    expect(cluster).to_have_count(0)
    expect(page.locator(".cluster", has_text="3")).to_have_count(2)
    assert opened.complaints == []
