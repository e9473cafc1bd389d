"""What a build changes in the site, told by the reports that the last one published."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

REPORTS = "data/reports.geojson"


@dataclass(frozen=True)
class Changes:
    """Ids of the reports that a build added, removed or changed; ``first`` where there was no site before."""

    first: bool = False
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    same_bytes: bool = False


def changes_since(site: Path, files: Mapping[str, bytes]) -> Changes:
    """Compare the site as it stands with the files that will replace it."""
    old = _features(_bytes(site / REPORTS))
    if old is None:
        return Changes(first=True)
    new = _features(files[REPORTS]) or {}
    return Changes(
        added=tuple(name for name in new if name not in old),
        removed=tuple(name for name in old if name not in new),
        changed=tuple(name for name in new if name in old and new[name] != old[name]),
        same_bytes=all(_bytes(site / path) == data for path, data in files.items()),
    )


def _bytes(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None


def _features(data: bytes | None) -> dict[str, Any] | None:
    try:
        return {str(feature["id"]): feature for feature in json.loads(data or b"")["features"]}
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
