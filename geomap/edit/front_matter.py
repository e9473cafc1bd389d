"""What ``geomap link`` decides, written into the front matter of an article: places of names, and what it repeats."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

from geomap.edit.files import ArticleFile, Steps
from geomap.edit.saving import open_file, save_files
from geomap.edit.yaml_edit import EditError
from geomap.findings import errors
from geomap.model import FrontMatter
from geomap.read import parse_article

IdList = Literal["repeats", "independent_of"]


def write_links(path: Path, links: Mapping[str, str]) -> None:
    """Add names with the ids of their places to ``link`` in the front matter of an article.

    Raises:
        EditError: the front matter has errors, or the file cannot be written.
    """
    _write(path, lambda _: ((("link", name), place) for name, place in links.items()))


def write_ids(path: Path, key: IdList, ids: Sequence[str]) -> None:
    """Add ids of articles to a list in the front matter of an article; those that it has already are left out.

    Raises:
        EditError: the front matter has errors, or the file cannot be written.
    """

    def new(before: FrontMatter) -> Iterable[tuple[Steps, str]]:
        known: tuple[str, ...] = getattr(before, key)
        added = [each for each in dict.fromkeys(ids) if each not in known]
        return (((key, at), each) for at, each in enumerate(added, len(known)))

    _write(path, new)


def _write(path: Path, values: Callable[[FrontMatter], Iterable[tuple[Steps, Any]]]) -> None:
    opened = open_file(path, path.parent, anywhere=True)
    article, findings = parse_article(opened.text, path)
    if article is None or errors(findings):
        raise EditError(f"{opened.name}: the front matter has errors", "correct it in a text editor")
    file = ArticleFile(opened, article.id)
    for steps, value in values(article.front_matter):
        file.set(steps, value)
    save_files([*file.changes()])
