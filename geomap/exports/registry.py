"""The export formats: the name, file and writer of each."""

import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from geomap.exports.annotations import annotation_parts
from geomap.exports.atom import feed_atom
from geomap.exports.csv import reports_csv
from geomap.exports.geojson import geojson_parts
from geomap.exports.geoparquet import reports_parquet
from geomap.exports.kml import COMPRESSION, reports_kml, reports_kmz
from geomap.exports.linked_places import linked_places_parts, linked_places_tsv
from geomap.i18n.translator import Translator
from geomap.model.published import PublishedAtlas

COMPRESSED_FROM = 5_000
"""Reports of the smallest map whose site has the large files compressed; from about 5 MB of GeoJSON on."""

Writer = Callable[[PublishedAtlas, Translator], bytes]
Parts = Callable[[PublishedAtlas, Translator], Iterable[bytes]]


@dataclass(frozen=True)
class Export:
    """An export format.

    Attributes:
        name: as the page shows it.
        file: name of the file in the site's ``data`` folder.
        media_type: of the file.
        about: a short description.
        write: makes the bytes.
        binary: whether the file is not text.
        in_site: whether a site has the file.
        most: reports of the largest map that has it in its site.
        parts: makes the same file in pieces, of a format that a large map has compressed with gzip in its site:
            programs that read it unpack it.
    """

    name: str
    file: str
    media_type: str
    about: str
    write: Writer
    binary: bool = False
    in_site: bool = True
    most: int | None = None
    parts: Parts | None = None

    @property
    def path(self) -> str:
        """The path of the file in a site."""
        return f"data/{self.file}"

    def in_large_site(self) -> "Export":
        """The same format as a large map has it in its site: compressed with gzip if programs can read that.

        The same version of zlib writes the same bytes.
        """
        if (parts := self.parts) is None:
            return self
        return replace(
            self,
            file=f"{self.file}.gz",
            media_type="application/gzip",
            write=lambda atlas, words: _gzipped(parts(atlas, words)),
            binary=True,
        )


def _gzipped(parts: Iterable[bytes]) -> bytes:
    """The parts in one gzip file without a name and a time. They are compressed as they come."""
    stream = zlib.compressobj(COMPRESSION, wbits=zlib.MAX_WBITS | 16)
    return b"".join([*(stream.compress(part) for part in parts), stream.flush()])


def _joined(parts: Parts) -> Writer:
    return lambda atlas, words: b"".join(parts(atlas, words))


EXPORTS = {
    "geojson": Export(
        "GeoJSON",
        "reports.geojson",
        "application/geo+json",
        "reports for GIS and web maps",
        _joined(geojson_parts),
        parts=geojson_parts,
    ),
    "csv": Export("CSV", "reports.csv", "text/csv", "reports as a table for spreadsheets", reports_csv),
    "kml": Export(
        "KML",
        "reports.kml",
        "application/vnd.google-earth.kml+xml",
        "reports for Google Earth",
        reports_kml,
        in_site=False,  # a site has it compressed
    ),
    "kmz": Export(
        "KMZ",
        "reports.kmz",
        "application/vnd.google-earth.kmz",
        "reports for Google Earth, compressed",
        reports_kmz,
        binary=True,
        most=20_000,  # 40 MB of KML; Google Earth hardly opens more
    ),
    "lpf": Export(
        "Linked Places",
        "places.lpf.json",
        "application/ld+json",
        "places in Linked Places Format",
        _joined(linked_places_parts),
        parts=linked_places_parts,
    ),
    "lp-tsv": Export(
        "LP-TSV",
        "places.tsv",
        "text/tab-separated-values",
        "places as a table of Linked Places",
        lambda atlas, _: linked_places_tsv(atlas),
    ),
    "annotations": Export(
        "Web Annotation",
        "annotations.jsonld",
        'application/ld+json;profile="http://www.w3.org/ns/anno.jsonld"',
        "mentions and quotes as W3C Web Annotations",
        _joined(annotation_parts),
        parts=annotation_parts,
    ),
    "atom": Export("Atom", "feed.atom", "application/atom+xml", "the newest status changes, as a feed", feed_atom),
    "parquet": Export(
        "GeoParquet",
        "reports.parquet",
        "application/vnd.apache.parquet",
        "reports as GeoParquet, with geomap[parquet]",
        reports_parquet,
        binary=True,
        in_site=False,  # needs an extra
    ),
}
"""The formats by their names in ``geomap export``."""


def site_exports(atlas: PublishedAtlas) -> dict[str, Export]:
    """The formats that the site of a map has, by their names in ``geomap export``."""
    reports = len(atlas.reports)
    return {
        form: each.in_large_site() if reports >= COMPRESSED_FROM else each
        for form, each in EXPORTS.items()
        if each.in_site and (each.most is None or reports <= each.most)
    }
