"""A real Chromium, and a page opened in it as a person opens one."""

import os
import shutil
from pathlib import Path

from playwright.sync_api import BrowserContext, Page

import geomap

MARK = "leaflet-marker-icon"
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


def chromium_path() -> str:
    """The Chromium of the tests; a missing one is an error and never a skip."""
    names = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, names)), None)
    if found is None:
        raise RuntimeError("the browser tests need Chromium: run `make test`, which installs it, or set CHROMIUM")
    return found


class Visit:
    """A page opened by a person, and what it did behind their back."""

    def __init__(self, context: BrowserContext) -> None:
        self.page: Page = context.new_page()
        self.requests: list[str] = []
        self.complaints: list[str] = []
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("pageerror", lambda error: self.complaints.append(f"error: {error}"))
        self.page.on("console", self._console)

    def _console(self, message: object) -> None:
        if message.type in {"error", "warning"}:  # type: ignore[attr-defined]
            self.complaints.append(f"{message.type}: {message.text}")  # type: ignore[attr-defined]

    def open(self, address: str | Path) -> Page:
        self.page.goto(address.as_uri() if isinstance(address, Path) else address)
        return self.page


def complaints_of_axe(page: Page, part: str = "html", *, targets: bool = True) -> list[tuple[str, list[str]]]:
    """The rules of axe-core that this part of the page breaks, and where; targets of 24 pixels (WCAG 2.2) included.

    Marks on the map are as large, but may overlap: WCAG 2.5.8 excepts targets whose position is essential, as on a
    map.
    The page must have been opened with ``bypass_csp=True``: its own policy forbids what is not its own.
    """
    page.add_script_tag(path=AXE)
    run = "([part, enabled]) => axe.run(part, {rules: {'target-size': {enabled}}})"
    violations = page.evaluate(run, [part, targets])["violations"]
    broken = [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in violations]
    return [each for each in broken if each[0] != "target-size" or not all(MARK in where for where in each[1])]
