"""The tutorial is walked word for word: its commands on a real terminal, its preview in Chromium."""

import re
import shlex
from pathlib import Path

from loopback import reader
from playwright.sync_api import expect
from previews import previewing
from terminal import at_a_terminal

TUTORIAL = (Path(__file__).parents[2] / "docs" / "tutorial.md").read_text(encoding="utf-8")
BLOCK = re.compile(
    r"^(?:[^\n]*`(?P<file>[\w./-]+\.\w+)`:\n\n)?```(?P<kind>\w+)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL
)
QUESTION = re.compile(r"^(?P<asked>.*(?:\? for help\)|\[Y/n\]|for none)):(?: (?P<answer>.*))?$", re.MULTILINE)


def session(folder: Path, block: str) -> str:
    """Type what a block types, and return what is on the screen then, written as the block is."""
    first, _, rest = block.partition("\n")
    words = shlex.split(first.removeprefix("$ geomap "))
    answers = [(found["asked"], found["answer"] or "") for found in QUESTION.finditer(rest)]
    code, screen, _ = at_a_terminal(folder, words, answers, together=True)
    assert code == 0, screen
    return f"{first}\n" + re.sub(r" +$", "", screen, flags=re.MULTILINE)


def test_the_tutorial_is_true(tmp_path, browser) -> None:
    blocks = list(BLOCK.finditer(TUTORIAL))
    folder = tmp_path / "my-map"
    gazetteer = folder / "data" / "locations.yaml"
    typed = [each["text"] for each in blocks if each["kind"] == "console"]
    begin, serve, suggest, locate, add, check, build, *later = typed
    assert session(tmp_path, begin) == begin
    assert serve.startswith("$ geomap serve")
    with previewing(folder) as preview, reader(browser) as visit:
        page = visit.page
        page.goto(preview.address)
        shown = page.frame_locator("iframe:not([inert])")
        expect(shown.locator(".panel-count")).to_contain_text("2 reports")
        for block in blocks:
            if block["file"]:
                (folder / block["file"]).write_text(block["text"], encoding="utf-8")
        assert session(folder, suggest) == suggest
        assert session(folder, locate) == locate
        assert session(folder, add) == add
        expect(shown.locator(".panel-count")).to_contain_text("3 reports")
        shown.locator(".item", has_text="A third radar").click()
        expect(shown.locator(".item.is-open")).to_contain_text("a third radar was unloaded in Akranes")

        right = gazetteer.read_text(encoding="utf-8")
        before, _, after = right.rpartition("status: unconfirmed")
        gazetteer.write_text(f"{before}status: unconfirmd{after}", encoding="utf-8")
        line = before.count("\n") + 1
        assert f'data/locations.yaml:{line}:13: error G005 status is the text "unconfirmd"' in TUTORIAL
        expect(page.get_by_text('status is the text "unconfirmd"')).to_be_visible()
        expect(page.get_by_text('did you mean "unconfirmed"?')).to_be_visible()
        expect(shown.locator(".panel-count")).to_contain_text("3 reports")
        gazetteer.write_text(right, encoding="utf-8")
        expect(page.get_by_text('status is the text "unconfirmd"')).to_be_hidden()
    assert session(folder, check) == check
    assert session(folder, build) == build
    changed = right.replace("coordinates: [64.3221, -22.0743]", "coordinates: [64.3243, -22.0820]")
    gazetteer.write_text(changed, encoding="utf-8")
    (diff,) = later
    assert session(folder, diff) == diff
