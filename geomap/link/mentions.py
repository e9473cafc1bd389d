"""Articles × names → mentions: every name of every place, longest first, in one pass over an article."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ahocorasick_rs import AhoCorasick

from geomap.findings import Finding, echo
from geomap.link.folding import fold
from geomap.link.names import is_whole_name, name_keys
from geomap.model import Article, Mention, Place, anchored

_SHOWN = 5  # places named in one finding


@dataclass(frozen=True)
class MentionsFound:
    """The mentions of one article in the order of the text, and the names that could not be decided."""

    mentions: tuple[Mention, ...]
    findings: list[Finding]


class NameIndex:
    """Every name of every place, ready to be looked for; built once, used for all articles.

    Args:
        places: the gazetteer's places; their order makes no difference to what is found.
        language: of the places' names and aliases whose language is not given (BCP 47), as the gazetteer's map says it.
    """

    def __init__(self, places: Iterable[Place], language: str = "en") -> None:
        self._bearers: dict[str, dict[str, str]] = {}  # key → id of each place → that place's name or alias
        for place in places:
            for key, name in _keys_of(place, language).items():
                self._bearers.setdefault(key, {})[place.id] = name
        self._keys = list(self._bearers)
        self._automaton = AhoCorasick(self._keys)

    def find(self, article: Article) -> MentionsFound:
        """The mentions in an article.

        A name that several places bear makes no mention but one L001 for the article, at its first occurrence.
        """
        folded = fold(article.text, article.markup)
        mentions: list[Mention] = []
        undecided: dict[str, list[tuple[int, str]]] = {}  # name without case → where, and the key
        for start, end, key in self._longest(folded.text):
            bearers = self._bearers[key]
            span = folded.span(start, end)
            if len(bearers) == 1:
                ((place, name),) = bearers.items()
                mentions.append(Mention(**anchored(article, *span), place=place, name=name))
            else:
                undecided.setdefault(key.casefold(), []).append((span[0], key))
        findings = [self._ambiguous(article, occurrences) for occurrences in undecided.values()]
        return MentionsFound(tuple(mentions), findings)

    def _longest(self, text: str) -> Iterator[tuple[int, int, str]]:
        """The names in a folded text from left to right, none overlapping: of those that begin first, the longest."""
        # All matches are asked for, as the longest one may turn out to end inside a word.
        found = self._automaton.find_matches_as_indexes(text, overlapping=True)
        at = 0
        for start, end, i in sorted((start, -end, i) for i, start, end in found):
            if start >= at and is_whole_name(text, start, -end):
                at = -end
                yield start, -end, self._keys[i]

    def _ambiguous(self, article: Article, occurrences: Sequence[tuple[int, str]]) -> Finding:
        offset, key = occurrences[0]
        places = sorted({place for _, each in occurrences for place in self._bearers[each]})
        listed = ", ".join(echo(place) for place in places[:_SHOWN]) + (" …" if len(places) > _SHOWN else "")
        times = f" ({len(occurrences)} times in this article)" if len(occurrences) > 1 else ""
        return Finding(
            article.at(offset),
            "L001",
            f'"{echo(key)}" fits {len(places)} places: {listed}{times}',
            "it is linked to none of them; give all but one of them a longer name, as articles write it",
        )


def _keys_of(place: Place, language: str) -> dict[str, str]:
    """The keys of a place, each with the name it comes from: one written so, rather than one it can be made from."""
    languages = {name: name_language for name_language, name in place.names.items()}
    made = {name: name_keys(name, languages.get(name, language)) for name in place.all_names}
    keys = {all_keys[0]: name for name, all_keys in reversed(made.items()) if all_keys}
    for name, all_keys in made.items():
        for key in all_keys[1:]:
            keys.setdefault(key, name)
    return keys
