"""Two tabs, a text editor and one project: nothing typed is lost, and nothing is overwritten unseen."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from editor_walk import EXAMPLES, Walk
from loopback import reader
from playwright.sync_api import Browser, Page, expect
from previews import Preview, previewing

import geomap

pytestmark = pytest.mark.browser


@pytest.fixture
def preview(root: Path) -> Iterator[Preview]:
    with previewing(root, command="edit") as preview:
        yield preview


@pytest.fixture
def pages(preview: Preview, browser: Browser) -> Iterator[tuple[Page, Page]]:
    with reader(browser) as one, reader(browser) as other:
        for visit in (one, other):
            visit.page.goto(preview.address)
            expect(visit.page.locator("#frames iframe:not([inert])")).to_be_visible()
        yield one.page, other.page


def change(page: Page, label: str, text: str) -> None:
    page.locator("form.entry").get_by_label(label, exact=True).first.fill(text)


def save_change(page: Page) -> None:
    Walk(page).review(page.locator("form.entry").first)


def gazetteer(root: Path) -> Path:
    return root / "data" / "locations.yaml"


def test_the_second_tab_sees_both_versions_and_keeps_what_was_typed(pages, root) -> None:
    first, second = pages
    for page in pages:
        Walk(page).open_report(EXAMPLES[0])
    change(second, "System", "Typed in the second")
    change(first, "System", "Typed in the first")
    change(first, "Description", "Only in the first.")
    save_change(first)
    expect(second.locator("form.entry").get_by_label("System").first).to_have_value("Typed in the second")
    for _ in range(2):  # cancelled once
        second.locator("form.entry").get_by_role("button", name="Review the change").click()
        dialog = second.get_by_role("dialog", name="data/locations.yaml has changed meanwhile")
        expect(dialog.locator(".diff").first).to_contain_text("Typed in the first")
        expect(dialog.locator(".diff").last).to_contain_text("Typed in the second")
        assert "Typed in the second" not in gazetteer(root).read_text(encoding="utf-8")
        dialog.get_by_role("button", name="Cancel").click()
        expect(dialog).to_have_count(0)
        expect(second.locator("form.entry").get_by_label("System").first).to_have_value("Typed in the second")
    second.locator("form.entry").get_by_role("button", name="Review the change").click()
    second.get_by_role("button", name="Apply mine to the new version").click()
    Walk(second).save()
    report = next(each for each in geomap.load(root).reports if each.title == EXAMPLES[0])
    assert (report.system, report.description) == ("Typed in the second", "Only in the first.")
    for page in pages:
        expect(page.locator("form.entry").get_by_label("System").first).to_have_value("Typed in the second")
        expect(page.locator("form.entry").get_by_label("Description").first).to_have_value("Only in the first.")


def test_a_status_and_the_front_matter_of_an_article_are_guarded_too(pages, root) -> None:
    first, second = pages
    for page in pages:
        Walk(page).open_report(EXAMPLES[1])
        page.get_by_role("button", name="Change the status").click()
        form = page.locator("section.status form")
        form.get_by_label("New status").select_option("refuted" if page is first else "confirmed")
        form.get_by_label("Reason").fill("Seen by one." if page is first else "Seen by two.")
        form.get_by_label("Since when *").fill("2024-06-02")
        form.get_by_label("Since when was the former status true").fill("2024-05-30")
    Walk(first).review(first.locator("section.status form"))
    expect(second.locator("section.status > p")).to_contain_text("Refuted")
    expect(second.locator("section.status form").get_by_label("Reason")).to_have_value("Seen by two.")
    second.locator("section.status form").get_by_role("button", name="Review the change").click()
    expect(second.get_by_role("dialog").locator(".diff").first).to_contain_text("Seen by one.")
    second.get_by_role("dialog").get_by_role("button", name="Cancel").click()
    for page in pages:
        Walk(page).tab("Articles")
        page.locator(".choices button").first.click()
        page.get_by_text("About the article", exact=True).click()
    change(second, "Publisher", "The second")
    change(first, "Publisher", "The first")
    save_change(first)
    second.locator("form.entry").get_by_role("button", name="Review the change").click()
    dialog = second.get_by_role("dialog")
    expect(dialog.locator(".diff").first).to_contain_text("The first")
    expect(dialog.locator(".diff").last).to_contain_text("The second")


def test_a_form_that_is_not_touched_follows_the_file(pages, root) -> None:
    first, second = pages
    for page in pages:
        Walk(page).open_report(EXAMPLES[0])
    change(first, "System", "New")
    save_change(first)
    expect(second.locator("form.entry").get_by_label("System").first).to_have_value("New")
    expect(second.locator("form.entry").get_by_role("button", name="Review the change")).to_be_disabled()


def test_what_is_typed_stays_when_the_file_breaks_or_the_entry_is_removed(pages, root) -> None:
    first, second = pages
    Walk(second).open_report(EXAMPLES[0])
    change(second, "System", "Typed")
    field = second.locator("form.entry").get_by_label("System").first
    before = gazetteer(root).read_text(encoding="utf-8")
    gazetteer(root).write_text(before + "reports: [\n", encoding="utf-8")
    expect(second.get_by_role("alert")).to_be_visible()
    expect(field).to_have_value("Typed")
    expect(second.locator("form.entry").get_by_role("button", name="Review the change")).to_be_disabled()
    gazetteer(root).write_text(before, encoding="utf-8")
    expect(second.get_by_role("alert")).to_have_count(0)
    Walk(first).remove_many("Reports", [EXAMPLES[0]])
    expect(second.get_by_text("This entry is no longer in the files.")).to_be_visible()
    expect(field).to_have_value("Typed")
    first.get_by_role("button", name="Undo", exact=True).click()
    expect(second.get_by_text("This entry is no longer in the files.")).to_have_count(0)
    save_change(second)
    assert "system: Typed" in gazetteer(root).read_text(encoding="utf-8")


def test_a_server_that_was_ended_is_named_as_it_was_started(preview, pages, root) -> None:
    page, _ = pages
    Walk(page).open_report(EXAMPLES[0])
    change(page, "System", "Typed")
    preview.interrupt()
    expect(page.get_by_text("geomap edit has stopped")).to_be_visible()
    expect(page.locator("form.entry").get_by_label("System").first).to_have_value("Typed")
