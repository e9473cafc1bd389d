"""The windows of the tests: one that was used shows nothing of it to the next test."""

import pytest
from browsing import Windows

LOOK = """async () => ({
  script: typeof added,
  stored: localStorage.length,
  cookies: document.cookie,
  steps: history.length,
  width: innerWidth,
  dark: matchMedia("(prefers-color-scheme: dark)").matches,
  clipboard: (await navigator.permissions.query({ name: "clipboard-read" })).state,
  hash: location.hash,
  languages: navigator.languages,
  sorting: new Intl.Collator().resolvedOptions().locale,
})"""


@pytest.fixture
def open_window(browser):
    windows, own = [], Windows(browser, lambda: 0)

    def make(*size: int, **options: object):
        windows.append(own.open(*size, offline=True, **options))
        return windows[-1]

    yield make
    for each in windows:
        each.page.context.close()


def test_a_window_is_cleared_and_used_again(site, open_window) -> None:
    first = open_window(1280, 800)
    new = first.visit.open(site).evaluate(LOOK)
    first.close()

    second = open_window(800, 600, color_scheme="dark", locale="uk", permissions=["clipboard-read"])
    assert second.page is first.page
    second.page.add_init_script("window.added = true")
    second.visit.open(site.as_uri() + "#report=pantsir-ndmc")
    second.page.evaluate("localStorage.setItem('kept', '1')")
    second.page.locator(".item h2 button").nth(2).click()
    changed = second.page.evaluate(LOOK)
    assert [name for name in new if changed[name] == new[name]] == ["cookies"]
    second.close()

    third = open_window(1280, 800)
    assert third.page is first.page
    assert third.visit.open(site).evaluate(LOOK) == new
    assert second.visit.requests == [site.as_uri()]
    assert third.visit.complaints == []


def test_a_window_that_cannot_be_cleared_is_closed(site, open_window) -> None:
    first = open_window(1280, 800)
    first.visit.open(site)
    first.page.expose_function("add", lambda one, other: one + other)
    first.close()
    assert first.page.is_closed()
    assert open_window(1280, 800).page is not first.page
