"""The language of an article: as its front matter states it, else recognised, else the map's."""

import re
from functools import cache, lru_cache
from typing import Any, NamedTuple

from geomap.link.inflection import has_table, table_of
from geomap.link.morphology import INFLECTED, INSTALLED
from geomap.model import Article
from geomap.model.language import likely_script, primary_language

MIN_LETTERS = 200
"""Letters below which a text is too short to recognise its language."""

MIN_CONFIDENCE = 0.9

_SAMPLE = 600  # characters: enough for nearly all texts, and fast
_UNINFLECTED = frozenset({"en", "und", "id", "ja", "km", "ko", "lo", "ms", "my", "th", "tl", "vi", "zh"})
_NOT_LATIN = re.compile("[\u0250-\U0010ffff]+")
_MOST = 0.9  # of the letters
_OTHER_SCRIPTS = frozenset({"Arab", "Cyrl", "Grek", "Hebr"})
_TWO_SCRIPTS = frozenset({"az", "bs", "kk", "ku", "mn", "pa", "sh", "sr", "uz"})
_WITHOUT_DIACRITICS = frozenset({"id", "it", "ms", "nl", "so", "sw", "tl", "zu"})  # or with few of them
_INNER_DIGIT = re.compile(r"[^\W\d_]\d+[^\W\d_]")
_TORN = re.compile(r"(?<!\w)(?:[^\W\d_] ){4,}[^\W\d_](?!\w)")  # "M o s k a u"
_LATIN, _CYRILLIC = re.compile("[A-Za-z]"), re.compile("[\u0400-\u052f]")
_NOISY_WORDS, _NOISY_SHARE, _NOISY_LETTERS = 3, 0.02, 4
_ENOUGH = 400  # letters among which other languages in Latin letters nearly always have one


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


def unusual_text(article: Article, language: Language) -> str | None:  # noqa: PLR0911  (one for each reason)
    """Why the names in an article may be missed: it is not written as its language usually is. None if it is.

    Checked are texts of ``MIN_LETTERS`` or more: errors of character recognition, their letters, their diacritics, and,
    if the stated language has none of its own prepositions in them, the language that is recognised.
    """
    text = article.text[: 4 * _SAMPLE]
    primary = primary_language(language.code)
    if primary == "en" and text.isascii():
        return None
    text = " ".join(text.split())
    letters = "".join(filter(str.isalpha, text))
    if len(letters) < MIN_LETTERS:
        return None
    noisy = _noisy_words(text)
    if noisy:
        return f"many words are garbled, as in a scanned text, such as {noisy}"
    script = "" if language.code in _TWO_SCRIPTS else likely_script(language.code)
    in_latin = len(_NOT_LATIN.sub("", letters)) / len(letters)
    if (script == "Latn" and in_latin < 1 - _MOST) or (script in _OTHER_SCRIPTS and in_latin > _MOST):
        return f'the article is in "{language.code}", but mostly in other letters than this language has'
    plain = len(letters) >= _ENOUGH and letters.isascii()
    if plain and script == "Latn" and primary not in {"en", *_WITHOUT_DIACRITICS}:
        return f'the article is in "{language.code}", but has no letter with a diacritic'
    table = table_of(language.code)
    if table is None or language.recognised or not table.prepositions or not table.cased:
        return None
    if table.prepositions.isdisjoint(re.findall(r"\w+", text.lower())):
        recognised = _recognised(article.text[: 4 * _SAMPLE])
        if recognised and table_of(recognised) is not table:
            return f'the article states "{language.code}", but looks like "{recognised}"'
    return None


def _noisy_words(text: str) -> str:
    """Three of the words with a digit or a letter of another script between their letters, or torn into single letters.

    Empty if these are not three different words, and one in fifty: some names and products have digits.
    """
    words = re.findall(r"\w+", text)
    noisy = dict.fromkeys(word for word in words if _has_inner_digit(word) or _has_two_scripts(word))
    noisy.update(dict.fromkeys(_TORN.findall(text)))
    if len(noisy) < _NOISY_WORDS or len(noisy) < _NOISY_SHARE * len(words):
        return ""
    return ", ".join(f'"{word}"' for word in list(noisy)[:_NOISY_WORDS])


def _has_inner_digit(word: str) -> bool:
    found = _INNER_DIGIT.search(word)
    return found is not None and found[0].islower() and sum(map(str.isalpha, word)) >= _NOISY_LETTERS


def _has_two_scripts(word: str) -> bool:
    return not word.isascii() and _LATIN.search(word) is not None and _CYRILLIC.search(word) is not None


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
    primary = primary_language(code)
    return primary in _UNINFLECTED or primary in INSTALLED or (primary not in INFLECTED and has_table(primary))
