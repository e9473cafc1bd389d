"""The data of the page."""

import pytest

from geomap.model import Atlas, MapInfo, Place, Report
from geomap.model.published import coarsened
from geomap.page.bundle import bundle, reading_order


def test_translations_are_those_that_a_reader_of_the_page_can_get() -> None:
    place = Place(
        name="Yard",
        coordinates=[1, 2],
        names={"pt": "Pátio", "de": "Hof"},
        translations={"pt": {"note": "Um pátio."}, "pt-PT": {"note": "Um pátio em Portugal."}, "de": {"note": "Hof."}},
    )
    report = Report(
        title="Lorry",
        place="yard",
        status="unconfirmed",
        status_reason="Hearsay.",
        translations={"pt-br": {"title": "Caminhão"}, "pt": {"title": "Camião"}},
    )
    info = MapInfo(languages=["en", "pt-br"], translations={"pt": {"title": "Mapa"}})
    data = bundle(coarsened(Atlas(info, (place,), (report,), (), (), ())))
    assert data["languages"] == ["en", "pt-BR"]
    assert data["places"]["notes"] == {"pt": {"0": "Um pátio."}}
    assert data["reports"]["translations"] == {"pt": {"0": {"title": "Camião"}}, "pt-BR": {"0": {"title": "Caminhão"}}}
    assert data["map"]["translations"] == {"pt": {"title": "Mapa"}}
    assert set(data["places"]["names"]) == {"de", "pt"}  # the search finds names in any language


def _dated(title: str, date: str | None) -> Report:
    return Report(title=title, status="unconfirmed", status_reason="Hearsay.", date=date)


@pytest.mark.parametrize(
    ("order", "titles"),
    [
        ("newest", ["New", "Same day", "Old", "No date"]),
        ("oldest", ["Old", "New", "Same day", "No date"]),
        ("file", ["No date", "New", "Old", "Same day"]),
    ],
)
def test_reports_are_in_the_order_that_the_editor_chooses(order, titles) -> None:
    reports = (
        _dated("No date", None),
        _dated("New", "2023-02-01"),
        _dated("Old", "2023-01-01"),
        _dated("Same day", "2023-02-01"),
    )
    atlas = coarsened(Atlas(MapInfo(order=order), (), reports, (), (), ()))
    assert [report.title for report in reading_order(atlas)] == titles
    assert bundle(atlas)["map"]["order"] == order


def test_the_page_opens_as_the_editor_chooses() -> None:
    info = MapInfo(
        language="en",
        languages=["en", "ru"],
        show=["refuted", "confirmed"],
        view={"bounds": [[50, 170], [60, -170]]},
        labels={"system": "Type"},
        translations={"ru": {"labels": {"system": "Тип"}}},
    )
    data = bundle(coarsened(Atlas(info, (), (), (), (), ())))["map"]
    assert data["show"] == ["confirmed", "refuted"]
    assert data["view"] == {"bounds": [50, 170, 60, 190]}
    assert (data["system"], data["translations"]["ru"]) == ("Type", {"system": "Тип"})
    assert bundle(coarsened(Atlas(MapInfo(), (), (), (), (), ())))["map"]["view"] is None


def test_places_know_what_they_are_part_of() -> None:
    places = (Place(name="Land"), Place(name="Mill", part_of="land"), Place(name="Yard", part_of="mill"))
    data = bundle(coarsened(Atlas(MapInfo(), places, (), (), (), ())))["places"]
    assert data["within"] == {"1": 0, "2": 1}
