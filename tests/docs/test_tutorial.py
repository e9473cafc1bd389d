"""The tutorial is followed step by step: its commands on a real terminal, its preview in Chromium."""

import re
import shlex
from pathlib import Path

import pytest
import transcripts
from loopback import reader
from playwright.sync_api import expect
from previews import previewing
from terminal import at_a_terminal

PAGE = "docs/tutorial/first-map.md"
ARTICLE = re.compile(r"`(?P<file>seeds/[\w-]+\.md)`:\n\n```markdown\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
ANSWERS = {
    "geomap locate Akranes --offline --add": ["1", "", "", "", "y"],
    "geomap add report --place akranes": [
        *("A third radar on the quay of Akranes", "Mobile weather radar"),
        *("2", "Two people photographed it. There is no official statement.", "2024-05-23"),
        *("1", "a third radar was unloaded in Akranes", "", "y"),
    ],
}
"""What the reader types, question by question."""


def follow(folder: Path, command: str, *, code: int = 0, number: int = 0) -> str:
    """Run a command of the tutorial on a terminal, and check its transcript."""
    answers = [("", answer) for answer in ANSWERS.get(command, [])]
    ended, screen, _ = at_a_terminal(folder, shlex.split(command)[1:], answers, together=True)
    assert ended == code, screen
    shown = transcripts.displayed(screen)
    transcripts.check(PAGE, command, shown, number=number)
    return shown


@pytest.mark.transcripts
def test_the_tutorial_works(tmp_path, browser) -> None:
    text = (transcripts.REPOSITORY / PAGE).read_text(encoding="utf-8")
    folder = tmp_path / "my-map"
    gazetteer = folder / "data" / "locations.yaml"
    follow(tmp_path, "geomap init my-map")
    with previewing(folder) as preview, reader(browser) as visit:
        page = visit.page
        page.goto(preview.address)
        shown = page.frame_locator("iframe:not([inert])")
        expect(shown.locator(".item")).to_have_count(2)
        for article in ARTICLE.finditer(text):
            (folder / article["file"]).write_text(article["text"], encoding="utf-8")
        follow(folder, "geomap link seeds/ --suggest")
        follow(folder, "geomap locate Akranes --offline --add")
        follow(folder, "geomap add report --place akranes")
        expect(shown.locator(".item")).to_have_count(3)
        shown.locator(".item", has_text="A third radar").click()
        expect(shown.locator(".item.is-open")).to_contain_text("a third radar was unloaded in Akranes")

        right = gazetteer.read_text(encoding="utf-8")
        before, _, after = right.rpartition("status: unconfirmed")
        gazetteer.write_text(f"{before}status: unconfirmd{after}", encoding="utf-8")
        complaint = follow(folder, "geomap check", code=1)
        message = re.search(r": error G005 (.+)", complaint)[1]
        expect(page.get_by_text(message)).to_be_visible()
        expect(shown.locator(".item")).to_have_count(3)
        gazetteer.write_text(right, encoding="utf-8")
        expect(page.get_by_text(message)).to_be_hidden()
    follow(folder, "geomap check --strict")
    follow(folder, "geomap build")
    moved = right.replace("coordinates: [64.3221, -22.0743]", "coordinates: [64.3243, -22.0820]")
    assert moved != right
    gazetteer.write_text(moved, encoding="utf-8")
    follow(folder, "geomap diff")


def test_a_progress_line_is_not_part_of_the_transcript() -> None:
    assert transcripts.displayed("a\nbuilding …\r          \rdone\n") == "a\ndone\n"
    assert transcripts.displayed("\rbuilding …\r          \r") == ""
