"""Example files of every format, and imports into the project of a test."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import geomap
from geomap.cli import main
from geomap.importing.errors import ImportFailedError
from geomap.importing.run import ImportPlan, plan_import
from geomap.importing.source import ImportOptions
from geomap.model import Place, Report

EXAMPLES = {
    "ours.geojson": """\
{"type": "FeatureCollection", "features": [{"type": "Feature", "id": "radar-fort",
 "geometry": {"type": "Point", "coordinates": [37.588, 55.728]},
 "properties": {"title": "Radar in the fort", "status": "unconfirmed", "status_reason": "One witness.",
  "system": "Radar",
  "date": "2023-01~", "date_earliest": "2023-01-01", "date_latest": "2023-01-31", "reported": "2023-02-03",
  "description": "A mast.", "place": "Fort", "place_id": "fort", "precision": "building", "uncertainty_m": 80.0,
  "coordinate_source": "By address", "evidence": [],
  "history": [{"date": "2023-01", "status": "refuted", "reason": "R."}]}}]}
""",
    "osint.geojson": """\
{"type": "FeatureCollection", "features": [{"type": "Feature",
 "geometry": {"type": "Point", "coordinates": [37.588, 55.728]},
 "properties": {"title": "Radar in the fort", "date": "2023-01-19T00:00:00", "description": "A mast.",
  "place_desc": "Fort",
  "links": ["https://example.org/a"], "source": "EXAMPLE"}}]}
""",
    "map.umap": """\
{"type": "umap", "geometry": {"type": "Point", "coordinates": [37, 55]}, "properties": {"name": "A map", "zoom": 7},
 "layers": [{"type": "FeatureCollection", "_umap_options": {"name": "Roofs", "displayOnLoad": true}, "features": [
  {"type": "Feature", "geometry": {"type": "Point", "coordinates": [37.588, 55.728]},
   "properties": {"_umap_options": {"color": "Red"}, "name": "Fort", "description": "**A mast**"}},
  {"type": "Feature", "geometry": {"type": "LineString", "coordinates": [[37.5, 55.7], [37.6, 55.8]]},
   "properties": {"name": "A road"}}]}]}
""",
    "geoconfirmed.csv": (
        "Date;Name;Faction;Origin;Latitude;Longitude;PlusCode;Description;Source;Geolocation;Equipment;EquipmentItems;"
        "Units;OrbatUnits;Id\n"
        "22/11/2023;Radar in the fort;RU;VID;55,728;37,588;9G7V;A mast.;https://example.org/a;https://example.org/b;"
        "Radar;;;;5f0c-a\n"
    ),
    "acled.csv": """\
event_id_cnty,event_date,year,time_precision,event_type,sub_event_type,location,latitude,longitude,geo_precision,source,notes
RUS1,19 January 2023,2023,1,Strategic developments,Other,Moscow,55.728,37.588,1,Example Times,A mast.
RUS2,19 January 2023,2023,3,Strategic developments,Other,Moscow,55.728,37.588,3,Example Times,Another.
""",
    "places.tsv": (
        "id\ttitle\ttitle_source\tvariants\tstart\tmatches\tlon\tlat\tapproximation\n"
        "p-1\tFort\tA book\tStronghold;Castle\t1300\tgn:524901;wd:Q649\t37.588\t55.728\t1.5\n"
    ),
    "geoconfirmed.kml": """\
<?xml version="1.0" encoding="UTF-8"?>
<kml xmlns="http://www.opengis.net/kml/2.2"><Document><name>Example</name><Folder><name>Radars</name>
<Placemark><name>22 NOV 2023</name><description><![CDATA[Radar in the fort<br>Source: <a href="https://example.org/a">a</a>]]>
</description><Point><coordinates>37.588,55.728,0</coordinates></Point></Placemark></Folder></Document></kml>
""",
    "points.kml": """\
<kml xmlns="http://www.opengis.net/kml/2.2"><Document><Placemark id="radar-fort"><name>Radar in the fort</name>
<TimeSpan><begin>2023-01-05</begin><end>2023-01-10</end></TimeSpan><ExtendedData>
<Data name="status"><value>unconfirmed</value></Data><Data name="status_reason"><value>One witness.</value></Data>
<Data name="place"><value>Fort</value></Data><Data name="precision"><value>building</value></Data></ExtendedData>
<Point><coordinates> 37.588 , 55.728 </coordinates></Point></Placemark></Document></kml>
""",
    "walk.gpx": """\
<gpx version="1.1" creator="a device" xmlns="http://www.topografix.com/GPX/1/1">
<wpt lat="55.728" lon="37.588"><time>2023-01-19T10:00:00Z</time><name>Fort</name><desc>A mast.</desc></wpt>
<trk><trkseg><trkpt lat="1" lon="2"/></trkseg></trk></gpx>
""",
    "viina.csv": """\
viina_version,event_id,date,time,asciiname,longitude,latitude,GEO_PRECISION,location,address,source,url,text
bert_1,7,20230119,05:41,Fort,37.588,55.728,STREET,1,"Fort, Moscow",example,https://example.org/a,A mast was seen
""",
    "ged.csv": """\
id,source_date,source_headline,source_original,where_prec,where_coordinates,where_description,latitude,longitude,geom_wkt,\
dyad_name,date_prec,date_start,date_end,best
7,2023-01-20,A mast,,1,Fort,near it,55.728,37.588,POINT (37.588 55.728),North - South,1,2023-01-19,2023-01-19,0
""",
    "events.csv": """\
GLOBALEVENTID,SQLDATE,Actor1Name,Actor2Name,EventCode,ActionGeo_Type,ActionGeo_FullName,ActionGeo_Lat,ActionGeo_Long,\
DATEADDED,SOURCEURL
7,20230119,NORTH,,190,4,Fort,55.728,37.588,20230119143000,https://example.org/a
""",
    "atlos.csv": """\
slug,project,inserted_at,updated_at,latitude,longitude,description,date,status,sensitive,source_1,source_2
A1B2C3,Masts,2023-01-20 10:00:00Z,2023-01-21 10:00:00Z,55.728,37.588,Mast at the fort,2023-01-19,Completed,,https://example.org/a,https://example.org/b
""",
    "auto-archiver.csv": """\
Link,Archive status,Archive location,Archive date,Upload timestamp,Upload title,Text content,Hash,Lat,Lon
https://example.org/a,twitter: success,https://archive.example.org/a,2023-01-20,2023-01-19T12:00:00+00:00,Mast,\
A mast at the fort,af01,55.728,37.588
""",
    "recogito.csv": """\
UUID,QUOTE_TRANSCRIPTION,ANCHOR,TYPE,URI,VOCAB_LABEL,LAT,LNG,PLACE_TYPE,VERIFICATION_STATUS,TAGS,COMMENTS
0f1e,the old fort,char-offset:10,PLACE,http://sws.geonames.org/524901,Fort,55.728,37.588,,VERIFIED,,unsure
""",
    "feed.xml": """\
<?xml version="1.0"?><rss version="2.0" xmlns:georss="http://www.georss.org/georss"><channel><title>Masts</title>
<item><title>Mast at the fort</title><link>https://example.org/a</link><pubDate>Thu, 19 Jan 2023 10:00:00 GMT</pubDate>
<description>A &lt;b&gt;mast&lt;/b&gt;</description><category>masts</category>
<georss:point>55.728 37.588</georss:point><georss:featureName>Fort</georss:featureName></item></channel></rss>
""",
    "rows.json": """\
{"count": 1, "results": [{"date": "2023-01-19", "title": "Mast at the fort", "place": "Fort",
 "location": {"lat": 55.728, "lng": 37.588}, "url": "https://example.org/a", "team": "north"}]}
""",
    "overpass.json": """\
{"version": 0.6, "generator": "Overpass API", "elements": [{"type": "way", "id": 7, "nodes": [1, 2],
 "center": {"lat": 55.728, "lon": 37.588}, "tags": {"name": "Fort", "historic": "fort"}},
 {"type": "node", "id": 1, "lat": 55.7, "lon": 37.5}]}
""",
    "arcgis.json": """\
{"geometryType": "esriGeometryPoint", "spatialReference": {"wkid": 4326},
 "fields": [{"name": "seen", "type": "esriFieldTypeDate", "alias": "date"}],
 "features": [{"attributes": {"name": "Fort", "kind": "mast"}, "geometry": {"x": 37.588, "y": 55.728}}]}
""",
    "geoconfirmed.json": """\
{"mapDataFolders": [{"name": "Masts", "mapDataPlacemarks": [{"id": "u-1", "date": "2023-01-19T10:20:00",
 "name": "19 JAN 2023", "description": "Mast at the fort\\nhttps://example.org/a", "coordinates": [37.588, 55.728]}]}]}
""",
    "places.lpf.json": """\
{"type": "FeatureCollection",
 "@context": "https://raw.githubusercontent.com/LinkedPasts/linked-places/master/linkedplaces.jsonld",
 "features": [{"@id": "https://example.org/places/fort", "type": "Feature",
 "properties": {"title": "Fort", "ccodes": ["RU"], "fclasses": ["S"]},
 "names": [{"toponym": "Fort", "lang": "en"}, {"toponym": "Форт", "lang": "ru"}, {"toponym": "Stronghold"}],
 "when": {"timespans": [{"start": {"in": "1300"}}]},
 "geometry": {"type": "Point", "coordinates": [37.588, 55.728], "certainty": "less-certain"},
 "links": [{"type": "exactMatch", "identifier": "wd:Q649"}], "descriptions": [{"value": "A mast."}]}]}
""",
    "timemap.json": """\
{"events": [{"id": "17", "civId": "CIV0017", "description": "Radar in the fort. A mast.", "date": "1/3/2023",
  "time": "10:00", "graphic": "FALSE", "time_precision": "", "location": "Fort",
  "latitude": "55.728", "longitude": "37.588", "associations": ["a1"], "sources": ["s1"]}],
 "sources": {"s1": {"id": "s1", "title": "A", "paths": ["https://example.org/a"], "url": "", "author": "", "date": ""}},
 "associations": [{"id": "a1", "title": "Radars", "mode": "FILTER", "filter_paths": ["Weapons", "Radars"]}]}
""",
    "annotations.jsonld": """\
[{"@context": "http://www.w3.org/ns/anno.jsonld", "id": "https://example.org/annotations/1", "type": "Annotation",
  "body": [{"type": "TextualBody", "purpose": "commenting", "value": "nice"},
   {"id": "http://sws.geonames.org/524901/", "purpose": "identifying", "name": "Fort",
    "geometry": {"type": "Point", "coordinates": [37.588, 55.728]}}],
  "target": {"source": "https://example.org/text", "selector": [
   {"type": "TextQuoteSelector", "exact": "the old fort", "prefix": "in ", "suffix": "."},
   {"type": "TextPositionSelector", "start": 10, "end": 22}]}}]
""",
}
"""A file of each format, with the fields that its documentation lists. Every file is about the same fort."""


def write(folder: Path, name: str, content: str | bytes) -> Path:
    """Write a file to import."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def run_import(*arguments: str | Path) -> Result:
    """Run ``geomap import`` in this process."""
    return CliRunner().invoke(main, ["import", *(str(argument) for argument in arguments)])


def plan(path: Path, project: Path, options: ImportOptions | None = None, **more: object) -> ImportPlan:
    """Plan an import; nothing is written."""
    return plan_import(path, project, options or ImportOptions(), **more)


def failure(path: Path, project: Path, options: ImportOptions | None = None) -> ImportFailedError:
    """The error that ends an import."""
    with pytest.raises(ImportFailedError) as caught:
        plan(path, project, options)
    return caught.value


def import_file(path: Path, project: Path, *options: str) -> tuple[Mapping[str, Place], Mapping[str, Report]]:
    """Import a file with ``--yes``; the places and the reports of the project by their ids."""
    result = run_import(path, project, "--yes", *options)
    assert result.exit_code == 0, result.output + result.stderr
    atlas = geomap.load(project)
    return {place.id: place for place in atlas.places}, {report.id: report for report in atlas.reports}


def snapshot(project: Path) -> dict[str, bytes]:
    """The content of every file of a project."""
    return {str(path.relative_to(project)): path.read_bytes() for path in sorted(project.rglob("*")) if path.is_file()}


def written(project: Path) -> str:
    """The text of the only imported file."""
    (path,) = (project / "data").glob("imported-*.yaml")
    return path.read_text(encoding="utf-8")
