"""``geomap add``: a new place or report, asked for or given by options, in a file that stays as it was."""

import shlex
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from geomap.commands.desk import desk_of, whole_or_nothing, write
from geomap.commands.place_questions import Asked, part_of, place_questions, position_of
from geomap.commands.prompts import ask, somebody_is_there
from geomap.commands.report_questions import STATUSES, evidence_questions, place_of, report_questions, status_of
from geomap.edit.entry import (
    Desk,
    Kind,
    RefusedError,
    addition,
    article_called,
    checked_value,
    evidence_addition,
    file_for,
    free_id,
    report_called,
    try_file,
)
from geomap.edit.quotes import evidence_quoted
from geomap.model import Precision, Report

_Questions = Callable[[Desk, Mapping[str, Any]], Iterator[Asked]]

_PROJECT = click.option(
    "--project",
    "folder",
    default=".",
    type=click.Path(path_type=Path),
    help="The project's folder; this one unless given.",
)
_FILE = click.option(
    "--file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Which file in data/; that with most such entries unless given.",
)
_ARTICLE = click.option("--article", multiple=True, metavar="ID", help="The article of a quote.")
_QUOTE = click.option(
    "--quote",
    multiple=True,
    metavar="WORDS",
    help="Words of an article that say so; may be repeated, as --article may.",
)
_YES = click.option("--yes", is_flag=True, help="Ask nothing, and write.")
_DRY_RUN = click.option("--dry-run", is_flag=True, help="Only show what would be written.")


@click.group()
def add() -> None:
    """Add a place, a report or evidence to the gazetteer.

    On a terminal it asks for what the options do not say, shows what would change, and writes when you agree. The
    rest of the file stays as it is, comments and all.
    """


def add_place(folder: Path, given: Mapping[str, Any], *, yes: bool = False) -> None:
    """Add a place to the gazetteer of a project: ask for what is missing, show it, check it, ask, write it.

    Args:
        folder: the project's folder.
        given: what is known of it, under the gazetteer's own keys (name, coordinates, precision, uncertainty …).
        yes: ask nothing; what is needed and missing is then an error.

    Exits with 1 where nothing was written.
    """
    with whole_or_nothing(folder):
        desk = desk_of(folder)
        known = {key: checked_value("place", key, value) for key, value in given.items() if value is not None}
        _add_place(folder, desk, known, yes=yes)


def _add_place(  # noqa: PLR0913  (what the options say)
    folder: Path, desk: Desk, known: Mapping[str, Any], file: Path | None = None, *, yes: bool, dry_run: bool = False
) -> None:
    path = _file(desk, "place", file, yes=yes)
    values = completed(desk, "place", known, place_questions, yes=yes)
    added = addition(desk, "place", values, path)
    write(
        folder,
        added,
        yes=yes,
        dry_run=dry_run,
        then=f"geomap add report --place {values['id']}{_there(folder, '--project ')}",
    )


@add.command()
@click.argument("name", required=False)
@click.option("--coordinates", metavar="LAT, LON", help="In any usual spelling, or the path of a .geojson file.")
@click.option("--precision", type=click.Choice([str(one) for one in Precision]), help="How finely it is known.")
@click.option("--uncertainty", metavar="METRES", help="Within which the true position lies.")
@click.option("--source", metavar="TEXT", help="Where the coordinates come from.")
@click.option("--part-of", metavar="PLACE", help="The place it lies in: an id, a name or an alias.")
@click.option("--alias", "aliases", multiple=True, metavar="NAME", help="Another name of it; may be repeated.")
@click.option("--names", multiple=True, metavar="LANGUAGE=NAME", help="Its name in a language: ru=Заречье.")
@click.option("--same-as", multiple=True, metavar="WHERE=ID", help="The same place elsewhere: geonames=6417635.")
@click.option("--note", metavar="TEXT", help="What readers should know about it.")
@click.option("--id", "identifier", metavar="ID", help="Made from the name unless given.")
@_PROJECT
@_FILE
@_YES
@_DRY_RUN
def place(folder: Path, file: Path | None, yes: bool, dry_run: bool, **options: Any) -> None:  # noqa: FBT001
    """Add the place NAME to the gazetteer."""
    with whole_or_nothing(folder):
        desk = desk_of(folder)
        known = _known("place", options, {"source": "coordinate_source", "aliases": "aliases"})
        if options["coordinates"] is not None:
            known |= _given("--coordinates", position_of, options["coordinates"])
        if options["part_of"] is not None:
            known |= _given("--part-of", part_of, desk, options["part_of"])
        for key in ("names", "same_as"):
            if options[key]:
                known[key] = _given(f"--{key.replace('_', '-')}", _pairs, key, options[key])
        _add_place(folder, desk, known, file, yes=yes, dry_run=dry_run)


@add.command()
@click.argument("title", required=False)
@click.option("--place", metavar="PLACE", help="Where it was: a place's id, name or alias.")
@click.option("--system", metavar="TEXT", help="The system that was seen, such as Pantsir-S1.")
@click.option("--status", type=click.Choice([str(one) for one in STATUSES]), help="Your judgement; never guessed.")
@click.option("--reason", metavar="TEXT", help="Why it has this status; readers see it.")
@click.option("--date", metavar="EDTF", help="When it was seen: 2023-01-19, 2023-01~, 2023-01-05/2023-01-10 …")
@click.option("--reported", metavar="EDTF", help="When it was reported.")
@click.option("--description", metavar="TEXT", help="What was seen, in your words.")
@click.option("--id", "identifier", metavar="ID", help="Made from the title unless given.")
@_ARTICLE
@_QUOTE
@_PROJECT
@_FILE
@_YES
@_DRY_RUN
def report(folder: Path, file: Path | None, yes: bool, dry_run: bool, **options: Any) -> None:  # noqa: FBT001
    """Add a report to the gazetteer, called TITLE."""
    with whole_or_nothing(folder):
        desk = desk_of(folder)
        known = _known("report", options, {"reason": "status_reason"})
        if options["place"] is not None:
            known |= _given("--place", place_of, desk, options["place"])
        known |= _quoted(desk, known.get("place"), options)
        if options["status"] is not None:
            known |= _given("--status", status_of(desk, known), options["status"])
        path = _file(desk, "report", file, yes=yes)
        added = addition(desk, "report", completed(desk, "report", known, report_questions, yes=yes), path)
        write(folder, added, yes=yes, dry_run=dry_run, then=f"geomap build{_there(folder)}")


@add.command()
@click.argument("report_id", metavar="REPORT")
@_ARTICLE
@_QUOTE
@_PROJECT
@_YES
@_DRY_RUN
def evidence(report_id: str, folder: Path, yes: bool, dry_run: bool, **options: Any) -> None:  # noqa: FBT001
    """Add evidence to the report with the id REPORT."""
    with whole_or_nothing(folder):
        desk = desk_of(folder)
        found: Report = _given("REPORT", report_called, desk, report_id)
        there = [each.model_dump(exclude_none=True) for each in found.evidence]
        known = {"evidence": there, **_quoted(desk, found.place, options, there)}
        if len(known["evidence"]) == len(there):
            known = _answered(evidence_questions(desk, known, found.place, needed=True), known, yes=yes)
        added = evidence_addition(desk, found, known["evidence"][len(there) :])
        write(folder, added, yes=yes, dry_run=dry_run, then=f"geomap build{_there(folder)}")


def _there(folder: Path, option: str = "") -> str:
    """The project as the next command needs it; nothing for the folder that the person is in."""
    return "" if folder == Path() else f" {option}{shlex.quote(str(folder))}"


def _file(desk: Desk, kind: Kind, wished: Path | None, *, yes: bool) -> Path:
    """The file to write into, tried before anybody is asked anything."""
    path: Path = _given("--file", file_for, desk, kind, wished)
    if _asks(yes=yes):
        try_file(desk, kind, path)
    return path


def _asks(*, yes: bool) -> bool:
    return not yes and somebody_is_there()


def completed(
    desk: Desk, kind: Kind, known: Mapping[str, Any], questions: _Questions, *, yes: bool = False
) -> dict[str, Any]:
    """What is known with what a person answers, and an id; without a person, what is needed must be known."""
    values = dict(known)
    _answered(questions(desk, values), values, yes=yes)
    if "id" not in values:
        values["id"] = free_id(desk, kind, values["name" if kind == "place" else "title"])
    return values


def _answered(questions: Iterator[Asked], values: dict[str, Any], *, yes: bool) -> dict[str, Any]:
    """Add the answers to the values as they come, which the questions see."""
    asking, missing = _asks(yes=yes), []
    for option, question in questions:
        if asking:
            values |= ask(question) or {}
        elif question.needed and option != "--precision":  # left out, the reader warns of it
            missing.append(option)
    if missing:
        there = "--yes asks nothing" if yes else "nobody is there to be asked"
        raise click.UsageError(f"{there}: give {' and '.join(missing)}")
    return values


def _known(kind: Kind, options: Mapping[str, Any], renamed: Mapping[str, str]) -> dict[str, Any]:
    """What the options say that need nothing but their value, each checked."""
    plain = ("name", "title", "precision", "uncertainty", "note", "system", "date", "reported", "description")
    keys = {**{name: name for name in plain}, "identifier": "id", **renamed}
    shown = {"name": "NAME", "title": "TITLE", "identifier": "--id", "aliases": "--alias"}
    return {
        key: _given(shown.get(option, f"--{option}"), checked_value, kind, key, _listed(options[option]))
        for option, key in keys.items()
        if options.get(option) not in (None, ())
    }


def _listed(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _quoted(desk: Desk, place: str | None, options: Mapping[str, Any], there: Sequence[Any] = ()) -> dict[str, Any]:
    """The evidence that the options give: each quote in its article, or all of them in the one."""
    articles, quotes = options["article"], options["quote"]
    if len(articles) not in {0, 1, len(quotes)} or (articles and not quotes):
        raise click.UsageError("give a --quote for each --article, or one --article for all quotes")
    found = list(there)
    for at, quote in enumerate(quotes):
        given = articles[at if len(articles) > 1 else 0] if articles else None
        article = _given("--article", article_called, desk, given) if given else None
        found.append(_given("--quote", evidence_quoted, desk, article, quote, place))
    return {"evidence": found} if quotes else {}


def _given(option: str, read: Callable[..., Any], *value: Any) -> Any:
    """The value of an option; one that cannot be taken is wrong usage."""
    try:
        return read(*value)
    except RefusedError as refused:
        raise click.BadParameter(str(refused), param_hint=option) from None


def _pairs(key: str, pairs: Sequence[str]) -> Any:
    """``ru=Заречье`` and the like as a mapping; digits alone are a number."""
    found: dict[str, Any] = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not (name.strip() and equals and value.strip()):
            example = "ru=Заречье" if key == "names" else "geonames=6417635"
            raise RefusedError(f'"{pair}" is no pair', f"write {example}")
        number = key == "same_as" and value.strip().isdecimal() and value.strip().isascii()
        found[name.strip()] = int(value) if number else value.strip()
    return checked_value("place", key, found)
