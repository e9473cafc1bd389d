"""``geomap serve``: a preview of the map that updates when a file is saved."""

import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import click

from geomap import project
from geomap import site as sites
from geomap.commands.browser import open_in_browser
from geomap.commands.options import PROJECT
from geomap.commands.output import fails, plural, print_findings, print_warning, source_line, summary
from geomap.commands.progress import progress
from geomap.compare import Edition, compare, edition_of, short_text
from geomap.extras import require
from geomap.findings import Finding, Severity
from geomap.link import LinkCache
from geomap.preview import server, watch
from geomap.preview.broadcast import Broadcast
from geomap.preview.shell import findings_message

MOST_NAMED = 5
"""The most changed files that a line names."""
Check = Callable[[frozenset[str], project.Progress], project.Checked]
"""Checks a project after these of its files have changed, and calls the second argument with each step."""


@click.command()
@PROJECT
@click.option("--port", type=click.IntRange(0, 65535), help="Port to use; default: the first free one from 8000.")
@click.option(
    "--host",
    default=server.LOOPBACK,
    show_default=True,
    help="Address to listen on; 0.0.0.0 gives your network access.",
)
@click.option("--open", "opens", is_flag=True, help="Open the preview in the browser.")
@click.option("-v", "--verbose", is_flag=True, help="Also show notes.")
def serve(folder: Path, port: int | None, host: str, opens: bool, verbose: bool) -> None:  # noqa: FBT001
    """Show a preview of the map that updates when you save a file.

    The preview keeps its view. Findings appear over the map and on the terminal; after an error the last valid map
    stays. The site folder is not changed: `geomap build` writes it.
    """
    root = watched_root(folder)
    if not host.strip():
        raise click.BadParameter("the address is empty; omit --host for private access", param_hint="--host")
    broadcast = Broadcast()
    try:
        with server.serving(broadcast, host, port) as url:
            click.echo(f"Preview of {folder.resolve().name}: {click.style(url, bold=True)} (press Ctrl-C to stop)")
            if not server.is_loopback(host):
                network = "over a network" if host in server.ALL_ADDRESSES else f"at {host}"
                found = f"anyone who can reach this machine {network} can see the map and its findings"
                print_warning(found, "omit --host for private access")
            Preview(folder, root, broadcast, verbose=verbose).follow(url if opens else None)
    except KeyboardInterrupt:
        click.echo("\nPreview stopped." if sys.stdout.isatty() else "Preview stopped.")


def watched_root(folder: Path) -> Path:
    """The folder of a project whose changes can be followed."""
    require("watchfiles", extra="serve")
    root, _ = project.find_project(folder)
    if not root.is_dir():
        raise click.BadParameter(f"there is no folder {str(root)!r}", param_hint="PROJECT")
    return root


def _warn_of_polling() -> None:
    """Say that changes are only noticed now and then."""
    found = f"the system cannot report changes in this folder: files are checked every {watch.POLL_MS / 1000:g} s"
    print_warning(found, "for faster updates, use a local disk, or move other folders out of the project")


class Preview:
    """A project whose changes are shown in the browser and on the terminal."""

    def __init__(
        self, folder: Path, root: Path, broadcast: Broadcast, *, verbose: bool, check: Check | None = None
    ) -> None:
        self.folder, self.root, self.broadcast, self.verbose = folder, root, broadcast, verbose
        memory = LinkCache()
        self.check: Check = check or (lambda _, step: project.check(folder, memory=memory, progress=step))
        self.edition: Edition | None = None
        """The last one without errors."""
        self.built_at: float | None = None
        self.known: set[tuple[str, str, str]] = set()
        """Findings of the previous build, without their lines."""
        self.message: Mapping[str, Any] = {**findings_message((), lambda _: ""), "built": None}

    def follow(self, address: str | None) -> None:
        """Build now and after each change, until Ctrl-C; after the first build, open an address in the browser."""
        for number, changed in enumerate(watch.changes(self.root, _warn_of_polling)):
            self.build(changed)
            if address and number == 0 and not open_in_browser(address):
                print_warning("no browser was found", f"open {address}")

    def build(self, changed: frozenset[str]) -> None:
        """Build, send the result to all browsers, and print a line about it."""
        start, clock = time.perf_counter(), time.strftime("%H:%M:%S")
        self.broadcast.send({**self.message, "building": True})
        with progress() as show_step:
            checked = self.check(changed, show_step)
            site = None if checked.atlas is None else sites.site_files(checked.atlas)
            if site is not None:
                self.built_at = time.time()
            self._send(checked.findings, site)
        seconds = time.perf_counter() - start
        print_findings(self._new(checked.findings), self.folder, err=True, verbose=self.verbose)
        line = f"{click.style(clock, dim=True)} {_names(changed)}"
        if checked.atlas is None:
            map_shown = "there is no map yet" if self.edition is None else "the last valid map stays"
            click.echo(f"{line}{summary(checked.findings, verbose=self.verbose)}; {map_shown}")
            return
        shown = [one for one in checked.findings if self.verbose or one.severity is not Severity.NOTE]
        before, self.edition = self.edition, edition_of(checked.atlas)
        findings = f"; {summary(shown, verbose=True)}" if shown else ""
        click.echo(f"{line}built in {seconds:.1f} s: {_news(before, self.edition)}{findings}")

    def _new(self, findings: tuple[Finding, ...]) -> list[Finding]:
        """All errors, and the warnings and notes that the previous build did not have, on any line."""
        before, self.known = self.known, {(one.code, one.location.file, one.message) for one in findings}
        return [one for one in findings if fails([one]) or (one.code, one.location.file, one.message) not in before]

    def _send(self, findings: tuple[Finding, ...], site: Mapping[str, bytes] | None) -> None:
        lines: dict[str, list[str]] = {}
        shown = [one for one in findings if self.verbose or one.severity is not Severity.NOTE]
        found = findings_message(shown, lambda one: source_line(one.location, self.root, lines))
        self.message = {**found, "built": self.built_at, "building": False}
        self.broadcast.send(self.message, site)


def _names(paths: frozenset[str]) -> str:
    """The changed files; empty for the first build."""
    named = sorted(paths)
    if not named:
        return ""
    return f"{', '.join(named[:MOST_NAMED])}{', …' if len(named) > MOST_NAMED else ''}: "


def _news(old: Edition | None, new: Edition) -> str:
    """The number of reports, and the differences from the last map."""
    count = plural(len(new.reports), "report")
    if old is None:
        return count
    differences = compare(old, new, old="before", new="now")
    return f"{count}; {short_text(differences) or ('no report changed' if differences else 'nothing changed')}"
