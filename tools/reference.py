"""Writes what is made of the models and the explanations: the reference in docs/ and the JSON Schemas; tested."""

import json
import sys
from functools import partial
from importlib import resources
from pathlib import Path
from typing import Any

from geomap.compare import Differences
from geomap.findings import CODES
from geomap.model import DEFAULT_UNCERTAINTY_M, POINT_PRECISIONS, ArticleHead, GazetteerFile, Precision, schema_text

SPREAD = """\
A gazetteer may be spread over several files under `data/`, read in the order of their names. Text is read as YAML 1.2
reads it: `no` is a word, `12:30` and `2023-01-19` are text.
"""
PICTURES = """\
A picture is published as a JPEG of at most 1280 pixels on the longer side, inside the page. Its file may be a JPEG,
PNG, WebP, GIF (of which the first frame is shown) or AVIF of up to 20 MB and 50 megapixels; all published ones of a
map may have 30 MB together. What the file says besides, such as where and when it was taken and with which camera, is
left out. What the picture itself shows is not: look at it with the same care. Nothing is loaded from the `source`, it
is only linked.

```yaml
reports:
  - title: A system on the roof
    status: unconfirmed
    status_reason: One witness, one picture.
    media:
      - file: pictures/roof.jpg           # beside the gazetteer
        alt: A vehicle with two radar dishes at the edge of a flat roof, seen from the street
        credit: The witness, by name or as agreed
        license: CC-BY-4.0
        graphic: false                    # true: readers are asked before they see it
```
"""
LANGUAGES = """\
The page offers the languages under `map.languages`, and has words of its own in English, Russian and Ukrainian. What
the gazetteer says is shown in the reader's language where there is a translation, else in the map's own, and is marked
with the language it is in. A place's name in another language is under its `names`. Quotes stay in the language of
their article.

```yaml
map:
  title: Reported air-defence deployments around Moscow
  language: en
  languages: [en, ru]
  translations:
    ru: {title: Сообщения о средствах ПВО вокруг Москвы}
places:
  - name: Kremlin
    names: {ru: Кремль}
    coordinates: [55.752, 37.6175]
    note: The point is in the middle of the grounds.
    translations:
      ru: {note: Точка поставлена в середине территории.}
```
"""
ABOUT = """\
`method` is Markdown: paragraphs, headings, lists, emphasis, links, quotations and tables. HTML in it is shown as it is
written, and pictures are replaced by the words that stand for them.
"""
STREETS = "`map.basemap` may also be the path alone. [basemap.md](basemap.md) says what is published of it.\n"
ONLINE = """\
Nothing is asked of the service before the reader says so, or you for them with `load: at_once`. `docs/basemap.md` tells
what the common services ask for, and what becomes of them in a page that is opened from a disk.

```yaml
map:
  online: {provider: MapTiler.Streets, key: your-key}
places: [{name: Kremlin, coordinates: [55.752, 37.6175]}]
```
"""
OVERLAYS = """\
Shapes of every kind may be in the file, up to 20 MB of them. Published is what lies on the map or near it, simplified
to what zoom 14 shows, and 300 kB of all overlays together.

```yaml
map:
  overlays:
    - border.geojson                      # beside the gazetteer
    - {file: districts.geojson, label: name, style: dashed, attribution: The city council}
places: [{name: Kremlin, coordinates: [55.752, 37.6175]}]
```
"""
REPOSITORY = Path(__file__).parent.parent


def format_page() -> str:
    """Every key of the gazetteer and of an article's head."""
    schema = GazetteerFile.model_json_schema()
    head = ArticleHead.model_json_schema()
    parts = [
        "# The format\n\nEvery key of `data/*.yaml` and of the head of an article. Made by `tools/reference.py`.\n",
        SPREAD,
        _section("The file", schema),
    ]
    titles = {
        "MapInfo": ("map", ABOUT),
        "Basemap": ("basemap, in map", STREETS),
        "Online": ("map.online", ONLINE),
        "Overlay": ("map.overlays", OVERLAYS),
        "Place": ("places", ""),
        "Report": ("reports", ""),
        "Evidence": ("evidence, in a report", ""),
        "StatusChange": ("history, in a report", ""),
        "Picture": ("media, in a report", PICTURES),
    }
    parts += [_section(title, schema["$defs"][name], told) for name, (title, told) in titles.items()]
    parts += [_translations(schema["$defs"]), _section("The head of an article", head), _precisions()]
    return "\n".join(parts)


def _translations(entries: dict[str, Any]) -> str:
    """What may be translated where."""
    models = {"map": "MapTexts", "place": "PlaceTexts", "report": "ReportTexts"}
    rows = [
        f"| {where} | `{key}` | {value['description']} |"
        for where, model in models.items()
        for key, value in entries[model]["properties"].items()
    ]
    return "\n".join(
        ["## translations\n", LANGUAGES, "| of the | key | meaning |", "|---|---|---|", *rows, ""],
    )


def _precisions() -> str:
    """What each precision stands for and how it is drawn."""
    rows = [
        f"| `{precision}` | {f'{radius:,.0f} m' if radius else 'none'} | {_drawn_as(precision)} |"
        for precision, radius in DEFAULT_UNCERTAINTY_M.items()
    ]
    told = (
        "How finely a place is known, the radius that is taken where `uncertainty` is left out, and how it is drawn.\n"
    )
    return "\n".join(["## Precision\n", told, "| precision | radius | drawn as |", "|---|---|---|", *rows, ""])


def _drawn_as(precision: Precision) -> str:
    return "a mark" if precision in POINT_PRECISIONS else "an area without a pin"


def _section(title: str, schema: dict[str, Any], told: str = "") -> str:
    rows = [
        f"| `{key}` | {_needed(schema, key)} | {_kind(value)} | {value.get('description', '')} |"
        for key, value in schema["properties"].items()
    ]
    return "\n".join(
        [
            f"## {title}\n\n{schema.get('description', '')}\n",
            "| key | needed | value | meaning |",
            "|---|---|---|---|",
            *rows,
            "",
            *([told] if told else []),
        ]
    )


def _needed(schema: dict[str, Any], key: str) -> str:
    return "yes" if key in schema.get("required", ()) else ""


def _kind(value: dict[str, Any]) -> str:
    if "$ref" in value:
        name = value["$ref"].rsplit("/", 1)[1]
        choices = {**GazetteerFile.model_json_schema()["$defs"], **ArticleHead.model_json_schema()["$defs"]}[name].get(
            "enum"
        )
        return " · ".join(f"`{choice}`" for choice in choices) if choices else "an entry"
    if "anyOf" in value:
        return " or ".join(dict.fromkeys(_kind(each) for each in value["anyOf"] if each.get("type") != "null"))
    if "const" in value:
        return f"`{str(value['const']).lower()}`"
    if value.get("type") == "boolean":
        return "`true` · `false`"
    kinds = {"string": "text", "number": "number", "integer": "number", "array": "list", "object": "entry"}
    kind = value.get("type", "")
    return " or ".join(dict.fromkeys(kinds[each] for each in ([kind] if isinstance(kind, str) else kind)))


def findings_page() -> str:
    """Every finding with its explanation."""
    parts = ["# Findings\n\nWhat geomap complains of, and the mend, as `geomap explain CODE` prints it.\n"]
    for code, (severity, title) in CODES.items():
        page = resources.files("geomap") / "findings" / "explanations" / f"{code}.md"
        text = page.read_text(encoding="utf-8").strip()
        parts.append(f"## {code}: {title}\n\n*{severity}*\n\n{text.replace('## ', '### ')}\n")
    return "\n".join(parts)


def diff_schema() -> str:
    """The JSON Schema of what `geomap diff --format json` writes."""
    content = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
    schema = Differences.model_json_schema(mode="serialization")
    return json.dumps({**content, **schema}, ensure_ascii=False, indent=1) + "\n"


PAGES = {
    "docs/format.md": format_page,
    "docs/findings.md": findings_page,
    "docs/diff.schema.json": diff_schema,
    "locations.schema.json": partial(schema_text, "gazetteer"),
}
"""What is made of the code, by its path in the repository."""

if __name__ == "__main__":
    for name, page in PAGES.items():
        (REPOSITORY / name).write_text(page(), encoding="utf-8")
        sys.stdout.write(f"wrote {name}\n")
