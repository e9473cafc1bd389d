"""The formats that can be imported, and which of them a file has."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from geomap.findings import Location
from geomap.importing.columns import detect_dialect
from geomap.importing.errors import UnknownFormatError
from geomap.importing.formats.annotations import is_annotations, read_annotations
from geomap.importing.formats.geojson import read_geojson, read_umap
from geomap.importing.formats.gpx import read_gpx
from geomap.importing.formats.kml import read_kml, read_kmz
from geomap.importing.formats.linked_places import read_linked_places
from geomap.importing.formats.table import open_table, read_table
from geomap.importing.formats.timemap import is_timemap, read_timemap
from geomap.importing.log import ImportLog
from geomap.importing.record import Record
from geomap.importing.source import SourceFile

_ANY_TERMS = "Check the terms of use of the source and credit it before you publish the map."


@dataclass(frozen=True)
class Format:
    """A format that can be imported.

    Attributes:
        title: its name.
        read: the records of a file; what cannot be used is added to the log.
        kind: ``places`` or ``reports`` if the format has nothing else.
        month_first: whether 3/4/2023 is in March; None if the format does not define it.
        terms: reminder about the terms of use, shown after the import.
    """

    title: str
    read: Callable[[SourceFile, ImportLog], Iterator[Record]]
    kind: str | None = None
    month_first: bool | None = None
    terms: str = _ANY_TERMS


FORMATS: dict[str, Format] = {
    "geojson": Format("GeoJSON", read_geojson),
    "umap": Format("uMap", read_umap, terms="The data of a uMap belong to its authors; uMap shows their licence."),
    "csv": Format("CSV or TSV table", read_table),
    "geoconfirmed": Format(
        "GeoConfirmed CSV",
        read_table,
        "reports",
        terms="GeoConfirmed has its own terms for bulk use of its data: ask before you publish the map.",
    ),
    "acled": Format(
        "ACLED CSV",
        read_table,
        "reports",
        terms="ACLED's terms of use require an attribution: https://acleddata.com/terms",
    ),
    "lp-tsv": Format("Linked Places TSV", read_table, "places"),
    "kml": Format("KML", read_kml),
    "kmz": Format("KMZ", read_kmz),
    "gpx": Format("GPX", read_gpx, "places"),
    "lpf": Format("Linked Places", read_linked_places, "places"),
    "timemap": Format("TimeMap events", read_timemap, "reports", month_first=True),
    "annotations": Format("Web Annotation (Recogito)", read_annotations, "places"),
}
"""Every format by the name that ``--from`` takes."""


def detect_format(source: SourceFile) -> str:
    """The format of a file, from its content; its name is ignored.

    Raises:
        ImportFailedError: the format is unknown, or the file cannot be read.
    """
    start = source.data[:4096]
    if start.startswith(b"PK\x03\x04"):
        return "kmz"
    text = start.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    if text.startswith(b"<"):
        return _xml_format(text, source.name)
    if text.startswith((b"{", b"[")):
        return _json_format(source.json.value, source.name)
    dialect = detect_dialect(open_table(source).headings)
    return dialect if dialect in FORMATS else "csv"


def _xml_format(text: bytes, name: str) -> str:
    tags = [tag.decode().lower() for tag in re.findall(rb"<(?:[A-Za-z][\w.-]*:)?([A-Za-z]+)", text)]
    for known in ("kml", "gpx"):
        if known in tags[:1] or (known in tags and "html" not in tags[:2]):
            return known
    if "html" in tags or b"<!doctype html" in text.lower():
        hint = "to import it as an article: geomap import article FILE"
        raise UnknownFormatError("the file is a web page, not data", hint, Location(name))
    raise UnknownFormatError("the XML is neither KML nor GPX", "export KML or GPX", Location(name))


def _json_format(value: Any, name: str) -> str:
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
    hint = f"name the format with --from; the formats are {', '.join(FORMATS)}"
    raise UnknownFormatError("the format of this JSON is unknown", hint, Location(name))
