"""The files of ``seeds/`` → articles: an optional YAML head, and the article's own text to the letter."""

import os
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from geomap.findings import Finding, Location, echo
from geomap.model import Article, ArticleHead, slug, without_marks
from geomap.model.entry import Id
from geomap.model.origin import Origin
from geomap.read.articles.markup import Span, markdown_marks
from geomap.read.articles.web_page import read_web_page
from geomap.read.files import Kind, Source, is_inside, name_of, read_text, why_not
from geomap.read.ignores import Ignore, ignores
from geomap.read.validation import complaints, empty_optionals
from geomap.read.yaml.nodes import read_yaml

ARTICLE = Kind(limit=5_000_000, too_large="A004", not_text="A003")  # a book of 800 pages has 2 MB
MAX_TITLE = 200
"""Where a first line that serves as title is cut."""

_MARKDOWN, _PLAIN, _HTML = {".md", ".markdown"}, {".txt"}, {".html", ".htm"}
_FENCE = re.compile(r"^---[ \t]*\r?(?:\n|\Z)", re.MULTILINE)
_ID: TypeAdapter[str] = TypeAdapter(Id)


@dataclass(frozen=True)
class ArticlesReading:
    """What the folder ``seeds`` came to.

    Attributes:
        articles: sorted by id, each id once; also those whose head has errors, without what is wrong in it.
        findings: everything that is wrong with any of them, in order.
        ignores: the comments in their heads that ask for findings to be ignored.
    """

    articles: tuple[Article, ...]
    findings: list[Finding]
    ignores: list[Ignore] = field(default_factory=list)


def read_articles(root: Path) -> ArticlesReading:
    """Read the articles of a project: the Markdown, text and HTML files under ``seeds``, hidden ones left out.

    Args:
        root: the project's folder, outside of which none may lie.
    """
    findings: list[Finding] = []
    articles: dict[str, Article] = {}
    ignored: list[Ignore] = []
    for path in _article_files(root / "seeds", root, set()):
        if isinstance(path, Finding):
            findings.append(path)
            continue
        source = read_text(path, root, ARTICLE)
        if isinstance(source, Finding):
            findings.append(source)
            continue
        article, found, comments = _remembered(source, path.stem, path.suffix.lower())
        findings += found
        ignored += comments
        if article is None:
            continue
        first = articles.setdefault(article.id, article)
        if first is not article:
            given = article.head.id is not None
            at = article.head.at("id") if given else Location(article.file)
            advice = "give one of the two another id" if given else "give it an id: in its head, or rename the file"
            findings.append(Finding(at, "A006", f'{first.file} has the id "{echo(article.id)}" already', advice))
    return ArticlesReading(tuple(articles[id_] for id_ in sorted(articles)), sorted(findings), ignored)


def read_article(path: Path, root: Path, *, anywhere: bool = False) -> tuple[Article | None, list[Finding]]:
    """Read one article; None where it cannot be read.

    Args:
        path: the file; Markdown and HTML by its ending, plain text otherwise.
        root: the project's folder, outside of which it may not lie.
        anywhere: whether it may all the same, because the user has named it.
    """
    source = read_text(path, root, ARTICLE, anywhere=anywhere)
    if isinstance(source, Finding):
        return None, [source]
    article, findings, _ = _article_of(source, path.stem, path.suffix.lower())
    return article, list(findings)


def _article_of(
    source: Source, stem: str, ending: str
) -> tuple[Article | None, tuple[Finding, ...], tuple[Ignore, ...]]:
    """The article that a file holds, what is wrong with it, and what of that its head asks to ignore."""
    head, start, findings, ignored = _head(source.text, source.name)
    text, first_line = source.text[start:], source.text.count("\n", 0, start) + 1
    if not text.strip():
        where = Location(source.name, first_line)
        return None, (*findings, Finding(where, "A002", "the article is empty", "write its text into it")), ()
    if ending in _HTML:
        page = read_web_page(text, source.name)
        if isinstance(page, Finding):
            return None, (*findings, page), ()
        head, text, first_line = page.complete(head), page.text, 1
    markup = markdown_marks(text) if ending in _MARKDOWN else ()
    id_ = head.id or _id_of(stem)
    if id_ is None:
        found = "the file's name has no letter or digit that an id could be made of"
        return None, (*findings, Finding(Location(source.name), "G003", found, "add an id: in its head")), ()
    article = Article(
        id=id_,
        title=head.title or _title(text, markup),
        head=head,
        file=source.name,
        text=text,
        markup=markup,
        first_line=first_line,
        sha256=source.sha256,
    )
    return article, tuple(findings), tuple(ignored)


_remembered = lru_cache(maxsize=1000)(_article_of)
"""For a project, which a preview reads again and again; other articles may be too many to be kept."""


def article_files(folder: Path) -> Iterator[Path | Finding]:
    """The articles in any folder and the folders in it, in order of their names, hidden ones left out."""
    return _article_files(folder, folder, set())


def _article_files(folder: Path, root: Path, seen: set[Path]) -> Iterator[Path | Finding]:
    """The articles in a folder and the folders in it, in order of their names; a finding where one leads outside."""
    try:
        here = folder.resolve()
        inside = sorted(folder.iterdir())
    except PermissionError as problem:
        yield Finding(Location(name_of(folder, root)), "Y001", *why_not(problem, "folder"))
        return
    except (OSError, RuntimeError):
        return
    if here in seen:  # a symlink to a folder that holds it
        return
    seen.add(here)
    for path in inside:
        if path.name.startswith("."):
            continue
        if os.path.isdir(path):  # noqa: PTH112  (Path's raises where the folder is shut)
            if is_inside(path, root):
                yield from _article_files(path, root, seen)
            else:
                found = "the folder lies outside the project"
                yield Finding(Location(name_of(path, root)), "A005", found, "copy the articles into the project")
        elif path.suffix.lower() in _MARKDOWN | _PLAIN | _HTML:
            if folder == root / "seeds" and path.name.lower() == "readme.md":
                continue
            yield path


def _head(text: str, name: str) -> tuple[ArticleHead, int, list[Finding], list[Ignore]]:
    """The head, where the text begins after it, what is wrong with the head, and what it asks to ignore."""
    first = _FENCE.match(text)
    if first is None:
        return ArticleHead().found_at(Origin(name)), 0, [], []
    last = _FENCE.search(text, first.end())
    if last is None:
        found = "the head that begins here is not closed"
        advice = "write --- on a line of its own after it; an article that itself begins so needs an empty line first"
        return ArticleHead().found_at(Origin(name)), 0, [Finding(Location(name), "Y003", found, advice)], []
    # An empty line instead of the first dashes keeps the line numbers those of the file.
    written = "\n" + text[first.end() : last.start()]
    document = read_yaml(written, name)
    head, findings = _validated(document.value, document.origin)
    told = {finding.location for finding in document.findings}  # what the YAML is blamed for is not blamed again
    findings = [*document.findings, *(finding for finding in findings if finding.location not in told)]
    ignored = ignores(written, document.origin, whole=True) if document.complete else []
    return head.found_at(document.origin), last.end(), findings, ignored


def _validated(value: Any, origin: Origin) -> tuple[ArticleHead, list[Finding]]:
    """The head without what is wrong in it, and what that is."""
    value = {} if value is None else value
    try:
        return ArticleHead.model_validate(value), []
    except ValidationError as error:
        for parent, key in list(empty_optionals(error, ArticleHead, value)):
            parent.pop(key, None)
    try:
        return ArticleHead.model_validate(value), []
    except ValidationError as error:
        broken = {detail["loc"][:1] for detail in error.errors(include_url=False)}
        sound = {key: item for key, item in value.items() if (key,) not in broken} if isinstance(value, dict) else {}
        return ArticleHead.model_validate(sound), complaints(error, ArticleHead, value, origin)


def _id_of(stem: str) -> str | None:
    """The file's name without its ending if it is an id, else the slug of it; None where nothing is left."""
    name = unicodedata.normalize("NFC", stem)  # some file systems take accented letters apart
    try:
        return _ID.validate_python(name)
    except ValidationError:
        return slug(name) or None


def _title(text: str, markup: Sequence[Span]) -> str:
    """The first line that has words, without its marks."""
    words = without_marks(text, markup).split("\n")
    line = " ".join(next((line for line in words if re.search(r"\w", line)), text).split())
    return line if len(line) <= MAX_TITLE else f"{line[: MAX_TITLE - 1].rstrip()}…"
