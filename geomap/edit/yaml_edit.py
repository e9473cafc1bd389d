"""Change the text of a YAML file and keep every other line.

Every change is verified: the new text, read again, has the values that the same change of the data gives.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import yaml
from pydantic import BaseModel

from geomap._gc import without_collector
from geomap.edit.entry_model import key_order
from geomap.edit.yaml_format import NewEntry
from geomap.edit.yaml_nodes import LINE_BREAK, comparable, line_start, next_line, parse_nodes
from geomap.edit.yaml_text import NoPlaceError, Path, append_entry, append_item, parse_list, remove_value, set_value
from geomap.errors import GeomapError
from geomap.findings import ProjectError
from geomap.model import GazetteerFile
from geomap.model.origin import position_of
from geomap.read.kept import read_kept
from geomap.read.yaml.nodes import Document, read_yaml

_INDICATOR = re.compile(r"[&*!]\S|<<\s*:")
"""What may be an anchor, an alias, a tag or a merge."""
_ELSEWHERE = "another part of the file would change too"


class EditError(GeomapError, ValueError):
    """The file cannot be changed; it is as it was."""


class InsertError(EditError):
    """The file is written in a way that leaves no place for a new entry."""


@dataclass(frozen=True)
class SetValue:
    """Set a key, or an entry of a list, to a value that is not empty. A list's length as last step appends to it."""

    path: Path
    value: Any


@dataclass(frozen=True)
class RemoveValue:
    """Remove a key or an entry of a list. What becomes empty is removed too, up to an entry of a list."""

    path: Path


@dataclass(frozen=True)
class AppendEntry:
    """Add an entry to one of the file's lists, such as ``places``."""

    section: str
    entry: Mapping[str, Any]


Step = SetValue | RemoveValue | AppendEntry


def _read(text: str, name: str) -> Document:
    """The values of a text without mistakes."""
    document = read_kept(text, name)
    if document.findings:
        raise ProjectError(document.findings)
    return document


def _insert_error(name: str, section: str, reason: str) -> InsertError:
    hint = "add it by hand or use --file to choose another file"
    return InsertError(f"{name}: cannot add an entry under {section}: {reason}", hint)


@without_collector()
def change_text(text: str, name: str, steps: Sequence[Step], model: type[BaseModel] = GazetteerFile) -> str:
    """The text of a file after several steps. A value that a step sets to what it is already stays as written.

    Args:
        text: of the file, without its byte order mark.
        name: of the file, for messages.
        steps: in order. The indices of the file's own lists are those of ``text``, whatever was removed or added.
        model: the format of the file; new keys are written in its order.

    Raises:
        ProjectError: the text is not valid YAML.
        EditError: a step cannot be made without changing something else.
    """
    document = _read(text, name)
    data = document.value if isinstance(document.value, dict) else {}
    parts = _parts(text, document, steps)
    if parts is None:
        part = _Part(0, len(text), data)
        new = part.changed(text, name, steps, model)
    else:
        new = text
        for part, own in sorted(parts, key=lambda one: -one[0].start):
            new = new[: part.start] + part.changed(text[part.start : part.end], name, own, model) + new[part.end :]
    # A part without a line break of its own, such as an emptied file, gets those of the file.
    breaks = set(LINE_BREAK.findall(text)) if "\r" in text else set()
    return LINE_BREAK.sub(breaks.pop(), new) if len(breaks) == 1 else new


@dataclass
class _Part:
    """A part of a file that can be read alone: all of it, a key with its value, or some entries of a list.

    Attributes:
        start, end: its offsets in the file.
        data: its values; a list of entries for some entries of a list.
        section: the key of the list that it is a part of; None for another part.
        first: the index of its first entry in that list.
    """

    start: int
    end: int
    data: Any
    section: str | None = None
    first: int = 0

    def changed(self, text: str, name: str, steps: Sequence[Step], model: type[BaseModel]) -> str:
        """Its text after the steps, verified."""
        data = comparable(self.data)
        gone: dict[str, list[int]] = {}
        for step in steps:
            if isinstance(step, AppendEntry):
                text, data = self._append(text, data, step, name)
                continue
            path = self._path(step.path, gone)
            for each in _smaller_steps(data, path, step):
                order = key_order(model, (self.section, *each.path) if self.section else each.path)
                text, data = _apply(text, data, each, order[1:] if self.section else order, name)
            if isinstance(step, RemoveValue) and len(step.path) == 2 and isinstance(step.path[1], int):
                gone.setdefault(str(step.path[0]), []).append(step.path[1])
        after = read_yaml(text, name)
        if after.findings or comparable(_without_nothing(after.value, data)) != comparable(data):
            raise _unchangeable(name, _ELSEWHERE)
        return text

    def _path(self, path: Path, gone: Mapping[str, Sequence[int]]) -> Path:
        """A path in the file as one in this part after removals."""
        if len(path) > 1 and isinstance(path[1], int):
            index = path[1] - sum(1 for each in gone.get(str(path[0]), ()) if each < path[1])
            return (index - self.first, *path[2:]) if self.section else (path[0], index, *path[2:])
        return path

    def _append(self, text: str, data: Any, step: AppendEntry, name: str) -> tuple[str, Any]:
        entry = dict(step.entry)
        listed = data if self.section else data.get(step.section) or []
        if not isinstance(listed, list):
            raise _insert_error(name, step.section, _ELSEWHERE)
        try:
            if self.section:
                return append_item(text, parse_list(text), NewEntry(entry, [])), [*listed, comparable(entry)]
            new = append_entry(text, (step.section,), NewEntry(entry, []))
        except NoPlaceError as reason:
            raise _insert_error(name, step.section, str(reason)) from None
        except yaml.YAMLError:
            raise _insert_error(name, step.section, _ELSEWHERE) from None
        return new, {**data, step.section: [*listed, comparable(entry)]}


def _parts(text: str, document: Document, steps: Sequence[Step]) -> list[tuple[_Part, list[Step]]] | None:
    """The smallest parts of a file that the steps concern, each with its steps; None for the file as a whole."""
    node = document.origin.node
    if node is None or len(node) < 2 or _has_references(text, _offset(text, node[0])):
        return None
    by_section: dict[str, list[Step]] = {}
    for step in steps:
        by_section.setdefault(_section(step), []).append(step)
    found: list[tuple[_Part, list[Step]]] = []
    for section, own in by_section.items():
        entries = document.value.get(section)
        if isinstance(entries, list):
            parts = _parts_of_list(text, document, section, own)
        else:
            part = _key_part(text, document, section)
            parts = [(part, own)] if part else None
        if parts is None:
            return None
        found += parts
    return found


def _has_references(text: str, start: int) -> bool:
    """Whether parts of a text may be connected that are far from each other: by anchors and aliases, or documents."""
    ends = ("\n---", "\r---", "\n...", "\r...")
    if any(end in text[start:] for end in ends):
        return True
    found = (match.start() for match in _INDICATOR.finditer(text, start))
    return any(at == 0 or text[at - 1] in " \t\r\n[{," for at in found)


def _section(step: Step) -> str:
    return step.section if isinstance(step, AppendEntry) else str(step.path[0])


def _parts_of_list(
    text: str, document: Document, section: str, steps: Sequence[Step]
) -> list[tuple[_Part, list[Step]]] | None:
    """The same for the steps in one of the file's lists."""
    count = len(document.value[section])
    spans = [_span(step, count) for step in steps]
    found = []
    for first, last in _merged(spans):
        part = _entries_part(text, document, section, first, last) if last else None
        own = [step for step, span in zip(steps, spans, strict=True) if first <= span[0] and span[1] <= last]
        if part is None or sum(isinstance(step, RemoveValue) and len(step.path) == 2 for step in own) >= last - first:
            return None
        found.append((part, own))
    return found


def _span(step: Step, count: int) -> tuple[int, int]:
    """The entries of a list that a step needs, half-open: a new one is written like the last two, a removal leaves one.

    Empty at 0 for a step that needs the whole file.
    """
    if isinstance(step, AppendEntry):
        return max(0, count - 2), count
    index = step.path[1] if len(step.path) > 1 else None
    if not isinstance(index, int) or index >= count:
        return 0, 0
    return (max(0, index - 1), min(count, index + 2)) if len(step.path) == 2 else (index, index + 1)


def _merged(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Half-open spans, those that overlap as one."""
    merged: list[tuple[int, int]] = []
    for first, last in sorted(spans):
        if merged and first < merged[-1][1]:
            merged[-1] = merged[-1][0], max(last, merged[-1][1])
        else:
            merged.append((first, last))
    return merged


def _key_part(text: str, document: Document, key: str) -> _Part | None:
    """A key of the file with its value, if both are written in a block."""
    bounds = _key_bounds(text, document, key)
    if bounds is None:
        return None
    part = _Part(*bounds, {key: document.value[key]})
    return part if _reads_as(part, text) else None


def _key_bounds(text: str, document: Document, key: str) -> tuple[int, int] | None:
    keys = document.origin.node[1]
    if not isinstance(keys, dict) or key not in keys:
        return None
    starts = sorted(_offset(text, mark) for mark, _ in keys.values())
    start = _offset(text, keys[key][0])
    end = next((each for each in starts if each > start), len(text))
    begins_line = line_start(text, start) == start and (end == len(text) or line_start(text, end) == end)
    return (start, end) if begins_line else None


def _entries_part(text: str, document: Document, section: str, first: int, last: int) -> _Part | None:
    """Some entries of a list, if each begins with a hyphen on its own line."""
    bounds = _key_bounds(text, document, section)
    nodes = document.origin.node[1][section][1][1] if bounds else []
    if bounds is None or len(nodes) < last:
        return None
    ends = [_hyphen_line(text, _offset(text, nodes[index][0])) for index in (first, last) if index < len(nodes)]
    start, end = [*ends, bounds[1]][:2]
    if start is None or end is None:
        return None
    if first == 0:  # with the comments above the first entry
        start = min(start, next_line(text, bounds[0]))
    part = _Part(start, end, document.value[section][first:last], section, first)
    return part if _reads_as(part, text) else None


def _offset(text: str, mark: int) -> int:
    """The offset of a mark in the text."""
    line, column = position_of(mark)
    return _line_starts(text)[line - 1] + column - 1


@lru_cache(maxsize=1)  # an edit asks for several positions in one text
def _line_starts(text: str) -> list[int]:
    return [0, *(found.end() for found in LINE_BREAK.finditer(text))]


def _hyphen_line(text: str, at: int) -> int | None:
    """The start of the line of the hyphen before an entry that begins on the same line."""
    start = line_start(text, at)
    return start if text[start:at].strip(" ") == "-" else None


def _reads_as(part: _Part, text: str) -> bool:
    """Whether the part, read alone, has the values that it has in the file, and shows its line ends."""
    if not LINE_BREAK.search(text, part.start, part.end):
        return False
    alone = read_yaml(text[part.start : part.end], "")
    return not alone.findings and comparable(alone.value) == comparable(part.data)


def _smaller_steps(data: Any, path: Path, step: SetValue | RemoveValue) -> list[SetValue | RemoveValue]:
    """The step as steps that each change one value, so that what is the same in a list or mapping stays as written."""
    if isinstance(step, RemoveValue) or step.value in ({}, []):
        return [RemoveValue(_emptied(data, path))]
    return _steps_between(_at(data, path), comparable(step.value), path)


def _steps_between(old: Any, new: Any, path: Path) -> list[SetValue | RemoveValue]:
    if old == new and type(old) is type(new):
        return []
    if isinstance(old, dict) and isinstance(new, dict) and old and new:
        changed = [step for key in new for step in _steps_between(old.get(key, _MISSING), new[key], (*path, key))]
        return [*changed, *(RemoveValue((*path, key)) for key in old if key not in new)]
    if isinstance(old, list) and isinstance(new, list) and old and new:
        return _steps_between_lists(old, new, path)
    return [SetValue(path, new)]


def _steps_between_lists(old: list[Any], new: list[Any], path: Path) -> list[SetValue | RemoveValue]:
    """Removals where the new list is shorter, else changes of its entries in order and new ones at its end."""
    if len(new) >= len(old):
        padded = [*old, *[_MISSING] * (len(new) - len(old))]
        pairs = enumerate(zip(padded, new, strict=True))
        return [step for at, (one, other) in pairs for step in _steps_between(one, other, (*path, at))]
    start = next((at for at, (one, other) in enumerate(zip(old, new, strict=False)) if one != other), len(new))
    surplus = len(old) - len(new)
    removed: list[SetValue | RemoveValue] = [RemoveValue((*path, start)) for _ in range(surplus)]
    return [*removed, *_steps_between_lists([*old[:start], *old[start + surplus :]], new, path)]


_MISSING = object()


def _at(data: Any, path: Path) -> Any:
    """The value at a path; missing if there is none."""
    for step in path:
        try:
            data = data[step]
        except (KeyError, IndexError, TypeError):
            return _MISSING
    return data


def _emptied(data: Any, path: Path) -> Path:
    """The path of what is removed with a value: of the outermost parent that has nothing else, up to a list's entry."""
    while len(path) > 1:
        parent = _at(data, path[:-1])
        if not isinstance(parent, dict | list) or len(parent) != 1 or (len(path) > 1 and isinstance(path[-2], int)):
            return path
        path = path[:-1]
    return path


def _apply(
    text: str, data: Any, step: SetValue | RemoveValue, orders: Sequence[Sequence[str]], name: str
) -> tuple[str, Any]:
    """The text and the data after one small step."""
    try:
        root, _ = parse_nodes(text)
        if isinstance(step, SetValue):
            return set_value(text, root, step.path, step.value, orders), with_value(data, step.path, step.value)
        if root is None or _at(data, step.path) is _MISSING:
            raise EditError(f"{name}: there is nothing to remove at {_shown(step.path)}")
        return remove_value(text, root, step.path), without_value(data, step.path)
    except NoPlaceError as reason:
        raise _unchangeable(name, f"{_shown(step.path)}: {reason}") from None
    except yaml.YAMLError:  # an earlier step has made it invalid
        raise _unchangeable(name, _ELSEWHERE) from None


def with_value(data: Any, path: Path, value: Any) -> Any:
    """A copy of the data with a value at a path; missing mappings and lists on the way are created."""
    if not path:
        return value
    step, rest = path[0], path[1:]
    if isinstance(step, int):
        listed = list(data or ())
        if step == len(listed):
            return [*listed, with_value(None, rest, value)]
        return [*listed[:step], with_value(listed[step], rest, value), *listed[step + 1 :]]
    mapping = data if isinstance(data, dict) else {}
    return {**mapping, step: with_value(mapping.get(step), rest, value)}


def without_value(data: Any, path: Path) -> Any:
    """A copy of the data without the key or the entry of a list at a path."""
    step, rest = path[0], path[1:]
    if isinstance(step, int):
        return [*data[:step], *([without_value(data[step], rest)] if rest else []), *data[step + 1 :]]
    return {
        key: each if key != step else without_value(each, rest) for key, each in data.items() if rest or key != step
    }


def without_empty(data: Any, path: Path) -> Any:
    """A copy of the data without a value, and without what is empty then, up to an entry of a list."""
    return without_value(data, _emptied(data, path))


def read_values(text: str, name: str) -> Any:
    """The values of a text, which no one may change.

    Raises:
        ProjectError: the text is not valid YAML.
    """
    return _read(text, name).value


def _without_nothing(value: Any, expected: Any) -> Any:
    """A text without a value is an empty mapping or list."""
    return type(expected)() if value is None and isinstance(expected, dict | list) else value


def _unchangeable(name: str, reason: str) -> EditError:
    return EditError(f"{name}: the change cannot be written: {reason}", "change it by hand in a text editor")


def _shown(path: Path) -> str:
    return ".".join(map(str, path))
