"""The timeline: the reports over time, and a part of the time chosen by mouse, touch and keyboard."""

import re
from itertools import pairwise
from pathlib import Path

import pytest
from browsing import complaints_in_both_schemes
from playwright.sync_api import expect

PLACE = "places: [{name: A, coordinates: [1, 2], precision: street}]\nreports:\n"

FIRST, LAST = "First day shown", "Last day shown"


@pytest.fixture
def make_site(page_of):
    """Writes a page of reports that have these dates, all of one place; every third one is unconfirmed."""

    def make(*dates: str | None) -> Path:
        entries = [
            f"  - {{title: Report {n}, place: a, status: {'confirmed' if n % 3 else 'unconfirmed'}, status_reason: R,"
            + (f" date: '{date}'," if date else "")
            + " evidence: [{article: story, quote: stood there}]}\n"
            for n, date in enumerate(dates, 1)
        ]
        gazetteer = PLACE + "".join(entries)
        return page_of({"data/locations.yaml": gazetteer, "seeds/story.md": "# A story\n\nIt stood there.\n"})

    return make


def count(page) -> str:
    return page.locator(".panel-count").inner_text()


def words(page) -> str:
    return " ".join(page.locator(".timeline-range").inner_text().split())


def titles(page) -> list[str]:
    return page.locator(".item-title bdi").all_inner_texts()


def handle(page, name: str):
    return page.get_by_role("slider", name=name)


def day_in_words(page, name: str) -> str:
    return handle(page, name).get_attribute("aria-valuetext")


def x_of(page, day: str) -> float:
    """The x coordinate of a day on the screen: its middle, in pixels."""
    return page.evaluate(
        """([day]) => {
          const plot = document.querySelector('.timeline-plot').getBoundingClientRect();
          const [first, last] = document.querySelectorAll('.timeline [role=slider]');
          const [start, end] = [Number(first.ariaValueMin), Number(last.ariaValueMax) + 1];
          const share = (Date.parse(day) / 86400000 + 0.5 - start) / (end - start);
          const mirrored = getComputedStyle(document.querySelector('.timeline-plot')).direction === 'rtl';
          return plot.left + plot.width * (mirrored ? 1 - share : share);
        }""",
        [day],
    )


def y_of(page) -> float:
    """A height at which no report is drawn: the lower edge of the plot."""
    box = page.locator(".timeline-plot").bounding_box()
    return box["y"] + box["height"] - 1


def drag(page, start: float, end: float, y: float | None = None) -> None:
    y = y_of(page) if y is None else y
    page.mouse.move(start, y)
    page.mouse.down()
    page.mouse.move((start + end) / 2, y, steps=4)
    page.mouse.move(end, y, steps=4)
    page.mouse.up()


def test_a_few_reports_stand_in_lanes_with_the_shape_of_their_status(site, visit) -> None:
    page = visit().open(site)
    expect(page.locator(".timeline-day.is-confirmed .glyph.is-confirmed")).to_have_count(2)
    expect(page.locator(".timeline-bar.is-unconfirmed")).to_have_count(2)
    bar = page.locator(".timeline-bar.is-unconfirmed").first
    assert bar.evaluate("bar => getComputedStyle(bar).borderTopStyle") == "dashed"
    picture = page.locator(".timeline").get_by_role("img")
    assert picture.get_attribute("aria-label").startswith("4 dated reports from ")
    month, early = (bar.bounding_box() for bar in page.locator(".timeline-bar").all())
    assert month["width"] == pytest.approx(early["width"] * 31 / 10, rel=0.02)
    assert early["y"] >= month["y"] + month["height"]


def test_a_drag_chooses_a_time_and_spans_count_where_they_overlap(site, visit) -> None:
    page = visit().open(site)
    assert words(page).startswith("All dates")
    drag(page, x_of(page, "2023-01-12"), x_of(page, "2023-01-25"))
    assert count(page).startswith("3 of 4 reports")
    assert "A newly deployed Pantsir in Zarechye" not in titles(page)
    assert "12" in day_in_words(page, FIRST)
    assert "25" in day_in_words(page, LAST)
    page.wait_for_function("() => location.hash.includes('from=2023-01-12&to=2023-01-25')")


def test_a_drag_from_right_to_left_chooses_the_same(site, visit) -> None:
    page = visit().open(site)
    drag(page, x_of(page, "2023-01-10"), x_of(page, "2023-01-08"))
    assert count(page).startswith("2 of 4 reports")
    assert "8" in day_in_words(page, FIRST)
    assert "10" in day_in_words(page, LAST)


def test_a_drag_over_reports_chooses_a_time_and_opens_none(site, visit) -> None:
    page = visit().open(site)
    bar = page.locator(".timeline-bar").first.bounding_box()
    drag(page, x_of(page, "2023-01-20"), x_of(page, "2023-01-22"), bar["y"] + bar["height"] / 2)
    assert count(page).startswith("1 of 4 reports")
    expect(page.locator(".item.is-open")).to_have_count(0)


def test_a_drag_may_begin_on_the_axis(site, visit) -> None:
    page = visit().open(site)
    tick = page.locator(".timeline-tick").nth(1).bounding_box()
    drag(page, tick["x"] + tick["width"] / 2, x_of(page, "2023-01-10"), tick["y"] + tick["height"] / 2)
    assert count(page).startswith("2 of 4 reports")
    assert "10" in day_in_words(page, LAST)


def test_the_chosen_time_is_moved_as_a_whole_and_stops_at_the_end(site, visit) -> None:
    page = visit().open(site)
    drag(page, x_of(page, "2023-01-08"), x_of(page, "2023-01-10"))
    drag(page, x_of(page, "2023-01-09"), x_of(page, "2023-01-19"))
    assert ["18" in day_in_words(page, FIRST), "20" in day_in_words(page, LAST)] == [True, True]
    assert count(page).startswith("3 of 4 reports")
    drag(page, x_of(page, "2023-01-19"), 1279)
    days = [int(handle(page, name).get_attribute("aria-valuenow")) for name in (FIRST, LAST)]
    assert days[1] - days[0] == 2
    assert str(days[1]) == handle(page, LAST).get_attribute("aria-valuemax")


def test_a_handle_is_dragged_and_does_not_pass_the_other(site, visit) -> None:
    page = visit().open(site)
    drag(page, x_of(page, "2023-01-08"), x_of(page, "2023-01-15"))
    grip = handle(page, LAST).bounding_box()
    middle = (grip["x"] + grip["width"] / 2, grip["y"] + grip["height"] / 2)
    offset = middle[0] - grip["x"]
    drag(page, middle[0], x_of(page, "2023-01-18") + offset + 12, middle[1])
    assert "8" in day_in_words(page, FIRST)
    assert "18" in day_in_words(page, LAST)
    grip = handle(page, FIRST).bounding_box()
    drag(page, grip["x"] + 12, x_of(page, "2023-01-29"), middle[1])
    assert "18" in day_in_words(page, FIRST)
    assert "18" in day_in_words(page, LAST)


def test_a_click_outside_the_selected_time_clears_it_and_one_inside_does_not(site, visit) -> None:
    page = visit().open(site)
    drag(page, x_of(page, "2023-01-12"), x_of(page, "2023-01-15"))
    page.mouse.click(x_of(page, "2023-01-13"), y_of(page))
    assert count(page).startswith("1 of 4 reports")
    page.mouse.click(x_of(page, "2023-01-26"), y_of(page))
    assert count(page).startswith("4 reports")
    assert words(page).startswith("All dates")


def test_clear_gives_all_dates_back_and_keeps_the_focus_in_the_timeline(site, visit) -> None:
    page = visit().open(site)
    drag(page, x_of(page, "2023-01-12"), x_of(page, "2023-01-15"))
    page.get_by_role("button", name="Clear date range").press("Enter")
    assert count(page).startswith("4 reports")
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == FIRST
    expect(page.get_by_role("button", name="Clear date range")).to_have_count(0)


def test_the_handles_are_sliders_for_the_keyboard(site, visit) -> None:
    page = visit().open(site)
    first, last = handle(page, FIRST), handle(page, LAST)

    def day(slider) -> int:
        return int(slider.get_attribute("aria-valuenow"))

    start, end = day(first), day(last)
    first.focus()
    for key, moved in [("ArrowRight", 1), ("ArrowUp", 2), ("ArrowLeft", 1), ("PageUp", 11), ("Shift+ArrowLeft", 1)]:
        page.keyboard.press(key)
        assert day(first) == start + moved
    page.keyboard.press("Home")
    assert day(first) == start
    expect(page).not_to_have_url(re.compile("from="))
    last.focus()
    page.keyboard.press("PageDown")
    page.keyboard.press("PageDown")
    page.keyboard.press("ArrowDown")
    assert day(last) == end - 21
    assert count(page).startswith("2 of 4 reports")
    expect(first).to_have_attribute("aria-valuemax", last.get_attribute("aria-valuenow"))
    page.keyboard.press("Home")
    assert day(last) == start
    page.keyboard.press("End")
    assert day(last) == end
    assert count(page).startswith("4 reports")


def test_handles_stay_apart_and_large_enough_where_one_day_is_chosen(site, visit) -> None:
    page = visit(320, 640).open(f"{site.as_uri()}#from=2023-01-19&to=2023-01-19")
    page.get_by_role("button", name="Filters").click()
    first, last = (handle(page, name).bounding_box() for name in (FIRST, LAST))
    assert min(first["width"], first["height"], last["width"], last["height"]) >= 24
    assert first["x"] + first["width"] <= last["x"]
    assert count(page).startswith("3 of 4 reports")


def swipe(page, start: tuple[float, float], end: tuple[float, float]) -> None:
    """One finger from here to there."""
    session = page.context.new_cdp_session(page)
    for step in range(9):
        x, y = (one + (other - one) * step / 8 for one, other in zip(start, end, strict=True))
        kind = "touchMove" if step else "touchStart"
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y}]})
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def test_a_finger_chooses_a_time_by_moving_sideways(site, visit) -> None:
    page = visit(390, 844, has_touch=True).open(site)
    page.get_by_role("button", name="Filters").click()
    page.locator(".timeline-plot").scroll_into_view_if_needed()
    y = y_of(page) - 6
    swipe(page, (x_of(page, "2023-01-12"), y), (x_of(page, "2023-01-25"), y))
    assert count(page).startswith("3 of 4 reports")
    assert "12" in day_in_words(page, FIRST)
    assert "25" in day_in_words(page, LAST)


def test_a_finger_that_moves_up_scrolls_and_chooses_nothing(site, visit) -> None:
    page = visit(390, 844, has_touch=True).open(site)
    page.get_by_role("button", name="Filters").click()
    page.locator(".timeline-plot").scroll_into_view_if_needed()
    x, y = x_of(page, "2023-01-12"), y_of(page) - 6
    before = page.locator(".timeline-plot").bounding_box()["y"]
    swipe(page, (x, y), (x + 8, y - 160))
    higher = "before => document.querySelector('.timeline-plot').getBoundingClientRect().y < before"
    page.wait_for_function(higher, arg=before)
    assert count(page).startswith("4 reports")
    assert words(page).startswith("All dates")


def test_the_time_is_stepped_and_played(site, visit) -> None:
    page = visit().open(site)
    page.get_by_role("button", name="Forward one step").click()
    first = words(page)
    assert not first.startswith("All dates")
    page.get_by_role("button", name="Forward one step").click()
    assert words(page) != first
    page.get_by_role("button", name="Back one step").click()
    assert words(page) == first
    page.get_by_label("Speed").select_option("4×")
    page.get_by_role("button", name="Play").click()
    expect(page.locator(".timeline-range")).not_to_have_text(first)
    page.get_by_role("button", name="Pause").click()
    expect(page.get_by_role("button", name="Play")).to_be_visible()


def test_a_report_is_opened_and_pointed_at_on_the_timeline(site, visit) -> None:
    page = visit().open(site)
    day = page.locator(".timeline-day").first
    day.hover()
    expect(page.locator(".leaflet-marker-pane .is-pointed")).to_have_count(1)
    expect(day).to_contain_class("is-pointed")
    day.click()
    expect(page.locator(".item.is-open")).to_have_count(1)
    expect(day).to_contain_class("is-selected")
    assert count(page).startswith("4 reports")


def test_a_date_on_the_axis_chooses_its_time_without_a_drag(site, visit) -> None:
    page = visit().open(site)
    ticks = page.locator(".timeline-tick")
    ticks.nth(1).click()
    assert [day_in_words(page, name) for name in (FIRST, LAST)] != [None, None]
    chosen = [int(handle(page, name).get_attribute("aria-valuenow")) for name in (FIRST, LAST)]
    assert chosen[1] - chosen[0] == 6
    ticks.nth(2).click(modifiers=["Shift"])
    both = [int(handle(page, name).get_attribute("aria-valuenow")) for name in (FIRST, LAST)]
    assert both == [chosen[0], chosen[1] + 7]
    ticks.nth(1).click()
    ticks.nth(1).click()
    assert count(page).startswith("4 reports")


def test_reports_of_unknown_date_have_a_switch_of_their_own(make_site, visit) -> None:
    page = visit().open(make_site("2023-01-01", "2023-01-20", None, None))
    switch = page.get_by_role("checkbox", name="date unknown (2)")
    expect(switch).to_be_checked()
    drag(page, x_of(page, "2023-01-18"), x_of(page, "2023-01-21"))
    assert titles(page) == ["Report 2", "Report 3", "Report 4"]
    switch.uncheck()
    assert titles(page) == ["Report 2"]
    expect(page.get_by_role("checkbox", name="date unknown (2)")).to_be_visible()


def test_no_switch_where_every_date_is_known(site, visit) -> None:
    expect(visit().open(site).locator(".timeline").get_by_role("checkbox")).to_have_count(0)


@pytest.mark.parametrize("dates", [[None, None], ["2023-01-19", "2023-01-19", None]], ids=["undated", "one day"])
def test_no_timeline_where_there_is_no_time_to_choose_from(make_site, visit, dates) -> None:
    opened = visit()
    page = opened.open(make_site(*dates))
    expect(page.locator("#timeline")).to_be_hidden()
    assert opened.complaints == []


def test_open_ends_run_out_to_the_edge_and_count_there(make_site, visit) -> None:
    page = visit().open(make_site("../2023-01-05", "2023-01-15", "2023-01-20/.."))
    plot = page.locator(".timeline-plot").bounding_box()
    before = page.locator(".timeline-bar.is-open-start").bounding_box()
    after = page.locator(".timeline-bar.is-open-end").bounding_box()
    assert before["x"] == pytest.approx(plot["x"], abs=1)
    assert after["x"] + after["width"] == pytest.approx(plot["x"] + plot["width"], abs=1)
    drag(page, x_of(page, "2023-01-04"), x_of(page, "2023-01-10"))
    assert titles(page) == ["Report 1"]


def test_many_reports_are_a_histogram_stacked_by_status(make_site, visit) -> None:
    dates = [f"2023-{n % 12 + 1:02}-{n % 28 + 1:02}" for n in range(60)]
    page = visit().open(make_site(*dates, *["2023-03-01/2023-03-31"] * 20))
    expect(page.locator(".timeline-stack.is-confirmed")).to_have_count(1)
    expect(page.locator(".timeline-stack.is-unconfirmed")).to_have_count(1)
    expect(page.locator(".timeline-bar")).to_have_count(0)
    label = page.locator(".timeline").get_by_role("img").get_attribute("aria-label")
    assert label.startswith("80 dated reports from ")
    drag(page, x_of(page, "2023-03-14"), x_of(page, "2023-03-16"))
    assert int(count(page).split()[0]) >= 20
    drawn = page.locator(".timeline-stack.is-confirmed").get_attribute("d")
    page.locator(".status-button", has_text="Unconfirmed").click()
    expect(page.locator(".timeline-stack.is-unconfirmed")).to_have_count(0)
    expect(page.locator(".timeline-stack.is-confirmed")).not_to_have_attribute("d", drawn)


def test_a_span_counts_in_every_bin_that_it_overlaps(make_site, visit) -> None:
    """30 spans of ten days from 1 January and 30 of ten days from 11 January make 20 even bars."""
    page = visit().open(make_site(*["2023-01-01/2023-01-10", "2023-01-11/2023-01-20"] * 30))
    label = page.locator(".timeline").get_by_role("img").get_attribute("aria-label")
    assert label.endswith("Highest bar: 30.")
    bars = page.locator(".timeline-stack.is-confirmed").get_attribute("d").count("M")
    assert bars == 20


def test_a_large_map_is_brushed_too(large_site, visit) -> None:
    opened = visit()
    page = opened.open(large_site)
    page.locator(".timeline-stack").first.wait_for()
    drag(page, x_of(page, "2023-03-02"), x_of(page, "2023-06-02"))
    assert 500 < int(count(page).replace(",", "").split()[0]) < 1500
    assert opened.complaints == []


def test_the_whole_range_of_years_works(make_site, visit) -> None:
    opened = visit()
    page = opened.open(make_site("0001", "2023-01-19", "9999-12-31"))
    assert page.locator(".timeline-tick").count() >= 5
    handle(page, FIRST).press("PageUp")
    assert count(page).startswith("2 of 3 reports")
    handle(page, FIRST).press("Home")
    assert count(page).startswith("3 reports")
    assert opened.complaints == []


@pytest.mark.parametrize("time", ["from=3000-01-01&to=3001-01-01", "from=1000-01-01&to=1001-01-01", "to=0001-01-01"])
def test_a_time_far_from_the_reports_leaves_none_and_can_be_cleared(site, visit, time) -> None:
    opened = visit()
    page = opened.open(f"{site.as_uri()}#{time}")
    assert count(page).startswith("0 of 4 reports")
    least, now, most = (int(handle(page, FIRST).get_attribute(f"aria-value{name}")) for name in ("min", "now", "max"))
    assert least <= now <= most
    page.get_by_role("button", name="Clear date range").click()
    assert count(page).startswith("4 reports")
    assert opened.complaints == []


@pytest.mark.parametrize("width", [320, 390, 768, 1280])
@pytest.mark.parametrize("direction", ["ltr", "rtl"])
def test_words_on_the_axis_never_overlap_or_leave_the_page(make_site, visit, width, direction) -> None:
    page = visit(width, 700).open(make_site("2022-11-03", "2023-01-20", "2024-05-09", None))
    if width < 720:
        page.get_by_role("button", name="Filters").click()
    page.evaluate(f"document.documentElement.dir = '{direction}'")
    expect(page.locator(".timeline-tick").nth(1)).to_be_visible()
    boxes = sorted((tick.bounding_box() for tick in page.locator(".timeline-tick").all()), key=lambda box: box["x"])
    assert len(boxes) >= 2
    assert all(one["x"] + one["width"] <= other["x"] for one, other in pairwise(boxes))
    assert min(box["width"] for box in boxes) >= 24
    assert boxes[0]["x"] >= 0
    assert boxes[-1]["x"] + boxes[-1]["width"] <= width
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_from_right_to_left_time_runs_to_the_left_by_pointer_and_by_keyboard(site, visit) -> None:
    page = visit().open(site)
    page.evaluate("document.documentElement.dir = 'rtl'")
    assert x_of(page, "2023-01-25") < x_of(page, "2023-01-12")
    drag(page, x_of(page, "2023-01-12"), x_of(page, "2023-01-25"))
    assert "12" in day_in_words(page, FIRST)
    assert "25" in day_in_words(page, LAST)
    assert handle(page, LAST).bounding_box()["x"] < handle(page, FIRST).bounding_box()["x"]
    handle(page, LAST).press("ArrowLeft")
    assert "26" in day_in_words(page, LAST)
    before, after = (veil.bounding_box() for veil in page.locator(".timeline-veil").all())
    assert before["x"] > after["x"]


@pytest.mark.parametrize("time", ["", "#from=2023-01-05&to=2023-01-19"])
def test_axe_finds_nothing_in_the_timeline(make_site, visit, time) -> None:
    site = make_site("2023-01-01", "2023-01-05/2023-01-10", "2023-01-20", None)
    page = visit(bypass_csp=True).open(site.as_uri() + time)
    assert complaints_in_both_schemes(page, "#timeline") == []
