"""A mention far from an article's other places, where another place of its name is near: the editor is asked."""

from datetime import date

from geomap.link.connect import connect
from geomap.model import Article, FrontMatter, Gazetteer, MapInfo, Place

STAVANGER = Place(id="stavanger", name="Stavanger", coordinates=[58.97, 5.73])
HAUGESUND = Place(id="haugesund", name="Haugesund", coordinates=[59.41, 5.27])
GERMAN = Place(id="bergen-lower-saxony", name="Bergen", coordinates=[52.81, 9.96], precision="settlement")
OHIO = {"Zanesville": [39.94, -82.01], "Coshocton": [40.27, -81.86]}
TEXT = "Ferries between Stavanger, Haugesund and Bergen were stopped. In Bergen they waited."


def notes(text: str, *places: Place, link: dict[str, str] | None = None) -> list[str]:
    gazetteer = Gazetteer(map=MapInfo(title="T"), places=places, reports=())
    front_matter = FrontMatter(link=link or {})
    article = Article(id="a", title="A", text=text, file="seeds/a.txt", front_matter=front_matter)
    return [each.message for each in connect(gazetteer, [article], date(2026, 1, 1))[1] if each.code == "L010"]


def test_a_mention_taken_by_a_place_of_the_same_name_is_reported_once() -> None:
    (note,) = notes(TEXT, STAVANGER, HAUGESUND, GERMAN)
    assert note.startswith('"Bergen" is linked to "bergen-lower-saxony", ')
    assert "another Bergen (NO) is " in note


def test_a_place_near_the_others_is_not() -> None:
    norwegian = Place(id="bergen-norway", name="Bergen", coordinates=[60.39, 5.32])
    assert notes(TEXT, STAVANGER, HAUGESUND, norwegian) == []


def test_a_decision_in_the_front_matter_ends_the_note() -> None:
    assert notes(TEXT, STAVANGER, HAUGESUND, GERMAN, link={"Bergen": "bergen-lower-saxony"}) == []


def test_one_other_place_does_not_show_where_an_article_is() -> None:
    assert notes("From Stavanger to Bergen.", STAVANGER, GERMAN) == []


def test_a_region_is_never_asked_about() -> None:
    region = GERMAN.model_copy(update={"precision": "region"})
    assert notes(TEXT, STAVANGER, HAUGESUND, region) == []


def test_a_far_place_without_a_namesake_nearby_is_not() -> None:
    far = Place(id="wellington", name="Wellington", coordinates=[-41.29, 174.78], precision="city")
    assert notes(TEXT.replace("Bergen", "Wellington"), STAVANGER, HAUGESUND, far) == []


def test_a_small_town_is_not_asked_about_when_the_name_is_a_large_city() -> None:
    cambridge = Place(id="cambridge", name="Cambridge", coordinates=[42.375, -71.106])
    ohio = [Place(id=name.lower(), name=name, coordinates=at) for name, at in OHIO.items()]
    assert notes("From Zanesville and Coshocton to Cambridge.", *ohio, cambridge) == []
