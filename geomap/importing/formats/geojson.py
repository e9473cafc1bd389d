"""GeoJSON features, and the layers of features in uMap files."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import Any

from geomap.findings import Location, echo
from geomap.importing.columns import is_empty, match_columns, read_cells
from geomap.importing.errors import BrokenFileError, ReferenceSystemError
from geomap.importing.formats.html_text import html_to_text
from geomap.importing.formats.json_text import JsonPath, JsonText, list_of, mapping_of
from geomap.importing.formats.umap_text import umap_to_text
from geomap.importing.log import ImportLog
from geomap.importing.record import Record
from geomap.importing.source import SourceFile, numbered, shown, text_of
from geomap.read.areas import ShapeError, refuse_other_crs

_COLLECTION = frozenset({"type", "features", "crs", "bbox"})
_GEOMETRIES = frozenset(
    {*("Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon", "GeometryCollection")}
)
_UMAP_OPTIONS = frozenset({"_umap_options", "_storage_options"})
"""Properties of features that uMap has exported."""
_MEMBERS = frozenset({"type", "id", "properties", "geometry", "bbox"})
"""Members of a feature that are read, and the box around its geometry."""


def read_geojson(source: SourceFile, log: ImportLog) -> Iterator[Record]:
    """Each feature as a record."""
    features, path = features_of(source.json)
    if path:
        log.about += about(mapping_of(source.json.value), _COLLECTION)
    for number, feature in numbered(features, source.name):
        if record := _read_feature(source, feature, (*path, number), log):
            yield record


def read_umap(source: SourceFile, log: ImportLog) -> Iterator[Record]:
    """Each feature of each layer as a record; the name of the layer becomes a comment."""
    whole = mapping_of(source.json.value)
    log.about += about(whole, frozenset({"type", "geometry", "properties", "layers"}))
    log.about += about(mapping_of(whole.get("properties")), frozenset())
    for _, (feature, path, layer) in numbered(_umap_features(source.json, log), source.name):
        if record := _read_feature(source, feature, path, log, layer):
            yield record


def about(value: dict[str, Any], read: frozenset[str]) -> list[str]:
    """What an object says about the file, but for the members that are read."""
    rest = {key: each for key, each in value.items() if key not in read and not is_empty(each)}
    return [f"{echo(key)}: {shown(each)[:1000]}" for key, each in rest.items()]


def is_umap(value: Any) -> bool:
    """Whether JSON is the full data of a uMap map."""
    return isinstance(value, dict) and (value.get("type") == "umap" or isinstance(value.get("layers"), list))


def is_geojson(value: Any) -> bool:
    """Whether JSON is a collection, a list or one of features."""
    first = value[0] if isinstance(value, list) and value else value
    return isinstance(first, dict) and (first.get("type") in {"Feature", "FeatureCollection"} or _is_geometry(first))


def _is_geometry(value: Any) -> bool:
    """Whether JSON is a geometry that is no part of a feature."""
    kind, parts = mapping_of(value).get("type"), ("coordinates", "geometries")
    return kind in _GEOMETRIES and any(isinstance(value.get(part), list) for part in parts)


def _umap_features(text: JsonText, log: ImportLog) -> Iterator[tuple[Any, JsonPath, str]]:
    """The features of a uMap file, their paths and the names of their layers."""
    layers = mapping_of(text.value).get("layers")
    if not isinstance(layers, list):
        raise BrokenFileError("the file has no layers", "export the full data of the uMap map", text.at())
    for index, layer in enumerate(layers):
        refuse_crs(layer, text.at("layers", index))
        features = layer.get("features") if isinstance(layer, dict) else None
        if not isinstance(features, list):
            log.left_out(text.at("layers", index), "a layer without features", "export it from uMap with its data")
            continue
        options = mapping_of(layer.get("_umap_options") or layer.get("_storage"))
        name = options.get("name")
        log.about += [f"layer {echo(name)}, {each}" for each in about(options, frozenset({"name", "remoteData"}))]
        if remote := mapping_of(options.get("remoteData")).get("url"):
            what = f'the remote data of the layer "{echo(name)}", {echo(remote, 300)}'
            log.left_out(text.at("layers", index), what, "download it, and import the file")
        for number, feature in enumerate(features):
            yield feature, ("layers", index, "features", number), text_of(name)


def features_of(text: JsonText) -> tuple[list[Any], JsonPath]:
    """The features of a FeatureCollection, a list of features or a single one; and the path to them.

    Raises:
        BrokenFileError: there are none.
    """
    value = text.value
    refuse_crs(value, text.at("crs"))
    if isinstance(value, dict) and value.get("type") == "FeatureCollection" and isinstance(value.get("features"), list):
        return value["features"], ("features",)
    if isinstance(value, dict) and value.get("type") == "Feature":
        return [value], ()
    if isinstance(value, list) and all(isinstance(each, dict) and each.get("type") == "Feature" for each in value):
        return value, ()
    geometries = value.get("geometries") if isinstance(value, dict) and "geometries" in value else value
    geometries = geometries if isinstance(geometries, list) else [geometries]
    if all(map(_is_geometry, geometries)):
        return [{"type": "Feature", "properties": {}, "geometry": each} for each in geometries], ()
    hint = "give a GeoJSON FeatureCollection, or name another format with --from"
    raise BrokenFileError("the file has no features", hint, text.at())


def _read_feature(
    source: SourceFile,
    feature: Any,
    path: JsonPath,
    log: ImportLog,
    layer: str | None = None,
) -> Record | None:
    """A feature as a record, by the names of its properties; ``layer`` is the name of its layer in uMap."""
    if not isinstance(feature, dict) or feature.get("type") != "Feature":
        log.left_out(source.json.at(*path), f"a value that is not a feature: {shown(feature)[:200]}")
        return None
    refuse_crs(feature, source.json.at(*path))
    properties = mapping_of(feature.get("properties"))
    record = read_properties(source, properties, (*path, "properties"), is_umap=layer is not None)
    if feature.get("id") is not None:
        if "id" in record.values:
            record.others["id"] = record.values["id"]
        record.values["id"] = feature["id"]
    if "geometry" in record.values:  # a property of this name
        record.others[record.names["geometry"][0]] = record.values["geometry"]
    record.values["geometry"] = feature.get("geometry")
    members = {key: value for key, value in feature.items() if key not in _MEMBERS and not is_empty(value)}
    locate = partial(_locate, source.json, path, record.locate)
    names = {name: read for name, read in record.names.items() if name != "geometry"}
    notes = (f"layer: {echo(layer)}",) if layer else ()
    return replace(record, locate=locate, notes=notes, others={**members, **record.others}, names=names)


def read_properties(source: SourceFile, properties: dict[str, Any], path: JsonPath, *, is_umap: bool = False) -> Record:
    """An object as a record, by the names of its members; a description has uMap's markup or HTML."""
    columns = match_columns(tuple(properties), source.options.columns)
    values, others = read_cells(properties, columns, source.options.columns, source.options.is_own)
    if isinstance(values.get("description"), str):
        to_text = umap_to_text if is_umap or not _UMAP_OPTIONS.isdisjoint(properties) else html_to_text
        values["description"], links = to_text(values["description"])
        if links:
            values["links"] = [*(list_of(values.get("links")) or filter(None, [values.get("links")])), *links]
    return Record(values, partial(_locate_property, source.json, path, columns), (), others, columns)


def refuse_crs(value: Any, location: Location) -> None:
    """Refuse a file that declares another reference system than WGS 84.

    Raises:
        ReferenceSystemError: it does.
    """
    try:
        refuse_other_crs(value)
    except ShapeError as error:
        raise ReferenceSystemError(str(error), error.hint, location) from None


def _locate(text: JsonText, path: JsonPath, inner: Callable[[str], Location], name: str) -> Location:
    return text.at(*path, "geometry") if name == "geometry" else inner(name)


def _locate_property(text: JsonText, path: JsonPath, columns: dict[str, tuple[str, ...]], name: str) -> Location:
    return text.at(*path, *columns[name][:1]) if name in columns else text.at(*path[:-1])
