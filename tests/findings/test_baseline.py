"""The baseline of accepted warnings: written, read and sorted; it accepts exactly its own lines."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

import geomap
from geomap import project
from geomap.accepted.baseline import BASELINE, baseline_of, read_baseline
from geomap.cli import main
from geomap.findings import CODES, Finding, Location, Severity

PLACES = """\
map: {method: We read the news., url: https://maps.example.org/}
places:
  - name: Fort
    coordinates: [10.5, 20.25]
  - name: Tower
    coordinates: [11.5, 20.25]
    precision: building
"""


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words])


def codes(root: Path) -> list[str]:
    return [one.code for one in geomap.check(root).findings]


def test_accepted_warnings_are_not_shown_and_do_not_fail_strict(make_project) -> None:
    root = make_project({"data/locations.yaml": PLACES})
    strict = run("check", root, "--strict")
    assert strict.exit_code == 1
    assert "geomap: ignore[L002]" in strict.stderr
    assert run("check", root).stderr == ""
    written = run("check", root, "--write-baseline", "--strict")
    assert written.exit_code == 0
    assert "Wrote geomap-baseline.json: 2 accepted warnings (2 new)" in written.stderr
    after = run("check", root, "--strict")
    assert (after.exit_code, "L002" in after.stdout, "2 accepted" in after.stdout) == (0, False, True)
    assert run("build", root, "--strict").exit_code == 0
    assert "accepted L002" in run("check", root, "-v").stdout


def test_each_warning_is_one_line_without_a_line_number(make_project) -> None:
    root = make_project({"data/locations.yaml": PLACES})
    run("check", root, "--write-baseline")
    text = (root / BASELINE).read_text(encoding="utf-8")
    lines = [line for line in text.split("\n") if line.startswith('{"code"')]
    assert lines == sorted(lines)
    assert [json.loads(line.rstrip(","))["entry"] for line in lines] == ["places/fort", "places/tower"]
    (root / "data" / "locations.yaml").write_text("# one line more\n\n" + PLACES, encoding="utf-8")
    assert codes(root) == []
    run("check", root, "--write-baseline")
    assert (root / BASELINE).read_text(encoding="utf-8") == text


def test_a_new_warning_counts_though_others_are_accepted(make_project) -> None:
    root = make_project({"data/locations.yaml": PLACES})
    run("check", root, "--write-baseline")
    (root / "data" / "locations.yaml").write_text(PLACES + "  - {name: Inn, coordinates: [1, 2]}\n", encoding="utf-8")
    assert codes(root) == ["L002"]
    assert run("check", root, "--strict").exit_code == 1


def test_an_obsolete_line_is_noted_and_removed(make_project) -> None:
    root = make_project({"data/locations.yaml": PLACES})
    run("check", root, "--write-baseline")
    (root / "data" / "locations.yaml").write_text(PLACES.replace("Tower", "Turret"), encoding="utf-8")
    checked = geomap.check(root)
    assert [one.code for one in checked.findings] == ["L002", "R006"]
    note = checked.findings[1]
    assert (note.location.file, note.severity) == (BASELINE, Severity.NOTE)
    assert "places/tower" in note.message
    assert "places/tower" in (root / BASELINE).read_text(encoding="utf-8").split("\n")[note.location.line - 1]
    assert "2 accepted warnings (1 new, 1 removed)" in run("check", root, "--write-baseline").stderr
    assert codes(root) == []


def test_with_errors_the_baseline_stays_as_it_is(make_project) -> None:
    root = make_project({"data/locations.yaml": PLACES})
    run("check", root, "--write-baseline")
    before = (root / BASELINE).read_bytes()
    (root / "data" / "locations.yaml").write_text(PLACES.replace("10.5", "95"), encoding="utf-8")
    result = run("check", root, "--write-baseline")
    assert result.exit_code == 1
    assert "error G009" in result.stdout
    assert "was not written" in result.stderr
    assert (root / BASELINE).read_bytes() == before


def test_without_warnings_no_baseline_is_written(make_project) -> None:
    root = make_project({"data/locations.yaml": "map: {method: M, url: https://maps.example.org/}\nreports: []\n"})
    root.joinpath("data", "locations.yaml").write_text(
        PLACES.replace("- name: Fort\n    coordinates: [10.5, 20.25]\n  ", "").replace(
            "precision: building",
            "precision: building\nreports:\n  - {title: A, place: tower, status: refuted, "
            "status_reason: b, evidence: [{article: news, quote: is empty}]}",
        ),
        encoding="utf-8",
    )
    (root / "seeds").mkdir()
    (root / "seeds" / "news.txt").write_text("The Tower is empty.\n", encoding="utf-8")
    assert codes(root) == []
    assert "no warnings to accept" in run("check", root, "--write-baseline").stderr
    assert not (root / BASELINE).exists()


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", 1),
        ("[]", 1),
        ("{", 2),
        ('{"version": 1}', 1),
        ('{"version": 2,\n"accepted": []}', 1),
        ('{"version": "1", "accepted": []}', 1),
        ('{"version": 1,\n<<<<<<< ours\n"accepted": []}', 1),
        ('{"version": 1,\n"accepted": [\n{"code": "C006", "file": "x", "mesage": "y"}]}', 3),
        ('{"version": 1,\n"accepted": [\n{"code": "G009", "file": "x", "message": "y"}]}', 3),
        ('{"version": 1,\n"accepted": [\n{"code": "X999", "file": "x", "message": "y"}]}', 3),
        ('{"version": 1,\n"accepted": [\n{"code": "R003", "file": "x", "message": "y"}]}', 3),
        ("\0\1", 1),
    ],
)
def test_a_broken_baseline_is_an_error_at_its_line(text, line, make_project) -> None:
    root = make_project({"data/locations.yaml": PLACES, BASELINE: text})
    checked = geomap.check(root)
    assert checked.atlas is None
    broken = [one for one in checked.findings if one.code == "R005"]
    assert broken
    assert {one.location.file for one in broken} == {BASELINE}
    assert all("--write-baseline" in one.help or "delete" in one.help for one in broken)
    assert broken[0].location.line == line
    assert run("check", root, "--write-baseline").exit_code == 0
    assert codes(root) == []


@pytest.mark.usefixtures("ordinary_user")
def test_a_folder_without_write_permission_is_reported(make_project) -> None:
    root = make_project({"data/locations.yaml": PLACES})
    root.chmod(0o500)
    result = run("check", root, "--write-baseline")
    root.chmod(0o700)
    assert result.exit_code == 1
    assert f"cannot write {BASELINE}" in result.stderr


def test_a_baseline_that_another_program_changes_is_kept(make_project, monkeypatch) -> None:
    root = make_project({"data/locations.yaml": PLACES})
    run("check", root, "--write-baseline")
    theirs = (root / BASELINE).read_bytes() + b"\n"
    real = project.check

    def slow(path, **more):
        (root / BASELINE).write_bytes(theirs)
        return real(path, **more)

    monkeypatch.setattr(project, "check", slow)
    result = run("check", root, "--write-baseline")
    assert result.exit_code == 1
    assert "geomap-baseline.json was changed by another program" in result.stderr
    assert (root / BASELINE).read_bytes() == theirs


def test_checking_one_file_neither_writes_nor_judges_the_baseline(make_project) -> None:
    more = "places:\n  - {name: Inn, coordinates: [1, 2]}\n"
    root = make_project({"data/locations.yaml": PLACES, "data/more.yaml": more})
    run("check", root, "--write-baseline")
    before = (root / BASELINE).read_bytes()
    result = run("check", root / "data" / "locations.yaml", "--write-baseline")
    assert result.exit_code == 2
    assert (root / BASELINE).read_bytes() == before
    assert codes(root / "data" / "locations.yaml") == []


def test_a_folder_in_place_of_the_baseline_is_reported(make_project) -> None:
    root = make_project({"data/locations.yaml": PLACES})
    (root / BASELINE).mkdir()
    assert "R005" in codes(root)
    result = run("check", root, "--write-baseline")
    assert result.exit_code == 1
    assert f"cannot write {BASELINE}" in result.stderr
    assert result.exception is None or isinstance(result.exception, SystemExit)


def test_a_baseline_outside_the_project_is_not_read(make_project, tmp_path) -> None:
    root = make_project({"data/locations.yaml": PLACES})
    (tmp_path / "elsewhere.json").write_bytes(baseline_of(geomap.check(root).findings))
    (root / BASELINE).symlink_to(tmp_path / "elsewhere.json")
    assert "R005" in codes(root)


def test_two_equal_warnings_need_two_lines(make_project) -> None:
    """The same code of the same entry: one line accepts one, and first of all the one with its message."""
    report = "  - {title: A, place: fort, status: unconfirmed, status_reason: b, date: 2999, reported: 2998}\n"
    text = PLACES.replace("precision: building\n", f"precision: building\nreports:\n{report}")
    root = make_project({"data/locations.yaml": text})
    run("check", root, "--write-baseline")
    assert codes(root) == []
    lines = (root / BASELINE).read_text(encoding="utf-8").split("\n")
    future = [line for line in lines if '"C003"' in line]
    assert len(future) == 2
    (root / BASELINE).write_text("\n".join(line for line in lines if line != future[1]), encoding="utf-8")
    (left,) = geomap.check(root).findings
    assert left.message == json.loads(future[1].rstrip(","))["message"]


TEXT = st.text(
    st.characters(
        codec="utf-8", exclude_categories=["Cc", "Cs"], exclude_characters="\x85\u2028\u2029\ufffe\uffff\ufeff"
    ),
    min_size=1,
    max_size=30,
)
WARNINGS = [code for code, (severity, _) in CODES.items() if severity is Severity.WARNING and code[0] != "R"]
FINDINGS = st.builds(
    Finding,
    location=st.builds(Location, file=TEXT, line=st.integers(1, 99)),
    code=st.sampled_from(WARNINGS),
    message=TEXT,
    entry=st.just("") | TEXT,
)


@given(st.lists(FINDINGS, max_size=8))
def test_a_written_baseline_accepts_exactly_its_warnings(tmp_path_factory, findings) -> None:
    folder = tmp_path_factory.mktemp("project")
    (folder / BASELINE).write_bytes(baseline_of(findings))
    baseline = read_baseline(folder)
    assert not baseline.findings
    counting, accepted, gone = baseline.split(findings)
    assert (counting, gone) == ([], [])
    assert [each.finding for each in accepted] == findings
    assert baseline_of([each.finding for each in accepted]) == (folder / BASELINE).read_bytes()
    assert json.loads((folder / BASELINE).read_bytes())["version"] == 1
