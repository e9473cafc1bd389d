"""A real article that belongs to its publisher and is not part of the project: it must link and build too.

Its path is GEOMAP_REAL_ARTICLE, or a folder next to the checkout. This file has only names and short phrases of it.
"""

import json
import os
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

import geomap
from geomap.cli import main

ARTICLE = Path(
    os.environ.get("GEOMAP_REAL_ARTICLE", "")
    or Path(__file__).parents[3] / "shared" / "articles" / "kremlin-declines-to-comment.txt"
)
pytestmark = pytest.mark.skipif(not ARTICLE.is_file(), reason="the real article is not on this machine")

QUOTES = {
    "pantsir-ndmc": "on the roof of the National Defense Management Center",
    "pantsir-education": "on top of an administrative building belonging to Russia's Ministry of Education",
    "pantsir-zarechye": "newly-deployed Pantsir system was spotted in Moscow's urban region Zarechye",
    "more-systems": "these remain unconfirmed",
}


@pytest.fixture
def real_project(first_map) -> Path:
    """The first map's gazetteer, with reports that cite the real article instead of the digest."""
    gazetteer = first_map / "data" / "locations.yaml"
    lines, report = [], ""
    for line in gazetteer.read_text(encoding="utf-8").splitlines():
        if line.startswith("  - id: "):
            report = line.removeprefix("  - id: ")
        quoted = f'        quote: "{QUOTES[report]}"' if line.strip().startswith("quote:") else line
        lines.append(quoted.replace("article: moscow-rooftops", f"article: {ARTICLE.stem}"))
    gazetteer.write_text("\n".join(lines) + "\n", encoding="utf-8")
    shutil.rmtree(first_map / "seeds")
    (first_map / "seeds").mkdir()
    shutil.copy(ARTICLE, first_map / "seeds")
    return first_map


def test_the_real_article_builds_and_every_quote_is_found(real_project, visit) -> None:
    atlas = geomap.load(real_project)
    assert [finding for finding in atlas.findings if finding.code.startswith("E")] == []
    assert len(atlas.citations) == 4
    built = geomap.build(atlas, real_project)
    opened = visit()
    page = opened.open(built.site / "index.html")
    page.locator(".item").get_by_role("button", name="A newly deployed Pantsir").click()
    assert (
        page.locator(".item.is-open mark").inner_text()
        == "newly-deployed Pantsir system was spotted in Moscow’s urban region Zarechye"
    )
    assert opened.complaints == []


def test_only_the_sentences_of_the_quotes_are_published(real_project) -> None:
    built = geomap.build(geomap.load(real_project), real_project)
    site = b"".join(path.read_bytes() for path in built.site.rglob("*") if path.is_file())
    assert b"have been reports about more air defense systems" not in site
    assert b"these remain unconfirmed" in site


def test_difficult_names_are_linked_correctly(real_project) -> None:
    atlas = geomap.load(real_project)
    text = atlas.articles[0].text
    mentions = [(mention.place, mention.exact) for mention in atlas.mentions]
    long_name = "National Defense Management Center of Russian Ministry of Defense"
    assert ("national-defense-management-center", long_name) in mentions
    assert [exact for place, exact in mentions if place == "national-defense-management-center"] == [long_name]
    assert (
        "ministry-of-education-building",
        "administrative building belonging to Russia’s Ministry of Education",
    ) in mentions
    assert [exact for place, exact in mentions if place == "zarechye"] == ["Zarechye"]
    assert {exact for place, exact in mentions if place == "moscow"} == {"Moscow"}
    assert len([exact for place, exact in mentions if place == "moscow"]) == text.count("Moscow")
    for mention in atlas.mentions:
        assert text[mention.start : mention.end] == mention.exact
    assert json.dumps(mentions).count("Ukraine") == 0
    kremlin = [mention for mention in atlas.mentions if mention.place == "kremlin"]
    assert [text.count("Kremlin"), len(kremlin)] == [2, 1]  # in the headline, it means the government
    assert kremlin[0].start == text.rindex("Kremlin")
    assert "Ministry of Defence" not in json.dumps(mentions)
    assert not [exact for _, exact in mentions if exact == "Ministry of Defense"]


def test_exclusions_are_explained_and_nothing_is_suggested(real_project) -> None:
    result = CliRunner().invoke(
        main, ["link", str(ARTICLE), "--gazetteer", str(real_project / "data" / "locations.yaml"), "--all"]
    )
    assert "Kremlin[no place: the institution in the building, before declines] declines" in result.output
    assert [finding for finding in geomap.load(real_project).findings if finding.code in {"L001", "L005"}] == []
