"""GeoJSON features, and the layers of features in uMap files."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from geomap.findings import Location, echo
from geomap.importing.columns import match_columns
from geomap.importing.errors import BrokenFileError
from geomap.importing.formats.html_text import html_to_text
from geomap.importing.formats.json_text import JsonPath, JsonText, list_of, mapping_of
from geomap.importing.log import ImportLog
from geomap.importing.record import Record
from geomap.importing.source import SourceFile, numbered


def read_geojson(source: SourceFile, log: ImportLog) -> Iterator[Record]:
    """Each feature as a record."""
    features, path = features_of(source.json)
    for number, feature in numbered(features, source.name):
        if record := _read_feature(source, feature, (*path, number), log):
            yield record


def read_umap(source: SourceFile, log: ImportLog) -> Iterator[Record]:
    """Each feature of each layer as a record; the name of the layer becomes a comment."""
    for _, (feature, path, notes) in numbered(_umap_features(source.json, log), source.name):
        if record := _read_feature(source, feature, path, log, notes):
            yield record


def _umap_features(text: JsonText, log: ImportLog) -> Iterator[tuple[Any, JsonPath, tuple[str, ...]]]:
    """The features of a uMap file, their paths and their notes."""
    layers = mapping_of(text.value).get("layers")
    if not isinstance(layers, list):
        raise BrokenFileError("the file has no layers", "export the full data of the uMap map", text.at())
    for index, layer in enumerate(layers):
        features = layer.get("features") if isinstance(layer, dict) else None
        if not isinstance(features, list):
            log.left_out(text.at("layers", index), "a layer without features", "export it from uMap with its data")
            continue
        name = mapping_of(layer.get("_umap_options") or layer.get("_storage")).get("name")
        notes = (f"layer: {echo(name)}",) if isinstance(name, str) and name.strip() else ()
        for number, feature in enumerate(features):
            yield feature, ("layers", index, "features", number), notes


def features_of(text: JsonText) -> tuple[list[Any], JsonPath]:
    """The features of a FeatureCollection, a list of features or a single one; and the path to them.

    Raises:
        BrokenFileError: there are none.
    """
    value = text.value
    if isinstance(value, dict) and value.get("type") == "FeatureCollection" and isinstance(value.get("features"), list):
        return value["features"], ("features",)
    if isinstance(value, dict) and value.get("type") == "Feature":
        return [value], ()
    if isinstance(value, list) and all(isinstance(each, dict) and each.get("type") == "Feature" for each in value):
        return value, ()
    hint = "give a GeoJSON FeatureCollection, or name another format with --from"
    raise BrokenFileError("the file has no features", hint, text.at())


def _read_feature(
    source: SourceFile, feature: Any, path: JsonPath, log: ImportLog, notes: tuple[str, ...] = ()
) -> Record | None:
    """A feature as a record, by the names of its properties."""
    if not isinstance(feature, dict) or feature.get("type") != "Feature":
        log.left_out(source.json.at(*path), "a value that is not a feature")
        return None
    properties = mapping_of(feature.get("properties"))
    columns = match_columns(tuple(properties), source.options.columns)
    log.read(columns, properties)
    values: dict[str, Any] = {}
    for name, keys in columns.items():
        found = [value for key in keys if (value := properties[key]) not in (None, "", [], {})]
        if found:
            values[name] = found[0] if len(keys) == 1 else _flat(found)
    if isinstance(values.get("description"), str):
        values["description"], links = html_to_text(values["description"])
        values["links"] = _flat([values.get("links") or [], *links])
    if feature.get("id") is not None:
        values["id"] = feature["id"]
    values["geometry"] = feature.get("geometry")
    return Record(values, partial(_locate, source.json, path, columns), notes)


def _locate(text: JsonText, path: JsonPath, columns: dict[str, tuple[str, ...]], name: str) -> Location:
    if name == "geometry":
        return text.at(*path, "geometry")
    return text.at(*path, "properties", *columns[name][:1]) if name in columns else text.at(*path)


def _flat(values: list[Any]) -> list[Any]:
    return [each for value in values for each in (list_of(value) or [value]) if each]
