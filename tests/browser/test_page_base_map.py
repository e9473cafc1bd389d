"""The base map in a real Chromium: drawn from the page alone, with its accuracy shown, and below the markers."""

import re
from pathlib import Path

import pytest
from browsing import Visit
from loopback import next_frames, until
from pages import write_page
from playwright.sync_api import Page, expect
from positions import APIA, MOSCOW, SUVA, atlas_at

import geomap

LAND, WATER = "#f4f3ef", "#d6e4ea"

# Every word that is written on the names' canvas, with the box that it fills there in pixels of the screen.
LISTEN = """
window.written = [];
const write = CanvasRenderingContext2D.prototype.fillText;
CanvasRenderingContext2D.prototype.fillText = function (text, x, y) {
  write.apply(this, arguments);
  const frame = this.canvas.getBoundingClientRect();
  const { e, f, a } = this.getTransform();
  const scale = frame.width / this.canvas.width;
  const measured = this.measureText(text);
  const left = frame.left + (e + x * a) * scale, base = frame.top + (f + y * a) * scale;
  const top = base - measured.actualBoundingBoxAscent;
  written.push({ text, left, right: left + measured.width, top, bottom: base + 2, canvas: this.canvas });
};
const clear = Object.getOwnPropertyDescriptor(HTMLCanvasElement.prototype, "width");
Object.defineProperty(HTMLCanvasElement.prototype, "width", {
  ...clear,
  set(value) {
    written = written.filter(({ canvas }) => canvas !== this);
    clear.set.call(this, value);
  },
});
"""

COLOUR = """([latitude, longitude]) => {
  const at = map_geomap.latLngToContainerPoint([latitude, longitude]);
  const canvas = document.querySelector(".leaflet-basemap-pane canvas");
  if (!canvas) return null;
  const [frame, screen] = [canvas, map_geomap.getContainer()].map((element) => element.getBoundingClientRect());
  const scale = canvas.width / frame.width;
  const [x, y] = [(at.x + screen.left - frame.left) * scale, (at.y + screen.top - frame.top) * scale];
  const [red, green, blue, alpha] = canvas.getContext("2d").getImageData(x, y, 1, 1).data;
  return alpha ? "#" + [red, green, blue].map((value) => value.toString(16).padStart(2, "0")).join("") : null;
}"""


def colour(page: Page, latitude: float, longitude: float) -> str | None:
    """The colour of the base map at a position; None where nothing is painted, so that the land shows."""
    return page.evaluate(COLOUR, [latitude, longitude])


def listening(visit: Visit) -> Visit:
    """The visit, once its page will note the words that it writes."""
    visit.page.add_init_script(LISTEN)
    return visit


def drawn(page: Page) -> Page:
    """The page, once it has drawn its base map and everything else."""
    page.wait_for_function("() => performance.getEntriesByName('geomap:drawn').length")
    return page


def names(page: Page) -> list[str]:
    """What is written, in order; words that are set letter by letter run into each other."""
    texts = page.evaluate("() => written.map(({ text }) => text)")
    return re.sub(r"(?<=\x00)(.)\x00(?=.\x00)", r"\1", "\0".join(["", *texts, ""])).strip("\0").split("\0")


@pytest.fixture
def page_at(tmp_path):
    """Writes the page of reports at these positions."""

    def write(*positions: tuple[float, float]) -> Path:
        return write_page(atlas_at(*positions), tmp_path)

    return write


@pytest.mark.parametrize("zoom", range(4, 14))
def test_the_first_map_shows_where_it_is_at_every_zoom_from_disk(site, visit, zoom) -> None:
    opened = listening(visit())
    page = drawn(opened.open(f"{site.as_uri()}#map={zoom}/55.75/37.6"))
    assert len(names(page)) >= 3
    assert len(opened.requests) == 1
    assert not opened.complaints
    if zoom == 4:
        assert colour(page, 43.0, 34.0) == WATER  # the Black Sea
        assert colour(page, 52.0, 37.0) in {None, LAND}
    if zoom >= 10:
        assert {"Dorogomilovo", "Sokol", "Presnenskiy", "Luzhniki", "Strogino"} & set(names(page))


def test_names_keep_off_marks_words_and_controls(site, visit) -> None:
    for view in ("10.5/55.75/37.6", "12/55.75/37.6", "6/55.75/37.6"):
        opened = listening(visit())
        page = drawn(opened.open(f"{site.as_uri()}#map={view}"))
        covered = page.evaluate(
            """() => {
              const marks = ".pin, .cluster, .area-mark:not(.is-area-outline)";
              const mine = `${marks}, .label:not(.is-crowded), .leaflet-control, .tool`;
              const boxes = [...document.querySelectorAll(mine)].map((element) => element.getBoundingClientRect());
              const meet = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
              return written.filter((word) => boxes.some((box) => meet(word, box))).map(({ text }) => text);
            }"""
        )
        assert covered == []


def test_a_place_that_the_gazetteer_names_is_named_once(site, visit) -> None:
    for zoom in (6, 8, 10.5, 12):
        opened = listening(visit())
        page = drawn(opened.open(f"{site.as_uri()}#map={zoom}/55.75/37.6"))
        labels = page.locator(".label:not(.is-crowded)").all_inner_texts()
        assert [*labels, *names(page)].count("Moscow") <= 1


def test_names_are_in_the_readers_language(site, visit) -> None:
    shown = {}
    for language in ("en", "ru", "uk"):
        opened = listening(visit())
        shown[language] = " ".join(names(drawn(opened.open(f"{site.as_uri()}#map=5/53/34&lang={language}"))))
    for language, expected in {
        "en": ("Kyiv", "Voronezh", "BELARUS"),
        "ru": ("Киев", "Воронеж", "БЕЛАРУСЬ"),
        "uk": ("Київ", "Воронеж", "БІЛОРУСЬ"),
    }.items():
        assert [name for name in expected if name not in shown[language]] == []


@pytest.mark.parametrize(("language", "country"), [("ar", "أوكرانيا"), ("he", "אוקראינה"), ("ja", "ウクライナ")])
def test_letters_that_join_or_run_from_right_to_left_are_drawn_together(make_project, visit, language, country) -> None:
    root = make_project(
        {
            "data/locations.yaml": f"map: {{title: M, languages: [en, {language}]}}\n"
            "places: [{name: A, coordinates: [55.75, 37.6], precision: city}]\n"
            "reports: [{title: T, place: a, status: unconfirmed, status_reason: R}]\n"
        }
    )
    built = geomap.build(geomap.load(root), root)
    opened = listening(visit())
    page = drawn(opened.open(f"{built.site.joinpath('index.html').as_uri()}#map=5/50/33&lang={language}"))
    assert country in page.evaluate("() => written.map(({ text }) => text)")


@pytest.mark.parametrize(
    ("language", "river", "island"), [("de", "Donau", "Sardinien"), ("ar", "نهر الدانوب", "سردينيا")]
)
def test_large_rivers_and_islands_are_named_in_the_readers_language_at_small_scales(
    make_project, visit, language, river, island
) -> None:
    root = make_project(
        {
            "data/locations.yaml": f"map: {{title: M, languages: [en, {language}]}}\n"
            "places:\n"
            "  - {name: A, coordinates: [42.5, 9], precision: city}\n"
            "  - {name: B, coordinates: [47, 27], precision: city}\n"
            "reports:\n"
            "  - {title: T, place: a, status: unconfirmed, status_reason: R}\n"
            "  - {title: U, place: b, status: unconfirmed, status_reason: R}\n"
        }
    )
    built = geomap.build(geomap.load(root), root)
    opened = listening(visit())
    page = drawn(opened.open(f"{built.site.joinpath('index.html').as_uri()}#map=5/43/16&lang={language}"))
    until(page, lambda: {river, island} <= set(names(page)))
    page.evaluate("map_geomap.setView([44, 25], 9, { animate: false })")
    until(page, lambda: river not in names(page))


def test_the_map_shows_where_its_base_map_is_schematic_and_its_sources(site, visit) -> None:
    page = drawn(visit().open(f"{site.as_uri()}#map=9/55.75/37.6"))
    credits_ = page.locator(".leaflet-control-attribution")
    expect(credits_).to_contain_text("Natural Earth, GeoNames", use_inner_text=True)
    expect(credits_).not_to_contain_text("Schematic", use_inner_text=True)
    page.evaluate("map_geomap.setZoom(12, { animate: false })")
    expect(credits_).to_contain_text("Overview map: coasts and rivers ±1 km", use_inner_text=True)


def test_coasts_and_rivers_are_drawn_as_wide_as_their_uncertainty(site, visit) -> None:
    """The river is a line of a few pixels at zoom 9, and a band of a kilometre at zoom 12."""
    width = """() => {
      const canvas = document.querySelector(".leaflet-basemap-pane canvas");
      const { data } = canvas.getContext("2d").getImageData(0, canvas.height / 2, canvas.width, 1);
      let longest = 0, run = 0;
      for (let at = 0; at < data.length; at += 4) {
        run = data[at + 2] > data[at] + 4 && data[at + 3] ? run + 1 : 0; // bluer than the land
        longest = Math.max(longest, run);
      }
      return longest;
    }"""
    page = drawn(visit().open(f"{site.as_uri()}#map=9/55.75/37.4"))
    assert 1 <= page.evaluate(width) <= 20
    page.evaluate("map_geomap.setView([55.75, 37.5], 12, { animate: false })")
    assert page.evaluate(width) >= 40


def test_the_course_of_a_river_is_not_drawn_through_a_lake(page_of, visit) -> None:
    """Natural Earth's Kagera and Nile are one line through Lake Victoria."""
    gazetteer = "map: {title: T}\nplaces: [{name: Entebbe, coordinates: [0.0644, 32.4469], precision: settlement}]\n"
    page = drawn(visit().open(f"{page_of({'data/locations.yaml': gazetteer}).as_uri()}#map=8/-0.6/32.65"))
    assert {colour(page, -0.6, 32.6 + step / 200) for step in range(20)} == {WATER}


def test_the_base_map_is_dark_in_dark_mode_and_light_in_print(site, visit) -> None:
    page = drawn(visit(color_scheme="dark").open(f"{site.as_uri()}#map=5/44/34"))
    dark = colour(page, 43.0, 34.0)
    assert dark is not None
    assert dark != WATER
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.evaluate("map_geomap.setView([44, 34], 5, { animate: false })")
    assert colour(page, 43.0, 34.0) == WATER
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert colour(page, 43.0, 34.0) == dark


def test_a_drag_never_shows_an_empty_base_map(site, visit) -> None:
    page = drawn(visit().open(f"{site.as_uri()}#map=5/44/34"))
    box = page.locator(".folium-map").bounding_box()
    page.mouse.move(box["x"] + 700, box["y"] + 300)
    page.mouse.down()
    page.mouse.move(box["x"] + 60, box["y"] + 300, steps=8)
    next_frames(page)
    edge = page.evaluate(
        "(({ lat, lng }) => [lat, lng])(map_geomap.containerPointToLatLng([map_geomap.getSize().x - 3, 300]))"
    )
    inside = page.evaluate(
        COLOUR.replace("return alpha ?", "return x >= 0 && x < canvas.width ? 'painted' : null; alpha ?"), edge
    )
    page.mouse.up()
    assert inside == "painted"


def test_across_the_antimeridian_there_is_one_ocean(page_at, visit) -> None:
    page = drawn(visit().open(page_at(SUVA, APIA)))
    for position in [(-15.0, 179.0), (-15.0, -179.0), (-15.0, 181.0)]:
        longitude = position[1] + 360 if position[1] < 0 else position[1]
        turn = page.evaluate("map_geomap.getCenter().lng") < 0
        assert colour(page, position[0], longitude - 360 * turn) == WATER
    assert colour(page, -17.8, 178.0 - 360 * turn) != WATER  # Viti Levu


@pytest.mark.parametrize(
    "positions",
    [[(78.22, 15.63)], [(60.0, -150.0), (-33.0, 151.0), (51.5, 0.0)], [(-77.85, 166.67)], []],
    ids=["far north", "whole world", "far south", "nowhere"],
)
@pytest.mark.parametrize("size", [(1280, 800), (390, 844)])
def test_every_map_has_a_base_map_and_no_errors(page_at, visit, positions, size) -> None:
    opened = listening(visit(*size))
    page = drawn(opened.open(page_at(*positions)))
    for zoom in (1, 1.25, 3.5, 8, 15):
        page.evaluate("zoom => map_geomap.setZoom(zoom, { animate: false })", zoom)
    page.evaluate("map_geomap.setView([84, 179.9], 3, { animate: false })")
    assert colour(page, 83.9, 179.9) == WATER  # the Arctic Ocean
    assert not opened.complaints


def test_a_page_embeds_at_most_250_kilobytes_of_base_map(site) -> None:
    archives = re.findall(r'id="geomap-(?:land|names)">([^<]*)<', site.read_text(encoding="utf-8"))
    assert len(archives) == 2
    assert 100_000 < sum(map(len, archives)) <= 250_000


def test_the_base_map_is_drawn_in_a_sandboxed_frame(site, visit, tmp_path) -> None:
    host = tmp_path / "host.html"
    host.write_text(f'<iframe sandbox="allow-scripts" width="900" height="600" src="{site.as_uri()}?embed"></iframe>')
    opened = visit()
    page = opened.open(host)
    frame = page.frame_locator("iframe")
    frame.locator(".leaflet-basemap-pane canvas").wait_for()
    frame.locator(".pin, .cluster").first.wait_for()
    painted = """canvas => {
      const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
      return data.some((value) => value > 0);
    }"""
    until(page, lambda: frame.locator(".leaflet-names-pane canvas").evaluate(painted))
    assert not opened.complaints


def test_a_map_made_in_python_has_the_same_base_map(tmp_path, visit) -> None:
    import folium

    from geomap.page.folium_map import Map

    m = Map(atlas_at(MOSCOW))
    folium.Marker([55.76, 37.62], popup="here").add_to(m)
    m.save(str(tmp_path / "map.html"))
    page = visit().open(tmp_path / "map.html")
    page.evaluate("map_geomap.setZoom(10, { animate: false })")
    drawn(page)
    expect(page.locator(".leaflet-control-attribution")).to_contain_text("Natural Earth", use_inner_text=True)
