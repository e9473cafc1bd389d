"""What the tests of the exports share: validators that are not ours, and atlases of every kind of doubt and text."""

import csv
import io
import json
import warnings
import zipfile
from functools import cache
from importlib import resources
from pathlib import Path

import feedparser
import geoparquet_validator
import jsonschema
from geojson_pydantic import FeatureCollection
from hypothesis import strategies as st
from lxml import etree

from geomap.model import Article, Atlas, Citation, Coordinates, MapInfo, Mention, Place, Precision, Report, Status
from geomap.model.article import FrontMatter, Publish, SourceKind
from geomap.model.atlas import anchored
from geomap.model.dates import parse_date
from geomap.model.report import Correction, Evidence, FormerTexts, Says, StatusChange
from geomap.site import EXPORTS, export

SCHEMAS = Path(__file__).parents[1] / "schemas"


@cache
def kml_schema() -> etree.XMLSchema:
    """OGC's schema of KML 2.2, which comes with fastkml."""
    return etree.XMLSchema(etree.parse(str(resources.files("fastkml") / "schema" / "ogckml22.xsd")))


@cache
def json_schema(name: str) -> jsonschema.Draft7Validator:
    return jsonschema.Draft7Validator(json.loads((SCHEMAS / f"{name}.json").read_text(encoding="utf-8")))


def valid_geojson(data: bytes) -> list[dict]:
    collection = json.loads(data)
    with warnings.catch_warnings():
        # RFC 7946, 5.2 asks for such a box.
        warnings.filterwarnings("ignore", "BBOX crossing the Antimeridian line")
        FeatureCollection.model_validate(collection)
    return collection["features"]


def valid_csv(data: bytes, delimiter: str = ",") -> list[dict]:
    text = data.decode()
    assert text.count("\n") >= text.count("\r\n") > 0
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    assert {len(row) for row in rows} == {len(rows[0])}
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]


def valid_kml(data: bytes) -> etree._Element:
    root = etree.fromstring(data)
    kml_schema().assertValid(root)
    return root


def unpacked(kmz: bytes) -> bytes:
    """The KML in a KMZ file."""
    with zipfile.ZipFile(io.BytesIO(kmz)) as archive:
        assert archive.namelist() == ["doc.kml"]
        return archive.read("doc.kml")


def valid_linked_places(data: bytes) -> list[dict]:
    collection = json.loads(data)
    json_schema("linked_places").validate(collection)
    for feature in collection["features"]:
        if feature["geometry"]:
            bare = {key: feature["geometry"][key] for key in ("type", "coordinates")}
            FeatureCollection.model_validate(
                {
                    "type": "FeatureCollection",
                    "features": [{"type": "Feature", "geometry": bare, "properties": {}}],
                }
            )
    return collection["features"]


def valid_annotations(data: bytes) -> list[dict]:
    collection = json.loads(data)
    json_schema("annotations").validate(collection)
    items = collection["first"]["items"]
    assert collection["total"] == len(items) == len({item["id"] for item in items})
    articles: dict[str, dict] = {}
    for item in items:  # an article is described once, then named
        source = item["target"]["source"]
        if isinstance(source, dict):
            assert source["id"] not in articles
            articles[source["id"]] = source
        item["target"]["source"] = articles[source["id"] if isinstance(source, dict) else source]
    return items


def valid_atom(data: bytes) -> feedparser.FeedParserDict:
    feed = feedparser.parse(data)
    assert not feed.bozo, feed.get("bozo_exception")
    assert feed.version == "atom10"
    assert feed.feed.id
    assert feed.feed.title
    assert feed.feed.updated_parsed
    # RFC 4287, 4.1.2: an entry without an alternate link has content.
    assert all(entry.id and entry.title and entry.updated_parsed and entry.content for entry in feed.entries)
    assert len({entry.id for entry in feed.entries}) == len(feed.entries)
    return feed


def valid_parquet(data: bytes) -> None:
    report = geoparquet_validator.check_bytes("reports.parquet", data)
    assert geoparquet_validator.conformant(report), geoparquet_validator.failed(report, "core")


VALIDATORS = {
    "geojson": valid_geojson,
    "csv": valid_csv,
    "kml": valid_kml,
    "kmz": lambda data: valid_kml(unpacked(data)),
    "lpf": valid_linked_places,
    "lp-tsv": lambda data: valid_csv(data, "\t"),
    "annotations": valid_annotations,
    "atom": valid_atom,
    "parquet": valid_parquet,
}
assert set(VALIDATORS) == set(EXPORTS)


def validated(atlas: Atlas, form: str):
    return VALIDATORS[form](export(atlas, form))


# Texts that a format may stumble over: markup, formulas, separators, control characters, letters from the right.
awkward = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30),
    st.sampled_from(
        [
            "=HYPERLINK(1)",
            "'=1+1",
            "+1; -2\n@SUM(A1)",
            "\t=1",
            "＝1",
            "]]> <b>&amp;</b> <!-- \"'",
            "bell \x07 nul \x00 del \x7f \ufffe",
            "מגדל \u202eשמאל\u202c ימין",
            "two\r\nlines | and a bar",
            "</script><script>alert(1)</script>",
            "$[id] {{ 7 }} %s",
        ]
    ),
).filter(lambda text: text.strip())
dates = st.sampled_from(
    [
        *("2023-01-19", "2023-01", "2023", "2023-01~", "2023-01-XX", "../2023-01-19", "2023-01-19/..", "2023-21"),
        *("2023-01-19T14:30", "2023-01-19T14:30+03:00", "2023-01-19T23:30:05Z/2023-01-20T01:00-03:30"),
    ]
)
dated = st.none() | dates.map(parse_date)
related = st.lists(st.integers(0, 3).map("report-{}".format), max_size=2, unique=True).map(tuple)
quoted_in_danish = st.fixed_dictionaries({"da": awkward})
positions = st.builds(Coordinates, st.floats(-90, 90), st.floats(-180, 180))
FIELDS = {
    "kind": {"type": "choice", "label": "<Kind>", "values": {"a": "A & B", "b": None}},
    "words": {"type": "text"},
    "length": {"type": "number"},
    "seen": {"type": "date"},
    "post": {"type": "link"},
}
FIELD_VALUES = {
    "kind": st.sampled_from(["a", "b"]),
    "words": awkward,
    "length": st.integers(-1_000_000, 1_000_000) | st.floats(-1e6, 1e6),
    "seen": dates,
    "post": st.sampled_from(["https://example.org/a?b=1&c=2", "mailto:a@example.org"]),
}
SQUARE = {"type": "Polygon", "coordinates": [[[179, 10], [181, 10], [181, 11], [179, 11], [179, 10]]]}


# Made once: hypothesis examines each strategy that it has not met, which takes longer than to draw from it.
TEXT_OR_NONE = st.none() | awkward
STATUSES = st.sampled_from(list(Status))
PLACES = st.lists(
    st.fixed_dictionaries(
        {
            "name": awkward,
            "names": st.fixed_dictionaries({"he": awkward}),
            "note": TEXT_OR_NONE,
            "precision": st.sampled_from(list(Precision)),
            "coarsen": st.none() | st.floats(10, 50_000),
            "location": st.fixed_dictionaries({"coordinates": positions, "uncertainty": st.none() | st.floats(1, 9e5)})
            | st.sampled_from([{"area": SQUARE}, {}]),
        }
    ),
    max_size=3,
)
FRONT_MATTER = st.builds(
    FrontMatter,
    title=TEXT_OR_NONE,
    url=st.sampled_from([None, "https://example.org/a?b=1&c=2"]),
    publish=st.sampled_from(list(Publish)),
    kind=st.none() | st.sampled_from(list(SourceKind)),
    origin=TEXT_OR_NONE,
    repeats=st.sampled_from([(), ("other",), ("missing",)]),
)
FORMER_TEXTS = st.none() | st.builds(FormerTexts, title=awkward, date=dated)
REPORTS = st.lists(
    st.fixed_dictionaries(
        {
            "title": awkward,
            "place": st.none() | st.integers(0, 2),
            "system": TEXT_OR_NONE,
            "status": STATUSES,
            "status_reason": awkward,
            "date": dated,
            "reported": dated,
            "description": TEXT_OR_NONE,
            "history": st.lists(st.builds(StatusChange, date=dates, status=STATUSES, reason=awkward), max_size=2),
            "status_since": dated,
            "corrected": st.lists(st.builds(Correction, date=dates, note=awkward, before=FORMER_TEXTS), max_size=2),
            "see_also": related,
            "same_event_as": related,
            "moved_from": related,
            "translations": st.just({}) | quoted_in_danish,
            "tags": st.lists(awkward.filter(lambda text: "|" not in text), max_size=2).map(tuple),
            "fields": st.fixed_dictionaries({}, optional=FIELD_VALUES),
            "checked_by": st.lists(awkward, max_size=2).map(tuple),
            "checked_on": dated,
            "says": st.none() | st.sampled_from(list(Says)),
        }
    ),
    max_size=4,
)
MAPS = st.builds(
    MapInfo,
    title=awkward,
    url=st.sampled_from([None, "https://example.org/map"]),
    fields=st.sampled_from([{}, FIELDS]),
    show_checkers=st.booleans(),
)


@st.composite
def atlases(draw) -> Atlas:
    """Small atlases of every kind of place, date, status and article."""
    same_as = {"wikidata": "Q649", "osm": "way/1", "own": "x"}
    places = [
        Place(id=f"place-{number}", same_as=same_as, **values.pop("location"), **values)
        for number, values in enumerate(draw(PLACES))
    ]
    text = "First secret. A system stood there. Last secret."
    article = Article(id="article", title=draw(awkward), front_matter=draw(FRONT_MATTER), text=text)
    other = Article(id="other", title=draw(awkward), text="Nothing.")
    info = draw(MAPS)
    reports, citations = [], []
    for number, values in enumerate(draw(REPORTS)):
        says, place = values.pop("says"), values.pop("place")
        translations, fields = values.pop("translations"), values.pop("fields")
        reports.append(
            Report(
                id=f"report-{number}",
                place=places[place].id if place is not None and place < len(places) else None,
                evidence=(Evidence(article="article", quote="A system stood there.", translations=translations),),
                fields=fields if info.fields else {},
                **values,
            )
        )
        if says:
            here = anchored(article, 16, 34)
            citations.append(Citation(*here, f"report-{number}", 0, lambda *_: (14, 35), says))
    mentions = [
        Mention(*anchored(article, start, end), place=places[0].id, name=places[0].name)
        for start, end in ((6, 12), (16, 22), (41, 47))
        if places
    ]
    return Atlas(info, tuple(places), tuple(reports), (article, other), tuple(mentions), tuple(citations))
