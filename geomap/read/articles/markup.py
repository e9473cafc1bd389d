"""The Markdown syntax in a text: which characters are not content.

This is not a Markdown parser but a lexer: it finds the syntax of CommonMark and GitHub's strike-through, with regular
expressions and two stacks, in one pass and in linear time. Parsers give no offsets of inline syntax, which evidence
needs; the result here is spans of the unchanged text.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator

Span = tuple[int, int]

_FENCE = re.compile(r" {0,3}(`{3,}(?=[^`]*$)|~{3,})")
_QUOTE = re.compile(r"(?: {0,3}>[ \t]?)+")
_RULE = re.compile(r" {0,3}(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})$")
_UNDERLINE = re.compile(r" {0,3}(?:=+|-+)[ \t]*$")
_HEADING = re.compile(r" {0,3}#{1,6}(?:[ \t]+|$)")
_HEADING_END = re.compile(r"(?:(?<=[ \t])|^)#+[ \t]*$")
_ITEM = re.compile(r"[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]+(?:\[[ xX]\][ \t]+)?")
_DEFINITION = re.compile(r" {0,3}\[([^\[\]]+)\]:[ \t]*\S.*$")

_TOKEN = re.compile(
    r"""
      (?=[\\\n`<hw!\[\]*_~])(?:                                      # the first character of each, to find it faster
      (?P<escape>\\(?=[!-/:-@\[-`{-~]).)
    | (?P<blank>\n(?:[ \t\r]*\n)+)
    | (?P<code>`+)
    | (?P<comment><!--)
    | (?P<tag></?[A-Za-z][^<>]*>)                                  # also <https://…>, and words in angle brackets
    | (?P<url>\b(?:https?://|www\.)(?:[^\s<>()\[\]]|\([^\s<>()\[\]]*\))+)
    | (?P<open>!?\[)
    | (?P<close>\])
    | (?P<emphasis>\*+|_+|~~(?!~))
    )
    """,
    re.VERBOSE | re.DOTALL,
)
_INLINE = ("\\", "`", "<", "http", "www.", "[", "*", "_", "~")
"""What all syntax between words has one of; many articles have none."""
_TARGET = re.compile(
    r"""\]\(\s{0,9}
        (?:<[^<>\n]*>|[^\s<>()]*(?:\([^\s<>()]*\)[^\s<>()]*)*)
        (?:\s{1,9}(?:"[^"\n]*"|'[^'\n]*'))?
        \s{0,9}\)""",
    re.VERBOSE,
)
_REFERENCE = re.compile(r"\]\[([^\[\]\n]*)\]")


_ELEMENTS = frozenset(
    re.findall(
        r"\w+",
        """
    a abbr b bdi bdo big blockquote br col colgroup dd del dfn div dl dt em fieldset figcaption h1 h2 h3 h4 h5
    h6 hr i iframe img input ins kbd li noscript ol optgroup p pre q rp rt ruby s samp script span strike sub
    sup svg tbody td textarea tfoot th thead tr tt u ul var wbr
    """,
    )
)
"""Names of HTML elements that are no words of a language that articles are written in."""
_WORD_ELEMENTS = frozenset(
    re.findall(
        r"\w+",
        """
    address area article aside audio base body button canvas caption center cite code data datalist details
    dialog embed figure font footer form frame head header html label legend link main map mark menu meta meter
    nav object option output picture progress search section select slot small source strong style summary table
    template time title track video
    """,
    )
)
"""Names that are words too: such a tag needs an attribute or a closing tag, because "<address>" may be a redaction."""
_TAG = re.compile(
    r"<(?P<close>/?)(?P<name>[A-Za-z][\w-]*)(?P<attributes>(?:\s+[\w:.-]+\s*=\s*[^<>]*)?)\s*/?>", re.ASCII
)
_AUTOLINK = re.compile(r"<(?:[A-Za-z][A-Za-z0-9+.-]{1,31}:[^\s<>]*|[\w.+-]+@[\w-]+(?:\.[\w-]+)+)>")


def markdown_syntax(text: str) -> tuple[Span, ...]:
    """The spans of ``text`` that are Markdown syntax and not content: sorted and disjoint.

    Syntax is: ``#`` of headings and the lines under them, ``>``, bullets and numbers of lists, rules, code fences, link
    definitions; ``*`` ``_`` ``~~`` in pairs at the edges of words, backticks in pairs, ``[`` and ``](…)`` of links and
    images, addresses, HTML tags and comments, the backslash of an escape. Text inside code is content.
    """
    lines, code, definitions = _line_syntax(text)
    inline = _InlineSyntax(_without(_without(text, lines, " "), code, "\n"), definitions)
    if any(sign in text for sign in _INLINE):
        inline.scan()
    return tuple(_disjoint(sorted([*lines, *inline.spans])))


def _line_syntax(text: str) -> tuple[list[Span], list[Span], set[str]]:
    """The syntax at the beginning and end of lines, the lines of fenced code, the labels of definitions."""
    spans: list[Span] = []
    code: list[Span] = []
    definitions: set[str] = set()
    fence, at, under_text = "", 0, False
    for line in text.split("\n"):
        content = line.rstrip("\r")
        if not content:
            under_text = False
            at += len(line) + 1
            continue
        if not fence and content.lstrip(" \t")[:1].isalpha():  # no syntax of a line begins with a letter
            under_text = True
            at += len(line) + 1
            continue
        opened = _FENCE.match(content)
        if fence:
            closes = opened is not None and opened[1].startswith(fence) and not content[opened.end() :].strip()
            (spans if closes else code).append((at, at + len(content)))
            fence = "" if closes else fence
        elif opened:
            spans.append((at, at + len(content)))
            fence, under_text = opened[1], False
        else:
            quote = _QUOTE.match(content)
            begin = at + (quote.end() if quote else 0)
            if quote:
                spans.append((at, begin))
            rest = text[begin : at + len(content)]
            spans += [(begin + start, begin + end) for start, end in _syntax_of(rest, under_text=under_text)]
            if definition := _DEFINITION.match(rest):
                definitions.add(_label(definition[1]))
            under_text = bool(rest.strip())
        at += len(line) + 1
    return spans, code, definitions


def _syntax_of(line: str, *, under_text: bool) -> Iterator[Span]:
    """The syntax at the beginning and end of one line, without ``>``."""
    if (under_text and _UNDERLINE.match(line)) or _RULE.match(line) or _DEFINITION.match(line):
        yield 0, len(line)
        return
    begin = 0
    while item := _ITEM.match(line, begin):
        yield begin + len(item[0]) - len(item[0].lstrip()), item.end()
        begin = item.end()
    if heading := _HEADING.match(line, begin):
        yield heading.span()
        if end := _HEADING_END.search(line, heading.end()):
            yield end.span()


def _label(label: str) -> str:
    return " ".join(label.split()).casefold()


def _without(text: str, spans: list[Span], filler: str) -> str:
    """The text with a filler for every character of the spans, so that offsets stay the same."""
    pieces: list[str] = []
    at = 0
    for start, end in spans:
        pieces += (text[at:start], filler * (end - start))
        at = end
    return "".join((*pieces, text[at:]))


class _InlineSyntax:
    """The syntax between words, found from left to right.

    Links and emphasis are pairs within a paragraph: an opener waits on a stack until something closes it.
    """

    def __init__(self, text: str, definitions: set[str]) -> None:
        self.text = text
        self.definitions = definitions
        self.spans: list[Span] = []
        self.brackets: list[Span] = []
        self.openers: dict[str, list[list[int]]] = {"*": [], "_": [], "~": []}  # runs not yet closed, as [start, end]
        self.closing = {name.lower() for name in re.findall(r"</([A-Za-z]\w*)", text)}
        self.comments_end = True  # whether there may still be an end of a comment
        self.runs: dict[int, list[int]] = {}  # positions of backticks, by their number
        for run in re.finditer("`+", text):
            self.runs.setdefault(len(run[0]), []).append(run.start())

    def scan(self) -> None:
        """Fill ``spans``."""
        at = 0
        while token := _TOKEN.search(self.text, at):
            start, at = token.span()
            match token.lastgroup:
                case "escape":
                    self.spans.append((start, start + 1))
                case "blank":
                    self.end_paragraph()
                case "code":
                    at = self.code(start, at)
                case "comment":
                    at = self.comment(start, at)
                case "url":
                    self.spans.append((start, start + len(token[0].rstrip(".,;:!?'\"*_~"))))
                case "tag":
                    at = self.tag(token[0], start)
                case "open":
                    self.brackets.append((start, at))
                case "close":
                    at = self.close(start)
                case _:
                    self.emphasis(start, at)

    def end_paragraph(self) -> None:
        """Drop the openers that were not closed."""
        self.brackets.clear()
        for waiting in self.openers.values():
            waiting.clear()

    def code(self, start: int, end: int) -> int:
        """Skip from backticks to the next run of as many in the paragraph: between them is code."""
        same = self.runs.get(end - start, [])
        index = bisect_right(same, start)
        if index == len(same) or re.search(r"\n[ \t\r]*\n", self.text[end : same[index]]):
            return end
        close = same[index]
        self.spans += [(start, end), (close, close + end - start)]
        return close + end - start

    def comment(self, start: int, end: int) -> int:
        """A comment to its end; without an end it is text."""
        found = self.text.find("-->", end) if self.comments_end else -1
        self.comments_end = found >= 0
        if found < 0:
            return end
        self.spans.append((start, found + 3))
        return found + 3

    def tag(self, text: str, start: int) -> int:
        """An HTML tag or an address in angle brackets; anything else in them is text, which may be a redaction."""
        found = _TAG.fullmatch(text)
        name = found["name"].lower() if found else ""
        is_word = name in _WORD_ELEMENTS and found and not found["close"] and not found["attributes"]
        is_tag = name in _ELEMENTS or (name in _WORD_ELEMENTS and (not is_word or name in self.closing))
        if is_tag or _AUTOLINK.fullmatch(text):
            self.spans.append((start, start + len(text)))
            return start + len(text)
        return start + 1

    def close(self, at: int) -> int:
        """A bracket that ends a link if one was opened and an address follows."""
        if not self.brackets:
            return at + 1
        opened = self.brackets.pop()
        link = _TARGET.match(self.text, at)
        if link is None and self.definitions:
            reference = _REFERENCE.match(self.text, at)
            label = (reference[1] if reference else "") or self.text[opened[1] : min(at, opened[1] + 999)]
            if at - opened[1] < 999 and _label(label) in self.definitions:
                self.spans += [opened, reference.span() if reference else (at, at + 1)]
                return reference.end() if reference else at + 1
        if link is None:
            return at + 1
        self.spans += [opened, link.span()]
        return link.end()

    def emphasis(self, start: int, end: int) -> None:
        """A run of ``*``, ``_`` or ``~~`` at the edge of a word: it closes waiting openers, and its rest waits."""
        before, after = self.text[start - 1 : start] or " ", self.text[end : end + 1] or " "
        mark = self.text[start]
        opens = not after.isspace() and (_is_word(after) or not _is_word(before))
        closes = not before.isspace() and (_is_word(before) or not _is_word(after))
        if mark == "_":
            opens, closes = opens and not _is_word(before), closes and not _is_word(after)
        waiting = self.openers[mark]
        while closes and waiting and start < end:
            opener = waiting[-1]
            count = min(opener[1] - opener[0], end - start)
            self.spans += [(opener[1] - count, opener[1]), (start, start + count)]
            opener[1] -= count
            start += count
            if opener[0] == opener[1]:
                waiting.pop()
        if opens and start < end:
            waiting.append([start, end])


def _is_word(character: str) -> bool:
    """Whether a character is part of a word, not punctuation or white space."""
    return character.isalnum() or character == "_" or unicodedata.category(character).startswith("M")


def _disjoint(spans: list[Span]) -> Iterator[Span]:
    """Sorted spans merged where they overlap or touch."""
    start = end = 0
    for first, last in spans:
        if first > end or end == 0:
            if end > start:
                yield start, end
            start, end = first, last
        else:
            end = max(end, last)
    if end > start:
        yield start, end
