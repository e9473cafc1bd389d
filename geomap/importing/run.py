"""Plan an import: a file of another format → the text of a new gazetteer file. Nothing is written."""

import os
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from geomap.edit.yaml_edit import SetValue, change_text
from geomap.edit.yaml_format import format_file
from geomap.findings import Finding, Location, ProjectError, Severity, argument, echo, errors, nearest
from geomap.importing.columns import COLUMN_NAMES
from geomap.importing.drafts import Draft, make_draft
from geomap.importing.errors import ImportFailedError
from geomap.importing.fields.dates import evening_in_utc, infer_month_first
from geomap.importing.fields.evidence import keep_evidence
from geomap.importing.formats.registry import FORMATS, detect_format
from geomap.importing.log import ImportLog
from geomap.importing.merge import MergeResult, merge
from geomap.importing.record import ImportContext
from geomap.importing.rows import apply, find_rows
from geomap.importing.source import ImportOptions, SourceFile, open_source
from geomap.model import Gazetteer, OwnField, Status, slug
from geomap.read import gazetteer_files, read_gazetteer
from geomap.read.files import Source, name_of, read_text
from geomap.read.gazetteer import YAML

_MAX_FILES = 10_000  # imports of one file
_MAX_MAPPED = 200  # characters of a text that the advice repeats
_PAIRS = re.compile(r"\s*(.+?=\s*\w*|.+?)\s*(?:,|$)")
"""A text and its status, up to a comma; commas before the equals sign belong to the text."""
_BETWEEN_PAIRS = re.compile(r"=\s*\w*\s*,")


@dataclass(frozen=True)
class ImportPlan:
    """What an import would do.

    Attributes:
        format: the name of the format, a key of ``FORMATS``.
        log: what was read and what was left out; if it has errors, nothing may be written.
        merged: the new entries, and what the gazetteer has already.
        text: of the new file; empty if nothing is new.
        target: the path of the new file.
        changed: the new texts of the gazetteer files with entries that the source has changed.
    """

    format: str
    log: ImportLog
    merged: MergeResult
    text: str
    target: Path
    changed: Mapping[Path, str] = field(default_factory=dict)

    @property
    def findings(self) -> list[Finding]:
        """Problems of single records, sorted."""
        return self.log.findings


def plan_import(  # noqa: PLR0913
    file: Path,
    root: Path,
    options: ImportOptions,
    form: str | None = None,
    *,
    skip: bool = False,
    declared: Mapping[str, Mapping[str, Any]] | None = None,
    progress: Callable[[int], object] = lambda _count: None,
) -> ImportPlan:
    """Read a file and compare it with the gazetteer of a project.

    Args:
        file: to import; it may be outside the project.
        root: the folder of the project.
        options: what the user says about the file.
        form: the name of its format; None to detect it from the content.
        skip: whether to leave out records with errors; otherwise they stop the import.
        declared: the keys of own fields to declare in the gazetteer, by their names.
        progress: called now and then with the number of records so far.

    Raises:
        ImportFailedError: the file cannot be read.
        EditError: a declaration cannot be added to the gazetteer.
        ProjectError: the gazetteer or an article has errors.
    """
    gazetteer = _read_gazetteer(root)
    new_fields = {name: OwnField.model_validate(keys) for name, keys in (declared or {}).items()}
    fields = {**(gazetteer.map.fields if gazetteer else {}), **new_fields}
    source = open_source(file, replace(options, fields=fields))
    form = form or detect_format(source)
    stem = slug(unicodedata.normalize("NFC", file.stem)) or "file"
    log = ImportLog()
    drafts = list(_drafts(source, form, stem, log, progress))
    _report_statuses(source, log)
    if skip:
        log.skip_errors()
    keep_evidence(drafts, root, gazetteer.map.language if gazetteer else "en", log)
    texts = _gazetteer_texts(root)
    merged = merge(drafts, gazetteer, log, find_rows(texts))
    if not drafts and not errors(log.findings):
        log.add("I007", Location(source.name), "the file contains nothing that can be imported")
    log.findings = sorted(set(log.findings))
    is_new = merged.places or merged.reports
    text = format_file(_heading(file.name, form, log), merged.places, merged.reports) if is_new else ""
    changed = apply(merged.updates, texts)
    target = _target(root, stem)
    if declared:
        with_map = next((path for path in texts if gazetteer and name_of(path, root) == gazetteer.map.at().file), None)
        if with_map is None:
            text = text and _declaring(text, target.name, declared)
        else:
            changed[with_map] = _declaring(changed.get(with_map, texts[with_map]), with_map.name, declared)
    return ImportPlan(form, log, merged, text, target, changed)


def _declaring(text: str, name: str, declared: Mapping[str, Mapping[str, Any]]) -> str:
    """The text of a gazetteer file with declarations of own fields under ``map``."""
    return change_text(text, name, [SetValue(("map", "fields", field), dict(keys)) for field, keys in declared.items()])


def _gazetteer_texts(root: Path) -> dict[Path, str]:
    """The texts of the gazetteer files, which have no errors."""
    opened = {path: read_text(path, root, YAML) for path in gazetteer_files(root)}
    return {path: each.text for path, each in opened.items() if isinstance(each, Source)}


def _read_gazetteer(root: Path) -> Gazetteer | None:
    """The gazetteer of the project; None if there is none yet."""
    reading = read_gazetteer(root)
    found = errors(reading.findings)
    if [one.code for one in found] == ["G001"]:
        return reading.gazetteer
    if found:
        raise ProjectError(found)
    return reading.gazetteer


def _drafts(
    source: SourceFile, form: str, stem: str, log: ImportLog, progress: Callable[[int], object]
) -> Iterator[Draft]:
    """The drafts of all records."""
    chosen, options = FORMATS[form], source.options
    records = list(chosen.read(source, log))
    month_first = chosen.month_first if options.month_first is None else options.month_first
    if month_first is None:
        month_first = infer_month_first(record.values.get(name) for record in records for name in ("date", "reported"))
    time = "" if options.zone else evening_in_utc(record.values.get("date") for record in records)
    if time:
        message = f"every date is at {time} UTC, which is probably midnight of the next day in local time"
        hint = "name the time zone, for example --time-zone Europe/Kyiv; without it, the dates stay those of the source"
        log.add("I015", next(record.locate("date") for record in records if record.values.get("date")), message, hint)
    context = ImportContext(
        file=Path(source.name).name,
        stem=stem,
        kind=options.kind or chosen.kind,
        month_first=month_first,
        century=options.century,
        year=options.year,
        zone=options.zone,
        statuses=options.statuses,
        fields=options.fields,
        are_midnights=bool(time),
    )
    for count, record in enumerate(records, 1):
        if count % 500 == 0:
            progress(count)
        draft = make_draft(record, context, log)
        if draft is not None:
            yield draft


def _report_statuses(source: SourceFile, log: ImportLog) -> None:
    """Warn about texts in place of a status that are none, and about texts with a status that no record has."""
    column = next(iter(log.columns.get("status", ())), "status")
    for text in sorted(source.options.statuses.keys() - log.mapped):
        known = [each.casefold() for each in (*log.statuses, *log.mapped)]
        advice = nearest(text, known) or f"its texts are {', '.join(map(echo, known)) or 'all statuses'}"
        log.add("I014", Location(source.name), f'no record has "{echo(text)}" in {echo(column)}', advice)
    if not log.statuses:
        return
    counted = ", ".join(f'"{echo(text)}" ({count})' for text, count in log.statuses.most_common(10))
    message = f"{echo(column)} has texts that are no status: {counted}; these reports become unconfirmed"
    hint = f"write {', '.join(Status)} into the file"
    texts = [text for text, _ in log.statuses.most_common(3) if len(text) <= _MAX_MAPPED]
    pairs = [f"{text}=STATUS" for text in texts if not _BETWEEN_PAIRS.search(text)]
    if pairs:
        mapping = argument(f"{column}: {', '.join(pairs)}")
        hint = f"give each a status: --map {mapping}, with confirmed, unconfirmed or refuted for STATUS"
    log.add("I014", Location(source.name), message, hint)


def parse_statuses(texts: Sequence[str]) -> tuple[str | None, dict[str, str]]:
    """The column with the statuses, and the status for each of its texts, in lower case.

    Raises:
        ValueError: a text has another form, names an unknown status, or names a second column.

    >>> parse_statuses(["Verified?: Y=confirmed, N=refuted"])
    ('Verified?', {'y': 'confirmed', 'n': 'refuted'})
    >>> parse_statuses(["Status: Yes, by a photo: certain=confirmed"])
    ('Status', {'yes, by a photo: certain': 'confirmed'})
    """
    column: str | None = None
    statuses: dict[str, str] = {}
    for text in texts:
        name, colon, pairs = (part.strip() for part in text.partition(": " if ": " in text else ":"))
        if not colon or not name or column not in {None, name}:
            raise ValueError(f'"{echo(text)}" is not COLUMN: TEXT=STATUS, TEXT=STATUS, with one column')
        column = name
        for pair in _PAIRS.findall(pairs) or [""]:
            value, equals, status = (part.strip() for part in pair.rpartition("="))
            if not equals or status.casefold() not in set(Status):
                raise ValueError(f'"{echo(pair.strip())}" is not TEXT=STATUS; the statuses are {", ".join(Status)}')
            statuses[value.casefold()] = status.casefold()
    return column, statuses


def _heading(name: str, form: str, log: ImportLog) -> list[str]:
    """The comments at the top of the new file."""
    warnings = Counter(one.code for one in log.findings if one.severity is Severity.WARNING)
    counts = ", ".join(f"{count} × {code}" for code, count in sorted(warnings.items()))
    return [
        f"Imported by geomap from {echo(name, 200)} ({FORMATS[form].title}).",
        "Comments above an entry say what was assumed or left out. What is missing in the source is missing here.",
        *([f"Comments keep what no field holds: {echo(', '.join(log.kept), 1000)}."] if log.kept else []),
        *log.about,
        *([f"Warnings: {counts}. `geomap explain CODE` explains them."] if counts else []),
    ]


def _target(root: Path, stem: str) -> Path:
    """The path of the new gazetteer file, which does not exist yet."""
    for number in range(1, _MAX_FILES):
        path = root / "data" / f"imported-{stem[:80]}{'' if number == 1 else f'-{number}'}.yaml"
        if not os.path.lexists(path):
            return path
    raise ImportFailedError(f"data/ already has {_MAX_FILES:,} imports of this file", "delete or merge some of them")


def parse_columns(pairs: Sequence[str]) -> dict[str, str]:
    """The columns that the user chose, from texts such as ``latitude=Lat``.

    Raises:
        ValueError: a text has another form, or names an unknown field.
    """
    columns = {}
    for pair in pairs:
        name, equals, column = pair.partition("=")
        if not equals or not re.fullmatch(r"\w+", name) or name not in COLUMN_NAMES or not column:
            raise ValueError(f'"{echo(pair)}" is not FIELD=COLUMN; the fields are {", ".join(COLUMN_NAMES)}')
        columns[name] = column
    return columns
