"""What ``geomap add`` and ``geomap locate --add`` end in: shown, checked, agreed to, written."""

import difflib
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from geomap import project
from geomap.author.adding import Addition, Desk, Kind, RefusedError, addition, file_for, new_findings, open_desk
from geomap.author.edit import EditError
from geomap.author.saving import save
from geomap.commands.asking import say_refused, somebody_is_there
from geomap.commands.printing import print_findings
from geomap.findings import errors

NOTHING = "Nothing was written."


@contextmanager
def whole_or_nothing(folder: Path) -> Iterator[None]:
    """Say in words why nothing was written, and exit with 1."""
    try:
        yield
    except RefusedError as refused:
        say_refused(refused)
        click.echo(NOTHING, err=True)
        sys.exit(1)
    except EditError as error:
        print_findings(error.findings, folder, err=True)
        click.echo(NOTHING, err=True)
        sys.exit(1)
    except (click.Abort, KeyboardInterrupt):
        click.echo(f"\n{NOTHING}", err=True)
        sys.exit(1)


def desk_of(folder: Path) -> Desk:
    """What is there to be added to; a folder that is none is wrong usage."""
    root, named = project.find_project(folder)
    if not root.is_dir():
        raise click.BadParameter(f"there is no folder {str(root)!r}", param_hint="--project")
    return open_desk(root, named)


def write(  # noqa: PLR0913  (one for each thing that a person may say)
    folder: Path,
    desk: Desk,
    kind: Kind,
    values: Mapping[str, Any],
    *,
    file: Path | None = None,
    yes: bool = False,
    dry_run: bool = False,
) -> None:
    """Check the project with the new entry, show what changes, ask, write, and say where it stands."""
    added = addition(desk, kind, values, file_for(desk, kind, file))
    opened = added.opened
    with _checking():
        before = project.check(folder).findings
        after = project.check(folder, drafts={opened.path: added.text}).findings
    new = new_findings(before, after)
    if errors(new):
        print_findings(errors(new), folder, err=True, texts={opened.name: added.text})
        click.echo(f"With this {kind} the project would have an error more. {NOTHING}", err=True)
        sys.exit(1)
    _show(added)
    print_findings(new, folder, err=True, texts={opened.name: added.text})
    if dry_run:
        click.echo(f"Would write {opened.name}, line {added.line}. {NOTHING}", err=True)
        return
    if not yes:
        if not somebody_is_there():
            click.echo(f"Nobody is there to be asked: give --yes, or --dry-run. {NOTHING}", err=True)
            sys.exit(1)
        click.confirm(f"Write this into {opened.name}?", default=True, abort=True, err=True)
    save(opened, added.text)
    click.echo(f"Wrote {opened.name}:{added.line}: {kind} {added.entry['id']}")
    with _checking():
        written = project.check(folder).findings
    print_findings(errors(new_findings(after, written)), folder, err=True)


def _show(added: Addition) -> None:
    """The lines that change, with a few around them."""
    old, new = (text.splitlines() for text in (added.opened.text, added.text))
    name = added.opened.name
    click.echo(f"{name}{' (a new file)' if added.opened.data is None else ''}:", err=True)
    for line in list(difflib.unified_diff(old, new, lineterm="", n=2))[2:]:
        colour = {"+": "green", "-": "red", "@": "cyan"}.get(line[:1])
        shown = "".join(character if character.isprintable() else " " for character in line)
        click.echo(click.style(shown, fg=colour), err=True)


@contextmanager
def _checking() -> Iterator[None]:
    """Say that the project is being checked while somebody is looking; on a large one it takes its time."""
    watched = sys.stderr.isatty()
    if watched:
        click.echo("Checking the project …", nl=False, err=True)
    try:
        yield
    finally:
        if watched:
            click.echo("\r\x1b[K", nl=False, err=True)
