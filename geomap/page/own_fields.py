"""The map's own fields, the tags and the checks of its reports, as data of the page; nothing where a map has none."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from geomap.i18n.text_table import TextTable
from geomap.model import FieldType, MapInfo, OwnField, Report
from geomap.model.dates import parse_date
from geomap.page.columns import column, sparse


def declared_fields(info: MapInfo) -> dict[str, Any]:
    """The part of the map's data with the declarations."""
    return {"fields": [_field(name, field) for name, field in info.fields.items()]} if info.fields else {}


def own_columns(info: MapInfo, reports: Sequence[Report], texts: TextTable) -> dict[str, Any]:
    """The part of the reports' data with tags, values of fields, and checks."""
    data: dict[str, Any] = {}
    if any(report.tags for report in reports):
        counts = Counter(tag for report in reports for tag in report.tags)
        names = sorted(counts, key=lambda tag: (-counts[tag], tag))
        number = {tag: index for index, tag in enumerate(names)}
        data["tags"] = {"names": names, "of": sparse([[number[tag] for tag in report.tags] for report in reports])}
    if info.fields:
        data["fields"] = {name: _values(name, field, reports, texts) for name, field in info.fields.items()}
    if any(report.is_checked for report in reports):
        data["checked"] = sparse([_check(info, report, texts) for report in reports])
    return data


def _field(name: str, field: OwnField) -> dict[str, Any]:
    choice = {"values": field.values, "order": list(field.values)} if field.type is FieldType.CHOICE else {}
    translations = {
        language: {"label": texts.label, "values": texts.values} for language, texts in field.translations.items()
    }
    return {"name": name, "type": str(field.type), "label": field.label, **choice, "translations": translations}


def _values(name: str, field: OwnField, reports: Sequence[Report], texts: TextTable) -> Any:
    values = [report.fields.get(name) for report in reports]
    if field.type is FieldType.DATE:
        values = [None if value is None else texts.date(parse_date(value)) for value in values]
    return column(values)


def _check(info: MapInfo, report: Report, texts: TextTable) -> list[Any] | None:
    """The date of the check and, where the map says so, who made it."""
    if not report.is_checked:
        return None
    date = texts.date(report.checked_on) if report.checked_on else None
    return [date, *(report.checkers if info.show_checkers else ())]
