"""What the page knows of the weight of evidence: nothing where a map states nothing, and only what is published."""

from pathlib import Path

import pytest

import geomap
from geomap.model.published import coarsened
from geomap.page.bundle import bundle

EXAMPLE = Path(__file__).parents[2] / "examples" / "alder-island"


@pytest.fixture(scope="module")
def data() -> dict:
    return bundle(coarsened(geomap.load(EXAMPLE)))


def row(data: dict, id_: str) -> str:
    """The row of a report, whose id is left out where its title gives it."""
    return str(data["reports"]["id"].index(id_))


def test_quotes_say_what_the_gazetteer_states(data) -> None:
    says = data["reports"]["says"]
    assert says[row(data, "launcher-tower")] == [0, 0, 1]
    assert says[row(data, "launcher-fort")] == [0, 2]
    assert row(data, "radar-airfield") not in says


def test_quotes_of_one_origin_have_one_number(data) -> None:
    origins = data["reports"]["origins"]
    courier, post, ministry = origins[row(data, "launcher-tower")]
    assert courier == post
    image, wire, evening, _ = origins[row(data, "launchers-airfield")]
    assert image != wire == evening
    assert row(data, "convoy-west-road") not in origins
    assert isinstance(ministry, int)


def test_articles_have_their_kind_their_origin_and_what_they_repeat(data) -> None:
    articles = {article["id"]: article for article in data["articles"]}
    assert articles["image"]["kind"] == "satellite"
    assert articles["evening-airfield"]["origin"] == "South Wire"
    title, index = articles["post-tower"]["repeats"][0]
    assert title == data["articles"][index]["title"] == articles["courier-tower"]["title"]
    assert not {"kind", "origin", "repeats"} - {"kind"} & articles["walker"].keys()


def test_the_rules_are_published_and_what_reports_lack(data, make_project) -> None:
    assert data["map"]["rules"]["of"]["confirmed"] == {"origins": 2, "kinds": [], "checked_by": 2, "denials": 0}
    assert "unmet" not in data["reports"]
    root = make_project(
        {
            "data/a.yaml": "map: {rules: {unconfirmed: {articles: 1, kinds: [official]}}}\n"
            "reports: [{title: R, status: unconfirmed, status_reason: W.}]\n"
        }
    )
    assert bundle(coarsened(geomap.load(root)))["reports"]["unmet"] == {"0": ["articles", "kinds"]}


def test_a_map_that_states_nothing_has_nothing_of_it(make_project) -> None:
    root = make_project(
        {
            "data/a.yaml": "reports: [{title: R, status: unconfirmed, status_reason: W., "
            "evidence: [{article: a, quote: b}]}]\n",
            "seeds/a.txt": "a b c",
        }
    )
    plain = bundle(coarsened(geomap.load(root)))
    assert "rules" not in plain["map"]
    assert not {"says", "origins", "unmet"} & plain["reports"].keys()
    assert not {"kind", "origin", "repeats"} & plain["articles"][0].keys()


def test_the_example_has_twelve_reports_and_no_findings_but_the_missing_address() -> None:
    checked = geomap.check(EXAMPLE)
    assert [each.code for each in checked.findings] == ["C010"]
    assert checked.atlas is not None
    published = coarsened(checked.atlas)
    assert len(published.reports) == 12
    assert sum(report.status == "refuted" for report in published.reports) == 1
    assert sum(bool(report.corrected) for report in published.reports) == 3
