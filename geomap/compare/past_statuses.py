"""The statuses that reports had in past revisions of a gazetteer, as git has them. Nothing is checked out or run."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from geomap.compare.revision import PastCommit, commits_of, gazetteer_files_at, text_of
from geomap.model import Status, slug
from geomap.read.yaml.nodes import read_yaml

MAX_COMMITS = 2_000
"""Commits that are read; each takes some hundredths of a second."""


@dataclass(frozen=True)
class PastStatus:
    """A status of a report from a commit on; ``day`` is that of the commit, as YYYY-MM-DD."""

    day: str
    status: Status
    reason: str


def past_statuses(
    root: Path, redirects: Mapping[str, str], progress: Callable[[str], object] = lambda _step: None
) -> dict[str, list[PastStatus]]:
    """Every status of each report in the commits that changed the gazetteer, the oldest first, by today's id.

    Revisions that cannot be read are skipped, as are reports without a status in them.

    Args:
        root: the project's folder.
        redirects: the former ids of reports, each with the id of today.
        progress: called with a description of each step.

    Raises:
        CompareError: there is no git or no repository.
    """
    found: dict[str, list[PastStatus]] = {}
    known: dict[str, dict[str, tuple[Status, str]]] = {}
    commits = commits_of(root, MAX_COMMITS)
    for number, commit in enumerate(commits, 1):
        progress(f"reading revision {number:,} of {len(commits):,}")
        for name, (status, reason) in _reports_at(root, commit, known).items():
            entries = found.setdefault(redirects.get(name, name), [])
            if not entries or entries[-1].status is not status:
                entries.append(PastStatus(commit.day, status, reason))
    return found


def _reports_at(
    root: Path, commit: PastCommit, known: dict[str, dict[str, tuple[Status, str]]]
) -> dict[str, tuple[Status, str]]:
    """The status and reason of each report at a commit; ``known`` has those of the files that were read before."""
    found: dict[str, tuple[Status, str]] = {}
    for path, sha in sorted(gazetteer_files_at(root, commit).items()):
        if sha not in known:
            known[sha] = _reports_in(read_yaml(text_of(root, sha), path).value)
        found |= {name: status for name, status in known[sha].items() if name not in found}
    return found


def _reports_in(value: Any) -> dict[str, tuple[Status, str]]:
    reports = value.get("reports") if isinstance(value, dict) else None
    found = {}
    for report in reports if isinstance(reports, list) else ():
        if not isinstance(report, dict):
            continue
        title, status, reason = (report.get(key) for key in ("title", "status", "status_reason"))
        name = report.get("id") or (slug(title) if isinstance(title, str) else None)
        if isinstance(name, str) and status in set(Status) and isinstance(reason, str) and reason.strip():
            found[name.strip()] = (Status(status), " ".join(reason.split()))
    return found
