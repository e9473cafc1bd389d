"""Command output in the README and the guides is that of real runs: see transcripts.py."""

import os
import re
import shlex
import subprocess
from pathlib import Path

import pytest
import transcripts
from click.testing import CliRunner
from geocoder import nominatim
from terminal import at_a_terminal

from geomap.cli import main

pytestmark = pytest.mark.transcripts

GAZETTEER = """\
map: {title: Radars at the harbour, url: https://example.org/map/, method: We read the local newspaper.}
places:
  - {name: Harbour Tower, coordinates: [55.728, 37.588], precision: building}
  - {name: Old Mill, coordinates: [55.731, 37.602], precision: settlement}
reports:
  - id: radar-on-the-tower
    title: A radar on the Harbour Tower
    place: harbour-tower
    status: unconfirmed
    status_reason: One witness, no picture.
    evidence:
      - article: news
        quote: a radar was installed on the roof of the Harbour Tower
  - id: radar-at-the-mill
    title: A radar at the Old Mill
    place: old-mill
    status: unconfirmed
    status_reason: The newspaper does not name its source.
    evidence:
      - article: news
        quote: Another was seen near the Old Mill
"""
ARTICLE = """\
On Monday a radar was installed on the roof of the Harbour Tower. Another was seen near the Old Mill.
"""
CONFIRMED = GAZETTEER.replace(
    "unconfirmed\n    status_reason: One witness, no picture.",
    "confirmed\n    status_reason: A picture shows the mast.",
)


@pytest.fixture
def project(make_project, monkeypatch) -> Path:
    root = make_project({"data/locations.yaml": GAZETTEER, "seeds/news.md": ARTICLE})
    monkeypatch.chdir(root)
    return root


def run(command: str, code: int = 0) -> str:
    result = CliRunner().invoke(main, shlex.split(command)[1:])
    assert result.exit_code == code, result.output
    return result.output


def test_the_readme_shows_a_finding(project) -> None:
    wrong = GAZETTEER.replace("a radar was installed on", "a radar was seen on")
    (project / "data" / "locations.yaml").write_text(wrong, encoding="utf-8")
    transcripts.check("README.md", "geomap check", run("geomap check", code=1))


def test_the_output_of_a_build(project) -> None:
    run("geomap build")
    (project / "data" / "locations.yaml").write_text(
        CONFIRMED.replace("[55.731, 37.602]", "[55.7418, 37.602]"), encoding="utf-8"
    )
    transcripts.check("docs/how-to/publish.md", "geomap build", run("geomap build"))


@pytest.mark.services
def test_the_output_of_a_comparison(project) -> None:
    names = {f"GIT_{who}_{what}": "a@b.example" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    environment = {**os.environ, **names, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    for words in ("init --quiet .", "add --all .", "commit --quiet --message first"):
        subprocess.run(["git", *words.split()], cwd=project, check=True, env=environment)
    moved = CONFIRMED.replace("[55.731, 37.602], precision: settlement", "[55.7418, 37.602], precision: building")
    (project / "data" / "locations.yaml").write_text(moved, encoding="utf-8")
    transcripts.check("docs/how-to/compare.md", "geomap diff HEAD", run("geomap diff HEAD"))


@pytest.mark.services
def test_the_output_of_a_lookup(make_project, monkeypatch, tmp_path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    text = "places:\n  - {name: Harbour, coordinates: [56.0, 38.0], precision: city}\n"
    root = make_project({"data/locations.yaml": text})
    with nominatim() as server:
        words = ["locate", "Harbour", "Tower", "--domain", server.url]
        code, screen, _ = at_a_terminal(root, words, [("", "1")], together=True)
        domain = server.host
    assert code == 0, screen
    shown = transcripts.displayed(screen).replace(domain, "nominatim.openstreetmap.org")
    shown = re.sub(r"accessed [\d-]+", "accessed 2023-01-19", shown)
    transcripts.check("docs/how-to/locate.md", "geomap locate Harbour Tower", shown)
