"""Atlas → a real folium.Map that renders to one self-contained page."""

import base64
import hashlib
import json
import zlib
from importlib import resources
from typing import Any

import folium
import jinja2
from branca.element import Element, Figure
from folium.template import Template
from markupsafe import Markup

from geomap.exports.registry import site_exports
from geomap.i18n.translator import Translator
from geomap.model.published import PublishedAtlas
from geomap.page.bundle import bundle
from geomap.page.context_tiles import carried_context
from geomap.page.json_ld import page_json_ld
from geomap.page.online import data_sources, picture_sources
from geomap.page.share import meta_tags
from geomap.page.streets import streets_beside, streets_element
from geomap.page.table import table_rows
from geomap.static_map.page_svg import static_map

# Nothing but what stands in the page itself, and the map service that the editor has named; `data:` is for pictures
# inside its styles.
POLICY = (
    "default-src 'none'; script-src {scripts}; style-src {styles}; img-src {pictures}; {data}base-uri 'none'; "
    "form-action 'none'"
)

LEFT_OUT = {"date", "precision", "seasons", "distance", "still", "preview"}
"""Groups of strings that the page itself never says: the build has put them into words, or they are the preview's."""
COMPRESSED_ABOVE = 400_000
"""Bytes of JSON above which the page's data is compressed. A smaller map is the same bytes whatever zlib is at hand."""


class Map(folium.Map):
    """A folium.Map that shows an atlas and renders to one file that asks nobody for anything.

    What is added through folium's own API (``folium.Marker(...).add_to(m)``) is drawn too and keeps folium's own rules:
    folium runs its texts as templates and markup, so give it none that you did not write; the page then has no
    Content-Security-Policy, and loads from elsewhere what folium's plugins load.
    """

    # The page carries Leaflet itself, and jQuery where folium needs it.
    default_js: list[tuple[str, str]] = []  # noqa: RUF012 - folium's own way to say it
    default_css: list[tuple[str, str]] = []  # noqa: RUF012

    _template = Template(
        """
        {% macro html(this, kwargs) %}<div class="folium-map" id="{{ this.get_name() }}"></div>{% endmacro %}
        {% macro script(this, kwargs) %}
        var {{ this.get_name() }} = geomap.open("{{ this.get_name() }}", {{ this.options|tojavascript }});
        {% endmacro %}
        """
    )

    def __init__(self, atlas: PublishedAtlas) -> None:
        super().__init__(location=_middle(atlas), tiles=None, zoom_start=10)
        self._id = "geomap"  # folium's random ids would change the page with every build
        Page(atlas).add_child(self)


class Page(Figure):
    """The document around the map. Texts of the atlas go through geomap's own template, never through folium's."""

    def __init__(self, atlas: PublishedAtlas) -> None:
        super().__init__()
        self._id = "page"
        self.header = Element()
        self.header._parent = self
        self._atlas = atlas

    def render(self, **kwargs: Any) -> str:
        """The whole page, as one string of HTML."""
        foreign = _foreign_elements(self)
        icons = any(isinstance(element, folium.Icon) for element in foreign)
        # folium.Icon is drawn by plugins that folium itself fetches from elsewhere; everything else goes without.
        links = [pair for pair in folium.folium._default_js if pair[0] not in {"leaflet", "jquery"}] if icons else []
        styles = [pair for pair in folium.folium._default_css if pair[0] != "leaflet_css"] if icons else []
        for child in self._children.values():
            if isinstance(child, Map):
                child.default_js, child.default_css = links, styles
            child.render(**kwargs)
        script = self.script.render(**kwargs)
        codes = [bundled("folium.js"), bundled("page.js")] if foreign else [bundled("page.js")]
        styles_inside = [bundled("page.css")]
        data = [*(["'self'"] if streets_beside(self._atlas.streets) else []), *data_sources(self._atlas.info)]
        policy = POLICY.format(
            scripts=_hashes([*codes, script]),
            styles=_hashes(styles_inside),
            pictures=" ".join(["data:", *picture_sources(self._atlas.info)]),
            data=f"connect-src {' '.join(data)}; " if data else "",
        )
        words = Translator(self._atlas.info.language)
        page: str = _template().render(
            words=words,
            info=self._atlas.info,
            rows=table_rows(self._atlas, words),
            count=len(self._atlas.reports),
            picture=_code(static_map(self._atlas, words)),
            tags=meta_tags(self._atlas),
            json_ld=_code(page_json_ld(self._atlas, site_exports(self._atlas).values())),
            policy=None if foreign else policy,
            codes=[_code(code) for code in codes],
            styles=[_code(style) for style in styles_inside],
            script=_code(script),
            header=_code(self.header.render(**kwargs)),
            body=_code(self.html.render(**kwargs)),
            data=data_element(_page_data(self._atlas)),
            archives=[
                *(archive_element(kind, data) for kind, data in carried_context(self._atlas).items()),
                streets_element(self._atlas.streets),
            ],
        )
        return page


def _template() -> jinja2.Template:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("geomap", "web"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("page.html.j2")


def _foreign_elements(figure: Figure) -> list[Element]:
    """What somebody added through folium's API: below the map, or beside it in the figure's own rooms."""
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
    """The middle of all positions, for those who ask the map for its location; the page fits its view to the marks."""
    positions = [place.coordinates for place in atlas.places if place.coordinates]
    if not positions:
        return [0.0, 0.0]
    return [(min(axis) + max(axis)) / 2 for axis in zip(*positions, strict=True)]


def _page_data(atlas: PublishedAtlas) -> dict[str, Any]:
    """The bundle, and what the page says of its own in each of its languages."""
    content = bundle(atlas)
    spoken = {language: Translator(language) for language in content["languages"]}
    return {
        **content,
        "files": [
            {"path": each.path, "name": each.name, "about": f"download.{form.replace('-', '_')}"}
            for form, each in site_exports(atlas).items()
        ],
        "spoken": {language: words.language for language, words in spoken.items()},
        "directions": {language: words.direction for language, words in spoken.items()},
        "strings": {language: _page_strings(words) for language, words in spoken.items()},
    }


def data_element(value: Any) -> Markup:
    """The page's data in one inert script element: JSON, compressed where it is much.

    The compressed form is zlib's (RFC 1950) in base64: ``DecompressionStream("deflate")`` reads it.
    """
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    data = text.encode()
    if len(data) > COMPRESSED_ABOVE:
        kind, text = "application/zlib", base64.b64encode(zlib.compress(data, 6)).decode()
    else:
        kind = "application/json"
        for character in "<>&\u2028\u2029":  # nothing in it can end the element or begin a comment
            text = text.replace(character, f"\\u{ord(character):04x}")
    return Markup(f'<script type="{kind}" id="geomap-data">{text}</script>')  # noqa: S704 - escaped just above


def archive_element(kind: str, archive: bytes) -> Markup:
    """A PMTiles archive in an inert script element, in base64."""
    text = base64.b64encode(archive).decode()
    return Markup(f'<script type="application/vnd.pmtiles" id="geomap-{kind}">{text}</script>')  # noqa: S704 - base64


def bundled(name: str) -> str:
    """A file of the page's bundle."""
    return (resources.files("geomap") / "web" / "bundle" / name).read_text(encoding="utf-8").strip()


def _code(text: str) -> Markup:
    """Marks what geomap's bundle or folium made as markup, and JSON that was made safe; never a text of the atlas."""
    return Markup(text)  # noqa: S704


def _hashes(contents: list[str]) -> str:
    digests = (hashlib.sha256(content.encode()).digest() for content in contents)
    return " ".join(f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests)


def _page_strings(words: Translator) -> dict[str, str]:
    """The strings that the page's own code shows: all but those that are said elsewhere."""
    return {key: text for key, text in words.strings.items() if key.split(".")[0] not in LEFT_OUT}
