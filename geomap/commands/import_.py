"""``geomap import``: places, reports and articles from other formats, with a preview before anything is written."""

import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import click

from geomap import project
from geomap.commands.output import plural, print_error, print_findings
from geomap.commands.progress import progress
from geomap.commands.prompts import NOTHING_WRITTEN, confirm_writing, is_interactive
from geomap.edit.saving import SaveError, open_file, save
from geomap.findings import Finding, ProjectError, Severity, errors
from geomap.importing.article import new_article
from geomap.importing.errors import ImportFailedError, MissingColumnError
from geomap.importing.formats.registry import FORMATS
from geomap.importing.run import ImportPlan, parse_columns, plan_import
from geomap.importing.source import ImportOptions

SHOWN = 5
"""Findings of one kind, and entries of one kind, in the preview without -v."""


class _Import(click.Group):
    """A group in which a first word that is not a command is a file: ``geomap import FILE`` runs ``data``."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Insert the name of the default command."""
        is_command = not args or args[0] in {*self.commands, "-h", "--help"}
        return super().parse_args(ctx, args if is_command else ["data", *args])


@click.group(name="import", cls=_Import, options_metavar="FILE [PROJECT] | article FILE [PROJECT]")
def import_() -> None:
    """Import other formats into the gazetteer, or a web page into seeds/.

    `geomap import FILE` is short for `geomap import data FILE`.
    """


@import_.command(name="data")
@click.argument("file", type=click.Path(path_type=Path))
@click.argument("folder", metavar="[PROJECT]", default=".", type=click.Path(path_type=Path, file_okay=False))
@click.option("--from", "form", type=click.Choice(tuple(FORMATS)), help="Format (default: detected from the content).")
@click.option(
    "--as",
    "kind",
    type=click.Choice(["places", "reports"]),
    help="Import every record as a place or as a report (default: depends on its values).",
)
@click.option(
    "--column", "columns", multiple=True, metavar="FIELD=COLUMN", help="Column of a field, e.g. latitude=Lat."
)
@click.option("--encoding", help="Encoding of a table (default: UTF-8).")
@click.option("--dates", type=click.Choice(["day-first", "month-first"]), help="Order in dates such as 3/4/2023.")
@click.option("--skip-broken", is_flag=True, help="Leave out records with errors (default: import nothing).")
@click.option("--yes", is_flag=True, help="Write without asking.")
@click.option("--dry-run", is_flag=True, help="Show the preview without writing.")
@click.option("-v", "--verbose", is_flag=True, help="Show all findings and all entries.")
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
    """Import the places and reports in FILE into a new file of the gazetteer."""
    try:
        chosen = parse_columns(columns)
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    options = ImportOptions(chosen, encoding, None if dates is None else dates == "month-first", kind)
    try:
        plan = _plan(file, folder, options, form, skip=skip_broken)
        _preview(plan, file, verbose=verbose)
        if errors(plan.findings):
            hint = "" if skip_broken else " Fix the file, or pass --skip-broken to leave out these records."
            click.echo(f"{NOTHING_WRITTEN}{hint}", err=True)
            sys.exit(1)
        if plan.text:
            _write(plan, folder, yes=yes, dry_run=dry_run)
        else:
            click.echo(f"Nothing new. {NOTHING_WRITTEN}")
    except (ImportFailedError, SaveError) as error:
        print_error(str(error), error.hint)
        click.echo(NOTHING_WRITTEN, err=True)
        sys.exit(1)
    except ProjectError as error:
        print_findings(error.findings, folder, err=True)
        click.echo(f"Fix the errors of the project before you import. {NOTHING_WRITTEN}", err=True)
        sys.exit(1)


def _plan(file: Path, folder: Path, options: ImportOptions, form: str | None, *, skip: bool) -> ImportPlan:
    """The plan; in a terminal, ask which column holds a required field."""
    while True:
        try:
            with progress() as doing:
                doing(f"reading {file.name}")
                return plan_import(
                    file, folder, options, form, skip=skip, progress=lambda count: doing(f"{count:,} records read")
                )
        except MissingColumnError as error:
            if not error.field or not is_interactive():
                raise
            question = f"Which column is the {error.field}?"
            column = click.prompt(question, type=click.Choice(error.columns), err=True)
            options = replace(options, columns={**options.columns, error.field: column})


def _preview(plan: ImportPlan, file: Path, *, verbose: bool) -> None:
    """What was read, what was left out, and what is new."""
    _print_findings(plan.findings, file.parent, verbose=verbose)
    click.echo(f"{file.name}: {FORMATS[plan.format].title}")
    for name, columns in plan.log.columns.items():
        click.echo(f"  {name} ← {', '.join(columns)}")
    if plan.log.unread:
        click.echo(f"  not read: {', '.join(plan.log.unread)}")
    merged = plan.merged
    known = sorted(merged.known_places.items())
    for (identifier, how), count in known if verbose else known[:SHOWN]:
        click.echo(f"  = place {identifier}: in the gazetteer, matched by {how} ({plural(count, 'record')})")
    if len(known) > SHOWN and not verbose:
        click.echo(f"  = {plural(len(known) - SHOWN, 'more place')} in the gazetteer (-v shows all)")
    if merged.known_reports:
        click.echo(f"  = {plural(merged.known_reports, 'report')} in the gazetteer, not changed")
    if merged.repeated:
        click.echo(f"  = {plural(merged.repeated, 'duplicate')} in the file")
    for kind, entries in (("place", merged.places), ("report", merged.reports)):
        for new in entries if verbose else entries[:SHOWN]:
            click.echo(f"  + {kind} {new.values['id']}: {new.values.get('name') or new.values.get('title')}")
        if len(entries) > SHOWN and not verbose:
            click.echo(f"  + {plural(len(entries) - SHOWN, f'more {kind}')} (-v shows all)")


def _write(plan: ImportPlan, folder: Path, *, yes: bool, dry_run: bool) -> None:
    """Check the project with the new file, ask, and write it."""
    merged = plan.merged
    counts = f"{plural(len(merged.places), 'new place')} and {plural(len(merged.reports), 'new report')}"
    file = open_file(plan.target, folder)
    with progress() as doing:
        checked = project.check(
            folder, drafts={plan.target: plan.text}, progress=lambda what: doing(f"checking the new entries: {what}")
        )
    if found := errors(checked.findings):
        print_findings(found, folder, err=True, texts={file.name: plan.text})
        click.echo(f"The new entries would cause the errors above. {NOTHING_WRITTEN}", err=True)
        sys.exit(1)
    if dry_run:
        click.echo(f"Would write {plan.target}: {counts}. {NOTHING_WRITTEN}")
        return
    if not yes and not confirm_writing(f"Write {plan.target} with {counts}?"):
        sys.exit(1)
    save(file, plan.text)
    click.echo(f"Wrote {plan.target}: {counts}")
    click.echo(FORMATS[plan.format].terms, err=True)


def _print_findings(findings: Sequence[Finding], folder: Path, *, verbose: bool) -> None:
    """The first findings of each kind, errors first, with their lines."""
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
@click.option("--url", help="Where it was published. Without FILE, the page is fetched from there.")
@click.option("--archive", help="Address of an archived copy.")
@click.option(
    "--timeout", type=click.FloatRange(0.1), default=30, show_default=True, help="Seconds to wait for the server."
)
def article(file: Path | None, folder: Path, url: str | None, archive: str | None, timeout: float) -> None:
    """Import a web page, a Markdown or a text FILE as an article in seeds/, with its front matter."""
    if file is None and url is None:
        raise click.UsageError("give a FILE, or --url to fetch a page")
    page, project_folder = (None, file) if file and url and file.is_dir() else (file, folder)  # article --url … PROJECT
    try:
        with progress() as doing:
            doing(f"reading {url or page}")
            path = new_article(page, project_folder, url=url, archive=archive, timeout_s=timeout)
    except ImportFailedError as error:
        print_error(str(error), error.hint)
    except ProjectError as error:
        print_findings(error.findings, page.parent if page else project_folder, err=True)
    else:
        click.echo(f"Wrote {path}. Check its front matter and its text.")
        click.echo("publish: excerpts shows readers only the quoted sentences; the licence may allow more.", err=True)
        return
    click.echo(NOTHING_WRITTEN, err=True)
    sys.exit(1)
