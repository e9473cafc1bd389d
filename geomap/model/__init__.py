"""The words of the domain as frozen, typed values; the models are the file format itself."""

from geomap.model.article import Article, ArticleHead, Publish, without_marks
from geomap.model.atlas import Anchor, Atlas, Citation, Mention, anchored
from geomap.model.basemap import Basemap, Streets
from geomap.model.coordinates import Coordinates
from geomap.model.dates import DatePart, Dating
from geomap.model.entry import Entry, slug
from geomap.model.gazetteer import Gazetteer, GazetteerFile, MapInfo, MapTexts
from geomap.model.online import Attribution, Feature, Load, Online, Overlay, Referrer, Schema, Service, Style
from geomap.model.origin import Origin
from geomap.model.place import DEFAULT_UNCERTAINTY_M, POINT_PRECISIONS, Place, PlaceTexts, Precision
from geomap.model.report import Evidence, Picture, Report, ReportTexts, Status, StatusChange
from geomap.model.schema import article_schema, gazetteer_schema, schema_text

__all__ = [
    "DEFAULT_UNCERTAINTY_M",
    "POINT_PRECISIONS",
    "Anchor",
    "Article",
    "ArticleHead",
    "Atlas",
    "Attribution",
    "Basemap",
    "Citation",
    "Coordinates",
    "DatePart",
    "Dating",
    "Entry",
    "Evidence",
    "Feature",
    "Gazetteer",
    "GazetteerFile",
    "Load",
    "MapInfo",
    "MapTexts",
    "Mention",
    "Online",
    "Origin",
    "Overlay",
    "Picture",
    "Place",
    "PlaceTexts",
    "Precision",
    "Publish",
    "Referrer",
    "Report",
    "ReportTexts",
    "Schema",
    "Service",
    "Status",
    "StatusChange",
    "Streets",
    "Style",
    "anchored",
    "article_schema",
    "gazetteer_schema",
    "schema_text",
    "slug",
    "without_marks",
]
