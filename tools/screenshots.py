"""Takes the pictures of the project's own map for the README and docs/, from site/index.html."""

import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tests"))
from conftest import CHROMIUM_FLAGS, chromium_path  # noqa: E402

PICTURES = {
    "map": (1280, 800, "light", ".item h2 button"),
    "map-dark": (1280, 800, "dark", ".item h2 button"),
    "map-narrow": (390, 844, "light", None),
    "map-popup": (1280, 800, "light", ".label.is-mark"),
}

with sync_playwright() as playwright:
    browser = playwright.chromium.launch(executable_path=chromium_path(), args=CHROMIUM_FLAGS)
    for name, (width, height, scheme, click) in PICTURES.items():
        context = browser.new_context(
            viewport={"width": width, "height": height}, color_scheme=scheme, reduced_motion="reduce", offline=True
        )
        page = context.new_page()
        page.goto((ROOT / "site" / "index.html").as_uri())
        if click:
            page.locator(click).first.click()
            page.mouse.move(0, 0)
        page.wait_for_timeout(300)
        page.screenshot(path=ROOT / "docs" / f"{name}.png")
    browser.close()
