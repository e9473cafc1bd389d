"""A published atlas → one self-contained page."""

import base64
import hashlib
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from types import MappingProxyType
from typing import Any

from markupsafe import Markup
from pydantic_core import to_json

from geomap.exports.registry import site_exports
from geomap.i18n.cities import city_names
from geomap.i18n.natural_features import natural_feature_names
from geomap.i18n.translator import Translator
from geomap.model.published import PublishedAtlas
from geomap.page.bundle import bundle
from geomap.page.context_tiles import context_archives
from geomap.page.json_ld import page_json_ld
from geomap.page.online import data_sources, picture_sources
from geomap.page.report_pages import has_report_pages
from geomap.page.share import meta_tags
from geomap.page.streets import embedded_streets, external_streets
from geomap.page.table import table_rows
from geomap.page.templates import page_template
from geomap.static_map.page_svg import static_map

# Only what is in the page itself, and the map service that the editor has chosen. `data:` is for pictures.
POLICY = (
    "default-src 'none'; script-src {scripts}; style-src {styles}; img-src {pictures}; {data}base-uri 'none'; "
    "form-action 'none'"
)

BUILD_STRINGS = {"date", "seasons", "distance", "static_map", "preview", "edit"}
"""Groups of strings that the page does not need: they are for texts of the build, or for the preview and the editor."""
NO_SIZES: Mapping[str, int] = MappingProxyType({})
COMPRESSED_ABOVE, COMPRESSION = 400_000, 6
"""Bytes of JSON above which the page's data is compressed, and zlib's level: 9 takes four times as long for 2 % less.

Below, the bytes do not depend on the zlib version."""

BODY = '<div class="folium-map" id="map_geomap"></div>'
SCRIPT = """var map_geomap = geomap.open("map_geomap", {
  "zoom": 10,
  "zoomControl": true,
  "preferCanvas": false,
});"""


@dataclass(frozen=True)
class MapParts:
    """The parts of the page that open the map, and what is added through folium.

    Without additions, they are what folium renders for ``geomap.Map``.

    Attributes:
        header: markup at the end of the head.
        body: markup with the element of the map.
        script: opens the map in that element.
        is_foreign: whether folium's elements are among them. They need folium's globals, and load from other servers.
    """

    header: str = ""
    body: str = BODY
    script: str = SCRIPT
    is_foreign: bool = False


PLAIN = MapParts()


def page_html(
    atlas: PublishedAtlas, build_id: str = "", sizes: Mapping[str, int] = NO_SIZES, parts: MapParts = PLAIN
) -> str:
    """The whole page. Texts of the atlas go through geomap's template, never through folium's.

    Args:
        atlas: what it shows.
        build_id: names the build; empty for a page that is not part of a site.
        sizes: bytes of the files of the site that the page states, by their paths.
        parts: the element of the map and the script that opens it.
    """
    codes = [bundled("folium.js"), bundled("page.js")] if parts.is_foreign else [bundled("page.js")]
    styles_inside = [bundled("page.css")]
    connections = [*(["'self'"] if external_streets(atlas.streets) else []), *data_sources(atlas.info)]
    policy = POLICY.format(
        scripts=_hashes([*codes, parts.script]),
        styles=_hashes(styles_inside),
        pictures=" ".join(["data:", *picture_sources(atlas.info)]),
        data=f"connect-src {' '.join(connections)}; " if connections else "",
    )
    translator = Translator(atlas.info.language)
    archives = context_archives(atlas) | embedded_streets(atlas.streets)
    data, texts = data_elements(_page_data(atlas, build_id, sizes))
    page: str = page_template("page.html.j2").render(
        translator=translator,
        info=atlas.info,
        rows=table_rows(atlas, translator),
        count=len(atlas.reports),
        picture=_code(static_map(atlas, translator)),
        tags=meta_tags(atlas),
        json_ld=_code(page_json_ld(atlas, site_exports(atlas).values())),
        policy=None if parts.is_foreign else policy,
        codes=[_code(code) for code in codes],
        styles=[_code(style) for style in styles_inside],
        script=_code(parts.script),
        header=_code(parts.header),
        body=_code(parts.body),
        data=data,
        texts=texts,
        archives=[archive_element(kind, data) for kind, data in archives.items()],
    )
    return page


def _page_data(atlas: PublishedAtlas, build_id: str, sizes: Mapping[str, int]) -> dict[str, Any]:
    """The bundle, and the texts of the page in each of its languages."""
    content = bundle(atlas)
    translators = {language: Translator(language) for language in content["languages"]}
    return {
        **content,
        "build": build_id,
        "report_pages": has_report_pages(atlas),
        "files": [
            {"path": each.path, "name": each.name, "about": f"download.{form.replace('-', '_')}"}
            | ({"bytes": sizes[each.path]} if each.path in sizes else {})
            for form, each in site_exports(atlas).items()
        ],
        "stringsLanguages": {language: translator.language for language, translator in translators.items()},
        "directions": {language: translator.direction for language, translator in translators.items()},
        "cities": {language: city_names(language) for language in translators},
        "naturalFeatures": {language: natural_feature_names(language) for language in translators},
        "strings": {language: _page_strings(translator) for language, translator in translators.items()},
    }


def data_elements(value: Mapping[str, Any]) -> tuple[Markup, Markup]:
    """The data of the page in an inert script element, and its ``texts`` in another one if they are large.

    The first marks do not need the texts, so their element is at the end of the page. Large data is compressed, in
    zlib's form (RFC 1950) in base64, which ``DecompressionStream("deflate")`` reads.
    """
    texts = to_json(value["texts"])
    data = to_json({name: each for name, each in value.items() if name != "texts"})
    if len(data) + len(texts) > COMPRESSED_ABOVE:
        return _compressed_element("geomap-data", data), _compressed_element("geomap-texts", texts)
    text = to_json(value).decode()
    for character in "<>&\u2028\u2029":  # so that no text can end the element or begin a comment
        text = text.replace(character, f"\\u{ord(character):04x}")
    return Markup(f'<script type="application/json" id="geomap-data">{text}</script>'), Markup()  # noqa: S704 - escaped just above


def _compressed_element(name: str, data: bytes) -> Markup:
    text = base64.b64encode(zlib.compress(data, COMPRESSION)).decode()
    return Markup(f'<script type="application/zlib" id="{name}">{text}</script>')  # noqa: S704 - base64


def archive_element(kind: str, archive: bytes) -> Markup:
    """A PMTiles archive in an inert script element, in base64."""
    text = base64.b64encode(archive).decode()
    return Markup(f'<script type="application/vnd.pmtiles" id="geomap-{kind}">{text}</script>')  # noqa: S704 - base64


def bundled(name: str) -> str:
    """A file of the bundle that esbuild makes of the page's sources."""
    return (resources.files("geomap") / "web" / "bundle" / name).read_text(encoding="utf-8").strip()


def _code(text: str) -> Markup:
    """Markup from geomap's bundle or from folium, or safe JSON; never a text of the atlas."""
    return Markup(text)  # noqa: S704


def _hashes(contents: list[str]) -> str:
    digests = (hashlib.sha256(content.encode()).digest() for content in contents)
    return " ".join(f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests)


def _page_strings(translator: Translator) -> dict[str, str]:
    """The strings that the code of the page shows."""
    return {key: text for key, text in translator.strings.items() if key.split(".")[0] not in BUILD_STRINGS}
