"""What is wrong or worth a look, told to a person: code, place in the file, what was found, what to write."""

import difflib
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Literal

from geomap.errors import GeomapError


class Severity(StrEnum):
    """How much a finding matters: an error stops the build, a warning under ``--strict``, a note never."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


_E, _W, _N = Severity.ERROR, Severity.WARNING, Severity.NOTE

CODES: dict[str, tuple[Severity, str]] = {
    "Y001": (_E, "The file cannot be opened"),
    "Y002": (_E, "The file is not text in UTF-8 or UTF-16"),
    "Y003": (_E, "The YAML cannot be read"),
    "Y004": (_E, "A key stands twice in the same entry"),
    "Y005": (_E, "An alias or merge key is undefined, recursive or expands too far"),
    "Y006": (_E, "The YAML is too large or too deep"),
    "Y007": (_E, "The YAML asks for something a gazetteer never needs"),
    "G001": (_E, "There is no gazetteer, or it is empty"),
    "G002": (_E, "The key is unknown"),
    "G003": (_E, "Something that is needed is missing or empty"),
    "G004": (_E, "The value is of the wrong kind"),
    "G005": (_E, "The value is not one of those allowed"),
    "G006": (_E, "An id is used twice"),
    "G007": (_E, "No place has this id"),
    "G008": (_E, "The coordinates cannot be read"),
    "G009": (_E, "The coordinates are impossible"),
    "G010": (_E, "The date cannot be read"),
    "G011": (_E, "The link is of a kind that is not allowed"),
    "G012": (_E, "The area cannot be read"),
    "G013": (_E, "Places are part of each other in a circle"),
    "P001": (_E, "The picture cannot be read"),
    "P002": (_E, "The picture is too large"),
    "P003": (_E, "The pictures are too large together"),
    "B001": (_E, "The basemap cannot be read"),
    "B002": (_E, "The basemap's layers are of no known schema"),
    "B003": (_E, "The streets of the map are too large"),
    "B004": (_W, "The basemap has nothing where the map is"),
    "B005": (_N, "The basemap covers a part of the map"),
    "B006": (_W, "The basemap does not say whose data it is"),
    "B007": (_N, "The streets lie beside the page"),
    "O001": (_E, "No map service has this name"),
    "O002": (_E, "The map service needs a key"),
    "O003": (_W, "A key for a map service stands in the published page"),
    "O004": (_E, "The map service cannot be used"),
    "O005": (_N, "The map service has a condition of its own"),
    "O006": (_W, "The map service is known to be broken"),
    "O007": (_E, "The overlay cannot be read"),
    "O008": (_E, "The overlay is too large"),
    "O009": (_W, "Shapes of the overlay were mended or left out"),
    "O010": (_W, "Nothing of the overlay lies on the map"),
    "O011": (_N, "The overlay is published in part or more simply"),
    "O012": (_W, "The overlay's label names no property"),
    "A001": (_E, "No article has this id"),
    "A002": (_E, "The article is empty"),
    "A003": (_E, "The article is not text"),
    "A004": (_E, "The article is too large"),
    "A005": (_E, "The file lies outside the project"),
    "A006": (_E, "Two articles have the same id"),
    "A007": (_E, "A saved web page needs an extra to be read"),
    "A008": (_E, "A line of JSON lines is no article"),
    "E001": (_E, "The quote is not in the article"),
    "E002": (_E, "The quote occurs more than once in the article"),
    "E003": (_E, "A confirmed report has no evidence"),
    "E004": (_W, "A report has no evidence"),
    "L001": (_W, "A name fits more than one place"),
    "L002": (_W, "A place is neither used nor mentioned"),
    "L003": (_N, "A mentioned place has no report"),
    "L004": (_W, "A name in an article's link: is not in the article"),
    "L005": (_N, "Something that looks like a place is not in the gazetteer"),
    "L006": (_N, "A language's names are not declined"),
    "C001": (_W, "A place is far from the place it is part of"),
    "C002": (_W, "Two places are nearly the same"),
    "C003": (_W, "A date is in the future"),
    "C004": (_W, "A report is dated after the article that supports it"),
    "C005": (_W, "A precision is finer than its uncertainty"),
    "C006": (_W, "A place does not say how precisely it is known"),
    "C007": (_W, "A report has no place"),
    "C008": (_W, "A translation is never shown"),
    "C009": (_N, "The map does not say how its reports are chosen"),
    "C010": (_N, "The map does not say where it will be published"),
    "I001": (_E, "The format of the file cannot be told"),
    "I002": (_E, "The file to import is not text in its encoding"),
    "I003": (_E, "The file to import is broken"),
    "I004": (_E, "The file to import is too large"),
    "I005": (_E, "The position of a thing cannot be read"),
    "I006": (_W, "The position of a thing is 0, 0"),
    "I007": (_W, "Something of the file was left out"),
    "I008": (_W, "The date of a thing cannot be read"),
    "I009": (_E, "A column that is needed cannot be told"),
    "I010": (_E, "The file asks for what an import never does"),
    "I011": (_W, "A cell begins like a formula"),
    "I012": (_W, "An id stands for two things"),
    "I013": (_W, "A confirmed report has no evidence here"),
    "I014": (_W, "A value of the source means nothing in a gazetteer"),
    "I015": (_E, "No article can be made of the file"),
    "I016": (_E, "The page cannot be fetched"),
    "N001": (_W, "The geocoder does not answer"),
    "N002": (_W, "A place lies elsewhere than the geocoder has it"),
    "N003": (_N, "The geocoder does not know a place"),
    "W001": (_E, "The file is written so that nothing can be added"),
    "W002": (_E, "The file was changed by somebody else"),
    "W003": (_E, "The file cannot be written"),
    "F001": (_E, "There is nothing to compare with"),
    "F002": (_E, "There is no file, folder or revision of this name"),
    "F003": (_E, "The revision cannot be read"),
    "F004": (_E, "The project is not there"),
    "F005": (_E, "The site cannot be compared"),
    "F006": (_W, "Errors hide a part of what is compared"),
    "F007": (_E, "The project is too large to be read from git"),
    "F008": (_E, "The differences cannot be written"),
    "R001": (_W, "An ignore comment gives no reason"),
    "R002": (_W, "An ignore comment names no finding that there is"),
    "R003": (_W, "An ignore comment ignores nothing"),
    "R004": (_W, "An ignore comment names what cannot be ignored"),
    "R005": (_E, "The baseline of accepted warnings cannot be used"),
    "R006": (_N, "An accepted warning no longer occurs"),
    "R007": (_E, "The project cannot be made"),
}
"""Every finding code with its severity and its title; ``explanations/CODE.md`` says the rest."""

# Control characters, line and paragraph separators, and the marks that turn the direction of a terminal's text.
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, order=True)
class Location:
    """A place in a file: its path as a person would type it, line and column from 1, columns in code points."""

    file: str
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, order=True)
class Finding:
    """One complaint: where, which kind, what was found, and what to write instead.

    ``entry`` is what of the gazetteer it is about, such as ``places/moscow``; empty where that is no entry.
    """

    location: Location
    code: str
    message: str
    help: str = field(default="", compare=False)
    entry: str = field(default="", compare=False)

    def __post_init__(self) -> None:
        if self.code not in CODES:
            raise ValueError(f"unknown finding code {self.code}")

    @property
    def severity(self) -> Severity:
        """The severity that belongs to the code."""
        return CODES[self.code][0]

    def as_dict(self) -> dict[str, Any]:
        """The finding as JSON has it: one flat object."""
        return {
            "code": self.code,
            "severity": str(self.severity),
            "file": self.location.file,
            "line": self.location.line,
            "column": self.location.column,
            "message": self.message,
            "help": self.help,
        }


@dataclass(frozen=True, order=True)
class Accepted:
    """A warning or note that the editor knows and lets stand: by a comment with a reason, or in the baseline."""

    finding: Finding
    by: Literal["comment", "baseline"]
    reason: str

    def as_dict(self) -> dict[str, Any]:
        """The finding as JSON has it, and why it does not count."""
        return {**self.finding.as_dict(), "accepted": {"by": self.by, "reason": self.reason}}


class ProjectError(GeomapError, ValueError):
    """The project has errors.

    Attributes:
        findings: every error, sorted by file, line and column.
    """

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(sorted(findings))
        super().__init__(
            "\n".join(f"{f.location}: {f.code} {f.message}" for f in self.findings),
            hint="run `geomap check` to see each error with its line and how to fix it",
        )


def errors(findings: Iterable[Finding]) -> list[Finding]:
    """The findings that stop a build."""
    return [finding for finding in findings if finding.severity is Severity.ERROR]


def echo(written: object, limit: int = 80) -> str:
    """What somebody wrote, safe to repeat in a message: at most ``limit`` characters, none that controls a terminal.

    >>> echo(chr(27) + "[2J")
    '�[2J'
    """
    try:
        text = str(written)
    except ValueError:  # a whole number of more digits than Python likes to print
        text = "a huge number"
    shown = text if len(text) <= limit else text[: limit - 1] + "…"
    return _UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", shown)


def nearest(word: str, known: Iterable[str]) -> str:
    """``did you mean "…"?`` with the nearest known word, or an empty string where none is near.

    >>> nearest("precison", ["precision", "part_of"])
    'did you mean "precision"?'
    """
    close = difflib.get_close_matches(word[:100], list(known), n=1, cutoff=0.6) if word else []
    return f'did you mean "{close[0]}"?' if close else ""


def as_text(finding: Finding, source_line: str = "", accepted: Accepted | None = None) -> str:
    """The finding as a person reads it: place, code, what was found; the line with a caret; what to write instead.

    Of one that is accepted, it says why instead.
    """
    head = f"{finding.location}: {'accepted' if accepted else finding.severity} {finding.code} {finding.message}"
    parts = [head]
    if source_line.strip():
        number = str(finding.location.line)
        shown, column = excerpt(source_line, finding.location.column - 1)
        gutter = " " * len(number)
        parts += [f"{gutter} |", f"{number} | {shown}", f"{gutter} | {' ' * column}^"]
    if accepted:
        parts.append(f"  = accepted: {accepted.reason}")
    elif finding.help:
        parts.append("  = help: " + finding.help.replace("\n", "\n          "))
    return "\n".join(parts)


def excerpt(line: str, column: int, width: int = 100) -> tuple[str, int]:
    """At most ``width`` characters of the line around the column, safe to print, and the column in them."""
    start = max(0, min(column - width // 3, len(line) - width)) if len(line) > width else 0
    shown = "".join(character if character.isprintable() else " " for character in line[start : start + width])
    before, after = "…" if start else "", "…" if len(line) > start + width else ""
    return f"{before}{shown}{after}".rstrip(), max(0, column - start) + len(before)


def as_json(findings: Iterable[Finding], accepted: Iterable[Accepted] = ()) -> str:
    """The findings as a JSON array of flat objects; those that are accepted say so, and stand last."""
    flat = [*(finding.as_dict() for finding in findings), *(each.as_dict() for each in accepted)]
    return json.dumps(flat, ensure_ascii=False, indent=2)
