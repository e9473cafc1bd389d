"""What an editor has done before a build. Only here, and only when asked, does geomap use the network."""

from geomap.author.board import Board
from geomap.author.comparing import MOST_OF_PUBLIC, Comparison, comparable, compare
from geomap.author.extract import Extraction, extract, open_source, plan, stale_parts
from geomap.author.geocoding.asking import GeocodingError
from geomap.author.geocoding.cache import Cache, cache_file
from geomap.author.geocoding.candidates import Candidate
from geomap.author.geocoding.geocoders import Geocoder, Question, Wished
from geomap.author.importers import FORMATS, ImportFailedError, Wishes
from geomap.author.importers.columns import NAMES
from geomap.author.importing import Import, columns_wished, plan_import, staged, with_column
from geomap.author.locate import Located, locate, locate_offline
from geomap.author.new_article import new_article
from geomap.author.new_entries import place_entry
from geomap.author.new_project import ProjectInTheWayError, new_project
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
    "MOST_OF_PUBLIC",
    "Board",
    "Cache",
    "Candidate",
    "Comparison",
    "ExtractError",
    "Extraction",
    "Geocoder",
    "GeocodingError",
    "HostError",
    "Import",
    "ImportFailedError",
    "Located",
    "Patience",
    "PortTakenError",
    "ProjectInTheWayError",
    "Question",
    "Wished",
    "Wishes",
    "cache_file",
    "changes",
    "columns_wished",
    "comparable",
    "compare",
    "extract",
    "findings_said",
    "is_loopback",
    "locate",
    "locate_offline",
    "new_article",
    "new_project",
    "open_source",
    "place_entry",
    "plan",
    "plan_import",
    "serving",
    "staged",
    "stale_parts",
    "with_column",
]
