"""Drafts: the site with them is, byte for byte, the site of the project from which they were deleted."""

import base64
import gzip
import io
import json
import re
import zipfile
import zlib
from collections.abc import Iterator

import pytest
import yaml
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

import geomap
from geomap.cli import main
from geomap.model import Article, Atlas, Citation, FrontMatter, MapInfo, Mention, Place, Report, Says, anchored
from geomap.model.published import coarsened
from geomap.model.report import RELATIONS
from geomap.page import page
from geomap.site import site_files

MARK = "Zyxwomir"
"""In every text of the drafts, and nowhere else."""
TEXT = "A lorry stood at the depot near Aarhus. Two masts were seen in Randers. Nobody knows why."

GAZETTEER = {
    "map": {
        "title": "Lorries",
        "url": "https://example.org/map",
        "languages": ["en", "ru"],
        "redirects": {"old-masts": "masts"},
    },
    "places": [
        {"name": "Aarhus", "coordinates": [56.15, 10.2], "precision": "city"},
        {"name": "Randers", "coordinates": [56.46, 10.04], "precision": "settlement"},
        {"name": "Depot", "coordinates": [56.2, 10.1], "precision": "site", "part_of": "hidden-area"},
    ],
    "reports": [
        {
            "title": "Lorry at the depot",
            "place": "depot",
            "status": "confirmed",
            "status_reason": "Seen.",
            "date": "2023-01-19",
            "evidence": [{"article": "news", "quote": "A lorry stood at the depot"}],
        },
        {
            "title": "Masts",
            "place": "randers",
            "status": "unconfirmed",
            "status_reason": "One source.",
            "evidence": [
                {"article": "news", "quote": "Two masts were seen"},
                {"article": "echo", "quote": "masts, as others say"},
            ],
            "see_also": ["lorry-at-the-depot"],
            "corrected": [{"date": "2023-02-01", "note": "The place was wrong."}],
        },
    ],
}
HIDDEN = "hidden-area"
ECHO = "Randers has masts, as others say.\n"
DRAFT_PLACES = [
    {
        "name": f"{MARK} area",
        "id": "hidden-area",
        "draft": True,
        "part_of": "aarhus",
        "aliases": ["Nobody"],
        "area": f"{MARK}.geojson",
        "note": f"{MARK} note",
    }
]
DRAFT_REPORTS = [
    {
        "title": f"{MARK} tower",
        "place": "aarhus",
        "status": "confirmed",
        "status_reason": f"{MARK} reason",
        "date": "1987-06-05",
        "draft": True,
        "system": f"{MARK} system",
        "tags": [f"{MARK} tag"],
        "checked_by": [f"{MARK} checker"],
        "evidence": [{"article": "news", "quote": "Nobody knows why"}],
        "media": [{"file": f"{MARK}.png", "alt": MARK, "credit": MARK, "license": MARK}],
    },
    {
        "title": f"{MARK} at the draft place",
        "place": "hidden-area",
        "status": "unconfirmed",
        "status_reason": f"{MARK} reason",
    },
    {
        "title": f"{MARK} with quotes from a draft only",
        "place": "aarhus",
        "status": "confirmed",
        "status_reason": f"{MARK} reason",
        "evidence": [{"article": "inside", "quote": f"{MARK} saw a mast"}],
    },
]
DRAFT_ARTICLE = (
    f"---\ndraft: true\npublish: full\npublisher: {MARK} Herald\n---\n{MARK} saw a mast in Aarhus. And lorries.\n"
)
AREA = {
    "type": "Polygon",
    "coordinates": [[[10.111, 56.111], [10.222, 56.111], [10.222, 56.222], [10.111, 56.111]]],
}


def picture() -> bytes:
    data = io.BytesIO()
    Image.new("RGB", (64, 48), (201, 13, 87)).save(data, "PNG")
    return data.getvalue()


def with_drafts() -> dict[str, str | bytes]:
    gazetteer = {**GAZETTEER, "places": GAZETTEER["places"] + DRAFT_PLACES, "reports": GAZETTEER["reports"]}
    lorry = gazetteer["reports"][0]
    quoted = {**lorry, "evidence": [{"article": "inside", "quote": "And lorries"}, *lorry["evidence"]]}
    masts = {
        **gazetteer["reports"][1],
        "see_also": [f"{MARK}-tower".lower(), "lorry-at-the-depot"],
        "same_event_as": [f"{MARK}-at-the-draft-place".lower()],
        "corrected": [{"date": "2023-02-01", "note": "The place was wrong.", "before": {"place": "hidden-area"}}],
    }
    former = {f"{MARK}-one": f"{MARK}-two", f"{MARK}-two": f"{MARK}-tower".lower(), f"{MARK}-hill": "hidden-area"}
    gazetteer["map"] = {**gazetteer["map"], "redirects": {**former, **gazetteer["map"]["redirects"]}}
    gazetteer["reports"] = [quoted, *DRAFT_REPORTS, masts]
    return {
        "data/locations.yaml": yaml.safe_dump(gazetteer, allow_unicode=True, sort_keys=False),
        f"data/{MARK}.yaml": f"places: [{{name: {MARK} Hill, coordinates: [56.3, 10.3], draft: true}}]\n",
        f"data/{MARK}.geojson": json.dumps(AREA),
        f"data/{MARK}.png": picture(),
        "seeds/news.txt": TEXT,
        "seeds/inside.md": DRAFT_ARTICLE,
        "seeds/echo.md": f"---\nrepeats: [inside]\nindependent_of: [inside]\nlink: {{Randers: {HIDDEN}}}\n---\n{ECHO}",
    }


def without_drafts() -> dict[str, str | bytes]:
    places = [*GAZETTEER["places"][:2], {**GAZETTEER["places"][2], "part_of": "aarhus"}]
    gazetteer = {**GAZETTEER, "places": places}
    return {
        "data/locations.yaml": yaml.safe_dump(gazetteer, allow_unicode=True, sort_keys=False),
        "seeds/news.txt": TEXT,
        "seeds/echo.md": f"---\nlink: {{Randers: null}}\n---\n{ECHO}",
    }


def unpacked(data: bytes) -> Iterator[bytes]:
    """The data, and all that is packed or encoded in it, however deeply."""
    yield data
    if data[:2] == b"\x1f\x8b":
        yield from unpacked(gzip.decompress(data))
    elif data[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for name in archive.namelist():
                yield name.encode()
                yield from unpacked(archive.read(name))
    for found in re.findall(rb"[A-Za-z0-9+/]{40,}={0,2}", data):
        try:
            inner = base64.b64decode(found + b"=" * (-len(found) % 4))
        except ValueError:
            continue
        if inner[:2] == b"\x1f\x8b":
            yield from unpacked(inner)
        else:
            yield inner
            try:
                yield zlib.decompress(inner)
            except zlib.error:
                try:
                    yield zlib.decompress(inner, -15)
                except zlib.error:
                    continue


def test_the_site_with_drafts_is_the_site_without_them(make_project, tmp_path) -> None:
    shown = site_files(geomap.load(make_project(with_drafts())))
    plain_root = tmp_path / "plain"
    for path, data in without_drafts().items():
        (plain_root / path).parent.mkdir(parents=True, exist_ok=True)
        (plain_root / path).write_bytes(data if isinstance(data, bytes) else data.encode())
    plain = site_files(geomap.load(plain_root))
    assert set(shown) == set(plain)
    assert [path for path in plain if shown[path] != plain[path]] == ["manifest.json"]
    manifest, expected = json.loads(shown["manifest.json"]), json.loads(plain["manifest.json"])
    for path in ("data/locations.yaml", "seeds/echo.md"):  # they have or name drafts
        assert manifest["inputs"].pop(path)["sha256"] is None
        assert expected["inputs"].pop(path)["sha256"]
    assert manifest == expected


@pytest.mark.parametrize("above", [0, page.COMPRESSED_ABOVE], ids=["compressed", "plain"])
def test_no_text_of_a_draft_is_in_any_byte(make_project, monkeypatch, above) -> None:
    monkeypatch.setattr(page, "COMPRESSED_ABOVE", above)
    secret = re.compile(rf"{MARK}|{HIDDEN}|1987-06|June 1987|And lorries".encode(), re.IGNORECASE)
    atlas = geomap.load(make_project(with_drafts()))
    for path, data in {**site_files(atlas), "map.html": atlas.map().get_root().render().encode()}.items():
        pieces = list(unpacked(data))
        assert not any(secret.search(piece) for piece in pieces), path
    held = [piece for piece in unpacked(site_files(atlas)["index.html"]) if b'"stringsLanguages"' in piece]
    assert len(held) == 1, "the data of the page was read"
    assert b"Masts" in held[0]


def test_a_file_with_nothing_but_drafts_is_not_named(make_project) -> None:
    atlas = geomap.load(make_project(with_drafts()))
    assert f"data/{MARK}.yaml" in atlas.inputs
    assert set(atlas.published_inputs) == {"data/locations.yaml", "seeds/news.txt", "seeds/echo.md"}


def test_each_dependent_of_a_draft_is_a_warning_that_says_what_is_published(make_project) -> None:
    found = [each for each in geomap.load(make_project(with_drafts())).findings if each.code == "D001"]
    assert [each.message.partition('" is ')[2].split()[:3] for each in found] == [
        ["published", "without", "this"],
        ["not", "published,", "because"],
        ["not", "published,", "because"],
        ["published", "without", "its"],
        ["published", "without", "what"],
        ["published", "without", "its"],
    ]


def test_check_publish_lists_what_is_not_published_and_why(make_project) -> None:
    files = with_drafts()
    files["seeds/quiet.md"] = "---\npublish: none\n---\nNothing here.\n"
    checked = GAZETTEER["reports"][1] | {"id": "checked", "date": "2024", "checked_by": ["AB"]}
    files["data/more.yaml"] = yaml.safe_dump({"reports": [checked]}, sort_keys=False)
    files["data/grid.yaml"] = "places: [{name: Grid, coordinates: [56.4, 10.4], coarsen: 2000}]\n"
    root = make_project(files)
    listed = json.loads(CliRunner().invoke(main, ["check", "--publish", "--format", "json", str(root)]).stdout)
    assert {(each["kind"], each["id"], each["what"]) for each in listed} == {
        ("place", "zyxwomir-hill", ""),
        ("place", "hidden-area", ""),
        ("place", "depot", "part_of"),
        ("place", "grid", "exact location"),
        ("report", "lorry-at-the-depot", "quote 1"),
        ("report", "masts", "relation"),
        ("report", "masts", "correction"),
        ("report", "zyxwomir-tower", ""),
        ("report", "zyxwomir-at-the-draft-place", ""),
        ("report", "zyxwomir-with-quotes-from-a-draft-only", ""),
        ("report", "checked", "checked_by"),
        ("article", "inside", ""),
        ("article", "quiet", "text"),
    }
    text = CliRunner().invoke(main, ["check", "--publish", str(root)]).stdout
    assert all(f"{each['file']}:{each['line']}:{each['column']}: {each['kind']}" in text for each in listed)
    assert CliRunner().invoke(main, ["check", "--publish", "--format", "sarif", str(root)]).exit_code == 2


def test_check_publish_of_a_project_without_drafts_says_so(make_project) -> None:
    root = make_project(without_drafts())
    assert "Everything is published." in CliRunner().invoke(main, ["check", "--publish", str(root)]).stdout


def test_no_text_of_a_draft_is_in_a_comparison_or_in_the_changes_of_a_build(make_project, tmp_path) -> None:
    files = with_drafts()
    root = make_project({path: data for path, data in files.items() if MARK not in path} | without_drafts())
    geomap.build(geomap.load(root), root)
    make_project(files)
    result = CliRunner().invoke(main, ["diff", "--format", "json", "-v", str(root / "site"), str(root)])
    assert "depot" in result.stdout or result.exit_code == 0
    assert MARK.lower() not in result.stdout.lower()
    geomap.build(geomap.load(root), root)
    for path in (root / "site").rglob("*"):
        assert path.is_dir() or MARK.encode() not in path.read_bytes(), path
    (root / "data" / "locations.yaml").write_text(
        (root / "data" / "locations.yaml").read_text().replace("- title: Masts\n", "- title: Masts\n  draft: true\n")
    )
    geomap.build(geomap.load(root), root)
    manifest = json.loads((root / "site" / "manifest.json").read_text())
    assert manifest["changes"]["removed"] == 1
    assert "masts" not in json.dumps(manifest)


def test_articles_that_repeat_the_same_draft_are_not_independent(make_project) -> None:
    report = {"title": "T", "status": "unconfirmed", "status_reason": "R"}
    report["evidence"] = [{"article": each, "quote": f"{each} says so"} for each in ("one", "two")]
    repeating = {f"seeds/{each}.md": f"---\nrepeats: [inside]\n---\n{each} says so.\n" for each in ("one", "two")}
    files = {"data/locations.yaml": json.dumps({"reports": [report]}), "seeds/inside.md": DRAFT_ARTICLE}
    published = coarsened(geomap.load(make_project({**files, **repeating})))
    assert published.balance("t").origins(Says.SUPPORTS) == 1
    assert [article.front_matter.repeats for article in published.articles] == [(), ()]


def test_a_rule_is_held_against_what_is_published(make_project) -> None:
    report = {"title": "T", "status": "confirmed", "status_reason": "R"}
    report["evidence"] = [
        {"article": "inside", "quote": "And lorries"},
        {"article": "news", "quote": "Nobody knows why", "says": "denies"},
    ]
    content = {"map": {"rules": {"confirmed": {"articles": 1}}}, "reports": [report]}
    files = {"data/locations.yaml": json.dumps(content), "seeds/inside.md": DRAFT_ARTICLE, "seeds/news.txt": TEXT}
    found = {each.code: each.message for each in geomap.check(make_project(files)).findings if each.code[0] == "E"}
    assert set(found) == {"E005", "E008"}
    assert all("as it is published" in message for message in found.values())
    ready = {**files, "seeds/inside.md": DRAFT_ARTICLE.replace("draft: true\n", "")}
    assert not [each for each in geomap.check(make_project(ready)).findings if each.code[0] == "E"]


IDS = ("a", "b", "c")
others = st.lists(st.sampled_from(IDS), max_size=2, unique=True)


@st.composite
def entangled(draw) -> Atlas:
    """Places, reports and articles that refer to each other, of which any may be drafts."""
    parents = {
        "a": None,
        "b": draw(st.sampled_from([None, "place-a"])),
        "c": draw(st.sampled_from(["place-a", "place-b"])),
    }
    places = [Place(id=f"place-{each}", name=each, part_of=parents[each], draft=draw(st.booleans())) for each in IDS]
    articles = [
        Article(
            id=each,
            title=each,
            text=f"{each} says so.",
            front_matter=FrontMatter(
                draft=draw(st.booleans()),
                repeats=[other for other in draw(others) if other < each],
                independent_of=draw(others),
                link={"x": f"place-{draw(st.sampled_from(IDS))}", "y": None},
            ),
        )
        for each in IDS
    ]
    reports, citations = [], []
    for each in IDS:
        quoted = draw(others)
        former = draw(st.none() | st.sampled_from(IDS))
        content = {
            "id": f"report-{each}",
            "title": each,
            "status": "unconfirmed",
            "status_reason": "R",
            "place": f"place-{draw(st.sampled_from(IDS))}",
            "draft": draw(st.booleans()),
            "evidence": [{"article": other, "quote": "says so"} for other in quoted],
            "corrected": [{"date": "2023", "note": "N", "before": {"place": f"place-{former}"}}] if former else [],
            **{kind: [f"report-{other}" for other in draw(others) if other != each] for kind in RELATIONS},
        }
        reports.append(Report.model_validate(content))
        citations += [
            Citation(*anchored(articles[IDS.index(other)], 2, 9), f"report-{each}", index, lambda *_: (0, 10))
            for index, other in enumerate(quoted)
        ]
    mentions = [
        Mention(*anchored(article, 0, 1), place=f"place-{each}", name=each)
        for article, each in zip(articles, draw(st.permutations(IDS)), strict=True)
    ]
    redirects = {"old": draw(st.sampled_from(["place-a", "report-b", "older"])), "older": "report-c"}
    return Atlas(
        MapInfo(redirects=redirects), tuple(places), tuple(reports), tuple(articles), tuple(mentions), tuple(citations)
    )


@given(entangled())
def test_what_is_published_never_refers_to_what_is_not(atlas) -> None:
    published = coarsened(atlas)
    places, articles = set(published.place_by_id), set(published.article_by_id)
    reports = {report.id: report for report in published.reports}
    assert not any(entry.draft for entry in (*published.places, *published.reports))
    assert not any(article.front_matter.draft for article in published.articles)
    assert {place.part_of for place in published.places} <= {None, *places}
    for report in published.reports:
        assert report.place in places
        assert {each.article for each in report.evidence} <= articles
        assert {other for _, other in report.related} <= reports.keys()
        assert {each.before.place for each in report.corrected if each.before} <= places
    for head in (article.front_matter for article in published.articles):
        assert {each for each in head.link.values() if each} <= places
        assert {*head.repeats, *head.independent_of} <= articles
    assert {mention.place for mention in published.mentions} <= places
    assert {each.article for each in (*published.mentions, *published.citations)} <= articles
    for citation in published.citations:
        assert reports[citation.report].evidence[citation.evidence].article == citation.article
    assert set(published.info.redirects.values()) <= {*places, *reports, *published.info.redirects}
    # What is not published is a draft, or depends on one; and nothing is changed where there is none.
    drafts = {entry.id for entry in (*atlas.places, *atlas.reports) if entry.draft}
    drafts |= {article.id for article in atlas.articles if article.front_matter.draft}
    for report in atlas.reports:
        if report.id not in reports:
            quoted = {each.article for each in report.evidence}
            assert drafts & {report.id, report.place} or (quoted and quoted <= drafts)
    if not drafts:
        assert (published.reports, published.articles, published.info) == (atlas.reports, atlas.articles, atlas.info)
