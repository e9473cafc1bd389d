"""Tables of endings: a name in its base form is found in the forms of the article's language."""

import re

import pytest

from geomap.link import NameIndex
from geomap.link.inflection import Table, _tables, table_of
from geomap.model import Article, FrontMatter, Place

LANGUAGES = frozenset(
    "pl cs sk sl hr sr bs bg hu lv lt et fi de nl da no nb nn sv tr az he ar fa fr it es pt ro".split()  # noqa: SIM905
)
TABLES = sorted({min(table.languages): table for table in _tables().values()}.items())


def mentions(text: str, language: str, *names: str) -> list[str]:
    index = NameIndex([Place(id=f"p{i}", name=name) for i, name in enumerate(names)])
    found = index.find(Article(id="a", title="A", text=text, front_matter=FrontMatter(language=language)))
    for each in found.mentions:
        assert text[each.start : each.end] == each.exact
    return [each.exact for each in found.mentions]


def test_every_language_has_a_table() -> None:
    assert set(_tables()) >= LANGUAGES
    assert table_of("en") is None
    assert table_of("pl-PL") is table_of("pl")


@pytest.mark.parametrize(("language", "table"), TABLES)
def test_the_text_of_a_table_has_its_names(language: str, table: Table) -> None:
    marks = re.findall(r"\[([^|\]]+)\|([^\]]+)\]", table.test)
    text = re.sub(r"\[([^|\]]+)\|[^\]]+\]", r"\1", table.test)
    assert mentions(text, language, *dict.fromkeys(base for _, base in marks)) == [form for form, _ in marks]
