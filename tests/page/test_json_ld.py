"""Metadata for search engines: valid schema.org, the same facts as the map, and safe in its element."""

import json
import re
import warnings
from pathlib import Path

from exports import atlases
from hypothesis import given
from large import large_atlas
from rdflib import RDF, Graph, URIRef
from rdflib.namespace import SDO

import geomap
from geomap.exports.registry import site_exports
from geomap.model import Atlas, MapInfo, Place, Report, Status
from geomap.model.published import coarsened
from geomap.page.json_ld import page_json_ld

REPOSITORY = Path(__file__).parents[2]
GOLDEN = Path(__file__).parents[1] / "golden" / "doubts" / "project"


def data_of(atlas: Atlas) -> dict:
    return json.loads(page_json_ld(coarsened(atlas), site_exports(coarsened(atlas)).values()))


def graph_of(data: dict) -> Graph:
    """The statements, read with schema.org's vocabulary in place of the context that is fetched from there."""
    local = {**data, "@context": {"@vocab": str(SDO)}}
    with warnings.catch_warnings(action="ignore", category=DeprecationWarning):  # rdflib's, of its own parts
        return Graph().parse(data=json.dumps(local), format="json-ld", publicID="https://example.org/")


def test_it_is_in_the_page_and_uses_the_terms_of_schema_org(site) -> None:
    text = site.read_text(encoding="utf-8")
    (data,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', text)
    assert json.loads(data) == data_of(geomap.load(REPOSITORY))
    graph = graph_of(json.loads(data))
    assert len(graph) > 50
    known = set(SDO.__annotations__)
    for _, predicate, object_ in graph:
        if predicate == RDF.type:
            assert str(object_).removeprefix(str(SDO)) in known
        else:
            assert str(predicate).removeprefix(str(SDO)) in known
    types = {str(kind).removeprefix(str(SDO)) for kind in graph.objects(None, RDF.type)}
    assert {"Dataset", "DataDownload", "Place", "Claim", "CreativeWork"} <= types
    assert not types & {"Event", "ClaimReview", "NewsArticle"}


def test_reports_are_claims_about_places_with_their_status() -> None:
    data = data_of(geomap.load(GOLDEN))
    assert {claim["@type"] for claim in data["hasPart"]} == {"Claim"}
    radar = next(claim for claim in data["hasPart"] if claim["name"].startswith("Radar"))
    assert radar["description"] == "confirmed: Two independent pictures show it."
    assert radar["temporal"] == "2021-05-04"
    places = {place["@id"] for place in data["spatialCoverage"]}
    assert radar["contentLocation"]["@id"] in places
    nowhere = next(claim for claim in data["hasPart"] if claim["name"] == "Nobody says where")
    assert not {"contentLocation", "temporal", "appearance"} & set(nowhere)
    shapes = {place["name"]: place.get("geo", {}).get("@type") for place in data["spatialCoverage"]}
    assert shapes["The Lakes"] == "GeoShape"
    assert shapes["Safe House"] == "GeoCircle"


def test_a_large_map_describes_only_itself_and_its_files() -> None:
    data = data_of(large_atlas(1000))
    assert "hasPart" not in data
    assert data["distribution"]


def test_addresses_are_absolute_if_the_map_has_a_url() -> None:
    report = Report(title="R", place="roof", status=Status.REFUTED, status_reason="No.")
    place = Place(name="Roof", coordinates=[55.7, 37.6])
    data = data_of(Atlas(MapInfo(url="https://example.org/map"), (place,), (report,), (), (), ()))
    assert data["distribution"][0]["contentUrl"] == "https://example.org/map/data/reports.geojson"
    assert data["hasPart"][0]["@id"] == "https://example.org/map/#report=r"
    assert URIRef("https://example.org/map/") in set(graph_of(data).subjects())


@given(atlases())
def test_no_text_can_leave_its_element(atlas) -> None:
    text = page_json_ld(coarsened(atlas), site_exports(coarsened(atlas)).values())
    assert not re.search("[<>&\u2028\u2029]", text)
    assert json.loads(text)["name"] == atlas.info.title


def test_corrections_are_comments_on_their_claim() -> None:
    corrected = [{"date": "2023-01-22", "note": "It was next door."}, {"date": "2023-0X", "note": "Again."}]
    report = Report(title="Radar", status="unconfirmed", status_reason="Hearsay.", corrected=corrected)
    data = data_of(Atlas(MapInfo(), (), (report,), (), (), ()))
    first, second = data["hasPart"][0]["correction"]
    assert first == {"@type": "CorrectionComment", "text": "It was next door.", "datePublished": "2023-01-22"}
    assert second == {"@type": "CorrectionComment", "text": "Again."}
    assert (None, SDO.correction, None) in graph_of(data)
