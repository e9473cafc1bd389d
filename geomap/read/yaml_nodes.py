"""YAML with a position for every node.

libyaml's events, read as YAML 1.2's core schema reads them (``no`` is a word, ``12:30`` is text), become plain Python
values and, beside them, a tree of positions (see ``geomap.model.origin``). Nothing is ever executed or constructed;
size, depth and what aliases may expand to are bounded; every complaint has its line and column.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, NoReturn

import yaml
from yaml import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)
from yaml._yaml import CParser  # what yaml.parse uses, without a wrapper around every event

from geomap.findings import Finding, Location
from geomap.model.origin import Origin, echo
from geomap.read.files import CONTROL, position
from geomap.read.yaml_scalars import CORE, TYPED_START, core_value, meaningless, tagged_value
from geomap.read.yaml_words import explain

MAX_DEPTH = 50
"""Deepest nesting, aliases included; a GeoJSON MultiPolygon in a place has 10 levels."""
MAX_VALUES = 5_000_000
"""Most keys, values and ends of lists and mappings in a file; 100,000 full places have some 4 million."""
MAX_ALIASED = 1_000_000
"""Most of these that aliases may stand for together."""

_LINE_BREAKS = re.compile("[\x85\u2028\u2029]")  # line ends to YAML 1.1 and libyaml, text to YAML 1.2 and every editor


@dataclass(frozen=True)
class Document:
    """A YAML file's one document.

    Attributes:
        value: dicts, lists, str, int, float, bool and None; None where the file is empty or could not be read.
        origin: the positions, in the same shape.
        findings: what was wrong; the value then holds what could be read all the same.
        complete: whether the reading came to the end.
    """

    value: Any
    origin: Origin
    findings: list[Finding] = field(default_factory=list)
    complete: bool = True


def read_yaml(text: str, name: str) -> Document:
    """The one document of a YAML text; ``name`` is the file's, for findings."""
    if broken := _LINE_BREAKS.search(text):
        found = f"the line break U+{ord(broken[0]):04X} stands here, which editors do not show as one"
        finding = Finding(position(text, broken.start(), name), "Y003", found, "delete it, or break the line as usual")
        return Document(None, Origin(name), [finding], complete=False)
    builder = _Builder(text, name)
    try:
        builder.build(CParser(text))
    except yaml.YAMLError as problem:
        builder.findings.append(explain(problem, text, name))
    except _Stop:
        pass
    else:
        value, node = builder.documents.value, builder.documents.nodes
        return Document(value[0], Origin(name, node[0]), builder.findings) if value else Document(None, Origin(name))
    return Document(None, Origin(name), builder.findings, complete=False)


class _Stop(Exception):  # noqa: N818  (no error: the finding is already there)
    """The rest cannot be read."""


class _Sequence:
    """A list that is being read; also the file itself, as the list of its documents.

    ``size`` and ``height`` are those of the collections in it, with their aliases written out.
    """

    anchor: str | None = None
    size = height = 0

    def __init__(self, mark: Any, builder: "_Builder") -> None:
        self.value: list[Any] = []
        self.nodes: list[Any] = []
        self.mark = mark
        self.builder = builder

    def read(self, events: Iterator[Any]) -> Any:
        """Take scalars as long as they come; the first event that is something else."""
        add, add_node = self.value.append, self.nodes.append
        for event in events:
            if type(event) is not ScalarEvent:
                return event
            value = event.value
            if value[:1] in TYPED_START or event.anchor is not None or not event.implicit[0]:
                value = self.builder.meaning(event)
            add(value)
            add_node((event.start_mark,))
        return None

    def add(self, value: Any, node: Any) -> None:
        """Take a collection that is finished."""
        self.value.append(value)
        self.nodes.append(node)


class _Mapping:
    """A mapping that is being read; ``key`` waits for its value while that is a collection."""

    anchor: str | None = None
    size = height = 0
    key: str | None = None
    key_mark: Any = None
    merges = False

    def __init__(self, mark: Any, builder: "_Builder") -> None:
        self.value: dict[str, Any] = {}
        self.nodes: dict[str, Any] = {}
        self.mark = mark
        self.builder = builder

    def read(self, events: Iterator[Any]) -> Any:
        """Take pairs of scalars as long as they come; the first event that is something else."""
        values, nodes, known_keys = self.value, self.nodes, self.builder.known_keys
        for event in events:
            if type(event) is not ScalarEvent:
                return event
            key = known_keys.get(event.value)
            if key is None or key in values or event.anchor is not None:
                key = self.builder.new_key(event, self)
            item = next(events, None)
            if type(item) is not ScalarEvent:
                self.key, self.key_mark = key, event.start_mark
                return item
            value = item.value
            if value[:1] in TYPED_START or item.anchor is not None or not item.implicit[0]:
                value = self.builder.meaning(item)
            values[key] = value
            nodes[key] = (event.start_mark, (item.start_mark,))
        return None

    def add(self, value: Any, node: Any) -> None:
        """Take a collection or an alias that is finished."""
        if self.key is None:
            self.key, self.key_mark = self.builder.checked_key(value, node[0], self), node[0]
        else:
            self.value[self.key] = value
            self.nodes[self.key] = (self.key_mark, node)
            self.key = None


class _Builder:
    """Turns events into values and positions, without recursion."""

    def __init__(self, text: str, name: str) -> None:
        self.name = name
        self.escapes = "\\" in text  # whether text in quotes may hold any character at all
        self.anchored = "&" in text  # whether there may be anchors, and so aliases
        self.findings: list[Finding] = []
        self.documents = _Sequence(None, self)
        self.open: list[Any] = [self.documents]  # what is being read, outermost first
        self.known_keys: dict[str, str] = {}  # keys seen that mean themselves; shared, they save time and memory
        self.anchors: dict[str, tuple[Any, Any, int, int]] = {}  # name → value, node, size, height
        self.aliased = 0  # what aliases have stood for so far

    def build(self, parser: Any) -> None:
        """Read the documents to the end."""
        events = islice(iter(parser.get_event, None), MAX_VALUES)
        innermost: Any = self.documents
        while (event := innermost.read(events)) is not None:
            kind = type(event)
            if kind is MappingEndEvent or kind is SequenceEndEvent:
                innermost = self.close()
            elif kind is MappingStartEvent or kind is SequenceStartEvent:
                innermost = self.begin(event)
            elif kind is AliasEvent:
                self.alias(event, innermost)
            elif kind is DocumentStartEvent:
                self.document(event)
            elif kind is StreamEndEvent:
                return
        mark = innermost.mark
        self.stop("Y006", mark, f"more than {MAX_VALUES:,} keys and values", "split the file into several")

    def begin(self, event: Any) -> Any:
        """Start a collection."""
        mark = event.start_mark
        if len(self.open) > MAX_DEPTH:
            self.stop("Y006", mark, f"more than {MAX_DEPTH} levels deep", "write it flatter")
        parent = self.open[-1]
        if type(parent) is _Mapping and parent.key is None:
            self.stop("Y007", mark, "a list or mapping is used as a key", "put text that begins with { or [ in quotes")
        a_mapping = type(event) is MappingStartEvent
        if event.tag not in {None, "!", f"{CORE}map" if a_mapping else f"{CORE}seq"}:
            self.report("Y007", mark, meaningless(event.tag), "leave it out")
        started: Any = _Mapping(mark, self) if a_mapping else _Sequence(mark, self)
        if event.anchor is not None:
            started.anchor = event.anchor
            self.anchors.pop(event.anchor, None)
        self.open.append(started)
        return started

    def close(self) -> Any:
        """Finish the innermost collection and give it to the one around it."""
        done = self.open.pop()
        parent = self.open[-1]
        if type(done) is _Mapping and done.merges:
            self.merge(done)
        node = (done.mark, done.nodes)
        if self.anchored:
            size, height = done.size + len(done.value) + 1, done.height + 1
            parent.size += size
            parent.height = max(parent.height, height)
            if done.anchor is not None:
                self.anchors[done.anchor] = (done.value, node, size, height)
        parent.add(done.value, node)
        return parent

    def alias(self, event: Any, parent: Any) -> None:
        """Put in the value that an alias stands for, as long as all of them together stay small."""
        name, mark = event.anchor, event.start_mark
        if name not in self.anchors:
            inside = any(collection.anchor == name for collection in self.open)
            found = f"the alias *{echo(name)} {'stands inside what it repeats' if inside else 'repeats nothing'}"
            advice = f'write "*{echo(name)}" in quotes if it is text, or give a value above the anchor &{echo(name)}'
            self.report("Y005", mark, found, "write it out" if inside else advice)
            parent.add(None, (mark,))
            return
        value, node, size, height = self.anchors[name]
        self.aliased += size
        if self.aliased > MAX_ALIASED:
            self.stop("Y005", mark, f"aliases expand to more than {MAX_ALIASED:,} values", "write out what you need")
        if len(self.open) - 1 + height > MAX_DEPTH:
            self.stop("Y006", mark, f"more than {MAX_DEPTH} levels deep, aliases included", "write it flatter")
        parent.size += size
        parent.height = max(parent.height, height)
        parent.add(value, (mark, *node[1:]))

    def merge(self, mapping: _Mapping) -> None:
        """``<<``: add the entries of one mapping or of a list of them, as far as they are not given here."""
        merged = mapping.value.pop("<<")
        key_mark, node = mapping.nodes.pop("<<")
        parts = list(zip(merged, node[1], strict=True)) if isinstance(merged, list) else [(merged, node)]
        for value, (_, *nodes) in parts:
            if not isinstance(value, dict):
                found = "<< needs a mapping to take entries from"
                self.report("Y005", key_mark, found, "give it the alias of a mapping: <<: *name")
                return
            for key, item in value.items():
                if key not in mapping.value:
                    mapping.value[key] = item
                    mapping.nodes[key] = nodes[0][key]

    def meaning(self, event: Any) -> Any:
        """The value of a scalar: in quotes it is text, with a tag what the tag says, else what the core schema says."""
        value, tag = event.value, event.tag
        plain, quoted = event.implicit
        if plain:
            value = core_value(value)
        elif not quoted:
            value, wrong = tagged_value(value, tag)
            if wrong:
                self.report("Y007", event.start_mark, wrong, "leave it out; quotes make any value text")
        if self.escapes and isinstance(value, str) and (control := CONTROL.search(value)):
            found = f"the text holds the control character U+{ord(control[0]):04X}"
            self.report("Y003", event.start_mark, found, "leave the escape out")
            value = CONTROL.sub("", value)
        if event.anchor is not None:
            self.anchors[event.anchor] = (value, (event.start_mark,), 1, 0)
        return value

    def new_key(self, event: Any, mapping: _Mapping) -> str:
        """A key for the first time in this file, or one that is odd."""
        if event.value == "<<" and event.implicit[0]:
            mapping.merges = True
            return self.checked_key("<<", event.start_mark, mapping)
        value = self.meaning(event)
        if value == event.value == core_value(event.value):
            self.known_keys[value] = value
        return self.checked_key(value, event.start_mark, mapping)

    def checked_key(self, key: Any, mark: Any, mapping: _Mapping) -> str:
        """The key as text, with a finding where it is none or stands there already."""
        if isinstance(key, dict | list):
            self.stop("Y007", mark, "a list or mapping is used as a key", "give the key as text")
        if not isinstance(key, str):
            shown = "null" if key is None else str(key).lower() if isinstance(key, bool) else echo(key)
            self.report("Y007", mark, f"the key {shown} is not text", f'write it in quotes: "{shown}"')
            key = shown
        if key in mapping.value:
            first = mapping.nodes[key][0].line + 1
            self.report(
                "Y004", mark, f'the key "{echo(key)}" stands here again, first in line {first}', "keep one of the two"
            )
        return str(key)

    def document(self, event: Any) -> None:
        """Refuse a second document, and directives that would change what the text means."""
        mark = event.start_mark
        if self.documents.value:
            self.stop("Y007", mark, "a second document begins here", "keep one document in a file; delete the line ---")
        if event.version is not None and tuple(event.version) != (1, 2):
            shown = ".".join(map(str, event.version))
            self.report(
                "Y007", mark, f"the file asks for YAML {shown} and is read as YAML 1.2", "delete the line %YAML"
            )
        if event.tags:
            self.report("Y007", mark, "the file declares tags of its own", "delete the line %TAG")

    def report(self, code: str, mark: Any, found: str, advice: str) -> None:
        """A finding after which the reading goes on."""
        self.findings.append(Finding(Location(self.name, mark.line + 1, mark.column + 1), code, found, advice))

    def stop(self, code: str, mark: Any, found: str, advice: str) -> NoReturn:
        """A finding after which it does not."""
        self.report(code, mark, found, advice)
        raise _Stop
