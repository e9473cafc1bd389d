"""``geomap basemap extract``: streets out of files and off web servers, from real ones on loopback, good and bad."""

import gzip
import itertools
import random
import re
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from archives import OPENMAPTILES, archive_of
from click.testing import CliRunner
from pmtiles.tile import Compression

from geomap.cli import main
from geomap.net import remote as remote_module
from geomap.net.remote import ExtractError, Patience
from geomap.tiles import WORLD, Archive, Extent
from geomap.tiles.extract import Extraction, extract, open_source, part_of, plan, stale_parts

HASTE = Patience(timeout_s=0.5, tries=3, pause_s=0.01)
BOX = Extent(37, 55, 38, 56)
MB = 1_000_000


def made(seed: int = 1, zooms: int = 9) -> bytes:
    """An archive of the whole world, too large for one answer, each tile of its own content."""
    chance = random.Random(seed)  # noqa: S311
    tiles = {tile: chance.randbytes(300) for zoom in range(zooms) for tile in WORLD.tiles(zoom)}
    tiles |= {tile: chance.randbytes(3000) for zoom in range(9, 13) for tile in BOX.tiles(zoom)}
    return archive_of(tiles, OPENMAPTILES)


ARCHIVE = made()
SOURCE = Archive.of_bytes(ARCHIVE, "source")
WANTED = {tile for zoom in range(13) for tile in BOX.tiles(zoom)}


class Served:
    """A file on a server that behaves well unless ``instead`` answers in its place."""

    def __init__(self, data: bytes) -> None:
        self.data, self.etag = data, '"one"'
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.instead: Callable[[Handler, int, int], bool] | None = None
        self.port = 0

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}/planet.pmtiles"

    @property
    def ranges(self) -> list[str]:
        return [headers["Range"] for _, headers in self.asked]


class Handler(BaseHTTPRequestHandler):
    served: Served
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        served = self.served
        served.asked.append((self.path, dict(self.headers)))
        first, last = map(int, re.fullmatch(r"bytes=(\d+)-(\d+)", self.headers["Range"]).groups())
        last = min(last, len(served.data) - 1)
        if served.instead is None or not served.instead(self, first, last):
            self.part(first, last)

    def part(self, first: int, last: int, body: bytes | None = None, **other: str) -> None:
        """Answer with a part of the file, or with what is to stand for it."""
        data = self.served.data[first : last + 1] if body is None else body
        headers = {
            "Content-Range": f"bytes {first}-{last}/{len(self.served.data)}",
            "Content-Length": str(len(data)),
            "ETag": self.served.etag,
        }
        self.answer(206, data, **{**headers, **{name.replace("_", "-"): value for name, value in other.items()}})

    def answer(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            if value:
                self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Quiet."""


class Quiet(ThreadingHTTPServer):
    def handle_error(self, *args: object) -> None:
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(*args)


@contextmanager
def serving_archive(data: bytes) -> Iterator[Served]:
    served = Served(data)
    handler = type("OneHandler", (Handler,), {"served": served})
    with Quiet(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        served.port = server.server_port
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield served
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture
def served() -> Iterator[Served]:
    with serving_archive(ARCHIVE) as running:
        yield running


@pytest.fixture
def out(tmp_path) -> Path:
    return tmp_path / "basemap.pmtiles"


def wanted_of(
    source: str | Path, extent: Extent = BOX, max_zoom: int | None = None, max_size: int = 200 * MB
) -> Extraction:
    return plan(open_source(str(source), HASTE), extent, max_zoom, max_size)


def taken(source: str | Path, out: Path, **options) -> Archive:
    extract(wanted_of(source, **options), out)
    return Archive.of_bytes(out.read_bytes(), "out")


def assert_right(archive: Archive, tiles: set[tuple[int, int, int]] = WANTED) -> None:
    assert {tile: archive.tile(*tile) for tile in tiles} == {tile: SOURCE.tile(*tile) for tile in tiles}
    entries = list(archive.entries(WORLD, range(13)))
    assert sum(entry.run_length for entry in entries) == len(tiles)


def refused(source: str | Path, out: Path, **options) -> str:
    with pytest.raises(ExtractError) as caught:
        taken(source, out, **options)
    assert not out.exists()
    return caught.value.found


# Out of a file


def test_the_tiles_of_an_extent_are_taken_out_of_a_file(tmp_path, out) -> None:
    file = tmp_path / "planet.pmtiles"
    file.write_bytes(ARCHIVE)
    archive = taken(file, out)
    assert_right(archive)
    assert archive.attribution == "© OpenStreetMap"
    assert archive.schema == "openmaptiles"
    assert archive.header.bounds == BOX
    assert {path.name for path in tmp_path.iterdir()} == {"planet.pmtiles", "basemap.pmtiles"}


def test_the_same_source_gives_the_same_bytes_and_replaces_what_is_there(tmp_path, out, served) -> None:
    file = tmp_path / "planet.pmtiles"
    file.write_bytes(ARCHIVE)
    out.write_bytes(b"an older one")
    taken(file, out)
    first = out.read_bytes()
    taken(served.address, out)
    assert out.read_bytes() == first


def test_a_source_without_order_is_taken_too(tmp_path, out) -> None:
    """Tiles that lie in the file in another order than that of their ids, and twice."""
    shuffled = {tile: SOURCE.tile(*tile) for tile in WANTED}
    data = bytearray(archive_of(shuffled, OPENMAPTILES))
    file = tmp_path / "planet.pmtiles"
    file.write_bytes(data)
    assert_right(taken(file, out))


@pytest.mark.parametrize(
    ("extent", "zoom", "columns"),
    [
        (Extent(170, -10, 190, 10), 6, {62, 63, 0, 1}),
        (Extent(-180, -90, 180, 90), 2, {0, 1, 2, 3}),
        (Extent(10, 80, 11, 90), 6, {33}),
    ],
)
def test_extents_across_the_antimeridian_over_a_pole_and_of_the_whole_world(served, out, extent, zoom, columns) -> None:
    archive = taken(served.address, out, extent=extent, max_zoom=zoom)
    assert_right(archive, {tile for level in range(zoom + 1) for tile in extent.tiles(level)})
    assert {x for _, x, _ in extent.tiles(zoom)} == columns
    assert archive.header.bounds.east == pytest.approx(extent.east)


def test_beyond_the_last_parallel_there_is_nothing(served, out) -> None:
    assert "beyond 85.0511 degrees" in refused(served.address, out, extent=Extent(0, 86, 10, 90))


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("/nowhere/planet.pmtiles", "cannot be opened"),
        ("/", "cannot be opened"),
        ("a\0b", "cannot be opened"),
        ("ftp://example.org/a.pmtiles", "is no address of a web server"),
        ("file:///etc/passwd", "is no address of a web server"),
        ("http://", "is no address of a web server"),
        ("http://[", "is no address"),
        ("http://127.0.0.1:99999/", "is no address"),
        ("http://me:secret@127.0.0.1/a", "password in the address"),
    ],
)
def test_what_is_no_source_is_refused(source, found, out) -> None:
    assert found in refused(source, out)


def test_a_file_that_is_no_archive_or_broken_is_refused(tmp_path, out) -> None:
    file = tmp_path / "planet.pmtiles"
    file.write_bytes(ARCHIVE[:-100])
    assert "cut off" in refused(file, out)
    file.write_bytes(b"PMTiles\x03" * 50)
    refused(file, out)
    broken = archive_of({(0, 0, 0): b"no gzip at all"}, OPENMAPTILES, compression=Compression.GZIP)
    file.write_bytes(broken)
    assert "a tile is broken" in refused(file, out)
    assert not list(tmp_path.glob("*.part"))


# Off a server


def test_only_parts_are_fetched_in_few_requests_by_somebody_with_a_name(served, out) -> None:
    wanted = wanted_of(served.address)
    planned = len(served.asked)
    assert planned <= 4
    extract(wanted, out)
    assert_right(Archive.of_bytes(out.read_bytes(), "out"))
    assert len(served.asked) - planned == len(wanted.requests) < len(WANTED) / 4
    fetched = sum(int(last) - int(first) + 1 for first, last in (r[6:].split("-") for r in served.ranges))
    assert fetched < len(ARCHIVE) / 4
    for _, headers in served.asked:
        assert headers["User-Agent"].startswith("geomap/")
        assert headers["Accept-Encoding"] == "identity"
        assert "Authorization" not in headers


def test_progress_is_told_up_to_the_end(served, out) -> None:
    told: list[int] = []
    wanted = wanted_of(served.address)
    extract(wanted, out, told.append)
    assert told == sorted(told)
    assert told[-1] == wanted.size == out.stat().st_size


def test_a_server_that_gives_whole_files_is_refused_without_taking_one(served, out) -> None:
    sent = []

    def whole(handler: Handler, *_: int) -> bool:
        handler.send_response(200)
        handler.send_header("Content-Length", str(10**11))
        handler.end_headers()
        try:
            for _ in range(1000):
                handler.wfile.write(bytes(100_000))
                sent.append(100_000)
        finally:
            handler.close_connection = True
        return True

    served.instead = whole
    assert "only whole" in refused(served.address, out)
    assert sum(sent) < 50 * MB


def redirect(to: str, status: int = 302) -> Callable[[Handler, int, int], bool]:
    def instead(handler: Handler, *_: int) -> bool:
        if handler.path == "/there.pmtiles":
            return False
        handler.answer(status, Location=to)
        return True

    return instead


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_to_another_address_is_followed_once(served, out, status) -> None:
    served.instead = redirect("/there.pmtiles", status)
    assert_right(taken(served.address, out))
    assert [path for path, _ in served.asked].count("/planet.pmtiles") == 1


@pytest.mark.parametrize(
    ("to", "found"),
    [
        ("file:///etc/passwd", "no address of a web server"),
        ("ftp://127.0.0.1/x", "no address of a web server"),
        ("", "redirects to nowhere"),
        ("/planet.pmtiles", "redirects without end"),
        ("http://[", "to what is no address"),
    ],
)
def test_a_redirect_to_elsewhere_is_not_followed(served, out, to, found) -> None:
    served.instead = redirect(to)
    assert found in refused(served.address, out)
    assert len(served.asked) <= remote_module.MAX_REDIRECTS + 1


def test_of_what_a_redirect_says_besides_nothing_is_read(served, out) -> None:
    sent = []

    def talkative(handler: Handler, *_: int) -> bool:
        if handler.path == "/there.pmtiles":
            return False
        handler.send_response(302)
        handler.send_header("Location", "/there.pmtiles")
        handler.send_header("Content-Length", str(10**11))
        handler.end_headers()
        handler.close_connection = True
        for _ in range(1000):
            handler.wfile.write(bytes(100_000))
            sent.append(100_000)
        return True

    served.instead = talkative
    assert_right(taken(served.address, out))
    assert sum(sent) < 50 * MB


def test_a_redirect_that_gives_up_encryption_is_not_followed() -> None:
    with pytest.raises(ExtractError, match="without encryption"):
        remote_module.redirected("https://example.org/a", "http://example.org/a")


def test_an_address_for_a_while_is_asked_for_again_when_it_has_expired(served, out) -> None:
    tickets = itertools.count()

    def instead(handler: Handler, *_: int) -> bool:
        if handler.path == "/planet.pmtiles":
            handler.answer(302, Location=f"/there.pmtiles?ticket={next(tickets)}")
            return True
        if "ticket=0" in handler.path and len(served.asked) > 4:
            handler.answer(403)
            return True
        return False

    served.instead = instead
    assert_right(taken(served.address, out))
    assert any("ticket=1" in path for path, _ in served.asked)


@pytest.mark.parametrize(
    ("status", "found"),
    [
        (401, "asks for a password"),
        (403, "refuses the file"),
        (404, "no such file"),
        (410, "no more"),
        (416, "cut off"),
    ],
)
def test_a_refusal_is_told_and_not_repeated(served, out, status, found) -> None:
    served.instead = lambda handler, *_: handler.answer(status) or True
    assert found in refused(served.address, out)
    assert len(served.asked) == 1


def sometimes(*answers: Callable[[Handler, int, int], object]) -> Callable[[Handler, int, int], bool]:
    """These answers first, then the right ones."""
    waiting = list(answers)
    return lambda handler, first, last: bool(waiting) and (waiting.pop(0)(handler, first, last) or True)


def test_a_busy_server_is_asked_again_after_as_long_as_it_says(served, out, monkeypatch) -> None:
    waits: list[float] = []
    monkeypatch.setattr(remote_module.time, "sleep", waits.append)
    soon = format_datetime(datetime.now(UTC) + timedelta(seconds=60), usegmt=True)
    served.instead = sometimes(
        lambda handler, *_: handler.answer(429, **{"Retry-After": "7"}),
        lambda handler, *_: handler.answer(503, **{"Retry-After": soon}),
    )
    assert_right(taken(served.address, out))
    assert waits[0] == 7
    assert 50 < waits[1] <= 60
    served.instead = sometimes(
        lambda handler, *_: handler.answer(500, **{"Retry-After": "nonsense"}),
        lambda handler, *_: handler.answer(502),
    )
    taken(served.address, out)
    assert waits[2:] == [0.01, 0.02]


def test_a_server_that_wants_a_long_rest_gets_it(served, out, monkeypatch) -> None:
    monkeypatch.setattr(remote_module.time, "sleep", lambda _: pytest.fail("it waited"))
    served.instead = lambda handler, *_: handler.answer(429, **{"Retry-After": "3600"}) or True
    assert "left alone for 60 minutes" in refused(served.address, out)


def test_a_server_that_stays_busy_is_given_up(served, out) -> None:
    served.instead = lambda handler, *_: handler.answer(503) or True
    assert "answers 503" in refused(served.address, out)
    assert len(served.asked) == HASTE.tries


def test_a_server_that_stalls_is_given_up(served, out) -> None:
    release = threading.Event()
    served.instead = lambda *_: release.wait(20)
    assert "does not answer" in refused(served.address, out)
    assert len(served.asked) == HASTE.tries
    release.set()


@pytest.mark.parametrize("chunked", [False, True])
def test_a_server_that_drips_is_given_up(served, out, monkeypatch, chunked) -> None:
    monkeypatch.setattr(remote_module, "LEAST_SPEED", 1_000_000)
    pause = threading.Event()

    def drip(handler: Handler, first: int, last: int) -> bool:
        handler.send_response(206)
        handler.send_header("Content-Range", f"bytes {first}-{last}/{len(ARCHIVE)}")
        length = ("Transfer-Encoding", "chunked") if chunked else ("Content-Length", str(last - first + 1))
        handler.send_header(*length)
        handler.end_headers()
        for _ in range(100):
            handler.wfile.write(b"1\r\nx\r\n" if chunked else b"x")
            pause.wait(0.1)
        return True

    served.instead = drip
    assert "too slow" in refused(served.address, out)


def test_a_broken_connection_is_taken_up_where_it_broke(served, out) -> None:
    def half(handler: Handler, first: int, last: int) -> bool:
        if last - first < 20_000 or len(served.asked) % 2:
            return False
        handler.part(
            first, last, served.data[first : first + (last - first) // 2], Content_Length=str(last - first + 1)
        )
        handler.close_connection = True
        return True

    served.instead = half
    assert_right(taken(served.address, out))


def test_a_server_that_breaks_off_for_ever_is_given_up(served, out) -> None:
    def one_byte(handler: Handler, first: int, last: int) -> bool:
        handler.part(first, last, served.data[first : first + 1], Content_Length=str(last - first + 1))
        handler.close_connection = True
        return True

    served.instead = one_byte
    refused(served.address, out)
    assert len(served.asked) == HASTE.tries


def lying(first_off: int = 0, size: str = str(len(ARCHIVE)), longer: int = 0, **headers: str):
    """An answer whose headers, or whose length, are not those of the part that was asked for."""

    def lie(handler: Handler, first: int, last: int) -> bool:
        said = {"Content_Range": f"bytes {first + first_off}-{last + first_off}/{size}", **headers}
        handler.part(first, last, handler.served.data[first : last + 1 + longer], **said)
        return True

    return lie


@pytest.mark.parametrize(
    ("lie", "found"),
    [
        (lying(Content_Range=""), "does not say which part"),
        (lying(size="*"), "does not say which part"),
        (lying(size="9" * 40), "does not say which part"),
        (lying(first_off=1), "another part"),
        (lying(longer=9), "another part"),
        (lying(longer=-9), "another part"),
        (lying(size="20000"), "cut off"),
        (lying(size="100"), "another part"),
        (lying(Content_Encoding="gzip"), "packs what it sends"),
    ],
)
def test_a_server_that_lies_about_what_it_sends_is_refused(served, out, lie, found) -> None:
    served.instead = lie
    assert found in refused(served.address, out)
    assert len(served.asked) == 1


def test_a_server_that_sends_more_than_it_says_is_cut_short(served, out) -> None:
    def endless(handler: Handler, first: int, last: int) -> bool:
        handler.send_response(206)
        handler.send_header("Content-Range", f"bytes {first}-{last}/{len(ARCHIVE)}")
        handler.send_header("ETag", served.etag)
        handler.send_header("Transfer-Encoding", "chunked")
        handler.end_headers()
        while True:
            handler.wfile.write(b"10000\r\n" + bytes(0x10000) + b"\r\n")

    served.instead = endless
    assert "more than it says" in refused(served.address, out)


def test_nobody_at_the_address_is_told(out) -> None:
    with serving_archive(ARCHIVE) as gone:
        address = gone.address
    assert "connection fails" in refused(address, out)


# Going on


def interrupted(served: Served, out: Path, after: int) -> None:
    """A run that breaks off when so many tiles have been fetched."""
    wanted = wanted_of(served.address)
    parts = itertools.count()

    def stop(_there: int) -> None:
        if next(parts) == after:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        extract(wanted, out, stop)
    assert not out.exists()
    assert part_of(wanted, out).exists()


def test_an_interrupted_run_is_continued(served, out) -> None:
    interrupted(served, out, after=20)
    held = sum(path.stat().st_size for path in out.parent.glob("*.part"))
    assert held > 1000
    told: list[int] = []
    wanted = wanted_of(served.address)
    assert stale_parts(wanted, out) == []
    extract(wanted, out, told.append)
    assert told[0] == held
    assert_right(Archive.of_bytes(out.read_bytes(), "out"))
    assert [path.name for path in out.parent.iterdir()] == [out.name]


@pytest.mark.parametrize("held", [0, 50, 2000, 5001, 10**9])
def test_a_part_of_any_length_is_gone_on_with(served, out, held) -> None:
    interrupted(served, out, after=25)
    (part,) = out.parent.glob("*.part")
    data = part.read_bytes()
    part.write_bytes(data[:held])
    assert_right(taken(served.address, out))


def test_a_part_that_was_damaged_is_found_and_thrown_away(out) -> None:
    tiles = {tile: gzip.compress(str(tile).encode(), mtime=0) for zoom in range(9) for tile in BOX.tiles(zoom)}
    with serving_archive(archive_of(tiles, OPENMAPTILES, compression=Compression.GZIP)) as served:
        interrupted(served, out, after=5)
        (part,) = out.parent.glob("*.part")
        data = bytearray(part.read_bytes())
        data[-8:] = bytes(8)
        part.write_bytes(data)
        assert "a tile is broken" in refused(served.address, out)
        assert not part.exists()
        assert taken(served.address, out).tile(0, 0, 0) == tiles[0, 0, 0]


@pytest.mark.parametrize("change", ["etag", "content", "extent"])
def test_another_version_or_extent_is_begun_anew(served, out, change) -> None:
    interrupted(served, out, after=20)
    extent = Extent(37, 55, 38, 55.9) if change == "extent" else BOX
    if change == "etag":
        served.etag = '"two"'
    if change == "content":
        served.data, served.etag = made(seed=2), ""
    wanted = wanted_of(served.address, extent)
    assert len(stale_parts(wanted, out)) == 1
    told: list[int] = []
    extract(wanted, out, told.append)
    assert told[0] == len(wanted.head)
    archive, source = Archive.of_bytes(out.read_bytes(), "out"), Archive.of_bytes(served.data, "source")
    tiles = {tile for zoom in range(13) for tile in extent.tiles(zoom)}
    assert {tile: archive.tile(*tile) for tile in tiles} == {tile: source.tile(*tile) for tile in tiles}
    assert not list(out.parent.glob("*.part"))


def test_a_file_that_changes_during_the_run_stops_it(served, out) -> None:
    wanted = wanted_of(served.address)
    served.etag = '"two"'
    with pytest.raises(ExtractError, match="has changed meanwhile"):
        extract(wanted, out)
    assert not out.exists()


def test_two_runs_at_once_do_not_write_into_each_other(served, out) -> None:
    wanted = wanted_of(served.address)
    found = []

    def again(_there: int) -> None:
        if not found:
            with pytest.raises(ExtractError) as caught:
                extract(wanted, out)
            found.append(caught.value.found)

    extract(wanted, out, again)
    assert "another run is writing" in found[0]
    assert_right(Archive.of_bytes(out.read_bytes(), "out"))


# How much


def test_too_much_names_the_zoom_that_fits(served, out) -> None:
    with pytest.raises(ExtractError, match=r"more than 0\.02 MB") as caught:
        wanted_of(served.address, max_size=20_000)
    zoom = int(re.search(r"no zoom above (\d+)", caught.value.advice)[1])
    assert wanted_of(served.address, max_zoom=zoom, max_size=20_000).size < 30_000
    with pytest.raises(ExtractError):
        wanted_of(served.address, max_zoom=zoom + 1, max_size=20_000)
    assert not out.exists()


def test_an_extent_where_there_is_nothing_is_told(tmp_path, out) -> None:
    file = tmp_path / "part.pmtiles"
    file.write_bytes(archive_of({(9, 0, 0): b"x"}, OPENMAPTILES))
    assert "no tile there" in refused(file, out)


def test_an_output_that_cannot_be_written_is_told(served, tmp_path) -> None:
    for target in (tmp_path, tmp_path / "missing" / "a.pmtiles"):
        with pytest.raises(ExtractError, match=r"folder|cannot be written"):
            extract(wanted_of(served.address), target)


# The command

GAZETTEER = """\
map:
  basemap: basemap.pmtiles
places:
  - {name: A, coordinates: [55.75, 37.6], precision: street}
reports:
  - {title: R, place: a, status: unconfirmed, status_reason: One witness.}
"""


def run(*words: object) -> tuple[int, str, str]:
    done = CliRunner().invoke(main, ["basemap", "extract", *map(str, words)])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.exit_code, done.stdout, done.stderr


def test_the_command_cuts_out_what_the_projects_map_needs(served, make_project) -> None:
    root = make_project({"data/locations.yaml": GAZETTEER})
    code, said, told = run(served.address, root)
    file = root / "data" / "basemap.pmtiles"
    assert (code, said) == (0, f"Wrote {file}: zoom 0 to 12, {file.stat().st_size / MB:.1f} MB\n")
    assert re.search(r"\d+ tiles, zoom 0 to 12: 0\.\d MB in \d+ requests?\n", told)
    bounds = Archive.of_bytes(file.read_bytes(), "").header.bounds
    assert bounds.covers(Extent(37.56, 55.73, 37.64, 55.77))
    assert Extent(37.2, 55.5, 38, 56).covers(bounds)
    build = CliRunner().invoke(main, ["check", str(root)])
    assert "B00" not in build.output


def test_the_command_takes_a_box_a_zoom_and_a_file(served, tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    code, _, _ = run(served.address, "--bbox", "-0.5, 51, 0.5, 52", "--maxzoom", 3, "-o", "a.pmtiles")
    assert code == 0
    header = Archive.of_bytes(Path("a.pmtiles").read_bytes(), "").header
    assert (header.max_zoom, header.bounds) == (3, Extent(-0.5, 51, 0.5, 52))
    assert run(served.address, "--bbox", "170,-20,-170,-10", "--maxzoom", 5)[0] == 0
    assert Archive.of_bytes(Path("basemap.pmtiles").read_bytes(), "").header.bounds == Extent(170, -20, 190, -10)


@pytest.mark.parametrize(
    ("box", "found"),
    [
        ("1,2,3", "write four numbers"),
        ("a,b,c,d", "write four numbers"),
        ("nan,0,1,1", "longitudes are from"),
        ("0,0,inf,1", "longitudes are from"),
        ("0,0,1,95", "latitudes from -90 to 90"),
        ("200,0,210,1", "longitudes are from"),
        ("0,50,1,40", "is north of"),
        ("10,0,400,1", "more than once around"),
    ],
)
def test_a_box_that_is_none_is_wrong_usage(served, box, found) -> None:
    code, _, told = run(served.address, "--bbox", box)
    assert code == 2
    assert found in " ".join(told.split())
    assert served.asked == []


def test_what_goes_wrong_is_told_without_a_traceback(served, tmp_path) -> None:
    served.instead = lambda handler, *_: handler.answer(404) or True
    code, said, told = run(served.address, "--bbox", "0,0,1,1", "-o", tmp_path / "a")
    assert (code, said) == (1, "")
    assert told.startswith(f"error 127.0.0.1:{served.port} has no such file (status 404)\n  = help: ")


def test_errors_of_the_project_are_told_with_what_to_do(served, make_project) -> None:
    root = make_project({"data/locations.yaml": GAZETTEER.replace("place: a", "place: nowhere")})
    code, _, told = run(served.address, root)
    assert code == 1
    assert "G007" in told
    assert "--bbox" in told
    code, _, told = run(served.address, make_project({"data/locations.yaml": "reports: []\nplaces: []\n"}))
    assert code == 1
    assert "G001" in told


def test_much_is_fetched_only_when_somebody_has_agreed(served, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr("geomap.commands.basemap.ASK_ABOVE", 1000)
    out = tmp_path / "a.pmtiles"
    words = (served.address, "--bbox", "37,55,38,56", "-o", out)
    code, _, told = run(*words)
    assert code == 1
    assert "nobody is there to be asked" in told
    assert not out.exists()
    assert run(*words, "--yes")[0] == 0
    assert out.exists()


def test_what_is_begun_anew_is_said(served, tmp_path) -> None:
    out = tmp_path / "a.pmtiles"
    interrupted(served, out, after=20)
    served.etag = '"two"'
    code, _, told = run(served.address, "--bbox", "37,55,38,56", "-o", out)
    assert code == 0
    assert "beginning anew" in told


@pytest.mark.services
def test_a_killed_run_leaves_no_half_file_and_is_continued(served, tmp_path) -> None:
    out = tmp_path / "a.pmtiles"
    words = [sys.executable, "-c", "from geomap.cli import main; main()", "basemap", "extract"]
    words += [served.address, "--bbox", "37,55,38,56", "-o", str(out), "--timeout", "20"]
    reached, release = threading.Event(), threading.Event()

    def hold(_handler: Handler, first: int, _last: int) -> bool:
        if first > 1_000_000:
            reached.set()
            release.wait(20)
        return False

    served.instead = hold
    with subprocess.Popen(words, stderr=subprocess.DEVNULL) as process:
        assert reached.wait(30)
        process.kill()
    release.set()
    assert not out.exists()
    served.instead = None
    assert subprocess.run(words, capture_output=True, check=False).returncode == 0
    assert_right(Archive.of_bytes(out.read_bytes(), "out"))
    assert [path.name for path in tmp_path.iterdir()] == [out.name]
