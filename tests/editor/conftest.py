"""A new project, to be edited."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from geomap.cli import main


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project that `geomap init` has created."""
    folder = tmp_path / "northern-radars"
    CliRunner().invoke(main, ["init", str(folder)], catch_exceptions=False)
    return folder
