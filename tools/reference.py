"""Generates the reference pages and the JSON Schemas from the models, the findings and the commands."""

import html
import inspect
import json
import sys
from collections.abc import Iterator
from functools import partial
from importlib import resources
from pathlib import Path
from typing import Any

import click

from geomap.cli import main
from geomap.compare import Differences
from geomap.findings import CODES
from geomap.model import DEFAULT_UNCERTAINTY_M, POINT_PRECISIONS, FrontMatter, GazetteerFile, Precision, schema_text

SPREAD = """\
You can split a gazetteer over several files in `data/`. They are read in the order of their names. Text is read as
YAML 1.2: `no` is text, and so are `12:30` and `2023-01-19`.
"""
PICTURES = """\
A picture can be a JPEG, PNG, WebP, GIF (first frame) or AVIF file of up to 20 MB and 50 megapixels. All published
pictures of a map together can have 30 MB. Each is embedded in the page as a JPEG of at most 1280 pixels on the longer
side. Metadata, such as the time, place and camera, is removed. What the picture shows is not: look at it with the
same care. `source` is a link; nothing is loaded from it.

```yaml
reports:
  - title: A system on the roof
    status: unconfirmed
    status_reason: One witness, one picture.
    media:
      - file: pictures/roof.jpg           # relative to the gazetteer
        alt: A vehicle with two radar dishes at the edge of a flat roof, seen from the street
        credit: The witness, by name or as agreed
        license: CC-BY-4.0
        graphic: false                    # true: hidden until the reader asks for it
```
"""
LANGUAGES = """\
The page offers the languages under `map.languages`. It has its own texts in
[many languages](../how-to/languages.md), otherwise they are in English. Texts from the gazetteer are shown in the
reader's language if there is a translation, otherwise in the map's language, and are marked with their language.
`names` of a place are its names in other languages. Quotes stay in the language of their article.

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
    note: The point is in the centre of the grounds.
    translations:
      ru: {note: Точка поставлена в середине территории.}
```
"""
ABOUT = """\
`method` is Markdown: paragraphs, headings, lists, emphasis, links, quotations and tables. HTML in it is shown as
text, and pictures are replaced by their alternative text.
"""
OPENING = """\
`bounds` fit every window, from a phone to a wall. A `center` with a `zoom` shows more on a large screen. To find
either, move the map in the page and read `map=zoom/latitude/longitude` in its address. "Whole map" always shows all
reports.

```yaml
map:
  view:
    bounds: [[54.5, 8.0], [57.8, 15.2]]   # south-west and north-east corner
  show: [confirmed]                       # the reader can show the others
  order: oldest
  labels: {system: Type}
places: [{name: Kremlin, coordinates: [55.752, 37.6175]}]
```
"""
RULES = """\
A rule says what a status requires at the least. Whether a report then gets the status stays your decision.
[Weigh evidence](../how-to/evidence.md#state-a-rule) has an example.

```yaml
map:
  rules:
    confirmed: {origins: 2, denials: 0, kinds: [eyewitness, official, satellite]}
    refuted: {articles: 1}
    enforce: true                         # a report that does not meet its rule stops the build
places: [{name: Kremlin, coordinates: [55.752, 37.6175]}]
```
"""
STREETS = "`map.basemap` can also be the path alone. See [Choose a base map](../how-to/base-map.md#streets).\n"
ONLINE = """\
The page contacts the service only when the reader asks for it, or when it opens if you set `load: at_once`. [Choose a
base map](../how-to/base-map.md#common-services) compares common services.

```yaml
map:
  online: {provider: MapTiler.Streets, key: your-key}
places: [{name: Kremlin, coordinates: [55.752, 37.6175]}]
```
"""
OVERLAYS = """\
The file can contain shapes of every kind, up to 20 MB. Shapes on the map or near it are published, simplified for
zoom 14, with at most 300 kB for all overlays together.

```yaml
map:
  overlays:
    - border.geojson                      # relative to the gazetteer
    - {file: districts.geojson, label: name, style: dashed, attribution: The city council}
places: [{name: Kremlin, coordinates: [55.752, 37.6175]}]
```
"""
FIELDS = """\
Declare what your map records about its reports beyond the keys of the format. Readers filter by choices and by `tags`.

```yaml
map:
  fields:
    credibility:
      type: choice
      label: Credibility
      values: {"1": Confirmed by other sources, "2": Probably true, "6": Cannot be judged}
      translations:
        ru: {label: Достоверность, values: {"2": Вероятно}}
    length_m: {type: number, label: Length in metres}
  languages: [en, ru]
reports:
  - title: Masts at the harbour
    status: unconfirmed
    status_reason: One witness.
    tags: [harbour]
    fields: {credibility: 2, length_m: 12.5}
```
"""
CORRECTIONS = """\
The map as it was known on an earlier date shows what is in `before`. The map of today shows the note and its date.

```yaml
places:
  - {name: Kremlin, coordinates: [55.752, 37.6175]}
  - {name: Quay, coordinates: [55.7497, 37.6175]}
reports:
  - title: Launcher on the quay
    place: quay
    status: unconfirmed
    status_reason: One source.
    reported: 2023-01-19
    corrected:
      - date: 2023-01-25
        note: The source corrected the place. It had named the Kremlin.
        before: {title: Launcher in the Kremlin, place: kremlin}
```
"""
REPOSITORY = Path(__file__).parent.parent


def format_page() -> str:
    """Every key of the gazetteer and of the front matter of an article."""
    schema = GazetteerFile.model_json_schema()
    head = FrontMatter.model_json_schema()
    parts = [
        "# Gazetteer format\n\nEvery key of `data/*.yaml` and of the front matter of an article.\n",
        SPREAD,
        _section("The file", schema),
    ]
    titles = {
        "MapInfo": ("map", ABOUT),
        "OpeningView": ("map.view", OPENING),
        "MapLabels": ("map.labels", ""),
        "Rules": ("map.rules", RULES),
        "SupportedRule": ("confirmed and unconfirmed, in map.rules", ""),
        "StatusRule": ("refuted, in map.rules", ""),
        "OwnField": ("map.fields", FIELDS),
        "Basemap": ("basemap, in map", STREETS),
        "Online": ("map.online", ONLINE),
        "Overlay": ("map.overlays", OVERLAYS),
        "Place": ("places", ""),
        "Report": ("reports", ""),
        "Evidence": ("evidence, in a report", ""),
        "StatusChange": ("history, in a report", ""),
        "Correction": ("corrected, in a report", CORRECTIONS),
        "FormerTexts": ("before, in a correction", ""),
        "Picture": ("media, in a report", PICTURES),
    }
    parts += [_section(title, schema["$defs"][name], text) for name, (title, text) in titles.items()]
    parts += [_translations(schema["$defs"]), _section("Front matter of an article", head), _precisions()]
    return "\n".join(parts)


def _translations(entries: dict[str, Any]) -> str:
    """The keys that can be translated."""
    models = {"map": "MapTexts", "field": "FieldTexts", "place": "PlaceTexts", "report": "ReportTexts"}
    rows = [
        f"| {where} | `{key}` | {value['description']} |"
        for where, model in models.items()
        for key, value in entries[model]["properties"].items()
    ]
    return "\n".join(
        ["## translations\n", LANGUAGES, "| entry | key | meaning |", "|---|---|---|", *rows, ""],
    )


def _precisions() -> str:
    """The meaning of each precision, and how it is drawn."""
    rows = [
        f"| `{precision}` | {f'{radius:,.0f} m' if radius else 'none'} | {_drawn_as(precision)} |"
        for precision, radius in DEFAULT_UNCERTAINTY_M.items()
    ]
    text = "How exactly a location is known, the default of `uncertainty`, and how it is drawn.\n"
    return "\n".join(["## Precision\n", text, "| precision | radius | drawn as |", "|---|---|---|", *rows, ""])


def _drawn_as(precision: Precision) -> str:
    return "a marker" if precision in POINT_PRECISIONS else "an area without a pin"


def _section(title: str, schema: dict[str, Any], text: str = "") -> str:
    rows = [
        f"| `{key}` | {_required(schema, key)} | {_kind(value)} | {value.get('description', '')} |"
        for key, value in schema["properties"].items()
    ]
    return "\n".join(
        [
            f"## {title}\n\n{schema.get('description', '')}\n",
            "| key | required | value | meaning |",
            "|---|---|---|---|",
            *rows,
            "",
            *([text] if text else []),
        ]
    )


def _required(schema: dict[str, Any], key: str) -> str:
    return "yes" if key in schema.get("required", ()) else ""


def _kind(value: dict[str, Any]) -> str:
    if "$ref" in value:
        name = value["$ref"].rsplit("/", 1)[1]
        choices = {**GazetteerFile.model_json_schema()["$defs"], **FrontMatter.model_json_schema()["$defs"]}[name].get(
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
    parts = ["# Findings\n\nEvery finding with its cause and solution. `geomap explain CODE` prints the same text.\n"]
    for code, (severity, title) in CODES.items():
        page = resources.files("geomap") / "findings" / "explanations" / f"{code}.md"
        text = page.read_text(encoding="utf-8").strip()
        parts.append(f"## {code}: {title}\n\n*{severity}*\n\n{text.replace('## ', '### ')}\n")
    return "\n".join(parts)


def diff_schema() -> str:
    """The JSON Schema of the output of `geomap diff --format json`."""
    content = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
    schema = Differences.model_json_schema(mode="serialization")
    return json.dumps({**content, **schema}, ensure_ascii=False, indent=1) + "\n"


EXIT_CODES = """\
# Commands

Exit code 0 is success, 1 means findings, 2 means wrong usage. Progress and questions go to standard error.
"""


def cli_page() -> str:
    """Every command with its help and its options."""
    return "\n".join([EXIT_CODES, *_command(main)])


def _command(command: click.Command, parent: click.Context | None = None) -> Iterator[str]:
    """The section of a command, then those of its subcommands."""
    context = click.Context(command, parent, info_name=command.name if parent else "geomap", **command.context_settings)
    path = context.command_path
    usage = " ".join([path, *command.collect_usage_pieces(context)])
    text = inspect.cleandoc(command.help or "").split("\n\n")
    text = [f"```text\n{each[2:]}\n```" if each.startswith("\b\n") else each for each in text]
    level = "#" * min(path.count(" ") + 2, 4)
    yield "\n\n".join([f"{level} {path}", f"```text\n{usage}\n```", *text, ""])
    rows = [record for each in command.get_params(context) if (record := each.get_help_record(context)) and record[1]]
    lines = [f"| <code>{_cell(name)}</code> | {_cell(text)} |" for name, text in rows]
    yield "\n".join(["| option | |", "|---|---|", *lines, ""])
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            subcommand = command.get_command(context, name)
            if subcommand is not None and not subcommand.hidden:
                yield from _command(subcommand, context)


def _cell(text: str) -> str:
    """Text for a table. Renderers disagree about an escaped bar in a code span, so that code is HTML."""
    return html.escape(" ".join(text.split()), quote=False).replace("|", "&#124;")


PAGES = {
    "docs/reference/cli.md": cli_page,
    "docs/reference/format.md": format_page,
    "docs/reference/findings.md": findings_page,
    "docs/reference/diff.schema.json": diff_schema,
    "locations.schema.json": partial(schema_text, "gazetteer"),
}
"""Every generated file, by its path in the repository."""


def write() -> None:
    """Write all generated files."""
    for name, page in PAGES.items():
        (REPOSITORY / name).write_text(page(), encoding="utf-8")
        sys.stdout.write(f"wrote {name}\n")


if __name__ == "__main__":
    write()
