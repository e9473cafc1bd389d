"""Findings: what is wrong with a project or worth a look, each with a code and a place in a file."""

from geomap.errors import GeomapError
from geomap.findings.finding import (
    CODES,
    Accepted,
    Finding,
    Location,
    ProjectError,
    Severity,
    as_json,
    as_text,
    echo,
    errors,
    excerpt,
    nearest,
)

__all__ = [
    "CODES",
    "Accepted",
    "Finding",
    "GeomapError",
    "Location",
    "ProjectError",
    "Severity",
    "as_json",
    "as_text",
    "echo",
    "errors",
    "excerpt",
    "nearest",
]
