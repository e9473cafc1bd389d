"""``geomap import``: a file of another format → a new file of the gazetteer, seen before it is written."""

import contextlib
import os
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from geomap._gc import without_collector
from geomap.edit.new_entries import as_yaml
from geomap.findings import Finding, Location, ProjectError, Severity, echo, errors
from geomap.importing.drafts import Context, Draft, draft_of
from geomap.importing.fields.dates import order_told
from geomap.importing.fields.evidence import keep_evidence
from geomap.importing.formats import FORMATS, ImportFailedError, Raw, Source, Wishes, format_of, open_file
from geomap.importing.formats.table import open_table
from geomap.importing.merge import Merged, merge
from geomap.model import Gazetteer, slug
from geomap.read import read_gazetteer

TERMS = {
    "geoconfirmed": "GeoConfirmed has terms of its own for using its data in bulk: ask before you publish.",
    "acled": "ACLED's data may be used under its terms of use and with its attribution: https://acleddata.com/terms",
    "umap": "A map's data belong to those who made it; uMap shows the licence they chose.",
}
ANY_TERMS = "Look up under which terms the source may be used, and name it, before you publish the map."


@dataclass(frozen=True)
class Import:
    """What an import would do.

    Attributes:
        format: the name of the format.
        columns: of a table, which of geomap's values is read from which columns.
        merged: the new entries and what was there already.
        text: of the new file; empty where nothing is new.
        target: the file that would be written.
        findings: warnings and errors, in order; where there are errors, nothing may be written.
        terms: what the person is to be reminded of.
    """

    format: str
    columns: dict[str, tuple[str, ...]]
    merged: Merged
    text: str
    target: Path
    findings: list[Finding] = field(default_factory=list)
    terms: str = ANY_TERMS


@without_collector()
def plan_import(  # noqa: PLR0913  (one for each thing that a person may say)
    file: Path,
    root: Path,
    wishes: Wishes,
    form: str | None = None,
    *,
    skip: bool = False,
    progress: Callable[[int], object] = lambda _count: None,
) -> Import:
    """Read a file and compare it with a project's gazetteer; nothing is written.

    Args:
        file: to import, wherever it lies.
        root: the project's folder.
        wishes: what the person says about the file.
        form: the name of its format; None where its content tells.
        skip: leave out things with errors, where otherwise the whole would not be imported.
        progress: told how many things have been read, again and again.

    Raises:
        ImportFailedError: the file cannot be read.
        ProjectError: the gazetteer or an article has errors.
    """
    gazetteer = _gazetteer_of(root)
    source = open_file(file, wishes)
    form = form or format_of(source)
    findings: list[Finding] = []
    stem = slug(unicodedata.normalize("NFC", file.stem)) or "file"
    drafts = list(_drafts(source, form, stem, findings, progress))
    if skip:
        findings = [_skipped(one) for one in findings]
    findings += keep_evidence(drafts, root, gazetteer.map.language if gazetteer else "en")
    merged = merge(drafts, gazetteer)
    findings = sorted({*findings, *merged.findings})
    name = file.name
    new = merged.places or merged.reports
    text = as_yaml(_heading(name, form, findings), merged.places, merged.reports) if new else ""
    columns = open_table(source).columns if FORMATS[form].read is FORMATS["csv"].read else {}
    if not drafts and not errors(findings):
        findings.append(Finding(Location(source.name), "I007", "there is nothing in the file that could be imported"))
    return Import(form, columns, merged, text, _target(root, stem), findings, TERMS.get(form, ANY_TERMS))


def _gazetteer_of(root: Path) -> Gazetteer | None:
    """The gazetteer that is there; None where there is none yet."""
    reading = read_gazetteer(root)
    wrong = errors(reading.findings)
    if [one.code for one in wrong] == ["G001"]:
        return None
    if wrong:
        raise ProjectError(wrong)
    return reading.gazetteer


def _drafts(
    source: Source, form: str, stem: str, findings: list[Finding], progress: Callable[[int], object]
) -> Iterator[Draft]:
    """Every thing of the file as a draft; what is wrong with them is added to the findings."""
    chosen, wishes = FORMATS[form], source.wishes
    things = list(chosen.read(source))
    month_first = chosen.month_first if wishes.month_first is None else wishes.month_first
    if month_first is None:
        dates = (raw.said.get(name) for raw in things if isinstance(raw, Raw) for name in ("date", "reported"))
        month_first = order_told(dates)
    context = Context(Path(source.name).name, stem, wishes.kind or chosen.kind, month_first)
    for count, raw in enumerate(things, 1):
        if count % 500 == 0:
            progress(count)
        if isinstance(raw, Finding):
            findings.append(raw)
            continue
        draft, found = draft_of(raw, context)
        findings += found
        if draft is not None:
            yield draft


def _skipped(finding: Finding) -> Finding:
    """An error that was left out on request is a warning."""
    if finding.severity is not Severity.ERROR:
        return finding
    return Finding(finding.location, "I007", f"left out: {finding.message}", finding.help)


def _heading(name: str, form: str, findings: Sequence[Finding]) -> list[str]:
    warnings = Counter(one.code for one in findings if one.severity is Severity.WARNING)
    said = ", ".join(f"{count} × {code}" for code, count in sorted(warnings.items()))
    return [
        f"Imported by geomap from {echo(name, 200)} ({FORMATS[form].title}).",
        "The comments say what was assumed or left out. What the source does not say is missing here too.",
        *([f"Findings of the import: {said}; `geomap explain CODE` says what they mean."] if said else []),
    ]


def _target(root: Path, stem: str) -> Path:
    """A file of the gazetteer that is not there yet."""
    for number in range(1, 10_000):
        path = root / "data" / f"imported-{stem[:80]}{'' if number == 1 else f'-{number}'}.yaml"
        if not path.exists():
            return path
    raise ImportFailedError(Finding(Location(stem), "I004", "there are 10,000 imports of this name already"))


@contextlib.contextmanager
def staged(wanted: Import) -> Iterator[Path]:
    """The new file's text beside its place, under a hidden name that no gazetteer reads; gone when all is done.

    Raises:
        OSError: it cannot be written.
    """
    part = wanted.target.with_name(f".{wanted.target.name}.{os.getpid()}.part")
    part.parent.mkdir(parents=True, exist_ok=True)
    try:
        with part.open("w", encoding="utf-8", newline="\n") as file:
            file.write(wanted.text)
            file.flush()
            os.fsync(file.fileno())
        yield part
    finally:
        part.unlink(missing_ok=True)


def columns_wished(pairs: Sequence[str], known: Sequence[str]) -> dict[str, str]:
    """``latitude=Lat`` → which column is which.

    Raises:
        ValueError: a pair is none, or its first part is not one of geomap's names.
    """
    found = {}
    for pair in pairs:
        name, equals, column = pair.partition("=")
        if not equals or not re.fullmatch(r"\w+", name) or name not in known or not column:
            raise ValueError(f'"{echo(pair)}" is no NAME=COLUMN; the names are {", ".join(known)}')
        found[name] = column
    return found


def with_column(wishes: Wishes, name: str, column: str) -> Wishes:
    """The same wishes, and one column more."""
    return replace(wishes, columns={**wishes.columns, name: column})
