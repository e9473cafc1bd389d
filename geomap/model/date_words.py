"""The words that dates are written with, in the languages of the page and some others: months, seasons, limits."""

import re
from functools import lru_cache

from babel import Locale

LANGUAGES = (
    *("en", "ru", "uk", "de", "fr", "es", "it", "pt", "nl", "pl", "cs", "sk", "da", "sv", "nb", "fi", "et", "lv"),
    *("lt", "ro", "bg", "sr", "mk", "sl", "sq", "el", "hu", "tr", "ar", "ar_SY", "he", "fa", "be", "ka", "hy", "az"),
    *("kk", "ur", "id"),
)
"""Languages whose names of months and days are read, from CLDR; Croatian is none, whose listopad is October."""

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
LATE = (
    r"late|end|(?:pod )?końc\w*|(?:pod )?koniec|кон[е]?ц\w*|кін[е]?ц\w*|наприкінці|ende|fin|finales|fines|slutningen"
    r"|sent?"
)
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
TO = r"to|y|e|на|na|auf(?: den)?|till?|until|through|thru|and|по|до|bis|und|à|au|et|a|al|hasta|do|til|og|и|і|й"
AND = r"and|und|et|y|e|og|и|і|й|та"
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
    r"|im|am|au|en|w|i|в|во|у|на|числа|month of|på|r|gada|m|d|af|ad|ce"
)
PART_OF_DAY = (
    r"morning|noon|midday|afternoon|evening|dawn|dusk|at night|утром|утро|утра|днем|днём|вечером|вечер|вечера|ночью"
    r"|вранці|вдень|ввечері|увечері|вночі|уночі|morgens|vormittags|mittags|nachmittags|abends|nachts|matin|après-midi"
    r"|soir|mañana|tarde|noche|rano|wieczorem|w nocy|morgen|formiddag|eftermiddag|aften|overnight"
)
NIGHT_TO = (
    r"(?:в |у )?(?:ночь на|ніч на)|(?:in der )?nacht (?:zum|auf(?: den)?)|(?:in the |the )?night to"
    r"|(?:w )?nocy? na|natten til"
)
"""The night before a day."""
NIGHT = (
    r"(?:in the |the )?night(?: of| from| between)?|(?:в )?ночь|(?:в |у )?ніч|(?:in der )?nacht|(?:dans la )?nuit"
    r"|(?:en )?la noche|(?:w )?nocy?|natten"
)
HALF_FIRST = (
    r"(?:1st|first|1) half|перв(?:ая|ой) половин[ае]|перш(?:а|ій) половин[аі]|první polovin[aě]|pierwsza połowa"
)
HALF_SECOND = (
    r"(?:2nd|second|2) half|вторая половина|второй половине|друга половина|другій половині|druhá polovina|druga połowa"
)
CENTURY = r"century|век\w*|вв?|столетие|століття|ст|jahrhundert|jh|siècle|siglo|secolo|wiek\w*|århundrede"
WEEK_NUMBER = r"week|kw|неделя|тиждень|semaine|semana|uge|vecka|uke|tydzień"
QUARTER = r"quarter|quarters|кв|квартал\w*|quartal|trimestre|kwartał\w*|kvartal"


_CROATIAN = (
    *(("siječanj", 1), ("siječnja", 1), ("veljača", 2), ("veljače", 2), ("ožujak", 3), ("ožujka", 3), ("travanj", 4)),
    *(("travnja", 4), ("svibanj", 5), ("svibnja", 5), ("lipanj", 6), ("lipnja", 6), ("srpanj", 7), ("srpnja", 7)),
    *(("kolovoz", 8), ("kolovoza", 8), ("rujan", 9), ("rujna", 9), ("studeni", 11), ("studenoga", 11)),
    *(("studenog", 11), ("prosinac", 12), ("prosinca", 12)),
)
"""Croatian months but for listopad, October, which is November in Polish and Czech."""


@lru_cache(maxsize=2)
def _months(*widths: str) -> dict[str, frozenset[int]]:
    """The names of months of these widths, folded, with the months that have it in one language or another."""
    named = [
        (name.casefold().strip(". "), number)
        for language in LANGUAGES
        for forms in Locale.parse(language).months.values()
        for width in widths
        for number, name in forms.get(width, {}).items()
    ]
    found: dict[str, set[int]] = {name: {number} for name, number in _CROATIAN}
    for name, number in named:
        if not re.search(r"\d", name) and len(name) > 1:
            found.setdefault(name, set()).add(number)
    return {name: frozenset(numbers) for name, numbers in found.items()}


@lru_cache(maxsize=1)
def months_of_two_words() -> tuple[str, ...]:
    """The names of months that have a space, as in Arabic of the Levant, folded."""
    return tuple(sorted(name for name in _months("wide") if " " in name))


@lru_cache(maxsize=1)
def weekdays() -> frozenset[str]:
    """Every name and abbreviation of a day of the week, folded."""
    return frozenset(
        name.casefold().strip(". ")
        for language in LANGUAGES
        for forms in Locale.parse(language).days.values()
        for width in ("wide", "abbreviated")
        for name in forms.get(width, {}).values()
        if len(name.strip(". ")) > 2
    )


SHORT_WEEKDAYS = (
    r"(?:пн|вт|ср|чт|пт|сб|вс|нд)\b[.,]*|(?:mo|di|mi|do|fr|sa|so|ma|wo|vr|za|zo|lu|me|je|ve|pn|wt|śr|cz|pt|nd|po|út|st"
    r"|čt|pá|ne|on|to|ti|ke|pe|su|la)[.,]+"
)
"""Weekdays of two letters; in Latin letters only before a full stop or a comma, because some are other words too."""


@lru_cache(maxsize=512)
def months_named(word: str) -> frozenset[int]:
    """The months that a word is a name of, or begins the name of.

    >>> sorted(months_named("sept")), sorted(months_named("января")), sorted(months_named("okt")), months_named("radar")
    ([9], [1], [10], frozenset())
    """
    known = _months("wide", "abbreviated")
    word = word.replace("_", " ")
    if word.startswith("ב") and word[1:] in known:  # Hebrew: in January
        word = word[1:]
    if word in known:
        return known[word]
    if len(word) < 3:
        return frozenset()
    stem = word[:-1]  # of another case: мае, январе, stycznia
    begun = [numbers for name, numbers in known.items() if name.startswith(word)]
    inflected = [numbers for name, numbers in _months("wide").items() if name[:-1] == stem]
    return frozenset().union(*(begun or inflected))
