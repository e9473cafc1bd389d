"""A project and its published site."""

from pathlib import Path

import pytest
from publishing import OLD, add_users_files

from geomap.publish.site_folder import write_site


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
    """A published site with a user's files in it."""
    write_site(OLD, project / "site", project)
    add_users_files(project / "site")
    return project / "site"
