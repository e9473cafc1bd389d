"""``geomap link``: the places that articles mention, or possible places that are not in the gazetteer."""

import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import click

from geomap import project
from geomap.commands.link_corpus import link_corpus
from geomap.commands.link_origins import check_options, show_origins
from geomap.commands.link_output import (
    mentions_as_json,
    mentions_as_text,
    suggestions_as_json,
    suggestions_as_text,
    write_each,
)
from geomap.commands.options import INPUT_PATH, OUTPUT_PATH
from geomap.commands.output import print_findings
from geomap.commands.progress import progress
from geomap.commands.snapshot import gazetteer_of, snapshot_in, snapshot_of_gazetteer
from geomap.corpus.batches import FIELDS
from geomap.edit.front_matter import IdList, write_links
from geomap.findings import Finding, as_text, echo, errors
from geomap.link import Undecided, suggestions, undecided_findings
from geomap.link.batch import STANDARD_INPUT, link_all, read_sources, useful_processes


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="PATH…")
@click.option(
    "--gazetteer",
    type=click.Path(path_type=Path),
    help="Gazetteer file or project folder.  [default: current directory]",
)
@click.option("--snapshot", type=INPUT_PATH, help="File of `geomap snapshot`, in place of the gazetteer.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "parquet"]),
    help="What to write.  [default: text; with --output: parquet]",
)
@click.option("--output", type=OUTPUT_PATH, metavar="DIR", help="Write the mentions of a corpus into this folder.")
@click.option(
    "--column",
    "columns",
    multiple=True,
    metavar="FIELD=COLUMN",
    help="Column of Parquet files for id, text, language or published. Repeatable.",
)
@click.option("--all", "show_all", is_flag=True, help="Also show the names that were left out, and why.")
@click.option("--suggest", is_flag=True, help="List possible places that are not in the gazetteer instead.")
@click.option("--likeliest", is_flag=True, help="Take the likeliest place of a name that the text does not decide.")
@click.option("--accept", is_flag=True, help="Write the result into the front matter of the articles.")
@click.option("--origins", is_flag=True, help="List passages that articles share with earlier ones instead.")
@click.option("--dismiss", is_flag=True, help="With --origins: write that the articles are independent.")
@click.option(
    "--jobs", type=click.IntRange(1), help="Number of processes.  [default: one per core for large inputs, else one]"
)
def link(  # noqa: PLR0913, PLR0917  (one for each option)
    paths: Sequence[Path],
    gazetteer: Path | None,
    snapshot: Path | None,
    form: str | None,
    output: Path | None,
    columns: Sequence[str],
    show_all: bool,  # noqa: FBT001
    suggest: bool,  # noqa: FBT001
    likeliest: bool,  # noqa: FBT001
    accept: bool,  # noqa: FBT001
    origins: bool,  # noqa: FBT001
    dismiss: bool,  # noqa: FBT001
    jobs: int | None,
) -> None:
    """Show the places that articles mention: files, folders, or JSON lines with an id and a text.

    PATH may be -, for standard input: JSON lines, or the text of one article.

    With --output, PATH is a corpus of any size: a file or folder of Parquet, JSON lines (also .gz), texts or WARC. The
    mentions are written as a table, in partitions. After an interruption, the same command continues with the rest.

    With --accept, the likeliest places of undecided names are written into the front matter of the articles; with
    --origins --accept, the ids of the earlier articles that they repeat.
    """
    one_by_one = show_all or suggest or accept or origins or dismiss
    _check_options(paths, form, gazetteer, snapshot, output, columns, one_by_one=one_by_one)
    check_options(origins=origins, suggest=suggest, dismiss=dismiss, accept=accept)
    if origins:
        key: IdList | None = "independent_of" if dismiss else "repeats" if accept else None
        root, _ = project.find_project(gazetteer or Path())
        sys.exit(0 if show_origins(root, paths, as_json=form == "json", write=key) else 1)
    read = gazetteer_of(gazetteer or Path(), may_be_empty=suggest) if snapshot is None else None
    known = snapshot_of_gazetteer(read) if read else snapshot_in(snapshot or Path())
    if output is not None:
        link_corpus(
            paths[0],
            output,
            known,
            form=form or "parquet",
            likeliest=likeliest,
            columns=_columns(columns),
            jobs=jobs,
        )
    places = {place.id: place for place in known.places}
    as_json = form == "json"
    convert = (
        partial(mentions_as_json, places=places, show_all=show_all)
        if as_json
        else partial(mentions_as_text, show_all=show_all)
    )
    processes = jobs or useful_processes(paths)
    linked_articles = link_all(
        known,
        read_sources(paths),
        convert,
        reports=read.reports if read else (),
        processes=processes,
        suggest=suggest,
        likeliest=likeliest,
    )
    failed, characters, seen = False, 0, []
    undecided: list[tuple[Path | None, Undecided]] = []
    with progress(quiet=sys.stdout.isatty() and not suggest) as report_progress:
        for linked in linked_articles:
            if linked.findings:
                report_progress.wipe()
                _print_findings(linked.findings, linked.folder)
            failed = failed or bool(errors(linked.findings))
            characters += linked.characters
            seen += linked.seen
            undecided += ((linked.folder, each) for each in linked.undecided)
            if not (suggest or accept):
                click.echo(linked.output, nl=False)
            report_progress(f"linked {characters / 1e6:,.1f} million characters")
    if not characters and not failed:
        click.echo(f"There are no articles in {', '.join(echo(path, 200) for path in paths)}.", err=True)
    if accept:
        failed = not _accept(undecided) or failed
    else:
        folders = {each.location.file: folder for folder, each in undecided}
        for finding in undecided_findings(each for _, each in undecided):
            _print_findings([finding], folders[finding.location.file])
    if suggest:
        near = [place.coordinates for place in places.values() if place.coordinates is not None]
        found = suggestions(seen, near, most=None)
        click.echo((suggestions_as_json if as_json else suggestions_as_text)(found), nl=False)
    sys.exit(1 if failed else 0)


def _check_options(  # noqa: PLR0913, PLR0917
    paths: Sequence[Path],
    form: str | None,
    gazetteer: Path | None,
    snapshot: Path | None,
    output: Path | None,
    columns: Sequence[str],
    *,
    one_by_one: bool,
) -> None:
    """Raise the usage error of options that exclude each other."""
    if output is None and (form == "parquet" or columns):
        raise click.UsageError("--format parquet and --column are for corpora: add --output DIR")
    if output is not None and (len(paths) > 1 or form == "text" or one_by_one):
        raise click.UsageError("--output takes one PATH, and neither --format text nor --all, --suggest or --accept")
    if STANDARD_INPUT in paths and (output is not None or one_by_one):
        raise click.UsageError("standard input is linked without --output, --accept and --origins: name files for them")
    if snapshot is not None and gazetteer is not None:
        raise click.UsageError("--snapshot replaces --gazetteer: give one of them")


def _columns(options: Sequence[str]) -> dict[str, str]:
    """The columns of Parquet files that are named for a field."""
    pairs = [each.partition("=") for each in options]
    for field, _, column in pairs:
        if field not in FIELDS or not column:
            raise click.UsageError(f"--column {field} is not one of {', '.join(f'{each}=COLUMN' for each in FIELDS)}")
    return {field: column for field, _, column in pairs}


def _accept(undecided: Sequence[tuple[Path | None, Undecided]]) -> bool:
    """Write the likeliest places into the front matter of their articles; False if one could not be written."""
    links: dict[Path, dict[str, str]] = {}
    for folder, each in undecided:
        if folder is not None:  # a line of a JSON lines file has no front matter
            links.setdefault(folder / each.location.file, {})[each.name] = each.likeliest
    if not links:
        click.echo("No undecided names.")
    return write_each(
        links, write_links, lambda names: ", ".join(f"{echo(name)} → {echo(place)}" for name, place in names.items())
    )


def _print_findings(findings: Sequence[Finding], folder: Path | None) -> None:
    """Print findings, with their source lines if the article has a file of its own."""
    if folder is not None:
        print_findings(findings, folder, err=True)
        return
    for finding in findings:
        click.echo(as_text(finding) + "\n", err=True)
