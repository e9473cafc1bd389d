"""Other formats → things under geomap's own names; one small file a format, and this table of them all."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from geomap.findings import Finding, Location
from geomap.importing.formats.annotations import is_annotations, read_annotations
from geomap.importing.formats.geojson import read_geojson, read_umap
from geomap.importing.formats.gpx import read_gpx
from geomap.importing.formats.json_text import JsonText
from geomap.importing.formats.kml import read_kml, read_kmz
from geomap.importing.formats.linked_places import read_linked_places
from geomap.importing.formats.source import FILE, ImportFailedError, Raw, Source, Wishes
from geomap.importing.formats.table import open_table, read_table
from geomap.importing.formats.timemap import is_timemap, read_timemap
from geomap.read.files import read_content

__all__ = ["FORMATS", "Format", "ImportFailedError", "Raw", "Source", "Wishes", "format_of", "open_file"]


@dataclass(frozen=True)
class Format:
    """A format that can be imported.

    Attributes:
        title: what people call it.
        read: the things of a file, and what cannot be used of it.
        kind: ``places`` or ``reports``, where the format holds nothing else; None where each thing tells.
        month_first: how 3/4/2023 is meant in it; None where nobody can say.
    """

    title: str
    read: Callable[[Source], Iterator[Raw | Finding]]
    kind: str | None = None
    month_first: bool | None = None


FORMATS: dict[str, Format] = {
    "geojson": Format("GeoJSON", read_geojson),
    "umap": Format("uMap", read_umap),
    "csv": Format("a table (CSV or TSV)", read_table),
    "geoconfirmed": Format("GeoConfirmed's CSV", read_table, "reports"),
    "acled": Format("ACLED's CSV", read_table, "reports"),
    "lp-tsv": Format("Linked Places as TSV", read_table, "places"),
    "kml": Format("KML", read_kml),
    "kmz": Format("KMZ", read_kmz),
    "gpx": Format("GPX", read_gpx, "places"),
    "lpf": Format("Linked Places", read_linked_places, "places"),
    "timemap": Format("TimeMap's events", read_timemap, "reports", month_first=True),
    "annotations": Format("Web Annotation (Recogito)", read_annotations, "places"),
}
"""Every format by the name that ``--from`` takes."""


def open_file(path: Path, wishes: Wishes) -> Source:
    """The bytes of a file that the user has named.

    Raises:
        ImportFailedError: it cannot be opened, or is larger than the limit.
    """
    content = read_content(path, path.parent, FILE, anywhere=True)
    if isinstance(content, Finding):
        raise ImportFailedError(content)
    return Source(content.name, content.data, wishes)


def format_of(source: Source) -> str:
    """Which format a file has, by what is in it; its name does not count.

    Raises:
        ImportFailedError: it is none that is known.
    """
    begin = source.data[:4096]
    if begin.startswith(b"PK\x03\x04"):
        return "kmz"
    text = begin.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    if text.startswith(b"<"):
        return _xml_format(text, source.name)
    if text.startswith((b"{", b"[")):
        return _json_format(JsonText(source), source.name)
    kind = open_table(source).dialect
    return kind if kind in FORMATS else "csv"


def _xml_format(text: bytes, name: str) -> str:
    tags = [tag.decode().lower() for tag in re.findall(rb"<(?:[A-Za-z][\w.-]*:)?([A-Za-z]+)", text)]
    for known in ("kml", "gpx"):
        if known in tags[:1] or (known in tags and "html" not in tags[:2]):
            return known
    if "html" in tags or b"<!doctype html" in text.lower():
        advice = "geomap import article FILE makes an article of it"
        raise ImportFailedError(Finding(Location(name), "I001", "the file is a web page, not data", advice))
    raise ImportFailedError(Finding(Location(name), "I001", "the XML is neither KML nor GPX", "export one of the two"))


def _json_format(text: JsonText, name: str) -> str:
    value = text.value
    if is_annotations(value):
        return "annotations"
    if is_timemap(value):
        return "timemap"
    if isinstance(value, dict) and (value.get("type") == "umap" or isinstance(value.get("layers"), list)):
        return "umap"
    features = value.get("features") if isinstance(value, dict) else value if isinstance(value, list) else None
    first = features[0] if isinstance(features, list) and features else value
    if isinstance(first, dict) and first.get("type") == "Feature":
        linked = "linked" in str(value.get("@context", "")) if isinstance(value, dict) else False
        return "lpf" if linked or {"@id", "names"} <= first.keys() else "geojson"
    if isinstance(value, dict) and value.get("type") == "FeatureCollection":
        return "geojson"
    advice = f"say which it is with --from; known are {', '.join(FORMATS)}"
    raise ImportFailedError(Finding(Location(name), "I001", "the format of the JSON cannot be told", advice))
