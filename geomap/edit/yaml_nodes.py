"""The nodes of a YAML text with their offsets, as libyaml's events show them."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

LINE_BREAK = re.compile(r"\r\n|\r|\n")
_SPACES_AND_COMMENTS = re.compile(r"(?:[ \t\r\n]|(?<=\s)#[^\r\n]*)*")
_KEEPS_BLANK_LINES = re.compile(r"[|>]\d?\+")
_HYPHEN = re.compile(r"(?<![^\r\n]) *-(?=\s)")  # the first character of a line that is not a space


@dataclass
class Node:
    """A YAML node and its position: offsets in code points; ``end`` is after its last character.

    Attributes:
        column: of its first character, from 0: the column of the hyphens of a block list, of the keys of a mapping.
        children: the entries of a list; the keys and values of a mapping, alternating.
    """

    event: Any
    start: int
    end: int
    column: int
    children: list["Node"] = field(default_factory=list)

    @property
    def is_flow(self) -> bool:
        """Whether it is a list or mapping in brackets."""
        return bool(getattr(self.event, "flow_style", False))

    @property
    def is_list(self) -> bool:
        """Whether it is a list."""
        return isinstance(self.event, yaml.SequenceStartEvent)

    @property
    def is_scalar(self) -> bool:
        """Whether it is a single value; an empty value is one too."""
        return isinstance(self.event, yaml.ScalarEvent)

    @property
    def is_alias(self) -> bool:
        """Whether it stands for the value of an anchor."""
        return isinstance(self.event, yaml.AliasEvent)

    def index(self, key: str) -> int | None:
        """The index of a key of a mapping among its children."""
        keys = self.children[::2] if isinstance(self.event, yaml.MappingStartEvent) else ()
        return next((2 * at for at, name in enumerate(keys) if getattr(name.event, "value", None) == key), None)

    def value(self, key: str) -> "Node | None":
        """The value of a key of a mapping."""
        index = self.index(key)
        return None if index is None else self.children[index + 1]

    @property
    def ends_in_blank_lines(self) -> bool:
        """Whether it ends in a text that keeps the blank lines after it (``|+``)."""
        last = self
        while last.children:
            last = last.children[-1]
        return last.is_scalar and last.event.style in {"|", ">"} and last.event.value.endswith("\n\n")


def parse_nodes(text: str) -> tuple[Node | None, int]:
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


def _parse_node(event: Any, events: Iterator[Any], text: str) -> Node:
    """The node that starts with this event."""
    node = Node(event, event.start_mark.index, event.end_mark.index, event.start_mark.column)
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


def _column_after_properties(node: Node, text: str) -> int:
    """The column of the hyphens or keys of a node that starts with an anchor or a tag."""
    if node.is_list and not node.is_flow and (hyphen := _HYPHEN.search(text, node.start)):
        return len(hyphen[0]) - 1
    return node.children[0].column if node.children else node.column


def comparable(value: Any) -> Any:
    """The value with plain containers; texts without the line break that the last line of a file may lack."""
    if isinstance(value, Mapping):
        return {key: comparable(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [comparable(each) for each in value]
    return value.rstrip("\r\n") if isinstance(value, str) else value


def line_after(text: str, end: int, column: int) -> int:
    """The start of the line after the one with ``end`` and after the comments that belong to what ends there.

    Directly below, a comment belongs to it if it is indented by ``column`` or more; after a blank line, by more.
    """
    if end and text[end - 1] in "\r\n":  # a text that keeps its blank lines
        return end
    at = belongs = next_line(text, end)
    after_blank = False
    while at < len(text):
        following = next_line(text, at)
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


def skip_space(text: str, at: int) -> int:
    """The offset of the next character that is neither white space nor part of a comment."""
    found = _SPACES_AND_COMMENTS.match(text, at)
    return found.end() if found else at


def line_start(text: str, at: int) -> int:
    """The start of the line that contains the offset."""
    if text[at - 1 : at + 1] == "\r\n":
        at -= 1
    return max(text.rfind("\n", 0, at), text.rfind("\r", 0, at)) + 1


def next_line(text: str, at: int) -> int:
    """The start of the line after the one that contains the offset; the end of the text if there is none."""
    found = LINE_BREAK.search(text, at)
    return found.end() if found else len(text)


def newline_at(text: str, at: int) -> str:
    """The line break before an offset; on the first line, the first line break of the file."""
    before = LINE_BREAK.findall(text, 0, at)
    found = before[-1:] or LINE_BREAK.findall(text)[:1] or ["\n"]
    return str(found[0])


def replaced(text: str, pieces: Iterable[tuple[int, int, str]]) -> str:
    """The text with each ``[start:end]`` replaced. The pieces are disjoint; those at one offset keep their order."""
    done, new = 0, ""
    for start, end, piece in sorted(pieces, key=lambda one: one[:2]):
        new += text[done:start] + piece
        done = end
    return new + text[done:]
