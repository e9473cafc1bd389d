"""The share dialog: links and code, copied where the browser lets it and by hand where not."""

import shutil
from html.parser import HTMLParser
from pathlib import Path

import pytest
from browsing import complaints_in_both_schemes, starting
from loopback import reader, serving
from playwright.sync_api import Page, expect

NASTY = "Roofs & \"doors\" <b>'x'</b> </textarea><script>ran = 1</script>"


def open_dialog(page: Page) -> Page:
    page.get_by_role("button", name="Share").click()
    return page


def link_of(page: Page) -> str:
    return page.get_by_role("textbox", name="Link to this view").input_value()


def code_of(page: Page, name: str) -> str:
    return page.get_by_role("textbox", name=f"As a{'n' if name == 'iframe' else ''} <{name}>").input_value()


class Tags(HTMLParser):
    """The tags of some code, as a browser reads them."""

    def __init__(self, code: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(code)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def attributes(code: str, tag: str) -> dict[str, str | None]:
    return dict(Tags(code).found)[tag]


@pytest.fixture(scope="module")
def published(site, tmp_path_factory):
    folder = tmp_path_factory.mktemp("published")
    shutil.copytree(site.parent, folder / "map")
    with serving(folder) as port:
        yield f"http://127.0.0.1:{port}/map/"


@pytest.fixture
def addressed(page_of) -> Path:
    """A map that knows where it will be published, with a title that tries to break out."""
    gazetteer = (
        f"map: {{title: {geomap_string(NASTY)}, url: 'https://maps.example/roofs'}}\n"
        "places: [{name: A, coordinates: [1, 2], precision: street}]\n"
        "reports: [{title: One, place: a, status: unconfirmed, status_reason: R, date: 2023-01-01}]\n"
    )
    return page_of({"data/locations.yaml": gazetteer})


def geomap_string(text: str) -> str:
    """A YAML string in single quotes."""
    return "'" + text.replace("'", "''") + "'"


def test_the_dialog_is_opened_and_left_by_keyboard_and_the_focus_returns(site, visit) -> None:
    page = visit().open(site)
    button = page.get_by_role("button", name="Share")
    button.focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Share this map")
    expect(dialog).to_be_visible()
    assert page.evaluate("document.activeElement.textContent") == "Copy link"
    for _ in range(30):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement === document.body || !!document.activeElement.closest('dialog')")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    assert button.evaluate("e => e === document.activeElement")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Close").press("Enter")
    expect(dialog).to_be_hidden()
    assert button.evaluate("e => e === document.activeElement")


def test_a_click_outside_the_dialog_closes_it_and_a_selection_that_ends_there_does_not(site, visit) -> None:
    page = open_dialog(visit().open(site))
    dialog = page.get_by_role("dialog")
    box = page.get_by_role("textbox", name="Link to this view").bounding_box()
    page.mouse.move(box["x"] + 60, box["y"] + 10)
    page.mouse.down()
    page.mouse.move(20, 20, steps=3)
    page.mouse.up()
    expect(dialog).to_be_visible()
    page.get_by_role("heading", name="Share this map").click()
    expect(dialog).to_be_visible()
    page.mouse.click(20, 20)
    expect(dialog).to_be_hidden()


def test_the_link_opens_exactly_this_view(published, browser) -> None:
    with reader(browser) as visit:
        page = visit.open(f"{published}?edition=2#status=confirmed")
        page.locator(".item h2 button").nth(1).click()
        link = link_of(open_dialog(page))
        assert link == page.evaluate("location.href")
        again = visit.open(link)
        expect(again.locator(".item.is-open")).to_have_attribute("data-report", "1")
        expect(again.locator(".panel-count")).to_have_text(starting("2 of 4"))


def test_the_link_is_copied_and_the_button_says_so(published, browser) -> None:
    with reader(browser, permissions=["clipboard-read", "clipboard-write"]) as visit:
        page = open_dialog(visit.open(f"{published}#status=confirmed"))
        page.get_by_role("button", name="Copy link").click()
        expect(page.locator(".share-line button")).to_have_text("Copied")
        expect(page.locator(".share-line [role=status]")).to_have_text("Copied")
        assert page.evaluate("navigator.clipboard.readText()") == f"{published}#status=confirmed"
        page.get_by_role("button", name="Copy code").first.click()
        expect(page.get_by_role("button", name="Copied").last).to_be_visible()
        assert page.evaluate("navigator.clipboard.readText()") == code_of(page, "iframe")
        expect(page.locator(".share-line button")).to_have_text("Copy link")


REFUSED = """
const writeText = () => Promise.reject(new DOMException("no"));
Object.defineProperty(navigator, "clipboard", { value: { writeText } });
"""
MISSING = "Object.defineProperty(navigator, 'clipboard', {value: undefined});"


@pytest.mark.parametrize("clipboard", [REFUSED, MISSING])
def test_without_the_clipboard_the_older_command_copies(site, visit, clipboard) -> None:
    opened = visit()
    opened.page.add_init_script(clipboard)
    page = open_dialog(opened.open(site))
    page.evaluate("document.addEventListener('copy', () => { window.seen = document.activeElement.value })")
    page.get_by_role("button", name="Copy link").click()
    expect(page.locator(".share-line button")).to_have_text("Copied")
    assert page.evaluate("seen") == link_of(page)
    assert page.evaluate("document.activeElement.textContent") == "Copied"
    expect(page.locator("textarea.unseen")).to_have_count(0)


@pytest.mark.parametrize("command", ["() => false", "() => { throw new Error('no') }"])
def test_the_text_is_selected_where_copying_is_blocked(site, visit, command) -> None:
    opened = visit()
    opened.page.add_init_script(REFUSED + f"document.execCommand = {command};")
    page = open_dialog(opened.open(site))
    page.get_by_role("button", name="Copy code").last.click()
    expect(page.get_by_text("Copying is blocked")).to_be_visible()
    assert page.evaluate("getSelection().toString()") == code_of(page, "geo-map")
    page.get_by_role("button", name="Copy link").click()
    expect(page.get_by_text("Copying is blocked")).to_have_count(2)
    assert page.evaluate("getSelection().toString()") == link_of(page)
    assert opened.complaints == []


def test_in_a_frame_that_may_only_run_scripts_the_link_can_be_had(published, browser, tmp_path) -> None:
    (tmp_path / "host.html").write_text(
        f'<iframe sandbox="allow-scripts" src="{published}" width="1000" height="700" title="map"></iframe>'
    )
    with serving(tmp_path) as port, reader(browser) as visit:
        page = visit.open(f"http://127.0.0.1:{port}/host.html")
        frame = page.frame_locator("iframe")
        frame.get_by_role("button", name="Share").click()
        frame.get_by_role("button", name="Copy link").click()
        expect(frame.locator(".share-line .copy")).to_contain_text("Copied")
        assert visit.complaints == []


def test_from_disk_the_link_is_called_local_and_the_code_has_a_placeholder(site, visit) -> None:
    page = open_dialog(visit().open(site))
    assert link_of(page) == site.as_uri()
    dialog = page.get_by_role("dialog").inner_text()
    assert "works only on this computer" in dialog
    assert "replace https://example.org/map/ with the address" in dialog
    assert attributes(code_of(page, "iframe"), "iframe")["src"] == "https://example.org/map/?embed"
    assert attributes(code_of(page, "geo-map"), "script")["src"] == "https://example.org/map/embed.js"


def test_the_maps_own_address_is_used_where_it_is_known_and_nothing_breaks_out_of_the_code(addressed, visit) -> None:
    opened = visit()
    page = open_dialog(opened.open(f"{addressed.as_uri()}#report=one"))
    assert link_of(page) == "https://maps.example/roofs/#report=one"
    for name, tags in (("iframe", ["iframe"]), ("geo-map", ["script", "geo-map", "a"])):
        code = Tags(code_of(page, name))
        assert [tag for tag, _ in code.found] == tags
        assert dict(code.found)[name]["title"] == NASTY
        assert code.text.strip() == (NASTY if name == "geo-map" else "")
    assert attributes(code_of(page, "iframe"), "iframe")["src"] == "https://maps.example/roofs/?embed#report=one"
    assert attributes(code_of(page, "geo-map"), "script")["src"] == "https://maps.example/roofs/embed.js"
    expect(page.get_by_role("dialog")).not_to_contain_text("computer only", use_inner_text=True)
    assert page.evaluate("window.ran") is None
    assert opened.complaints == []


TYPE = "(field, value) => { field.value = value; field.dispatchEvent(new Event('input')) }"


def test_the_choices_change_the_code_at_once(published, browser) -> None:
    with reader(browser, locale="en-GB") as visit:
        page = visit.open(f"{published}#map=11/55.75/37.6&status=confirmed&lang=ru")
        page.locator(".page-tools button").last.click()
        dialog = page.locator("dialog")
        view = "map=11/55.75/37.6&status=confirmed"
        assert attributes(code_of_nth(page, 0), "iframe")["src"] == f"{published}?embed#{view}"
        assert attributes(code_of_nth(page, 1), "geo-map")["view"] == view
        assert attributes(code_of_nth(page, 0), "iframe")["height"] == "560"
        assert "height" not in attributes(code_of_nth(page, 1), "geo-map")
        assert "language" not in attributes(code_of_nth(page, 1), "geo-map")

        dialog.locator("select").select_option("uk")
        dialog.locator("input[inputmode=numeric]").fill("700")
        dialog.locator("input[type=checkbox]").uncheck()
        dialog.locator("label.is-wide input").fill("Mine")
        frame, element = attributes(code_of_nth(page, 0), "iframe"), attributes(code_of_nth(page, 1), "geo-map")
        assert (frame["src"], frame["height"], frame["title"]) == (f"{published}?embed#lang=uk", "700", "Mine")
        assert element == {"src": published, "title": "Mine", "height": "700", "language": "uk"}

        for wrong, height in (("x", "560"), ("99999", "2000"), ("1", "200"), ("-5", "560")):
            dialog.locator("input[inputmode=numeric]").evaluate(TYPE, wrong)
            assert attributes(code_of_nth(page, 0), "iframe")["height"] == height
        page.keyboard.press("Escape")
        page.locator(".page-tools button").last.click()
        assert attributes(code_of_nth(page, 0), "iframe")["height"] == "560"  # opened again, computed again


def code_of_nth(page: Page, index: int) -> str:
    return page.locator("dialog textarea").nth(index).input_value()


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (390, 844), (320, 480)])
def test_the_dialog_fits_and_axe_finds_nothing(site, visit, width, height) -> None:
    opened = visit(width, height, bypass_csp=True)
    opened.page.add_init_script(REFUSED + "document.execCommand = () => false;")
    page = open_dialog(opened.open(site))
    page.get_by_role("button", name="Copy link").click()
    dialog = page.locator("dialog")
    box = dialog.bounding_box()
    assert 0 <= box["x"] <= box["x"] + box["width"] <= width
    assert 0 <= box["y"] <= box["y"] + box["height"] <= height
    assert dialog.evaluate("e => e.scrollWidth <= e.clientWidth")
    for control in dialog.locator("button, input:not([type=checkbox]), select").all():
        assert min(control.bounding_box()["width"], control.bounding_box()["height"]) >= 24
    assert complaints_in_both_schemes(page) == []
