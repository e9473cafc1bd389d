"""A file on a web server, read in parts with HTTP range requests."""

import re

from geomap.errors import GeomapError
from geomap.findings import echo
from geomap.net.http import Client, HttpError

FIRST_BYTES = 16_384
"""Requested first and kept: PMTiles puts the header and the root directory there."""
MAX_REQUESTS = 10_000
_HINT = "download the file in another way, and use its path"


class RangeReader:
    """A file at a web address whose server supports range requests.

    Attributes:
        size: of the file in bytes.

    Raises:
        GeomapError: the address cannot be read. Both methods may raise it.
    """

    def __init__(self, url: str, client: Client) -> None:
        self._url, self._client = url, client
        self._requests = 0
        self._version = ""
        self.size: int | None = None
        self._start = self._fetch(0, FIRST_BYTES)

    def read(self, offset: int, length: int) -> bytes:
        """These bytes of the file, or fewer at its end."""
        if self.size is not None:
            length = min(length, self.size - offset)
        if length <= 0:
            return b""
        if offset + length <= len(self._start):
            return self._start[offset : offset + length]
        return self._fetch(offset, length)

    def _fetch(self, offset: int, length: int) -> bytes:
        self._requests += 1
        if self._requests > MAX_REQUESTS:
            raise GeomapError(
                f"{echo(self._url)} takes more than {MAX_REQUESTS:,} requests", "use a smaller extent or a lower zoom"
            )
        headers = {"Range": f"bytes={offset}-{offset + length - 1}", "Accept-Encoding": "identity"}
        try:
            response = self._client.get(self._url, headers=headers, max_bytes=length, expect=206)
        except HttpError as error:
            if error.status == 200:
                raise GeomapError(f"the server of {echo(self._url)} does not support range requests", _HINT) from None
            raise
        stated = re.fullmatch(r"bytes (\d{1,19})-(\d{1,19})/(\d{1,19})", response.headers.get("Content-Range", ""))
        first, last, size = map(int, stated.groups()) if stated else (-1, -1, 0)
        version = response.headers.get("ETag") or response.headers.get("Last-Modified") or ""
        if self.size is None:
            self.size, self._version = size, version
        elif stated and (size, version) != (self.size, self._version):
            raise GeomapError(f"{echo(self._url)} has changed on the server", "run the command again")
        expected = min(length, size - offset)
        if (first, last, len(response.body)) != (offset, offset + expected - 1, expected):
            raise GeomapError(f"the server of {echo(self._url)} sends the wrong part of the file", _HINT)
        return response.body
