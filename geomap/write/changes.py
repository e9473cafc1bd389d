"""What a build changes in the site, told by the reports that the last one published."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

REPORTS = "data/reports.geojson"
MANIFEST = "manifest.json"


@dataclass(frozen=True)
class Moved:
    """A quote that stands elsewhere in its article since the last build, as the article was changed."""

    report: str
    article: str
    old: int
    new: int


@dataclass(frozen=True)
class Changes:
    """Ids of the reports that a build added, removed or changed, and the quotes that moved.

    ``first`` where there was no site before.
    """

    first: bool = False
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    same_bytes: bool = False
    moved: tuple[Moved, ...] = ()


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
        moved=tuple(_moved(_quotes(_bytes(site / MANIFEST)), _quotes(files.get(MANIFEST)))),
    )


_Quotes = dict[tuple[str, int], tuple[str, Any, int]]  # report and number → article, hash of its text, start


def _moved(old: _Quotes, new: _Quotes) -> Iterator[Moved]:
    for (report, number), (article, text, start) in new.items():
        before = old.get((report, number))
        if before is not None and before[0] == article and before[1] != text and before[2] != start:
            yield Moved(report, article, before[2], start)


def _quotes(data: bytes | None) -> _Quotes:
    try:
        manifest = json.loads(data or b"")
        return {
            (report, number): (quote["article"], manifest["articles"][quote["article"]]["text_sha256"], quote["start"])
            for report, quotes in manifest["quotes"].items()
            for number, quote in enumerate(quotes)
        }
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return {}


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
