"""The JSON Schema: draft-07, every key described, no stricter than the reader, and valid for other validators."""

import copy
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from check_jsonschema import main as check_jsonschema
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

import geomap
from geomap.cli import main
from geomap.findings import errors
from geomap.model import (
    Choice,
    Entry,
    FrontMatter,
    GazetteerFile,
    MapInfo,
    Place,
    Report,
    StatusChange,
    article_schema,
    gazetteer_schema,
)
from geomap.model.schema import SNIPPETS
from geomap.read import read_articles, read_gazetteer
from geomap.scaffold.new_project import project_files

REPOSITORY = Path(__file__).parents[2]
EXPLANATIONS = Path(geomap.__file__).parent / "findings" / "explanations"
SCHEMAS = {"gazetteer": gazetteer_schema(), "article": article_schema()}
CHECKS = {kind: jsonschema.Draft7Validator(schema) for kind, schema in SCHEMAS.items()}
FENCE = re.compile(r"^```(?:yaml|text|markdown|md) (\S+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
YAML = re.compile(r"^```yaml\n(.*?)^```", re.MULTILINE | re.DOTALL)
LATER = {"$defs", "prefixItems", "unevaluatedProperties", "unevaluatedItems", "dependentRequired", "dependentSchemas"}
"""Words that a reader of draft-07 does not know."""


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words])


def parts(schema: Any, path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    if isinstance(schema, dict):
        yield path, schema
        for key, value in schema.items():
            yield from parts(value, f"{path}/{key}")
    elif isinstance(schema, list):
        for index, value in enumerate(schema):
            yield from parts(value, f"{path}/{index}")


def as_yaml_1_2(text: str) -> Any:
    """As a YAML 1.2 reader sees it: dates are text."""
    loader = type("Loader", (yaml.CSafeLoader,), {})
    loader.yaml_implicit_resolvers = {
        first: [(tag, regexp) for tag, regexp in resolvers if not tag.endswith("timestamp")]
        for first, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
    }
    return yaml.load(text, Loader=loader)  # noqa: S506 - a safe one


@pytest.mark.parametrize("kind", SCHEMAS)
def test_the_schema_is_draft_07_and_nothing_later(kind) -> None:
    schema = SCHEMAS[kind]
    assert schema["$schema"] == "http://json-schema.org/draft-07/schema#"
    jsonschema.Draft7Validator.check_schema(schema)
    for path, part in parts(schema):
        if not path.endswith("/properties"):
            assert not LATER & part.keys(), path
            assert "$ref" not in part or set(part) == {"$ref"}, f"{path}: what stands beside a reference is not read"
        if "$ref" in part and isinstance(part["$ref"], str):
            assert part["$ref"].removeprefix("#/definitions/") in schema["definitions"], path


@pytest.mark.parametrize("kind", SCHEMAS)
def test_every_key_and_every_choice_is_described(kind) -> None:
    for path, part in parts(SCHEMAS[kind]):
        for key, value in part.get("properties", {}).items() if "additionalProperties" in part else ():
            assert value["description"].endswith((".", "…")), f"{path}/{key}"
        if "enum" in part:
            assert len(part["enumDescriptions"]) == len(part["enum"]) == len(set(part["enum"])), path
            assert all(meaning.endswith(".") for meaning in part["enumDescriptions"]), path


def test_every_choice_of_the_format_is_described() -> None:
    used: set[str] = set()
    for model in (GazetteerFile, FrontMatter):
        used |= {name for name, schema in model.model_json_schema()["$defs"].items() if "enum" in schema}
    assert used == {kind.__name__ for kind in Choice.__subclasses__()}
    for kind in Choice.__subclasses__():
        assert all(choice.meaning.endswith(".") for choice in kind)


def examples(model: type[Entry]) -> Iterator[tuple[str, Any]]:
    for key, field in model.model_fields.items():
        for example in field.examples or ():
            yield key, example


def test_examples_for_editors_are_valid(make_project) -> None:
    for key, example in examples(FrontMatter):
        head = f"---\n{json.dumps({key: example}, ensure_ascii=False)}\n---\nWords.\n"
        assert not read_articles(make_project({"seeds/a.md": head})).findings
    for model in (MapInfo, Place, Report, StatusChange):
        assert list(examples(model)), model
        for key, example in examples(model):
            place: dict[str, Any] = {"name": "A", "coordinates": [1, 2]}
            report: dict[str, Any] = {"title": "B", "status": "refuted", "status_reason": "c"}
            change = {"date": "2023", "status": "refuted", "reason": "c"}
            info: dict[str, Any] = {"fields": {"credibility": {"type": "choice", "values": ["1", "2"]}}}
            {Place: place, Report: report, StatusChange: change, MapInfo: info}[model][key] = example
            value = {"map": info, "places": [place], "reports": [{**report, "history": [change]}]}
            root = make_project({"data/locations.yaml": json.dumps(value, ensure_ascii=False)})
            assert not read_gazetteer(root).findings
            CHECKS["gazetteer"].validate(value)


def test_snippets_for_editors_are_valid_once_filled_in(make_project) -> None:
    words = {
        "id of the place": "somewhere",
        "id of the article": "news",
        "text of the article": "was there",
        "when": "2023-01",
    }
    words |= {"latitude": "10.5", "longitude": "20.25", "name": "Somewhere"}
    filled = {}
    for name, snippet in SNIPPETS.items():
        body = json.dumps(snippet["body"])
        filled[name] = re.sub(r"\$\{\d+:([^}]*)\}", lambda match: words.get(match[1], match[1]), body)
    place = filled["Place"].replace('"^[10.5, 20.25]"', "[10.5, 20.25]")
    text = f'{{"places": [{place}], "reports": [{filled["Report"]}]}}'
    root = make_project({"data/locations.yaml": text, "seeds/news.txt": "It was there.\n"})
    assert not errors(geomap.check(root).findings)


def gazetteers(tmp: Path) -> Iterator[Path]:
    """Every gazetteer that this project shows or tests, as files."""
    yield REPOSITORY / "data" / "locations.yaml"
    yield from sorted((REPOSITORY / "tests" / "golden").rglob("data/*.yaml"))
    texts = {"template": project_files("T")["data/locations.yaml"].decode()}
    for page in [REPOSITORY / "README.md", *sorted((REPOSITORY / "docs").rglob("*.md"))]:
        for index, text in enumerate(YAML.findall(page.read_text(encoding="utf-8"))):
            value = None if text.startswith(("---", " ")) else as_yaml_1_2(text)
            mistaken = "precison" in text  # what a mistake looks like
            if isinstance(value, dict) and value.keys() & {"places", "reports", "map"} and not mistaken:
                texts[f"{page.stem}-{index}"] = text
    for page in sorted(EXPLANATIONS.glob("*.md")):
        right = page.read_text(encoding="utf-8").partition("## Right\n")[2]
        for index, (path, text) in enumerate(FENCE.findall(right)):
            if path.startswith("data/") and path.endswith(".yaml"):
                texts[f"{page.stem}-{index}"] = text
    for name, text in texts.items():
        (tmp / f"{name}.yaml").write_text(text, encoding="utf-8")
        yield tmp / f"{name}.yaml"


@pytest.mark.services
def test_other_validators_accept_every_gazetteer_of_the_project(tmp_path) -> None:
    (tmp_path / "schema.json").write_text(run("schema").stdout, encoding="utf-8")
    files = list(gazetteers(tmp_path))
    assert len(files) > 60
    for file in files:
        CHECKS["gazetteer"].validate(as_yaml_1_2(file.read_text(encoding="utf-8")))
    done = CliRunner().invoke(check_jsonschema, ["--schemafile", str(tmp_path / "schema.json"), *map(str, files)])
    assert done.exit_code == 0, done.output


def test_the_front_matter_of_all_articles_is_accepted() -> None:
    texts = [path.read_text(encoding="utf-8") for path in sorted((REPOSITORY / "seeds").glob("*.md"))]
    texts.append(project_files("T")["seeds/example.md"].decode())
    for page in sorted(EXPLANATIONS.glob("*.md")):
        right = page.read_text(encoding="utf-8").partition("## Right\n")[2]
        texts += [text for path, text in FENCE.findall(right) if path.startswith("seeds/")]
    heads = [match[1] for text in texts if (match := re.match(r"---\n(.*?)^---$", text, re.MULTILINE | re.DOTALL))]
    assert len(heads) > 5
    for head in heads:
        CHECKS["article"].validate(as_yaml_1_2(head) or {})


WHOLE: dict[str, Any] = {
    "map": {
        "title": "T",
        "language": "en",
        "languages": ["en", "ru"],
        "contact": "mailto:a@example.org",
        "url": "https://example.org/",
        "coarsen": 10,
        "rules": {"confirmed": {"origins": 2, "denials": 0, "kinds": ["official"]}, "refuted": {"articles": 1}},
        "online": {
            "url": "https://t.example.org/{z}/{x}/{y}.png",
            "attribution": "A",
            "load": "at_once",
            "max_zoom": 3,
        },
        "translations": {"ru": {"title": "Т"}, "uk": None},
    },
    "places": [
        {"name": "A", "coordinates": [1.5, 2], "precision": "street", "uncertainty": 5, "names": {"ru": "А"}},
        {
            "id": "b",
            "name": "B",
            "coordinates": "1.5, 2.5",
            "aliases": ["C"],
            "same_as": {"geonames": 5},
            "part_of": "a",
        },
    ],
    "reports": [
        {
            "title": "R",
            "place": "a",
            "status": "confirmed",
            "status_reason": "w",
            "date": "2023-01-19",
            "reported": 2023,
            "evidence": [{"article": "n", "quote": "q", "prefix": None, "says": "denies"}],
            "history": [{"date": "2023", "status": "refuted", "reason": "w"}],
            "translations": {"ru": {"title": "Р"}},
        }
    ],
}
PLAIN = st.characters(codec="ascii", exclude_categories=["Cc"])
KEYS = sorted({key for _, part in parts(SCHEMAS["gazetteer"]) for key in part.get("properties", {})} | {"x"})
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-200, 25_000_000)
    | st.floats(-200, 200, allow_nan=False)
    | st.sampled_from(
        ["", " ", "a", " en ", "exact", "Exact", "2023-01", "HTTPS://x.org", "ftp://x", "english!", "1, 2", "a b"]
    )
    | st.text(PLAIN, max_size=8)
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(KEYS) | st.text(PLAIN, max_size=3), inner, max_size=3)
    ),
    max_leaves=6,
)


@st.composite
def mutated(draw: st.DrawFn, whole: dict[str, Any]) -> dict[str, Any]:
    """The whole gazetteer with one to three things replaced, added or taken away."""
    value = copy.deepcopy(whole)
    for _ in range(draw(st.integers(1, 3))):
        at: Any = value
        while True:
            steps = list(at) if isinstance(at, dict) else list(range(len(at)))
            if not steps or draw(st.integers(0, 5)) == 0:
                break
            step = draw(st.sampled_from(steps))
            if not isinstance(at[step], dict | list):
                if draw(st.booleans()) and isinstance(at, dict):
                    del at[step]
                else:
                    at[step] = draw(VALUES)
                break
            at = at[step]
        else:
            continue
        if isinstance(at, dict) and draw(st.booleans()):
            at[draw(st.sampled_from(KEYS))] = draw(VALUES)
        elif isinstance(at, list) and draw(st.booleans()):
            at.append(draw(VALUES))
    return value


@given(mutated(WHOLE))
def test_the_reader_refuses_everything_that_the_schema_refuses(tmp_path_factory, value) -> None:
    """And an unknown key, or a choice that is none, is refused by both."""
    root = tmp_path_factory.mktemp("project")
    (root / "data").mkdir()
    (root / "data" / "locations.yaml").write_text(json.dumps(value), encoding="utf-8")
    wrong = errors(read_gazetteer(root).findings)
    refused = [
        f"{'/'.join(map(str, each.absolute_path))}: {each.message}" for each in CHECKS["gazetteer"].iter_errors(value)
    ]
    assert not refused or wrong, refused
    assert refused or not {"G002", "G005"} & {finding.code for finding in wrong}, wrong


HEAD: dict[str, Any] = {
    "id": "a",
    "title": "T",
    "url": "https://example.org/",
    "published": "2023-01-19",
    "accessed": 2023,
    "language": "en",
    "authors": ["A"],
    "kind": "outlet",
    "origin": "Reuters",
    "repeats": ["b"],
    "independent_of": ["c"],
    "link": {"A": "a", "B": None},
    "publish": "full",
}


@given(mutated(HEAD))
def test_the_reader_refuses_all_front_matter_that_the_schema_refuses(tmp_path_factory, value) -> None:
    root = tmp_path_factory.mktemp("project")
    (root / "seeds").mkdir()
    for known in "bc":
        (root / "seeds" / f"{known}.md").write_text("Words.", encoding="utf-8")
    (root / "seeds" / "n.md").write_text(f"---\n{json.dumps(value)}\n---\nWords.\n", encoding="utf-8")
    wrong = errors(read_articles(root).findings)
    refused = [each.message for each in CHECKS["article"].iter_errors(value)]
    assert not refused or wrong, refused
    assert refused or not {"G002", "G005"} & {finding.code for finding in wrong}, wrong


def test_the_schema_is_written_to_a_file(tmp_path) -> None:
    assert run("schema", "-o", tmp_path / "a.json").exit_code == 0
    assert (tmp_path / "a.json").read_text(encoding="utf-8") == run("schema").stdout
    assert json.loads(run("schema", "article", "-o", "-").stdout) == SCHEMAS["article"]
    result = run("schema", "-o", tmp_path / "nowhere" / "a.json")
    assert result.exit_code == 1
    assert f"cannot write {tmp_path / 'nowhere' / 'a.json'}" in result.stderr
    assert run("schema", "map").exit_code == 2
