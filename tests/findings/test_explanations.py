"""The examples that `geomap explain` prints are tested: the wrong ones have the finding, the right ones do not."""

import io
import re
from pathlib import Path

import pytest
from archives import OPENMAPTILES, VECTOR_LAYERS, archive_of, pyramid
from click.testing import CliRunner
from PIL import Image

import geomap
from geomap.cli import main
from geomap.findings import CODES, errors
from geomap.importing.run import plan_import
from geomap.importing.source import ImportOptions
from geomap.tiles import Extent

FOLDER = Path(geomap.__file__).parent / "findings" / "explanations"
FENCE = re.compile(r"^```\w+ (\S+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def examples(code: str, heading: str) -> dict[str, str]:
    text = (FOLDER / f"{code}.md").read_text(encoding="utf-8")
    _, found, rest = text.partition(f"## {heading}\n")
    return dict(FENCE.findall(rest.split("\n## ")[0])) if found else {}


def files(code: str, heading: str) -> dict[str, str | bytes]:
    """The examples as files; a description of a photograph or an archive of streets becomes one."""
    return {path: photograph(text) or archive(text) or text for path, text in examples(code, heading).items()}


def photograph(text: str) -> bytes | None:
    size = re.fullmatch(r"a photograph of (\d+) × (\d+) pixels\n", text)
    if size is None:
        return None
    data = io.BytesIO()
    Image.new("L", (int(size[1]), int(size[2])), "grey").save(data, "JPEG")
    return data.getvalue()


def archive(text: str) -> bytes | None:
    if text == "an archive with unknown layers\n":
        return archive_of(pyramid([0]), {"vector_layers": [{"id": "things"}]})
    degrees = r"from ([\d.]+) to ([\d.]+) degrees"
    described = re.fullmatch(
        rf"an archive of streets {degrees} east and {degrees} north(, without a credit line)?\n", text
    )
    if described is None:
        return None
    west, east, south, north = map(float, described.groups()[:4])
    tiles = {tile: b"tile" for zoom in range(11) for tile in Extent(west, south, east, north).tiles(zoom)}
    layers = {"vector_layers": VECTOR_LAYERS}
    return archive_of(tiles, layers if described[5] else OPENMAPTILES, (west, south, east, north))


SHOWN = [code for code in CODES if examples(code, "Wrong") and code[0] != "I"]
IMPORTED = [code for code in CODES if examples(code, "Wrong") and code[0] == "I"]
NOT_SHOWN = {
    *("L006", "B003", "B007", "O008", "Y001", "Y002", "Y006", "A003", "A004", "A005", "A007", "A008", "P003"),
    "A010",
    *("N002", "N003"),
}
"""Codes that no text file can show; they have tests of their own."""


def test_every_code_has_an_explanation_and_there_is_no_other_file() -> None:
    assert {path.stem for path in FOLDER.iterdir()} == set(CODES)


def test_every_code_that_a_text_can_show_has_an_example() -> None:
    assert set(CODES) - set(SHOWN) - set(IMPORTED) <= NOT_SHOWN


@pytest.mark.parametrize("code", SHOWN)
def test_the_wrong_example_has_the_finding(code, make_project) -> None:
    findings = geomap.check(make_project(files(code, "Wrong"))).findings
    assert code in {finding.code for finding in findings}


@pytest.mark.parametrize("code", SHOWN)
def test_the_right_example_does_not_have_it(code, make_project) -> None:
    right = files(code, "Right")
    assert right
    findings = geomap.check(make_project(right)).findings
    assert code not in {finding.code for finding in findings}
    assert not errors(findings)


def imported(code: str, heading: str, folder: Path) -> set[str]:
    """The codes of what an import of the example finds."""
    ((name, text),) = examples(code, heading).items()
    (folder / name).write_text(text, encoding="utf-8")
    return {finding.code for finding in plan_import(folder / name, folder, ImportOptions()).findings}


@pytest.mark.parametrize("code", IMPORTED)
def test_the_wrong_file_to_import_has_the_finding_and_the_right_one_has_none(code, tmp_path) -> None:
    assert code in imported(code, "Wrong", tmp_path)
    assert imported(code, "Right", tmp_path) <= {"I007"} - {code}


@pytest.mark.parametrize("code", CODES)
def test_explain_prints_code_severity_title_and_text(code) -> None:
    severity, title = CODES[code]
    shown = CliRunner().invoke(main, ["explain", code.lower()])
    assert shown.exit_code == 0
    assert shown.output.startswith(f"{code} · {severity} · {title}\n\n")
    assert len(shown.output.splitlines()) < 50


def test_explain_without_a_code_lists_them_all() -> None:
    shown = CliRunner().invoke(main, ["explain"])
    assert [line.split()[0] for line in shown.output.splitlines()] == list(CODES)


def test_explain_names_the_nearest_code() -> None:
    shown = CliRunner().invoke(main, ["explain", "G0022"])
    assert shown.exit_code == 2
    assert "did you mean" in shown.output
