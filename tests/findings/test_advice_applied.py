"""What `geomap check` advises is applied to the example of each code, and the finding is gone."""

import re
from collections.abc import Callable

import pytest
from test_explanations import NOT_SHOWN, SHOWN, files

import geomap
from geomap.findings import CODES, Finding

Files = dict[str, str]
Apply = Callable[[Files, Finding, str], None]
"""Changes the files as the advice says; the last argument is what the advice tells to write."""


def change_line(texts: Files, finding: Finding, change: Callable[[str, int], str]) -> None:
    """Change the line of a finding: the function gets it and the column, from 0."""
    lines = texts[finding.location.file].split("\n")
    at = finding.location.line - 1
    lines[at] = change(lines[at], finding.location.column - 1)
    texts[finding.location.file] = "\n".join(lines)


def value(texts: Files, finding: Finding, written: str) -> None:
    """Replace the value, or the key, at the location."""
    whole = re.compile(r'"(?:[^"\\]|\\.)*"|\[[^\]]*\]|\{[^}]*\}|[^,:}\]#]+?(?=\s*[,:}\]#]|\s*$)')

    def change(line: str, column: int) -> str:
        found = whole.match(line, column)
        assert found, line[column:]
        return f"{line[:column]}{written}{line[found.end() :]}"

    change_line(texts, finding, change)


def whole_line(texts: Files, finding: Finding, written: str) -> None:
    change_line(texts, finding, lambda line, _: line[: len(line) - len(line.lstrip(" -"))] + written)


def no_line(texts: Files, finding: Finding, _: str) -> None:
    lines = texts[finding.location.file].split("\n")
    del lines[finding.location.line - 1]
    texts[finding.location.file] = "\n".join(lines)


def whole_file(texts: Files, finding: Finding, written: str) -> None:
    texts[finding.location.file] = written + "\n"


def key(texts: Files, finding: Finding, written: str) -> None:
    """Add a key to the entry that begins at the location."""

    def change(line: str, column: int) -> str:
        if line[column] == "{":
            return f"{line[: column + 1]}{written}, {line[column + 1 :]}"
        return f"{line[:column]}{written}\n{' ' * column}{line[column:]}"

    change_line(texts, finding, change)


def replaced(pattern: str, by: str = "{}") -> Apply:
    """Replace the first match of a pattern in the file by what the advice tells to write, in other text."""

    def apply(texts: Files, finding: Finding, written: str) -> None:
        file = finding.location.file
        assert re.search(pattern, texts[file])
        texts[file] = re.sub(pattern, lambda _: by.format(written), texts[file], count=1)

    return apply


def map_key(texts: Files, finding: Finding, written: str) -> None:
    """Add a key under map:."""
    file = next(path for path in texts if path.startswith("data/"))
    text = texts[file]
    if re.search(r"^map: \{", text, re.MULTILINE):
        texts[file] = re.sub(r"^map: \{", f"map: {{{written}, ", text, flags=re.MULTILINE)
    elif re.search(r"^map:$", text, re.MULTILINE):
        texts[file] = re.sub(r"^map:$", f"map:\n  {written}", text, flags=re.MULTILINE)
    else:
        texts[file] = f"map: {{{written}}}\n{text}"


def front_matter(texts: Files, finding: Finding, written: str) -> None:
    """Add a key to the front matter of the article of the finding."""
    text = texts[finding.location.file]
    head = f"---\n{written}\n"
    texts[finding.location.file] = head + (text.removeprefix("---\n") if text.startswith("---\n") else f"---\n{text}")


def quote_key(texts: Files, finding: Finding, written: str) -> None:
    """Set ``says`` of the first quote of the gazetteer."""
    replaced(r"says: \w+")(texts, finding, written)


MEANT = r'did you mean "([^"]+)"'
ADVICE: dict[str, list[tuple[str, Apply]]] = {
    "Y003": [(r"write (.+)$", whole_line)],
    "Y005": [(r'put ("\*[^"]+") in quotes', value)],
    "Y007": [(r"delete the line ()", no_line)],
    "G001": [(r"write (places: .+)$", whole_file)],
    "G002": [(MEANT, value)],
    "G003": [(r"add (status_reason: .+)$", lambda texts, finding, text: key(texts, finding, text.replace(";", ",")))],
    "G004": [(r"write a list: (.+)$", value), (r"such as (\d+)$", value)],
    "G005": [(r"write (\w+),", value), (r" or (\w+)$", value)],
    "G006": [(r"add an (id:) to", replaced("name: Springfield", "{} another, name: Springfield"))],
    "G007": [(MEANT, value)],
    "G008": [(r"(\[.+\])$", value)],
    "G009": [(r"write (\[.+\])$", value)],
    "G010": [(r"write (\S+)$", value)],
    "G011": [(r"write (\S+)$", value)],
    "G014": [(MEANT, value)],
    "G015": [(MEANT, value)],
    "D001": [(r"add (draft: true) to", replaced("    place: ", "    {}\n    place: "))],
    "F001": [(MEANT, value)],
    "O001": [(MEANT, value)],
    "O012": [(MEANT, replaced("nane"))],
    "A001": [(MEANT, value)],
    "E001": [(r'the nearest text is "([^"]+)"', value)],
    "E003": [(r"write (status: unconfirmed)", replaced("status: confirmed"))],
    "E006": [(r"add (says: denies)", quote_key)],
    "E011": [(r"add (repeats: \[\w+\])", front_matter), (r"(independent_of: \[\w+\])", front_matter)],
    "L001": [(r"add (link: \{[^}]+\})", front_matter)],
    "L007": [(r"add (repeats: \[\w+\])", front_matter), (r"(independent_of: \[\w+\])", front_matter)],
    "C005": [(r"write (precision: \w+)", replaced(r"precision: \w+"))],
    "C006": [(r"add (precision: )one of", lambda texts, finding, text: key(texts, finding, f"{text}building"))],
    "C008": [(r"add (languages: \[.+\]) under map", map_key)],
    "C009": [(r"add (method:) under map", lambda texts, finding, text: map_key(texts, finding, f"{text} By hand."))],
    "C010": [
        (r"add (url:) under map", lambda texts, finding, text: map_key(texts, finding, f"{text} https://a.example/"))
    ],
    "C011": [(r"(\[.+\]) would be among", value)],
    "C013": [(r"add (same_event_as: \[.+\]);", key)],
    "R001": [(r"write (# geomap: ignore\[\w+\])", replaced(r"# geomap: ignore.*", "{} It is known."))],
    "R003": [(r"delete (it)", replaced("# geomap: ignore.*", ""))],
    "R005": [(r"delete this line()", no_line)],
}
"""For each code whose advice says what to write: where the advice has it, and how it is applied."""

JUDGED = frozenset({
    *("Y001", "Y004", "Y008", "Y009", "A002", "A005", "A006", "A009", "P001", "P002"),  # which file or version is meant
    *("G012", "G013", "D002", "R002", "R004", "R006", "L002", "L003", "L004", "L005", "L008", "L009", "L010"),
    *("E002", "E004", "E005", "E007", "E008", "E009", "E010"),  # what an article says
    *("C001", "C002", "C003", "C004", "C007", "C012", "C014", "C015", "C016"),  # what is true
    *("B001", "B002", "B004", "B005", "B006", "O002", "O003", "O004", "O005", "O006", "O007", "O009", "O010", "O011"),
})  # fmt: skip
"""Codes whose advice is what to find out, or names another file: an editor or another program has to do it."""


OF_IMPORTS = frozenset(code for code in CODES if code[0] == "I")
"""Codes whose advice is followed in ``importing/test_import_advice.py``."""


def test_the_advice_of_every_code_is_applied_or_judged() -> None:
    assert set(ADVICE) | JUDGED | NOT_SHOWN | OF_IMPORTS == set(CODES)
    assert set(ADVICE) | JUDGED == set(SHOWN)
    assert not set(ADVICE) & JUDGED


@pytest.mark.parametrize(("code", "number"), [(code, number) for code in ADVICE for number in range(len(ADVICE[code]))])
def test_the_finding_is_gone_when_its_advice_is_followed(code, number, make_project, tmp_path) -> None:
    pattern, apply = ADVICE[code][number]
    given = files(code, "Wrong")
    findings = geomap.check(make_project(given)).findings
    wanted = [each for each in findings if each.code == code and re.search(pattern, each.help)]
    assert wanted, [each.help for each in findings]
    finding = wanted[0]
    texts = {path: text for path, text in given.items() if isinstance(text, str)}
    apply(texts, finding, re.search(pattern, finding.help)[1])
    after = geomap.check(make_project({**given, **texts})).findings
    left = [each for each in after if each.code == code and each.message == finding.message]
    assert not left, (finding.help, texts)
    new = {each.code for each in after if each.code[0] in "YG"} - {each.code for each in findings}
    assert not new, (finding.help, texts, after)
