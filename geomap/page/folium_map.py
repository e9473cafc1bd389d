"""A published atlas → a real folium.Map, for notebooks: it renders to the page of the site."""

from typing import Any

import folium
from branca.element import Element, Figure
from folium.template import Template

from geomap.model.published import PublishedAtlas
from geomap.page.page import MapParts, page_html


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

    def __init__(self, atlas: PublishedAtlas) -> None:
        super().__init__(location=_middle(atlas), tiles=None, zoom_start=10)
        self._id = "geomap"  # folium's random ids would change the page with every build
        Document(atlas).add_child(self)


class Document(Figure):
    """The document around the map."""

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
        # Only folium.Icon needs the plugins that folium loads from a CDN.
        links = [pair for pair in folium.folium._default_js if pair[0] not in {"leaflet", "jquery"}] if icons else []
        styles = [pair for pair in folium.folium._default_css if pair[0] != "leaflet_css"] if icons else []
        for child in self._children.values():
            if isinstance(child, Map):
                child.default_js, child.default_css = links, styles
            child.render(**kwargs)
        parts = MapParts(
            header=self.header.render(**kwargs),
            body=self.html.render(**kwargs).strip(),
            script=self.script.render(**kwargs).strip(),
            is_foreign=bool(foreign),
        )
        return page_html(self._atlas, parts=parts)


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
