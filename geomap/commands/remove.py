"""``geomap remove``: without an entry, or without keys of it."""

from pathlib import Path

import click

from geomap.commands.changes import entry_named, exit_on_failure, workspace_of, write_change
from geomap.commands.options import CHANGED_PROJECT, DRY_RUN, YES
from geomap.edit.changes import Remove, change_project, path_of


@click.command()
@click.argument("entry")
@click.argument("keys", nargs=-1, metavar="[KEY]…")
@CHANGED_PROJECT
@YES
@DRY_RUN
def remove(entry: str, keys: tuple[str, ...], folder: Path, yes: bool, dry_run: bool) -> None:  # noqa: FBT001
    """Remove a place, a report, an article, or keys of one.

    ENTRY is an id, or map with keys. An entry that others refer to is not removed. An article's file is deleted.
    """
    with exit_on_failure(folder):
        workspace = workspace_of(folder)
        found = entry_named(workspace, entry)
        changes = [Remove(found, path_of(key)) for key in keys] or [Remove(found)]
        write_change(folder, change_project(workspace, changes), yes=yes, dry_run=dry_run)
