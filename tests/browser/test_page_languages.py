"""The page in all of its languages, with names that are hard to lay out."""

import re

import pytest
from playwright.sync_api import expect

import geomap
from geomap.i18n.string_files import languages_with_texts
from geomap.i18n.translator import Translator

LANGUAGES = [each for each in languages_with_texts() if each != "en"]
LONG = "Truppenübungsplatz" + " und Fliegerhorst" * 11
MIXED = 'قاعدة "Karup" الجوية (بالدنماركية: Flyvestation) 12:30 – رادار S-400'
GAZETTEER = f"""
map:
  title: {LONG}
  languages: [en, {", ".join(LANGUAGES)}, sr-Latn, zh-Hant, pt-BR, tlh]
places:
  - {{id: long, name: {LONG}, coordinates: [55.7, 12.6], precision: city, uncertainty: 2000}}
  - {{id: mixed, name: '{MIXED}', coordinates: [56.3, 9.1], precision: district, uncertainty: 1500}}
reports:
  - {{title: '{MIXED}', place: mixed, status: unconfirmed, status_reason: R, date: 2023-01-01/2023-01-10~}}
  - {{title: Two {LONG}, place: long, status: unconfirmed, status_reason: R, date: 2023-02-03, system: '{MIXED}'}}
"""


@pytest.fixture(scope="module")
def everywhere(tmp_path_factory):
    root = tmp_path_factory.mktemp("languages")
    (root / "data").mkdir()
    (root / "seeds").mkdir()
    (root / "data" / "locations.yaml").write_text(GAZETTEER, encoding="utf-8")
    return geomap.build(geomap.load(root), root).site / "index.html"


PLACEHOLDER_FITS = """(input) => {
  const [style, text] = [getComputedStyle(input), document.createElement("span")];
  text.textContent = input.placeholder;
  text.style = `position: absolute; white-space: nowrap; font: ${style.font}`;
  document.body.append(text);
  const { width } = text.getBoundingClientRect();
  text.remove();
  const padding = parseFloat(style.paddingLeft) + parseFloat(style.paddingRight);
  return width > 0 && width <= input.clientWidth - padding;
}"""


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (390, 844)])
def test_the_search_field_shows_its_placeholder_whole_in_every_language(everywhere, visit, width, height) -> None:
    page = visit(width, height).open(everywhere)
    if width < 600:
        page.get_by_role("button", name="Filters").click()
    for language in ("en", *LANGUAGES):
        page.locator("#tools select").select_option(language)
        expect(page.locator("html")).to_have_attribute("lang", language)
        field = page.get_by_role("searchbox", name=Translator(language)("filter.search"), exact=True)
        expect(field).to_have_attribute("placeholder", Translator(language)("filter.search_short"))
        assert field.evaluate(PLACEHOLDER_FITS), language


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (390, 844)])
def test_every_language_fits_and_has_its_own_texts(everywhere, visit, width, height) -> None:
    opened = visit(width, height)
    page = opened.open(everywhere)
    own_key = re.compile(rf"\b({'|'.join(sorted({key.split('.')[0] for key in Translator().strings}))})\.[a-z_]+\b")
    for language in LANGUAGES:
        translator = Translator(language)
        page.locator("#tools select").select_option(language)
        expect(page.locator("html")).to_have_attribute("lang", language)
        expect(page.locator("html")).to_have_attribute("dir", translator.direction)
        assert page.locator(".panel-count").inner_text().startswith(translator.count("reports", 2)), language
        assert not own_key.search(page.locator("#geomap").inner_text()), language
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), language
        assert page.locator(".page-panel").evaluate("e => e.scrollWidth <= e.clientWidth"), language
    assert opened.complaints == []


def test_texts_of_the_editor_have_their_own_direction(everywhere, visit) -> None:
    page = visit().open(f"{everywhere.as_uri()}#lang=he")
    title = page.locator(".item-title bdi").last
    expect(title).to_have_text(MIXED, use_inner_text=True)
    assert title.evaluate("e => getComputedStyle(e).unicodeBidi") == "isolate"
    panel, pane = page.locator(".page-panel").bounding_box(), page.locator(".folium-map").bounding_box()
    assert panel["x"] > pane["x"]
