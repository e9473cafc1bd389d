"""Pages of atlases that are made in Python."""

from pathlib import Path

from geomap.model.published import PublishedAtlas


def html_of(atlas: PublishedAtlas) -> str:
    """The page of an atlas. Its library loads pandas, which would delay the start of every run."""
    from geomap.page.folium_map import Map

    html: str = Map(atlas).get_root().render()
    return html


def write_page(atlas: PublishedAtlas, folder: Path) -> Path:
    """The file of an atlas's page, in this folder."""
    file = folder / "index.html"
    file.write_text(html_of(atlas), encoding="utf-8")
    return file
