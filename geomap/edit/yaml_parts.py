"""Where the lists and mappings of a YAML text begin and end, for what is put into them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

_KEEPS_BLANK_LINES = re.compile(r"[|>]\d?\+")
_HYPHEN = re.compile(r"(?<![^\r\n]) *-(?=\s)")  # the first thing in its line


@dataclass
class Part:
    """A node of the YAML and where it stands: offsets in code points, the end after its last character.

    Attributes:
        column: of its first character, from 0: of a list in lines, that of its hyphens; of a mapping, of its keys.
        parts: of a list its entries, of a mapping its keys and values by turns.
    """

    event: Any
    start: int
    end: int
    column: int
    parts: list["Part"] = field(default_factory=list)

    @property
    def in_brackets(self) -> bool:
        """Whether it is a list or mapping in brackets."""
        return bool(getattr(self.event, "flow_style", False))

    @property
    def is_list(self) -> bool:
        """Whether it is a list."""
        return isinstance(self.event, yaml.SequenceStartEvent)

    @property
    def is_scalar(self) -> bool:
        """Whether it is a single value, or no word at all."""
        return isinstance(self.event, yaml.ScalarEvent)

    @property
    def is_alias(self) -> bool:
        """Whether it stands for something else."""
        return isinstance(self.event, yaml.AliasEvent)

    def value(self, key: str) -> "Part | None":
        """What stands under a key of a mapping."""
        pairs = zip(self.parts[::2], self.parts[1::2], strict=True)
        return next((value for name, value in pairs if getattr(name.event, "value", None) == key), None)

    @property
    def counts_blank_lines(self) -> bool:
        """Whether it ends in a text that counts the blank lines after it."""
        last = self
        while last.parts:
            last = last.parts[-1]
        return last.is_scalar and last.event.style in {"|", ">"} and last.event.value.endswith("\n\n")


def parts_of(text: str) -> tuple[Part | None, int]:
    """The one document of a YAML text that can be read, None where there is none; and the offset where it ends."""
    events: Iterator[Any] = iter(yaml.parse(text, Loader=yaml.CLoader))
    root, end = None, len(text)
    for event in events:
        begun: Any = event.start_mark
        if isinstance(event, yaml.DocumentEndEvent) and event.explicit:
            end = begun.index
        elif isinstance(event, yaml.NodeEvent):
            root = _part(event, events, text)
    return root, end


def _part(event: Any, events: Iterator[Any], text: str) -> Part:
    """The node that begins with this event."""
    part = Part(event, event.start_mark.index, event.end_mark.index, event.start_mark.column)
    if isinstance(event, yaml.CollectionStartEvent):
        for inner in events:
            ended: Any = inner.end_mark
            if isinstance(inner, yaml.CollectionEndEvent):
                if part.in_brackets:
                    part.end = ended.index
                elif part.parts:  # the mark of an end without a bracket is that of what follows
                    part.end = part.parts[-1].end
                break
            part.parts.append(_part(inner, events, text))
        if event.anchor is not None or event.tag is not None:
            part.column = _column(part, text)
    elif part.is_scalar and event.style in {"|", ">"}:
        written = text[part.start : part.end]
        if not _KEEPS_BLANK_LINES.search(re.split(r"[\r\n]", written, maxsplit=1)[0]):
            part.end = part.start + len(written.rstrip(" \t\r\n"))
    return part


def _column(part: Part, text: str) -> int:
    """The column of a list's hyphens or a mapping's keys where an anchor or a tag stands before them."""
    if part.is_list and not part.in_brackets and (hyphen := _HYPHEN.search(text, part.start)):
        return len(hyphen[0]) - 1
    return part.parts[0].column if part.parts else part.column
