"""Map services: those that are found, those that are refused, and what the page's security policy allows."""

import re

import pytest
import xyzservices
from hypothesis import given
from hypothesis import strategies as st

import geomap
from geomap.findings import errors
from geomap.model import Load, Online, Referrer, TileSchema
from geomap.model.origin import Origin
from geomap.page.online import data_sources, online_data, picture_sources
from geomap.read import read_gazetteer
from geomap.read.attribution import parse_attribution
from geomap.read.online import read_online

OWN = {"url": "https://{s}.tiles.example/{z}/{x}/{y}{r}.png", "attribution": "Example"}
PLACES = "places: [{name: A, coordinates: [55.75, 37.6], precision: street}]\n"


def found(**written: object):
    online = Online.model_validate(written)
    resolved, findings = read_online(online, Origin())
    return resolved.service, findings


def codes(**written: object) -> list[str]:
    return [finding.code for finding in found(**written)[1]]


@pytest.mark.parametrize("name", ["OpenStreetMap.Mapnik", "openstreetmap mapnik", "OPENSTREETMAP.MAPNIK"])
def test_a_service_is_found_by_its_name_in_any_case(name) -> None:
    service, findings = found(provider=name)
    assert (service.name, service.url) == ("OpenStreetMap", "https://tile.openstreetmap.org/{z}/{x}/{y}.png")
    assert service.hosts == ("https://tile.openstreetmap.org",)
    assert (service.min_zoom, service.max_zoom) == (0, 19)
    assert service.referrer is Referrer.REQUIRED
    assert "".join(text for text, _ in service.attribution) == "© OpenStreetMap contributors"
    assert [finding.code for finding in findings] == ["O005"]


def test_a_name_alone_means_the_same_as_an_entry_with_it(make_project) -> None:
    for written in ("Esri.WorldImagery", "{provider: Esri.WorldImagery}"):
        root = make_project({"data/a.yaml": f"map:\n  online: {written}\n{PLACES}"})
        online = geomap.load(root).info.online
        assert online.service.hosts == ("https://server.arcgisonline.com",)
        assert online.service.load is Load.ON_REQUEST


def test_findings_are_located_at_the_mistake(make_project) -> None:
    root = make_project({"data/a.yaml": f"map:\n  online:\n    provider: MapTiler.Streets\n    key: mine\n{PLACES}"})
    reading = read_gazetteer(root)
    assert [(finding.code, str(finding.location)) for finding in reading.findings] == [("O003", "data/a.yaml:4:10")]
    root = make_project({"data/a.yaml": f"map:\n  title: T\n  online: Stadia.AlidadeSmoth\n{PLACES}"})
    (finding,) = read_gazetteer(root).findings
    assert (finding.code, str(finding.location)) == ("O001", "data/a.yaml:3:11")
    assert 'did you mean "Stadia.AlidadeSmooth"?' in finding.help


def test_a_missing_key_is_named_by_its_parameter_and_a_given_one_replaces_it() -> None:
    _, (finding,) = found(provider="Thunderforest.Landscape")
    assert (finding.code, '"apikey"' in finding.message) == ("O002", True)
    service, findings = found(provider="Thunderforest.Landscape", key="a b&c")
    assert service.url.endswith("?apikey=a%20b%26c")
    assert [finding.code for finding in findings] == ["O003"]
    assert codes(provider="OpenTopoMap", key="k") == ["O004"]


def test_the_key_of_a_template_replaces_its_placeholder() -> None:
    url = "https://tiles.example/{key}/{z}/{x}/{y}.png"
    assert found(url=url, attribution="E", key="k")[0].url == "https://tiles.example/k/{z}/{x}/{y}.png"
    assert codes(url=url, attribution="E") == ["O002"]


def test_carto_without_a_key_works_with_a_note_about_its_watermark() -> None:
    service, (note,) = found(provider="CartoDB.Positron")
    assert (note.code, "watermark" in note.message) == ("O005", True)
    assert "key" not in service.url
    assert service.hosts == tuple(f"https://{letter}.basemaps.cartocdn.com" for letter in "abcd")
    service, findings = found(provider="CartoDB.Positron", key="k")
    assert service.url.endswith("?key=k")
    assert [finding.code for finding in findings] == ["O003"]


def test_stadia_requires_a_key_or_the_site() -> None:
    assert found(provider="Stadia.AlidadeSmooth")[0].referrer is Referrer.REQUIRED
    service, _ = found(provider="Stadia.AlidadeSmooth", key="k")
    assert service.url.endswith("?api_key=k")
    assert service.referrer is Referrer.ORIGIN


def test_every_xyzservices_entry_is_usable_or_refused_with_a_reason() -> None:
    for name, provider in xyzservices.providers.flatten().items():
        service, findings = found(provider=name, **({"key": "k"} if provider.requires_token() else {}))
        if service is None:
            assert [finding.code for finding in findings] == ["O004"], name
            continue
        assert errors(findings) == [], name
        assert set(re.findall(r"\{(.*?)\}", service.url)) <= {"z", "x", "y", "-y", "s", "r"}, name
        assert service.hosts, name
        assert all(re.fullmatch(r"https://[a-z0-9.-]+(:\d+)?", host) for host in service.hosts), name
        assert service.attribution, name
        assert service.min_zoom <= service.max_zoom, name


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ({}, "neither a provider nor a url"),
        ({"provider": "OpenTopoMap", "url": OWN["url"]}, "both a provider and a url"),
        ({"url": OWN["url"]}, "no credit line"),
        ({"url": OWN["url"], "attribution": "<script>x</script>"}, "no credit line"),
        ({**OWN, "url": "https://tiles.example/{z}/{x}.png"}, "lacks {z}, {x} or {y}"),
        ({**OWN, "url": "https://tiles.example/{z}/{x}/{y}.png?style={style}"}, "{style}"),
        ({**OWN, "url": "http://tiles.example/{z}/{x}/{y}.png"}, "begins with http://"),
        ({**OWN, "url": "http://127.0.0.1.evil.example/{z}/{x}/{y}.png"}, "begins with http://"),
        ({**OWN, "url": "//tiles.example/{z}/{x}/{y}.png"}, "is not a web address"),
        ({**OWN, "url": "javascript:alert({z}{x}{y})"}, "is not a web address"),
        ({**OWN, "url": "https://tiles.example;script-src *;/{z}/{x}/{y}.png"}, "is not a web address"),
        ({**OWN, "url": "https://tiles.example'/{z}/{x}/{y}.png"}, "is not a web address"),
        ({**OWN, "url": "https://{s}/{z}/{x}/{y}.png", "subdomains": ["a b"]}, "is not a web address"),
        ({**OWN, "url": "https://tiles.example:port/{z}/{x}/{y}.png"}, "is not a web address"),
        ({**OWN, "url": "https://me:secret@tiles.example/{z}/{x}/{y}.png"}, "a user name or password"),
        ({**OWN, "subdomains": [str(number) for number in range(50)]}, "50 subdomains"),
        ({**OWN, "min_zoom": 9, "max_zoom": 3}, "min_zoom, 9, is greater than"),
        ({"provider": "MapTiler.Basic4326", "key": "k"}, "EPSG:4326"),
    ],
)
def test_an_unusable_service_is_refused(written, message) -> None:
    service, (finding,) = found(**written)
    assert service is None
    assert finding.code == "O004"
    assert message in finding.message
    assert finding.help


@pytest.mark.parametrize("host", ["127.0.0.1:8080", "localhost:8080", "[::1]:8080", "tiles.localhost"])
def test_a_server_on_the_same_computer_may_use_http(host) -> None:
    service, findings = found(url=f"http://{host}/{{z}}/{{x}}/{{y}}.png", attribution="Mine")
    assert findings == []
    assert service.hosts == (f"http://{host}",)


def test_the_policy_names_every_host_and_no_more(make_project) -> None:
    def policy(online: str) -> str:
        root = make_project({"data/a.yaml": f"map:\n{online}{PLACES}"})
        page = geomap.load(root).map().get_root().render()
        return re.search(r'Content-Security-Policy" content="([^"]*)"', page)[1]

    own = "  online: {url: 'https://{s}.tiles.example/{z}/{x}/{y}.png', attribution: E, subdomains: ab%s}\n"
    pictures = policy(own % "")
    assert "img-src data: https://a.tiles.example https://b.tiles.example; base-uri" in pictures
    assert "connect-src" not in pictures
    data = policy(own % ", vector: openmaptiles")
    assert "img-src data:; connect-src https://a.tiles.example https://b.tiles.example; base-uri" in data
    assert "tiles.example" not in policy("  title: T\n")
    assert "connect-src" not in policy("  title: T\n")


def test_the_policy_of_a_vector_service_allows_data_requests() -> None:
    online, findings = read_online(Online.model_validate({**OWN, "vector": "protomaps"}), Origin())
    assert findings == []
    assert online.service.vector is TileSchema.PROTOMAPS
    info = geomap.model.MapInfo(online=None).model_copy(update={"online": online})
    assert picture_sources(info) == ()
    assert data_sources(info) == online.service.hosts
    assert online_data(info)["host"] == "tiles.example"


def test_unknown_keys_and_values_are_reported(make_project) -> None:
    root = make_project({"data/a.yaml": f"map:\n  online: {{provider: OpenTopoMap, lod: at_once}}\n{PLACES}"})
    assert [finding.code for finding in read_gazetteer(root).findings] == ["G002"]
    root = make_project({"data/a.yaml": f"map:\n  online: {{provider: OpenTopoMap, load: sometimes}}\n{PLACES}"})
    (finding,) = read_gazetteer(root).findings
    assert (finding.code, finding.help) == ("G005", "write on_request or at_once")
    for online in ("[OpenTopoMap]", "7", "{provider: OpenTopoMap, vector: true}"):
        root = make_project({"data/a.yaml": f"map:\n  online: {online}\n{PLACES}"})
        assert errors(read_gazetteer(root).findings)


@pytest.mark.parametrize(
    ("html", "pieces"),
    [
        ("Plain &amp; simple", (("Plain & simple", None),)),
        ('<a href="https://a.example/?x=1&amp;y=2">A</a>', (("A", "https://a.example/?x=1&y=2"),)),
        ('<a href="javascript:alert(1)">A</a> B', (("A B", None),)),
        ('<a href="/relative">A</a>', (("A", None),)),
        ("<img src=x onerror=alert(1)>A<style>b</style>", (("A", None),)),
        ("", ()),
    ],
)
def test_a_credit_line_has_only_texts_and_links(html, pieces) -> None:
    assert parse_attribution(html) == pieces


@given(st.text(alphabet=st.sampled_from("<>/a=\"' &;:hrefscriptjavon"), max_size=80))
def test_no_attribution_links_anywhere_but_to_the_web(html) -> None:
    for text, address in parse_attribution(html):
        assert text
        assert address is None or re.match(r"https?://", address)
