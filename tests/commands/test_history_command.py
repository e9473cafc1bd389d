"""``geomap history``: past statuses from git as proposals; with --write, in the files and nothing else."""

import os
import re
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import geomap
from geomap.cli import main

pytestmark = pytest.mark.services

FIRST = """# A comment.
reports:
  - title: Mast
    id: mast-old
    status: unconfirmed
    status_reason: One resident.

  - title: Boat
    status: unconfirmed
    status_reason: Hearsay.   # kept
"""
SECOND = FIRST.replace("mast-old", "mast").replace("unconfirmed", "refuted", 1).replace("One resident", "A crane")
THIRD = SECOND.replace("refuted", "unconfirmed").replace("A crane", "Another witness")
REDIRECTS = "map:\n  redirects: {mast-old: mast}\n"
PROPOSED = """    status_since: 2023-02-01
    history:
      - date: 2023-01-19
        status: unconfirmed
        reason: One resident.
      - date: 2023-01-25
        status: refuted
        reason: A crane.
"""


def git(root: Path, *words: str, day: str = "2023-01-01") -> None:
    named = {f"GIT_{who}_{what}": "a@b.c" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    environment = {**os.environ, **named, "GIT_AUTHOR_DATE": f"{day}T10:00:00+03:00", "GIT_CONFIG_GLOBAL": "/dev/null"}
    subprocess.run(["git", "-C", str(root), *words], check=True, capture_output=True, env=environment)


def commit(root: Path, day: str, text: str) -> None:
    (root / "data").mkdir(parents=True, exist_ok=True)
    (root / "data" / "locations.yaml").write_text(text, encoding="utf-8")
    git(root, "add", "--all", ".")
    git(root, "commit", "--quiet", "--message", day, day=day)


@pytest.fixture(params=[".", "maps/bay"])
def root(request, tmp_path) -> Path:
    """A project with three revisions, at the root of its repository or in a folder of it."""
    git(tmp_path, "init", "--quiet", "--initial-branch=main", ".")
    folder = tmp_path / request.param
    commit(folder, "2023-01-19", FIRST)
    commit(folder, "2023-01-25", SECOND)
    (folder / "data" / "broken.yaml").write_text("reports: [", encoding="utf-8")
    commit(folder, "2023-01-26", SECOND)
    (folder / "data" / "broken.yaml").unlink()
    commit(folder, "2023-02-01", THIRD)
    commit(folder, "2023-02-02", THIRD + REDIRECTS)
    return folder


def run(root: Path, *options: str) -> Result:
    return CliRunner().invoke(main, ["history", str(root), "-q", *options])


def test_past_statuses_are_proposed_under_the_id_of_today_and_nothing_is_written(root) -> None:
    result = run(root)
    assert result.exit_code == 0
    assert result.stdout == f"data/locations.yaml:3:5: mast\n{PROPOSED}"
    assert (root / "data" / "locations.yaml").read_text(encoding="utf-8") == THIRD + REDIRECTS


def test_written_proposals_are_the_only_change_and_complete(root) -> None:
    (root / "data" / "places.yaml").write_text("places: [{name: Quay, coordinates: [1, 2]}]\n", encoding="utf-8")
    written = run(root, "--write")
    assert written.exit_code == 0
    assert re.findall(r"data/\w+\.yaml", written.stderr) == ["data/locations.yaml"]
    text = (root / "data" / "locations.yaml").read_text(encoding="utf-8")
    assert text == (THIRD + REDIRECTS).replace("Another witness.\n", f"Another witness.\n{PROPOSED}")
    assert geomap.load(root).reports[0].status_since.edtf == "2023-02-01"
    again = run(root)
    assert (again.exit_code, again.stdout) == (0, "")


def test_a_history_that_says_otherwise_is_kept(root) -> None:
    own = "    history: [{date: 2022, status: refuted, reason: It was a kite.}]\n"
    text = THIRD.replace("Another witness.\n", f"Another witness.\n{own}") + REDIRECTS
    (root / "data" / "locations.yaml").write_text(text, encoding="utf-8")
    assert run(root).stdout == ""


def test_entries_after_those_that_a_report_has_are_added(root) -> None:
    own = "    history:\n      - {date: 2023-01-18, status: unconfirmed, reason: One resident.}\n"
    text = THIRD.replace("Another witness.\n", f"Another witness.\n{own}") + REDIRECTS
    file = root / "data" / "locations.yaml"
    file.write_text(text, encoding="utf-8")
    assert run(root, "--write").exit_code == 0
    (mast, _) = geomap.load(root).reports
    assert [(each.date.edtf, str(each.status)) for each in mast.history] == [
        ("2023-01-18", "unconfirmed"),
        ("2023-01-25", "refuted"),
    ]
    assert own in file.read_text(encoding="utf-8")


def test_a_status_that_is_not_committed_has_no_date(root) -> None:
    text = THIRD.replace("unconfirmed", "refuted", 1) + REDIRECTS
    (root / "data" / "locations.yaml").write_text(text, encoding="utf-8")
    result = run(root)
    assert "status_since" not in result.stdout
    assert result.stdout.count("- date:") == 3


def test_a_report_in_brackets_gets_its_history_too(root) -> None:
    flow = "reports: [{title: Mast, status: unconfirmed, status_reason: Another witness.}]\n"
    file = root / "data" / "locations.yaml"
    file.write_text(flow + REDIRECTS, encoding="utf-8")
    assert run(root, "--write").exit_code == 0
    assert len(geomap.load(root).reports[0].history) == 2
    assert file.read_text(encoding="utf-8").endswith(REDIRECTS)


def test_without_a_repository_the_command_says_so(make_project) -> None:
    result = run(make_project({"data/locations.yaml": FIRST}))
    assert result.exit_code == 1
    assert "git" in result.stderr
    assert "Traceback" not in result.output


def test_a_gazetteer_with_errors_is_not_compared(root) -> None:
    (root / "data" / "locations.yaml").write_text("reports: [{title: Mast}]\n", encoding="utf-8")
    result = run(root)
    assert result.exit_code == 1
    assert "G003" in result.stderr


def test_a_project_without_revisions_is_an_error_with_advice(tmp_path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "locations.yaml").write_text(FIRST, encoding="utf-8")
    result = CliRunner().invoke(main, ["history", str(tmp_path)])
    assert (result.exit_code, "history: the project is not in a git repository" in result.stderr) == (1, True)
    git(tmp_path, "init", "--quiet", ".")
    result = CliRunner().invoke(main, ["history", str(tmp_path)])
    assert (result.exit_code, "history: the git repository has no commit" in result.stderr) == (1, True)
