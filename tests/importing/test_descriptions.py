"""Descriptions in HTML and in the markup of uMap become plain text, with every address."""

import json

from imports import import_file, write


def note(description, tmp_path, project, *, umap=False):
    """The lines of the note of the place that a feature with this description becomes."""
    properties = {"name": "Fort", "description": description}
    feature = {"type": "Feature", "properties": properties, "geometry": {"type": "Point", "coordinates": [1, 2]}}
    content = {"type": "umap", "layers": [{"features": [feature]}]} if umap else feature
    places, _ = import_file(write(tmp_path, "a.geojson", json.dumps(content)), project)
    return places["fort"].note.split("\n")


def test_the_markup_of_umap_is_text_with_its_addresses(tmp_path, project) -> None:
    markup = (
        "# Mast\n**Seen** *twice* by [[https://example.org/s|them]], [[https://example.org/t]]\n"
        "{{https://example.org/a.jpg|300}}\n{{{https://example.org/frame|400*300}}}\n----\n* one"
    )
    assert note(markup, tmp_path, project, umap=True) == [
        *("Mast", "Seen twice by them, https://example.org/t", "* one"),
        *("Picture: https://example.org/a.jpg", "Source: https://example.org/frame", "Source: https://example.org/s"),
    ]


def test_addresses_in_html_are_written_in_full_and_once(tmp_path, project) -> None:
    html = (
        'Seen. Source: <a href="https://t.me/x/1">t.me/x/1</a><br><a href="https://example.org/long/path">'
        'https://example.org/lo...</a><br><a href="https://example.org/b">their report</a>'
        '<video src="https://example.org/v.mp4"></video>'
    )
    assert note(html, tmp_path, project) == [
        *("Seen. Source: https://t.me/x/1", "https://example.org/long/path", "their report"),
        *("Source: https://example.org/b", "Video: https://example.org/v.mp4"),
    ]


def test_the_cells_of_a_table_do_not_run_together(tmp_path, project) -> None:
    table = "<table><tr><th>Unit</th><td>7th</td></tr><tr><td>Seen</td><td>twice</td><td>at night</td></tr></table>"
    assert note(table, tmp_path, project) == ["Unit: 7th", "Seen: twice, at night"]
