"""Two editions of a site, files of somebody else's, and what must hold of them afterwards."""

import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest

from geomap.publish.publish import SiteError, publish

posix_only = pytest.mark.skipif(os.name != "posix", reason="POSIX file systems")
linux_only = pytest.mark.skipif(sys.platform != "linux", reason="Linux system calls")


def edition(*paths: str, text: str = "one") -> dict[str, bytes]:
    """The files of a site: each says which edition and which file it is."""
    files = {path: f"{text}: {path}\n".encode() * 50 for path in paths}
    manifest = {
        "edition": text,
        "made_with": {"geomap": "0"},
        "outputs": {path: {"bytes": len(data)} for path, data in files.items()},
    }
    return {**files, "manifest.json": json.dumps(manifest).encode()}


OLD = edition("index.html", "data/reports.geojson", "data/feed.atom", "gone/deep/er.txt", text="old")
NEW = edition("index.html", "data/reports.geojson", "data/table.csv", "embed.js", text="new")


def snapshot(folder: Path) -> dict[str, bytes | str | None]:
    """Everything below a folder: bytes of files, targets of links, None for folders."""
    found: dict[str, bytes | str | None] = {}
    for path in folder.rglob("*"):
        name = path.relative_to(folder).as_posix()
        if path.is_symlink():
            found[name] = str(path.readlink())
        else:
            found[name] = None if path.is_dir() else path.read_bytes()
    return found


def with_folders(files: dict[str, Any]) -> dict[str, Any]:
    folders = {str(parent): None for path in files for parent in Path(path).parents if str(parent) != "."}
    return {**folders, **files}


FOREIGN: dict[str, Any] = with_folders(
    {
        "README.md": b"about this site\n",
        "CNAME": b"map.example.org\n",
        ".nojekyll": b"",
        "data/notes/by hand.txt": b"mine\n",
        "gone/kept.txt": b"mine too\n",
        "latest": "data/reports.geojson",
        "broken": "nowhere/at/all",
        "empty": None,
    }
)


def add_foreign(site: Path) -> None:
    for path, content in FOREIGN.items():
        target = site / path
        target.parent.mkdir(parents=True, exist_ok=True)
        if content is None:
            target.mkdir(exist_ok=True)
        elif isinstance(content, str):
            target.symlink_to(content)
        else:
            target.write_bytes(content)


def beside(site: Path) -> list[str]:
    """What stands beside the site that a person did not put there."""
    return sorted({path.name for path in site.parent.iterdir()} - {"site", "data", "seeds"})


def assert_holds(site: Path, files: dict[str, bytes], foreign: dict[str, Any] = FOREIGN) -> None:
    assert snapshot(site) == with_folders({**foreign, **files})
    assert beside(site) == []


def refusal(files: dict[str, bytes], site: Path, project: Path) -> SiteError:
    """The error that publishing gives; and nothing that stands in the parent may have changed."""
    above = next(folder for folder in site.parents if folder.is_dir())
    before = snapshot(above)
    with pytest.raises(SiteError) as caught:
        publish(files, site, project)
    assert snapshot(above) == before
    return caught.value


def is_whole(site: Path) -> bool:
    """Whether the site is exactly the old or exactly the new one, with every file of others."""
    found = snapshot(site)
    return found in (with_folders({**FOREIGN, **OLD}), with_folders({**FOREIGN, **NEW}))
