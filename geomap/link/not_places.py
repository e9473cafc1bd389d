"""Why a name that stands in a text is not the place: rules about the words beside it, each of which says its reason.

The words are in ``not_places.toml``. No rule guesses from statistics, and none is about a particular place.
"""

import re
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from geomap.link.cases import is_person, lemmas
from geomap.link.folding import Folded, fold
from geomap.link.matching import Match, Name
from geomap.model import Precision

_REACH = 80  # characters on either side that a rule looks at
_TITLE_LINE = 0.7  # share of a line's words that have a capital in a heading set so
_TITLE_WORDS = 4  # words from which that can be told
_BUILDINGS = frozenset({Precision.EXACT, Precision.BUILDING, Precision.STREET})

_PARAGRAPH = re.compile(r"\n[ \t\r]*\n")
_ADDRESS = re.compile(
    r"://|^www\.|@|\w\.(?:com|org|net|info|gov|edu|int|io|co|eu|ru|ua|uk|us|de|рф|укр)\b", re.IGNORECASE
)
_WORD = re.compile(r"[^\W_][\w'&-]*\.?")
_CAPITALISED = re.compile(r" ((?:(?:of|for|and|the|de|&) )?[^\W\d_a-zа-яёіїєґ][\w'&-]*)")
_LAST_WORD = re.compile(r"([^\W_][\w'&.-]*) $")
_LAST_INITIAL = re.compile(r"([^\W\d_][\w'-]*) (?:[^\W\d_a-zа-я]\. ?){1,2}$")
_OF = re.compile(r"([A-Z][\w-]*) of (?:the )?(?:[A-Z][\w-]* ){0,2}$")
_NEXT_WORD = re.compile(r" (?:[^\W\d_a-z]\. )?([^\W_][\w'-]*)")
_SENTENCE_START = re.compile(r"(?:^|[.!?:;…]['\")\]]*|\n[ \t\r]*|[-*#>])[ \t]*['\"(\[]*$")
_BEFORE_QUOTE = re.compile(r"([^\W_][\w-]*),? \"$")


class _Words:
    """The lists of ``not_places.toml``, each a set of words."""

    def __init__(self) -> None:
        text = (resources.files("geomap") / "link" / "not_places.toml").read_text(encoding="utf-8")
        self._lists = {
            f"{part}.{name}": frozenset(words.split())
            for part, lists in tomllib.loads(text).items()
            for name, words in lists.items()
        }

    def __getitem__(self, name: str) -> frozenset[str]:
        return self._lists[name]


@cache
def _words() -> _Words:
    return _Words()


@dataclass(frozen=True)
class Spot:
    """A name in a text, as the rules see it.

    Attributes:
        before: folded text before the name, within its paragraph.
        name: the name as it stands there, folded.
        after: folded text after it.
        line: the line in which it stands, in the article's own text.
        attached: the characters that stand around it without white space, itself included.
        precisions: of the places that it may be.
    """

    before: str
    name: str
    after: str
    line: str
    attached: str
    precisions: frozenset[Precision]

    @property
    def begins(self) -> bool:
        """Whether it begins a sentence, a line or a paragraph."""
        return _SENTENCE_START.search(self.before) is not None

    @property
    def in_heading(self) -> bool:
        """Whether its line has capitals at nearly every word, so that a capital tells nothing."""
        words = [word for word in _WORD.findall(self.line) if word[0].isalpha()]
        capitalised = sum(word[0].isupper() for word in words)
        return len(words) >= _TITLE_WORDS and capitalised >= _TITLE_LINE * len(words)

    @property
    def last_word(self) -> str:
        """The word before it, without a full stop; empty where there is none right before."""
        found = _LAST_WORD.search(self.before)
        return found[1].removesuffix(".") if found else ""

    @property
    def next_word(self) -> str:
        """The word after it; an initial is passed over."""
        found = _NEXT_WORD.match(self.after)
        return found[1] if found else ""


def _address(spot: Spot) -> str | None:
    attached = spot.attached
    if _ADDRESS.search(attached) or (spot.before.endswith(".") and spot.before[-2:-1] in {" ", ""}):
        return "part of an address"
    return None


def _code(spot: Spot) -> str | None:
    if re.match(r"\$|[-/]\d", spot.after) or re.search(r"\$$|(?:^|\s)[A-Z0-9()]{1,6}/$", spot.before):
        return "part of a currency or a code"
    return None


def _person(spot: Spot) -> str | None:  # noqa: PLR0911  (one for each kind)
    words = _words()
    last = spot.last_word
    if last in words["person.titles"] or last in words["person.given"]:
        return f"{_PERSON}, after {last}"
    initial = _LAST_INITIAL.search(spot.before)
    if initial and (initial[1] in words["person.given"] or is_person(initial[1], "Name")):
        return f"{_PERSON}, after {initial[1]} and an initial"
    following = spot.next_word
    if following in words["person.surnames"] and " " not in spot.name and not spot.in_heading:
        return f"{_PERSON}, before {following}"
    if spot.name.isupper():
        return None
    if last and is_person(last, "Name", spot.name.split(" ")[0], "Surn", "Geox"):
        return f"{_PERSON}, after {last}"
    if following[:1].isupper() and is_person(spot.name, "Name", following, "Surn", "Patr"):
        return f"{_PERSON}, before {following}"
    return None


def _organisation(spot: Spot) -> str | None:
    words = _words()
    last = spot.last_word
    if last in words["organisation.beside"] and not (last == "All" and spot.begins):
        return f"an organisation's name, after {last}"
    of = _OF.search(spot.before)
    if of and of[1] in words["organisation.first_words"]:
        return f"an organisation's name, after {of[1]} of"
    at, passed = 0, 1 if spot.in_heading else 4
    while passed and (found := _CAPITALISED.match(spot.after, at)):
        word = found[1].rpartition(" ")[2].removesuffix("'s")
        if word in words["organisation.offices"]:
            return None
        if word in words["organisation.last_words"]:
            return f"an organisation's name, before {word}"
        at, passed = found.end(), passed - 1
    return None


def _quoted(spot: Spot) -> str | None:
    found = _BEFORE_QUOTE.search(spot.before)
    if found and spot.after.startswith('"') and lemmas(found[1].lower()) & _words()["organisation.quoted"]:
        return f"{_QUOTED} after {found[1]}"
    return None


def _longer(spot: Spot) -> str | None:
    words = _words()
    if spot.last_word in words["longer.before"] and not (spot.begins or spot.in_heading):
        return f"part of a longer place name, after {spot.last_word}"
    found = _CAPITALISED.match(spot.after)
    if found and found[1] in words["longer.after"] and not spot.in_heading:
        return f"part of a longer place name, before {found[1]}"
    return None


def _common_word(spot: Spot) -> str | None:
    if spot.name in _words()["common.words"] and (spot.begins or spot.in_heading):
        return "a common word, with the capital of a beginning or a heading"
    if len(spot.name) == 1 and spot.last_word not in {"in", "at", "to", "from", "near"}:
        return "a single letter"
    return None


def _seat(spot: Spot) -> str | None:
    if not spot.precisions or not spot.precisions <= _BUILDINGS:
        return None
    following, last = spot.next_word, spot.last_word
    if {following, *lemmas(following)} & _words()["seat.verbs"]:
        return f"the body in the building, which {following}"
    if last and lemmas(last) & _words()["seat.of"]:
        return f"the body in the building, after {last}"
    return None


RULES: tuple[Callable[[Spot], str | None], ...] = (
    _address,
    _code,
    _person,
    _organisation,
    _quoted,
    _longer,
    _common_word,
    _seat,
)
"""Every rule, in the order in which they are asked; each returns its reason in words, or None."""


class Refusals:
    """Why names in a text are not places: asked for one after the other, then once for the whole text."""

    def __init__(self, folded: Folded, text: str, precisions: Callable[[str], Precision]) -> None:
        self._folded = folded
        self._text = text
        self._precisions = precisions

    def of(self, matches: Sequence[Match]) -> list[str | None]:
        """For each match the reason why it is no place, in words; None where it is one, as far as rules can tell."""
        reasons = [self._asked(*match) if self._is_odd(*match) else None for match in matches]
        self._repeat(matches, reasons)
        return reasons

    def _is_odd(self, start: int, end: int, bearers: tuple[Name, ...]) -> bool:
        """Whether a rule might have something to say: a quick look, as most names stand between plain words."""
        text = self._folded.text
        after = text[end : end + 2]
        if after[:1] in _ODD_AFTER or (after[:1] == " " and after[1:].isupper()):
            return True
        before = text[start - 1] if start else " "
        if before in _ODD_BEFORE or end - start == 1 or text[start:end] in _words()["common.words"]:
            return True
        if any(self._precisions(name.place) in _BUILDINGS for name in bearers):
            return True
        word = text[text.rfind(" ", 0, max(0, start - 1)) + 1 : start - 1]
        if word in {"of", "the"}:
            return _OF.search(text, max(0, start - _REACH), start) is not None
        return word.removesuffix(".") in _before_words() or (
            word[:1].isupper() and (word[1:] == "." or word > "\u0370")
        )

    def _asked(self, start: int, end: int, bearers: tuple[Name, ...]) -> str | None:
        spot = self._spot(start, end, bearers)
        return next((reason for rule in RULES if (reason := rule(spot)) is not None), None)

    def _spot(self, start: int, end: int, bearers: tuple[Name, ...]) -> Spot:
        folded, text = self._folded, self._text
        first, last = folded.span(start, end)
        before, after = text[max(0, first - _REACH) : first], text[last : last + _REACH]
        line = text[text.rfind("\n", max(0, first - 200), first) + 1 : last] + after.partition("\n")[0]
        broken = [found.end() for found in _PARAGRAPH.finditer(before)]
        ahead = _PARAGRAPH.search(after)
        head = folded.text[max(0, start - _REACH) : start] if not broken else _folded(before[broken[-1] :])
        tail = folded.text[end : end + _REACH] if ahead is None else _folded(after[: ahead.start()])
        return Spot(
            before=head,
            name=folded.text[start:end],
            after=tail,
            line=line,
            attached=_attached(folded.text, start, end),
            precisions=frozenset(self._precisions(name.place) for name in bearers),
        )

    def _repeat(self, matches: Sequence[Match], reasons: list[str | None]) -> None:
        """Take a name that was a person's or a firm's for the same where it stands alone in the same text.

        A person's not after a preposition of place, a firm's only in quotation marks.
        """
        text = self._folded.text
        told = {
            (text[start:end], kind): reason
            for (start, end, _), reason in zip(matches, reasons, strict=True)
            for kind in (_PERSON, _QUOTED)
            if reason is not None and reason.startswith(kind)
        }
        for i, (start, end, _) in enumerate(matches if told else ()):
            name = text[start:end]
            if reasons[i] is not None:
                continue
            if text[start - 1 : start] == '"' == text[end : end + 1]:
                firm = next((each for each, kind in told if kind == _QUOTED and _same_name(each, name)), None)
                if firm is not None:
                    reasons[i] = f"{_QUOTED}, as elsewhere in the text"
            elif (name, _PERSON) in told:
                word = text[text.rfind(" ", 0, max(0, start - 1)) + 1 : start].strip()
                if word.lower() not in _words()["person.not_after"]:
                    reasons[i] = f"{_PERSON}, as elsewhere in the text"


_PERSON, _QUOTED = "a person's name", "the name of something else, in quotation marks"
_ODD_AFTER = frozenset('$-/".')
_ODD_BEFORE = frozenset('$/".@_#=')


@cache
def _before_words() -> frozenset[str]:
    words = _words()
    lists = ("person.titles", "person.given", "organisation.beside", "longer.before")
    return frozenset().union(*(words[name] for name in lists))


def _folded(text: str) -> str:
    return fold(text).text


def _attached(text: str, start: int, end: int) -> str:
    low, high = text.rfind(" ", max(0, start - _REACH), start) + 1, text.find(" ", end, end + _REACH)
    return text[low or max(0, start - _REACH) : high if high >= 0 else end + _REACH]


def _same_name(one: str, other: str) -> bool:
    """Whether two spellings may be cases of one name."""
    return one == other or bool(lemmas(one.lower()) & lemmas(other.lower()))
