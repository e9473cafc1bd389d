"""A real Chromium, its windows, and a page opened in one as a person opens it."""

import os
import re
import shutil
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Error, Page

import geomap

MARK = "leaflet-marker-icon"
Complaint = tuple[str, list[str]]
"""A rule of axe-core, and the elements that break it."""
COLOUR_RULES = ["color-contrast", "link-in-text-block"]
"""The rules that depend on the colour scheme: all that axe-core runs of its category `cat.color`."""
AXE = Path(geomap.__file__).parent / "web" / "node_modules" / "axe-core" / "axe.min.js"
CHROMIUM_FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# Generous: a condition that holds costs nothing, and a busy machine is no mistake.
WAIT_MS = 60_000
HEADLESS = "chromium-headless-shell"
DESKTOP = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")


def chromium_path(*, desktop: bool = False) -> str:
    """The Chromium of the tests; a missing one is an error and never a skip.

    The best for tests is the same engine without the parts of a desktop browser, which take a fifth of the time.
    Measurements prefer the ``desktop`` browser that readers have.
    """
    names = (*DESKTOP, HEADLESS) if desktop else (HEADLESS, *DESKTOP)
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, names)), None)
    if found is None:
        raise RuntimeError("the browser tests need Chromium: run `make test`, which installs it, or set CHROMIUM")
    return found


def starting(text: str) -> re.Pattern[str]:
    """What an element's text is compared with if only its start counts."""
    return re.compile(f"^{re.escape(text)}")


class Visit:
    """A page opened by a person, and what it did behind their back."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.requests: list[str] = []
        self.complaints: list[str] = []
        self._listeners: dict[str, Callable[..., None]] = {
            "request": lambda request: self.requests.append(request.url),
            "pageerror": lambda error: self.complaints.append(f"error: {error}"),
            "console": self._console,
        }
        for event, listener in self._listeners.items():
            page.on(event, listener)

    def _console(self, message: object) -> None:
        if message.type in {"error", "warning"}:  # type: ignore[attr-defined]
            self.complaints.append(f"{message.type}: {message.text}")  # type: ignore[attr-defined]

    def open(self, address: str | Path) -> Page:
        self.page.goto(address.as_uri() if isinstance(address, Path) else address)
        return self.page

    def leave(self) -> None:
        """Note no more of the page."""
        for event, listener in self._listeners.items():
            self.page.remove_listener(event, listener)


class Windows:
    """Windows of one browser, each in a context of its own.

    A new context with a new process takes much longer than a page takes to load. So a window is cleared and used
    again by a later test with the same options: no history, cookies, stored data, cached files, routes or permissions
    remain. A window is closed instead if its test failed or did something that cannot be undone.
    """

    # Options that can be set on an open window, and options for which windows are kept. Any other needs its own.
    SETTABLE = frozenset({"color_scheme", "forced_colors", "locale", "permissions"})
    KEPT = frozenset({"bypass_csp", "java_script_enabled", "offline"})
    IRREVERSIBLE = ("expose_binding", "expose_function", "add_locator_handler")

    def __init__(self, browser: Browser, failures: Callable[[], int]) -> None:
        self._browser = browser
        self._failures = failures
        self._free: dict[object, list[_Window]] = defaultdict(list)

    def open(self, width: int, height: int, **options: object) -> "_Window":
        """An empty window of this size, in CSS pixels; the options are those of Playwright's ``new_context``."""
        key = frozenset((name, value) for name, value in options.items() if name not in self.SETTABLE)
        is_kept = options.keys() <= self.SETTABLE | self.KEPT
        if is_kept and self._free[key]:
            window = self._free[key].pop()
            window.page.set_viewport_size({"width": width, "height": height})
        else:
            size = {"width": width, "height": height}
            fixed = {name: value for name, value in options.items() if name not in self.SETTABLE}
            context = self._browser.new_context(viewport=size, reduced_motion="reduce", **fixed)
            context.set_default_timeout(WAIT_MS)
            window = _Window(context.new_page(), self._free[key] if is_kept else None)
        window.begin(self._failures, options)
        return window


class _Window:
    """A window, and the list of free windows to which it returns."""

    def __init__(self, page: Page, free: list["_Window"] | None) -> None:
        self.page = page
        self._free = free
        self._session = page.context.new_cdp_session(page)
        for owner in (page, page.context):
            for name in Windows.IRREVERSIBLE:
                if hasattr(owner, name):
                    setattr(owner, name, self._closing_afterwards(getattr(owner, name)))
        self._session.send("Page.enable")
        self._locale = ""
        self._scripts: list[str] = []
        page.add_init_script = self._add_script  # type: ignore[method-assign]
        page.clock.install = self._closing_afterwards(page.clock.install)  # type: ignore[method-assign]

    def _closing_afterwards(self, method: Callable[..., object]) -> Callable[..., object]:
        def call(*args: object, **options: object) -> object:
            self._free = None
            return method(*args, **options)

        return call

    def _add_script(self, script: str) -> None:
        """As Playwright's ``add_init_script``, until the window is cleared."""
        added = self._session.send("Page.addScriptToEvaluateOnNewDocument", {"source": script})
        self._scripts.append(added["identifier"])

    def begin(self, failures: Callable[[], int], options: dict[str, object]) -> None:
        self._failures, self._failures_before = failures, failures()
        colours = {"color_scheme": "light", "forced_colors": "none"}
        colours |= {name: value for name, value in options.items() if name in colours}
        self.page.emulate_media(media="null", reduced_motion="reduce", **colours)
        if permissions := options.get("permissions"):
            self.page.context.grant_permissions(permissions)
        self._speak(str(options.get("locale", "")))
        self._offline = bool(options.get("offline"))
        self.visit = Visit(self.page)

    def _speak(self, locale: str) -> None:
        """Set the language, as the option ``locale`` does for a new context; an empty text is the browser's own."""
        if locale != self._locale:
            agent = self.page.evaluate("navigator.userAgent") if locale else ""
            self._session.send("Emulation.setLocaleOverride", {"locale": locale})
            self._session.send("Emulation.setUserAgentOverride", {"userAgent": agent, "acceptLanguage": locale})
            self._locale = locale

    def close(self) -> None:
        """Clear the window for the next test, or close it for good."""
        self.visit.leave()
        if self._free is not None and self._failures() == self._failures_before:
            try:
                self._clear()
            except Error:  # the test has closed the page, or Chromium has
                pass
            else:
                self._free.append(self)
                return
        self.page.context.close()

    def _clear(self) -> None:
        context, send = self.page.context, self._session.send
        for other in context.pages:
            if other != self.page:
                other.close()
        self.page.unroute_all()
        context.unroute_all()
        while self._scripts:
            send("Page.removeScriptToEvaluateOnNewDocument", {"identifier": self._scripts.pop()})
        self.page.goto("about:blank")
        self.page.mouse.move(-1, -1)
        context.set_offline(self._offline)
        context.clear_permissions()
        context.clear_cookies()
        for scheme, host in {urlsplit(url)[:2] for url in self.visit.requests}:
            if scheme in {"file", "http"}:
                send("Storage.clearDataForOrigin", {"origin": f"{scheme}://{host}", "storageTypes": "all"})
        send("Network.clearBrowserCache")
        send("Page.resetNavigationHistory")


def follow(page: Page, fragment: str) -> None:
    """Change the part of the address that a link within the page changes; the page is not loaded again."""
    page.evaluate(
        """fragment => new Promise((done) => {
          addEventListener("hashchange", done, { once: true });
          location.hash = fragment;
        })""",
        fragment,
    )


def complaints_of_axe(page: Page, part: str = "html", *, targets: bool = True) -> list[Complaint]:
    """The rules of axe-core that this part of the page breaks, and where; targets of 24 pixels (WCAG 2.2) included.

    Marks on the map are as large, but may overlap: WCAG 2.5.8 excepts targets whose position is essential, as on a
    map. Those that the map's edge cuts off seem to axe to reach into the panel.
    The page must have been opened with ``bypass_csp=True``: its own policy forbids what is not its own.
    """
    return _axe(page, part, {"rules": {"target-size": {"enabled": targets}}})


def complaints_in_both_schemes(page: Page, part: str = "html", *, targets: bool = True) -> list[Complaint]:
    """The same, in light and in dark colours."""
    page.emulate_media(color_scheme="light")
    complaints = complaints_of_axe(page, part, targets=targets)
    page.emulate_media(color_scheme="dark")
    return complaints + _axe(page, part, {"runOnly": COLOUR_RULES})


def _axe(page: Page, part: str, options: dict[str, Any]) -> list[Complaint]:
    if not page.evaluate("'axe' in window"):
        page.add_script_tag(path=AXE)
    options["resultTypes"] = ["violations"]  # of passes no details are collected
    violations = page.evaluate("([part, options]) => axe.run(part, options)", [part, options])["violations"]
    broken = [
        (rule["id"], [node["html"] for node in rule["nodes"] if rule["id"] != "target-size" or not _is_of_mark(node)])
        for rule in violations
    ]
    return [each for each in broken if each[1]]


def _is_of_mark(node: dict[str, Any]) -> bool:
    """Whether a node is a mark, or is too close to marks only."""
    near = [other["html"] for check in node["any"] for other in check.get("relatedNodes") or ()]
    return MARK in node["html"] or (bool(near) and all(MARK in html for html in near))
