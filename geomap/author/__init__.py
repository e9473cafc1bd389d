"""What an editor has done before a build. Only here, and only when asked, does geomap use the network."""

from geomap.author.extract import Extraction, extract, open_source, plan, stale_parts
from geomap.author.importers import FORMATS, ImportFailedError, Wishes
from geomap.author.importers.columns import NAMES
from geomap.author.importing import Import, columns_wished, plan_import, staged, with_column
from geomap.author.new_article import new_article
from geomap.author.new_project import ProjectInTheWayError, new_project
from geomap.author.remote import ExtractError, Patience

COLUMN_NAMES = tuple(NAMES)
FORMAT_NAMES = tuple(FORMATS)

__all__ = [
    "COLUMN_NAMES",
    "FORMATS",
    "FORMAT_NAMES",
    "ExtractError",
    "Extraction",
    "Import",
    "ImportFailedError",
    "Patience",
    "ProjectInTheWayError",
    "Wishes",
    "columns_wished",
    "extract",
    "new_article",
    "new_project",
    "open_source",
    "plan",
    "plan_import",
    "staged",
    "stale_parts",
    "with_column",
]
