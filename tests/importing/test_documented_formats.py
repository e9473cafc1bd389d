"""The table of formats in the docs: for every clause of every row, a file that shows it."""

import json
import re
from pathlib import Path

import pytest
from imports import EXAMPLES, plan, write

from geomap.importing.formats.registry import FORMATS
from geomap.importing.source import ImportOptions

PAGE = Path(__file__).parent.parent.parent / "docs" / "how-to" / "import.md"


def rows() -> dict[str, str]:
    """What the docs say is kept, by the name of the format."""
    table = PAGE.read_text(encoding="utf-8").partition("| `--from` | format |")[2].partition("\n\n")[0]
    found = {}
    for line in table.splitlines()[2:]:
        names, _, kept = (cell.strip() for cell in line.strip("|").split(" | "))
        found |= dict.fromkeys(re.findall(r"`([\w-]+)`", names), kept)
    return found


def features(*found: object, **members: object) -> str:
    return json.dumps({"type": "FeatureCollection", "features": found, **members})


def feature(geometry: object, **properties: object) -> dict[str, object]:
    return {"type": "Feature", "properties": {"name": "Fort", **properties}, "geometry": geometry}


POINT = {"type": "Point", "coordinates": [37.5, 55.7, 120]}
RING = [[1, 1], [2, 1], [2, 2], [1, 1]]
LINE = {"type": "LineString", "coordinates": [[1, 1], [2, 2]]}
FEED = (
    '<rss xmlns:georss="http://www.georss.org/georss"><channel><title>Masts</title><item><title>Mast</title>'
    "<pubDate>Thu, 19 Jan 2023 10:00:00 GMT</pubDate>{}</item></channel></rss>"
)
KML = (
    "<kml><Document><name>Doc</name><NetworkLink><Link><href>https://example.org/x.kml</href></Link></NetworkLink>"
    "<Folder><name>Masts</name><Placemark><name>Fort</name><address>Quay 4</address><styleUrl>#red</styleUrl>"
    '<TimeSpan><begin>2023-01-05</begin><end>2023-01-10</end></TimeSpan><ExtendedData><Data name="unit"><value>7'
    "</value></Data></ExtendedData><Point><coordinates>37.5,55.7,120</coordinates></Point></Placemark>"
    "<Placemark><name>Quay</name><TimeStamp><when>2023-01-19</when></TimeStamp>"
    "<Point><coordinates>1,2</coordinates></Point></Placemark></Folder></Document></kml>"
)
GPX = (
    '<gpx><wpt lat="55.7" lon="37.5"><ele>12</ele><time>2023-01-19T10:00:00Z</time><name>Fort</name><desc>One</desc>'
    "<cmt>Two</cmt></wpt><trk><name>T</name></trk><rte><name>R</name></rte></gpx>"
)
PLACES = {
    "@id": "https://example.org/p",
    "type": "Feature",
    "properties": {"title": "Fort"},
    "names": [{"toponym": "Fort"}, {"toponym": "Форт", "lang": "ru"}],
    "when": {"timespans": [{"start": {"in": "1300"}}]},
    "relations": [{"relationTo": "https://example.org/q"}],
    "links": [{"type": "exactMatch", "identifier": "wd:Q649"}],
    "geometry": {
        "type": "GeometryCollection",
        "geometries": [
            {"type": "Point", "coordinates": [1, 2], "certainty": "uncertain"},
            {"type": "Point", "coordinates": [3, 4], "certainty": "certain"},
        ],
    },
}
UCDP = (
    ""
    "id,source_date,where_prec,where_coordinates,date_prec,latitude,longitude,dyad_name,side_a,date_start,date_end,deaths_a\n"
    "1,2023-01-20,1,Fort,1,55.7,37.5,North - South,North,2023-01-19,2023-01-21,3\n"
    "2,2023-01-20,6,Land,1,56.7,37.5,North - South,North,2023-01-19,2023-01-19,3\n"
    "3,2023-01-20,3,Part,1,57.7,37.5,North - South,North,2023-01-19,2023-01-19,3\n"
)
ACLED = EXAMPLES["acled.csv"].replace(",notes", ",actor1,fatalities,notes").replace("Times,", "Times,North,4,")
TIMEMAP = {
    "events": [
        {"id": "1", "description": "A mast.", "date": "3/4/2023", "time": "10:30", "location": "Fort"}
        | {"latitude": "55.7", "longitude": "37.5", "sources": ["s"], "associations": ["a"]}
    ],
    "sources": {"s": {"id": "s", "title": "Paper", "url": "https://example.org/a", "author": "Jane"}},
    "associations": [{"id": "a", "title": "Radars", "filter_paths": ["Weapons", "Radars"]}],
}
SHOWN: dict[str, list[tuple[str, str, str, list[str]]]] = {
    "geojson": [
        (
            "points and areas; properties by name; heights of points as comments",
            "a.geojson",
            features(
                feature(POINT, note="A mast"),
                feature({"type": "Polygon", "coordinates": [RING]}, name="Yard"),
                feature({"type": "MultiPolygon", "coordinates": [[RING]]}, name="Base"),
            ),
            [
                "coordinates: [55.7, 37.5]",
                "note: A mast",
                'area: {"type": "Polygon"',
                '"MultiPolygon"',
                "# altitude: 120",
            ],
        ),
        ("No lines", "a.geojson", features(feature(LINE), feature(POINT)), ['!left out: "Fort", a line']),
    ],
    "umap": [
        (
            "every layer, with its name and the style of each feature as comments",
            "a.umap",
            EXAMPLES["map.umap"],
            ["# layer: Roofs", '# _umap_options: {"color": "Red"}'],
        ),
        (
            "markup as text",
            "a.umap",
            EXAMPLES["map.umap"].replace("**A mast**", "**Mast** [[https://example.org/a|seen]]"),
            ["Mast seen", "Source: https://example.org/a"],
        ),
        (
            "what the map and its layers say about themselves at the top of the file",
            "a.umap",
            EXAMPLES["map.umap"],
            ["# name: A map\n", "# layer Roofs, displayOnLoad: true\n"],
        ),
    ],
    "json": [
        (
            "members by name, inner members as `location.lat`",
            "a.json",
            json.dumps([{"name": "Fort", "location": {"lat": 55.7, "lng": 37.5, "floor": 2}, "team": "north"}]),
            ["coordinates: [55.7, 37.5]", "# location.floor: 2", "# team: north"],
        )
    ],
    "overpass": [
        (
            "named elements as places with their OpenStreetMap id, other names and Wikidata id; other tags as comments",
            "a.json",
            json.dumps(
                {
                    "elements": [
                        {"type": "node", "id": 7, "lat": 55.7, "lon": 37.5}
                        | {
                            "tags": {
                                "name": "Fort",
                                "name:ru": "Форт",
                                "old_name": "Hold",
                                "wikidata": "Q1",
                                "ele": "9",
                            }
                        }
                    ]
                }
            ),
            ['same_as: {osm: "node/7", wikidata: "Q1"}', 'names: {ru: "Форт"}', 'aliases: ["Hold"]', "# ele: 9"],
        )
    ],
    "esri": [
        (
            "points and areas; attributes by name; dates from milliseconds; heights of points as comments",
            "a.json",
            json.dumps(
                {
                    "fields": [{"name": "date", "type": "esriFieldTypeDate"}],
                    "features": [
                        {
                            "attributes": {"title": "Mast", "date": 1674122400000},
                            "geometry": {"x": 37.5, "y": 55.7, "z": 9},
                        },
                        {"attributes": {"title": "Yard", "kind": "x"}, "geometry": {"rings": [RING[::-1]]}},
                    ],
                }
            ),
            ['date: "2023-01-19T10:00:00Z"', "[55.7, 37.5]", "# altitude: 9", "# kind: x", '"MultiPolygon"'],
        )
    ],
    "csv": [("see below", "a.csv", "name,lat,lon,team\nFort,55.7,37.5,north\n", ["[55.7, 37.5]", "# team: north"])],
    "geoconfirmed": [
        (
            "both links; folders, factions, units and plus codes as comments",
            "a.csv",
            EXAMPLES["geoconfirmed.csv"].replace("Radar;;;;", "Radar;;7th;;"),
            [
                "Source: https://example.org/a",
                "Source: https://example.org/b",
                "# Faction: RU",
                "# Units: 7th",
                "# PlusCode: 9G7V",
            ],
        )
    ],
    "geoconfirmed-json": [
        (
            "both links; folders, factions, units and plus codes as comments",
            "a.json",
            EXAMPLES["geoconfirmed.json"].replace(
                '"id": "u-1"',
                '"id": "u-1", "plusCode": "9G7VQJ2C+5X", "faction": "RU", "units": "7th", '
                '"originalSource": "https://example.org/o", "geolocation": "https://example.org/g"',
            ),
            [
                "Source: https://example.org/o",
                "Source: https://example.org/g",
                "coordinates: [55.728, 37.588]",
                "# folder: Masts",
                "# faction: RU",
                "# units: 7th",
                "# plusCode: 9G7VQJ2C+5X",
            ],
        )
    ],
    "acled": [
        (
            "`geo_precision` 1 becomes `settlement`, 2 and 3 `region`",
            "a.csv",
            ACLED,
            ["precision: settlement", "precision: region", "# precision: geo_precision is 1 in the source"],
        ),
        (
            "`time_precision` 2 becomes an approximate day (`~`), 3 the month",
            "a.csv",
            ACLED.replace("2023,1,", "2023,2,"),
            ["date: 2023-01-19~\n", "date: 2023-01\n"],
        ),
        ("actors and fatalities as comments", "a.csv", ACLED, ["# actor1: North", "# fatalities: 4"]),
    ],
    "viina": [
        (
            "`asciiname`, else `address`, is the place; `GEO_PRECISION` the precision",
            "a.csv",
            EXAMPLES["viina.csv"] + "bert_1,8,20230119,05:41,NA,38.588,56.728,STREET,2,Quay 4,example,,Another\n",
            ["name: Fort\n", "name: Quay 4\n", "precision: street"],
        ),
        (
            "the time, which is that of the news item, and all codes as comments",
            "a.csv",
            EXAMPLES["viina.csv"],
            ["# time: 05:41", "# location: 1", "# viina_version: bert_1", "date: 2023-01-19\n"],
        ),
    ],
    "ucdp": [
        (
            "the first and the last day; `where_prec` 1 becomes `settlement`, 6 `country`, others `region`",
            "a.csv",
            UCDP,
            ["date: 2023-01-19/2023-01-21", "precision: settlement", "precision: country", "precision: region"],
        ),
        (
            "parties, deaths and all codes as comments",
            "a.csv",
            UCDP,
            ["# side_a: North", "# deaths_a: 3", "# date_prec: 1"],
        ),
    ],
    "gdelt": [
        (
            (
                "the place and day that a program found; `ActionGeo_Type` the precision; `DATEADDED` "
                "the date of the report "
                "(`reported`); actors are the title, all codes comments"
            ),
            "a.csv",
            EXAMPLES["events.csv"],
            [
                "name: Fort",
                "date: 2023-01-19",
                "precision: settlement",
                'reported: "2023-01-19T14:30"',
                "title: NORTH, Fort",
                "# EventCode: 190",
            ],
        )
    ],
    "atlos": [
        (
            "every `source_N` as a link; the status is about the work on an incident, so it becomes a comment",
            "a.csv",
            EXAMPLES["atlos.csv"],
            ["Source: https://example.org/a", "Source: https://example.org/b", "# status: Completed"],
        )
    ],
    "auto-archiver": [
        (
            (
                "the post and its archived copy as links; the upload is the date of the report "
                "(`reported`); hashes as comments"
            ),
            "a.csv",
            EXAMPLES["auto-archiver.csv"],
            [
                "Source: https://example.org/a",
                "Source: https://archive.example.org/a",
                "# Hash: af01",
                'reported: "2023-01-19T12:00:00+00:00"',
            ],
        )
    ],
    "recogito": [
        (
            "the gazetteer's name and id (`same_as`); the quote, its position and its status as comments",
            "a.csv",
            EXAMPLES["recogito.csv"],
            [
                "name: Fort",
                "same_as: {geonames: 524901}",
                "# QUOTE_TRANSCRIPTION: the old fort",
                "# ANCHOR: char-offset:10",
                "# VERIFICATION_STATUS: VERIFIED",
            ],
        )
    ],
    "lp-tsv": [
        (
            "`approximation` becomes the uncertainty; years of names as comments",
            "a.tsv",
            EXAMPLES["places.tsv"],
            ["uncertainty: 1500", "# start: 1300"],
        )
    ],
    "kml": [
        (
            "`ExtendedData`, `TimeStamp`, `TimeSpan`",
            "a.kml",
            KML,
            ["# unit: 7", "2023-01-05/2023-01-10", "date: 2023-01-19"],
        ),
        (
            "folders, addresses, names of styles and heights as comments",
            "a.kml",
            KML,
            ["# folder: Doc / Masts", "# address: Quay 4", "# styleUrl: #red", "# altitude: 120"],
        ),
        (
            "Links to other files are named, and not followed",
            "a.kml",
            KML,
            ["!a NetworkLink of https://example.org/x.kml", "!links are not followed"],
        ),
    ],
    "gpx": [
        (
            "the time is when the device recorded them, so it becomes a comment, as do height and second texts",
            "a.gpx",
            GPX,
            ["# time, recorded by the device: 2023-01-19T10:00:00Z", "# ele: 12", "# cmt: Two", "note: One"],
        ),
        ("No tracks or routes", "a.gpx", GPX, ['!"T", a track', '!"R", a route']),
    ],
    "georss": [
        (
            "points, circles (uncertainty), boxes and polygons",
            "a.xml",
            FEED.format("<georss:circle>55.7 37.5 400</georss:circle>"),
            ["coordinates: [55.7, 37.5]", "uncertainty: 400"],
        ),
        (
            "points, circles (uncertainty), boxes and polygons",
            "a.xml",
            FEED.format("<georss:box>1 1 2 2</georss:box>"),
            ['area: {"type": "Polygon"'],
        ),
        (
            "the date of publication is `reported`",
            "a.xml",
            FEED.format("<georss:point>55.7 37.5</georss:point>"),
            ['reported: "2023-01-19T10:00:00+00:00"'],
        ),
    ],
    "lpf": [
        (
            (
                "names, links (`same_as`); of several points the most certain or the first, the "
                "others as comments, as are dates "
                "and relations"
            ),
            "a.json",
            features(PLACES, **{"@context": "https://example.org/linkedplaces.jsonld"}),
            [
                'names: {ru: "Форт"}',
                'same_as: {wikidata: "Q649"}',
                "coordinates: [4.0, 3.0]",
                "# other positions: ",
                "# when: ",
                "# relations: ",
            ],
        )
    ],
    "timemap": [
        (
            "times with the date; associations and what is known of sources as comments; 3/4/2023 is in March",
            "a.json",
            json.dumps(TIMEMAP),
            [
                'date: "2023-03-04T10:30"',
                "# associations: Radars",
                '"author": "Jane"',
                '"filter_paths": ["Weapons"',
                "Source: https://example.org/a",
            ],
        )
    ],
    "annotations": [
        (
            (
                "linked places, if the body has a position or a settlement's GeoNames id, or the "
                "gazetteer has a place of "
                "that name"
            ),
            "a.json",
            EXAMPLES["annotations.jsonld"],
            ["name: Fort", "coordinates: [55.728, 37.588]", "same_as: {geonames: 524901}"],
        ),
        (
            "comments, tags and the annotated text as comments",
            "a.json",
            EXAMPLES["annotations.jsonld"].replace(
                '{"type": "TextualBody", "purpose": "commenting"',
                '{"type": "TextualBody", "purpose": "tagging", "value": "mast"}, '
                '{"type": "TextualBody", "purpose": "commenting"',
            ),
            ["# commenting: nice", "# tagging: mast", "# target: ", '"prefix": "in "'],
        ),
    ],
}
"""For each clause of a row: a file, and what the import has of it; after ``!``, what a finding says."""
SHOWN["kmz"] = []  # its KML is that of kml


def test_the_table_has_every_format_and_every_clause_is_shown() -> None:
    kept = rows()
    assert kept.keys() == FORMATS.keys() == SHOWN.keys()
    for name, cases in SHOWN.items():
        rest = kept[name]
        for clause in {each[0] for each in cases}:
            assert clause in rest, (name, clause)
            rest = rest.replace(clause, "")
        assert name == "kmz" or not re.search(r"\w", rest), (name, rest)


@pytest.mark.parametrize(("form", "case"), [(form, case) for form, cases in SHOWN.items() for case in cases])
def test_a_format_keeps_what_the_docs_say(form, case, tmp_path, project) -> None:
    _, name, content, expected = case
    found = plan(write(tmp_path, name, content), project, ImportOptions())
    assert found.format == form
    reported = " ".join(f"{each.message} {each.help}" for each in found.findings)
    for text in expected:
        assert text[1:] in reported if text.startswith("!") else text in found.text, (text, found.text, reported)
