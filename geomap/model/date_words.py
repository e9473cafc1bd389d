"""The words that dates are written with, in the languages of the page and some others: months, seasons, limits."""

import re
from functools import lru_cache

from babel import Locale

LANGUAGES = (
    *("en", "ru", "uk", "de", "fr", "es", "it", "pt", "nl", "pl", "cs", "sk", "da", "sv", "nb", "fi", "et", "lv"),
    *("lt", "ro", "bg", "sr", "el", "hu", "tr", "ar", "he", "fa"),
)
"""Languages whose names of months and days are read, from CLDR."""

# The words of these languages without a place in CLDR: English, Russian, Ukrainian, German, French, Spanish, Polish,
# Danish.
SEASONS = (
    r"spring|весн\w*|навесні|frühling|frühjahr|printemps|primavera|wiosn\w*|forår\w*",
    r"summer|лет[оа]|летом|літ[оа]|влітку|sommer\w*|été|verano|lat[oa]|latem|sommer\w*",
    r"autumn|fall|осен\w*|осін\w*|восени|herbst|automne|otoño|jesie\w*|efterår\w*",
    r"winter|зим\w*|взимку|hiver|invierno|zim[aąy]|vinter\w*",
)
EARLY = r"early|beginning|start|начал\w*|почат\w*|anfang|début|principios?|inicios?|począt\w*|begyndelsen|tidligt?"
MID = r"mid|middle|середин\w*|mitte|mi|mediados|połow\w*|midten"
LATE = r"late|end|кон[е]?ц\w*|кін[е]?ц\w*|наприкінці|ende|fin|finales|fines|koniec|końc\w*|slutningen|sent?"
ABOUT = (
    r"about|around|approx(?:imately)?|circa|ca|c|roughly|near|около|ок|примерно|приблизительно|близько|приблизно"
    r"|бл|um|etwa|gegen|ungefähr|vers|environ|hacia|alrededor|około|ok|omkring|≈|~"
)
UNCERTAIN = (
    r"maybe|perhaps|possibly|probably|возможно|вероятно|можливо|ймовірно|vielleicht|wohl|peut-être|quizás|może|måske"
)
BEFORE = r"before|prior to|раньше|vor|avant|antes|przed|før"
UNTIL = (
    r"until|till|by|up to|no later than|not later than|до|не позднее|не пізніше|bis|spätestens|jusqu.?|hasta|do|inden"
    r"|senest"
)
AFTER = r"after|после|після|nach|après|después|efter"
SINCE = (
    r"since|from|starting|onwards?|not before|no earlier than|с|со|з|із|від|seit|ab|von|depuis|dès|desde|od|siden|fra"
)
TO = r"to|y|e|till?|until|through|thru|and|по|до|bis|und|à|au|et|a|al|hasta|do|til|og|и|і|й"
OR = r"or|или|або|чи|oder|ou|o|u|lub|albo|nebo|eller|of|tai|veya"
WEEK_OF = r"(?:the )?week (?:of|around|with)|недел[яею] с|на неделе с|тижд(?:ень|ні|ня) з|in der woche um|ugen? omkring"
"""The week that a day is in, or that begins with it."""
WEEK_FROM = (
    r"(?:the )?week (?:from|beginning|starting|commencing)|w/?c|(?:in der )?woche (?:vom|ab)|(?:la )?semaine du"
    r"|(?:la )?semana del|(?:la )?settimana del|semana de|tydzień od|ugen fra|veckan från|uken fra|week vanaf"
)
WEEK_TO = r"(?:the )?week (?:ending|to|until)|w/?e|woche bis"
WEEK = f"{WEEK_OF}|{WEEK_FROM}|{WEEK_TO}"
BETWEEN = r"between|from|с|со|з|із|від|между|між|von|vom|zwischen|du|de|entre|desde|od|między|fra|mellem"
ONGOING = r"open|ongoing|present|now|today|current|heute|по настоящее время|н\.? ?в|дотепер|aujourd.hui|hoy|dziś|i dag"
UNKNOWN = r"unknown|\?+|неизвестно|невідомо|unbekannt|inconnu"
FILLERS = (
    r"sometime|year|years|г|гг|года?|году|год|рік|роки?|року|році|р|рр|roku|rok|jahres?|år|of|the|on|in|day|month|de|del|den|der|des|le|la|el|il"
    r"|im|am|au|en|w|i|в|во|у|на|числа|month of|på"
)
QUARTER = r"quarter|quarters|кв|квартал\w*|quartal|trimestre|kwartał\w*|kvartal"


@lru_cache(maxsize=2)
def _months(*widths: str) -> dict[str, frozenset[int]]:
    """The names of months of these widths, folded, with the months that have it in one language or another."""
    found: dict[str, set[int]] = {}
    for language in LANGUAGES:
        for forms in Locale.parse(language).months.values():
            for width in widths:
                for number, name in forms.get(width, {}).items():
                    folded = name.casefold().strip(". ")
                    if not re.search(r"\d", folded) and len(folded) > 1:
                        found.setdefault(folded, set()).add(number)
    return {name: frozenset(numbers) for name, numbers in found.items()}


@lru_cache(maxsize=1)
def weekdays() -> frozenset[str]:
    """Every name and abbreviation of a day of the week, folded."""
    return frozenset(
        name.casefold().strip(". ")
        for language in LANGUAGES
        for forms in Locale.parse(language).days.values()
        for width in ("wide", "abbreviated")
        for name in forms.get(width, {}).values()
        if len(name) > 2
    )


@lru_cache(maxsize=512)
def months_named(word: str) -> frozenset[int]:
    """The months that a word is a name of, or begins the name of.

    >>> sorted(months_named("sept")), sorted(months_named("января")), sorted(months_named("okt")), months_named("radar")
    ([9], [1], [10], frozenset())
    """
    known = _months("wide", "abbreviated")
    if word in known:
        return known[word]
    if len(word) < 3:
        return frozenset()
    stem = word[:-1]  # of another case: мае, январе, stycznia
    begun = [numbers for name, numbers in known.items() if name.startswith(word)]
    inflected = [numbers for name, numbers in _months("wide").items() if name[:-1] == stem]
    return frozenset().union(*(begun or inflected))
