"""The preview's web server: the site out of memory, the shell that shows it, and word of every build.

It answers nobody but this machine unless it is asked to, and no web page but its own: names that lead here from
elsewhere (DNS rebinding) are refused by their ``Host``, other sites' scripts by ``Origin`` and ``Sec-Fetch-Site``.
"""

import contextlib
import errno
import hashlib
import ipaddress
import json
import re
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from functools import lru_cache
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib import resources
from urllib.parse import unquote, urlsplit

from geomap.exports.registry import EXPORTS
from geomap.findings import CODES, GeomapError
from geomap.preview.broadcast import Board
from geomap.preview.shell import SHELL_POLICY, shell_html

LOOPBACK = "127.0.0.1"
EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104  (what the user may ask for)
"""All addresses of a machine."""
FIRST_PORT, TRIED = 8000, 100
"""Where no port is asked for: the first that is tried, and how many after it."""
HEARTBEAT_S = 10.0
"""Seconds of silence after which a stream of events says that it is there; a browser that left is noticed then."""
MOST_STREAMS = 64
IDLE_S = 30
"""Seconds after which a connection that asks for nothing is closed."""
OWN = "/.geomap/"
"""Under it lies what is the preview's own: no file of a site begins with a dot."""

_TYPES = {
    "html": "text/html; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "css": "text/css; charset=utf-8",
    "md": "text/plain; charset=utf-8",
    "json": "application/json",
    "png": "image/png",
    "pmtiles": "application/vnd.pmtiles",
    **{f"data/{each.file}": each.media_type for each in EXPORTS.values()},
}
_RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})\Z")


class PortTakenError(GeomapError, OSError):
    """Another program listens at this port."""


class HostError(GeomapError, OSError):
    """The machine cannot listen under this name or number."""


@contextlib.contextmanager
def serving(board: Board, host: str = LOOPBACK, port: int | None = None) -> Iterator[str]:
    """Serve what is on the board, and give the address to open; every connection is let go of at the end.

    Args:
        board: what to show.
        host: the name or number of this machine to listen under; ``0.0.0.0`` and ``::`` are all it has.
        port: the first free one from ``FIRST_PORT`` unless given; 0 is any free one.

    Raises:
        PortTakenError: the port is another program's, or all that were tried are.
        HostError: this machine has no such address, or the port needs more rights.
    """
    server = _open(board, host, port)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield server.address
    finally:
        board.close()
        server.shutdown()
        server.server_close()
        thread.join()


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach what listens under that name or number."""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _open(board: Board, host: str, port: int | None) -> "_Server":
    ports = range(FIRST_PORT, FIRST_PORT + TRIED) if port is None else (port,)
    host = host.strip().strip("[]")
    if not host:
        raise HostError("that is no address")  # the system would take it for all of them
    for number in ports:
        try:
            return _Server(board, host, number)
        except OSError as problem:
            if problem.errno == errno.EADDRINUSE:
                continue
            raise HostError(problem.strerror or str(problem)) from problem
        except UnicodeError as problem:
            raise HostError("that is no address") from problem
    tried = f"port {port} is" if port is not None else f"the ports {ports[0]} to {ports[-1]} are"
    raise PortTakenError(f"{tried} taken by other programs")


class _Server(ThreadingHTTPServer):
    """Listens at one port; a thread for each connection, none of which holds up the end."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, board: Board, host: str, port: int) -> None:
        self.board = board
        self.streams = threading.BoundedSemaphore(MOST_STREAMS)
        self.address_family = socket.AF_INET6 if ":" in host else socket.AF_INET
        super().__init__((host, port), _Handler)
        self.asked_host = host

    def server_bind(self) -> None:
        """Bind without looking up this machine's name in the network, as the library would."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.socket.bind(self.server_address)
        self.server_address = self.socket.getsockname()
        self.server_name, self.server_port = str(self.server_address[0]), int(self.server_address[1])

    @property
    def address(self) -> str:
        """What to open in a browser of this machine."""
        host = LOOPBACK if self.asked_host in EVERYWHERE else self.asked_host
        return f"http://{f'[{host}]' if ':' in host else host}:{self.server_port}/"

    def knows(self, host: str | None) -> bool:
        """Whether a ``Host`` is a name of this server that nobody else can lead here.

        Any number is one, where it listens at all of the machine's: only names are turned to point elsewhere.
        """
        try:
            asked = urlsplit(f"//{host or ''}")
            name, port = (asked.hostname or "").lower(), asked.port or 80
        except ValueError:
            return False
        if port != self.server_port or asked.username is not None or asked.path or asked.query or asked.fragment:
            return False
        if name in {"localhost", LOOPBACK, "::1", self.asked_host.lower()}:
            return True
        if self.asked_host not in EVERYWHERE:
            return False
        own = socket.gethostname().lower()
        return name in {own, f"{own}.local"} or _is_number(name)

    def handle_error(self, *_: object) -> None:
        """A browser that hangs up is no error."""
        if not isinstance(sys.exception(), ConnectionError | TimeoutError):
            super().handle_error(*_)  # type: ignore[arg-type]


class _Handler(BaseHTTPRequestHandler):
    """One connection."""

    server: _Server
    server_version, sys_version = "geomap", ""
    protocol_version = "HTTP/1.1"
    timeout = IDLE_S

    def __getattr__(self, name: str) -> Callable[[], None]:
        """Answer every method, where the library looks for one function for each."""
        if name.startswith("do_"):
            return self._answer
        raise AttributeError(name)

    def _answer(self) -> None:
        """Answer with a file, the shell, or the stream of events."""
        if self.headers.get("Content-Length") or self.headers.get("Transfer-Encoding"):
            self.close_connection = True  # what was sent along is not read
        if not self.server.knows(self.headers.get("Host")):
            names = f"localhost:{self.server.server_port} or 127.0.0.1:{self.server.server_port}"
            words = f"This preview answers to {names} only. To reach it by another name, start it with --host."
            self._refuse(HTTPStatus.FORBIDDEN, words)
            return
        if self.command not in {"GET", "HEAD"}:
            self._refuse(HTTPStatus.METHOD_NOT_ALLOWED, "This preview is only looked at.", {"Allow": "GET, HEAD"})
            return
        split = urlsplit(self.path)
        path = unquote(split.path)
        if split.scheme or split.netloc or not path.startswith("/"):
            self._refuse(HTTPStatus.NOT_FOUND, "There is no such page.")
        elif path == f"{OWN}events":
            self._events()
        elif path == "/":
            self._send(shell_html(), "html", {"Content-Security-Policy": SHELL_POLICY})
        elif path == "/index.html" and self.headers.get("Sec-Fetch-Dest") == "document":
            # A link that was copied from the page leads to the preview of it; a browser keeps what is behind the #.
            self._send(
                b"", "html", {"Location": f"/?{split.query}" if split.query else "/"}, HTTPStatus.TEMPORARY_REDIRECT
            )
        elif path.startswith(OWN):
            self._own(path.removeprefix(OWN))
        else:
            self._file(path.removeprefix("/"))

    def _own(self, name: str) -> None:
        """What is the preview's own: its code and style, and the explanations of findings."""
        code = name.removeprefix("explain/")
        if name in {"preview.js", "preview.css"}:
            data = (resources.files("geomap") / "web" / "bundle" / name).read_bytes()
            self._send(data, name.rpartition(".")[2])
        elif code != name and code in CODES:
            self._send((resources.files("geomap") / "findings" / "explanations" / f"{code}.md").read_bytes(), "md")
        else:
            self._refuse(HTTPStatus.NOT_FOUND, "There is no such page.")

    def _file(self, path: str) -> None:
        site = self.server.board.notice.site
        if site is None:
            self._refuse(HTTPStatus.SERVICE_UNAVAILABLE, "There is no map yet.")
        elif path not in site:
            self._refuse(HTTPStatus.NOT_FOUND, "The site has no such file.")
        else:
            self._send(site[path], path, {"Accept-Ranges": "bytes"}, ranges=True)

    def _send(
        self,
        data: bytes,
        name: str,
        headers: dict[str, str] | None = None,
        status: HTTPStatus = HTTPStatus.OK,
        *,
        ranges: bool = False,
    ) -> None:
        """Send bytes, or the part of them that is asked for; ``name`` is a file's or its ending."""
        headers = {**(headers or {}), "ETag": f'"{_digest(data)}"'} if ranges else headers or {}
        if ranges and self.headers.get("If-Range", headers["ETag"]) == headers["ETag"]:
            part = _part(self.headers.get("Range"), len(data))
            if part is not None and not part:
                headers |= {"Content-Range": f"bytes */{len(data)}"}
                self._refuse(HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE, "The file is shorter.", headers)
                return
            if part is not None:
                headers |= {"Content-Range": f"bytes {part.start}-{part.stop - 1}/{len(data)}"}
                data, status = data[part.start : part.stop], HTTPStatus.PARTIAL_CONTENT
        self.send_response(status)
        self.send_header(
            "Content-Type", _TYPES.get(name) or _TYPES.get(name.rpartition(".")[2], "application/octet-stream")
        )
        self.send_header("Content-Length", str(len(data)))
        for key, value in headers.items():
            self.send_header(key, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)

    def _refuse(self, status: HTTPStatus, words: str, headers: dict[str, str] | None = None) -> None:
        self._send(f"{words}\n".encode(), "md", headers, status)

    def _events(self) -> None:
        """Tell a browser of every notice until it leaves."""
        own = {f"http://{self.headers['Host']}", None}
        if (
            self.headers.get("Sec-Fetch-Site", "same-origin") not in {"same-origin", "none"}
            or self.headers.get("Origin") not in own
        ):
            self._refuse(HTTPStatus.FORBIDDEN, "Only the preview itself may listen.")
            return
        if not self.server.streams.acquire(blocking=False):
            self._refuse(HTTPStatus.SERVICE_UNAVAILABLE, "Too many previews are open.")
            return
        try:
            self.close_connection = True
            self.send_response(HTTPStatus.OK)
            self.send_header("Content-Type", "text/event-stream; charset=utf-8")
            self.send_header("Connection", "close")
            self.end_headers()
            if self.command == "HEAD":
                return
            for notice in self.server.board.notices(HEARTBEAT_S):
                self.wfile.write(b":\n\n" if notice is None else b"data: " + json.dumps(notice.said).encode() + b"\n\n")
        finally:
            self.server.streams.release()

    def end_headers(self) -> None:
        """Add what every answer has."""
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Referrer-Policy", "no-referrer")
        self.send_header("Cross-Origin-Resource-Policy", "same-site")
        super().end_headers()

    def log_message(self, *_: object) -> None:
        """The terminal is for the editor."""


def _is_number(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


@lru_cache(maxsize=8)
def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:32]


def _part(asked: str | None, size: int) -> range | None:
    """The bytes that a ``Range`` asks for; None where all are to be sent, empty where there are none (RFC 9110, 14)."""
    found = _RANGE.match(asked or "")
    if found is None or not any(found.groups()):
        return None
    first, last = found.groups()
    if not first:
        return range(max(0, size - int(last)), size)
    end = min(int(last) + 1, size) if last else size
    if last and int(last) < int(first):
        return None
    return range(int(first), end)
