"""A new place or report: its values, its id, its file, and the text of the file with it."""

import os
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from pydantic import ValidationError

from geomap.edit.new_entries import New
from geomap.edit.saving import Opened, open_file
from geomap.edit.yaml_edit import EditError, with_entry
from geomap.findings import Finding, GeomapError, Location, echo, nearest
from geomap.link.folding import fold
from geomap.model import Article, Entry, Gazetteer, Place, Report, slug
from geomap.model.coordinates import parse_coordinates
from geomap.model.entry import with_id
from geomap.model.origin import Origin
from geomap.read import gazetteer_files, read_articles, read_gazetteer
from geomap.read.files import CONTROL, name_of
from geomap.read.validation import validation_findings
from geomap.read.yaml.nodes import read_yaml
from geomap.read.yaml.scalars import core_value

Kind = Literal["place", "report"]

_MODELS: dict[Kind, type[Entry]] = {"place": Place, "report": Report}
_LEAST: dict[Kind, dict[str, Any]] = {
    "place": {"name": "A", "coordinates": [0.0, 0.0]},
    "report": {"title": "A", "status": "unconfirmed", "status_reason": "A"},
}
_DECIMAL = re.compile(r"[\s\d.,;/+−-]+")
_IN_BRACKETS = re.compile(r"\[([^\[\]]*)\]\Z")
_LINE_ENDS = re.compile("\r\n|[\r\x85\u2028\u2029]")
_LISTED = 5  # places named in one message


class RefusedError(GeomapError, ValueError):
    """A value cannot be taken; ``found`` says why and ``advice`` what to write."""

    def __init__(self, found: str, advice: str = "") -> None:
        self.found, self.advice = found, advice
        super().__init__(f"{found}: {advice}" if advice else found)


@dataclass(frozen=True)
class Desk:
    """A project that something is to be added to.

    Attributes:
        root: its folder.
        files: the gazetteer's files, by their names as findings show them.
        named: whether the person has named the one file.
        gazetteer: what is sound in them; None where there is none yet, or no file of it can be read.
    """

    root: Path
    files: Mapping[str, Path]
    named: bool
    gazetteer: Gazetteer | None

    @cached_property
    def articles(self) -> tuple[Article, ...]:
        """The project's articles."""
        return read_articles(self.root).articles

    @property
    def places(self) -> tuple[Place, ...]:
        """The places that are there."""
        return self.gazetteer.places if self.gazetteer else ()

    @property
    def reports(self) -> tuple[Report, ...]:
        """The reports that are there."""
        return self.gazetteer.reports if self.gazetteer else ()


@dataclass(frozen=True)
class Addition:
    """A new entry and the text of its file with it.

    Attributes:
        opened: the file as it was read.
        text: what it is to hold.
        line: where the entry begins in it, from 1.
        what: the kind of the entry and its id.
    """

    opened: Opened
    text: str
    line: int
    what: str


def open_desk(root: Path, named: Sequence[Path] | None = None) -> Desk:
    """Read what is there: a project's gazetteer, or the files of it that the person has named."""
    paths = gazetteer_files(root) if named is None else named
    reading = read_gazetteer(root, named)
    return Desk(root, {name_of(path, root): path for path in paths}, named is not None, reading.gazetteer)


def checked_value(kind: Kind, key: str, value: Any) -> Any:
    """A value for a key as the file is to have it.

    Raises:
        RefusedError: the reader would refuse it; in the reader's words.
    """
    value = _clean(value, one_line=key not in {"note", "description", "status_reason"})
    if isinstance(value, str) and key in {"uncertainty", "coarsen"}:
        value = core_value(value)
    if isinstance(value, str) and key == "coordinates":
        value = _IN_BRACKETS.sub(r"\1", value)  # as the gazetteer has them, and as the advice shows them
    model = _MODELS[kind]
    entry = {**_LEAST[kind], key: value}
    try:
        model.model_validate(entry)
    except ValidationError as error:
        finding = validation_findings(error, model, entry, Origin())[0]
        raise RefusedError(finding.message, finding.help) from None
    if key == "coordinates" and (not isinstance(value, str) or _DECIMAL.fullmatch(value)):
        return list(parse_coordinates(value))
    return value


def _clean(value: Any, *, one_line: bool) -> Any:
    """The value with its texts stripped and their lines ended as usual; no character in it controls a terminal."""
    if isinstance(value, Mapping):
        return {_clean(key, one_line=True): _clean(each, one_line=one_line) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_clean(each, one_line=one_line) for each in value]
    if not isinstance(value, str):
        return value
    text = " ".join(value.split()) if one_line else _LINE_ENDS.sub("\n", value).strip()
    if control := CONTROL.search(text):
        found = f"the character U+{ord(control[0]):04X} stands in it, which is none of a text"
        raise RefusedError(found, "write it again without; some keys, such as arrows, leave such a character")
    return text


def place_called(desk: Desk, words: str) -> str:
    """The id of the place with this id, name or alias; case and typography are no difference.

    Raises:
        RefusedError: there is none, or more than one.
    """
    by_id = {place.id: place for place in desk.places}
    if words.strip() in by_id:
        return words.strip()
    wanted = _folded(words)
    found = [place for place in desk.places if wanted in {_folded(name) for name in (place.id, *place.all_names)}]
    if len(found) == 1:
        return found[0].id
    if found:
        listed = ", ".join(echo(place.id) for place in found[:_LISTED])
        more = " …" if len(found) > _LISTED else ""
        raise RefusedError(f'"{echo(words)}" fits {len(found)} places', f"write one of their ids: {listed}{more}")
    names = [name for place in desk.places for name in (place.id, *place.all_names)]
    advice = nearest(words, names) or "add the place first, with geomap add place"
    raise RefusedError(f'no place is called "{echo(words)}"', advice)


def article_called(desk: Desk, words: str) -> Article:
    """The article with this id, file or title.

    Raises:
        RefusedError: there is none, or more than one.
    """
    wanted = words.strip()
    for article in desk.articles:
        if wanted in {article.id, article.file, Path(article.file).name}:
            return article
    found = [article for article in desk.articles if _folded(article.title) == _folded(wanted)]
    if len(found) == 1:
        return found[0]
    if not desk.articles:
        raise RefusedError("there are no articles in seeds/", "put one there, such as with geomap import article")
    ids = [article.id for article in desk.articles]
    listed = ", ".join(map(echo, ids[:_LISTED])) + (" …" if len(ids) > _LISTED else "")
    raise RefusedError(f'no article is called "{echo(words)}"', nearest(wanted, ids) or f"the articles are {listed}")


def free_id(desk: Desk, kind: Kind, name: str) -> str:
    """The id that a name makes, with a number where it is taken.

    Raises:
        RefusedError: the name has no letter or digit to make one of.
    """
    taken = {entry.id for entry in (desk.places if kind == "place" else desk.reports)}
    made = slug(name)
    if not made:
        raise RefusedError(f'"{echo(name)}" has no letter or digit that an id could be made of', "give one with --id")
    number = 2
    identifier = made
    while identifier in taken:
        identifier = f"{made}-{number}"
        number += 1
    return identifier


def file_for(desk: Desk, kind: Kind, wished: Path | None = None) -> Path:
    """The file of the gazetteer that a new entry goes into: the one that is wished, else that with most of its kind.

    Raises:
        RefusedError: the file that is wished is no part of the gazetteer.
    """
    if wished is not None:
        candidates = [wished, desk.root / wished, desk.root / "data" / wished]
        wanted = [Path(os.path.realpath(path)) for path in candidates]  # not resolve, which a loop of links breaks
        for path in desk.files.values():
            if Path(os.path.realpath(path)) in wanted:
                return path
        data = (desk.root / "data").resolve()
        fits = wished.suffix in {".yaml", ".yml"} and not wished.name.startswith(".") and not desk.named
        if not fits or not any(path.parent == data and not path.exists() for path in wanted):
            advice = "name a .yaml file in the project's folder data"
            raise RefusedError(f"{echo(wished)} is no file of the gazetteer", advice)
        return desk.root / "data" / wished.name
    for entries in (desk.places if kind == "place" else desk.reports, (*desk.places, *desk.reports)):
        counts = Counter(entry.at().file for entry in entries)
        for name, _ in counts.most_common():
            if name in desk.files:
                return desk.files[name]
    return next(iter(desk.files.values()), desk.root / "data" / "locations.yaml")


def try_file(desk: Desk, kind: Kind, file: Path) -> None:
    """Make sure that something can be added to a file, before anybody is asked for it.

    Raises:
        EditError: the file cannot be read, or nothing can be added to it.
    """
    addition(desk, kind, {"id": "new", **_LEAST[kind]}, file)


def addition(desk: Desk, kind: Kind, values: Mapping[str, Any], file: Path) -> Addition:
    """The file's text with a new entry, whose keys stand in the format's order.

    Raises:
        EditError: the file cannot be read, or nothing can be added to it.
    """
    entry = {key: values[key] for key in _MODELS[kind].model_fields if values.get(key) not in (None, (), [], {})}
    opened = open_file(file, desk.root, anywhere=desk.named)
    edited = with_entry(opened.text, opened.name, (f"{kind}s",), New(entry, []))
    return Addition(opened, edited.text, edited.line, f"{kind} {entry['id']}")


def evidence_addition(desk: Desk, report: Report, evidence: Sequence[Mapping[str, str]]) -> Addition:
    """The file's text with more evidence for a report, below what it has.

    Raises:
        EditError: the file cannot be read, or nothing can be added to it.
    """
    opened = open_file(desk.files[report.at().file], desk.root, anywhere=desk.named)
    written = read_yaml(opened.text, opened.name)
    if written.findings:
        raise EditError(written.findings)
    reports = written.value.get("reports") if isinstance(written.value, Mapping) else None
    index = next((at for at, entry in enumerate(reports or ()) if _id_of(entry) == report.id), None)
    if index is None:
        found = f'the report "{report.id}" stood here, and is gone'
        raise EditError([Finding(Location(opened.name), "W002", found, "run the command again")])
    text, line = opened.text, 0
    for each in evidence:
        edited = with_entry(text, opened.name, ("reports", index, "evidence"), New(dict(each), []))
        text, line = edited.text, line or edited.line
    return Addition(opened, text, line, f"evidence for {report.id}")


def _id_of(entry: Any) -> str:
    """The id of a report as it is written; an empty one of what is none."""
    made = with_id(entry, "title")
    return str(made.get("id", "")).strip() if isinstance(made, Mapping) else ""


def report_called(desk: Desk, identifier: str) -> Report:
    """The report with this id.

    Raises:
        RefusedError: there is none.
    """
    reports = {report.id: report for report in desk.reports}
    if identifier not in reports:
        advice = nearest(identifier, reports) or "geomap add report adds one"
        raise RefusedError(f'no report has the id "{echo(identifier)}"', advice)
    return reports[identifier]


def new_findings(before: Iterable[Finding], after: Iterable[Finding]) -> list[Finding]:
    """The findings that were not there before, wherever in their files the others stand now."""
    known = Counter(map(_regardless_of_lines, before))
    found = []
    for finding in after:
        same = _regardless_of_lines(finding)
        if known[same]:
            known[same] -= 1
        else:
            found.append(finding)
    return found


def _regardless_of_lines(finding: Finding) -> tuple[str, str, str]:
    return finding.code, finding.location.file, re.sub(r":\d+", ":", finding.message)


def _folded(text: str) -> str:
    return fold(text).text.casefold().strip()
