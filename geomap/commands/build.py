"""``geomap build``: write the site of a project."""

import sys
from pathlib import Path

import click

from geomap import project
from geomap import site as sites
from geomap.commands.options import PROJECT, STRICT
from geomap.commands.output import fails, plural, print_findings, summary
from geomap.commands.progress import progress


@click.command()
@PROJECT
@click.option("--site", type=click.Path(path_type=Path), help="Folder to write; default: site in the project.")
@STRICT
@click.option("-q", "--quiet", is_flag=True, help="Only show findings.")
@click.option("-v", "--verbose", is_flag=True, help="Also show notes and accepted findings.")
def build(folder: Path, site: Path | None, strict: bool, quiet: bool, verbose: bool) -> None:  # noqa: FBT001
    """Build the site of a project.

    If the project has errors, nothing is written.
    """
    with progress(quiet=quiet) as show_step:
        checked = project.check(folder, progress=show_step)
    print_findings(checked.findings, folder, err=True, verbose=verbose, accepted=checked.accepted)
    if checked.atlas is None or fails(checked.findings, strict=strict):
        counts = summary(checked.findings, verbose=verbose, accepted=checked.accepted)
        click.echo(f"{counts}; nothing was written.", err=True)
        sys.exit(1)
    with progress(quiet=quiet) as show_step:
        built = sites.build(checked.atlas, folder, site, progress=show_step)
    if not quiet:
        click.echo("\n".join([_contents(built), _changes(built), f"Open {built.site / 'index.html'}"]))


def _contents(built: sites.Built) -> str:
    atlas = built.published
    drafts = len(built.atlas.reports) - len(atlas.reports)
    on_map = sum(report.place is not None for report in atlas.reports)
    statuses = [str(report.status) for report in atlas.reports]
    by_status = ", ".join(f"{statuses.count(status):,} {status}" for status in sorted(set(statuses)))
    parts = [
        f"{plural(len(atlas.reports), 'report')} ({by_status})" if statuses else "no reports",
        f"{on_map:,} on the map" if on_map < len(statuses) else "",
        f"{plural(drafts, 'report')} not published" if drafts else "",
        f"{plural(len(atlas.citations), 'quote')} verified",
        f"{plural(len(atlas.mentions), 'mention')} of places in {plural(len(atlas.articles), 'article')}",
    ]
    return ", ".join(filter(None, parts))


def _changes(built: sites.Built) -> str:
    if built.changes is None:
        return "First build"
    if built.same_bytes:
        return "Since the last build: nothing changed"
    from geomap.compare import short_text

    return f"Since the last build: {short_text(built.changes) or 'no report changed, but the page did'}"
