"""Checks: what is suspicious about the whole atlas, each at its own place in the file."""

import datetime as dt
import random
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geomap.findings import Finding, Location, Severity
from geomap.link import connect
from geomap.link.distances import Extent, twins
from geomap.model import Article, FrontMatter, Gazetteer, MapInfo, Origin, Place, Report

TODAY = dt.date(2023, 2, 1)
TOLD = MapInfo(method="We read the press.", url="https://maps.example.org/")
REPORT = {"title": "Launcher", "status": "unconfirmed", "status_reason": "seen once"}


class Mark(NamedTuple):
    line: int
    column: int


def node(value: Any, line: int) -> tuple[Any, ...]:
    """A tree of positions in which every key of a mapping has its own line, 100 lines for each level."""
    mark = Mark(line, 4)
    if isinstance(value, Mapping):
        lines = {key: line + 1 + i for i, key in enumerate(value)}
        return mark, {
            key: (Mark(at, 4), node(each, at)) for (key, each), at in zip(value.items(), lines.values(), strict=True)
        }
    if isinstance(value, Sequence) and not isinstance(value, str):
        return mark, [node(each, line + 100 * (i + 1)) for i, each in enumerate(value)]
    return (mark,)


def place(id: str = "tower", line: int = 0, **fields: Any) -> Place:  # noqa: A002
    values = {"id": id, "name": f"Name of {id}", **fields}
    return Place(**values).with_origin(Origin("data/locations.yaml", node(values, line)))


def report(line: int = 0, **fields: Any) -> Report:
    values = {**REPORT, **fields}
    return Report(**values).with_origin(Origin("data/locations.yaml", node(values, line)))


def article(text: str = "Nothing here.", **head: Any) -> Article:
    front_matter = FrontMatter(**head).with_origin(Origin("seeds/post.md", node(head, 0)))
    return Article(id="post", title="Post", text=text, file="seeds/post.md", front_matter=front_matter)


def findings(*entries: Place | Report | Article, code: str = "", info: MapInfo = TOLD) -> list[Finding]:
    _, found = connect(
        Gazetteer(
            map=info,
            places=[each for each in entries if isinstance(each, Place)],
            reports=[each for each in entries if isinstance(each, Report)],
        ),
        [each for each in entries if isinstance(each, Article)],
        TODAY,
    )
    return [finding for finding in found if finding.code.startswith(code)]


def codes(*entries: Place | Report | Article, among: str = "LC") -> set[str]:
    return {finding.code for finding in findings(*entries) if finding.code[0] in among}


def test_a_place_that_nothing_needs_is_said_and_one_that_is_only_mentioned_is_noted() -> None:
    text = "Near the Name of seen and the Name of used."
    used, seen = place("used", precision="city"), place("seen", part_of="parent")
    entries = (used, seen, place("parent"), place("lost", line=7), report(place="used"), article(text))
    (lost,), (noted,) = findings(*entries, code="L002"), findings(*entries, code="L003")
    assert lost.message == 'place "lost" is in no report, and no article mentions it by a name of its own'
    assert lost.location == Location("data/locations.yaml", 8, 5)
    assert noted.message == 'place "seen" is mentioned in an article, but no report is about it'
    assert noted.severity is Severity.NOTE


MOSCOW = {"coordinates": [55.752, 37.618], "precision": "city"}  # 15 km


@pytest.mark.parametrize(
    ("child", "parent", "far"),
    [
        ({"coordinates": [55.752, 37.07]}, MOSCOW, False),  # 34.4 km from the centre
        ({"coordinates": [55.752, 37.05]}, MOSCOW, True),  # 35.7 km
        ({"coordinates": [55.752, 37.05]}, {**MOSCOW, "uncertainty": 25_000}, False),
        ({"coordinates": [55.752, 37.05], "distance_reason": "an exclave"}, MOSCOW, False),
        ({"coordinates": [37.618, 55.752]}, MOSCOW, True),
        ({"coordinates": [55.752, 37.9]}, {"coordinates": [55.752, 37.618]}, False),  # 17.7 km from a bare point
        ({"coordinates": [55.752, 38.0]}, {"coordinates": [55.752, 37.618]}, True),
        ({}, MOSCOW, False),
        ({"coordinates": [55.752, 36.0]}, {}, False),
        ({"coordinates": [0, -179.9]}, {"coordinates": [0, 179.9], "precision": "street"}, True),  # 22.3 km, not 40,000
        ({"coordinates": [0, -179.95]}, {"coordinates": [0, 179.95], "precision": "street"}, False),
    ],
)
def test_a_place_more_than_20_km_outside_its_parent_is_far(child, parent, far) -> None:
    entries = (place("child", part_of="parent", **child), place("parent", **parent))
    assert ("C001" in codes(*entries)) is far


def box(west: float, south: float, east: float, north: float) -> dict[str, Any]:
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


@pytest.mark.parametrize(
    ("child", "parent", "km"),
    [
        ([55.5, 37.5], box(37, 55, 38, 56), 0),
        ([56.1, 37.5], box(37, 55, 38, 56), 11.1),
        ([55.5, 38.5], box(37, 55, 38, 56), 31.5),
        ([60.05, 50], box(20, 50, 80, 60), 5.6),  # an edge along the parallel, not the great circle
        ([0, -179], box(178, -1, 180, 1), 111.3),
        ([0, -179], box(178, -1, -178, 1), 0),  # written across 180°
        ([0, 179], box(-182, -1, -178, 1), 0),
        ([60.05, 180], box(150, 20, -150, 60), 5.6),
        ([89, 0], box(0, 80, 90, 85), 445.2),
    ],
)
def test_the_distance_to_an_area_is_that_to_its_nearest_point(child, parent, km) -> None:
    gap = Extent.of(place("parent", area=parent)).gap_km(place("child", coordinates=child))
    assert gap == pytest.approx(km, rel=0.01)


def test_an_area_may_lie_in_an_area_or_near_a_point() -> None:
    inner, outer = box(37.4, 55.4, 37.6, 55.6), box(37, 55, 37.2, 56)
    assert Extent.of(place("outer", area=outer)).gap_km(place("inner", area=inner)) == pytest.approx(12.6, rel=0.01)
    near = Extent.of(place("outer", coordinates=[55.5, 37.7], uncertainty=1_000)).gap_km(place("inner", area=inner))
    assert near == pytest.approx(5.3, rel=0.01)
    assert Extent.of(place("outer")).gap_km(place("inner", area=inner)) is None
    several = {"type": "MultiPolygon", "coordinates": [outer["coordinates"], inner["coordinates"]]}
    assert Extent.of(place("outer", area=several)).gap_km(place("inner", area=inner)) == 0


def test_a_far_place_is_told_at_its_part_of_with_the_distance() -> None:
    (finding,) = findings(
        place("child", part_of="parent", coordinates=[55, 37]), place("parent", coordinates=[57, 37]), code="C001"
    )
    assert finding.message == 'place "child" lies 223 km outside place "parent", which it is part of'
    assert finding.location == Location("data/locations.yaml", 4, 5)
    assert "say how large" in finding.help


def pairs(*places: Place) -> list[tuple[str, str]]:
    return [(one.id, other.id) for one, other, _ in twins(places)]


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ({"name": "Kremlin"}, {"name": "kremlin"}, True),
        ({"name": "Winston-Salem"}, {"name": "Winston–Salem"}, True),
        ({"name": "Kremlin", "names": {"ru": "Кремль"}}, {"name": "Кремль"}, True),
        ({"name": "Kremlin"}, {"name": "Kremlin Wall"}, False),
        ({"name": "Kremlin", "coordinates": [55, 37]}, {"name": "Kremlin", "coordinates": [56, 37]}, False),
        ({"name": "Kremlin", "coordinates": [55, 37]}, {"name": "Kremlin", "coordinates": [55.1, 37]}, True),
        ({"name": "Mill", "part_of": "a"}, {"name": "Mill", "part_of": "b"}, False),
        ({"name": "New York", "id": "state"}, {"name": "New York", "part_of": "state"}, False),
        ({"name": "New York", "part_of": "other"}, {"name": "New York"}, False),
    ],
)
def test_places_of_the_same_name_are_twins_unless_something_tells_them_apart(one, other, alike) -> None:
    assert bool(pairs(Place(**{"id": "one", **one}), Place(**{"id": "other", **other}))) is alike


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("Defense Center", "the Defence Centre", True),
        ("Defense Center", "Center, Defense", True),
        ("Zarechye", "Zarechie", True),
        ("North Gate", "South Gate", False),
        ("Lane 8", "Lane 4", False),
        ("Kremlin", "Palace", False),
    ],
)
def test_places_on_one_spot_are_twins_when_their_names_differ_by_spelling_alone(one, other, alike) -> None:
    here, near, off = [55.75, 37.6], [55.7503, 37.6], [55.7506, 37.6]  # 33 m and 67 m
    assert bool(pairs(place("one", name=one, coordinates=here), place("two", name=other, coordinates=near))) is alike
    assert not pairs(place("one", name=one, coordinates=here), place("two", name=other, coordinates=off))


@settings(deadline=None)
@given(st.floats(-90, 90), st.floats(-180, 180), st.floats(-0.0002, 0.0002))
def test_twins_are_found_everywhere_on_earth_also_at_180_degrees_and_the_poles(latitude, longitude, step) -> None:
    north = min(90.0, max(-90.0, latitude + step))
    around = longitude - 360 if longitude + 1e-4 > 180 else longitude
    one = place("one", name="Center", coordinates=[latitude, longitude])
    two = place("two", name="Centre", coordinates=[north, max(-180.0, min(180.0, around + 1e-4))])
    assert pairs(one, two) == [("one", "two")]


def test_ten_thousand_places_in_one_city_or_on_one_spot_are_compared_without_comparing_all_pairs() -> None:
    chance = random.Random(1)  # noqa: S311
    spread = [
        place(f"p{i}", name=f"Roof {i}", coordinates=[55.7 + chance.random() / 5, 37.5 + chance.random() / 3])
        for i in range(5_000)
    ]
    heap = [place(f"h{i}", name=f"Heap {i}", coordinates=[55.0, 37.0]) for i in range(5_000)]
    added = [place("a", name="Sentre", coordinates=[55.9, 37.9]), place("b", name="Senter", coordinates=[55.9, 37.9])]
    assert pairs(*spread, *heap, *added) == [("a", "b")]


def test_twins_are_told_once_at_the_second_one() -> None:
    same = {"name": "Kremlin", "coordinates": [55, 37]}
    (finding,) = findings(place("one", line=3, **same), place("two", line=20, **same), code="C002")
    assert finding.location == Location("data/locations.yaml", 21, 5)
    assert finding.message == 'place "two" looks like place "one": both have the same name'
    assert "data/locations.yaml:4:5" in finding.help


def test_every_date_in_the_future_is_told_at_its_own_place() -> None:
    history = [
        {"date": "2023-01-01", "status": "unconfirmed", "reason": "x"},
        {"date": "2023-03", "status": "refuted", "reason": "x"},
    ]
    told = findings(
        report(date="2024-01-01", reported="2023-02-02", history=history),
        article(published="2023-02-01", accessed="2030"),
        code="C003",
    )
    assert [str(finding.location) for finding in told] == [
        "data/locations.yaml:5:5",
        "data/locations.yaml:6:5",
        "data/locations.yaml:208:5",
        "seeds/post.md:3:5",
    ]
    assert told[0].message == "2024-01-01 is in the future: today is 2023-02-01"


@pytest.mark.parametrize(
    "date", ["2023-02-01", "2023-02", "2023", "2023-01-31/2023-03-01", "../2030-01-01", "2023-XX", None]
)
def test_a_date_that_may_be_past_is_no_matter(date) -> None:
    assert "C003" not in codes(report(date=date))


@pytest.mark.parametrize(
    ("date", "published", "late"),
    [
        ("2023-01-21", "2023-01-20", True),
        ("2023-01-20", "2023-01-20", False),
        ("2023-01", "2023-01-20", False),
        ("2023-02-01", "2023-01", True),
        ("2023-01-31", "2023-01", False),
        ("../2023-01-31", "2023-01-20", False),
        ("2023-01-31", None, False),
        (None, "2023-01-20", False),
    ],
)
def test_a_report_cannot_be_of_a_later_day_than_the_article_that_supports_it(date, published, late) -> None:
    evidence = [{"article": "post", "quote": "a launcher"}, {"article": "post", "quote": "in the yard"}]
    told = findings(
        report(date=date, evidence=evidence), article("Saw a launcher in the yard.", published=published), code="C004"
    )
    assert [str(finding.location) for finding in told] == (["data/locations.yaml:5:5"] if late else [])


@pytest.mark.parametrize(
    ("precision", "uncertainty", "code"),
    [
        ("exact", 100, set()),
        ("exact", 101, {"C005"}),
        ("building", 500, set()),
        ("building", 501, {"C005"}),
        ("street", 2_001, {"C005"}),
        ("district", 14_000, set()),
        ("settlement", 3_000, set()),
        ("settlement", 3_001, {"C005"}),
        ("city", 150_001, {"C005"}),
        ("country", 5_000_000, set()),
        ("unknown", 5_000_000, set()),
        ("exact", None, set()),
        ("country", 5, set()),
    ],
)
def test_a_precision_goes_with_uncertainties_up_to_the_next_coarser_one(precision, uncertainty, code) -> None:
    assert codes(place(precision=precision, uncertainty=uncertainty), among="C") == code


def test_a_precision_too_fine_is_told_which_one_would_fit() -> None:
    (finding,) = findings(place(precision="exact", uncertainty=5_000), code="C005")
    assert finding.message == "precision exact does not go with an uncertainty of 5,000 m"
    assert "write precision: city" in finding.help
    assert finding.location == Location("data/locations.yaml", 4, 5)


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"coordinates": [55, 37]}, True),
        ({"coordinates": [55, 37], "precision": "street"}, False),
        ({"coordinates": [55, 37], "precision": "unknown"}, False),
        ({}, False),
    ],
)
def test_a_reported_place_says_how_precisely_it_is_known_even_if_it_is_unknown(fields, told) -> None:
    assert ("C006" in codes(place(**fields), report(place="tower"))) is told
    assert "C006" not in codes(place(**fields))


def test_a_report_without_a_place_is_told() -> None:
    (finding,) = findings(report(line=9), code="C007")
    assert finding.location == Location("data/locations.yaml", 10, 5)
    assert codes(place(), report(place="tower")) == set()


def info(line: int = 0, **fields: Any) -> MapInfo:
    values = {"method": "We read.", "url": "https://maps.example.org/", **fields}
    return MapInfo(**values).with_origin(Origin("data/locations.yaml", node(values, line)))


@pytest.mark.parametrize(
    ("translations", "words"),
    [
        ({"ru": {"title": "Т"}}, None),
        ({"ru": {"title": "Т"}, "uk": {"summary": "С"}}, None),
        ({"ru": {}}, "the translation into ru is empty; write one or more of title, summary, method, or take it out"),
        ({"ru": None}, "the translation into ru is empty"),
        ({"en": {"title": "T"}}, "en is the language of the map itself; write these texts where the map's own stand"),
        ({"de": {"title": "T"}}, "the page does not offer de, into which this is translated"),
        ({"de": {"title": "T"}}, "write languages: [en, ru, uk, de] under map:"),
    ],
)
def test_a_translation_that_nobody_will_read_is_told_with_the_words_to_write(translations, words) -> None:
    found = findings(info=info(language="en", languages=["ru", "uk"], translations=translations), code="C008")
    assert [words in f"{finding.message}; {finding.help}" for finding in found] == ([] if words is None else [True])
    assert all(finding.severity is Severity.WARNING for finding in found)


def test_translations_of_places_and_reports_are_told_at_their_own_line() -> None:
    translations = {"ru": {}, "de": {"note": "hier"}}
    empty, strange = findings(place(translations=translations), code="C008")
    assert "write one or more of note" in empty.help
    assert (empty.location.line, strange.location.line) == (5, 6)
    (told,) = findings(report(place=None, translations={"de": {"title": "T"}}), code="C008")
    assert "does not offer de" in told.message


def test_a_map_that_hides_its_method_or_its_address_is_noted_at_its_entry() -> None:
    bare = info(line=3, method=None, url=None)
    method, url = [one for one in findings(report(), info=bare) if one.code in {"C009", "C010"}]
    assert (method.code, method.severity, method.location.line) == ("C009", Severity.NOTE, 4)
    assert (url.code, url.severity, url.location.line) == ("C010", Severity.NOTE, 4)
    assert findings(report(), info=info(), code="C009") == findings(report(), info=info(), code="C010") == []
    assert findings(info=bare, code="C009") == []  # without reports, there is nothing that was chosen


def test_an_atlas_is_ordered_by_article_and_text_whatever_the_order_of_the_files() -> None:
    places = (place("b", name="Beta"), place("a", name="Alpha"))
    articles = [Article(id=each, title=each, text="Beta, Alpha. Beta.") for each in ("z", "y")]
    made = [
        connect(Gazetteer(map=MapInfo(), places=places, reports=()), order, TODAY)[0]
        for order in (articles, articles[::-1])
    ]
    assert made[0] == made[1]
    assert [(mention.article, mention.start) for mention in made[0].mentions] == [
        ("y", 0),
        ("y", 6),
        ("y", 13),
        ("z", 0),
        ("z", 6),
        ("z", 13),
    ]
    assert [each.id for each in made[0].places] == ["b", "a"]
