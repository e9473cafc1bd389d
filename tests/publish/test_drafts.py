"""Drafts: the site with them is, byte for byte, the site of the project from which they were deleted."""

import base64
import gzip
import io
import json
import re
import zipfile
import zlib
from collections.abc import Iterator

import yaml
from PIL import Image

import geomap
from geomap.site import site_files

MARK = "Zyxwomir"
"""In every text of the drafts, and nowhere else."""
TEXT = "A lorry stood at the depot near Aarhus. Two masts were seen in Randers. Nobody knows why."

GAZETTEER = {
    "map": {"title": "Lorries", "url": "https://example.org/map", "languages": ["en", "ru"]},
    "places": [
        {"name": "Aarhus", "coordinates": [56.15, 10.2], "precision": "city"},
        {"name": "Randers", "coordinates": [56.46, 10.04], "precision": "settlement"},
        {"name": "Depot", "coordinates": [56.2, 10.1], "precision": "site", "part_of": "hidden-area"},
    ],
    "reports": [
        {
            "title": "Lorry at the depot",
            "place": "depot",
            "status": "confirmed",
            "status_reason": "Seen.",
            "date": "2023-01-19",
            "evidence": [{"article": "news", "quote": "A lorry stood at the depot"}],
        },
        {
            "title": "Masts",
            "place": "randers",
            "status": "unconfirmed",
            "status_reason": "One source.",
            "evidence": [{"article": "news", "quote": "Two masts were seen"}],
        },
    ],
}
DRAFT_PLACES = [
    {
        "name": f"{MARK} area",
        "id": "hidden-area",
        "draft": True,
        "part_of": "aarhus",
        "aliases": ["Nobody"],
        "area": f"{MARK}.geojson",
        "note": f"{MARK} note",
    }
]
DRAFT_REPORTS = [
    {
        "title": f"{MARK} tower",
        "place": "aarhus",
        "status": "confirmed",
        "status_reason": f"{MARK} reason",
        "date": "1987-06-05",
        "draft": True,
        "system": f"{MARK} system",
        "tags": [f"{MARK} tag"],
        "checked_by": [f"{MARK} checker"],
        "evidence": [{"article": "news", "quote": "Nobody knows why"}],
        "media": [{"file": f"{MARK}.png", "alt": MARK, "credit": MARK, "license": MARK}],
    },
    {
        "title": f"{MARK} at the draft place",
        "place": "hidden-area",
        "status": "unconfirmed",
        "status_reason": f"{MARK} reason",
    },
    {
        "title": f"{MARK} with quotes from a draft only",
        "place": "aarhus",
        "status": "confirmed",
        "status_reason": f"{MARK} reason",
        "evidence": [{"article": "inside", "quote": f"{MARK} saw a mast"}],
    },
]
DRAFT_ARTICLE = (
    f"---\ndraft: true\npublish: full\npublisher: {MARK} Herald\n---\n{MARK} saw a mast in Aarhus. And lorries.\n"
)
AREA = {
    "type": "Polygon",
    "coordinates": [[[10.111, 56.111], [10.222, 56.111], [10.222, 56.222], [10.111, 56.111]]],
}


def picture() -> bytes:
    data = io.BytesIO()
    Image.new("RGB", (64, 48), (201, 13, 87)).save(data, "PNG")
    return data.getvalue()


def with_drafts() -> dict[str, str | bytes]:
    gazetteer = {**GAZETTEER, "places": GAZETTEER["places"] + DRAFT_PLACES, "reports": GAZETTEER["reports"]}
    lorry = gazetteer["reports"][0]
    quoted = {**lorry, "evidence": [{"article": "inside", "quote": "And lorries"}, *lorry["evidence"]]}
    gazetteer["reports"] = [quoted, *DRAFT_REPORTS, *gazetteer["reports"][1:]]
    return {
        "data/locations.yaml": yaml.safe_dump(gazetteer, allow_unicode=True, sort_keys=False),
        f"data/{MARK}.yaml": f"places: [{{name: {MARK} Hill, coordinates: [56.3, 10.3], draft: true}}]\n",
        f"data/{MARK}.geojson": json.dumps(AREA),
        f"data/{MARK}.png": picture(),
        "seeds/news.txt": TEXT,
        "seeds/inside.md": DRAFT_ARTICLE,
    }


def without_drafts() -> dict[str, str | bytes]:
    places = [*GAZETTEER["places"][:2], {**GAZETTEER["places"][2], "part_of": "aarhus"}]
    gazetteer = {**GAZETTEER, "places": places}
    return {
        "data/locations.yaml": yaml.safe_dump(gazetteer, allow_unicode=True, sort_keys=False),
        "seeds/news.txt": TEXT,
    }


def unpacked(data: bytes) -> Iterator[bytes]:
    """The data, and all that is packed or encoded in it, however deeply."""
    yield data
    if data[:2] == b"\x1f\x8b":
        yield from unpacked(gzip.decompress(data))
    elif data[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for name in archive.namelist():
                yield name.encode()
                yield from unpacked(archive.read(name))
    for found in re.findall(rb"[A-Za-z0-9+/]{40,}={0,2}", data):
        try:
            inner = base64.b64decode(found + b"=" * (-len(found) % 4))
        except ValueError:
            continue
        if inner[:2] == b"\x1f\x8b":
            yield from unpacked(inner)
        else:
            yield inner
            try:
                yield zlib.decompress(inner)
            except zlib.error:
                try:
                    yield zlib.decompress(inner, -15)
                except zlib.error:
                    continue


def test_the_site_with_drafts_is_the_site_without_them(make_project, tmp_path) -> None:
    shown = site_files(geomap.load(make_project(with_drafts())))
    plain_root = tmp_path / "plain"
    for path, data in without_drafts().items():
        (plain_root / path).parent.mkdir(parents=True, exist_ok=True)
        (plain_root / path).write_bytes(data if isinstance(data, bytes) else data.encode())
    plain = site_files(geomap.load(plain_root))
    assert set(shown) == set(plain)
    assert [path for path in plain if shown[path] != plain[path]] == ["manifest.json"]
    manifest, expected = json.loads(shown["manifest.json"]), json.loads(plain["manifest.json"])
    assert manifest["inputs"].pop("data/locations.yaml")["sha256"] is None
    assert expected["inputs"].pop("data/locations.yaml")["sha256"]
    assert manifest == expected


def test_no_text_of_a_draft_is_in_any_byte(make_project) -> None:
    secret = re.compile(rf"{MARK}|hidden-area|1987|And lorries".encode(), re.IGNORECASE)
    atlas = geomap.load(make_project(with_drafts()))
    for path, data in {**site_files(atlas), "map.html": atlas.map().get_root().render().encode()}.items():
        pieces = list(unpacked(data))
        assert not any(secret.search(piece) for piece in pieces), path
    assert any(b"Lorry at the depot" in piece for piece in unpacked(site_files(atlas)["index.html"]))


def test_a_file_with_nothing_but_drafts_is_not_named(make_project) -> None:
    atlas = geomap.load(make_project(with_drafts()))
    assert f"data/{MARK}.yaml" in atlas.inputs
    assert set(atlas.published_inputs) == {"data/locations.yaml", "seeds/news.txt"}
