"""Takes the screenshots for the README and the gallery: of the project's own map and of the projects in examples/."""

import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).parent.parent
IMAGES = ROOT / "docs" / "images"
GALLERY = ROOT / "docs" / "explanation" / "gallery.md"
ADDRESS = "https://example.org/map/"
sys.path.insert(0, str(ROOT / "tests" / "support"))
from browsing import CHROMIUM_FLAGS, chromium_path  # noqa: E402
from editor_walk import Walk  # noqa: E402
from previews import GEOMAP, previewing  # noqa: E402


@dataclass(frozen=True)
class Picture:
    """A screenshot of the page and its caption.

    Attributes:
        name: name of the file in docs/images/, without its extension.
        caption: what it shows.
        hash: the part of the address that opens this view.
        click: what to click on first, if anything.
        project: the folder of the project; its site is built before.
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
    project: str = "."


WIDE_REPORT = "#report=pantsir-ndmc"
FLOODS = "examples/floods"
ISLAND = "examples/alder-island"
FLOODS_REPORT = "#report=field-hospitals-in-carinthia"
PICTURES = (
    Picture("map", "The map with an open report", WIDE_REPORT),
    Picture("map-dark", "Dark mode", WIDE_REPORT, scheme="dark"),
    Picture("map-close", "Zoomed in: coasts and rivers are as wide as their error", "#map=12/55.74/37.6"),
    Picture("map-far", "Zoomed out", "#map=5/53/36"),
    Picture("map-popup", "A report opened at its marker", click=".pin >> nth=0"),
    Picture("map-reading", "An article next to the map, with its places marked", "#read=moscow-rooftops"),
    Picture("map-time", "A selected time range", "#from=2023-01-08&to=2023-01-19"),
    Picture("map-table", "The reports as a table", "#list=table"),
    Picture("map-about", "About this map", "#view=about"),
    Picture("map-share", "Link and embed code", click=".tool >> text=Share"),
    Picture("map-russian", "In Russian", "#lang=ru&report=pantsir-zarechye"),
    Picture("map-tablet", "On a tablet", size=(768, 900)),
    Picture("map-narrow", "On a phone: the list is a sheet over the map", size=(390, 844)),
    Picture("map-narrow-dark", "A report on a phone, in dark mode", WIDE_REPORT, (390, 844), "dark"),
    Picture("map-embedded", "Embedded in another page", size=(720, 480), embed=True),
    Picture("map-paper", "In print", size=(740, 1040), paper=True),
    Picture("map-still", "Without JavaScript: a static map and the table", size=(1000, 900), script=False),
    Picture("floods", "A map with 28 reports, invented for this gallery", project=FLOODS),
    Picture("floods-dark", "The same in dark mode, with an open report", FLOODS_REPORT, scheme="dark", project=FLOODS),
    Picture("floods-narrow", "28 reports on a phone", size=(390, 844), project=FLOODS),
    Picture("floods-embedded", "28 reports embedded in another page", size=(720, 480), embed=True, project=FLOODS),
    Picture("floods-paper", "28 reports in print", size=(740, 1040), paper=True, project=FLOODS),
    Picture("island", "What speaks for and against a report", "#report=launcher-tower", (1280, 900), project=ISLAND),
    Picture("island-rule", "A report with its rule", "#report=radar-quay", (390, 844), "dark", project=ISLAND),
    Picture("island-known", "A map as it was known on a day", "#known=2024-05-05", (1280, 900), project=ISLAND),
    Picture("island-about", "The rules of a map", "#view=about", (1280, 900), project=ISLAND),
)


def take(browser: Browser, picture: Picture) -> None:
    """Take one screenshot in a new window."""
    width, height = picture.size
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme=picture.scheme,  # type: ignore[arg-type]
        reduced_motion="reduce",
        java_script_enabled=picture.script,
    )
    # Served from its public address, so that no screenshot shows a local path.
    context.route(f"{ADDRESS}**", lambda route: route.fulfill(path=ROOT / picture.project / "site" / "index.html"))
    page = context.new_page()
    page.goto(ADDRESS + ("?embed" if picture.embed else "") + picture.hash)
    if picture.click:
        page.locator(picture.click).click()
    page.mouse.move(0, 0)
    if picture.paper:
        print_page(page)
    page.wait_for_timeout(600)
    page.screenshot(path=IMAGES / f"{picture.name}.png")
    context.close()


AT_NOON = """() => {
  for (const words of document.querySelectorAll("p"))
    words.textContent = words.textContent.replace(/\\d\\d:\\d\\d:\\d\\d/, "12:00:00");
}"""
"""Makes the screenshot of the preview independent of the time of day."""


def take_preview(browser: Browser) -> None:
    """Take preview.png: `geomap serve` shows an error over the last valid map."""
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
            page.screenshot(path=IMAGES / "preview.png")
            page.close()


def take_editor(browser: Browser) -> None:
    """Take edit-*.png: a walk through `geomap edit`, from a new project to a published map."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "northern-radars"
        subprocess.run([*GEOMAP, "init", str(root)], check=True, capture_output=True)  # noqa: S603
        with previewing(root, command="edit") as preview:
            page = browser.new_page(viewport={"width": 1280, "height": 800}, reduced_motion="reduce")
            page.goto(preview.address)
            page.locator("#frames iframe:not([inert])").wait_for()

            def show(name: str) -> None:
                page.wait_for_timeout(800)
                page.screenshot(path=IMAGES / f"{name}.png")

            Walk(page, show).whole()
            page.close()


def print_page(page: Page) -> None:
    """Show the page as it is printed."""
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")


def gallery() -> str:
    """The gallery page: every screenshot with its caption."""
    head = (
        "# Gallery\n\nScreenshots of the project's own map, and of the invented ones in `examples/`; taken by "
        "`make screenshots`.\n"
    )
    return "\n".join(
        [head, *(f"## {each.caption}\n\n![{each.caption}](../images/{each.name}.png)\n" for each in PICTURES)]
    )


if __name__ == "__main__":
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=chromium_path(desktop=True), args=CHROMIUM_FLAGS)
        for each in PICTURES:
            take(chromium, each)
        take_preview(chromium)
        take_editor(chromium)
        chromium.close()
    GALLERY.write_text(gallery(), encoding="utf-8")
