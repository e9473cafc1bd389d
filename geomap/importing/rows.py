"""Rows of a source that were imported before: what identifies each, and which of its values have changed since.

A comment above each imported entry names its row and has a fingerprint of each of its values, so that the next version
of the source changes only what its author changed, and nothing that the editor changed.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from geomap.edit.yaml_edit import SetValue, change_text
from geomap.importing.source import text_of
from geomap.read.yaml.nodes import read_yaml

_COMMENT = re.compile(
    r"^[ ]*# row (?P<row>\S+): (?P<prints>[^\n]*)\n(?:[ ]*#[^\n]*\n)*[ ]*-[ ]+id:[ ]*(?P<id>[^\n]+)$", re.MULTILINE
)
_IDENTIFYING = ("title", "place", "date", "date_earliest", "latitude", "longitude", "coordinates", "geometry")
_KEYS = (
    *("title", "system", "status", "status_reason", "date", "reported", "description"),
    *("tags", "fields", "checked_by", "checked_on"),
)
_PLACE_KEYS = ("name", "coordinates", "precision", "uncertainty", "coordinate_source", "note")
_OWN_REASON = "Imported from "
"""How a reason begins that geomap gives; it has the name of the file, which is another one for the next version."""


@dataclass(frozen=True)
class KnownRow:
    """A row that was imported: its file in the gazetteer, the id of its entry, and the fingerprints of its values."""

    file: Path
    id: str
    prints: Mapping[str, str]


@dataclass(frozen=True)
class Update:
    """An entry of which the source has changed since it was imported.

    Attributes:
        section: ``places`` or ``reports``.
        row: what identifies it in the source.
        known: the row as it was imported.
        values: the new values of keys that only the source changed.
        old: the values of the gazetteer for these keys.
        conflicts: the source's values of keys that the editor changed too, or that cannot be changed here.
    """

    section: str
    row: str
    known: KnownRow
    values: dict[str, Any] = field(default_factory=dict)
    old: dict[str, Any] = field(default_factory=dict)
    conflicts: dict[str, Any] = field(default_factory=dict)


def row_key(values: Mapping[str, Any]) -> str:
    """What identifies a record: its id, else what it is about, so that a corrected description is no new row.

    >>> row_key({"id": "A 17", "title": "Radar"}), row_key({"title": "Radar", "date": "2023"})
    ('A%2017', '~0e3507daf4')
    """
    identifier = text_of(values.get("id"))
    if identifier:
        return re.sub(r"[^\w.:/-]", lambda found: "".join(f"%{byte:02X}" for byte in found[0].encode()), identifier)
    return f"~{_hash([values.get(name) or '' for name in _IDENTIFYING], 10)}"


def comment_of(row: str, values: Mapping[str, Any], place: Mapping[str, Any] | None) -> str:
    """The comment that names the row of an entry and has the fingerprints of its values."""
    return _comment(row, prints_of(values, place))


def _comment(row: str, prints: Mapping[str, str]) -> str:
    return f"row {row}: " + " ".join(f"{key}={mark}" for key, mark in prints.items() if mark != "-")


def prints_of(values: Mapping[str, Any], place: Mapping[str, Any] | None) -> dict[str, str]:
    """The fingerprint of each value of a report or, without one, of a place; ``place`` is that of the report."""
    if place is values:
        return {key: print_of(values.get(key)) for key in _PLACE_KEYS}
    at = [place.get("name"), place.get("coordinates")] if place else None
    return {**{key: print_of(values.get(key)) for key in _KEYS}, "place": print_of(at)}


def print_of(value: Any) -> str:
    """The fingerprint of a value; missing values, and reasons that geomap gave, have none."""
    if value in (None, "", [], {}) or (isinstance(value, str) and value.startswith(_OWN_REASON)):
        return "-"
    return _hash(value, 6)


def apply(updates: Iterable[Update], texts: Mapping[Path, str]) -> dict[Path, str]:
    """The new texts of the gazetteer files in which an entry changes; with the fingerprints of what was changed.

    Raises:
        EditError: an entry cannot be changed in the text.
    """
    by_file: dict[Path, list[Update]] = {}
    for update in updates:
        if update.values:
            by_file.setdefault(update.known.file, []).append(update)
    return {file: _apply(file, texts[file], changed) for file, changed in by_file.items()}


def _apply(file: Path, text: str, updates: list[Update]) -> str:
    value = read_yaml(text, file.name).value
    numbers = {
        (section, entry.get("id")): number
        for section in ("places", "reports")
        for number, entry in enumerate(value.get(section) or [])
        if isinstance(entry, dict)
    }
    steps = [
        SetValue((one.section, numbers[one.section, one.known.id], key), value)
        for one in updates
        for key, value in one.values.items()
    ]
    text = change_text(text, file.name, steps)
    for one in updates:
        prints = {**one.known.prints, **{key: print_of(each) for key, each in one.values.items()}}
        comment = f"# {_comment(one.row, prints)}"
        old = re.escape(_comment(one.row, one.known.prints))
        text = re.sub(rf"# {old}(?=\r?$)", comment, text, flags=re.MULTILINE)
    return text


def _hash(value: Any, length: int) -> str:
    value = float(value) if isinstance(value, int) and not isinstance(value, bool) else value
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:length]


def find_rows(texts: Mapping[Path, str]) -> dict[str, list[KnownRow]]:
    """The rows that comments in gazetteer files name; several sources may have a row 17."""
    found: dict[str, list[KnownRow]] = {}
    for file, text in texts.items():
        for match in _COMMENT.finditer(text.replace("\r\n", "\n")):
            try:
                identifier = yaml.safe_load(match["id"])
            except yaml.YAMLError:
                continue
            prints = dict(each.split("=", 1) for each in match["prints"].split() if "=" in each)
            found.setdefault(match["row"], []).append(KnownRow(file, str(identifier), prints))
    return found


def compare(
    row: str, known: KnownRow, values: Mapping[str, Any], place: Mapping[str, Any] | None, entry: Mapping[str, Any]
) -> Update | None:
    """What the source has changed in a row since it was imported; None if it is another row with the same id.

    Args:
        row: what identifies it.
        known: the row as it was imported.
        values: of the source.
        place: the place of the source; the same as ``values`` if the row is only a place.
        entry: the values of the gazetteer now.
    """
    now = prints_of(values, place)
    section = "places" if place is values else "reports"
    identifying = ("name", "coordinates") if section == "places" else ("title", "date", "place")
    if all(now[key] != known.prints.get(key, "-") for key in identifying if now[key] != "-"):
        return None
    update = Update(section, row, known)
    for key, mark in now.items():
        before = known.prints.get(key, "-")
        if mark == before:
            continue
        value = values.get(key) if key != "place" or section == "places" else (place or {}).get("name")
        is_untouched = print_of(entry.get(key)) == before
        if is_untouched and key != "place" and value is not None:
            update.values[key] = value
            update.old[key] = entry.get(key)
        elif print_of(entry.get(key)) != mark:
            update.conflicts[key] = value
    return update
