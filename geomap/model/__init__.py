"""The domain's frozen, typed values; the pydantic models are the file format."""

from geomap.model.angles import Coordinates
from geomap.model.article import Article, FrontMatter, Publish, SourceKind, without_markup
from geomap.model.atlas import Anchor, Atlas, Citation, Mention, anchored
from geomap.model.balance import Balance
from geomap.model.basemap import Basemap, Streets
from geomap.model.dates import DatePart, Dating
from geomap.model.entry import Attribution, Choice, Entry, slug
from geomap.model.gazetteer import Gazetteer, GazetteerFile, MapInfo, MapTexts
from geomap.model.language import best_language, canonical_language
from geomap.model.online import Load, Online, Referrer, Service, TileSchema
from geomap.model.opening import MapLabels, OpeningView, Order
from geomap.model.origin import Origin
from geomap.model.overlay import Feature, Overlay, Style
from geomap.model.own_fields import FieldType, OwnField
from geomap.model.place import DEFAULT_UNCERTAINTY_M, POINT_PRECISIONS, Place, PlaceTexts, Precision
from geomap.model.report import (
    Correction,
    Evidence,
    FormerTexts,
    Picture,
    Report,
    ReportTexts,
    Says,
    Status,
    StatusChange,
)
from geomap.model.rules import Rules, StatusRule, SupportedRule
from geomap.model.schema import article_schema, gazetteer_schema, schema_text
from geomap.model.times import TimeOfDay

__all__ = [
    "DEFAULT_UNCERTAINTY_M",
    "POINT_PRECISIONS",
    "Anchor",
    "Article",
    "Atlas",
    "Attribution",
    "Balance",
    "Basemap",
    "Choice",
    "Citation",
    "Coordinates",
    "Correction",
    "DatePart",
    "Dating",
    "Entry",
    "Evidence",
    "Feature",
    "FieldType",
    "FormerTexts",
    "FrontMatter",
    "Gazetteer",
    "GazetteerFile",
    "Load",
    "MapInfo",
    "MapLabels",
    "MapTexts",
    "Mention",
    "Online",
    "OpeningView",
    "Order",
    "Origin",
    "Overlay",
    "OwnField",
    "Picture",
    "Place",
    "PlaceTexts",
    "Precision",
    "Publish",
    "Referrer",
    "Report",
    "ReportTexts",
    "Rules",
    "Says",
    "Service",
    "SourceKind",
    "Status",
    "StatusChange",
    "StatusRule",
    "Streets",
    "Style",
    "SupportedRule",
    "TileSchema",
    "TimeOfDay",
    "anchored",
    "article_schema",
    "best_language",
    "canonical_language",
    "gazetteer_schema",
    "schema_text",
    "slug",
    "without_markup",
]
