"""What an editor has done before a build. Only here, and only when asked, does geomap use the network."""

from geomap.author.board import Board
from geomap.author.extract import Extraction, extract, open_source, plan, stale_parts
from geomap.author.importers import FORMATS, ImportFailedError, Wishes
from geomap.author.importers.columns import NAMES
from geomap.author.importing import Import, columns_wished, plan_import, staged, with_column
from geomap.author.new_article import new_article
from geomap.author.preview_page import findings_said
from geomap.author.remote import ExtractError, Patience
from geomap.author.serve import EVERYWHERE, LOOPBACK, HostError, PortTakenError, is_loopback, serving
from geomap.author.watching import changes

COLUMN_NAMES = tuple(NAMES)
FORMAT_NAMES = tuple(FORMATS)

__all__ = [
    "COLUMN_NAMES",
    "EVERYWHERE",
    "FORMATS",
    "FORMAT_NAMES",
    "LOOPBACK",
    "Board",
    "ExtractError",
    "Extraction",
    "HostError",
    "Import",
    "ImportFailedError",
    "Patience",
    "PortTakenError",
    "Wishes",
    "changes",
    "columns_wished",
    "extract",
    "findings_said",
    "is_loopback",
    "new_article",
    "open_source",
    "plan",
    "plan_import",
    "serving",
    "staged",
    "stale_parts",
    "with_column",
]
