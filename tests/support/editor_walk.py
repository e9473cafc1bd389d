"""A person who has never seen YAML: from a new project to a published map, in the browser alone."""

import io
from collections.abc import Callable

from PIL import Image
from playwright.sync_api import Locator, Page, expect

ARTICLES = {
    "Radars in the north": (
        "On 3 May 2024 a rain radar was put up on a hill above Akureyri. It is the first of its kind there.\n\n"
        "A second radar was seen in Húsavík on 5 May 2024, next to the harbour. Fishermen in Húsavík say that a third "
        "one arrived by ship."
    ),
    "More radars, fewer answers": (
        "Another radar was reported from Akureyri in late May 2024. The weather service denies that it is one.\n\n"
        "In Húsavík the mast of the first radar was taken down on 28 May 2024. Nobody in Húsavík knows why."
    ),
}
REPORTS = (
    ("Radars in the north", "a rain radar was put up on a hill", "Rain radar above Akureyri", "confirmed"),
    ("Radars in the north", "second radar was seen in Húsavík", "Second radar in Húsavík", "unconfirmed"),
    ("Radars in the north", "a third one arrived by ship", "Third radar in Húsavík", "unconfirmed"),
    ("More radars, fewer answers", "Another radar was reported", "Another radar near Akureyri", "unconfirmed"),
    ("More radars, fewer answers", "the mast of the first radar was taken down", "Mast taken down", "confirmed"),
    ("More radars, fewer answers", "Nobody in Húsavík knows why", "No reason known", "unconfirmed"),
)
EXAMPLES = ["Weather radar on the roof of Harbour Hall", "A second radar trailer in Hafnarfjörður"]
"""The reports of a new project."""
SHOWN = "#frames iframe:not([inert])"
SELECT = """([words, part]) => {
  const page = document.querySelector(".article");
  const nodes = document.createTreeWalker(page, NodeFilter.SHOW_TEXT);
  const texts = [];
  while (nodes.nextNode()) texts.push(nodes.currentNode);
  const at = page.textContent.indexOf(words);
  const end = part === "start" ? at : at + words.length;
  let before = 0;
  for (const text of texts) {
    if (end <= before + text.length && (part === "end" || end < before + text.length)) {
      const range = document.createRange();
      range.setStart(text, end - before);
      range.setEnd(text, end - before);
      text.parentElement.scrollIntoView({block: "center"});
      const {x, y, height} = range.getBoundingClientRect();
      return [x, y + height / 2];
    }
    before += text.length;
  }
}"""


def picture() -> bytes:
    """A photograph of a mast, more or less."""
    file = io.BytesIO()
    Image.linear_gradient("L").resize((320, 200)).convert("RGB").save(file, "JPEG")
    return file.getvalue()


class Walk:
    """The steps, one after the other; ``show`` is called with a name at each that is worth a picture."""

    def __init__(self, page: Page, show: Callable[[str], object] = lambda _name: None) -> None:
        self.page, self.show = page, show

    def whole(self) -> None:
        """All steps."""
        self.open_article_list()
        for title, text in ARTICLES.items():
            self.paste(title, text)
        self.add_place("Akureyri")
        self.add_place("Húsavík")
        for number, (article, words, title, status) in enumerate(REPORTS):
            self.report(article, words, title, status, name="edit-report" if number == 1 else "")
        self.add_area("Skjálfandi bay")
        self.add_picture("Rain radar above Akureyri")
        self.correct("Third radar in Húsavík")
        self.change_many(["Second radar in Húsavík", "Another radar near Akureyri"], "System", "Rain radar")
        self.remove_many(
            "Reports", ["Weather radar on the roof of Harbour Hall", "A second radar trailer in Hafnarfjörður"]
        )
        self.tab("To do")
        expect(self.page.locator(".queue li").first).to_be_visible()
        self.show("edit-queue")
        self.publish()

    def tab(self, name: str) -> None:
        """Open a part of the editor."""
        self.page.get_by_role("navigation").get_by_role("button", name=name, exact=True).click()

    def review(self, form: Locator, name: str = "") -> None:
        """Look at the lines and save them."""
        form.get_by_role("button", name="Review the change").click()
        self.save(name)

    def save(self, name: str = "") -> None:
        """Save the lines that are shown."""
        dialog = self.page.get_by_role("dialog")
        expect(dialog.locator(".diff").first).to_be_visible()
        if name:
            self.show(name)
        dialog.get_by_role("button", name="Save").click()
        expect(dialog).to_have_count(0)

    def open_article_list(self) -> None:
        """Open the list of articles."""
        self.tab("Articles")
        expect(self.page.get_by_role("heading", name="New article")).to_be_visible()

    def paste(self, title: str, text: str) -> None:
        """Paste an article."""
        self.tab("Articles")
        form = self.page.locator("form", has=self.page.get_by_label("Paste the text"))
        form.get_by_label("Title").fill(title)
        form.get_by_label("Publisher").fill("The Example Post")
        form.get_by_label("Published").fill("2024-05-30")
        form.get_by_label("Paste the text").fill(text)
        self.review(form)
        expect(self.page.get_by_role("heading", name=title)).to_be_visible()

    def add_place(self, name: str) -> None:
        """Add a town by the offline search."""
        self.tab("Places")
        self.page.get_by_role("button", name="New place").click()
        form = self.page.locator("form.entry")
        form.get_by_label("Name *").fill(name)
        form.get_by_label("Search for the place").fill(name)
        form.get_by_role("button", name="Search", exact=True).click()
        form.locator(".choices button").first.click()
        if name == "Akureyri":
            self.show("edit-place")
        shown = self.page.locator(SHOWN).element_handle()
        self.review(form)
        expect(self.page.get_by_role("heading", name=name)).to_be_visible()
        # The map that the next place is drawn on is the one with this place.
        self.page.wait_for_function("([shown, frames]) => document.querySelector(frames) !== shown", arg=[shown, SHOWN])

    def add_area(self, name: str) -> None:
        """Draw an area on the map."""
        self.tab("Places")
        self.page.get_by_role("button", name="New place").click()
        form = self.page.locator("form.entry")
        form.get_by_label("Name *").fill(name)
        form.get_by_label("How precisely is it known?").select_option("region")
        form.get_by_role("button", name="Draw an outline").click()
        for corner in self.corners_around(0.75, 0.4):
            self.page.mouse.click(*corner)
        expect(form.get_by_role("button", name="Remove the last corner")).to_be_visible()
        self.show("edit-area")
        self.review(form)
        expect(self.page.get_by_role("heading", name=name)).to_be_visible()

    def corners_around(self, across: float, down: float) -> list[tuple[float, float]]:
        """The corners of a square on the map, whose middle is at these parts of its width and height."""
        self.page.frame_locator(SHOWN).locator(".leaflet-control-zoom").wait_for()
        box = self.page.locator(SHOWN).bounding_box()
        assert box
        x, y = box["x"] + box["width"] * across, box["y"] + box["height"] * down
        return [(x - 60, y - 60), (x + 60, y - 60), (x + 60, y + 60), (x - 60, y + 60)]

    def report(self, article: str, words: str, title: str, status: str, name: str = "") -> None:
        """Select words and report what they say."""
        self.tab("Articles")
        self.page.locator(".choices button", has_text=article).click()
        self.select(words)
        self.page.get_by_role("button", name="Report this").click()
        form = self.page.locator(".from-words form")
        if name:
            self.show(name)
        dates = self.page.locator(".suggested", has_text="Date:").locator(".chip")
        dates.first.click()
        form.get_by_label("Title *").fill(title)
        form.get_by_label("Status *").select_option(status)
        form.get_by_label("Status reason *").fill("It is in the article.")
        self.review(form, "edit-review" if name else "")
        expect(self.page.locator(".from-words")).to_have_count(0)

    def select(self, words: str) -> None:
        """Drag the mouse over words of the article."""
        expect(self.page.locator(".article")).to_contain_text(words)
        for part in ("start", "end"):  # scrolls both into view
            self.page.evaluate(SELECT, [words, part])
        start, end = (self.page.evaluate(SELECT, [words, part]) for part in ("start", "end"))
        start = self.page.evaluate(SELECT, [words, "start"])
        self.page.mouse.move(start[0] + 1, start[1])
        self.page.mouse.down()
        end = self.page.evaluate(SELECT, [words, "end"])
        self.page.mouse.move(end[0] - 1, end[1], steps=4)
        self.page.mouse.up()

    def open_report(self, title: str) -> None:
        """Open a report from the table."""
        self.tab("Reports")
        self.page.get_by_role("grid").get_by_role("button", name=title, exact=True).click()
        expect(self.page.get_by_role("heading", name=title)).to_be_visible()

    def add_picture(self, title: str) -> None:
        """Add a picture of a report."""
        self.open_report(title)
        group = self.page.locator("fieldset", has=self.page.get_by_text("Pictures", exact=True))
        files = [{"name": "mast.jpg", "mimeType": "image/jpeg", "buffer": picture()}]
        group.locator("input[type=file]").set_input_files(files)  # type: ignore[arg-type]
        form = group.locator("form")
        form.get_by_label("Alternative text *").fill("A mast on a hill")
        form.get_by_label("Credit *").fill("The Example Post")
        form.get_by_label("Licence *").fill("CC0-1.0")
        self.review(form)
        expect(group.get_by_text("media/mast.jpg: A mast on a hill")).to_be_visible()

    def correct(self, title: str) -> None:
        """Change the status of a report; the former one goes into its history."""
        self.open_report(title)
        self.page.get_by_role("button", name="Change the status").click()
        form = self.page.locator("section.status form")
        form.get_by_label("New status").select_option("refuted")
        form.get_by_label("Reason").fill("The ship brought a crane.")
        form.get_by_label("Since when *").fill("2024-06-02")
        form.get_by_label("Since when was the former status true").fill("2024-05-30")
        self.review(form, "edit-status")
        expect(self.page.locator("section.status").get_by_text("Refuted", exact=True)).to_be_visible()

    def change_many(self, titles: list[str], key: str, value: str) -> None:
        """Change a field of several reports at once."""
        form = self.choose("Reports", titles)
        form.get_by_label("Field to change").select_option(label=key)
        form.get_by_label(key, exact=True).fill(value)
        self.show("edit-table")
        self.review(form)
        expect(form).to_have_count(0)

    def remove_many(self, tab: str, titles: list[str]) -> None:
        """Delete several entries at once."""
        self.choose(tab, titles).get_by_role("button", name="Delete").click()
        self.save()

    def choose(self, tab: str, titles: list[str]) -> Locator:
        """Select rows of a table; the form for changing them."""
        self.tab(tab)
        for title in titles:
            self.page.get_by_role("checkbox", name=f"Select {title}", exact=True).check()
        return self.page.get_by_role("form", name="Change the selected rows")

    def publish(self) -> None:
        """Build the site."""
        self.tab("Publish")
        self.page.get_by_role("button", name="Build the site").click()
        expect(self.page.get_by_text("The first site is built:")).to_be_visible()
        self.show("edit-publish")
