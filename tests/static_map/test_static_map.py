"""The static maps: the SVG for readers without JavaScript, and the preview that other sites show."""

import io
import math
import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from large import large_atlas
from PIL import Image
from shapely import Point, box

import geomap
from geomap.geometry.projection import fitted
from geomap.geometry.shapes import drawn_shape_of
from geomap.i18n.translator import Translator
from geomap.model import Atlas, MapInfo, OpeningView, Place, Report
from geomap.model.published import PublishedAtlas, coarsened
from geomap.static_map.country_names import countries, spots_of
from geomap.static_map.landscape import rivers_of, sea_of, water_of
from geomap.static_map.natural_features import (
    BEND,
    islands,
    rivers,
    seas,
    spots_in_sea,
    spots_on_island,
    stretches_of,
)
from geomap.static_map.page_svg import MAX_BYTES, static_map
from geomap.static_map.preview_png import HEIGHT, WIDTH, preview, preview_png
from geomap.static_map.scene import _label_points

SVG = "{http://www.w3.org/2000/svg}"
english = Translator("en")


def atlas_of(places=(), reports=(), **info) -> PublishedAtlas:
    atlas = Atlas(
        info=MapInfo(**info),
        places=tuple(
            Place(name=name, coordinates=[latitude, longitude], **more) for name, latitude, longitude, more in places
        ),
        reports=tuple(
            Report(title=f"Report {number}", place=place, status=status, status_reason="Made for a test.")
            for number, (place, status) in enumerate(reports)
        ),
        articles=(),
        mentions=(),
        citations=(),
    )
    return coarsened(atlas)


def atlas_at(*towns: tuple[str, float, float], **info) -> PublishedAtlas:
    """An unconfirmed report in each town."""
    reports = [(name.lower(), "unconfirmed") for name, _, _ in towns]
    return atlas_of([(*town, {}) for town in towns], reports, **info)


KREMLIN = ("Kremlin", 55.752, 37.6175, {"precision": "street"})
FAR = ("Far", 56.2, 38.4, {"precision": "building"})
DISTRICT = ("District", 55.6, 37.2, {"precision": "district"})


def parsed(svg: str) -> ET.Element:
    return ET.fromstring(svg)  # noqa: S314 - it is our own


def texts(svg: str) -> list[str]:
    return ["".join(each.itertext()) for each in parsed(svg).iter(f"{SVG}text")]


def symbols(svg: str, status: str) -> list[ET.Element]:
    """The symbols of a status on the map, without areas and without the legend."""
    root = parsed(svg)
    (scene,) = root.findall(f"{SVG}svg")
    return [symbol for group in scene.iter() if group.get("class") == f"static-{status}" for symbol in group]


@pytest.fixture(scope="module")
def first() -> PublishedAtlas:
    return coarsened(geomap.load(Path(__file__).parents[2]))


def test_the_picture_shows_names_counts_and_scale(first) -> None:
    svg = static_map(first, english)
    root = parsed(svg)
    assert root.get("role") == "img"
    assert root.findtext(f"{SVG}title") == first.info.title
    assert root.findtext(f"{SVG}desc") == "Map of reports. Confirmed: 2, Unconfirmed: 2."
    assert {"Zarechye", "In and around Moscow", "Confirmed: 2", "Unconfirmed: 2", "Somewhere in this area"} <= {
        *texts(svg)
    }


def test_texts_are_in_the_given_language(first) -> None:
    assert {"Підтверджено: 2", "Десь на цій ділянці", "10 км"} <= {*texts(static_map(first, Translator("uk")))}


def test_it_has_no_ids_styles_scripts_or_links(first) -> None:
    for atlas in (first, coarsened(large_atlas(2000))):
        for element in parsed(static_map(atlas, english)).iter():
            assert element.tag not in {f"{SVG}style", f"{SVG}script", f"{SVG}use"}
            assert not {"id", "style"} & set(element.attrib)


def test_statuses_differ_without_colour() -> None:
    places = [KREMLIN, FAR]
    svg = static_map(atlas_of(places, [("kremlin", "confirmed"), ("far", "unconfirmed")]), english)
    groups = {each.get("class"): each for each in parsed(svg).iter() if each.get("class")}
    assert groups["static-confirmed"].get("fill") == "#0b6e69"
    assert groups["static-unconfirmed"].get("fill") == "none"
    assert groups["static-unconfirmed"].get("stroke-dasharray")


def test_refuted_reports_are_counted_and_not_drawn_unless_there_are_no_others() -> None:
    mixed = static_map(atlas_of([KREMLIN, FAR], [("kremlin", "confirmed"), ("far", "refuted")]), english)
    assert "Refuted: 1, not shown" in texts(mixed)
    assert not symbols(mixed, "refuted")
    alone = static_map(atlas_of([KREMLIN, FAR], [("far", "refuted")]), english)
    assert "Refuted: 1" in texts(alone)
    assert symbols(alone, "refuted")


def test_a_large_area_is_its_outline_without_a_pin() -> None:
    svg = static_map(atlas_of([DISTRICT, KREMLIN], [("district", "confirmed"), ("kremlin", "confirmed")]), english)
    assert len(re.findall('class="static-area static-confirmed"', svg)) == 1
    assert len(symbols(svg, "confirmed")) == 1
    assert DISTRICT[0] in texts(svg)
    assert "Somewhere in this area" in texts(svg)
    assert "Somewhere in this area" not in texts(static_map(atlas_of([KREMLIN], [("kremlin", "confirmed")]), english))


def test_reports_at_one_place_are_a_cluster_with_their_number() -> None:
    svg = static_map(atlas_of([KREMLIN, FAR], [("kremlin", "confirmed")] * 3 + [("kremlin", "unconfirmed")]), english)
    assert "4" in texts(svg)
    assert len([each for each in parsed(svg).iter(f"{SVG}path") if "A" in each.get("d")]) == 2


def test_a_cluster_of_several_places_is_named_after_the_one_with_most_reports() -> None:
    near = [KREMLIN, ("Gate", KREMLIN[1] + 0.0005, KREMLIN[2], {"precision": "exact"}), FAR]
    reports = [("kremlin", "confirmed"), ("gate", "confirmed"), ("gate", "confirmed"), ("far", "confirmed")]
    for language, name in (("en", "Gate and nearby"), ("de", "Gate und Umgebung")):
        found = texts(static_map(atlas_of(near, reports), Translator(language)))
        assert {name, "3", "Far"} <= set(found)
        assert "Kremlin" not in found


def test_an_area_that_is_narrower_than_its_name_is_named_next_to_its_outline() -> None:
    name = "Municipality of the lower river"
    ring = [[30.0, 50.0], [30.4, 50.0], [30.4, 51.0], [30.0, 51.0], [30.0, 50.0]]
    areas = [(name, 50.5, 30.2, {"id": "strip", "area": {"type": "Polygon", "coordinates": [ring]}})]
    svg = static_map(atlas_of([*areas, FAR], [("strip", "confirmed"), ("strip", "confirmed")]), english)
    assert f"{name} 2 reports" in " ".join(texts(svg))


def test_both_halves_of_a_name_in_an_area_are_in_its_outline() -> None:
    corner = box(0, 0, 400, 100).union(box(0, 0, 100, 300))
    points = list(_label_points(corner, 200.0, 150.0, (120.0, 20.0)))
    assert points
    assert all(corner.contains(Point(x + offset, y)) for x, y in points for offset in (-30, 0, 30))
    distances = [math.dist(point, (200, 150)) for point in points]
    assert distances == sorted(distances)


def test_reports_without_a_place_are_counted() -> None:
    some = texts(static_map(atlas_of([KREMLIN], [("kremlin", "confirmed"), (None, "confirmed")]), english))
    assert "1 report with unknown location" in some
    assert "2 reports with unknown location" in texts(static_map(atlas_of([], [(None, "confirmed")] * 2), english))
    assert "This map has no reports yet." in texts(static_map(atlas_of(), english))


def test_places_on_both_sides_of_180_degrees_are_shown_the_shorter_way() -> None:
    fiji, samoa = ("Fiji", -17.7, 178.0, {"precision": "exact"}), ("Samoa", -13.8, -171.8, {"precision": "exact"})
    svg = static_map(atlas_of([fiji, samoa], [("fiji", "confirmed"), ("samoa", "confirmed")]), english)
    across = sorted(float(symbol.get("cx")) for symbol in symbols(svg, "confirmed"))
    assert across[1] - across[0] > 400  # ten degrees fill the picture
    named = {"".join(each.itertext()): float(each.get("x")) for each in parsed(svg).iter(f"{SVG}text")}
    assert named["Fiji"] < named["Samoa"]


def test_an_area_that_was_cut_at_180_degrees_is_whole() -> None:
    ring = [[170.0, -20.0], [-170.0, -20.0], [-170.0, -10.0], [170.0, -10.0], [170.0, -20.0]]
    area = {"type": "Polygon", "coordinates": [ring]}
    report = Report(title="Raft", place="sea", status="unconfirmed", status_reason="One witness.")
    atlas = coarsened(Atlas(MapInfo(), (Place(name="Sea", area=area),), (report,), (), (), ()))
    paths = [each.get("d") for each in parsed(static_map(atlas, english)).iter(f"{SVG}path")]
    (outline,) = [path for path in paths if path.endswith("Z")]
    assert outline.count("M") == 1
    across = [float(x) for x in re.findall(r"[ML]([-\d.]+) ", outline)]
    assert 300 < max(across) - min(across) < 880


def test_a_world_of_places_has_no_scale_and_a_city_has_one() -> None:
    assert not [text for text in texts(static_map(coarsened(large_atlas(200)), english)) if text.endswith("km")]
    assert [
        text
        for text in texts(static_map(atlas_of([KREMLIN], [("kremlin", "confirmed")]), english))
        if text.endswith(" m")
    ]


@pytest.mark.large
@pytest.mark.parametrize("count", [300, 800, 1200, 20_000])
def test_with_many_reports_the_picture_is_small_and_counts_all(count) -> None:
    svg = static_map(coarsened(large_atlas(count)), english)
    assert len(svg.encode()) <= MAX_BYTES
    confirmed = count - len(range(0, count, 3))
    assert f"Confirmed: {english.number(confirmed)}" in texts(svg)
    if count == 20_000:
        numbers = [int(text.replace(",", "")) for text in texts(svg) if re.fullmatch(r"[\d,]+", text)]
        assert sum(numbers) == count


@pytest.mark.large
def test_with_many_areas_the_picture_is_small() -> None:
    places = [(f"Area {n}", n % 50, n * 7 % 170, {"precision": "region"}) for n in range(390)]
    reports = [(f"area-{n}", "unconfirmed") for n in range(390)]
    assert len(static_map(atlas_of(places, reports), english).encode()) <= MAX_BYTES


def test_names_are_text_and_never_markup() -> None:
    hostile = '<script>alert(1)</script> & "quoted" {{ 7*7 }} \x01'
    atlas = atlas_of([(hostile, 1, 1, {"precision": "exact", "id": "x"})], [("x", "confirmed")], title=hostile)
    for svg in (static_map(atlas, english), preview(atlas, english).svg()):
        root = parsed(svg)
        assert not list(root.iter(f"{SVG}script"))
        assert "<script>alert(1)</script>" in "".join(root.itertext())


BOXES = """() => {
  const names = [...document.querySelectorAll("svg svg text")];
  const marks = [...document.querySelectorAll("svg svg :is(.static-confirmed, .static-unconfirmed) > circle")];
  return [...names, ...marks.filter((one) => !one.closest(".static-area, .static-around"))].map((one) => {
    const { left, top, right, bottom } = one.getBoundingClientRect();
    return [one.textContent || one.tagName, left, top, right, bottom];
  });
}"""


def test_no_name_covers_a_symbol_or_another_name(visit, tmp_path, first) -> None:
    """As Chromium sets them, not as they were measured."""
    crowd = [
        (f"Place of a long name {n}", 50 + n % 9 * 0.3, 30 + n * 7 % 60 * 0.1, {"precision": "exact"})
        for n in range(60)
    ]
    crowded = atlas_of(
        crowd, [(f"place-of-a-long-name-{n}", "confirmed" if n % 2 else "unconfirmed") for n in range(50)]
    )
    for number, atlas in enumerate((first, crowded)):
        page_file = tmp_path / f"{number}.html"
        page_file.write_text(
            f"<!DOCTYPE html><html dir=rtl><meta charset=utf-8>{static_map(atlas, english)}", encoding="utf-8"
        )
        page = visit().open(page_file)
        boxes = page.evaluate(BOXES)
        assert len(boxes) > 5
        for at, (name, left, top, right, bottom) in enumerate(boxes):
            for other, left2, top2, right2, bottom2 in boxes[at + 1 :]:
                # Lines of one name touch: their boxes are as high as the font, which is more than their letters.
                apart = left >= right2 or left2 >= right or top + 4 >= bottom2 or top2 + 4 >= bottom
                assert apart, (name, other)


def test_the_preview_is_a_picture_with_its_title_and_its_symbols(first) -> None:
    png = preview_png(first, english)
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    assert picture.size == (WIDTH, HEIGHT) == (1200, 630)
    colours = {colour for _, colour in picture.getcolors(maxcolors=1_000_000)}
    assert {(0x0B, 0x6E, 0x69), (0xB3, 0x59, 0x00), (0xF4, 0xF3, 0xEF), (0x1F, 0x23, 0x22)} <= colours
    title = picture.crop((0, 0, 1200, 180)).convert("L")
    assert sum(title.histogram()[:64]) > 5000
    assert preview_png(first, english) == png


@pytest.mark.parametrize(
    "atlas",
    [
        atlas_of(title="Empty"),
        atlas_of([], [(None, "confirmed")]),
        atlas_of([KREMLIN], [("kremlin", "confirmed")], title="A word " * 60),
        atlas_of([KREMLIN], [("kremlin", "confirmed")], title="W" * 300),
        atlas_of([("North", 89.9, 0, {"precision": "country"})], [("north", "unconfirmed")]),
        atlas_of([("A", 80, -179, {"precision": "country"}), ("B", -80, 10, {})], [("a", "refuted"), ("b", "refuted")]),
        None,
    ],
    ids=["empty", "unplaced", "long title", "one long word", "pole", "far apart", "1,000"],
)
def test_every_map_has_a_preview(atlas) -> None:
    atlas = atlas or coarsened(large_atlas(1_000))
    assert Image.open(io.BytesIO(preview_png(atlas, english))).size == (1200, 630)
    assert len(preview(atlas, english).svg()) < 200_000


def test_a_long_title_has_three_lines_and_an_ellipsis() -> None:
    atlas = atlas_of([KREMLIN], [("kremlin", "confirmed")], title="Reported deployments of every kind " * 9)
    lines = [each for each in parsed(preview(atlas, english).svg()) if each.get("font-family") == "DejaVu Serif"]
    assert len(lines) == 3
    assert lines[-1].text.endswith("…")


def test_texts_whose_letters_the_fonts_lack_are_left_out() -> None:
    beijing = ("北京", 39.9, 116.4, {"precision": "exact"})
    atlas = atlas_of([beijing, KREMLIN], [("北京", "confirmed"), ("kremlin", "confirmed")], title="防空部署")
    svg = preview(atlas, english).svg()
    assert not re.search("[一-鿿]", svg)
    assert "Kremlin" in texts(svg)
    assert "Карта ППО" in texts(preview(atlas_of(title="Карта ППО \U0010fffd"), english).svg())


@pytest.mark.parametrize(("language", "label"), [("zh", "confirmed"), ("ar", "مؤكَّد"), ("pl", "potwierdzone")])
def test_the_counts_are_in_a_language_whose_letters_the_fonts_have(first, language, label) -> None:
    assert any(text.endswith(label) for text in texts(preview(first, Translator(language)).svg()))


def test_the_preview_has_the_host_name_of_the_map() -> None:
    atlas = atlas_of([KREMLIN], [("kremlin", "confirmed")], url="https://maps.example.org/moscow/")
    assert "maps.example.org" in texts(preview(atlas, english).svg())


def test_right_to_left_texts_start_at_the_right() -> None:
    atlas = atlas_of([KREMLIN], [("kremlin", "confirmed")], title="A map", url="https://a.example/")
    for svg in (static_map(atlas, Translator("ar-XB")), preview(atlas, Translator("ar-XB")).svg()):
        root = parsed(svg)
        groups = [each for each in root.iter(f"{SVG}g") if each.get("class") == "static-confirmed"]
        legend = groups[-1]
        assert float(legend[0].get("cx")) > float(root.get("width")) - 80
    ends = [each for each in parsed(preview(atlas, Translator("ar-XB")).svg()) if each.tag == f"{SVG}text"]
    assert [float(each.get("x")) > 600 for each in ends] == [True, True, False]


def test_countries_are_named_on_themselves_in_the_language_of_the_map() -> None:
    towns = [("Lisbon", 38.7, -9.1, {}), ("Lviv", 49.8, 24.0, {}), ("Oslo", 59.9, 10.8, {})]
    atlas = atlas_of(towns, [(each[0].lower(), "unconfirmed") for each in towns], language="de")
    view = fitted([drawn_shape_of(place) for place in atlas.places], 900, 520, 26)
    found = {each.id: each.spans[0] for each in countries(view)}
    assert {"FR", "PL", "ES"} <= found.keys()
    x, y = view.point(46.5, 2.5)
    assert abs(found["FR"].x - x) < 40
    assert abs(found["FR"].y - y) < 60
    assert "FRANKREICH" in static_map(atlas, Translator("de"))
    assert countries(fitted([drawn_shape_of(atlas.places[0])], 900, 520, 26)) == ()  # too close


def test_it_opens_as_the_page_does() -> None:
    reports = [("kremlin", "confirmed"), ("far", "unconfirmed"), ("far", "refuted")]
    only = static_map(atlas_of([KREMLIN, FAR], reports, show=["unconfirmed", "refuted"]), english)
    assert not symbols(only, "confirmed")
    wide = OpeningView(center=[50.0, 20.0], zoom=4)
    assert "POLAND" in static_map(atlas_of([KREMLIN, FAR], reports, view=wide), english)
    assert "POLAND" not in static_map(atlas_of([KREMLIN, FAR], reports), english)


def test_islands_are_named_offshore() -> None:
    towns = [("Suva", -18.14, 178.44, {}), ("Apia", -13.83, -171.77, {}), ("Port-Vila", -17.73, 168.32, {})]
    atlas = atlas_of(towns, [(each[0].lower(), "unconfirmed") for each in towns])
    drawn = static_map(atlas, english)
    assert all(name in drawn for name in ("FIJI", "TONGA", "VANUATU"))
    view = fitted([drawn_shape_of(place) for place in atlas.places], 900, 520, 26)
    assert view is not None
    sea = sea_of(view)
    for country in countries(view):
        for x, y in spots_of(country, view, 80, 20):
            is_on_it = any(abs(x - span.x) < 1 and span.width >= 80 for span in country.spans)
            assert is_on_it or sea.covers(box(x - 40, y - 10, x + 40, y + 10))


def test_seas_islands_and_rivers_are_named() -> None:
    north = atlas_at(("Hull", 53.7, -0.3), ("Bergen", 60.4, 5.3), language="de")
    assert "Nordsee" in texts(static_map(north, Translator("de")))
    assert "Borneo" in texts(static_map(atlas_at(("Singapore", 1.3, 103.8), ("Manado", 1.5, 124.8)), english))
    rivers = parsed(static_map(atlas_at(("Salzburg", 47.8, 13.0), ("Odesa", 46.5, 30.7)), english))
    (danube,) = [text for text in rivers.iter(f"{SVG}text") if text.text == "Danube"]
    assert "rotate" in danube.get("transform", "")


def test_a_sea_that_is_a_place_of_the_map_is_named_once() -> None:
    towns = [("Hull", 53.7, -0.3, {}), ("Bergen", 60.4, 5.3, {})]
    sea = ("North Sea", 56.0, 3.0, {"precision": "region"})
    drawn = static_map(atlas_of([sea, *towns], [("hull", "confirmed"), ("bergen", "confirmed")]), english)
    assert texts(drawn).count("North Sea") == 1


@pytest.mark.parametrize("west", [-170, -75, 15, 95, 135])
def test_names_of_seas_are_on_water_and_those_of_islands_on_no_other_land(west) -> None:
    view = fitted(
        [drawn_shape_of(place) for place in atlas_at(("A", 50, west), ("B", -30, west + 40)).places], 900, 520, 26
    )
    assert view is not None
    water, sea = water_of(view), sea_of(view)
    for region in seas(view):
        for x, y in spots_in_sea(region, view, 80, 14, 1):
            assert water.covers(box(x - 40, y - 7, x + 40, y + 7))
    for island in islands(view):
        others = [span for other in islands(view) if other.id != island.id for span in other.spans]
        for x, y in spots_on_island(island, view, 50):
            assert not sea.covers(Point(x, y))
            assert not any(abs(span.y - y) < 1 and span.left < x < span.right for span in others)


def test_the_name_of_a_river_touches_it() -> None:
    view = fitted([drawn_shape_of(place) for place in atlas_at(("A", 55, 0), ("B", 40, 40)).places], 900, 520, 26)
    assert view is not None
    drawn = rivers_of(view)
    assert rivers(view)
    for river in rivers(view):
        for stretch in stretches_of(river, view, 50, 14)[:5]:
            assert drawn.distance(Point(stretch.x, stretch.y)) < 7 + BEND + 1


def test_capitals_are_those_of_the_language() -> None:
    towns = [("Edirne", 41.7, 26.6, {}), ("Van", 38.5, 43.4, {})]
    atlas = atlas_of(towns, [("edirne", "unconfirmed"), ("van", "unconfirmed")], language="tr")
    assert "TÜRKİYE" in static_map(atlas, Translator("tr"))


def test_water_is_drawn_over_the_courses_of_rivers_through_lakes() -> None:
    svg = parsed(static_map(atlas_at(("Entebbe", 0.06, 32.45), ("Mwanza", -2.52, 32.9)), english))
    drawn = [each.get("class") for each in svg.iter() if each.get("class")]
    assert drawn.index("static-river") < drawn.index("static-water")
