"""A record → the keys of a place."""

import re
from typing import Any

from pydantic import TypeAdapter, ValidationError

from geomap.findings import echo, nearest
from geomap.importing.dialects import is_no_value
from geomap.importing.record import RecordReader
from geomap.importing.source import texts_of
from geomap.model import Coordinates, Precision, slug
from geomap.model.entry import Id
from geomap.model.metres import read_metres, unit_of

_ID: TypeAdapter[str] = TypeAdapter(Id)
_MAX_NAME = 200
_NAME_IN_LANGUAGE = re.compile(r"(.+\S)\s*@\s*([A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*)")
"""A name as LP-TSV writes it: Крепость@ru."""
_GAZETTEERS = [
    (re.compile(r"(?:gn:|https?://(?:www\.|sws\.)?geonames\.org/)(\d+)"), "geonames"),
    (re.compile(r"(?:wd:|https?://(?:www\.)?wikidata\.org/(?:wiki|entity)/)(Q\d+)"), "wikidata"),
    (re.compile(r"(?:pl:|https?://pleiades\.stoa\.org/places/)(\d+)"), "pleiades"),
    (re.compile(r"(?:tgn:|https?://vocab\.getty\.edu/tgn/)(\d+)"), "tgn"),
    (re.compile(r"https?://(?:www\.)?openstreetmap\.org/((?:node|way|relation)/\d+)"), "osm"),
]


def read_place(
    reader: RecordReader, kind: str, name: str, coordinates: Coordinates | None, area: dict[str, Any] | None
) -> dict[str, Any] | None:
    """The keys of a place that have a value; None if it has neither a name nor a position."""
    if not name and coordinates is None and area is None:
        return None
    values: dict[str, Any] = {}
    values["id"] = read_id(reader, "place_id") or (read_id(reader, "id") if kind == "places" else "")
    if not name:
        name = name_from_position(coordinates) if coordinates else reader.text("title") or "Area without a name"
        reader.note("name: not in the source")
    values["name"] = name
    values["names"], values["aliases"] = _read_names(reader, name)
    values["coordinates"] = coordinates
    values["precision"] = _read_precision(reader)
    values["uncertainty"] = _read_uncertainty(reader)
    values["coordinate_source"] = reader.text("coordinate_source")
    values["area"] = area
    values["same_as"] = read_same_as(reader.value("same_as"))
    values["note"] = reader.text("place_note", multiline=True)
    if reader.value("coarsened") is True or reader.text("coarsened").casefold() in {"true", "yes", "1"}:
        reader.note("coordinates: generalised in the source")
    return {key: value for key, value in values.items() if value not in (None, "", [], {})}


def _read_names(reader: RecordReader, name: str) -> tuple[dict[str, str], list[str]]:
    """The names by language, and the other names."""
    given = reader.value("names")
    names = {}
    if isinstance(given, dict):
        names = {key: " ".join(text.split()) for key, text in given.items() if isinstance(text, str) and text.strip()}
    aliases = []
    for text in reader.texts("aliases"):
        alias = " ".join(text.split())
        if len(alias) > _MAX_NAME:
            reader.note(f"aliases: left out a name of {len(alias):,} characters")
        elif tagged := _NAME_IN_LANGUAGE.fullmatch(alias):
            names.setdefault(tagged[2], tagged[1])
        elif alias != name:
            aliases.append(alias)
    return names, list(dict.fromkeys(aliases))


def _read_uncertainty(reader: RecordReader) -> float | None:
    """The radius in metres, in the unit that the value or its heading names."""
    text, heading = reader.text("uncertainty_m"), reader.name_of("uncertainty_m")
    if not text or is_no_value(text):
        return None
    metres = read_metres(text, unit_of(heading))
    if metres is None or not re.fullmatch(r"[\d.]+", text) or unit_of(heading) != "m":
        reader.note(f"{heading}: {text}")
    if metres is None and not re.fullmatch(r"-?\d[\d.,]*", text):  # programs write 0 and -1 for an unknown one
        message = f'the {echo(heading)} "{echo(text)}" is no distance above 0'
        reader.warn("I014", "uncertainty_m", message, "a comment keeps it; write a number of metres, such as 250")
    return None if metres is None else float(metres)


def _read_precision(reader: RecordReader) -> str | None:
    precision = reader.text("precision").casefold()
    if precision in set(Precision):
        return precision if precision != Precision.UNKNOWN else None
    if precision:
        message = f'"{echo(precision)}" is not one of geomap\'s precisions; the precision is unknown'
        known = [each.value for each in Precision if each is not Precision.UNKNOWN]
        advice = f"{nearest(precision, known)} write one of {', '.join(known)}".lstrip()
        reader.warn("I014", "precision", message, advice)
        reader.note(f'precision: "{echo(precision)}" in the source')
    else:
        reader.note("precision: not in the source")
    return None


def name_from_position(coordinates: Coordinates) -> str:
    """The name of a place of which only the position is known.

    >>> name_from_position(Coordinates(55.72812, -37.5))
    '55.7281° N, 37.5000° W'
    """
    latitude, longitude = coordinates
    return f"{abs(latitude):.4f}° {'NS'[latitude < 0]}, {abs(longitude):.4f}° {'EW'[longitude < 0]}"


def read_id(reader: RecordReader, name: str) -> str:
    """The id in the source, as a valid id; a plain number is only unique in its file and gets the file's name."""
    text = reader.text(name)
    if not text:
        return ""
    identifier = f"{reader.context.stem}-{text}" if text.isdecimal() else text
    try:
        return _ID.validate_python(identifier)
    except ValidationError:
        return slug(identifier)


def read_same_as(value: Any) -> dict[str, str | int]:
    """The ids of the place in other gazetteers, from a mapping, a list, or a text with ``;`` or ``|``.

    >>> read_same_as(["wd:Q649", "http://www.geonames.org/524901/moscow.html", "https://example.org/p/1"])
    {'wikidata': 'Q649', 'geonames': 524901, 'example.org': 'https://example.org/p/1'}
    """
    if isinstance(value, dict):
        return {key: each for key, each in value.items() if isinstance(each, str | int) and not isinstance(each, bool)}
    found: dict[str, str | int] = {}
    for text in texts_of(re.split(r"[;|]", value) if isinstance(value, str) else value):
        for pattern, gazetteer in _GAZETTEERS:
            if match := pattern.match(text):
                number = match[1].isdecimal() and len(match[1]) < 18
                found.setdefault(gazetteer, int(match[1]) if number else match[1])
                break
        else:
            address = re.match(r"https?://(?:www\.)?([\w.-]+)/\S+$", text)
            if match := address or re.match(r"([A-Za-z]{2,12}):\S+$", text):
                found.setdefault(match[1], text)
    return found
