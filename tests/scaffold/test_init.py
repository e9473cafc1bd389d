"""`geomap init`: a project that builds, created as a whole or not at all."""

import os
import re
import shlex
import subprocess
import sys
from importlib import resources
from pathlib import Path

import click
import pytest
import yaml
from check_jsonschema import main as check_jsonschema
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st
from properties import examples

import geomap
from geomap.cli import main
from geomap.read.yaml.nodes import read_yaml
from geomap.scaffold.new_project import NewProjectError, new_project, project_files

TEMPLATE = resources.files("geomap") / "scaffold" / "template"


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words])


def below(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_a_new_project_passes_the_strict_check_and_builds(tmp_path) -> None:
    made = run("init", tmp_path / "map")
    assert made.exit_code == 0
    assert len(made.stdout.splitlines()) == 4
    assert f"cd {tmp_path / 'map'}" in made.stdout
    checked = run("check", tmp_path / "map", "--strict")
    assert checked.exit_code == 0, checked.stdout
    assert {one.code for one in geomap.check(tmp_path / "map").findings} == {"C010"}
    built = run("build", tmp_path / "map", "--strict")
    assert "2 reports (1 confirmed, 1 unconfirmed), 2 quotes verified" in built.stdout
    assert (tmp_path / "map" / "site" / "index.html").is_file()


@pytest.mark.parametrize("language", ["ru", "uk", "pt-BR", "ar"])
def test_it_passes_in_any_language(language, tmp_path) -> None:
    assert run("init", tmp_path / "map", "--language", language).exit_code == 0
    assert run("build", tmp_path / "map", "--strict").exit_code == 0


def test_a_language_without_texts_is_named(tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert "geomap has no texts in hu" in run("init", "map", "--language", "hu").stderr
    assert run("init", "other", "--language", "uk").stderr == ""


def test_an_empty_project_takes_a_first_place(tmp_path) -> None:
    made = run("init", tmp_path / "map", "--empty", "--title", "Harbours", "--language", "ru")
    assert made.exit_code == 0
    assert not list((tmp_path / "map" / "seeds").glob("*.md"))
    (finding,) = geomap.check(tmp_path / "map").findings
    assert (finding.code, "geomap add place" in finding.help) == ("G001", True)
    place = ("Pier", "--coordinates", "48.2, 16.4", "--precision", "street", "--yes")
    assert run("add", "place", *place, "--project", tmp_path / "map").exit_code == 0
    atlas = geomap.load(tmp_path / "map")
    assert (atlas.info.title, atlas.info.language, len(atlas.places)) == ("Harbours", "ru", 1)


def test_it_has_all_files_of_a_project(tmp_path) -> None:
    run("init", tmp_path / "map")
    assert below(tmp_path / "map") == [
        ".editorconfig",
        ".github/workflows/map.yml",
        ".gitignore",
        ".gitlab-ci.yml",
        ".pre-commit-config.yaml",
        "CONTENT-LICENSE.md",
        "README.md",
        "data/locations.yaml",
        "locations.schema.json",
        "seeds/example.md",
    ]
    gazetteer = (tmp_path / "map" / "data" / "locations.yaml").read_text(encoding="utf-8")
    assert gazetteer.startswith("# yaml-language-server: $schema=../locations.schema.json\n")
    assert (tmp_path / "map" / "locations.schema.json").read_text(encoding="utf-8") == run("schema").stdout


def test_the_example_shows_the_keys_that_an_editor_needs() -> None:
    text = project_files("T")["data/locations.yaml"].decode()
    for key in ("coordinates", "precision", "uncertainty", "part_of", "status_reason", "evidence", "quote", "method"):
        assert re.search(rf"^\s*(- )?{key}:", text, re.MULTILINE), key
    assert text.count("#") > 15


def test_title_and_language_are_those_of_the_options(tmp_path) -> None:
    run("init", tmp_path / "map", "--title", 'Карта: "С" \\ {{x}} # y', "--language", "ru")
    atlas = geomap.load(tmp_path / "map")
    assert (atlas.info.title, atlas.info.language) == ('Карта: "С" \\ {{x}} # y', "ru")
    assert (tmp_path / "map" / "README.md").read_text(encoding="utf-8").startswith('# Карта: "С"')


@examples(0.3)
@given(st.text(min_size=1, max_size=60).filter(lambda title: title.isprintable() and title.strip() == title))
def test_any_title_of_one_line_is_read_unchanged(title) -> None:
    document = read_yaml(project_files(title)["data/locations.yaml"].decode(), "x.yaml")
    assert document.value["map"]["title"] == title
    assert not document.findings


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("{}", "--title", ""),
        ("{}", "--title", "  "),
        ("{}", "--title", "a\nb"),
        ("{}", "--title", "a\x1b[2J"),
        ("{}", "--language", "english!"),
        ("{}", "--language", ""),
        ("{}", "more"),
    ],
)
def test_wrong_arguments_are_usage_errors_and_create_nothing(words, tmp_path) -> None:
    result = run("init", *[word.format(tmp_path / "map") for word in words])
    assert result.exit_code == 2
    assert "Usage: " in result.stderr
    assert not (tmp_path / "map").exists()


@pytest.mark.services
def test_an_empty_folder_or_one_with_only_git_is_accepted(tmp_path) -> None:
    (tmp_path / "empty").mkdir()
    assert run("init", tmp_path / "empty").exit_code == 0
    subprocess.run(["git", "init", "-q", tmp_path / "repository"], check=True)
    assert run("init", tmp_path / "repository").exit_code == 0
    assert (tmp_path / "repository" / ".git" / "HEAD").is_file()
    assert run("check", tmp_path / "repository", "--strict").exit_code == 0


def test_folders_above_it_are_created(tmp_path) -> None:
    assert run("init", tmp_path / "a" / "b c" / "map").exit_code == 0
    assert "'" in run("init", tmp_path / "d e").stdout.splitlines()[1]


def test_the_working_folder_needs_no_cd(tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    made = run("init", ".")
    assert made.exit_code == 0
    assert "cd " not in made.stdout


def test_existing_files_are_listed_and_kept(tmp_path) -> None:
    (tmp_path / "map").mkdir()
    (tmp_path / "map" / "notes.txt").write_text("mine")
    (tmp_path / "map" / "data").mkdir()
    result = run("init", tmp_path / "map")
    assert result.exit_code == 1
    assert "data, notes.txt" in result.stderr
    assert below(tmp_path / "map") == ["notes.txt"]


def test_many_existing_files_are_not_all_listed(tmp_path) -> None:
    for number in range(30):
        (tmp_path / f"{number:02}").touch()
    assert "09 and 20 more" in run("init", tmp_path).stderr


@pytest.mark.parametrize("place", ["file", "file/below", "dangling", "/proc/map"])
def test_where_no_folder_can_be_created_nothing_is(place, tmp_path) -> None:
    (tmp_path / "file").write_text("mine")
    (tmp_path / "dangling").symlink_to(tmp_path / "nowhere")
    result = run("init", tmp_path / place)
    assert result.exit_code == 1
    assert "error" in result.stderr
    assert below(tmp_path) == ["file"]


@pytest.mark.usefixtures("ordinary_user")
def test_a_folder_without_permission_is_an_error(tmp_path) -> None:
    (tmp_path / "closed").mkdir(mode=0o500)
    assert "permission denied" in run("init", tmp_path / "closed" / "map").stderr


@pytest.mark.parametrize("exists", [True, False])
@pytest.mark.parametrize("step", [1, 4, 9])
def test_an_interrupted_project_leaves_nothing(exists, step, tmp_path, monkeypatch) -> None:
    folder = tmp_path / "a" / "map"
    if exists:
        folder.mkdir(parents=True)
    opened = iter(range(1, 100))
    real = Path.open

    def interrupted(self, mode="r", *arguments, **options):
        if mode == "xb" and next(opened) == step:
            raise KeyboardInterrupt
        return real(self, mode, *arguments, **options)

    monkeypatch.setattr(Path, "open", interrupted)
    with pytest.raises(KeyboardInterrupt):
        new_project(folder, "T")
    assert [path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*")] == (["a", "a/map"] if exists else [])


def test_a_file_that_is_created_meanwhile_is_kept(tmp_path, monkeypatch) -> None:
    real = Path.iterdir

    def late(self):
        found = list(real(self))
        (tmp_path / "README.md").write_text("mine")
        return iter(found)

    monkeypatch.setattr(Path, "iterdir", late)
    with pytest.raises(NewProjectError):
        new_project(tmp_path, "T")
    monkeypatch.undo()
    assert below(tmp_path) == ["README.md"]
    assert (tmp_path / "README.md").read_text() == "mine"


def test_the_same_options_give_the_same_bytes(tmp_path) -> None:
    new_project(tmp_path / "one", "T", "en")
    new_project(tmp_path / "two", "T", "en")
    for path in below(tmp_path / "one"):
        assert (tmp_path / "one" / path).read_bytes() == (tmp_path / "two" / path).read_bytes()


@pytest.mark.services
@pytest.mark.parametrize(
    ("schema", "file"),
    [("vendor.github-workflows", ".github/workflows/map.yml"), ("vendor.gitlab-ci", ".gitlab-ci.yml")],
)
def test_the_workflows_are_valid(schema, file) -> None:
    done = CliRunner().invoke(check_jsonschema, ["--builtin-schema", schema, str(TEMPLATE / file)])
    assert done.exit_code == 0, done.output


def test_the_github_workflow_has_few_permissions_and_fixed_actions() -> None:
    workflow = yaml.safe_load((TEMPLATE / ".github/workflows/map.yml").read_text(encoding="utf-8"))
    assert workflow["permissions"] == {"contents": "read"}
    assert workflow["jobs"]["publish"]["permissions"] == {"pages": "write", "id-token": "write"}
    used = [step["uses"] for job in workflow["jobs"].values() for step in job["steps"] if "uses" in step]
    assert used
    assert all(re.fullmatch(r"actions/[\w-]+@v\d+", each) for each in used)


@pytest.mark.services
@pytest.mark.parametrize("file", [".github/workflows/map.yml", ".gitlab-ci.yml"])
def test_the_commands_of_the_workflows_work(file, tmp_path) -> None:
    """All but the installation, in a repository with the project in it."""
    new_project(tmp_path, "T")
    text = (TEMPLATE / file).read_text(encoding="utf-8")
    commands = dict.fromkeys(re.findall(r"^\s*- (?:run: )?(geomap .+)$", text, re.MULTILINE))
    assert len(commands) >= 2
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    for command in commands:
        words = shlex.split(command)
        done = subprocess.run(words, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
    published = "public" if "gitlab" in file else "site"
    assert (tmp_path / published / "index.html").is_file()
    assert published in text


def test_the_commands_in_the_project_exist() -> None:
    texts = "\n".join(
        content.decode() for path, content in project_files("T").items() if path != "locations.schema.json"
    )
    for command in re.findall(r"`geomap (\w+)", texts):
        assert command in main.list_commands(click.Context(main)), command


@pytest.mark.services
def test_precommit_accepts_the_configuration() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pre_commit", "validate-config", str(TEMPLATE / ".pre-commit-config.yaml")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
