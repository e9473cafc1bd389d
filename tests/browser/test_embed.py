"""The map in other people's pages: from real origins on loopback, in frames that may do little."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from browsing import complaints_in_both_schemes
from loopback import next_frames, reader, serving, until
from playwright.sync_api import Frame, Page, expect

REPOSITORY = Path(__file__).parents[2]
TITLE = "Reported air-defence deployments around Moscow"
LONG = "<p>Words of the article.</p>" * 60
STRICT = "default-src 'none'; script-src 'self'; style-src 'self'; frame-src http://127.0.0.1:*"


class Hosts:
    """Pages on ``localhost`` that embed the map of ``127.0.0.1``: two sites to a browser."""

    def __init__(self, folder: Path, headers_for: dict[str, dict[str, str]], port: int) -> None:
        self.folder, self.headers_for, self.port = folder, headers_for, port
        self.map = f"http://127.0.0.1:{port}/map/"
        self.count = 0

    def page(self, body: str, policy: str | None = None) -> str:
        """The address of a page with this body; ``MAP`` in it is the map's address."""
        self.count += 1
        name = f"/host-{self.count}.html"
        text = f'<!DOCTYPE html><html lang="en"><meta charset="utf-8"><title>Host</title><body>{body}</body></html>'
        (self.folder / name[1:]).write_text(text.replace("MAP", self.map), encoding="utf-8")
        if policy:
            self.headers_for[name] = {"Content-Security-Policy": policy}
        return f"http://localhost:{self.port}{name}"


@pytest.fixture(scope="module")
def hosts(site, tmp_path_factory):
    folder = tmp_path_factory.mktemp("hosts")
    shutil.copytree(site.parent, folder / "map")
    shutil.copy(site.parent / "embed.js", folder / "embed.js")
    headers_for: dict[str, dict[str, str]] = {}
    with serving(folder, headers_for) as port:
        yield Hosts(folder, headers_for, port)


@pytest.fixture
def read(browser):
    """Opens pages with nothing but loopback in reach; ``read(address, width=390, has_touch=True)``."""
    open_readers = []

    def make(address: str, **options: object) -> Page:
        opened = reader(browser, **options)
        visit = opened.__enter__()
        open_readers.append((opened, visit))
        return visit.open(address)

    make.complaints = lambda: [complaint for _, visit in open_readers for complaint in visit.complaints]
    yield make
    for opened, _ in open_readers:
        opened.__exit__(None, None, None)


def element(attributes: str = "", inside: str = '<a href="MAP">The map</a>') -> str:
    return f'<script src="MAPembed.js" async></script><geo-map src="MAP" {attributes}>{inside}</geo-map>'


def iframe(sandbox: str = "allow-scripts", query: str = "?embed", height: int = 500, more: str = "") -> str:
    return f'<iframe src="MAP{query}" title="Map" width="800" height="{height}" sandbox="{sandbox}" {more}></iframe>'


def frame_of(page: Page, index: int = 0) -> Frame:
    """The embedded page, drawn."""
    page.frame_locator("iframe").nth(index).locator(".pin, .cluster").first.wait_for()
    return page.locator("iframe").nth(index).element_handle().content_frame()


def height_of(page: Page, index: int = 0) -> float:
    return page.locator("iframe").nth(index).bounding_box()["height"]


def styled_height(page: Page, index: int = 0) -> str:
    return page.locator("geo-map iframe").nth(index).evaluate("frame => frame.style.height")


def settled_height(page: Page, index: int = 0) -> int:
    """The height that the page in the frame has asked for."""
    frame = frame_of(page, index)
    until(page, lambda: styled_height(page, index) != "480px")
    assert frame.evaluate("innerHeight") == height_of(page, index)
    return round(height_of(page, index))


def pins(frame: Frame) -> list[list[float]]:
    """Where the marks are in the frame."""
    return frame.evaluate(
        "[...document.querySelectorAll('.leaflet-marker-pane [role=button]')]"
        ".map(mark => mark.getBoundingClientRect()).map(({x, y}) => [x, y])"
    )


def zoom_in(address: str) -> float | None:
    found = re.search(r"map=([\d.]+)/", address)
    return float(found[1]) if found else None


def zoom_of(frame: Frame) -> float:
    """The zoom that the reader has chosen, once the address says it."""
    until(frame.page, lambda: zoom_in(frame.evaluate("location.hash")))
    return zoom_in(frame.evaluate("location.hash"))


# The element


def test_the_element_makes_a_titled_lazy_frame_that_may_do_little(hosts, read) -> None:
    page = read(hosts.page(element('title="Rooftops"')))
    frame_of(page)
    frame = page.locator("geo-map iframe")
    expect(frame).to_have_attribute("title", "Rooftops")
    expect(frame).to_have_attribute("loading", "lazy")
    expect(frame).to_have_attribute("referrerpolicy", "no-referrer")
    expect(frame).to_have_attribute("sandbox", "allow-scripts allow-popups allow-popups-to-escape-sandbox")
    expect(frame).to_have_attribute("src", f"{hosts.map}?embed")
    expect(page.get_by_role("link", name="The map")).to_be_hidden()
    assert read.complaints() == []


def test_the_card_of_a_linked_report_is_in_view_after_the_frame_has_its_height(hosts, read) -> None:
    page = read(hosts.page(element('view="report=pantsir-zarechye"')))
    frame = frame_of(page)
    card = frame.locator(".leaflet-popup")
    card.wait_for()
    until(page, lambda: card.bounding_box()["y"] >= page.locator("geo-map iframe").bounding_box()["y"])


@pytest.mark.parametrize(
    ("inside", "title"), [("<a href=MAP>The \n map</a>", "The map"), ("", "Map"), ("<b>x</b> &lt;i&gt;", "x <i>")]
)
def test_a_frame_without_a_title_is_named_by_its_content(hosts, read, inside, title) -> None:
    page = read(hosts.page(element(inside=inside)))
    frame_of(page)
    expect(page.locator("geo-map iframe")).to_have_attribute("title", title)


def test_a_map_far_below_is_not_loaded_before_the_reader_comes_near(hosts, read) -> None:
    page = read(hosts.page(LONG * 6 + element()))
    expect(page.locator("geo-map iframe")).to_have_count(1)
    page.wait_for_load_state("networkidle")
    assert len(page.frames) == 2
    assert page.frames[1].url in {"", "about:blank"}
    page.locator("geo-map").scroll_into_view_if_needed()
    frame_of(page)


def test_without_javascript_the_link_inside_is_there(hosts, read) -> None:
    page = read(hosts.page(element()), java_script_enabled=False)
    expect(page.get_by_role("link", name="The map")).to_be_visible()
    expect(page.locator("iframe")).to_have_count(0)


NONE_OF_THE_WEB = [
    "javascript:parent.ran=1",
    " jAvAscript:parent.ran=1",
    "java\nscript:parent.ran=1",
    "data:text/html,<script>parent.ran=1</script>",
    "file:///etc/passwd",
    "blob:http://localhost/1",
    "http://",
    "",
]


def test_an_address_that_is_none_of_the_web_keeps_the_link(hosts, read) -> None:
    page = read(hosts.page(element()))
    for src in NONE_OF_THE_WEB:
        page.locator("geo-map").evaluate("(e, src) => e.setAttribute('src', src)", hosts.map)
        frame_of(page)
        page.locator("geo-map").evaluate("(e, src) => e.setAttribute('src', src)", src)
        expect(page.locator("iframe")).to_have_count(0)
        expect(page.get_by_role("link", name="The map")).to_be_visible()
    assert page.evaluate("window.ran") is None
    assert read.complaints() == []


def test_a_query_and_a_hash_of_the_address_are_kept(hosts, read) -> None:
    host = hosts.page(element().replace('src="MAP"', 'src="MAPindex.html?edition=a%20b#report=pantsir-zarechye"'))
    page = read(host)
    frame_of(page)
    src = page.locator("iframe").get_attribute("src")
    assert src == f"{hosts.map}index.html?edition=a%20b&embed#report=pantsir-zarechye"


def test_language_and_view_are_attributes_and_change_without_loading_again(hosts, read) -> None:
    page = read(hosts.page(element('language="ru" view="status=confirmed"')))
    frame = frame_of(page)
    expect(frame.locator("h1")).to_have_attribute("lang", "ru")
    expect(frame.locator(".status-button").nth(1)).to_have_attribute("aria-pressed", "false")
    frame.evaluate("window.same = true")
    page.locator("geo-map").evaluate("e => e.setAttribute('view', '#status=unconfirmed')")
    expect(frame.locator(".status-button").nth(1)).to_have_attribute("aria-pressed", "true")
    page.locator("geo-map").evaluate("e => e.setAttribute('language', 'en')")
    expect(frame.locator("h1")).to_have_attribute("lang", "en")
    assert frame.evaluate("window.same") is True


def test_each_of_several_maps_gets_its_own_height_and_follows_its_width(hosts, read) -> None:
    widths = (1000, 700, 340)
    body = "".join(f'<div id="w{width}">{element()}</div>' for width in widths)
    style = "".join(f"#w{width}{{width:{width}px}}" for width in widths)
    page = read(hosts.page(f"<style>{style}</style>{body}"), height=3000)
    heights = [settled_height(page, index) for index in range(3)]
    assert len(set(heights)) == 3
    assert heights[0] == 640
    assert all(320 <= height <= 640 for height in heights)
    assert heights[2] > 340  # narrow is taller than wide
    page.evaluate("document.querySelector('#w1000').style.width = '700px'")
    until(page, lambda: styled_height(page) == f"{heights[1]}px")
    assert [height_of(page, index) for index in (1, 2)] == heights[1:]


def test_a_height_of_the_hosts_own_stays(hosts, read) -> None:
    page = read(hosts.page(element('height="333"')))
    page.evaluate("addEventListener('message', ({ data }) => { window.heard ||= data.height === 700 })")
    frame_of(page).evaluate("parent.postMessage({type: 'geomap:height', height: 700}, '*')")
    until(page, lambda: page.evaluate("window.heard"))
    assert height_of(page) == 333
    page.locator("geo-map").evaluate("e => e.setAttribute('height', '444')")
    assert height_of(page) == 444


def test_a_height_from_the_map_is_bounded(hosts, read) -> None:
    page = read(hosts.page(element()))
    settled_height(page)
    for asked, height in (("1e9", 2000), ("-5", 200), ("700.5", 700.5), ("0", 200)):
        frame_of(page).evaluate(f"parent.postMessage({{type: 'geomap:height', height: {asked}}}, '*')")
        until(page, lambda height=height: styled_height(page) == f"{height:g}px")


OTHER_SHAPES = [
    "{type: 'geomap:height', height: NaN}",
    "{type: 'geomap:height', height: Infinity}",
    "{type: 'geomap:height', height: '700'}",
    "{type: 'geomap:height', height: {valueOf: null}}",
    "{type: 'geomap:height'}",
    "{type: 'height', height: 700}",
    "{height: 700}",
    "'geomap:height'",
    "null",
    "undefined",
    "700",
    "[]",
]


def test_messages_of_another_shape_are_ignored(hosts, read) -> None:
    page = read(hosts.page(element()))
    settled_height(page)
    page.evaluate("window.heard = 0; addEventListener('message', () => window.heard++)")
    before = styled_height(page)
    for message in OTHER_SHAPES:
        frame_of(page).evaluate(f"parent.postMessage({message}, '*')")
    until(page, lambda: page.evaluate("heard") == len(OTHER_SHAPES))
    assert styled_height(page) == before
    assert read.complaints() == []


def test_forged_messages_from_elsewhere_are_ignored(hosts, read) -> None:
    """From the host's own window, from another frame with or without a sandbox, and made up in the page."""
    forger = f"http://127.0.0.1:{hosts.port}/forger.html"
    (hosts.folder / "forger.html").write_text(
        "<script>parent.postMessage({type: 'geomap:height', height: 777}, '*')</script>"
    )
    page = read(hosts.page(element()))
    settled_height(page)
    before = styled_height(page)
    page.evaluate("window.heard = 0; addEventListener('message', () => window.heard++)")
    for sandbox in ("", 'sandbox="allow-scripts"'):
        page.evaluate(
            "html => document.body.insertAdjacentHTML('beforeend', html)", f'<iframe src="{forger}" {sandbox}></iframe>'
        )
    page.evaluate("postMessage({type: 'geomap:height', height: 777}, '*')")
    page.evaluate(
        "for (const source of [null, window]) for (const origin of ['null', 'http://evil.example'])"
        "dispatchEvent(new MessageEvent('message', {data: {type: 'geomap:height', height: 777}, origin, source}))"
    )
    page.evaluate(
        "source => dispatchEvent(new MessageEvent('message', {data: {type: 'geomap:height', height: 777}, origin: 'http://evil.example',"
        "source: document.querySelector('geo-map').shadowRoot.firstChild.contentWindow}))"
    )
    until(page, lambda: page.evaluate("window.heard >= 8"))
    assert styled_height(page) == before


COUNT_LISTENERS = """() => {
  window.listening = 0;
  for (const [name, step] of [["addEventListener", 1], ["removeEventListener", -1]]) {
    const own = window[name];
    window[name] = (type, ...rest) => {
      if (type === "message") listening += step;
      own.call(window, type, ...rest);
    };
  }
}"""


def test_a_removed_element_listens_no_more_and_a_returned_one_does(hosts, read) -> None:
    page = read(hosts.page(element()))
    settled_height(page)
    page.evaluate(COUNT_LISTENERS)
    page.evaluate("window.map = document.querySelector('geo-map'); map.remove()")
    assert page.evaluate("listening") == -1
    page.evaluate("document.body.append(map)")
    assert page.evaluate("listening") == 0
    settled_height(page)


def test_the_script_may_be_loaded_twice_and_under_a_strict_policy(hosts, read) -> None:
    body = '<script src="/embed.js"></script>' + element().replace("MAPembed.js", "/embed.js")
    page = read(hosts.page(body, STRICT))
    settled_height(page)
    expect(page.locator("geo-map iframe")).to_have_count(1)
    assert read.complaints() == []


def test_the_script_is_small_and_has_one_line_of_banner(site) -> None:
    text = (site.parent / "embed.js").read_text(encoding="utf-8")
    assert len(text.encode()) < 3000
    assert text.startswith("/*! geomap")
    assert text.strip().count("\n") == 1
    assert not re.search(r"\beval\b|Function\(|innerHTML|https?://", text)


# The page's side


def test_an_embedded_page_has_map_legend_and_a_way_to_the_full_map(hosts, read) -> None:
    page = read(f"{hosts.map}?edition=1&embed&x=2#report=pantsir-ndmc")
    expect(page.locator(".page-panel")).to_be_hidden()
    expect(page.locator(".page-timeline")).to_be_hidden()
    button = page.get_by_role("button", name="Unconfirmed 2", exact=True)
    button.click()
    expect(button).to_have_attribute("aria-pressed", "false")
    expect(page.locator("path.area.is-unconfirmed")).to_have_count(0)
    link = page.get_by_role("link", name="Open full map")
    href = f"{hosts.map}?edition=1&x=2#report=pantsir-ndmc&status=confirmed"
    expect(link).to_have_attribute("href", href)
    with page.context.expect_page() as opened:
        link.click()
    full = opened.value
    expect(full.locator(".page-panel")).to_be_visible()
    expect(full.locator(".item.is-open")).to_have_attribute("data-report", "0")
    assert full.evaluate("window.opener") is None


def test_what_the_map_shows_at_first_it_shows_at_every_size(hosts, read) -> None:
    page = read(f"{hosts.map}?embed", width=700, height=500)
    for width, height in ((700, 500), (700, 340), (360, 460), (900, 600)):
        page.set_viewport_size({"width": width, "height": height})
        area, shown = page.locator("path.area.is-unconfirmed").last, page.locator(".folium-map")
        until(page, lambda area=area, shown=shown: is_inside(area.bounding_box(), shown.bounding_box()))
    assert "map=" not in page.url


def is_inside(inner: dict[str, float], outer: dict[str, float]) -> bool:
    return (
        inner["x"] >= outer["x"]
        and inner["y"] >= outer["y"]
        and inner["x"] + inner["width"] <= outer["x"] + outer["width"]
        and inner["y"] + inner["height"] <= outer["y"] + outer["height"]
    )


def test_which_addresses_are_embedded(hosts, read) -> None:
    page = read(hosts.map)
    embedded, plain = ("?embed", "?embed=1", "?a=b&embed"), ("?embed=0", "?embed=no", "?embed=False", "?embedded", "?")
    for query in embedded + plain:
        page.goto(f"{hosts.map}{query}")
        page.locator(".pin, .cluster").first.wait_for()
        is_embedded = page.evaluate("document.documentElement.classList.contains('is-embedded')")
        assert is_embedded is (query in embedded), query
        expect(page.locator(".embedded-bar")).to_have_count(int(is_embedded))


def test_an_embedded_page_says_what_its_link_has_filtered_and_what_it_does_not_have(hosts, read) -> None:
    page = read(f"{hosts.map}?embed#q=zarechye&report=gone")
    expect(page.locator(".embedded-bar")).to_contain_text("1 of 4 reports", use_inner_text=True)
    expect(page.locator(".embedded-notice")).to_contain_text("no longer valid", use_inner_text=True)
    page.get_by_role("button", name="Clear").click()
    expect(page.locator(".embedded-bar")).not_to_contain_text("of 4 reports", use_inner_text=True)


def test_sandboxed_to_scripts_alone_everything_on_the_page_works(hosts, read) -> None:
    page = read(hosts.page(iframe()))
    frame = frame_of(page)
    assert frame.evaluate("origin") == "null"
    frame.get_by_role("button", name="Confirmed 2", exact=True).click()
    expect(frame.locator(".pin")).to_have_count(0)
    frame.get_by_role("button", name="Confirmed 2", exact=True).click()
    frame.locator(".leaflet-control-zoom-in").click()
    frame.locator(".pin, .cluster").first.click()
    expect(frame.locator(".embedded-open")).to_have_attribute("href", re.compile(r"#.*map="))
    assert read.complaints() == []


def test_the_page_answers_only_a_host_that_asks(hosts, read) -> None:
    listen = "<script>window.heard = []; addEventListener('message', (e) => heard.push(e.data))</script>"
    page = read(hosts.page(listen + iframe()))
    frame = frame_of(page)
    until(page, lambda: page.evaluate("heard.length > 0"))
    count = page.evaluate("heard.length")
    assert page.evaluate("heard[0].type") == "geomap:height"
    assert page.evaluate("typeof heard[0].height") == "number"
    for message in ("null", "1", "'geomap:measure'", "{}", "{type: 'x'}", "[{type: 'geomap:measure'}]"):
        page.evaluate(f"document.querySelector('iframe').contentWindow.postMessage({message}, '*')")
    frame.evaluate("postMessage({type: 'geomap:measure'}, '*')")
    page.evaluate("document.querySelector('iframe').contentWindow.postMessage({type: 'geomap:measure'}, '*')")
    until(page, lambda: page.evaluate("heard.length") > count)  # messages are answered in their order
    next_frames(page)
    assert page.evaluate("heard.length") == count + 1
    assert read.complaints() == []


# Gestures

# The visible hints: each is there only for a moment.
NOTE_HINTS = """() => {
  window.hints = "";
  const note = () => {
    const hint = document.querySelector(".gesture-hint[role=status]");
    if (hint && getComputedStyle(hint).visibility === "visible") hints += hint.textContent;
  };
  new MutationObserver(note).observe(document.body, { attributes: true, childList: true, subtree: true });
}"""


@pytest.mark.parametrize("query", ["?embed", ""])
def test_a_plain_wheel_scrolls_the_host_and_not_the_map(hosts, read, query) -> None:
    page = read(hosts.page(iframe(query=query) + LONG))
    frame = frame_of(page)
    frame.evaluate(NOTE_HINTS)
    before = pins(frame)
    box = frame.locator(".folium-map").bounding_box()
    page.mouse.move(box["x"] + 60, box["y"] + 200)
    page.mouse.wheel(0, 200)
    until(page, lambda: page.evaluate("scrollY") == 200)
    until(page, lambda: "Hold Ctrl and scroll" in frame.evaluate("hints"))
    assert pins(frame) == before
    expect(frame.locator(".gesture-hint")).to_be_hidden()


def test_the_wheel_with_ctrl_zooms_the_map_and_not_the_page(hosts, read) -> None:
    page = read(hosts.page(iframe() + LONG))
    frame = frame_of(page)
    box = frame.locator(".folium-map").bounding_box()
    page.mouse.move(box["x"] + 300, box["y"] + 200)
    page.keyboard.down("Control")
    page.mouse.wheel(0, -120)
    page.keyboard.up("Control")
    first = zoom_of(frame)
    page.keyboard.down("Meta")
    page.mouse.wheel(0, -120)
    page.keyboard.up("Meta")
    until(page, lambda: zoom_of(frame) > first)
    assert page.evaluate("[scrollY, devicePixelRatio]") == [0, 1]
    expect(frame.locator(".gesture-hint")).to_be_hidden()


def test_alone_in_its_window_the_map_keeps_the_wheel(hosts, read) -> None:
    page = read(hosts.map)
    page.mouse.move(800, 300)
    page.mouse.wheel(0, -120)
    zoom_of(page.main_frame)
    expect(page.locator(".gesture-hint")).to_have_count(0)


def test_the_mouse_moves_an_embedded_map_and_the_keys_do(hosts, read) -> None:
    page = read(hosts.page(iframe() + LONG))
    frame = frame_of(page)
    box = frame.locator(".folium-map").bounding_box()
    before = pins(frame)
    x, y = box["x"] + 60, box["y"] + box["height"] - 60
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 40, y - 30, steps=4)
    page.mouse.up()
    dragged = pins(frame)
    assert [round(now - was) for was, now in zip(before[0], dragged[0], strict=True)] == [40, -30]
    frame.locator(".folium-map").focus()
    page.keyboard.press("ArrowRight")
    assert pins(frame)[0][0] < dragged[0][0]


def touch(page: Page, kind: str, *points: tuple[float, float]) -> None:
    touches = [{"x": x, "y": y, "id": index} for index, (x, y) in enumerate(points)]
    page.session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": touches})


def test_one_finger_scrolls_the_host_and_says_what_two_would_do(hosts, read) -> None:
    page = read(hosts.page(iframe() + LONG), width=820, has_touch=True)
    page.session = page.context.new_cdp_session(page)
    frame = frame_of(page)
    frame.evaluate(NOTE_HINTS)
    before = pins(frame)
    box = frame.locator(".folium-map").bounding_box()
    x, y = box["x"] + 100, box["y"] + 300
    touch(page, "touchStart", (x, y))
    for step in range(1, 11):
        touch(page, "touchMove", (x, y - 20 * step))
    until(page, lambda: "Use two fingers" in frame.evaluate("hints"))
    touch(page, "touchEnd")
    until(page, lambda: page.evaluate("scrollY") > 100)
    assert pins(frame) == before


def test_two_fingers_move_and_zoom_the_map_and_leave_the_host(hosts, read) -> None:
    page = read(hosts.page(iframe() + LONG), width=820, has_touch=True)
    page.session = page.context.new_cdp_session(page)
    frame = frame_of(page)
    frame.locator(".leaflet-control-zoom-in").click()
    zoom = zoom_of(frame)
    before = pins(frame)
    box = frame.locator(".folium-map").bounding_box()
    x, y = box["x"] + 300, box["y"] + 200
    touch(page, "touchStart", (x - 50, y), (x + 50, y))
    for step in range(1, 9):
        touch(page, "touchMove", (x - 50 - 10 * step, y + 5 * step), (x + 50 + 10 * step, y + 5 * step))
    touch(page, "touchEnd")
    until(page, lambda: zoom_of(frame) > zoom + 0.5)
    assert pins(frame) != before
    assert page.evaluate("scrollY") == 0
    expect(frame.locator(".gesture-hint")).to_be_hidden()


PUT_A_SCROLLER = """() => {
  const [box, long] = [document.createElement("div"), document.createElement("p")];
  box.id = "box";
  box.append(long);
  long.style.height = "900px";
  const place = { position: "absolute", zIndex: 2000, left: "100px", top: "100px" };
  Object.assign(box.style, { ...place, width: "100px", height: "100px", overflowY: "auto" });
  document.querySelector(".folium-map").append(box);
}"""


def test_what_scrolls_over_the_map_keeps_the_wheel(hosts, read) -> None:
    page = read(hosts.page(iframe() + LONG))
    frame = frame_of(page)
    frame.evaluate(PUT_A_SCROLLER)
    frame.locator("#box").hover()
    page.mouse.wheel(0, 120)
    until(page, lambda: frame.locator("#box").evaluate("box => box.scrollTop") == 120)
    assert page.evaluate("scrollY") == 0
    expect(frame.locator(".gesture-hint")).to_be_hidden()


@pytest.mark.parametrize(("width", "height"), [(800, 500), (390, 460), (320, 420)])
def test_axe_finds_nothing_in_an_embedded_map(hosts, read, width, height) -> None:
    page = read(f"{hosts.map}?embed#q=pantsir", width=width, height=height, bypass_csp=True)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert complaints_in_both_schemes(page) == []


# The recipes in docs/how-to/embed.md


def recipes() -> list[str]:
    text = (REPOSITORY / "docs" / "how-to" / "embed.md").read_text(encoding="utf-8")
    return re.findall(r"```(?:html|markdown)\n(.*?)```", text, re.DOTALL)


def recipe(start: str) -> str:
    (found,) = (code for code in recipes() if code.startswith(start))
    return found


@pytest.mark.parametrize("start", ["<script", "<iframe"])
def test_the_recipe_for_a_plain_page(hosts, read, start) -> None:
    page = read(hosts.page(recipe(start).replace("https://example.org/map/", "MAP") + LONG))
    frame = frame_of(page)
    expect(page.locator("iframe")).to_have_attribute("title", TITLE)
    expect(frame.locator(".embedded-open")).to_be_visible()
    if start == "<script":
        settled_height(page)
    else:
        assert height_of(page) == 560
    assert read.complaints() == []


def test_the_recipe_for_wordpress_fits_the_column_of_the_text(hosts, read) -> None:
    """WordPress prints the block without its comments, in a column that its themes make with margins of `auto`."""
    block = recipe("<!-- wp:html -->").replace("https://example.org/map/", "MAP")
    assert block.rstrip().endswith("<!-- /wp:html -->")
    style = ".entry > * {max-width: 650px; margin-left: auto !important; margin-right: auto !important}"
    inside = re.sub(r"<!-- /?wp:html -->\n", "", block)
    page = read(hosts.page(f'<style>{style}</style><div class="entry"><p>Before</p>{inside}<p>After</p></div>'))
    frame_of(page)
    text, frame = page.locator("p").first.bounding_box(), page.locator("iframe").bounding_box()
    assert (frame["x"], frame["width"], frame["height"]) == (text["x"], text["width"], 560)
    assert read.complaints() == []


@pytest.mark.services
def test_the_recipe_for_a_static_site_generator(site, read, tmp_path) -> None:
    """MkDocs is really run; its page is read in Chromium."""
    docs = tmp_path / "docs"
    shutil.copytree(site.parent, docs / "map")
    (docs / "index.md").write_text("# Home\n")
    (docs / "story.md").write_text(recipe("# What was reported"), encoding="utf-8")
    (tmp_path / "mkdocs.yml").write_text(
        "site_name: Newsroom\ntheme: {name: mkdocs, highlightjs: false}\nplugins: []\n"
    )
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    with serving(tmp_path / "site") as port:
        page = read(f"http://127.0.0.1:{port}/story/")
        settled_height(page)
        expect(page.locator("iframe")).to_have_attribute("src", f"http://127.0.0.1:{port}/map/?embed")
        expect(page.locator("iframe")).to_have_attribute("title", TITLE)
        expect(page.get_by_text("The next section explains our method.")).to_be_visible()


def test_the_dialogs_code_is_that_of_the_recipes(hosts, read) -> None:
    page = read(hosts.map)
    page.get_by_role("button", name="Share").click()
    codes = [field.input_value() for field in page.locator("dialog textarea").all()]
    assert [code.replace(hosts.map, "https://example.org/map/").split() for code in codes] == [
        recipe("<iframe").split(),
        recipe("<script").split(),
    ]
