"""The web server of the preview: the site from memory, the shell around it, and an event for every build.

By default only this machine can connect. Web pages from elsewhere can never read the preview: the ``Host`` header
stops DNS rebinding, ``Origin`` and ``Sec-Fetch-Site`` stop other sites.
"""

import contextlib
import errno
import hashlib
import ipaddress
import json
import re
import secrets
import socket
import sys
import threading
from collections.abc import Iterator
from functools import lru_cache
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from importlib import resources
from socketserver import ThreadingTCPServer
from typing import Any, Protocol
from urllib.parse import unquote, urlsplit

from geomap.exports.registry import EXPORTS
from geomap.findings import CODES, GeomapError, echo
from geomap.preview.broadcast import Broadcast
from geomap.preview.shell import SHELL_POLICY, shell_html

LOOPBACK = "127.0.0.1"
ALL_ADDRESSES = ("0.0.0.0", "::")  # noqa: S104  (only on request)
"""The hosts that stand for all addresses of a machine."""
FIRST_PORT, PORTS = 8000, 100
"""The first port to try, and how many to try."""
HEARTBEAT_S = 10.0
"""After this time without an event, the server sends a comment, which fails if the browser has left."""
IDLE_S = 30
"""Connections without a request are closed after this time."""
OWN = "/.geomap/"
"""The path of the preview's own files: no file of a site begins with a dot."""
EDITOR = "edit/"
"""The path of the editor, followed by its token."""
MAX_REQUEST = 100_000_000
"""Most bytes of a request: a saved page or a picture."""

_TYPES = {
    "html": "text/html; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "css": "text/css; charset=utf-8",
    "md": "text/plain; charset=utf-8",
    "json": "application/json",
    "png": "image/png",
    "pmtiles": "application/vnd.pmtiles",
    "gz": "application/gzip",
    **{each.path: each.media_type for each in EXPORTS.values()},
}
_RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})\Z")


class Editor(Protocol):
    """What the server needs of an editor: its page at an unguessable path, and its answers."""

    token: str

    def page(self) -> bytes:
        """The shell with the editor."""

    def answer(self, name: str, given: Any) -> tuple[HTTPStatus, Any]:
        """The status and the JSON for a request with JSON."""


class ServerError(GeomapError, OSError):
    """The server cannot use this host or port."""


@contextlib.contextmanager
def serving(
    broadcast: Broadcast, host: str = LOOPBACK, port: int | None = None, editor: Editor | None = None
) -> Iterator[str]:
    """Serve the state of a broadcast, and give the address to open. Closes all connections at the end.

    Args:
        broadcast: what to show.
        host: a name or address of this machine; ``0.0.0.0`` and ``::`` are all its addresses.
        port: default: the first free one from ``FIRST_PORT``; 0 is any free one.
        editor: changes the project; its page is at the address that is given.

    Raises:
        ServerError: the port is in use, needs more rights, or this machine does not have the address.
    """
    server = _open(broadcast, host, port)
    server.editor = editor
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield server.url if editor is None else f"{server.url}{EDITOR}{editor.token}"
    finally:
        broadcast.close()
        server.shutdown()
        server.server_close()
        thread.join()


def is_loopback(host: str) -> bool:
    """Whether only this machine can connect to a server with this host."""
    return host.lower() == "localhost" or ((address := _address(host.strip("[]"))) is not None and address.is_loopback)


def _address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def _open(broadcast: Broadcast, host: str, port: int | None) -> "_Server":
    ports = range(FIRST_PORT, FIRST_PORT + PORTS) if port is None else (port,)
    name = host.strip().strip("[]")
    unusable = f'cannot listen on "{echo(host)}"', "omit --host, or use an address of this machine"
    if not name:  # would be all addresses
        raise ServerError(*unusable)
    for number in ports:
        try:
            return _Server(broadcast, name, number)
        except OSError as problem:
            if problem.errno != errno.EADDRINUSE:
                reason = (problem.strerror or str(problem)).lower()
                raise ServerError(f"{unusable[0]}: {reason}", unusable[1]) from problem
        except UnicodeError as problem:
            raise ServerError(*unusable) from problem
    used = f"port {port} is" if port is not None else f"ports {ports[0]} to {ports[-1]} are"
    raise ServerError(f"{used} in use by other programs", "choose a free port with --port")


class _Server(ThreadingTCPServer):
    """Listens on one port, with a thread for each connection."""

    allow_reuse_address = True
    daemon_threads = True
    block_on_close = False

    def __init__(self, broadcast: Broadcast, host: str, port: int) -> None:
        self.broadcast = broadcast
        self.editor: Editor | None = None
        self.host = host.lower()
        self.address_family = socket.AF_INET6 if ":" in host else socket.AF_INET
        super().__init__((host, port), _Handler)
        self.port = int(self.server_address[1])

    @property
    def url(self) -> str:
        """The address to open in a browser of this machine."""
        host = LOOPBACK if self.host in ALL_ADDRESSES else self.host
        return f"http://{f'[{host}]' if ':' in host else host}:{self.port}/"

    def accepts(self, host: str | None) -> bool:
        """Whether a ``Host`` header is an own name, which no one else can point to this machine.

        A server on all addresses accepts every numeric address, as only names can be redirected.
        """
        try:
            asked = urlsplit(f"//{host or ''}")
            name, port = (asked.hostname or "").lower(), asked.port or 80
        except ValueError:
            return False
        if port != self.port or asked.username is not None or asked.path or asked.query or asked.fragment:
            return False
        if name in {"localhost", LOOPBACK, "::1", self.host}:
            return True
        own = socket.gethostname().lower()
        return self.host in ALL_ADDRESSES and (name in {own, f"{own}.local"} or _address(name) is not None)

    def handle_error(self, *request: object) -> None:
        """Ignore browsers that disconnect."""
        if not isinstance(sys.exception(), ConnectionError | TimeoutError):
            super().handle_error(*request)  # type: ignore[arg-type]


class _Handler(BaseHTTPRequestHandler):
    """One connection."""

    server: _Server
    server_version, sys_version = "geomap", ""
    protocol_version = "HTTP/1.1"
    timeout = IDLE_S

    def do_GET(self) -> None:
        """Answer with a file, the shell or the stream of events."""
        if not self.server.accepts(self.headers.get("Host")):
            names = f"localhost:{self.server.port} or 127.0.0.1:{self.server.port}"
            self._refuse(
                HTTPStatus.FORBIDDEN, f"This preview only accepts {names}. For another name, start it with --host."
            )
            return
        split = urlsplit(self.path)
        path = unquote(split.path)
        if split.scheme or split.netloc or not path.startswith("/"):
            self._refuse(HTTPStatus.NOT_FOUND, "Not found.")
        elif path == f"{OWN}events":
            self._events()
        elif path.startswith(f"/{EDITOR}"):
            self._editor_page(path.removeprefix(f"/{EDITOR}"))
        elif path == "/":
            self._send(shell_html(), "html", {"Content-Security-Policy": SHELL_POLICY})
        elif path == "/index.html" and self.headers.get("Sec-Fetch-Dest") == "document":
            # A link that was copied from the page: open it in the preview. Browsers keep the part after #.
            target = f"/?{split.query}" if split.query else "/"
            self._send(b"", "html", {"Location": target}, HTTPStatus.TEMPORARY_REDIRECT)
        elif path.startswith(OWN):
            self._own_file(path.removeprefix(OWN))
        else:
            self._site_file(path.removeprefix("/"))

    do_HEAD = do_GET  # noqa: N815

    def do_POST(self) -> None:
        """Answer a request of the editor's own page; no other page can send one."""
        editor = self.server.editor
        name = urlsplit(self.path).path.removeprefix(f"{OWN}edit/")
        own = f"http://{self.headers.get('Host')}"
        is_own = self.headers.get("Origin") == own and self.headers.get("Sec-Fetch-Site") in {"same-origin", None}
        given = self.headers.get("Authorization") or ""
        size = self.headers.get("Content-Length") or ""
        self.close_connection = True
        if editor is None or name == self.path:
            self.send_error(HTTPStatus.NOT_IMPLEMENTED)
        elif not self.server.accepts(self.headers.get("Host")) or not is_own:
            self._refuse(HTTPStatus.FORBIDDEN, "Only the editor itself may change the project.")
        elif not secrets.compare_digest(given.encode(), f"Bearer {editor.token}".encode()):
            self._refuse(HTTPStatus.FORBIDDEN, "The address of the editor is another one: see the terminal.")
        elif self.headers.get("Content-Type") != "application/json":
            self._refuse(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "Send JSON.")
        elif not size.isascii() or not size.isdigit() or int(size) > MAX_REQUEST:
            self._refuse(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "The request is too large.")
        else:
            self._answer(editor, name, self.rfile.read(int(size)))

    def _answer(self, editor: Editor, name: str, body: bytes) -> None:
        try:
            given = json.loads(body or b"{}")
        except ValueError:
            self._refuse(HTTPStatus.BAD_REQUEST, "Send JSON.")
            return
        status, answer = editor.answer(name, given)
        self._send(json.dumps(answer, ensure_ascii=False).encode("utf-8", "replace"), "json", status=status)

    def _editor_page(self, token: str) -> None:
        editor = self.server.editor
        if editor is None or not secrets.compare_digest(token.encode(), editor.token.encode()):
            self._refuse(HTTPStatus.NOT_FOUND, "There is no editor at this address: see the terminal.")
        else:
            self._send(editor.page(), "html", {"Content-Security-Policy": SHELL_POLICY})

    def _own_file(self, name: str) -> None:
        """Send the preview's code and style, and the explanations of findings."""
        files = resources.files("geomap")
        code = name.removeprefix("explain/")
        if name in {"preview.js", "preview.css", "editor.js", "editor.css"}:
            self._send((files / "web" / "bundle" / name).read_bytes(), name)
        elif code != name and code in CODES:
            self._send((files / "findings" / "explanations" / f"{code}.md").read_bytes(), "md")
        else:
            self._refuse(HTTPStatus.NOT_FOUND, "Not found.")

    def _site_file(self, path: str) -> None:
        """Send a file of the site, or the part that ``Range`` names."""
        site = self.server.broadcast.state.site
        if site is None:
            self._refuse(HTTPStatus.SERVICE_UNAVAILABLE, "There is no map yet.")
            return
        if path not in site:
            self._refuse(HTTPStatus.NOT_FOUND, "The site has no such file.")
            return
        data = site[path]
        part = _part(self.headers.get("Range"), len(data))
        headers = {"Accept-Ranges": "bytes", "ETag": f'"{_digest(data)}"'}
        if part is None:
            self._send(data, path, headers)
        elif part:
            headers["Content-Range"] = f"bytes {part.start}-{part.stop - 1}/{len(data)}"
            self._send(data[part.start : part.stop], path, headers, HTTPStatus.PARTIAL_CONTENT)
        else:
            headers["Content-Range"] = f"bytes */{len(data)}"
            self._refuse(HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE, "The file is shorter.", headers)

    def _send(
        self, data: bytes, name: str, headers: dict[str, str] | None = None, status: HTTPStatus = HTTPStatus.OK
    ) -> None:
        """Send bytes; ``name`` is that of the file, or its suffix."""
        kind = _TYPES.get(name) or _TYPES.get(name.rpartition(".")[2], "application/octet-stream")
        self.send_response(status)
        for key, value in {"Content-Type": kind, "Content-Length": str(len(data)), **(headers or {})}.items():
            self.send_header(key, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)

    def _refuse(self, status: HTTPStatus, reason: str, headers: dict[str, str] | None = None) -> None:
        self._send(f"{reason}\n".encode(), "md", headers, status)

    def _events(self) -> None:
        """Send every state until the browser leaves."""
        own_origins = {f"http://{self.headers['Host']}", None}
        own_sites = {"same-origin", "none", None}
        if self.headers.get("Sec-Fetch-Site") not in own_sites or self.headers.get("Origin") not in own_origins:
            self._refuse(HTTPStatus.FORBIDDEN, "Only the preview itself may listen.")
            return
        self.close_connection = True
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/event-stream; charset=utf-8")
        self.send_header("Connection", "close")
        self.end_headers()
        for state in self.server.broadcast.states(HEARTBEAT_S) if self.command == "GET" else ():
            self.wfile.write(b":\n\n" if state is None else b"data: " + json.dumps(state.message).encode() + b"\n\n")

    def end_headers(self) -> None:
        """Add the headers of all answers."""
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Referrer-Policy", "no-referrer")
        self.send_header("Cross-Origin-Resource-Policy", "same-site")
        super().end_headers()

    def log_message(self, *_: object) -> None:
        """Print nothing: the terminal shows builds."""


@lru_cache(maxsize=8)
def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:32]


def _part(header: str | None, size: int) -> range | None:
    """The bytes of a ``Range`` header; None for the whole file, empty if there are no such bytes (RFC 9110, 14)."""
    found = _RANGE.match(header or "")
    if found is None or not any(found.groups()):
        return None
    first, last = found.groups()
    if not first:
        return range(max(0, size - int(last)), size)
    if last and int(last) < int(first):
        return None
    return range(int(first), min(int(last) + 1, size) if last else size)
