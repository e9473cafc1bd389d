"""A name → what is left of it without the ways of typing it: case, accents, apostrophes, hyphens, alphabet."""

import re
import unicodedata

# Russian and Ukrainian in Latin letters as BGN/PCGN has them, which GeoNames follows, without its apostrophes. Where
# the two languages differ (г), the letter is Russian's; Ukrainian names that differ are found as they are spelled.
_SINGLE = dict(zip("абвгдезийклмнопрстуфыэєіґ", "abvgdeziyklmnoprstufyeeig", strict=True))
_SEVERAL = {"ж": "zh", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ю": "yu", "я": "ya", "ъ": "", "ь": ""}
_WHOLE = {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ı": "i", "þ": "th", "ð": "d"}  # no accents
_LATIN = str.maketrans(_SINGLE | _SEVERAL | _WHOLE)
_MARKS = re.compile("[\u0300-\u036f'’‘ʼʹ`´ʻ′\u00ad]+")
_GAPS = re.compile(r"[\s\-‐‑–—.]+")
_IOTATED = re.compile("y+(?=e)")  # Zarech’ye, Zareche; Novyye, Новые
_I = re.compile("[iy]+")  # Kryvyi, Kryvyy, Krivoy, Krivoi


def folded(text: str) -> str:
    """The letters of a text, in small Latin ones where they are Russian or Ukrainian, with single spaces between words.

    >>> folded("Zarech’ye") == folded("заречье") == folded("ZARECHYE")
    True
    >>> folded("Ростов-на-Дону"), folded("Île-de-Bréhat")
    ('rostov na donu', 'ile de brehat')
    """
    plain = _MARKS.sub("", unicodedata.normalize("NFKD", text).casefold())
    return _I.sub("i", _IOTATED.sub("", _GAPS.sub(" ", plain.translate(_LATIN)))).strip()
