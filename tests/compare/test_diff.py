"""Differences: every edit is in its group, nothing differs from itself, and nothing unpublished is reported."""

import json
import re
from dataclasses import replace
from pathlib import Path

import click
import jsonschema
import pytest
from geopy.distance import geodesic
from hypothesis import assume, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

import geomap
from geomap.commands.diff import differences_text
from geomap.compare import (
    CompareError,
    Differences,
    as_markdown,
    changes_kept,
    compare,
    edition_of,
    published_edition,
    short_text,
    site_edition,
)
from geomap.compare.markdown import LIMIT, code
from geomap.findings import Finding
from geomap.link.evidence import find_citations
from geomap.model import (
    Article,
    Atlas,
    Coordinates,
    Evidence,
    FrontMatter,
    MapInfo,
    Place,
    Precision,
    Publish,
    Report,
    Status,
)
from geomap.model.dates import parse_date
from geomap.model.published import coarsened, snapped

REPOSITORY = Path(__file__).parents[2]
TEXT = "First words. The radar stands in the fort. A mast was seen at dawn. Two lorries came by night. Last words."
QUOTES = ("The radar stands in the fort", "A mast was seen at dawn", "Two lorries came by night")


def atlas_of(places, reports, articles=(), **info) -> Atlas:
    """An atlas as the project makes it, without its mentions."""
    citations, findings = find_citations(reports, articles)
    assert not [one for one in findings if one.code in {"E001", "E002"}]
    return Atlas(MapInfo(**info), tuple(places), tuple(reports), tuple(articles), (), citations)


def place(name="Fort", at=(55.7, 37.6), **more) -> Place:
    return Place(name=name, coordinates=at and Coordinates(*at), **more)


def report(title="Radar", **more) -> Report:
    usual = {"place": "fort", "status": Status.UNCONFIRMED, "status_reason": "Hearsay."}
    return Report(title=title, **{**usual, **more})


def differences(old: Atlas, new: Atlas) -> Differences:
    return compare(edition_of(old), edition_of(new), old="old", new="new")


def published(old: Atlas, new: Atlas) -> Differences:
    return compare(published_edition(coarsened(old)), published_edition(coarsened(new)), published=True)


def groups(found: Differences) -> set[str]:
    """The groups that hold anything."""
    parts = {"reports": found.reports, "places": found.places, "articles": found.articles}
    named = {f"{part}.{name}" for part, group in parts.items() for name, held in group if held}
    return named | {name for name in ("moved", "map") if getattr(found, name)}


degrees = st.floats(-80, 80).map(lambda value: round(value, 5))
words = st.text(st.characters(categories=["L", "N", "P", "S", "Zs"]), max_size=20).map(lambda text: f"a{text}".strip())


numbers = st.sets(st.integers(0, 4))
some_places = st.fixed_dictionaries(
    {
        "name": words,
        "at": st.tuples(degrees, degrees),
        "precision": st.sampled_from(Precision),
        "uncertainty": st.sampled_from([None, 50.0, 700.0]),
        "coarsen": st.sampled_from([None, 1000.0]),
    }
)
some_reports = st.fixed_dictionaries(
    {
        "title": words,
        "status": st.sampled_from(Status),
        "status_reason": words,
        "date": st.sampled_from([None, parse_date("2023-01-19"), parse_date("2023-01~")]),
        "evidence": st.sets(st.sampled_from(QUOTES)).map(
            lambda quotes: [Evidence(article="news", quote=quote) for quote in quotes]
        ),
    }
)
some_texts = st.sampled_from([TEXT, f"Late news. {TEXT}", f"{TEXT} More."])
some_heads = st.builds(FrontMatter, publish=st.sampled_from(Publish))


@st.composite
def atlases(draw) -> Atlas:
    ids = sorted({0, *draw(numbers)})
    places = [place(id=f"p{each}", part_of="p0" if each else None, **draw(some_places)) for each in ids]
    of_reports = st.sampled_from([None, *(each.id for each in places)])
    reports = [report(id=f"r{each}", place=draw(of_reports), **draw(some_reports)) for each in sorted(draw(numbers))]
    article = Article(id="news", title="News", text=draw(some_texts), front_matter=draw(some_heads))
    return atlas_of(places, reports, [article])


@given(atlases(), st.sampled_from([differences, published]))
def test_an_atlas_does_not_differ_from_itself(atlas, compared) -> None:
    found = compared(atlas, atlas)
    assert not found
    assert groups(found) == set()
    assert differences_text(found).count("\n") == 1


@given(atlases(), atlases(), st.sampled_from([differences, published]))
def test_swapping_the_editions_reverses_the_differences(one, other, compared) -> None:
    there, back = compared(one, other), compared(other, one)
    for part in ("reports", "places", "articles"):
        first, second = getattr(there, part), getattr(back, part)
        assert {each.id for each in first.added} == {each.id for each in second.removed}
        assert {each.id for each in first.removed} == {each.id for each in second.added}
        assert {(each.before, each.now) for each in first.renamed} == {
            (each.now, each.before) for each in second.renamed
        }
    assert {(each.id, each.before, each.now) for each in there.reports.status if not there.reports.renamed} == {
        (each.id, each.now, each.before) for each in back.reports.status if not there.reports.renamed
    }
    assert sorted(each.distance_m or 0 for each in there.moved) == sorted(each.distance_m or 0 for each in back.moved)
    assert bool(there) == bool(back)


def edited(atlas: Atlas, **update) -> Atlas:
    """The atlas with its last report changed."""
    *others, last = atlas.reports
    return atlas_of(atlas.places, [*others, last.model_copy(update=update)], atlas.articles)


def replaced(atlas: Atlas, **update) -> Atlas:
    """The atlas with its first place changed."""
    first, *others = atlas.places
    return atlas_of([first.model_copy(update=update), *others], atlas.reports, atlas.articles)


def other_status(atlas: Atlas) -> Status:
    return next(status for status in Status if status is not atlas.reports[-1].status)


EDITS = {
    "another status": (lambda atlas: edited(atlas, status=other_status(atlas)), "reports.status"),
    "a report less": (lambda atlas: replace(atlas, reports=atlas.reports[:-1]), "reports.removed"),
    "a report more": (
        lambda atlas: replace(atlas, reports=(*atlas.reports, report("Quite new", place=None))),
        "reports.added",
    ),
    "another date": (lambda atlas: edited(atlas, date=parse_date("1999")), "reports.dates"),
    "another day of reporting": (lambda atlas: edited(atlas, reported=parse_date("1999")), "reports.dates"),
    "another title": (lambda atlas: edited(atlas, title="Quite another title"), "reports.texts"),
    "another reason": (lambda atlas: edited(atlas, status_reason="Quite another reason"), "reports.texts"),
    "a description": (lambda atlas: edited(atlas, description="Seen from the road."), "reports.texts"),
    "other evidence": (
        lambda atlas: edited(atlas, evidence=(Evidence(article="news", quote="Last words"),)),
        "reports.evidence",
    ),
    "another place": (
        lambda atlas: edited(atlas, place=None if atlas.reports[-1].place else "p0"),
        "moved",
    ),
    "a place elsewhere": (lambda atlas: replaced(atlas, coordinates=Coordinates(-85, 100)), "moved"),
    "a precision": (
        lambda atlas: replaced(
            atlas, precision=next(each for each in Precision if each is not atlas.places[0].precision), coarsen=None
        ),
        "moved",
    ),
    "an uncertainty": (lambda atlas: replaced(atlas, uncertainty=123_456.0), "moved"),
    "a coarsening": (lambda atlas: replaced(atlas, coarsen=77_777.0), "moved"),
    "another name": (lambda atlas: replaced(atlas, name="Quite another name"), "places.changed"),
    "a place more": (lambda atlas: replace(atlas, places=(*atlas.places, place("Quite new"))), "places.added"),
    "another text": (
        lambda atlas: atlas_of(
            atlas.places,
            atlas.reports,
            [each.model_copy(update={"text": f"{each.text} Added."}) for each in atlas.articles],
        ),
        "articles.changed",
    ),
    "an article more": (
        lambda atlas: replace(atlas, articles=(*atlas.articles, Article(id="more", title="More", text="More."))),
        "articles.added",
    ),
    "another title of the map": (lambda atlas: replace(atlas, info=MapInfo(title="Quite another")), "map"),
}


@given(atlases(), st.sampled_from(sorted(EDITS)))
def test_every_edit_is_in_its_group(atlas, name) -> None:
    edit, group = EDITS[name]
    assume(atlas.reports)
    new = edit(atlas)
    assume(vars(new) != vars(atlas))
    found = differences(atlas, new)
    assert group in groups(found)
    for text in (differences_text(found, verbose=True), as_markdown(found)):
        assert text.count("\n") > 2


@given(atlases(), st.sampled_from([differences, published]))
def test_a_changed_id_is_a_rename(atlas, compared) -> None:
    assume(atlas.reports)
    last = atlas.reports[-1]
    twins = [each for each in atlas.reports if each.model_copy(update={"id": last.id}) == last]
    assume(len(twins) == 1)
    found = compared(atlas, edited(atlas, id="quite-another"))
    assert groups(found) == {"reports.renamed"}
    assert [(each.before, each.now) for each in found.reports.renamed] == [(last.id, "quite-another")]


def test_a_place_and_its_parent_are_renamed_together() -> None:
    def named(town, fort):
        return atlas_of([place("Town", (55, 37), id=town), place("Fort", id=fort, part_of=town)], [report(place=fort)])

    found = differences(named("town", "fort"), named("city", "castle"))
    assert groups(found) == {"places.renamed"}
    assert {(each.before, each.now) for each in found.places.renamed} == {("town", "city"), ("fort", "castle")}


def test_of_two_equal_entries_none_is_a_rename() -> None:
    old = atlas_of([place()], [report(id="a"), report(id="b")])
    found = differences(old, atlas_of([place()], [report(id="c"), report(id="d")]))
    assert groups(found) == {"reports.removed", "reports.added"}


def test_an_entry_that_changed_too_is_renamed_where_its_former_id_is_redirected() -> None:
    old = atlas_of([place()], [report(id="a"), report("Mast", id="b", see_also=["a"])])
    new = [report("Radar on the roof", id="c"), report("Mast", id="b", see_also=["c"])]
    found = differences(old, atlas_of([place()], new, redirects={"a": "x", "x": "c"}))
    assert groups(found) == {"reports.renamed", "reports.texts", "map"}
    assert [(each.before, each.now) for each in found.reports.renamed] == [("a", "c")]
    (text,) = found.reports.texts
    assert (text.id, [each.field for each in text.fields]) == ("c", ["title"])
    merged = [report("Mast", id="b")]
    assert groups(differences(old, atlas_of([place()], merged, redirects={"a": "b"}))) >= {"reports.removed"}


def test_a_status_says_since_when_and_corrections_are_changes() -> None:
    old = atlas_of([place()], [report()])
    correction = {"date": "2023-01-22", "note": "It was next door.", "before": {"title": "A radar"}}
    new = atlas_of([place()], [report(status="refuted", status_since="2023-01-25", corrected=[correction])])
    for found in (differences(old, new), published(old, new)):
        assert groups(found) == {"reports.status", "reports.texts"}
        assert found.reports.status[0].since == "2023-01-25"
        assert [each.field for each in found.reports.texts[0].fields] == ["corrected"]
        text = differences_text(found)
        assert "radar: unconfirmed → refuted, since 2023-01-25" in text
        assert "radar: corrections" in text


def test_quotes_follow_a_renamed_article() -> None:
    def cited(name):
        evidence = [Evidence(article=name, quote=QUOTES[0])]
        return atlas_of([place()], [report(evidence=evidence)], [Article(id=name, title="News", text=TEXT)])

    assert groups(differences(cited("news"), cited("morning-news"))) == {"articles.renamed"}


def test_a_report_at_another_place_with_the_same_position_has_not_moved() -> None:
    old = atlas_of([place()], [report()])
    new = atlas_of([place("Castle")], [report(place="castle")])
    assert "radar: place fort → castle" in differences_text(differences(old, new))


def unstyled(found: Differences) -> str:
    return click.unstyle(differences_text(found))


def moved(old: Place, new: Place) -> str:
    found = differences(atlas_of([old], [report()]), atlas_of([new], [report()]))
    return unstyled(found).split("Positions\n  ~ ")[1].split("\n")[0]


@pytest.mark.parametrize(
    ("old", "new", "description"),
    [
        ({}, {"at": (55.7108, 37.6)}, "fort moved 1.2 km"),
        ({}, {"at": (55.70009, 37.6)}, "fort moved 10 m"),
        ({}, {"at": (55.700001, 37.6)}, "fort moved less than 1 m"),
        ({"at": (0, 179.9999)}, {"at": (0, -179.9999)}, "fort moved 22 m"),
        ({"at": (89.99, 0)}, {"at": (89.99, 180)}, "fort moved 2.2 km"),
        (
            {"precision": Precision.DISTRICT},
            {"precision": Precision.BUILDING},
            "fort: precision district → building, uncertainty 3 km → 100 m",
        ),
        (
            {"precision": Precision.EXACT, "uncertainty": 5},
            {"precision": Precision.STREET, "uncertainty": 5},
            "fort: precision exact → street",
        ),
        (
            {},
            {"precision": Precision.BUILDING},
            "fort: precision added (building), uncertainty added (100 m)",
        ),
        (
            {"precision": Precision.EXACT, "uncertainty": 5},
            {"uncertainty": 5},
            "fort: precision removed",
        ),
        ({"at": None}, {}, "fort: position added"),
        ({}, {"at": None}, "fort: position removed"),
        (
            {"area": {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 0]]]}},
            {"area": {"type": "Polygon", "coordinates": [[[0, 0], [2, 0], [1, 1], [0, 0]]]}},
            "fort: outline changed",
        ),
        ({"coarsen": 1000.0}, {"coarsen": 5000.0}, "fort: generalisation grid 1 km → 5 km"),
        ({}, {"coarsen": 5000.0}, "fort: now generalised to a grid of 5 km"),
        ({"coarsen": 5000.0}, {}, "fort: no longer generalised"),
    ],
)
def test_location_changes_are_described(old, new, description) -> None:
    assert moved(place(**old), place(**new)).startswith(description)


def test_a_report_at_another_place_has_a_distance() -> None:
    places = [place(), place("Port", (55.8, 37.6))]
    found = differences(atlas_of(places, [report()]), atlas_of(places, [report(place="port")]))
    assert "radar moved 11 km: fort → port" in differences_text(found)
    nowhere, somewhere = atlas_of(places, [report(place=None)]), atlas_of(places, [report()])
    assert "radar: place removed (fort)" in differences_text(differences(somewhere, nowhere))
    assert "radar: place added (fort)" in differences_text(differences(nowhere, somewhere))


def cited(*quotes, text=TEXT, publish=Publish.EXCERPTS, link=()) -> Atlas:
    evidence = [Evidence(article="news", quote=quote) for quote in quotes]
    head = FrontMatter(publish=publish, title="News", link=dict.fromkeys(link))
    return atlas_of(
        [place()], [report(evidence=evidence)], [Article(id="news", title="News", text=text, front_matter=head)]
    )


@pytest.mark.parametrize("compared", [differences, published])
@pytest.mark.parametrize("publish", Publish)
def test_a_quote_is_added_removed_changed_or_moved(compared, publish) -> None:
    def kinds(old, new):
        return [each.kind for change in compared(old, new).reports.evidence for each in change.quotes]

    first, second, third = QUOTES
    assert kinds(cited(first, publish=publish), cited(first, second, publish=publish)) == ["added"]
    assert kinds(cited(first, second, publish=publish), cited(first, publish=publish)) == ["removed"]
    assert kinds(cited(first, publish=publish), cited(third, publish=publish)) == ["changed"]
    assert kinds(cited(first, publish=publish), cited(first, text=f"Late. {TEXT}", publish=publish)) == ["moved"]
    assert kinds(cited(first, publish=publish), cited(first, text=f"{TEXT} More.", publish=publish)) == []
    assert kinds(cited(first, second, publish=publish), cited(second, first, publish=publish)) == (
        [] if compared is differences or publish is not Publish.NONE else ["changed", "changed"]
    )


def renderings(found: Differences) -> str:
    kept = json.dumps(changes_kept(found))
    return "\n".join(
        [differences_text(found, verbose=True), as_markdown(found, verbose=True), found.model_dump_json(), kept]
    )


@pytest.mark.parametrize("compared", [differences, published])
def test_no_text_of_an_unpublished_article_is_shown(compared) -> None:
    hidden = {"publish": Publish.NONE}
    pairs = [
        (cited(QUOTES[0], **hidden), cited(QUOTES[1], **hidden)),
        (cited(**hidden), cited(QUOTES[1], **hidden)),
        (cited(QUOTES[0], **hidden), cited(QUOTES[0], text=f"Late. {TEXT}", **hidden)),
        (cited(**hidden), cited(link=["Two lorries"], text=f"{TEXT} More.", **hidden)),
    ]
    for old, new in pairs:
        found = compared(old, new)
        assert found
        assert not [words for words in (*QUOTES, "Two lorries") if words in renderings(found)]


@pytest.mark.parametrize("compared", [differences, published])
@given(
    latitude=st.integers(-600_000, 600_000).map(lambda number: number / 10_000 + 0.000037),
    longitude=st.floats(-170, 170),
    grid=st.sampled_from([500.0, 5000.0]),
)
def test_a_hidden_position_and_its_distance_are_not_shown(compared, latitude, longitude, grid) -> None:
    here, there = (latitude, longitude), (latitude + 0.001, longitude)
    source = {"coordinate_source": "Her address", "same_as": {"osm": 4711}}
    open_, hidden = place(at=here, **source), place(at=here, coarsen=grid, **source)
    elsewhere = place(at=there, coarsen=grid)
    for old, new in ((open_, hidden), (hidden, open_), (hidden, elsewhere)):
        found = compared(atlas_of([old], [report()]), atlas_of([new], [report()]))
        for move in found.moved:
            assert move.distance_m in {None} | cells_between(hidden, elsewhere, grid)
        output = renderings(found)
        assert not [secret for secret in (str(here[0]), "Her address", "4711") if secret in output]
    assert groups(differences(atlas_of([hidden], []), atlas_of([elsewhere], []))) <= {"moved", "places.changed"}


def cells_between(one: Place, other: Place, grid: float) -> set[float]:
    """How far it is between the middles of the cells that the two are published in."""
    middles = [snapped(each.coordinates, grid) for each in (one, other)]
    return {round(geodesic(*middles).meters, 1)}


def test_a_site_gives_the_same_edition_as_its_atlas(first_map) -> None:
    atlas = geomap.load(first_map)
    built = geomap.build(atlas, first_map)
    edition = site_edition(built.site)
    assert edition == published_edition(coarsened(atlas))
    assert site_edition(built.site / "manifest.json") == edition
    alone = first_map / "kept.geojson"
    alone.write_bytes((built.site / "data" / "reports.geojson").read_bytes())
    reports = site_edition(alone)
    assert not isinstance(reports, Finding)
    assert reports.articles is None
    assert not compare(reports, edition)


def test_keys_missing_from_an_older_site_are_not_compared(first_map) -> None:
    atlas = geomap.load(first_map)
    site = geomap.build(atlas, first_map).site
    reports = site / "data" / "reports.geojson"
    content = json.loads(reports.read_text(encoding="utf-8"))
    for feature in content["features"]:
        for key in ("place_note", "reported", "history", "coordinate_source"):
            del feature["properties"][key]
    reports.write_text(json.dumps(content), encoding="utf-8")
    (site / "manifest.json").unlink()
    assert not compare(site_edition(site), published_edition(coarsened(atlas)))


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b'{"features": 3}', b'{"features": [{"id": "a"}]}', b"\xff\xfe", b"[" * 100_000, b"null"],
)
def test_a_file_that_is_not_a_site_is_an_error(content, tmp_path) -> None:
    file = tmp_path / "reports.geojson"
    file.write_bytes(content)
    with pytest.raises(CompareError) as caught:
        site_edition(file)
    assert caught.value.hint


INJECTIONS = [
    "`code`",
    "``",
    "```\n# heading",
    "<img src=x onerror=alert(1)>",
    "</details><script>alert(1)</script>",
    "[a](https://evil.example)",
    "![a](https://evil.example/a.png)",
    "@octocat and @org/team",
    "#12 and GH-12 and org/repo#12",
    "https://evil.example www.evil.example a@evil.example",
    "*bold* _em_ ~~gone~~ :tada:",
    "| a | b |\n|---|---|",
    "a\n\n# heading\n\n- [ ] task",
    "\\`back\\`",
    "&lt;b&gt; &#64;octocat",
    "`",
    "ends with `",
    "\u202eright to left",
    "\x1b[31mred",
    "    indented",
    "---",
]


def differences_with(text: str) -> Differences:
    """Differences of every kind, with this text wherever a gazetteer has one."""
    old = atlas_of([place(note="Old.")], [report(id="a"), report(id="b", status=Status.CONFIRMED)])
    head = FrontMatter(title=text, publisher=text)
    news = Article(id="news", title=text, text=TEXT, front_matter=head)
    new = atlas_of(
        [place(name=text, id="fort", note=text, at=(10, 10)), place(text, id="new")],
        [report(text, id="a", status_reason=text, description=text), report(id="b", status_reason=text)],
        [news],
        title=text,
    )
    return compare(edition_of(old), edition_of(new), old=text, new=text)


OURS = {"heading_open", "heading_close", "paragraph_open", "paragraph_close", "inline", "html_block"} | {
    f"{name}_{way}" for name in ("bullet_list", "list_item") for way in ("open", "close")
}


def without_active_parts(markdown: str) -> str:
    """The words outside of code spans, once every token was seen to be one of ours."""
    outside = []
    for token in MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(markdown):
        assert token.type in OURS, token
        if token.type == "html_block":
            assert re.fullmatch(r"<details><summary>[\d,]+ more</summary>\n|</details>\n?", token.content)
        for child in token.children or ():
            assert child.type in {"text", "code_inline", "softbreak"}, child
            if child.type == "text":
                outside.append(child.content)
    return " ".join(outside)


@pytest.mark.parametrize("text", INJECTIONS)
def test_text_of_a_gazetteer_is_never_markdown(text) -> None:
    outside = without_active_parts(as_markdown(differences_with(text), verbose=True))
    for active in ("@", "#", "http", "www", "<", "|", "*", "`", "evil"):
        assert active not in outside


@given(st.text(max_size=300))
def test_any_text_is_one_code_span(text) -> None:
    (paragraph,) = [token for token in MarkdownIt("commonmark").parse(f"x{code(text, 200)}x") if token.children]
    assert [child.type for child in paragraph.children] == ["text", "code_inline", "text"]


@pytest.mark.large
def test_long_markdown_is_folded_below_the_limit_with_every_section() -> None:
    count = 1000
    places = [place(f"Place {number}", (number / 100, 10)) for number in range(count)]
    old = atlas_of(places, [report(f"Report {number}", place=f"place-{number}") for number in range(count)])
    new = atlas_of(
        [each.model_copy(update={"coordinates": Coordinates(each.coordinates.latitude, 11)}) for each in places],
        [
            each.model_copy(update={"status": Status.REFUTED, "description": "long " * 100, "date": parse_date("2023")})
            for each in old.reports
        ],
    )
    text = as_markdown(differences(old, new), verbose=True)
    assert len(text) < LIMIT < 65_536
    for heading in ("#### Status", "#### Positions", "#### Dates", "#### Text changes"):
        assert heading in text
    assert len(re.findall(r"^- … and [\d,]+ more$", text, re.MULTILINE)) == 4
    assert text.count("<details>") == text.count("</details>") > 0
    without_active_parts(text)


@pytest.mark.parametrize("text", INJECTIONS)
def test_text_of_a_gazetteer_does_not_control_the_terminal(text) -> None:
    for shown in (differences_text(differences_with(text), verbose=True), short_text(differences_with(text))):
        plain = re.sub("\x1b\\[[0-9]+m", "", shown)  # our own colours
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f\u202e]", plain)


def test_the_json_matches_its_schema() -> None:
    schema = json.loads((REPOSITORY / "docs" / "reference" / "diff.schema.json").read_text(encoding="utf-8"))
    validator = jsonschema.Draft202012Validator(schema)
    validator.check_schema(schema)
    for found in (
        differences_with("x"),
        Differences(),
        differences(cited(QUOTES[0]), cited(QUOTES[1], text=f"Late. {TEXT}")),
    ):
        content = json.loads(found.model_dump_json())
        validator.validate(content)
        assert Differences.model_validate(content) == found


def test_the_manifest_names_nothing_that_was_removed() -> None:
    precise, coarse = (place("Safe house", precision=each) for each in (Precision.BUILDING, Precision.DISTRICT))
    coarse = coarse.model_copy(update={"coordinates": Coordinates(55.71, 37.6)})
    named = report("At Anna's", place="safe-house")
    old = atlas_of([precise], [named, report("Old", place=None)])
    new = atlas_of([coarse], [named.model_copy(update={"id": "x"})])
    found = published(old, new)
    assert [each.distance_m for each in found.moved] != [None]
    kept = changes_kept(found)
    assert (kept["removed"], kept["renamed"]) == (1, ["x"])
    assert [each["distance_m"] for each in kept["moved"]] == [None]
    assert "anna" not in json.dumps(kept)
    assert "old" not in json.dumps(kept)
    correction = published(atlas_of([place()], [report()]), atlas_of([place(at=(55.8, 37.6))], [report()]))
    assert [round(each["distance_m"], -2) for each in changes_kept(correction)["moved"]] == [11100]


NEWS = Article(id="news", title="News", text=TEXT)


@pytest.mark.parametrize("compared", [differences, published])
def test_a_change_of_a_rule_is_reported_with_what_it_asks_for(compared) -> None:
    old = atlas_of([place()], [report()], rules={"confirmed": {"origins": 1}})
    new = atlas_of([place()], [report()], rules={"confirmed": {"origins": 2, "denials": 0}, "enforce": True})
    found = compared(old, new)
    assert [each.field for each in found.map] == ["rules.confirmed", "rules.enforce"]
    text = click.unstyle(differences_text(found))
    assert "confirmed: origins 1 → 2, denials none → 0" in text
    assert "enforced: false → true" in text
    assert short_text(found) == "2 rules changed (confirmed, enforced)"
    assert "1 → none" in differences_text(compared(old, atlas_of([place()], [report()])))


@pytest.mark.parametrize("compared", [differences, published])
def test_a_change_of_what_a_quote_says_is_reported(compared) -> None:
    one = [report(evidence=[{"article": "news", "quote": QUOTES[0]}])]
    other = [report(evidence=[{"article": "news", "quote": QUOTES[0], "says": "denies"}])]
    found = compared(atlas_of([place()], one, [NEWS]), atlas_of([place()], other, [NEWS]))
    (change,) = found.reports.evidence[0].quotes
    assert (change.kind, change.before, change.now) == ("changed", QUOTES[0], QUOTES[0])
    assert change.says is not None
    assert (change.says.before, change.says.now) == ("supports", "denies")
    assert f"“{QUOTES[0]}”: supports → denies (news)" in differences_text(found)


def test_an_article_that_is_renamed_is_renamed_where_others_repeat_it() -> None:
    def atlas(name: str, **head) -> Atlas:
        copy = Article(id="copy", title="Copy", text="Other.", front_matter=FrontMatter(repeats=[name], **head))
        return atlas_of([place()], [report()], [NEWS.model_copy(update={"id": name}), copy])

    assert groups(differences(atlas("news"), atlas("paper"))) == {"articles.renamed"}
    found = differences(atlas("news"), atlas("news", kind="outlet", origin="Reuters"))
    assert [change.field for change in found.articles.changed[0].fields] == ["kind", "origin"]


def test_a_manifest_with_rules_of_another_form_is_read(tmp_path) -> None:
    geomap.build(geomap.load(REPOSITORY), site=tmp_path / "site")
    manifest = tmp_path / "site" / "manifest.json"
    content = json.loads(manifest.read_text(encoding="utf-8"))
    for rules in ({"confirmed": True, "refuted": "often"}, {"other": {"x": 1}}):
        manifest.write_text(json.dumps({**content, "rules": rules}), encoding="utf-8")
        assert not compare(site_edition(tmp_path / "site"), site_edition(tmp_path / "site"))
        assert site_edition(tmp_path / "site").info["rules.confirmed"] is None
