"""Everything a person reads is in plain English: words that this project does not use are rejected, with what to write.

One test per area. To accept a phrase, add it to ``ALLOWED`` with a reason.
"""

import ast
import io
import json
import keyword
import re
import tokenize
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import NamedTuple

import click
import pytest

import geomap
from geomap.cli import main
from geomap.findings import CODES

REPOSITORY = Path(__file__).parents[2]
PACKAGE = Path(geomap.__file__).parent
WEB = PACKAGE / "web"
TESTS, TOOLS, BENCHMARKS = (REPOSITORY / name for name in ("tests", "tools", "benchmarks"))

DENIED = {
    r"anew": "again",
    r"bears|borne": "has",
    r"besides?": "next to; in addition to; embedded or external",
    r"carried": "embedded, included",
    r"complain(s|ed|ing|ts?)? (of|about)|nothing to complain": "report; no problems found",
    r"doubtful|every doubt|(its|their) doubts?|suspicio(n|us)": "warning, uncertainty",
    r"gates?|sift(s|ed|ing)?": "baseline, filter",
    r"grounds?": "base map",
    r"heads? of (an?|the|its) articles?|article's head": "front matter",
    r"in vain|lest|whence|thence|thereof|thereby|wherein|shall": "rewrite in modern English",
    r"in words|wordings?": "as text; text, message",
    r"keeps? from|kept from|lets? \w+ stand": "exclude, accept",
    r"known to the (building|street|district|settlement|city|region|country)": "approximate: town (±2 km)",
    r"lies|lying": "is, appears",
    r"mend(s|ed|ing)?": "fix, repair",
    r"nobody('s)?|somebody('s)?|everybody('s)?": "no one, someone; better: rewrite",
    r"published coarser|coarser than known": "location generalised",
    r"(is|are|be|been|was|were|as) said": "reported, listed",
    r"stands(?! for)|stood": "is, appears",
    r"still pictures?": "static map",
    r"told": "reported, listed",
    r"unless given": "default: …",
    r"what lies|makes? ready": "base map; prepare",
    r"who(ever|soever)|would rather": "anyone who; if you prefer",
    r"wish(es|ed)?": "option, request",
}
"""Regular expressions, matched as whole words without regard to case, and what to write instead."""

DENIED_IN_NAMES = {
    *("anew", "asking", "beside", "besides", "carried", "carry", "doubt", "doubts", "gates", "ground", "grounds"),
    *("lies", "lying", "mend", "mended", "mends", "nobody", "said", "sift", "sifted", "somebody", "stands", "stood"),
    *("suspicious", "telling", "tells", "told", "whoever", "wish", "wished", "wishes", "wording", "wordings"),
}
"""Parts of identifiers, such as ``dates_said`` or ``lyingAt``."""


class Allowed(NamedTuple):
    """A phrase that may be used, and why; ``where`` is part of the path or of the area."""

    phrase: str
    reason: str
    where: str = ""


ALLOWED = [
    Allowed(r"background", "not the base map"),
    Allowed(r"centre of the grounds|middle of the grounds", "the grounds of a building, in an example"),
    Allowed(r"understands?|understood", "not a form of 'stand'"),
    Allowed(r'"told"|"anew"|"mend"|"said"', "names the word itself"),
]

Text = tuple[str, str]
"""Where a text is, and the text."""


def markdown(*files: Path) -> Iterator[Text]:
    """Prose and examples; output of commands belongs to the command line."""
    for file in files:
        text = re.sub(r"^```console\n.*?^```$", "", file.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
        yield str(file.relative_to(REPOSITORY)), text


def shell() -> Iterator[Text]:
    names = ("README.md", "CONTRIBUTING.md", "SECURITY.md", "CODE_OF_CONDUCT.md", "NOTICE", "CITATION.cff", "Makefile")
    files = [REPOSITORY / name for name in (*names, "mkdocs.yml", ".pre-commit-hooks.yaml", "pyproject.toml")]
    return markdown(*files, *sorted((REPOSITORY / ".github").rglob("*.*ml")), *sorted(TOOLS.glob("*.sh")))


def docs() -> Iterator[Text]:
    generated = {"cli.md", "findings.md", "format.md"}
    return markdown(*(file for file in sorted((REPOSITORY / "docs").rglob("*.md")) if file.name not in generated))


def transcripts() -> Iterator[Text]:
    for file in [REPOSITORY / "README.md", *sorted((REPOSITORY / "docs").rglob("*.md"))]:
        for block in re.findall(r"^```console\n(.*?)^```$", file.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL):
            yield file.name, block


def command_help() -> Iterator[Text]:
    waiting: list[tuple[str, click.Command]] = [("geomap", main)]
    while waiting:
        name, command = waiting.pop()
        context = click.Context(command, info_name=name, **main.context_settings)  # a command keeps its --help
        yield f"{name} --help", command.get_help(context)
        if isinstance(command, click.Group):
            waiting += [
                (f"{name} {each}", command.get_command(context, each)) for each in command.list_commands(context)
            ]


def page_strings() -> Iterator[Text]:
    strings: dict[str, str] = json.loads((WEB / "strings" / "en.json").read_text(encoding="utf-8"))
    return iter(strings.items())


def scaffold() -> Iterator[Text]:
    (template,) = PACKAGE.rglob("template")
    for file in sorted(template.rglob("*")):
        if file.is_file():
            yield file.name, file.read_text(encoding="utf-8")


def python_files(*folders: Path) -> Iterator[Path]:
    for folder in folders:
        yield from sorted(path for path in folder.rglob("*.py") if "node_modules" not in path.parts)


CONTINUED = re.compile(r"[\"']\s*\n\s*f?[\"']")
"""Between two literals that are one text."""


@dataclass
class PythonFile:
    """What people read in a file: comments, docstrings and messages with their lines, and its names."""

    comments: list[tuple[int, str]] = field(default_factory=list)
    docstrings: list[tuple[int, str]] = field(default_factory=list)
    messages: list[tuple[int, str]] = field(default_factory=list)
    names: set[str] = field(default_factory=set)


@cache
def contents_of(file: Path) -> PythonFile:
    source = file.read_text(encoding="utf-8")
    found = PythonFile()
    parts = {part.lower() for part in PART.findall(source)}
    if parts.isdisjoint(DENIED_IN_NAMES) and not ANY.search(" ".join(CONTINUED.sub("", source).split())):
        return found  # most files: decided ten times faster
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            found.comments.append((token.start[0], token.string))
        elif token.type == tokenize.NAME:
            found.names.add(token.string)
    docstrings = set()
    for node in ast.walk(ast.parse(source)):  # a statement is before its value
        if isinstance(node, ast.Expr):
            docstrings.add(id(node.value))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            texts = found.docstrings if id(node) in docstrings else found.messages
            texts.append((node.lineno, node.value))
    return found


def python_comments(*folders: Path) -> Iterator[Text]:
    """Comments and docstrings, with their lines."""
    for file in python_files(*folders):
        found = contents_of(file)
        yield from (
            (f"{file.relative_to(REPOSITORY)}:{line}", text) for line, text in found.comments + found.docstrings
        )


def python_messages() -> Iterator[Text]:
    """String literals with a space: messages, help, questions."""
    for file in python_files(PACKAGE):
        for line, text in contents_of(file).messages:
            if " " in text:
                yield f"{file.relative_to(REPOSITORY)}:{line}", text


def python_names(*folders: Path) -> Iterator[Text]:
    for file in python_files(*folders):
        where = str(file.relative_to(REPOSITORY))
        yield where, file.stem
        yield from ((where, name) for name in sorted(contents_of(file).names) if not keyword.iskeyword(name))


SCRIPT = re.compile(
    r"(?P<comment>(?<!:)//[^\n]*|/\*.*?\*/)|(?P<string>\"(?:\\.|[^\"\\\n])*\"|`(?:\\.|[^`\\])*`)", re.DOTALL
)


def web_files() -> list[Path]:
    found = [*(WEB / "src").rglob("*.ts*"), *(WEB / "src").rglob("*.css"), *WEB.glob("*.mjs"), *WEB.glob("*.j2")]
    return sorted(found)


def web_comments() -> Iterator[Text]:
    for file in web_files():
        source = file.read_text(encoding="utf-8")
        for found in SCRIPT.finditer(source):
            if found["comment"]:
                yield f"{file.relative_to(WEB)}:{source.count(chr(10), 0, found.start()) + 1}", found["comment"]


def web_names() -> Iterator[Text]:
    for file in web_files():
        yield file.name, file.stem
        names = set(re.findall(r"[A-Za-z_$][\w$-]*", SCRIPT.sub(" ", file.read_text(encoding="utf-8"))))
        yield from ((str(file.relative_to(WEB)), name) for name in sorted(names))


TEXTS: dict[str, Callable[[], Iterable[Text]]] = {
    "project files": shell,
    "docs": docs,
    "command output in docs": transcripts,
    "command help": command_help,
    "format": lambda: markdown(REPOSITORY / "docs" / "reference" / "format.md"),
    "finding titles": lambda: [(code, title) for code, (_, title) in CODES.items()],
    "finding explanations": lambda: markdown(*sorted(PACKAGE.rglob("explanations/*.md"))),
    "page strings": page_strings,
    "new projects": scaffold,
    "messages": python_messages,
    "Python comments": lambda: python_comments(PACKAGE),
    "page comments": web_comments,
    "comments of tools": lambda: python_comments(TOOLS, BENCHMARKS),
    "comments of tests": lambda: python_comments(TESTS),
    "changelog": lambda: markdown(REPOSITORY / "CHANGELOG.md"),
}
NAMES: dict[str, Callable[[], Iterable[Text]]] = {
    "Python names": lambda: python_names(PACKAGE),
    "page names": web_names,
    "names in tools": lambda: python_names(TOOLS, BENCHMARKS),
    "names in tests": lambda: python_names(TESTS),
}

ANY = re.compile(rf"(?<![\w-])(?:{'|'.join(DENIED)})(?![\w-])", re.IGNORECASE)
PART = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
"""A part of an identifier in snake case, camel case or capitals."""
PATTERNS = {re.compile(rf"(?<![\w-])(?:{pattern})(?![\w-])", re.IGNORECASE): use for pattern, use in DENIED.items()}


def denied(area: str, where: str, text: str) -> Iterator[str]:
    text = " ".join(text.split())
    if not ANY.search(text):
        return
    for allowed in ALLOWED:
        if allowed.where in area or allowed.where in where:
            text = re.sub(allowed.phrase, "", text, flags=re.IGNORECASE)
    text = " ".join(text.split())
    for pattern, use in PATTERNS.items():
        for found in pattern.finditer(text):
            around = text[max(found.start() - 30, 0) : found.end() + 30]
            yield f"{where}: {found[0]!r} in …{around}… → {use}"


@pytest.mark.parametrize("area", TEXTS)
def test_texts_are_in_plain_english(area) -> None:
    found = [each for where, text in TEXTS[area]() for each in denied(area, where, text)]
    assert not found, f"{len(found)} in {area}:\n" + "\n".join(found)


@pytest.mark.parametrize("area", NAMES)
def test_names_are_plain_nouns_and_verbs(area) -> None:
    found = []
    for where, name in NAMES[area]():
        parts = {part.lower() for part in PART.findall(name)}
        if parts & DENIED_IN_NAMES and not any(
            allowed.where and allowed.where in where and re.fullmatch(allowed.phrase, name) for allowed in ALLOWED
        ):
            found.append(f"{where}: {name}")
    assert not found, f"{len(found)} in {area}:\n" + "\n".join(found)


def test_denied_words_are_found_and_allowed_ones_are_not() -> None:
    assert len(list(denied("docs", "page.md", "Mend it anew: nobody told us what stands there."))) == 5
    assert not list(
        denied("docs", "page.md", "We understand the background. Recommend an amendment. Soldiers; gateway.")
    )
