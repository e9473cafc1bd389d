"""Objects → connected objects: mentions, anchored quotes, and what is wrong or suspicious with the whole."""

from geomap.link.connect import connect
from geomap.link.mentions import MentionsFound, NameIndex

__all__ = ["MentionsFound", "NameIndex", "connect"]
