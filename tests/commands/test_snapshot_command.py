"""`geomap snapshot`, and `geomap link --snapshot`."""

import hashlib
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from geomap.cli import main

GAZETTEER = "map: {language: en}\nplaces: [{id: fort, name: Fort, names: {uk: Форт}, coordinates: [10.5, 20.25]}]\n"


@pytest.fixture
def folder(tmp_path, monkeypatch) -> Path:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "locations.yaml").write_text(GAZETTEER, encoding="utf-8")
    (tmp_path / "story.txt").write_text("At the Fort. У Форті.", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*words: str) -> Result:
    return CliRunner().invoke(main, words)


@pytest.mark.usefixtures("folder")
def test_a_snapshot_is_named_by_its_hash_and_links_like_its_gazetteer() -> None:
    result = run("snapshot")
    assert result.exit_code == 0
    (file,) = Path().glob("*.snapshot")
    assert file.stem == hashlib.sha256(file.read_bytes()).hexdigest()[:16]
    assert f"Wrote {file} (1 place, 2 names" in result.stdout
    linked = [run("link", "story.txt", *more, "--format", "json") for more in ((), ("--snapshot", str(file)))]
    assert linked[0].stdout == linked[1].stdout
    assert [json.loads(line)["exact"] for line in linked[1].stdout.splitlines()] == ["Fort", "Форті"]


@pytest.mark.usefixtures("folder")
def test_wrong_snapshots_are_errors_with_advice() -> None:
    for words, part in (
        (("link", "story.txt", "--snapshot", "none.snapshot"), "there is no such file"),
        (("link", "story.txt", "--snapshot", "story.txt"), "not a snapshot"),
        (("snapshot", "--output", "none/a.snapshot"), "cannot write none/a.snapshot"),
        (("snapshot", "nowhere"), "G001"),
    ):
        result = run(*words)
        assert result.exit_code == 1
        assert part in result.stderr
    assert run("link", "story.txt", "--snapshot", "a", "--gazetteer", "b").exit_code == 2
