"""Objects → connected objects: mentions of places, quotes found in articles, and findings about the whole."""

from geomap.link.connect import LinkCache, connect
from geomap.link.mentions import LeftOut, MentionsFound, NameIndex
from geomap.link.suggestions import Seen, Suggestion, possible_places, suggestions

__all__ = [
    "LeftOut",
    "LinkCache",
    "MentionsFound",
    "NameIndex",
    "Seen",
    "Suggestion",
    "connect",
    "possible_places",
    "suggestions",
]
