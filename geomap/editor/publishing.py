"""Build the site from the editor, list what changed, and commit it if the editor asks for it."""

import subprocess
from typing import Any

from geomap import site as sites
from geomap.compare import as_markdown, short_text
from geomap.editor.session import RefusedError, Session
from geomap.errors import GeomapError

_GIT_S = 60


class CommitError(GeomapError):
    """The project could not be committed."""


def publication(session: Session) -> dict[str, Any]:
    """Build the site; what changed since the last build, and a message for a commit.

    Raises:
        RefusedError: the project has errors.
        SiteError: the site cannot be written.
    """
    checked = session.checked()
    if checked.atlas is None:
        raise RefusedError([each for each in checked.findings if str(each.severity) == "error"])
    built = sites.build(checked.atlas, session.folder)
    changes = built.changes
    short = short_text(changes) if changes else ""
    return {
        "site": str(built.site / "index.html"),
        "first": changes is None,
        "changed": not built.same_bytes,
        "short": short,
        "text": as_markdown(changes) if changes else "",
        "message": short[:1].upper() + short[1:] if short else "Update the map",
        "git": _changed_files(session),
    }


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
