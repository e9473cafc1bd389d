"""``geomap build``: the site of a project, and what changed in it."""

import sys
from pathlib import Path

import click

from geomap import project
from geomap import site as sites
from geomap.commands.options import PROJECT, STRICT
from geomap.commands.output import counted, fails, plural, print_findings, say_error
from geomap.commands.progress import progress
from geomap.compare import short_text
from geomap.publish.site_folder import SiteError


@click.command()
@PROJECT
@click.option("--site", type=click.Path(path_type=Path), help="Folder to write; PROJECT/site unless given.")
@STRICT
@click.option("-q", "--quiet", is_flag=True, help="Print findings only.")
@click.option("-v", "--verbose", is_flag=True, help="Print notes too.")
def build(folder: Path, site: Path | None, strict: bool, quiet: bool, verbose: bool) -> None:  # noqa: FBT001
    """Make the site of a project. On any error nothing is written."""
    with progress(quiet=quiet) as doing:
        checked = project.check(folder, progress=doing)
    print_findings(checked.findings, folder, err=True, verbose=verbose, accepted=checked.accepted)
    if checked.atlas is None or fails(checked.findings, strict=strict):
        said = counted(checked.findings, verbose=verbose, accepted=checked.accepted)
        click.echo(f"{said}; nothing was written.", err=True)
        sys.exit(1)
    try:
        with progress(quiet=quiet) as doing:
            built = sites.build(checked.atlas, folder, site, progress=doing)
    except SiteError as error:
        say_error(str(error), error.hint)
        sys.exit(1)
    if not quiet:
        click.echo(_summary(built))


def _summary(built: sites.Built) -> str:
    atlas = built.atlas
    on_map = sum(report.place is not None for report in atlas.reports)
    statuses = [str(report.status) for report in atlas.reports]
    by_status = ", ".join(f"{statuses.count(status):,} {status}" for status in dict.fromkeys(sorted(statuses)))
    said = [
        f"{plural(len(atlas.reports), 'report')} ({by_status})" if statuses else "no reports",
        f"{on_map:,} on the map" if on_map < len(statuses) else "",
        f"{plural(len(atlas.citations), 'quote')} verified",
        f"{plural(len(atlas.mentions), 'mention')} of places in {plural(len(atlas.articles), 'article')}",
    ]
    return "\n".join(
        [", ".join(filter(None, said)), _changed(built), f"Open {built.site / 'index.html'}"],
    )


def _changed(built: sites.Built) -> str:
    if built.changes is None:
        return "Since the last build: there was none"
    if built.same_bytes:
        return "Since the last build: nothing changed"
    return f"Since the last build: {short_text(built.changes) or 'no report changed, but the page did'}"
