"""A saved or archived web page, a Markdown or a text file, or a page at an address → an article in ``seeds/``."""

import json
import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from geomap.edit.yaml_format import quoted, scalar
from geomap.findings import Finding, Location, ProjectError, echo, errors
from geomap.importing.chats import read_chat
from geomap.importing.errors import ArticleError, EncodingError, FetchError
from geomap.importing.page_encoding import page_text
from geomap.importing.saved_page import open_saved_page
from geomap.importing.source import shown
from geomap.model import FrontMatter, Publish, slug
from geomap.model.language import canonical_language
from geomap.net.http import HttpError
from geomap.net.web_page import fetch_page
from geomap.read.articles.articles import ARTICLE, parse_article, split_front_matter
from geomap.read.articles.clippings import translate
from geomap.read.articles.provenance import Provenance, of_address
from geomap.read.articles.web_page import HARDLY_ANY_TEXT, read_web_page
from geomap.read.files import NOT_A_FOLDER, Content, Kind, decoded, name_of, read_content
from geomap.read.yaml.nodes import read_yaml

_SAVED = Kind(limit=200_000_000, too_large="A004", not_text="A003", smaller="save the page as HTML")
"""A file of a browser or an archive, which has the pictures of the page too."""
_HTML = re.compile(rb"[\xef\xbb\xbf\s]*(?:<!--.*?-->\s*)*<(?:!doctype html|html\b)", re.IGNORECASE | re.DOTALL)

_TOML = re.compile(r"\+\+\+[ \t]*\r?\n(.*?)^\+\+\+[ \t]*\r?(?:\n|\Z)", re.MULTILINE | re.DOTALL)
"""Front matter as Hugo writes it too."""
_LANG = re.compile(r"<html\b[^>]*?\blang\s*=\s*[\"']?([A-Za-z0-9-]+)", re.IGNORECASE)
_MISSING = {
    "publisher": "who published it",
    "url": "where it was published",
    "archive_url": "an archived copy",
    "published": "when, for example 2023-01-19",
    "language": "for example en or ru",
}
"""Keys that are worth adding by hand, with what they mean."""


@dataclass(frozen=True)
class _Draft:
    """An article before it is written.

    Attributes:
        front_matter: the values of its keys.
        text: below the front matter.
        ending: of its file.
        warnings: what to check.
        others: values that no key holds; they become comments.
    """

    front_matter: dict[str, Any]
    text: str
    ending: str
    warnings: tuple[str, ...] = ()
    others: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class NewArticle:
    """An article that was written, and what the editor has to check in it."""

    path: Path
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class ArticleText:
    """An article that has not been written yet: the name of its file, its whole text, and what to check in it."""

    file: str
    text: str
    warnings: tuple[str, ...] = ()


def new_article(
    file: Path | None,
    root: Path,
    *,
    url: str | None = None,
    archive: str | None = None,
    timeout_s: float = 30,
) -> NewArticle:
    """Write an article into ``seeds/``. An existing file is never replaced.

    The arguments are those of ``read_new_article``; ``root`` is the folder of the project.

    Raises:
        ImportFailedError: the file cannot be read, the page cannot be fetched, or the article exists already.
        ProjectError: the front matter of the file has errors.
    """
    article = read_new_article(file, url=url, archive=archive, timeout_s=timeout_s)
    target = root / "seeds" / article.file
    _write(target, article.text, root)
    return NewArticle(target, article.warnings)


def read_new_article(
    file: Path | None, *, url: str | None = None, archive: str | None = None, timeout_s: float = 30
) -> ArticleText:
    """The text of a new article.

    Args:
        file: a page of a browser or an archive, Markdown or plain text; None to fetch ``url``.
        url: where it was published; in an archive with several pages, the one to import.
        archive: the address of an archived copy, which is only stored.
        timeout_s: how long to wait for a server.

    Raises:
        ImportFailedError: the file cannot be read, or the page cannot be fetched.
        ProjectError: the front matter of the file has errors.
    """
    draft = _fetch(str(url), timeout_s) if file is None else _read(file, url)
    known = draft.front_matter
    stem = file.name.removesuffix(".gz") if file else ""
    stem = Path(stem).stem if stem else slug(known.get("title") or "")[:80] or "article"
    given = of_address(url) if url else Provenance()
    known |= {
        "url": given.url or known.get("url") or url,
        "archive_url": archive or given.archive_url or known.get("archive_url"),
    }
    return ArticleText(f"{stem}{draft.ending}", with_front_matter(known, draft.text, draft.others), draft.warnings)


def with_front_matter(known: Mapping[str, Any], text: str, others: Mapping[str, Any] | None = None) -> str:
    """A text with the front matter of an article; ``others`` become comments in it.

    Raises:
        ArticleError: a value is not valid.
    """
    values = {key: value for key in FrontMatter.model_fields if (value := known.get(key))}
    values.setdefault("publish", Publish.EXCERPTS.value)
    try:
        FrontMatter.model_validate(values)
    except ValidationError as error:
        first = error.errors()[0]
        hint = str(first.get("ctx", {}).get("help", ""))
        raise ArticleError(f"{first['loc'][0]}: {first['msg']}", hint) from None
    return _format_front_matter(values, others or {}) + text


def _read(file: Path, url: str | None) -> _Draft:
    content = read_content(file, file.parent, _SAVED, anywhere=True)
    if isinstance(content, Finding):
        raise ArticleError.from_finding(content)
    if chat := read_chat(content.data, content.name):
        if len(chat.text.encode()) > ARTICLE.limit:
            hint = "export a shorter period of the chat"
            raise ArticleError(
                f"its messages have more than {ARTICLE.limit // 1_000_000} MB", hint, Location(content.name)
            )
        return _Draft(chat.front_matter, chat.text, ".txt", chat.warnings)
    if page := open_saved_page(content.data, content.name, url):
        values, text = parse_page(page.html, page.encoding, content.name)
        origin = page.provenance
        known = {"url": origin.url, "archive_url": origin.archive_url, "accessed": origin.saved}
        values |= {key: value for key, value in known.items() if value}
        several = f"the archive has {page.pages} pages; this is {echo(origin.url, 300)}; choose another one with --url"
        return _Draft(values, text, ".txt", (*([several] if page.pages > 1 else []), *_too_short(text)))
    is_html = file.suffix.lower() in {".html", ".htm", ".xhtml"} or _HTML.match(content.data)
    if is_html and len(content.data) <= ARTICLE.limit:
        values, text = parse_page(content.data, None, content.name)
        return _Draft(values, text, ".txt", _too_short(text))
    _refuse_data(content)
    return _read_text(content, file)


def _read_text(content: Content, file: Path) -> _Draft:
    """Markdown or plain text, with the front matter of an article or of another program."""
    text = decoded(content.data, content.name, "A003", prose=True)
    if isinstance(text, Finding):
        raise ProjectError([text])
    given, others, start = _foreign_front_matter(text, content.name)
    article, findings = parse_article(text[start:], file)
    if article is None or errors(findings):
        raise ProjectError(errors(findings))
    values = _written(article.front_matter) if given is None else given
    values.setdefault("title", article.title)
    is_markdown = article.markup or file.suffix.lower() in {".md", ".markdown"}
    named = f"the front matter has keys that articles do not have; comments keep them: {', '.join(map(echo, others))}"
    warnings = (named,) if others else ()
    return _Draft(values, article.text, ".md" if is_markdown else ".txt", warnings, others)


def _foreign_front_matter(text: str, name: str) -> tuple[dict[str, Any] | None, dict[str, Any], int]:
    """The front matter of another program as that of an article, its other keys, and the offset of the text after it.

    None, nothing and 0 for any other text.
    """
    if found := _TOML.match(text):
        try:
            values = tomllib.loads(found[1])
        except tomllib.TOMLDecodeError:
            return None, {}, 0
        plain = {key: each.isoformat() if isinstance(each, date) else each for key, each in values.items()}
        return *translate(plain), found.end()
    split = split_front_matter(text)
    document = read_yaml(split[0], name) if split else None
    if split is None or document is None or document.findings or not isinstance(document.value, dict):
        return None, {}, 0
    if document.value.keys() <= FrontMatter.model_fields.keys():
        return None, {}, 0
    return *translate(document.value), split[1]


def _written(head: FrontMatter) -> dict[str, Any]:
    """The keys of front matter that have a value, as they are written."""
    values = head.model_dump(mode="json", exclude_defaults=True, exclude={"published", "accessed"})
    for key, day in (("published", head.published), ("accessed", head.accessed)):
        values |= {key: day.edtf} if day else {}
    return values


def _refuse_data(content: Content) -> None:
    """Refuse JSON and XML, which are data or the export of another program.

    Raises:
        ArticleError: the file is one of them.
    """
    start = content.data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    is_json = start.startswith((b"{", b"[")) and _is_json(content.data)
    if is_json or start.startswith(b"<?xml"):
        what = "JSON" if is_json else "XML"
        hint = "save the text as a .txt file in UTF-8, and import that; to import data: geomap import FILE"
        raise ArticleError(f"the file is {what}, not a web page or a text", hint, Location(content.name))


def _is_json(data: bytes) -> bool:
    try:
        json.loads(data)
    except (ValueError, RecursionError):
        return False
    return True


def _fetch(url: str, timeout_s: float) -> _Draft:
    try:
        page = fetch_page(url, timeout_s)
    except HttpError as error:
        raise FetchError(f"{echo(url, 300)}: {error}", error.hint) from None
    if page.html:
        values, text = parse_page(page.data, page.encoding, echo(url, 300))
    else:
        plain = decoded(page.data, echo(url, 300), "A003")
        if isinstance(plain, Finding):
            raise EncodingError.from_finding(plain)
        first_line = next((line.strip() for line in plain.splitlines() if line.strip()), "")
        values, text = {"title": first_line[:200]}, plain
    values |= {"accessed": values.get("accessed") or datetime.now(UTC).date().isoformat()}
    return _Draft(values, text, ".txt", _too_short(text))


def _too_short(text: str) -> tuple[str, ...]:
    """A warning if the text is probably not that of an article."""
    length = len(" ".join(text.split()))
    if length >= HARDLY_ANY_TEXT:
        return ()
    message = (
        f"the page has hardly any text ({length} characters): it may be a notice about cookies or a paywall, or get "
        "its text by JavaScript; compare it with the page in a browser"
    )
    return (message,)


def parse_page(data: bytes, encoding: str | None, name: str) -> tuple[dict[str, Any], str]:
    """The front matter of a web page, as far as the page has it, and its main text."""
    html = page_text(data, encoding, name)
    if isinstance(html, Finding):
        raise EncodingError.from_finding(html)
    page = read_web_page(html, name)
    if isinstance(page, Finding):
        raise ArticleError.from_finding(page)
    language = _LANG.search(html[:20_000])
    values = {
        "title": page.title,
        "publisher": page.publisher,
        "published": page.published.edtf if page.published else None,
        "url": page.url,
        "archive_url": page.archive_url,
        "accessed": page.accessed.edtf if page.accessed else None,
        "language": canonical_language(language[1]) if language else None,
    }
    return values, page.text + "\n"


def _format_front_matter(values: Mapping[str, Any], others: Mapping[str, Any]) -> str:
    """The front matter as YAML; missing keys that are worth adding are comments, and so are others."""
    lines = []
    for key in FrontMatter.model_fields:
        if value := values.get(key):
            lines.append(f"{key}: {_as_yaml(value)}")
        elif key in _MISSING:
            lines.append(f"# {key}:   # {_MISSING[key]}")
    lines += [f"# {echo(key)}: {' '.join(shown(value).split())}" for key, value in others.items()]
    return "\n".join(["---", *lines, "---", ""])


def _as_yaml(value: Any) -> str:
    if isinstance(value, list):
        return f"[{', '.join(quoted(each) if ',' in each else scalar(each) for each in value)}]"
    if isinstance(value, dict):
        pairs = [f"{quoted(key)}: {scalar(each) if each else 'null'}" for key, each in value.items()]
        return f"{{{', '.join(pairs)}}}"
    return str(value).lower() if isinstance(value, bool) else scalar(str(value))


def _write(target: Path, text: str, root: Path) -> None:
    """Write the article in one step. Hard links fail if the target exists, so nothing is ever replaced."""
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    location = Location(name_of(target, root))
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            part.write_text(text, encoding="utf-8", newline="")
            os.link(part, target)
        finally:
            part.unlink(missing_ok=True)
    except FileExistsError as error:
        if not target.parent.is_dir():
            raise ArticleError(*NOT_A_FOLDER, Location(name_of(target.parent, root))) from error
        hint = "rename the file that you import, or remove the existing article"
        raise ArticleError("this article exists already", hint, location) from None
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        hint = "check the permissions of the folder, and the free disk space"
        raise ArticleError(f"the article cannot be written ({reason})", hint, location) from None
