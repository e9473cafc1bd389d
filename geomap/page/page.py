"""A published atlas → a real folium.Map that renders to one self-contained page."""

import base64
import hashlib
import json
import zlib
from collections.abc import Mapping
from importlib import resources
from types import MappingProxyType
from typing import Any

import folium
from branca.element import Element, Figure
from folium.template import Template
from markupsafe import Markup

from geomap.exports.registry import site_exports
from geomap.i18n.cities import city_names
from geomap.i18n.seas import sea_names
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
COMPRESSED_ABOVE = 400_000
"""Bytes of JSON above which the data of the page is compressed. Below, the bytes do not depend on the zlib version."""


class Map(folium.Map):
    """A folium.Map that shows an atlas and renders to one file that makes no network request.

    Elements that are added through folium (``folium.Marker(...).add_to(m)``) are drawn too. Folium treats their texts
    as templates and markup: use only texts that you trust. The page then has no Content-Security-Policy, and loads what
    folium's plugins load.
    """

    # Leaflet is part of the page, and so is jQuery if folium needs it.
    default_js: list[tuple[str, str]] = []  # noqa: RUF012 - as in folium
    default_css: list[tuple[str, str]] = []  # noqa: RUF012

    _template = Template(
        """
        {% macro html(this, kwargs) %}<div class="folium-map" id="{{ this.get_name() }}"></div>{% endmacro %}
        {% macro script(this, kwargs) %}
        var {{ this.get_name() }} = geomap.open("{{ this.get_name() }}", {{ this.options|tojavascript }});
        {% endmacro %}
        """
    )

    def __init__(self, atlas: PublishedAtlas, build_id: str = "", sizes: Mapping[str, int] = NO_SIZES) -> None:
        super().__init__(location=_middle(atlas), tiles=None, zoom_start=10)
        self._id = "geomap"  # folium's random ids would change the page with every build
        Page(atlas, build_id, sizes).add_child(self)


class Page(Figure):
    """The document around the map. Texts of the atlas go through geomap's template, never through folium's."""

    def __init__(self, atlas: PublishedAtlas, build_id: str, sizes: Mapping[str, int]) -> None:
        super().__init__()
        self._id = "page"
        self.header = Element()
        self.header._parent = self
        self._atlas = atlas
        self._build_id = build_id
        self._sizes = sizes

    def render(self, **kwargs: Any) -> str:
        """The whole page, as one string of HTML."""
        foreign = _foreign_elements(self)
        icons = any(isinstance(element, folium.Icon) for element in foreign)
        # Only folium.Icon needs the plugins that folium loads from a CDN.
        links = [pair for pair in folium.folium._default_js if pair[0] not in {"leaflet", "jquery"}] if icons else []
        styles = [pair for pair in folium.folium._default_css if pair[0] != "leaflet_css"] if icons else []
        for child in self._children.values():
            if isinstance(child, Map):
                child.default_js, child.default_css = links, styles
            child.render(**kwargs)
        script = self.script.render(**kwargs)
        codes = [bundled("folium.js"), bundled("page.js")] if foreign else [bundled("page.js")]
        styles_inside = [bundled("page.css")]
        data = [*(["'self'"] if external_streets(self._atlas.streets) else []), *data_sources(self._atlas.info)]
        policy = POLICY.format(
            scripts=_hashes([*codes, script]),
            styles=_hashes(styles_inside),
            pictures=" ".join(["data:", *picture_sources(self._atlas.info)]),
            data=f"connect-src {' '.join(data)}; " if data else "",
        )
        translator = Translator(self._atlas.info.language)
        archives = context_archives(self._atlas) | embedded_streets(self._atlas.streets)
        page: str = page_template("page.html.j2").render(
            translator=translator,
            info=self._atlas.info,
            rows=table_rows(self._atlas, translator),
            count=len(self._atlas.reports),
            picture=_code(static_map(self._atlas, translator)),
            tags=meta_tags(self._atlas),
            json_ld=_code(page_json_ld(self._atlas, site_exports(self._atlas).values())),
            policy=None if foreign else policy,
            codes=[_code(code) for code in codes],
            styles=[_code(style) for style in styles_inside],
            script=_code(script),
            header=_code(self.header.render(**kwargs)),
            body=_code(self.html.render(**kwargs)),
            data=data_element(_page_data(self._atlas, self._build_id, self._sizes)),
            archives=[archive_element(kind, data) for kind, data in archives.items()],
        )
        return page


def _foreign_elements(figure: Figure) -> list[Element]:
    """The elements that were added through folium, to the map or to the figure."""
    found: list[Element] = []
    waiting = [child for child in figure._children.values() if not isinstance(child, Map)]
    waiting += [
        child for each in figure._children.values() if isinstance(each, Map) for child in each._children.values()
    ]
    while waiting:
        element = waiting.pop()
        found.append(element)
        waiting += element._children.values()
    return found


def _middle(atlas: PublishedAtlas) -> list[float]:
    """The middle of all positions, for folium; the page fits its view to the markers itself."""
    positions = [place.coordinates for place in atlas.places if place.coordinates]
    if not positions:
        return [0.0, 0.0]
    return [(min(axis) + max(axis)) / 2 for axis in zip(*positions, strict=True)]


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
        "seas": {language: sea_names(language) for language in translators},
        "strings": {language: _page_strings(translator) for language, translator in translators.items()},
    }


def data_element(value: Any) -> Markup:
    """The data of the page in an inert script element: JSON, compressed if it is large.

    The compressed form is zlib's (RFC 1950) in base64: ``DecompressionStream("deflate")`` reads it.
    """
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    data = text.encode()
    if len(data) > COMPRESSED_ABOVE:
        kind, text = "application/zlib", base64.b64encode(zlib.compress(data, 6)).decode()
    else:
        kind = "application/json"
        for character in "<>&\u2028\u2029":  # so that no text can end the element or begin a comment
            text = text.replace(character, f"\\u{ord(character):04x}")
    return Markup(f'<script type="{kind}" id="geomap-data">{text}</script>')  # noqa: S704 - escaped just above


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
