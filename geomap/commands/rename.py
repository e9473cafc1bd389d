"""``geomap rename``: another id for an entry."""

from pathlib import Path

import click

from geomap.commands.changes import entry_named, exit_on_failure, workspace_of, write_change
from geomap.commands.options import CHANGED_PROJECT, DRY_RUN, YES
from geomap.edit.changes import Rename, change_project


@click.command()
@click.argument("entry")
@click.argument("new_id")
@click.option("--no-redirect", is_flag=True, help="Add no redirect from the former id, because it was never published.")
@CHANGED_PROJECT
@YES
@DRY_RUN
def rename(  # noqa: PLR0913  (the options)
    entry: str, new_id: str, *, folder: Path, no_redirect: bool, yes: bool, dry_run: bool
) -> None:
    """Give a place, a report or an article another id; all references follow.

    References are the places of reports, part_of, relations, the link: of articles and the articles of evidence. Links
    to the former id keep working by map.redirects. An article whose id comes from its file's name is renamed.
    """
    with exit_on_failure(folder):
        workspace = workspace_of(folder)
        change = change_project(workspace, [Rename(entry_named(workspace, entry), new_id, not no_redirect)])
        write_change(folder, change, yes=yes, dry_run=dry_run)
