"""The reading view: an article next to the map, with links both ways; and no text that may not be published."""

import dataclasses
import re
from pathlib import Path

import pytest
from browsing import complaints_in_both_schemes, starting
from pages import write_page
from playwright.sync_api import expect

import geomap
from geomap.model import Publish
from geomap.model.published import coarsened

NDMC, EDUCATION, ZARECHYE = "pantsir-ndmc", "pantsir-education", "pantsir-zarechye"

GAZETTEER = """
map: {title: A map, language: en}
places:
  - {name: Riverside, coordinates: [55.75, 37.61], precision: settlement}
  - {name: Hillfort, coordinates: [55.90, 37.90], precision: settlement}
  - {name: Nowhere Hall, coordinates: [55.60, 37.30]}
  - {name: Lost Mill, coordinates: [55.61, 37.31]}
reports:
  - {id: seen, title: Seen in Riverside, place: riverside, status: confirmed, status_reason: Told., date: 2023-01-02,
     evidence: [{article: story, quote: one stood in Riverside}]}
  - {id: heard, title: Heard of at Nowhere Hall, place: nowhere-hall, status: unconfirmed, status_reason: Told.,
     evidence: [{article: story, quote: another was heard of}]}
  - {id: denied, title: Denied, place: riverside, status: refuted, status_reason: Told., date: 2023-01-01,
     evidence: [{article: story, quote: no such thing}]}
"""
STORY = """---
title: The story
publisher: The Daily
authors: [Ann Ash, Ben Beech]
published: 2023-01~
url: https://example.org/story
archive_url: https://archive.example.org/story
license: CC-BY-4.0
publish: PUBLISH
---
# The story

Zebras open this text. On Monday one stood in Riverside. Walruses follow.

## A *heading*

It was said that another was heard of in Nowhere Hall. Later there was no such thing. From Hillfort to the Lost Mill all
was quiet <img src=x onerror="document.title='broken'"> there.
"""
UNPUBLISHED = ("Zebras", "Walruses", "was quiet")


@pytest.fixture
def make_site(page_of):
    """Writes the page of the small map and returns its file; ``publish`` is the article's setting."""

    def make(publish: str = "full", story: str = STORY, gazetteer: str = GAZETTEER) -> Path:
        return page_of({"data/locations.yaml": gazetteer, "seeds/story.md": story.replace("PUBLISH", publish)})

    return make


def read(opened, site: Path, rest: str = "", article: str = "story"):
    page = opened.open(f"{site.as_uri()}#read={article}{rest}")
    page.locator(".reading").wait_for()
    return page


def is_seen(page, locator) -> bool:
    """Whether an element is within the visible part of the panel."""
    box, frame = locator.bounding_box(), page.locator(".page-panel").bounding_box()
    return frame["y"] <= box["y"] and box["y"] + box["height"] <= frame["y"] + frame["height"]


def focused(page) -> str:
    return page.evaluate("document.activeElement.innerText || document.activeElement.className")


def lit_on_map(page) -> list[str]:
    """The names of the marks that are pointed at."""
    names = page.locator(".leaflet-marker-pane .is-pointed").evaluate_all("a => a.map(e => e.ariaLabel)")
    return [name.split(": ")[1].split(".")[0] for name in names]


def test_the_evidence_opens_the_article_at_the_quote(site, visit) -> None:
    opened = visit(1280, 500)
    page = opened.open(site)
    page.locator(".item h2 button").nth(2).click()
    page.locator(".item.is-open").get_by_role("button", name="Read in the article").click()
    quote = page.locator(".quote", has_text="one more newly deployed Pantsir was seen in")
    assert is_seen(page, quote)
    expect(quote).to_contain_class("is-selected")
    assert page.locator(".quote.is-selected").all_inner_texts() == [
        "one more newly deployed Pantsir was seen in ",
        "Zarechye",
    ]
    assert focused(page) == "Unconfirmed: A newly deployed Pantsir in Zarechye"
    assert page.evaluate("location.hash") == f"#report={ZARECHYE}&read=moscow-rooftops"
    assert opened.complaints == []
    assert opened.requests == [site.as_uri()]


def test_the_head_says_what_the_article_is_and_how_much_of_it_is_here(make_site, visit) -> None:
    page = read(visit(), make_site())
    head = page.locator(".reading-head").inner_text()
    expect(page.locator("h1")).to_have_text("The story", use_inner_text=True)
    for words in ("The Daily", "Ann Ash and Ben Beech", "about January 2023", "Full text."):
        assert words in head
    expect(page.locator(".reading-imprint")).to_contain_text("CC-BY-4.0", use_inner_text=True)
    links = page.locator(".reading-links a")
    assert links.evaluate_all("a => a.map(e => e.href)") == [
        "https://example.org/story",
        "https://archive.example.org/story",
    ]
    assert set(links.evaluate_all("a => a.map(e => e.rel)")) == {"noreferrer noopener"}


def test_the_text_is_shown_whole_without_markdown_syntax_and_never_as_markup(make_site, visit) -> None:
    opened = visit()
    page = read(opened, make_site())
    text = page.locator(".reading-text")
    expect(text).to_have_attribute("lang", "en")
    expect(text.locator("h2")).to_have_text("A heading", use_inner_text=True)
    expect(text.locator("p")).to_have_count(2)
    expect(text).to_have_text(starting("Zebras open this text."))
    expect(text.locator("img")).to_have_count(0)
    assert page.title() == "A map"
    assert opened.complaints == []


def test_pointing_at_a_place_lights_it_on_the_map_and_in_the_text(site, visit) -> None:
    page = read(visit(), site, article="moscow-rooftops")
    mention = page.locator(".mention", has_text="Zarechye")
    mention.hover()
    assert lit_on_map(page) == ["A newly deployed Pantsir in Zarechye"]
    expect(mention).to_contain_class("is-pointed")
    assert page.locator(".quote.is-pointed").first.inner_text() == "one more newly deployed Pantsir was seen in "
    page.mouse.move(800, 20)
    assert lit_on_map(page) == []
    expect(page.locator(".reading-text .is-pointed")).to_have_count(0)
    mention.focus()
    assert lit_on_map(page) == ["A newly deployed Pantsir in Zarechye"]
    mention.blur()
    assert lit_on_map(page) == []


def test_pointing_at_a_quote_lights_its_report(site, visit) -> None:
    page = read(visit(), site, article="moscow-rooftops")
    page.locator(".quote", has_text="Another stood on an").hover()
    assert lit_on_map(page) == ["Pantsir on an administrative building of the Ministry of Education"]


def test_the_map_lights_the_text(site, visit) -> None:
    page = read(visit(), site, article="moscow-rooftops")
    page.locator(".pin").first.hover()
    assert "on the roof of the " in page.locator(".quote.is-pointed").all_inner_texts()
    page.mouse.move(700, 20)
    expect(page.locator(".quote.is-pointed")).to_have_count(0)


@pytest.mark.parametrize("key", ["click", "Enter", " "])
def test_a_place_in_the_text_chooses_its_report_and_the_text_stays(site, visit, key) -> None:
    page = read(visit(), site, article="moscow-rooftops")
    mention = page.get_by_role("button", name="Zarechye", exact=True)
    mention.scroll_into_view_if_needed()
    before = page.locator(".page-panel").evaluate("e => e.scrollTop")
    if key == "click":
        mention.click()
    else:
        mention.focus()
        page.keyboard.press(key)
    expect(page.locator(".leaflet-labels-pane .is-selected .label:not(.is-crowded)")).to_have_text(starting("Zarechye"))
    expect(page.locator(".reading-selected bdi")).to_have_text(
        "A newly deployed Pantsir in Zarechye", use_inner_text=True
    )
    assert page.locator(".page-panel").evaluate("e => e.scrollTop") == before
    assert f"report={ZARECHYE}" in page.evaluate("location.hash")


def test_a_place_without_a_report_is_brought_into_the_maps_middle(make_site, visit) -> None:
    page = read(visit(), make_site())
    mention = page.get_by_role("button", name="Hillfort")
    expect(mention).to_have_attribute("title", "no reports about this place")
    mention.click()
    page.wait_for_url(re.compile("map="))
    assert "/55.9/37.9" in page.evaluate("location.hash")


def test_a_place_whose_reports_are_filtered_out_is_only_shown(make_site, visit) -> None:
    page = read(visit(), make_site(), "&status=unconfirmed")
    page.locator(".mention", has_text="Riverside").click()
    page.wait_for_url(re.compile("map="))
    expect(page.locator(".reading-selected")).to_have_count(0)


def test_a_place_without_a_location_is_labelled_so(make_site, visit, tmp_path) -> None:
    site = make_site()
    atlas = geomap.load(site.parent.parent)
    lost = {"nowhere-hall", "lost-mill"}  # only a gazetteer made in Python can leave them out
    places = [each.model_copy(update={"coordinates": None}) if each.id in lost else each for each in atlas.places]
    changed = write_page(coarsened(dataclasses.replace(atlas, places=tuple(places))), tmp_path)
    page = read(visit(), changed)
    hall = page.get_by_role("button", name="Nowhere Hall", exact=True)
    expect(hall).to_have_attribute("title", "not on the map; 1 report")
    hall.click()
    assert "report=heard" in page.evaluate("location.hash")
    mill = page.locator(".mention", has_text="Lost Mill")
    assert mill.get_attribute("role") is None
    assert mill.get_attribute("tabindex") is None
    expect(mill).to_contain_text("not on the map; no reports about this place", use_inner_text=True)


def test_a_choice_on_the_map_scrolls_the_text_to_its_quote(site, visit) -> None:
    page = read(visit(1280, 420), site, article="moscow-rooftops")
    quote = page.locator(".quote", has_text="None of these further sightings")
    assert not is_seen(page, quote)
    page.locator('.area-mark[aria-label*="In and around Moscow"]').press("Enter")
    assert is_seen(page, quote)
    expect(quote).to_contain_class("is-selected")


def test_a_quote_opens_its_report_in_the_list(site, visit) -> None:
    page = read(visit(), site, article="moscow-rooftops")
    page.locator(".reading-text").get_by_role("button", name="Pantsir on an administrative building").click()
    expect(page.locator(".reading")).to_have_count(0)
    assert (
        page.locator(".item.is-open .item-title bdi").inner_text().startswith("Pantsir on an administrative building")
    )
    assert page.evaluate("document.activeElement.closest('.item.is-open') !== null")
    page.go_back()
    expect(page.locator(".reading")).to_have_count(1)


def test_a_quote_opens_a_report_that_the_filters_leave_out(make_site, visit) -> None:
    page = read(visit(), make_site(), "&q=nothing")
    page.get_by_role("button", name="Refuted: Denied").click()
    expect(page.locator(".item.is-open .item-title bdi")).to_have_text("Denied", use_inner_text=True)


def test_the_report_that_is_chosen_is_opened_from_under_the_text(site, visit) -> None:
    page = read(visit(), site, f"&report={EDUCATION}", "moscow-rooftops")
    page.get_by_role("button", name="Open report", exact=True).last.click()
    assert (
        page.locator(".item.is-open .item-title bdi").inner_text().startswith("Pantsir on an administrative building")
    )


def test_the_way_back_and_forth_keeps_the_place_where_the_reader_stopped(site, visit) -> None:
    page = read(visit(1280, 420), site, article="moscow-rooftops")
    panel = page.locator(".page-panel")
    panel.evaluate("e => e.scrollTo(0, 333)")
    stopped = panel.evaluate("e => e.scrollTop")
    page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    page.locator(".back-button").evaluate("e => e.click()")
    expect(page.locator(".reading")).to_have_count(0)
    assert page.evaluate("document.activeElement.closest('.page-panel') !== null")
    page.go_back()
    page.locator(".reading").wait_for()
    assert panel.evaluate("e => e.scrollTop") == stopped


def test_a_pasted_link_opens_the_article_at_the_report(site, visit) -> None:
    page = read(visit(1280, 420), site, "&report=more-systems", "moscow-rooftops")
    assert is_seen(page, page.locator(".quote", has_text="None of these further sightings"))
    assert focused(page) == page.evaluate("document.body.innerText")  # the reader has not moved the focus


def test_excerpts_are_the_sentences_of_the_evidence_and_say_so(make_site, visit) -> None:
    page = read(visit(), make_site("excerpts"))
    expect(page.locator(".reading-extent")).to_contain_text("Only the quoted sentences", use_inner_text=True)
    text = page.locator(".reading-text").inner_text()
    assert "On Monday one stood in Riverside" in text
    assert "Later there was no such thing" in text
    assert not [words for words in UNPUBLISHED if words in text]
    expect(page.locator(".reading-gap")).to_have_count(3)
    page.locator(".mention", has_text="Riverside").hover()
    assert lit_on_map(page) == ["Seen in Riverside"]


def test_a_text_that_may_not_be_published_is_not_offered_and_its_link_says_where_it_is(make_site, visit) -> None:
    site = make_site("none")
    page = read(visit(), site)
    expect(page.locator(".reading-extent")).to_contain_text("not published here", use_inner_text=True)
    expect(page.locator(".reading-links a")).to_have_count(2)
    expect(page.locator(".reading-text")).to_have_text("", use_inner_text=True)
    page.get_by_role("button", name="Back to reports").click()
    page.locator(".item h2 button").first.click()
    expect(page.get_by_role("button", name="Read in the article")).to_have_count(0)


@pytest.mark.parametrize("publish", list(Publish))
def test_what_may_not_be_published_is_in_no_byte_of_the_site(make_project, publish) -> None:
    root = make_project({"data/locations.yaml": GAZETTEER, "seeds/story.md": STORY.replace("PUBLISH", publish)})
    site = geomap.build(geomap.load(root), root).site
    files = [path.read_bytes() for path in site.rglob("*") if path.is_file()]
    quoted = ("On Monday", "It was said that", "Later there was")

    def found(words: str) -> bool:
        return any(words.encode() in content for content in files)

    assert [words for words in UNPUBLISHED if found(words)] == (list(UNPUBLISHED) if publish == "full" else [])
    assert [words for words in quoted if found(words)] == ([] if publish == "none" else list(quoted))


def test_a_long_article_is_read_and_found_in(make_site, visit) -> None:
    filler = "\n\n".join(
        "Between Hillfort and the hills there were many words and little to see. " * 12 for _ in range(130)
    )
    story = STORY + "\n\n" + filler + "\n\nAt last, far below, two stood in Riverside.\n"
    gazetteer = GAZETTEER.replace("quote: one stood in Riverside", "quote: two stood in Riverside")
    page = read(visit(), make_site(story=story, gazetteer=gazetteer))
    assert page.locator(".mention").count() > 1500
    quote = page.locator(".quote", has_text="two stood in")
    assert not is_seen(page, quote)
    mark = page.locator('.area-mark[aria-label*="Seen in Riverside"]')
    mark.press("Enter")
    assert is_seen(page, quote)
    page.keyboard.press("Escape")
    mark.blur()
    mark.focus()
    expect(quote).to_contain_class("is-pointed")


def test_the_words_around_the_text_follow_the_language_and_the_text_does_not(site, visit) -> None:
    page = read(visit(), site, f"&report={NDMC}", "moscow-rooftops")
    before = page.locator(".reading-text > p").first.inner_text()
    page.get_by_label("Language").select_option("ru")
    expect(page.locator(".reading-selected bdi")).to_have_attribute("lang", "ru")
    expect(page.locator(".reading-text > p").first).to_have_text(before, use_inner_text=True)
    expect(page.locator("h1")).to_have_attribute("lang", "en")
    assert page.locator(".quote.is-selected").count() > 0


def test_a_text_from_right_to_left_reads_so(make_site, visit) -> None:
    head = "---\nlanguage: ar\npublish: full\n---\n"
    story = f"{head}في المدينة one stood in Riverside.\n\nanother was heard of, no such thing\n"
    page = read(visit(), make_site(story=story))
    directions = page.locator(".reading-text > p").evaluate_all("a => a.map(e => getComputedStyle(e).direction)")
    assert directions == ["rtl", "ltr"]


def test_on_a_narrow_window_the_sheet_makes_room_for_the_map(site, visit) -> None:
    page = read(visit(390, 844), site, article="moscow-rooftops")
    page.get_by_role("button", name="Show more of the list").click()
    assert page.locator(".page-panel").bounding_box()["height"] > 700
    page.get_by_role("button", name="Zarechye", exact=True).click()
    assert page.locator(".page-panel").bounding_box()["height"] < 500
    expect(page.locator(".leaflet-marker-pane .is-selected")).to_have_count(1)


@pytest.mark.parametrize("width", [1280, 390, 320])
def test_long_words_and_names_never_make_the_panel_wider(make_site, visit, width) -> None:
    story = STORY.replace("Zebras", "Z" * 400)
    page = read(visit(width, 600), make_site(story=story), "&report=seen")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.locator(".page-panel").evaluate("e => e.scrollWidth <= e.clientWidth")


def test_reports_that_share_a_quote_have_a_button_each(make_site, visit) -> None:
    gazetteer = GAZETTEER.replace("quote: no such thing", "quote: another was heard of")
    page = read(visit(), make_site(gazetteer=gazetteer), "&status=confirmed,unconfirmed,refuted")
    buttons = page.locator(".quote", has_text="another was heard of").locator("~ .quote-end button")
    assert [each.inner_text().split() for each in buttons.all()] == [
        ["Refuted:", "Denied"],
        ["Unconfirmed:", "Heard", "of", "at", "Nowhere", "Hall"],
    ]
    first, second = (each.bounding_box() for each in buttons.all())
    assert first["x"] + first["width"] <= second["x"]


def test_every_target_is_large_enough(site, visit) -> None:
    page = read(visit(390, 844), site, f"&report={NDMC}", "moscow-rooftops")
    for button in page.locator(".reading button").all():
        box = button.bounding_box()
        assert box["width"] >= 24
        assert box["height"] >= 24


@pytest.mark.parametrize("publish", list(Publish))
@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing_in_the_reading_view(make_site, visit, width, publish) -> None:
    page = read(visit(width, 800, bypass_csp=True), make_site(publish), "&report=seen")
    # What the bar at the bottom covers of a target is scrolled clear of it; the targets' sizes are measured above.
    assert complaints_in_both_schemes(page, targets=False) == []
