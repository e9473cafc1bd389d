"""``geomap add``: a new place or report, asked for or given by options, in a file that stays as it was."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from geomap.author.adding import Desk, Kind, RefusedError, checked_value, free_id
from geomap.commands.adding import desk_of, whole_or_nothing, write
from geomap.commands.asking import ask, somebody_is_there
from geomap.commands.place_questions import PRECISIONS, Asked, part_of, place_questions, position_of

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
_YES = click.option("--yes", is_flag=True, help="Ask nothing, and write.")
_DRY_RUN = click.option("--dry-run", is_flag=True, help="Only show what would be written.")


@click.group()
def add() -> None:
    """Add a place or a report to the gazetteer.

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
        write(folder, desk, "place", completed(desk, "place", known, place_questions, yes=yes), yes=yes)


@add.command()
@click.argument("name", required=False)
@click.option("--coordinates", metavar="LAT, LON", help="In any usual spelling, or the path of a .geojson file.")
@click.option("--precision", type=click.Choice([str(one) for one in PRECISIONS]), help="How finely it is known.")
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
        plain = {"name": "name", "precision": "precision", "uncertainty": "uncertainty", "note": "note"}
        plain |= {"coordinate_source": "source", "id": "identifier"}
        known = {
            key: _given(f"--{key}", checked_value, "place", key, options[option])
            for key, option in plain.items()
            if options[option] is not None
        }
        if options["coordinates"] is not None:
            known |= _given("--coordinates", position_of, options["coordinates"])
        if options["part_of"] is not None:
            known |= _given("--part-of", part_of, desk, options["part_of"])
        if options["aliases"]:
            known["aliases"] = _given("--alias", checked_value, "place", "aliases", list(options["aliases"]))
        for key in ("names", "same_as"):
            if options[key]:
                known[key] = _given(f"--{key.replace('_', '-')}", _pairs, key, options[key])
        values = completed(desk, "place", known, place_questions, yes=yes)
        write(folder, desk, "place", values, file=file, yes=yes, dry_run=dry_run)


def completed(
    desk: Desk, kind: Kind, known: Mapping[str, Any], questions: _Questions, *, yes: bool = False
) -> dict[str, Any]:
    """What is known with what a person answers, and an id; without a person, what is needed must be known."""
    values = dict(known)
    asking = not yes and somebody_is_there()
    missing = []
    for option, question in questions(desk, values):
        if asking:
            values |= ask(question) or {}
        elif question.needed and option != "--precision":
            missing.append(option)
    if missing:
        raise click.UsageError(f"nobody is there to be asked: give {' and '.join(missing)}")
    if "id" not in values:
        values["id"] = free_id(desk, kind, values["name" if kind == "place" else "title"])
    return values


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
