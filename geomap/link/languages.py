"""The language of an article: as its front matter states it, else recognised, else the map's."""

from functools import cache, lru_cache
from typing import Any, NamedTuple

from geomap.link.inflection import has_table, table_of
from geomap.link.morphology import INFLECTED, INSTALLED
from geomap.model import Article

MIN_LETTERS = 200
"""Letters below which a text is too short to recognise its language."""

MIN_CONFIDENCE = 0.9

_SAMPLE = 600  # characters: enough for nearly all texts, and fast
_UNINFLECTED = frozenset({"en", "und", "id", "ja", "km", "ko", "lo", "ms", "my", "th", "tl", "vi", "zh"})


class Language(NamedTuple):
    """The language of an article (BCP 47), and whether it was recognised, not stated."""

    code: str
    recognised: bool = False


UNKNOWN = Language("und")


def language_of(article: Article, default: str) -> Language:
    """The language of an article. ``default`` is the map's, for short and for unclear texts."""
    stated = article.front_matter.language
    if stated:
        return Language(stated)
    recognised = _recognised(article.text[: 4 * _SAMPLE])
    return Language(recognised, recognised=True) if recognised else Language(default)


@lru_cache(maxsize=10_000)
def _recognised(text: str) -> str:
    """The language of a text; empty if it is not clear."""
    sample = " ".join(text.split())[-_SAMPLE:]
    if sum(map(str.isalpha, sample)) < MIN_LETTERS:
        return ""
    # py3langid scores a text by its sequences of bytes, without any random element.
    code, share = _identifier().classify(sample)
    if share >= MIN_CONFIDENCE:
        return str(code)
    best, *others = _identifier().rank(sample)
    same = table_of(best[0])
    share = best[1] + sum(score for code, score in others if same is not None and table_of(code) is same)
    return str(best[0]) if share >= MIN_CONFIDENCE else ""


def prepare() -> None:
    """Load the model now, for many articles: 60 MB of it are unpacked, which halves the time for each article."""
    identifier = _identifier()
    identifier.nb_ptc = identifier.nb_ptc.astype("float32")


@cache
def _identifier() -> Any:
    # Imported here because its model takes a second to load.
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def is_inflected(code: str) -> bool:
    """Whether names are found in the inflected forms of a language, or it has none."""
    primary = code.partition("-")[0].lower()
    return primary in _UNINFLECTED or primary in INSTALLED or (primary not in INFLECTED and has_table(primary))
