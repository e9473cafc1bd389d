"""Objects → connected objects: mentions of places, quotes found in articles, and findings about the whole."""

from geomap.link.connect import LinkCache, connect
from geomap.link.mentions import LeftOut, MentionsFound, NameIndex, Undecided, undecided_findings
from geomap.link.suggestions import Seen, Suggestion, possible_places, suggestions

__all__ = [
    "LeftOut",
    "LinkCache",
    "MentionsFound",
    "NameIndex",
    "Seen",
    "Suggestion",
    "Undecided",
    "connect",
    "possible_places",
    "suggestions",
    "undecided_findings",
]
