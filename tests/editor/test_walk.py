"""A new project becomes a published map in the browser alone; the file is one that a person would have written."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from browsing import WAIT_MS, Visit, complaints_in_both_schemes, complaints_of_axe
from editor_walk import REPORTS, SHOWN, Walk
from engines import BROWSERS
from loopback import reader
from playwright.sync_api import Browser, Page, expect
from previews import Preview, previewing

import geomap
from geomap.i18n.string_files import languages_with_texts

pytestmark = pytest.mark.browser


class Editing:
    """A project that is being edited in a browser."""

    def __init__(self, root: Path, preview: Preview, page: Page) -> None:
        self.root, self.preview, self.page = root, preview, page
        self.gazetteer = root / "data" / "locations.yaml"

    @property
    def text(self) -> str:
        return self.gazetteer.read_text(encoding="utf-8")

    def open(self) -> None:
        self.page.goto(self.preview.address)
        expect(self.page.get_by_role("navigation")).to_be_visible()
        expect(self.page.locator("#frames iframe:not([inert])")).to_be_visible()


@pytest.fixture
def editing(root: Path, browser: Browser) -> Iterator[Editing]:
    with reader(browser, bypass_csp=True) as visit, edited(root, visit) as editing:
        yield editing


@contextmanager
def edited(root: Path, visit: Visit) -> Iterator[Editing]:
    with previewing(root, command="edit") as preview:
        editing = Editing(root, preview, visit.page)
        editing.open()
        yield editing
        assert [each for each in visit.complaints if "willReadFrequently" not in each and "409" not in each] == []


@pytest.fixture(params=BROWSERS)
def editing_anywhere(root: Path, request: pytest.FixtureRequest) -> Iterator[Editing]:
    """In each of the browsers."""
    browser: Browser = request.getfixturevalue(BROWSERS[request.param])
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    context.set_default_timeout(WAIT_MS)
    with edited(root, Visit(context.new_page())) as editing:
        yield editing
    context.close()


def test_a_new_project_becomes_a_published_map(editing_anywhere) -> None:
    editing = editing_anywhere
    before = editing.text
    Walk(editing.page).whole()
    atlas = geomap.load(editing.root)
    assert [report.title for report in atlas.reports] == [title for _, _, title, _ in REPORTS]
    assert len(atlas.citations) == len(REPORTS)
    assert {str(report.status) for report in atlas.reports} == {"confirmed", "unconfirmed", "refuted"}
    by_title = {report.title: report for report in atlas.reports}
    assert by_title["Second radar in Húsavík"].place == "húsavík"
    assert str(by_title["Second radar in Húsavík"].date.edtf) == "2024-05-05"
    assert by_title["Another radar near Akureyri"].system == "Rain radar"
    corrected = by_title["Third radar in Húsavík"]
    assert [str(each.status) for each in corrected.history] == ["unconfirmed"]
    assert by_title["Rain radar above Akureyri"].media[0].credit == "The Example Post"
    area = atlas.place_by_id["skjálfandi-bay"]
    assert (area.area or {})["type"] == "Polygon"
    assert (editing.root / "site" / "index.html").is_file()
    head = before.partition("reports:")[0]
    assert editing.text.startswith(head.rstrip("\n"))  # with all its comments
    assert "\n  - id: third-radar-in-húsavík\n    title: Third radar in Húsavík\n" in editing.text


def test_every_part_is_accessible(editing) -> None:
    walk = Walk(editing.page)
    for tab in ("To do", "Articles", "Places", "Reports", "About the map", "Publish"):
        walk.tab(tab)
        expect(editing.page.locator(".pane h2, .pane table").first).to_be_visible()
        assert complaints_in_both_schemes(editing.page, "#editor") == []
    walk.open_report("Weather radar on the roof of Harbour Hall")
    assert complaints_in_both_schemes(editing.page, "#editor") == []
    editing.page.get_by_role("button", name="Change the status").click()
    assert complaints_in_both_schemes(editing.page, "#editor") == []
    editing.page.get_by_label("Title").first.fill("Another title")
    editing.page.get_by_role("button", name="Review the change").last.click()
    expect(editing.page.get_by_role("dialog").locator(".diff").first).to_be_visible()
    assert complaints_in_both_schemes(editing.page, "dialog") == []
    editing.page.get_by_role("dialog").get_by_role("button", name="Cancel").click()
    walk.choose("Reports", ["Weather radar on the roof of Harbour Hall"])
    assert complaints_in_both_schemes(editing.page, "#editor") == []
    walk.tab("Places")
    editing.page.get_by_role("button", name="New place").click()
    editing.page.get_by_label("How precisely is it known?").select_option("region")
    editing.page.get_by_role("button", name="Draw an outline").click()
    assert complaints_in_both_schemes(editing.page, "#editor") == []
    walk.tab("Articles")
    editing.page.locator(".choices button").first.click()
    walk.select("a mobile weather radar was lifted")
    editing.page.get_by_role("button", name="Report this").click()
    expect(editing.page.locator(".from-words form")).to_be_visible()
    assert complaints_in_both_schemes(editing.page, "#editor") == []
    editing.gazetteer.write_text("places: [\n", encoding="utf-8")
    expect(editing.page.get_by_role("alert")).to_be_visible()
    assert complaints_in_both_schemes(editing.page, "#editor") == []


def test_every_language_fits_a_narrow_window_and_is_accessible(root, browser) -> None:
    with previewing(root, command="edit") as preview:
        for language in languages_with_texts():
            with reader(browser, 768, 1024, bypass_csp=True, locale=language) as visit:
                page = visit.page
                page.goto(preview.address)
                expect(page.locator("html")).to_have_attribute("lang", language)
                page.get_by_role("navigation").get_by_role("button").nth(3).click()
                page.get_by_role("grid").get_by_role("button", name="Weather radar on the roof").click()
                expect(page.locator("form.entry").first).to_be_visible()
                assert complaints_of_axe(page, "#editor") == []
                for tab in range(6):
                    page.get_by_role("navigation").get_by_role("button").nth(tab).click()
                    assert page.evaluate("document.documentElement.scrollWidth") <= 768, (language, tab)


def test_narrow_windows_have_everything(editing) -> None:
    editing.page.set_viewport_size({"width": 768, "height": 1024})
    walk = Walk(editing.page)
    for tab in ("To do", "Articles", "Places", "Reports", "About the map", "Publish"):
        walk.tab(tab)
        assert editing.page.evaluate("document.documentElement.scrollWidth") <= 768


def test_undo_redo_and_a_text_editor_at_the_same_time(editing) -> None:
    walk, before = Walk(editing.page), editing.text
    walk.open_report("Weather radar on the roof of Harbour Hall")
    editing.page.get_by_label("Title").first.fill("Changed here")
    editing.gazetteer.write_text(before.replace('title: "My map"', "title: Changed there"), encoding="utf-8")
    expect(editing.page.frame_locator("#frames iframe:not([inert])").get_by_text("Changed there").first).to_be_visible()
    walk.review(editing.page.locator("form.entry"))
    both = editing.text
    assert ("Changed here" in both, "Changed there" in both) == (True, True)
    editing.page.get_by_role("button", name="Undo", exact=True).click()
    expect(editing.page.get_by_text("Undone:")).to_be_visible()
    assert "Changed here" not in editing.text
    editing.page.get_by_role("button", name="Redo", exact=True).click()
    expect(editing.page.get_by_text("Redone:")).to_be_visible()
    assert editing.text == both


def test_a_file_that_is_invalid_by_hand_is_shown_until_it_is_fixed(editing) -> None:
    before = editing.text
    editing.gazetteer.write_text(before + "reports: [\n", encoding="utf-8")
    expect(editing.page.get_by_role("alert")).to_contain_text("data/locations.yaml")
    Walk(editing.page).tab("About the map")
    expect(editing.page.get_by_role("button", name="Review the change")).to_be_disabled()
    editing.gazetteer.write_text(before, encoding="utf-8")
    expect(editing.page.get_by_role("alert")).to_have_count(0)


def test_cells_are_edited_and_the_queue_is_worked_off_with_keys(editing) -> None:
    page, walk = editing.page, Walk(editing.page)
    walk.tab("Places")
    cell = page.get_by_role("grid").get_by_role("button", name="Harbour Hall", exact=True)
    cell.focus()
    page.keyboard.press("F2")
    page.keyboard.press("Control+a")
    page.keyboard.type("Harbour House")
    page.keyboard.press("Enter")
    walk.save()
    assert "name: Harbour House\n" in editing.text
    page.get_by_role("grid").get_by_role("button", name="Harbour House", exact=True).focus()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("grid").get_by_role("button", name="Hafnarfjörður", exact=True)).to_be_focused()
    editing.gazetteer.write_text(editing.text.replace("    precision: settlement\n", ""), encoding="utf-8")
    walk.tab("To do")
    item = page.locator(".queue li", has_text="C006")
    item.focus()
    page.keyboard.press("d")
    page.keyboard.type("No one says how precisely.")
    page.keyboard.press("Enter")
    walk.save()
    assert "# geomap: ignore[C006] No one says how precisely." in editing.text
    expect(item).to_have_count(0)


def test_a_reason_is_corrected_without_another_status(editing) -> None:
    page, walk = editing.page, Walk(editing.page)
    walk.open_report("Weather radar on the roof of Harbour Hall")
    page.get_by_text("More", exact=True).click()
    form = page.locator("details form.entry")
    form.get_by_label("Status reason").fill("Two people saw it.")
    walk.review(form)
    expect(page.locator("section.status > p")).to_contain_text("Two people saw it.")
    assert "status_reason: Two people saw it." in editing.text
    assert "history:" not in editing.text
    assert complaints_of_axe(page, "#editor") == []


def test_a_drawing_survives_a_newer_map(editing) -> None:
    page, walk = editing.page, Walk(editing.page)
    walk.tab("Places")
    page.get_by_role("button", name="New place").click()
    form = page.locator("form.entry")
    form.get_by_label("Name *").fill("Harbour")
    form.get_by_label("How precisely is it known?").select_option("region")
    form.get_by_role("button", name="Draw an outline").click()
    corners = walk.corners_around(0.5, 0.4)
    for corner in corners[:3]:
        page.mouse.click(*corner)
    drawn = page.frame_locator(SHOWN).locator('path[stroke="#b3261e"]')
    expect(drawn).to_have_count(4)  # the outline and its corners
    editing.gazetteer.write_text(editing.text.replace('title: "My map"', "title: Newer"), encoding="utf-8")
    expect(page.frame_locator(SHOWN).get_by_text("Newer").first).to_be_visible()
    expect(drawn).to_have_count(4)
    page.mouse.click(*corners[3])
    expect(drawn).to_have_count(5)
    walk.review(form)
    expect(page.get_by_role("heading", name="Harbour")).to_be_visible()
    outline = geomap.load(editing.root).place_by_id["harbour"].area
    assert len((outline or {})["coordinates"][0]) == 5


def test_what_would_change_is_marked_on_the_map(editing) -> None:
    page, walk = editing.page, Walk(editing.page)
    walk.publish()
    expect(page.get_by_text("Nothing has changed since the last build.")).to_be_visible()
    editing.gazetteer.write_text(
        editing.text.replace("A second radar trailer in Hafnarfjörður", "A third one"), encoding="utf-8"
    )
    entry = page.get_by_role("button", name="Changed: A third one")
    expect(entry).to_be_enabled()
    ring = page.frame_locator(SHOWN).locator('path[stroke="#9a5b00"]')
    expect(ring).to_have_count(1)
    entry.click()
    expect(page.frame_locator(SHOWN).get_by_text("A third one").first).to_be_visible()
    assert complaints_of_axe(page, "#editor") == []
    walk.tab("Reports")
    expect(ring).to_have_count(0)


def test_what_is_left_for_later_is_listed_again_on_request(editing) -> None:
    page = editing.page
    editing.gazetteer.write_text(editing.text.replace("    precision: settlement\n", ""), encoding="utf-8")
    Walk(page).tab("To do")
    item = page.locator(".queue li").first
    expect(item).to_be_visible()
    text = item.locator("p").first.inner_text()
    item.focus()
    page.keyboard.press("l")
    expect(page.locator(".queue li", has_text=text)).to_have_count(0)
    page.reload()
    expect(page.get_by_role("button", name="List what was left for later (1)")).to_be_visible()
    expect(page.locator(".queue li", has_text=text)).to_have_count(0)
    page.get_by_role("button", name="List what was left for later (1)").click()
    expect(page.locator(".queue li", has_text=text)).to_have_count(1)
