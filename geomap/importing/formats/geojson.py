"""GeoJSON: geomap's own, osint-geo-extractor's, anybody's; and uMap's files, which hold layers of it."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from geomap.findings import Finding, Location, echo
from geomap.importing.formats.columns import guessed
from geomap.importing.formats.json_text import JsonText
from geomap.importing.formats.source import MAX_RECORDS, Raw, Source, broken, left_out, too_many
from geomap.importing.formats.web_text import words_of


def read_geojson(source: Source) -> Iterator[Raw | Finding]:
    """Every feature as a thing."""
    text = JsonText(source)
    features, path = features_of(text)
    for number, feature in enumerate(features):
        if number >= MAX_RECORDS:
            raise too_many(source)
        yield read_feature(text, feature, (*path, number), source)


def read_umap(source: Source) -> Iterator[Raw | Finding]:
    """Every feature of every layer; the layers' names are said in comments."""
    text = JsonText(source)
    layers = text.value.get("layers") if isinstance(text.value, dict) else None
    if not isinstance(layers, list):
        raise broken(text.at(), "there are no layers, as a file of uMap has them", "export the map's full data")
    count = 0
    for index, layer in enumerate(layers):
        features = layer.get("features") if isinstance(layer, dict) else None
        if not isinstance(features, list):
            yield left_out(text.at("layers", index), "a layer without features", "export it from uMap with its data")
            continue
        options = layer.get("_umap_options") or layer.get("_storage") or {}
        called = options.get("name") if isinstance(options, dict) else None
        notes = (f"layer: {echo(called)}",) if isinstance(called, str) and called.strip() else ()
        for number, feature in enumerate(features):
            count += 1
            if count > MAX_RECORDS:
                raise too_many(source)
            yield read_feature(text, feature, ("layers", index, "features", number), source, notes)


def features_of(text: JsonText) -> tuple[list[Any], tuple[str | int, ...]]:
    """The features of a FeatureCollection, or the one Feature; and the path to them.

    Raises:
        ImportFailedError: there are none.
    """
    value = text.value
    if isinstance(value, dict) and value.get("type") == "FeatureCollection" and isinstance(value.get("features"), list):
        return value["features"], ("features",)
    if isinstance(value, dict) and value.get("type") == "Feature":
        return [value], ()
    if isinstance(value, list) and all(isinstance(each, dict) and each.get("type") == "Feature" for each in value):
        return value, ()
    raise broken(text.at(), "there is no FeatureCollection", "give a GeoJSON FeatureCollection, or say --from FORMAT")


def read_feature(
    text: JsonText, feature: Any, path: tuple[str | int, ...], source: Source, notes: tuple[str, ...] = ()
) -> Raw | Finding:
    """A feature as a thing, by the names of its properties."""
    if not isinstance(feature, dict) or feature.get("type") != "Feature":
        return left_out(text.at(*path), "what is no Feature")
    properties = feature.get("properties")
    properties = properties if isinstance(properties, dict) else {}
    columns = guessed(tuple(properties), source.wishes.columns)
    said: dict[str, Any] = {}
    for name, keys in columns.items():
        values = [value for key in keys if (value := properties[key]) not in (None, "", [], {})]
        if values:
            said[name] = values[0] if len(keys) == 1 else _flat(values)
    if isinstance(said.get("description"), str):
        said["description"], links = words_of(said["description"])
        said["links"] = _flat([said.get("links") or [], *links])
    if feature.get("id") is not None:
        said["id"] = feature["id"]
    said["geometry"] = feature.get("geometry")
    return Raw(said, partial(_at, text, path, columns), notes)


def _at(text: JsonText, path: tuple[str | int, ...], columns: dict[str, tuple[str, ...]], name: str) -> Location:
    if name == "geometry":
        return text.at(*path, "geometry")
    return text.at(*path, "properties", *columns[name][:1]) if name in columns else text.at(*path)


def _flat(values: list[Any]) -> list[Any]:
    return [each for value in values for each in (value if isinstance(value, list) else [value]) if each]
