"""``geomap edit``: the project in the browser, with the map next to it."""

import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from geomap.commands.geocoder_options import geocoder_options, make_geocoder
from geomap.commands.options import PROJECT
from geomap.commands.serve import Preview, watched_root
from geomap.editor.api import EditorApi
from geomap.editor.session import Session
from geomap.geocoding.candidates import Candidate
from geomap.geocoding.geocoder import Query
from geomap.geocoding.search import search
from geomap.preview import server
from geomap.preview.broadcast import Broadcast


@click.command()
@PROJECT
@click.option("--port", type=click.IntRange(0, 65535), help="Port to use; default: the first free one from 8000.")
@click.option("--open", "opens", is_flag=True, help="Open the editor in the browser.")
@click.option("-v", "--verbose", is_flag=True, help="Also show notes.")
@click.option("--geocode", is_flag=True, help="Also offer to search places with a geocoder.")
@geocoder_options
def edit(folder: Path, *, port: int | None, opens: bool, verbose: bool, geocode: bool, **options: Any) -> None:
    """Edit a project in the browser, with the map next to it.

    Every change is shown as lines of the file before it is written, checked with the whole project, and can be undone.
    You can edit the files in a text editor at the same time. Only this machine can connect, with the address that is
    shown: it contains a secret. The site folder is written when you publish.
    """
    root = watched_root(folder)
    broadcast = Broadcast()
    try:
        session = Session(folder)
        api = EditorApi(session, _geocoder_search(options) if geocode else None)
        with server.serving(broadcast, server.LOOPBACK, port, api) as url:
            click.echo(f"Editor of {folder.resolve().name}: {click.style(url, bold=True)} (press Ctrl-C to stop)")
            preview = Preview(folder, root, broadcast, verbose=verbose, check=session.checked_after)
            preview.follow(url if opens else None)
    except KeyboardInterrupt:
        click.echo("\nEditor stopped." if sys.stdout.isatty() else "Editor stopped.")


def _geocoder_search(options: Mapping[str, Any]) -> Callable[[str, Sequence[str]], Sequence[Candidate]]:
    """Searches with the chosen geocoder, when the editor asks for it."""
    geocoder, country = make_geocoder(options), options["country"].lower()
    return lambda text, languages: search(Query(text, tuple(languages), country), geocoder).candidates
