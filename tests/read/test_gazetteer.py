"""The gazetteer: every problem in every file is reported in one run, each at its line and column."""

import gc
import hashlib
import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from properties import examples

from geomap.findings import Finding
from geomap.model import (
    Coordinates,
    Gazetteer,
    GazetteerFile,
    MapInfo,
    MapTexts,
    Picture,
    Place,
    Precision,
    Report,
    ReportTexts,
    Status,
)
from geomap.read import gazetteer as gazetteer_module
from geomap.read import read_gazetteer
from geomap.read.files import Kind

SQUARE = [[37.0, 55.0], [38.0, 55.0], [38.0, 56.0], [37.0, 55.0]]
HOLE = [[37.5, 55.1], [37.6, 55.1], [37.6, 55.2], [37.5, 55.1]]
POLYGON = {"type": "Polygon", "coordinates": [SQUARE]}

FULL = """\
map:
  title: Reported deployments
  language: ru
places:
  - id: ndmc
    name: National Defense Management Center
    names: {ru: Центр, no: Senter}
    aliases: [NDMC, "12"]
    coordinates: "55°43′40″N 37°35′12″E"
    precision: street
    uncertainty: 400
    part_of: moscow
    same_as: {geonames: 524901, wikidata: Q649}
  - name: Moscow
    coordinates: [55.752, 37.618]
    precision: city
reports:
  - title: Pantsir on the roof
    place: ndmc
    system: Pantsir-S1
    status: confirmed
    status_reason: It was filmed.
    date: 2023-01-19
    evidence:
      - {article: rooftops, quote: on the roof}
      - article: rooftops
        quote: near the river
    history:
      - {date: 2023-01-20, status: unconfirmed, reason: no picture}
"""


@pytest.fixture
def found(make_project):
    """Findings of a gazetteer as "line:column code", or with the file in front where there are several."""

    def find(text, **others) -> list[str]:
        files = {"data/locations.yaml": text, **{f"data/{name}.yaml": other for name, other in others.items()}}
        findings = read_gazetteer(make_project(files)).findings
        return [
            f"{f.location.file[5:-5]}:{f.location.line}:{f.location.column} {f.code}" if others else place_of(f)
            for f in findings
        ]

    return find


@pytest.fixture
def finding(make_project):
    """The one finding of a gazetteer."""

    def find(text: str) -> Finding:
        (one,) = read_gazetteer(make_project({"data/locations.yaml": text})).findings
        return one

    return find


def place_of(finding: Finding) -> str:
    return f"{finding.location.line}:{finding.location.column} {finding.code}"


def text_of(finding: Finding) -> str:
    return f"{finding.message}; {finding.help}"


# What is read


def test_a_gazetteer_is_read_as_it_is_written(make_project) -> None:
    reading = read_gazetteer(make_project({"data/locations.yaml": FULL}))
    assert reading.findings == []
    gazetteer = reading.gazetteer
    assert gazetteer is not None
    assert gazetteer.map == MapInfo(title="Reported deployments", language="ru")
    ndmc, moscow = gazetteer.places
    assert ndmc.coordinates == pytest.approx(Coordinates(55.727778, 37.586667), abs=1e-6)
    assert (ndmc.names, ndmc.aliases) == ({"ru": "Центр", "no": "Senter"}, ("NDMC", "12"))
    assert (ndmc.precision, ndmc.uncertainty, ndmc.part_of) == (Precision.STREET, 400, "moscow")
    assert ndmc.same_as == {"geonames": 524901, "wikidata": "Q649"}
    assert moscow.id == "moscow"
    (report,) = gazetteer.reports
    assert (report.id, report.status) == ("pantsir-on-the-roof", Status.CONFIRMED)
    assert report.date is not None
    assert report.date.edtf == "2023-01-19"


def test_the_map_has_its_languages_method_and_address(make_project) -> None:
    text = """\
map:
  title: Reported deployments
  languages: [uk, en, uk]
  method: |
    # How we work

    We read.
  contact: mailto:desk@example.org
  license: CC0-1.0
  url: https://maps.example.org/deployments/
  translations:
    en: {title: Reported, summary: Short}
    uk:
places:
  - name: A
    coordinates: [1, 2]
    translations: {en: {note: Here}}
reports:
  - title: T
    status: refuted
    status_reason: No.
    translations: {en: {title: T2, system: S, status_reason: R, description: D}}
"""
    reading = read_gazetteer(make_project({"data/a.yaml": text}))
    assert reading.findings == []
    assert reading.gazetteer is not None
    info, (place,), (report,) = reading.gazetteer.map, reading.gazetteer.places, reading.gazetteer.reports
    assert (info.language, info.offered_languages) == ("uk", ("uk", "en"))
    assert info.method == "# How we work\n\nWe read."
    assert (info.contact, info.license) == ("mailto:desk@example.org", "CC0-1.0")
    assert info.url == "https://maps.example.org/deployments/"
    assert (info.translations["en"].title, info.translations["en"].method) == ("Reported", None)
    assert info.translations["uk"] == MapTexts()
    assert place.translations["en"].note == "Here"
    assert report.translations["en"] == ReportTexts(title="T2", system="S", status_reason="R", description="D")
    assert str(report.at("translations", "en", "system")) == "data/a.yaml:22:44"


@pytest.mark.parametrize(
    ("keys", "offered"),
    [
        ("{title: T}", ("en",)),
        ("{language: ru}", ("ru",)),
        ("{languages: [ru, uk]}", ("ru", "uk")),
        ("{language: ru, languages: [en, ru]}", ("ru", "en")),
        ("{languages: }", ("en",)),
        ("{languages: []}", ("en",)),
        ("{language: , languages: [uk]}", ("uk",)),
    ],
)
def test_the_maps_own_language_is_always_offered_and_comes_first(make_project, keys, offered) -> None:
    text = f"map: {keys}\nplaces: [{{name: A, coordinates: [1, 2]}}]\n"
    reading = read_gazetteer(make_project({"data/a.yaml": text}))
    assert reading.findings == []
    assert reading.gazetteer is not None
    assert reading.gazetteer.map.offered_languages == offered


def test_a_map_without_an_entry_is_located_at_the_start_of_the_first_file(make_project) -> None:
    reading = read_gazetteer(make_project({"data/a.yaml": "places: [{name: A, coordinates: [1, 2]}]\n"}))
    assert reading.gazetteer is not None
    assert str(reading.gazetteer.map.at("title")) == "data/a.yaml:1:1"


def test_every_entry_has_its_location(make_project) -> None:
    gazetteer = read_gazetteer(make_project({"data/locations.yaml": FULL})).gazetteer
    assert isinstance(gazetteer, Gazetteer)
    (ndmc, moscow), (report,) = gazetteer.places, gazetteer.reports
    places = {
        gazetteer.map.at("language"): (3, 13),
        ndmc.at(): (5, 5),
        ndmc.at("aliases", 1): (8, 21),
        ndmc.at("names", "no"): (7, 28),
        moscow.at("coordinates"): (15, 18),
        moscow.at("part_of"): (14, 5),
        report.at("place"): (19, 12),
        report.at("evidence", 0, "quote"): (25, 36),
        report.evidence[0].at("quote"): (25, 36),
        report.evidence[1].at("quote"): (27, 16),
        report.history[0].at("status"): (29, 36),
    }
    assert {(where.line, where.column) for where in places} == set(places.values())
    assert all((where.line, where.column) == wanted for where, wanted in places.items())
    assert {where.file for where in places} == {"data/locations.yaml"}


def test_a_minimal_place_is_a_name_and_coordinates(found) -> None:
    assert found("places: [{name: Kremlin, coordinates: [55.752, 37.6175]}]\n") == []


def test_all_files_of_the_folder_are_read_in_order_of_their_names(make_project) -> None:
    root = make_project(
        {
            "data/b.yml": "places: [{name: B, coordinates: [1, 2], part_of: a}]\n",
            "data/a.yaml": "places: [{name: A, coordinates: [1, 2]}]\n",
            "data/.hidden.yaml": "oops: [\n",
            "data/notes.txt": "not YAML\n",
            "data/more/c.yaml": "oops: [\n",
        }
    )
    reading = read_gazetteer(root)
    assert reading.findings == []
    assert reading.gazetteer is not None
    assert [place.id for place in reading.gazetteer.places] == ["a", "b"]
    assert list(reading.sha256) == ["data/a.yaml", "data/b.yml"]
    assert reading.sha256["data/a.yaml"] == hashlib.sha256((root / "data/a.yaml").read_bytes()).hexdigest()


def test_named_files_are_read_wherever_they_are(make_project, tmp_path) -> None:
    elsewhere = tmp_path / "elsewhere.yaml"
    elsewhere.write_text("places: [{name: A, coordinates: [1, 2]}]\n")
    reading = read_gazetteer(make_project({"data/locations.yaml": "oops: [\n"}), [elsewhere])
    assert reading.findings == []
    assert reading.gazetteer is not None
    assert reading.gazetteer.places[0].at().file == elsewhere.as_posix()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_usual_encodings_and_line_ends_change_nothing(make_project, encoding, line_end) -> None:
    content = FULL.replace("\n", line_end).encode(encoding)
    reading = read_gazetteer(make_project({"data/locations.yaml": content}))
    assert reading.findings == []
    assert reading.gazetteer is not None
    assert str(reading.gazetteer.reports[0].evidence[1].at("quote")) == "data/locations.yaml:27:16"


def test_a_key_without_a_value_counts_as_left_out(found) -> None:
    assert found("map:\nplaces:\n  - {name: A, coordinates: [1, 2], aliases: , precision: , note: }\nreports:\n") == []


def test_names_can_have_any_length_and_script(make_project) -> None:
    names = ["я" * 10_000, "\u200fהקריה\u200e", "🛰️ радар", "قاعدة"]
    entries = [{"id": f"p{i}", "name": name, "coordinates": [1, 2]} for i, name in enumerate(names)]
    reading = read_gazetteer(make_project({"data/a.yaml": json.dumps({"places": entries}, ensure_ascii=False)}))
    assert reading.findings == []
    assert reading.gazetteer is not None
    assert [place.name for place in reading.gazetteer.places] == names


def test_aliases_of_yaml_share_what_several_places_have(make_project) -> None:
    text = "places:\n  - &a {name: A, coordinates: [1, 2], precision: city}\n  - {<<: *a, name: B, id: b}\n"
    gazetteer = read_gazetteer(make_project({"data/a.yaml": text})).gazetteer
    assert gazetteer is not None
    assert [(place.id, place.precision) for place in gazetteer.places] == [("a", "city"), ("b", "city")]


# No gazetteer


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "places:\n", "places: []\nreports: []\n", "map: {title: T}\n"])
def test_an_empty_gazetteer_is_reported_with_a_minimal_example(finding, text) -> None:
    empty = finding(text)
    assert (empty.code, str(empty.location)) == ("G001", "data/locations.yaml:1:1")
    assert "places: [{name: Kremlin, coordinates: [55.752, 37.6175]}]" in empty.help


def test_a_missing_gazetteer_is_reported(tmp_path) -> None:
    reading = read_gazetteer(tmp_path)
    assert [f"{f.location} {f.code}" for f in reading.findings] == ["data/locations.yaml:1:1 G001"]
    assert reading.gazetteer is None


def test_a_missing_named_file_is_reported(tmp_path) -> None:
    (missing,) = read_gazetteer(tmp_path, [tmp_path / "places.yaml"]).findings
    assert (missing.code, missing.location.file) == ("Y001", "places.yaml")


# What is wrong with entries


def test_every_problem_is_reported_in_one_run_at_its_own_location(found) -> None:
    text = """\
places:
  - name: Kremlin
    coordinates: [55.7, 37.6]
    precison: building
  - name: 12
    coordinates: [37,5870, 55,7279]
    uncertainty: 400 m
    precision: steet
    aliases: NDMC
    names: {no: 12, the english: x, ru: }
    part_of: kremln
    same_as: {g: 1.5}
    note: '  '
    coarsen: yes
  - Foo
  - name: '--'
    coordinates: [95, 200]
  - name: Kremlin
    area: [1]
  - nmae: X
    coordnates: [1, 2]
reports:
  - title: T
    place: kremlin
    status: conf
    date: 19.01.2023
    evidence: {article: a, quote: b}
  - title: U
    status: confirmed
    status_reason: ''
    place: Kremlim
    evidence:
      - article: a
        qoute: b
      - foo
    history:
      - {date: 2023-02-30, status: }
mapp: x
"""
    assert found(text) == [
        *("4:5 G002", "5:11 G004", "6:18 G008", "7:18 G004", "8:16 G005", "9:14 G004"),
        *("10:17 G004", "10:21 G004", "10:41 G003", "11:14 G007", "12:18 G004", "13:11 G003", "14:14 G004"),
        *("15:5 G004", "16:5 G003", "17:18 G009", "18:11 G006", "19:11 G004", "20:5 G002", "21:5 G002"),
        *("23:5 G003", "25:13 G005", "26:11 G010", "27:15 G004"),
        *("30:20 G003", "31:12 G007", "34:9 G002", "35:9 G004", "37:9 G003", "37:16 G010", "37:36 G003"),
        "38:1 G002",
    ]


MAP = "map: {%s}\nplaces: [{name: A, coordinates: [1, 2]}]\n"
PLACE = "places:\n  - {name: A, coordinates: [1, 2], %s}\n"
REPORT = (
    "places: [{name: A, coordinates: [1, 2]}]\nreports:\n  - {title: T, status: confirmed, status_reason: why, %s}\n"
)


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        (PLACE % "precison: city", "G002", 'unknown key "precison"; did you mean "precision"?'),
        (PLACE % "colour: red", "G002", "the keys are id, name, names"),
        (PLACE % "precision: ''", "G003", "precision is blank"),
        (PLACE % "names: {ru: }", "G003", "names.ru is empty"),
        (MAP % "view: {zoom: 3}", "G004", "add center: and zoom:, or bounds:"),
        (MAP % "view: {center: [1, 2], zoom: 19}", "G004", "zoom is the number 19; write a zoom from 0 to 18"),
        (MAP % "view: {center: [91, 2], zoom: 3}", "G009", "91"),
        (MAP % "view: {center: [1, 2], zoom: 3, bounds: [[1, 2], [3, 4]]}", "G004", "remove one of them"),
        (MAP % "view: {bounds: [[1, 2]]}", "G004", "[[south, west], [north, east]]"),
        (MAP % "view: {bounds: [[3, 2], [1, 4]]}", "G004", "south-west corner first"),
        (MAP % "show: [certain]", "G005", "confirmed"),
        (MAP % "order: new", "G005", "newest"),
        (PLACE % "note: 12", "G004", 'note is the number 12; write it in quotes: "12"'),
        (PLACE % "note: true", "G004", 'note is true; write it in quotes: "true"'),
        (PLACE % "note: [a]", "G004", "note is a list"),
        (PLACE % "aliases: NDMC", "G004", 'aliases is the text "NDMC"; write a list: [NDMC]'),
        (PLACE % "aliases: [a, 1]", "G004", "entry 2 of aliases is the number 1"),
        (PLACE % "names: Kremlin", "G004", "write keys with their values"),
        (PLACE % "names: {english: x}", "G004", '"english" is not a language code; write en'),
        (PLACE % "uncertainty: 400 m", "G004", "without unit or quotes, such as 400"),
        (PLACE % "uncertainty: 1.5 km", "G004", "without unit or quotes, such as 1500"),
        (PLACE % "uncertainty: 2 км", "G004", "without unit or quotes, such as 2000"),
        (PLACE % "uncertainty: 3 miles", "G004", "without unit or quotes, such as 4829"),
        (PLACE % "uncertainty: '250'", "G004", "without unit or quotes, such as 250"),
        (PLACE % "uncertainty: true", "G004", "is true"),
        (PLACE % "uncertainty: -5", "G004", "uncertainty is the number -5; write metres above 0"),
        (PLACE % "uncertainty: .inf", "G004", "metres above 0"),
        (PLACE % "uncertainty: 1e9", "G004", "up to 20,000,000"),
        (PLACE % "id: a b", "G004", 'id is "a b", which is not an id; write a-b'),
        (PLACE % f"id: {'a' * 300}", "G004", "id has 300 characters; write at most 200"),
        (PLACE % "area: [1]", "G004", "area is a list; give a GeoJSON"),
        (PLACE % "same_as: {geonames: 1.5}", "G004", "same_as.geonames is the number 1.5"),
        (PLACE % "precision: steet", "G005", 'did you mean "street"? write exact, building, street'),
        (PLACE % "precision: City", "G005", 'did you mean "city"?'),
        (PLACE % "precision: 3", "G005", "precision is the number 3; write exact"),
        (PLACE % "coordinates: [2, 3]", "Y004", "first in line 2"),
        (REPORT % "place: B", "G007", 'no place has the id "B"'),
        (REPORT % "date: 19.01.2023", "G010", "write 2023-01-19"),
        (REPORT % "evidence: {article: a, quote: b}", "G004", "start every entry with a hyphen and a space"),
        (REPORT % "evidence: [{article: a}]", "G003", '"quote" is missing; add quote: text that occurs in the article'),
        (MAP % "languages: en", "G004", 'languages is the text "en"; write a list: [en]'),
        (MAP % "languages: [english]", "G004", '"english" is not a language code; write en'),
        (MAP % "languages: [Deutsch]", "G004", '"Deutsch" is not a language code; write de'),
        (MAP % "languages: [українська]", "G004", '"українська" is not a language code; write uk'),
        (MAP % "languages: [en, 1]", "G004", "entry 2 of languages is the number 1"),
        (MAP % "url: mailto:desk@example.org", "G011", "an address that begins with https:// or http://"),
        (MAP % "url: maps.example.org", "G011", "maps.example.org is not a web address"),
        (MAP % "url: 'https://example.org/#map'", "G011", "has no # in it"),
        (MAP % "url: 'https://example.org/a b'", "G011", "is not a web address"),
        (MAP % "contact: desk@example.org", "G011", "write mailto:desk@example.org"),
        (MAP % "contact: desk example.org", "G011", "begins with https://, http:// or mailto:"),
        (MAP % "contact: 'https://example.org/?report={report}'", "G011", "use {address}, {build}, {id}, {title}"),
        (MAP % "contact: 'javascript:alert(1)'", "G011", "is not a web address"),
        (MAP % "translations: {russian: {title: T}}", "G004", '"russian" is not a language code; write ru'),
        (MAP % "translations: {ru: {titel: T}}", "G002", 'unknown key "titel"; did you mean "title"?'),
        (MAP % "translations: {ru: {license: T}}", "G002", "the keys are title, summary, method"),
        (MAP % "translations: {ru: Title}", "G004", 'ru is the text "Title"; write keys with their values'),
        (MAP % "translations: [ru]", "G004", "a list; write keys with their values, such as ru: {title:"),
        (MAP % "labels: {status: S}", "G002", "the only key is system"),
        (MAP % "rules: {confirmed: two}", "G004", "write keys with their values: the keys are articles, origins"),
        (MAP % "fields: [a]", "G004", "such as height_m: {type: number}"),
        (MAP % "redirects: [old, a]", "G004", "such as former-id: new-id"),
        (PLACE % "names: [B]", "G004", "such as ru: Кремль"),
        (PLACE % "same_as: Q1", "G004", "such as wikidata: Q133274"),
        ("places: [Quay]\n", "G004", "write name: Quay"),
        ("places: []\nreports: [Radar]\n", "G004", "at least title:, status:, status_reason:"),
        (REPORT % "date: [2024-01-02]", "G010", '"[2024-01-02]" is not a date'),
        (MAP % "method: [a]", "G004", "method is a list"),
        (PLACE % "translations: {ru: {name: N}}", "G002", 'unknown key "name"'),
        (PLACE % "translations: {ru: {note: 1}}", "G004", "ru.note is the number 1"),
        (REPORT % "translations: {ru: {reason: R}}", "G002", 'unknown key "reason"'),
        (REPORT % "media: a.jpg", "G004", "media is the text"),
        ("- name: A\n", "G004", "the file is a list; start with places:"),
        ("just words\n", "G004", 'the file is the text "just words"'),
        ("places: {name: A}\n", "G004", "places is a mapping; start every entry with a hyphen"),
        ("map:\n  title:Foo\nplaces: [{name: A, coordinates: [1, 2]}]\n", "G004", "put a space after the colon"),
        ("places: [{name: A}]\n", "G003", "neither coordinates nor an area; add coordinates: [latitude, longitude]"),
        ("places: [{coordinates: [1, 2]}]\n", "G003", '"name" is missing; add name: the name, shown'),
        ("places: [{name: '--', coordinates: [1, 2]}]\n", "G003", '"--" has no letter or digit'),
    ],
)
def test_a_mistake_is_reported_once_with_what_to_write(finding, text, code, words) -> None:
    one = finding(text)
    assert one.code == code
    assert words in text_of(one)


def test_a_misspelt_key_does_not_also_count_as_missing(found) -> None:
    assert found("places:\n  - {nmae: A, coordinates: [1, 2]}\n  - {name: B, coordinats: [1, 2]}\n") == [
        "2:6 G002",
        "3:15 G002",
    ]


def test_invalid_yaml_is_reported_only_once(found) -> None:
    assert found("places:\n  - {name: *missing, coordinates: [1, 2]}\n") == ["2:12 Y005"]


def test_a_file_that_is_not_yaml_does_not_hide_the_others(found) -> None:
    assert found("places: [\n", b="places: [{name: B}]\n") == ["b:1:10 G003", "locations:2:1 Y003"]


def test_places_of_a_file_that_is_no_yaml_do_not_count_as_unknown(found) -> None:
    assert found("places: [\n", b="places: [{name: B, coordinates: [1, 2], part_of: a}]\n") == ["locations:2:1 Y003"]


def test_one_typo_causes_one_finding(found) -> None:
    text = "places:\n  - {name: A, coordinates: [1, 2], precision: x}\n  - {name: B, coordinates: [1, 2], part_of: a}\n"
    text += "reports:\n  - {title: T, status: confirmed, status_reason: why, place: a}\n"
    assert found(text) == ["2:47 G005"]


def test_valid_entries_are_kept_if_others_are_invalid(make_project) -> None:
    text = "places:\n  - {name: A, coordinates: [1, 2], precision: x}\n  - {name: B, coordinates: [3, 4]}\n"
    reading = read_gazetteer(make_project({"data/a.yaml": text}))
    assert reading.gazetteer is not None
    (place,) = reading.gazetteer.places
    assert (place.id, str(place.at("coordinates"))) == ("b", "data/a.yaml:3:28")


def test_messages_are_short_and_safe_for_any_input(make_project) -> None:
    nasty = "\u202e" + "x" * 900
    entry = {nasty: 1, "name": "A", "precision": nasty, "coordinates": nasty, "part_of": nasty, "area": nasty}
    text = json.dumps({"places": [entry]}, ensure_ascii=False)
    findings = read_gazetteer(make_project({"data/a.yaml": text})).findings
    assert {finding.code for finding in findings} == {"G002", "G005", "G007", "G008", "G012"}
    assert all(len(text_of(finding)) < 500 and "\u202e" not in text_of(finding) for finding in findings)


KEYS = {
    *GazetteerFile.model_fields,
    *MapInfo.model_fields,
    *Picture.model_fields,
    *Place.model_fields,
    *Report.model_fields,
    "article",
    "quote",
    "type",
    "Polygon",
}
WORDS = st.sampled_from(sorted(KEYS))
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | WORDS | st.just("2023-01"),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WORDS | st.text(max_size=3), inner, max_size=6),
    max_leaves=25,
)


@examples(0.75)
@given(VALUES, VALUES, VALUES)
def test_any_files_are_read_or_reported(tmp_path_factory, first, place, report) -> None:
    folder = tmp_path_factory.mktemp("project") / "data"
    folder.mkdir()
    for name, content in (("a", first), ("b", {"places": [place, place], "reports": [report]})):
        (folder / f"{name}.yaml").write_text(json.dumps(content, ensure_ascii=True), encoding="utf-8")
    reading = read_gazetteer(folder.parent)
    assert reading.gazetteer or reading.findings
    assert all(one.location.file in {"data/a.yaml", "data/b.yaml"} for one in reading.findings)
    assert len(set(reading.findings)) == len(reading.findings)


# Ids and references


def test_an_id_that_is_used_twice_names_the_first(make_project) -> None:
    place = "places: [{name: A, coordinates: [1, 2]}]\n"
    root = make_project({"data/a.yaml": place, "data/b.yaml": "\n" + place + "# end\n"})
    reading = read_gazetteer(root)
    (twice,) = reading.findings
    assert (twice.code, str(twice.location)) == ("G006", "data/b.yaml:2:17")
    assert "data/a.yaml:1" in twice.message
    assert "add an id:" in twice.help
    assert reading.gazetteer is not None
    assert len(reading.gazetteer.places) == 1


def test_a_duplicate_given_id_is_reported_at_the_id(finding) -> None:
    twice = finding("places:\n  - {name: A, coordinates: [1, 2]}\n  - {id: a, name: B, coordinates: [1, 2]}\n")
    assert (place_of(twice), twice.help) == ("3:10 G006", "change one of the two ids")


def test_a_place_and_a_report_may_have_the_same_id(found) -> None:
    assert found(REPORT % "id: a, place: a") == []


@pytest.mark.parametrize(
    ("wanted", "words"),
    [
        ("kremln", 'did you mean "kremlin"?'),
        ("Kremlin", 'did you mean "kremlin"?'),
        ("The Ministry", 'did you mean "mod"?'),
        ("Минобороны", 'did you mean "mod"?'),
        ("nowhere-at-all", "write the id of a place"),
        ("not an id", "write the id of a place"),
    ],
)
def test_an_unknown_place_is_reported_with_the_nearest_one(make_project, wanted, words) -> None:
    text = "places:\n  - {name: Kremlin, coordinates: [1, 2]}\n"
    text += "  - {id: mod, name: The Ministry, aliases: [Минобороны], coordinates: [1, 2]}\n"
    text += f"reports: [{{title: T, status: confirmed, status_reason: why, place: '{wanted}'}}]\n"
    findings = read_gazetteer(make_project({"data/a.yaml": text})).findings
    (unknown,) = findings
    assert unknown.code == "G007"
    assert words in unknown.help


def test_each_cycle_of_part_of_is_reported_once(make_project) -> None:
    chain = {"a": "b", "b": "c", "c": "a", "d": "a", "e": "e", "f": "g", "g": ""}
    entries = "".join(
        f"  - {{name: {name}, coordinates: [1, 2]{', part_of: ' + parent if parent else ''}}}\n"
        for name, parent in chain.items()
    )
    findings = read_gazetteer(make_project({"data/a.yaml": f"places:\n{entries}"})).findings
    assert [(f.location.line, f.code, f.message) for f in findings] == [
        (2, "G013", "a → b → c → a"),
        (6, "G013", "e → e"),
    ]


def test_a_long_chain_of_places_is_not_a_cycle(make_project) -> None:
    entries = "".join(f"  - {{name: p{n}, coordinates: [1, 2], part_of: p{n + 1}}}\n" for n in range(3000))
    text = f"places:\n{entries}  - {{name: p3000, coordinates: [1, 2]}}\n"
    assert read_gazetteer(make_project({"data/a.yaml": text})).findings == []


def test_only_one_file_may_have_a_map_entry(make_project) -> None:
    root = make_project(
        {
            "data/a.yaml": "map: {title: One}\nplaces: [{name: A, coordinates: [1, 2]}]\n",
            "data/b.yaml": "\nmap: {title: Two}\n",
        }
    )
    reading = read_gazetteer(root)
    (second,) = reading.findings
    assert (str(second.location), second.code) == ("data/b.yaml:2:1", "G004")
    assert "data/a.yaml" in second.message
    assert reading.gazetteer is not None
    assert reading.gazetteer.map.title == "One"


# Areas


def area(value: object) -> str:
    return json.dumps({"places": [{"name": "A", "area": value}]})


@pytest.mark.parametrize(
    "value",
    [
        POLYGON,
        {"type": "Polygon", "coordinates": [SQUARE, HOLE]},
        {"type": "Polygon", "coordinates": [[[*position, 120.5] for position in SQUARE]]},
        {"type": "MultiPolygon", "coordinates": [[SQUARE], [[[-1, 0], [0, 0], [0, 1], [-1, 0]]]]},
        {"type": "Feature", "properties": {"name": "x"}, "geometry": POLYGON},
        {"type": "FeatureCollection", "features": [{"type": "Feature", "properties": None, "geometry": POLYGON}]},
    ],
)
@pytest.mark.parametrize("inline", [True, False])
def test_an_area_becomes_its_geometry(make_project, value, inline) -> None:
    files = {"data/a.yaml": area(value if inline else "shapes/area.geojson")}
    root = make_project(files if inline else {**files, "data/shapes/area.geojson": json.dumps(value)})
    reading = read_gazetteer(root)
    assert reading.findings == []
    assert reading.gazetteer is not None
    (place,) = reading.gazetteer.places
    assert isinstance(place.area, dict)
    assert set(place.area) == {"type", "coordinates"}
    kind = "MultiPolygon" if value["type"] == "MultiPolygon" else "Polygon"
    assert place.area["type"] == kind
    ring = place.area["coordinates"][0] if kind == "Polygon" else place.area["coordinates"][0][0]
    assert ring == SQUARE
    assert ("data/shapes/area.geojson" in reading.sha256) is not inline
    assert place.at("name").line == 1


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ({"type": "Point", "coordinates": [37, 55]}, 'the type is the text "Point"'),
        ({"type": "Polygon"}, "a polygon is empty"),
        ({"type": "Polygon", "coordinates": []}, "no outline"),
        ({"type": "MultiPolygon", "coordinates": []}, "no coordinates"),
        ({"coordinates": [SQUARE]}, "there is no type"),
        ({"type": "Polygon", "coordinates": [SQUARE[:3]]}, "a ring has 3 positions"),
        ({"type": "Polygon", "coordinates": [[*SQUARE[:3], [37.1, 55.5]]]}, "not closed; repeat its first position"),
        ({"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]]}, "invalid at [0.5, 0.5]"),
        (
            {"type": "Polygon", "coordinates": [[[177, -18], [-178, -16], [-178, -18], [177, -16], [177, -18]]]},
            "invalid at [179.5, -17]",
        ),
        ({"type": "Polygon", "coordinates": [SQUARE, [[0, 0], [1, 0], [1, 1], [0, 0]]]}, "(hole lies outside shell)"),
        ({"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [2, 2], [0, 0]]]}, "invalid"),
        ({"type": "Polygon", "coordinates": [[[55, 137], [56, 137], [56, 138], [55, 137]]]}, "did you swap them?"),
        ({"type": "Polygon", "coordinates": [[[179, 0], [181, 0], [181, 1], [179, 0]]]}, "write [-179, 0]"),
        ({"type": "Polygon", "coordinates": [[[0, 0], [1, 1000], [1, 0], [0, 0]]]}, "not on Earth"),
        ({"type": "Polygon", "coordinates": [[[0, 0], [1, "x"], [1, 0], [0, 0]]]}, 'a coordinate is the text "x"'),
        ({"type": "Polygon", "coordinates": [[[0, 0], [1, True], [1, 0], [0, 0]]]}, "is true"),
        ({"type": "Polygon", "coordinates": [0, 0]}, "a ring is the number 0"),
        ({"type": "Polygon", "coordinates": [[[0], [1, 1], [1, 0], [0]]]}, "a position is [0], not"),
        ({"type": "FeatureCollection", "features": []}, "has 0 features"),
        ({"type": "Feature", "geometry": None}, "the geometry is empty"),
        ("somewhere near the river", "neither GeoJSON nor the path"),
        ("/etc/hostname", "neither GeoJSON nor the path"),
    ],
)
def test_an_invalid_area_is_reported(finding, value, words) -> None:
    one = finding(area(value))
    assert one.code == "G012"
    assert one.location.line == 1
    assert words in text_of(one)


def test_not_a_number_is_refused_in_an_area(finding) -> None:
    text = "places:\n  - name: A\n    area: {type: Polygon, coordinates: [[[0, 0], [1, .nan], [1, 0], [0, 0]]]}\n"
    assert place_of(finding(text)) == "3:11 G012"


@pytest.mark.parametrize(
    ("path", "content", "code", "words"),
    [
        ("nowhere.geojson", None, "Y001", "no such file"),
        ("../../outside.geojson", None, "A005", "outside the project"),
        ("/etc/hostname.geojson", None, "A005", "outside the project"),
        ("bad.geojson", '{"type":\n }', "G012", "bad.geojson: line 2, column 2: not JSON"),
        ("bad.geojson", "[" * 100_000, "G012", "bad.geojson"),
        ("bad.geojson", '{"type": "Polygon", "coordinates": [[[NaN, 1]]]}', "G012", "NaN is not a coordinate"),
        ("bad.geojson", '{"a": ' + "9" * 5000 + "}", "G012", "bad.geojson"),
        ("bad.geojson", b"\xff\x00", "G012", "bad.geojson:1:1"),
    ],
)
def test_an_unreadable_area_file_is_reported_at_the_place(make_project, path, content, code, words) -> None:
    text = f"places:\n  - name: A\n    area: {json.dumps(path)}\n"
    root = make_project({"data/locations.yaml": text} | ({f"data/{path}": content} if content else {}))
    (one,) = read_gazetteer(root).findings
    assert place_of(one) == f"3:11 {code}"
    assert words in text_of(one)


def test_a_control_character_in_a_path_is_reported_only_as_yaml(finding) -> None:
    assert place_of(finding('places:\n  - name: A\n    area: "a\\0b.geojson"\n')) == "3:11 Y003"


def test_the_area_of_a_place_with_another_mistake_is_checked_too(found) -> None:
    text = "places:\n  - name: A\n    precision: x\n    area: {type: Polygon, coordinates: []}\n"
    assert found(text) == ["3:16 G005", "4:11 G012"]


# Files


@pytest.mark.parametrize(
    ("content", "place"),
    [
        (b"places:\n  - name: \xc3\n", "2:11 Y002"),
        ("places:\n  - name: Кремль\n".encode("cp1251"), "2:11 Y002"),
        (b"places:\n  - name: \xd0\x9a\x00\n", "2:12 Y002"),
        (b"places: \x1b[2J\n", "1:9 Y002"),
        ("places:\n".encode("utf-16-le"), "1:2 Y002"),
        ("places:\n".encode("utf-32"), "1:1 Y002"),
        ("places:\n".encode("utf-16") + b"x", "2:1 Y002"),
    ],
)
def test_a_file_that_is_not_text_is_reported_at_its_first_invalid_byte(finding, content, place) -> None:
    assert place_of(finding(content)) == place


def test_a_file_over_the_limit_is_not_read_further(make_project, monkeypatch) -> None:
    monkeypatch.setattr(gazetteer_module, "YAML", Kind(limit=100, too_large="Y006", not_text="Y002"))
    assert [f.code for f in read_gazetteer(make_project({"data/a.yaml": FULL})).findings] == ["Y006"]


def test_a_symlink_out_of_the_project_is_not_followed(make_project, tmp_path) -> None:
    root = make_project({"data/a.yaml": FULL, "real/b.yaml": "places: [{name: B, coordinates: [1, 2]}]\n"})
    (tmp_path / "secret.yaml").write_text("places: [{name: Secret, coordinates: [1, 2]}]\n")
    (root / "data/out.yaml").symlink_to(tmp_path / "secret.yaml")
    (root / "data/in.yaml").symlink_to(root / "real/b.yaml")
    (root / "data/loop.yaml").symlink_to(root / "data/loop.yaml")
    reading = read_gazetteer(root)
    assert [f"{f.location.file} {f.code}" for f in reading.findings] == ["data/loop.yaml Y001", "data/out.yaml A005"]
    assert reading.gazetteer is not None
    assert {place.name for place in reading.gazetteer.places} >= {"B"}
    assert "Secret" not in {place.name for place in reading.gazetteer.places}


def test_an_area_behind_a_symlink_out_of_the_project_is_not_read(make_project, tmp_path) -> None:
    (tmp_path / "area.geojson").write_text(json.dumps(POLYGON))
    root = make_project({"data/locations.yaml": area("link.geojson")})
    (root / "data/link.geojson").symlink_to(tmp_path / "area.geojson")
    assert [f.code for f in read_gazetteer(root).findings] == ["A005"]


def test_folders_pipes_and_unreadable_files_are_reported(make_project) -> None:
    root = make_project({"data/folder.yaml/x": ""})
    os.mkfifo(root / "data/pipe.yaml")
    assert [f"{f.location.file} {f.code}" for f in read_gazetteer(root).findings] == [
        "data/folder.yaml Y001",
        "data/pipe.yaml Y001",
    ]


@pytest.mark.usefixtures("ordinary_user")
def test_a_file_without_permission_is_found(make_project) -> None:
    root = make_project({"data/a.yaml": FULL})
    (root / "data/a.yaml").chmod(0)
    (unreadable,) = read_gazetteer(root).findings
    assert unreadable.code == "Y001"
    assert "permission" in unreadable.message


def test_reading_restores_the_garbage_collector(make_project) -> None:
    root = make_project({"data/a.yaml": FULL})
    read_gazetteer(root)
    assert gc.isenabled()
    gc.disable()
    try:
        read_gazetteer(root)
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_the_example_gazetteer_has_no_findings(first_map: Path) -> None:
    reading = read_gazetteer(first_map)
    assert reading.findings == []
    assert reading.gazetteer is not None
    assert reading.gazetteer.places


@pytest.mark.parametrize(
    ("rules", "code", "help_"),
    [
        ("{confirmed: {origins: 0}}", "G004", "write a whole number from 1 to 1,000"),
        ("{confirmed: {denials: -1}}", "G004", "write a whole number from 0 to 1,000"),
        ("{confirmed: {origins: two}}", "G004", "write a whole number from 1 to 1,000"),
        ("{confirmed: {articles: 1.5}}", "G004", "write a whole number from 1 to 1,000"),
        ("{confirmed: {kinds: official}}", "G004", "write a list: [official]"),
        ("{confirmed: {kinds: [oficial]}}", "G005", 'did you mean "official"?'),
        ("{refuted: {denials: 0}}", "G002", "the keys are articles, origins, kinds"),
        ("{confirmd: {origins: 2}}", "G002", 'did you mean "confirmed"?'),
        ("{confirmed: 2}", "G004", "write keys with their values"),
        ("{enforce: strict}", "G004", "write true or false"),
    ],
)
def test_a_rule_that_cannot_be_read_says_what_to_write(make_project, rules, code, help_) -> None:
    text = f"map:\n  rules: {rules}\nplaces: [{{name: Quay, coordinates: [1, 2], precision: street}}]\n"
    (finding,) = read_gazetteer(make_project({"data/a.yaml": text})).findings
    assert (finding.code, finding.location.line) == (code, 2)
    assert finding.help.startswith(help_)


@pytest.mark.parametrize(
    "ring",
    [
        "[179, 0], [-179, 0], [-179, 1], [179.5, 1], [179.5, 2], [-179, 2], [-179, 3], [179, 3], [179, 0]",
        "[-180, 66], [-90, 66], [0, 66], [90, 66], [180, 66], [-180, 66]",
    ],
    ids=["several times", "around the pole"],
)
def test_an_outline_may_cross_the_antimeridian(found, ring) -> None:
    assert found(f"places: [{{name: A, area: {{type: Polygon, coordinates: [[{ring}]]}}}}]\n") == []


NAMED = "places: [{id: %s, name: A, coordinates: [1, 2]}, {name: B, coordinates: [1, 2], part_of: %s}]\n"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (NAMED % ("cafe\u0301", "cafe\u0301"), "G004"),
        (NAMED % ("caf\u00e9", "cafe\u0301"), "G007"),
    ],
    ids=["id", "reference"],
)
def test_ids_that_look_the_same_are_the_same(finding, found, text, code) -> None:
    """Some programs write é as e and an accent: two such ids look the same."""
    one = finding(text)
    assert one.code == code
    assert 'write "caf\u00e9", each letter with its accent as one character' in one.help
    assert found(text.replace("cafe\u0301", "caf\u00e9")) == []


def test_a_folder_in_place_of_a_gazetteer_file_is_reported_with_what_to_do(make_project) -> None:
    root = make_project({"data/b.yaml": "places: [{name: A, coordinates: [1, 2]}]\n"})
    (root / "data" / "a.yaml").mkdir()
    (one,) = read_gazetteer(root).findings
    assert text_of(one) == "this is a folder, not a file; give the folder another name, or remove it"


def test_an_article_in_place_of_the_gazetteer_is_reported_as_one(make_project) -> None:
    root = make_project({"seeds/a.md": "---\ntitle: A\n---\nText.\n"})
    (one,) = read_gazetteer(root, [root / "seeds/a.md"]).findings
    assert text_of(one).startswith("this is an article, not a file of the gazetteer; name the folder of the project")
