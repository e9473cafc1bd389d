"""The preview in a real Chromium: what it shows after each save."""

import re
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from browsing import complaints_in_both_schemes
from loopback import reader, serving, until
from playwright.sync_api import Browser, FrameLocator, Page, expect
from previews import Preview, previewing

SHOWN = "#frames iframe:not([inert])"
# Counts the animation frames without the list, the markers or the base map.
WATCH_FOR_BLINKS = """() => {
  window.blinks = 0;
  const isPainted = (canvas) => {
    const {data} = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    for (let at = 3; at < data.length; at += 4 * 31) if (data[at]) return true;
    return false;
  };
  const look = () => {
    const page = document.querySelector("#frames iframe:not([inert])")?.contentDocument;
    const canvases = [...(page?.querySelectorAll("canvas") ?? [])];
    const isWhole = page?.querySelector(".panel-list > li") && page.querySelector(".leaflet-marker-icon");
    if (!isWhole || !canvases.length || !canvases.every(isPainted)) window.blinks++;
    requestAnimationFrame(look);
  };
  look();
}"""

TEN_FRAMES = """() => new Promise((resolve) => {
  const count = (left) => requestAnimationFrame(() => left ? count(left - 1) : resolve());
  count(10);
})"""


class Edited:
    """A project, its preview and a browser with the preview."""

    def __init__(self, root: Path, preview: Preview, page: Page) -> None:
        self.root, self.preview, self.page = root, preview, page
        self.gazetteer = root / "data" / "locations.yaml"
        self.good = self.gazetteer.read_text(encoding="utf-8")

    @property
    def map(self) -> FrameLocator:
        return self.page.frame_locator(SHOWN)

    def save(self, old: str = "", new: str = "") -> None:
        """Save the valid gazetteer with a change."""
        assert old in self.good
        self.gazetteer.write_text(self.good.replace(old, new), encoding="utf-8")

    def sees(self, text: str) -> None:
        expect(self.map.get_by_text(text).first).to_be_visible()

    def evaluate(self, script: str) -> object:
        """Run a script in the visible page."""
        return self.page.locator(SHOWN).element_handle().content_frame().evaluate(script)

    def open(self, rest: str = "") -> None:
        self.page.goto(f"{self.preview.address}{rest}")
        self.map.locator(".panel-list > li, .embedded-bar").first.wait_for()


@pytest.fixture
def edited(first_map: Path, browser: Browser) -> Iterator[Edited]:
    with previewing(first_map) as preview, reader(browser) as visit:
        preview.line()
        editing = Edited(first_map, preview, visit.page)
        editing.open()
        yield editing
        assert [each for each in visit.complaints if "willReadFrequently" not in each] == []  # the tests' own


ROOF = "title: Pantsir-S1 on the roof"
BROKEN = ROOF.replace("title", "titel")
EDITED = ROOF.replace("Pantsir-S1", "An edited Pantsir-S1")


def test_a_saved_edit_is_seen_without_a_blink(edited) -> None:
    edited.page.evaluate(WATCH_FOR_BLINKS)
    edited.save(ROOF, EDITED)
    edited.sees("An edited Pantsir-S1")
    edited.page.evaluate(TEN_FRAMES)  # after the change
    assert edited.page.evaluate("window.blinks") == 0
    expect(edited.page.locator("iframe")).to_have_count(1)


def test_the_view_stays(edited) -> None:
    edited.open("#map=12/55.75/37.6&report=pantsir-ndmc&q=pantsir")
    edited.evaluate("document.getElementById('panel').scrollTo(0, 120)")
    edited.save(ROOF, EDITED)
    edited.sees("An edited Pantsir-S1")
    until(edited.page, lambda: edited.evaluate("document.getElementById('panel').scrollTop") == 120)
    for part in ("map=12/55.75/37.6", "report=pantsir-ndmc", "q=pantsir"):
        assert part in edited.page.url
        assert part in edited.evaluate("location.hash")
    expect(edited.map.locator(".is-open")).to_have_count(1)


def test_text_typed_during_a_build_stays_with_the_focus(edited) -> None:
    field = edited.map.get_by_role("searchbox")
    field.click()
    edited.page.keyboard.type("pant")
    edited.save(ROOF, EDITED)
    edited.page.keyboard.type("sir")
    edited.sees("An edited Pantsir-S1")
    expect(edited.map.get_by_role("searchbox")).to_be_focused()
    edited.page.keyboard.type("-s1")
    expect(edited.map.get_by_role("searchbox")).to_have_value("pantsir-s1")
    until(edited.page, lambda: "q=pantsir-s1" in edited.page.url)


def test_the_sheet_of_a_narrow_window_stays_as_high_as_it_was(first_map, browser) -> None:
    with previewing(first_map) as preview, reader(browser, 390, 844) as visit:
        edited = Edited(first_map, preview, visit.page)
        edited.open()
        edited.map.locator(".sheet-button").nth(1).click()
        until(edited.page, lambda: "is-sheet-full" in edited.evaluate("document.documentElement.className"))
        edited.save(ROOF, EDITED)
        edited.sees("An edited Pantsir-S1")
        assert "is-sheet-full" in edited.evaluate("document.documentElement.className")


def test_errors_are_shown_over_the_last_valid_map_until_they_are_fixed(edited) -> None:
    title = edited.page.title()
    edited.save(ROOF, BROKEN)
    panel = edited.page.locator(".findings")
    expect(panel).to_be_visible()
    shown = panel.inner_text()
    assert "1 error" in shown
    assert "The map shown is from" in shown
    line = edited.good[: edited.good.index(ROOF)].count("\n") + 1
    assert re.search(rf"data/locations\.yaml:{line}:\d+", shown)
    assert 'error G002 unknown key "titel"' in shown
    assert "titel: Pantsir-S1 on the roof of the National Defense" in shown
    assert 'did you mean "title"?' in shown
    assert edited.page.title() == f"✕ 1 error · {title}"
    expect(edited.page.locator("[role=status]")).to_contain_text("1 error", use_inner_text=True)
    edited.sees("Pantsir-S1 on the roof")
    edited.save()
    expect(panel).to_be_hidden()
    expect(edited.page.locator(".badge")).to_have_count(0)
    until(edited.page, lambda: edited.page.title() == title)
    expect(edited.page.locator("[role=status]")).to_contain_text("up to date", use_inner_text=True)


def test_the_panel_is_closed_and_opened_by_keyboard_and_explains(edited) -> None:
    edited.save(ROOF, BROKEN)
    page = edited.page
    page.locator(".findings summary").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".explanation")).to_contain_text("geomap does not know this key")
    page.keyboard.press("Escape")
    badge = page.locator(".badge")
    expect(badge).to_be_focused()
    expect(badge).to_have_text("1 error; map not updated")
    page.keyboard.press("Enter")
    expect(page.locator(".findings")).to_be_focused()


def test_the_same_errors_do_not_open_again_and_others_do(edited) -> None:
    edited.save(ROOF, BROKEN)
    edited.page.locator(".close").click()
    edited.gazetteer.write_text(edited.good.replace(ROOF, BROKEN) + "# a comment\n", encoding="utf-8")
    edited.preview.line()
    edited.preview.line()
    expect(edited.page.locator(".badge")).to_be_visible()
    edited.gazetteer.write_text(
        edited.good.replace(ROOF, BROKEN).replace("date: 2023", "date: Twenty"), encoding="utf-8"
    )
    expect(edited.page.locator(".findings")).to_contain_text("G010")


def test_warnings_only_show_the_button(edited) -> None:
    edited.save("part_of: moscow", "note: Somewhere.")
    edited.gazetteer.write_text(
        edited.good + "  - {title: A report without evidence, status: unconfirmed, status_reason: None.}\n",
        encoding="utf-8",
    )
    badge = edited.page.locator(".badge")
    expect(badge).to_contain_text("warning")
    edited.sees("A report without evidence")
    badge.click()
    expect(edited.page.locator(".findings")).to_contain_text("E004")
    expect(edited.page.locator(".findings")).to_have_class("findings is-warning")


def test_if_the_first_build_fails_only_the_findings_are_shown(first_map, browser) -> None:
    file = first_map / "data" / "locations.yaml"
    good = file.read_text(encoding="utf-8")
    file.unlink()
    with previewing(first_map) as preview, reader(browser) as visit:
        page = visit.page
        page.goto(preview.address)
        expect(page.locator(".findings")).to_contain_text("G001")
        expect(page.locator(".findings")).to_contain_text("No map yet")
        expect(page.locator("iframe")).to_have_count(0)
        file.write_text(good, encoding="utf-8")
        expect(page.frame_locator(SHOWN).get_by_text("Pantsir-S1 on the roof").first).to_be_visible()
        expect(page.locator(".findings")).to_have_count(0)


def test_renamed_and_removed_articles_are_noticed(edited) -> None:
    article = edited.root / "seeds" / "moscow-rooftops.md"
    article.rename(edited.root / "seeds" / "other.md")
    expect(edited.page.locator(".findings")).to_contain_text("A001")
    (edited.root / "seeds" / "other.md").rename(article)
    expect(edited.page.locator(".findings")).to_have_count(0)
    text = article.read_text(encoding="utf-8")
    article.unlink()
    expect(edited.page.locator(".findings")).to_contain_text("A001")
    article.write_text(text, encoding="utf-8")
    expect(edited.page.locator(".findings")).to_have_count(0)


def test_back_and_forward_restore_the_views_also_after_a_save(edited) -> None:
    page = edited.page
    edited.map.get_by_text("Pantsir-S1 on the roof").first.click()
    until(page, lambda: "report=pantsir-ndmc" in page.url)
    edited.save(ROOF, EDITED)
    edited.sees("An edited Pantsir-S1")
    page.go_back()
    until(page, lambda: "report=" not in page.url)
    until(page, lambda: "report=" not in edited.evaluate("location.hash"))
    expect(edited.map.locator(".is-open")).to_have_count(0)
    page.go_forward()
    expect(edited.map.locator(".is-open")).to_have_count(1)


def test_a_link_to_the_page_leads_to_the_preview_with_its_view(edited) -> None:
    edited.page.goto(f"{edited.preview.address}index.html#report=pantsir-ndmc")
    expect(edited.map.locator(".is-open")).to_have_count(1)
    assert edited.page.url == f"{edited.preview.address}#report=pantsir-ndmc"


def test_embedding_and_languages_pass_through(edited) -> None:
    edited.open("?embed")
    expect(edited.map.locator(".embedded-bar")).to_be_visible()
    edited.open("#lang=uk")
    assert edited.evaluate("document.documentElement.lang") == "uk"


def test_the_wheel_moves_the_map_as_it_does_in_the_published_page(edited) -> None:
    edited.page.mouse.move(800, 400)
    edited.page.mouse.wheel(0, -300)
    until(edited.page, lambda: "map=" in edited.page.url)
    expect(edited.map.locator(".gesture-hint")).to_have_count(0)


def test_in_a_page_that_scrolls_the_wheel_scrolls_the_page(first_map, browser, tmp_path) -> None:
    host = tmp_path / "host"
    host.mkdir()
    with previewing(first_map) as preview:
        preview.line()
        (host / "map.html").write_bytes(urllib.request.urlopen(f"{preview.address}index.html").read())  # noqa: S310
    frame = '<iframe src="map.html" style="border:0;position:absolute;inset:0;width:100%;height:100%"></iframe>'
    (host / "full.html").write_text(frame, encoding="utf-8")
    (host / "part.html").write_text(f'{frame}<p style="margin-top:200vh">More.</p>', encoding="utf-8")
    with serving(host) as port, reader(browser) as visit:
        for name, hints in (("full", 0), ("part", 1)):
            visit.open(f"http://127.0.0.1:{port}/{name}.html")
            visit.page.frame_locator("iframe").locator(".panel-list > li").first.wait_for()
            expect(visit.page.frame_locator("iframe").locator(".gesture-hint")).to_have_count(hints)


def test_an_open_page_continues_when_the_preview_is_started_again(first_map, browser) -> None:
    with reader(browser) as visit:
        with previewing(first_map) as preview:
            edited = Edited(first_map, preview, visit.page)
            edited.open()
            port = str(preview.port)
        expect(visit.page.locator(".progress")).to_contain_text("geomap serve has stopped")
        edited.save(ROOF, EDITED)
        with previewing(first_map, "--port", port):
            edited.sees("An edited Pantsir-S1")
            expect(visit.page.locator(".progress")).to_have_count(0)


def test_the_shell_is_accessible(first_map, browser) -> None:
    with previewing(first_map) as preview, reader(browser, bypass_csp=True) as visit:
        edited = Edited(first_map, preview, visit.page)
        edited.open()
        edited.save(ROOF, BROKEN)
        expect(visit.page.locator(".findings")).to_be_visible()
        assert complaints_in_both_schemes(visit.page, "#over") == []
        visit.page.locator(".close").click()
        expect(visit.page.locator(".badge")).to_be_visible()
        assert complaints_in_both_schemes(visit.page, "#over") == []
        edited.save()
        expect(visit.page.locator(".badge")).to_have_count(0)


def test_the_shell_speaks_the_browsers_language(first_map, browser) -> None:
    with previewing(first_map) as preview:
        with reader(browser) as visit:
            edited = Edited(first_map, preview, visit.page)
            edited.open()
            edited.save(ROOF, BROKEN)
            expect(visit.page.locator("#counts")).to_have_text("1 error")
        for locale, text in {
            "ru-RU": "1 ошибка",
            "uk-UA": "1 помилка",
            "de-DE": "1 Fehler",
            "hu-HU": "1 error",
        }.items():
            with reader(browser, locale=locale) as visit:
                visit.page.goto(preview.address)
                expect(visit.page.locator("#counts")).to_have_text(text)
                expect(visit.page.locator("#over")).not_to_contain_text("preview.", use_inner_text=True)
