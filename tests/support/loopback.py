"""A web server on loopback, and a reader who may go nowhere else: for what needs real origins."""

import functools
import hashlib
import re
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

from browsing import Visit
from playwright.sync_api import Browser, Page

LOOPBACK = {"127.0.0.1", "localhost"}


class Files(SimpleHTTPRequestHandler):
    """A folder's files, with headers that a test asks for."""

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
    """The same, handing out parts of files, as most web servers do and Python's own does not."""

    def do_GET(self) -> None:
        asked = re.fullmatch(r"bytes=(\d+)-(\d+)", self.headers.get("Range", ""))
        path = Path(self.translate_path(self.path))
        if asked is None or not path.is_file():
            super().do_GET()
            return
        data = path.read_bytes()
        first, last = int(asked[1]), min(int(asked[2]), len(data) - 1)
        if first > last:
            self.send_error(416)
            return
        self.send_response(206)
        self.send_header("Content-Range", f"bytes {first}-{last}/{len(data)}")
        self.send_header("Content-Length", str(last - first + 1))
        self.send_header("ETag", f'"{hashlib.sha256(data).hexdigest()[:16]}"')
        self.end_headers()
        self.wfile.write(data[first : last + 1])


class Quiet(ThreadingHTTPServer):
    """A server that does not complain when a browser hangs up."""

    def handle_error(self, *args: object) -> None:
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(*args)


@contextmanager
def serving(
    folder: Path, headers_for: dict[str, dict[str, str]] | None = None, files: type[Files] = Files
) -> Iterator[int]:
    """Serves a folder on 127.0.0.1 and gives the port; ``localhost`` is another site with the same files."""
    handler = functools.partial(files, directory=str(folder), headers_for={} if headers_for is None else headers_for)
    with Quiet(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield server.server_port
        finally:
            server.shutdown()
            thread.join()


def is_elsewhere(url: str) -> bool:
    return urlsplit(url).scheme not in {"file", "data", "blob"} and urlsplit(url).hostname not in LOOPBACK


@contextmanager
def reader(browser: Browser, width: int = 1280, height: int = 800, **options: object) -> Iterator[Visit]:
    """A visit that reaches loopback and files, and nothing else."""
    context = browser.new_context(viewport={"width": width, "height": height}, reduced_motion="reduce", **options)
    context.route(is_elsewhere, lambda route: route.abort())
    yield Visit(context)
    context.close()


def until(page: Page, holds: Callable[[], object]) -> None:
    """Waits until something holds. Playwright's own ``wait_for_function`` needs an `eval` that the page forbids."""
    end = time.monotonic() + 15
    while not holds():
        assert time.monotonic() < end, "it never came true"
        page.wait_for_timeout(20)
