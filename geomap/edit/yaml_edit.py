"""A new entry in the text of a gazetteer's file, and every other line of it as it was.

A YAML library that writes a whole file again keeps its comments, and still changes lines that nobody meant: it wraps
long ones, sets its own indentation and spacing, ends all of them alike. So nothing is written again here: libyaml's
events tell where a list ends and how it is indented, and the entry's own lines are put in there.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from geomap._gc import without_collector
from geomap.edit.new_entries import New, entry_lines
from geomap.edit.yaml_parts import Part, parts_of
from geomap.findings import Finding, GeomapError, Location
from geomap.read.yaml.nodes import read_yaml

_BREAK = re.compile(r"\r\n|\r|\n")
_BLANK_LINE = re.compile(r"(?>\r\n|\r|\n)[ \t]*(?>\r\n|\r|\n)")
_SPACES_AND_COMMENTS = re.compile(r"(?:[ \t\r\n]|(?<=\s)#[^\r\n]*)*")
_REST_OF_LINE = re.compile(r"[ \t]*(?:(?<=\s)#[^\r\n]*)?(?=[\r\n]|\Z)")


class EditError(GeomapError, ValueError):
    """The file cannot be changed; ``findings`` says why and what to do."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__("\n".join(f"{one.location}: {one.code} {one.message}" for one in findings))


@dataclass(frozen=True)
class Edit:
    """A file's text with a new entry in it; ``line`` is the entry's first, from 1."""

    text: str
    line: int


@without_collector()
def with_entry(text: str, name: str, path: Sequence[str | int], new: New) -> Edit:
    """The text of a file with one entry more at the end of a list; the list is made where there is none.

    Args:
        text: of the file, without its byte order mark.
        name: of the file, for findings.
        path: where the list is: ``("places",)``, ``("reports",)`` or ``("reports", 3, "evidence")``.
        new: the entry, and the comments above it.

    Raises:
        EditError: the text cannot be read as YAML, or is written so that nothing can be added (W001).
    """
    before = read_yaml(text, name)
    if before.findings:
        raise EditError(before.findings)
    try:
        edited = _inserted(text, path, new)
    except _CannotError as problem:
        raise EditError([_by_hand(name, path, str(problem))]) from None
    after = read_yaml(edited.text, name)
    if after.findings or not _only_added(before.value, after.value, path, new.entry):
        raise EditError([_by_hand(name, path, "another part of the file would change with it")])
    return edited


class _CannotError(Exception):
    """The file is written so that nothing can be added; the message says how."""


def _by_hand(name: str, path: Sequence[str | int], why: str) -> Finding:
    found = f"nothing can be added under {path[-1]}: here, because {why}"
    elsewhere = ", or to another file with --file" if len(path) == 1 else ""
    return Finding(Location(name), "W001", found, f"add the entry by hand{elsewhere}")


def _only_added(before: Any, after: Any, path: Sequence[str | int], entry: Mapping[str, Any]) -> bool:
    """Whether the entry is new at the end of the list and all else means what it meant."""
    expected = parent = _plain({} if before is None else before)
    try:
        for step in path[:-1]:
            parent = parent[step]
        parent[path[-1]] = [*(parent.get(path[-1]) or []), _plain(entry)]
    except (AttributeError, TypeError):  # no mapping, or no list
        return False
    return bool(expected == _plain(after))


def _plain(value: Any) -> Any:
    """The value as YAML reads it, its texts without the line break that a file's open end leaves out."""
    if isinstance(value, Mapping):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return value.rstrip("\r\n") if isinstance(value, str) else value


def _inserted(text: str, path: Sequence[str | int], new: New) -> Edit:
    """The text with the entry at the end of the list at ``path``."""
    root, document_end = parts_of(text)
    if root is None or root.is_scalar:
        if root is not None and root.end > root.start:
            raise _CannotError("the file is a single word")
        return _lines_at(text, document_end, new, 2, 4, f"{path[-1]}:")
    owner = root
    for step in path[:-1]:
        owner = _step(owner, step)
    key = str(path[-1])
    section = owner.value(key)
    if section is None:
        end = document_end if owner is root else None
        return _with_new_section(text, owner, key, new, end)
    if section.is_alias:
        raise _CannotError("it is an alias of something else")
    if section.in_brackets and (owner.in_brackets or text[section.start + 1 : section.end - 1].strip()):
        return _into_brackets(text, section, _json(new.entry))
    if section.in_brackets or section.is_scalar:  # nothing is there yet: [], null, ~ or no word
        if owner.in_brackets:
            space = "" if text[section.start - 1].isspace() else " "
            return _spliced(text, [(section.start, section.end, f"{space}[{_json(new.entry)}]")], section.start)
        return _below_key(text, owner, section, new)
    return _below_entries(text, section, new)


def _step(owner: Part, step: str | int) -> Part:
    """The part that a step of a path leads to."""
    inner = owner.parts[step] if isinstance(step, int) else owner.value(step)
    if inner is None or inner.is_alias:
        raise _CannotError(f"{step if isinstance(step, str) else 'the entry'} is an alias of something else")
    return inner


def _below_entries(text: str, section: Part, new: New) -> Edit:
    """Under the last entry of a list in lines, indented like it, and set apart like it."""
    last = section.parts[-1]
    beside = last.column - section.column
    like_it = not last.in_brackets and 2 <= beside <= 8 and not _BREAK.search(text, last.start - beside, last.start)
    apart = len(section.parts) > 1 and bool(_BLANK_LINE.search(text, section.parts[-2].end, last.start))
    keys = section.column + (beside if like_it else 2)
    return _lines_at(text, _after(text, section.end, section.column), new, section.column, keys, blank=apart)


def _below_key(text: str, owner: Part, section: Part, new: New) -> Edit:
    """Under the key of a list that is empty; the word or the brackets that say so go."""
    start = section.start
    while section.end > section.start and text[start - 1] in " \t":
        start -= 1
    text, dash = text[:start] + text[section.end :], owner.column + 2
    return _lines_at(text, _after(text, start, dash), new, dash, dash + 2)


def _with_new_section(text: str, owner: Part, key: str, new: New, document_end: int | None) -> Edit:
    """The key with its list at the end of a mapping that has no such key, or of the document."""
    if owner.in_brackets:
        return _into_brackets(text, owner, f"{json.dumps(key)}: [{_json(new.entry)}]")
    column = owner.column
    heading = f"{' ' * column}{key}:"
    if document_end is None:
        return _lines_at(text, _after(text, owner.end, column), new, column + 2, column + 4, heading)
    apart = not owner.counts_blank_lines and not _BLANK_LINE.search(text, max(0, document_end - 4), document_end)
    return _lines_at(text, document_end, new, column + 2, column + 4, heading, blank=apart)


def _into_brackets(text: str, outer: Part, piece: str) -> Edit:
    """At the end of a list or mapping in brackets: on a line of its own where the last entry has one."""
    if not outer.parts:
        return _spliced(text, [(outer.end - 1, outer.end - 1, piece)], outer.end - 1)
    last = outer.parts[-1].end
    comma = _skip(text, last)
    has_comma = text[comma] == ","
    stop = comma + 1 if has_comma else last
    rest = _REST_OF_LINE.match(text, stop)
    if rest is None:  # the bracket closes on this line
        return _spliced(text, [(stop, stop, f" {piece}," if has_comma else f", {piece}")], stop)
    begun = outer.parts[-1 if outer.is_list else -2].start
    before = text[_line_start(text, begun) : begun]
    indent = before if not before.strip() else " " * (len(before) - len(before.lstrip(" ")) + 2)
    line = f"{_newline(text, rest.end())}{indent}{piece}{',' if has_comma else ''}"
    pieces = [*([] if has_comma else [(last, last, ",")]), (rest.end(), rest.end(), line)]
    return Edit(_spliced(text, pieces, 0).text, _line(text, rest.end()) + 1)


def _lines_at(  # noqa: PLR0913, PLR0917  (one for each thing that may differ)
    text: str, at: int, new: New, dash: int, keys: int, heading: str = "", *, blank: bool = False
) -> Edit:
    """The entry's lines where a line begins, or at the end of a last line that has no end."""
    newline = _newline(text, at)
    before = newline if at > 0 and text[at - 1] not in "\r\n" else ""
    before += newline if blank else ""
    before += heading + newline if heading else ""
    entry = list(entry_lines(new, dash, keys))
    comments = next(number for number, line in enumerate(entry) if not line.lstrip().startswith("#"))
    piece = before + newline.join(entry) + newline
    return Edit(text[:at] + piece + text[at:], _line(text[:at] + before, at + len(before)) + comments)


def _spliced(text: str, pieces: Sequence[tuple[int, int, str]], at: int) -> Edit:
    """The text with each ``[start:end]``, in order, replaced; the entry begins in the line of ``at``."""
    done, new = 0, ""
    for start, end, piece in pieces:
        new += text[done:start] + piece
        done = end
    return Edit(new + text[done:], _line(text, at))


def _after(text: str, end: int, column: int) -> int:
    """Where the line after the one with ``end`` begins, behind the comments that belong to what ends there.

    Comments right below belong to it from ``column`` on; after a blank line, those that are deeper.
    """
    if end and text[end - 1] in "\r\n":  # a text that counts its blank lines
        return end
    at = belongs = _next_line(text, end)
    apart = False
    while at < len(text):
        following = _next_line(text, at)
        words = text[at:following].lstrip(" ")
        indent = following - at - len(words)
        if not words.strip():
            apart = True
        elif words.startswith("#") and (indent > column or (indent == column > 0 and not apart)):
            belongs = following
        else:
            break
        at = following
    return belongs


def _skip(text: str, at: int) -> int:
    """The offset of the next character that is no white space and no comment."""
    found = _SPACES_AND_COMMENTS.match(text, at)
    return found.end() if found else at


def _json(entry: Mapping[str, Any]) -> str:
    return json.dumps(entry, ensure_ascii=False)


def _line(text: str, at: int) -> int:
    """The number of the line with the offset, from 1."""
    return len(_BREAK.findall(text, 0, at)) + 1


def _line_start(text: str, at: int) -> int:
    return max(text.rfind("\n", 0, at), text.rfind("\r", 0, at)) + 1


def _next_line(text: str, at: int) -> int:
    found = _BREAK.search(text, at)
    return found.end() if found else len(text)


def _newline(text: str, at: int) -> str:
    """How the line before an offset ends; in a first line, how it ends itself."""
    before = _BREAK.findall(text, 0, at)
    found = before[-1:] or _BREAK.findall(text)[:1] or ["\n"]
    return str(found[0])
