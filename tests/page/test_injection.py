"""Texts of the gazetteer and the articles never run, at build time or in the page."""

import json
import re
from pathlib import Path

import pytest
import yaml
from playwright.sync_api import expect

import geomap

PAYLOADS = [
    "{{ ''.__class__.__mro__[1].__subclasses__() }} {% raw %}",
    "{{ cycler.__init__.__globals__.os.mkdir(MARK) }}",
    "${window.ran = 1}`${window.ran = 1}",
    "</script><script>window.ran = 1</script>",
    "<img src=x onerror='window.ran = 1'>",
    "<!--<script>",
    "--><svg onload=window.ran=1>",
    "'\"><b onmouseover=window.ran=1>bold",
    "\u202eright to left\u202c \u2028 \u2029 👩‍🚀🇺🇦 é",
    "{# comment #} {%- if 1 %}x{% endif %}",
    "&lt;b&gt; &amp; &quot;",
    "long " * 1900,
]


def hostile_project(payload: str) -> dict[str, str]:
    text = f"word {payload.strip()} word"
    gazetteer = {
        "map": {"title": text, "summary": text},
        "places": [
            {
                "id": "a",
                "name": text,
                "names": {"ru": "R " + text},
                "aliases": ["A " + text],
                "coordinates": [55.7, 37.6],
                "precision": "street",
                "coordinate_source": text,
                "note": text,
                "same_as": {text: text},
            },
            {
                "id": "b",
                "name": "B " + text,
                "coordinates": [55.8, 37.7],
                "precision": "district",
                "part_of": "a",
                "distance_reason": text,
            },
            {"id": "c", "name": "C " + text, "coordinates": [55.9, 37.5], "precision": "city"},
        ],
        "reports": [
            {
                "id": f"r-{place}",
                "title": f"{place} {text}",
                "place": place,
                "system": text,
                "status": "confirmed",
                "status_reason": text,
                "date": "2023-01-19",
                "description": text,
                "evidence": [{"article": "x", "quote": "the sentence that supports it"}],
                "history": [{"date": "2023-01-18", "status": "unconfirmed", "reason": text}],
            }
            for place in "ab"
        ],
    }
    head = {
        "title": text,
        "publisher": text,
        "authors": [text],
        "license": text,
        "published": "2023-01-20",
        "publish": "full",
    }
    plain = " ".join(text.split())
    body = f"{plain} and the sentence that supports it {plain}."
    return {
        "data/locations.yaml": yaml.safe_dump(gazetteer),
        "seeds/x.txt": f"---\n{yaml.safe_dump(head)}---\n{body}\n",
    }


@pytest.mark.parametrize("payload", PAYLOADS, ids=range(len(PAYLOADS)))
def test_nothing_runs_and_everything_is_shown_as_text(payload, make_project, visit, tmp_path, monkeypatch) -> None:
    trap = tmp_path / "made-by-a-template"
    monkeypatch.chdir(tmp_path)
    payload = payload.replace("MARK", json.dumps(str(trap)))
    project = make_project(hostile_project(payload))
    atlas = geomap.load(project)
    built = geomap.build(atlas, project)
    atlas.map()._repr_html_()
    assert not trap.exists()
    assert [entry.name for entry in tmp_path.iterdir()] == ["project"]

    opened = visit()
    page = opened.open(built.site / "index.html")
    page.locator(".item h2 button").first.click()
    page.locator(".pin").first.click()
    page.locator(".leaflet-popup mark").hover()
    assert page.evaluate("window.ran") is None
    assert opened.complaints == []
    assert opened.requests == [(built.site / "index.html").as_uri()]
    shown = " ".join(f"word {payload.strip()} word".split())
    assert " ".join(page.locator("h1").text_content().split()) == shown
    assert shown in " ".join(page.locator(".leaflet-popup .report-status bdi").text_content().split())
    expect(page.locator(".page-panel b, .leaflet-popup img, .page-panel script")).to_have_count(
        page.locator(".status-button b").count()
    )
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

    bare = visit(java_script_enabled=False).open(built.site / "index.html")
    assert shown in " ".join(bare.locator(".facts").inner_text().split()).replace("  ", " ")


def test_links_that_run_code_are_refused(make_project) -> None:
    files = hostile_project("plain")
    for link in (
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        "data:text/html,x",
        " vbscript:x",
        "java\tscript:x",
        "//x.y",
    ):
        head = yaml.safe_dump({"url": link, "archive_url": link})
        files["seeds/x.txt"] = f"---\n{head}---\nthe sentence that supports it\n"
        codes = [finding.code for finding in geomap.check(make_project(files)).findings]
        assert codes.count("G011") == 2, link


def test_no_text_can_end_the_data_element(make_project) -> None:
    project = make_project(hostile_project("</script>\u2028<!--"))
    page = Path(geomap.build(geomap.load(project), project).site / "index.html").read_text(encoding="utf-8")
    data = page.split('id="geomap-data">', 1)[1].split("</script>", 1)[0]
    assert "<" not in data
    assert "\u2028" not in data
    assert "</script>\u2028<!--" in json.loads(data)["map"]["title"]


def test_the_page_has_no_raw_control_character_and_no_style_that_browsers_report(make_project) -> None:
    project = make_project(hostile_project("Quay"))
    page = (geomap.build(geomap.load(project), project).site / "index.html").read_bytes().decode()
    assert not re.findall(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", page)
    assert ".lvml" not in page
