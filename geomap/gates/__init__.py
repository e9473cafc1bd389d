"""Which findings count: those that the editor has accepted, by a comment or in the baseline, do not."""

from geomap.gates.baseline import BASELINE, acceptable, baseline_of, read_baseline
from geomap.gates.entries import told_of
from geomap.gates.github import as_github, folder_in_repository
from geomap.gates.sarif import as_sarif
from geomap.gates.sift import Sifted, sift

__all__ = [
    "BASELINE",
    "Sifted",
    "acceptable",
    "as_github",
    "as_sarif",
    "baseline_of",
    "folder_in_repository",
    "read_baseline",
    "sift",
    "told_of",
]
