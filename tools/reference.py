"""Writes docs/format.md from the models and docs/findings.md from the explanations; a test compares them."""

import sys
from importlib import resources
from pathlib import Path
from typing import Any

from geomap.findings import CODES
from geomap.model import DEFAULT_UNCERTAINTY_M, POINT_PRECISIONS, ArticleHead, GazetteerFile, Precision

SPREAD = """\
A gazetteer may be spread over several files under `data/`, read in the order of their names. Text is read as YAML 1.2
reads it: `no` is a word, `12:30` and `2023-01-19` are text.
"""
DOCS = Path(__file__).parent.parent / "docs"


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
        "MapInfo": "map",
        "Place": "places",
        "Report": "reports",
        "Evidence": "evidence, in a report",
        "StatusChange": "history, in a report",
    }
    parts += [_section(title, schema["$defs"][name]) for name, title in titles.items()]
    parts += [_section("The head of an article", head), _precisions()]
    return "\n".join(parts)


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


def _section(title: str, schema: dict[str, Any]) -> str:
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
    kinds = {"string": "text", "number": "number", "integer": "number", "array": "list", "object": "entry"}
    kind = value.get("type", "")
    return " or ".join(dict.fromkeys(kinds[each] for each in ([kind] if isinstance(kind, str) else kind)))


def findings_page() -> str:
    """Every finding with its explanation."""
    parts = ["# Findings\n\nWhat geomap complains of, and the mend, as `geomap explain CODE` prints it.\n"]
    for code, (severity, title) in CODES.items():
        text = (resources.files("geomap") / "explanations" / f"{code}.md").read_text(encoding="utf-8").strip()
        parts.append(f"## {code}: {title}\n\n*{severity}*\n\n{text.replace('## ', '### ')}\n")
    return "\n".join(parts)


PAGES = {"format.md": format_page, "findings.md": findings_page}

if __name__ == "__main__":
    for name, page in PAGES.items():
        (DOCS / name).write_text(page(), encoding="utf-8")
        sys.stdout.write(f"wrote docs/{name}\n")
