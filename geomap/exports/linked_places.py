"""Atlas → places.lpf.json (Linked Places Format 1.3) and places.tsv (LP-TSV 0.5), for other gazetteers."""

from collections.abc import Iterator
from typing import Any

from pydantic_core import to_json
from shapely import to_wkt
from shapely.geometry import shape

from geomap.exports.csv import separated
from geomap.exports.geojson import json_rows
from geomap.exports.iris import iri
from geomap.exports.record import addresses
from geomap.geometry.shapes import geojson_geometry, shape_of, to_geojson_position
from geomap.i18n.translator import Translator
from geomap.model import Article, Place, Precision
from geomap.model.published import PublishedAtlas

CONTEXT = "https://raw.githubusercontent.com/LinkedPasts/linked-places/master/linkedplaces-context-v1.1.jsonld"
UNCLASSED = "X"
"""The feature class of every place: the gazetteer does not record the kind of a place."""
PREFIXES = {
    "bnf": "bnf",
    "geonames": "gn",
    "gnd": "gnd",
    "loc": "loc",
    "pleiades": "pl",
    "tgn": "tgn",
    "viaf": "viaf",
    "wikidata": "wd",
}
"""Linked Places prefixes of the authorities in ``same_as``."""
COLUMNS = (
    *("id", "title", "title_source", "title_uri", "fclasses", "attestation_year", "start", "end", "variants"),
    *("matches", "parent_name", "parent_id", "lon", "lat", "geowkt", "geo_source", "approximation", "description"),
)
Days = tuple[str | None, str | None]


def linked_places_parts(atlas: PublishedAtlas, _words: Translator) -> Iterator[bytes]:
    """The places as a FeatureCollection of Linked Places, in pieces; one without a dated report has no ``when``.

    Texts are single lines, as the World Historical Gazetteer requires.
    """
    days, cited = _days_by_place(atlas), _citations_by_place(atlas)
    yield b'{"@context":"%s","type":"FeatureCollection","features":[\n' % CONTEXT.encode()
    yield from json_rows(
        to_json(_feature(atlas, place, days.get(place.id), cited.get(place.id, []))) for place in atlas.places
    )
    yield b"\n]}\n"


def linked_places_tsv(atlas: PublishedAtlas) -> bytes:
    """The places as a table: an outline as WKT, any other place as a point with its tolerance in kilometres."""
    days = _days_by_place(atlas)
    rows = (_row(atlas, place, days.get(place.id) or (None, None)) for place in atlas.places)
    return separated(COLUMNS, rows, delimiter="\t")


def _days_by_place(atlas: PublishedAtlas) -> dict[str, Days]:
    """The first and last possible day of the reports at each place; None for an end that no report gives."""
    found: dict[str, tuple[list[str], list[str]]] = {}
    for report in atlas.reports:
        if report.place and report.date:
            first, last = found.setdefault(report.place, ([], []))
            first += [report.date.earliest.isoformat()] if report.date.earliest else []
            last += [report.date.latest.isoformat()] if report.date.latest else []
    return {place: (min(first, default=None), max(last, default=None)) for place, (first, last) in found.items()}


def _feature(atlas: PublishedAtlas, place: Place, days: Days | None, cited: list[dict[str, str]]) -> dict[str, Any]:
    names: list[dict[str, Any]] = [{"toponym": _line(place.name), "lang": atlas.info.language}]
    names += [{"toponym": _line(name), "lang": language} for language, name in place.names.items()]
    names += [{"toponym": _line(name)} for name in place.aliases]
    feature: dict[str, Any] = {
        "@id": iri(atlas.info, "place", place.id),
        "type": "Feature",
        "properties": {
            "title": _line(place.name),
            "fclasses": [UNCLASSED],
            "id": place.id,
            "precision": str(place.precision),
            "uncertainty_m": place.uncertainty_m if place.area is None else None,
            "coarsened": place.coarsen is not None,
            "coarsened_to_m": place.coarsen,
            "coordinate_source": place.coordinate_source,
        },
        "names": [name | ({"citations": cited} if cited else {}) for name in names],
        "geometry": _geometry(place),
    }
    parent = atlas.place_by_id.get(place.part_of) if place.part_of else None
    if parent:
        to = {"relationTo": iri(atlas.info, "place", parent.id), "label": _line(parent.name)}
        feature["relations"] = [{"relationType": "gvp:broaderPartitive", **to}]
    if days:
        feature["when"] = {"timespans": [_timespan(*days)]}
    if links := _links(place):
        feature["links"] = [{"type": "exactMatch", "identifier": link} for link in links]
    if place.note:
        feature["descriptions"] = [{"value": _line(place.note), "lang": atlas.info.language}]
    return feature


def _geometry(place: Place) -> dict[str, Any] | None:
    geometry = geojson_geometry(shape_of(place))
    return {**geometry, "certainty": _certainty(place)} if geometry else None


def _certainty(place: Place) -> str:
    """``certain`` for precision ``exact``, ``uncertain`` for a point of unknown precision, else ``less-certain``."""
    if place.coarsen is not None:
        return "less-certain"
    by_precision = {Precision.EXACT: "certain", Precision.UNKNOWN: "less-certain" if place.area else "uncertain"}
    return by_precision.get(place.precision, "less-certain")


def _citations_by_place(atlas: PublishedAtlas) -> dict[str, list[dict[str, str]]]:
    """The articles that mention each place, with label, year and address where known."""
    articles: dict[str, dict[str, None]] = {}
    for mention in atlas.mentions:
        articles.setdefault(mention.place, {})[mention.article] = None
    cited = {article.id: _citation(article) for article in atlas.articles}
    return {place: [cited[article] for article in found] for place, found in articles.items()}


def _citation(article: Article) -> dict[str, str]:
    year = article.front_matter.published.earliest if article.front_matter.published else None
    citation = {
        "label": _line(article.published_title or article.id),
        "year": f"{year.year:04}" if year else None,
        "@id": next(iter(addresses(article)), None),
    }
    return {key: value for key, value in citation.items() if value}


def _timespan(first: str | None, last: str | None) -> dict[str, dict[str, str]]:
    ends = {"start": {"earliest": first} if first else None, "end": {"latest": last} if last else None}
    return {name: end for name, end in ends.items() if end}


def _links(place: Place) -> list[str]:
    """The same place in other gazetteers, where Linked Places can express it."""
    found = []
    for authority, name in place.same_as.items():
        text = str(name)
        if text.startswith(("https://", "http://")):
            found.append(text)
        elif authority == "osm" and text.partition("/")[0] in {"node", "way", "relation"}:
            found.append(f"https://www.openstreetmap.org/{text}")
        elif authority in PREFIXES and not any(character.isspace() for character in text):
            found.append(f"{PREFIXES[authority]}:{text}")
    return found


def _row(atlas: PublishedAtlas, place: Place, days: Days) -> list[str | float | None]:
    outlined = place.area is not None
    geometry = geojson_geometry(shape_of(place)) if outlined else None
    longitude, latitude = to_geojson_position(place.coordinates) if place.coordinates and not outlined else (None, None)
    parent = atlas.place_by_id.get(place.part_of) if place.part_of else None
    return [
        place.id,
        _line(place.name),
        _line(atlas.info.title),
        atlas.info.url,
        UNCLASSED,
        days[0][:4] if days[0] else None,
        *days,
        _listed(_variants(place)),
        _listed(_links(place)),
        _line(parent.name) if parent else None,
        parent.id if parent else None,
        longitude,
        latitude,
        to_wkt(shape(geometry), rounding_precision=6) if geometry else None,
        _line(place.coordinate_source) if place.coordinate_source else None,
        place.uncertainty_m / 1000 if place.uncertainty_m and not outlined else None,
        _line(place.note) if place.note else None,
    ]


def _variants(place: Place) -> list[str]:
    """The other names, with the language if it is known: ``Москва@ru``."""
    named = [f"{_line(name)}@{language}" for language, name in place.names.items()]
    return [each.replace(";", ",") for each in [*named, *map(_line, place.aliases)]]


def _listed(values: list[str]) -> str | None:
    return ";".join(values) or None


def _line(text: str) -> str:
    return " ".join(text.split())
