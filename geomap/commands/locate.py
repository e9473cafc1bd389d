"""``geomap locate``: candidates for a place from a geocoder, or from the settlements that come with geomap."""

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from geomap import project
from geomap.commands.add import add_place
from geomap.commands.geocoder_options import geocoder_of, geocoder_options
from geomap.commands.output import print_error
from geomap.commands.progress import progress
from geomap.commands.prompts import is_interactive
from geomap.edit.yaml_format import format_place
from geomap.findings import echo, nearest
from geomap.geocoding import search
from geomap.geocoding.candidates import Candidate
from geomap.geocoding.geocoders import Question
from geomap.geocoding.http import GeocodingError
from geomap.geocoding.search import Located, locate_offline
from geomap.i18n.translator import Translator
from geomap.read import read_gazetteer


@click.command()
@click.argument("query", nargs=-1, required=True)
@click.option(
    "--project",
    "folder",
    type=click.Path(path_type=Path, exists=True),
    help="Whose places the distances are measured to; this folder unless given.",
)
@geocoder_options
@click.option("--language", metavar="CODE", default="", help="Of the names; the project's own unless given.")
@click.option("--near", metavar="PLACE-ID", help="Prefer results near this place of the gazetteer.")
@click.option("--limit", type=click.IntRange(1, 40), default=10, show_default=True, help="Candidates at most.")
@click.option("--offline", is_flag=True, help="Ask nobody: look up the settlements that come with geomap.")
@click.option("--first", is_flag=True, help="Take the first one.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option(
    "--add", "adding", is_flag=True, help="Write the chosen one into the gazetteer, as `geomap add place` does."
)
@click.option("--yes", is_flag=True, help="With --add: ask nothing, and write.")
def locate(  # noqa: PLR0913, PLR0917  (one for each option)
    query: Sequence[str],
    folder: Path | None,
    language: str,
    near: str | None,
    limit: int,
    offline: bool,  # noqa: FBT001
    first: bool,  # noqa: FBT001
    form: str,
    adding: bool,  # noqa: FBT001
    yes: bool,  # noqa: FBT001
    **asked: Any,
) -> None:
    """Look up where QUERY is: a name, or an address.

    On a terminal you choose a candidate by its number, and its entry for the gazetteer is printed. What is sent, and
    to whom, is said first; `--offline` sends nothing.
    """
    text = " ".join(" ".join(query).split())
    if not text:
        raise click.UsageError("give the name of a place")
    if adding and form == "json":
        raise click.UsageError("--add and --format json do not go together")
    if adding and not first and not is_interactive():
        raise click.UsageError("nobody is there to choose: give --first with --add")
    places, languages = _gazetteer(folder)
    named = _named(near, places)
    languages = tuple(language.replace(" ", "").split(",")) if language else languages
    try:
        if offline:
            with progress() as doing:
                doing("looking through the settlements of the world")
                found = locate_offline(text, limit, places, named)
        else:
            geocoder = geocoder_of(asked)
            click.echo(f"Asking {geocoder.server} for “{echo(text)}”", err=True)
            where = named.coordinates if named else None
            question = Question(text, languages, asked["country"].lower(), where, limit)
            found = search.locate(question, geocoder, places, named)
            if trouble := geocoder.trouble:
                click.echo(trouble, err=True)
    except GeocodingError as problem:
        print_error(problem.found, problem.advice)
        sys.exit(1)
    chosen = _answer(found, text, first=first, form=form)
    if chosen is None:
        return
    entry = chosen.entry((*languages, *Translator.languages()))
    if adding:
        add_place(folder or Path(), entry, yes=yes)
    else:
        click.echo(format_place(entry), nl=False)
        if is_interactive():
            click.echo("Paste it under places: in data/locations.yaml, or let --add write it there.", err=True)


def _answer(found: Located, text: str, *, first: bool, form: str) -> Candidate | None:
    """Print what was found; the one that is taken, if any is."""
    candidates = found.candidates[:1] if first else found.candidates
    if form == "json":
        click.echo(json.dumps([each.as_dict() for each in candidates], ensure_ascii=False, indent=2))
    elif candidates and (first or is_interactive()):
        _show(found.candidates if not first else candidates, err=True)
    else:
        _show(candidates, err=False)
    for note in found.notes if candidates else ():
        click.echo(f"Note: {note}.", err=True)
    if not candidates:
        click.echo(f"Nothing is known by the name “{echo(text)}”. {_advice(found)}", err=True)
        sys.exit(1)
    if form == "json":
        return None
    return candidates[0] if first else _chosen(candidates) if is_interactive() else None


def _advice(found: Located) -> str:
    left_out = "".join(f" ({note})" for note in found.notes)
    return f"Try another spelling, fewer words, or the name in the language of the place.{left_out}"


def _show(candidates: Sequence[Candidate], *, err: bool) -> None:
    """The candidates, numbered."""
    words = Translator("en")
    for number, one in enumerate(candidates, 1):
        kind = f" · {one.kind}" if one.kind else ""
        head = f"{number:>2}  {click.style(one.name, bold=True)}{kind}"
        latitude, longitude = one.position
        radius = one.known.uncertainty_m
        within = f", ±{words.distance(radius)}" if radius else ""
        lines = [head, f"    {one.address}"] if one.address != one.name else [head]
        lines.append(f"    {latitude}, {longitude} · {words(f'precision.{one.known.precision}')}{within}")
        lines += [f"    {words.distance(each.distance_m)} from {each.place} in your gazetteer" for each in one.near]
        click.echo("\n".join(lines), err=err)
    for credit in dict.fromkeys(one.credit for one in candidates if one.credit):
        click.echo(credit, err=err)


def _chosen(candidates: Sequence[Candidate]) -> Candidate | None:
    """The candidate that the person takes; None for none of them."""
    while True:
        which = f"Which one? 1 to {len(candidates)}" if len(candidates) > 1 else "Take it? 1"
        said = click.prompt(f"{which}, or Enter for none", default="", show_default=False, err=True).strip()
        if not said:
            return None
        if said.isdecimal() and 1 <= int(said) <= len(candidates):
            return candidates[int(said) - 1]
        click.echo(f"“{echo(said)}” is none of them: write a number from 1 to {len(candidates)}", err=True)


def _gazetteer(folder: Path | None) -> tuple[tuple[Any, ...], tuple[str, ...]]:
    """The places and the languages of a project; nothing outside of one."""
    root, files = project.find_project(folder or Path())
    if folder is None and not (root / "data").is_dir():
        return (), ()
    reading = read_gazetteer(root, files)
    if reading.gazetteer is None:
        click.echo("The gazetteer cannot be read, so no distances are told (`geomap check` says why).", err=True)
        return (), ()
    info = reading.gazetteer.map
    return reading.gazetteer.places, tuple(dict.fromkeys((info.language, *info.languages)))


def _named(near: str | None, places: Sequence[Any]) -> Any:
    """The place of the gazetteer that is meant."""
    if near is None:
        return None
    by_id = {place.id: place for place in places}
    if near not in by_id:
        found = f"no place has the id “{echo(near)}”. {nearest(near, by_id)}".strip()
        raise click.BadParameter(found, param_hint="--near")
    if by_id[near].coordinates is None:
        raise click.BadParameter(f"the place {near} has no coordinates", param_hint="--near")
    return by_id[near]
