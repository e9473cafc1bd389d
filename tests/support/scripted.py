"""A web server on loopback that acts as a test tells it: it answers, fails, stalls or redirects."""

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Action = Callable[["Handler"], object]


class Quiet(ThreadingHTTPServer):
    """A server that does not report clients that hang up."""

    daemon_threads = True

    def handle_error(self, *args: object) -> None:
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(*args)


@dataclass(frozen=True)
class Request:
    path: str
    headers: dict[str, str]


class Server(Quiet):
    """Takes the next action of ``script`` for each request, and ``default`` after the last one."""

    def __init__(self, default: Action) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.default = default
        self.script: list[Action] = []
        self.requests: list[Request] = []
        self.flooded = 0
        self.closing = threading.Event()

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.server_port}"

    @property
    def url(self) -> str:
        return f"http://{self.host}"


class Handler(BaseHTTPRequestHandler):
    server: Server
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.server.requests.append(Request(self.path, dict(self.headers)))
        action = self.server.script.pop(0) if self.server.script else self.server.default
        action(self)

    def send(self, status: int, body: str | bytes = b"", **headers: str) -> None:
        """Send a response; an empty header is omitted."""
        data = body.encode() if isinstance(body, str) else body
        self.send_response(status)
        defaults = {"Content-Length": str(len(data)), "Content-Type": "application/json; charset=utf-8"}
        for name, value in {**defaults, **{key.replace("_", "-"): value for key, value in headers.items()}}.items():
            if value:
                self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)
        if "Content_Length" in headers:  # which need not be true
            self.close_connection = True

    def log_message(self, *args: object) -> None:
        """Quiet."""


@contextmanager
def in_background(server: ThreadingHTTPServer) -> Iterator[None]:
    """Serves in a thread until the block ends."""
    with server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield
        finally:
            server.shutdown()
            thread.join()


@contextmanager
def running(server: Server) -> Iterator[Any]:
    with in_background(server):
        try:
            yield server
        finally:
            server.closing.set()


def send(status: int, body: str | bytes = b"", **headers: str) -> Action:
    return lambda handler: handler.send(status, body, **headers)


def redirect(location: str, status: int = 302) -> Action:
    return send(status, Location=location)


def stall(handler: Handler) -> None:
    """Send nothing until the test is over."""
    handler.server.closing.wait()
    handler.close_connection = True


def drip_headers(handler: Handler) -> None:
    """Send headers byte by byte, without an end."""
    _drip(handler, b"HTTP/1.1 200 OK\r\nX-Padding: ", b"x")


def drip_body(handler: Handler) -> None:
    """Send a body byte by byte, without an end."""
    _drip(handler, b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n[", b" ")


def drip_chunks(handler: Handler) -> None:
    """Send a body in chunks of a byte, without an end."""
    _drip(handler, b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n")


def _drip(handler: Handler, start: bytes, byte: bytes) -> None:
    handler.close_connection = True
    handler.wfile.write(start)
    while not handler.server.closing.wait(0.02):
        handler.wfile.write(byte)


def break_off(handler: Handler) -> None:
    """Send half of a response."""
    handler.send(200, b"[{", Content_Length="1000")


def flood(handler: Handler, status: int = 200, **headers: str) -> None:
    """Send a body without an end, and count what was sent."""
    handler.send(status, b"", Content_Length=str(10**11), **headers)
    while handler.server.flooded < 10**9:
        handler.wfile.write(bytes(100_000))
        handler.server.flooded += 100_000
