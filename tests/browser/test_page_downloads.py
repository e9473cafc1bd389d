"""The page's data to take away: a short list that works from disk too."""

from browsing import complaints_of_axe
from playwright.sync_api import expect


def test_data_opens_a_list_of_the_files_next_to_the_page(site, visit) -> None:
    page = visit(bypass_csp=True).open(site)
    foot = page.locator(".panel-foot")
    links = foot.locator(".downloads a")
    expect(links.first).to_be_hidden()
    foot.get_by_text("Data", exact=True).click()
    expect(links.first).to_be_visible()
    found = [link.get_attribute("href") for link in links.all()]
    assert sorted(found) == sorted(f"data/{path.name}" for path in (site.parent / "data").iterdir())
    assert all((site.parent / path).is_file() for path in found)
    assert all(" " in text.inner_text() for text in foot.locator(".downloads span").all())
    assert complaints_of_axe(page) == []


def test_a_file_is_saved_from_a_page_on_disk(site, visit) -> None:
    page = visit(accept_downloads=True).open(site)
    page.locator(".panel-foot summary").click()
    with page.expect_download() as download:
        page.locator(".panel-foot").get_by_role("link", name="CSV").click()
    assert download.value.suggested_filename == "reports.csv"
    assert download.value.path().read_bytes() == (site.parent / "data" / "reports.csv").read_bytes()


def test_the_list_is_reached_by_keyboard_and_says_the_same_in_russian_and_narrow(site, visit) -> None:
    page = visit(locale="ru-RU").open(site)
    page.locator(".panel-foot summary").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".panel-foot .downloads li").first).to_contain_text("участками")
    narrow = visit(width=320, height=640).open(site)
    narrow.locator(".panel-foot summary").click()
    expect(narrow.locator(".panel-foot .downloads li").last).to_be_visible()
    assert narrow.evaluate("document.documentElement.scrollWidth <= innerWidth")
