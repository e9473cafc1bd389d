"""A project and its published site."""

from pathlib import Path

import pytest
from publishing import OLD, add_foreign

from geomap.publish.publish import publish


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project folder with sources and no site."""
    folder = tmp_path / "project"
    for name in ("data/locations.yaml", "seeds/a.txt"):
        (folder / name).parent.mkdir(parents=True)
        (folder / name).write_text("source\n")
    return folder


@pytest.fixture
def site(project: Path) -> Path:
    """A published old site with files of somebody else's in it."""
    publish(OLD, project / "site", project)
    add_foreign(project / "site")
    return project / "site"
