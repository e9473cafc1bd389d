"""Own fields, tags and checks in the exports, in comparisons and in the page; nothing of them where a map has none."""

import io
import json

import pyarrow.parquet as pq
import pytest
from exports import valid_csv, valid_kml, validated

import geomap
from geomap.compare import compare, edition_of, published_edition
from geomap.model.published import coarsened
from geomap.page.bundle import bundle
from geomap.page.own_fields import declared_fields, own_columns
from geomap.site import EXPORTS, export, site_files

MAP = """
map:
  title: Masts
  languages: [en, ru]
  show_checkers: {names}
  fields:
    credibility:
      type: choice
      label: Credibility
      values: {{"2": Probably true, "1": Confirmed}}
      translations: {{ru: {{label: Достоверность, values: {{"2": Вероятно}}}}}}
    length: {{type: number}}
    seen: {{type: date}}
    post: {{type: link}}
places: [{{name: Port, coordinates: [56, 10], precision: site}}]
reports:
  - title: Mast
    place: port
    status: unconfirmed
    status_reason: One witness.
    tags: [night, "=1+1", night]
    fields: {{length: 12.50, credibility: 2, seen: 2023-01~, post: "https://example.org/1"}}
    checked_by: [AB, A.B., CD]
    checked_on: 2023-02-03
  - title: Tent
    status: unconfirmed
    status_reason: One witness.
"""


@pytest.fixture(params=[True, False], ids=["with names", "without names"])
def atlas(request, make_project):
    return geomap.load(make_project({"data/locations.yaml": MAP.format(names=str(request.param).lower())}))


def test_tables_have_a_column_for_each_field_and_one_for_tags_and_checks(atlas) -> None:
    mast, tent = valid_csv(export(atlas, "csv"))
    own = {name: value for name, value in mast.items() if name.startswith("fields.")}
    assert own == {
        "fields.credibility": "2",
        "fields.length": "12.5",
        "fields.seen": "2023-01~",
        "fields.post": "https://example.org/1",
    }
    assert (mast["tags"], mast["checked"], mast["checked_on"]) == ("night | =1+1", "true", "2023-02-03")
    assert (tent["tags"], tent["checked"], tent["fields.length"]) == ("", "false", "")


def test_geojson_and_parquet_have_lists_and_numbers(atlas) -> None:
    properties = validated(atlas, "geojson")[0]["properties"]
    assert properties["tags"] == ["night", "=1+1"]
    assert properties["fields.length"] == 12.5
    row = pq.read_table(io.BytesIO(export(atlas, "parquet"))).to_pylist()[0]
    assert (row["tags"], row["fields.length"], row["fields.credibility"]) == (["night", "=1+1"], 12.5, "2")


def test_kml_shows_labels_and_the_feed_has_tags_as_categories(atlas) -> None:
    description = next(each.text for each in valid_kml(export(atlas, "kml")).iter("{*}description"))
    assert "Credibility: Probably true" in description
    terms = {tag["term"] for entry in validated(atlas, "atom").entries for tag in entry.tags}
    assert {"night", "=1+1"} <= terms


def test_who_has_checked_is_in_no_byte_unless_the_map_says_so(make_project) -> None:
    for names in ("true", "false"):
        text = MAP.format(names=names).replace("AB, A.B., CD", "Zyxwo, Wvut")
        atlas = geomap.load(make_project({"data/locations.yaml": text}))
        forms = {form: export(atlas, form) for form in EXPORTS}
        found = {path for path, data in {**site_files(atlas), **forms}.items() if b"Zyxwo" in data}
        assert bool(found) is (names == "true"), found
        inputs = json.loads(site_files(atlas)["manifest.json"])["inputs"]["data/locations.yaml"]
        assert (inputs["sha256"] is None) is (names == "false"), "a hash would confirm guessed names"
        checks = bundle(coarsened(atlas))["reports"]["checked"]["0"]
        assert checks[1:] == (["Zyxwo", "Wvut"] if names == "true" else [])


def test_a_change_of_a_field_a_tag_or_a_check_is_a_difference(make_project) -> None:
    old = geomap.load(make_project({"data/locations.yaml": MAP.format(names="true")}))
    changed = MAP.format(names="true").replace("12.50", "13").replace("[night,", "[day,").replace("02-03", "02-04")
    new = geomap.load(make_project({"data/locations.yaml": changed}))
    for edition in (edition_of, lambda atlas: published_edition(coarsened(atlas))):
        (entry,) = compare(edition(old), edition(new)).reports.texts
        changes = {each.field: (each.before, each.now) for each in entry.fields}
        assert {"tags", "fields", "checked_on"} == set(changes)
        assert (changes["fields"][0]["length"], changes["fields"][1]["length"]) == (12.5, 13)
        assert not compare(edition(old), edition(old))


def test_a_map_without_any_of_this_has_none_of_it(make_project) -> None:
    text = "reports: [{title: A, status: unconfirmed, status_reason: B}]\n"
    atlas = coarsened(geomap.load(make_project({"data/locations.yaml": text})))
    assert not declared_fields(atlas.info)
    assert not own_columns(atlas.info, atlas.reports, None)
    assert not {"fields", "tags", "checked"} & json.loads(export(atlas, "geojson"))["features"][0]["properties"].keys()
    header = export(atlas, "csv").decode().split("\r\n")[0]
    assert header.endswith("evidence_urls,wkt")


def test_the_table_without_javascript_shows_labels(atlas) -> None:
    page = site_files(atlas)["index.html"].decode()
    assert "Credibility: Probably true" in page
    assert "Tags: night, =1+1" in page
