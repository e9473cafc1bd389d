"""``geomap add``: a new place, report or evidence, from options or from answers."""

import shlex
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from geomap.commands.changes import exit_on_failure, workspace_of, write_change
from geomap.commands.entry_questions import (
    STATED_UNCERTAINTY,
    STATUSES,
    date_answer,
    evidence_questions,
    part_of_answer,
    place_answer,
    place_questions,
    position_answer,
    report_questions,
    status_answer,
)
from geomap.commands.options import CHANGED_PROJECT, DRY_RUN, YES
from geomap.commands.prompts import Question, ask, is_interactive
from geomap.edit.changes import Add, EntryId, Set, change_project
from geomap.edit.entry import (
    SMALLEST,
    InvalidValueError,
    Kind,
    Workspace,
    choose_file,
    find_article,
    find_report,
    unused_id,
    validate_value,
)
from geomap.edit.quotes import find_quote
from geomap.model import DEFAULT_UNCERTAINTY_M, Precision, Report, Says

_FILE = click.option(
    "--file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="File in data/ (default: of those not imported, the one with the most entries of this kind).",
)
_ARTICLE = click.option("--article", multiple=True, metavar="ID", help="Article of the quote.")
_QUOTE = click.option(
    "--quote", multiple=True, metavar="TEXT", help="Quote from an article, as evidence. May be repeated with --article."
)


@click.group()
def add() -> None:
    """Add a place, a report or evidence to the gazetteer.

    In a terminal, geomap asks for what the options do not give, shows the change and writes it when you agree. The
    rest of the file, with its comments, stays as it is.
    """


def add_place(folder: Path, given: Mapping[str, Any], *, yes: bool = False) -> None:
    """Add a place to the gazetteer of a project: ask for what is missing, check it, show it, ask, write it.

    Args:
        folder: of the project.
        given: keys and values of the place, as in the gazetteer.
        yes: whether to write without asking; a missing value is then an error.

    Exits with 1 if nothing was written.
    """
    with exit_on_failure(folder):
        workspace = workspace_of(folder)
        values = {key: validate_value("place", key, value) for key, value in given.items() if value is not None}
        _add_place(folder, workspace, values, yes=yes)


def _add_place(  # noqa: PLR0913  (the options)
    folder: Path,
    workspace: Workspace,
    values: Mapping[str, Any],
    file: Path | None = None,
    *,
    yes: bool,
    dry_run: bool = False,
) -> None:
    path = _choose_file(workspace, "place", file, yes=yes)
    complete = complete_values(workspace, "place", values, place_questions, yes=yes)
    change = change_project(workspace, [Add("place", complete, path)])
    then = f"geomap add report --place {complete['id']}{_project_argument(folder, '--project ')}"
    write_change(folder, change, yes=yes, dry_run=dry_run, then=then)


@add.command()
@click.argument("name", required=False)
@click.option(
    "--coordinates",
    metavar="LAT, LON",
    help="Degrees, MGRS, UTM, a plus code, a geo: address or a link to a map; or the path of a .geojson file.",
)
@click.option(
    "--precision", type=click.Choice([str(one) for one in Precision]), help="How precisely the place is known."
)
@click.option("--uncertainty", metavar="METRES", help="Radius that contains the true position.")
@click.option("--source", metavar="TEXT", help="Where the coordinates come from.")
@click.option("--part-of", metavar="PLACE", help="Place that contains it: an id, a name or an alias.")
@click.option("--alias", "aliases", multiple=True, metavar="NAME", help="Another name. May be repeated.")
@click.option("--names", multiple=True, metavar="LANGUAGE=NAME", help="Name in a language, e.g. ru=Заречье.")
@click.option("--same-as", multiple=True, metavar="GAZETTEER=ID", help="Id elsewhere, e.g. geonames=6417635.")
@click.option("--note", metavar="TEXT", help="Note for readers.")
@click.option("--id", "identifier", metavar="ID", help="Id (default: made from the name).")
@CHANGED_PROJECT
@_FILE
@YES
@DRY_RUN
def place(folder: Path, file: Path | None, yes: bool, dry_run: bool, **options: Any) -> None:  # noqa: FBT001
    """Add the place NAME to the gazetteer."""
    with exit_on_failure(folder):
        workspace = workspace_of(folder)
        values = _option_values("place", options, {"source": "coordinate_source", "aliases": "aliases"})
        if options["coordinates"] is not None:
            values = _read_option("--coordinates", position_answer, workspace, options["coordinates"]) | values
        if options["part_of"] is not None:
            values |= _read_option("--part-of", part_of_answer, workspace, options["part_of"])
        for key in ("names", "same_as"):
            if options[key]:
                values[key] = _read_option(f"--{key.replace('_', '-')}", _parse_pairs, key, options[key])
        _add_place(folder, workspace, values, file, yes=yes, dry_run=dry_run)


@add.command()
@click.argument("title", required=False)
@click.option("--place", metavar="PLACE", help="Place where it was seen: an id, a name or an alias.")
@click.option("--system", metavar="TEXT", help="System that was seen, e.g. Pantsir-S1.")
@click.option("--status", type=click.Choice([str(one) for one in STATUSES]), help="Your judgement; never guessed.")
@click.option("--reason", metavar="TEXT", help="Reason for the status; readers see it.")
@click.option("--date", metavar="EDTF", help="Date when it was seen, e.g. 2023-01-19, 2023-01~, 2023-01-05/2023-01-10.")
@click.option("--reported", metavar="EDTF", help="Date when it was reported.")
@click.option("--description", metavar="TEXT", help="What was seen, in your own words.")
@click.option("--id", "identifier", metavar="ID", help="Id (default: made from the title).")
@_ARTICLE
@_QUOTE
@CHANGED_PROJECT
@_FILE
@YES
@DRY_RUN
def report(folder: Path, file: Path | None, yes: bool, dry_run: bool, **options: Any) -> None:  # noqa: FBT001
    """Add a report with the title TITLE to the gazetteer."""
    with exit_on_failure(folder):
        workspace = workspace_of(folder)
        values = _option_values("report", options, {"reason": "status_reason"})
        if options["place"] is not None:
            values |= _read_option("--place", place_answer, workspace, options["place"])
        values |= _read_quotes(workspace, values.get("place"), options)
        if options["status"] is not None:
            values |= _read_option("--status", status_answer(workspace, values), options["status"])
        path = _choose_file(workspace, "report", file, yes=yes)
        complete = complete_values(workspace, "report", values, report_questions, yes=yes)
        change = change_project(workspace, [Add("report", complete, path)])
        write_change(folder, change, yes=yes, dry_run=dry_run, then=f"geomap build{_project_argument(folder)}")


@add.command()
@click.argument("report_id", metavar="REPORT")
@_ARTICLE
@_QUOTE
@click.option(
    "--says",
    type=click.Choice([str(each) for each in Says]),
    default=str(Says.SUPPORTS),
    show_default=True,
    help="What the quote says about the report.",
)
@CHANGED_PROJECT
@YES
@DRY_RUN
def evidence(report_id: str, folder: Path, yes: bool, dry_run: bool, **options: Any) -> None:  # noqa: FBT001
    """Add evidence to the report with the id REPORT."""
    with exit_on_failure(folder):
        workspace = workspace_of(folder)
        found: Report = _read_option("REPORT", find_report, workspace, report_id)
        quote = {"article", "quote", "prefix", "suffix"}
        existing = [each.model_dump(exclude_none=True, include=quote) for each in found.evidence]
        values = {"evidence": existing, **_read_quotes(workspace, found.place, options, existing)}
        if len(values["evidence"]) == len(existing):
            _ask_for_missing(evidence_questions(workspace, values, found.place, required=True), values, yes=yes)
        says = {"says": options["says"]} if options["says"] != Says.SUPPORTS else {}
        count = len(existing)
        new = enumerate(values["evidence"][count:], count)
        entry = EntryId("report", found.id)
        change = change_project(workspace, [Set(entry, ("evidence", at), {**each, **says}) for at, each in new])
        write_change(folder, change, yes=yes, dry_run=dry_run, then=f"geomap build{_project_argument(folder)}")


def _project_argument(folder: Path, option: str = "") -> str:
    """The project as an argument of the next command; empty for the current folder."""
    return "" if folder == Path() else f" {option}{shlex.quote(str(folder))}"


def _choose_file(workspace: Workspace, kind: Kind, requested: Path | None, *, yes: bool) -> Path:
    """The file to write to, checked before the first question."""
    path: Path = _read_option("--file", choose_file, workspace, kind, requested)
    if is_interactive() and not yes:
        change_project(workspace, [Add(kind, SMALLEST[kind], path)])  # an error if it has no place for an entry
    return path


def complete_values(
    workspace: Workspace,
    kind: Kind,
    given: Mapping[str, Any],
    questions: Callable[[Workspace, Mapping[str, Any]], Iterator[Question]],
    *,
    yes: bool = False,
) -> dict[str, Any]:
    """The given values, the answers to the questions, and an id.

    Raises:
        click.UsageError: a required value is missing and no one can be asked.
    """
    values = dict(given)
    _ask_for_missing(questions(workspace, values), values, yes=yes)
    stated = values.pop(STATED_UNCERTAINTY, 0)
    if stated > (DEFAULT_UNCERTAINTY_M[Precision(values.get("precision", Precision.UNKNOWN))] or 0):
        values.setdefault("uncertainty", stated)
    if "id" not in values:
        values["id"] = unused_id(workspace.ids(kind), values["name" if kind == "place" else "title"])
    return values


def _ask_for_missing(questions: Iterator[Question], values: dict[str, Any], *, yes: bool) -> None:
    """Add each answer to the values, which the later questions depend on."""
    can_ask, missing = is_interactive() and not yes, []
    for question in questions:
        if can_ask:
            values |= ask(question)
        elif question.required and question.option != "--precision":  # geomap check warns about a missing precision
            missing.append(question.option)
    if missing:
        reason = "with --yes, geomap asks no questions" if yes else "not running in a terminal"
        raise click.UsageError(f"{reason}: also give {' and '.join(missing)}")


def _option_values(kind: Kind, options: Mapping[str, Any], renamed: Mapping[str, str]) -> dict[str, Any]:
    """The validated values of the options that hold a value as it is."""
    plain = ("name", "title", "precision", "uncertainty", "note", "system", "date", "reported", "description")
    keys = {**{name: name for name in plain}, "identifier": "id", **renamed}
    shown = {"name": "NAME", "title": "TITLE", "identifier": "--id", "aliases": "--alias"}
    values: dict[str, Any] = {}
    for option, key in keys.items():
        value = options.get(option)
        if value not in (None, ()) and key in {"date", "reported"}:
            values |= _read_option(f"--{key}", date_answer(key), value)
        elif value not in (None, ()):
            as_list = list(value) if isinstance(value, tuple) else value
            values[key] = _read_option(shown.get(option, f"--{option}"), validate_value, kind, key, as_list)
    return values


def _read_quotes(
    workspace: Workspace, place: str | None, options: Mapping[str, Any], existing: Sequence[Any] = ()
) -> dict[str, Any]:
    """The evidence from --quote and --article: one article for each quote, or one for all of them."""
    articles, quotes = options["article"], options["quote"]
    if len(articles) not in {0, 1, len(quotes)} or (articles and not quotes):
        raise click.UsageError("give a --quote for each --article, or one --article for all quotes")
    found = list(existing)
    for at, quote in enumerate(quotes):
        name = articles[at if len(articles) > 1 else 0] if articles else None
        article = _read_option("--article", find_article, workspace, name) if name else None
        found.append(_read_option("--quote", find_quote, workspace, article, quote, place))
    return {"evidence": found} if quotes else {}


def _read_option(option: str, read: Callable[..., Any], *arguments: Any) -> Any:
    """The value of an option; an invalid one is a usage error."""
    try:
        return read(*arguments)
    except InvalidValueError as error:
        message = f"{error}: {error.hint}" if error.hint else str(error)
        raise click.BadParameter(message, param_hint=option) from None


def _parse_pairs(key: str, pairs: Sequence[str]) -> Any:
    """Texts such as ``ru=Заречье`` as a mapping; an id of digits is a number."""
    found: dict[str, Any] = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not (name.strip() and equals and value.strip()):
            example = "ru=Заречье" if key == "names" else "geonames=6417635"
            raise InvalidValueError(f'"{pair}" has no key or no value', f"for example {example}")
        is_number = key == "same_as" and value.strip().isdecimal() and value.strip().isascii()
        found[name.strip()] = int(value) if is_number else value.strip()
    return validate_value("place", key, found)
