"""Findings: errors, warnings and notes about a project, each with a code and a location in a file."""

from geomap.errors import GeomapError
from geomap.findings.codes import CODES, Severity
from geomap.findings.finding import Accepted, Finding, Location, ProjectError, as_json, errors
from geomap.findings.text import argument, as_text, composed_advice, echo, excerpt, nearest

__all__ = [
    "CODES",
    "Accepted",
    "Finding",
    "GeomapError",
    "Location",
    "ProjectError",
    "Severity",
    "argument",
    "as_json",
    "as_text",
    "composed_advice",
    "echo",
    "errors",
    "excerpt",
    "nearest",
]
