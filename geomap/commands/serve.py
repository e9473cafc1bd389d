"""``geomap serve``: the map in a browser while it is edited, built anew with every save."""

import gc
import sys
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from geomap import project
from geomap import site as sites
from geomap.commands.options import PROJECT
from geomap.commands.output import counted, fails, plural, print_findings, say_error, source_line
from geomap.commands.progress import progress
from geomap.compare import Edition, compare, edition_of, short_text
from geomap.extras import require
from geomap.findings import Finding, Severity, as_text, echo
from geomap.link import LinkCache
from geomap.preview import server, watch
from geomap.preview.broadcast import Board
from geomap.preview.server import EVERYWHERE, LOOPBACK, HostError, PortTakenError, is_loopback
from geomap.preview.shell import findings_said

SHOWN = 5
"""Files that a line names."""
TIDY_AFTER_S = 1.5


@click.command()
@PROJECT
@click.option(
    "--port", type=click.IntRange(0, 65535), help="Port to listen at; the first free one from 8000 unless given."
)
@click.option("--host", default=LOOPBACK, show_default=True, help="Address to listen at: who may see the preview.")
@click.option("--open", "opens", is_flag=True, help="Open it in the browser.")
@click.option("-v", "--verbose", is_flag=True, help="Show notes too.")
def serve(folder: Path, port: int | None, host: str, opens: bool, verbose: bool) -> None:  # noqa: FBT001
    """Show the map while you edit it: built anew with every save, its view kept.

    Findings lie over the page and stand on the terminal; the last map without errors stays. The site folder is left
    alone: `geomap build` writes it.
    """
    require("watchfiles", extra="serve")
    root, _ = project.find_project(folder)
    if not root.is_dir():
        raise click.BadParameter(f"there is no folder {str(root)!r}", param_hint="PROJECT")
    if not host.strip():
        raise click.BadParameter(
            "write an address; leave --host out to keep the preview to yourself", param_hint="--host"
        )
    board = Board()
    try:
        with server.serving(board, host, port) as address:
            _greet(folder, address, host)
            _follow(_Preview(folder, root, board, verbose=verbose), address if opens else None)
    except PortTakenError as error:
        _fail(str(error), "give another one with --port" if port else "give a free one with --port")
    except HostError as error:
        _fail(
            f'the preview cannot listen at "{echo(host)}": {error}',
            "leave --host out, or give an address of this machine",
        )
    except KeyboardInterrupt:
        click.echo("\nThe preview has ended." if sys.stdout.isatty() else "The preview has ended.")


def _greet(folder: Path, address: str, host: str) -> None:
    click.echo(f"The preview of {folder.resolve().name} is at {click.style(address, bold=True)} (Ctrl-C ends it)")
    if not is_loopback(host):
        warned = click.style("warning", fg="yellow", bold=True)
        network = "over a network" if host in EVERYWHERE else f"at {host}"
        everybody = f"everybody who can reach this machine {network} can see the map and its findings while this runs"
        click.echo(f"{warned} {everybody}; leave --host out to keep it to yourself.", err=True)


def _follow(preview: "_Preview", to_open: str | None) -> None:
    """Build now, and after every group of changes."""
    for changed in watch.changes(preview.root, preview.complain):
        preview.build(changed)
        if to_open is not None:
            click.launch(to_open)
            to_open = None


def _fail(found: str, advice: str) -> None:
    say_error(found, advice)
    sys.exit(1)


class _Preview:
    """A project that is shown, and the last of its builds without errors."""

    def __init__(self, folder: Path, root: Path, board: Board, *, verbose: bool) -> None:
        self.folder, self.root, self.board, self.verbose = folder, root, board, verbose
        self.memory = LinkCache()
        self.last: Edition | None = None
        self.built: float | None = None
        self.told: set[tuple[str, str, str]] = set()
        self.tidying = threading.Timer(0, gc.collect)
        self.said: Mapping[str, Any] = {**findings_said((), lambda _: ""), "built": None}

    def complain(self, finding: Finding) -> None:
        """Print a finding about the watching itself."""
        click.echo(as_text(finding) + "\n", err=True)

    def build(self, changed: frozenset[str]) -> None:
        """Build, tell every browser, and say on the terminal what came of it."""
        self.tidying.cancel()
        begun, clock = time.perf_counter(), time.strftime("%H:%M:%S")
        self.board.post({**self.said, "building": True})
        with progress() as doing:
            checked = project.check(self.folder, memory=self.memory, progress=doing)
            failed = checked.atlas is None or fails(checked.findings)
            site = None if checked.atlas is None else sites.site_files(checked.atlas)
            if site is not None:
                self.built = time.time()
            self._post(checked.findings, site)
        seconds = time.perf_counter() - begun
        said = f"{click.style(clock, dim=True)} {_changed(changed)}"
        print_findings(self._new(checked.findings), self.folder, err=True, verbose=self.verbose)
        if failed or checked.atlas is None:
            stays = "there is no map yet" if self.last is None else "the last good map stays"
            click.echo(f"{said}{counted(checked.findings, verbose=self.verbose)}; {stays}")
            return
        doubts = [one for one in checked.findings if self.verbose or one.severity is not Severity.NOTE]
        told = f"; {counted(doubts, verbose=True)}" if doubts else ""
        before, self.last = self.last, edition_of(checked.atlas)
        click.echo(f"{said}built in {seconds:.1f} s: {_news(before, self.last)}{told}")
        self._tidy_later()

    def _tidy_later(self) -> None:
        """Collect what the last build has left, when the browser has its page and nobody waits."""
        self.tidying = threading.Timer(TIDY_AFTER_S, gc.collect)
        self.tidying.daemon = True
        self.tidying.start()

    def _new(self, findings: tuple[Finding, ...]) -> list[Finding]:
        """The errors, and those warnings and notes that the build before did not have, wherever they stood."""
        before, self.told = self.told, {(one.code, one.location.file, one.message) for one in findings}
        return [
            one
            for one in findings
            if one.severity is Severity.ERROR or (one.code, one.location.file, one.message) not in before
        ]

    def _post(self, findings: tuple[Finding, ...], site: Mapping[str, bytes] | None) -> None:
        lines: dict[str, list[str]] = {}
        shown = [one for one in findings if self.verbose or one.severity is not Severity.NOTE]
        found = findings_said(shown, lambda one: source_line(one.location, self.root, lines))
        self.said = {**found, "built": self.built, "building": False}
        self.board.post(self.said, site)


def _changed(paths: frozenset[str]) -> str:
    """Which files were saved, in a few words; nothing before the first build."""
    named = sorted(paths - {"."})
    if not named:
        return ""
    return f"{', '.join(named[:SHOWN])}{', …' if len(named) > SHOWN else ''}: "


def _news(old: Edition | None, new: Edition) -> str:
    """How many reports there are, and what differs from the last map."""
    count = plural(len(new.reports), "report")
    if old is None:
        return count
    differences = compare(old, new, old="before", new="now")
    return f"{count}; {short_text(differences) or ('no report changed' if differences else 'nothing changed')}"
