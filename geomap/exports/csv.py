"""Atlas → reports.csv (RFC 4180, UTF-8): one row per report, safe to open in a spreadsheet."""

import csv
import io
import re
from collections.abc import Iterable, Sequence

from shapely import to_wkt
from shapely.geometry import shape

from geomap.exports.record import Value, columns, plain, records
from geomap.geometry.shapes import geojson_geometry, shape_of
from geomap.i18n.translator import Translator
from geomap.model import Place
from geomap.model.published import PublishedAtlas

GEOMETRY = "wkt"
"""GDAL and QGIS read a column of this name as the geometry."""
LONGEST_CELL = 32_767
"""Characters in a cell of a spreadsheet. A longer outline is only in the GeoJSON."""

# Spreadsheets execute a cell that starts like this. Some also split cells at ; or tabs.
_SEPARATOR = re.compile(r"[;\t\r\n]")
_FORMULA = re.compile(r"(^|[;\t\r\n])([^\S\t\r\n]*)('*)(?=[=+\-@＝＋－＠])")
_GUARDED = re.compile(r"(^|[;\t\r\n])([^\S\t\r\n]*)'('*)(?=[=+\-@＝＋－＠])")


def reports_csv(atlas: PublishedAtlas, words: Translator) -> bytes:
    """The reports as a table with a header; true and false in lower case, unknown values empty."""
    shapes = {place.id: _wkt(place) for place in atlas.places}
    found = records(atlas, words).rows
    rows = ([*found[report.id], shapes[report.place] if report.place else None] for report in atlas.reports)
    return separated([*columns(atlas), GEOMETRY], rows)


def separated(columns: Sequence[str], rows: Iterable[Iterable[Value | None]], **form: str) -> bytes:
    """A header and rows as separated values; ``form`` has options of the csv module, such as another delimiter."""
    table = io.StringIO(newline="")
    writer = csv.writer(table, lineterminator="\r\n", **form)  # type: ignore[arg-type]
    writer.writerow(columns)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return table.getvalue().encode()


def guarded(text: str) -> str:
    """The text with an apostrophe before anything a spreadsheet would execute; ``unguarded`` undoes it.

    >>> guarded("=1+1")
    "'=1+1"
    >>> guarded("'=1+1")
    "''=1+1"
    """
    if text[:1].isalnum() and not _SEPARATOR.search(text):  # most texts: decided three times faster
        return text
    return _FORMULA.sub(r"\1\2'\3", text)


def unguarded(text: str) -> str:
    """The text before ``guarded``.

    >>> unguarded("'=1+1")
    '=1+1'
    """
    return _GUARDED.sub(r"\1\2\3", text)


def _cell(value: Value | None) -> str:
    if value is None:
        return ""
    return guarded(value) if isinstance(value, str) else plain(value)


def _wkt(place: Place) -> str | None:
    geometry = geojson_geometry(shape_of(place))
    if geometry and geometry["type"] == "Point":  # most: written without a geometry of GEOS, ten times faster
        longitude, latitude = geometry["coordinates"]
        return f"POINT ({plain(longitude)} {plain(latitude)})"
    wkt = to_wkt(shape(geometry), rounding_precision=6) if geometry else None
    return wkt if wkt and len(wkt) <= LONGEST_CELL else None
