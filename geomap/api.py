"""What ``import geomap`` offers, each name from the room it belongs to."""

from geomap.findings import Accepted, Finding, GeomapError, Location, ProjectError, Severity
from geomap.model import Article, Atlas, Citation, Coordinates, Evidence, Mention, Place, Precision, Report, Status
from geomap.project import Checked, check, load
from geomap.publish.site_folder import SiteError
from geomap.site import Built, ExportError, build, export

__all__ = [
    "Accepted",
    "Article",
    "Atlas",
    "Built",
    "Checked",
    "Citation",
    "Coordinates",
    "Evidence",
    "ExportError",
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
