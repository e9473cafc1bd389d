"""The web page in a file of a browser or an archive: MHTML, WARC, WACZ and Safari's web archive."""

import email
import email.policy
import io
import json
import plistlib
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from typing import Any

from geomap.extras import require
from geomap.findings import Location, echo
from geomap.importing.errors import ArticleError
from geomap.importing.page_encoding import UnpackError, unpacked
from geomap.read.articles.provenance import Provenance, of_address

MAX_PAGE = 5_000_000
"""Bytes of one page; the limit for an article in ``seeds``."""
MAX_ARCHIVE = 300_000_000
"""Bytes of one unpacked part of a WACZ file."""
_MAX_RECORDS = 100_000
_TO_TEXT = "save its text as a .txt file in UTF-8, and import that"
_REFUSED: tuple[tuple[bytes, str, str], ...] = (
    (b"%PDF", "a PDF", "extract its text (pdftotext -layout FILE.pdf FILE.txt), check it, and import the .txt file"),
    (b"{\\rtf", "an RTF document", f"open it in a word processor and {_TO_TEXT}"),
    (b"\xd0\xcf\x11\xe0", "a Word document", f"open it in a word processor and {_TO_TEXT}"),
    (b"\x89PNG", "a picture", "import the page as text; pictures belong to media: of a report"),
    (b"\xff\xd8\xff", "a picture", "import the page as text; pictures belong to media: of a report"),
)
_HEADER = re.compile(rb"(?:[A-Za-z][A-Za-z0-9-]{1,60}:[^\n]*\r?\n(?:[ \t][^\n]*\n)*){2,}")
_MAIL_HEADERS = re.compile(
    rb"^(?:Received|Message-ID|Return-Path|Delivered-To|DKIM-Signature|MIME-Version):", re.IGNORECASE | re.MULTILINE
)


@dataclass(frozen=True)
class SavedPage:
    """A web page: its HTML, its encoding if it is stated, and where it is from."""

    html: bytes
    encoding: str | None
    provenance: Provenance
    pages: int = 1


def open_saved_page(data: bytes, name: str, url: str | None) -> SavedPage | None:
    """The page in a file of a browser or an archive; None if the file is none, such as HTML or text.

    Args:
        data: the file.
        name: of the file, for errors.
        url: the address of the page that the user wants, of an archive with several.

    Raises:
        ArticleError: the file has no page, is damaged, or is a document of another kind.
        MissingExtraError: WARC requires warcio.
    """
    location = Location(name)
    for mark, what, hint in _REFUSED:
        if data.startswith(mark):
            raise ArticleError(f"the file is {what}, not a web page or a text", hint, location)
    try:
        if data.startswith(b"bplist00"):
            return _from_safari(data, location)
        if data.startswith(b"PK\x03\x04"):
            return _from_zip(data, location, url)
        if data.startswith((b"\x1f\x8b", b"WARC/")):
            return _from_warcs([io.BytesIO(data)], location, url)
    except (zipfile.BadZipFile, plistlib.InvalidFileException, zlib.error, EOFError, OSError, ValueError) as error:
        if isinstance(error, ArticleError):
            raise
        raise ArticleError(f"the archive cannot be read ({echo(error)})", "save the page again", location) from None
    header = _HEADER.match(data[:20_000])
    if name.lower().endswith((".eml", ".mht", ".mhtml")) or (header and _MAIL_HEADERS.search(header[0])):
        return _from_mail(data, location)
    return None


def _from_mail(data: bytes, location: Location) -> SavedPage:
    """The page in MHTML, which is a message with the parts of the page."""
    message = email.message_from_bytes(data, policy=email.policy.default)
    address = str(message.get("Snapshot-Content-Location") or message.get("Content-Location") or "")
    kind = message.get_content_type()
    is_page = bool(address) or (kind == "multipart/related" and "Message-ID" not in message) or kind == "text/html"
    if not is_page or "Received" in message:
        hint = f"an e-mail is no public source; if it may be used, {_TO_TEXT}"
        raise ArticleError("the file is an e-mail, not a web page", hint, location)
    parts = [part for part in message.walk() if part.get_content_type() in {"text/html", "application/xhtml+xml"}]
    main = next((part for part in parts if part.get("Content-Location") == address), next(iter(parts), None))
    if main is None:
        raise ArticleError("the file has no HTML part", "save the page as HTML", location)
    address = address or str(main.get("Content-Location") or "")
    html = main.get_payload(decode=True)
    return SavedPage(
        html if isinstance(html, bytes) else b"", main.get_content_charset(), of_address(address, _date_of(message))
    )


def _date_of(message: EmailMessage) -> str | None:
    try:
        return parsedate_to_datetime(str(message.get("Date") or "")).date().isoformat()
    except ValueError:
        return None


def _from_safari(data: bytes, location: Location) -> SavedPage:
    """The page in a web archive of Safari, which is a property list."""
    value = plistlib.loads(data)
    main = value.get("WebMainResource") if isinstance(value, dict) else None
    html = main.get("WebResourceData") if isinstance(main, dict) else None
    if not isinstance(main, dict) or not isinstance(html, bytes):
        raise ArticleError("the file has no web page", "save the page as HTML", location)
    return SavedPage(html, main.get("WebResourceTextEncodingName"), of_address(main.get("WebResourceURL")))


def _from_zip(data: bytes, location: Location, url: str | None) -> SavedPage:
    """The page in a WACZ file: that of the user's address, else the first in its list of pages."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = archive.namelist()
        warcs = sorted(name for name in names if re.fullmatch(r"archive/[^/]+\.warc(?:\.gz)?", name))
        if not warcs:
            what = (
                "a document"
                if any(name.startswith(("word/", "content.xml", "META-INF")) for name in names)
                else "a zip"
            )
            if any(name.lower().endswith((".html", ".htm", ".xhtml")) for name in names):
                raise ArticleError("the file is a zip", "unpack it, and import the HTML file in it", location)
            raise ArticleError(f"the file is {what} without a web page", f"open it and {_TO_TEXT}", location)
        listed = [name for name in ("pages/pages.jsonl", "pages/extraPages.jsonl") if name in names]
        pages = [page for name in listed for page in _pages(_unpack(archive, name, location))]
        first = next((page["url"] for page in pages), None)
        streams = (io.BytesIO(_unpack(archive, name, location)) for name in warcs)
        return _from_warcs(streams, location, url or first, pages=len(pages))


def _unpack(archive: zipfile.ZipFile, name: str, location: Location) -> bytes:
    with archive.open(name) as opened:
        data = opened.read(MAX_ARCHIVE + 1)
    if len(data) > MAX_ARCHIVE:
        message = f'"{echo(name)}" has more than {MAX_ARCHIVE / 1_000_000:g} MB when unpacked'
        raise ArticleError(message, "save the page as HTML", location)
    return data


def _pages(text: bytes) -> Iterator[dict[str, str]]:
    """The pages in a list of a WACZ file; its first line is about the list."""
    for line in text.decode(errors="replace").splitlines():
        try:
            value = json.loads(line)
        except ValueError:
            continue
        if isinstance(value, dict) and isinstance(value.get("url"), str):
            yield value


def _from_warcs(streams: Any, location: Location, url: str | None, pages: int = 0) -> SavedPage:
    """The page with an address, else the first page that a server answered with.

    A page that was not found, a part of another page and a redirection are passed over.
    """
    warcio = require("warcio.archiveiterator", extra="import")
    errors = require("warcio.exceptions", extra="import")
    first: SavedPage | None = None
    found = 0
    try:
        for stream in streams:
            for number, record in enumerate(warcio.ArchiveIterator(stream)):
                if number > _MAX_RECORDS:
                    break
                page = _page_to_import(record, location)
                if page is None:
                    continue
                found += 1
                if url and _same_address(record.rec_headers.get_header("WARC-Target-URI"), url):
                    return SavedPage(page.html, page.encoding, page.provenance, pages or 1)
                first = first or page
    except errors.ArchiveLoadFailed as error:
        raise ArticleError(f"the WARC file cannot be read ({echo(error)})", "save the page again", location) from None
    if first is None:
        raise ArticleError("the archive has no web page", "save the page as HTML", location)
    return SavedPage(first.html, first.encoding, first.provenance, pages or found)


def _page_to_import(record: Any, location: Location) -> SavedPage | None:
    try:
        return page_of(record)
    except UnpackError as error:
        raise ArticleError(str(error), error.hint, location) from None


def page_of(record: Any) -> SavedPage | None:
    """The page in a record of a WARC file; None for any other record.

    Raises:
        UnpackError: it cannot be unpacked.
    """
    headers = record.http_headers
    if record.rec_type not in {"response", "resource", "revisit"}:
        return None
    kind = (headers.get_header("Content-Type") if headers else record.rec_headers.get_header("Content-Type")) or ""
    status = headers.get_statuscode() if headers else "200"
    if status != "200" or "html" not in kind.lower():
        return None
    html = record.content_stream().read(MAX_PAGE + 1)
    if coding := _left_packed(headers):
        html = unpacked(html, coding, MAX_PAGE + 1)
    charset = re.search(r"charset\s*=\s*[\"']?([\w-]+)", kind, re.IGNORECASE)
    saved = (record.rec_headers.get_header("WARC-Date") or "")[:10] or None
    provenance = of_address(record.rec_headers.get_header("WARC-Target-URI"), saved)
    return SavedPage(html, charset[1] if charset else None, provenance) if html else None


def _left_packed(headers: Any) -> str:
    """The ``Content-Encoding`` of a page that warcio does not unpack; empty if there is none."""
    readers = require("warcio.bufferedreaders", extra="import")
    coding = (headers.get_header("Content-Encoding") or "").strip().lower() if headers else ""
    return "" if coding in {"identity", *readers.BufferedReader.get_supported_decompressors()} else coding


def _same_address(one: str | None, other: str) -> bool:
    def key(address: str) -> str:
        return re.sub(r"^https?://(?:www\.)?|#.*$", "", address).rstrip("/").casefold()

    return one is not None and key(one) == key(other)
