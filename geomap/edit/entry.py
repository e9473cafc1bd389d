"""New places, reports and evidence: valid values, a free id, and the right file."""

import os
import re
from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from pydantic import ValidationError

from geomap.errors import GeomapError
from geomap.findings import Finding, echo, nearest
from geomap.link.folding import fold
from geomap.model import Article, Entry, Gazetteer, Place, Report, slug
from geomap.model.coordinates import parse_coordinates
from geomap.model.origin import Origin
from geomap.read import gazetteer_files, read_articles, read_gazetteer
from geomap.read.files import CONTROL, name_of
from geomap.read.validation import validation_findings
from geomap.read.yaml.scalars import core_value

Kind = Literal["place", "report"]

_MODELS: dict[Kind, type[Entry]] = {"place": Place, "report": Report}
SMALLEST: dict[Kind, dict[str, Any]] = {
    "place": {"name": "A", "coordinates": [0.0, 0.0]},
    "report": {"title": "A", "status": "unconfirmed", "status_reason": "A"},
}
"""The required keys of each kind with some values."""
_DECIMAL = re.compile(r"[\s\d.,;/+−()\[\]{}-]+")
_FIGURES = re.compile(r":\d+|\b\d[\d,]*(?: of \d[\d,]*)?(?= (?:km|m|times|articles?|independent|people|person)\b)")
"""What other entries change in the message of a finding: the line that it refers to, a distance, a count."""
_LINE_BREAKS = re.compile("\r\n|[\r\x85\u2028\u2029]")
IMPORTED_PREFIX = "imported-"
"""Begins the names of the files that `geomap import` makes."""
_MAX_LISTED = 5  # ids in one message


class InvalidValueError(GeomapError, ValueError):
    """A value is not valid, or does not name exactly one thing; ``hint`` says what to write instead."""


@dataclass(frozen=True)
class Workspace:
    """A project that is open for editing.

    Attributes:
        root: its folder.
        files: the files of the gazetteer by their names in findings.
        is_one_file: whether the user named a single gazetteer file.
        gazetteer: its valid entries; None if there is no file yet or none can be read.
        read: its articles if they have been read.
    """

    root: Path
    files: Mapping[str, Path]
    is_one_file: bool
    gazetteer: Gazetteer | None
    read: tuple[Article, ...] | None = None

    @cached_property
    def articles(self) -> tuple[Article, ...]:
        """The articles of the project."""
        return read_articles(self.root).articles if self.read is None else self.read

    def ids(self, kind: Kind) -> set[str]:
        """The ids of its places or reports."""
        return {entry.id for entry in (self.places if kind == "place" else self.reports)}

    @property
    def places(self) -> tuple[Place, ...]:
        """The places of the gazetteer."""
        return self.gazetteer.places if self.gazetteer else ()

    @property
    def reports(self) -> tuple[Report, ...]:
        """The reports of the gazetteer."""
        return self.gazetteer.reports if self.gazetteer else ()


def open_workspace(root: Path, named: Sequence[Path] | None = None) -> Workspace:
    """Read the gazetteer of a project, or only the files that the user named."""
    paths = gazetteer_files(root) if named is None else named
    reading = read_gazetteer(root, named)
    return Workspace(root, {name_of(path, root): path for path in paths}, named is not None, reading.gazetteer)


def validate_value(kind: Kind, key: str, value: Any) -> Any:
    """The value of a key, cleaned, as it is to be written into the file.

    Raises:
        InvalidValueError: `geomap check` would report an error; with the message of that error.
    """
    value = clean(value, one_line=key not in {"note", "description", "status_reason"})
    if isinstance(value, str) and key in {"uncertainty", "coarsen"}:
        number = core_value(value)
        value = number if isinstance(number, str | None) else +number  # without the digits as written
    model = _MODELS[kind]
    entry = {**SMALLEST[kind], key: value}
    try:
        model.model_validate(entry)
    except ValidationError as error:
        finding = validation_findings(error, model, entry, Origin())[0]
        raise InvalidValueError(finding.message, finding.help) from None
    if key == "coordinates" and (not isinstance(value, str) or _DECIMAL.fullmatch(value)):
        return list(parse_coordinates(value))
    return value


def clean(value: Any, *, one_line: bool = False) -> Any:
    """The value with its texts stripped and their line breaks normalised; control characters are refused."""
    if isinstance(value, Mapping):
        return {clean(key, one_line=True): clean(each, one_line=one_line) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [clean(each, one_line=one_line) for each in value]
    if not isinstance(value, str):
        return value
    text = " ".join(value.split()) if one_line else _LINE_BREAKS.sub("\n", value).strip()
    if control := CONTROL.search(text):
        message = f"the text contains the control character U+{ord(control[0]):04X}"
        raise InvalidValueError(message, "type it again without that character; arrow keys may insert one")
    return text


def find_place_id(workspace: Workspace, name: str) -> str:
    """The id of the place with this id, name or alias; case and typography are ignored.

    Raises:
        InvalidValueError: no place, or more than one, has this name.
    """
    if name.strip() in {place.id for place in workspace.places}:
        return name.strip()
    folded = _folded(name)
    found = [place for place in workspace.places if folded in {_folded(each) for each in (place.id, *place.all_names)}]
    if len(found) == 1:
        return found[0].id
    if found:
        ids = _listed([place.id for place in found])
        raise InvalidValueError(f'"{echo(name)}" matches {len(found)} places', f"give one of their ids: {ids}")
    known = [each for place in workspace.places for each in (place.id, *place.all_names)]
    hint = nearest(name, known) or "add the place first: geomap add place"
    raise InvalidValueError(f'there is no place "{echo(name)}"', hint)


def find_article(workspace: Workspace, name: str) -> Article:
    """The article with this id, file or title.

    Raises:
        InvalidValueError: no article, or more than one, has this name.
    """
    name = name.strip()
    for article in workspace.articles:
        if name in {article.id, article.file, Path(article.file).name}:
            return article
    found = [article for article in workspace.articles if _folded(article.title) == _folded(name)]
    if len(found) == 1:
        return found[0]
    if not workspace.articles:
        raise InvalidValueError("there are no articles in seeds/", "add one, for example with geomap import article")
    ids = [article.id for article in workspace.articles]
    raise InvalidValueError(
        f'there is no article "{echo(name)}"', nearest(name, ids) or f"the articles are {_listed(ids)}"
    )


def find_report(workspace: Workspace, identifier: str) -> Report:
    """The report with this id.

    Raises:
        InvalidValueError: there is none.
    """
    reports = {report.id: report for report in workspace.reports}
    if identifier not in reports:
        hint = nearest(identifier, reports) or "add it first: geomap add report"
        raise InvalidValueError(f'there is no report with the id "{echo(identifier)}"', hint)
    return reports[identifier]


def _listed(ids: Sequence[str]) -> str:
    return ", ".join(map(echo, ids[:_MAX_LISTED])) + (" …" if len(ids) > _MAX_LISTED else "")


def unused_id(taken: Container[str], name: str) -> str:
    """The id that geomap makes from a valid name, with a number if it is taken."""
    base = identifier = slug(name)
    number = 2
    while identifier in taken:
        identifier = f"{base}-{number}"
        number += 1
    return identifier


def choose_file(workspace: Workspace, kind: Kind, requested: Path | None = None) -> Path:
    """The gazetteer file for a new entry: the requested one, else the editor's own with the most entries of this kind.

    A file that `geomap import` made is the editor's own only if the user named it.

    Raises:
        InvalidValueError: the requested file does not belong to the gazetteer.
    """
    if requested is not None:
        candidates = [requested, workspace.root / requested, workspace.root / "data" / requested]
        real = [Path(os.path.realpath(path)) for path in candidates]  # resolve() fails on a loop of symlinks
        for path in workspace.files.values():
            if Path(os.path.realpath(path)) in real:
                return path
        data = (workspace.root / "data").resolve()
        is_gazetteer = requested.suffix in {".yaml", ".yml"} and not requested.name.startswith(".")
        is_new = any(path.parent == data and not path.exists() for path in real)
        if workspace.is_one_file or not is_gazetteer or not is_new:
            hint = "give a .yaml file in the folder data/ of the project"
            raise InvalidValueError(f"{echo(requested)} is not a file of the gazetteer", hint)
        return workspace.root / "data" / requested.name
    own = {
        name: path
        for name, path in workspace.files.items()
        if workspace.is_one_file or not path.name.startswith(IMPORTED_PREFIX)
    }
    same_kind = workspace.places if kind == "place" else workspace.reports
    for entries in (same_kind, (*workspace.places, *workspace.reports)):
        counts = Counter(entry.at().file for entry in entries)
        for name, _ in counts.most_common():
            if name in own:
                return own[name]
    return next(iter(own.values()), workspace.root / "data" / "locations.yaml")


def new_findings(before: Iterable[Finding], after: Iterable[Finding]) -> list[Finding]:
    """The findings that were not there before; lines and counts in the others may be different."""
    known = Counter(map(_without_figures, before))
    found = []
    for finding in after:
        same = _without_figures(finding)
        if known[same]:
            known[same] -= 1
        else:
            found.append(finding)
    return found


def _without_figures(finding: Finding) -> tuple[str, str, str]:
    return finding.code, finding.location.file, _FIGURES.sub("", finding.message)


def _folded(text: str) -> str:
    return fold(text).text.casefold().strip()
