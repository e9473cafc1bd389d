"""Two editions of a map → their differences: files, git revisions and built sites."""

from geomap.compare.built_site import MANIFEST, published_edition, site_edition
from geomap.compare.compare import compare
from geomap.compare.differences import Differences
from geomap.compare.edition import CompareError, Edition, edition_of
from geomap.compare.history import changes_kept, kept_before
from geomap.compare.inputs import Comparison, Side, comparison
from geomap.compare.markdown import as_markdown
from geomap.compare.sections import short_text

__all__ = [
    "MANIFEST",
    "CompareError",
    "Comparison",
    "Differences",
    "Edition",
    "Side",
    "as_markdown",
    "changes_kept",
    "compare",
    "comparison",
    "edition_of",
    "kept_before",
    "published_edition",
    "short_text",
    "site_edition",
]
