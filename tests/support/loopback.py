"""A web server for the files of a folder on loopback, and a browser that reaches nothing else."""

import functools
import hashlib
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler
from pathlib import Path
from urllib.parse import urlsplit

from browsing import WAIT_MS, Visit
from playwright.sync_api import Browser, Page
from scripted import Quiet, in_background

LOOPBACK = {"127.0.0.1", "localhost"}


class Files(SimpleHTTPRequestHandler):
    """A folder's files, with the headers that a test sets."""

    headers_for: dict[str, dict[str, str]]

    def __init__(self, *args: object, headers_for: dict[str, dict[str, str]], **options: object) -> None:
        self.headers_for = headers_for
        super().__init__(*args, **options)

    def end_headers(self) -> None:
        for name, value in self.headers_for.get(urlsplit(self.path).path, {}).items():
            self.send_header(name, value)
        super().end_headers()

    def log_message(self, *args: object) -> None:
        """Quiet."""


class Parts(Files):
    """The same with range requests, which most web servers support and Python's own does not."""

    def do_GET(self) -> None:
        wanted = re.fullmatch(r"bytes=(\d+)-(\d+)", self.headers.get("Range", ""))
        path = Path(self.translate_path(self.path))
        if wanted is None or not path.is_file():
            super().do_GET()
            return
        data = path.read_bytes()
        first, last = int(wanted[1]), min(int(wanted[2]), len(data) - 1)
        if first > last:
            self.send_error(416)
            return
        self.send_response(206)
        self.send_header("Content-Range", f"bytes {first}-{last}/{len(data)}")
        self.send_header("Content-Length", str(last - first + 1))
        self.send_header("ETag", f'"{hashlib.sha256(data).hexdigest()[:16]}"')
        self.end_headers()
        self.wfile.write(data[first : last + 1])


@contextmanager
def serving(
    folder: Path, headers_for: dict[str, dict[str, str]] | None = None, files: type[Files] = Files
) -> Iterator[int]:
    """Serves a folder on 127.0.0.1 and yields the port; ``localhost`` is another origin with the same files."""
    handler = functools.partial(files, directory=str(folder), headers_for={} if headers_for is None else headers_for)
    server = Quiet(("127.0.0.1", 0), handler)
    with in_background(server):
        yield server.server_port


def is_elsewhere(url: str) -> bool:
    return urlsplit(url).scheme not in {"file", "data", "blob"} and urlsplit(url).hostname not in LOOPBACK


@contextmanager
def reader(browser: Browser, width: int = 1280, height: int = 800, **options: object) -> Iterator[Visit]:
    """A visit that reaches only loopback and files."""
    window = browser.windows.open(width, height, **options)  # type: ignore[attr-defined]
    window.page.context.route(is_elsewhere, lambda route: route.abort())
    try:
        yield window.visit
    finally:
        window.close()


def next_frames(page: Page) -> None:
    """Wait until the page has drawn twice: by then it has begun what it does in response."""
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")


def until(page: Page, holds: Callable[[], object]) -> None:
    """Waits for a condition. Playwright's own ``wait_for_function`` needs an `eval` that the page forbids."""
    end = time.monotonic() + WAIT_MS / 1000
    while not holds():
        assert time.monotonic() < end, "the condition never held"
        page.wait_for_timeout(20)
