"""Objects → connected objects: mentions, anchored quotes, and what is wrong or suspicious with the whole."""

from geomap.link.connect import Memory, connect
from geomap.link.mentions import LeftOut, MentionsFound, NameIndex
from geomap.link.suggestions import Seen, Suggestion, look, suggestions

__all__ = ["LeftOut", "Memory", "MentionsFound", "NameIndex", "Seen", "Suggestion", "connect", "look", "suggestions"]
