"""A map service of vector tiles: drawn by the page in its own style, over a context that stays where none come."""

import mapbox_vector_tile
import pytest
from loopback import reader, until
from playwright.sync_api import expect
from test_page_base_map import WATER, colour, drawn
from test_page_online import PLACES, REPORTS, credit, load, note
from tiles import serving_tiles

LAKE = mapbox_vector_tile.encode(
    [
        {
            "name": "water",
            "features": [
                {"geometry": "POLYGON((0 0, 0 4096, 4096 4096, 4096 0, 0 0))", "properties": {"class": "lake"}}
            ],
        }
    ]
)
BLACK_SEA = (43.5, 34.0)


@pytest.fixture
def tiles():
    with serving_tiles(content=LAKE) as serving_them:
        yield serving_them


@pytest.fixture
def page(tiles, page_of, browser):
    """A map whose service serves vector tiles, looked at near Moscow."""
    online = f"  online: {{url: '{tiles.url}', vector: openmaptiles, attribution: Example Maps}}\n"
    file = page_of({"data/a.yaml": f"map:\n{online}{PLACES}{REPORTS}"})
    with reader(browser) as visit:
        page = visit.open(f"{file.as_uri()}#map=11/55.75/37.6")
        page.visit = visit
        yield page


def test_they_are_asked_for_after_the_readers_yes_and_drawn_with_their_makers_named(page, tiles) -> None:
    drawn(page)
    assert tiles.asked == []
    assert colour(page, 55.75, 37.3) != WATER
    load(page)
    until(page, lambda: colour(page, 55.75, 37.3) == WATER)  # these tiles are all lake
    expect(credit(page)).to_contain_text("Example Maps")
    page.get_by_role("button", name="Online map").click()
    until(page, lambda: colour(page, 55.75, 37.3) != WATER)
    expect(credit(page)).not_to_contain_text("Example Maps")
    assert not [each for each in page.visit.complaints if each.startswith("error")]


def test_where_none_come_the_context_stays_and_the_page_says_so(page, tiles) -> None:
    tiles.status = 404
    tiles.content = None
    page.evaluate("map_geomap.setView([44.5, 34], 9, { animate: false })")
    until(page, lambda: colour(page, *BLACK_SEA) == WATER)
    tiles.status = 500
    load(page)
    expect(note(page)).to_contain_text("127.0.0.1")
    assert colour(page, *BLACK_SEA) == WATER
