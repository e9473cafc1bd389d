"""The documentation matches the code: references are current, examples work, options are complete."""

import inspect
import io
import json
import re
import shlex
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from geopy.geocoders import SERVICE_TO_GEOCODER
from PIL import Image

import geomap
from geomap.cli import main
from geomap.commands.add import add
from geomap.exports.csv import guarded
from geomap.exports.record import KINDS
from geomap.findings import Severity, errors
from geomap.geocoding.geocoder import geocoder_names
from geomap.scaffold.new_project import project_files
from geomap.site import EXPORTS

LINE = '{"type": "LineString", "coordinates": [[37.4, 55.6], [37.8, 55.9]]}'
REPOSITORY = Path(__file__).parents[2]
DOCS = REPOSITORY / "docs"
sys.path.insert(0, str(REPOSITORY / "tools"))
from reference import PAGES  # noqa: E402


@pytest.mark.parametrize("name", PAGES)
def test_generated_pages_are_current(name) -> None:
    """Run `python tools/refresh_docs.py` after a change to the models, the findings or the commands."""
    assert (REPOSITORY / name).read_text(encoding="utf-8") == PAGES[name]()


def readme() -> str:
    return (REPOSITORY / "README.md").read_text(encoding="utf-8")


def blocks(page: str, language: str = "yaml") -> list[str]:
    text = (DOCS / page).read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)


def test_the_smallest_gazetteer_of_the_readme_works(make_project) -> None:
    (block,) = re.findall(r"```yaml\n(.*?)```", readme(), re.DOTALL)
    checked = geomap.check(make_project({"data/locations.yaml": block}))
    assert checked.atlas is not None
    assert {finding.code for finding in checked.findings} == {"C006", "C009", "C010", "E004"}


def test_the_example_gazetteer_works(make_project) -> None:
    gazetteer, media, front_matter = blocks("how-to/gazetteer.md")
    area = (REPOSITORY / "data" / "in-and-around-moscow.geojson").read_text(encoding="utf-8")
    text = "A system was seen on the roof of the National Defense Management Center in and around Moscow.\n"
    picture = io.BytesIO()
    Image.new("RGB", (64, 48)).save(picture, "JPEG")
    files = {
        "data/locations.yaml": gazetteer.replace("part_of: moscow", "part_of: in-and-around-moscow") + media,
        "data/in-and-around-moscow.geojson": area,
        "data/roof.jpg": picture.getvalue(),
        "seeds/moscow-rooftops.md": front_matter + text,
    }
    assert errors(geomap.check(make_project(files)).findings) == []


def test_the_examples_of_the_format_work(make_project) -> None:
    examples = blocks("reference/format.md")
    assert len(examples) == 8
    roof = io.BytesIO()
    Image.new("RGB", (64, 48)).save(roof, "JPEG")
    for text in examples:
        files = {
            "data/pictures/roof.jpg": roof.getvalue(),
            "data/border.geojson": LINE,
            "data/districts.geojson": LINE,
        }
        root = make_project({"data/locations.yaml": text, **files})
        assert errors(geomap.check(root).findings) == []


@pytest.mark.parametrize(("page", "count"), [("how-to/own-fields.md", 4), ("how-to/drafts.md", 3)])
def test_the_examples_of_fields_and_drafts_work(make_project, page, count) -> None:
    examples = blocks(page)
    assert len(examples) == count
    for text in examples:
        assert errors(geomap.check(make_project({"data/locations.yaml": text})).findings) == []


def test_the_examples_of_the_basemap_work(make_project) -> None:
    examples = [each for each in blocks("how-to/base-map.md") if re.search("online|overlays", each)]
    assert len(examples) == 4
    for example in examples:
        files = {"data/locations.yaml": f"{example}places: [{{name: A, coordinates: [55.7, 37.6]}}]\n"}
        root = make_project({**files, "data/border.geojson": LINE, "data/districts.geojson": LINE})
        assert errors(geomap.check(root).findings) == []


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md", "SECURITY.md", "CODE_OF_CONDUCT.md"])
def test_links_lead_to_files_that_exist(name) -> None:
    text = (REPOSITORY / name).read_text(encoding="utf-8")
    for target in re.findall(r"\]\(((?!https?:|#)[^)#]+)", text):
        assert (REPOSITORY / target).is_file(), target


def test_every_make_target_that_is_named_exists() -> None:
    makefile = (REPOSITORY / "Makefile").read_text(encoding="utf-8")
    for file in [*REPOSITORY.glob("*.md"), *DOCS.rglob("*.md")]:
        for target in re.findall(r"(?:^|`)make ([a-z]+)\b", file.read_text(encoding="utf-8"), re.MULTILINE):
            assert re.search(rf"^{target}:", makefile, re.MULTILINE), f"{file.name}: make {target}"


def test_the_readme_is_short() -> None:
    assert len(readme().splitlines()) <= 150


def commands(command: click.Command, path: str = "geomap") -> Iterator[tuple[str, click.Command]]:
    yield path, command
    if isinstance(command, click.Group):
        for name in command.list_commands(click.Context(command)):
            each = command.get_command(click.Context(command), name)
            if each is not None:
                yield from commands(each, f"{path} {name}")


COMMANDS = dict(commands(main))


@pytest.mark.parametrize("path", COMMANDS)
def test_every_command_and_option_is_documented(path) -> None:
    text = (DOCS / "reference" / "cli.md").read_text(encoding="utf-8")
    section = re.split(r"^##", text.partition(f"# {path}\n")[2], maxsplit=1, flags=re.MULTILINE)[0]
    command = COMMANDS[path]
    assert command.help
    options = [each for each in command.params if isinstance(each, click.Option)]
    assert all(each.help or each.opts == ["--format"] for each in options)
    assert {name for each in options for name in each.opts} <= set(re.findall(r"(?<![\w-])--?[\w-]+", section))


PAGES_BY_HAND = [REPOSITORY / "README.md", *sorted({*DOCS.rglob("*.md")} - {REPOSITORY / name for name in PAGES})]


def typed(text: str) -> Iterator[list[str]]:
    """The words of each geomap command in code: in blocks, where it starts a line, and in the text."""
    code = re.findall(r"^```(?:sh|console|yaml)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    lines = [line for block in code for line in re.findall(r"^(?:\$ |.*- run: )?(geomap .*)", block, re.MULTILINE)]
    prose = re.sub(r"^```.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL)
    for line in [*lines, *re.findall(r"`(geomap [^`]+)`", prose)]:
        for command in re.split(r" && |[#|>] ", line):
            if command.startswith("geomap "):
                yield shlex.split(command.replace("…", ""))


@pytest.mark.parametrize("page", PAGES_BY_HAND, ids=lambda page: page.name)
def test_the_pages_use_commands_and_options_that_exist(page) -> None:
    for words in typed(page.read_text(encoding="utf-8")):
        path = max((each for each in COMMANDS if f"{' '.join(words)} ".startswith(f"{each} ")), key=len)
        assert path != "geomap" or words[1] == "--version", words
        parameters = [
            *COMMANDS[path].params,
            *(COMMANDS["geomap import data"].params if path == "geomap import" else []),
        ]
        known = {name for each in parameters for name in each.opts}
        used = {word.partition("=")[0] for word in words if re.match(r"--?[a-z]", word)}
        assert used <= known | {"--help", "-h"}, words


@pytest.mark.parametrize(
    ("page", "labels"),
    [
        ("reference/page.md", ["Clear", "Read in the article", "About this map"]),
        ("how-to/base-map.md", ["Online map…", "Load", "Try again"]),
        ("how-to/publish.md", ["Data"]),
        ("how-to/embed.md", ["Share"]),
    ],
)
def test_labels_of_the_page_are_quoted_as_they_are(page, labels) -> None:
    strings = json.loads((Path(geomap.__file__).parent / "web" / "strings" / "en.json").read_text(encoding="utf-8"))
    text = (DOCS / page).read_text(encoding="utf-8")
    for label in labels:
        assert f'"{label}"' in text
        assert label in strings.values()


def test_the_python_examples_run(first_map, monkeypatch) -> None:
    monkeypatch.chdir(first_map)
    names: dict[str, object] = {}
    for code in blocks("how-to/python.md", "python"):
        if "geopandas" not in code:
            exec(code, names)  # noqa: S102
    assert (first_map / "site" / "index.html").is_file()
    assert (first_map / "map.html").is_file()
    assert (first_map / "reports.parquet").is_file()


def test_the_python_api_documents_every_public_name() -> None:
    text = (DOCS / "reference" / "python.md").read_text(encoding="utf-8")
    public = {name for name in dir(geomap) if name[0] != "_" and not inspect.ismodule(getattr(geomap, name))}
    named = re.findall(r"^::: geomap\.(\w+)$", text, re.MULTILINE)
    assert set(named) >= public - {"annotations", "import_module", "TYPE_CHECKING"}
    assert all(hasattr(geomap, name) for name in named)


def test_the_architecture_has_the_component_and_the_test_of_every_page_string() -> None:
    text = (DOCS / "explanation" / "architecture.md").read_text(encoding="utf-8")
    web = Path(geomap.__file__).parent / "web"
    rows = re.findall(r"^\| (`\w+\.`.*) \| (.*) \| (.*) \|$", text, re.MULTILINE)
    keys = json.loads((web / "strings" / "en.json").read_text(encoding="utf-8"))
    assert sorted(word for row in rows for word in re.findall(r"`(\w+)\.`", row[0])) == sorted(
        {key.partition(".")[0] for key in keys}
    )
    for _, components, tests in rows:
        for part in re.findall(r"`([\w./-]+)`", components):
            assert (web / "src" / part).exists() or (REPOSITORY / part).exists(), part
        for part in re.findall(r"`([\w./-]+)`", tests):
            assert (REPOSITORY / "tests" / "browser" / part).exists() or (REPOSITORY / part).exists(), part


def test_the_docs_of_the_data_name_every_format_and_field() -> None:
    text = (DOCS / "reference" / "exports.md").read_text(encoding="utf-8")
    for form, each in EXPORTS.items():
        assert f"| `{form}` | {f'`{each.file}`' if each.in_site else 'none'} |" in text
    fields = set(re.findall(r"`(\w+)`", text[text.index("## The fields") : text.index("## GeoJSON")]))
    assert set(KINDS) <= fields


def test_the_docs_undo_what_guards_against_formulas() -> None:
    text = (DOCS / "reference" / "exports.md").read_text(encoding="utf-8")
    (code,) = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    for written in ("=1+1", "'=1", "a;\t-2", "plain"):
        names = {"cell": guarded(written)}
        exec(code, names)  # noqa: S102
        assert names["text"] == written


def test_the_commands_for_editing_make_what_the_docs_say(make_project) -> None:
    text = (DOCS / "how-to" / "edit.md").read_text(encoding="utf-8")
    _, article, commands, made, *_ = re.findall(r"^```\w+\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    project = make_project({"seeds/roofs.md": article})
    for command in commands.splitlines():
        words = [*shlex.split(command)[1:], "--yes", "--project", str(project)]
        result = CliRunner().invoke(main, words)
        assert result.exit_code == 0, result.output
    assert (project / "data" / "locations.yaml").read_text(encoding="utf-8") == made


def test_the_docs_of_editing_name_every_option() -> None:
    text = (DOCS / "how-to" / "edit.md").read_text(encoding="utf-8")
    options = {option for command in add.commands.values() for each in command.params for option in each.opts}
    assert {option for option in options if option.startswith("--")} <= set(re.findall(r"--[a-z-]+", text))


def test_the_docs_of_checking_say_what_is_so(make_project) -> None:
    text = (DOCS / "how-to" / "check.md").read_text(encoding="utf-8")
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


def test_the_guide_to_locate_names_every_option_and_only_variables_that_exist() -> None:
    text = (DOCS / "how-to" / "locate.md").read_text(encoding="utf-8")
    options = {name for each in COMMANDS["geomap locate"].params for name in each.opts if name.startswith("--")}
    assert options <= set(re.findall(r"--[a-z]+", text))
    known = {"GEOMAP_GEOCODER", "GEOMAP_CONTACT"}
    for name in geocoder_names():
        parameters = inspect.signature(SERVICE_TO_GEOCODER[name].__init__).parameters
        known |= {f"GEOMAP_{name}_{each}".upper() for each in parameters}
    assert set(re.findall(r"GEOMAP_\w+", text)) <= known
