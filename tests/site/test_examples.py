"""The projects in examples/."""

from pathlib import Path

import pytest

import geomap

EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*/data"))


@pytest.mark.parametrize("data", EXAMPLES, ids=lambda each: each.parent.name)
def test_an_example_builds_without_a_warning(data: Path, tmp_path: Path) -> None:
    project = data.parent
    checked = geomap.check(project)
    assert [each for each in checked.findings if each.severity != "note"] == []
    assert checked.atlas is not None
    geomap.build(checked.atlas, project, tmp_path / "site")
    assert (tmp_path / "site" / "index.html").is_file()
