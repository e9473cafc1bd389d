"""What the site tells other sites of itself: oEmbed and the tags for link previews."""

import json
from html.parser import HTMLParser

import pytest

from geomap.model import Atlas, MapInfo
from geomap.model.published import PublishedAtlas, coarsened
from geomap.page.share import meta_tags, oembed_json

HOSTILE = "\"><script>alert('1')</script> & <b>"


def atlas_of(**info) -> PublishedAtlas:
    return coarsened(Atlas(info=MapInfo(**info), places=(), reports=(), articles=(), mentions=(), citations=()))


class Frames(HTMLParser):
    """The elements of a piece of HTML with their attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs) -> None:
        self.found.append((tag, dict(attrs)))


def frame_of(answer: dict) -> dict[str, str | None]:
    ((tag, attributes),) = Frames(answer["html"]).found
    assert tag == "iframe"
    return attributes


def tags_of(atlas: PublishedAtlas) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for tag in meta_tags(atlas):
        attributes = tag["attributes"]
        if tag["element"] == "meta":
            found.setdefault(attributes.get("property") or attributes["name"], []).append(attributes["content"])
    return found


def test_oembed_is_a_rich_answer_with_a_frame_that_may_do_little() -> None:
    answer = json.loads(oembed_json(atlas_of(title="A map", url="https://example.org/map/")))
    assert (answer["version"], answer["type"], answer["title"]) == ("1.0", "rich", "A map")
    assert (answer["width"], answer["height"], answer["provider_name"]) == (800, 560, "geomap")
    assert answer["thumbnail_url"] == "https://example.org/map/preview.png"
    assert (answer["thumbnail_width"], answer["thumbnail_height"]) == (1200, 630)
    frame = frame_of(answer)
    assert frame["src"] == "https://example.org/map/?embed"
    assert frame["loading"] == "lazy"
    assert "allow-same-origin" not in (frame["sandbox"] or "")
    assert {"allow-scripts", "allow-popups"} <= set((frame["sandbox"] or "").split())


@pytest.mark.parametrize(
    ("url", "page", "frame", "picture"),
    [
        ("https://a.example/map/", "map/", "map/?embed", "map/preview.png"),
        ("https://a.example/map", "map/", "map/?embed", "map/preview.png"),
        ("https://a.example", "", "?embed", "preview.png"),
        ("https://a.example/m/index.html", "m/index.html", "m/index.html?embed", "m/preview.png"),
        ("https://a.example/m/?v=1&w=2", "m/?v=1&w=2", "m/?v=1&w=2&embed", "m/preview.png"),
        ("https://a.example/view?id=3", "view?id=3", "view?id=3&embed", "preview.png"),
        ("https://a.example/v1.2", "v1.2/", "v1.2/?embed", "v1.2/preview.png"),
        ("https://a.example/map.PHP", "map.PHP", "map.PHP?embed", "preview.png"),
    ],
)
def test_addresses_are_told_from_that_of_the_map(url, page, frame, picture) -> None:
    atlas = atlas_of(url=url)
    tags, answer = tags_of(atlas), json.loads(oembed_json(atlas))
    assert tags["og:url"] == [f"https://a.example/{page}"]
    assert tags["og:image"] == [f"https://a.example/{picture}"] == [answer["thumbnail_url"]]
    assert frame_of(answer)["src"] == f"https://a.example/{frame}"


def test_without_an_address_nothing_claims_to_be_absolute() -> None:
    atlas = atlas_of(title="A map")
    answer = json.loads(oembed_json(atlas))
    assert frame_of(answer)["src"] == "index.html?embed"
    assert not [key for key in answer if key.startswith("thumbnail")]
    assert not [name for name in tags_of(atlas) if name.startswith(("og:url", "og:image"))]
    assert tags_of(atlas)["twitter:card"] == ["summary"]


def test_a_hostile_title_is_text_in_the_frame_and_plain_in_the_tags() -> None:
    atlas = atlas_of(title=HOSTILE, summary=HOSTILE, url="https://example.org/?a=1&b=\"'<")
    answer = json.loads(oembed_json(atlas))
    assert answer["title"] == HOSTILE
    frame = frame_of(answer)
    assert frame["title"] == HOSTILE
    assert frame["src"] == "https://example.org/?a=1&b=\"'<&embed"
    assert tags_of(atlas)["og:title"] == [HOSTILE]  # the template escapes it, once


def test_the_tags_say_what_the_map_is_and_in_which_languages() -> None:
    tags = tags_of(
        atlas_of(
            title="A map", summary="What it shows.", languages=["en", "uk", "ru", "pt-BR"], url="https://a.example/"
        )
    )
    assert tags["og:type"] == ["website"]
    assert tags["og:description"] == ["What it shows."]
    assert tags["og:locale"] == ["en_US"]
    assert tags["og:locale:alternate"] == ["uk_UA", "ru_RU", "pt_BR"]
    assert tags["twitter:card"] == ["summary_large_image"]
    assert (tags["og:image:width"], tags["og:image:height"]) == (["1200"], ["630"])
    assert tags["og:image:alt"] == ["This map has no reports yet."]


def test_a_language_without_a_country_has_no_locale_tag() -> None:
    assert "og:locale" not in tags_of(atlas_of(language="qqx"))


@pytest.mark.parametrize(
    ("url", "address"), [(None, "oembed.json"), ("https://a.example/m", "https://a.example/m/oembed.json")]
)
def test_editors_find_the_answer_by_its_link(url, address) -> None:
    links = [tag["attributes"] for tag in meta_tags(atlas_of(title="A map", url=url)) if tag["element"] == "link"]
    (link,) = [link for link in links if link["type"] == "application/json+oembed"]
    assert link == {"rel": "alternate", "type": "application/json+oembed", "href": address, "title": "A map"}
