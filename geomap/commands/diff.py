"""``geomap diff``: compare two files, folders, git revisions or built sites."""

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from geomap import compare, project
from geomap.commands.output import plural, print_findings, print_warning
from geomap.commands.progress import progress
from geomap.compare.sections import Item, Section, plain, sections, summary
from geomap.errors import GeomapError
from geomap.files import write_whole
from geomap.findings import ProjectError, as_text, echo

_FORMATS = ("text", "json", "markdown")
_SHOWN = 10  # differences of one kind, unless the output is verbose
_LENGTH, _WHOLE = 160, 5_000  # characters of one text, in short and in verbose output
_COLOURS = {"+": "green", "-": "red", "~": "yellow"}


@click.command()
@click.argument("old", required=False)
@click.argument("new", required=False)
@click.option(
    "--project",
    "folder",
    default=".",
    type=click.Path(path_type=Path, exists=True),
    help="The project to compare; default: the current folder.",
)
@click.option("--format", "form", type=click.Choice(_FORMATS), default="text", show_default=True)
@click.option("-o", "--output", "out", type=click.Path(path_type=Path), help="File to write; - is standard output.")
@click.option("--exit-code", is_flag=True, help="Exit with 1 if anything changed, as git does.")
@click.option("-q", "--quiet", is_flag=True, help="Show no progress and no findings.")
@click.option("-v", "--verbose", is_flag=True, help="Show everything, with old and new values.")
def diff(  # noqa: PLR0913, PLR0917  (one for each option)
    old: str | None,
    new: str | None,
    folder: Path,
    form: str,
    out: Path | None,
    exit_code: bool,  # noqa: FBT001
    quiet: bool,  # noqa: FBT001
    verbose: bool,  # noqa: FBT001
) -> None:
    """Show what changed from OLD to NEW: reports, places, evidence, articles.

    Each is a gazetteer file, a project's folder, a built site or a git revision; main..HEAD and main...HEAD name two
    revisions. Without NEW, OLD is compared with the current files; without both, the last build is.
    """
    try:
        with progress(quiet=quiet) as doing, compare.comparison(old, new, folder, project.find_project, doing) as found:
            doing.close()
            differences = found.differences
            if not quiet:
                for side in found.sides:
                    _print_errors(side)
    except ProjectError as error:
        for finding in error.findings:
            click.echo(as_text(finding), err=True)
        sys.exit(1)
    _write(_rendered(differences, form, verbose=verbose), out)
    sys.exit(1 if exit_code and differences else 0)


def _rendered(differences: compare.Differences, form: str, *, verbose: bool) -> str:
    if form == "json":
        return differences.model_dump_json(indent=2) + "\n"
    if form == "markdown":
        return compare.as_markdown(differences, verbose=verbose)
    return differences_text(differences, verbose=verbose)


def differences_text(differences: compare.Differences, *, verbose: bool = False) -> str:
    """All differences for a terminal, one or two lines each. Only the marks are coloured."""
    found = sections(differences)
    old, new = echo(differences.old, 100), echo(differences.new, 100)
    lines = [click.style(f"{old} → {new}: {summary(found)}", bold=True)]
    for section in found:
        lines += ["", click.style(section.title, bold=True), *_lines(section, verbose=verbose)]
    if not verbose and any(item.detail for section in found for item in section.items):
        lines += ["", "-v shows old and new values"]
    return "\n".join(lines) + "\n"


def _lines(section: Section, *, verbose: bool) -> Iterator[str]:
    shown: Sequence[Item] = section.items if verbose else section.items[:_SHOWN]
    limit = _WHOLE if verbose else _LENGTH
    for item in shown:
        yield f"  {_coloured(item.mark)} {plain(item.line, limit)}"
        for line in (*item.more, *(item.detail if verbose else ())):
            text = plain(line, limit)
            yield f"      {_coloured(text[0])}{text[1:]}" if text[:2] in {"+ ", "- ", "~ "} else f"      {text}"
    if len(section.items) > len(shown):
        yield f"  … and {len(section.items) - len(shown):,} more (-v shows all)"


def _coloured(mark: str) -> str:
    return click.style(mark, fg=_COLOURS[mark])


def _print_errors(side: compare.Side) -> None:
    """Print the errors of one version, and what they mean for the comparison."""
    if not side.findings:
        return
    print_findings(side.findings, side.folder, err=True, prefix=side.prefix)
    if not side.is_complete:
        found = f"{plural(len(side.findings), 'error')} may hide entries, so changes to them are unknown"
        print_warning(f"{echo(side.name, 100)}: {found}", "fix them for a complete comparison")


def _write(text: str, out: Path | None) -> None:
    if out is None or str(out) == "-":
        click.echo(text, nl=False)
        return
    try:
        write_whole(out, click.unstyle(text).encode())
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise GeomapError(f"cannot write {echo(out, 300)}: {reason}", "choose another file with -o") from error
    click.echo(f"Wrote {out}", err=True)
