"""JSON with the line and column of every value that a message may be about."""

import json
import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import cached_property
from typing import Any, NoReturn

from geomap.findings import Finding, Location, echo
from geomap.importing.errors import BrokenFileError, EncodingError
from geomap.read.files import decoded

JsonPath = tuple[str | int, ...]
"""The keys and indexes that lead to a value."""
_SPACE = re.compile(r"[ \t\r\n]*")


def mapping_of(value: Any) -> dict[str, Any]:
    """A JSON object; an empty one for any other value."""
    return value if isinstance(value, dict) else {}


def list_of(value: Any) -> list[Any]:
    """A JSON array; an empty one for any other value."""
    return value if isinstance(value, list) else []


def mappings_of(value: Any) -> list[dict[str, Any]]:
    """The JSON objects in an array."""
    return [each for each in list_of(value) if isinstance(each, dict)]


class JsonText:
    """A JSON file: its value and the positions of its parts.

    Raises:
        EncodingError: it is not text in UTF-8 or UTF-16.
        BrokenFileError: it is not valid JSON, or is nested too deeply.
    """

    def __init__(self, name: str, data: bytes) -> None:
        self.name = name
        # RFC 8142 puts a record separator before each value; it is no character of any JSON text.
        text = decoded(data.replace(b"\x1e", b" "), name, "Y002")
        if isinstance(text, Finding):
            raise EncodingError.from_finding(text)
        self.text = text
        self._values: list[int] = []  # the offsets of the values of a sequence
        try:
            self.value: Any = self._read()
        except json.JSONDecodeError as error:
            location = Location(name, error.lineno, error.colno)
            raise BrokenFileError(f"invalid JSON ({error.msg})", "export the file again", location) from None
        except (ValueError, RecursionError) as error:
            if isinstance(error, BrokenFileError):
                raise
            message = "the JSON has a number that is too long, or too many levels"
            raise BrokenFileError(message, "export the file again", Location(name)) from None
        self._elements: dict[int, list[int]] = {}

    def _read(self) -> Any:
        """The value; of JSON lines and of a JSON text sequence, the list of their values."""
        try:
            return json.loads(self.text, parse_constant=self._refuse_constant)
        except json.JSONDecodeError as error:
            if error.msg != "Extra data":
                raise
        decoder, values, at = json.JSONDecoder(parse_constant=self._refuse_constant), [], self._skip(0)
        while at < len(self.text):
            value, end = decoder.raw_decode(self.text, at)
            values.append(value)
            self._values.append(at)
            at = self._skip(end)
        return values

    def _refuse_constant(self, constant: str) -> NoReturn:
        found = re.search(rf"[\[:,\s]({constant})(?=[\s,\]}}])", self.text)
        location = self._position(found.start(1) if found else 0)
        raise BrokenFileError(f"{echo(constant)} is not valid in JSON", "write null for an unknown value", location)

    def at(self, *path: str | int) -> Location:
        """The location of the value at a path; of the last value on the path that exists."""
        offset = self._skip(0)
        if self._values and path and isinstance(path[0], int) and path[0] < len(self._values):
            offset, path = self._values[path[0]], path[1:]
        for step in path:
            inner = self._element(offset, step) if isinstance(step, int) else self._member(offset, step)
            if inner is None:
                break
            offset = inner
        return self._position(offset)

    def _element(self, offset: int, number: int) -> int | None:
        if self.text[offset] != "[":
            return None
        if offset not in self._elements:
            self._elements[offset] = list(self._offsets(offset))
        elements = self._elements[offset]
        return elements[number] if number < len(elements) else None

    def _offsets(self, offset: int) -> Iterator[int]:
        at = self._skip(offset + 1)
        while self.text[at] != "]":
            yield at
            at = self._after(at)

    def _member(self, offset: int, key: str) -> int | None:
        if self.text[offset] != "{":
            return None
        at = self._skip(offset + 1)
        while self.text[at] != "}":
            name, end = self._decoder.raw_decode(self.text, at)
            at = self._skip(self._skip(end) + 1)
            if name == key:
                return at
            at = self._after(at)
        return None

    def _after(self, at: int) -> int:
        """The offset of what follows the value at an offset, and the comma after it."""
        at = self._skip(int(self._decoder.raw_decode(self.text, at)[1]))
        return self._skip(at + 1) if self.text[at] == "," else at

    def _skip(self, at: int) -> int:
        found = _SPACE.match(self.text, at)
        return found.end() if found else at

    @cached_property
    def _decoder(self) -> json.JSONDecoder:
        return json.JSONDecoder()

    @cached_property
    def _lines(self) -> list[int]:
        return [0, *(found.end() for found in re.finditer("\n", self.text))]

    def _position(self, offset: int) -> Location:
        line = bisect_right(self._lines, offset)
        return Location(self.name, line, offset - self._lines[line - 1] + 1)
