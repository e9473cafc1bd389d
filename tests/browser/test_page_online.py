"""The map service in the page: no request before the reader agrees, and a message for every kind of failure."""

import re
import shutil
from pathlib import Path

import pytest
from browsing import complaints_of_axe
from loopback import next_frames, reader, serving, until
from playwright.sync_api import FrameLocator, Page, expect
from tiles import Tiles, serving_tiles

PLACES = "places: [{name: A, coordinates: [55.75, 37.6], precision: street, uncertainty: 300}]\n"
REPORTS = "reports: [{title: One, place: a, status: unconfirmed, status_reason: R, date: 2023-01-01}]\n"
NAMED = '\'© <a href="https://named.example/" onclick="ran=1">Named</a> and <b>others</b><script>ran = 1</script>\''


@pytest.fixture
def tiles():
    with serving_tiles() as serving_them:
        yield serving_them


@pytest.fixture
def built(page_of):
    """The page of a small map whose map service is that server."""

    def build(tiles: Tiles, more: str = "", url: str = "") -> Path:
        online = f"  online: {{url: '{url or tiles.url}', attribution: {NAMED}{more}}}\n"
        return page_of({"data/a.yaml": f"map:\n{online}{PLACES}{REPORTS}"})

    return build


@pytest.fixture
def read(browser):
    """Opens pages with nothing but loopback in reach."""
    open_readers = []

    def make(address: str, **options: object) -> Page:
        opened = reader(browser, **options)
        open_readers.append(opened)
        visit = opened.__enter__()
        page = visit.open(address)
        page.visit = visit
        return page

    yield make
    for opened in open_readers:
        opened.__exit__(None, None, None)


def ask(page: Page | FrameLocator) -> None:
    page.get_by_role("button", name="Online map…").click()


def load(page: Page | FrameLocator) -> None:
    ask(page)
    page.get_by_role("button", name="Load", exact=True).click()


def drawn(page: Page | FrameLocator) -> int:
    """Tiles that are seen."""
    return page.locator(".leaflet-online-pane .leaflet-tile-loaded:not(.is-missing)").count()


def all_drawn(page: Page) -> bool:
    """Whether every tile that the view needs is there."""
    return 3 < page.locator(".leaflet-online-pane img").count() == drawn(page)


def note(page: Page | FrameLocator):
    return page.locator(".online-note").get_by_role("status")


def credit(page: Page | FrameLocator):
    return page.locator(".leaflet-control-attribution")


def asked_of(page: Page, tiles: Tiles) -> list[str]:
    return [url for url in page.visit.requests if tiles.host in url]


def test_nothing_is_requested_before_the_reader_agrees(tiles, built, read) -> None:
    page = read(built(tiles).as_uri())
    next_frames(page)
    ask(page)
    dialog = page.get_by_role("dialog", name=f"Load a map from {tiles.host}?")
    expect(dialog).to_contain_text(f"Loaded from {tiles.host}, a third-party server.")
    expect(dialog).to_contain_text("your IP address and which part of the map you view")
    next_frames(page)
    page.get_by_role("button", name="Not now").click()
    next_frames(page)
    expect(page.locator(".leaflet-online-pane img")).to_have_count(0)
    assert tiles.asked == []
    assert asked_of(page, tiles) == []
    load(page)
    until(page, lambda: all_drawn(page))
    assert tiles.asked
    assert {asked.status for asked in tiles.asked} == {200}


def test_the_same_button_switches_it_off_and_on_and_the_credit_goes_with_it(tiles, built, read) -> None:
    page = read(built(tiles).as_uri())
    expect(credit(page)).not_to_contain_text("Named", use_inner_text=True)
    load(page)
    until(page, lambda: all_drawn(page))
    expect(credit(page)).to_contain_text("© Named and others")
    link = credit(page).get_by_role("link", name="Named")
    expect(link).to_have_attribute("href", "https://named.example/")
    assert link.get_attribute("onclick") is None
    assert page.evaluate("typeof ran") == "undefined"
    button = page.get_by_role("button", name="Online map", exact=True)
    expect(button).to_have_attribute("aria-pressed", "true")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "false")
    assert drawn(page) == 0
    expect(credit(page)).not_to_contain_text("Named", use_inner_text=True)
    count = len(tiles.asked)
    page.get_by_role("button", name="Zoom out").click()
    next_frames(page)
    assert len(tiles.asked) == count
    button.click()
    until(page, lambda: all_drawn(page))
    expect(credit(page)).to_contain_text("Named")
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert page.visit.complaints == []


def test_the_choice_is_neither_kept_nor_in_the_address(tiles, built, read) -> None:
    page = read(built(tiles).as_uri())
    before = page.url
    load(page)
    until(page, lambda: all_drawn(page))
    assert page.url == before
    assert page.evaluate("localStorage.length + sessionStorage.length + document.cookie.length") == 0
    count = len(tiles.asked)
    page.reload()
    page.locator(".pin").wait_for()
    next_frames(page)
    assert len(tiles.asked) == count


def test_it_is_asked_for_and_answered_by_keyboard(tiles, built, read) -> None:
    page = read(built(tiles).as_uri())
    button = page.get_by_role("button", name="Online map…")
    button.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Enter")  # the focus is on the words: nothing is agreed to unread
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert button.evaluate("e => e === document.activeElement")
    assert tiles.asked == []
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    until(page, lambda: all_drawn(page))


def test_an_editor_may_load_it_at_once_and_the_page_says_whose_server_it_is(tiles, built, read) -> None:
    page = read(built(tiles, ", load: at_once").as_uri())
    until(page, lambda: all_drawn(page))
    expect(note(page)).to_contain_text(f"is loaded from {tiles.host}, a third-party server. It sees your IP address")
    page.get_by_role("button", name="OK").click()
    expect(note(page)).to_be_empty()
    page.get_by_role("button", name="Online map", exact=True).click()
    assert drawn(page) == 0


def test_the_server_learns_the_origin_of_the_site_and_no_more(tiles, built, read) -> None:
    with serving(built(tiles).parent) as port:
        page = read(f"http://localhost:{port}/index.html?secret=1#q=private")
        page.get_by_role("button", name="Clear").first.click()
        ask(page)
        expect(page.get_by_role("dialog")).to_contain_text("and the site of this map")
        page.get_by_role("button", name="Load", exact=True).click()
        until(page, lambda: all_drawn(page))
        assert {asked.referer for asked in tiles.asked} == {f"http://localhost:{port}/"}


def test_an_editor_may_keep_even_that_from_it(tiles, built, read) -> None:
    with serving(built(tiles, ", referrer: none").parent) as port:
        page = read(f"http://localhost:{port}/")
        ask(page)
        expect(page.get_by_role("dialog")).not_to_contain_text("which site", use_inner_text=True)
        page.get_by_role("button", name="Load", exact=True).click()
        until(page, lambda: all_drawn(page))
        assert {asked.referer for asked in tiles.asked} == {None}


def test_from_disk_a_server_that_refuses_strangers_is_doubted_beforehand_and_blamed_afterwards(built, read) -> None:
    with serving_tiles(refuse_strangers=True) as tiles:
        page = read(built(tiles, ", referrer: required").as_uri())
        ask(page)
        expect(page.get_by_role("dialog")).to_contain_text("This page was opened from disk.")
        page.get_by_role("button", name="Load", exact=True).click()
        expect(note(page)).to_contain_text(
            re.compile(rf"{tiles.host} could not be loaded: \d+ requests failed\. This page")
        )
        assert {(asked.status, asked.referer) for asked in tiles.asked} == {(403, None)}
        # The refusals are pictures, and are not shown.
        assert drawn(page) == 0
        expect(credit(page)).not_to_contain_text("Named", use_inner_text=True)
        expect(page.locator(".pin")).to_be_visible()


def test_from_a_site_the_same_server_answers(built, read) -> None:
    with serving_tiles(refuse_strangers=True) as tiles, serving(built(tiles, ", referrer: required").parent) as port:
        page = read(f"http://localhost:{port}/")
        load(page)
        until(page, lambda: all_drawn(page))
        expect(page.locator(".online-note")).not_to_contain_text("disk", use_inner_text=True)
        assert {asked.status for asked in tiles.asked} == {200}


@pytest.mark.parametrize("sandbox", ["allow-scripts", "allow-scripts allow-same-origin"])
def test_in_a_frame_it_is_asked_for_the_same_way(built, read, tmp_path, sandbox) -> None:
    opaque = "same-origin" not in sandbox
    with serving_tiles(refuse_strangers=True) as tiles:
        folder = tmp_path / "host"
        shutil.copytree(built(tiles, ", referrer: required").parent, folder / "map")
        with serving(folder) as port:
            frame = (
                f'<iframe src="http://127.0.0.1:{port}/map/?embed" width=800 height=500 sandbox="{sandbox}"></iframe>'
            )
            (folder / "host.html").write_text(f"<!DOCTYPE html><title>Host</title>{frame}", encoding="utf-8")
            page = read(f"http://localhost:{port}/host.html")
            inside = page.frame_locator("iframe")
            ask(inside)
            assert tiles.asked == []
            warning = "This map is in a frame that hides its site."
            assert (warning in inside.get_by_role("dialog").inner_text()) == opaque
            inside.get_by_role("button", name="Load", exact=True).click()
            if opaque:
                expect(note(inside)).to_contain_text(warning)
                assert drawn(inside) == 0
            else:
                until(page, lambda: drawn(inside) > 1)
            assert {asked.referer for asked in tiles.asked} == {None if opaque else f"http://127.0.0.1:{port}/"}


def test_in_a_frame_without_an_origin_a_friendly_server_is_drawn(tiles, built, read, tmp_path) -> None:
    folder = tmp_path / "host"
    shutil.copytree(built(tiles).parent, folder / "map")
    with serving(folder) as port:
        frame = '<iframe src="map/?embed" width=800 height=500 sandbox="allow-scripts"></iframe>'
        (folder / "host.html").write_text(f"<!DOCTYPE html><title>Host</title>{frame}", encoding="utf-8")
        page = read(f"http://localhost:{port}/host.html")
        load(page.frame_locator("iframe"))
        until(page, lambda: drawn(page.frame_locator("iframe")) > 1)


@pytest.mark.parametrize("status", [404, 429, 500])
def test_a_server_that_sends_nothing_is_reported_and_tried_again(tiles, built, read, status) -> None:
    tiles.status = status
    page = read(built(tiles).as_uri())
    load(page)
    expect(note(page)).to_contain_text(re.compile(rf"{tiles.host} could not be loaded: \d+ requests failed\."))
    assert drawn(page) == 0
    tiles.status = 200
    page.get_by_role("button", name="Try again").click()
    until(page, lambda: all_drawn(page))
    expect(note(page)).to_be_empty()


def test_missing_pieces_are_counted_and_the_rest_is_shown(tiles, built, read) -> None:
    tiles.every_second = 404
    page = read(built(tiles).as_uri())
    load(page)
    expect(note(page)).to_contain_text(re.compile(rf"(\d+) of \d+ map tiles from {tiles.host} are missing"))
    missing, tries = map(int, re.findall(r"\d+", note(page).inner_text().replace(tiles.host, ""))[:2])
    shown = page.locator(".leaflet-online-pane img").count()
    assert (tries, drawn(page)) == (shown, shown - missing)
    assert 0 < missing < tries
    expect(credit(page)).to_contain_text("Named")


def test_an_unreachable_server_is_reported(built, read) -> None:
    with serving_tiles() as tiles:
        page = read(built(tiles).as_uri())
    load(page)
    expect(note(page)).to_contain_text(f"{tiles.host} could not be loaded")
    page.locator(".online-note").get_by_role("button", name="Turn off").click()
    expect(note(page)).to_be_empty()
    expect(page.get_by_role("button", name="Online map", exact=True)).to_have_attribute("aria-pressed", "false")


def test_a_server_that_times_out_is_reported(tiles, built, read) -> None:
    tiles.stalls = True
    page = read(built(tiles).as_uri())
    load(page)
    expect(note(page)).to_have_text(f"Waiting for {tiles.host}…")
    assert drawn(page) == 0


def test_a_missing_connection_is_reported_and_tiles_load_once_it_is_back(tiles, built, read) -> None:
    page = read(built(tiles).as_uri())
    page.context.set_offline(True)
    ask(page)
    expect(page.get_by_role("dialog")).to_contain_text("You are offline")
    page.get_by_role("button", name="Load", exact=True).click()
    expect(note(page)).to_have_text(f"You are offline: {tiles.host} cannot be reached.")
    page.context.set_offline(False)
    until(page, lambda: all_drawn(page))
    expect(note(page)).to_be_empty()


def test_a_site_whose_policy_forbids_the_server_is_blamed(tiles, built, read) -> None:
    with serving(built(tiles).parent, {"/index.html": {"Content-Security-Policy": "img-src 'self' data:"}}) as port:
        page = read(f"http://localhost:{port}/index.html")
        load(page)
        expect(note(page)).to_have_text(f"The security policy of this site blocks {tiles.host}.")
        assert tiles.asked == []


def test_the_pages_own_policy_lets_in_this_server_and_no_other(tiles, built, read) -> None:
    with serving_tiles() as other:
        page = read(built(tiles).as_uri())
        refused = page.evaluate(
            """address => new Promise((resolve) => {
              const image = new Image();
              image.onload = () => resolve('let in');
              image.onerror = () => resolve('refused');
              image.src = address;
            })""",
            f"http://{other.host}/1/1/1.png",
        )
        assert refused == "refused"
        assert other.asked == []


def test_closer_than_the_service_goes_its_tiles_are_enlarged(tiles, built, read) -> None:
    page = read(f"{built(tiles, ', max_zoom: 12').as_uri()}#map=16/55.75/37.6")
    load(page)
    until(page, lambda: drawn(page) > 0)
    assert {asked.path.split("/")[1] for asked in tiles.asked} == {"12"}
    assert page.locator(".leaflet-online-pane img").first.bounding_box()["width"] == 256 * 16


def test_tiles_lie_under_everything_that_the_map_says_and_are_dimmed_in_the_dark(tiles, built, read) -> None:
    address = built(tiles).as_uri()
    for scheme in ("light", "dark"):
        page = read(address, color_scheme=scheme)
        load(page)
        until(page, lambda page=page: all_drawn(page))
        pane = page.locator(".leaflet-online-pane")
        assert pane.evaluate("e => Number(getComputedStyle(e).zIndex)") < 400
        assert (pane.evaluate("e => getComputedStyle(e).filter") == "none") == (scheme == "light")
        page.emulate_media(media="print", color_scheme=scheme)
        assert pane.evaluate("e => getComputedStyle(e).filter") == "none"


@pytest.mark.parametrize("language", ["en", "ru", "uk"])
@pytest.mark.parametrize(("width", "height", "query"), [(1280, 800, ""), (390, 844, ""), (360, 400, "?embed")])
def test_axe_finds_nothing_in_the_question_or_the_answer(tiles, built, read, language, width, height, query) -> None:
    tiles.status = 404
    page = read(f"{built(tiles).as_uri()}{query}", width=width, height=height, bypass_csp=True, locale=language)
    page.locator("[aria-haspopup=dialog]").click()
    assert complaints_of_axe(page) == []
    assert page.get_by_role("dialog").bounding_box()["height"] <= height
    page.locator(".consent-load").click()
    expect(note(page)).not_to_be_empty()
    assert complaints_of_axe(page) == []
    box = page.locator(".online-note").bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width


def test_a_map_without_a_service_has_no_button(site, visit) -> None:
    page = visit().open(site)
    expect(page.locator("[aria-haspopup=dialog]")).to_have_count(0)
    expect(page.get_by_role("button", name="Online map")).to_have_count(0)
