"""The page in three engines: Chromium and Firefox, driven by Playwright, and WebKit, driven by its own protocol."""

import json
import os
import shlex
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

import pytest
import requests
from browsing import WAIT_MS
from playwright.sync_api import Browser, Page, Playwright

ENTER = "\ue007"
"""The key in WebDriver's numbering."""
MINI_BROWSER = "/usr/lib/{}-linux-gnu/webkit2gtk-4.1/MiniBrowser"
QUIET = {
    "datareporting.policy.dataSubmissionEnabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "ui.prefersReducedMotion": 1,
}
"""Settings of Firefox: it sends nothing by itself."""
RELAY = Path(__file__).with_name("firefox_relay.py")


class Driver(Protocol):
    """What a browser must do."""

    def go(self, address: str) -> None:
        """Open a page and wait until it is loaded."""

    def run(self, body: str) -> Any:
        """The JSON value that the body of a function returns in the page."""

    def resize(self, width: int, height: int) -> None:
        """Set the size of the page, in CSS pixels."""

    def click_at(self, x: float, y: float) -> None:
        """Click with a real pointer, in CSS pixels from the page's corner."""

    def press(self, keys: str) -> None:
        """Press the keys of a text, one after the other."""


class Tab:
    """A page in one of the engines, used as a person uses it."""

    def __init__(self, driver: Driver) -> None:
        self.run, self.resize, self.press = driver.run, driver.resize, driver.press
        self._driver = driver

    def open(self, address: str) -> None:
        """Open an address as a new page, also where only its fragment differs."""
        self._driver.go("about:blank")
        self._driver.go(address)

    def until(self, expression: str) -> Any:
        """The value of an expression once it is true."""
        end = time.monotonic() + WAIT_MS / 1000
        script = f"const value = {expression}; return value instanceof Node ? true : value;"
        while not (value := self.run(script)):
            assert time.monotonic() < end, f"never true: {expression}"
            time.sleep(0.05)
        return value

    def click(self, selector: str, text: str = "") -> None:
        """Click on the middle of the first visible element of a selector that has this text."""
        found = f"""[...document.querySelectorAll({json.dumps(selector)})].find(
            (each) => each.checkVisibility() && each.textContent.includes({json.dumps(text)}))"""
        self.until(f"Boolean({found})")
        box = f"const box = {found}.getBoundingClientRect(); return [box.x + box.width / 2, box.y + box.height / 2];"
        self.run(f"{found}.scrollIntoView({{block: 'nearest', behavior: 'instant'}})")
        self._driver.click_at(*self.run(box))


class _Played:
    """A page that Playwright drives."""

    def __init__(self, page: Page) -> None:
        self._page = page

    def go(self, address: str) -> None:
        self._page.goto(address)

    def run(self, body: str) -> Any:
        return self._page.evaluate(f"() => {{ {body} }}")

    def resize(self, width: int, height: int) -> None:
        self._page.set_viewport_size({"width": width, "height": height})

    def click_at(self, x: float, y: float) -> None:
        self._page.mouse.click(x, y)

    def press(self, keys: str) -> None:
        for key in keys:
            self._page.keyboard.press("Enter" if key == ENTER else key)


@contextmanager
def firefox(playwright: Playwright) -> Iterator[Browser]:
    """Debian's Firefox, without a window."""
    with tempfile.TemporaryDirectory() as home:
        start = Path(home, "firefox")
        start.write_text(f'#!/bin/sh\nexec {shlex.join([sys.executable, str(RELAY)])} "$@"\n', encoding="utf-8")
        start.chmod(0o755)
        browser = playwright.firefox.launch(
            channel="moz-firefox",
            executable_path=start,
            firefox_user_prefs=QUIET,
            env={**os.environ, "HOME": home},
        )
        yield browser
        browser.close()


class _WebKit:
    """WebKit by WebDriver."""

    def __init__(self, service: str) -> None:
        arch = os.uname().machine
        options = {"binary": MINI_BROWSER.format(arch), "args": ["--automation"]}
        capabilities = {"alwaysMatch": {"webkitgtk:browserOptions": options}}
        answer = requests.post(f"{service}/session", json={"capabilities": capabilities}, timeout=WAIT_MS / 1000)
        self._session = f"{service}/session/{answer.json()['value']['sessionId']}"

    def _post(self, command: str, **body: Any) -> Any:
        answer = requests.post(f"{self._session}/{command}", json=body, timeout=WAIT_MS / 1000)
        assert answer.ok, answer.text
        return answer.json()["value"]

    def go(self, address: str) -> None:
        self._post("url", url=address)

    def run(self, body: str) -> Any:
        return self._post("execute/sync", script=body, args=[])

    def resize(self, width: int, height: int) -> None:
        for _ in range(2):  # the window's frame takes room of its own
            frame = self.run(f"return [{width} - innerWidth, {height} - innerHeight]")
            outer = requests.get(f"{self._session}/window/rect", timeout=WAIT_MS / 1000).json()["value"]
            self._post("window/rect", width=outer["width"] + frame[0], height=outer["height"] + frame[1])

    def click_at(self, x: float, y: float) -> None:
        self._post("actions", actions=[{"type": "pointer", "id": "mouse", "actions": _click(x, y)}])

    def press(self, keys: str) -> None:
        self._post("actions", actions=[{"type": "key", "id": "keys", "actions": _keys(keys)}])

    def close(self) -> None:
        requests.delete(self._session, timeout=WAIT_MS / 1000)


@contextmanager
def webkit() -> Iterator[Driver]:
    """Debian's WebKitGTK, in a display without a screen."""
    read, write = os.pipe()
    screen = ["Xvfb", "-displayfd", str(write), "-screen", "0", "1600x1200x24", "-nolisten", "tcp"]
    with (
        tempfile.TemporaryDirectory() as home,
        _running(screen, home, pass_fds=[write], stderr=subprocess.DEVNULL),
        os.fdopen(read) as number,  # kept open: Xvfb ends if nothing can read it
    ):
        os.close(write)
        display = {"DISPLAY": f":{number.readline().strip()}", "GDK_BACKEND": "x11", "LIBGL_ALWAYS_SOFTWARE": "1"}
        # Containers run tests as root, for whom WebKit has no sandbox.
        own = {"LANG": "C.UTF-8", "NO_AT_BRIDGE": "1", "WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS": "1"}
        port = _free_port()
        driver = ["WebKitWebDriver", f"--port={port}"]
        with _running(driver, home, env={**display, **own}, stderr=subprocess.DEVNULL):
            service = f"http://127.0.0.1:{port}"
            _wait_for(service)
            tab = _WebKit(service)
            yield tab
            tab.close()


ENGINES = ("chromium", "firefox", "webkit")
BROWSERS = {"chromium": "browser", "firefox": "firefox"}
"""The fixtures of the browsers that Playwright drives."""


@contextmanager
def tab_in(request: pytest.FixtureRequest) -> Iterator[Tab]:
    """A page in the engine of a fixture with ``params=ENGINES``."""
    if request.param == "webkit":
        with webkit() as driver:
            yield Tab(driver)
        return
    page = request.getfixturevalue(BROWSERS[request.param]).new_page(reduced_motion="reduce")
    yield Tab(_Played(page))
    page.close()


@contextmanager
def _running(command: list[str], home: str, env: dict[str, str] | None = None, **options: Any) -> Iterator[Any]:
    """A program with a home folder of its own, ended afterwards."""
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, env={**os.environ, "HOME": home, **(env or {})}, **options
    )
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if process.stderr:
            process.stderr.close()


def _free_port() -> int:
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        return int(server.getsockname()[1])


def _wait_for(service: str) -> None:
    end = time.monotonic() + WAIT_MS / 1000
    while True:
        try:
            requests.get(f"{service}/status", timeout=5)
        except requests.ConnectionError:
            assert time.monotonic() < end, "WebKitWebDriver does not answer"
            time.sleep(0.05)
        else:
            return


def _click(x: float, y: float) -> list[dict[str, Any]]:
    move = {"type": "pointerMove", "x": round(x), "y": round(y)}
    return [move, {"type": "pointerDown", "button": 0}, {"type": "pointerUp", "button": 0}]


def _keys(text: str) -> list[dict[str, Any]]:
    return [{"type": kind, "value": key} for key in text for kind in ("keyDown", "keyUp")]
