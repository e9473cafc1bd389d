"""Every failure that a caller may catch has one root, a message and a hint."""

import pickle

import geomap
from geomap.errors import GeomapError
from geomap.findings import Finding, Location, ProjectError


class DiskError(GeomapError, OSError):
    """An error that is a builtin as well."""


def test_an_error_has_a_message_and_a_hint() -> None:
    error = GeomapError("the folder is not empty", "choose another folder")
    assert str(error) == "the folder is not empty"
    assert error.hint == "choose another folder"
    assert GeomapError("no").hint == ""


def test_an_error_can_also_be_a_builtin() -> None:
    error = DiskError("the disk is full", "free some space")
    assert isinstance(error, OSError)
    assert (str(error), error.hint, error.errno) == ("the disk is full", "free some space", None)


def test_an_error_survives_pickling() -> None:
    error = pickle.loads(pickle.dumps(GeomapError("no", "yes")))  # noqa: S301  (made on the line above)
    assert (str(error), error.hint) == ("no", "yes")


def test_a_project_error_lists_its_findings_sorted() -> None:
    findings = [Finding(Location("b.yaml"), "G002", "b"), Finding(Location("a.yaml"), "G002", "a")]
    error = ProjectError(findings)
    assert [finding.message for finding in error.findings] == ["a", "b"]
    assert error.hint
    assert geomap.ProjectError is ProjectError
    assert geomap.GeomapError is GeomapError
