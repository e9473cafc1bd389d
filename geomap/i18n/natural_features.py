"""Names of seas, large lakes, islands and rivers in a language, from ``natural_features.json``."""

import json
from functools import cache
from importlib import resources

from geomap.i18n.translator import Translator
from geomap.model.language import best_language


@cache
def natural_feature_names(language: str) -> dict[str, str]:
    """The name of each feature by its id, in the nearest language that has names; in English where none is near.

    >>> natural_feature_names("de-AT")["north-sea"]
    'Nordsee'

    Args:
        language: a language tag.
    """
    text = (resources.files("geomap") / "i18n" / "natural_features.json").read_text(encoding="utf-8")
    names: dict[str, dict[str, str]] = json.loads(text)
    offered = tuple(next(iter(names.values())))
    nearest = best_language(Translator(language).language, offered) or "en"
    return {feature: by_language[nearest] for feature, by_language in names.items()}
