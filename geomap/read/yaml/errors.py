"""What libyaml complains of, in words for a person who has never read the YAML specification."""

import re
from typing import Any

import yaml

from geomap.findings import Finding, Location, echo

_QUOTE = "put the text in quotes"
_INDENT = "give all keys of one entry the same indentation, in spaces"

# libyaml's problem → what was found and what to write, where the line itself need not be looked at.
_PLAIN_WORDS = {
    "found unexpected end of stream": ("the quote that opens here is never closed", "close it at the end of the text"),
    "found unexpected document indicator": (
        "the quote that opens here is never closed",
        "close it at the end of the text",
    ),
    "found unknown escape character": ("a backslash in double quotes begins an escape, and this is none", "write \\\\"),
    "did not find expected hexdecimal number": ("the escape is not finished", "write \\\\ for a plain backslash"),
    "found invalid Unicode character escape code": ("the escape names no character", "write the character itself"),
    "block sequence entries are not allowed in this context": (
        "a list begins on the line of its key",
        "begin it on the next line, or put text that begins with a hyphen in quotes",
    ),
    "mapping keys are not allowed in this context": ("a question mark begins the value", _QUOTE),
    "did not find expected comment or line break": (
        "text follows | or > on the same line",
        "begin it on the next line",
    ),
    "found an indentation indicator equal to 0": ("an indentation of 0 is asked for", "leave the 0 out"),
    "did not find expected <document start>": ("something follows the line ... that ends the file", "delete that line"),
    "found unexpected ':'": ("a colon stands in unquoted text", _QUOTE),
    "found undefined tag handle": ("the value begins with an exclamation mark, which marks a tag", _QUOTE),
}
_IN_CONTEXT = {  # what libyaml was scanning, where that says more than what it missed
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
    """The finding for an error of libyaml: where the mistake is, rather than where libyaml noticed it."""
    mark = getattr(problem, "problem_mark", None) or getattr(problem, "context_mark", None)
    if mark is None:
        return Finding(Location(name), "Y003", echo(problem), "")
    context_mark = getattr(problem, "context_mark", None)
    words = str(getattr(problem, "problem", None) or problem)
    context = str(getattr(problem, "context", None) or "")
    lines = [*re.split(r"\r\n|\r|\n", text), ""]
    if words == "found incompatible YAML document":
        return Finding(_at(name, mark), "Y007", "the file asks for a YAML other than 1.2", "delete the line %YAML")
    if words == "exceeded maximum nesting depth":  # libyaml's own bound, in PyYAML 6.0.4 and later
        return Finding(
            _at(name, mark), "Y006", "lists and mappings are nested too deeply to be read", "write it flatter"
        )
    if tab := re.match(r" *\t[\t ]*(?=\S)", lines[mark.line]):
        column = tab[0].index("\t") + 1
        return Finding(
            Location(name, mark.line + 1, column), "Y003", "a tab is used for indentation", "indent with spaces"
        )
    if words in {"mapping values are not allowed in this context", "could not find expected ':'"}:
        line, column, found, advice = _colon(lines, mark, context_mark)
        return Finding(Location(name, line + 1, column + 1), "Y003", found, advice)
    if words in _PLAIN_WORDS:
        found, advice = _PLAIN_WORDS[words]
        opened_here = "opens here" in found
        return Finding(_at(name, context_mark if opened_here else mark), "Y003", found, advice)
    if context in _IN_CONTEXT:
        return Finding(_at(name, context_mark or mark), "Y003", *_IN_CONTEXT[context])
    return _at_character(words, mark, context_mark, lines, name)


def _at_character(  # noqa: PLR0911  (one for each kind)
    words: str, mark: Any, context_mark: Any, lines: list[str], name: str
) -> Finding:
    """Where the character that libyaml stopped at says what is wrong."""
    line = lines[mark.line]
    here, before = line[mark.column : mark.column + 1], line[: mark.column].rstrip()
    location = _at(name, mark)
    if words == "found character that cannot start any token":
        return Finding(location, "Y003", f'a value may not begin with "{echo(here)}"', _QUOTE)
    if words.startswith("did not find expected ',' or"):
        close = words[-2]
        open_ = "[" if close == "]" else "{"
        if context_mark.line != mark.line:
            found = f"the bracket {open_} that opens here is not closed before line {mark.line + 1}"
            return Finding(_at(name, context_mark), "Y003", found, f"write {close} at its end")
        return Finding(location, "Y003", f"a comma or {close} is missing here", f"write {close} at the end of the list")
    if words == "did not find expected node content" and not here:
        return Finding(
            location, "Y003", "the file ends where a value is expected", "close what is open, or write the value"
        )
    if words == "did not find expected node content":
        return Finding(location, "Y003", f'a value is missing before "{echo(here)}"', f"{_QUOTE} if it is text")
    if before.endswith(("'", '"')):
        found = "the text goes on after a closing quote"
        return Finding(
            location, "Y003", found, "write '' for an apostrophe between single quotes, \\\" between double ones"
        )
    if before.endswith(("]", "}")):
        return Finding(location, "Y003", "something follows a closing bracket", "put the whole text in quotes")
    if not before:
        return Finding(location, "Y003", "this line's indentation fits nothing above it", _INDENT)
    return Finding(location, "Y003", echo(words), "")


def _colon(lines: list[str], mark: Any, context_mark: Any) -> tuple[int, int, str, str]:
    """Line and column from 0, what was found, what to write: a colon too many, missing, or without its space."""
    first = max(0, mark.line - 1) if context_mark is None else context_mark.line
    for number in dict.fromkeys((first, mark.line)):
        if unspaced := _UNSPACED.fullmatch(lines[number]):
            advice = f"write {echo(unspaced['key'])}: {echo(unspaced['value'])}"
            return number, unspaced.end("before"), "a space is missing after the colon", advice
    if context_mark is not None or (first != mark.line and _BARE.fullmatch(lines[first])):
        found = f'a colon is missing after "{echo(lines[first].strip().removeprefix("- "))}"'
        return first, len(lines[first].rstrip()), found, "write a colon after every key"
    line = lines[mark.line]
    if (inside := _COLON_IN_TEXT.fullmatch(line)) and mark.column > inside.start("value"):
        value = echo(inside["value"].rstrip())
        advice = f'write {echo(inside["key"].strip())}: "{value}"' if '"' not in value else _QUOTE
        return mark.line, mark.column, "a colon followed by a space stands in unquoted text", advice
    indent = len(line) - len(line.lstrip())
    return mark.line, indent, "this line is indented further than the one before it allows", _INDENT


def _at(name: str, mark: Any) -> Location:
    return Location(name, mark.line + 1, mark.column + 1)
