"""Add an entry to the text of a gazetteer file and keep every other line.

A YAML library that writes a whole file keeps its comments, but it wraps long lines, sets its own indentation and
spacing, and changes line ends. So the text is not written again: libyaml's events show where a list ends and how it is
indented, and the lines of the entry are inserted there.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import yaml

from geomap._gc import without_collector
from geomap.edit.yaml_format import NewEntry, entry_lines
from geomap.errors import GeomapError
from geomap.findings import ProjectError
from geomap.read.yaml.nodes import read_yaml

_LINE_BREAK = re.compile(r"\r\n|\r|\n")
_BLANK_LINE = re.compile(r"(?>\r\n|\r|\n)[ \t]*(?>\r\n|\r|\n)")
_SPACES_AND_COMMENTS = re.compile(r"(?:[ \t\r\n]|(?<=\s)#[^\r\n]*)*")
_REST_OF_LINE = re.compile(r"[ \t]*(?:(?<=\s)#[^\r\n]*)?(?=[\r\n]|\Z)")
_KEEPS_BLANK_LINES = re.compile(r"[|>]\d?\+")
_HYPHEN = re.compile(r"(?<![^\r\n]) *-(?=\s)")  # the first character of a line that is not a space


class EditError(GeomapError, ValueError):
    """The gazetteer file cannot be changed; it is as it was."""


class InsertError(EditError):
    """The file is written in a way that leaves no place for a new entry."""


@dataclass(frozen=True)
class Edit:
    """The text of a file with a new entry in it; ``line`` is the first line of the entry, from 1."""

    text: str
    line: int


@without_collector()  # 1.5 times as fast with 1,000 reports in the file, twice with 3,000
def insert_entry(text: str, name: str, path: Sequence[str | int], entry: NewEntry) -> Edit:
    """The text of a file with one more entry at the end of a list; the list is created if the file has none.

    Args:
        text: of the file, without its byte order mark.
        name: of the file, for messages.
        path: to the list: ``("places",)``, ``("reports",)`` or ``("reports", 3, "evidence")``.
        entry: the entry and the comments above it.

    Raises:
        ProjectError: the text is not valid YAML.
        InsertError: the entry cannot be added without changing something else.
    """
    before = read_yaml(text, name)
    if before.findings:
        raise ProjectError(before.findings)
    try:
        edit = _insert(text, path, entry)
    except _NoPlaceError as reason:
        raise _insert_error(name, path, str(reason)) from None
    after = read_yaml(edit.text, name)
    if after.findings or not _only_added(before.value, after.value, path, entry.values):
        raise _insert_error(name, path, "another part of the file would change too")
    return edit


def set_values(text: str, name: str, entries: Mapping[tuple[str, int], Mapping[str, Any]]) -> str:
    """The text of a file with other values for keys of entries; every other line is kept.

    Args:
        text: of the file, without its byte order mark.
        name: of the file, for messages.
        entries: the new values by the path of the entry, such as ``("reports", 3)``; a key that the entry does not have
            is added below its last one.

    Raises:
        ProjectError: the text is not valid YAML.
        EditError: an entry cannot be changed without changing something else.
    """
    before = read_yaml(text, name)
    if before.findings:
        raise ProjectError(before.findings)
    root, hint = _parse(text)[0], "change it by hand"
    expected, pieces = _comparable(before.value), []
    for (section, index), values in entries.items():
        entry_list = root.value(section) if root else None
        node = entry_list.children[index] if entry_list and index < len(entry_list.children) else None
        if node is None or node.is_flow or not node.children:
            raise EditError(f"{name}: an entry is not written with one key on each line", hint)
        for key, value in values.items():
            written, old = _value_text(key, value), node.value(key)
            new_line = f"{_newline_at(text, node.end)}{' ' * node.column}{key}: {written}"
            pieces.append((old.start, old.end, written) if old else (node.end, node.end, new_line))
        expected[section][index].update(_comparable(values))
    new = _replace(text, sorted(pieces, key=lambda piece: piece[:2]), 0).text
    after = read_yaml(new, name)
    if after.findings or expected != _comparable(after.value):
        raise EditError(f"{name}: an entry cannot be changed without changing something else", hint)
    return new


def _value_text(key: str, value: Any) -> str:
    """A value in one line, as it is written after its key."""
    lines = list(entry_lines(NewEntry({key: value}, []), 0, 2))
    return lines[0].partition(": ")[2] if len(lines) == 1 else json.dumps(value, ensure_ascii=False)


class _NoPlaceError(Exception):
    """Why the text has no place for a new entry."""


def _insert_error(name: str, path: Sequence[str | int], reason: str) -> InsertError:
    elsewhere = " or use --file to choose another file" if len(path) == 1 else ""
    return InsertError(f"{name}: cannot add an entry under {path[-1]}: {reason}", f"add it by hand{elsewhere}")


def _only_added(before: Any, after: Any, path: Sequence[str | int], values: Mapping[str, Any]) -> bool:
    """Whether the entry is the new end of the list and everything else has the same value as before."""
    expected = parent = _comparable({} if before is None else before)
    try:
        for step in path[:-1]:
            parent = parent[step]
        parent[path[-1]] = [*(parent.get(path[-1]) or []), _comparable(values)]
    except (AttributeError, TypeError):  # not a mapping, or not a list
        return False
    return bool(expected == _comparable(after))


def _comparable(value: Any) -> Any:
    """The value with plain containers; texts without the line break that the last line of a file may lack."""
    if isinstance(value, Mapping):
        return {key: _comparable(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_comparable(each) for each in value]
    return value.rstrip("\r\n") if isinstance(value, str) else value


@dataclass
class _Node:
    """A YAML node and its position: offsets in code points; ``end`` is after its last character.

    Attributes:
        column: of its first character, from 0: the column of the hyphens of a block list, of the keys of a mapping.
        children: the entries of a list; the keys and values of a mapping, alternating.
    """

    event: Any
    start: int
    end: int
    column: int
    children: list["_Node"] = field(default_factory=list)

    @property
    def is_flow(self) -> bool:
        """Whether it is a list or mapping in brackets."""
        return bool(getattr(self.event, "flow_style", False))

    @property
    def is_list(self) -> bool:
        return isinstance(self.event, yaml.SequenceStartEvent)

    @property
    def is_scalar(self) -> bool:
        """Whether it is a single value; an empty value is one too."""
        return isinstance(self.event, yaml.ScalarEvent)

    @property
    def is_alias(self) -> bool:
        return isinstance(self.event, yaml.AliasEvent)

    def value(self, key: str) -> "_Node | None":
        """The value of a key of a mapping."""
        pairs = zip(self.children[::2], self.children[1::2], strict=True)
        return next((value for name, value in pairs if getattr(name.event, "value", None) == key), None)

    @property
    def ends_in_blank_lines(self) -> bool:
        """Whether it ends in a text that keeps the blank lines after it (``|+``)."""
        last = self
        while last.children:
            last = last.children[-1]
        return last.is_scalar and last.event.style in {"|", ">"} and last.event.value.endswith("\n\n")


def _parse(text: str) -> tuple[_Node | None, int]:
    """The root node of a valid YAML text, None if there is none, and the offset where the document ends."""
    events: Iterator[Any] = iter(yaml.parse(text, Loader=yaml.CLoader))
    root, end = None, len(text)
    for event in events:
        mark: Any = event.start_mark
        if isinstance(event, yaml.DocumentEndEvent) and event.explicit:
            end = mark.index
        elif isinstance(event, yaml.NodeEvent):
            root = _parse_node(event, events, text)
    return root, end


def _parse_node(event: Any, events: Iterator[Any], text: str) -> _Node:
    """The node that starts with this event."""
    node = _Node(event, event.start_mark.index, event.end_mark.index, event.start_mark.column)
    if isinstance(event, yaml.CollectionStartEvent):
        for inner in events:
            mark: Any = inner.end_mark
            if isinstance(inner, yaml.CollectionEndEvent):
                if node.is_flow:
                    node.end = mark.index
                elif node.children:  # without a bracket, the end mark is the start of what follows
                    node.end = node.children[-1].end
                break
            node.children.append(_parse_node(inner, events, text))
        if event.anchor is not None or event.tag is not None:
            node.column = _column_after_properties(node, text)
    elif node.is_scalar and event.style in {"|", ">"}:
        written = text[node.start : node.end]
        if not _KEEPS_BLANK_LINES.search(re.split(r"[\r\n]", written, maxsplit=1)[0]):
            node.end = node.start + len(written.rstrip(" \t\r\n"))
    return node


def _column_after_properties(node: _Node, text: str) -> int:
    """The column of the hyphens or keys of a node that starts with an anchor or a tag."""
    if node.is_list and not node.is_flow and (hyphen := _HYPHEN.search(text, node.start)):
        return len(hyphen[0]) - 1
    return node.children[0].column if node.children else node.column


def _insert(text: str, path: Sequence[str | int], entry: NewEntry) -> Edit:
    """The text with the entry at the end of the list at ``path``."""
    root, document_end = _parse(text)
    if root is None or root.is_scalar:
        if root is not None and root.end > root.start:
            raise _NoPlaceError("the file is a single value, not a mapping")
        return _insert_lines(text, document_end, entry, 2, 4, f"{path[-1]}:")
    owner = root
    for step in path[:-1]:
        owner = _descend(owner, step)
    key = str(path[-1])
    section = owner.value(key)
    if section is None:
        return _insert_section(text, owner, key, entry, document_end if owner is root else None)
    if section.is_alias:
        raise _NoPlaceError("it is an alias")
    if section.is_flow and (owner.is_flow or text[section.start + 1 : section.end - 1].strip()):
        return _insert_into_brackets(text, section, _json(entry.values))
    if section.is_flow or section.is_scalar:  # an empty list: [], null, ~ or no value
        if owner.is_flow:
            space = "" if text[section.start - 1].isspace() else " "
            piece = f"{space}[{_json(entry.values)}]"
            return _replace(text, [(section.start, section.end, piece)], section.start)
        return _insert_below_key(text, owner, section, entry)
    return _insert_below_entries(text, section, entry)


def _descend(owner: _Node, step: str | int) -> _Node:
    """The node that one step of a path leads to."""
    inner = owner.children[step] if isinstance(step, int) else owner.value(step)
    if inner is None or inner.is_alias:
        raise _NoPlaceError(f"{step if isinstance(step, str) else 'the report'} is an alias")
    return inner


def _insert_below_entries(text: str, section: _Node, entry: NewEntry) -> Edit:
    """Below the last entry of a block list, with its indentation and its blank line."""
    last = section.children[-1]
    indent = last.column - section.column
    same_line = not _LINE_BREAK.search(text, last.start - indent, last.start)
    keys = section.column + (indent if not last.is_flow and 2 <= indent <= 8 and same_line else 2)
    blank = len(section.children) > 1 and bool(_BLANK_LINE.search(text, section.children[-2].end, last.start))
    at = _line_after(text, section.end, section.column)
    return _insert_lines(text, at, entry, section.column, keys, blank=blank)


def _insert_below_key(text: str, owner: _Node, section: _Node, entry: NewEntry) -> Edit:
    """Below the key of an empty list; the brackets or the ``null`` after the key are removed."""
    start = section.start
    while section.end > section.start and text[start - 1] in " \t":
        start -= 1
    text, dash = text[:start] + text[section.end :], owner.column + 2
    return _insert_lines(text, _line_after(text, start, dash), entry, dash, dash + 2)


def _insert_section(text: str, owner: _Node, key: str, entry: NewEntry, document_end: int | None) -> Edit:
    """A new key with its list at the end of a mapping, or of the document if ``document_end`` is given."""
    if owner.is_flow:
        return _insert_into_brackets(text, owner, f"{json.dumps(key)}: [{_json(entry.values)}]")
    column = owner.column
    heading = f"{' ' * column}{key}:"
    if document_end is None:
        return _insert_lines(text, _line_after(text, owner.end, column), entry, column + 2, column + 4, heading)
    blank = not owner.ends_in_blank_lines and not _BLANK_LINE.search(text, max(0, document_end - 4), document_end)
    return _insert_lines(text, document_end, entry, column + 2, column + 4, heading, blank=blank)


def _insert_into_brackets(text: str, outer: _Node, piece: str) -> Edit:
    """At the end of a list or mapping in brackets; on its own line if the last entry has one."""
    if not outer.children:
        return _replace(text, [(outer.end - 1, outer.end - 1, piece)], outer.end - 1)
    last = outer.children[-1].end
    comma = _skip(text, last)
    has_comma = text[comma] == ","
    stop = comma + 1 if has_comma else last
    rest = _REST_OF_LINE.match(text, stop)
    if rest is None:  # the bracket closes on this line
        return _replace(text, [(stop, stop, f" {piece}," if has_comma else f", {piece}")], stop)
    first = outer.children[-1 if outer.is_list else -2].start
    before = text[_line_start(text, first) : first]
    indent = before if not before.strip() else " " * (len(before) - len(before.lstrip(" ")) + 2)
    line = f"{_newline_at(text, rest.end())}{indent}{piece}{',' if has_comma else ''}"
    pieces = [*([] if has_comma else [(last, last, ",")]), (rest.end(), rest.end(), line)]
    return Edit(_replace(text, pieces, 0).text, _line_number(text, rest.end()) + 1)


def _insert_lines(  # noqa: PLR0913, PLR0917  (each of them varies)
    text: str, at: int, entry: NewEntry, dash: int, keys: int, heading: str = "", *, blank: bool = False
) -> Edit:
    """The lines of the entry at the start of a line, or at the end of a file whose last line has no line break."""
    newline = _newline_at(text, at)
    before = newline if at > 0 and text[at - 1] not in "\r\n" else ""
    before += newline if blank else ""
    before += heading + newline if heading else ""
    lines = list(entry_lines(entry, dash, keys))
    comments = next(number for number, line in enumerate(lines) if not line.lstrip().startswith("#"))
    piece = before + newline.join(lines) + newline
    return Edit(text[:at] + piece + text[at:], _line_number(text[:at] + before, at + len(before)) + comments)


def _replace(text: str, pieces: Sequence[tuple[int, int, str]], at: int) -> Edit:
    """The text with each ``[start:end]`` replaced, in order; the entry starts on the line of ``at``."""
    done, new = 0, ""
    for start, end, piece in pieces:
        new += text[done:start] + piece
        done = end
    return Edit(new + text[done:], _line_number(text, at))


def _line_after(text: str, end: int, column: int) -> int:
    """The start of the line after the one with ``end`` and after the comments that belong to what ends there.

    Directly below, a comment belongs to it if it is indented by ``column`` or more; after a blank line, by more.
    """
    if end and text[end - 1] in "\r\n":  # a text that keeps its blank lines
        return end
    at = belongs = _next_line(text, end)
    after_blank = False
    while at < len(text):
        following = _next_line(text, at)
        line = text[at:following].lstrip(" ")
        indent = following - at - len(line)
        if not line.strip():
            after_blank = True
        elif line.startswith("#") and (indent > column or (indent == column > 0 and not after_blank)):
            belongs = following
        else:
            break
        at = following
    return belongs


def _skip(text: str, at: int) -> int:
    """The offset of the next character that is neither white space nor part of a comment."""
    found = _SPACES_AND_COMMENTS.match(text, at)
    return found.end() if found else at


def _json(values: Mapping[str, Any]) -> str:
    return json.dumps(values, ensure_ascii=False)


def _line_number(text: str, at: int) -> int:
    """The number of the line that contains the offset, from 1."""
    return len(_LINE_BREAK.findall(text, 0, at)) + 1


def _line_start(text: str, at: int) -> int:
    return max(text.rfind("\n", 0, at), text.rfind("\r", 0, at)) + 1


def _next_line(text: str, at: int) -> int:
    found = _LINE_BREAK.search(text, at)
    return found.end() if found else len(text)


def _newline_at(text: str, at: int) -> str:
    """The line break before an offset; on the first line, the first line break of the file."""
    before = _LINE_BREAK.findall(text, 0, at)
    found = before[-1:] or _LINE_BREAK.findall(text)[:1] or ["\n"]
    return str(found[0])
