"""``geomap candidates``: the places and days of a corpus that an editor should look at, and drafts of reports."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import click

from geomap.commands.changes import exit_on_failure, workspace_of, write_change
from geomap.commands.options import DRY_RUN, INPUT_PATH, PROJECT, YES
from geomap.commands.output import plural
from geomap.corpus.batches import MAX_SENTENCE
from geomap.corpus.candidates import Candidate, PlaceDay, count, rank, with_sentences
from geomap.corpus.output import read_settings
from geomap.edit.changes import Add, change_project
from geomap.edit.entry import InvalidValueError, Workspace, unused_id, validate_value
from geomap.findings import echo, nearest
from geomap.model import Place, Report

_SENTENCE = 200  # characters on the terminal
_ADDRESS = 500  # characters of the id of an article, which may be an address


@click.command()
@click.argument("mentions", type=INPUT_PATH)
@PROJECT
@click.option("--limit", type=click.IntRange(1), default=20, show_default=True, help="How many to list.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("--all", "show_all", is_flag=True, help="Also list places and days that have a report.")
@click.option("--accept", multiple=True, metavar="PLACE@DAY", help="Add a draft of a report for it. Repeatable.")
@YES
@DRY_RUN
def candidates(  # noqa: PLR0913, PLR0917  (one for each option)
    mentions: Path,
    folder: Path,
    limit: int,
    form: str,
    show_all: bool,  # noqa: FBT001
    accept: Sequence[str],
    yes: bool,  # noqa: FBT001
    dry_run: bool,  # noqa: FBT001
) -> None:
    """Rank the places and days that many articles of a corpus mention.

    MENTIONS is the folder of `geomap link --output`. The result lists places and days to check, with their
    sentences; these are not reports. --accept adds an unconfirmed report with `draft: true`: nothing of it is
    published until an editor has checked it and removes that line.
    """
    settings = read_settings(mentions)
    workspace = workspace_of(folder)
    places = {place.id: place for place in workspace.places}
    counts = count(mentions, settings)
    ranked = rank(counts)
    if accept:
        chosen = [_find(key, ranked) for key in accept]
        for each in with_sentences(mentions, settings, chosen):
            _accept(each, folder, yes=yes, dry_run=dry_run)
        return
    days = _reported_days(workspace.reports) if not show_all else {}
    reported = [each for each in ranked if any(a <= each.day <= b for a, b in days.get(each.place, ()))]
    without: set[PlaceDay] = {(each.place, each.day) for each in reported}
    listed = [each for each in ranked if (each.place, each.day) not in without][:limit]
    shown = with_sentences(mentions, settings, listed)
    if form == "json":
        click.echo("".join(json.dumps(_row(each), ensure_ascii=False) + "\n" for each in shown), nl=False)
        return
    for number, each in enumerate(shown, 1):
        click.echo(_as_text(number, each, places))
    if not shown:
        click.echo("No candidates.")
    notes = [f"{plural(len(reported), 'more')} with a report; --all lists them"] if reported else []
    notes += [f"{plural(counts.undated, 'mention')} in articles without a day of publication"] if counts.undated else []
    for note in notes:
        click.echo(note, err=True)


def _reported_days(reports: Sequence[Report]) -> dict[str, set[tuple[date, date]]]:
    """The first and last days of each place that reports are about, or were reported on."""
    found: dict[str, set[tuple[date, date]]] = {}
    for report in reports:
        for dating in (report.date, report.reported):
            if report.place and dating is not None and (dating.earliest or dating.latest):
                days = dating.earliest or date.min, dating.latest or date.max
                found.setdefault(report.place, set()).add(days)
    return found


def _find(key: str, ranked: Sequence[Candidate]) -> Candidate:
    """The candidate with a key; a usage error if there is none."""
    found = next((each for each in ranked if each.key == key), None)
    if found is None:
        hint = nearest(key, [each.key for each in ranked]) or "list them without --accept"
        raise click.BadParameter(f'there is no candidate "{echo(key)}": {hint}', param_hint="--accept")
    return found


def _accept(candidate: Candidate, folder: Path, *, yes: bool, dry_run: bool) -> None:
    """Add a draft of a report."""
    with exit_on_failure(folder):
        workspace = workspace_of(folder)
        values = _draft(candidate, workspace)
        change = change_project(workspace, [Add("report", values)])
        write_change(folder, change, yes=yes, dry_run=dry_run, then="check it, then remove draft: true")


def _draft(candidate: Candidate, workspace: Workspace) -> dict[str, object]:
    place = next((each for each in workspace.places if each.id == candidate.place), None)
    if place is None:
        hint = "use the gazetteer that the corpus was linked with"
        raise InvalidValueError(f'the gazetteer has no place "{echo(candidate.place)}"', hint)
    articles = plural(candidate.articles, "article")
    values = {
        "title": f"{place.name}, {candidate.day}",
        "place": place.id,
        "status": "unconfirmed",
        "status_reason": f"Not checked: {articles} of a corpus mention the place; {candidate.usual:g} on a usual day.",
        "reported": str(candidate.day),
        # Texts of others: control characters would be refused in the gazetteer.
        "description": "\n".join(
            f"{echo(each.article, _ADDRESS)}: “{echo(each.sentence, MAX_SENTENCE)}”" for each in candidate.sentences
        ),
    }
    checked = {key: validate_value("report", key, value) for key, value in values.items() if value}
    return {**checked, "draft": True, "id": unused_id({each.id for each in workspace.reports}, values["title"])}


def _as_text(number: int, candidate: Candidate, places: Mapping[str, Place]) -> str:
    place = places.get(candidate.place)
    name = echo(place.name) if place else f"{echo(candidate.place)} (not in the gazetteer)"
    title = click.style(f"{number}. {name}, {candidate.day}", bold=True)
    counts = f"{plural(candidate.articles, 'article')}, {plural(candidate.mentions, 'mention')}"
    lines = [f"{title}: {counts}; on a usual day {candidate.usual:g}  [{echo(candidate.key)}]"]
    lines += [f"   {echo(each.article)}: {echo(each.sentence, _SENTENCE)}" for each in candidate.sentences]
    return "\n".join(lines)


def _row(candidate: Candidate) -> dict[str, object]:
    sentences = [{"article": each.article, "sentence": each.sentence} for each in candidate.sentences]
    return {"key": candidate.key, **vars(candidate), "day": str(candidate.day), "sentences": sentences}
