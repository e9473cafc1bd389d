"""Streets of the base map: which tiles are published, where, and with which findings."""

import base64
import gzip
import hashlib
import json
import os
import re
from pathlib import Path

import pytest
from archives import OPENMAPTILES, VECTOR_LAYERS, archive_of
from pmtiles.tile import Compression, TileType

import geomap
from geomap import site as sites
from geomap.findings import Finding
from geomap.model import Streets
from geomap.page import streets as streets_module
from geomap.tiles import Archive, Extent

GAZETTEER = """\
map:
  basemap: %s
places:
  - {id: a, name: A, coordinates: [55.75, 37.6], precision: street}
  - {id: far, name: Far, coordinates: [-40, -60], precision: street}
reports:
  - {title: R, place: a, status: unconfirmed, status_reason: One witness.}
"""
AROUND = Extent(37, 55, 38, 56)


def tiles_of(extent: Extent, zooms=range(13), content=lambda tile: "/".join(map(str, tile)).encode()):
    return {tile: content(tile) for zoom in zooms for tile in extent.tiles(zoom)}


def streets_of(extent: Extent = AROUND, metadata=OPENMAPTILES, zooms=range(13), **options) -> bytes:
    east = extent.east - 360 if extent.east > 180 else extent.east
    return archive_of(tiles_of(extent, zooms), metadata, (extent.west, extent.south, east, extent.north), **options)


@pytest.fixture
def project(make_project):
    def make(archive: bytes | None = None, basemap: str = "streets.pmtiles", gazetteer: str = GAZETTEER) -> Path:
        archive_file = {} if archive is None else {"data/streets.pmtiles": archive}
        return make_project({"data/a.yaml": gazetteer % basemap, **archive_file})

    return make


def findings_of(root: Path) -> list[Finding]:
    return [finding for finding in geomap.check(root).findings if finding.code[0] in "BYA"]


def finding_of(root: Path) -> str:
    (finding,) = findings_of(root)
    assert str(finding.location) == "data/a.yaml:2:12"
    return f"{finding.code} {finding.message}"


def published(root: Path) -> Streets:
    atlas = geomap.load(root)
    assert atlas.streets is not None
    return atlas.streets


# Publishing


def test_only_the_streets_around_the_reports_are_published(project) -> None:
    root = project(streets_of())
    assert findings_of(root) == []
    streets = published(root)
    assert (streets.source, streets.schema) == ("streets.pmtiles", "openmaptiles")
    assert streets.attribution == "© OpenStreetMap"
    assert (streets.min_zoom, streets.max_zoom) == (0, 12)
    west, south, east, north = streets.bounds
    assert west < 37.55 < 37.65 < east  # at least 3 km on each side
    assert south < 55.72 < 55.78 < north
    assert Extent(37.3, 55.6, 37.9, 55.9).covers(Extent(west, south, east, north))
    cut, whole = Archive.from_bytes(streets.data, ""), Archive.from_bytes(streets_of(), "")
    there = {tile for tile in tiles_of(AROUND) if cut.tile(*tile)}
    assert there == set(tiles_of(Extent(west, south, east, north)))
    assert all(cut.tile(*tile) == whole.tile(*tile) for tile in there)


def test_a_small_archive_is_embedded_and_the_page_makes_no_request(project) -> None:
    root = project(streets_of())
    files = sites.site_files(geomap.load(root))
    page = files["index.html"].decode()
    data = published(root).data
    assert f'<script type="application/vnd.pmtiles" id="geomap-streets">{base64.b64encode(data).decode()}<' in page
    assert "connect-src" not in page
    assert "basemap.pmtiles" not in files
    assert page_data(page)["map"]["streets"] == {
        "embedded": True,
        "file": "basemap.pmtiles",
        "schema": "openmaptiles",
        "attribution": "© OpenStreetMap",
        "minzoom": 0,
        "maxzoom": 12,
        "bounds": [round(degrees, 6) for degrees in published(root).bounds],
    }


def page_data(page: str) -> dict:
    found = re.search(r'<script type="application/json" id="geomap-data">(.*?)</script>', page)
    assert found is not None
    return json.loads(found[1])


def test_a_large_archive_is_external_and_the_page_may_load_only_from_its_server(project, monkeypatch) -> None:
    monkeypatch.setattr(streets_module, "MAX_EMBEDDED", 100)
    root = project(streets_of())
    (finding,) = findings_of(root)
    assert (finding.code, str(finding.severity)) == ("B007", "note")
    site = geomap.build(geomap.load(root), root).site
    page = (site / "index.html").read_text(encoding="utf-8")
    assert "geomap-streets" not in page.split("<script>")[0]
    assert page_data(page)["map"]["streets"]["embedded"] is False
    assert "connect-src &#39;self&#39;" in page
    data = (site / "basemap.pmtiles").read_bytes()
    assert data == published(root).data
    manifest = json.loads((site / "manifest.json").read_text(encoding="utf-8"))
    digest = hashlib.sha256(data).hexdigest()
    assert manifest["streets"] == {"file": "streets.pmtiles", "sha256": digest, "bytes": len(data)}
    assert manifest["outputs"]["basemap.pmtiles"]["sha256"] == digest
    (root / "data" / "a.yaml").write_text("places: [{name: A, coordinates: [55, 37]}]\n", encoding="utf-8")
    geomap.build(geomap.load(root), root)
    assert not (site / "basemap.pmtiles").exists()


def test_a_map_without_a_base_map_has_no_streets(project) -> None:
    root = project(gazetteer="# %s\nplaces: [{name: A, coordinates: [55, 37]}]\n")
    files = sites.site_files(geomap.load(root))
    assert page_data(files["index.html"].decode())["map"]["streets"] is None
    assert "streets" not in json.loads(files["manifest.json"])


def test_the_same_archive_gives_the_same_bytes_and_is_read_only_once(project) -> None:
    root = project(streets_of())
    first, second = geomap.load(root), geomap.load(root)
    (root / "data" / "streets.pmtiles").unlink()
    assert sites.site_files(first) == sites.site_files(second)


def test_the_editor_sets_the_highest_zoom_and_the_attribution(project) -> None:
    root = project(streets_of(), "{file: streets.pmtiles, max_zoom: 7, attribution: The <City>}")
    assert findings_of(root) == []
    streets = published(root)
    assert (streets.max_zoom, streets.attribution) == (7, "The <City>")
    cut = Archive.from_bytes(streets.data, "")
    assert cut.header.max_zoom == 7
    assert (cut.attribution, cut.schema) == ("The <City>", "openmaptiles")


def test_an_archive_larger_than_the_memory_is_read_in_parts(project) -> None:
    small = streets_of()
    root = project(small)
    os.truncate(root / "data" / "streets.pmtiles", 200_000_000_000)  # a sparse file
    assert findings_of(root) == []
    assert Archive.from_bytes(published(root).data, "").tile(0, 0, 0) == b"0/0/0"


def test_the_published_tiles_do_not_reveal_withheld_positions(project) -> None:
    exact = GAZETTEER.replace("  basemap", "  coarsen: 20000\n  basemap")
    cuts = []
    for latitude in ("55.74", "55.75"):
        root = project(streets_of(), gazetteer=exact.replace("[55.75,", f"[{latitude},"))
        cuts.append(published(root))
    assert cuts[0] == cuts[1]


def test_the_streets_of_a_map_across_the_antimeridian_are_on_both_sides(project) -> None:
    gazetteer = GAZETTEER.replace("[55.75, 37.6]", "[-17, 179.99]")
    root = project(streets_of(Extent(179, -18, 181, -16)), gazetteer=gazetteer)
    assert findings_of(root) == []
    streets = published(root)
    assert streets.bounds[0] < 180 < streets.bounds[2]
    cut = Archive.from_bytes(streets.data, "")
    assert {0, 4095} <= {x for zoom, x, y in Extent(*streets.bounds).tiles(12) if cut.tile(zoom, x, y)}


def test_the_first_map_with_a_real_archive_is_built(first_map) -> None:
    """Moscow's archive of the tests' own making: each tile packed as others pack them."""
    packed = tiles_of(Extent(37, 55.3, 38.2, 56.2), content=lambda tile: gzip.compress(str(tile).encode(), mtime=0))
    data = archive_of(packed, OPENMAPTILES, (37, 55.3, 38.2, 56.2), compression=Compression.GZIP)
    (first_map / "data" / "moscow.pmtiles").write_bytes(data)
    gazetteer = first_map / "data" / "locations.yaml"
    text = gazetteer.read_text(encoding="utf-8")
    gazetteer.write_text(text.replace("map:\n", "map:\n  basemap: moscow.pmtiles\n", 1), encoding="utf-8")
    assert Archive.from_bytes(published(first_map).data, "").header.tile_compression is Compression.GZIP


# Findings


@pytest.mark.parametrize(
    ("archive", "found"),
    [
        (b"", "this is not a PMTiles archive"),
        (b"no archive", "this is not a PMTiles archive"),
        (b"PM\x02\x00" + bytes(600), "this is version 2 of PMTiles, not 3"),
        (streets_of()[:-5], "the file is truncated: it is shorter than its header states"),
        (streets_of(tile_type=TileType.WEBP), "its tiles are WEBP, not vector tiles"),
        (streets_of(compression=Compression.BROTLI), "its tiles are compressed with brotli, not with gzip"),
        (streets_of(compression=Compression.ZSTD), "its tiles are compressed with zstd, not with gzip"),
        (streets_of(compression=Compression.GZIP), "a tile is corrupt"),
    ],
)
def test_an_unusable_archive_is_an_error_at_its_line(project, archive, found) -> None:
    assert finding_of(project(archive)) == f'B001 "streets.pmtiles": {found}'
    assert geomap.check(project(archive)).atlas is None


def test_a_missing_file_a_folder_and_a_pipe_are_errors_at_their_line(project) -> None:
    root = project()
    file = root / "data" / "streets.pmtiles"
    assert finding_of(root) == 'Y001 "streets.pmtiles": there is no such file'
    file.mkdir()
    assert finding_of(root) == 'Y001 "streets.pmtiles": this is a folder, not a file'
    file.rmdir()
    os.mkfifo(file)
    assert finding_of(root).startswith('Y001 "streets.pmtiles": the file cannot be opened')


def test_a_file_outside_of_the_project_is_never_read(project, tmp_path) -> None:
    (tmp_path / "planet.pmtiles").write_bytes(streets_of())
    assert finding_of(project(basemap="../../planet.pmtiles")).startswith("A005")
    (tmp_path / "project" / "data" / "link.pmtiles").symlink_to(tmp_path / "planet.pmtiles")
    assert finding_of(project(basemap="link.pmtiles")).startswith("A005")


def test_an_unknown_schema_names_its_layers(project) -> None:
    metadata = {"vector_layers": [{"id": "things"}, {"id": "\x1b[2J"}]}
    found = finding_of(project(streets_of(metadata=metadata)))
    assert found.startswith("B002")
    assert "(things, �[2J)" in found


def test_streets_that_are_too_large_name_the_zoom_that_fits(project, monkeypatch) -> None:
    whole = len(published(project(streets_of())).data)
    monkeypatch.setattr(streets_module, "MAX_EXTERNAL", 100)
    root = project(streets_of())
    (finding,) = findings_of(root)
    assert finding.code == "B003"
    zoom = int(re.search(r"max_zoom: (\d+)", finding.help)[1])
    assert 5 < zoom < 12
    root = project(streets_of(), f"{{file: streets.pmtiles, max_zoom: {zoom}}}")
    assert findings_of(root) == []
    assert len(published(root).data) < whole
    root = project(streets_of(), f"{{file: streets.pmtiles, max_zoom: {zoom + 1}}}")
    assert [finding.code for finding in findings_of(root)] == ["B003"]
    monkeypatch.setattr(streets_module, "MAX_TILES", 0)
    (finding,) = findings_of(project(streets_of()))
    assert "max_zoom" not in finding.help


def test_an_archive_of_another_area_is_a_warning_and_the_map_has_no_streets(project) -> None:
    root = project(streets_of(Extent(1, 42, 2, 43)))
    assert finding_of(root).startswith("B004")
    assert geomap.load(root).streets is None


def test_an_archive_without_tiles_in_the_area_of_the_map_is_a_warning(project) -> None:
    elsewhere = archive_of(tiles_of(Extent(1, 42, 2, 43), range(5, 12)), OPENMAPTILES, (1, 42, 50, 60))
    assert finding_of(project(elsewhere)).startswith("B004")


def test_an_archive_of_part_of_the_map_is_a_note(project) -> None:
    (finding,) = findings_of(project(streets_of(Extent(37.6, 55, 38, 56))))
    assert (finding.code, str(finding.severity)) == ("B005", "note")


def test_an_archive_without_attribution_is_a_warning_and_openstreetmap_is_credited(project) -> None:
    root = project(streets_of(metadata={"vector_layers": VECTOR_LAYERS}))
    assert finding_of(root).startswith("B006")
    assert published(root).attribution == "© OpenStreetMap contributors"


@pytest.mark.parametrize(
    ("written", "code"),
    [("7", "G004"), ("{max_zoom: 3}", "G003"), ("{file: streets.pmtiles, max_zoom: 99}", "G004"), ("{fil: x}", "G002")],
)
def test_an_invalid_basemap_entry_is_an_error(project, written, code) -> None:
    findings = geomap.check(project(streets_of(), written)).findings
    assert code in {finding.code for finding in findings}


def test_with_other_errors_there_are_no_warnings_about_streets(project) -> None:
    gazetteer = GAZETTEER.replace("place: a", "place: nowhere")
    findings = geomap.check(project(streets_of(Extent(1, 42, 2, 43)), gazetteer=gazetteer)).findings
    assert "G007" in {finding.code for finding in findings}
    assert not [finding for finding in findings if finding.code.startswith("B")]


@pytest.mark.parametrize("written", ["high", "99", "3.5", "-1"])
@pytest.mark.parametrize(
    "entry", ["basemap: {{file: a.pmtiles, max_zoom: {}}}", "online: {{provider: OpenTopoMap, max_zoom: {}}}"]
)
def test_an_invalid_zoom_is_an_error_with_an_example(make_project, entry, written) -> None:
    root = make_project(
        {"data/a.yaml": f"map:\n  {entry.format(written)}\nplaces: [{{name: A, coordinates: [1, 2]}}]\n"}
    )
    (finding,) = [finding for finding in geomap.check(root).findings if "max_zoom" in finding.message]
    assert (finding.code, finding.location.line) == ("G004", 2)
    assert finding.help == "write a zoom: a whole number such as 14"
