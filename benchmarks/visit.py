"""One visit to a page in a new Chromium: time to the first mark, size and memory, response times."""

import base64
import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import CDPSession, Locator, Page, sync_playwright
from playwright.sync_api import TimeoutError as TooLongError

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tests" / "support"))
from browsing import CHROMIUM_FLAGS, chromium_path  # noqa: E402

ALONE = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
WINDOW = {"width": 1280, "height": 800}
WHEEL_TURNS, WHEEL_PX = 60, 600
QUERY = "york"
BRUSH_KEYS = ["PageUp"] * 6 + ["Home"]  # ten steps of the time each, and all the way back

NOTE_FRAMES = """() => {
  window.frames_ms = [];
  const note = (now) => { frames_ms.push(now); window.noting = requestAnimationFrame(note); };
  window.noting = requestAnimationFrame(note);
}"""
FRAMES = "() => { cancelAnimationFrame(window.noting); return frames_ms; }"


class NotMeasuredError(Exception):
    """The page did not finish the action that is measured."""


class Visit:
    """A page that was opened. All times are in milliseconds."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._cdp: CDPSession = page.context.new_cdp_session(page)
        self.complaints: list[str] = []
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("requestfailed", lambda request: self.complaints.append(f"not loaded: {request.url}"))

    @property
    def browser(self) -> str:
        """Chromium's version."""
        browser = self._page.context.browser
        return browser.version if browser else "unknown"

    def open(self, file: Path, patience: float) -> float | None:
        """From the start of the navigation until the first mark is painted; None if that takes over ``patience`` s."""
        self._page.set_default_timeout(patience * 1000)
        try:
            # A page with a strict policy can still write to the console, so the result is a console message.
            with self._page.expect_console_message(lambda message: message.text == "first mark"):
                self._page.goto(file.as_uri(), wait_until="commit")
            self._page.wait_for_load_state("load")
        except TooLongError:
            return None
        self._rest()
        return self._number("bench.firstMark")

    def heap_mb(self) -> tuple[float, float]:
        """The JavaScript heap after garbage collection, and the size of its typed arrays outside it; in MB."""
        self._rest()
        self._cdp.send("Performance.enable")
        for _ in range(2):
            self._cdp.send("HeapProfiler.collectGarbage")
        metrics = {each["name"]: each["value"] for each in self._cdp.send("Performance.getMetrics")["metrics"]}
        arrays = self._cdp.send("Runtime.getHeapUsage")["backingStorageSize"]
        return metrics["JSHeapUsedSize"] / 1e6, arrays / 1e6

    def layer_toggle(self) -> float:
        """Hiding a layer and showing it again with Leaflet's control: the slower of the two, until the map rests."""
        times = []
        for _ in range(2):
            self._arm("bench.untilMapRests('click')")
            self._first(".leaflet-control-layers").hover()
            self._first(".leaflet-control-layers-selector").click()
            times.append(self._armed("the layer control changed nothing on the map"))
            self._rest()
        return max(times)

    def status_button(self) -> float:
        """Hiding a status and showing it again with its button: the slower of the two, until the count is painted."""
        times = []
        for _ in range(2):
            self._await_count("click")
            self._first(".status-button").click()
            times.append(self._armed("the status button did not change the count"))
            self._rest()
        return max(times)

    def search_entered(self) -> float:
        """Entering the search field for the first time: the longest task that follows, in which nothing is answered."""
        self._rest()
        self._page.evaluate("bench.longestTask = 0")
        self._first("input[type=search]").click()
        self._rest()
        return self._number("bench.longestTask")

    def search(self) -> float:
        """Typing a word and deleting it: the slowest key, until the count is painted."""
        field = self._first("input[type=search]")
        field.focus()
        times = []
        for letter in QUERY:
            self._await_count("input")
            self._page.keyboard.press(letter)
            times.append(self._result())  # None: this letter leaves as many reports as the one before
        self._await_count("input")
        field.select_text()
        self._page.keyboard.press("Delete")
        times.append(self._result())
        return _slowest(times, "the search field hardly changed the count")

    def time_brush(self) -> float:
        """Moving the beginning of the chosen time by keys: the slowest one, until the count is painted."""
        handle = self._first(".timeline [role=slider]")
        handle.focus()
        times = []
        for key in BRUSH_KEYS:
            self._await_count("keydown")
            self._page.keyboard.press(key)
            times.append(self._result())  # None: nothing was dated between the two steps
            self._rest()
        return _slowest(times, "the handle of the timeline hardly changed the count")

    def list_frames(self) -> tuple[int, int]:
        """How many frames were painted while the wheel scrolled the list far, and how many of them show no entry."""
        self._rest()
        self._first(".item")
        box = self._page.evaluate("() => bench.scrollerOf('.item')")
        frames: list[bytes] = []

        def take(event: dict[str, object]) -> None:
            frames.append(base64.b64decode(str(event["data"])))
            self._cdp.send("Page.screencastFrameAck", {"sessionId": event["sessionId"]})

        self._page.mouse.move((box["left"] + box["right"]) / 2, (box["top"] + box["bottom"]) / 2)
        self._page.mouse.wheel(0, 2000)  # past the content above the list
        self._rest()
        self._cdp.on("Page.screencastFrame", take)
        self._cdp.send("Page.startScreencast", {"format": "jpeg", "quality": 60, "everyNthFrame": 1})
        for _ in range(WHEEL_TURNS):
            self._page.mouse.wheel(0, WHEEL_PX)
            self._page.wait_for_timeout(16)
        self._page.wait_for_timeout(500)
        self._cdp.send("Page.stopScreencast")
        self._page.wait_for_timeout(100)
        return len(frames), sum(_is_blank(frame, box) for frame in frames)

    def dragged_frames(self) -> list[float]:
        """When each frame began while the mouse dragged the map to and fro, as fast as the page answers."""
        box = self._first(".leaflet-container").bounding_box() or {}
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        self._page.mouse.move(x, y)
        self._page.evaluate(NOTE_FRAMES)
        self._page.mouse.down()
        for step in range(120):
            across = 200 - abs(step % 40 - 20) * 20
            self._page.mouse.move(x + across, y + across / 3)
        times: list[float] = self._page.evaluate(FRAMES)
        self._page.mouse.up()
        return times

    def zoomed_frames(self) -> list[float]:
        """When each frame began while the wheel zoomed the map in and out."""
        self._page.evaluate(NOTE_FRAMES)
        for turn in (-240, -240, 240, 240, -240, 240):
            self._page.mouse.wheel(0, turn)
            self._page.wait_for_timeout(350)
        times: list[float] = self._page.evaluate(FRAMES)
        return times

    def _first(self, selector: str) -> Locator:
        found = self._page.locator(selector)
        if found.count() == 0:
            raise NotMeasuredError(f"the page has no {selector}")
        return found.first

    def _await_count(self, event: str) -> None:
        self._arm(f"bench.untilTextChanges('{event}', '.panel-count')")

    def _arm(self, promise: str) -> None:
        self._page.evaluate(f"() => {{ bench.armed = {promise}; }}")

    def _result(self) -> float | None:
        result: float | None = self._page.evaluate("() => bench.armed")
        return result

    def _armed(self, complaint: str) -> float:
        result = self._result()
        if result is None:
            raise NotMeasuredError(complaint)
        return result

    def _rest(self) -> None:
        self._page.evaluate("() => bench.rest()")

    def _number(self, expression: str) -> float:
        return float(self._page.evaluate(expression))


def _slowest(times: list[float | None], complaint: str) -> float:
    changed = [each for each in times if each is not None]
    if len(changed) < 3:
        raise NotMeasuredError(complaint)
    return max(changed)


@contextmanager
def visit() -> Iterator[Visit]:
    """A visit with a new profile, in a window of 1280 × 800 pixels, with access to this machine only."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(desktop=True), args=[*CHROMIUM_FLAGS, ALONE])
        try:
            page = browser.new_page(viewport=WINDOW)
            page.add_init_script(path=Path(__file__).with_name("watch.js"))
            yield Visit(page)
        finally:
            browser.close()


def _is_blank(frame: bytes, area: dict[str, float]) -> bool:
    """Whether an area of a screenshot is of one colour, but for a few pixels such as a scroll bar's."""
    picture = Image.open(io.BytesIO(frame)).convert("L")
    scale = picture.width / WINDOW["width"]
    left, top, right, bottom = (round(area[edge] * scale) for edge in ("left", "top", "right", "bottom"))
    inner = picture.crop((left + 8, top + 8, right - 24, bottom - 8))
    counts = inner.histogram()
    commonest = max(range(256), key=counts.__getitem__)
    alike = sum(counts[max(0, commonest - 6) : commonest + 7])
    return alike > 0.995 * inner.width * inner.height
