"""``geomap set``: other values for keys of entries."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from geomap.commands.changes import exit_on_failure, workspace_of, write_change
from geomap.commands.options import CHANGED_PROJECT, DRY_RUN, YES
from geomap.edit.changes import Change, EntryId, SetStatus, change_project, find_entry, read_assignment
from geomap.edit.entry import InvalidValueError, Workspace, find_report

_ASSIGNMENT = re.compile(r"([a-z_][\w.-]*)=(.*)", re.DOTALL | re.IGNORECASE)


@click.command("set")
@click.argument("words", nargs=-1, required=True, metavar="ENTRY… KEY=VALUE…")
@click.option("--since", metavar="EDTF", help="With another status: when it began.")
@click.option("--former-since", metavar="EDTF", help="When the former status began, if the report does not state it.")
@click.option("--correction", is_flag=True, help="With another status: the former one was a mistake.")
@CHANGED_PROJECT
@YES
@DRY_RUN
def set_(  # noqa: PLR0913  (the options)
    words: tuple[str, ...],
    *,
    folder: Path,
    since: str | None,
    former_since: str | None,
    correction: bool,
    yes: bool,
    dry_run: bool,
) -> None:
    """Set keys of places, reports, articles or the map.

    ENTRY is an id, or map; write place:ID, report:ID or article:ID if several entries have the id. KEY may lead into
    an entry: names.ru, evidence.0.quote. An empty VALUE removes the key. Another status of a report needs a
    status_reason, and --since or --correction. The former status goes into the history.
    """
    with exit_on_failure(folder):
        workspace = workspace_of(folder)
        names = [word for word in words if not _ASSIGNMENT.fullmatch(word)]
        pairs = [(found[1], found[2]) for word in words if (found := _ASSIGNMENT.fullmatch(word))]
        if not names or not pairs:
            raise click.UsageError("give an entry and KEY=VALUE, for example: geomap set fort uncertainty=300")
        dates = None if correction else (since, former_since)
        changes = [each for name in names for each in _changes(workspace, _entry(workspace, name), pairs, dates)]
        write_change(folder, change_project(workspace, changes), yes=yes, dry_run=dry_run)


def _entry(workspace: Workspace, name: str) -> EntryId:
    try:
        return find_entry(workspace, name)
    except InvalidValueError as error:
        raise click.BadParameter(f"{error}: {error.hint}", param_hint="ENTRY") from None


def _changes(
    workspace: Workspace,
    entry: EntryId,
    pairs: Sequence[tuple[str, str]],
    dates: tuple[str | None, str | None] | None,
) -> Iterator[Change]:
    """The changes of one entry; another status of a report with its reason is one. Without dates it is a correction."""
    given = dict(pairs)
    report = find_report(workspace, entry.id) if entry.kind == "report" else None
    if report and dates is not None and given.get("status") not in {None, str(report.status)}:
        since, former = dates
        if not given.get("status_reason"):
            raise click.UsageError(f"give the reason for the new status of {entry.id}: status_reason=…")
        if since is None:
            raise click.UsageError("give --since with the date when the status began, or --correction")
        if former is None and report.status_since is None:
            raise click.UsageError(f"{entry.id} has no status_since: give --former-since for its history")
        yield SetStatus(entry.id, given["status"], given["status_reason"], since, former)
        pairs = [pair for pair in pairs if pair[0] not in {"status", "status_reason"}]
    yield from (read_assignment(entry, key, text) for key, text in pairs)
