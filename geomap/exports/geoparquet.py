"""Atlas → GeoParquet 1.1: typed columns, evidence and history as lists of structs."""

import io
import json
from typing import TYPE_CHECKING, Any

from shapely import to_wkb
from shapely.geometry import shape

from geomap.exports.geojson import bbox
from geomap.exports.record import columns as columns_of
from geomap.exports.record import corrections_of, evidence_of, history_of, lists_of, records
from geomap.extras import require
from geomap.geometry.shapes import geojson_geometry, shape_of
from geomap.i18n.translator import Translator
from geomap.model import FormerTexts
from geomap.model.published import PublishedAtlas

if TYPE_CHECKING:
    import pyarrow as pa

DAYS = {"date_earliest", "date_latest", "reported_earliest", "reported_latest"}
QUOTE = ("article", "title", "publisher", "published", "url", "archive_url", "quote", "sentence")
PROVENANCE = ("says", "kind", "origin")
CHANGE = ("date", "status", "reason")


def reports_parquet(atlas: PublishedAtlas, words: Translator) -> bytes:
    """The reports as one Parquet file, with the geometries of the GeoJSON as WKB: longitude first, WGS 84.

    The same version of pyarrow writes the same bytes.

    Raises:
        MissingExtraError: pyarrow is not installed.
    """
    pa, pq = require("pyarrow", extra="parquet"), require("pyarrow.parquet", extra="parquet")

    places = (atlas.place_by_id[report.place] if report.place else None for report in atlas.reports)
    geometries = [geojson_geometry(shape_of(place)) for place in places]
    names = columns_of(atlas)
    rows = [
        {
            **records(atlas, words)[report.id],
            **lists_of(report, names),
            "evidence": evidence_of(atlas, report),
            "history": history_of(report),
            "corrected": corrections_of(atlas, report),
            "geometry": to_wkb(shape(geometry), byte_order=1) if geometry else None,
        }
        for report, geometry in zip(atlas.reports, geometries, strict=True)
    ]
    schema = _schema(pa, names, atlas)
    columns = [_column(pa, [row[field.name] for row in rows], field) for field in schema]
    known = [geometry for geometry in geometries if geometry]
    metadata = {b"geo": json.dumps(_geo(known)).encode()}
    table = pa.table(columns, schema=schema.with_metadata(metadata))
    file = io.BytesIO()
    pq.write_table(table, file, compression="zstd")
    return file.getvalue()


def _column(pa: Any, values: list[Any], field: "pa.Field") -> Any:
    if field.name in DAYS:
        return pa.array(values, pa.string()).cast(field.type)
    return pa.array(values, field.type)


def _schema(pa: Any, names: dict[str, type], atlas: PublishedAtlas) -> "pa.Schema":
    kinds = {str: pa.string(), float: pa.float64(), bool: pa.bool_()}
    types = {name: pa.date32() if name in DAYS else kinds[kind] for name, kind in names.items()}
    types |= {name: pa.list_(pa.string()) for name in ("tags", "checked_by") if name in names}
    quote = [(name, pa.string()) for name in (*QUOTE, *(PROVENANCE if atlas.weighs_evidence else ()))]
    quote += [("repeats", pa.list_(pa.string()))] if atlas.weighs_evidence else []
    quote += [("translations", pa.map_(pa.string(), pa.string()))] if atlas.translates_quotes else []
    quote += [("start", pa.int64()), ("end", pa.int64())]
    types["evidence"] = pa.list_(pa.struct(quote))
    types["history"] = pa.list_(pa.struct([(name, pa.string()) for name in CHANGE]))
    if atlas.has_corrections:
        before = pa.struct([(name, pa.string()) for name in FormerTexts.model_fields])
        types["corrected"] = pa.list_(pa.struct([("date", pa.string()), ("note", pa.string()), ("before", before)]))
    return pa.schema([*types.items(), ("geometry", pa.binary())])


def _geo(geometries: list[dict[str, Any]]) -> dict[str, Any]:
    """The file metadata of GeoParquet. Without a crs, positions are longitude and latitude in WGS 84 (OGC:CRS84)."""
    column: dict[str, Any] = {
        "encoding": "WKB",
        "geometry_types": sorted({geometry["type"] for geometry in geometries}),
    }
    box = bbox(geometries)
    if box:
        column["bbox"] = box
    return {"version": "1.1.0", "primary_column": "geometry", "columns": {"geometry": column}}
