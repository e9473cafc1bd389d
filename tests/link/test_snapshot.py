"""Snapshots: the mentions are those of the gazetteer, the same gazetteer has the same bytes; bad files."""

import io
import json
import zipfile

import pytest

from geomap.link import NameIndex
from geomap.link.snapshot import SnapshotError, read_snapshot, snapshot_of
from geomap.model import Article, Place

PLACES = (
    Place(id="ru", name="Russia", coordinates=[60, 100], precision="country"),
    Place(id="n", name="Springfield", coordinates=[39.78, -89.65], precision="city", aliases=["Capital of Illinois"]),
    Place(id="s", name="Springfield", coordinates=[37.21, -93.29], part_of="mo"),
    Place(id="mo", name="Missouri", names={"ru": "Тверская область"}),
    Place(id="orel", name="Орёл", coordinates=[52.97, 36.06], uncertainty=500),
    Place(id="sign", name="!!"),
)
TEXTS = (
    "Springfield, Missouri. SPRINGFIELD! The Capital of Illinois",
    "В Орле, Орла и ОРЁЛ; в Тверской и Псковской областях",
    "W Springfieldzie koło Орлом",
    "",
)


def mentions(index: NameIndex) -> list:
    articles = [Article(id=str(i), title="t", text=text) for i, text in enumerate(TEXTS)]
    return [index.find(article) for article in articles]


def test_a_snapshot_that_was_read_gives_the_mentions_of_its_gazetteer() -> None:
    stored = snapshot_of(PLACES, "ru")
    read = read_snapshot(stored.data, "x")
    assert mentions(NameIndex(read)) == mentions(NameIndex(PLACES, "ru"))
    assert [found.exact for found in mentions(NameIndex(read))[1].mentions][:3] == ["Орле", "Орла", "ОРЁЛ"]
    assert read.places == stored.places
    assert read.sha256 == stored.sha256


def test_the_same_gazetteer_has_the_same_name_and_another_one_has_not() -> None:
    name = snapshot_of(PLACES, "ru").file_name
    assert name == snapshot_of(PLACES, "ru").file_name
    assert len({name, snapshot_of(PLACES, "en").file_name, snapshot_of(PLACES[1:], "ru").file_name}) == 3


def changed(member: str, value: object, compression: int = zipfile.ZIP_STORED) -> bytes:
    """A snapshot with another member; with other keys if the value is a dict."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(snapshot_of(PLACES).data)) as old,
        zipfile.ZipFile(target, "w", compression) as new,
    ):
        for name in old.namelist():
            content = json.loads(old.read(name))
            if name == member:
                content = {**content, **value} if isinstance(value, dict) else value
            new.writestr(name, json.dumps(content))
    return target.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"places: []",
        snapshot_of(PLACES).data[:-200],
        snapshot_of(PLACES).data.replace(b"Missouri", b"Missourx", 1),
        changed("snapshot.json", {}, zipfile.ZIP_DEFLATED),
        changed("snapshot.json", {"format": "another"}),
        changed("places.json", {"name": []}),
        changed("places.json", {"precision": ["fine"] * len(PLACES)}),
        changed("names.json", {"place": [99] * 7}),
        changed("names.json", {"inflected": [99]}),
        changed("names.json", {"inflected": True}),
        changed("written.json", {"names": [999] * 30}),
        changed("written.json", [1]),
    ],
)
def test_what_is_no_snapshot_is_an_error(data: bytes) -> None:
    with pytest.raises(SnapshotError, match="x"):
        read_snapshot(data, "x")


def test_a_snapshot_of_another_version_or_dictionary_is_an_error_that_names_it() -> None:
    with pytest.raises(SnapshotError, match=r"geomap 0\.0\.1"):
        read_snapshot(changed("snapshot.json", {"geomap": "0.0.1"}), "x")
    with pytest.raises(SnapshotError, match="dictionaries: la") as caught:
        read_snapshot(changed("snapshot.json", {"dictionaries": ["la"]}), "x")
    assert "geomap[ru,uk]" in caught.value.hint
