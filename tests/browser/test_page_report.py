"""A report as readers open it: its words, pictures and history, copied and cited; and what the map says of itself."""

import io
from pathlib import Path

import pytest
from browsing import Complaint, complaints_in_both_schemes, follow
from PIL import Image
from playwright.sync_api import Page, expect

CLIPBOARD = ["clipboard-read", "clipboard-write"]
NO_CLIPBOARD = """
Object.defineProperty(navigator, "clipboard", {value: {writeText: () => Promise.reject(new Error("refused"))}});
document.execCommand = () => false;
"""
ARABIC = "قال الشهود إنهم رأوا منظومة دفاع جوي على السطح. " * 105
GAZETTEER = f"""
map:
  title: Two towns
  url: https://example.org/map/
  languages: [en, ru]
  contact: mailto:desk@example.org
  license: CC-BY-4.0
  method: |
    We read *everything* that [the paper](https://example.org/) printed. <script>window.ran = 1</script>

    ## How
    - From [here](javascript:window.ran=1)
  translations: {{ru: {{title: Два города, method: Мы читали всё.}}}}
places:
  - name: Mill
    names: {{ru: Мельница}}
    coordinates: [55.75, 37.61]
    precision: building
    note: Seen from the north side.
    translations: {{ru: {{note: Видно с севера.}}}}
  - {{name: Old town, coordinates: [55.80, 37.7], precision: district, uncertainty: 1500}}
  - {{name: Only a name to find one's way by, coordinates: [55.9, 37.9], precision: exact}}
reports:
  - id: launcher
    title: Launcher beside the crane
    place: mill
    system: Pantsir-S1
    status: confirmed
    status_reason: Two pictures show it.
    date: 2023-01-19
    reported: 2023-01-20
    description: The crane was gone the next day.
    evidence:
      - {{article: story, quote: beside the crane}}
      - {{article: secret, quote: stood there in the morning}}
    history:
      - {{date: 2023-01-20, status: unconfirmed, reason: One witness.}}
      - {{date: 2023-01-22, status: refuted, reason: Taken for an older picture.}}
    media:
      - file: mill.png
        alt: A launcher on a roof
        credit: The witness
        license: CC-BY-4.0
        caption: The roof from the north.
        source: https://example.org/p.png
      - file: grim.png
        alt: A burnt vehicle
        credit: Agency
        license: CC0-1.0
        caption: After the strike.
        graphic: true
    translations: {{ru: {{title: Пусковая установка у крана, status_reason: На двух снимках.}}}}
  - id: hostile
    title: "<img src=x onerror='window.ran=1'><script>window.ran = 1</script> {{date}} {{{{ 7*7 }}}}"
    place: old-town
    status: unconfirmed
    status_reason: "</p><script>window.ran = 1</script>"
    description: "<b>not bold</b>"
    date: 2023-01~
  - id: arabic
    title: "{ARABIC}"
    status: unconfirmed
    status_reason: "{ARABIC}"
    translations: {{}}
"""
STORY = """---
title: What stood there
publisher: The Daily
url: https://example.org/story
archive_url: https://archive.example.org/story
published: 2023-01-20
publish: excerpts
---
On Thursday a launcher was seen beside the crane. The mill stands by the river.
"""
WITHHELD = """---
title: What we saw
publish: none
---
It stood there in the morning.
"""


def png(width: int, height: int) -> bytes:
    data = io.BytesIO()
    Image.new("RGB", (width, height), (120, 90, 70)).save(data, "PNG")
    return data.getvalue()


@pytest.fixture
def rich(page_of) -> Path:
    """A map with pictures, a history, hostile texts and a very long title."""
    files: dict[str, bytes] = {
        "data/locations.yaml": GAZETTEER.encode(),
        "data/mill.png": png(900, 600),
        "data/grim.png": png(60, 40),
        "seeds/story.md": STORY.encode(),
        "seeds/secret.md": WITHHELD.encode(),
    }
    return page_of(files)


def opened_report(page: Page, title: str = "Launcher beside the crane"):
    page.locator(".item").get_by_role("button", name=title).click()
    return page.locator(".item.is-open")


def test_a_report_says_what_when_where_and_on_whose_word(rich, visit) -> None:
    opened = visit()
    report = opened_report(opened.open(rich))
    expect(report.locator(".report-status")).to_have_text("Confirmed. Two pictures show it.", use_inner_text=True)
    expect(report.locator(".report-description")).to_have_text("The crane was gone the next day.", use_inner_text=True)
    facts = dict(
        zip(
            report.locator(".facts-list dt").all_inner_texts(),
            report.locator(".facts-list dd").all_inner_texts(),
            strict=True,
        )
    )
    assert facts == {
        "Date": "19 January 2023",
        "Reported": "20 January 2023",
        "Place": "Mill\nthis building (±100 m)\nSeen from the north side.",
        "System": "Pantsir-S1",
    }
    quotation = report.locator(".quotation").first
    expect(quotation.locator("blockquote")).to_have_text(
        "On Thursday a launcher was seen beside the crane.", use_inner_text=True
    )
    expect(quotation.locator("mark")).to_have_text("beside the crane", use_inner_text=True)
    caption = quotation.locator("figcaption").inner_text()
    assert caption.startswith("What stood there, The Daily, 20 January 2023 · article · archived copy")
    expect(quotation.get_by_role("link", name="article", exact=True)).to_have_attribute(
        "href", "https://example.org/story"
    )
    archived = quotation.get_by_role("link", name="archived copy")
    expect(archived).to_have_attribute("href", "https://archive.example.org/story")
    assert "noreferrer" in archived.get_attribute("rel")
    assert opened.complaints == []


def test_a_quote_that_may_not_be_published_says_so(rich, visit) -> None:
    report = opened_report(visit().open(rich))
    withheld = report.locator(".quotation").nth(1)
    expect(withheld.locator("p")).to_have_text("The article’s text is not published here.", use_inner_text=True)
    expect(withheld.locator("cite")).to_have_text("What we saw", use_inner_text=True)
    expect(withheld.get_by_role("button")).to_have_count(0)
    assert "stood there in the morning" not in rich.read_text(encoding="utf-8")


def test_the_quote_leads_into_the_article(rich, visit) -> None:
    page = visit().open(rich)
    opened_report(page).get_by_role("button", name="Read in the article").click()
    expect(page.locator(".reading h1")).to_have_text("What stood there", use_inner_text=True)


def test_how_the_status_changed_ends_with_what_it_is_now(rich, visit) -> None:
    report = opened_report(visit().open(rich))
    assert [" ".join(each.split()) for each in report.locator(".history li").all_inner_texts()] == [
        "20 January 2023 Unconfirmed. One witness.",
        "22 January 2023 Refuted. Taken for an older picture.",
        "Now Confirmed.",
    ]
    drawn = [each.get_attribute("class") for each in report.locator(".history .glyph").all()]
    assert [classes.split("is-")[1] for classes in drawn] == ["unconfirmed", "refuted", "confirmed"]


def test_a_report_whose_status_never_changed_has_no_history(site, visit) -> None:
    page = visit().open(site)
    page.locator(".item h2 button").first.click()
    expect(page.locator(".item.is-open .report-status")).to_have_count(1)
    expect(page.locator(".history")).to_have_count(0)


def test_the_popup_at_a_mark_shows_the_same(rich, visit) -> None:
    page = visit().open(rich)
    page.locator(".pin").first.click()
    card = page.get_by_role("article", name="Confirmed: Launcher beside the crane")
    text = card.inner_text()
    for words in (
        "19 January 2023 · Mill, this building (±100 m)",
        "Confirmed. Two pictures show it.",
        "a launcher was seen beside the crane",
        "One witness.",
    ):
        assert words in text
    expect(card.get_by_role("button", name="Copy citation")).to_have_count(1)


def test_what_grows_in_the_popup_scrolls_and_stays_on_the_map(rich, visit) -> None:
    page = visit(1280, 600).open(rich)
    page.locator(".pin").first.click()
    content = page.locator(".leaflet-popup-content")
    content.get_by_role("button", name="Show graphic picture").click()
    box, frame = page.locator(".leaflet-popup").bounding_box(), page.locator(".folium-map").bounding_box()
    assert box["y"] >= frame["y"]
    assert content.evaluate("e => e.scrollHeight > e.clientHeight")
    content.get_by_role("button", name="Copy citation").scroll_into_view_if_needed()
    expect(content.get_by_role("button", name="Copy citation")).to_be_visible()


def test_another_language_changes_an_open_report(rich, visit) -> None:
    page = visit().open(rich)
    report = opened_report(page)
    page.get_by_label("Language").select_option("ru")
    title = page.locator(".item.is-open .item-title bdi")
    assert (title.inner_text(), title.get_attribute("lang")) == ("Пусковая установка у крана", "ru")
    reason = report.locator(".report-status bdi")
    assert (reason.inner_text(), reason.get_attribute("lang")) == ("На двух снимках.", "ru")
    expect(report.locator(".facts-list")).to_contain_text("Мельница", use_inner_text=True)
    expect(report.locator(".facts-list")).to_contain_text("Видно с севера.", use_inner_text=True)
    expect(report.locator(".report-description")).to_have_attribute("lang", "en")
    expect(report.locator(".history bdi").first).to_have_attribute("lang", "en")


# Copying


def test_the_link_of_a_report_opens_it(site, visit) -> None:
    page = visit(permissions=CLIPBOARD).open(site)
    page.locator(".item h2 button").nth(2).click()
    page.get_by_role("searchbox").fill("zarechye")
    page.get_by_role("button", name="Copy link").click()
    expect(page.get_by_role("button", name="Link copied")).to_be_visible()
    link = page.evaluate("navigator.clipboard.readText()")
    assert link == f"{site.as_uri()}#report=pantsir-zarechye"
    again = visit().open(link)
    expect(again.locator(".item.is-open .item-title bdi")).to_have_text(
        "A newly deployed Pantsir in Zarechye", use_inner_text=True
    )
    expect(again.locator(".item")).to_have_count(4)


def test_where_the_map_is_published_is_where_its_links_lead(rich, visit) -> None:
    page = visit(permissions=CLIPBOARD).open(rich)
    opened_report(page).get_by_role("button", name="Copy link").click()
    expect(page.get_by_role("button", name="Link copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == "https://example.org/map/report/launcher.html"


def test_a_citation_has_every_uncertainty_the_address_and_the_day(rich, visit) -> None:
    page = visit(permissions=CLIPBOARD, timezone_id="Pacific/Kiritimati").open(rich)
    opened_report(page).get_by_role("button", name="Copy citation").click()
    expect(page.get_by_role("button", name="Citation copied")).to_be_visible()
    today = page.evaluate("new Date().toLocaleDateString('en-GB', {day: 'numeric', month: 'long', year: 'numeric'})")
    assert page.evaluate("navigator.clipboard.readText()") == (
        "“Launcher beside the crane”. Confirmed. 19 January 2023; Mill (this building (±100 m)). "
        f"Two towns. https://example.org/map/#report=launcher (accessed {today})."
    )


def test_a_citation_names_no_path_of_the_readers_disk(site, visit) -> None:
    page = visit(permissions=CLIPBOARD).open(site)
    page.locator(".item h2 button").nth(3).click()
    page.get_by_role("button", name="Copy citation").click()
    expect(page.get_by_role("button", name="Citation copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == (
        "“More air-defence systems in other places in and around Moscow”. Unconfirmed. January 2023; "
        "In and around Moscow (somewhere in this region). "
        "Reported air-defence deployments around Moscow."
    )


def test_a_link_from_an_embedded_map_opens_the_whole_page(site, visit) -> None:
    page = visit(permissions=CLIPBOARD).open(f"{site.as_uri()}?embed#report=pantsir-ndmc")
    page.locator(".pin").first.click()
    page.get_by_role("button", name="Copy link").click()
    expect(page.get_by_role("button", name="Link copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == f"{site.as_uri()}#report=pantsir-ndmc"


@pytest.mark.parametrize("where", ["list", "popup"])
def test_where_nothing_may_be_copied_the_words_stand_selected_in_a_field(rich, visit, where) -> None:
    opened = visit()
    opened.page.add_init_script(NO_CLIPBOARD)
    page = opened.open(rich)
    if where == "list":
        report = opened_report(page)
    else:
        page.locator(".pin").first.click()
        report = page.locator(".report-card")
    report.get_by_role("button", name="Copy citation").click()
    field = report.get_by_role("textbox", name="Copy citation")
    expect(field).to_be_focused()
    assert field.input_value().startswith("“Launcher beside the crane”. Confirmed.")
    assert page.evaluate("getSelection().toString()") == field.input_value()
    assert opened.complaints == []


# Pictures


def test_a_picture_has_its_words_and_nothing_of_it_is_loaded_from_elsewhere(rich, visit) -> None:
    opened = visit()
    report = opened_report(opened.open(rich))
    picture = report.locator(".picture").first
    image = picture.get_by_role("img")
    expect(image).to_have_attribute("alt", "A launcher on a roof")
    assert image.evaluate("e => e.complete && e.naturalWidth") == 900
    box = image.bounding_box()
    assert box["width"] / box["height"] == pytest.approx(1.5, abs=0.02)
    caption = picture.locator("figcaption")
    assert caption.inner_text().split("\n") == ["The roof from the north.", "The witness · CC-BY-4.0 · source"]
    expect(caption.get_by_role("link", name="source")).to_have_attribute("href", "https://example.org/p.png")
    assert [each for each in opened.requests if not each.startswith("data:")] == [rich.as_uri()]
    assert opened.complaints == []


@pytest.mark.parametrize("where", ["list", "popup"])
def test_a_graphic_picture_is_in_no_element_until_the_reader_asks(rich, visit, where) -> None:
    page = visit().open(rich)
    if where == "list":
        report = opened_report(page)
    else:
        page.locator(".pin").first.click()
        report = page.locator(".report-card")
    gate = report.locator(".picture").nth(1)
    show = gate.get_by_role("button", name="Show graphic picture")
    expect(gate.locator("img, picture, source, canvas")).to_have_count(0)
    expect(report.locator("img")).to_have_count(1)
    expect(gate).to_contain_text("Graphic picture: A burnt vehicle", use_inner_text=True)
    expect(gate).to_contain_text("After the strike.", use_inner_text=True)
    show.focus()
    page.keyboard.press("Enter")
    assert gate.get_by_role("img", name="A burnt vehicle").evaluate("e => e.decode().then(() => e.naturalWidth)") == 60
    hide = gate.get_by_role("button", name="Hide graphic picture")
    expect(hide).to_be_focused()
    hide.click()
    expect(gate.locator("img")).to_have_count(0)


def test_a_graphic_picture_is_hidden_again_when_the_report_is_closed(rich, visit) -> None:
    page = visit().open(rich)
    opened_report(page).get_by_role("button", name="Show graphic picture").click()
    page.locator(".item.is-open h2 button").click()
    report = opened_report(page)
    expect(report.locator(".picture").nth(1).locator("img")).to_have_count(0)


@pytest.mark.parametrize("where", ["list", "popup"])
def test_a_picture_opens_large_and_gives_the_focus_back(rich, visit, where) -> None:
    page = visit().open(rich)
    if where == "list":
        report = opened_report(page)
    else:
        page.locator(".pin").first.click()
        report = page.locator(".report-card")
    small = report.get_by_role("button", name="A launcher on a roof")
    small.focus()
    page.keyboard.press("Enter")
    large = page.get_by_role("dialog", name="Enlarged picture")
    assert large.get_by_role("img").bounding_box()["width"] > small.bounding_box()["width"]
    expect(large).to_contain_text("The roof from the north.", use_inner_text=True)
    expect(large.get_by_role("button", name="Close")).to_be_focused()
    page.keyboard.press("Escape")
    expect(large).to_have_count(0)
    expect(small).to_be_focused()
    expect(report).to_be_visible()
    small.click()
    large.get_by_role("button", name="Close").click()
    expect(large).to_have_count(0)
    small.click()
    page.mouse.click(4, 4)
    expect(large).to_have_count(0)
    expect(report).to_be_visible()


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (390, 844), (320, 256)])
def test_a_large_picture_fits_the_window(rich, visit, width, height) -> None:
    page = visit(width, height).open(f"{rich.as_uri()}#report=launcher")
    page.get_by_role("button", name="A launcher on a roof").click()
    box = page.get_by_role("dialog").bounding_box()
    assert 0 <= box["x"] <= box["x"] + box["width"] <= width
    assert 0 <= box["y"] <= box["y"] + box["height"] <= height
    assert page.get_by_role("dialog").evaluate("e => e.scrollWidth <= e.clientWidth")


# Any text


def test_markup_in_a_text_stays_text(rich, visit) -> None:
    opened = visit()
    page = opened.open(rich)
    report = opened_report(page, "<img src=x")
    text = report.inner_text()
    assert "<img src=x onerror='window.ran=1'><script>window.ran = 1</script> {date} {{ 7*7 }}" in text
    assert "</p><script>window.ran = 1</script>" in text
    assert "<b>not bold</b>" in text
    page.locator('.area-mark[aria-label*="Old town"]').press("Enter")
    expect(page.locator(".report-card")).to_contain_text("<img src=x onerror='window.ran=1'>", use_inner_text=True)
    page.get_by_role("button", name="About", exact=True).click()
    expect(page.locator(".about-method")).to_contain_text("<script>window.ran = 1</script>", use_inner_text=True)
    expect(page.locator(".about-method a")).to_have_text(["the paper"], use_inner_text=True)
    assert page.evaluate("window.ran") is None
    expect(page.locator("img[src=x], .report-body b, .item script")).to_have_count(0)
    assert opened.complaints == []


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (390, 844)])
def test_a_title_of_five_thousand_arabic_letters_breaks_nothing(rich, visit, width, height) -> None:
    assert len(ARABIC) > 5000
    opened = visit(width, height)
    page = opened.open(f"{rich.as_uri()}#report=arabic")
    panel = page.locator(".page-panel")
    assert panel.evaluate("e => e.scrollWidth <= e.clientWidth")
    title = page.locator(".item.is-open .item-title bdi")
    assert title.evaluate("e => getComputedStyle(e).direction") == "rtl"
    assert page.locator(".item.is-open .report-line").evaluate("e => getComputedStyle(e).direction") == "ltr"
    expect(page.locator(".item.is-open")).to_contain_text("location unknown", use_inner_text=True)
    assert opened.complaints == []


# About this map


def test_about_this_map_says_how_it_came_to_be(rich, visit) -> None:
    page = visit().open(rich)
    page.get_by_role("button", name="About", exact=True).click()
    about = page.locator(".about")
    expect(about.get_by_role("heading", name="About this map")).to_be_focused()
    expect(about.locator(".about-method em")).to_have_text("everything", use_inner_text=True)
    expect(about.locator(".about-method h3")).to_have_text("How", use_inner_text=True)
    marks = [each.splitlines()[-1] for each in about.locator(".about-marks dt").all_inner_texts()]
    assert marks == ["Confirmed", "Unconfirmed", "Refuted", "Area", "Several reports"]
    expect(about.locator(".about-marks svg")).to_have_count(5)
    precisions = about.locator(".about-precisions li").all_inner_texts()
    assert [each.split(":")[0] for each in precisions] == ["Building", "District"]
    facts = about.locator(".about-facts").inner_text()
    assert "3 reports · 2 places · 2 articles" in facts
    assert "CC-BY-4.0" in facts
    expect(about.get_by_role("link", name="Report a mistake")).to_have_attribute("href", "mailto:desk@example.org")
    expect(about.get_by_role("link", name="GeoJSON")).to_have_attribute("href", "data/reports.geojson")
    expect(about.locator(".about-facts bdi[lang=ru]")).to_have_text("Русский", use_inner_text=True)


def test_about_goes_back_to_the_reports_and_is_in_the_address(rich, visit) -> None:
    page = visit().open(rich)
    page.locator(".panel-foot").get_by_role("button", name="About this map").click()
    assert page.evaluate("location.hash") == "#view=about"
    page.reload()
    expect(page.locator(".about h1")).to_be_visible()
    page.get_by_role("button", name="Back to reports").click()
    expect(page.locator(".item")).to_have_count(3)
    expect(page.get_by_role("button", name="About", exact=True)).to_be_focused()


def test_the_method_is_in_the_readers_language(rich, visit) -> None:
    page = visit().open(f"{rich.as_uri()}#view=about&lang=ru")
    method = page.locator(".about-method")
    assert (method.inner_text().strip(), method.get_attribute("lang")) == ("Мы читали всё.", "ru")


def test_a_map_that_gives_no_method_still_says_what_its_marks_mean(page_of, visit) -> None:
    gazetteer = "reports: [{title: One, status: refuted, status_reason: It was a crane.}]\n"
    page = visit().open(f"{page_of({'data/locations.yaml': gazetteer, 'seeds/.keep': ''}).as_uri()}#view=about")
    expect(page.locator(".about-method")).to_have_count(0)
    expect(page.locator(".about-marks")).to_contain_text("Shown to be wrong.", use_inner_text=True)
    expect(page.locator(".about-facts")).to_contain_text("1 report · 0 places · 0 articles", use_inner_text=True)
    expect(page.locator(".about")).not_to_contain_text("Precision of locations", use_inner_text=True)
    expect(page.get_by_role("link", name="Report a mistake")).to_have_count(0)


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (390, 844)])
def test_axe_finds_nothing_and_targets_are_large_enough(rich, visit, width, height) -> None:
    opened = visit(width, height, bypass_csp=True)
    opened.page.add_init_script(NO_CLIPBOARD)
    page = opened.open(f"{rich.as_uri()}#report=launcher")
    complaints: dict[str, list[Complaint]] = {}

    def check(state: str) -> None:
        for control in page.locator(".report-body button, .report-body input, .about button, dialog button").all():
            assert min(control.bounding_box()["height"], control.bounding_box()["width"]) >= 24, state
        complaints[state] = complaints_in_both_schemes(page)

    check("report")
    page.get_by_role("button", name="A launcher on a roof").click()
    check("large picture")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.get_by_role("button", name="Show graphic picture").click()
    check("graphic picture")
    page.get_by_role("button", name="Copy link").click()
    page.get_by_role("textbox", name="Copy link").wait_for()
    check("link to copy by hand")
    follow(page, "#view=about")
    expect(page.locator(".about-facts")).to_be_visible()
    check("about")
    assert not any(complaints.values()), complaints
