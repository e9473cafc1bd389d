"""Changes of one value in a YAML text. Each function returns the new text; all other lines keep every byte.

A YAML library that writes a whole file keeps its comments, but it wraps long lines, sets its own indentation and
spacing, and changes line ends. So the text is not written again: libyaml's events show where a value is and how it is
indented, and only its lines are written.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from geomap.edit.yaml_format import NewEntry, entry_lines, flow_scalar, inline_value, key_lines, quoted, scalar
from geomap.edit.yaml_nodes import (
    Node,
    line_after,
    line_start,
    newline_at,
    next_line,
    parse_nodes,
    replaced,
    skip_space,
)

Path = tuple[str | int, ...]

_BLANK_LINE = re.compile(r"(?>\r\n|\r|\n)[ \t]*(?>\r\n|\r|\n)")
_REST_OF_LINE = re.compile(r"[ \t]*(?:(?<=\s)#[^\r\n]*)?(?=[\r\n]|\Z)")
_COMMENT_LINE = re.compile(r"[ \t]*#")


class NoPlaceError(Exception):
    """Why the text has no place for a change."""


def append_entry(text: str, path: Sequence[str | int], entry: NewEntry) -> str:
    """The text with the entry at the end of the list at ``path``, which is created if it is missing or empty."""
    root, document_end = parse_nodes(text)
    if root is None or root.is_scalar:
        if root is not None and root.end > root.start:
            raise NoPlaceError("the file is a single value, not a mapping")
        return _insert_lines(text, document_end, [f"{path[-1]}:", *entry_lines(entry)])
    owner = root
    for step in path[:-1]:
        owner = _descend(owner, step)
    section = owner.value(str(path[-1]))
    if section is None:
        return _insert_section(text, owner, str(path[-1]), entry, document_end if owner is root else None)
    if section.is_alias:
        raise NoPlaceError("it is an alias")
    if section.is_flow and (owner.is_flow or text[section.start + 1 : section.end - 1].strip()):
        return _insert_into_brackets(text, section, _json(entry.values))
    if section.is_flow or section.is_scalar:  # an empty list: [], null, ~ or no value
        if owner.is_flow:
            space = "" if text[section.start - 1].isspace() else " "
            return replaced(text, [(section.start, section.end, f"{space}[{_json(entry.values)}]")])
        column = owner.column + 2
        return _insert_below_key(text, section, list(entry_lines(entry, column, column + 2)), column)
    return append_item(text, section, entry)


def parse_list(text: str) -> Node:
    """The list that a text consists of."""
    root, _ = parse_nodes(text)
    if root is None or not root.is_list or not root.children:
        raise NoPlaceError("the list is empty")
    return root


def append_item(text: str, listed: Node, entry: NewEntry | Any) -> str:
    """Below the last entry of a list, with its indentation and its blank line; in brackets if the list is."""
    if listed.is_flow:
        value = entry.values if isinstance(entry, NewEntry) else entry
        return _insert_into_brackets(text, listed, _flow(value, listed.children[-1] if listed.children else None))
    last = listed.children[-1]
    indent = last.column - listed.column
    same_line = line_start(text, last.start) == line_start(text, last.start - indent)
    keys = listed.column + (indent if not last.is_flow and 2 <= indent <= 8 and same_line else 2)
    blank = len(listed.children) > 1 and bool(_BLANK_LINE.search(text, listed.children[-2].end, last.start))
    at = line_after(text, listed.end, listed.column)
    if isinstance(entry, Mapping):
        entry = NewEntry(dict(entry), [])
    if isinstance(entry, NewEntry):
        lines = list(entry_lines(entry, listed.column, keys))
    else:
        lines = [f"{' ' * listed.column}- {_like(last, entry)}"]
    return _insert_lines(text, at, lines, blank=blank)


def set_value(text: str, root: Node | None, path: Path, value: Any, orders: Sequence[Sequence[str]]) -> str:
    """The text with another value at a path; missing mappings and lists on the way are created.

    Args:
        text: of the document.
        root: its root node.
        path: to the value; a list's length as a step appends to the list.
        value: neither an empty list nor an empty mapping.
        orders: for each step of the path, the keys of the mapping that it is in, in the order of the format.
    """
    if root is None:
        _, end = parse_nodes(text)
        return _insert_lines(text, end, _section_lines(str(path[0]), _nested(path[1:], value), 0))
    node, owner, key = root, None, None
    for at, step in enumerate(path):
        if node.is_alias:
            raise NoPlaceError("it is an alias")
        if node.is_scalar or (node.is_flow and not node.children and key is not None):  # no value yet
            return _replace(text, owner, key, node, _nested(path[at:], value))
        if isinstance(step, int):
            if step == len(node.children):
                return append_item(text, node, _nested(path[at + 1 :], value))
            owner, key, node = node, None, node.children[step]
            continue
        index = node.index(step)
        if index is None and node is root and not root.is_flow and isinstance(_nested(path[at + 1 :], value), Mapping):
            return _insert_section_of_values(text, root, step, _nested(path[at + 1 :], value), orders[at])
        if index is None:
            return _insert_key(text, node, step, _nested(path[at + 1 :], value), orders[at])
        owner, key, node = node, node.children[index], node.children[index + 1]
    return _replace(text, owner, key, node, value)


def remove_value(text: str, root: Node, path: Path) -> str:
    """The text without a key of a mapping, or an entry of a list, that is not the only one."""
    owner = root
    for step in path[:-1]:
        owner = _descend(owner, step)
    last = path[-1]
    index = last if isinstance(last, int) else owner.index(last)
    if index is None:
        raise NoPlaceError("it is in a merged mapping")
    step = 1 if owner.is_list else 2
    if owner.is_flow:
        return _remove_from_brackets(text, owner, index, step)
    if owner.is_list:
        return _remove_item(text, owner, index)
    if owner is root and len(root.children) == step and parse_nodes(text)[1] < len(text):  # … needs a document
        return replaced(text, [(root.start, root.end, "{}")])
    return _remove_key(text, owner, index)


def _nested(path: Sequence[str | int], value: Any) -> Any:
    """The value inside the mappings and lists that a path leads through."""
    for step in reversed(path):
        value = {step: value} if isinstance(step, str) else [value]
    return value


def _descend(owner: Node, step: str | int) -> Node:
    """The node that one step of a path leads to."""
    inner = owner.children[step] if isinstance(step, int) else owner.value(step)
    if inner is None or inner.is_alias:
        raise NoPlaceError(f"{step if isinstance(step, str) else 'the report'} is an alias")
    return inner


def _insert_section_of_values(text: str, root: Node, key: str, value: Any, order: Sequence[str]) -> str:
    """A new mapping in the file: at its end, or above the first key if the format has it first."""
    lines = _section_lines(key, value, root.column)
    first = root.children[0]
    if order[:1] == (key,) and line_start(text, first.start) + root.column == first.start:
        return _insert_lines(text, line_start(text, first.start), lines)
    return _insert_lines(text, line_after(text, root.end, root.column), lines)


def _section_lines(key: str, value: Any, column: int) -> list[str]:
    """The lines of a key of the file; a mapping has a line for each of its keys."""
    if not isinstance(value, Mapping):
        return list(key_lines(key, value, column))
    return [
        f"{' ' * column}{key}:",
        *(line for inner, each in value.items() for line in key_lines(inner, each, column + 2)),
    ]


def _insert_key(text: str, owner: Node, key: str, value: Any, order: Sequence[str]) -> str:
    """A new key in a mapping: below the nearest of its keys that the format has before this one, else below its last.

    A comment directly below that key and as far to the left belongs to the next key, if there is one.
    """
    if owner.is_flow:
        return _insert_into_brackets(text, owner, f"{_flow_key(key)}: {_flow(value, None)}")
    keys = [getattr(name.event, "value", None) for name in owner.children[::2]]
    before = order[: order.index(key)] if key in order else ()
    index = max((at for at, name in enumerate(keys) if name in before), default=0 if key in order else len(keys) - 1)
    column = owner.column
    is_last = index == len(keys) - 1
    at = line_after(text, owner.children[2 * index + 1].end, column if is_last else column + 1)
    return _insert_lines(text, at, list(key_lines(key, value, column)))


def _replace(text: str, owner: Node | None, key: Node | None, node: Node, value: Any) -> str:
    """Another value in place of a node, which is the value of ``key`` or an entry of the list ``owner``."""
    if node.is_scalar:
        node = replace(node, end=node.start + len(text[node.start : node.end].rstrip(" \t\r\n")))
    if owner is not None and owner.is_flow:
        return replaced(text, [(node.start, node.end, _spaced(text, node, _flow(value, node)))])
    if key is None or owner is None:
        return replaced(text, [(node.start, node.end, _spaced(text, node, _like(node, value)))])
    lines = _value_lines(text, owner, node, value)
    first, rest = lines[0], lines[1:]
    if node.is_scalar or node.is_alias or node.is_flow:
        if not rest:
            return replaced(text, [(node.start, node.end, _spaced(text, node, first))])
        if first:  # the heading of a text over several lines
            body = newline_at(text, node.end).join(lines)
            return replaced(text, [(node.start, node.end, _spaced(text, node, body))])
        return _insert_below_key(text, node, rest, owner.column + 1)
    colon = text.index(":", key.end)
    start = next_line(text, colon) if text[colon + 1 : node.start].strip(" \t") else node.start
    end = next_line(text, node.end)
    newline = newline_at(text, node.end)
    below = "".join(f"{line}{newline}" for line in rest)
    return replaced(text, [(colon + 1, colon + 1, f" {first}" if first else ""), (start, end, below)])


def _value_lines(text: str, owner: Node, node: Node, value: Any) -> list[str]:
    """What follows a key and its colon: the rest of its line, then the lines below."""
    if not isinstance(value, Mapping | list):
        style = node.event.style if node.is_scalar else None
        plain = not isinstance(value, str) or (style in {"'", '"'} and "\n" not in value)
        if plain or _has_comment(text, node):
            return [_like(node, value)]
    lines = list(key_lines("k", value, owner.column))
    return [lines[0][owner.column + 2 :].lstrip(" "), *lines[1:]]


def _has_comment(text: str, node: Node) -> bool:
    """Whether a comment follows a node on its last line."""
    return text[node.end : next_line(text, node.end)].strip() != ""


def _spaced(text: str, node: Node, piece: str) -> str:
    """The piece with the space that a value needs after its colon or hyphen."""
    return piece if node.start and text[node.start - 1] in " \t\r\n[{" else f" {piece}"


def _like(node: Node, value: Any) -> str:
    """A value on one line of a block, in the quotes of the node in whose place or next to which it is written."""
    if not isinstance(value, str):
        return inline_value(value)
    style = node.event.style if node.is_scalar else None
    if style == "'" and value.isprintable():
        return "'" + value.replace("'", "''") + "'"
    return quoted(value) if style == '"' else scalar(value)


def _flow(value: Any, sibling: Node | None) -> str:
    """A value in brackets, in the quotes of a sibling."""
    if isinstance(value, str) and sibling is not None and sibling.is_scalar:
        style = sibling.event.style
        if style == "'" and value.isprintable():
            return "'" + value.replace("'", "''") + "'"
        return flow_scalar(value) if style not in {'"', "'"} else quoted(value)
    return _json(value)


def _flow_key(key: str) -> str:
    return flow_scalar(key)


def _json(values: Any) -> str:
    return json.dumps(values, ensure_ascii=False)


def _insert_below_key(text: str, value: Node, lines: Sequence[str], column: int) -> str:
    """Lines below a key; the value after the key is removed, such as brackets or ``null``."""
    start = value.start
    while value.end > value.start and text[start - 1] in " \t":
        start -= 1
    text = text[:start] + text[value.end :]
    return _insert_lines(text, line_after(text, start, column), lines)


def _insert_section(text: str, owner: Node, key: str, entry: NewEntry, document_end: int | None) -> str:
    """A new key with its list at the end of a mapping, or of the document if ``document_end`` is given."""
    if owner.is_flow:
        return _insert_into_brackets(text, owner, f"{json.dumps(key)}: [{_json(entry.values)}]")
    column = owner.column
    lines = [f"{' ' * column}{key}:", *entry_lines(entry, column + 2, column + 4)]
    if document_end is None:
        return _insert_lines(text, line_after(text, owner.end, column), lines)
    blank = not owner.ends_in_blank_lines and not _BLANK_LINE.search(text, max(0, document_end - 4), document_end)
    return _insert_lines(text, document_end, lines, blank=blank)


def _insert_into_brackets(text: str, outer: Node, piece: str) -> str:
    """At the end of a list or mapping in brackets; on its own line if the last entry has one."""
    if not outer.children:
        return replaced(text, [(outer.end - 1, outer.end - 1, piece)])
    last = outer.children[-1].end
    comma = skip_space(text, last)
    has_comma = text[comma] == ","
    stop = comma + 1 if has_comma else last
    rest = _REST_OF_LINE.match(text, stop)
    if rest is None:  # the bracket closes on this line
        return replaced(text, [(stop, stop, f" {piece}," if has_comma else f", {piece}")])
    first = outer.children[-1 if outer.is_list else -2].start
    before = text[line_start(text, first) : first]
    indent = before if not before.strip() else " " * (len(before) - len(before.lstrip(" ")) + 2)
    line = f"{newline_at(text, rest.end())}{indent}{piece}{',' if has_comma else ''}"
    return replaced(text, [*([] if has_comma else [(last, last, ",")]), (rest.end(), rest.end(), line)])


def _insert_lines(text: str, at: int, lines: Sequence[str], *, blank: bool = False) -> str:
    """Lines at the start of a line, or at the end of a file whose last line has no line break."""
    newline = newline_at(text, at)
    before = newline if at > 0 and text[at - 1] not in "\r\n" else ""
    before += newline if blank else ""
    return text[:at] + before + newline.join(lines) + newline + text[at:]


def _remove_from_brackets(text: str, owner: Node, index: int, step: int) -> str:
    """Without one of several entries of a list or mapping in brackets, and its comma."""
    children = owner.children
    if len(children) == step:
        return replaced(text, [(children[0].start, children[-1].end, "")])
    if index + step < len(children):
        return replaced(text, [(children[index].start, children[index + step].start, "")])
    return replaced(text, [(children[index - 1].end, children[index + step - 1].end, "")])


def _remove_key(text: str, owner: Node, index: int) -> str:
    """Without the lines of a key and its value; the comments around them stay."""
    key, value = owner.children[index], owner.children[index + 1]
    start, end = line_start(text, key.start), _end_of_lines(text, max(key.end + 1, value.end), key.column + 1)
    before = text[start : key.start]
    if not before.strip():
        return replaced(text, [(start, end, "")])
    if index + 2 >= len(owner.children):
        raise NoPlaceError("it is on the line of another value")
    following = owner.children[index + 2]  # the first key, on the line of the hyphen, which stays
    if following.column != key.column:
        raise NoPlaceError("the keys are not below each other")
    if "#" in text[value.end : following.start]:
        at_hyphen = len(before.rstrip(" ")) + start
        end = max(value.end, key.end + 1)
        comment = end + len(text[end:]) - len(text[end:].lstrip(" \t"))
        return replaced(text, [(at_hyphen, comment, " " if text[comment] == "#" else "")])
    return replaced(text, [(key.start, following.start, "")])


def _remove_item(text: str, owner: Node, index: int) -> str:
    """Without the lines of an entry, the comments directly above and inside it, and one blank line."""
    item = owner.children[index]
    start = line_start(text, text.rindex("-", 0, max(item.start, 1)))
    if text[start : start + owner.column + 1].strip() != "-":
        raise NoPlaceError("it is on the line of another value")
    end = _end_of_lines(text, item.end, owner.column + 1)
    lead = " " * owner.column + "#"
    while (above := line_start(text, max(start - 1, 0))) < start and text.startswith(lead, above):
        start = above
    blank_above = start == 0 or text[line_start(text, start - 1) : start].strip() == ""
    below = next_line(text, end)
    is_last = index == len(owner.children) - 1
    if blank_above and below > end and text[end:below].strip() == "" and not is_last:
        end = below
    elif blank_above and is_last and start and index:
        start = line_start(text, start - 1)
    return replaced(text, [(start, end, "")])


def _end_of_lines(text: str, end: int, column: int) -> int:
    """The start of the line after a value and the comments that are indented by ``column`` or more."""
    if end and text[end - 1] in "\r\n":
        return end
    at = next_line(text, end)
    while at < len(text):
        following = next_line(text, at)
        line = text[at:following]
        if not _COMMENT_LINE.match(line) or len(line) - len(line.lstrip(" ")) < column:
            break
        at = following
    return at
