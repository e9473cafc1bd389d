"""What evidence says, how independent it is, and whether it meets the rules that the map states."""

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geomap.findings import Finding
from geomap.link import connect
from geomap.model import Article, FrontMatter, Gazetteer, MapInfo, Report, Says
from geomap.model.balance import balance_of, independent_groups, roots_of

TODAY = dt.date(2023, 2, 1)


def article(id: str, **head: Any) -> Article:  # noqa: A002
    return Article(id=id, title=id, text=f"This is what {id} says.", front_matter=FrontMatter(**head))


def report(status: str, *evidence: str, id: str = "r") -> Report:  # noqa: A002
    """A report with quotes, each given as its article, with what it says after a colon."""
    quotes = [
        {"article": name, "quote": f"This is what {name} says", **({"says": says} if says else {})}
        for name, _, says in (each.partition(":") for each in evidence)
    ]
    return Report(id=id, title="T", status=status, status_reason="why", evidence=quotes)


def findings(reports: list[Report], *articles: Article, **rules: Any) -> list[Finding]:
    info = MapInfo(rules=rules or None)
    _, found = connect(Gazetteer(map=info, places=(), reports=reports), articles, TODAY)
    return [each for each in found if each.code[0] == "E"]


def codes(*args: Any, **rules: Any) -> list[str]:
    return [each.code for each in findings(*args, **rules)]


A, B, C = article("a"), article("b"), article("c")


def test_evidence_supports_unless_it_says_otherwise() -> None:
    assert report("confirmed", "a").evidence[0].says is Says.SUPPORTS
    assert codes([report("confirmed", "a")], A) == []


def test_confirmed_needs_a_quote_that_supports_it() -> None:
    assert codes([report("confirmed", "a:denies", "b:mentions")], A, B) == ["E005"]
    assert codes([report("confirmed", "a:denies", "b")], A, B) == []
    assert codes([report("unconfirmed", "a:denies")], A) == []


def test_refuted_needs_a_denial_where_the_map_states_directions() -> None:
    assert codes([report("refuted", "a")], A) == []
    assert codes([report("refuted", "a"), report("confirmed", "b:supports", id="s")], A, B) == ["E006"]
    assert codes([report("refuted", "a", "b:denies")], A, B) == []


def test_an_article_does_not_both_support_and_deny() -> None:
    assert codes([report("unconfirmed", "a", "a:denies")], A) == ["E007"]
    assert codes([report("unconfirmed", "a:mentions", "a:denies")], A) == []


@pytest.mark.parametrize(
    ("rule", "evidence", "missing"),
    [
        ({"articles": 2}, ["a", "b"], ""),
        ({"articles": 2}, ["a", "b:mentions"], "1 of 2 articles that support it"),
        ({"articles": 2}, ["a", "a"], "1 of 2 articles that support it"),
        ({"origins": 2}, ["a", "b"], ""),
        ({"origins": 2}, ["a", "copy"], "1 of 2 independent origins"),
        ({"origins": 2}, ["reuters", "wire"], "1 of 2 independent origins"),
        ({"denials": 0}, ["a", "b:denies"], "1 article denies it, and none may"),
        ({"denials": 1}, ["a", "b:denies"], ""),
        ({"kinds": ["official", "satellite"]}, ["image"], ""),
        ({"kinds": ["official"]}, ["a", "image"], "no article that supports it is of the kind official"),
        ({"kinds": ["satellite"]}, ["a", "image:mentions"], "no article that supports it is of the kind satellite"),
    ],
)
def test_a_report_is_held_against_the_rule_for_its_status(rule, evidence, missing) -> None:
    articles = (
        *(A, B, article("copy", repeats=["a"]), article("image", kind="satellite"), article("law", kind="official")),
        *(article("reuters", publisher="Reuters"), article("wire", origin="Reuters")),
    )
    found = findings([report("confirmed", *evidence), report("unconfirmed", id="u")], *articles, confirmed=rule)
    reported = [each.message for each in found if each.code == "E008"]
    assert len(reported) == bool(missing)
    assert all(missing in each for each in reported)


def test_the_rule_for_refuted_counts_the_articles_that_deny() -> None:
    rule = {"articles": 1, "kinds": ["official"]}
    law = article("law", kind="official")
    assert codes([report("refuted", "a", "law:denies")], A, law, refuted=rule) == []
    assert codes([report("refuted", "law", "a:denies")], A, law, refuted=rule) == ["E008"]


def test_an_enforced_rule_is_an_error() -> None:
    assert codes([report("confirmed", "a")], A, B, confirmed={"articles": 2}, enforce=True) == ["E009"]
    assert codes([report("confirmed", "a", "b")], A, B, confirmed={"articles": 2}, enforce=True) == []


@pytest.mark.parametrize(
    ("rule", "asked"),
    [
        ({"articles": 4}, "4 articles; there are 3"),
        ({"origins": 3}, "3 independent origins; all articles have 2"),
        ({"kinds": ["official"]}, "an article of the kind official; there is none"),
    ],
)
def test_a_rule_that_no_report_can_meet_is_reported_once(rule, asked) -> None:
    reports = [report("confirmed", "a", id=str(number)) for number in range(3)]
    articles = (A, B, article("copy", repeats=["a"]))
    found = [each for each in findings(reports, *articles, confirmed=rule) if each.code == "E010"]
    assert len(found) == 1
    assert asked in found[0].message
    assert "E010" not in codes([report("unconfirmed", "a")], *articles, confirmed=rule)


def test_articles_of_one_origin_count_once() -> None:
    articles = [
        *(article("x"), article("y", repeats=["x"]), article("z", repeats=["y"])),
        *(article("wire", origin="Agency"), article("agency", publisher="agency"), article("other", publisher="Post")),
        *(article("post", publisher="Post"), article("missing", repeats=["gone"])),
    ]
    roots = roots_of(articles)
    assert roots["z"] == roots["y"] == roots["x"] == {"article:x"}
    assert roots["wire"] == roots["agency"] == {"origin:agency"}
    assert roots["other"].isdisjoint(roots["post"]), "no one names this publisher as an origin"
    assert roots["missing"] == {"article:gone"}


def test_a_digest_is_not_more_than_one_origin_and_does_not_join_its_sources() -> None:
    roots = roots_of([A, B, article("digest", repeats=["a", "b"])])
    assert independent_groups(["digest"], roots) == (("digest",),)
    assert independent_groups(["digest", "a"], roots) == (("digest", "a"),)
    assert len(independent_groups(["a", "b", "digest"], roots)) == 2


def test_a_long_chain_of_repeats_is_followed() -> None:
    chain = [article("0"), *(article(str(number), repeats=[str(number - 1)]) for number in range(1, 5000))]
    assert roots_of(reversed(chain))["4999"] == {"article:0"}


def test_the_balance_counts_articles_by_what_they_say() -> None:
    roots = roots_of([A, B, C, article("copy", repeats=["a"])])
    quoted = [
        ("a", Says.SUPPORTS),
        ("copy", Says.SUPPORTS),
        ("a", Says.MENTIONS),
        ("b", Says.DENIES),
        ("c", Says.MENTIONS),
    ]
    balance = balance_of(quoted, roots)
    assert balance.groups == {
        Says.SUPPORTS: (("a", "copy"),),
        Says.DENIES: (("b",),),
        Says.MENTIONS: (("c",),),
    }
    assert (len(balance.articles(Says.SUPPORTS)), balance.origins(Says.SUPPORTS)) == (2, 1)


IDS = st.sampled_from("abcdefg")


@given(
    st.dictionaries(
        IDS,
        st.tuples(st.lists(IDS, max_size=3, unique=True), st.sampled_from([None, "Reuters", "AP"])),
        min_size=1,
    )
)
def test_groups_have_every_article_once_and_are_independent(heads) -> None:
    articles = [article(id_, repeats=repeats, origin=origin) for id_, (repeats, origin) in heads.items()]
    roots = roots_of(articles)
    groups = independent_groups(list(heads), roots)
    assert sorted(id_ for group in groups for id_ in group) == sorted(heads)
    assert 1 <= len(groups) <= len(heads)
    for group in groups:
        assert frozenset.intersection(*(roots[id_] for id_ in group))


def test_a_rule_may_ask_for_two_people_who_are_not_the_same() -> None:
    one, two = (report("confirmed", "a", id=each) for each in ("one", "two"))
    one = one.model_copy(update={"checked_by": ("AB", "A. B.")})
    two = two.model_copy(update={"checked_by": ("AB", "CD")})
    (found,) = findings([one, two], A, confirmed={"checked_by": 2})
    assert found.code == "E008"
    assert "checked by 1 of 2 people" in found.message
    assert '"one"' in found.message
