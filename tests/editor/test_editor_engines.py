"""What an editor mainly does, in the engines of Chromium, Firefox and Safari; the other tests run in Chromium."""

import json
from collections.abc import Iterator

import pytest
from engines import ENGINES, Tab, tab_in
from previews import previewing

import geomap

pytestmark = pytest.mark.browser

SELECT = """
const part = [...document.querySelectorAll(".article span")].find((each) => each.textContent.includes("Its operator"));
const text = part.firstChild;
const start = text.data.indexOf("Its operator says");
const range = document.createRange();
range.setStart(text, start);
range.setEnd(text, start + "Its operator says".length);
getSelection().removeAllRanges();
getSelection().addRange(range);
document.querySelector(".article").dispatchEvent(new MouseEvent("mouseup", {bubbles: true}));
"""
FILL = """
const label = [...document.querySelectorAll(".from-words form label")].find((each) => each.textContent.startsWith(%s));
const field = document.getElementById(label.htmlFor);
const kind = {SELECT: HTMLSelectElement, TEXTAREA: HTMLTextAreaElement, INPUT: HTMLInputElement}[field.tagName];
Object.getOwnPropertyDescriptor(kind.prototype, "value").set.call(field, %s);
field.dispatchEvent(new Event(field.tagName === "SELECT" ? "change" : "input", {bubbles: true}));
"""


@pytest.fixture(scope="module", params=ENGINES)
def tab(request: pytest.FixtureRequest) -> Iterator[Tab]:
    with tab_in(request) as tab:
        yield tab


def fill(tab: Tab, label: str, value: str) -> None:
    tab.run(FILL % (json.dumps(label), json.dumps(value)))


def test_selected_words_become_a_report_and_are_undone(tab, root) -> None:
    before = (root / "data" / "locations.yaml").read_text(encoding="utf-8")
    with previewing(root, command="edit") as preview:
        tab.resize(1280, 800)
        tab.open(preview.address)
        tab.click("nav button", "Articles")
        tab.click(".choices button", "A radar on the roof")
        tab.until("document.querySelector('.article .is-mention')")
        tab.run(SELECT)
        tab.click(".selected button", "Report this")
        tab.until("document.querySelector('.from-words form')")
        fill(tab, "Title", "The radar follows the rain")
        fill(tab, "Status", "unconfirmed")
        fill(tab, "Status reason", "Only its operator says so.")
        tab.click(".from-words button", "Review the change")
        tab.until("document.querySelector('dialog .primary:not(:disabled)')")
        assert "title: The radar follows the rain" in tab.run("return document.querySelector('.diff').textContent")
        tab.click("dialog button", "Save")
        tab.until("!document.querySelector('dialog')")
        assert geomap.load(root).reports[-1].title == "The radar follows the rain"
        tab.click(".bar button", "Undo")
        tab.until("document.querySelector('.message').textContent.startsWith('Undone')")
        assert (root / "data" / "locations.yaml").read_text(encoding="utf-8") == before
