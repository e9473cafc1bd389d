"""``geomap diff`` as a person types it, with real git repositories."""

import json
import os
import re
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from PIL import Image

import geomap
from geomap.cli import main
from geomap.compare import revision as revision_module

pytestmark = pytest.mark.services

GAZETTEER = """\
places:
  - {name: Fort, coordinates: [55.7, 37.6], precision: building}
  - {name: Port, coordinates: [55.8, 37.6], precision: building}
reports:
  - title: Radar in the fort
    place: fort
    status: unconfirmed
    status_reason: One witness.
    date: 2021-05-04
    evidence: [{article: news, quote: a radar stands in the Fort}]
"""
FILES = {
    "data/locations.yaml": GAZETTEER,
    "seeds/news.txt": "The day's news\n\nThey say a radar stands in the Fort. The Fort’s gate is shut.\n",
}
STATUS = ("status: unconfirmed\n    status_reason: One witness.", "status: confirmed\n    status_reason: A picture.")


def run(*words: str | Path, **environment: str) -> Result:
    return CliRunner().invoke(main, ["diff", *map(str, words)], env=environment)


def counted(*words: str | Path, **environment: str) -> dict[str, int]:
    """How many differences of each kind there are, by their paths in the JSON; empty if there are none."""
    found = json.loads(run(*words, "--format", "json", **environment).stdout)
    return {
        name: len(each)
        for part, content in found.items()
        for name, each in (
            {f"{part}.{key}": each for key, each in content.items()} if isinstance(content, dict) else {part: content}
        ).items()
        if isinstance(each, list) and each
    }


def git(root: Path, *words: str, stdin: bytes | None = None) -> str:
    environment = {
        **os.environ,
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_SYSTEM": os.devnull,
        **{f"GIT_{who}_{what}": "a@b.example" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")},
    }
    done = subprocess.run(["git", *words], cwd=root, check=True, capture_output=True, env=environment, input=stdin)
    return done.stdout.decode()


def committed(root: Path, message: str = "change") -> str:
    git(root, "add", "--all", ".")
    git(root, "commit", "--quiet", "--allow-empty", "--message", message)
    return git(root, "rev-parse", "HEAD").strip()


def edit(root: Path, old: str, new: str, file: str = "data/locations.yaml") -> None:
    text = (root / file).read_text(encoding="utf-8")
    assert old in text
    (root / file).write_text(text.replace(old, new), encoding="utf-8")


@pytest.fixture
def root(make_project, monkeypatch) -> Path:
    """A project in a repository with one commit on the branch main, and the folder one is in."""
    root = make_project(FILES)
    git(root, "init", "--quiet", "--initial-branch=main", ".")
    committed(root)
    monkeypatch.chdir(root)
    return root


def test_the_files_are_compared_with_a_revision(root) -> None:
    assert run("HEAD").stdout == "HEAD → the files: nothing changed\n"
    edit(root, *STATUS)
    edit(root, "[55.7, 37.6]", "[55.7108, 37.6]")
    shown = run("HEAD")
    assert shown.exit_code == 0
    assert shown.stdout == (
        "HEAD → the files: 1 status changed, 1 position changed\n\n"
        "Status\n  ~ radar-in-the-fort: unconfirmed → confirmed\n      A picture.\n\n"
        "Positions\n  ~ fort moved 1.2 km\n      1 report there: radar-in-the-fort\n"
    )
    assert shown.stderr == ""


def test_two_revisions_are_compared_in_every_git_syntax(root) -> None:
    first = git(root, "rev-parse", "HEAD").strip()
    git(root, "tag", "--annotate", "--message=v1", "v1")
    edit(root, *STATUS)
    committed(root)
    git(root, "checkout", "--quiet", "-b", "side/branch", first)
    edit(root, "2021-05-04", "2021-05")
    committed(root)
    status, date = {"reports.status": 1}, {"reports.dates": 1}
    assert counted("v1..main") == status
    assert counted("v1", "main") == status
    assert counted(first[:8], "main") == status
    assert counted("main~1", "main^{commit}") == status
    assert counted("HEAD~1..main") == status
    assert counted("main..side/branch") == {**status, **date}
    assert counted("main...side/branch") == date  # from where the two part
    assert run("main...side/branch").stdout.startswith(f"{first[:10]} → side/branch")
    assert counted("side/branch...main") == status
    assert counted("main...") == date
    assert counted("...main") == status


def test_a_project_may_be_a_subfolder_of_its_repository(make_project, tmp_path, monkeypatch) -> None:
    root = make_project({f"maps/Карта №1/{path}": text for path, text in FILES.items()})
    git(root, "init", "--quiet", ".")
    committed(root)
    project = root / "maps" / "Карта №1"
    edit(project, *STATUS)
    monkeypatch.chdir(tmp_path)
    assert counted("HEAD", "--project", project) == {"reports.status": 1}
    assert counted("HEAD", "--project", project / "data" / "locations.yaml") == {"reports.status": 1}
    wrong = run("HEAD", "--project", root)
    assert wrong.exit_code == 1
    assert "error HEAD: there is no gazetteer" in wrong.stderr


def test_a_revision_without_the_project_is_an_error(make_project, monkeypatch) -> None:
    root = make_project({"README": "nothing yet"})
    git(root, "init", "--quiet", ".")
    committed(root)
    make_project({f"map/{path}": text for path, text in FILES.items()})
    shown = run("HEAD", "--project", root / "map")
    assert shown.exit_code == 1
    assert "error HEAD: the folder map is not in this revision" in shown.stderr


def test_unusual_file_names_and_symlinks_are_safe(root, tmp_path) -> None:
    names = [
        "seeds/with space.txt",
        "seeds/ъ\u202e.txt",
        "seeds/new\nline.md",
        "seeds/-x.txt",
        "seeds/$(touch pwned).txt",
    ]
    for name in names:
        (root / name).write_text("Words of an article.\n", encoding="utf-8")
    (root / "seeds" / os.fsdecode(b"\xff\xfe.txt")).write_text("Words.\n", encoding="utf-8")
    (tmp_path / "secret.txt").write_text("nobody's business", encoding="utf-8")
    (root / "seeds" / "out.txt").symlink_to(tmp_path / "secret.txt")
    (root / "seeds" / "folder").symlink_to(tmp_path)
    committed(root)
    shown = run("HEAD~1..HEAD")
    assert shown.exit_code == 0
    assert counted("HEAD~1..HEAD") == {"articles.added": 5}
    assert "HEAD:seeds/out.txt:1:1: error A005" in shown.stderr
    assert "nobody" not in shown.output
    assert not (root / "pwned").exists()


def test_a_crafted_tree_writes_nothing_outside_its_folder(root, tmp_path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    blob = git(root, "hash-object", "-w", "--stdin", stdin=b"written\n").strip()
    link = git(root, "hash-object", "-w", "--stdin", stdin=str(outside).encode()).strip()
    inner = git(root, "mktree", stdin=f"100644 blob {blob}\tnew.txt\n".encode()).strip()
    data = git(root, "rev-parse", "HEAD:data").strip()
    # The same name as a link and as a folder, and the name of the folder above.
    entries = (
        f"120000 blob {link}\tseeds\n040000 tree {inner}\tseeds\n040000 tree {inner}\t..\n040000 tree {data}\tdata\n"
    )
    tree = git(root, "mktree", stdin=entries.encode()).strip()
    commit = git(root, "commit-tree", "-m", "crafted", tree).strip()
    shown = run(commit)
    assert shown.exit_code in {0, 1}
    assert list(outside.iterdir()) == []


def test_a_repository_is_not_executed_or_changed(root) -> None:
    pwned = root / "pwned"
    script = root.parent / "script"
    script.write_text(f"#!/bin/sh\ntouch '{pwned}'\ncat\n", encoding="utf-8")
    script.chmod(stat.S_IRWXU)
    (root / ".gitattributes").write_text(
        "* filter=evil diff=evil export-subst\n*.txt export-ignore\n", encoding="utf-8"
    )
    committed(root)
    for name in ("post-checkout", "reference-transaction", "post-index-change"):
        hook = root / ".git" / "hooks" / name
        hook.write_bytes(script.read_bytes())
        hook.chmod(stat.S_IRWXU)
    for key in (
        "filter.evil.smudge",
        "filter.evil.clean",
        "diff.evil.textconv",
        "core.fsmonitor",
        "core.pager",
        "diff.external",
    ):
        git(root, "config", key, str(script))
    before = {path: (path.stat().st_mtime_ns, path.read_bytes()) for path in root.rglob("*") if path.is_file()}
    shown = run("HEAD")
    assert shown.stdout == "HEAD → the files: nothing changed\n"
    after = {path: (path.stat().st_mtime_ns, path.read_bytes()) for path in root.rglob("*") if path.is_file()}
    assert after == before


def test_a_partial_clone_fetches_nothing(root) -> None:
    pwned = root / "pwned"
    script = root.parent / "script"
    script.write_text(f"#!/bin/sh\ntouch '{pwned}'\n", encoding="utf-8")
    script.chmod(stat.S_IRWXU)
    name = git(root, "rev-parse", "HEAD:data/locations.yaml").strip()
    (root / ".git" / "objects" / name[:2] / name[2:]).unlink()
    for key, value in (
        ("core.repositoryFormatVersion", "1"),
        ("extensions.partialClone", "origin"),
        ("core.sshCommand", str(script)),
        ("protocol.allow", "always"),
        ("protocol.ext.allow", "always"),
    ):
        git(root, "config", key, value)
    for url in (f"ext::{script}", "ssh://127.0.0.1/nowhere", f"file://{root.parent}/nowhere"):
        git(root, "config", "remote.origin.url", url)
        shown = run("HEAD")
        assert shown.exit_code == 1
        assert "error HEAD: git cannot read it" in shown.stderr
        assert not pwned.exists()


@pytest.mark.parametrize(
    "revision", ["-x", "--upload-pack=touch pwned", "--all", "HEAD:data", "no such", "", "a\0b", "a\nb", "x" * 5000]
)
def test_an_invalid_revision_is_an_error(root, revision) -> None:
    shown = run("--", revision)
    assert shown.exit_code == 1
    assert ": there is no file, folder or git revision of this name" in shown.stderr
    assert shown.stdout == ""
    assert not (root / "pwned").exists()


def test_a_misspelt_revision_suggests_the_nearest(root) -> None:
    assert 'did you mean "main"?' in run("mian..HEAD").stderr
    assert 'did you mean "main"?' in run("HEAD..mian").stderr


def test_a_shallow_clone_gets_a_hint(root, tmp_path) -> None:
    committed(root)
    git(tmp_path, "clone", "--quiet", "--depth=1", f"file://{root}", "shallow")
    assert "git fetch --unshallow" in run("v1", "--project", tmp_path / "shallow").stderr


def test_unrelated_revisions_are_an_error(root) -> None:
    git(root, "checkout", "--quiet", "--orphan", "other")
    committed(root, "another beginning")
    shown = run("main...other")
    assert ": the two have no commit in common" in shown.stderr
    assert "write main..other" in shown.stderr


def test_a_revision_without_git_or_repository_is_an_error(make_project, tmp_path, monkeypatch) -> None:
    root = make_project(FILES)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    assert ": there is no file or folder of this name" in run("main", "--project", root).stderr
    monkeypatch.setenv("PATH", str(tmp_path))
    shown = run("main", "--project", root)
    assert ": git is not installed" in shown.stderr
    assert shown.exit_code == 1


def test_a_broken_repository_is_an_error(root) -> None:
    for file in (root / ".git" / "objects").rglob("*"):
        if file.is_file():
            file.chmod(0o600)
            file.write_bytes(b"")
    shown = run("HEAD")
    assert shown.exit_code == 1
    assert re.search(r"^error HEAD: ", shown.stderr)


def test_a_missing_object_is_an_error(root) -> None:
    name = git(root, "rev-parse", "HEAD:data/locations.yaml").strip()
    (root / ".git" / "objects" / name[:2] / name[2:]).unlink()
    shown = run("HEAD")
    assert shown.exit_code == 1
    assert "error HEAD: git cannot read it" in shown.stderr


def test_an_unwritable_temporary_folder_is_an_error(root, monkeypatch) -> None:
    monkeypatch.setattr(revision_module.tempfile, "tempdir", str(root / "nowhere"))
    shown = run("HEAD")
    assert shown.exit_code == 1
    assert "error HEAD: its files cannot be written into a temporary folder" in shown.stderr


def test_a_project_with_too_many_files_is_an_error(root, monkeypatch) -> None:
    monkeypatch.setattr(revision_module, "MAX_FILES", 1)
    shown = run("HEAD")
    assert shown.exit_code == 1
    assert ": the project has 2 files" in shown.stderr


def test_git_environment_variables_are_ignored(root, tmp_path) -> None:
    edit(root, *STATUS)
    other = tmp_path / "other"
    other.mkdir()
    git(other, "init", "--quiet", ".")
    assert counted("HEAD", GIT_DIR=str(other / ".git"), GIT_INDEX_FILE="nowhere") == {"reports.status": 1}


def test_errors_in_one_edition_are_shown_with_a_warning(root) -> None:
    edit(root, "{name: Port,", "{nme: Port,")
    committed(root)
    edit(root, "{nme: Port,", "{name: Port,")
    shown = run("HEAD")
    assert shown.exit_code == 0
    assert "HEAD:data/locations.yaml:3:" in shown.stderr
    assert "3 |   - {nme: Port," in shown.stderr
    assert "warning HEAD: " in shown.stderr
    changes = json.loads(run("HEAD", "--format", "json").stdout)
    assert (changes["old_complete"], changes["new_complete"]) == (False, True)
    assert [place["id"] for place in changes["places"]["added"]] == ["port"]
    committed(root)
    edit(root, "{name: Port,", "{nme: Port,")
    changes = json.loads(run("HEAD", "--format", "json").stdout)
    assert (changes["old_complete"], changes["new_complete"]) == (True, False)
    assert [place["id"] for place in changes["places"]["removed"]] == ["port"]
    assert run("HEAD", "-q").stderr == ""


def test_a_missing_quote_hides_no_entries(root) -> None:
    edit(root, "a radar stands", "the radar stands", "seeds/news.txt")
    shown = run("HEAD")
    assert "data/locations.yaml:10:" in shown.stderr
    assert "E001" in shown.stderr
    assert "warning" not in shown.stderr
    assert counted("HEAD") == {"articles.changed": 1}


def test_an_unreadable_gazetteer_is_an_error(root) -> None:
    (root / "data" / "locations.yaml").write_text("places: [", encoding="utf-8")
    shown = run("HEAD")
    assert shown.exit_code == 1
    assert "data/locations.yaml:2:1: error Y003" in shown.stderr
    assert shown.stdout == ""


def test_the_last_build_is_compared_with_the_files(root) -> None:
    none = run()
    assert none.exit_code == 1
    assert "error site: there is no built site here yet" in none.stderr
    geomap.build(geomap.load(root), root)
    assert run().stdout == "the last build → the files: nothing changed\n"
    edit(root, *STATUS)
    assert counted() == {"reports.status": 1}
    for name in ("site", "site/manifest.json", "site/data/reports.geojson"):
        assert counted(name) == counted(name, "data/locations.yaml") == {"reports.status": 1}
        assert counted(name, "HEAD") == {}
    edit(root, "place: fort", "place: frot")
    shown = run()
    assert shown.exit_code == 1
    assert "error G007" in shown.stderr


def test_two_sites_are_compared(root) -> None:
    geomap.build(geomap.load(root), root, root / "one")
    edit(root, "[55.7, 37.6]", "[55.7108, 37.6]")
    geomap.build(geomap.load(root), root, root / "two")
    assert counted("one", "two") == {"moved": 1}
    assert counted("one/data/reports.geojson", "two/data/reports.geojson") == {"moved": 1}
    (root / "two" / "data" / "reports.geojson").unlink()
    (root / "two" / "data" / "reports.geojson").mkdir()
    assert "error two/data/reports.geojson: " in run("one", "two").stderr
    assert run("one/index.html", "one").exit_code == 1


def test_two_files_without_articles_are_compared(root, tmp_path) -> None:
    old = tmp_path / "old.yaml"
    old.write_text(GAZETTEER.replace(*STATUS), encoding="utf-8")
    assert counted(old, "data/locations.yaml") == {"reports.status": 1}
    missing = run("data/nowhere.yaml")
    assert missing.exit_code == 1
    assert missing.stderr.startswith("data/nowhere.yaml:1:1: error Y001 there is no such file")
    old.write_text("places: 1\n", encoding="utf-8")
    assert run(old, "data/locations.yaml").stderr.startswith(f"{old}:1:9: error G004")


def test_two_folders_are_compared(root, tmp_path) -> None:
    other = tmp_path / "other"
    for path, text in FILES.items():
        (other / path).parent.mkdir(parents=True, exist_ok=True)
        (other / path).write_text(text.replace("The day's news", "The news"), encoding="utf-8")
    shown = run(other, ".")
    assert "Articles changed\n  ~ news: text, title\n" in shown.stdout
    assert "a radar stands in the Fort”: character 19 → 25" in shown.stdout


def test_a_missing_base_map_of_an_older_revision_is_ignored(root) -> None:
    edit(root, "places:", "map: {basemap: streets.pmtiles}\nplaces:")
    committed(root)
    edit(root, *STATUS)
    shown = run("HEAD")
    assert shown.stderr == ""
    assert counted("HEAD") == {"reports.status": 1}


def test_pictures_are_compared_by_content_if_they_can_be_read(root) -> None:
    def painted(colour: str) -> None:
        Image.new("RGB", (64, 48), colour).save(root / "data" / "roof.png")

    painted("grey")
    media = "media: [{file: roof.png, alt: A roof, credit: A. Reader, license: CC0}]"
    edit(root, "    date:", f"    {media}\n    date:")
    committed(root)
    assert counted("HEAD") == {}
    painted("white")
    assert counted("HEAD") == {"reports.texts": 1}
    (root / "data" / "roof.png").write_text("version https://git-lfs.github.com/spec/v1\n")
    pointer = run("HEAD")
    assert "nothing changed" in pointer.stdout
    assert "data/locations.yaml:9:20: error P001" in pointer.stderr


def test_exit_code_option_works_as_in_git(root) -> None:
    assert run("HEAD", "--exit-code").exit_code == 0
    edit(root, *STATUS)
    assert run("HEAD", "--exit-code").exit_code == 1
    assert run("HEAD").exit_code == 0


def test_formats_and_output_files(root) -> None:
    edit(root, *STATUS)
    content = json.loads(run("HEAD", "--format", "json").stdout)
    assert content["reports"]["status"] == [
        {
            "id": "radar-in-the-fort",
            "title": "Radar in the fort",
            "before": "unconfirmed",
            "now": "confirmed",
            "reason": "A picture.",
            "since": None,
        }
    ]
    assert run("HEAD", "--format", "markdown").stdout == (
        "### Changes to the map: `HEAD` → `the files`\n\n1 status changed.\n\n#### Status\n\n"
        "- `radar-in-the-fort`: unconfirmed → confirmed\n  - `A picture.`\n"
    )
    written = run("HEAD", "--format", "markdown", "-o", "changes.md")
    assert (written.stdout, written.stderr) == ("", "Wrote changes.md\n")
    assert "unconfirmed → confirmed" in (root / "changes.md").read_text(encoding="utf-8")
    for out in ("nowhere/changes.md", "data"):
        wrong = run("HEAD", "-o", out)
        assert wrong.exit_code == 1
        assert f"error cannot write {out}: " in wrong.stderr


def test_verbose_shows_the_values(root) -> None:
    edit(root, "title: Radar in the fort", "id: radar-in-the-fort\n    title: Two radars")
    assert "title: Radar in the fort → Two radars" not in run("HEAD").stdout
    assert "-v shows old and new values" in run("HEAD").stdout
    assert "title: Radar in the fort → Two radars" in run("HEAD", "-v").stdout
    assert "title: `Radar in the fort` → `Two radars`" in run("HEAD", "--format", "markdown").stdout


@pytest.mark.parametrize("words", [("a", "b", "c"), ("--format", "xml"), ("--project", "nowhere"), ("--nonsense",)])
def test_wrong_usage_exits_with_2(root, words) -> None:
    assert run(*words).exit_code == 2


def test_without_a_terminal_output_has_no_colours(root) -> None:
    edit(root, *STATUS)
    command = [sys.executable, "-c", "from geomap.cli import main; main()", "diff", "HEAD"]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=True)
    assert b"\x1b" not in done.stdout
    assert done.stderr == b""


def test_a_build_prints_its_changes_and_the_manifest_records_them(root) -> None:
    def built() -> tuple[str, dict]:
        shown = CliRunner().invoke(main, ["build", "."])
        assert shown.exit_code == 0, shown.output
        line = shown.stdout.splitlines()[1].removeprefix("Since the last build: ")
        return line, json.loads((root / "site" / "manifest.json").read_text(encoding="utf-8"))["changes"]

    assert built() == ("First build", None)
    edit(root, *STATUS)
    edit(root, "[55.7, 37.6]", "[55.7108, 37.6]")
    line, kept = built()
    assert line == "radar-in-the-fort unconfirmed → confirmed; fort moved 1.2 km"
    assert kept["status"] == [{"id": "radar-in-the-fort", "before": "unconfirmed", "now": "confirmed"}]
    before = (root / "site" / "manifest.json").read_bytes()
    assert built() == ("nothing changed", kept)
    assert (root / "site" / "manifest.json").read_bytes() == before
    edit(root, "places:", "map: {method: How they were chosen.}\nplaces:")
    assert built() == ("no report changed, but the page did", kept)
    edit(root, "    date: 2021-05-04\n", "")
    line, kept = built()
    assert line == "1 report changed (radar-in-the-fort)"
    assert (kept["dates"], kept["status"]) == (["radar-in-the-fort"], [])


def test_data_that_was_withdrawn_is_in_no_byte_of_the_site(root) -> None:
    def site() -> bytes:
        built = geomap.build(geomap.load(root), root).site
        return b"".join(path.read_bytes() for path in sorted(built.rglob("*")) if path.is_file())

    edit(root, "[55.7, 37.6]", "[55.712345, 37.654321]")
    edit(root, "title: Radar in the fort", "id: at-annas\n    title: Radar")
    before = site()
    assert b"55.712345" in before
    assert b"at-annas" in before
    edit(root, "37.654321],", "37.654321], coarsen: 1000,")
    edit(root, "id: at-annas", "id: in-the-fort")
    after = site()
    assert not [secret for secret in (b"55.712345", b"37.654321", b"at-annas") if secret in after]
    kept = json.loads((root / "site" / "manifest.json").read_text(encoding="utf-8"))["changes"]
    assert kept["renamed"] == ["in-the-fort"]
    assert [each["distance_m"] for each in kept["moved"]] == [None]
    edit(root, "id: in-the-fort", "id: other")
    edit(root, "status_reason: One witness.", "status_reason: Two witnesses.")
    assert b"in-the-fort" not in site()


@pytest.mark.parametrize("kept", ["nonsense", {"status": "x"}, {"removed": [1]}, [1]])
def test_an_edited_manifest_is_ignored(root, kept) -> None:
    geomap.build(geomap.load(root), root)
    manifest = root / "site" / "manifest.json"
    content = json.loads(manifest.read_text(encoding="utf-8"))
    manifest.write_text(json.dumps({**content, "changes": kept}), encoding="utf-8")
    geomap.build(geomap.load(root), root)
    assert json.loads(manifest.read_text(encoding="utf-8"))["changes"] is None
