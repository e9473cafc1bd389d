"""The page's texts are complete in every language, with its plural forms and with the values of the English texts."""

import sys
from pathlib import Path

import pytest

from geomap.i18n.string_files import languages_with_texts

REPOSITORY = Path(__file__).parents[2]
sys.path.insert(0, str(REPOSITORY / "tools"))
import strings  # noqa: E402


@pytest.mark.parametrize("language", strings.languages())
def test_every_language_is_complete(language) -> None:
    """`python tools/strings.py` shows what is missing."""
    assert not [*strings.problems(language)]


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"label.close": None}, "label.close is missing: Close"),
        ({"label.close": " "}, "label.close is empty"),
        ({"reports.few": None}, "reports.few is missing: {count} reports"),
        ({"reports.few": "doniesienia"}, "reports.few has the values [] and not ['{count}']"),
        ({"label.shut": "Zamknij"}, "label.shut is not in English, or is no plural form of the language"),
        ({"reports.two": "{count}"}, "reports.two is not in English, or is no plural form of the language"),
        ({"reading.license": "{license}"}, "reading.license has the values ['{license}'] and not []"),
        ({"reports.one": "jedno doniesienie", "translation": None}, None),
    ],
)
def test_the_problems_of_a_file_are_listed(monkeypatch, change, problem) -> None:
    polish = {key: text for key, text in (strings.strings_of("pl") | change).items() if text is not None}
    of = strings.strings_of
    monkeypatch.setattr(strings, "strings_of", lambda language: dict(polish) if language == "pl" else of(language))
    assert [*strings.problems("pl")] == ([problem] if problem else [])


def test_a_language_without_a_file_is_reported(capsys) -> None:
    assert strings.main(["de", "tlh"]) == 1
    assert [line.split(":")[0] for line in capsys.readouterr().out.splitlines()] == ["de", "tlh"]


def test_the_documentation_lists_every_language_and_who_has_checked_it() -> None:
    page = (REPOSITORY / "docs" / "how-to" / "languages.md").read_text(encoding="utf-8")
    rows = dict(row.split(" | ")[1:3] for row in page.splitlines() if row.startswith("| ") and "`" in row)
    listed = {code.strip("`"): review.strip(" |") for code, review in rows.items()}
    assert sorted(listed) == list(languages_with_texts())
    machine = {each for each in strings.languages() if strings.strings_of(each).get("translation") == strings.MACHINE}
    assert {code for code, review in listed.items() if review == "needs review"} == machine
