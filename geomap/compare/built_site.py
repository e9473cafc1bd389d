"""The published data of a built site → an edition. Data that an older build does not have is not compared."""

import gzip
import io
import os
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from geomap.compare.edition import (
    ArticleFacts,
    CompareError,
    Edition,
    Fields,
    PlaceFacts,
    Quote,
    ReportFacts,
    Where,
    text_hash,
)
from geomap.compare.rules import rule_fields
from geomap.exports.geojson import reports_geojson
from geomap.findings import Finding, echo
from geomap.i18n.translator import Translator
from geomap.model import Coordinates, Precision, Says
from geomap.model.own_fields import FIELD_PREFIX
from geomap.model.published import PublishedAtlas
from geomap.read.files import Kind, read_content

REPORTS, MANIFEST = "data/reports.geojson", "manifest.json"
_LIMIT = Kind(limit=300_000_000, too_large="", not_text="", smaller="compare the gazetteer's files")
_BUILD = "build the site again, or compare the files: `geomap diff REVISION`"

_Degrees = Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class _Evidence(_Part):
    article: str
    title: str | None = None
    publisher: str | None = None
    published: str | None = None
    url: str | None = None
    archive_url: str | None = None
    quote: str | None = None
    says: Says = Says.SUPPORTS
    kind: str | None = None
    origin: str | None = None
    repeats: list[str] = []
    start: int | None = None


class _Properties(_Part):
    """The properties of a report in reports.geojson; ``geomap.exports.record`` defines them."""

    title: str
    status: Literal["confirmed", "unconfirmed", "refuted"]
    status_reason: str
    date: str | None = None
    reported: str | None = None
    system: str | None = None
    description: str | None = None
    place_id: str | None = None
    place: str | None = None
    place_note: str | None = None
    latitude: _Degrees | None = None
    longitude: _Degrees | None = None
    precision: Precision | None = None
    uncertainty_m: float | None = None
    coarsened_to_m: float | None = None
    coordinate_source: str | None = None
    shape: str | None = None
    evidence: tuple[_Evidence, ...] = ()
    history: list[dict[str, str]] = []
    status_since: str | None = None
    corrected: list[dict[str, Any]] = []
    tags: list[str] = []
    own_fields: dict[str, str | float | None] = {}
    checked: bool = False
    checked_on: str | None = None
    checked_by: list[str] = []

    @model_validator(mode="before")
    @classmethod
    def _own_fields(cls, value: Any) -> Any:
        """The map's own fields are properties whose names begin alike."""
        own = (
            {key.removeprefix(FIELD_PREFIX): each for key, each in value.items() if key.startswith(FIELD_PREFIX)}
            if isinstance(value, dict)
            else {}
        )
        return {**value, "own_fields": own} if own else value


class _Feature(_Part):
    id: str
    geometry: dict[str, Any] | None = None
    properties: _Properties


class _Collection(_Part):
    name: str | None = None
    features: tuple[_Feature, ...]


class _Text(_Part):
    text_sha256: str


class _Manifest(_Part):
    articles: dict[str, _Text] = {}
    rules: dict[str, Any] = {}


_REPORT = ("title", "system", "status", "status_reason", "date", "reported", "description", "history")
_IF_USED = ("tags", "checked", "checked_on", "checked_by", "status_since", "corrected")
"""Properties of all reports if one of them has a value."""
_PLACE = {"name": "place", "note": "place_note", "coordinate_source": "coordinate_source"}
_ARTICLE = ("title", "publisher", "published", "url", "archive_url")
_SOURCE = ("kind", "origin", "repeats")  # of all articles if the map weighs its evidence


def site_edition(path: Path) -> Edition:
    """The published data of a site: its folder, its manifest.json or its reports.geojson.

    Raises:
        CompareError: it cannot be read.
    """
    folder, reports = path, path / REPORTS
    if path.is_file():
        folder = path.parent if path.name == MANIFEST else path.parent.parent
        reports = path if path.name != MANIFEST else folder / REPORTS
    compressed = reports.with_name(f"{reports.name}.gz")
    # The functions of os.path raise nothing where permission is denied.
    if not os.path.exists(reports) and os.path.exists(compressed):  # noqa: PTH110
        reports = compressed
    content = read_content(reports, reports.parent, _LIMIT, anywhere=True)
    if isinstance(content, Finding):
        found = f"the published data of the site cannot be read: {content.message}"
        raise CompareError(f"{echo(reports.as_posix(), 300)}: {found}", _BUILD)
    manifest = read_content(folder / MANIFEST, folder, _LIMIT, anywhere=True)
    try:
        return _edition(_unpacked(content.data), b"" if isinstance(manifest, Finding) else manifest.data)
    except (ValidationError, RecursionError, OSError, EOFError, zlib.error):
        found = "this is not a reports.geojson file of a site that geomap built"
        raise CompareError(f"{echo(reports.as_posix(), 300)}: {found}", _BUILD) from None


def has_reports(site: Path) -> bool:
    """Whether a folder has the reports of a site, which a large map has compressed."""
    return (site / REPORTS).exists() or (site / f"{REPORTS}.gz").exists()


def _unpacked(data: bytes) -> bytes:
    """The content, unpacked up to the limit if it is compressed; what is longer is not valid JSON then."""
    if not data.startswith(b"\x1f\x8b"):
        return data
    with gzip.GzipFile(fileobj=io.BytesIO(data)) as file:
        return file.read(_LIMIT.limit)


def published_edition(atlas: PublishedAtlas, reports: bytes | None = None) -> Edition:
    """The data that a site of this atlas publishes; ``reports`` is its reports.geojson, if it exists already."""
    texts = {article.id: _Text(text_sha256=text_hash(article.text)) for article in atlas.articles}
    reports = reports_geojson(atlas, Translator(atlas.info.language)) if reports is None else _unpacked(reports)
    return _of(
        _Collection.model_validate_json(reports),
        _Manifest(articles=texts, rules=atlas.info.rules.published() if atlas.info.rules else {}),
    )


def _edition(reports: bytes, manifest: bytes) -> Edition:
    try:
        known = _Manifest.model_validate_json(manifest)
    except (ValidationError, RecursionError):
        known = None  # only the reports, such as a copy of reports.geojson
    return _of(_Collection.model_validate_json(reports), known)


def _of(collection: _Collection, manifest: _Manifest | None) -> Edition:
    places: dict[str, PlaceFacts] = {}
    front_matter: dict[str, Fields] = {}
    reports = {}
    for feature in collection.features:
        properties = feature.properties
        if properties.place_id is not None and properties.place_id not in places:
            places[properties.place_id] = _place(feature)
        for evidence in properties.evidence:
            facts = {**_known(evidence, {key: key for key in _ARTICLE}), **{k: getattr(evidence, k) for k in _SOURCE}}
            front_matter.setdefault(evidence.article, facts)
        quotes = tuple(
            Quote(each.article, each.quote, each.quote or "", each.start, str(each.says))
            for each in properties.evidence
        )
        used = {key: getattr(properties, key) for key in _IF_USED}
        used["fields"] = {key: value for key, value in properties.own_fields.items() if value is not None}
        fields = {**_known(properties, {key: key for key in _REPORT}), "place": properties.place_id, **used}
        reports[feature.id] = ReportFacts(fields, quotes)
    articles = None
    if manifest is not None:
        articles = {
            name: ArticleFacts(each.text_sha256, front_matter.get(name, {})) for name, each in manifest.articles.items()
        }
    rules = rule_fields(manifest.rules) if manifest is not None else {}
    return Edition({"title": collection.name, **rules}, places, reports, articles)


def _known(part: _Part, keys: Mapping[str, str]) -> Fields:
    """The values that are set, by their keys in the gazetteer."""
    return {key: getattr(part, name) for key, name in keys.items() if name in part.model_fields_set}


def _place(feature: _Feature) -> PlaceFacts:
    properties = feature.properties
    position = None
    if properties.latitude is not None and properties.longitude is not None:
        position = Coordinates(properties.latitude, properties.longitude)
    outlined = position is None and properties.shape == "area"
    where = Where(
        position=position,
        precision=str(properties.precision or Precision.UNKNOWN),
        uncertainty_m=properties.uncertainty_m,
        area=feature.geometry if outlined else None,
        coarsen_m=properties.coarsened_to_m,
    )
    return PlaceFacts(where, _known(properties, _PLACE))
