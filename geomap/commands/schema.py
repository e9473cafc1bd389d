"""``geomap schema``: the JSON Schema of a project's files."""

from pathlib import Path

import click

from geomap.errors import GeomapError
from geomap.files import write_whole
from geomap.model import schema_text


@click.command()
@click.argument("kind", metavar="[gazetteer|article]", default="gazetteer", type=click.Choice(["gazetteer", "article"]))
@click.option("-o", "--output", "out", type=click.Path(path_type=Path), help="File to write; - is standard output.")
def schema(kind: str, out: Path | None) -> None:
    """Print the JSON Schema of gazetteer files, for editors.

    `geomap schema article` prints the schema of the front matter of articles.
    """
    text = schema_text(kind)
    if out is None or str(out) == "-":
        click.echo(text, nl=False)
        return
    try:
        write_whole(out, text.encode())
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise GeomapError(f"cannot write {out}: {reason}", "choose another file with -o") from error
    click.echo(f"Wrote {out}", err=True)
