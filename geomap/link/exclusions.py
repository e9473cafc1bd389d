"""Why a name that stands in a text is not the place: rules about the words beside it, each of which says its reason.

The words are in ``not_places.toml``. No rule guesses from statistics, and none is about a particular place.
"""

import re
import tomllib
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from importlib import resources

from geomap.link.folding import Folded, Span
from geomap.link.lexicon import is_person, is_phrase, lemmas
from geomap.link.matching import Match

_REACH = 80  # characters on either side that a rule looks at
_BETWEEN = 4  # capitalised words after a name in which an organisation's last word is sought
_TITLE_LINE = 0.7  # share of a line's words that have a capital in a heading set so
_TITLE_WORDS = 4  # words from which that can be told

_PARAGRAPH = re.compile(r"\n[ \t\r]*\n")
_ADDRESS = re.compile(
    r"://|^www\.|@|\w\.(?:com|org|net|info|gov|edu|int|io|co|eu|ru|ua|uk|us|de|рф|укр)\b", re.IGNORECASE
)
_WORD = re.compile(r"[^\W\d_][\w'&-]*")
_CAPITALISED = re.compile(r" ((?:(?:of|for|and|the|de|&) )?[^\W\d_a-zа-яёіїєґ][\w'&-]*)")
_LAST_WORD = re.compile(r"[^\W_][\w'&-]*$")
_LAST_INITIAL = re.compile(r"([^\W\d_][\w'-]*) (?:[^\W\d_a-zа-я]\. ?){1,2}$")
_OF = re.compile(r"([A-Z][\w-]*) of (?:the )?(?:[A-Z][\w-]* ){0,2}$")
_NEXT_WORD = re.compile(r" (?:[^\W\d_a-zа-яёіїєґ]\. )?([^\W_][\w'-]*)")
_ENDS_SENTENCE = frozenset(".!?:;…-*#>")
_BEFORE_QUOTE = re.compile(r"([^\W_][\w-]*),? \"$")


class _Words:
    """The lists of ``not_places.toml``, each a set of words."""

    def __init__(self) -> None:
        text = (resources.files("geomap") / "link" / "exclusions.toml").read_text(encoding="utf-8")
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


class Spot:
    """A name in a text, as the rules see it.

    Attributes:
        name: the name as it stands there, folded.
        before: folded text before the name, within its paragraph.
        after: folded text after it.
        last_word: the word right before it, without its full stop; empty where there is none.
        next_word: the word right after it, an initial passed over.
        building: whether only places that are known as a building or a street have this name.
    """

    __slots__ = ("_span", "_text", "after", "before", "building", "last_word", "name", "next_word")

    def __init__(self, folded: Folded, text: str, span: Span, building: bool) -> None:  # noqa: FBT001
        start, end = span
        first, last = folded.span(start, end)
        self._text, self._span = text, (first, last)
        self.name = folded.text[start:end]
        begins = _PARAGRAPH.search(text, max(0, first - 4), first)
        self.before = "" if begins else folded.text[max(0, start - _REACH) : start]
        self.after = "" if _PARAGRAPH.search(text, last, last + 4) else folded.text[end : end + _REACH]
        self.last_word = ""
        if self.before.endswith(" "):
            found = _LAST_WORD.search(self.before.rpartition(" ")[0].rpartition(" ")[2].removesuffix("."))
            self.last_word = found[0] if found else ""
        following = _NEXT_WORD.match(self.after)
        self.next_word = following[1] if following else ""
        self.building = building

    @property
    def attached(self) -> str:
        """The characters around it without white space between, itself included."""
        return self.before.rpartition(" ")[2] + self.name + self.after.partition(" ")[0]

    @property
    def begins(self) -> bool:
        """Whether it begins a sentence, a line or a paragraph."""
        before = self.before.rstrip(" '\"([")
        return not before or before[-1] in _ENDS_SENTENCE or self._text.endswith("\n", 0, self._span[0])

    @property
    def in_heading(self) -> bool:
        """Whether its line has capitals at nearly every word, so that a capital tells nothing."""
        first, last = self._span
        before, after = self._text[max(0, first - _REACH) : first], self._text[last : last + _REACH]
        line = before.rpartition("\n")[2] + self.name + after.partition("\n")[0]
        words = _WORD.findall(line)
        return len(words) >= _TITLE_WORDS and sum(word[0].isupper() for word in words) >= _TITLE_LINE * len(words)


def _address(spot: Spot) -> str | None:
    before, after = spot.before[-1:], spot.after[:1]
    if before in _IN_ADDRESS or after in _IN_ADDRESS:
        domain = before == "." and spot.before[-2:-1] in {" ", ""}
        if domain or _ADDRESS.search(spot.attached):
            return "part of an address"
    return None


def _code(spot: Spot) -> str | None:
    after = spot.after[:1] in {"$", "-", "/"} and re.match(r"\$|[-/]\d", spot.after)
    before = spot.before[-1:] in {"$", "/"} and re.search(r"\$$|(?:^|\s)[A-Z0-9()]{1,6}/$", spot.before)
    return "part of a currency or a code" if after or before else None


def _person(spot: Spot) -> str | None:  # noqa: PLR0911  (one for each kind)
    words, last, following = _words(), spot.last_word, spot.next_word
    if last in words["person.titles"] or last in words["person.given"]:
        return f"{_PERSON}, after {last}"
    initial = _LAST_INITIAL.search(spot.before) if len(last) == 1 else None
    if initial and (initial[1] in words["person.given"] or is_person(initial[1], "Name")):
        return f"{_PERSON}, after {initial[1]} and an initial"
    if following in words["person.surnames"] and " " not in spot.name and not spot.in_heading:
        return f"{_PERSON}, before {following}"
    if spot.name.isupper() or spot.name.isascii():
        return None
    if last and is_person(last, "Name", spot.name.split(" ")[0], "Surn", "Geox", "inan"):
        return f"{_PERSON}, after {last}"
    if following[:1].isupper() and (
        is_person(spot.name, "Name", following, "Surn", "Patr") or is_person(spot.name, "anim", following, "Surn")
    ):
        return f"{_PERSON}, before {following}"
    return None


def _organisation(spot: Spot) -> str | None:
    words, last = _words(), spot.last_word
    if last in words["organisation.beside"]:
        return f"an organisation's name, after {last}"
    if last in _OF_WORDS or last[:1].isupper():
        of = _OF.search(spot.before)
        if of and of[1] in words["organisation.first_words"]:
            return f"an organisation's name, after {of[1]} of"
    at, passed = 0, 0
    while (found := _CAPITALISED.match(spot.after, at)) and passed < _BETWEEN:
        word = found[1].rpartition(" ")[2].removesuffix("'s")
        if word in words["organisation.offices"]:
            return None
        if word in words["organisation.last_words"]:
            return None if passed and spot.in_heading else f"an organisation's name, before {word}"
        at, passed = found.end(), passed + 1
    return None


def _quoted(spot: Spot) -> str | None:
    if spot.before.endswith('"') and spot.after.startswith('"'):
        found = _BEFORE_QUOTE.search(spot.before)
        if found and lemmas(found[1].lower()) & _words()["organisation.quoted"]:
            return f"{_QUOTED} after {found[1]}"
    return None


def _longer(spot: Spot) -> str | None:
    words = _words()
    if spot.last_word in words["longer.before"] and not (spot.begins or spot.in_heading):
        return f"part of a longer place name, after {spot.last_word}"
    if spot.next_word in words["longer.after"] and not spot.in_heading:
        return f"part of a longer place name, before {spot.next_word}"
    return None


def _common_word(spot: Spot) -> str | None:
    if spot.name in _words()["common.words"] and (spot.begins or spot.in_heading):
        return "a common word, with the capital of a beginning or a heading"
    if spot.begins and not spot.name.isascii() and is_phrase(spot.name, spot.next_word):
        return f"a common word at a beginning, with {spot.next_word}"
    if len(spot.name) == 1 and spot.last_word not in _words()["person.not_after"]:
        return "a single letter"
    return None


def _seat(spot: Spot) -> str | None:
    if not spot.building:
        return None
    following, last = spot.next_word, spot.last_word
    if {following, *lemmas(following)} & _words()["seat.verbs"]:
        return f"the body in the building, which {following}"
    if last and lemmas(last.lower()) & _words()["seat.of"]:
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

    def __init__(self, folded: Folded, text: str, buildings: frozenset[str]) -> None:
        """``buildings`` holds the ids of the places that are known as a building or a street."""
        self._folded = folded
        self._text = text
        self._buildings = buildings

    def of(self, matches: Sequence[Match]) -> list[str | None]:
        """For each match the reason why it is no place, in words; None where it is one, as far as rules can tell."""
        reasons: list[str | None] = [None] * len(matches)
        for i in self._odd(matches):
            start, end, bearers = matches[i]
            spot = Spot(self._folded, self._text, (start, end), all(name.place in self._buildings for name in bearers))
            reasons[i] = next((reason for rule in RULES if (reason := rule(spot)) is not None), None)
        if any(reasons):
            self._repeat(matches, reasons)
        return reasons

    def _odd(self, matches: Sequence[Match]) -> Iterator[int]:
        """The matches about which a rule might say something: a quick look, as most stand between plain words."""
        text, buildings = self._folded.text, self._buildings
        common, beside, firsts = _words()["common.words"], _before_words(), _words()["organisation.first_words"]
        for i, (start, end, bearers) in enumerate(matches):
            after, last = text[end : end + 2], text[start - 1 : start]
            if (
                after[:1] in _ODD_AFTER
                or (after[:1] == " " and after[1:].isupper())
                or last in _ODD_BEFORE
                or end - start == 1
                or text[start:end] in common
                or (buildings and any(name.place in buildings for name in bearers))
                or (text[start] > _LATIN and _may_begin(text[max(0, start - 2) : start]))
            ):
                yield i
            elif last == " ":
                word = text[text.rfind(" ", 0, start - 1) + 1 : start - 1].lstrip("\"'(")
                capital = word[:1].isupper()
                of = text.rfind(" of ", max(0, start - _REACH), start) if capital or word in _OF_WORDS else -1
                if (
                    word.removesuffix(".") in beside
                    or (capital and (word[1:] == "." or word > _LATIN))
                    or (of >= 0 and text[text.rfind(" ", 0, of) + 1 : of].lstrip("\"'(") in firsts)
                ):
                    yield i

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
_OF_WORDS = frozenset({"of", "the"})
_LATIN = "\u0370"  # words that sort after it are in other scripts
_IN_ADDRESS = frozenset("./@:_-=#")
_ODD_AFTER = frozenset('$-/".')
_ODD_BEFORE = frozenset('$/".@_#=')


@cache
def _before_words() -> frozenset[str]:
    words = _words()
    lists = ("person.titles", "person.given", "organisation.beside", "longer.before")
    return frozenset().union(*(words[name] for name in lists))


def _may_begin(before: str) -> bool:
    return not before.strip() or before[0] in _ENDS_SENTENCE


def _same_name(one: str, other: str) -> bool:
    """Whether two spellings may be cases of one name."""
    return one == other or bool(lemmas(one.lower()) & lemmas(other.lower()))


def is_no_place_word(name: str, after: str) -> bool:
    """Whether an English name without a gazetteer is plainly something else: a person, an organisation, a day."""
    words = _words()
    parts = name.split(" ")
    if parts[0] in words["person.given"] | words["person.titles"] | words["common.words"] | words["common.calendar"]:
        return True
    following = _NEXT_WORD.match(after)
    beyond = following[1] if following and following[1][0].isupper() else ""
    last = {parts[-1], beyond}
    ends = words["organisation.last_words"] | words["organisation.offices"] | words["common.institutions"]
    return bool(last & ends) or bool(set(parts) & words["common.calendar"]) or name.upper() == name
