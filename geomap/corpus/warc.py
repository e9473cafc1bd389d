"""WARC files → their web pages. What is wrong with a file is reported, whatever warcio does with it."""

import gzip
import logging
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any, BinaryIO

from geomap.extras import require
from geomap.findings import echo
from geomap.importing.page_encoding import UnpackError
from geomap.importing.saved_page import SavedPage, page_of

_GZIP = b"\x1f\x8b"

logging.getLogger("warcio").addHandler(logging.NullHandler())  # its warnings name no file


class WarcError(ValueError):
    """A WARC file is damaged, from a record on.

    Attributes:
        record: the number of the record, from 1.
        is_lost: whether no later record can be read.
    """

    def __init__(self, record: int, message: str, *, is_lost: bool = True) -> None:
        super().__init__(message)
        self.record = record
        self.is_lost = is_lost


@dataclass(frozen=True)
class WebPage:
    """A web page of a WARC file, the number of its record, and its address."""

    record: int
    address: str
    page: SavedPage


@dataclass(frozen=True)
class PackedPage:
    """A web page that cannot be unpacked, and why."""

    record: int
    address: str
    error: UnpackError


def web_pages(opened: BinaryIO) -> Iterator[WebPage | PackedPage | WarcError]:
    """The web pages that servers answered with, and an error for each damage; the file may be compressed with gzip."""
    is_packed = opened.read(2) == _GZIP
    opened.seek(0)
    # warcio passes over damage in gzip, and wants a member for each record.
    with gzip.open(opened) if is_packed else nullcontext(opened) as unpacked:
        number = 0
        try:
            if (start := unpacked.read(5)) and start != b"WARC/":
                yield WarcError(1, "the file is not WARC")
                return
            unpacked.seek(0)
            for number, found in _records(_Parts(unpacked)):  # noqa: B007  (for the errors)
                if found is not None:
                    yield found
        except _CutOffError:
            yield _cut_off(number + 1)
        except OSError as error:
            if error.errno is not None:  # of the system: not about the content
                raise
            yield _damaged(number + 1, error)
        except Exception as error:  # noqa: BLE001  (damage makes warcio raise almost anything)
            yield _damaged(number + 1, error)


def _records(unpacked: Any) -> Iterator[tuple[int, WebPage | PackedPage | WarcError | None]]:
    """The numbers of the records of a file, with their pages, if they have one, and an error for each damage."""
    archive = require("warcio.archiveiterator", extra="import")
    loader = require("warcio.recordloader", extra="import")

    class Loader(loader.ArcWarcRecordLoader):  # type: ignore[misc, name-defined]
        def load_http_headers(self, rec_type: str, uri: str | None, stream: Any, length: int | None) -> Any:
            return super().load_http_headers(rec_type, uri or "", stream, length)

    class Records(archive.ArchiveIterator):  # type: ignore[misc, name-defined]
        INC_RECORD = ""  # of its messages on stderr: err_count tells

    records = Records(unpacked)
    records.loader = Loader(verify_http=False, arc2warc=False)
    number = wrong_lengths = 0
    for number, record in enumerate(records, 1):
        if records.err_count > wrong_lengths:
            wrong_lengths = records.err_count
            yield number, _wrong_length(number - 1)
        if record.length is None:
            yield number, WarcError(number, f"the file ends in record {number}, or the record's length is not stated")
            return
        address = record.rec_headers.get_header("WARC-Target-URI") or ""
        try:
            page = page_of(record)
        except UnpackError as error:
            yield number, PackedPage(number, address, error)
            page = None
        record.content_stream().read()
        if getattr(record.raw_stream, "limit", 0) > 0:
            yield number, _cut_off(number)
            return
        yield number, WebPage(number, address, page) if page else None
    if records.err_count > wrong_lengths:
        yield number, _wrong_length(number)


class _CutOffError(Exception):
    """The file ends in a member of gzip."""


class _Parts:
    """Reads what there is, so that nothing before damage in gzip is lost."""

    def __init__(self, unpacked: Any) -> None:
        self._unpacked = unpacked
        self.tell = unpacked.tell

    def read(self, size: int) -> bytes:
        """At most ``size`` bytes; none at the end."""
        try:
            data: bytes = self._unpacked.read1(size)
        except EOFError:  # which warcio would take for the end
            raise _CutOffError from None
        return data


def _cut_off(number: int) -> WarcError:
    return WarcError(number, f"the file ends in record {number}")


def _damaged(number: int, error: Exception) -> WarcError:
    return WarcError(number, f"the file is damaged: {echo(str(error), 200)}")


def _wrong_length(number: int) -> WarcError:
    message = f"the stated length of record {number} is wrong: it or the next record may be incomplete"
    return WarcError(number, message, is_lost=False)
