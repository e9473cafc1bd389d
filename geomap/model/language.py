"""Language tags (BCP 47): their canonical form, and the best match among several."""

import re
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BeforeValidator, StringConstraints, WithJsonSchema
from pydantic_core import PydanticCustomError

from geomap.findings import echo

LANGUAGE_SCHEMA = {
    "type": "string",
    "pattern": "^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*$",
    "patternErrorMessage": "Write a language's code, such as en, ru or pt-BR.",
}
"""JSON Schema's regular expressions cannot ignore case, so this pattern is wider than the grammar."""

# RFC 5646, section 2.1, without languages of four letters and more, of which there are none.
_TAG = re.compile(
    r"""
    (?P<language>[a-z]{2,3})
    (?:-(?P<extended>[a-z]{3}))?
    (?:-(?P<script>[a-z]{4}))?
    (?:-(?P<region>[a-z]{2}|\d{3}))?
    (?P<variants>(?:-(?:[a-z\d]{5,8}|\d[a-z\d]{3}))*)
    (?P<extensions>(?:-[a-wyz\d](?:-[a-z\d]{2,8})+)*)
    (?P<private>-x(?:-[a-z\d]{1,8})+)?
    """,
    re.VERBOSE | re.ASCII,
)


_PREFERRED = {"in": "id", "iw": "he", "ji": "yi", "jw": "jv", "mo": "ro"}
"""Codes of languages that others replaced (``Preferred-Value`` in IANA's registry)."""


@lru_cache(maxsize=1024)
def canonical_language(tag: str) -> str | None:
    """The canonical form of a language tag (RFC 5646, section 4.5); None where it is malformed.

    >>> [canonical_language(tag) for tag in ("PT-br", "zh-yue", "zh-hans-cn", "iw", "en_US", "english")]
    ['pt-BR', 'yue', 'zh-Hans-CN', 'he', None, None]
    """
    found = _TAG.fullmatch(tag.lower())
    if found is None:
        return None
    variants = found["variants"].split("-")[1:]
    singletons = re.findall(r"-([a-z\d])(?=-)", found["extensions"])
    if len(set(variants)) < len(variants) or len(set(singletons)) < len(singletons):
        return None
    # An extended language's preferred value is itself: zh-yue is yue.
    subtags = [found["extended"] or _PREFERRED.get(found["language"], found["language"])]
    subtags += [found["script"].title()] if found["script"] else []
    subtags += [found["region"].upper()] if found["region"] else []
    return "-".join(subtags) + found["variants"] + found["extensions"] + (found["private"] or "")


def best_language(wanted: str, available: Iterable[str]) -> str | None:
    """The tag that serves a reader of ``wanted`` best; None where none does.

    It is the first of the wanted tag's fallbacks that is available: the lookup of RFC 4647, section 3.4, with the
    parents of CLDR. ``bestTag`` of the page finds the same tag, and where there is none, one of another region.

    >>> best_language("pt-BR", ["en", "pt"]), best_language("pt", ["pt-BR"]), best_language("es-MX", ["es", "es-419"])
    ('pt', None, 'es-419')
    """
    known = {tag.lower(): tag for tag in available}
    return next((known[each] for each in _fallbacks(wanted.lower()) if each in known), None)


@lru_cache(maxsize=1024)
def _fallbacks(tag: str) -> tuple[str, ...]:
    """A tag and those that it falls back to, one after the other, in lower case.

    A tag falls back to its parent in CLDR (``es-mx`` to ``es-419``); else to the tag with the script that its region
    implies (``zh-tw`` to ``zh-hant-tw``), else to the tag without its last subtag.
    """
    found = []
    while tag:
        found.append(tag)
        if "-" in tag:
            tag = _cldr_parents().get(tag) or _with_implied_script(tag) or _shortened(tag)
        else:
            tag = "no" if tag in {"nb", "nn"} else ""
    return tuple(found)


@cache
def _cldr_parents() -> dict[str, str]:
    """CLDR's exceptions to shortening, without those that lead to another language (Hindi in Latin to English)."""
    from babel.core import get_global

    tags = [(each.replace("_", "-").lower() for each in pair) for pair in get_global("parent_exceptions").items()]
    return {tag: parent for tag, parent in tags if primary_language(tag) == primary_language(parent)}


def _with_implied_script(tag: str) -> str:
    """A language and a region with the script between them, if it is not the usual one of the language; else empty."""
    language, _, region = tag.partition("-")
    if not re.fullmatch(r"[a-z]{2}|\d{3}", region):
        return ""
    script = likely_script(tag)
    return f"{language}-{script}-{region}".lower() if script != likely_script(language) else ""


def _shortened(tag: str) -> str:
    subtags = tag.split("-")[:-1]
    return "-".join(subtags[:-1] if len(subtags[-1]) == 1 else subtags)


def primary_language(tag: str) -> str:
    """The language of a tag without script, region and the rest, in lower case.

    >>> primary_language("zh-Hant-TW")
    'zh'
    """
    return tag.partition("-")[0].lower()


def likely_script(tag: str) -> str:
    """The script that a language is most likely written in (CLDR's likely subtags); empty if it is not known.

    >>> likely_script("zh-TW"), likely_script("zh"), likely_script("sr-Latn"), likely_script("uk-x-old")
    ('Hant', 'Hans', 'Latn', 'Cyrl')
    """
    from babel.core import get_global

    found = _TAG.fullmatch(tag.lower())
    if found is None:
        return ""
    language, region, script = found["extended"] or found["language"], found["region"], found["script"]
    likely = get_global("likely_subtags")
    whole = likely.get(f"{language}_{(region or '').upper()}") or likely.get(language) or ""
    return script.title() if script else next((part for part in whole.split("_") if len(part) == len("Latn")), "")


def _canonical(value: str) -> str:
    canonical = canonical_language(value)
    if canonical is None:
        found = f'"{echo(value)}" is not a language code'
        raise PydanticCustomError("G004", "{found}", {"found": found, "help": language_advice(value)})
    return canonical


def language_advice(value: str) -> str:
    """The code that was meant, if a text has an underscore or is the name of a language, in English or in itself."""
    meant = canonical_language(value.replace("_", "-"))
    if meant is None:
        from babel import Locale

        names = {name.casefold(): code for code, name in Locale("en").languages.items()}
        code = names.get(value.casefold()) or _own_names().get(value.casefold(), "")
        meant = canonical_language(code.replace("_", "-"))
    return f"write {meant}" if meant else "write a code such as en, ru or pt-BR"


@cache
def _own_names() -> dict[str, str]:
    """The codes of two letters by the names of the languages in themselves, such as "deutsch"."""
    from babel import Locale
    from babel.localedata import locale_identifiers

    codes = [code for code in locale_identifiers() if len(code) == len("de")]
    return {Locale.parse(code).languages.get(code, "").casefold(): code for code in codes}


def _each_language_once(value: Any) -> Any:
    if isinstance(value, Mapping):
        first: dict[str, str] = {}
        for key in value:
            canonical = canonical_language(key.strip()) if isinstance(key, str) else None
            if canonical and first.setdefault(canonical, key) is not key:
                found = f'"{echo(first[canonical])}" and "{echo(key)}" are the same language'
                raise PydanticCustomError("Y004", "{found}", {"found": found, "help": "keep one of the two"})
    return value


Language = Annotated[
    str,
    StringConstraints(strict=True, strip_whitespace=True, min_length=1),
    AfterValidator(_canonical),
    WithJsonSchema(LANGUAGE_SCHEMA),
]
"""A language tag in its canonical form."""

_Value = TypeVar("_Value")
ByLanguage = Annotated[dict[Language, _Value], BeforeValidator(_each_language_once)]
"""Values by language, each language once however its tag is written."""
