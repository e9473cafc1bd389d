"""libyaml's errors → findings for people who have not read the YAML specification."""

import re
from typing import Any

import yaml

from geomap.findings import Finding, Location, echo
from geomap.read.yaml.scalars import written

_QUOTE = "put the text in quotes"
_INDENT = "give all keys of one entry the same indentation, in spaces"

# libyaml's problem → message and help, for problems that are clear without looking at the line.
_PROBLEMS = {
    "found unexpected end of stream": ("the quote that opens here is never closed", "close it at the end of the text"),
    "found unexpected document indicator": (
        "the quote that opens here is never closed",
        "close it at the end of the text",
    ),
    "found unknown escape character": (
        "a backslash in double quotes begins an escape, and this is not one",
        "write \\\\",
    ),
    "did not find expected hexdecimal number": ("the escape is not finished", "write \\\\ for a plain backslash"),
    "found invalid Unicode character escape code": ("the escape is not a character", "write the character itself"),
    "block sequence entries are not allowed in this context": (
        "a list begins on the line of its key",
        "begin it on the next line, or put text that begins with a hyphen in quotes",
    ),
    "mapping keys are not allowed in this context": ("a question mark begins the value", _QUOTE),
    "did not find expected comment or line break": (
        "text follows | or > on the same line",
        "begin it on the next line",
    ),
    "found an indentation indicator equal to 0": ("an indentation of 0 is not possible", "remove the 0"),
    "did not find expected <document start>": ("text follows the line ... that ends the file", "delete that line"),
    "found unexpected ':'": ("unquoted text contains a colon", _QUOTE),
    "found undefined tag handle": ("the value begins with an exclamation mark, which marks a tag", _QUOTE),
}
_CONTEXTS = {  # what libyaml was scanning, if that is clearer than the problem
    "while scanning an alias": ("the value begins with *, which marks an alias", _QUOTE),
    "while scanning an anchor": ("the value begins with &, which marks an anchor", _QUOTE),
    "while scanning a tag": ("the value begins with !, which marks a tag", _QUOTE),
    "while parsing a tag": ("the value begins with !, which marks a tag", _QUOTE),
    "while scanning a directive": ("the line begins with %", _QUOTE),
    "while scanning a %YAML directive": ("the line begins with %", "delete it"),
    "while scanning a %TAG directive": ("the line begins with %", "delete it"),
}
_UNSPACED = re.compile(r"(?P<before>\s*(?:- +)*(?P<key>[\w-]+)):(?P<value>(?!//)[^\s:].*)")
_BARE = re.compile(r"\s*(?:- +)*(?P<key>[\w-]+)\s*")
_COLON_IN_TEXT = re.compile(r"\s*(?:- +)*(?P<key>[^:#\"'\[{]+):\s+(?P<value>[^\s\"'\[{].*)")


def explain(problem: yaml.YAMLError, text: str, name: str) -> Finding:  # noqa: PLR0911  (one for each kind)
    """The finding for an error of libyaml, at the mistake instead of where libyaml noticed it."""
    mark = getattr(problem, "problem_mark", None) or getattr(problem, "context_mark", None)
    if mark is None:
        return Finding(Location(name), "Y003", echo(problem), "")
    context_mark = getattr(problem, "context_mark", None)
    message = str(getattr(problem, "problem", None) or problem)
    context = str(getattr(problem, "context", None) or "")
    lines = [*re.split(r"\r\n|\r|\n", text), ""]
    if message == "found incompatible YAML document":
        return Finding(_at(name, mark), "Y007", "the file is not in YAML 1.2", "delete the line %YAML")
    if message == "exceeded maximum nesting depth":  # libyaml's own bound, in PyYAML 6.0.4 and later
        return Finding(
            _at(name, mark), "Y006", "lists and mappings are nested too deeply to be read", "write it flatter"
        )
    if tab := re.match(r" *\t[\t ]*(?=\S)", lines[mark.line]):
        column = tab[0].index("\t") + 1
        return Finding(
            Location(name, mark.line + 1, column), "Y003", "a tab is used for indentation", "indent with spaces"
        )
    if message in {"mapping values are not allowed in this context", "could not find expected ':'"}:
        line, column, found, advice = _colon(lines, mark, context_mark)
        return Finding(Location(name, line + 1, column + 1), "Y003", found, advice)
    if message in _PROBLEMS:
        found, advice = _PROBLEMS[message]
        opened_here = "opens here" in found
        return Finding(_at(name, context_mark if opened_here else mark), "Y003", found, advice)
    if context in _CONTEXTS:
        return Finding(_at(name, context_mark or mark), "Y003", *_CONTEXTS[context])
    return _at_character(message, mark, context_mark, lines, name)


def _at_character(  # noqa: PLR0911  (one for each kind)
    message: str, mark: Any, context_mark: Any, lines: list[str], name: str
) -> Finding:
    """The finding for an error that is clear from the character at which libyaml stopped."""
    line = lines[mark.line]
    here, before = line[mark.column : mark.column + 1], line[: mark.column].rstrip()
    location = _at(name, mark)
    if message == "found character that cannot start any token":
        return Finding(location, "Y003", f'a value may not begin with "{echo(here)}"', _QUOTE)
    if message.startswith("did not find expected ',' or"):
        close = message[-2]
        open_ = "[" if close == "]" else "{"
        if context_mark.line != mark.line:
            found = f"the bracket {open_} that opens here is not closed before line {mark.line + 1}"
            return Finding(_at(name, context_mark), "Y003", found, f"write {close} at its end")
        return Finding(location, "Y003", f"a comma or {close} is missing here", f"write {close} at the end of the list")
    if message == "did not find expected node content" and not here:
        return Finding(
            location, "Y003", "the file ends where a value is expected", "add the value or the closing bracket"
        )
    if message == "did not find expected node content":
        return Finding(location, "Y003", f'a value is missing before "{echo(here)}"', f"{_QUOTE} if it is text")
    if before.endswith(("'", '"')):
        found = "text follows a closing quote"
        return Finding(
            location, "Y003", found, "write '' for an apostrophe between single quotes, \\\" between double ones"
        )
    if before.endswith(("]", "}")):
        return Finding(location, "Y003", "something follows a closing bracket", "put the whole text in quotes")
    if not before:
        return Finding(location, "Y003", "this line's indentation does not match any line above", _INDENT)
    return Finding(location, "Y003", echo(message), "")


def _colon(lines: list[str], mark: Any, context_mark: Any) -> tuple[int, int, str, str]:
    """Line and column from 0, message and help for a colon that is missing, extra, or without a space."""
    first = max(0, mark.line - 1) if context_mark is None else context_mark.line
    for number in dict.fromkeys((first, mark.line)):
        if unspaced := _UNSPACED.fullmatch(lines[number]):
            advice = _advice(f"{unspaced['key']}: {_value(unspaced['value'])}", "put a space after the colon")
            return number, unspaced.end("before"), "a space is missing after the colon", advice
    if context_mark is not None or (first != mark.line and _BARE.fullmatch(lines[first])):
        found = f'a colon is missing after "{echo(lines[first].strip().removeprefix("- "))}"'
        return first, len(lines[first].rstrip()), found, "write a colon after every key"
    line = lines[mark.line]
    if (inside := _COLON_IN_TEXT.fullmatch(line)) and mark.column > inside.start("value"):
        advice = _advice(f"{inside['key'].strip()}: {written(inside['value'].rstrip())}", _QUOTE)
        return mark.line, mark.column, "unquoted text contains a colon followed by a space", advice
    indent = len(line) - len(line.lstrip())
    return mark.line, indent, "this line is indented more than the line before allows", _INDENT


def _value(text: str) -> str:
    """The value of a key as it is, or in quotes if it has a colon that YAML would take for one of a key."""
    text = text.rstrip()
    return text if text[:1] in "[{\"'" else written(text) if ": " in text else text


def _advice(line: str, otherwise: str) -> str:
    """The advice to write a line, unless a message can only show a part of it."""
    return f"write {line}" if echo(line, 200) == line else otherwise


def _at(name: str, mark: Any) -> Location:
    return Location(name, mark.line + 1, mark.column + 1)
