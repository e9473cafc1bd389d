"""JSON with a place in the file for every value that has to be complained of."""

import json
import re
from bisect import bisect_right
from functools import cached_property
from typing import Any, NoReturn

from geomap.findings import Finding, Location, echo
from geomap.importing.formats.source import ImportFailedError, Source, broken
from geomap.read.files import decoded

_SPACE = re.compile(r"[ \t\r\n]*")


class JsonText:
    """A file of JSON: its value, and where the parts of it stand.

    Raises:
        ImportFailedError: it is no JSON, or nested too deep.
    """

    def __init__(self, source: Source) -> None:
        self.name = source.name
        text = decoded(source.data, source.name, "I002")
        if isinstance(text, Finding):
            raise ImportFailedError(text)
        self.text = text
        try:
            self.value: Any = json.loads(text, parse_constant=self._no_number)
        except json.JSONDecodeError as problem:
            at = Location(self.name, problem.lineno, problem.colno)
            raise broken(at, f"no JSON from here on ({problem.msg})", "export the file again") from None
        except (ValueError, RecursionError) as problem:
            if isinstance(problem, ImportFailedError):
                raise
            raise broken(Location(self.name), "a number or a nesting that no map needs") from None
        self._elements: dict[int, list[int]] = {}

    def _no_number(self, word: str) -> NoReturn:
        raise broken(self._position(max(self.text.find(word), 0)), f"{echo(word)} is no number in JSON")

    def at(self, *path: str | int) -> Location:
        """Where the value stands that a path leads to; the nearest that there is."""
        offset = self._skip(0)
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

    def _offsets(self, offset: int) -> Any:
        at = self._skip(offset + 1)
        while self.text[at] != "]":
            yield at
            at = self._skip(self._end(at))
            if self.text[at] == ",":
                at = self._skip(at + 1)

    def _member(self, offset: int, key: str) -> int | None:
        if self.text[offset] != "{":
            return None
        at = self._skip(offset + 1)
        while self.text[at] != "}":
            name, end = self._decoder.raw_decode(self.text, at)
            at = self._skip(self._skip(end) + 1)
            if name == key:
                return at
            at = self._skip(self._end(at))
            if self.text[at] == ",":
                at = self._skip(at + 1)
        return None

    def _skip(self, at: int) -> int:
        found = _SPACE.match(self.text, at)
        return found.end() if found else at

    def _end(self, at: int) -> int:
        return int(self._decoder.raw_decode(self.text, at)[1])

    @cached_property
    def _decoder(self) -> json.JSONDecoder:
        return json.JSONDecoder()

    @cached_property
    def _lines(self) -> list[int]:
        return [0, *(found.end() for found in re.finditer("\n", self.text))]

    def _position(self, offset: int) -> Location:
        line = bisect_right(self._lines, offset)
        return Location(self.name, line, offset - self._lines[line - 1] + 1)
