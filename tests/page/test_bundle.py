"""The data of the page."""

from geomap.model import Atlas, MapInfo, Place, Report
from geomap.model.published import coarsened
from geomap.page.bundle import bundle


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
