"""Checks of the whole atlas: each finding is located at its own key."""

import datetime as dt
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from geomap.findings import Finding, Location, Severity
from geomap.link import connect
from geomap.model import Article, FrontMatter, Gazetteer, MapInfo, Origin, Place, Report
from geomap.model.origin import mark_of

TODAY = dt.date(2023, 2, 1)
COMPLETE = MapInfo(method="We read the press.", url="https://maps.example.org/")
REPORT = {"title": "Launcher", "status": "unconfirmed", "status_reason": "seen once"}


def node(value: Any, line: int) -> tuple[Any, ...]:
    """A tree of positions in which every key of a mapping has its own line, 100 lines for each level."""
    mark = mark_of(line, 4)
    if isinstance(value, Mapping):
        lines = {key: line + 1 + i for i, key in enumerate(value)}
        return mark, {
            key: (mark_of(at, 4), node(each, at)) for (key, each), at in zip(value.items(), lines.values(), strict=True)
        }
    if isinstance(value, Sequence) and not isinstance(value, str):
        return mark, [node(each, line + 100 * (i + 1)) for i, each in enumerate(value)]
    return (mark,)


def place(id: str = "tower", line: int = 0, **fields: Any) -> Place:  # noqa: A002
    values = {"id": id, "name": f"Name of {id}", **fields}
    return Place(**values).located(Origin("data/locations.yaml", node(values, line)))


def report(line: int = 0, **fields: Any) -> Report:
    values = {**REPORT, **fields}
    return Report(**values).located(Origin("data/locations.yaml", node(values, line)))


def article(text: str = "Nothing here.", **head: Any) -> Article:
    front_matter = FrontMatter(**head).located(Origin("seeds/post.md", node(head, 0)))
    return Article(id="post", title="Post", text=text, file="seeds/post.md", front_matter=front_matter)


def findings(*entries: Place | Report | Article, code: str = "", info: MapInfo = COMPLETE) -> list[Finding]:
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


def test_unused_places_are_reported_and_mentioned_ones_noted() -> None:
    text = "Near the Name of seen and the Name of used."
    used, seen = place("used", precision="city"), place("seen", part_of="parent")
    entries = (used, seen, place("parent"), place("lost", line=7), report(place="used"), article(text))
    (lost,), (noted,) = findings(*entries, code="L002"), findings(*entries, code="L003")
    assert '"lost"' in lost.message
    assert lost.location == Location("data/locations.yaml", 8, 5)
    assert '"seen"' in noted.message
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
def test_a_place_more_than_20_km_outside_its_parent_is_reported(child, parent, far) -> None:
    entries = (place("child", part_of="parent", **child), place("parent", **parent))
    assert ("C001" in codes(*entries)) is far


def test_a_far_place_is_reported_at_part_of_with_the_distance() -> None:
    (finding,) = findings(
        place("child", part_of="parent", coordinates=[55, 37]), place("parent", coordinates=[57, 37]), code="C001"
    )
    assert all(part in finding.message for part in ('"child"', "223 km", '"parent"'))
    assert finding.location == Location("data/locations.yaml", 4, 5)
    assert "size" in finding.help


def test_duplicates_are_reported_once_at_the_second_place() -> None:
    same = {"name": "Kremlin", "coordinates": [55, 37]}
    (finding,) = findings(place("one", line=3, **same), place("two", line=20, **same), code="C002")
    assert finding.location == Location("data/locations.yaml", 21, 5)
    assert all(part in finding.message for part in ('"two"', '"one"', "same name"))
    assert "data/locations.yaml:4:5" in finding.help


def test_every_future_date_is_reported_at_its_key() -> None:
    history = [
        {"date": "2023-01-01", "status": "unconfirmed", "reason": "x"},
        {"date": "2023-03", "status": "refuted", "reason": "x"},
    ]
    found = findings(
        report(date="2024-01-01", reported="2023-02-03", history=history),
        article(published="2023-02-01", accessed="2030"),
        code="C003",
    )
    assert [str(finding.location) for finding in found] == [
        "data/locations.yaml:5:5",
        "data/locations.yaml:6:5",
        "data/locations.yaml:208:5",
        "seeds/post.md:3:5",
    ]
    assert all(part in found[0].message for part in ("2024-01-01", "2023-02-01"))


@pytest.mark.parametrize(
    "date",
    [
        "2023-02-01",
        "2023-02",
        "2023",
        "2023-01-31/2023-03-01",
        "../2030-01-01",
        "2023-XX",
        None,
        "2023-02-20~",
        "2023-02-02",
        "2023-02-02T00:30+03:00",
        "2024~",
    ],
)
def test_a_date_that_may_be_in_the_past_is_accepted(date) -> None:
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
        ("2023-01-21~", "2023-01-20", False),
        ("2023-01-21?", "2023-01-20", False),
        ("2023-01-21", "2023-01-20%", False),
        ("2023-03-01~", "2023-01-20", True),  # more than a month: no longer about that day
        ("2023-02~", "2023-01-20", False),
        ("2024-12~", "2023-01-20", True),
        ("2024~", "2023-01-20", False),
        ("2053~", "2023-01-20", True),
        ("2023-~02-01", "2023-01-20", False),
        ("2023-01-21~/2023-01-25", "2023-01-20", False),
        ("2023-01-21/2023-01-25~", "2023-01-20", True),
        ("2023-01-20T00:30+03:00", "2023-01-19T22:00Z", False),
        ("2023-01-20T01:30+03:00", "2023-01-19T22:00Z", True),
        ("2023-01-20", "2023-01-19T22:00Z", False),  # a day earlier in the east
        ("2023-01-20T06:00Z", "2023-01-19", False),  # a day later in the west
        ("2023-01-20T13:00Z", "2023-01-19", True),
        ("2023-01-20T14:30", "2023-01-20", False),
        ("2023-01-20T14:30", "2023-01-20T14:30:20", False),
    ],
)
def test_a_report_dated_after_its_article_is_reported(date, published, late) -> None:
    evidence = [{"article": "post", "quote": "a launcher"}, {"article": "post", "quote": "in the yard"}]
    found = findings(
        report(date=date, evidence=evidence), article("Saw a launcher in the yard.", published=published), code="C004"
    )
    assert [str(finding.location) for finding in found] == (["data/locations.yaml:5:5"] if late else [])


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
def test_a_precision_allows_uncertainties_up_to_the_next_coarser_precision(precision, uncertainty, code) -> None:
    assert codes(place(precision=precision, uncertainty=uncertainty), among="C") == code


def test_the_advice_names_a_precision_that_fits() -> None:
    (finding,) = findings(place(precision="exact", uncertainty=5_000), code="C005")
    assert all(part in finding.message for part in ("exact", "5,000 m"))
    assert "write precision: city" in finding.help
    assert finding.location == Location("data/locations.yaml", 4, 5)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"coordinates": [55, 37]}, True),
        ({"coordinates": [55, 37], "precision": "street"}, False),
        ({"coordinates": [55, 37], "precision": "unknown"}, False),
        ({}, False),
    ],
)
def test_a_reported_place_needs_a_precision(fields, expected) -> None:
    assert ("C006" in codes(place(**fields), report(place="tower"))) is expected
    assert "C006" not in codes(place(**fields))


def test_a_report_without_a_place_is_reported() -> None:
    (finding,) = findings(report(line=9), code="C007")
    assert finding.location == Location("data/locations.yaml", 10, 5)
    assert codes(place(), report(place="tower")) == set()


def info(line: int = 0, **fields: Any) -> MapInfo:
    values = {"method": "We read.", "url": "https://maps.example.org/", **fields}
    return MapInfo(**values).located(Origin("data/locations.yaml", node(values, line)))


@pytest.mark.parametrize(
    ("translations", "text"),
    [
        ({"ru": {"title": "Т"}}, None),
        ({"ru": {"title": "Т"}, "uk": {"summary": "С"}}, None),
        ({"ru": {}}, "title, summary, method"),
        ({"ru": None}, "empty"),
        ({"en": {"title": "T"}}, "en is the language of the map"),
        ({"de": {"title": "T"}}, "not offered in de"),
        ({"de": {"title": "T"}}, "languages: [en, ru, uk, de]"),
    ],
)
def test_unused_translations_are_reported_with_advice(translations, text) -> None:
    found = findings(info=info(language="en", languages=["ru", "uk"], translations=translations), code="C008")
    assert [text in f"{finding.message}; {finding.help}" for finding in found] == ([] if text is None else [True])
    assert all(finding.severity is Severity.WARNING for finding in found)


@pytest.mark.parametrize(
    ("offered", "translation", "shown"),
    [("pt-BR", "pt", True), ("pt", "pt-BR", True), ("pt-BR", "pt-PT", True), ("pt-BR", "es", False)],
)
def test_a_translation_into_a_related_language_is_shown(offered, translation, shown) -> None:
    translations = {translation: {"title": "T"}}
    found = findings(info=info(language="en", languages=[offered], translations=translations), code="C008")
    assert (not found) == shown


def test_unused_translations_of_places_and_reports_are_reported_at_their_line() -> None:
    translations = {"ru": {}, "de": {"note": "hier"}}
    empty, not_offered = findings(place(translations=translations), code="C008")
    assert "one or more of note" in empty.help
    assert (empty.location.line, not_offered.location.line) == (5, 6)
    (finding,) = findings(report(place=None, translations={"de": {"title": "T"}}), code="C008")
    assert "not offered in de" in finding.message


def test_a_missing_method_or_url_is_noted() -> None:
    bare = info(line=3, method=None, url=None)
    method, url = [one for one in findings(report(), info=bare) if one.code in {"C009", "C010"}]
    assert (method.code, method.severity, method.location.line) == ("C009", Severity.NOTE, 4)
    assert (url.code, url.severity, url.location.line) == ("C010", Severity.NOTE, 4)
    assert findings(report(), info=info(), code="C009") == findings(report(), info=info(), code="C010") == []
    assert findings(info=bare, code="C009") == []  # without reports, nothing was chosen


@pytest.mark.parametrize(
    ("choice", "key"),
    [
        ({"show": ["refuted"]}, "statuses"),
        ({"view": {"center": [10, 10], "zoom": 9}}, "view"),
        ({"view": {"bounds": [[0, 0], [1, 1]]}}, "view"),
        ({"view": {"center": [55.7, 37.6], "zoom": 9}}, None),
        ({"view": {"bounds": [[50, 30], [60, 40]]}, "show": ["unconfirmed"]}, None),
    ],
)
def test_an_opening_that_shows_no_report_is_reported(choice, key) -> None:
    found = findings(place(coordinates=[55.75, 37.6]), report(place="tower"), info=info(**choice), code="C014")
    assert [key in finding.message for finding in found] == ([] if key is None else [True])


def test_mentions_are_ordered_by_article_and_offset() -> None:
    places = (place("b", name="Beta"), place("a", name="Alpha"))
    articles = [Article(id=each, title=each, text="Beta, Alpha. Beta.") for each in ("z", "y")]
    made = [
        connect(Gazetteer(map=MapInfo(), places=places, reports=()), order, TODAY)[0]
        for order in (articles, articles[::-1])
    ]
    assert vars(made[0]) == vars(made[1])
    assert [(mention.article, mention.start) for mention in made[0].mentions] == [
        ("y", 0),
        ("y", 6),
        ("y", 13),
        ("z", 0),
        ("z", 6),
        ("z", 13),
    ]
    assert [each.id for each in made[0].places] == ["b", "a"]


ICELAND = {"keflavik": [64.0, -22.56], "vik": [63.42, -19.01], "akureyri": [65.68, -18.1], "hofn": [64.25, -15.21]}


@pytest.mark.parametrize(
    ("coordinates", "cause"),
    [
        ([-21.82, 64.13], "swapped"),
        ([21.82, -64.13], "swapped"),
        ([64.13, 21.82], "minus of the longitude"),
        ([-64.13, -21.82], "minus of the latitude"),
        ([6.413, -21.82], "decimal point of the latitude"),
        ([64.13, -2.182], "decimal point of the longitude"),
    ],
)
def test_a_place_far_from_all_others_is_reported_if_one_mistake_explains_it(coordinates, cause) -> None:
    others = [place(name, coordinates=position) for name, position in ICELAND.items()]
    (finding,) = findings(*others, place("lost", coordinates=coordinates), code="C011")
    assert '"lost"' in finding.message
    assert cause in finding.help
    shown = re.search(r"\[.*\]", finding.help)[0]
    assert json.loads(shown) == pytest.approx([64.13, -21.82])


@pytest.mark.parametrize("coordinates", [[55.67, 12.57], [-33.9, 151.2], [64.9, -23.9]])
def test_a_far_place_that_no_mistake_explains_is_accepted(coordinates) -> None:
    others = [place(name, coordinates=position) for name, position in ICELAND.items()]
    assert findings(*others, place("abroad", coordinates=coordinates), code="C011") == []


def test_three_places_are_too_few_to_tell_which_is_far() -> None:
    others = [place(name, coordinates=position) for name, position in list(ICELAND.items())[:2]]
    assert findings(*others, place("lost", coordinates=[-21.82, 64.13]), code="C011") == []


@pytest.mark.parametrize(
    ("date", "reported", "wrong"),
    [
        ("2024-03-09", "2024-03-05", True),
        ("2024-03-09", "2024-03", False),
        ("2024-03-09", "2024-03-09", False),
        ("2024-04", "2024-03", True),
        ("../2024-04", "2024-03", False),
        ("2024-03-09~", "2024-03-05", False),
        ("2024-03-09", "2024-03-05?", False),
    ],
)
def test_a_report_dated_after_it_was_reported_is_found(date, reported, wrong) -> None:
    assert ("C012" in codes(report(date=date, reported=reported))) is wrong


def test_equal_reports_are_found_by_title_or_quote() -> None:
    quote = {"evidence": [{"article": "post", "quote": "a radar"}]}
    text = article("There is a radar on the roof.")
    one = report(id="one", date="2024-03-09", **quote)
    assert codes(one, report(id="two", date="2024-03-09", title=one.title.upper()), text, among="C") >= {"C013"}
    assert codes(one, report(id="two", date="2024-03-09", title="Another", **quote), text, among="C") >= {"C013"}
    assert "C013" not in codes(one, report(id="two", date="2024-03-10"), text)
    assert "C013" not in codes(one, report(id="two", date="2024-03-09", title="Another"), text)


@pytest.mark.parametrize(
    ("fields", "is_found"),
    [
        ({"date": "2024-03-05/2024-03-10", "title": "The launcher on a roof"}, True),
        ({"date": "2024-03-09T14:30+03:00", "title": "Launcher on a roof here"}, False),  # a word more
        ({"date": "2024-03-09T14:30+03:00", "title": "Launchers on the roof"}, True),
        ({"date": "../2024-03-10", "title": "Another", "evidence": [{"article": "post", "quote": "a radar"}]}, True),
        ({"date": "2024-03-10/2024-03-12", "title": "Launcher on the roof"}, False),
        ({"title": "Launcher on the roof"}, False),
        ({"date": "2024-03-09", "title": "Launcher 2 on the roof"}, False),
        ({"date": "2024-03-09", "title": "Launcher on the roof", "place": "hill"}, False),
        ({"date": "2024-03-09", "title": "Launcher on the roof", "same_event_as": ["one"]}, False),
        ({"date": "2024-03-09", "title": "Launcher on the roof", "see_also": ["one"]}, False),
    ],
)
def test_reports_that_may_be_the_same_have_a_similar_title_or_quote_and_overlapping_dates(fields, is_found) -> None:
    text = article("There is a radar on the roof.")
    quote = {"evidence": [{"article": "post", "quote": "a radar"}]}
    one = report(id="one", date="2024-03-09", title="Launcher on the roof", **quote)
    other = report(line=20, id="two", **fields)
    found = findings(one, other, text, code="C013")
    assert len(found) == is_found
    if found:
        assert "overlapping dates" in found[0].message
        assert "same_event_as: [one]" in found[0].help


def test_many_equal_reports_are_each_reported_once() -> None:
    found = findings(*(report(line=at, id=f"r{at}", date="2024-03-09") for at in range(40)), code="C013")
    assert [finding.location.line for finding in found] == list(range(2, 41))


@pytest.mark.parametrize(
    ("fields", "path"),
    [
        ({"status_since": "2023-01"}, None),
        ({"status_since": "2022-12-31"}, "status_since"),
        ({"history": [("2023-01-20", "x"), ("2023-01-19", "y")]}, "history"),
        ({"history": [("2023-01-20T14:30Z", "x"), ("2023-01-20T12:30Z", "y")]}, "history"),
        ({"history": [("2023-01-20T14:30Z", "x"), ("2023-01-20T16:30+03:00", "y")]}, "history"),
        ({"history": [("2023-01-20T14:30Z", "x"), ("2023-01-20", "y")]}, None),
        ({"history": [("2023-01-20~", "x"), ("2023-01-19", "y")]}, None),
        ({"corrected": [("2023-01-20", "x"), ("2023-01-19", "y")]}, "corrected"),
        ({"corrected": [("2023-01-20", "x"), ("2023-01", "y")]}, None),
    ],
)
def test_statuses_and_corrections_must_be_in_order(fields, path) -> None:
    values = {"history": [{"date": "2023-01-19", "status": "unconfirmed", "reason": "x"}], **fields}
    if "history" in fields:
        values["history"] = [{"date": date, "status": "refuted", "reason": why} for date, why in fields["history"]]
    if "corrected" in fields:
        values["corrected"] = [{"date": date, "note": why} for date, why in fields["corrected"]]
    assert len(findings(report(**values), code="C015")) == (path is not None)


def test_a_translation_of_a_quote_that_is_never_shown_is_reported() -> None:
    quote = {"article": "post", "quote": "a radar", "translations": {"de": "ein Radar", "tlh": "?"}}
    info = COMPLETE.model_copy(update={"languages": ("de",)})
    (found,) = findings(report(evidence=[quote]), article("There is a radar."), info=info, code="C008")
    assert "not offered in tlh" in found.message
