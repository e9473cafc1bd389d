"""XML in which nothing is resolved and nothing fetched: each element of the wanted kinds, with its line and column."""

import io
import xml.sax.handler
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from xml.sax import SAXException, SAXParseException
from xml.sax.xmlreader import AttributesImpl, Locator

# expat under Python's SAX, which gives a line and a column for every element; defusedxml makes it refuse the
# declaration of entities and every reference outside, before anything is expanded. lxml gives no columns, and is 5 MB.
import defusedxml.sax
from defusedxml.common import DefusedXmlException

from geomap.findings import Finding, Location, echo
from geomap.importing.formats.source import ImportFailedError, Source, broken

MAX_DEPTH = 100
"""Elements in each other; folders in folders of a KML file are a dozen."""


@dataclass(slots=True)
class Element:
    """An element: its name without prefix, where it stands, and what is in it."""

    tag: str
    attributes: dict[str, str]
    at: Location
    children: list["Element"] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    within: tuple[str, ...] = ()  # the names of the folders around it

    @property
    def text(self) -> str:
        """Its own words."""
        return "".join(self.texts).strip()

    def each(self, *tags: str) -> Iterator["Element"]:
        """Every element of these names in it, however deep, in their order."""
        waiting = self.children[::-1]
        while waiting:
            element = waiting.pop()
            if element.tag in tags:
                yield element
            waiting += element.children[::-1]

    def first(self, *tags: str) -> "Element | None":
        """The first child of these names."""
        return next((child for child in self.children if child.tag in tags), None)

    def words(self, tag: str) -> str:
        """The words of the first child of a name; empty where there is none."""
        child = self.first(tag)
        return child.text if child else ""


class _Gatherer(xml.sax.handler.ContentHandler):
    """Gathers the elements that are wanted; of the rest, only the names of folders."""

    def __init__(self, name: str, wanted: frozenset[str], limit: int) -> None:
        super().__init__()
        self.name, self.wanted, self.limit = name, wanted, limit
        self.found: list[Element] = []
        self.root = ""
        self._open: list[Element] = []
        self._gathering = 0
        self._locator: Any = None

    def setDocumentLocator(self, locator: Locator) -> None:  # noqa: N802
        self._locator = locator

    def startElement(self, name: str, attrs: AttributesImpl) -> None:  # noqa: N802
        tag = name.rpartition(":")[2]
        at = Location(self.name, self._locator.getLineNumber() or 1, (self._locator.getColumnNumber() or 0) + 1)
        self.root = self.root or tag
        element = Element(tag, {key: attrs[key] for key in attrs.getNames()}, at)
        if len(self._open) >= MAX_DEPTH:
            raise broken(at, f"more than {MAX_DEPTH} elements in each other", "export the file again")
        if self._gathering or tag in self.wanted:
            if not self._gathering:
                element.within = tuple(words for each in self._open if (words := each.words("name")))
                self.found.append(element)
                if len(self.found) > self.limit:
                    raise StopIteration
            elif self._open:
                self._open[-1].children.append(element)
            self._gathering += 1
        elif tag == "name" and self._open:
            self._open[-1].children.append(element)
        self._open.append(element)

    def endElement(self, name: str) -> None:  # noqa: ARG002, N802
        self._open.pop()
        self._gathering -= self._gathering > 0

    def characters(self, content: str) -> None:
        if self._open and (self._gathering or self._open[-1].tag == "name"):
            self._open[-1].texts.append(content)


def read_xml(source: Source, wanted: frozenset[str], roots: frozenset[str], limit: int) -> list[Element]:
    """The elements of the wanted kinds, none of which is looked for in another; at most one more than ``limit``.

    Raises:
        ImportFailedError: the XML is broken, is of another kind, or declares entities or asks for other files.
    """
    gatherer = _Gatherer(source.name, wanted, limit)
    parser = defusedxml.sax.make_parser()
    parser.setContentHandler(gatherer)
    parser.setErrorHandler(xml.sax.handler.ErrorHandler())
    try:
        parser.parse(io.BytesIO(source.data))
    except StopIteration:
        pass
    except DefusedXmlException as problem:
        at = Location(source.name, parser.getLineNumber() or 1, (parser.getColumnNumber() or 0) + 1)
        raise ImportFailedError(
            Finding(at, "I010", _refused(problem), "remove the DOCTYPE and what is in it")
        ) from None
    except SAXParseException as problem:
        at = Location(source.name, problem.getLineNumber() or 1, (problem.getColumnNumber() or 0) + 1)
        raise broken(at, f"the XML is broken here ({echo(problem.getMessage())})", "export the file again") from None
    except (SAXException, LookupError, UnicodeError, ValueError) as problem:
        if isinstance(problem, ImportFailedError):
            raise
        raise broken(Location(source.name), f"the XML cannot be read ({echo(problem)})", "save it as UTF-8") from None
    if gatherer.root not in roots:
        found = f"the file begins with <{echo(gatherer.root)}>, not with <{min(roots)}>"
        raise ImportFailedError(Finding(Location(source.name), "I001", found, "say which --from FORMAT it is"))
    return gatherer.found


def _refused(problem: DefusedXmlException) -> str:
    name = getattr(problem, "name", None) or getattr(problem, "sysid", None)
    said = f' ("{echo(name, 40)}")' if name else ""
    return f"the file declares an entity or asks for another file{said}: nothing of the kind is ever resolved"
