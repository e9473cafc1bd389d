"""``geomap import``: places, reports and articles from other formats, shown before anything is written."""

import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from geomap import project
from geomap.commands.output import plural, print_findings
from geomap.commands.progress import progress
from geomap.commands.prompts import agreed, somebody_is_there
from geomap.findings import Finding, ProjectError, Severity, as_text, errors
from geomap.importing.article import new_article
from geomap.importing.formats import FORMATS, ImportFailedError, Wishes
from geomap.importing.formats.columns import NAMES
from geomap.importing.run import columns_wished, plan_import, staged, with_column

SHOWN = 5
"""Findings of one kind, and entries, that are shown one by one."""


class _Import(click.Group):
    """``geomap import article …`` is a command of its own; any other first word is a file."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put the name of the command before a file, or before an option of its own."""
        return super().parse_args(
            ctx, args if not args or args[0] in {*self.commands, "-h", "--help"} else ["data", *args]
        )


@click.group(name="import", cls=_Import, options_metavar="FILE [PROJECT] | article FILE [PROJECT]")
def import_() -> None:
    """Take other formats into the gazetteer, or a saved page into seeds/.

    `geomap import FILE` is short for `geomap import data FILE`.
    """


@import_.command(name="data")
@click.argument("file", type=click.Path(path_type=Path))
@click.argument("folder", metavar="[PROJECT]", default=".", type=click.Path(path_type=Path, file_okay=False))
@click.option("--from", "form", type=click.Choice(tuple(FORMATS)), help="The format; told by the content unless given.")
@click.option(
    "--as", "kind", type=click.Choice(["places", "reports"]), help="What the things are; each tells unless given."
)
@click.option("--column", "columns", multiple=True, metavar="NAME=COLUMN", help="Which column is which: latitude=Lat.")
@click.option("--encoding", help="Of a table; UTF-8 unless given.")
@click.option("--dates", type=click.Choice(["day-first", "month-first"]), help="How 3/4/2023 is meant.")
@click.option("--skip-broken", is_flag=True, help="Leave out things with errors; else nothing is imported.")
@click.option("--yes", is_flag=True, help="Write without asking.")
@click.option("--dry-run", is_flag=True, help="Only show what would be written.")
@click.option("-v", "--verbose", is_flag=True, help="Show every finding and every entry.")
def data(  # noqa: PLR0913, PLR0917  (one for each option)
    file: Path,
    folder: Path,
    form: str | None,
    kind: str | None,
    columns: Sequence[str],
    encoding: str | None,
    dates: str | None,
    skip_broken: bool,  # noqa: FBT001
    yes: bool,  # noqa: FBT001
    dry_run: bool,  # noqa: FBT001
    verbose: bool,  # noqa: FBT001
) -> None:
    """Make places and reports of FILE and write them into a new file of the gazetteer."""
    try:
        wished = columns_wished(columns, tuple(NAMES))
    except ValueError as problem:
        raise click.UsageError(str(problem)) from None
    wishes = Wishes(wished, encoding, None if dates is None else dates == "month-first", kind)
    try:
        wanted = _planned(file, folder, wishes, form, skip=skip_broken)
        _show(wanted, file, verbose=verbose)
        if errors(wanted.findings):
            advice = "" if skip_broken else " Mend the file, or leave out what is wrong with --skip-broken."
            click.echo(f"Nothing was written.{advice}", err=True)
            sys.exit(1)
        if wanted.text:
            _write(wanted, folder, yes=yes, dry_run=dry_run)
        else:
            click.echo("Nothing is new: nothing was written.")
    except ImportFailedError as error:
        _print(error.findings, file.parent, verbose=verbose)
        click.echo("Nothing was written.", err=True)
        sys.exit(1)
    except ProjectError as error:
        print_findings(error.findings, folder, err=True)
        click.echo("The project has errors: mend them before you import. Nothing was written.", err=True)
        sys.exit(1)
    except OSError as problem:
        shown = problem.filename or folder
        click.echo(f"{shown} cannot be written ({problem.strerror}). Nothing was written.", err=True)
        sys.exit(1)


def _planned(file: Path, folder: Path, wishes: Any, form: str | None, *, skip: bool) -> Any:
    """The plan; on a terminal, a column that cannot be told is asked for."""
    while True:
        try:
            with progress() as doing:
                doing(f"reading {file.name}")
                return plan_import(
                    file, folder, wishes, form, skip=skip, progress=lambda count: doing(f"{count:,} read")
                )
        except ImportFailedError as error:
            missing = error.missing
            if missing is None or not somebody_is_there():
                raise
            name, known = missing
            column = click.prompt(f"Which column is the {name}?", type=click.Choice(known), err=True)
            wishes = with_column(wishes, name, column)


def _show(wanted: Any, file: Path, *, verbose: bool) -> None:
    """What was found, what it is taken for, and what is new."""
    _print(wanted.findings, file.parent, verbose=verbose)
    click.echo(f"{file.name}: {FORMATS[wanted.format].title}")
    for name, columns in wanted.columns.items():
        click.echo(f"  {name} ← {', '.join(columns)}")
    merged = wanted.merged
    told = sorted(merged.known_places.items())
    for (identifier, how), count in told if verbose else told[:SHOWN]:
        click.echo(f"  {plural(count, 'time')} the place {identifier} that is there already, by {how}")
    if len(told) > SHOWN and not verbose:
        click.echo(f"  … and {plural(len(told) - SHOWN, 'place')} more that are there already")
    if merged.known_reports:
        click.echo(f"  {plural(merged.known_reports, 'report')} already there, and kept as they are")
    if merged.repeated:
        click.echo(f"  {plural(merged.repeated, 'repetition')} in the file itself")
    for kind, entries in (("place", merged.places), ("report", merged.reports)):
        for new in entries if verbose else entries[:SHOWN]:
            click.echo(f"  + {kind} {new.entry['id']}: {new.entry.get('name') or new.entry.get('title')}")
        if len(entries) > SHOWN and not verbose:
            click.echo(f"  + {plural(len(entries) - SHOWN, kind)} more (-v shows all)")


def _write(wanted: Any, folder: Path, *, yes: bool, dry_run: bool) -> None:
    """Check the gazetteer with the new entries, ask, and put them in their place in one step."""
    merged = wanted.merged
    new = f"{plural(len(merged.places), 'new place')} and {plural(len(merged.reports), 'new report')}"
    with staged(wanted) as part:
        with progress() as doing:
            checked = project.check(folder, [part], progress=lambda what: doing(f"checking the new entries: {what}"))
        if errors(checked.findings):
            print_findings(errors(checked.findings), folder, err=True)
            click.echo("With the new entries the project would have these errors. Nothing was written.", err=True)
            sys.exit(1)
        if dry_run:
            click.echo(f"Would write {wanted.target}: {new}. Nothing was written.")
            return
        if not yes and not agreed(f"Write {wanted.target} with {new}?"):
            sys.exit(1)
        part.replace(wanted.target)
    click.echo(f"Wrote {wanted.target}: {new}")
    click.echo(wanted.terms, err=True)


def _print(findings: Sequence[Finding], folder: Path, *, verbose: bool) -> None:
    """The findings, of each kind the first few, with the lines that they are about."""
    counts = Counter(one.code for one in findings)
    shown: Counter[str] = Counter()
    chosen = []
    for finding in sorted(findings, key=lambda one: (one.severity is not Severity.ERROR, one)):
        shown[finding.code] += 1
        if verbose or shown[finding.code] <= SHOWN:
            chosen.append(finding)
    print_findings(chosen, folder, err=True, verbose=True)
    for code, count in sorted(counts.items()):
        if count > SHOWN and not verbose:
            click.echo(f"… and {count - SHOWN:,} more {code} (-v shows all)", err=True)


@import_.command()
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.argument("folder", metavar="[PROJECT]", default=".", type=click.Path(path_type=Path, file_okay=False))
@click.option("--url", help="Where it was published; without FILE, it is fetched from there.")
@click.option("--archive", help="The address of an archived copy.")
@click.option(
    "--timeout", type=click.FloatRange(0.1), default=30, show_default=True, help="Seconds to wait for answers."
)
def article(file: Path | None, folder: Path, url: str | None, archive: str | None, timeout: float) -> None:
    """Make an article of seeds/ of a saved page, a Markdown or a text FILE, its head filled as far as it is known."""
    if file is None and url is None:
        raise click.UsageError("give a FILE, or --url to fetch one")
    page, project_folder = (None, file) if file and url and file.is_dir() else (file, folder)  # article --url … PROJECT
    try:
        with progress() as doing:
            doing(f"reading {url or page}")
            made = new_article(page, project_folder, url=url, archive=archive, timeout_s=timeout)
    except ImportFailedError as error:
        for finding in error.findings:
            click.echo(as_text(finding), err=True)
        click.echo("Nothing was written.", err=True)
        sys.exit(1)
    click.echo(f"Wrote {made}: read it, and mend its head and its text where they are wrong")
    click.echo(
        "publish: excerpts shows readers the quoted sentences alone; see whether its publisher allows more.", err=True
    )
