"""Unusual maps, and frames that are too small: still legible and true."""

from playwright.sync_api import expect


def project(places: list[str], **info: str) -> dict[str, str]:
    head = "".join(f"  {key}: {value}\n" for key, value in info.items())
    reports = "".join(
        f"  - {{title: Report {n}, place: {place.split('name: ')[1].split(',')[0].lower()}, status: unconfirmed,"
        " status_reason: One source.}\n"
        for n, place in enumerate(places)
    )
    listed = "".join(f"  - {place}\n" for place in places)
    return {"data/locations.yaml": f"map:\n  title: A map\n{head}places:\n{listed}reports:\n{reports}"}


def test_many_areas_over_each_other_are_a_shade_and_no_solid_colour(page_of, visit) -> None:
    places = [
        f"{{name: A{n}, coordinates: [{50 + n / 500}, {20 + n / 400}], precision: {'region' if n % 2 else 'city'}}}"
        for n in range(120)
    ]
    page = visit().open(page_of(project(places)))
    outlines = page.locator("path.area")
    expect(outlines.nth(50)).to_be_attached()
    shown = "paths => paths.map(path => 1 - Number(getComputedStyle(path).fillOpacity)).reduce((a, b) => a * b)"
    assert 0.3 < outlines.evaluate_all(shown) < 0.8  # what all of them together leave of the map below
    outlines.last.dispatch_event("mouseover")
    expect(page.locator("path.area.is-pointed")).to_have_css("stroke-opacity", "1")


def test_the_name_of_an_area_is_in_its_outline(page_of, visit) -> None:
    """Where pins are in the middle, and a small part of the area is apart from the rest."""
    body, island = (
        "[[0, 0], [40, 0], [40, 10], [0, 10], [0, 0]]",
        "[[18, -9], [22, -9], [22, -6], [18, -6], [18, -9]]",
    )
    area = f"{{type: MultiPolygon, coordinates: [[{body}], [{island}]]}}"
    pins = [f"{{name: Pin{y}, coordinates: [{y}, 20], precision: exact}}" for y in range(1, 10, 2)]
    page = visit().open(page_of(project([f"{{name: Corn, area: {area}, precision: region}}", *pins])))
    label = page.locator(".label", has_text="Corn").first
    expect(label).to_be_visible()
    box = label.bounding_box()
    inside = page.locator("path.area").evaluate_all(
        "([path], points) => points.map(([x, y]) =>"
        " path.isPointInFill(new DOMPoint(x, y).matrixTransform(path.getScreenCTM().inverse())))",
        [[box["x"] + box["width"] * share, box["y"] + box["height"] / 2] for share in (0.25, 0.5, 0.75)],
    )
    assert inside == [True, True, True]


def test_the_mark_in_a_small_frame_is_clear_of_everything_else(page_of, visit) -> None:
    file = page_of(project(["{name: A, coordinates: [50, 20], precision: exact}"]))
    page = visit(width=300, height=200).open(f"{file.as_uri()}?embed")
    mark = page.locator(".pin")
    expect(mark).to_be_visible()
    top, bottom = (mark.bounding_box()["y"] + down for down in (0, mark.bounding_box()["height"]))
    for other in (".leaflet-control-attribution", ".embedded-bar"):
        box = page.locator(other).bounding_box()
        assert box["y"] >= bottom or box["y"] + box["height"] <= top, other
    expect(page.get_by_role("link", name="Open full map")).to_be_in_viewport()


def test_reports_at_the_poles_count_as_in_view_where_their_marks_are(page_of, visit) -> None:
    places = [
        f"{{name: {name}, coordinates: [{y}, 0], precision: exact}}" for name, y in (("North", 90), ("South", -90))
    ]
    page = visit(width=1280, height=800).open(page_of(project(places)))
    expect(page.locator(".pin")).to_have_count(2)
    expect(page.get_by_text("2 reports")).to_be_visible()
    expect(page.get_by_text("of 2 in view")).to_have_count(0)


def test_island_states_are_named_next_to_their_islands(page_of, visit) -> None:
    towns = (("Suva", -18.14, 178.44), ("Apia", -13.83, -171.77))
    places = [f"{{name: {name}, coordinates: [{y}, {x}], precision: exact}}" for name, y, x in towns]
    opened = visit()
    opened.page.add_init_script(
        "window.letters = '';"
        "const fill = CanvasRenderingContext2D.prototype.fillText;"
        "CanvasRenderingContext2D.prototype.fillText = function (text) {"
        "  letters += text; fill.apply(this, arguments); }"
    )
    page = opened.open(page_of(project(places)))
    page.wait_for_function("() => letters.includes('FIJI') && letters.includes('TONGA')")
