"""``geomap import``: places, reports and articles from other formats, with a preview before anything is written."""

import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import click

from geomap import project
from geomap.commands.import_questions import ask_column, ask_fields, ask_values
from geomap.commands.options import INPUT_PATH
from geomap.commands.output import plural, print_error, print_findings
from geomap.commands.progress import progress
from geomap.commands.prompts import NOTHING_WRITTEN, confirm_writing, is_interactive
from geomap.edit.saving import SaveError, open_file, save
from geomap.edit.yaml_edit import EditError
from geomap.findings import Finding, ProjectError, Severity, echo, errors
from geomap.importing.article import new_article
from geomap.importing.errors import ImportFailedError, MissingColumnError
from geomap.importing.fields.own import declare, suggest_fields
from geomap.importing.formats.registry import FORMATS
from geomap.importing.rows import Update
from geomap.importing.run import ImportPlan, parse_columns, parse_statuses, plan_import
from geomap.importing.source import ImportOptions, shown

SHOWN = 5
"""Findings of one kind, and entries of one kind, in the preview without -v."""


class _Import(click.Group):
    """A group in which a first word that is not a command is a file: ``geomap import FILE`` runs ``data``."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Insert the name of the default command."""
        is_command = not args or args[0] in {*self.commands, "-h", "--help"}
        return super().parse_args(ctx, args if is_command else ["data", *args])


def _time_zone(_context: click.Context, _parameter: click.Parameter, value: str | None) -> ZoneInfo | None:
    """The time zone with this name.

    Raises:
        BadParameter: there is none.
    """
    try:
        return ZoneInfo(value) if value else None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise click.BadParameter(f'"{echo(value)}" is no time zone; write a name such as Europe/Kyiv') from None


@click.group(name="import", cls=_Import, options_metavar="FILE [PROJECT] | article FILE [PROJECT]")
def import_() -> None:
    """Import other formats into the gazetteer, or a web page into seeds/.

    `geomap import FILE` is short for `geomap import data FILE`.
    """


@import_.command(name="data")
@click.argument("file", type=INPUT_PATH)
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
@click.option(
    "--map",
    "mapped",
    multiple=True,
    metavar="COLUMN: TEXT=STATUS, …",
    help='Column with statuses, and the status for its texts, e.g. "Verified?: Y=confirmed, N=refuted".',
)
@click.option(
    "--field",
    "fields",
    multiple=True,
    metavar="COLUMN",
    help="Keep a column as an own field of the reports, and declare the field under map:.",
)
@click.option("--encoding", help="Encoding of a table (default: UTF-8).")
@click.option("--dates", type=click.Choice(["day-first", "month-first"]), help="Order in dates such as 3/4/2023.")
@click.option("--century", type=click.Choice(["19", "20"]), help="Century of years such as 23 (20 for 2023).")
@click.option("--year", type=click.IntRange(1, 9999), help="Year of dates without one, such as 5 May.")
@click.option(
    "--time-zone",
    "zone",
    callback=_time_zone,
    metavar="ZONE",
    help="Local time zone of times in UTC, e.g. Europe/Kyiv.",
)
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
    mapped: Sequence[str],
    fields: Sequence[str],
    encoding: str | None,
    dates: str | None,
    century: str | None,
    year: int | None,
    zone: ZoneInfo | None,
    skip_broken: bool,  # noqa: FBT001
    yes: bool,  # noqa: FBT001
    dry_run: bool,  # noqa: FBT001
    verbose: bool,  # noqa: FBT001
) -> None:
    """Import the places and reports in FILE into a new file of the gazetteer."""
    try:
        chosen = parse_columns(columns)
        status_column, statuses = parse_statuses(mapped)
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    if status_column:
        chosen["status"] = status_column
    month_first = None if dates is None else dates == "month-first"
    options = ImportOptions(chosen, encoding, month_first, kind, century, year, zone, statuses)
    try:
        plan = _plan(file, folder, options, form, fields, skip=skip_broken, asks=not yes)
        _preview(plan, file, encoding, verbose=verbose)
        if errors(plan.findings):
            hint = "" if skip_broken else " Fix the file, or pass --skip-broken to leave out these records."
            click.echo(f"{NOTHING_WRITTEN}{hint}", err=True)
            sys.exit(1)
        if plan.text or plan.changed:
            _write(plan, folder, yes=yes, dry_run=dry_run)
        else:
            click.echo(f"Nothing new. {NOTHING_WRITTEN}")
    except (ImportFailedError, EditError, SaveError) as error:
        print_error(str(error), error.hint)
        click.echo(NOTHING_WRITTEN, err=True)
        sys.exit(1)
    except ProjectError as error:
        print_findings(error.findings, folder, err=True)
        click.echo(f"Fix the errors of the project before you import. {NOTHING_WRITTEN}", err=True)
        sys.exit(1)


def _plan(  # noqa: PLR0913
    file: Path,
    folder: Path,
    options: ImportOptions,
    form: str | None,
    fields: Sequence[str],
    *,
    skip: bool,
    asks: bool,
) -> ImportPlan:
    """The plan; in a terminal, ask for what the file does not say.

    A second reading of the file fills the fields that the first one found declarations for.
    """
    declared: dict[str, dict[str, Any]] = {}
    while True:
        try:
            with progress() as doing:
                doing(f"reading {file.name}")
                plan = plan_import(
                    file,
                    folder,
                    options,
                    form,
                    skip=skip,
                    declared=declared,
                    progress=lambda count: doing(f"{count:,} records read"),
                )
        except MissingColumnError as error:
            if not error.field or not is_interactive():
                raise
            options = ask_column(options, error)
            continue
        if asks and is_interactive() and not errors(plan.findings):
            asks = False
            answered, fields = ask_values(options, plan.log), fields or ask_fields(plan.log)
            if answered != options:
                options = answered
                continue
        if fields and not declared:
            declared = declare(plan.log, fields)
            continue
        return plan


def _preview(plan: ImportPlan, file: Path, encoding: str | None, *, verbose: bool) -> None:
    """What was read, what was left out, and what is new."""
    text = {}
    if encoding and plan.findings:  # otherwise the lines are read as UTF-8
        text = {plan.findings[0].location.file: file.read_bytes().decode(encoding, "replace")}
    _print_findings(plan.findings, file.parent, text, verbose=verbose)
    click.echo(f"{file.name}: {FORMATS[plan.format].title}")
    for name, columns in plan.log.columns.items():
        click.echo(f"  {name} ← {', '.join(columns)}")
    for written, edtf in plan.log.dates.items():
        click.echo(f'  date "{written}" read as {edtf}')
    if plan.log.kept:
        click.echo(f"  kept as comments: {', '.join(plan.log.kept)}")
    if declarations := list(suggest_fields(plan.log)):
        click.echo("  to keep a column as a field of the reports, pass --field COLUMN, or declare it under map.fields:")
        for line in declarations if verbose else declarations[:SHOWN]:
            click.echo(f"    {line}")
    merged = plan.merged
    _echo_first(
        "=",
        [
            f"place {identifier}: in the gazetteer, matched by {how} ({plural(count, 'record')})"
            for (identifier, how), count in sorted(merged.known_places.items())
        ],
        "place",
        verbose=verbose,
    )
    if merged.known_reports:
        click.echo(f"  = {plural(merged.known_reports, 'report')} in the gazetteer, not changed")
    repeated = [f"{at}: {name}: the same as {first}, earlier in the file" for at, name, first in merged.repeated]
    _echo_first("=", repeated, "duplicate", verbose=verbose)
    _echo_first("~", [line for update in merged.updates for line in _changes(update)], "change", verbose=verbose)
    for kind, entries in (("place", merged.places), ("report", merged.reports)):
        named = [f"{kind} {new.values['id']}: {new.values.get('name') or new.values.get('title')}" for new in entries]
        _echo_first("+", named, kind, verbose=verbose)


def _changes(update: Update) -> Iterator[str]:
    """What the source has changed in an entry since it was imported."""
    name = f"{update.section.removesuffix('s')} {update.known.id}"
    for key, value in update.values.items():
        yield f"{name}: {key}: {shown(update.old[key]) or 'nothing'} → {shown(value)}"
    for key, value in update.conflicts.items():
        yield f"{name}: {key}: {shown(value) or 'nothing'} in the source; not changed, compare it by hand"


def _echo_first(mark: str, lines: Sequence[str], noun: str, *, verbose: bool) -> None:
    """Print the first lines, and how many more there are."""
    for line in lines if verbose else lines[:SHOWN]:
        click.echo(f"  {mark} {line}")
    if len(lines) > SHOWN and not verbose:
        click.echo(f"  {mark} {plural(len(lines) - SHOWN, f'more {noun}')} (-v shows all)")


def _write(plan: ImportPlan, folder: Path, *, yes: bool, dry_run: bool) -> None:
    """Check the project with the new file, ask, and write it."""
    merged = plan.merged
    counts = f"{plural(len(merged.places), 'new place')} and {plural(len(merged.reports), 'new report')}"
    texts = {**({plan.target: plan.text} if plan.text else {}), **plan.changed}
    files = {path: open_file(path, folder) for path in texts}
    with progress() as doing:
        checked = project.check(folder, drafts=texts, progress=lambda what: doing(f"checking the new entries: {what}"))
    if found := errors(checked.findings):
        print_findings(found, folder, err=True, texts={files[path].name: text for path, text in texts.items()})
        click.echo(f"The new entries would cause the errors above. {NOTHING_WRITTEN}", err=True)
        sys.exit(1)
    changes = ", ".join(str(path) for path in plan.changed)
    what = [f"write {plan.target}: {counts}"] if plan.text else []
    what += [f"update {changes}"] if changes else []
    if dry_run:
        click.echo(f"Would {'; '.join(what)}. {NOTHING_WRITTEN}")
        return
    if not yes and not confirm_writing(f"{'; '.join(what).capitalize()}?"):
        sys.exit(1)
    for path, text in texts.items():
        save(files[path], text)
    if plan.text:
        click.echo(f"Wrote {plan.target}: {counts}")
    if changes:
        click.echo(f"Updated {changes}")
    click.echo(FORMATS[plan.format].terms, err=True)


def _print_findings(findings: Sequence[Finding], folder: Path, texts: Mapping[str, str], *, verbose: bool) -> None:
    """The first findings of each kind, errors first, with their lines."""
    errors_first = sorted(findings, key=lambda one: (one.severity is not Severity.ERROR, one))
    print_findings(errors_first, folder, err=True, verbose=True, texts=texts, most=None if verbose else SHOWN)


@import_.command()
@click.argument("file", required=False, type=INPUT_PATH)
@click.argument("folder", metavar="[PROJECT]", default=".", type=click.Path(path_type=Path, file_okay=False))
@click.option(
    "--url", help="Where it was published. Without FILE, the page is fetched; of an archive, this page is read."
)
@click.option("--archive", help="Address of an archived copy.")
@click.option(
    "--timeout", type=click.FloatRange(0.1), default=30, show_default=True, help="Seconds to wait for the server."
)
def article(file: Path | None, folder: Path, url: str | None, archive: str | None, timeout: float) -> None:
    """Import a saved or archived web page, a Markdown or a text FILE as an article in seeds/, with its front matter.

    Pages: HTML, SingleFile, MHTML, Safari's web archive, WARC and WACZ.
    """
    if file is None and url is None:
        raise click.UsageError("give a FILE, or --url to fetch a page")
    page, project_folder = (None, file) if file and url and file.is_dir() else (file, folder)  # article --url … PROJECT
    try:
        with progress() as doing:
            doing(f"reading {url or page}")
            new = new_article(page, project_folder, url=url, archive=archive, timeout_s=timeout)
    except ImportFailedError as error:
        print_error(str(error), error.hint)
    except ProjectError as error:
        print_findings(error.findings, page.parent if page else project_folder, err=True)
    else:
        click.echo(f"Wrote {new.path}. Check its front matter and its text.")
        for warning in new.warnings:
            click.echo(f"warning: {warning}", err=True)
        click.echo("publish: excerpts shows readers only the quoted sentences; the licence may allow more.", err=True)
        return
    click.echo(NOTHING_WRITTEN, err=True)
    sys.exit(1)
