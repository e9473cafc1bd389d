"""The Python interface: a real folium.Map."""

import re

import pytest
from playwright.sync_api import expect

import geomap


@pytest.fixture
def folium():
    """The library, which loads pandas: only for these tests, because it would delay the start of every run."""
    import folium

    return folium


@pytest.fixture
def the_map(first_map):
    return geomap.load(first_map).map()


def test_the_map_is_a_folium_map_with_a_notebook_representation(folium, the_map) -> None:
    assert isinstance(the_map, folium.Map)
    assert "<iframe srcdoc=" in the_map._repr_html_()
    assert 55 < the_map.location[0] < 56


def test_a_gazetteer_file_can_be_loaded(first_map) -> None:
    assert len(geomap.load(first_map / "data" / "locations.yaml").reports) == 4


def test_saving_gives_the_page_that_the_build_writes(the_map, first_map, tmp_path) -> None:
    the_map.save(tmp_path / "map.html")
    the_map.save(str(tmp_path / "again.html"))
    built = geomap.build(geomap.load(first_map), first_map)
    page = re.sub(rb'"build":"\w+"', b'"build":""', (built.site / "index.html").read_bytes())  # which only a site has
    assert (tmp_path / "map.html").read_bytes() == page
    assert (tmp_path / "again.html").read_bytes() == page


def test_folium_elements_are_drawn_without_a_request(folium, the_map, tmp_path, visit) -> None:
    folium.Marker([55.7, 37.5], popup="my <b>popup</b>", tooltip="my tooltip").add_to(the_map)
    folium.Circle([55.76, 37.7], radius=900, color="crimson").add_to(the_map)
    folium.GeoJson({"type": "Point", "coordinates": [37.55, 55.8]}).add_to(the_map)
    the_map.save(tmp_path / "map.html")
    opened = visit()
    page = opened.open(tmp_path / "map.html")
    page.locator("img.leaflet-marker-icon").first.click()
    expect(page.locator(".leaflet-popup b")).to_have_text("popup", use_inner_text=True)
    expect(page.locator("path[stroke=crimson]")).to_have_count(1)
    expect(page.locator(".pin")).to_have_count(2)
    assert opened.complaints == []
    assert [request for request in opened.requests if not request.startswith(("file:", "data:"))] == []


def test_a_map_with_folium_elements_has_no_content_security_policy(folium, the_map) -> None:
    assert "Content-Security-Policy" in the_map.get_root().render()
    folium.Marker([55.7, 37.5]).add_to(the_map)
    page = the_map.get_root().render()
    assert "Content-Security-Policy" not in page
    assert "https://cdn" not in page
    folium.Marker([55.7, 37.5], icon=folium.Icon(color="red")).add_to(the_map)
    assert "awesome-markers" in the_map.get_root().render()


def test_folium_itself_is_not_changed(folium, the_map) -> None:
    the_map.get_root().render()
    assert any(name == "leaflet" for name, _ in folium.Map.default_js)
    assert "leaflet.js" in folium.Map(tiles=None).get_root().render()


def test_the_exception_has_every_finding(make_project) -> None:
    root = make_project(
        {"data/locations.yaml": "places:\n  - {name: x, coordinates: [1, 2], precison: city}\n  - {name: y}\n"}
    )
    with pytest.raises(geomap.ProjectError) as caught:
        geomap.load(root)
    assert [finding.code for finding in caught.value.findings] == ["G002", "G003"]
    assert isinstance(caught.value, ValueError)
    assert isinstance(caught.value, geomap.GeomapError)


def test_a_notebooks_frame_draws_the_map(the_map, tmp_path, visit) -> None:
    cell = tmp_path / "cell.html"
    cell.write_text(f"<!DOCTYPE html><meta charset=utf-8><body>{the_map._repr_html_()}", encoding="utf-8")
    opened = visit()
    frame = opened.open(cell).frame_locator("iframe")
    frame.locator(".pin").first.click()
    expect(frame.locator(".leaflet-popup")).to_contain_text("Confirmed.", use_inner_text=True)
    assert opened.complaints == []
