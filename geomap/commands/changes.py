"""A change to the gazetteer: check it, show it, ask, and write it."""

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from geomap import project
from geomap.commands.output import print_error, print_findings
from geomap.commands.progress import progress
from geomap.commands.prompts import NOTHING_WRITTEN, confirm_writing
from geomap.edit.changes import EntryId, find_entry
from geomap.edit.entry import InvalidValueError, Workspace, new_findings, open_workspace
from geomap.edit.saving import FileChange, ProjectChange, drafts_of, save_files
from geomap.errors import GeomapError
from geomap.findings import ProjectError, errors
from geomap.link import LinkCache

_CONTEXT_LINES = 2  # shown above and below the lines that change


@contextmanager
def exit_on_failure(folder: Path) -> Iterator[None]:
    """Print why nothing was written, and exit with 1."""
    try:
        yield
    except ProjectError as error:
        print_findings(error.findings, folder, err=True)
    except GeomapError as error:
        print_error(str(error), error.hint)
    except (click.Abort, KeyboardInterrupt):
        click.echo(err=True)
    else:
        return
    click.echo(NOTHING_WRITTEN, err=True)
    sys.exit(1)


def workspace_of(folder: Path) -> Workspace:
    """The project in a folder, open for editing; a missing folder is a usage error."""
    root, named = project.find_project(folder)
    missing = next((path for path in [root, *(named or [])] if not path.exists()), None)
    if missing or not root.is_dir():
        raise click.BadParameter(f"{missing or root} does not exist", param_hint="--project")
    workspace = open_workspace(root, named)
    if not workspace.files:
        click.echo(f"{root.resolve()} has no gazetteer yet. This creates one.", err=True)
    return workspace


def entry_named(workspace: Workspace, name: str) -> EntryId:
    """The entry that an argument names; one that names none is a usage error."""
    try:
        return find_entry(workspace, name)
    except InvalidValueError as error:
        raise click.BadParameter(f"{error}: {error.hint}", param_hint="ENTRY") from None


def write_change(
    folder: Path, change: ProjectChange, *, yes: bool = False, dry_run: bool = False, then: str = ""
) -> None:
    """Check the project with the change, show the lines, ask, write, and print the next command."""
    if not change.files:
        click.echo(f"This changes nothing. {NOTHING_WRITTEN}", err=True)
        return
    with progress() as doing:
        doing("Checking the project")
        memory = LinkCache()
        before = project.check(folder, memory=memory).findings
        after = project.check(folder, drafts=drafts_of(change.files), memory=memory).findings
    new = [one for one in new_findings(before, after) if one.code != "L002"]  # no report has the new place yet
    texts = {each.file.name: each.text or "" for each in change.files}
    if errors(new):
        print_findings(errors(new), folder, err=True, texts=texts)
        click.echo(f"This change would cause the errors above. {NOTHING_WRITTEN}", err=True)
        sys.exit(1)
    for each in change.files:
        _show_lines(each)
    print_findings(new, folder, err=True, texts=texts)
    places = [f"{each.file.name}:{each.first_line}" for each in change.files if each.data is not None]
    named = ", ".join([*places, *(f"{each.file.name} (deleted)" for each in change.files if each.data is None)])
    where = f"{named}: {change.summary}"
    if dry_run:
        click.echo(f"Would write {where}. {NOTHING_WRITTEN}", err=True)
        return
    files = change.files[0].file.name if len(change.files) == 1 else f"{len(change.files)} files"
    if not yes and not confirm_writing(f"Write this to {files}?", default=True):
        sys.exit(1)
    save_files(change.files)
    click.echo(f"Wrote {where}")
    if then:
        click.echo(f"Next: {then}", err=True)


def _show_lines(change: FileChange) -> None:
    """The lines that change, with their numbers and the lines around them."""
    state = " (new file)" if change.file.data is None else " (deleted)" if change.data is None else ""
    click.echo(f"\n{change.file.name}{state}", err=True)
    for at, line in enumerate(change.diff(_CONTEXT_LINES).splitlines()[2:]):
        if found := re.match(r"@@ -\d+(?:,\d+)? \+(\d+)", line):
            number = int(found[1])
            if at:
                click.echo("     …", err=True)
            continue
        is_gone = line[:1] == "-"
        _show_line("" if is_gone else str(number), line[:1], line[1:])
        number += not is_gone
    click.echo(err=True)


def _show_line(number: str, sign: str, line: str) -> None:
    shown = f"{number:>6} {sign} {line}"
    click.echo(click.style(shown.rstrip(), fg={"+": "green", "-": "red"}.get(sign)), err=True)
