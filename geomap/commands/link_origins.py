"""``geomap link --origins``: passages that articles share, and what to write about them into the front matter."""

import json
from collections.abc import Iterable, Sequence
from pathlib import Path

import click

from geomap.commands.link_output import write_each
from geomap.commands.output import print_findings
from geomap.edit.front_matter import IdList, write_ids
from geomap.findings import echo, errors
from geomap.link.batch import read_sources
from geomap.link.passages import SharedPassage, find_passages, passage_text, undeclared
from geomap.model import Article
from geomap.model.balance import roots_of
from geomap.read import read_articles

_SHOWN = 1000  # characters of a passage


def show_origins(root: Path, paths: Sequence[Path], *, as_json: bool, write: IdList | None) -> bool:
    """Show the passages that the articles of ``paths`` share with earlier ones, of the project or among them.

    Args:
        root: the project's folder; its articles are compared too.
        paths: files, folders and JSON lines.
        as_json: one JSON object for each passage and line.
        write: the key of the front matter that gets the ids of the earlier articles; None to write nothing.

    Returns:
        Whether all files could be read, and written.
    """
    files: dict[str, Path] = {}
    wanted: dict[str, Article] = {}
    readable = True
    for source in read_sources(paths):
        if errors(source.findings):
            readable = False
            print_findings(source.findings, source.folder or root, err=True)
        if source.article is not None:
            wanted.setdefault(source.article.id, source.article)
            if source.folder is not None:
                files.setdefault(source.article.id, source.folder / Path(source.article.file).name)
    project = {article.id: article for article in read_articles(root).articles}
    articles = {**wanted, **project}
    found = [
        each
        for each in undeclared(find_passages(articles.values()), articles, roots_of(articles.values()))
        if each.article in wanted
    ]
    if write is not None:
        return _write(found, files, write) and readable
    for each in found:
        click.echo(_as_json(each, articles) if as_json else _as_text(each, articles))
    if not found and not as_json:
        click.echo("No shared passages without a common origin.")
    return readable


def _as_json(each: SharedPassage, articles: dict[str, Article]) -> str:
    row = {
        "article": each.article,
        "start": each.span[0],
        "end": each.span[1],
        "text": articles[each.article].text[slice(*each.span)],
        "earlier": each.earlier,
        "earlier_start": each.earlier_span[0],
        "earlier_end": each.earlier_span[1],
        "earlier_text": articles[each.earlier].text[slice(*each.earlier_span)],
        "words": each.words,
    }
    return json.dumps(row, ensure_ascii=False)


def _as_text(each: SharedPassage, articles: dict[str, Article]) -> str:
    """Both passages, one above the other, with their locations."""
    lines = [click.style(f"{echo(each.article)} and {echo(each.earlier)} share {each.words} words", bold=True)]
    for id_, span in ((each.earlier, each.earlier_span), (each.article, each.span)):
        article = articles[id_]
        published = article.front_matter.published
        when = f", {echo(published.edtf)}" if published else ""
        lines.append(f"  {_end_to_end(article, span)}{when}")
        lines.append(f"    {echo(passage_text(article, span), _SHOWN)}")
    advice = f"repeats: [{echo(each.earlier)}], or independent_of: [{echo(each.earlier)}]"
    lines.append(f"  in the front matter of {echo(articles[each.article].file, 300)}: {advice}")
    return "\n".join(lines) + "\n"


def _end_to_end(article: Article, span: tuple[int, int]) -> str:
    last = article.at(span[1])
    return f"{echo(str(article.at(span[0])), 300)} to {last.line}:{last.column}"


def _write(found: Iterable[SharedPassage], files: dict[str, Path], key: IdList) -> bool:
    ids: dict[str, list[str]] = {}
    for each in found:
        ids.setdefault(each.article, []).append(each.earlier)
    if not ids:
        click.echo("No shared passages without a common origin.")
    # A line of a JSON lines file has no front matter.
    changes = {files[article]: earlier for article, earlier in ids.items() if article in files}
    return write_each(
        changes,
        lambda path, earlier: write_ids(path, key, earlier),
        lambda earlier: f"{key}: {', '.join(map(echo, dict.fromkeys(earlier)))}",
    )


def check_options(*, origins: bool, suggest: bool, dismiss: bool, accept: bool) -> None:
    """Refuse options that do not go together, with exit code 2."""
    if origins and suggest:
        raise click.UsageError("--origins and --suggest cannot be used together.")
    if dismiss and not origins:
        raise click.UsageError("--dismiss needs --origins.")
    if dismiss and accept:
        raise click.UsageError("--accept and --dismiss cannot be used together.")
