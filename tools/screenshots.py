"""Takes the pictures of the project's own map for the README and docs/gallery.md, from site/index.html."""

import shutil
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
ADDRESS = "https://example.org/map/"
sys.path.insert(0, str(ROOT / "tests"))
from browsing import CHROMIUM_FLAGS, chromium_path  # noqa: E402
from previews import previewing  # noqa: E402


@dataclass(frozen=True)
class Picture:
    """A picture of the page and what is said of it.

    Attributes:
        name: the file's name in docs/, without its ending.
        caption: what is seen.
        hash: the part of the address that opens this view.
        click: what is clicked on before, if anything.
    """

    name: str
    caption: str
    hash: str = ""
    size: tuple[int, int] = (1280, 800)
    scheme: str = "light"
    click: str | None = None
    embed: bool = False
    paper: bool = False
    script: bool = True


WIDE_REPORT = "#report=pantsir-ndmc"
PICTURES = (
    Picture("map", "The map, a report open in the list.", WIDE_REPORT),
    Picture("map-dark", "The same in the dark.", WIDE_REPORT, scheme="dark"),
    Picture("map-close", "Close by, coasts and rivers are as wide as their doubt.", "#map=12/55.74/37.6"),
    Picture("map-far", "From afar.", "#map=5/53/36"),
    Picture("map-popup", "A report opened at its mark.", click=".label.is-mark >> nth=0"),
    Picture("map-reading", "The article beside the map, its places marked.", "#read=moscow-rooftops"),
    Picture("map-time", "A time chosen: spans count where they overlap it.", "#from=2023-01-08&to=2023-01-19"),
    Picture("map-table", "The same reports as a table.", "#list=table"),
    Picture("map-about", "What the map rests on.", "#view=about"),
    Picture("map-share", "Link and embed code.", click=".tool >> text=Share"),
    Picture("map-russian", "In Russian.", "#lang=ru&report=pantsir-zarechye"),
    Picture("map-tablet", "At 768 pixels.", size=(768, 900)),
    Picture("map-narrow", "On a phone: the list is a sheet over the map.", size=(390, 844)),
    Picture("map-narrow-dark", "A report on a phone, in the dark.", WIDE_REPORT, (390, 844), "dark"),
    Picture("map-embedded", "Embedded in another page.", size=(720, 480), embed=True),
    Picture("map-paper", "On paper.", size=(740, 1040), paper=True),
    Picture("map-still", "Without JavaScript: a still picture and the table.", size=(1000, 900), script=False),
)


def take(browser: Browser, picture: Picture) -> None:
    """Take one picture in a new window."""
    width, height = picture.size
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme=picture.scheme,  # type: ignore[arg-type]
        reduced_motion="reduce",
        java_script_enabled=picture.script,
    )
    # As published, so that no picture shows where it was taken.
    context.route(f"{ADDRESS}**", lambda route: route.fulfill(path=ROOT / "site" / "index.html"))
    page = context.new_page()
    page.goto(ADDRESS + ("?embed" if picture.embed else "") + picture.hash)
    if picture.click:
        page.locator(picture.click).click()
    page.mouse.move(0, 0)
    if picture.paper:
        print_page(page)
    page.wait_for_timeout(600)
    page.screenshot(path=DOCS / f"{picture.name}.png")
    context.close()


AT_NOON = """() => {
  for (const words of document.querySelectorAll("p"))
    words.textContent = words.textContent.replace(/\\d\\d:\\d\\d:\\d\\d/, "12:00:00");
}"""
"""Makes the preview's picture the same at any time of the day."""


def take_preview(browser: Browser) -> None:
    """Take docs/preview.png: `geomap serve` after a mistake was saved, over the last good map."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "my-map"
        for name in ("data", "seeds"):
            shutil.copytree(ROOT / name, root / name)
        gazetteer = root / "data" / "locations.yaml"
        with previewing(root) as preview:
            page = browser.new_page(viewport={"width": 1280, "height": 800}, reduced_motion="reduce")
            page.goto(f"{preview.address}{WIDE_REPORT}")
            page.frame_locator("iframe:not([inert])").locator(".item.is-open").wait_for()
            gazetteer.write_text(gazetteer.read_text(encoding="utf-8").replace("precision: str", "precison: str", 1))
            page.get_by_text("did you mean").wait_for()
            page.evaluate(AT_NOON)
            page.wait_for_timeout(600)
            page.screenshot(path=DOCS / "preview.png")
            page.close()


def print_page(page: Page) -> None:
    """Show the page as it goes to paper."""
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")


def gallery() -> str:
    """docs/gallery.md: every picture with its caption."""
    head = "# Gallery\n\nThe project's own map, as `make screenshots` takes its pictures.\n"
    return "\n".join([head, *(f"## {each.caption}\n\n![{each.caption}]({each.name}.png)\n" for each in PICTURES)])


if __name__ == "__main__":
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=chromium_path(), args=CHROMIUM_FLAGS)
        for each in PICTURES:
            take(chromium, each)
        take_preview(chromium)
        chromium.close()
    (DOCS / "gallery.md").write_text(gallery(), encoding="utf-8")
