"""The usual lines of YAML, read in half of the time that a parser of the whole language takes.

Most lines of a gazetteer have a key and a value that means itself: a plain text, a number, a text in quotes without
escapes, a short list or mapping in brackets, a text on the lines below. Everything else is left to the parser: entries
with another line, or the whole text if a part alone does not show what it means, as with anchors and mistakes. Values
and positions are those that the parser gives.
"""

import re
from collections.abc import Callable, Iterator
from functools import partial
from itertools import pairwise
from typing import Any, NamedTuple

from geomap.model.origin import COLUMN_BITS, mark_of
from geomap.read.files import find_control
from geomap.read.yaml.scalars import TYPED_START, core_value

Read = tuple[Any, Any]  # a value and its position node
ReadPart = Callable[[str, int], Read | None]
"""Reads lines with the parser, given the number of the first one; None if they do not show what they mean."""

_MAX_COLUMN = 20  # of a key; no value is then deeper than the parser accepts
_KEY = r"[A-Za-z_][A-Za-z0-9_-]{0,99}"
_FIRST = r"(?:[^\s?:,\[\]{}#&*!|>'\"%@`-]|-(?=[^\s,\[\]{}]))"  # of a plain text
_ITEM = rf"(?:{_FIRST}[^\t,\[\]{{}}:#?]*(?<! )|\"[^\"\\]*\"|'[^']*')"  # between brackets

_plain = re.compile(rf"{_FIRST}[^\t:#]*(?:(?::(?=[^\s])|(?<! )#)[^\t:#]*)*(?<! )").fullmatch
_quoted = re.compile(r"\"[^\"\\]*\"|'[^']*'").fullmatch
_item = re.compile(rf"({_ITEM})(?:, |]$)").match
_pair = re.compile(rf"({_KEY}): ({_ITEM})(?:, |}}$)").match
_head = re.compile(rf"( *)(- +)?({_KEY})(:?)").fullmatch
_BLOCKS = {"|": ("\n", "\n"), "|-": ("\n", ""), ">": (" ", "\n"), ">-": (" ", "")}
"""The indicators of a text on the lines below: what joins these lines, and what follows the last one."""


class LeftToParserError(Exception):
    """The whole text is left to the parser."""


class _UnusualError(Exception):
    """An entry or a part of it is left to the parser."""


class _Head(NamedTuple):
    """The beginning of a line: its indentation, the column and the text of its key, whether the line ends there."""

    indentation: int
    column: int
    key: str
    is_whole: bool


def read_lines(text: str, read_part: ReadPart, most: int) -> Read:
    """The value and the positions of a text.

    Args:
        text: the YAML.
        read_part: reads what is not usual.
        most: the number of keys, values and ends of lists and mappings from which the parser decides.

    Raises:
        LeftToParserError: the text is not read here.
    """
    text = text.replace("\r\n", "\n")
    if "\r" in text or "\ufeff" in text or find_control(text):
        raise LeftToParserError
    lines = _Lines(text, read_part)
    read = lines.document()
    if lines.count > most:
        raise LeftToParserError
    return read


class _Lines:
    """The lines of a text, numbered from 0: reading is in line ``at`` and ends before line ``end``."""

    def __init__(self, text: str, read_part: ReadPart) -> None:
        self.lines = text.split("\n")
        self.at = 0
        self.end = len(self.lines)
        self.read_part = read_part
        self.count = 0  # keys, values and ends of lists and mappings
        self.heads: dict[str, _Head] = {}
        self.scalars: dict[str, Any] = {}  # plain texts that were read; many occur repeatedly

    def document(self) -> Read:
        """The outermost mapping."""
        self.indentation()
        if self.lines[self.at : self.at + 1] == ["---"]:
            self.at += 1
        if self.indentation() != 0 or self.lines[self.at] <= ".":
            raise LeftToParserError
        values: dict[str, Any] = {}
        nodes: dict[str, Any] = {}
        first = self.at
        begins = [at for at, line in enumerate(self.lines) if at >= first and line > "."]  # no space, "#" nor "-"
        if any(self.lines[at].startswith("...") for at in begins):  # the end of a document
            raise LeftToParserError
        for part, (_, part_nodes) in self.parts(begins, partial(self.mapping, 0), dict):
            if not values.keys().isdisjoint(part):
                raise LeftToParserError
            values |= part
            nodes |= part_nodes
        return values, (mark_of(first, 0), nodes)

    def entries(self, column: int) -> Read:
        """A list in the outermost mapping whose hyphens are in a column, the first one in the current line."""
        values: list[Any] = []
        nodes: list[Any] = []
        mark, hyphen = mark_of(self.at, column), " " * column + "- "
        begins = [at for at in range(self.at, self.end) if self.lines[at].startswith(hyphen)]
        for part, (_, part_nodes) in self.parts(begins, partial(self.sequence, column), list):
            values += part
            nodes += part_nodes
        return values, (mark, nodes)

    def parts(self, begins: list[int], read: Callable[[], Read], kind: type) -> Iterator[Read]:
        """The parts of a list or mapping that begin in these lines; unusual ones in succession are one part."""
        unusual: int | None = None
        for begin, end in pairwise([*begins, self.end]):
            self.at, self.end = begin, end
            try:
                part = self.whole(read)
            except _UnusualError:
                unusual = begin if unusual is None else unusual
                continue
            if unusual is not None:
                yield self.part(unusual, begin, kind)
                unusual = None
            yield part
        if unusual is not None:
            yield self.part(unusual, self.end, kind)
        self.at = self.end

    def whole(self, read: Callable[[], Read]) -> Read:
        """What is read, if that is everything up to ``end``."""
        found = read()
        if self.at < self.end and self.indentation() >= 0:
            raise _UnusualError
        return found

    def part(self, begin: int, end: int, kind: type) -> Read:
        """The list or mapping on some lines, read by the parser."""
        text = "\n".join(self.lines[begin:end]) + ("\n" if end < len(self.lines) else "")
        read = self.read_part(text, begin)
        if read is None or type(read[0]) is not kind:
            raise LeftToParserError
        self.count += _count(read[1])
        return read

    def indentation(self) -> int:
        """The indentation of the next line that is not empty, which becomes the current one; -1 if there is none."""
        while self.at < self.end:
            line = self.lines[self.at]
            content = line.lstrip(" ")
            if content and content[0] != "#":
                return len(line) - len(content)
            self.at += 1
        return -1

    def head(self, text: str) -> _Head | None:
        """The beginning of a line up to its colon; None if that is no usual key."""
        found = _head(text)
        if found is None or found.start(3) > _MAX_COLUMN or core_value(found[3]) != found[3]:
            return None
        self.heads[text] = _Head(len(found[1]), found.start(3), found[3], bool(found[4]))
        return self.heads[text]

    def mapping(self, column: int) -> Read:
        """The mapping whose keys are in a column, the first one in the current line, maybe after a hyphen."""
        values: dict[str, Any] = {}
        nodes: dict[str, Any] = {}
        lines, heads, scalars, first, end = self.lines, self.heads, self.scalars, self.at, self.end
        at = first
        while at < end:
            start, colon, value = lines[at].partition(": ")
            head = heads.get(start) or self.head(start)
            if head is None:
                self.at = at
                indentation = self.indentation()
                if self.at > at:
                    at = self.at
                    continue
                head = _Head(indentation, -1, "", is_whole=False)
            indentation, key_column, key, is_whole = head
            if key_column != column or (indentation != column and at > first):
                if indentation < column:
                    break
                raise _UnusualError
            if key in values:
                raise _UnusualError
            mark = at << COLUMN_BITS | column
            at += 1
            scalar = scalars.get(value)
            if scalar is None and _plain(value):
                scalar = scalars[value] = _scalar(value)
            if scalar is not None and not is_whole:
                values[key], nodes[key] = scalar, (mark, (mark + len(key) + 2,))
                continue
            if is_whole == bool(colon):
                raise _UnusualError
            self.at, end_of_key = at, mark + len(key) + 1
            values[key], node = (
                self.below(column, end_of_key) if is_whole else self.inline(value, column, end_of_key + 1)
            )
            nodes[key] = (mark, node)
            at = self.at
        self.at = at
        self.count += 2 * len(values) + 2
        return values, (mark_of(first, column), nodes)

    def below(self, column: int, mark: int) -> Read:
        """The value of a key in a column whose line ends with its colon, at ``mark``."""
        indentation = self.indentation()
        if indentation >= column and self.lines[self.at].startswith("- ", indentation):
            return self.sequence(indentation) if column else self.entries(indentation)
        return self.mapping(indentation) if indentation > column else (None, (mark,))

    def sequence(self, column: int) -> Read:
        """The list whose hyphens are in a column, the first one in the current line."""
        values: list[Any] = []
        nodes: list[Any] = []
        mark, hyphen = mark_of(self.at, column), " " * column + "- "
        while self.at < self.end and self.lines[self.at].startswith(hyphen):
            value, node = self.item(column)
            values.append(value)
            nodes.append(node)
            if self.at < self.end and self.indentation() > column:
                raise _UnusualError
        self.count += len(values) + 2
        return values, (mark, nodes)

    def item(self, column: int) -> Read:
        """The value after a hyphen in a column of the current line."""
        line = self.lines[self.at]
        start, colon, _ = line.partition(": ")
        head = self.heads.get(start) or self.head(start)
        if head and head.is_whole != bool(colon):
            return self.mapping(head.column)
        mark, value = mark_of(self.at, column + 2), line[column + 2 :]
        self.at += 1
        return (_scalar(value), (mark,)) if _plain(value) else self.inline(value, column, mark)

    def inline(self, value: str, column: int, mark: int) -> Read:
        """A value that begins at ``mark`` in the line before the current one, in an entry in a column."""
        if value[:1] == "{":
            return self.pairs(value, mark)
        if value[:1] == "[":
            return self.items(value, mark)
        if value in _BLOCKS:
            return self.block(*_BLOCKS[value], column), (mark,)
        if _quoted(value):
            return value[1:-1], (mark,)
        raise _UnusualError

    def items(self, written: str, mark: int) -> Read:
        """A list in brackets."""
        values: list[Any] = []
        nodes: list[Any] = []
        at = 1
        while item := _item(written, at):
            values.append(_scalar(item[1]))
            nodes.append((mark + at,))
            at = item.end()
        if written[at - 1 :] != "]" and written != "[]":
            raise _UnusualError
        self.count += len(values) + 2
        return values, (mark, nodes)

    def pairs(self, written: str, mark: int) -> Read:
        """A mapping in braces."""
        values: dict[str, Any] = {}
        nodes: dict[str, Any] = {}
        at = 1
        while pair := _pair(written, at):
            head = self.heads.get(pair[1]) or self.head(pair[1])
            if head is None or head.key in values:
                raise _UnusualError
            values[head.key] = _scalar(pair[2])
            nodes[head.key] = (mark + at, (mark + pair.start(2),))
            at = pair.end()
        if written[at - 1 :] != "}" and written != "{}":
            raise _UnusualError
        self.count += 2 * len(values) + 2
        return values, (mark, nodes)

    def block(self, between: str, after: str, column: int) -> str:
        """The text on the current and following lines, with what joins and ends its lines."""
        first, indentation = self.at, self.indentation()
        begin, texts = " " * indentation, []
        while self.at < self.end and self.lines[self.at].startswith(begin):
            content = self.lines[self.at][indentation:]
            if not content or content[0] in " \t":
                break
            texts.append(content)
            self.at += 1
        if not texts or self.at - first > len(texts) or indentation <= column or self.at == len(self.lines):
            raise _UnusualError
        while self.at < self.end and not self.lines[self.at]:
            self.at += 1
        if self.at < self.end and self.lines[self.at].startswith(" " * (column + 1)):
            raise _UnusualError
        return between.join(texts) + after


def _scalar(text: str) -> Any:
    """The value of a text on one line, maybe in quotes."""
    first = text[0]
    return text[1:-1] if first in "\"'" else core_value(text) if first in TYPED_START else text


def _count(node: Any) -> int:
    """The number of keys, values and ends of lists and mappings in a position node."""
    inside = node[1] if len(node) > 1 else ()
    if isinstance(inside, dict):
        return 2 + sum(1 + _count(value) for _, value in inside.values())
    return (2 if len(node) > 1 else 1) + sum(map(_count, inside))
