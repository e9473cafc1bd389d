"""Many reports: clusters that part, stacks that list, and a long list without blank frames; texts that come later."""

import re
import threading

import pytest
import scripted
from browsing import starting
from large import large_atlas
from loopback import reader
from pages import write_page
from playwright.sync_api import expect

from geomap.model import Atlas
from geomap.model.published import coarsened


def test_clusters_say_how_many_of_each_status_and_part_when_opened(large_site, visit) -> None:
    page = visit().open(large_site)
    cluster = page.locator(".cluster").first
    name = cluster.get_attribute("aria-label")
    counts = re.fullmatch(r"([\d,]+) reports, .+ and nearby: Confirmed ([\d,]+), Unconfirmed ([\d,]+)", name)
    total, confirmed, unconfirmed = (int(part.replace(",", "")) for part in counts.groups())
    assert total == confirmed + unconfirmed
    expect(cluster.locator(".ring-part.is-confirmed")).to_have_count(1)
    expect(cluster.locator(".ring-part.is-unconfirmed")).to_have_count(1)
    before = page.locator(".cluster").count()
    assert before > 5
    cluster.click()
    expect(page.locator(f'.cluster[aria-label="{name}"]')).to_have_count(0)


def test_all_reports_stand_in_some_mark(large_site, visit) -> None:
    page = visit().open(large_site)
    names = [each.get_attribute("aria-label") for each in page.locator(".cluster").all()]
    in_clusters = sum(int(re.match(r"([\d,]+) ", name)[1].replace(",", "")) for name in names)
    assert in_clusters + page.locator(".pin").count() == 3000


def test_reports_of_one_point_are_listed_and_opened_one_by_one(large_site, visit) -> None:
    page = visit().open(f"{large_site.as_uri()}#map=17/-6/-93")  # place 7
    stack = page.locator(".cluster")
    expect(stack).to_have_count(1)
    stack.click()
    popup = page.locator(".leaflet-popup")
    entries = popup.locator(".spot-card li button")
    expect(entries).to_have_count(2)
    expect(popup).to_contain_text("Place 7", use_inner_text=True)
    title = entries.nth(1).locator("bdi").inner_text()
    entries.nth(1).click()
    expect(popup.locator(".report-card")).to_contain_text(title)
    expect(page.locator(".item.is-open .item-title bdi")).to_have_text(title, use_inner_text=True)
    page.keyboard.press("Escape")
    expect(page.locator(".leaflet-popup")).to_have_count(0)


def test_a_stack_is_opened_by_keyboard_and_gives_the_focus_back(large_site, visit) -> None:
    page = visit().open(f"{large_site.as_uri()}#map=17/-6/-93")
    page.locator(".cluster").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".report-card")).to_be_visible()
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.classList.contains('cluster')")


def test_a_report_pointed_at_in_the_list_shows_next_to_its_cluster(large_site, visit) -> None:
    page = visit().open(large_site)
    expect(page.locator(".pin.is-pointed")).to_have_count(0)
    page.locator(".item").nth(3).hover()
    expect(page.locator(".pin.is-pointed")).to_have_count(1)
    page.locator(".item h2 button").nth(3).click()
    page.mouse.move(700, 5)
    expect(page.locator(".pin.is-selected")).to_have_count(1)


def test_the_long_list_keeps_few_entries_and_never_shows_a_blank(large_site, visit) -> None:
    page = visit().open(large_site)
    assert page.locator(".item").count() < 120
    page.locator(".page-panel").hover()
    blanks = page.evaluate(
        """async () => {
          const panel = document.querySelector('.page-panel');
          let blanks = 0;
          for (let step = 0; step < 200; step++) {
            panel.scrollTop += 700;
            await new Promise((done) => requestAnimationFrame(done));
            const [x, y] = [150, innerHeight / 2];
            if (!document.elementFromPoint(x, y)?.closest('.item')) blanks++;
          }
          return blanks;
        }"""
    )
    assert blanks == 0
    assert page.locator(".item").count() < 120


def test_the_end_of_the_long_list_is_its_last_report(large_site, visit) -> None:
    page = visit().open(large_site)
    page.evaluate("document.querySelector('.page-panel').scrollTop = 1e9")
    last = page.locator(".item").last
    last.wait_for()
    expect(page.locator(".item", has_text="date unknown")).to_have_count(1)
    expect(page.locator(".item", has_text="date unknown")).to_have_attribute("aria-posinset", "3000")
    expect(page.locator(".panel-foot")).to_be_visible()


def test_a_link_to_a_report_deep_in_the_list_scrolls_there(large_site, visit) -> None:
    atlas = large_atlas(3000)
    report = atlas.reports[1500]
    page = visit().open(f"{large_site.as_uri()}#report={report.id}")
    item = page.locator(".item.is-open")
    item.wait_for()
    box = item.bounding_box()
    assert 0 <= box["y"] < 800


def test_large_data_is_compressed_and_the_table_is_shown_without_decompression(tmp_path, visit) -> None:
    page_file = write_page(coarsened(large_atlas(12_000)), tmp_path)
    assert 'type="application/zlib"' in page_file.read_text(encoding="utf-8")
    page = visit().open(page_file)
    page.locator(".cluster").first.wait_for()
    expect(page.locator(".panel-count")).to_have_text(starting("12,000 reports"))
    old = visit()
    old.page.add_init_script("delete window.DecompressionStream")
    page = old.open(page_file)
    page.locator(".facts").wait_for()
    expect(page.locator(".facts tbody tr")).to_have_count(500)
    expect(page.locator(".facts")).to_contain_text("The first 500 of 12,000 reports.", use_inner_text=True)
    expect(page.locator(".facts svg.static-map")).to_be_visible()


@pytest.mark.parametrize("count", [0, 1])
def test_no_report_and_one_report(tmp_path, visit, count) -> None:
    atlas = large_atlas(2)
    few = Atlas(
        info=atlas.info,
        places=atlas.places[:count],
        reports=atlas.reports[1 : 1 + count],
        articles=(),
        mentions=(),
        citations=(),
    )
    page_file = write_page(coarsened(few), tmp_path)
    opened = visit()
    page = opened.open(page_file)
    expect(page.locator(".item")).to_have_count(count)
    expect(page.locator(".panel-empty")).to_have_count(1 - count)
    assert opened.complaints == []


TEXTS = '<script type="application/zlib" id="geomap-texts">'


def test_texts_in_an_element_of_their_own_are_read_when_the_map_is_drawn(texts_apart, visit) -> None:
    opened = visit()
    page = opened.open(texts_apart)
    page.locator(".item h2 button").nth(2).click()
    expect(page.locator(".item.is-open mark")).to_contain_text("newly deployed Pantsir")
    page.locator(".item.is-open").get_by_role("button", name="Read in the article").click()
    expect(page.locator(".quote.is-selected").first).to_contain_text("one more newly deployed Pantsir")
    expect(page.locator("#geomap-texts, #geomap-data")).to_have_count(0)
    assert opened.complaints == []


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("#read=moscow-rooftops&report=pantsir-zarechye", ".quote.is-selected"),
        ("#report=pantsir-zarechye", ".item.is-open mark"),
        ("#q=one+more+newly+deployed", ".item:only-child"),
    ],
)
def test_an_address_that_asks_for_texts_has_them_from_the_start(texts_apart, visit, address, shown) -> None:
    page = visit().open(f"{texts_apart.as_uri()}{address}")
    expect(page.locator(shown).first).to_be_in_viewport()


def test_the_map_is_drawn_while_the_texts_are_on_their_way(texts_apart, browser) -> None:
    start, end = texts_apart.read_bytes().split(TEXTS.encode())
    goes_on = threading.Event()

    def in_two_parts(handler: scripted.Handler) -> None:
        handler.send(200, start, Content_Type="text/html", Content_Length=str(len(start) + len(TEXTS) + len(end)))
        goes_on.wait()
        handler.wfile.write(TEXTS.encode() + end)

    with scripted.running(scripted.Server(in_two_parts)) as server, reader(browser) as opened:
        page = opened.page
        try:
            page.goto(server.url, wait_until="commit")
            page.locator(".item h2 button").nth(2).click()
            item = page.locator(".item.is-open")
            expect(item.locator("mark")).to_have_text("")
            expect(item.get_by_text("The text of the article is not published")).to_have_count(0)
            expect(item.get_by_role("button", name="Read in the article")).to_have_count(0)
            page.locator("input[type=search]").fill("one more newly deployed")
            expect(page.locator(".panel-count")).to_have_text(starting("0 of 4"))
        finally:
            goes_on.set()
        expect(page.locator(".panel-count")).to_have_text(starting("1 of 4"))
        page.locator(".item h2 button").click()
        expect(item.locator("mark")).to_contain_text("newly deployed Pantsir")
        expect(item.get_by_role("button", name="Read in the article")).to_have_count(1)
        assert opened.complaints == []
