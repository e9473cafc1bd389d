"""What ``geomap add`` and ``geomap locate --add`` end in: shown, checked, agreed to, written."""

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
from geomap.commands.prompts import agreed
from geomap.edit.entry import Addition, Desk, RefusedError, new_findings, open_desk
from geomap.edit.saving import save
from geomap.edit.yaml_edit import EditError
from geomap.findings import errors
from geomap.link import Memory

_NOTHING = "Nothing was written."

_AROUND = 2  # lines shown above and below those that change


@contextmanager
def whole_or_nothing(folder: Path) -> Iterator[None]:
    """Say in words why nothing was written, and exit with 1."""
    try:
        yield
    except RefusedError as refused:
        print_error(refused.found, refused.advice)
        click.echo(_NOTHING, err=True)
        sys.exit(1)
    except EditError as error:
        whole = {one.location.file: "" for one in error.findings if one.code.startswith("W")}  # about no line of it
        print_findings(error.findings, folder, err=True, texts=whole)
        click.echo(_NOTHING, err=True)
        sys.exit(1)
    except (click.Abort, KeyboardInterrupt):
        click.echo(f"\n{_NOTHING}", err=True)
        sys.exit(1)


def desk_of(folder: Path) -> Desk:
    """What is there to be added to; a folder that is none is wrong usage."""
    root, named = project.find_project(folder)
    missing = next((path for path in [root, *(named or [])] if not path.exists()), None)
    if missing or not root.is_dir():
        raise click.BadParameter(f"there is no {missing or root}", param_hint="--project")
    desk = open_desk(root, named)
    if not desk.files:
        click.echo(f"There is no gazetteer in {root.resolve()} yet: this makes one.", err=True)
    return desk


def write(folder: Path, added: Addition, *, yes: bool = False, dry_run: bool = False, then: str = "") -> None:
    """Check the project with the new entry, show what changes, ask, write, and say where it stands and what is next."""
    opened = added.opened
    with progress() as doing:
        doing("Checking the project with it")
        memory = Memory()
        before = project.check(folder, memory=memory).findings
        after = project.check(folder, drafts={opened.path: added.text}, memory=memory).findings
    new = [one for one in new_findings(before, after) if one.code != "L002"]  # a new place is in no report yet
    if errors(new):
        print_findings(errors(new), folder, err=True, texts={opened.name: added.text})
        click.echo(f"With it, the project would have what is wrong here. {_NOTHING}", err=True)
        sys.exit(1)
    _show(added)
    print_findings(new, folder, err=True, texts={opened.name: added.text})
    if dry_run:
        click.echo(f"Would write {opened.name}:{added.line}: {added.what}. {_NOTHING}", err=True)
        return
    if not yes and not agreed(f"Write this into {opened.name}?", default=True):
        sys.exit(1)
    save(opened, added.text)
    click.echo(f"Wrote {opened.name}:{added.line}: {added.what}")
    if then:
        click.echo(f"Next: {then}", err=True)


def _show(added: Addition) -> None:
    """The lines that change, with their numbers, between those around them."""
    old, new = (
        re.split(r"\r\n|\r|\n", text.removesuffix("\n")) if text else [] for text in (added.opened.text, added.text)
    )
    above = _alike(old, new)
    below = _alike(reversed(old[above:]), reversed(new[above:]))
    click.echo(f"\n{added.opened.name}{' (a new file)' if added.opened.data is None else ''}", err=True)
    for line in old[above : len(old) - below]:
        _show_line("", "-", line)
    first, last = max(0, above - _AROUND), min(len(new), len(new) - below + _AROUND)
    for at in range(first, last):
        _show_line(str(at + 1), "+" if above <= at < len(new) - below else " ", new[at])
    click.echo(err=True)


def _alike(one: Iterable[str], other: Iterable[str]) -> int:
    """How many lines are the same before the first that is not."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def _show_line(number: str, sign: str, line: str) -> None:
    shown = "".join(character if character.isprintable() else " " for character in f"{number:>6} {sign} {line}")
    click.echo(click.style(shown.rstrip(), fg={"+": "green", "-": "red"}.get(sign)), err=True)
