"""Rules that exclude a name that is not the place: a person, an organisation, an address. Each states its reason.

The rules look at the words next to the name, which are listed in ``exclusions.toml``. None uses statistics, and none is
about a particular place. A rule applies only in the languages it was written for, and never across a sentence end.
"""

import re
import tomllib
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, cached_property, partial
from importlib import resources

from geomap.link.folding import Folded, Span
from geomap.link.inflection import table_of
from geomap.link.matching import Match
from geomap.link.morphology import is_given_name, is_ordinary, is_person, is_phrase, is_subject, lemmas
from geomap.link.names import Name, spellings
from geomap.model.language import primary_language

_REACH = 80  # characters on each side that a rule looks at
_MAX_BETWEEN = 4  # capitalised words between a name and the last word of an organisation's name
_HEADING_SHARE = 0.7  # of capitalised words, in a heading with capitals
_HEADING_WORDS = 4  # a shorter line is not recognised as such a heading

_PARAGRAPH = re.compile(r"\n[ \t\r]*\n")
_ADDRESS = re.compile(
    r"://|^www\.|@|\w\.(?:com|org|net|info|gov|edu|int|io|co|eu|ru|ua|uk|us|de|рф|укр)\b", re.IGNORECASE
)
_WORD = re.compile(r"[^\W\d_][\w'&-]*")
_CAPITALISED = re.compile(r" ((?:(?:of|for|and|the|de|&) )?[^\W\d_a-zа-яёіїєґ][\w'&-]*)")
_LAST_WORD = re.compile(r"[^\W_][\w'&-]*$")
_LAST_INITIAL = re.compile(r"([^\W\d_][\w'-]*) (?:[^\W\d_a-zа-я]\. ?){1,2}$")
_SAINT = re.compile(r"\b(?:St|Ste|Saint|San|Santa|Fort|Ft|Mount|Mt)\.? \S+ $")
_OF = re.compile(r"([A-Z][\w-]*) of (?:the )?(?:[A-Z][\w-]* ){0,2}$")
_NEXT_WORD = re.compile(r" (?:[^\W\d_a-zа-яёіїєґ]\. )?([^\W_][\w'-]*)")
_SENTENCE_ENDS = frozenset(".!?:;…-*#>")
_BEFORE_QUOTE = re.compile(r"([^\W_][\w-]*),? \"$")


@cache
def _words() -> dict[str, frozenset[str]]:
    """The word lists of ``exclusions.toml``, by table and key: ``person.titles``."""
    text = (resources.files("geomap") / "link" / "exclusions.toml").read_text(encoding="utf-8")
    return {
        f"{table}.{key}": frozenset(words.split())
        for table, lists in tomllib.loads(text).items()
        for key, words in lists.items()
    }


class Occurrence:
    """A name in a text, as the rules see it.

    Attributes:
        name: the name as it is in the folded text.
        before: the folded text before the name, in its paragraph.
        after: the folded text after the name, in its paragraph.
        last_word: the word directly before it in its sentence, without the full stop of an abbreviation; may be empty.
        next_word: the word directly after it, not counting an initial; may be empty.
        building: whether all places with this name are known as a building or a street.
    """

    def __init__(self, folded: Folded, text: str, match: Match, *, building: bool) -> None:
        start, end = match.start, match.end
        first, last = folded.span(start, end)
        self._text, self._span, self._names = text, (first, last), match.names
        self.name = folded.text[start:end]
        self.before, self.after = _paragraph_around(folded, text, (start, end), (first, last))
        self.last_word = ""
        if self.before.endswith(" "):
            word = self.before.rpartition(" ")[0].rpartition(" ")[2]
            found = _LAST_WORD.search(word.removesuffix("."))
            if found and (not word.endswith(".") or len(found[0]) == 1 or found[0] in _abbreviations()):
                self.last_word = found[0]
        following = _NEXT_WORD.match(self.after)
        self.next_word = following[1] if following else ""
        self.building = building

    @cached_property
    def bases(self) -> tuple[str, ...]:
        """The names in the gazetteer whose inflected form this is; empty if it is spelled as there."""
        written = any(self.name in spellings(name.name, name.language) for name in self._names)
        return () if written else tuple(name.name for name in self._names)

    @property
    def unbroken(self) -> str:
        """The name with the characters around it up to the next white space."""
        return self.before.rpartition(" ")[2] + self.name + self.after.partition(" ")[0]

    @property
    def is_first(self) -> bool:
        """Whether the name begins a sentence, a line or a paragraph."""
        before = self.before.rstrip(" '\"([")
        return not before or before[-1] in _SENTENCE_ENDS or self._text.endswith("\n", 0, self._span[0])

    @property
    def in_heading(self) -> bool:
        """Whether nearly every word of its line is capitalised, so that a capital has no meaning."""
        first, last = self._span
        before, after = self._text[max(0, first - _REACH) : first], self._text[last : last + _REACH]
        line = before.rpartition("\n")[2] + self.name + after.partition("\n")[0]
        words = _WORD.findall(line)
        return len(words) >= _HEADING_WORDS and sum(word[0].isupper() for word in words) >= _HEADING_SHARE * len(words)


def _paragraph_around(folded: Folded, text: str, span: Span, original: Span) -> tuple[str, str]:
    """The folded text around a span, up to ``_REACH`` characters on each side and not beyond its paragraph."""
    (start, end), (first, last) = span, original
    low, high = max(0, start - _REACH), min(len(folded.text), end + _REACH)
    breaks = [found.end() for found in _PARAGRAPH.finditer(text, max(0, first - _REACH), first)]
    if breaks:
        low += bisect_left(range(low, start), breaks[-1], key=lambda at: folded.span(at, at + 1)[0])
    found = _PARAGRAPH.search(text, last, last + _REACH)
    if found:
        high = end + bisect_right(range(end, high), found.start(), key=lambda at: folded.span(at, at + 1)[1])
    return folded.text[low:start], folded.text[end:high]


def _address(one: Occurrence) -> str | None:
    before, after = one.before[-1:], one.after[:1]
    if before in _ADDRESS_SIGNS or after in _ADDRESS_SIGNS:
        domain = before == "." and one.before[-2:-1] in {" ", ""}
        if domain or _ADDRESS.search(one.unbroken):
            return "part of an address"
    return None


def _code(one: Occurrence) -> str | None:
    after = one.after[:1] in {"$", "-", "/"} and re.match(r"\$|[-/]\d", one.after)
    before = one.before[-1:] in {"$", "/"} and re.search(r"\$$|(?:^|\s)[A-Z0-9()]{1,6}/$", one.before)
    return "part of a currency or a code" if after or before else None


def _person(one: Occurrence) -> str | None:  # noqa: PLR0911  (one for each kind)
    words, last, following = _words(), one.last_word, one.next_word
    saint = last in words["person.given"] and _SAINT.search(one.before)
    if last in words["person.titles"] or (last in words["person.given"] and not saint):
        return f"{_PERSON}, after {last}"
    initial = _LAST_INITIAL.search(one.before) if len(last) == 1 else None
    if initial and (initial[1] in words["person.given"] or is_person(initial[1], "Name")):
        return f"{_PERSON}, after {initial[1]} and an initial"
    if following in words["person.surnames"] and " " not in one.name and not one.in_heading:
        return f"{_PERSON}, before {following}"
    if one.name.isupper() or one.name.isascii():
        return None
    is_surname = " " not in one.name and is_given_name(last) and not one.bases
    if last and (is_surname or is_person(last, "Name", one.name.split(" ")[0], "Surn", "Geox", "inan")):
        return f"{_PERSON}, after {last}"
    if following[:1].isupper() and (
        is_person(one.name, "Name", following, "Surn", "Patr") or is_person(one.name, "anim", following, "Surn")
    ):
        return f"{_PERSON}, before {following}"
    return None


def _organisation(one: Occurrence) -> str | None:
    words, last = _words(), one.last_word
    if last in words["organisation.before"]:
        return f"an organisation's name, after {last}"
    if last in _OF_WORDS or last[:1].isupper():
        of = _OF.search(one.before)
        if of and of[1] in words["organisation.before_of"]:
            return f"an organisation's name, after {of[1]} of"
    at, passed = 0, 0
    while (found := _CAPITALISED.match(one.after, at)) and passed < _MAX_BETWEEN:
        word = found[1].rpartition(" ")[2].removesuffix("'s")
        if word in words["organisation.offices"]:
            return None
        following = _CAPITALISED.match(one.after, found.end())  # as in "Convention Center"
        if word in words["organisation.treaties"] and (not following or following[1].startswith("of ")):
            return f"the name of a treaty or a project, before {word}"
        if word in words["organisation.after"]:
            return None if passed and one.in_heading else f"an organisation's name, before {word}"
        at, passed = found.end(), passed + 1
    return None


def _quoted(one: Occurrence) -> str | None:
    if one.before.endswith('"') and one.after.startswith('"'):
        found = _BEFORE_QUOTE.search(one.before)
        if found and lemmas(found[1].lower()) & _words()["organisation.before_quotes"]:
            return f"{_QUOTED} after {found[1]}"
    return None


def _longer_name(one: Occurrence) -> str | None:
    words = _words()
    if one.last_word in words["longer.before"] and not (one.is_first or one.in_heading):
        return f"part of a longer place name, after {one.last_word}"
    numbered = one.next_word == "Road" and one.name.endswith(" County")  # "Otter Tail County Road 80" is in the county
    if one.next_word in words["longer.after"] and not numbered and not one.in_heading:
        return f"part of a longer place name, before {one.next_word}"
    return None


def _common_word(one: Occurrence) -> str | None:
    words = _words()
    if one.name in words["common.words"] and (one.is_first or one.in_heading):
        return "a common word, capitalised at the start of a sentence or in a heading"
    if not one.is_first or one.name.isascii():
        return None
    is_noun = one.name.lower() in words["common.nouns"] and is_subject(one.name, one.next_word)
    if is_noun or is_phrase(one.name, one.next_word):
        return f"a common word at the start of a sentence, with {one.next_word}"
    if one.bases and is_ordinary(one.name, one.bases):
        return "a common word at the start of a sentence"
    return None


def _institution(one: Occurrence) -> str | None:
    if not one.building:
        return None
    following, last = one.next_word, one.last_word
    if {following, *lemmas(following)} & _words()["institution.after"]:
        return f"the institution in the building, before {following}"
    if last and lemmas(last.lower()) & _words()["institution.before"]:
        return f"the institution in the building, after {last}"
    return None


Rule = Callable[[Occurrence], str | None]

SIGNS: tuple[Rule, ...] = (_address, _code)
"""The rules about signs next to a name, which apply in every language."""


def _organisation_of(stems: tuple[str, ...], one: Occurrence) -> str | None:
    """An organisation's name in a language with a table: "Turun yliopisto"."""
    word = one.next_word
    return f"an organisation's name, before {word}" if word and word.lower().startswith(stems) else None


@cache
def _before_organisation(stems: tuple[str, ...]) -> re.Pattern[str]:
    """A pattern of what follows a name to which ``_organisation_of`` applies."""
    return re.compile(rf" (?:\w\. )?(?:{'|'.join(stems)})", re.IGNORECASE)


RULES: tuple[Rule, ...] = (*SIGNS, _person, _organisation, _quoted, _longer_name, _common_word, _institution)
"""The rules in the order in which they are applied. Each returns its reason, or None."""

LANGUAGES = frozenset({"en", "ru", "uk"})
"""The languages of the word lists. In an article in another language, only the rules about signs apply."""

_PERSON, _QUOTED = "a person's name", "another name, in quotation marks"
_OF_WORDS = frozenset({"of", "the"})
_LATIN = "\u0370"  # letters that sort after it belong to other scripts
_ADDRESS_SIGNS = frozenset("./@:_-=#")
_SIGNS = _ADDRESS_SIGNS | frozenset('$"')


class Exclusions:
    """The exclusion rules for one article.

    Args:
        folded: the article's folded text.
        text: the article's text.
        buildings: ids of the places that are known as a building or a street.
        language: the article's (BCP 47), or the likeliest.
    """

    def __init__(self, folded: Folded, text: str, buildings: frozenset[str], language: str = "en") -> None:
        table = table_of(language)
        self._rules = RULES if primary_language(language) in LANGUAGES else SIGNS
        self._organisation = None
        if table and table.organisations:
            self._rules = (*SIGNS, partial(_organisation_of, table.organisations))
            self._organisation = _before_organisation(table.organisations)
        self._folded = folded
        self._text = text
        self._buildings = buildings

    def reasons(self, matches: Sequence[Match]) -> list[str | None]:
        """For each match, the reason why it is not a place; None if no rule applies."""
        reasons: list[str | None] = [None] * len(matches)
        for i in self._candidates(matches):
            match = matches[i]
            building = all(name.place in self._buildings for name in match.names)
            one = Occurrence(self._folded, self._text, match, building=building)
            reasons[i] = next((reason for rule in self._rules if (reason := rule(one)) is not None), None)
        if any(reasons):
            self._repeat(matches, reasons)
        return reasons

    def _candidates(self, matches: Sequence[Match]) -> Iterable[int]:
        """The matches to which a rule might apply: most names are between ordinary words."""
        if self._rules is RULES:
            return self._next_to_words(matches)
        text, organisation = self._folded.text, self._organisation
        return [
            i
            for i, (start, end, _) in enumerate(matches)
            if not _SIGNS.isdisjoint((text[start - 1 : start], text[end : end + 1]))
            or (organisation and organisation.match(text, end))
        ]

    def _next_to_words(self, matches: Sequence[Match]) -> Iterator[int]:
        """The matches to which one of ``RULES`` might apply."""
        text, buildings = self._folded.text, self._buildings
        common, before, of_words = _words()["common.words"], _words_before(), _words()["organisation.before_of"]
        for i, (start, end, names) in enumerate(matches):
            after, last = text[end : end + 2], text[start - 1 : start]
            if (
                after[:1] in _SIGNS
                or (after[:1] == " " and after[1:].isupper())
                or last in _SIGNS
                or text[start:end] in common
                or (buildings and any(name.place in buildings for name in names))
                or (text[start] > _LATIN and _may_be_first(text[max(0, start - 2) : start]))
            ):
                yield i
            elif last == " ":
                word = text[text.rfind(" ", 0, start - 1) + 1 : start - 1].lstrip("\"'(")
                capital = word[:1].isupper()
                of = text.rfind(" of ", max(0, start - _REACH), start) if capital or word in _OF_WORDS else -1
                if (
                    word.removesuffix(".") in before
                    or (capital and (word[1:] == "." or word > _LATIN))
                    or (of >= 0 and text[text.rfind(" ", 0, of) + 1 : of].lstrip("\"'(") in of_words)
                ):
                    yield i

    def _repeat(self, matches: Sequence[Match], reasons: list[str | None]) -> None:
        """Exclude the other occurrences of a person's or a quoted name in the same text.

        A person's name only if it is not after a preposition of place, and not as often after one as next to the
        words that show a person: one wrong decision does not remove a place from an article. A quoted name only in
        quotation marks.
        """
        text = self._folded.text
        balance: Counter[tuple[Name, ...]] = Counter()  # of the decisions for a place over those for a person
        for match, reason in zip(matches, reasons, strict=True):
            if reason is None:
                balance[match.names] += self._is_after_preposition(match.start)
            elif reason.startswith(_PERSON):
                balance[match.names] -= 1
        excluded = {
            (text[match.start : match.end], kind)
            for match, reason in zip(matches, reasons, strict=True)
            for kind in (_PERSON, _QUOTED)
            if reason is not None and reason.startswith(kind)
        }
        for i, (start, end, names) in enumerate(matches if excluded else ()):
            name = text[start:end]
            if reasons[i] is not None:
                continue
            if text[start - 1 : start] == '"' == text[end : end + 1]:
                if any(kind == _QUOTED and _same_name(each, name) for each, kind in excluded):
                    reasons[i] = f"{_QUOTED}, as elsewhere in the text"
            elif (name, _PERSON) in excluded and balance[names] <= 0 and not self._is_after_preposition(start):
                reasons[i] = f"{_PERSON}, as elsewhere in the text"

    def _is_after_preposition(self, start: int) -> bool:
        text = self._folded.text
        word = text[text.rfind(" ", 0, max(0, start - 1)) + 1 : start].strip()
        return word.lower() in _words()["person.not_after"]


@cache
def _abbreviations() -> frozenset[str]:
    """The words after which a full stop does not end the sentence."""
    words = _words()
    return words["person.abbreviations"] | words["longer.before"]


@cache
def _words_before() -> frozenset[str]:
    words = _words()
    lists = ("person.titles", "person.given", "organisation.before", "longer.before")
    return frozenset().union(*(words[name] for name in lists))


def _may_be_first(before: str) -> bool:
    return not before.strip() or before[0] in _SENTENCE_ENDS


def _same_name(one: str, other: str) -> bool:
    """Whether two spellings may be cases of one name."""
    return one == other or bool(lemmas(one.lower()) & lemmas(other.lower()))


def is_other_name(name: str, after: str) -> bool:
    """Whether an English name is clearly not a place: a person, an organisation, a day. ``after`` follows the name."""
    words = _words()
    parts = name.split(" ")
    if parts[0] in words["person.given"] | words["person.titles"] | words["common.words"] | words["common.calendar"]:
        return True
    following = _NEXT_WORD.match(after)
    next_word = following[1] if following and following[1][0].isupper() else ""
    last = {parts[-1], next_word}
    ends = words["organisation.after"] | words["organisation.offices"] | words["common.institutions"]
    return bool(last & ends) or bool(set(parts) & words["common.calendar"]) or name.upper() == name
