"""``geomap import article``: a saved page, a Markdown or a text file → an article of ``seeds`` with its head filled."""

import os
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from geomap.edit.new_entries import quoted, scalar
from geomap.findings import Finding, Location, echo, errors
from geomap.importing.formats import ImportFailedError
from geomap.model import ArticleHead, Publish, slug
from geomap.model.entry import LANGUAGE
from geomap.net.http import HttpError
from geomap.net.web_page import fetch_page
from geomap.read import read_article
from geomap.read.articles.articles import ARTICLE
from geomap.read.articles.web_page import read_web_page
from geomap.read.files import decoded, name_of, read_content

_LANG = re.compile(r"<html\b[^>]*?\blang\s*=\s*[\"']?([A-Za-z0-9-]+)", re.IGNORECASE)
_CHARSET = re.compile(rb"<meta\b[^>]*?\bcharset\s*=\s*[\"']?([A-Za-z0-9_-]+)", re.IGNORECASE)
_KEYS = (
    "title",
    "publisher",
    "url",
    "archive_url",
    "published",
    "accessed",
    "language",
    "authors",
    "license",
    "publish",
)
_WORTH_ADDING = {
    "publisher": "who published it",
    "url": "where it was published",
    "archive_url": "an archived copy",
    "published": "when, such as 2023-01-19",
    "language": "such as en or ru",
}


def new_article(
    file: Path | None,
    root: Path,
    *,
    url: str | None = None,
    archive: str | None = None,
    timeout_s: float = 30,
) -> Path:
    """Write an article of ``seeds``; one that is there is never replaced.

    Args:
        file: HTML by its ending, Markdown or plain text, wherever it lies; None to fetch ``url``.
        root: the project's folder.
        url: where it was published.
        archive: where an archived copy is; only stored.
        timeout_s: how long to wait for a server.

    Raises:
        ImportFailedError: it cannot be read or fetched, or there is an article of that name.
    """
    if file is None:
        head, text, ending = _fetched(str(url), timeout_s)
        stem = slug(head.get("title") or "")[:80] or "article"
    else:
        head, text, ending = _read(file)
        stem = file.stem
    head |= {"url": url or head.get("url"), "archive_url": archive or head.get("archive_url")}
    head = {key: value for key in _KEYS if (value := head.get(key))}
    head.setdefault("publish", Publish.EXCERPTS.value)
    try:
        ArticleHead.model_validate(head)
    except ValidationError as problem:
        wrong = problem.errors()[0]
        said = f"{wrong['loc'][0]}: {wrong['msg']}"
        raise _failed("--url", "I015", said, str(wrong.get("ctx", {}).get("help", ""))) from None
    target = root / "seeds" / f"{stem}{ending}"
    _write(target, _head_text(head) + text, root)
    return target


def _read(file: Path) -> tuple[dict[str, Any], str, str]:
    """What the head of an article of this file says, its text, and the ending of the article's name."""
    if file.suffix.lower() in {".html", ".htm", ".xhtml"}:
        content = read_content(file, file.parent, ARTICLE, anywhere=True)
        if isinstance(content, Finding):
            raise ImportFailedError(content)
        return *_of_page(content.data, None, content.name), ".txt"
    article, findings = read_article(file, file.parent, anywhere=True)
    if article is None or errors(findings):
        raise ImportFailedError(*errors(findings))
    said = article.head.model_dump(mode="json", exclude_none=True, exclude={"id", "published", "accessed", "authors"})
    for key, date in (("published", article.head.published), ("accessed", article.head.accessed)):
        said |= {key: date.edtf} if date else {}
    said |= {"authors": list(article.head.authors), "title": article.title}
    return said, article.text, ".md" if article.markup or file.suffix.lower() in {".md", ".markdown"} else ".txt"


def _fetched(url: str, timeout_s: float) -> tuple[dict[str, Any], str, str]:
    try:
        page = fetch_page(url, timeout_s)
    except HttpError as problem:
        raise _failed(url, "I016", str(problem), problem.hint) from None
    if page.html:
        head, text = _of_page(page.data, page.encoding, echo(url, 300))
    else:
        plain = decoded(page.data, echo(url, 300), "I015")
        if isinstance(plain, Finding):
            raise ImportFailedError(plain)
        first = next((line.strip() for line in plain.splitlines() if line.strip()), "")
        head, text = {"title": first[:200]}, plain
    return {**head, "accessed": datetime.now(UTC).date().isoformat()}, text, ".txt"


def _of_page(data: bytes, encoding: str | None, name: str) -> tuple[dict[str, Any], str]:
    """What a page says of itself, and its main text by trafilatura."""
    charset = _CHARSET.search(data[:4096])
    html: str | Finding = decoded(data, name, "I015")
    for candidate in filter(None, [encoding, charset[1].decode() if charset else None]):
        if isinstance(html, Finding):
            try:
                html = data.decode(candidate)
            except (LookupError, UnicodeError):
                continue
    if isinstance(html, Finding):
        raise ImportFailedError(html)
    page = read_web_page(html, name)
    if isinstance(page, Finding):
        raise ImportFailedError(page)
    language = _LANG.search(html[:20_000])
    head = {
        "title": page.title,
        "publisher": page.publisher,
        "published": page.published.edtf if page.published else None,
        "language": language[1] if language and re.fullmatch(LANGUAGE, language[1]) else None,
    }
    return head, page.text + "\n"


def _head_text(head: dict[str, Any]) -> str:
    """The head as YAML; what is not known and worth adding stands there as comments."""
    lines = []
    for key in _KEYS:
        if isinstance(head.get(key), list):
            lines.append(f"{key}: [{', '.join(quoted(each) if ',' in each else scalar(each) for each in head[key])}]")
        elif head.get(key):
            lines.append(f"{key}: {scalar(str(head[key]))}")
        elif key in _WORTH_ADDING:
            lines.append(f"# {key}:   # {_WORTH_ADDING[key]}")
    return "\n".join(["---", *lines, "---", ""])


def _write(target: Path, text: str, root: Path) -> None:
    """Put the article in its place in one step; a link never replaces what is there."""
    shown = name_of(target, root)
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            part.write_text(text, encoding="utf-8", newline="")
            os.link(part, target)
        finally:
            part.unlink(missing_ok=True)
    except FileExistsError:
        advice = "rename the file, or take the old article away"
        raise _failed(shown, "I015", "there is an article of this name already", advice) from None
    except OSError as problem:
        raise _failed(shown, "I015", f"the article cannot be written ({problem.strerror})", "") from None


def _failed(where: str, code: str, found: str, advice: str) -> ImportFailedError:
    return ImportFailedError(Finding(Location(echo(where, 300)), code, found, advice))
