"""Text that YAML or Markdown would read without an error, and not as the editor means it."""

import re

from geomap.findings import Finding, Location, echo
from geomap.read.files import position
from geomap.read.ignore_comments import inside_scalars

_CONFLICT = re.compile(r"^<{7} .*$(?=(?:[^\n]*\n)*?={7}\r?$)", re.MULTILINE)
# A number sign after a space and right before a letter or digit: most editors put a space after it.
_HASH = re.compile(r"#(?<=[ \t]#)(?=[^\s#!])[^\n]*")


def merge_conflict(text: str, name: str, first_line: int = 1) -> Finding | None:
    """The finding for an unresolved merge conflict in a text that begins on ``first_line`` of its file."""
    found = _CONFLICT.search(text) if "<<<<<<< " in text else None
    if found is None:
        return None
    at = position(text, found.start(), name)
    return Finding(
        Location(name, at.line + first_line - 1, at.column),
        "Y008",
        f"an unresolved merge conflict begins here: {echo(found[0].strip())}",
        "keep one of the two versions, or both, and delete the lines <<<<<<<, ======= and >>>>>>>",
    )


def lost_text(text: str, name: str) -> list[Finding]:
    """A warning for each text that ``#`` cuts off, as in ``title: Radar #3``."""
    found = [match for match in _HASH.finditer(text) if _follows_a_value(text, match.start())]
    inside = inside_scalars(text, [match.start() for match in found]) if found else set()
    return [
        Finding(
            position(text, match.start(), name),
            "Y009",
            f'"{echo(match[0].strip())}" is a comment and not part of the text',
            "put the whole text in quotes, or write a space after # if it is a comment",
        )
        for match in found
        if match.start() not in inside
    ]


def _follows_a_value(text: str, at: int) -> bool:
    """Whether the line has something other than spaces and comments before an offset."""
    before = text[text.rfind("\n", 0, at) + 1 : at]
    return bool(before.strip()) and not re.search(r"(?:^|\s)#", before)
