"""``geomap locate``: search for a place with a geocoder, or offline."""

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from geomap import project
from geomap.commands.add import add_place
from geomap.commands.geocoder_options import geocoder_options, make_geocoder
from geomap.commands.options import LANGUAGES
from geomap.commands.progress import progress
from geomap.commands.prompts import is_interactive
from geomap.edit.yaml_format import format_place
from geomap.findings import echo, nearest
from geomap.geocoding.candidates import Candidate
from geomap.geocoding.geocoder import Query
from geomap.geocoding.search import Found, search, search_offline
from geomap.i18n.string_files import languages_with_texts
from geomap.i18n.translator import Translator
from geomap.model import Place
from geomap.read import read_gazetteer


@click.command()
@click.argument("query", nargs=-1, required=True)
@click.option(
    "--project",
    "folder",
    type=click.Path(path_type=Path, exists=True),
    help="Project for distances and languages.",
    show_default="current directory",
)
@geocoder_options
@click.option(
    "--language",
    "stated",
    type=LANGUAGES,
    help="Language of the names; several with commas.",
    show_default="the project's",
)
@click.option("--near", metavar="PLACE-ID", help="Prefer results near this place of the gazetteer.")
@click.option("--limit", type=click.IntRange(1, 40), default=10, show_default=True, help="Maximum number of results.")
@click.option("--offline", is_flag=True, help="Search the built-in settlements; send no request.")
@click.option("--first", is_flag=True, help="Choose the first result.")
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True, help="Output format."
)
@click.option("--add", "adding", is_flag=True, help="Add the chosen result to the gazetteer, as `geomap add place`.")
@click.option("--yes", is_flag=True, help="With --add: write without asking.")
def locate(  # noqa: PLR0913, PLR0917  (one for each option)
    query: Sequence[str],
    folder: Path | None,
    stated: tuple[str, ...] | None,
    near: str | None,
    limit: int,
    offline: bool,  # noqa: FBT001
    first: bool,  # noqa: FBT001
    form: str,
    adding: bool,  # noqa: FBT001
    yes: bool,  # noqa: FBT001
    **options: Any,
) -> None:
    """Search for a place by its name or address.

    On a terminal, choose a result by its number to print its entry for the gazetteer. The query is sent to a
    geocoder, by default the public Nominatim; with --offline nothing is sent.
    """
    text = " ".join(" ".join(query).split())
    if not text:
        raise click.UsageError("QUERY is empty")
    if adding and form == "json":
        raise click.UsageError("--add and --format json cannot be combined")
    if adding and not first and not is_interactive():
        raise click.UsageError("not running in a terminal: use --first with --add")
    places, languages = _gazetteer(folder)
    reference = _reference(near, places)
    languages = stated or languages
    if offline:
        with progress() as doing:
            doing("searching the built-in settlements")
            found = search_offline(text, limit, places, reference, options["country"], progress=doing)
    else:
        geocoder = make_geocoder(options)
        click.echo(f"Searching {geocoder.server} for “{echo(text)}”", err=True)
        position = reference.coordinates if reference else None
        found = search(Query(text, languages, options["country"].lower(), position, limit), geocoder, places, reference)
        if geocoder.cache.problem:
            click.echo(geocoder.cache.problem, err=True)
    chosen = _choose(found, text, first=first, form=form)
    if chosen is None:
        return
    entry = chosen.entry((*languages, *languages_with_texts()))
    if adding:
        add_place(folder or Path(), entry, yes=yes)
    else:
        click.echo(format_place(entry), nl=False)
        if is_interactive():
            click.echo("Copy it to places: in data/locations.yaml, or use --add.", err=True)


def _choose(found: Found, text: str, *, first: bool, form: str) -> Candidate | None:
    """Print the candidates; the chosen one, if any."""
    candidates = found.candidates[:1] if first else found.candidates
    if form == "json":
        click.echo(json.dumps([each.as_dict() for each in candidates], ensure_ascii=False, indent=2))
    else:
        _print(candidates, err=bool(candidates) and (first or is_interactive()))
    for note in found.notes:
        click.echo(f"Note: {note}.", err=True)
    if not candidates:
        hint = "Try another spelling, fewer words, or the name in the local language."
        click.echo(f"No results for “{echo(text)}”. {hint}", err=True)
        sys.exit(1)
    if form == "json":
        return None
    return candidates[0] if first else _ask(candidates) if is_interactive() else None


def _print(candidates: Sequence[Candidate], *, err: bool) -> None:
    """Print the candidates with their numbers."""
    translator = Translator("en")
    for number, each in enumerate(candidates, 1):
        kind = f" · {each.kind}" if each.kind else ""
        lines = [f"{number:>2}  {click.style(each.name, bold=True)}{kind}"]
        if each.address != each.name:
            lines.append(f"    {each.address}")
        latitude, longitude = each.position
        uncertainty = f" (±{translator.distance(each.uncertainty_m)})" if each.uncertainty_m else ""
        lines.append(f"    {latitude}, {longitude} · {translator(f'precision.{each.precision}')}{uncertainty}")
        lines += [
            f"    {translator.distance(near.distance_m)} from {near.place} in your gazetteer" for near in each.distances
        ]
        click.echo("\n".join(lines), err=err)
    for credit in dict.fromkeys(each.credit for each in candidates if each.credit):
        click.echo(credit, err=err)


def _ask(candidates: Sequence[Candidate]) -> Candidate | None:
    """The candidate that the user chooses; None for none of them."""
    while True:
        numbers = f"1 to {len(candidates)}" if len(candidates) > 1 else "1"
        answer = click.prompt(f"Choose {numbers}, or Enter for none", default="", show_default=False, err=True).strip()
        if not answer:
            return None
        if answer.isdecimal() and 1 <= int(answer) <= len(candidates):
            return candidates[int(answer) - 1]
        click.echo(f"“{echo(answer)}” is not a number from 1 to {len(candidates)}", err=True)


def _gazetteer(folder: Path | None) -> tuple[tuple[Place, ...], tuple[str, ...]]:
    """The places and the languages of a project; empty outside of one."""
    root, files = project.find_project(folder or Path())
    if folder is None and not (root / "data").is_dir():
        return (), ()
    reading = read_gazetteer(root, files)
    if reading.gazetteer is None:
        click.echo("The gazetteer has errors, so no distances are shown (see `geomap check`).", err=True)
        return (), ()
    info = reading.gazetteer.map
    return reading.gazetteer.places, tuple(dict.fromkeys((info.language, *info.languages)))


def _reference(near: str | None, places: Sequence[Place]) -> Place | None:
    """The place of the gazetteer with this id."""
    if near is None:
        return None
    by_id = {place.id: place for place in places}
    if near not in by_id:
        message = f"no place has the id “{echo(near)}”. {nearest(near, by_id)}".strip()
        raise click.BadParameter(message, param_hint="--near")
    if by_id[near].coordinates is None:
        raise click.BadParameter(f"the place {near} has no coordinates", param_hint="--near")
    return by_id[near]
