"""The formats that can be imported, and which of them a file has."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from geomap.findings import Location, echo
from geomap.importing.chats import program_of_chat
from geomap.importing.dialects import detect_dialect
from geomap.importing.errors import UnknownFormatError
from geomap.importing.formats.annotations import is_annotations, read_annotations
from geomap.importing.formats.geojson import is_geojson, is_umap, read_geojson, read_umap
from geomap.importing.formats.georss import read_georss
from geomap.importing.formats.gpx import read_gpx
from geomap.importing.formats.json_rows import (
    has_rows,
    is_esri,
    is_overpass,
    read_esri,
    read_geoconfirmed_json,
    read_overpass,
    read_rows,
)
from geomap.importing.formats.json_text import mapping_of
from geomap.importing.formats.kml import read_kml, read_kmz
from geomap.importing.formats.linked_places import is_linked_places, read_linked_places
from geomap.importing.formats.table import open_table, read_table
from geomap.importing.formats.timemap import is_timemap, read_timemap
from geomap.importing.log import ImportLog
from geomap.importing.record import Record
from geomap.importing.source import SourceFile

_ANY_TERMS = "Check the terms of use of the source and credit it before you publish the map."
_GEOCONFIRMED_TERMS = "GeoConfirmed has its own terms for bulk use of its data: ask before you publish the map."


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
        terms=_GEOCONFIRMED_TERMS,
    ),
    "acled": Format(
        "ACLED CSV",
        read_table,
        "reports",
        terms="ACLED's terms of use require an attribution: https://acleddata.com/terms",
    ),
    "viina": Format(
        "VIINA CSV", read_table, "reports", terms="VIINA asks to be cited: https://github.com/zhukovyuri/VIINA"
    ),
    "ucdp": Format("UCDP GED CSV", read_table, "reports", terms="UCDP asks to be cited: https://ucdp.uu.se/downloads"),
    "gdelt": Format("GDELT events", read_table, "reports", terms="GDELT asks to be cited: https://gdeltproject.org"),
    "atlos": Format("Atlos CSV", read_table, "reports"),
    "auto-archiver": Format("auto-archiver CSV", read_table, "reports"),
    "recogito": Format("Recogito CSV", read_table, "places"),
    "lp-tsv": Format("Linked Places TSV", read_table, "places"),
    "kml": Format("KML", read_kml),
    "kmz": Format("KMZ", read_kmz),
    "gpx": Format("GPX", read_gpx, "places"),
    "georss": Format("GeoRSS", read_georss, "reports"),
    "json": Format("JSON objects", read_rows),
    "overpass": Format(
        "Overpass JSON",
        read_overpass,
        "places",
        terms="OpenStreetMap requires the credit © OpenStreetMap contributors (ODbL).",
    ),
    "esri": Format("ArcGIS JSON", read_esri),
    "geoconfirmed-json": Format("GeoConfirmed JSON", read_geoconfirmed_json, "reports", terms=_GEOCONFIRMED_TERMS),
    "lpf": Format("Linked Places", read_linked_places, "places"),
    "timemap": Format("TimeMap events", read_timemap, "reports", month_first=True),
    "annotations": Format("Web Annotation (Recogito)", read_annotations, "places"),
}
"""Every format by the name that ``--from`` takes."""


_TO_CSV = "save the sheet as CSV in UTF-8: in Excel as “CSV UTF-8”, in LibreOffice as “Text CSV”"
_TO_GEOJSON = "convert it to GeoJSON: ogr2ogr -t_srs EPSG:4326 new.geojson"
_REFUSED: tuple[tuple[bytes, str, str], ...] = (
    (b"\xd0\xcf\x11\xe0", "a spreadsheet or document of an old office program", _TO_CSV),
    (b"%PDF", "a PDF", "copy its table into a spreadsheet, check it, and save it as CSV in UTF-8"),
    (b"{\\rtf", "an RTF document", "copy its table into a spreadsheet, and save it as CSV in UTF-8"),
    (b"SQLite format 3", "a GeoPackage or another database", f"{_TO_GEOJSON} FILE.gpkg"),
    (b"\x00\x00\x27\x0a", "a shapefile", f"{_TO_GEOJSON} FILE.shp"),
    (b"PAR1", "a Parquet file", f"{_TO_GEOJSON} FILE.parquet"),
    (b"fgb", "a FlatGeobuf file", f"{_TO_GEOJSON} FILE.fgb"),
    (b"PMTiles", "map tiles", "name it under basemap: in map:, or import the data that it was made from"),
    (b"\x1f\x8b", "compressed", "unpack it first: gunzip FILE.gz"),
    (b"\x89PNG", "a picture", "add it to a report under media:"),
    (b"\xff\xd8\xff", "a picture", "add it to a report under media:"),
)
"""The first bytes of files that are no data of places, what they are, and what to do."""


def detect_format(source: SourceFile) -> str:
    """The format of a file, from its content; its name is ignored.

    Raises:
        ImportFailedError: the format is unknown, or the file cannot be read.
    """
    start = source.data[:4096]
    for signature, what, hint in _REFUSED:
        if start.startswith(signature):
            raise UnknownFormatError(f"the file is {what}", hint, Location(source.name))
    if start.startswith(b"PK\x03\x04"):
        return "kmz"
    if program := program_of_chat(source.data):
        hint = "to make an article of its messages, with their times: geomap import article FILE"
        raise UnknownFormatError(f"the file is a chat of {program}", hint, Location(source.name))
    text = start.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe\x1e \t\r\n")
    if text.startswith(b"<"):
        return _xml_format(text, source.name)
    if text.startswith((b"{", b"[")):
        return _json_format(source.json.value, source.name)
    if re.match(rb"[\w.$]+\(\s*[{\[]", text):
        message = "the file is JSON inside a function call (JSONP)"
        hint = "delete the name and the bracket before the first { or [, and the bracket at the end"
        raise UnknownFormatError(message, hint, Location(source.name))
    dialect = detect_dialect(open_table(source).headings)
    return dialect if dialect in FORMATS else "csv"


_OTHER_XML = {
    "osm": "export it from Overpass Turbo as GeoJSON, or convert it: ogr2ogr new.geojson FILE points",
    "osmchange": "export the elements from Overpass Turbo as GeoJSON",
    "featurecollection": f"it is probably GML; {_TO_GEOJSON} FILE",
    "workbook": _TO_CSV,
    "tcx": "export GPX",
    "trainingcenterdatabase": "export GPX",
}
"""What to do with other XML, by its first element."""


def _xml_format(text: bytes, name: str) -> str:
    tags = [tag.decode().lower() for tag in re.findall(rb"<(?:[A-Za-z][\w.-]*:)?([A-Za-z]+)", text)]
    for known in ("kml", "gpx"):
        if known in tags[:1] or (known in tags and "html" not in tags[:2]):
            return known
    if "html" in tags or b"<!doctype html" in text.lower():
        hint = "to import it as an article: geomap import article FILE"
        raise UnknownFormatError("the file is a web page, not data", hint, Location(name))
    if {"rss", "feed", "RDF", "rdf"} & set(tags[:1]):
        return "georss"
    hint = _OTHER_XML.get(tags[0].lower() if tags else "", "export KML, GPX, GeoRSS, GeoJSON or CSV")
    raise UnknownFormatError(
        f"the format of this XML, <{echo(tags[0]) if tags else ''}>, is unknown", hint, Location(name)
    )


_JSON_FORMATS: dict[str, Callable[[Any], bool]] = {
    "annotations": is_annotations,
    "timemap": is_timemap,
    "umap": is_umap,
    "geoconfirmed-json": lambda value: isinstance(value, dict) and isinstance(value.get("mapDataFolders"), list),
    "overpass": is_overpass,
    "esri": is_esri,
    "lpf": is_linked_places,
    "geojson": is_geojson,
    "json": has_rows,
}
"""How each format of JSON is recognised, the most specific first."""


def _json_format(value: Any, name: str) -> str:
    if mapping_of(value).get("type") == "Topology":
        hint = "convert it to GeoJSON: topo2geo, mapshaper.org, or ogr2ogr new.geojson FILE"
        raise UnknownFormatError("the file is TopoJSON", hint, Location(name))
    found = next((form for form, recognised in _JSON_FORMATS.items() if recognised(value)), None)
    if found is None:
        hint = f"name the format with --from; the formats are {', '.join(FORMATS)}"
        raise UnknownFormatError("the format of this JSON is unknown", hint, Location(name))
    return found
