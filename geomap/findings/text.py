"""Findings as text for people, and text from files made safe to print."""

import difflib
import re
import shlex
import unicodedata
from collections.abc import Container, Iterable

from geomap.findings.finding import Accepted, Finding

# Control characters, line and paragraph separators, and the characters that change a terminal's writing direction.
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")


def as_text(finding: Finding, source_line: str = "", accepted: Accepted | None = None) -> str:
    """The finding for a terminal: location, code, message; the line with a caret; the help.

    An accepted finding has the reason instead of the help.
    """
    status = "accepted" if accepted else finding.severity
    lines = [f"{finding.location}: {status} {finding.code} {finding.message}"]
    if source_line.strip():
        number = str(finding.location.line)
        shown, column = excerpt(source_line, finding.location.column - 1)
        gutter = " " * len(number)
        lines += [f"{gutter} |", f"{number} | {shown}", f"{gutter} | {' ' * column}^"]
    if accepted:
        lines.append(f"  = accepted: {accepted.reason}")
    elif finding.help:
        lines.append("  = help: " + finding.help.replace("\n", "\n          "))
    return "\n".join(lines)


def excerpt(line: str, column: int, width: int = 100) -> tuple[str, int]:
    """At most ``width`` characters of the line around the column, safe to print, and the column in them."""
    start = max(0, min(column - width // 3, len(line) - width)) if len(line) > width else 0
    shown = "".join(character if character.isprintable() else " " for character in line[start : start + width])
    before, after = "…" if start else "", "…" if len(line) > start + width else ""
    return f"{before}{shown}{after}".rstrip(), max(0, column - start) + len(before)


def echo(value: object, limit: int = 80) -> str:
    """A value from a file as text for a message: at most ``limit`` characters, none that controls a terminal.

    >>> echo(chr(27) + "[2J")
    '�[2J'
    """
    try:
        text = str(value)
    except ValueError:  # an integer with more digits than Python prints
        text = "a huge number"
    shown = text if len(text) <= limit else text[: limit - 1] + "…"
    return _UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", shown)


def argument(text: str) -> str:
    """A text as one argument of a command, for every usual shell where the text allows it.

    >>> print(argument("date"), argument("Verified?: Y=confirmed"), argument('the "old" fort'))
    date "Verified?: Y=confirmed" 'the "old" fort'
    """
    if re.fullmatch(r"[\w./:=@%+,-]+", text):
        return text
    return shlex.quote(text) if re.search(r'["$`\\!]', text) else f'"{text}"'


def nearest(word: str, known: Iterable[str]) -> str:
    """``did you mean "…"?`` with the nearest known word, or an empty string if none is near.

    >>> nearest("precison", ["precision", "part_of"])
    'did you mean "precision"?'
    """
    known = list(known)
    if advice := composed_advice(word, known):
        return advice
    close = difflib.get_close_matches(word[:100], known, n=1, cutoff=0.6) if word else []
    return f'did you mean "{close[0]}"?' if close else ""


def composed_advice(word: str, known: Container[str]) -> str:
    """The advice for a word that looks like a known one, but has a letter and its accent as two characters."""
    composed = unicodedata.normalize("NFC", word)
    if composed == word or composed not in known:
        return ""
    return f'write "{composed}", each letter with its accent as one character (Unicode NFC)'
