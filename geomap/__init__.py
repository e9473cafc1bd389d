"""geomap: publish a map of reported deployments, every report tied to the words that support it.

The way the data goes::

    data/locations.yaml ─┐                                             ┌─ site/index.html   the map
                         ├─ read ─ gazetteer, articles ─ link ─ atlas ─┼─ site/data/*       the exports
    seeds/*.md *.txt … ──┘     │                          │    write   └─ site/manifest.json
                               └──────── findings ────────┘  (an error stops the write; nothing is half-written)

In Python::

    import geomap

    atlas = geomap.load(".")       # raises geomap.ProjectError with every finding
    m = atlas.map()                # a real folium.Map
    m.save("map.html")
    geomap.build(atlas, ".")       # replaces ./site in one step
    geomap.export(atlas, "csv")    # the data as bytes, in a format of others
"""

from geomap.findings import Accepted, Finding, GeomapError, Location, ProjectError, Severity
from geomap.model import Article, Atlas, Citation, Coordinates, Evidence, Mention, Place, Precision, Report, Status
from geomap.project import Checked, check, load
from geomap.sites import Built, build, export
from geomap.write.publish import SiteError

__all__ = [
    "Accepted",
    "Article",
    "Atlas",
    "Built",
    "Checked",
    "Citation",
    "Coordinates",
    "Evidence",
    "Finding",
    "GeomapError",
    "Location",
    "Mention",
    "Place",
    "Precision",
    "ProjectError",
    "Report",
    "Severity",
    "SiteError",
    "Status",
    "build",
    "check",
    "export",
    "load",
]
