"""YAML with a position for every node.

libyaml's events, in YAML 1.2's core schema (``no`` and ``12:30`` are text), become plain Python values and, in
parallel, a tree of positions (see ``geomap.model.origin``). Nothing is ever executed or constructed; size, depth and
the expansion of aliases are bounded; every finding has its line and column.
"""

from dataclasses import dataclass, field
from itertools import islice
from typing import Any, NoReturn

import yaml
from yaml import (
    AliasEvent,
    DocumentEndEvent,
    DocumentStartEvent,
    MappingEndEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
    StreamStartEvent,
)
from yaml._yaml import CParser  # what yaml.parse uses, without a wrapper around every event

from geomap.findings import Finding, Location, echo
from geomap.model.origin import Origin, mark_of, position_of
from geomap.read.files import CONTROL, position
from geomap.read.yaml.errors import explain
from geomap.read.yaml.scalars import CORE, TYPED_START, core_value, tagged_value, unknown_tag

MAX_DEPTH = 50
"""Deepest nesting, aliases included; a GeoJSON MultiPolygon in a place has 10 levels."""
MAX_VALUES = 5_000_000
"""Most keys, values and ends of lists and mappings in a file; 100,000 full places have some 4 million."""
MAX_ALIASED = 1_000_000
"""Most of these that all aliases together may expand to."""

Read = tuple[Any, Any]  # a value and its position node

_LINE_BREAKS = "\x85\u2028\u2029"  # line ends to YAML 1.1 and libyaml, text to YAML 1.2 and every editor


@dataclass(frozen=True, eq=False)
class Document:
    """A YAML file's one document.

    Attributes:
        value: dicts, lists, str, int, float, bool and None; None where the file is empty or could not be read.
        origin: the positions, in the same shape.
        findings: the mistakes; the value then contains everything that could be read.
        complete: whether the file could be read to its end.
    """

    value: Any
    origin: Origin
    findings: list[Finding] = field(default_factory=list)
    complete: bool = True


def read_yaml(text: str, name: str) -> Document:
    """The one document of a YAML text; ``name`` is the file's, for findings."""
    if breaks := [(text.index(odd), odd) for odd in _LINE_BREAKS if odd in text]:
        at, odd = min(breaks)
        found = f"the character U+{ord(odd):04X} is a line break that editors do not show"
        finding = Finding(position(text, at, name), "Y003", found, "delete it, or use an ordinary line break")
        return Document(None, Origin(name), [finding], complete=False)
    reader = _Reader(text, name)
    try:
        value, node = reader.document()
    except yaml.YAMLError as problem:
        reader.findings.append(explain(problem, text, name))
    except _Stop:
        pass
    else:
        return Document(value, Origin(name, node), reader.findings)
    return Document(None, Origin(name), reader.findings, complete=False)


class _Stop(Exception):  # noqa: N818  (not an error: the finding is already there)
    """The rest of the file cannot be read."""


def _mark(event: Any) -> int:
    """The position of an event, in a third of the memory that the parser's mark takes."""
    start = event.start_mark
    return mark_of(start.line, start.column)


class _Merge(str):
    """The unquoted key ``<<``."""

    __slots__ = ()


class _Reader:
    """Turns events into values with position nodes; a nested collection is a nested call.

    Most of the time is spent in :meth:`mapping` and :meth:`sequence`, so these two handle scalars themselves.
    """

    def __init__(self, text: str, name: str) -> None:
        self.name = name
        self.events = islice(iter(CParser(text).get_event, None), MAX_VALUES)
        self.escapes = "\\" in text  # only then can quoted text contain a control character
        self.findings: list[Finding] = []
        self.known_keys: dict[str, str] = {}  # plain text keys by themselves; sharing them saves time and memory
        self.anchors: dict[str, Read] = {}
        self.unfinished: list[str] = []  # anchors of the collections being read
        self.sizes: dict[int, tuple[Any, int, int]] = {}  # id of an anchored collection → itself, its size and depth
        self.aliased = 0  # values that aliases have expanded to so far

    def document(self) -> Read:
        """The document; None without a position if there is none."""
        read: Read | None = None
        for event in self.events:
            kind = type(event)
            if kind is DocumentStartEvent:
                self.check_start(event, first=read is None)
            elif kind is ScalarEvent:
                read = (self.scalar(event), (_mark(event),))
            elif kind is StreamEndEvent:
                return read or (None, None)
            elif kind not in {StreamStartEvent, DocumentEndEvent}:
                read = self.collection(event, 0)
        raise self.too_many()

    def mapping(self, mark: int, depth: int) -> Read:
        """The mapping that begins at ``mark``."""
        values: dict[str, Any] = {}
        nodes: dict[str, Any] = {}
        known_keys, events = self.known_keys, self.events
        for event in events:
            if type(event) is ScalarEvent:
                key = known_keys.get(event.value)
                if key is None or key in values or event.anchor is not None:
                    key = self.new_key(event, nodes)
            elif type(event) is MappingEndEvent:
                if "<<" in values:
                    self.merge(values, nodes)
                return values, (mark, nodes)
            else:
                key = self.checked_key(self.collection(event, depth)[0], _mark(event), nodes)
            item = next(events, None)
            if type(item) is ScalarEvent:
                value = item.value
                if value[:1] in TYPED_START or item.anchor is not None or not item.implicit[0]:
                    value = self.scalar(item)
                values[key] = value
                nodes[key] = (_mark(event), (_mark(item),))
            else:
                values[key], node = self.collection(item, depth)
                nodes[key] = (_mark(event), node)
        raise self.too_many()

    def sequence(self, mark: int, depth: int) -> Read:
        """The list that begins at ``mark``."""
        values: list[Any] = []
        nodes: list[Any] = []
        for event in self.events:
            if type(event) is ScalarEvent:
                value = event.value
                if value[:1] in TYPED_START or event.anchor is not None or not event.implicit[0]:
                    value = self.scalar(event)
                values.append(value)
                nodes.append((_mark(event),))
            elif type(event) is SequenceEndEvent:
                return values, (mark, nodes)
            else:
                value, node = self.collection(event, depth)
                values.append(value)
                nodes.append(node)
        raise self.too_many()

    def collection(self, event: Any, depth: int) -> Read:
        """The list, mapping or alias that begins with this event, ``depth`` levels deep."""
        if type(event) is AliasEvent:
            return self.alias(event, depth)
        if event is None:
            raise self.too_many()
        mark, anchor = _mark(event), event.anchor
        if depth >= MAX_DEPTH:
            self.stop("Y006", mark, f"more than {MAX_DEPTH} levels deep", "write it flatter")
        listed = type(event) is SequenceStartEvent
        if event.tag is not None and event.tag not in {"!", f"{CORE}seq" if listed else f"{CORE}map"}:
            self.report("Y007", mark, unknown_tag(event.tag), "remove it")
        if anchor is None:
            return self.sequence(mark, depth + 1) if listed else self.mapping(mark, depth + 1)
        self.anchors.pop(anchor, None)
        self.unfinished.append(anchor)
        read = self.sequence(mark, depth + 1) if listed else self.mapping(mark, depth + 1)
        self.unfinished.pop()
        self.anchors[anchor] = read
        self.sizes[id(read[0])] = (read[0], *self.measured(read[0]))
        return read

    def measured(self, value: Any) -> tuple[int, int]:
        """The number of values in a value, itself and aliases included, and its depth."""
        if not isinstance(value, dict | list):
            return 1, 0
        if id(value) in self.sizes:
            return self.sizes[id(value)][1:]
        inner = [self.measured(item) for item in (value.values() if isinstance(value, dict) else value)]
        return 1 + sum(size for size, _ in inner), 1 + max((height for _, height in inner), default=0)

    def alias(self, event: Any, depth: int) -> Read:
        """The value of an alias, at the alias's position, while all of them together stay small."""
        name, mark = event.anchor, _mark(event)
        if name not in self.anchors:
            inside = name in self.unfinished
            found = f"the alias *{echo(name)} {'is inside its own anchor' if inside else 'has no anchor'}"
            advice = f'put "*{echo(name)}" in quotes if it is text, or add the anchor &{echo(name)} to a value above'
            self.report("Y005", mark, found, "write it out" if inside else advice)
            return None, (mark,)
        value, node = self.anchors[name]
        size, height = self.measured(value)
        self.aliased += size
        if self.aliased > MAX_ALIASED:
            self.stop("Y005", mark, f"aliases expand to more than {MAX_ALIASED:,} values", "write out what you need")
        if depth + height > MAX_DEPTH:
            self.stop("Y006", mark, f"more than {MAX_DEPTH} levels deep, aliases included", "write it flatter")
        return value, (mark, *node[1:])

    def merge(self, values: dict[str, Any], nodes: dict[str, Any]) -> None:
        """``<<``: add the entries of one mapping or of a list of them, except keys that are already here."""
        if not any(type(key) is _Merge for key in values):  # it is in quotes
            return
        merged, (key_mark, node) = values.pop("<<"), nodes.pop("<<")
        parts = list(zip(merged, node[1], strict=True)) if isinstance(merged, list) else [(merged, node)]
        for value, (_, *inner) in parts:
            if not isinstance(value, dict):
                found = "the value of << is not a mapping"
                self.report("Y005", key_mark, found, "write the alias of a mapping: <<: *name")
                return
            for key, item in value.items():
                if key not in values:
                    values[key] = item
                    nodes[key] = inner[0][key]

    def scalar(self, event: Any) -> Any:
        """The value of a scalar: text if quoted, by its tag if it has one, else by the core schema."""
        value = event.value
        plain, quoted = event.implicit
        if plain:
            value = core_value(value)
        elif not quoted:
            value, wrong = tagged_value(value, event.tag)
            if wrong:
                self.report("Y007", _mark(event), wrong, "remove it; quotes make any value text")
        if self.escapes and isinstance(value, str) and (control := CONTROL.search(value)):
            found = f"the text contains the control character U+{ord(control[0]):04X}"
            self.report("Y003", _mark(event), found, "remove the escape")
            value = CONTROL.sub("", value)
        if event.anchor is not None:
            self.anchors[event.anchor] = (value, (_mark(event),))
        return value

    def new_key(self, event: Any, nodes: dict[str, Any]) -> str:
        """A key that is new in this file, or that needs a check."""
        if event.value == "<<" and event.implicit[0]:
            return _Merge(self.checked_key("<<", _mark(event), nodes))
        value = self.scalar(event)
        if value == event.value == core_value(event.value):
            self.known_keys[value] = value
        return self.checked_key(value, _mark(event), nodes)

    def checked_key(self, key: Any, mark: int, nodes: dict[str, Any]) -> str:
        """The key as text, with a finding if it is not text or a duplicate."""
        if isinstance(key, dict | list):
            self.stop("Y007", mark, "a list or mapping is used as a key", "put text that starts with { or [ in quotes")
        if not isinstance(key, str):
            shown = "null" if key is None else str(key).lower() if isinstance(key, bool) else echo(key)
            self.report("Y007", mark, f"the key {shown} is not text", f'write it in quotes: "{shown}"')
            key = shown
        if key in nodes:
            found = f'duplicate key "{echo(key)}", first in line {position_of(nodes[key][0])[0]}'
            self.report("Y004", mark, found, "keep one of the two")
        return str(key)

    def check_start(self, event: Any, *, first: bool) -> None:
        """Report a second document, and directives that would change the meaning of the text."""
        mark = _mark(event)
        if not first:
            self.stop("Y007", mark, "a second document begins here", "delete the line ---, or use another file")
        if event.version is not None and tuple(event.version) != (1, 2):
            shown = ".".join(map(str, event.version))
            self.report(
                "Y007", mark, f"the file requires YAML {shown} and is read as YAML 1.2", "delete the line %YAML"
            )
        if event.tags:
            self.report("Y007", mark, "the file declares tags", "delete the line %TAG")

    def report(self, code: str, mark: int, found: str, advice: str) -> None:
        """Add a finding and continue."""
        self.findings.append(Finding(Location(self.name, *position_of(mark)), code, found, advice))

    def stop(self, code: str, mark: int, found: str, advice: str) -> NoReturn:
        """Add a finding and stop."""
        self.report(code, mark, found, advice)
        raise _Stop

    def too_many(self) -> _Stop:
        """Add the finding for too many events."""
        found = f"more than {MAX_VALUES:,} keys and values"
        self.findings.append(Finding(Location(self.name), "Y006", found, "split the file into several"))
        return _Stop()
