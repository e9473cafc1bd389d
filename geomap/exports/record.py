"""A report as flat fields with stable names, for GeoJSON, CSV, KML and GeoParquet."""

from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from typing import Any

from geomap.exports.excerpts import excerpt, translations_of
from geomap.geometry.shapes import shape_of, to_geojson_position
from geomap.i18n.translator import Translator
from geomap.model import Article, Citation, Dating, FieldType, MapInfo, OwnField, Place, Publish, Report, Says
from geomap.model.dates import parse_date
from geomap.model.own_fields import FIELD_PREFIX
from geomap.model.published import PublishedAtlas
from geomap.model.report import RELATIONS

BETWEEN = " | "
"""Separates several quotes or addresses of a report."""

Value = str | float | bool
Record = dict[str, Value | None]
Row = tuple[Value | None, ...]

KINDS: dict[str, type] = {
    "id": str,
    "title": str,
    "status": str,
    "status_reason": str,
    "date": str,
    "date_earliest": str,
    "date_latest": str,
    "date_text": str,
    "reported": str,
    "reported_earliest": str,
    "reported_latest": str,
    "system": str,
    "description": str,
    "place_id": str,
    "place": str,
    "place_note": str,
    "shape": str,
    "latitude": float,
    "longitude": float,
    "precision": str,
    "precision_text": str,
    "uncertainty_m": float,
    "coarsened": bool,
    "coarsened_to_m": float,
    "coordinate_source": str,
    "evidence": str,
    "evidence_urls": str,
}
"""The fields of every record with their types, in order. Other programs rely on them: only add at the end."""
OF_PLACES = slice(list(KINDS).index("place_id"), list(KINDS).index("evidence"))
"""Those of the report's place."""


WEIGHT: dict[str, type] = {
    "evidence_says": str,
    "evidence_kinds": str,
    "supporting_articles": float,
    "supporting_origins": float,
    "denying_articles": float,
}
"""The fields of maps that say what their evidence says, or what kind of source it is from."""


def columns(atlas: PublishedAtlas) -> dict[str, type]:
    """The fields of the records of a map with their types, in order: those of ``KINDS``, then those that it uses."""
    found = dict(KINDS)
    if any(report.tags for report in atlas.reports):
        found["tags"] = str
    for name, field in atlas.info.fields.items():
        found[FIELD_PREFIX + name] = float if field.type is FieldType.NUMBER else str
    if any(report.is_checked for report in atlas.reports):
        found |= {"checked": bool, "checked_on": str}
        if atlas.info.show_checkers:
            found["checked_by"] = str
    found |= {name: str for name in ("status_since", *RELATIONS) if any(getattr(each, name) for each in atlas.reports)}
    return found | (WEIGHT if atlas.weighs_evidence else {})


class Records:
    """Reports in flat fields, by their ids. They are kept as rows, which take a third of the memory of records."""

    def __init__(self, names: Iterable[str], rows: dict[str, Row]) -> None:
        self._names = tuple(names)
        self.rows = rows

    def __getitem__(self, report: str) -> Record:
        return dict(zip(self._names, self.rows[report], strict=True))


@lru_cache(maxsize=1)
def records(atlas: PublishedAtlas, words: Translator) -> Records:
    """The reports of a map, which the exports of a site share."""
    names = columns(atlas)
    added = list(names)[len(KINDS) :]
    of_places = tuple(KINDS)[OF_PLACES]
    dated = cache(_dated)  # many reports have the same day
    date_text = cache(words.date)
    placed = {place and place.id: tuple(map(_placed(place, words).get, of_places)) for place in (None, *atlas.places)}

    def row(report: Report) -> Row:
        """The report in flat fields, those of ``names``; None where nothing is known."""
        citations = atlas.citations_by_report.get(report.id, ())
        found = (
            report.id,
            report.title,
            str(report.status),
            report.status_reason,
            *dated(report.date),
            date_text(report.date),
            *dated(report.reported),
            report.system,
            report.description,
            *placed[report.place],
            _joined([_quote(atlas.article_by_id[each.article], each) for each in citations]),
            _joined(
                [
                    address
                    for article in dict.fromkeys([each.article for each in citations])
                    for address in addresses(atlas.article_by_id[article])
                ]
            ),
        )
        return (*found, *map(_added(atlas, report, citations).get, added)) if added else found

    return Records(names, {report.id: row(report) for report in atlas.reports})


def _added(atlas: PublishedAtlas, report: Report, citations: Sequence[Citation]) -> Record:
    """The fields that only some maps have."""
    return {
        "status_since": report.status_since.edtf if report.status_since else None,
        **_relations(atlas, report),
        "tags": _joined(report.tags),
        **{FIELD_PREFIX + name: _plain_number(value) for name, value in report.fields.items()},
        "checked": report.is_checked,
        "checked_on": report.checked_on.edtf if report.checked_on else None,
        "checked_by": _joined(report.checkers),
        **(_weight(atlas, report, citations) if atlas.weighs_evidence else {}),
    }


def _relations(atlas: PublishedAtlas, report: Report) -> Record:
    """The ids of the reports of each relation."""
    related = atlas.related(report)
    return {kind: _joined(other.id for each, other in related if each == kind) for kind in RELATIONS} if related else {}


def _plain_number(value: str | float) -> str | float:
    return value if isinstance(value, str) else float(value)


def evidence_of(atlas: PublishedAtlas, report: Report) -> list[dict[str, Any]]:
    """The report's evidence as objects: each quote with its article, without text that may not be published."""
    cited = atlas.citations_by_report.get(report.id, ())
    return [_evidence(atlas, report, each) for each in cited]


def history_of(report: Report) -> list[dict[str, str]]:
    """The earlier statuses, the newest last."""
    return [
        {"date": change.date.edtf, "status": str(change.status), "reason": change.reason} for change in report.history
    ]


def corrections_of(atlas: PublishedAtlas, report: Report) -> list[dict[str, Any]]:
    """The corrections, the newest last, with what the report said before; places only if they are published."""
    found = [each.written() for each in report.corrected]
    for correction in found:
        before = correction.get("before", {})
        if before.get("place") not in atlas.place_by_id:
            before.pop("place", None)
            if not before:
                correction.pop("before", None)
    return found


def lists_of(report: Report, names: Iterable[str]) -> dict[str, list[str]]:
    """The fields that are lists, for formats that have them."""
    found = {"tags": list(report.tags), "checked_by": list(report.checkers)}
    return {name: values for name, values in found.items() if name in names}


def own_facts(info: MapInfo, report: Report, words: Translator) -> list[tuple[str, str]]:
    """The report's own fields, its tags and its check for readers: a label and a text for each that it has."""
    facts = [
        (field.label_in(words.language, name), _own_text(field, report.fields[name], words))
        for name, field in info.fields.items()
        if name in report.fields
    ]
    if report.tags:
        facts.append((words("label.tags"), ", ".join(report.tags)))
    if report.is_checked:
        by = ", ".join(report.checkers) if info.show_checkers else ""
        date = words.date(report.checked_on) if report.checked_on else ""
        facts.append((words("label.checked"), " · ".join(filter(None, (date, by or words("report.checked_by"))))))
    return facts


def _own_text(field: OwnField, value: str | float, words: Translator) -> str:
    if field.type is FieldType.DATE:
        return words.date(parse_date(value))
    return field.value_in(words.language, value) if isinstance(value, str) else plain(value)


def addresses(article: Article) -> list[str]:
    """The address of the article and that of its archived copy, where known."""
    return list(filter(None, (article.front_matter.url, article.front_matter.archive_url)))


def plain(value: Value) -> str:
    """A field's value as text: ``true``, ``400``, ``55.728``.

    >>> plain(400.0)
    '400'
    """
    if isinstance(value, str):
        return value
    return str(value).lower() if isinstance(value, bool) else f"{value:.6f}".rstrip("0").rstrip(".")


def _dated(dating: Dating | None) -> Row:
    """A date as EDTF, and its first and last possible day; open and unknown ends are None."""
    if dating is None:
        return None, None, None
    first, last = (each.isoformat() if each else None for each in (dating.earliest, dating.latest))
    return dating.edtf, first, last


def _placed(place: Place | None, words: Translator) -> Record:
    """The fields of a place.

    ``latitude`` and ``longitude`` are None for a place with an outline. Where ``shape`` is ``area``, they are the
    centre of a circle with the radius ``uncertainty_m``, and not a known position.
    """
    if place is None:
        return {"precision_text": words("place.none")}
    kind = shape_of(place).kind
    longitude, latitude = to_geojson_position(place.coordinates) if place.coordinates else (None, None)
    outlined = place.area is not None
    return {
        "place_id": place.id,
        "place": place.name,
        "place_note": place.note,
        "shape": None if kind == "none" else kind,
        "latitude": None if outlined else latitude,
        "longitude": None if outlined else longitude,
        "precision": str(place.precision),
        "precision_text": words.precision(place),
        "uncertainty_m": None if outlined else place.uncertainty_m,
        "coarsened": place.coarsen is not None,
        "coarsened_to_m": place.coarsen,
        "coordinate_source": place.coordinate_source,
    }


def _weight(atlas: PublishedAtlas, report: Report, citations: Sequence[Citation]) -> Record:
    """What the quotes say, in the order of ``evidence``; the kinds of their articles; and how many are on each side."""
    quoted = [each for each in citations if _quote(atlas.article_by_id[each.article], each)]
    kinds = dict.fromkeys(atlas.article_by_id[each.article].front_matter.kind for each in citations)
    balance = atlas.balance(report.id)
    return {
        "evidence_says": _joined(each.says for each in quoted),
        "evidence_kinds": _joined(kind for kind in kinds if kind),
        "supporting_articles": len(balance.articles(Says.SUPPORTS)),
        "supporting_origins": balance.origins(Says.SUPPORTS),
        "denying_articles": len(balance.articles(Says.DENIES)),
    }


def _evidence(atlas: PublishedAtlas, report: Report, citation: Citation) -> dict[str, Any]:
    article = atlas.article_by_id[citation.article]
    words = None if article.front_matter.publish is Publish.NONE else excerpt(article, citation)
    return {
        "article": article.id,
        "title": article.published_title,
        "publisher": article.front_matter.publisher,
        "published": article.front_matter.published.edtf if article.front_matter.published else None,
        "url": article.front_matter.url,
        "archive_url": article.front_matter.archive_url,
        "quote": words and words[1],
        **({"translations": translations_of(report, citation) if words else {}} if atlas.translates_quotes else {}),
        "sentence": words and "".join(words),
        **(_provenance(atlas, article, citation) if atlas.weighs_evidence else {}),
        "start": citation.start,
        "end": citation.end,
    }


def _provenance(atlas: PublishedAtlas, article: Article, citation: Citation) -> dict[str, Any]:
    return {
        "says": str(citation.says),
        "kind": article.front_matter.kind and str(article.front_matter.kind),
        "origin": article.front_matter.origin,
        "repeats": [each.id for each in atlas.repeated_by(article)],
    }


def _quote(article: Article, citation: Citation) -> str:
    """The quote in one line; empty if nothing of the article may be published."""
    return "" if article.front_matter.publish is Publish.NONE else excerpt(article, citation)[1]


def _joined(texts: Iterable[str]) -> str | None:
    return BETWEEN.join(filter(None, texts)) or None
