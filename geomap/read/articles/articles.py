"""The files in ``seeds/`` → articles: optional front matter, and the text exactly as written."""

import os
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from geomap.findings import Finding, Location, echo, errors
from geomap.model import Article, FrontMatter, slug, without_markup
from geomap.model.entry import Id
from geomap.model.origin import Origin
from geomap.read.articles.clippings import as_one_finding
from geomap.read.articles.markup import Span, markdown_syntax
from geomap.read.articles.repeats import check_repeats
from geomap.read.files import (
    NOT_A_FOLDER,
    Kind,
    Source,
    content_of,
    draft_of,
    is_inside,
    name_of,
    of_listed,
    read_text,
    text_of,
    why_unreadable,
)
from geomap.read.ignore_comments import IgnoreComment, find_ignore_comments
from geomap.read.pitfalls import merge_conflict
from geomap.read.validation import empty_optionals, validation_findings
from geomap.read.yaml.nodes import read_yaml

ARTICLE = Kind(limit=5_000_000, too_large="A004", not_text="A003", prose=True)  # a book of 800 pages has 2 MB
MAX_TITLE = 200
"""Characters after which a first line that is the title is cut."""

_MARKDOWN, _PLAIN, _HTML = {".md", ".markdown"}, {".txt"}, {".html", ".htm"}
_FENCE = re.compile(r"^---[ \t]*\r?(?:\n|\Z)", re.MULTILINE)
_ID: TypeAdapter[str] = TypeAdapter(Id)


@dataclass(frozen=True, eq=False)
class ArticlesReading:
    """The result of reading the ``seeds`` folder.

    Attributes:
        articles: sorted by id, each id once; also those whose front matter has errors, without the invalid keys.
        findings: the findings in all articles, in order.
        ignores: the ignore comments in their front matter.
    """

    articles: tuple[Article, ...]
    findings: list[Finding]
    ignores: list[IgnoreComment] = field(default_factory=list)


def read_articles(root: Path, drafts: Mapping[Path, str | None] | None = None) -> ArticlesReading:
    """Read the articles of a project: the Markdown, text and HTML files in ``seeds``, without hidden files.

    Args:
        root: the project's folder; files outside are rejected.
        drafts: unsaved texts, read in place of these files; None for a file that is left out.
    """
    drafts = {path: text for path, text in (drafts or {}).items() if path.is_relative_to(root / "seeds")}
    findings: list[Finding] = []
    articles: dict[str, Article] = {}
    comments: list[IgnoreComment] = []
    paths = [path for path in _article_files(root / "seeds", root, set()) if path not in drafts]
    paths += [path for path, text in drafts.items() if text is not None]
    for path in sorted(paths, key=str) if drafts else paths:
        if isinstance(path, Finding):
            findings.append(path)
            continue
        draft = drafts.get(path)
        source = read_text(path, root, ARTICLE) if draft is None else draft_of(draft, path, root)
        if isinstance(source, Finding):
            findings.append(of_listed(source))
            continue
        article, found, ignored = _cached_article(source, path.stem, path.suffix.lower())
        findings += found
        comments += ignored
        if article is None:
            continue
        first = articles.setdefault(article.id, article)
        if first is not article:
            given = article.front_matter.id is not None
            at = article.front_matter.at("id") if given else Location(article.file)
            advice = "change one of the two ids" if given else "add an id: to its front matter, or rename the file"
            findings.append(Finding(at, "A006", f'{first.file} already has the id "{echo(article.id)}"', advice))
    read = tuple(articles[id_] for id_ in sorted(articles))
    findings += check_repeats(read, complete=not errors(findings))
    return ArticlesReading(read, sorted(findings), comments)


def read_article(path: Path, root: Path, *, anywhere: bool = False) -> tuple[Article | None, list[Finding]]:
    """Read one article; None if it cannot be read.

    Args:
        path: the file; Markdown and HTML by its extension, plain text otherwise.
        root: the project's folder.
        anywhere: whether the file may be outside the project, because the user named it.
    """
    source = read_text(path, root, ARTICLE, anywhere=anywhere)
    if isinstance(source, Finding):
        return None, [source]
    article, findings, _ = _article_of(source, path.stem, path.suffix.lower())
    return article, list(findings)


def read_article_bytes(data: bytes, name: str) -> tuple[Article | None, list[Finding]]:
    """The plain text article of these bytes, which are not those of a file; None if it cannot be read."""
    content = content_of(data, name, ARTICLE)
    source = content if isinstance(content, Finding) else text_of(content, ARTICLE)
    if isinstance(source, Finding):
        return None, [source]
    article, findings, _ = _article_of(source, name, "")
    return article, list(findings)


def parse_article(text: str, path: Path) -> tuple[Article | None, list[Finding]]:
    """The article that a file would have with this text; None if it could not be read."""
    article, findings, _ = _article_of(draft_of(text, path, path.parent), path.stem, path.suffix.lower())
    return article, list(findings)


def _article_of(
    source: Source, stem: str, extension: str
) -> tuple[Article | None, tuple[Finding, ...], tuple[IgnoreComment, ...]]:
    """The article in a file, the findings about it, and the ignore comments in its front matter."""
    front_matter, start, findings, comments = _front_matter(source.text, source.name)
    text, first_line = source.text[start:], source.text.count("\n", 0, start) + 1
    if not text.strip():
        where = Location(source.name, first_line)
        return None, (*findings, Finding(where, "A002", "the article is empty", "add its text")), ()
    if conflict := merge_conflict(text, source.name, first_line):
        return None, (*findings, conflict), ()
    if extension in _HTML:
        from geomap.read.articles.web_page import read_web_page

        page = read_web_page(text, source.name)
        if isinstance(page, Finding):
            return None, (*findings, page), ()
        front_matter, text, first_line = page.complete(front_matter), page.text, 1
    markup = markdown_syntax(text) if extension in _MARKDOWN else ()
    id_ = front_matter.id or _id_of(stem)
    if id_ is None:
        found = "the file's name has no letter or digit to make an id from"
        return None, (*findings, Finding(Location(source.name), "G003", found, "add an id: to its front matter")), ()
    article = Article(
        id=id_,
        title=front_matter.title or _title(text, markup),
        front_matter=front_matter,
        file=source.name,
        text=text,
        markup=markup,
        first_line=first_line,
        sha256=source.sha256,
    )
    return article, tuple(findings), tuple(comments)


_cached_article = lru_cache(maxsize=1000)(_article_of)
"""For the articles of a project, which a preview reads repeatedly."""


def article_files(folder: Path) -> Iterator[Path | Finding]:
    """The articles in a folder and its subfolders, in order of their names, without hidden files."""
    return _article_files(folder, folder, set())


def _article_files(folder: Path, root: Path, seen: set[Path]) -> Iterator[Path | Finding]:
    """The articles in a folder and its subfolders, in order of their names; a finding for each that leads outside."""
    try:
        here = folder.resolve()
        inside = sorted(folder.iterdir())
    except (PermissionError, NotADirectoryError) as problem:
        why = NOT_A_FOLDER if isinstance(problem, NotADirectoryError) else why_unreadable(problem, "folder")
        yield Finding(Location(name_of(folder, root)), "Y001", *why)
        return
    except (OSError, RuntimeError):
        return
    if here in seen:  # a symlink to a folder that contains it
        return
    seen.add(here)
    for path in inside:
        if path.name.startswith("."):
            continue
        if os.path.isdir(path):  # noqa: PTH112  (Path's raises where permission is denied)
            if is_inside(path, root):
                yield from _article_files(path, root, seen)
            else:
                found = "the folder is outside the project"
                yield Finding(Location(name_of(path, root)), "A005", found, "copy the articles into the project")
        elif path.suffix.lower() in _MARKDOWN | _PLAIN | _HTML:
            if folder == root / "seeds" and path.name.lower() == "readme.md":
                continue
            yield path


def split_front_matter(text: str) -> tuple[str, int] | None:
    """The YAML between the first two lines of dashes, on its lines of the file, and the offset of the text after it.

    None if the text has no front matter, or it is not closed.
    """
    first = _FENCE.match(text)
    last = _FENCE.search(text, first.end()) if first else None
    if first is None or last is None:
        return None
    # An empty line instead of the first dashes keeps the line numbers of the file.
    return "\n" + text[first.end() : last.start()], last.end()


def _front_matter(text: str, name: str) -> tuple[FrontMatter, int, list[Finding], list[IgnoreComment]]:
    """The front matter, the offset of the text after it, its findings, and its ignore comments."""
    if _FENCE.match(text) is None:
        return FrontMatter().located(Origin(name)), 0, [], []
    split = split_front_matter(text)
    if split is None:
        found = "the front matter that begins here is not closed"
        advice = "end it with a line ---; if --- is part of the text, put an empty line before it"
        return FrontMatter().located(Origin(name)), 0, [Finding(Location(name), "Y003", found, advice)], []
    written, end = split
    document = read_yaml(written, name)
    front_matter, findings = _validated(document.value, document.origin)
    reported = {finding.location for finding in document.findings}  # invalid YAML makes others follow
    findings = [finding for finding in findings if finding.location not in reported]
    findings = [*document.findings, *as_one_finding(findings)]
    comments = find_ignore_comments(written, document.origin, whole=True) if document.complete else []
    return front_matter.located(document.origin), end, findings, comments


def _validated(value: Any, origin: Origin) -> tuple[FrontMatter, list[Finding]]:
    """The front matter without its invalid keys, and the findings about them."""
    value = {} if value is None else value
    try:
        return FrontMatter.model_validate(value), []
    except ValidationError as error:
        for parent, key in list(empty_optionals(error, FrontMatter, value)):
            parent.pop(key, None)
    try:
        return FrontMatter.model_validate(value), []
    except ValidationError as error:
        invalid = {detail["loc"][:1] for detail in error.errors(include_url=False)}
        valid = {key: item for key, item in value.items() if (key,) not in invalid} if isinstance(value, dict) else {}
        return FrontMatter.model_validate(valid), validation_findings(error, FrontMatter, value, origin)


def _id_of(stem: str) -> str | None:
    """The file's name without its extension if it is an id, else its slug; None if that is empty."""
    name = unicodedata.normalize("NFC", stem)  # some file systems decompose accented letters
    try:
        return _ID.validate_python(name)
    except ValidationError:
        return slug(name) or None


def _title(text: str, markup: Sequence[Span]) -> str:
    """The first line with a letter or digit, without its Markdown."""
    lines = without_markup(text, markup).split("\n")
    line = " ".join(next((line for line in lines if re.search(r"\w", line)), text).split())
    return line if len(line) <= MAX_TITLE else f"{line[: MAX_TITLE - 1].rstrip()}…"
