"""Shared names: decided by the other names in the article, with a score and a reason; without support, ambiguous."""

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

import geomap
from geomap.cli import main
from geomap.edit.front_matter import write_links
from geomap.edit.yaml_edit import EditError
from geomap.findings import Location
from geomap.link import MentionsFound, NameIndex
from geomap.model import Article, Place

PLACES = [
    Place(id="usa", name="United States", coordinates=[39.8, -98.6], precision="country"),
    Place(id="illinois", name="Illinois", coordinates=[40.0, -89.2], precision="region", part_of="usa"),
    Place(id="springfield-il", name="Springfield", coordinates=[39.78, -89.65], part_of="illinois"),
    Place(id="springfield-ma", name="Springfield", coordinates=[42.1, -72.59]),
    Place(id="decatur", name="Decatur", coordinates=[39.84, -88.95]),
    Place(id="boston", name="Boston", coordinates=[42.36, -71.06]),
    Place(id="paris-fr", name="Paris", coordinates=[48.86, 2.35], precision="city"),
    Place(id="paris-tx", name="Paris", coordinates=[33.66, -95.56]),
    Place(id="texas", name="Texas", coordinates=[31.0, -100.0], precision="region"),
    Place(id="depot-a", name="Depot", coordinates=[10.0, 10.0]),
    Place(id="depot-b", name="Depot", coordinates=[10.01, 10.01]),
    Place(id="nowhere-1", name="Nowhere", area={"type": "Polygon", "coordinates": [[[0, 0], [0, 1], [1, 1], [0, 0]]]}),
    Place(id="nowhere-2", name="Nowhere", coordinates=[1, 1]),
]
INDEX = NameIndex(PLACES)


def find(text: str, **head: object) -> MentionsFound:
    return INDEX.find(Article(id="a", title="A", text=text, file="seeds/a.md", front_matter=head))


def places(text: str, **head: object) -> list[str]:
    return [mention.place for mention in find(text, **head).mentions]


@pytest.mark.parametrize(
    ("text", "place", "reason"),
    [
        ("Springfield, Illinois", "springfield-il", "Illinois follows directly"),
        (
            "In Illinois they saw Springfield",
            "springfield-il",
            "it is part of Illinois, which the article names",
        ),
        ("From Decatur to Springfield", "springfield-il", "60 km from Decatur; the other is 1,394 km away"),
        ("From Boston to Springfield", "springfield-ma", "129 km from Boston; the other is 1,581 km away"),
        ("Paris (Texas)", "paris-tx", "Texas follows directly"),
    ],
)
def test_a_shared_name_is_decided_by_its_context(text, place, reason) -> None:
    (mention,) = [each for each in find(text).mentions if each.exact in {"Springfield", "Paris"}]
    assert (mention.place, mention.reason) == (place, reason)
    assert 0.55 <= mention.score <= 1


def test_a_name_of_one_place_is_certain() -> None:
    (mention,) = find("In Boston").mentions
    assert (mention.score, mention.reason) == (1.0, "no other place has this name")


def test_the_same_name_may_mean_two_places_in_one_article() -> None:
    found = places("Decatur and Springfield; then Paris, Texas. In the end Springfield")
    assert found == ["decatur", "springfield-il", "paris-tx", "texas", "springfield-il"]


@pytest.mark.parametrize("text", ["In Springfield they sleep", "Springfield and Paris", "Nowhere to go to"])
def test_without_context_a_shared_name_stays_ambiguous_and_is_reported_once(text) -> None:
    found = find(text + ". " + text)
    assert found.mentions == ()
    assert {each.reason for each in found.left_out} == {"ambiguous: nothing in the text supports any of them"}
    assert {finding.code for finding in found.findings} == {"L001"}
    assert all("(2 times in this article)" in finding.message for finding in found.findings)


def test_equal_support_leaves_a_name_ambiguous() -> None:
    west, east = (Place(id=id_, name="Ford", coordinates=[0, at]) for id_, at in (("west", -1), ("east", 1)))
    index = NameIndex([west, east, Place(id="middle", name="Middle", coordinates=[0, 0])])
    found = index.find(Article(id="a", title="A", text="From Middle to Ford"))
    assert [mention.place for mention in found.mentions] == ["middle"]
    assert "east and west almost equally" in found.findings[0].message


def test_of_two_places_at_nearly_the_same_spot_one_is_chosen() -> None:
    near = Place(id="town", name="Town", coordinates=[10.02, 10.0])
    mention, _ = NameIndex([*PLACES, near]).find(Article(id="a", title="A", text="Depot and Town")).mentions
    assert mention.place in {"depot-a", "depot-b"}
    assert "km" in mention.reason


def test_front_matter_links_one_name_and_excludes_another() -> None:
    found = find(
        "In Springfield, near Boston. SPRINGFIELD again; the capital.",
        link={"Springfield": "springfield-il", "Boston": None, "the capital": "usa"},
    )
    assert [(each.exact, each.place) for each in found.mentions] == [
        ("Springfield", "springfield-il"),
        ("SPRINGFIELD", "springfield-il"),
        ("the capital", "usa"),
    ]
    assert [(each.exact, each.reason) for each in found.left_out] == [("Boston", "set in the article's front matter")]
    assert {each.reason for each in found.mentions} == {"set in the article's front matter"}
    assert found.findings == []


def test_front_matter_overrides_the_rules_and_gives_context() -> None:
    assert places("Boston Times and Springfield", link={"Boston": "boston"}) == ["boston", "springfield-ma"]


def test_front_matter_applies_to_inflected_forms() -> None:
    index = NameIndex([Place(id="m", name="Москва", coordinates=[55.75, 37.6])], "ru")
    head = {"link": {"Москва": None}, "language": "ru"}
    assert index.find(Article(id="a", title="A", text="В Москве, из Москвы", front_matter=head)).mentions == ()


def test_errors_in_link_are_reported() -> None:
    (finding,) = find("In Springfield and Decatur", link={"Springfield": "springfeld-il"}).findings
    assert finding.code == "G007"
    assert '"springfield-il"' in finding.help
    (finding,) = find("In Decatur", link={"Springfield": "springfield-il"}).findings
    assert finding.code == "L004"
    assert '"Springfield"' in finding.message


def test_errors_in_link_are_located_in_the_front_matter(make_project) -> None:
    import geomap

    root = make_project(
        {
            "data/locations.yaml": "places:\n  - {name: Fort, coordinates: [1, 2]}\n",
            "seeds/news.md": "---\nlink:\n  Fort: castle\n---\nAt the Fort.\n",
        }
    )
    (finding,) = [each for each in geomap.check(root).findings if each.code == "G007"]
    assert finding.location == Location("seeds/news.md", 3, 9)


WORDS = ["Springfield", "Paris", "Decatur", "Boston", "Texas", "Illinois", "Depot", "Nowhere", "and", ", ", ". ", "x"]


@given(st.data(), st.lists(st.sampled_from(WORDS), max_size=15).map(" ".join))
def test_the_order_of_places_makes_no_difference(data, text) -> None:
    article = Article(id="a", title="A", text=text)
    shuffled = data.draw(st.permutations(PLACES))
    assert NameIndex(shuffled).find(article) == INDEX.find(article)


@given(
    st.lists(st.sampled_from(WORDS), max_size=15).map(" ".join),
    st.tuples(st.floats(-90, 90), st.floats(-180, 180)),
    st.sampled_from(["boston", "illinois", None]),
)
def test_an_unrelated_place_makes_no_difference(text, position, part_of) -> None:
    other = Place(id="other", name="Elsewhere", coordinates=list(position), part_of=part_of)
    article = Article(id="a", title="A", text=text)
    assert NameIndex([*PLACES, other]).find(article) == INDEX.find(article)


@pytest.mark.large
def test_a_thousand_places_with_one_name_are_handled() -> None:
    many = [Place(id=f"p{i}", name="San Antonio", coordinates=[i / 20, i / 10]) for i in range(1_000)]
    near = Place(id="near", name="Harbour", coordinates=[25.0, 50.0])
    found = NameIndex([*many, near]).find(Article(id="a", title="A", text="San Antonio and Harbour. " * 2_000))
    assert len(found.mentions) + len(found.left_out) == 4_000


SHARED = [
    Place(id="north", name="Springfield", coordinates=[39.78, -89.65]),
    Place(id="south", name="Springfield", coordinates=[37.21, -93.29], precision="city"),
]
SOUTH_REPORT = (
    "reports:\n  - {title: Launcher, place: south, status: unconfirmed, status_reason: One witness.,"
    " evidence: [{article: a, quote: launcher in Springfield}]}\n"
)
TWO_PLACES = (
    "places:\n  - {id: north, name: Springfield, coordinates: [39.78, -89.65]}\n"
    "  - {id: south, name: Springfield, coordinates: [37.21, -93.29], precision: city}\n"
)


def test_a_shared_name_in_a_quote_means_the_place_of_the_report(make_project) -> None:
    text = "Someone saw a launcher in Springfield. More about Springfield.\n"
    atlas = geomap.load(make_project({"data/locations.yaml": TWO_PLACES + SOUTH_REPORT, "seeds/a.txt": text}))
    assert [mention.place for mention in atlas.mentions] == ["south", "south"]
    assert atlas.mentions[0].reason == "a report about it quotes these words"
    assert not [finding for finding in atlas.findings if finding.code == "L001"]


def test_an_undecided_name_is_reported_once_with_its_articles_and_likeliest_place(make_project) -> None:
    files = {f"seeds/{name}.txt": "The depot at Springfield is empty.\n" for name in ("a", "b", "c")}
    checked = geomap.check(make_project({"data/locations.yaml": TWO_PLACES, **files}))
    (finding,) = [finding for finding in checked.findings if finding.code == "L001"]
    assert "3 articles: a, b, c" in finding.message
    assert "{Springfield: south}" in finding.help


def test_the_likeliest_place_is_taken_on_request() -> None:
    found = NameIndex(SHARED).find(Article(id="a", title="A", text="In Springfield"), likeliest=True)
    assert [mention.place for mention in found.mentions] == ["south"]
    assert found.undecided == ()


@pytest.mark.parametrize(
    ("front_matter", "expected"),
    [
        ("", "---\nlink:\n  Springfield: south\n---\n"),
        ("---\ntitle: T\n---\n", "---\ntitle: T\nlink:\n  Springfield: south\n---\n"),
        ("---\nlink: {Foo: north}\n---\n", '---\nlink: {Foo: north, Springfield: "south"}\n---\n'),
        (
            "---\nlink:  # a comment\n    Foo: north\n---\n",
            "---\nlink:  # a comment\n    Foo: north\n    Springfield: south\n---\n",
        ),
    ],
)
def test_links_are_added_to_the_front_matter(tmp_path, front_matter, expected) -> None:
    text = "The depot at Springfield is empty, and Foo too.\n"
    file = tmp_path / "a.txt"
    file.write_text(front_matter + text, encoding="utf-8")
    write_links(file, {"Springfield": "south"})
    assert file.read_text(encoding="utf-8") == expected + text


def test_accepting_writes_the_likeliest_places(make_project) -> None:
    root = make_project({"data/locations.yaml": TWO_PLACES, "seeds/a.txt": "The depot at Springfield is empty.\n"})
    arguments = ["link", str(root / "seeds"), "--gazetteer", str(root), "--accept", "--jobs", "1"]
    assert CliRunner().invoke(main, arguments).exit_code == 0
    assert [mention.place for mention in geomap.load(root).mentions] == ["south"]


def test_a_front_matter_with_an_error_is_left_alone(tmp_path) -> None:
    file = tmp_path / "a.txt"
    file.write_text("---\nlink: 3\n---\nText\n", encoding="utf-8")
    with pytest.raises(EditError):
        write_links(file, {"Springfield": "south"})
    assert file.read_text(encoding="utf-8") == "---\nlink: 3\n---\nText\n"
