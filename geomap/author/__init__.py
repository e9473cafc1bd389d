"""What an editor has done before a build. Only here, and only when asked, does geomap use the network."""

from geomap.author.extract import Extraction, extract, open_source, plan, stale_parts
from geomap.author.remote import ExtractError, Patience

__all__ = ["ExtractError", "Extraction", "Patience", "extract", "open_source", "plan", "stale_parts"]
