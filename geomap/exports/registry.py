"""The export formats: the name, file and writer of each."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from geomap.exports.annotations import annotations_jsonld
from geomap.exports.atom import feed_atom
from geomap.exports.csv import reports_csv
from geomap.exports.geojson import reports_geojson
from geomap.exports.geoparquet import reports_parquet
from geomap.exports.kml import reports_kml
from geomap.exports.linked_places import linked_places, linked_places_tsv
from geomap.i18n.translator import Translator
from geomap.model.published import PublishedAtlas


@dataclass(frozen=True)
class Export:
    """An export format.

    Attributes:
        file: name of the file in the site's ``data`` folder.
        media_type: of the file.
        about: a short description.
        write: makes the bytes.
        extra: the extra of geomap that it needs; such a format is not part of a site.
        most: reports of the largest map that has it in its site.
    """

    file: str
    media_type: str
    about: str
    write: Callable[[PublishedAtlas, Translator], bytes]
    extra: str | None = None
    most: int | None = None

    def is_in_site_of(self, atlas: PublishedAtlas) -> bool:
        """Whether a build of this map writes it."""
        return self.extra is None and (self.most is None or len(atlas.reports) <= self.most)


EXPORTS = {
    "geojson": Export("reports.geojson", "application/geo+json", "reports for GIS and web maps", reports_geojson),
    "csv": Export("reports.csv", "text/csv", "reports as a table for spreadsheets", reports_csv),
    "kml": Export(
        "reports.kml",
        "application/vnd.google-earth.kml+xml",
        "reports for Google Earth",
        reports_kml,
        most=20_000,  # 40 MB; Google Earth hardly opens more
    ),
    "lpf": Export(
        "places.lpf.json",
        "application/ld+json",
        "places in Linked Places Format",
        lambda atlas, _: linked_places(atlas),
    ),
    "lp-tsv": Export(
        "places.tsv",
        "text/tab-separated-values",
        "places as a table of Linked Places",
        lambda atlas, _: linked_places_tsv(atlas),
    ),
    "annotations": Export(
        "annotations.jsonld",
        'application/ld+json;profile="http://www.w3.org/ns/anno.jsonld"',
        "mentions and quotes as W3C Web Annotations",
        lambda atlas, _: annotations_jsonld(atlas),
    ),
    "atom": Export("feed.atom", "application/atom+xml", "the newest status changes, as a feed", feed_atom),
    "parquet": Export(
        "reports.parquet",
        "application/vnd.apache.parquet",
        "reports as GeoParquet, with geomap[parquet]",
        reports_parquet,
        extra="parquet",
    ),
}
"""The formats by their names in ``geomap export``."""


def data_files(atlas: PublishedAtlas, words: Translator) -> dict[str, Callable[[], bytes]]:
    """A function that makes each data file of the site, by its path in the site."""
    return {
        f"data/{each.file}": partial(each.write, atlas, words) for each in EXPORTS.values() if each.is_in_site_of(atlas)
    }


def downloads(atlas: PublishedAtlas) -> list[tuple[str, str]]:
    """Path in the site and media type of each of the site's data files."""
    return [(f"data/{each.file}", each.media_type) for each in EXPORTS.values() if each.is_in_site_of(atlas)]
