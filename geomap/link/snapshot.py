"""A gazetteer as linking needs it: facts about its places and every spelling of their names, in memory or in a file.

The file is a zip archive of JSON that is not compressed: it is read as data only, in about a second for 170,000 names.
Its SHA-256 is its name: the same gazetteer, version of geomap and dictionaries give the same bytes.
"""

import hashlib
import io
import json
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from importlib import metadata
from typing import Any, NamedTuple

from geomap._gc import without_collector
from geomap.errors import GeomapError
from geomap.findings import echo
from geomap.link.morphology import INSTALLED
from geomap.link.names import Name, NameTables, Spelled, name_tables
from geomap.model import Coordinates, Place, Precision

FORMAT = "geomap snapshot"
VERSION = 2
SUFFIX = ".snapshot"

_DATE = (1980, 1, 1, 0, 0, 0)  # of every member: the earliest that zip has
_AGAIN = "make it again: geomap snapshot PROJECT"


class SnapshotError(GeomapError, ValueError):
    """A snapshot cannot be used."""


class KnownPlace(NamedTuple):
    """What linking needs to know about a place; ``uncertainty_m`` is a radius in metres."""

    id: str
    name: str
    coordinates: Coordinates | None
    precision: Precision
    uncertainty_m: float | None
    part_of: str | None


@dataclass(frozen=True, eq=False)
class Snapshot:
    """A gazetteer as linking needs it.

    Attributes:
        places: in the gazetteer's order.
        language: of the gazetteer (BCP 47).
        tables: the spellings of all names.
    """

    places: tuple[KnownPlace, ...]
    language: str
    tables: NameTables

    @cached_property
    def data(self) -> bytes:
        """The content of its file."""
        return _encoded(self)

    @cached_property
    def sha256(self) -> str:
        """The hash of its file, which names it."""
        return hashlib.sha256(self.data).hexdigest()

    @property
    def file_name(self) -> str:
        """The name of its file: the beginning of the hash."""
        return f"{self.sha256[:16]}{SUFFIX}"


def snapshot_of(places: Iterable[Place], language: str = "en") -> Snapshot:
    """The snapshot of a gazetteer's places; names without a stated language are in ``language`` (BCP 47)."""
    places = tuple(places)
    known = tuple(
        KnownPlace(each.id, each.name, each.coordinates, each.precision, each.uncertainty_m, each.part_of)
        for each in places
    )
    with without_collector():
        return Snapshot(known, language, name_tables(names_of(places, language)))


def names_of(places: Iterable[Place], language: str) -> Iterator[Name]:
    """Every name of the places with its language."""
    for place in places:
        yield Name(place.id, place.name, language)
        for name_language, name in place.names.items():
            yield Name(place.id, name, name_language)
        for name in place.aliases:
            yield Name(place.id, name, language)


def read_snapshot(data: bytes, name: str) -> Snapshot:
    """The snapshot in a file.

    Args:
        data: the content of the file.
        name: of the file, for errors.

    Raises:
        SnapshotError: it is none, is damaged, or was made by another version or with other dictionaries.
    """
    try:
        with without_collector(), zipfile.ZipFile(io.BytesIO(data)) as archive:
            if any(each.compress_type != zipfile.ZIP_STORED for each in archive.infolist()):
                raise ValueError("compressed")  # noqa: TRY301
            header = json.loads(archive.read("snapshot.json"))
            if header["format"] != FORMAT:
                raise ValueError(header["format"])  # noqa: TRY301
            _require_same(header, name)
            places = tuple(_places(json.loads(archive.read("places.json"))))
            tables = _tables(archive, [place.id for place in places])
    except (zipfile.BadZipFile, KeyError, ValueError, TypeError, IndexError, RecursionError, EOFError) as error:
        if isinstance(error, SnapshotError):
            raise
        raise SnapshotError(f"{echo(name)} is not a snapshot of a gazetteer, or it is damaged", _AGAIN) from None
    snapshot = Snapshot(places, header["language"], tables)
    snapshot.__dict__["data"] = data
    return snapshot


def _require_same(header: dict[str, Any], name: str) -> None:
    """Linking depends on the program too: another version or other dictionaries could give other mentions."""
    made = {"version": VERSION, "geomap": metadata.version("geomap"), "dictionaries": list(INSTALLED)}
    if header["version"] != made["version"] or header["geomap"] != made["geomap"]:
        by = f"geomap {echo(str(header['geomap']))}, this is geomap {made['geomap']}"
        raise SnapshotError(f"{echo(name)} was made by {by}", f"use the same version everywhere, or {_AGAIN}")
    if header["dictionaries"] != made["dictionaries"]:
        there, here = (" and ".join(map(echo, each)) or "none" for each in (header["dictionaries"], INSTALLED))
        message = f"{echo(name)} was made with other dictionaries: {there}; here: {here}"
        raise SnapshotError(message, "install the same extras everywhere: pip install 'geomap[ru,uk]'")


def _places(rows: dict[str, list[Any]]) -> Iterator[KnownPlace]:
    precisions = {str(each): each for each in Precision}
    columns = (rows[key] for key in ("id", "name", "coordinates", "precision", "uncertainty_m", "part_of"))
    for id_, name, position, precision, uncertainty, part_of in zip(*columns, strict=True):
        at = Coordinates(float(position[0]), float(position[1])) if position else None
        yield KnownPlace(id_, name, at, precisions[precision], uncertainty, part_of)


def _tables(archive: zipfile.ZipFile, ids: list[str]) -> NameTables:
    rows = json.loads(archive.read("names.json"))
    places = map(ids.__getitem__, rows["place"])
    languages = map(rows["languages"].__getitem__, rows["language"])
    names = list(map(Name, places, rows["name"], languages))
    written = _spelled(json.loads(archive.read("written.json")), len(names))
    keys = list(map(written.spellings.__getitem__, rows["key"]))
    if not len(names) == len(keys) == len(rows["place"]) == len(rows["language"]):
        raise ValueError("columns of different length")
    inflected: list[int] = rows["inflected"]
    if inflected and not (min(inflected) >= 0 and max(inflected) < len(names)):
        raise ValueError("unknown name")
    return NameTables(names, keys, written, inflected)


def _spelled(table: dict[str, Any], names: int) -> Spelled:
    """A table of a file, whose numbers are those of names."""
    numbers: list[int | list[int]] = table["names"]
    known = range(names)
    several = [each for each in numbers if not isinstance(each, int)]
    used = {each for each in numbers if isinstance(each, int)}.union(*several)
    if len(numbers) != len(table["spellings"]) or (used and not (min(used) in known and max(used) in known)):
        raise ValueError("unknown name")
    return Spelled(table["spellings"], numbers)


def _encoded(snapshot: Snapshot) -> bytes:
    tables = snapshot.tables
    places = snapshot.places
    number = {place.id: i for i, place in enumerate(places)}
    at = {spelling: i for i, spelling in enumerate(tables.written.spellings)}
    languages = sorted({name.language for name in tables.names})
    header = {
        "format": FORMAT,
        "version": VERSION,
        "geomap": metadata.version("geomap"),
        "dictionaries": list(INSTALLED),
        "language": snapshot.language,
        "places": len(places),
        "names": len(tables.names),
    }
    columns: dict[str, Callable[[KnownPlace], Any]] = {
        "id": lambda place: place.id,
        "name": lambda place: place.name,
        "coordinates": lambda place: list(place.coordinates) if place.coordinates else None,
        "precision": lambda place: str(place.precision),
        "uncertainty_m": lambda place: place.uncertainty_m,
        "part_of": lambda place: place.part_of,
    }
    names = {
        "languages": languages,
        "place": [number[name.place] for name in tables.names],
        "name": [name.name for name in tables.names],
        "language": [languages.index(name.language) for name in tables.names],
        "key": [at[key] for key in tables.keys],
        "inflected": list(tables.inflected),
    }
    members = {
        "snapshot.json": header,
        "places.json": {key: [value(place) for place in places] for key, value in columns.items()},
        "names.json": names,
        "written.json": {"spellings": tables.written.spellings, "names": tables.written.names},
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name, value in members.items():
            text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
            archive.writestr(zipfile.ZipInfo(name, _DATE), text.encode("utf-8", "surrogatepass"))
    return buffer.getvalue()
