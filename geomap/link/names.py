"""A name → the keys it is matched by, and where a match may begin and end."""

import re
import unicodedata
from functools import lru_cache

from geomap.link.folding import fold

_DOTTED_I = frozenset({"az", "tr"})  # languages whose capital of i is İ
_SHORTEST_IN_CAPITALS = 4  # letters; a shorter one in capitals is as often an abbreviation: Ufa, Oka, Po

# Scripts written without spaces between words: Thai, Lao, Myanmar, Khmer, kana, Han.
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\uff66-\uff9f\U00020000-\U0003ffff]"
)


def spellings(name: str, language: str) -> tuple[str, ...]:
    """The folded spellings under which a name is looked for in folded text; the first is the name as written.

    Besides that: with a capital (a name written small may begin a sentence or a title), and with ``е`` for ``ё``, as
    most Russian newspapers print it. Nothing where no letter or digit is in the name. ``language`` is the name's
    (BCP 47); it decides how letters are capitalised.

    >>> spellings("the Kremlin", "en")
    ('the Kremlin', 'The Kremlin')
    """
    key = fold(name).text.strip()
    if not any(map(is_word, key)):
        return ()
    if key.isascii() and key[0].isupper():  # most names
        return (key,)
    keys = [key] if key[0].isupper() else [key, _upper(key[0], language) + key[1:]]
    return _with_ye(keys)


def in_capitals(key: str, language: str) -> tuple[str, ...]:
    """A folded name as a headline in capitals has it; nothing where it is too short to be told from an abbreviation.

    >>> in_capitals("the Kremlin", "en"), in_capitals("Ufa", "en")
    (('THE KREMLIN',), ())
    """
    letters = len(key) if key.isalpha() else sum(map(str.isalpha, key))
    if letters < _SHORTEST_IN_CAPITALS:
        return ()
    return _with_ye([_upper(key, language)])


def _with_ye(keys: list[str]) -> tuple[str, ...]:
    if any("ё" in key or "Ё" in key for key in keys):
        keys = [*keys, *(key.replace("ё", "е").replace("Ё", "Е") for key in keys)]
    return tuple(dict.fromkeys(keys))


def _upper(text: str, language: str) -> str:
    if language.split("-", maxsplit=1)[0].lower() in _DOTTED_I:
        text = text.replace("i", "İ")
    return text.upper()


@lru_cache(4096)
def is_word(char: str) -> bool:
    """Whether a character is a letter, a digit or a mark on one: what words are made of in every script."""
    return char.isalpha() or char.isdecimal() or unicodedata.category(char)[0] == "M"


def is_unspaced(char: str) -> bool:
    """Whether a character belongs to a script that is written without spaces between words."""
    return _UNSPACED.match(char) is not None


def is_cyrillic(char: str) -> bool:
    """Whether a character is of the Cyrillic alphabets."""
    return "\u0400" <= char <= "\u052f"


def inside_word(text: str, at: int) -> bool:
    """Whether the characters before and at an offset of folded text belong to one word.

    In a script without spaces any letter may begin a word; a mark is never torn from its letter.
    """
    if not 0 < at < len(text) or not (is_word(text[at - 1]) and is_word(text[at])):
        return False
    if unicodedata.category(text[at])[0] == "M":
        return True
    return not (_UNSPACED.match(text, at - 1) or _UNSPACED.match(text, at))


def is_whole_name(text: str, start: int, end: int) -> bool:
    """Whether a span of folded text can be a name of its own: on word edges, and not part of a longer word.

    A hyphen is an edge ("Moscow-based", "the India-Pakistan border"; a longer name that is in the gazetteer, such as
    Guinea-Bissau, wins anyway) unless a digit follows: Arzamas-16 is another town than Arzamas. An apostrophe between
    letters is none ("Sana'a", "O'Fallon", "Слов'янськ") but before a possessive s ("Moscow's") and after a word that
    lost its vowel ("l'Ukraine", "dell'Aquila").
    """
    if inside_word(text, start) or inside_word(text, end):
        return False
    before, after = text[max(0, start - 2) : start], text[end : end + 3]
    if before[1:] == "'" and is_word(before[0]):
        elided = before[0].islower() and text[start].isupper()
        if not elided:
            return False
    if len(after) > 1 and after[0] == "-":
        return not after[1].isdecimal()
    if len(after) > 1 and after[0] == "'" and is_word(after[1]):
        return after[1] in "sS" and not is_word(after[2:] or " ")
    return True
