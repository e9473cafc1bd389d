"""A project's files as text: only from inside the project, only up to a limit, each problem a finding."""

import codecs
import errno
import hashlib
import os
import re
import stat
from dataclasses import dataclass, replace
from pathlib import Path

from geomap.findings import Finding, Location, echo

# Characters that XML 1.0 and YAML both reject: control characters, surrogates, U+FFFE and U+FFFF. Text without them can
# be written to every export.
CONTROL = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# The bytes that all encodings of these in UTF-8 have one of, and most texts have none of.
_BYTES_OF_CONTROL = bytes([*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), 0x7F, 0xC2, 0xED, 0xEF])
_OTHER_BYTES = bytes(set(range(256)).difference(_BYTES_OF_CONTROL))

# What is left of Windows-1252 in text that was decoded as Latin-1: "It\x92s". U+0085 is also a line end, and stays.
_RESIDUE = {
    code: bytes([code]).decode("cp1252")
    for code in range(0x80, 0xA0)
    if code not in {0x81, 0x85, 0x8D, 0x8F, 0x90, 0x9D}
}

_C1 = re.compile("[\x80-\x9f]")

_UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_UTF32_MARKS = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)
NOT_A_FOLDER = ("this is a file, not a folder", "rename it, and put your files into a folder of this name")
"""Message and help for a file in place of ``data`` or ``seeds``."""
_SAVE_AS = "save the file as UTF-8"
_MISSING, _FOLDER = "there is no such file", "this is a folder, not a file"
_OF_LISTED = {
    _MISSING: ("the symbolic link leads to no file", "restore the file that it leads to, or remove the link"),
    _FOLDER: (_FOLDER, "give the folder another name, or remove it"),
}


@dataclass(frozen=True)
class Source:
    """A file that was read: its name as a person would type it, its text to the letter, the SHA-256 of its bytes."""

    name: str
    text: str
    sha256: str


@dataclass(frozen=True)
class Content:
    """A file that was read: its name as a person would type it, its bytes, and their SHA-256."""

    name: str
    data: bytes
    sha256: str


@dataclass(frozen=True)
class Kind:
    """A kind of file: its limit in bytes, the codes where it is too large or not text, and the help for the first."""

    limit: int
    too_large: str
    not_text: str
    smaller: str = "split it into several files"
    prose: bool = False  # whether the residue of another encoding is read as the characters it was


def name_of(path: Path, root: Path) -> str:
    """The file's path as findings show it: relative to the project if it is inside, with forward slashes."""
    try:
        shown = Path(os.path.abspath(path)).relative_to(os.path.abspath(root))  # noqa: PTH100  (keeps symlinks as typed)
    except ValueError:
        shown = path
    return echo(os.fsencode(shown.as_posix()).decode(errors="replace"), limit=300)


def read_text(path: Path, root: Path, kind: Kind, *, anywhere: bool = False) -> Source | Finding:
    """The text of a file of the project, or the finding that explains why it cannot be read.

    Line ends are kept; a byte order mark is removed. The arguments are those of ``read_content``.
    """
    content = read_content(path, root, kind, anywhere=anywhere)
    return content if isinstance(content, Finding) else text_of(content, kind)


def text_of(content: Content, kind: Kind) -> Source | Finding:
    """The text of bytes, or the finding that explains why they are not text."""
    text = decoded(content.data, content.name, kind.not_text, prose=kind.prose)
    return text if isinstance(text, Finding) else Source(content.name, text, content.sha256)


def draft_of(text: str, path: Path, root: Path) -> Source:
    """An unsaved text as the content of the file at ``path``."""
    return Source(name_of(path, root), text, hashlib.sha256(text.encode()).hexdigest())


def read_content(path: Path, root: Path, kind: Kind, *, anywhere: bool = False) -> Content | Finding:
    """The bytes of a file of the project, or the finding that explains why it cannot be read.

    Args:
        path: the file; symlinks are followed as long as they stay inside ``root``.
        root: the project's folder.
        kind: its limit and codes.
        anywhere: whether it may be outside the project, because the user named it.
    """
    name = name_of(path, root)
    try:
        if not (anywhere or is_inside(path, root)):
            return Finding(Location(name), "A005", "the file is outside the project", "copy it into the project")
        data = _bytes(path, kind.limit)
    except (OSError, ValueError, RuntimeError) as problem:  # a NUL in the path, a loop of symlinks
        return Finding(Location(name), "Y001", *why_unreadable(problem))
    return content_of(data, name, kind)


def content_of(data: bytes, name: str, kind: Kind) -> Content | Finding:
    """Bytes as content, or the finding that they are too many."""
    if len(data) > kind.limit:
        size = f"larger than {kind.limit / 1_000_000:g} MB"
        return Finding(Location(name), kind.too_large, f"the file is {size}", kind.smaller)
    return Content(name, data, hashlib.sha256(data).hexdigest())


def is_inside(path: Path, root: Path) -> bool:
    """Whether the path, as written and with every symlink followed, is in the project."""
    # These functions take a third of the time of those of Path, and a project may have thousands of articles.
    return all(_is_below(way(path), way(root)) for way in (os.path.abspath, os.path.realpath))


def _is_below(path: str, folder: str) -> bool:
    path, folder = os.path.normcase(path), os.path.normcase(folder)
    return path == folder or path.startswith(folder.rstrip(os.sep) + os.sep)


def _bytes(path: Path, limit: int) -> bytes:
    """At most one byte more than the limit of a regular file; a pipe or a device is never opened for long."""
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    with os.fdopen(descriptor, "rb") as file:
        mode = os.fstat(descriptor).st_mode
        if stat.S_ISDIR(mode):
            raise IsADirectoryError(errno.EISDIR, "a folder")
        if not stat.S_ISREG(mode):
            raise OSError(errno.EINVAL, "a pipe or device")
        return file.read(limit + 1)


def of_listed(finding: Finding) -> Finding:
    """The finding about a file that was found in a folder: no one has misspelt its path."""
    message, advice = _OF_LISTED.get(finding.message, (finding.message, finding.help))
    return replace(finding, message=message, help=advice)


def why_unreadable(problem: Exception, what: str = "file") -> tuple[str, str]:
    """Message and help for a file or folder that cannot be opened."""
    if isinstance(problem, FileNotFoundError | NotADirectoryError):
        return _MISSING, "check the spelling of its path"
    if isinstance(problem, IsADirectoryError):
        return _FOLDER, "write the path of a file in it"
    if isinstance(problem, PermissionError):
        return f"permission to read the {what} was denied", "change its permissions"
    why = echo(getattr(problem, "strerror", None) or problem)
    return f"the file cannot be opened ({why})", "save its content as a file, or make the file readable"


def without_residue(text: str) -> str:
    r"""The text with the characters of Windows-1252 in place of the C1 controls; no offset changes.

    >>> without_residue("It\x92s")
    'It’s'
    """
    return text.translate(_RESIDUE) if not text.isascii() and _C1.search(text) else text


def find_control(text: str) -> re.Match[str] | None:
    """The first control character. Most texts are searched by their bytes, in a tenth of the time."""
    may_have = text.encode(errors="surrogatepass").translate(None, _OTHER_BYTES)
    return CONTROL.search(text) if may_have else None


def decoded(content: bytes, name: str, code: str, *, prose: bool = False) -> str | Finding:
    """Bytes in UTF-8, or in UTF-16 with a byte order mark, as text without control characters."""
    if content.startswith(_UTF32_MARKS):
        return Finding(Location(name), code, "the file is in UTF-32", _SAVE_AS)
    encoding = "utf-16" if content.startswith(_UTF16_MARKS) else "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as problem:
        before = content[: problem.start].decode(encoding, errors="ignore")
        wrong = f"byte 0x{content[problem.start]:02X} is not {'UTF-16' if encoding == 'utf-16' else 'UTF-8'}"
        return Finding(position(before, len(before), name), code, wrong, _SAVE_AS)
    text = without_residue(text) if prose else text
    if control := find_control(text):
        binary = "\0" in text[:4096]
        advice = f"{_SAVE_AS} if it is text" if binary else "delete it; use an editor that shows invisible characters"
        found = f"the text contains the control character U+{ord(control[0]):04X}"
        return Finding(position(text, control.start(), name), code, found, advice)
    return text


def position(text: str, offset: int, name: str) -> Location:
    """The location in the file of the character at ``offset``."""
    return Location(name, text.count("\n", 0, offset) + 1, offset - (text.rfind("\n", 0, offset) + 1) + 1)
