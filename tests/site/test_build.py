"""The build as a whole: same input, same bytes; errors write nothing; the golden site."""

import datetime
import hashlib
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from exports import unpacked

import geomap
from geomap import project as project_module
from geomap import site as sites
from geomap.findings import ProjectError

REPOSITORY = Path(__file__).parents[2]
GOLDEN = Path(__file__).parents[1] / "golden"


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def run_build(root: Path, **environment: str) -> dict[str, bytes]:
    subprocess.run(
        [sys.executable, "-c", "from geomap.cli import main; main()", "build", str(root)],
        check=True,
        capture_output=True,
        env={**os.environ, "PYTHONPATH": str(REPOSITORY), **environment},
    )
    return contents(root / "site")


@pytest.mark.services
def test_the_same_input_gives_the_same_bytes_whatever_the_machine(first_map) -> None:
    first = run_build(first_map, LC_ALL="C", TZ="UTC", PYTHONHASHSEED="1")
    second = run_build(
        first_map,
        LC_ALL="tr_TR.UTF-8",
        LANG="ru_RU.KOI8-R",
        TZ="Pacific/Kiritimati",
        PYTHONHASHSEED="4242",
        COLUMNS="40",
    )
    assert sorted(first) == [
        "data/annotations.jsonld",
        "data/feed.atom",
        "data/places.lpf.json",
        "data/places.tsv",
        "data/reports.csv",
        "data/reports.geojson",
        "data/reports.kmz",
        "embed.js",
        "index.html",
        "manifest.json",
        "oembed.json",
        "preview.png",
    ]
    assert first == second


def test_the_day_of_the_build_leaves_no_trace(first_map, monkeypatch) -> None:
    built = []
    for day in (datetime.date(2026, 11, 23), datetime.date(2031, 2, 1)):
        monkeypatch.setattr(project_module, "today", lambda day=day: day)
        built.append(sites.site_files(geomap.load(first_map)))
    assert built[0] == built[1]


def test_source_date_epoch_is_the_day_that_dates_are_held_against(first_map, monkeypatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1000000000")
    assert "C003" in {finding.code for finding in geomap.check(first_map).findings}
    atlas = geomap.check(first_map).atlas
    assert json.loads(sites.site_files(atlas)["manifest.json"])["source_date_epoch"] == "1000000000"


def test_the_manifest_lists_inputs_and_outputs(first_map) -> None:
    built = geomap.build(geomap.load(first_map), first_map)
    manifest = json.loads((built.site / "manifest.json").read_text(encoding="utf-8"))
    for path, entry in manifest["inputs"].items():
        assert entry["sha256"] == hashlib.sha256((first_map / path).read_bytes()).hexdigest()
    assert set(manifest["inputs"]) == {
        "data/locations.yaml",
        "data/in-and-around-moscow.geojson",
        "seeds/moscow-rooftops.md",
    }
    for path, entry in manifest["outputs"].items():
        assert entry["sha256"] == hashlib.sha256((built.site / path).read_bytes()).hexdigest()
    assert manifest["counts"]["reports_by_status"] == {"confirmed": 2, "unconfirmed": 2}


@pytest.mark.services
def test_an_error_leaves_the_old_site_as_it_was(first_map) -> None:
    before = run_build(first_map)
    article = first_map / "seeds" / "moscow-rooftops.md"
    article.write_text(
        article.read_text(encoding="utf-8").replace("seen in Zarechye", "seen near Zarechye"), encoding="utf-8"
    )
    with pytest.raises(ProjectError) as caught:
        geomap.load(first_map)
    assert [finding.code for finding in caught.value.findings if finding.code == "E001"] == ["E001"]
    with pytest.raises(subprocess.CalledProcessError):
        run_build(first_map)
    assert contents(first_map / "site") == before


def test_a_build_says_what_changed(first_map) -> None:
    assert geomap.build(geomap.load(first_map), first_map).changes is None
    again = geomap.build(geomap.load(first_map), first_map)
    assert again.same_bytes
    assert not again.changes
    gazetteer = first_map / "data" / "locations.yaml"
    text = gazetteer.read_text(encoding="utf-8").replace("id: pantsir-zarechye", "id: zarechye-pantsir")
    gazetteer.write_text(text.replace("date: 2023-01\n", "date: 2023-01~\n"), encoding="utf-8")
    changes = geomap.build(geomap.load(first_map), first_map).changes
    assert [(each.before, each.now) for each in changes.reports.renamed] == [("pantsir-zarechye", "zarechye-pantsir")]
    assert [each.id for each in changes.reports.dates] == ["more-systems"]
    assert [changes.reports.added, changes.reports.removed, changes.reports.texts, changes.moved] == [[], [], [], []]


def test_an_unpublished_text_is_nowhere_in_the_site(tmp_path) -> None:
    root = GOLDEN / "doubts" / "project"
    built = geomap.build(geomap.load(root), root, tmp_path / "site")
    for path, packed in contents(built.site).items():
        data = unpacked(packed) if path.endswith(".kmz") else packed
        assert b"may not be printed" not in data, path
        assert b"words that" not in data, path
    assert b"text is not published here" in (built.site / "index.html").read_bytes()


@pytest.mark.services
def test_files_of_others_stay(first_map) -> None:
    site = first_map / "site"
    site.mkdir()
    (site / "CNAME").write_text("map.example.org")
    run_build(first_map)
    assert run_build(first_map)["CNAME"] == b"map.example.org"


def digest_of(archive: re.Match[str]) -> str:
    return f"{archive[1]}sha256 {hashlib.sha256(archive[2].encode()).hexdigest()}<"


def without_code(page: str) -> str:
    """The page without what esbuild makes of other people's code, which is no business of a golden file."""
    page = re.sub(r"(<script type=\"application/vnd.pmtiles\"[^>]*>)([^<]*)<", digest_of, page)
    page = re.sub(r"<style>.*?</style>", "<style>…</style>", page, flags=re.DOTALL)
    page = re.sub(r"<script>(?:(?!</script>).){2000,}</script>", "<script>…</script>", page, flags=re.DOTALL)
    return re.sub(r"&#39;sha256-[^&]+&#39;", "sha256-…", page)


MADE_BY_OTHERS = {"embed.js", "preview.png", "data/reports.kmz"}
"""Files whose bytes change with the versions of esbuild, resvg and zlib."""


@pytest.mark.parametrize("name", ["first-map", "doubts"])
def test_the_whole_site_is_as_expected(name, tmp_path, first_map, monkeypatch) -> None:
    """Set GEOMAP_UPDATE_GOLDEN=1 to accept what is built now; then read the difference."""
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    root = first_map if name == "first-map" else GOLDEN / name / "project"
    built = geomap.build(geomap.load(root), root, tmp_path / "site")
    site = {path: data.decode() for path, data in contents(built.site).items() if path not in MADE_BY_OTHERS}
    site["data/reports.kml"] = unpacked((built.site / "data" / "reports.kmz").read_bytes()).decode()
    site["index.html"] = without_code(site["index.html"])
    manifest = json.loads(site["manifest.json"])
    manifest["made_with"] = sorted(manifest["made_with"])
    for path in ["index.html", *MADE_BY_OTHERS]:
        manifest["outputs"][path] = "…"
    site["manifest.json"] = json.dumps(manifest, ensure_ascii=False, indent=1)
    expected = GOLDEN / name / "site"
    if os.environ.get("GEOMAP_UPDATE_GOLDEN"):
        for path, text in site.items():
            (expected / path).parent.mkdir(parents=True, exist_ok=True)
            (expected / path).write_text(text, encoding="utf-8")
    assert {path: data.decode() for path, data in contents(expected).items()} == site


def test_a_build_says_which_quotes_moved_with_their_article_and_notes_where_they_are(make_project) -> None:
    text = "The day's news\n\nThey say a radar stands in the fort.\n"
    root = make_project(
        {
            "data/locations.yaml": "places:\n  - {name: Fort, coordinates: [1, 2]}\nreports:\n  - title: Radar\n"
            "    place: fort\n    status: unconfirmed\n    status_reason: One witness.\n"
            "    evidence: [{article: news, quote: a radar stands}]\n",
            "seeds/news.txt": text,
        }
    )

    def moved() -> list[tuple[str, str, int, int]]:
        built = geomap.build(geomap.load(root), root)
        return [
            (report.id, quote.article, quote.start.before, quote.start.now)
            for report in (built.changes.reports.evidence if built.changes else ())
            for quote in report.quotes
            if quote.kind == "moved"
        ]

    assert moved() == []
    (root / "seeds" / "news.txt").write_text("“Late”\n" + text, encoding="utf-8")
    assert moved() == [("radar", "news", 25, 32)]
    assert moved() == []
    (root / "seeds" / "news.txt").write_text(f"“Late”\n{text} More.", encoding="utf-8")
    assert moved() == []
    (root / "seeds" / "news.txt").write_text(text.replace("a radar", "the radar"), encoding="utf-8")
    with pytest.raises(geomap.ProjectError, match="E001"):
        moved()
    (root / "seeds" / "news.txt").write_text(text, encoding="utf-8")
    assert moved() == [("radar", "news", 32, 25)]
