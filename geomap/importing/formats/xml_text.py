"""XML elements with their line and column. Entities are never expanded and other files never opened."""

import io
import re
import xml.sax.handler
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from xml.sax import SAXException, SAXParseException
from xml.sax.xmlreader import AttributesImpl, Locator

from geomap.extras import require
from geomap.findings import Location, echo
from geomap.importing.columns import is_empty
from geomap.importing.errors import BrokenFileError, ImportFailedError, UnknownFormatError, UnsafeFileError
from geomap.importing.log import ImportLog
from geomap.importing.source import SourceFile, too_many

MAX_DEPTH = 100
"""Levels of elements; KML with many folders has about a dozen."""


_ABOUT_FILE = frozenset(
    {*("kml", "Document", "Folder", "gpx", "metadata", "author", "copyright", "rss", "channel", "feed", "image")}
)
"""Elements around those that are imported; the texts in them become comments at the top of the new file."""
_SETTINGS = frozenset({"open", "visibility", "styleUrl", "listItemType"})


@dataclass(slots=True)
class Element:
    """An element, named without its prefix, with its location and content.

    Attributes:
        folders: the names of the elements around it.
    """

    tag: str
    attributes: dict[str, str]
    location: Location
    children: list["Element"] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    folders: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """Its own text."""
        return "".join(self.texts).strip()

    def content(self) -> Any:
        """Everything in it, for a comment: its text, or its attributes and elements by name."""
        inner: dict[str, Any] = dict(self.attributes)
        for child in self.children:
            name = child.tag if child.tag not in inner else f"{child.tag} {len(inner) + 1}"
            inner[name] = child.content()
        if not inner:
            return self.text
        return {"text": self.text, **inner} if self.text else inner

    def content_except(self, *tags: str) -> dict[str, Any]:
        """The content of each child that has none of these names, by its name."""
        found: dict[str, Any] = {}
        for child in self.children:
            if child.tag not in tags and not is_empty(content := child.content()):
                found[child.tag if child.tag not in found else f"{child.tag} {len(found) + 1}"] = content
        return found

    def descendants(self, *tags: str) -> Iterator["Element"]:
        """Every element inside it with one of these names, in document order."""
        waiting = self.children[::-1]
        while waiting:
            element = waiting.pop()
            if element.tag in tags:
                yield element
            waiting += element.children[::-1]

    def child(self, *tags: str) -> "Element | None":
        """The first child with one of these names."""
        return next((child for child in self.children if child.tag in tags), None)

    def child_text(self, tag: str) -> str:
        """The text of the first child with this name; empty if there is none."""
        child = self.child(tag)
        return child.text if child else ""


class _Collector(xml.sax.handler.ContentHandler):
    """Collects the elements with the given names; of the elements around them, only the names."""

    def __init__(self, name: str, tags: frozenset[str], limit: int) -> None:
        super().__init__()
        self.name, self.tags, self.limit = name, tags, limit
        self.found: list[Element] = []
        self.root = ""
        self.about: list[str] = []
        self._open: list[Element] = []
        self._depth = 0  # inside a collected element
        self._locator: Any = None

    def setDocumentLocator(self, locator: Locator) -> None:  # noqa: N802
        self._locator = locator

    def startElement(self, name: str, attrs: AttributesImpl) -> None:  # noqa: N802
        tag = name.rpartition(":")[2]
        location = _location(self.name, self._locator)
        self.root = self.root or tag
        element = Element(tag, {key: attrs[key] for key in attrs.getNames()}, location)
        if len(self._open) >= MAX_DEPTH:
            raise BrokenFileError(f"the XML has more than {MAX_DEPTH} levels", "export the file again", location)
        if self._depth or tag in self.tags:
            if not self._depth:
                element.folders = tuple(text for each in self._open if (text := each.child_text("name")))
                self.found.append(element)
                if len(self.found) > self.limit:
                    raise StopIteration
            elif self._open:
                self._open[-1].children.append(element)
            self._depth += 1
        elif self._is_about_file(tag):
            self._open[-1].children.append(element)
        self._open.append(element)

    def _is_about_file(self, tag: str) -> bool:
        """Whether an element outside all collected ones is about the file, a folder or a channel."""
        return (
            bool(self._open)
            and self._open[-1].tag in _ABOUT_FILE
            and tag not in _ABOUT_FILE - {"copyright"} | _SETTINGS
        )

    def endElement(self, name: str) -> None:  # noqa: ARG002, N802
        element = self._open.pop()
        text = " ".join(element.text.split()) or next(
            (element.attributes[name] for name in ("href", "author") if name in element.attributes), ""
        )
        if not self._depth and self._is_about_file(element.tag) and text:
            outer = self._open[-1].tag
            tag = f"{outer} {element.tag}" if outer in {"author", "copyright", "image"} else element.tag
            is_folder = outer == "Folder"
            if not is_folder or element.tag != "name":
                folder = self._open[-1].child_text("name") if is_folder else ""
                self.about.append(f"{f'{echo(folder, 200)}, ' if folder else ''}{tag}: {echo(text, 1000)}")
        self._depth -= self._depth > 0

    def characters(self, content: str) -> None:
        if self._open and (self._depth or (len(self._open) > 1 and self._open[-2].tag in _ABOUT_FILE)):
            self._open[-1].texts.append(content)


def read_elements(
    source: SourceFile, tags: frozenset[str], root: str | tuple[str, ...], limit: int, log: ImportLog
) -> list[Element]:
    """The outermost elements with the given names, at most one more than ``limit``; the log gets the texts around them.

    Raises:
        ImportFailedError: the XML is broken, has another root, declares entities, refers to other files, or has more
            elements than ``limit``.
    """
    closed = re.compile(rb"</(?:[\w.-]+:)?(?:%s)\s*>" % b"|".join(tag.encode() for tag in sorted(tags)))
    if sum(1 for _ in closed.finditer(source.data)) > limit:  # before a large file is parsed
        raise too_many(source.name)
    # Python's SAX parser gives a line and a column for every element; lxml gives no columns. defusedxml makes it refuse
    # declarations of entities and external references before anything is expanded.
    defused_sax, defused_errors = (require(f"defusedxml.{name}", extra="import") for name in ("sax", "common"))
    collector = _Collector(source.name, tags, limit)
    parser = defused_sax.make_parser()
    parser.setContentHandler(collector)
    parser.setErrorHandler(xml.sax.handler.ErrorHandler())
    try:
        parser.parse(io.BytesIO(source.data))
    except StopIteration:
        pass
    except defused_errors.DefusedXmlException as error:
        declared = getattr(error, "name", None) or getattr(error, "sysid", None)
        what = f' ("{echo(declared, 40)}")' if declared else ""
        message = f"the file declares an entity or refers to another file{what}, which geomap never opens"
        raise UnsafeFileError(message, "remove the DOCTYPE", _location(source.name, parser)) from None
    except SAXParseException as error:
        location = _location(source.name, error)
        message = f"invalid XML ({echo(error.getMessage())})"
        raise BrokenFileError(message, "export the file again", location) from None
    except (SAXException, LookupError, UnicodeError, ValueError) as error:
        if isinstance(error, ImportFailedError):
            raise
        raise BrokenFileError(f"invalid XML ({echo(error)})", "save it as UTF-8", Location(source.name)) from None
    roots = (root,) if isinstance(root, str) else root
    if collector.root not in roots:
        message = f"the file starts with <{echo(collector.root)}>, not with <{'> or <'.join(roots)}>"
        raise UnknownFormatError(message, "name the format with --from FORMAT", Location(source.name))
    log.about += collector.about
    return collector.found


def _location(name: str, locator: Any) -> Location:
    return Location(name, locator.getLineNumber() or 1, (locator.getColumnNumber() or 0) + 1)
