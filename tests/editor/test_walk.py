"""A new project becomes a published map in the browser alone; the file is one that a person would have written."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from browsing import WAIT_MS, Visit, complaints_of_axe
from editor_walk import REPORTS, Walk
from engines import BROWSERS
from loopback import reader
from playwright.sync_api import Browser, Page, expect
from previews import GEOMAP, Preview, previewing

import geomap

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
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "northern-radars"
    subprocess.run([*GEOMAP, "init", str(folder)], check=True, capture_output=True)
    return folder


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


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_part_is_accessible(editing, scheme) -> None:
    editing.page.emulate_media(color_scheme=scheme)
    walk = Walk(editing.page)
    for tab in ("To do", "Articles", "Places", "Reports", "About the map", "Publish"):
        walk.tab(tab)
        expect(editing.page.locator(".pane h2, .pane table").first).to_be_visible()
        assert complaints_of_axe(editing.page, "#editor") == []
    walk.open_report("Weather radar on the roof of Harbour Hall")
    assert complaints_of_axe(editing.page, "#editor") == []
    editing.page.get_by_label("Title").first.fill("Another title")
    editing.page.get_by_role("button", name="Review the change").first.click()
    expect(editing.page.get_by_role("dialog")).to_be_visible()
    assert complaints_of_axe(editing.page, "dialog") == []


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
