"""Names of seas and large lakes in a language, from ``seas.json``."""

import json
from functools import cache
from importlib import resources

from geomap.i18n.translator import Translator
from geomap.model.language import best_language


@cache
def sea_names(language: str) -> dict[str, str]:
    """The name of each sea by its id, in the nearest language that has names; in English where none is near.

    >>> sea_names("de-AT")["north-sea"]
    'Nordsee'

    Args:
        language: a language tag.
    """
    text = (resources.files("geomap") / "i18n" / "seas.json").read_text(encoding="utf-8")
    names: dict[str, dict[str, str]] = json.loads(text)
    offered = tuple(next(iter(names.values())))
    nearest = best_language(Translator(language).language, offered) or "en"
    return {sea: by_language[nearest] for sea, by_language in names.items()}
