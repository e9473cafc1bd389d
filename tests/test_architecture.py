"""Imports run one way, only the command line talks to people, and every string and finding is used."""

import ast
import graphlib
import json
import re
from functools import cache
from pathlib import Path

import pytest

import geomap
from geomap.findings import CODES

PACKAGE = Path(geomap.__file__).parent
FOR_ALL = {"errors", "extras"}
"""What every package may import."""
MAY_IMPORT = {
    "__init__": "compare corpus findings link model page project publish site",
    "__main__": "cli",
    "_gc": "",
    "accepted": "findings model read",
    "cli": "commands findings",
    "commands": "accepted compare corpus edit editor files findings geocoding i18n "
    "importing link model net preview project publish read scaffold site tiles",
    "compare": "exports findings i18n link model read",
    "corpus": "files findings importing link model read",
    "edit": "_gc files findings link model read",
    "editor": "_gc compare edit files findings geocoding i18n importing link model net project read site",
    "errors": "",
    "extras": "errors",
    "exports": "geometry i18n model",
    "files": "",
    "findings": "",
    "geocoding": "findings geometry i18n model net tiles",
    "geometry": "model",
    "i18n": "geometry model",
    "importing": "edit exports findings geocoding link model net read",
    "link": "_gc findings geometry i18n model read tiles",
    "model": "findings",
    "net": "findings",
    "page": "exports findings geometry i18n model static_map tiles",
    "preview": "exports findings i18n",
    "project": "_gc accepted files findings geometry link model page read tiles",
    "publish": "files findings model",
    "read": "_gc findings model tiles",
    "scaffold": "files findings model",
    "site": "_gc compare exports files findings i18n model page project publish static_map",
    "static_map": "geometry i18n model tiles",
    "tiles": "findings geometry net",
}
MODULES = sorted(path for path in PACKAGE.rglob("*.py") if "node_modules" not in path.parts)


def package_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


@cache
def nodes_of(path: Path) -> tuple[ast.Name | ast.Call | ast.Import | ast.ImportFrom, ...]:
    """Its names, calls and imports."""
    nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    return tuple(node for node in nodes if isinstance(node, ast.Name | ast.Call | ast.Import | ast.ImportFrom))


def nodes_with(words: str, path: Path) -> tuple[ast.Name | ast.Call | ast.Import | ast.ImportFrom, ...]:
    """Those of a file that has one of the words: to look for them is faster than to read its syntax."""
    return nodes_of(path) if re.search(words, path.read_text(encoding="utf-8")) else ()


def imported_packages(path: Path) -> set[str]:
    packages = set()
    for node in nodes_of(path):
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative imports hide where a name comes from"
            names = [
                f"{node.module}.{alias.name}" if node.module == "geomap" else node.module or "" for alias in node.names
            ]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        else:
            continue
        packages |= {name.split(".")[1] for name in names if name.startswith("geomap.")}
    return packages


def called(node: ast.Call) -> str:
    """The name that is called, such as ``sys.exit``; empty for any other expression."""
    match node.func:
        case ast.Name(id=name):
            return name
        case ast.Attribute(value=ast.Name(id=owner), attr=name):
            return f"{owner}.{name}"
        case ast.Attribute(attr=name):
            return name
    return ""


def test_no_packages_import_each_other() -> None:
    graphlib.TopologicalSorter({package: edges.split() for package, edges in MAY_IMPORT.items()}).prepare()


def test_imports_run_one_way() -> None:
    wrong = {}
    for path in MODULES:
        package = package_of(path)
        wrong[str(path)] = imported_packages(path) - {package} - FOR_ALL - set(MAY_IMPORT[package].split())
    assert not {path: packages for path, packages in wrong.items() if packages}


WRITERS = ("page", "static_map", "exports", "publish", "geometry")


@pytest.mark.parametrize("package", WRITERS)
def test_what_writes_a_site_takes_a_published_atlas_and_never_an_exact_one(package: str) -> None:
    for path in (PACKAGE / package).rglob("*.py"):
        names = {node.id for node in nodes_with("Atlas", path) if isinstance(node, ast.Name)}
        assert not names & {"Atlas", "AtlasContents", "LoadedAtlas"}, path


def test_only_coarsened_makes_a_published_atlas() -> None:
    for path in MODULES:
        for node in nodes_with("PublishedAtlas", path):
            if isinstance(node, ast.Call) and called(node).endswith("PublishedAtlas"):
                assert path == PACKAGE / "model" / "published.py"


def test_only_the_command_line_prints_or_exits_or_imports_click() -> None:
    for path in MODULES:
        if package_of(path) in {"cli", "commands"}:
            continue
        for node in nodes_with("print|exit|click", path):
            if isinstance(node, ast.Call):
                assert called(node) not in {"print", "sys.exit", "exit"}, f"{path}:{node.lineno}"
            if isinstance(node, ast.Import | ast.ImportFrom):
                module = node.module if isinstance(node, ast.ImportFrom) else ""
                names = {module or "", *(alias.name for alias in node.names)}
                assert "click" not in {name.partition(".")[0] for name in names}, f"{path}:{node.lineno}"


def test_modules_have_at_most_500_lines() -> None:
    long = {str(path.relative_to(PACKAGE)): len(path.read_text().splitlines()) for path in MODULES}
    assert not {path: lines for path, lines in long.items() if lines > 500}


MADE_UP_KEYS = (
    r"(((about|filter)\.)?(status|precision)|seasons|download|says|kind|relation)\.|date\.(early|mid|late)|label\.as_|"
    r"share\.(iframe|element)|edit\.(field|hint|publish)\."
)
"""Groups of keys that the code puts together from a value."""


FILES = {
    "embed.js",
    "preview.css",
    "preview.html.j2",
    "report.html.j2",
    "preview.js",
    "preview.png",
    "reports.geojson",
    "reports.csv",
    "reports.kml",
    "reports.kmz",
    "reports.parquet",
}
"""Names of files that look like keys."""


def strings_of(path: Path) -> dict[str, str]:
    strings: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    return strings


def without_plural(keys) -> set[str]:
    return {re.sub(r"\.(one|few|many|other)$", "", key) for key in keys}


def test_every_string_of_the_page_is_used_and_every_used_string_exists() -> None:
    strings = without_plural(strings_of(PACKAGE / "web" / "strings" / "en.json"))
    sources = [
        *(PACKAGE / "web" / "src").rglob("*.ts*"),
        PACKAGE / "web" / "page.html.j2",
        *MODULES,
    ]
    code = "\n".join(path.read_text(encoding="utf-8") for path in sources)
    groups = "|".join(sorted({key.split(".")[0] for key in strings}))
    used = set(re.findall(rf"[\"'`]((?:{groups})(?:\.\w+)+|reports)[\"'`]", code))
    assert without_plural(used) - FILES <= strings
    assert {key for key in strings if not re.match(MADE_UP_KEYS, key)} <= without_plural(used)


def test_every_finding_code_is_raised_somewhere() -> None:
    code = "\n".join(
        path.read_text(encoding="utf-8") for path in MODULES if path.parts[-2:] != ("findings", "codes.py")
    )
    assert not [known for known in CODES if f'"{known}"' not in code]
