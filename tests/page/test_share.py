"""Metadata for other sites: oEmbed and the tags for link previews."""

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


def frame_of(response: dict) -> dict[str, str | None]:
    ((tag, attributes),) = Frames(response["html"]).found
    assert tag == "iframe"
    return attributes


def tags_of(atlas: PublishedAtlas) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for tag in meta_tags(atlas):
        attributes = tag["attributes"]
        if tag["element"] == "meta":
            found.setdefault(attributes.get("property") or attributes["name"], []).append(attributes["content"])
    return found


def test_oembed_is_a_rich_response_with_a_sandboxed_frame() -> None:
    response = json.loads(oembed_json(atlas_of(title="A map", url="https://example.org/map/")))
    assert (response["version"], response["type"], response["title"]) == ("1.0", "rich", "A map")
    assert (response["width"], response["height"], response["provider_name"]) == (800, 560, "geomap")
    assert response["thumbnail_url"] == "https://example.org/map/preview.png"
    assert (response["thumbnail_width"], response["thumbnail_height"]) == (1200, 630)
    frame = frame_of(response)
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
        ("https://a.example/a.html/map", "a.html/map/", "a.html/map/?embed", "a.html/map/preview.png"),
        ("https://a.example/?id=3", "?id=3", "?id=3&embed", "preview.png"),
        ("https://a.example?id=3", "?id=3", "?id=3&embed", "preview.png"),
    ],
)
def test_all_addresses_follow_from_the_url_of_the_map(url, page, frame, picture) -> None:
    atlas = atlas_of(url=url)
    tags, response = tags_of(atlas), json.loads(oembed_json(atlas))
    assert tags["og:url"] == [f"https://a.example/{page}"]
    assert tags["og:image"] == [f"https://a.example/{picture}"] == [response["thumbnail_url"]]
    assert frame_of(response)["src"] == f"https://a.example/{frame}"


def test_without_an_address_nothing_claims_to_be_absolute() -> None:
    atlas = atlas_of(title="A map")
    response = json.loads(oembed_json(atlas))
    assert frame_of(response)["src"] == "index.html?embed"
    assert not [key for key in response if key.startswith("thumbnail")]
    assert not [name for name in tags_of(atlas) if name.startswith(("og:url", "og:image"))]
    assert tags_of(atlas)["twitter:card"] == ["summary"]


def test_a_hostile_title_is_text_in_the_frame_and_plain_in_the_tags() -> None:
    atlas = atlas_of(title=HOSTILE, summary=HOSTILE, url="https://example.org/?a=1&b=\"'<")
    response = json.loads(oembed_json(atlas))
    assert response["title"] == HOSTILE
    frame = frame_of(response)
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
    ("url", "folder"),
    [
        (None, ""),
        ("https://a.example:8080/v1.2", "https://a.example:8080/v1.2/"),
        ("https://a.example/m?id=3", "https://a.example/"),
    ],
)
def test_the_oembed_file_and_the_feed_are_linked_with_absolute_addresses_if_the_url_is_known(url, folder) -> None:
    links = [tag["attributes"] for tag in meta_tags(atlas_of(title="A map", url=url)) if tag["element"] == "link"]
    assert {link["type"]: link["href"] for link in links} == {
        "application/json+oembed": f"{folder}oembed.json",
        "application/atom+xml": f"{folder}data/feed.atom",
    }
    assert {(link["rel"], link["title"]) for link in links} == {("alternate", "A map")}
