"""The articles that an article repeats, or is independent of: they exist, and there are no cycles."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geomap.read import read_articles
from geomap.read.cycles import find_cycles


@pytest.fixture
def found(make_project):
    def read(**heads: str) -> list[str]:
        root = make_project({f"seeds/{name}.md": f"---\n{head}\n---\nText\n" for name, head in heads.items()})
        return [f"{each.location} {each.code} {each.message}" for each in read_articles(root).findings]

    return read


def test_articles_may_repeat_others_and_be_independent_of_others(found) -> None:
    assert found(a="repeats: [b, c]", b="repeats: [c]\nindependent_of: [a]", c="origin: Reuters\nkind: outlet") == []


@pytest.mark.parametrize("key", ["repeats", "independent_of"])
def test_an_article_that_is_missing_is_reported_with_the_nearest_one(make_project, key) -> None:
    root = make_project({"seeds/courier.md": "Text", "seeds/post.md": f"---\n{key}: [courier, curier]\n---\nText\n"})
    (finding,) = read_articles(root).findings
    assert (str(finding.location), finding.code) == ("seeds/post.md:2:" + str(len(key) + 13), "A001")
    assert '"courier"' in finding.help


def test_an_unknown_article_may_be_in_the_file_that_cannot_be_read(make_project) -> None:
    root = make_project({"seeds/a.md": "---\nrepeats: [b]\n---\nText\n", "seeds/b.md": b"\xff\xfe\x00 no text \x81"})
    assert "A001" not in {finding.code for finding in read_articles(root).findings}


def test_a_cycle_is_reported_once(found) -> None:
    assert found(a="repeats: [b]", b="repeats: [c, d]", c="repeats: [a]", d="repeats: []") == [
        "seeds/c.md:2:11 A009 a → b → c → a"
    ]
    assert found(a="repeats: [a]") == ['seeds/a.md:2:11 A009 article "a" repeats itself']


@pytest.mark.parametrize(
    ("head", "help_"),
    [
        ("kind: newspaper", "write eyewitness, official, outlet, social, satellite, document or other"),
        ("kind: Outlets", 'did you mean "outlet"? write eyewitness,'),
        ("repeats: courier", "write a list: [courier]"),
        ("origin: [Reuters]", "write a text"),
    ],
)
def test_advice_says_what_to_write(make_project, head, help_) -> None:
    (finding,) = read_articles(make_project({"seeds/a.md": f"---\n{head}\n---\nText\n"})).findings
    assert finding.help.startswith(help_)


IDS = st.sampled_from("abcdef")


@given(st.dictionaries(IDS, st.lists(IDS, max_size=3, unique=True)))
def test_every_cycle_is_one_and_without_its_last_step_none_is_left(references) -> None:
    found = list(find_cycles(references))
    for last, first, ids in found:
        assert (ids[0], ids[-1]) == (first, last)
        assert all(after in references[before] for before, after in zip(ids, [*ids[1:], ids[0]], strict=True))
    closing = {(last, first) for last, first, _ in found}
    assert len(closing) == len(found)
    left = {a: [b for b in bs if (a, b) not in closing] for a, bs in references.items()}
    assert list(find_cycles(left)) == []


def test_long_chains_are_followed() -> None:
    chain = {str(number): [str(number + 1)] for number in range(20_000)}
    assert list(find_cycles(chain)) == []
    assert len(list(find_cycles({**chain, "20000": ["0"]}))) == 1
