"""The commands as they are typed."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import click
import jsonschema
import pytest
import yaml
from click.testing import CliRunner, Result

import geomap
from geomap.cli import LAZY, main
from geomap.commands.browser import open_in_browser

REPOSITORY = Path(__file__).parents[2]
GOOD = {
    "data/locations.yaml": """\
places:
  - name: Fort
    coordinates: [10.5, 20.25]
    precision: building
reports:
  - title: Radar in the fort
    place: fort
    status: confirmed
    status_reason: A picture shows it.
    date: 2021-05-04
    evidence:
      - article: news
        quote: a radar stands in the Fort
""",
    "seeds/news.txt": "The day's news\n\nThey say a radar stands in the Fort. The Fort’s gate is shut.\n",
}


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words])


def test_build_writes_to_another_folder(make_project, tmp_path) -> None:
    root = make_project(GOOD)
    assert run("build", root, "--site", tmp_path / "elsewhere").exit_code == 0
    assert (tmp_path / "elsewhere" / "index.html").is_file()
    assert not (root / "site").exists()


def test_build_with_an_error_shows_the_line_and_writes_nothing(make_project) -> None:
    root = make_project(
        {
            **GOOD,
            "data/locations.yaml": GOOD["data/locations.yaml"].replace("precision: building", "precison: building"),
        }
    )
    result = run("build", root)
    assert result.exit_code == 1
    assert result.stdout == ""
    for part in ("data/locations.yaml:4:5: error G002", "4 |     precison: building\n  |     ^\n"):
        assert part in result.stderr
    assert not (root / "site").exists()


def test_strict_makes_warnings_count(make_project) -> None:
    root = make_project(
        {**GOOD, "data/locations.yaml": GOOD["data/locations.yaml"].replace("    precision: building\n", "")}
    )
    assert run("check", root).exit_code == 0
    assert "warning C006" in run("check", root).stdout
    assert run("check", root, "--strict").exit_code == 1
    assert run("build", root, "--strict").exit_code == 1
    assert not (root / "site").exists()
    assert run("build", root).exit_code == 0


def test_check_in_json_is_a_list_of_flat_objects(make_project) -> None:
    root = make_project({"data/locations.yaml": "places:\n  - {name: x, coordinates: [95, 20]}\n"})
    result = run("check", root, "--format", "json")
    assert result.exit_code == 1
    (finding, *_) = json.loads(result.stdout)
    assert finding["code"] == "G009"
    assert (finding["file"], finding["line"], finding["column"]) == ("data/locations.yaml", 2, 28)
    assert set(finding) == {"code", "severity", "file", "line", "column", "message", "help"}


def test_check_of_a_good_project_finds_and_writes_nothing(make_project) -> None:
    root = make_project(GOOD)
    result = run("check", root)
    assert (result.exit_code, re.findall(r"(?:error|warning) \w\d+", result.output)) == (0, [])
    assert not (root / "site").exists()


def test_the_code_of_a_finding_is_coloured_even_if_the_path_looks_like_one(make_project) -> None:
    root = make_project({"data/error G002 x.yaml": "places: [{name: a, coordinates: [1, 2], precison: city}]\n"})
    result = CliRunner().invoke(main, ["check", str(root)], color=True)
    first = result.stdout.split("\n")[0]
    assert first.startswith("data/error G002 x.yaml:1:41: " + click.style("error G002", fg="red", bold=True) + " ")


def test_link_as_json_lines(make_project) -> None:
    root = make_project(GOOD)
    result = run(
        "link", root / "seeds" / "news.txt", "--gazetteer", root / "data" / "locations.yaml", "--format", "json"
    )
    assert result.exit_code == 0
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    text = GOOD["seeds/news.txt"]
    assert [line["exact"] for line in lines] == ["Fort", "Fort"]
    for line in lines:
        assert text[line["start"] : line["end"]] == line["exact"]
        assert text[: line["start"]].endswith(line["prefix"])
        assert text[line["end"] :].startswith(line["suffix"])
        assert (line["article"], line["place"], line["latitude"], line["longitude"]) == ("news", "fort", 10.5, 20.25)
    assert list(lines[0]) == [
        "article",
        "start",
        "end",
        "exact",
        "prefix",
        "suffix",
        "place",
        "name",
        "latitude",
        "longitude",
        "score",
        "reason",
    ]


def test_link_shows_the_mentions_in_their_text(make_project) -> None:
    root = make_project(GOOD)
    result = run("link", root / "seeds" / "news.txt", "--gazetteer", root / "data" / "locations.yaml")
    assert "2 mentions" in result.stdout
    assert "a radar stands in the Fort[fort]. The Fort[fort]’s gate" in result.stdout


def test_link_finds_the_gazetteer_of_the_working_folder(make_project, monkeypatch) -> None:
    monkeypatch.chdir(make_project(GOOD))
    assert "Fort[fort]" in run("link", "seeds/news.txt").stdout


def test_the_schema_accepts_the_gazetteers_of_the_project_and_rejects_invalid_ones() -> None:
    schema = json.loads(run("schema").stdout)
    validator = jsonschema.validators.validator_for(schema)
    assert validator is jsonschema.Draft7Validator
    jsonschema.Draft7Validator.check_schema(schema)
    check = jsonschema.Draft7Validator(schema)
    for path in (
        REPOSITORY / "data" / "locations.yaml",
        REPOSITORY / "tests/golden/doubts/project/data/locations.yaml",
    ):
        check.validate(load_for_schema(path))
    for invalid in (
        {"place": []},
        {"places": [{"coordinates": [1, 2]}]},
        {"places": [{"name": "x", "precision": "fine"}]},
    ):
        with pytest.raises(jsonschema.ValidationError):
            check.validate(invalid)


def load_for_schema(path: Path) -> object:
    """Read YAML 1.2, where dates are text."""
    loader = type("Loader", (yaml.CSafeLoader,), {})
    loader.yaml_implicit_resolvers = {
        first: [(tag, regexp) for tag, regexp in resolvers if not tag.endswith("timestamp")]
        for first, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
    }
    return yaml.load(path.read_text(encoding="utf-8"), Loader=loader)  # noqa: S506 - a safe one


@pytest.mark.parametrize(
    "words", [("nonsense",), ("link",), ("build", "--nonsense"), ("check", "--format", "xml"), ("explain", "Q999")]
)
def test_wrong_usage_exits_with_2(words) -> None:
    assert run(*words).exit_code == 2


@pytest.mark.parametrize("folder", ["nowhere", "a-file", "empty"])
def test_no_project_is_a_finding_and_no_traceback(folder, tmp_path) -> None:
    (tmp_path / "a-file").write_text("hello")
    (tmp_path / "empty").mkdir()
    result = run("build", tmp_path / folder)
    assert result.exit_code == 1
    assert "error" in result.stderr
    assert result.exception is None or isinstance(result.exception, SystemExit)


def test_a_site_that_cannot_be_written_is_an_error_with_a_hint(make_project, tmp_path) -> None:
    root = make_project(GOOD)
    (tmp_path / "file").write_text("in the way")
    result = run("build", root, "--site", tmp_path / "file" / "site")
    assert result.exit_code == 1
    assert "cannot write the site" in result.stderr
    assert "--site" in result.stderr


@pytest.mark.services
def test_output_is_plain_if_it_is_not_a_terminal(make_project) -> None:
    root = make_project({**GOOD, "data/locations.yaml": "nonsense: 1\n"})
    done = subprocess.run(
        [sys.executable, "-c", "from geomap.cli import main; main()", "check", str(root)],
        capture_output=True,
        check=False,
    )
    assert b"\x1b" not in done.stdout + done.stderr


def test_terminal_escapes_in_a_gazetteer_do_not_reach_the_terminal(make_project) -> None:
    root = make_project(
        {**GOOD, "data/locations.yaml": 'places:\n  - {name: "a\\e[31mb", coordinates: [1, 2], "x\\e]0;t\\a": 1}\n'}
    )
    assert "\x1b" not in run("check", root).stdout


def test_no_line_of_a_file_outside_the_project_is_shown(make_project, tmp_path) -> None:
    (tmp_path / "secret.txt").write_text("a private line")
    root = make_project(GOOD)
    (root / "seeds" / "link.txt").symlink_to(tmp_path / "secret.txt")
    (root / "seeds" / "binary.txt").write_bytes(b"\x00\x01\xff" * 50)
    shown = run("check", root).stdout
    assert "seeds/link.txt:1:1: error A005" in shown
    assert "seeds/binary.txt:1:3: error A003" in shown
    assert "private" not in shown
    assert "\ufffd" not in shown


def _geomap(*words: str, folder: Path, line: str) -> subprocess.CompletedProcess[str]:
    """Run a command in a shell; ``$@`` in the line is the command."""
    command = ["sh", "-c", line, "sh", sys.executable, "-c", "from geomap.cli import main; main()", *words]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=600, check=False)


@pytest.mark.services
@pytest.mark.parametrize("closed", ['exec "$@" >&-', 'exec "$@" 2>&-', 'exec "$@" <&-'])
@pytest.mark.parametrize("words", [["link", "seeds"], ["export", "csv"], ["add", "place", "Hill"]])
def test_closed_streams_are_not_an_error(make_project, words, closed) -> None:
    ended = _geomap(*words, folder=make_project(GOOD), line=closed)
    assert "Traceback" not in ended.stderr
    assert ended.returncode == (2 if words[0] == "add" else 0)


@pytest.mark.services
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full")
def test_output_to_a_full_disk_is_an_error(make_project) -> None:
    ended = _geomap("check", folder=make_project(GOOD), line='exec "$@" >/dev/full')
    assert ended.stderr == "Error: cannot write the output: no space left on device\n"
    assert ended.returncode == 1


@pytest.mark.services
def test_a_deleted_working_folder_is_wrong_usage(tmp_path) -> None:
    (tmp_path / "gone").mkdir()
    ended = _geomap("check", folder=tmp_path / "gone", line='rmdir "$PWD"; exec "$@"')
    assert "the current directory no longer exists" in ended.stderr
    assert (ended.returncode, "Traceback" in ended.stderr) == (2, False)


@pytest.mark.parametrize("where", ["data/more.yaml", "seeds/more.md", "geomap-baseline.json"])
def test_a_pipe_or_a_loop_of_links_is_a_finding_and_no_command_waits(make_project, where) -> None:
    root = make_project(GOOD)
    os.mkfifo(root / where)
    piped = run("check", root)
    assert f"{where}:1:1: error" in piped.stdout
    (root / where).unlink()
    (root / where).symlink_to(Path(where).name)
    looped = run("check", root)
    assert f"{where}:1:1: error" in looped.stdout
    assert (piped.exit_code, looped.exit_code) == (1, 1)


def test_a_loop_of_links_is_no_project(tmp_path) -> None:
    (tmp_path / "loop").symlink_to("loop")
    for words in (["check"], ["build"], ["export", "csv"]):
        ended = run(*words, tmp_path / "loop")
        assert (ended.exit_code, type(ended.exception)) == (1, SystemExit)
        assert "G001" in ended.output


@pytest.mark.usefixtures("ordinary_user")
@pytest.mark.parametrize(("closed", "file"), [("data", "data"), ("seeds", "seeds"), (".", "seeds")])
def test_an_unreadable_folder_is_an_error_and_not_an_empty_one(make_project, closed, file) -> None:
    root = make_project(GOOD)
    (root / closed).chmod(0o600 if closed == "." else 0)
    try:
        checked = run("check", root)
        compared = run("diff", "--project", root)
    finally:
        (root / closed).chmod(0o755)
    assert f"{file}:1:1: error Y001" in checked.stdout
    assert (checked.exit_code, checked.stderr) == (1, "")
    assert (compared.exit_code, type(compared.exception)) == (1, SystemExit)


def test_a_new_file_is_shown_without_removed_lines(tmp_path) -> None:
    shown = run("add", "place", "Hill", "--coordinates", "1.5, 2.5", "--project", tmp_path, "--dry-run").stderr
    assert "1 + places:" in shown
    assert " - \n" not in shown.replace("\n", " \n").replace("  ", " ")


def test_an_empty_host_does_not_give_everyone_access(make_project) -> None:
    ended = run("serve", make_project(GOOD), "--host", "")
    assert (ended.exit_code, ended.stdout) == (2, "")
    assert "--host" in ended.stderr


@pytest.mark.services
def test_ctrl_c_during_an_import_ends_a_command_without_a_traceback() -> None:
    code = """
import sys
class Pressed:
    @staticmethod
    def find_spec(name, *_):
        if name == "geomap.project":
            raise KeyboardInterrupt
sys.meta_path.insert(0, Pressed)
from geomap.cli import main
main(["check"])
"""
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=600, check=False)
    assert (ended.returncode, ended.stderr.strip()) == (1, "Aborted!")


HEAVY = {"PIL", "babel", "folium", "geopy", "jinja2", "numpy", "pydantic", "pymorphy3", "requests", "shapely", "yaml"}


@pytest.mark.services
@pytest.mark.parametrize("words", [["--help"], ["--version"], ["explain", "G002"]])
def test_what_does_not_read_a_project_imports_little(words) -> None:
    code = "import sys; from geomap.cli import main; main(standalone_mode=False); print(*sys.modules, file=sys.stderr)"
    ended = subprocess.run([sys.executable, "-c", code, *words], capture_output=True, text=True, check=True)
    imported = set(ended.stderr.split())
    assert "geomap.cli" in imported
    assert not imported & HEAVY
    assert not {name for name in imported if re.match(r"geomap\.(project|model|commands\.build)", name)}


def test_the_list_of_commands_has_the_first_sentence_of_each() -> None:
    context = click.Context(main)
    for name, summary in LAZY.items():
        assert summary == main.get_command(context, name).get_short_help_str(limit=200)


@pytest.mark.services
def test_the_package_runs_as_a_module() -> None:
    ended = subprocess.run([sys.executable, "-m", "geomap", "--version"], capture_output=True, text=True, check=True)
    assert ended.stdout.startswith("geomap, version ")


@pytest.mark.services
def test_a_check_loads_no_libraries_of_pictures_shapes_and_tiles_that_its_project_has_no_use_for(make_project) -> None:
    at_exit = "import atexit, sys; atexit.register(lambda: print('modules', *sys.modules))"
    code = f"{at_exit}; from geomap.cli import main; main(['check', sys.argv[1]])"
    ended = subprocess.run([sys.executable, "-c", code, make_project(GOOD)], capture_output=True, text=True, check=True)
    loaded = {name.partition(".")[0] for name in ended.stdout.partition("modules ")[2].split()}
    assert "geomap" in loaded
    assert not loaded & {"PIL", "babel", "mapbox_vector_tile", "nh3", "pmtiles", "shapely"}


def test_a_missing_project_is_named(tmp_path) -> None:
    result = CliRunner().invoke(main, ["check", str(tmp_path / "nosuch")])
    assert str(tmp_path / "nosuch") in result.output
    assert result.exit_code == 1


def test_a_finding_about_a_huge_file_is_printed(make_project) -> None:
    project = make_project({"data/locations.yaml": "places: [{name: A, coordinates: [1.0, 2.0]}]\n"})
    (project / "seeds").mkdir(exist_ok=True)
    with (project / "seeds" / "huge.txt").open("wb") as file:
        file.truncate(65_000_000)
    result = CliRunner().invoke(main, ["check", str(project)])
    assert result.exit_code == 1
    assert "seeds/huge.txt:1:1: error A004" in result.stdout


def test_of_one_kind_of_finding_the_first_are_printed(make_project) -> None:
    report = "  - {{title: Radar {0}, status: unconfirmed, status_reason: One witness., date: 299{0}}}\n"
    many = "".join(report.format(number) for number in range(10)) + "".join(
        report.format(f"0-{month:02d}") for month in range(1, 13)
    )
    root = make_project({"data/locations.yaml": f"places:\n  - {{name: A, coordinates: [1, 2]}}\nreports:\n{many}"})
    shown = run("check", root).stdout
    assert shown.count("warning C003") == 20
    assert "… and 2 more C003 (geomap check -v shows all)" in shown
    assert run("check", root, "-v").stdout.count("warning C003") == 22
    assert (
        len([each for each in json.loads(run("check", root, "--format", "json").stdout) if each["code"] == "C003"])
        == 22
    )


@pytest.mark.services
@pytest.mark.skipif(sys.platform != "linux", reason="xdg-open")
@pytest.mark.parametrize(("status", "found"), [(0, True), (3, False)])
def test_a_browser_is_looked_for_without_messages(status, found, tmp_path, monkeypatch, capfd) -> None:
    script = tmp_path / "xdg-open"
    script.write_text(f"#!/bin/sh\necho no browser\necho no browser >&2\nexit {status}\n")
    script.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert open_in_browser("http://127.0.0.1:1/") is found
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    "words",
    [
        ["import", "-"],
        ["import", "article", "-"],
        ["candidates", "-"],
        ["link", "--snapshot", "-", "seeds"],
        ["link", "--output", "-", "seeds"],
        ["snapshot", "-o", "-"],
        ["basemap", "extract", "tiles.pmtiles", "-o", "-"],
    ],
    ids=" ".join,
)
def test_a_dash_is_not_the_name_of_a_file(words) -> None:
    result = run(*words)
    assert result.exit_code == 2
    assert "./-" in result.stderr


@pytest.mark.parametrize(("folder", "command"), [("data", "check"), ("data", "build"), ("seeds", "check")])
def test_a_file_in_place_of_a_folder_is_a_finding(make_project, folder, command) -> None:
    root = make_project({"data/locations.yaml": "places: [{name: Fort, coordinates: [1, 2]}]\n", "seeds/a.md": "A.\n"})
    shutil.rmtree(root / folder)
    (root / folder).write_text("A file.\n", encoding="utf-8")
    result = run(command, root)
    assert result.exit_code == 1
    assert f"{folder}:1:1: error Y001" in result.output


def test_nothing_is_written_below_a_file(make_project, tmp_path) -> None:
    root = make_project({"data": "A file.\n", "seeds": "A file.\n", "article.txt": "An article.\n"})
    added = run("add", "place", "Fort", "--coordinates", "1, 2", "--yes", "--project", root)
    imported = run("import", "article", root / "article.txt", root)
    assert (added.exit_code, imported.exit_code) == (1, 1)
    assert "its folder is a file" in added.stderr
    assert "seeds:1:1" in imported.stderr
    assert sorted(path.name for path in root.iterdir()) == ["article.txt", "data", "seeds"]


@pytest.mark.usefixtures("ordinary_user")
def test_a_site_that_cannot_be_read_or_written_is_an_error(make_project) -> None:
    root = make_project({"data/locations.yaml": "places: [{name: Fort, coordinates: [1, 2]}]\n"})
    (root / "site").mkdir(mode=0)
    with pytest.raises(geomap.SiteError, match="permission denied"):
        geomap.build(geomap.load(root), root)
    (root / "site").chmod(0o700)
