"""``geomap basemap extract``: streets out of files and from a web server on loopback."""

import random
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from archives import OPENMAPTILES, RangeServer, archive_of, serving_ranges
from click.testing import CliRunner
from pmtiles.tile import Compression
from scripted import send

from geomap.cli import main
from geomap.errors import GeomapError
from geomap.net.http import Client
from geomap.tiles import WORLD, Archive, Extent
from geomap.tiles.extract import Extraction, extract, open_source, plan

BOX = Extent(37, 55, 38, 56)
MB = 1_000_000


@cache
def whole_world() -> bytes:
    """An archive of the whole world, in which every tile has its own content."""
    chance = random.Random(1)  # noqa: S311
    tiles = {tile: chance.randbytes(300) for zoom in range(8) for tile in WORLD.tiles(zoom)}
    tiles |= {tile: chance.randbytes(3000) for zoom in range(8, 13) for tile in BOX.tiles(zoom)}
    return archive_of(tiles, OPENMAPTILES)


@cache
def source() -> Archive:
    return Archive.from_bytes(whole_world(), "source")


WANTED = {tile for zoom in range(13) for tile in BOX.tiles(zoom)}


@pytest.fixture
def server() -> Iterator[RangeServer]:
    with serving_ranges(whole_world()) as running:
        yield running


@pytest.fixture
def file(tmp_path) -> Path:
    path = tmp_path / "planet.pmtiles"
    path.write_bytes(whole_world())
    return path


@pytest.fixture
def out(tmp_path) -> Path:
    return tmp_path / "basemap.pmtiles"


def planned(source: object, extent: Extent = BOX, max_zoom: int | None = None, max_size: int = 200 * MB) -> Extraction:
    address = getattr(source, "url", source)
    return plan(open_source(str(address), Client(backoff_s=0)), extent, max_zoom, max_size)


def extracted(source: object, out: Path, **options) -> Archive:
    extract(planned(source, **options), out)
    return Archive.from_bytes(out.read_bytes(), "out")


def assert_tiles(archive: Archive, tiles: set[tuple[int, int, int]] = WANTED) -> None:
    assert {tile: archive.tile(*tile) for tile in tiles} == {tile: source().tile(*tile) for tile in tiles}
    assert sum(entry.run_length for entry in archive.entries(WORLD, range(13))) == len(tiles)


def error_of(source: object, out: Path, **options) -> GeomapError:
    with pytest.raises(GeomapError) as caught:
        extracted(source, out, **options)
    assert caught.value.hint
    assert not out.exists()
    assert not list(out.parent.glob("*.part"))
    return caught.value


def test_the_tiles_of_an_extent_are_extracted_from_a_file(file, out) -> None:
    archive = extracted(file, out)
    assert_tiles(archive)
    assert (archive.attribution, archive.schema, archive.header.bounds) == ("© OpenStreetMap", "openmaptiles", BOX)
    assert {path.name for path in out.parent.iterdir()} == {file.name, out.name}


def test_a_server_and_a_file_give_the_same_bytes_and_replace_an_older_file(file, out, server) -> None:
    out.write_bytes(b"an older one")
    extracted(file, out)
    first = out.read_bytes()
    extracted(server, out)
    assert out.read_bytes() == first


@pytest.mark.parametrize(
    ("extent", "zoom", "columns"),
    [
        (Extent(170, -10, 190, 10), 6, {62, 63, 0, 1}),
        (Extent(-180, -90, 180, 90), 2, {0, 1, 2, 3}),
        (Extent(10, 80, 11, 90), 6, {33}),
    ],
)
def test_extents_across_the_antimeridian_over_a_pole_and_of_the_whole_world(file, out, extent, zoom, columns) -> None:
    archive = extracted(file, out, extent=extent, max_zoom=zoom)
    assert_tiles(archive, {tile for level in range(zoom + 1) for tile in extent.tiles(level)})
    assert {x for _, x, _ in extent.tiles(zoom)} == columns
    assert archive.header.bounds.east == pytest.approx(extent.east)


def test_few_parts_of_a_file_on_a_server_are_requested(server, out) -> None:
    extraction = planned(server)
    before = len(server.requests)
    assert before <= 4
    sizes: list[int] = []
    extract(extraction, out, sizes.append)
    assert len(server.requests) - before == len(extraction.requests) < len(WANTED) / 4
    ranges = (request.headers["Range"][6:].split("-") for request in server.requests)
    assert sum(int(last) - int(first) + 1 for first, last in ranges) < len(whole_world()) / 4
    assert sizes == sorted(sizes)
    assert sizes[-1] == extraction.size == out.stat().st_size


def test_a_broken_connection_is_retried(server, out) -> None:
    break_off = send(206, b"half", Content_Length="1000", Content_Range=f"bytes 0-999/{len(whole_world())}")
    server.script = [server.default, send(503), server.default, break_off]
    assert_tiles(extracted(server, out))


def test_a_server_that_fails_leaves_the_old_file(server, out) -> None:
    out.write_bytes(b"an older one")
    extraction = planned(server)
    server.default = send(403)
    with pytest.raises(GeomapError, match="status 403"):
        extract(extraction, out)
    assert [path.name for path in out.parent.iterdir()] == [out.name]
    assert out.read_bytes() == b"an older one"


def test_an_interrupted_run_leaves_no_file(file, out) -> None:
    def interrupt(_size: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        extract(planned(file), out, interrupt)
    assert [path.name for path in out.parent.iterdir()] == [file.name]


@pytest.mark.parametrize("source", ["/nowhere/planet.pmtiles", "/", "a\0b", "ftp://example.org/a.pmtiles", "http://["])
def test_a_source_that_cannot_be_opened_is_an_error(source, out) -> None:
    error_of(source, out)


def test_a_file_that_is_not_a_valid_archive_is_an_error(tmp_path, out) -> None:
    file = tmp_path / "planet.pmtiles"
    file.write_bytes(whole_world()[:-100])
    assert "truncated" in str(error_of(file, out))
    file.write_bytes(b"PMTiles\x03" * 50)
    error_of(file, out)
    file.write_bytes(archive_of({(0, 0, 0): b"not gzip"}, OPENMAPTILES, compression=Compression.GZIP))
    assert "a tile is corrupt" in str(error_of(file, out))


def test_there_are_no_tiles_beyond_the_edge_of_web_mercator(file, out) -> None:
    assert "85.0511" in str(error_of(file, out, extent=Extent(0, 86, 10, 90)))


def test_an_extent_without_tiles_is_an_error(tmp_path, out) -> None:
    file = tmp_path / "part.pmtiles"
    file.write_bytes(archive_of({(9, 0, 0): b"x"}, OPENMAPTILES))
    assert "no tiles there" in str(error_of(file, out))


def test_too_much_data_is_an_error_with_the_zoom_that_fits(file, out) -> None:
    error = error_of(file, out, max_size=20_000)
    assert "more than 0.02 MB" in str(error)
    zoom = int(re.search(r"limit the zoom to (\d+)", error.hint)[1])
    assert planned(file, max_zoom=zoom, max_size=20_000).size < 30_000
    error_of(file, out, max_zoom=zoom + 1, max_size=20_000)


def test_an_output_that_cannot_be_written_is_an_error(file, tmp_path) -> None:
    for target in (tmp_path, tmp_path / "missing" / "a.pmtiles"):
        with pytest.raises(GeomapError, match="cannot be written"):
            extract(planned(file), target)


# The command

GAZETTEER = """\
map:
  basemap: basemap.pmtiles
places:
  - {name: A, coordinates: [55.75, 37.6], precision: street}
reports:
  - {title: R, place: a, status: unconfirmed, status_reason: One witness.}
"""


def run(*arguments: object) -> tuple[int, str, str]:
    done = CliRunner().invoke(main, ["basemap", "extract", *map(str, arguments)])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.exit_code, done.stdout, done.stderr


def test_the_command_extracts_the_extent_of_the_projects_map(server, make_project) -> None:
    root = make_project({"data/locations.yaml": GAZETTEER})
    code, stdout, stderr = run(server.url, root)
    file = root / "data" / "basemap.pmtiles"
    assert (code, stdout) == (0, f"Wrote {file}: zoom 0 to 12, {file.stat().st_size / MB:.1f} MB\n")
    assert re.search(r"\d+ tiles, zoom 0 to 12: 0\.\d MB in \d+ requests?\n", stderr)
    bounds = Archive.from_bytes(file.read_bytes(), "").header.bounds
    assert bounds.covers(Extent(37.56, 55.73, 37.64, 55.77))
    assert Extent(37.2, 55.5, 38, 56).covers(bounds)
    assert "B00" not in CliRunner().invoke(main, ["check", str(root)]).output


def test_the_command_takes_an_extent_and_a_zoom(file, tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(file, "--bbox", "-0.5, 51, 0.5, 52", "--maxzoom", 3, "-o", "a.pmtiles")[0] == 0
    header = Archive.from_bytes(Path("a.pmtiles").read_bytes(), "").header
    assert (header.max_zoom, header.bounds) == (3, Extent(-0.5, 51, 0.5, 52))
    assert run(file, "--bbox", "170,-20,-170,-10", "--maxzoom", 5)[0] == 0
    assert Archive.from_bytes(Path("basemap.pmtiles").read_bytes(), "").header.bounds == Extent(170, -20, 190, -10)


@pytest.mark.parametrize(
    "box", ["1,2,3", "a,b,c,d", "nan,0,1,1", "0,0,inf,1", "0,0,1,95", "200,0,210,1", "0,50,1,40", "10,0,400,1"]
)
def test_an_invalid_extent_is_a_usage_error(server, box) -> None:
    assert run(server.url, "--bbox", box)[0] == 2
    assert server.requests == []


def test_a_failure_is_an_error_with_a_hint(server, tmp_path) -> None:
    server.default = send(404)
    code, stdout, stderr = run(server.url, "--bbox", "0,0,1,1", "-o", tmp_path / "a")
    assert (code, stdout) == (1, "")
    assert stderr.startswith(f"error {server.host} ")
    assert "(status 404)\n  = help: " in stderr


def test_errors_of_the_project_are_shown(server, make_project) -> None:
    code, _, stderr = run(server.url, make_project({"data/locations.yaml": GAZETTEER.replace("place: a", "place: b")}))
    assert code == 1
    assert "G007" in stderr
    assert "--bbox" in stderr
    code, _, stderr = run(server.url, make_project({"data/locations.yaml": "reports: []\nplaces: []\n"}))
    assert code == 1
    assert "G001" in stderr


def test_a_large_download_needs_a_confirmation(server, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr("geomap.commands.basemap.CONFIRM_ABOVE", 1000)
    out = tmp_path / "a.pmtiles"
    arguments = (server.url, "--bbox", "37,55,38,56", "-o", out)
    code, _, stderr = run(*arguments)
    assert code == 1
    assert "--yes" in stderr
    assert not out.exists()
    assert run(*arguments, "--yes")[0] == 0
    assert out.exists()
