"""A tile server on loopback that draws its tiles, and can be as unfriendly as those on the web."""

import io
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler

from PIL import Image, ImageDraw
from scripted import Quiet, in_background


def picture(words: str, colour: str = "#cfe3d0", size: int = 256) -> bytes:
    """A tile that says which one it is."""
    image = Image.new("RGB", (size, size), colour)
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, 0, size - 1, size - 1), outline="#557755")
    pen.text((size // 3, size // 2), words, fill="#224422")
    data = io.BytesIO()
    image.save(data, "PNG")
    return data.getvalue()


@dataclass
class Asked:
    """A request as it came."""

    path: str
    referer: str | None
    origin: str | None
    status: int = 0


@dataclass
class Tiles:
    """What a server does, which a test may change while it runs, and what it was asked.

    Attributes:
        refuse_strangers: 403, as a picture that says so, to requests without a Referer, as OpenStreetMap's servers do.
        status: of every answer; ``every_second`` of every second one alone.
        stalls: whether no answer ends before the server stops.
        content: what every tile is, where it is no picture.
    """

    port: int = 0
    refuse_strangers: bool = False
    status: int = 200
    every_second: int | None = None
    stalls: bool = False
    content: bytes | None = None
    asked: list[Asked] = field(default_factory=list)
    stopping: threading.Event = field(default_factory=threading.Event)

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.port}"

    @property
    def url(self) -> str:
        return f"http://{self.host}/{{z}}/{{x}}/{{y}}.png"

    def answer(self, asked: Asked) -> int:
        if self.refuse_strangers and not asked.referer:
            return 403
        if self.every_second and len(self.asked) % 2:
            return self.every_second
        return self.status


@contextmanager
def serving_tiles(**how: object) -> Iterator[Tiles]:
    """Serves tiles on 127.0.0.1, for every origin to read."""
    tiles = Tiles(**how)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked = Asked(self.path, self.headers["Referer"], self.headers["Origin"])
            asked.status = tiles.answer(asked)
            tiles.asked.append(asked)
            if tiles.stalls:
                tiles.stopping.wait(60)
                return
            # Refusals of the larger services are pictures too.
            data = (tiles.content or picture(self.path)) if asked.status == 200 else picture("refused", "#f2c4c4")
            if asked.status not in {200, 403}:
                data = b""
            self.send_response(asked.status)
            self.send_header("Content-Type", "image/png" if data else "text/plain")
            self.send_header("Content-Length", str(len(data)))
            self.send_header("Access-Control-Allow-Origin", "*")
            with suppress(ConnectionError):  # a reader who has left
                self.end_headers()
                self.wfile.write(data)

        def log_message(self, *args: object) -> None:
            """Quiet."""

    server = Quiet(("127.0.0.1", 0), Handler)
    tiles.port = server.server_port
    with in_background(server):
        try:
            yield tiles
        finally:
            tiles.stopping.set()
