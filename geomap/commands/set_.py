"""``geomap set``: other values for keys of entries."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from geomap.commands.changes import entry_named, exit_on_failure, workspace_of, write_change
from geomap.commands.options import CHANGED_PROJECT, DRY_RUN, YES
from geomap.edit.changes import Change, EntryId, SetStatus, change_project, read_assignment
from geomap.edit.entry import Workspace, find_report

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

    ENTRY is an id, or map; write place:ID, report:ID or article:ID if several entries have the id. KEY may be a
    path: names.ru, evidence.0.quote. An empty VALUE removes the key. A new status of a report needs a
    status_reason, and --since or --correction. The former status goes into the history.
    """
    with exit_on_failure(folder):
        workspace = workspace_of(folder)
        names = [word for word in words if not _ASSIGNMENT.fullmatch(word)]
        pairs = [(found[1], found[2]) for word in words if (found := _ASSIGNMENT.fullmatch(word))]
        if not names or not pairs:
            raise click.UsageError("give an entry and KEY=VALUE, for example: geomap set fort uncertainty=300")
        entries = [entry_named(workspace, name) for name in names]
        if (since or former_since or correction) and not any(_new_status(workspace, one, pairs) for one in entries):
            raise click.UsageError("--since, --former-since and --correction need another status of a report: status=…")
        dates = None if correction else (since, former_since)
        changes = [each for one in entries for each in _changes(workspace, one, pairs, dates)]
        write_change(folder, change_project(workspace, changes), yes=yes, dry_run=dry_run)


def _new_status(workspace: Workspace, entry: EntryId, pairs: Sequence[tuple[str, str]]) -> str | None:
    """The status that a report gets, if it has another one."""
    given = dict(pairs).get("status")
    return given if entry.kind == "report" and given != find_report(workspace, entry.id).status else None


def _changes(
    workspace: Workspace,
    entry: EntryId,
    pairs: Sequence[tuple[str, str]],
    dates: tuple[str | None, str | None] | None,
) -> Iterator[Change]:
    """The changes of one entry; another status of a report with its reason is one. Without dates it is a correction."""
    given = dict(pairs)
    status = _new_status(workspace, entry, pairs)
    if status is not None and dates is not None:
        since, former = dates
        if not given.get("status_reason"):
            raise click.UsageError(f"give the reason for the new status of {entry.id}: status_reason=…")
        if since is None:
            raise click.UsageError("give --since with the date when the status began, or --correction")
        if former is None and find_report(workspace, entry.id).status_since is None:
            raise click.UsageError(f"{entry.id} has no status_since: give --former-since for its history")
        yield SetStatus(entry.id, status, given["status_reason"], since, former)
        pairs = [pair for pair in pairs if pair[0] not in {"status", "status_reason"}]
    yield from (read_assignment(entry, key, text) for key, text in pairs)
