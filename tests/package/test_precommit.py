"""The hooks for pre-commit: the one that others name, and the one that a new project brings."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from geomap.cli import main
from geomap.scaffold.new_project import new_project

MANIFEST = Path(__file__).parents[2] / ".pre-commit-hooks.yaml"
BIN = Path(sys.executable).parent


def run(*words: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    environment = {
        **os.environ,
        "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}",
        "PRE_COMMIT_HOME": str(cwd / ".git" / "pre-commit"),
    }
    for number, (name, value) in enumerate((("user.name", "T"), ("user.email", "t@example.org"))):
        environment |= {f"GIT_CONFIG_KEY_{number}": name, f"GIT_CONFIG_VALUE_{number}": value}
    environment["GIT_CONFIG_COUNT"] = "2"
    return subprocess.run(list(map(str, words)), cwd=cwd, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture
def project(tmp_path) -> Path:
    """A new project in git, with its hook installed."""
    new_project(tmp_path, "T")
    for words in (("git", "init", "-q"), ("pre-commit", "install"), ("git", "add", "-A")):
        done = run(*words, cwd=tmp_path)
        assert done.returncode == 0, done.stdout + done.stderr
    return tmp_path


def test_the_manifest_is_one(tmp_path) -> None:
    done = run("pre-commit", "validate-manifest", MANIFEST, cwd=tmp_path)
    assert done.returncode == 0, done.stdout


def test_the_hook_that_others_name_does_what_the_manifest_says(tmp_path, monkeypatch) -> None:
    ((hook),) = yaml.safe_load(MANIFEST.read_text(encoding="utf-8"))
    assert (hook["id"], hook["language"], hook["pass_filenames"]) == ("geomap-check", "python", False)
    new_project(tmp_path, "T")
    monkeypatch.chdir(tmp_path)
    words = [*hook["entry"].split()[1:], *hook["args"]]
    assert CliRunner().invoke(main, words).exit_code == 0
    gazetteer = tmp_path / "data" / "locations.yaml"
    gazetteer.write_text(gazetteer.read_text(encoding="utf-8").replace("precision: building", ""), encoding="utf-8")
    assert CliRunner().invoke(main, words).exit_code == 1


def test_a_good_project_may_be_committed(project) -> None:
    done = run("git", "commit", "-q", "-m", "first", cwd=project)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "check the map" in done.stderr + done.stdout


def test_a_commit_with_an_error_is_refused_and_says_why(project) -> None:
    gazetteer = project / "data" / "locations.yaml"
    text = gazetteer.read_text(encoding="utf-8").replace("quote: a mobile", "quote: an immobile")
    gazetteer.write_text(text, encoding="utf-8")
    run("git", "add", "-A", cwd=project)
    done = run("git", "commit", "-q", "-m", "first", cwd=project)
    assert done.returncode == 1
    assert "error E001 the quote" in done.stderr + done.stdout


def test_a_commit_of_other_files_is_not_held_up(project) -> None:
    run("git", "commit", "-q", "-m", "first", cwd=project)
    (project / "README.md").write_text("# Mine\n", encoding="utf-8")
    run("git", "add", "README.md", cwd=project)
    done = run("git", "commit", "-q", "-m", "second", cwd=project)
    assert done.returncode == 0
    assert "Skipped" in done.stderr + done.stdout
