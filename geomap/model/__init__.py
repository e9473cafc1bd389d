"""The words of the domain as frozen, typed values; the models are the file format itself."""

from geomap.model.article import Article, ArticleHead, Publish, without_marks
from geomap.model.atlas import Anchor, Atlas, Citation, Mention, anchored
from geomap.model.coordinates import Coordinates
from geomap.model.dates import DatePart, Dating
from geomap.model.gazetteer import (
    DEFAULT_UNCERTAINTY_M,
    POINT_PRECISIONS,
    Entry,
    Evidence,
    Gazetteer,
    GazetteerFile,
    MapInfo,
    Place,
    Precision,
    Report,
    Status,
    StatusChange,
    slug,
)
from geomap.model.origin import Origin

__all__ = [
    "DEFAULT_UNCERTAINTY_M",
    "POINT_PRECISIONS",
    "Anchor",
    "Article",
    "ArticleHead",
    "Atlas",
    "Citation",
    "Coordinates",
    "DatePart",
    "Dating",
    "Entry",
    "Evidence",
    "Gazetteer",
    "GazetteerFile",
    "MapInfo",
    "Mention",
    "Origin",
    "Place",
    "Precision",
    "Publish",
    "Report",
    "Status",
    "StatusChange",
    "anchored",
    "slug",
    "without_marks",
]
