"""A thing as a source says it → the place and the report that a gazetteer can hold, nothing of them made up."""

import math
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from pydantic import TypeAdapter, ValidationError

from geomap.findings import Finding, Location, echo
from geomap.importing.fields.positions import position_said
from geomap.importing.fields.reports import report_said
from geomap.importing.formats import Raw
from geomap.importing.formats.source import MAX_TEXT, left_out, text_of, texts_of
from geomap.model import Coordinates, Precision, slug
from geomap.model.entry import Id
from geomap.read.files import CONTROL

_ID: TypeAdapter[str] = TypeAdapter(Id)
_LINE_ENDS = re.compile("\r\n|[\r\x85\u2028\u2029]")
_TELL_A_REPORT = ("date", "date_earliest", "date_latest", "status", "status_reason", "system", "reported", "evidence")


@dataclass(slots=True)
class Draft:
    """What a thing comes to, as the entries' keys and values; ids are given out later.

    Attributes:
        at: where the thing, or the value under a name of geomap's, stands in the source.
        place: keys of a place; None where the source gives neither position nor name of one.
        report: keys of a report, without its place; None where the thing is a place alone.
        place_notes: what was assumed of the place, for comments; ``report_notes`` likewise.
        counted: whether the report's id is a mere number, which tells it from others of its file alone.
    """

    at: Callable[[str], Location]
    place: dict[str, Any] | None
    report: dict[str, Any] | None
    place_notes: list[str] = field(default_factory=list)
    report_notes: list[str] = field(default_factory=list)
    counted: bool = False


@dataclass(frozen=True)
class Context:
    """What holds for every thing of a file: its name, its kind, and the order of its dates."""

    file: str
    stem: str
    kind: str | None
    month_first: bool | None


class Said:
    """The values of one thing, cleaned as they are asked for; what is odd about them becomes a finding and a note."""

    def __init__(self, raw: Raw, context: Context) -> None:
        self.raw, self.context = raw, context
        self.findings: list[Finding] = []
        self.notes: list[str] = []

    def text(self, name: str, *, lines: bool = False) -> str:
        """The words under a name: on one line unless ``lines`` may be several."""
        value = self.raw.said.get(name)
        text = "; ".join(texts_of(value)) if isinstance(value, list) else text_of(value)
        if not text:
            return ""
        if not text.isascii() or not text.isprintable():
            text = CONTROL.sub("", _LINE_ENDS.sub("\n", text)).strip()
        if not lines:
            text = " ".join(text.split())
        if len(text) > MAX_TEXT:
            self.notes.append(f"{name}: cut after {MAX_TEXT:,} characters")
            text = text[: MAX_TEXT - 1] + "…"
        return text

    def number(self, name: str) -> float | None:
        """The number under a name; a decimal comma counts as a point."""
        value = self.raw.said.get(name)
        text = text_of(value).replace(",", ".")
        try:
            number = float(text)
        except ValueError:
            number = math.nan
        if text and not math.isfinite(number):
            self.warn("I014", name, f'{name} is "{echo(text)}", which is no number', "left out")
        return number if math.isfinite(number) else None

    def warn(self, code: str, name: str, found: str, advice: str = "") -> None:
        """A finding at the value under a name."""
        self.findings.append(Finding(self.raw.at(name), code, found, advice))


def draft_of(raw: Raw, context: Context) -> tuple[Draft | None, list[Finding]]:
    """The place and the report of a thing; None where it has none, or where its position is wrong."""
    said = Said(raw, context)
    kind = context.kind or ("reports" if any(raw.said.get(name) for name in _TELL_A_REPORT) else "places")
    position = position_said(raw, said)
    if position is None:
        return None, said.findings
    coordinates, area = position
    place_notes, said.notes = said.notes, []
    title = said.text("title")
    name = said.text("place") if kind == "reports" else title or said.text("place")
    place = _place(said, kind, name, coordinates, area)
    place_notes += said.notes
    said.notes = []
    if kind == "places":
        if place is None:
            said.findings.append(left_out(raw.at("title"), "a place without position and without name"))
            return None, said.findings
        if note := said.text("description", lines=True):
            place["note"] = _with_links(note, said)
        return Draft(raw.at, place, None, [*place_notes, *said.notes, *raw.notes]), said.findings
    report = report_said(said, title)
    if report is None:
        said.findings.append(left_out(raw.at("title"), "a report without title, description, system and place"))
        return None, said.findings
    if identifier := identifier_said(said, "id"):
        report = {"id": identifier, **report}
    counted = said.text("id").isdecimal()
    return Draft(raw.at, place, report, place_notes, [*raw.notes, *said.notes], counted), said.findings


def _place(
    said: Said, kind: str, name: str, coordinates: Coordinates | None, area: dict[str, Any] | None
) -> dict[str, Any] | None:
    """The keys of a place, the missing ones left out; None where the source gives nothing of one."""
    if not name and coordinates is None and area is None:
        return None
    place: dict[str, Any] = {}
    place["id"] = identifier_said(said, "place_id") or (identifier_said(said, "id") if kind == "places" else "")
    if not name:
        name = named_by(coordinates) if coordinates else said.text("title") or "Area without a name"
        said.notes.append("name: the source gives none")
    place["name"] = name
    names = said.raw.said.get("names")
    if isinstance(names, dict):
        place["names"] = {language: " ".join(words.split()) for language, words in names.items() if words.strip()}
    aliases = [" ".join(each.split()) for each in texts_of(said.raw.said.get("aliases"), ";")]
    place["aliases"] = [each for each in dict.fromkeys(aliases) if each != name and len(each) <= 200]
    place["coordinates"] = coordinates
    precision = said.text("precision").casefold()
    if precision in set(Precision):
        place["precision"] = precision if precision != Precision.UNKNOWN else None
    elif precision:
        said.warn("I014", "precision", f'the precision "{echo(precision)}" is none of geomap\'s', "left out: unknown")
        said.notes.append(f"precision: the source says {echo(precision)}")
    else:
        said.notes.append("precision: the source gives none")
    radius = said.number("uncertainty_m")
    if radius is not None and 0 < radius <= 20_000_000:
        place["uncertainty"] = radius
    place["coordinate_source"] = said.text("coordinate_source")
    place["area"] = area
    place["same_as"] = same_as_said(said.raw.said.get("same_as"))
    place["note"] = said.text("place_note", lines=True)
    if said.raw.said.get("coarsened") is True or said.text("coarsened").casefold() in {"true", "yes", "1"}:
        said.notes.append("the source has published this position coarser than it is known")
    return {key: value for key, value in place.items() if value not in (None, "", [], {})}


def _with_links(note: str, said: Said) -> str:
    links = list(dict.fromkeys(texts_of(said.raw.said.get("links"))))
    return "\n".join([note, *(f"Source: {link}" for link in links[:20] if link not in note)])


def named_by(coordinates: Coordinates) -> str:
    """What a place is called of which only the position is known.

    >>> named_by(Coordinates(55.72812, -37.5))
    '55.7281° N, 37.5000° W'
    """
    latitude, longitude = coordinates
    return f"{abs(latitude):.4f}° {'NS'[latitude < 0]}, {abs(longitude):.4f}° {'EW'[longitude < 0]}"


def identifier_said(said: Said, name: str) -> str:
    """The source's id where it tells one thing from all others: a mere number gets the file's name before it."""
    text = said.text(name)
    if not text:
        return ""
    wanted = f"{said.context.stem}-{text}" if text.isdecimal() else text
    try:
        return _ID.validate_python(wanted)
    except ValidationError:
        return slug(wanted)


_ELSEWHERE = [
    (re.compile(r"(?:gn:|https?://(?:www\.|sws\.)?geonames\.org/)(\d+)"), "geonames"),
    (re.compile(r"(?:wd:|https?://(?:www\.)?wikidata\.org/(?:wiki|entity)/)(Q\d+)"), "wikidata"),
    (re.compile(r"(?:pl:|https?://pleiades\.stoa\.org/places/)(\d+)"), "pleiades"),
    (re.compile(r"(?:tgn:|https?://vocab\.getty\.edu/tgn/)(\d+)"), "tgn"),
    (re.compile(r"https?://(?:www\.)?openstreetmap\.org/((?:node|way|relation)/\d+)"), "osm"),
]


def same_as_said(value: Any) -> dict[str, str | int]:
    """The same place elsewhere, by the name of where.

    >>> same_as_said(["wd:Q649", "http://www.geonames.org/524901/moscow.html", "https://example.org/p/1"])
    {'wikidata': 'Q649', 'geonames': 524901, 'example.org': 'https://example.org/p/1'}
    """
    if isinstance(value, dict):
        return {key: each for key, each in value.items() if isinstance(each, str | int) and not isinstance(each, bool)}
    found: dict[str, str | int] = {}
    for text in texts_of(value):
        for pattern, where in _ELSEWHERE:
            if match := pattern.match(text):
                found.setdefault(where, int(match[1]) if match[1].isdecimal() and len(match[1]) < 18 else match[1])
                break
        else:
            if match := re.match(r"https?://(?:www\.)?([\w.-]+)/\S+$", text) or re.match(
                r"([A-Za-z]{2,12}):\S+$", text
            ):
                found.setdefault(match[1], text)
    return found
