"""The docs say what is so."""

import io
import re
import shlex
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from PIL import Image

import geomap
from geomap.author.new_project import project_files
from geomap.cli import main
from geomap.commands.add import add
from geomap.findings import Severity, errors
from geomap.sites import EXPORTS
from geomap.write.csv_table import guarded
from geomap.write.records import KINDS

LINE = '{"type": "LineString", "coordinates": [[37.4, 55.6], [37.8, 55.9]]}'
REPOSITORY = Path(__file__).parent.parent
sys.path.insert(0, str(REPOSITORY / "tools"))
from reference import PAGES  # noqa: E402


@pytest.mark.parametrize("name", PAGES)
def test_the_reference_is_made_of_the_code(name) -> None:
    """Run `python tools/reference.py` after a change to the models or the explanations."""
    assert (REPOSITORY / name).read_text(encoding="utf-8") == PAGES[name]()


def readme() -> str:
    return (REPOSITORY / "README.md").read_text(encoding="utf-8")


def test_the_readmes_least_gazetteer_works(make_project) -> None:
    block = re.findall(r"```yaml\n(.*?)```", readme(), re.DOTALL)[0]
    checked = geomap.check(make_project({"data/locations.yaml": block}))
    assert checked.atlas is not None
    assert {finding.code for finding in checked.findings} == {"C006", "C009", "C010", "E004"}


def test_the_readmes_gazetteer_works(make_project) -> None:
    blocks = re.findall(r"```yaml\n(.*?)```", readme(), re.DOTALL)
    area = (REPOSITORY / "data" / "in-and-around-moscow.geojson").read_text(encoding="utf-8")
    text = "A system stood on the roof of the National Defense Management Center. So they say in and around Moscow.\n"
    files = {
        "data/locations.yaml": blocks[1].replace("part_of: moscow", "part_of: in-and-around-moscow"),
        "data/in-and-around-moscow.geojson": area,
        "seeds/moscow-rooftops.md": blocks[2] + text,
    }
    assert errors(geomap.check(make_project(files)).findings) == []


def test_the_formats_examples_work(make_project) -> None:
    examples = re.findall(
        r"```yaml\n(.*?)```", (REPOSITORY / "docs" / "format.md").read_text(encoding="utf-8"), re.DOTALL
    )
    assert len(examples) == 4
    roof = io.BytesIO()
    Image.new("RGB", (64, 48)).save(roof, "JPEG")
    for text in examples:
        beside = {
            "data/pictures/roof.jpg": roof.getvalue(),
            "data/border.geojson": LINE,
            "data/districts.geojson": LINE,
        }
        root = make_project({"data/locations.yaml": text, **beside})
        assert errors(geomap.check(root).findings) == []


def test_the_examples_of_the_basemap_work(make_project) -> None:
    text = (REPOSITORY / "docs" / "basemap.md").read_text(encoding="utf-8")
    examples = [
        each for each in re.findall(r"```yaml\n(.*?)```", text, re.DOTALL) if re.search("online|overlays", each)
    ]
    assert len(examples) == 4
    for example in examples:
        files = {"data/locations.yaml": f"{example}places: [{{name: A, coordinates: [55.7, 37.6]}}]\n"}
        root = make_project({**files, "data/border.geojson": LINE, "data/districts.geojson": LINE})
        assert errors(geomap.check(root).findings) == []


def test_the_readme_points_at_files_that_exist() -> None:
    for target in re.findall(r"\]\(((?!https?:|#)[^)]+)\)", readme()):
        assert (REPOSITORY / target).is_file(), target
    headings = {
        re.sub(r"[^\w -]", "", heading).lower().replace(" ", "-")
        for heading in re.findall(r"^## (.+)$", readme(), re.MULTILINE)
    }
    assert set(re.findall(r"\]\(#([^)]+)\)", readme())) <= headings


def test_the_docs_of_the_data_name_every_format_and_field() -> None:
    text = (REPOSITORY / "docs" / "data.md").read_text(encoding="utf-8")
    for form, each in EXPORTS.items():
        assert f"| `{form}` | {'none' if each.extra else f'`{each.file}`'} |" in text
    fields = set(re.findall(r"`(\w+)`", text[text.index("## The fields") : text.index("## GeoJSON")]))
    assert set(KINDS) <= fields


def test_the_docs_undo_what_guards_against_formulas() -> None:
    text = (REPOSITORY / "docs" / "data.md").read_text(encoding="utf-8")
    (code,) = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    for written in ("=1+1", "'=1", "a;\t-2", "plain"):
        names = {"cell": guarded(written)}
        exec(code, names)  # noqa: S102
        assert names["text"] == written


def test_the_commands_for_editing_make_what_the_docs_say(make_project) -> None:
    text = (REPOSITORY / "docs" / "editing.md").read_text(encoding="utf-8")
    _, article, commands, made = re.findall(r"^```\w+\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    project = make_project({"seeds/roofs.md": article})
    for command in commands.splitlines():
        words = [*shlex.split(command)[1:], "--yes", "--project", str(project)]
        result = CliRunner().invoke(main, words)
        assert result.exit_code == 0, result.output
    assert (project / "data" / "locations.yaml").read_text(encoding="utf-8") == made


def test_the_docs_of_editing_name_every_option() -> None:
    text = (REPOSITORY / "docs" / "editing.md").read_text(encoding="utf-8")
    options = {option for command in add.commands.values() for each in command.params for option in each.opts}
    assert {option for option in options if option.startswith("--")} <= set(re.findall(r"--[a-z-]+", text))


def test_the_docs_of_checking_say_what_is_so(make_project) -> None:
    text = (REPOSITORY / "docs" / "checking.md").read_text(encoding="utf-8")
    comments, modeline, hook, upload = re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)
    checked = geomap.check(make_project({"data/locations.yaml": comments}))
    accepted = [(each.finding.code, each.finding.entry) for each in checked.accepted]
    assert accepted == [
        ("C006", "places/harbour-tower"),
        ("L002", "places/old-mill"),
        ("E004", "reports/launcher-on-the-tower"),
    ]
    assert {finding.severity for finding in checked.findings} == {Severity.NOTE}
    files = project_files("T")
    assert files["data/locations.yaml"].decode().startswith(modeline)
    assert hook in files[".pre-commit-config.yaml"].decode()
    assert "geomap check --format sarif > geomap.sarif" in upload
    named = re.findall(r"geomap (check|init|schema|explain)((?: --?[\w-]+)*)", text)
    for command, options in named:
        known = {each for option in main.get_command(click.Context(main), command).params for each in option.opts}
        assert set(options.split()) <= known, (command, options)
