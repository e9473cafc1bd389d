"""A change to the gazetteer: check it, show it, ask, and write it."""

import re
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import takewhile
from pathlib import Path

import click

from geomap import project
from geomap.commands.output import print_error, print_findings
from geomap.commands.progress import progress
from geomap.commands.prompts import NOTHING_WRITTEN, confirm_writing
from geomap.edit.entry import Change, Workspace, new_findings, open_workspace
from geomap.edit.saving import save
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


def write_change(folder: Path, change: Change, *, yes: bool = False, dry_run: bool = False, then: str = "") -> None:
    """Check the project with the change, show the lines, ask, write, and print the next command."""
    file = change.file
    with progress() as doing:
        doing("Checking the project")
        memory = LinkCache()
        before = project.check(folder, memory=memory).findings
        after = project.check(folder, drafts={file.path: change.text}, memory=memory).findings
    new = [one for one in new_findings(before, after) if one.code != "L002"]  # no report has the new place yet
    if errors(new):
        print_findings(errors(new), folder, err=True, texts={file.name: change.text})
        click.echo(f"This change would cause the errors above. {NOTHING_WRITTEN}", err=True)
        sys.exit(1)
    _show_lines(change)
    print_findings(new, folder, err=True, texts={file.name: change.text})
    where = f"{file.name}:{change.line}: {change.summary}"
    if dry_run:
        click.echo(f"Would write {where}. {NOTHING_WRITTEN}", err=True)
        return
    if not yes and not confirm_writing(f"Write this to {file.name}?", default=True):
        sys.exit(1)
    save(file, change.text)
    click.echo(f"Wrote {where}")
    if then:
        click.echo(f"Next: {then}", err=True)


def _show_lines(change: Change) -> None:
    """The lines that change, with their numbers and the lines around them."""
    old, new = (
        re.split(r"\r\n|\r|\n", text.removesuffix("\n")) if text else [] for text in (change.file.text, change.text)
    )
    above = _common_lines(old, new)
    below = _common_lines(reversed(old[above:]), reversed(new[above:]))
    click.echo(f"\n{change.file.name}{' (new file)' if change.file.data is None else ''}", err=True)
    for line in old[above : len(old) - below]:
        _show_line("", "-", line)
    first, last = max(0, above - _CONTEXT_LINES), min(len(new), len(new) - below + _CONTEXT_LINES)
    for at in range(first, last):
        _show_line(str(at + 1), "+" if above <= at < len(new) - below else " ", new[at])
    click.echo(err=True)


def _common_lines(one: Iterable[str], other: Iterable[str]) -> int:
    """The number of equal lines before the first different one."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def _show_line(number: str, sign: str, line: str) -> None:
    shown = "".join(character if character.isprintable() else " " for character in f"{number:>6} {sign} {line}")
    click.echo(click.style(shown.rstrip(), fg={"+": "green", "-": "red"}.get(sign)), err=True)
