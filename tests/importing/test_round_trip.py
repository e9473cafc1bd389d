"""What geomap exports, it imports: the same places, reports, dates, statuses and precisions."""

import pytest
from hypothesis import HealthCheck, example, given
from hypothesis import strategies as st
from imports import import_file, plan, write
from properties import examples

import geomap
from geomap.edit.yaml_format import NewEntry, format_file, scalar
from geomap.exports.csv import reports_csv
from geomap.exports.geojson import reports_geojson
from geomap.exports.kml import reports_kml
from geomap.i18n.translator import Translator
from geomap.model import POINT_PRECISIONS, Precision
from geomap.model.published import coarsened
from geomap.model.report import RELATIONS
from geomap.read.yaml.nodes import read_yaml

TEXTS = (
    st.text(st.characters(exclude_categories=["C", "Zl", "Zp", "Zs"], include_characters=" "), min_size=1, max_size=30)
    .map(lambda text: " ".join(text.split()))
    .filter(lambda text: any(map(str.isalnum, text)) and "<" not in text and "&" not in text)
)
DATES = st.sampled_from(
    [
        *("2023", "2023-01", "2023-01-19", "2023-01~", "2023-01-05/2023-01-10", "2023-01-XX", "../2023-01-19"),
        *("2023-01-19T14:30", "2023-01-19T14:30:05+03:00", "2023-01-19T23:30Z/2023-01-20", "2023-01-19T14:30-03:30/.."),
    ]
)
RELATED = st.lists(st.integers(0, 4), max_size=3, unique=True)
CORRECTIONS = st.lists(
    st.fixed_dictionaries({"date": DATES, "note": TEXTS}, optional={"before": st.fixed_dictionaries({"title": TEXTS})}),
    max_size=2,
)
PLACES = st.fixed_dictionaries(
    {
        "name": TEXTS,
        "coordinates": st.tuples(
            st.integers(-80_000_000, 80_000_000).map(lambda n: n / 1e6),
            st.integers(-179_000_000, 179_000_000).map(lambda n: n / 1e6),
        ).filter(lambda pair: pair != (0, 0)),
        "precision": st.sampled_from(sorted(POINT_PRECISIONS)),
    },
    optional={"uncertainty": st.integers(1, 100_000), "coordinate_source": TEXTS},
)
REPORTS = st.fixed_dictionaries(
    {
        "title": TEXTS,
        "status": st.sampled_from(["unconfirmed", "refuted"]),
        "status_reason": TEXTS,
        "at": st.integers(0, 4),
    },
    optional={
        "system": TEXTS,
        "description": TEXTS,
        "date": DATES,
        "reported": DATES,
        "tags": st.lists(TEXTS.filter(lambda text: not set(text) & set("|;,")), min_size=1, max_size=3, unique=True),
        "fields": st.fixed_dictionaries(
            {},
            optional={
                "kind": st.sampled_from(["A1", "007", "no", "b"]),
                "Words": TEXTS,
                "status": TEXTS,
                "length": st.integers(-(10**6), 10**6) | st.integers(-(10**6), 10**6).map(lambda n: n / 1000),
                "seen": DATES,
                "post": st.sampled_from(["https://example.org/a?b=1&c=2", "mailto:a@example.org"]),
            },
        ).filter(bool),
        "checked_by": st.lists(st.sampled_from(["AB", "CD", "Ёж"]), min_size=1, max_size=2, unique=True),
        "checked_on": DATES,
        "status_since": DATES,
        **dict.fromkeys(RELATIONS, RELATED),
        "corrected": CORRECTIONS,
    },
)
MAP = """
map:
  show_checkers: true
  fields:
    kind: {type: choice, values: [A1, "007", no, b]}
    Words: {type: text, label: Title}
    status: {type: text}
    length: {type: number}
    seen: {type: date}
    post: {type: link}
"""


def yaml_of(places, reports):
    entries = [NewEntry({"id": f"p{n}", **place}, ["a note"]) for n, place in enumerate(places)]
    new_reports = [
        NewEntry(
            {
                "id": f"r{n}",
                **{k: v for k, v in report.items() if k not in {"at", *RELATIONS}},
                **{
                    k: ids
                    for k in RELATIONS
                    if (ids := [f"r{m}" for m in report.get(k, ()) if m < len(reports) and m != n])
                },
                "place": f"p{report['at'] % len(places)}",
            },
            [],
        )
        for n, report in enumerate(reports)
    ]
    return format_file(["A heading"], entries, new_reports) + MAP


def report_of(report):
    values = {
        name: getattr(report, name) for name in ("title", "place", "system", "status", "status_reason", "description")
    }
    values |= {name: getattr(report, name) for name in ("tags", "fields", "checked_by")}
    values |= {kind: getattr(report, kind) for kind in RELATIONS}
    dates = ("date", "reported", "checked_on", "status_since")
    return values | {name: date.edtf if (date := getattr(report, name)) else None for name in dates}


SAME = {"name": "0", "coordinates": (0.0, 1e-06), "precision": "building"}
TITLED = {"title": "0", "status": "unconfirmed", "status_reason": "0"}


WRITERS = {"geojson": reports_geojson, "csv": reports_csv, "kml": reports_kml}


@pytest.mark.parametrize("form", WRITERS)
@example(places=[SAME, SAME], reports=[{**TITLED, "at": 0}, {**TITLED, "at": 1}])  # only the ids differ
@given(places=st.lists(PLACES, min_size=1, max_size=4), reports=st.lists(REPORTS, min_size=1, max_size=5))
@examples(0.4, accepted=(HealthCheck.function_scoped_fixture,))
def test_exported_and_imported_data_are_the_same(form, places, reports, tmp_path_factory) -> None:
    root = tmp_path_factory.mktemp("round")
    write(root, "one/data/locations.yaml", yaml_of(places, reports))
    atlas = geomap.load(root / "one")
    exported = write(root, f"reports.{form}", WRITERS[form](coarsened(atlas), Translator("en")))
    write(root, "two/data/map.yaml", MAP)
    new_places, new_reports = import_file(exported, root / "two")
    assert {key: report_of(one) for key, one in new_reports.items()} == {
        one.id: report_of(one) for one in atlas.reports
    }
    if form == "geojson":
        assert {key: one.corrected for key, one in new_reports.items()} == {
            one.id: one.corrected for one in atlas.reports
        }
    for place in atlas.places:
        if place.id in {one.place for one in atlas.reports}:
            again = new_places[place.id]
            assert (again.name, again.coordinates, again.precision, again.coordinate_source) == (
                place.name,
                place.coordinates,
                place.precision,
                place.coordinate_source,
            )
            assert again.uncertainty_m == place.uncertainty_m
    assert plan(exported, root / "one").text == ""
    assert plan(exported, root / "two").text == ""


def test_a_place_without_a_pin_is_imported_without_a_pin(make_project, tmp_path) -> None:
    root = make_project(
        {
            "data/locations.yaml": yaml_of(
                [{"name": "Town", "coordinates": [55.7, 37.6], "precision": "city"}],
                [{"title": "A radar", "status": "unconfirmed", "status_reason": "One witness.", "at": 0}],
            )
        }
    )
    exported = write(tmp_path, "reports.geojson", reports_geojson(coarsened(geomap.load(root)), Translator("en")))
    (tmp_path / "two").mkdir()
    places, _ = import_file(exported, tmp_path / "two")
    assert places["p0"].precision is Precision.CITY
    assert not places["p0"].is_point
    assert plan(exported, root).text == ""


def test_the_export_of_the_example_project_is_recognised(first_map, tmp_path) -> None:
    atlas = geomap.load(first_map)
    exported = write(tmp_path, "reports.geojson", reports_geojson(coarsened(atlas), Translator("en")))
    assert plan(exported, first_map).text == ""


@given(text=st.text(max_size=60).map(lambda text: text.encode(errors="ignore").decode()))
def test_every_text_is_read_back_unchanged(text) -> None:
    from geomap.read.files import CONTROL

    clean = CONTROL.sub("", text).translate({0x85: "\n", 0x2028: "\n", 0x2029: "\n"})
    document = read_yaml(f"key: {scalar(clean)}\n", "x.yaml")
    assert document.findings == []
    assert document.value == {"key": clean}


def test_texts_that_look_like_formulas_are_unchanged(make_project, tmp_path) -> None:
    report = {"title": "=1+1", "status": "unconfirmed", "status_reason": "'-2; =3", "at": 0}
    place = {"name": "@Town", "coordinates": [55.7, 37.6], "precision": "building"}
    root = make_project({"data/locations.yaml": yaml_of([place], [report])})
    exported = write(tmp_path, "reports.csv", reports_csv(geomap.load(root), Translator("en")))
    (tmp_path / "two").mkdir()
    places, reports = import_file(exported, tmp_path / "two")
    assert places["p0"].name == "@Town"
    assert (reports["r0"].title, reports["r0"].status_reason) == ("=1+1", "'-2; =3")
    assert plan(exported, root).text == ""


@pytest.mark.parametrize("form", WRITERS)
def test_what_quotes_say_is_imported_again(form, make_project, tmp_path) -> None:
    articles = {
        "seeds/courier.md": "---\nkind: outlet\n---\nThey saw a radar on the quay.\n",
        "seeds/ministry.md": "---\nkind: official\n---\nIt said that there is no radar.\n",
    }
    report = """\
reports:
  - {title: Radar, id: radar, place: quay, status: confirmed, status_reason: Seen., evidence: [
      {article: courier, quote: a radar on the quay}, {article: ministry, quote: there is no radar, says: denies}]}
  - {title: Sonar, id: sonar, place: quay, status: unconfirmed, status_reason: Denied., evidence: [
      {article: ministry, quote: that there is no radar, says: mentions}]}
"""
    place = "places: [{name: Quay, coordinates: [10, 20], precision: street}]\n"
    root = make_project({"data/a.yaml": place + report, **articles})
    exported = write(tmp_path, f"reports.{form}", WRITERS[form](coarsened(geomap.load(root)), Translator("en")))
    for path, text in articles.items():
        write(tmp_path, f"two/{path}", text)
    _, reports = import_file(exported, tmp_path / "two")
    assert {id_: [(each.article, each.says) for each in one.evidence] for id_, one in reports.items()} == {
        "radar": [("courier", "supports"), ("ministry", "denies")],
        "sonar": [("ministry", "mentions")],
    }
    assert {id_: one.status for id_, one in reports.items()} == {"radar": "confirmed", "sonar": "unconfirmed"}


def test_a_report_whose_quotes_only_deny_it_is_not_imported_as_confirmed(make_project, tmp_path) -> None:
    table = (
        "title,status,status_reason,place_id,place,date_earliest,latitude,longitude,evidence,evidence_says\r\n"
        "Radar,confirmed,Seen.,quay,Quay,,10,20,there is no radar,denies\r\n"
    )
    root = make_project({"seeds/ministry.md": "It said that there is no radar.\n"})
    _, reports = import_file(write(tmp_path, "reports.csv", table.encode()), root)
    (report,) = reports.values()
    assert (report.status, [each.says for each in report.evidence]) == ("unconfirmed", ["denies"])
