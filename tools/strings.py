"""Shows what the page's string files lack, compared with English: ``python tools/strings.py [LANGUAGE ...]``.

Exits with 1 if a file is incomplete or has a wrong value or plural form.
"""

import json
import re
import sys
from collections.abc import Iterator
from importlib import resources

from babel import Locale

STRINGS = resources.files("geomap") / "web" / "strings"
MACHINE = "machine"
"""Value of the key ``translation`` in a file that a machine has translated and no native speaker has checked."""
FORM = re.compile(r"\.(zero|one|two|few|many|other)$")


def languages() -> list[str]:
    """The languages that have a string file, sorted."""
    return sorted(file.name.removesuffix(".json") for file in STRINGS.iterdir() if file.name.endswith(".json"))


def strings_of(language: str) -> dict[str, str]:
    """The texts of a string file by key, with the plural form at the end of a key."""
    strings: dict[str, str] = json.loads((STRINGS / f"{language}.json").read_text(encoding="utf-8"))
    return strings


def plural_forms(language: str) -> set[str]:
    """CLDR's plural forms of whole numbers in a language, and ``other``."""
    locale = Locale.parse(language, sep="-")
    return {"other", *(locale.plural_form(number) for number in range(1001))}


def problems(language: str) -> Iterator[str]:
    """What a string file lacks or has too much, one line each."""
    english, other = strings_of("en"), strings_of(language)
    other.pop("translation", None)
    counted = {FORM.sub("", key) for key in english if FORM.search(key)}
    forms = plural_forms(language)
    wanted = {key: key for key in english if not FORM.search(key)}
    wanted |= {f"{key}.{form}": f"{key}.other" for key in counted for form in forms}
    for key, source in wanted.items():
        if key not in other:
            yield f"{key} is missing: {english[source]}"
            continue
        given, expected = ({*re.findall(r"\{\w+\}", text)} for text in (other[key], english[source]))
        # "One report" and "two reports" can do without the number.
        optional = {"{count}"} if re.search(r"\.(zero|one|two)$", key) else set()
        if given - expected or expected - given - optional:
            yield f"{key} has the values {sorted(given)} and not {sorted(expected)}"
        if not other[key].strip():
            yield f"{key} is empty"
    yield from (f"{key} is not in English, or is no plural form of the language" for key in other.keys() - wanted)


def main(chosen: list[str]) -> int:
    """Print the problems of the chosen languages, or of all; 1 if there are any."""
    found = 0
    for language in chosen or languages():
        if language not in languages():
            sys.stdout.write(f"{language}: no file; copy en.json to {language}.json in {STRINGS}\n")
            found += 1
            continue
        lines = list(problems(language))
        state = f"{len(lines)} to fix" if lines else "complete"
        review = ", needs review" if strings_of(language).get("translation") == MACHINE else ""
        sys.stdout.write(f"{language}: {state}{review}\n")
        for line in lines:
            sys.stdout.write(f"  {line}\n")
        found += len(lines)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
