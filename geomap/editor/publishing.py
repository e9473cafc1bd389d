"""Publish from the editor: what the next build would change, the build, and a commit if the editor asks for it."""

import os
import subprocess
from pathlib import Path
from typing import Any

from geomap import site as sites
from geomap.compare import (
    CompareError,
    Differences,
    Edition,
    as_markdown,
    compare,
    published_edition,
    short_text,
    site_edition,
)
from geomap.editor.session import RefusedError, Session
from geomap.errors import GeomapError
from geomap.findings import errors
from geomap.model.published import coarsened
from geomap.project import LoadedAtlas

_GIT_S = 60


class CommitError(GeomapError):
    """The project could not be committed."""


def differences(session: Session) -> dict[str, Any]:
    """What the next build would change: as text, and each report and place with its position on the map.

    Raises:
        RefusedError: the project has errors.
    """
    after = published_edition(coarsened(_atlas(session)))
    try:
        before = site_edition(session.root / "site")
    except CompareError:
        return {"first": True, "text": "", "entries": []}
    found = compare(before, after, old="the last build", new="the files", published=True)
    return {"first": False, "text": as_markdown(found) if found else "", "entries": _entries(found, before, after)}


def _entries(found: Differences, before: Edition, after: Edition) -> list[dict[str, Any]]:
    """The reports and places that differ, each once, with where they are, or were if they are removed."""
    reports, places = found.reports, found.places
    how: dict[tuple[str, str], str] = {}
    for listed in (reports.status, reports.evidence, reports.dates, reports.texts):
        how |= {("report", each.id): "changed" for each in listed}
    how |= {("report", identifier): "changed" for move in found.moved for identifier in move.reports}
    how |= {("place", each.id): "changed" for each in places.changed}
    for kind, part in (("report", reports), ("place", places)):
        how |= {(kind, each.now): "changed" for each in part.renamed}
        how |= {(kind, each.id): "added" for each in part.added}
        how |= {(kind, each.id): "removed" for each in part.removed}
    return [_entry(*entry, state, before if state == "removed" else after) for entry, state in how.items()]


def _entry(kind: str, identifier: str, how: str, edition: Edition) -> dict[str, Any]:
    facts = edition.reports[identifier] if kind == "report" else edition.places[identifier]
    place = edition.places.get(facts.fields.get("place") or "") if kind == "report" else edition.places[identifier]
    position = place.where.position if place else None
    name = facts.fields.get("title" if kind == "report" else "name") or identifier
    return {"kind": kind, "id": identifier, "name": name, "how": how, "position": position and list(position)}


def publication(session: Session) -> dict[str, Any]:
    """Build the site; whether it changed, and a message for a commit.

    Raises:
        RefusedError: the project has errors.
        SiteError: the site cannot be written.
    """
    built = sites.build(_atlas(session), session.folder)
    short = short_text(built.changes) if built.changes else ""
    return {
        "site": Path(os.path.relpath(built.site / "index.html", session.root)).as_posix(),
        "first": built.changes is None,
        "changed": not built.same_bytes,
        "message": short[:1].upper() + short[1:] if short else "Update the map",
        "git": _changed_files(session),
    }


def _atlas(session: Session) -> LoadedAtlas:
    checked = session.checked()
    if checked.atlas is None:
        raise RefusedError(errors(checked.findings))
    return checked.atlas


def commit(session: Session, message: str) -> dict[str, Any]:
    """Commit the project's own files, and nothing else. Nothing is pushed.

    Raises:
        CommitError: git refuses.
    """
    files = _changed_files(session)
    if not files:
        raise CommitError("there is nothing to commit", "")
    if not message.strip():
        raise CommitError("the commit has no message", "write what changed")
    _git(session, "add", "-A", "--", *files)
    _git(session, "commit", "-m", message.strip(), "--", *files)
    return {"commit": _git(session, "log", "-1", "--format=%h %s").strip()}


def _changed_files(session: Session) -> list[str] | None:
    """The changed files of the project that git may keep; None if it is not in a git repository."""
    try:
        output = _git(session, "status", "--porcelain", "-z", "--untracked-files=all", "--", ".")
    except CommitError:
        return None
    own = ("data/", "seeds/", "site/", "geomap-baseline.json")
    prefix = _git(session, "rev-parse", "--show-prefix").strip()
    names = [each[3:].removeprefix(prefix) for each in output.split("\0") if len(each) > 3]
    return [name for name in names if name.startswith(own)]


def _git(session: Session, *arguments: str) -> str:
    command = ["git", "--no-optional-locks", "-C", str(session.root), *arguments]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=_GIT_S, check=False)  # noqa: S603
    except (OSError, subprocess.TimeoutExpired) as error:
        raise CommitError(f"git cannot be run: {error}", "") from None
    if done.returncode:
        raise CommitError((done.stderr or done.stdout).strip().partition("\n")[0] or "git refused", "")
    return done.stdout
