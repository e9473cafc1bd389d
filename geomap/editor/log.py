"""The changes of an editor's session, kept on disk: undo and redo survive a restart.

Each change is kept as the bytes that differ. A change that was being written when the program ended is taken back.
"""

import base64
import hashlib
import json
import os
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from geomap.edit.saving import FileChange, OpenFile, changed_file, save_files

MAX_CHANGES = 500
"""Changes that can be undone; older ones are forgotten."""
MAX_LEFT = 5000
"""Queue items that stay left for later; older ones are listed again."""


@dataclass(frozen=True)
class _Difference:
    """How one file differs: the bytes in the middle, and the hashes of the whole before and after; "" for no file."""

    name: str
    start: int
    old: bytes
    new: bytes
    before: str
    after: str

    @staticmethod
    def between(name: str, before: bytes | None, after: bytes | None) -> "_Difference":
        old, new = before or b"", after or b""
        start = _common(old, new)
        end = _common(old[start:][::-1], new[start:][::-1])
        middle = slice(start, len(old) - end), slice(start, len(new) - end)
        return _Difference(name, start, old[middle[0]], new[middle[1]], digest(before), digest(after))

    def reversed(self) -> "_Difference":
        return _Difference(self.name, self.start, self.new, self.old, self.after, self.before)

    def change(self, root: Path) -> FileChange:
        """The change of the file from before to after.

        Raises:
            FileChangedError: the file is not as it was before.
        """
        path = root / self.name
        data = path.read_bytes() if path.exists() else None
        file = OpenFile(path, self.name, data, "" if data is None else data.decode(errors="replace"))
        if digest(data) != self.before:
            raise changed_file(file.name)
        if not self.after:
            return FileChange(file, None)
        content = data or b""
        return FileChange(file, content[: self.start] + self.new + content[self.start + len(self.old) :])

    def as_dict(self) -> dict[str, Any]:
        old, new = (base64.b64encode(each).decode() for each in (self.old, self.new))
        return {**self.__dict__, "old": old, "new": new}

    @staticmethod
    def from_dict(values: dict[str, Any]) -> "_Difference":
        old, new = (base64.b64decode(values[key]) for key in ("old", "new"))
        return _Difference(**{**values, "old": old, "new": new})


@dataclass(frozen=True)
class LoggedChange:
    """A change that was made: what it was, and how each file differs."""

    summary: str
    files: tuple[_Difference, ...]


@dataclass
class SessionLog:
    """The changes of a project that were made in the editor, and how many of them are not undone.

    Attributes:
        file: where it is kept; None to keep it only in memory.
        root: the folder of the project.
        left: the keys of queue items that were left for later.
    """

    file: Path | None
    root: Path
    changes: list[LoggedChange] = field(default_factory=list)
    done: int = 0
    left: list[str] = field(default_factory=list)

    def write(self, files: Sequence[FileChange], summary: str) -> None:
        """Write the files of a change, and keep it.

        Raises:
            FileChangedError: a file has changed meanwhile.
            SaveError: a file cannot be written. In both cases all files are as they were.
        """
        differences = tuple(_Difference.between(self._name(each), each.file.data, each.data) for each in files)
        changes = [*self.changes[: self.done], LoggedChange(summary, differences)][-MAX_CHANGES:]
        self._save(changes, len(changes) - 1, writing=len(changes) - 1)
        try:
            save_files(files)
        except Exception:
            self._save(self.changes, self.done)
            raise
        self.changes, self.done = changes, len(changes)
        self._save(self.changes, self.done)

    def undo(self) -> str:
        """Take back the last change; returns what it was."""
        return self._step(self.done - 1, self.done - 1, [each.reversed() for each in self.changes[self.done - 1].files])

    def redo(self) -> str:
        """Make the change again that was taken back last."""
        return self._step(self.done, self.done + 1, self.changes[self.done].files)

    @property
    def to_undo(self) -> str | None:
        """What the last change was; None if there is none to take back."""
        return self.changes[self.done - 1].summary if self.done else None

    @property
    def to_redo(self) -> str | None:
        """What was taken back last; None if nothing was."""
        return self.changes[self.done].summary if self.done < len(self.changes) else None

    def leave(self, key: str) -> None:
        """Leave an item of the queue for later."""
        self.left = [*(each for each in self.left if each != key), key][-MAX_LEFT:]
        self._save(self.changes, self.done)

    def list_again(self) -> None:
        """List what was left for later."""
        self.left = []
        self._save(self.changes, self.done)

    def _step(self, at: int, done: int, differences: Sequence[_Difference]) -> str:
        save_files([each.change(self.root) for each in differences])
        self.done = done
        self._save(self.changes, self.done)
        return self.changes[at].summary

    def _name(self, change: FileChange) -> str:
        return os.path.relpath(change.file.path, self.root)

    def _save(self, changes: Sequence[LoggedChange], done: int, writing: int | None = None) -> None:
        """Keep the log; without a place for it, it is kept in memory only."""
        if self.file is None:
            return
        content = {
            "done": done,
            "writing": writing,
            "left": self.left,
            "changes": [{"summary": one.summary, "files": [each.as_dict() for each in one.files]} for one in changes],
        }
        with suppress(OSError):
            self.file.parent.mkdir(parents=True, exist_ok=True)
            new = self.file.with_suffix(".new")
            new.write_text(json.dumps(content), encoding="utf-8")
            new.replace(self.file)


def _common(one: bytes, other: bytes) -> int:
    """The number of equal bytes at the start."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def open_log(root: Path) -> SessionLog:
    """The log of a project, or an empty one. A change that was being written is taken back."""
    root = root.resolve()
    log = SessionLog(_log_file(root), root)
    try:
        content = json.loads(log.file.read_text(encoding="utf-8")) if log.file else {}
        log.changes = [
            LoggedChange(one["summary"], tuple(map(_Difference.from_dict, one["files"])))
            for one in content.get("changes", ())
        ]
        log.done = int(content.get("done", 0))
        log.left = [str(each) for each in content.get("left", ())]
        writing = content.get("writing")
    except (OSError, ValueError, KeyError, TypeError):
        return SessionLog(log.file, root)
    if writing is not None and writing < len(log.changes):
        for difference in log.changes[writing].files:
            with suppress(Exception):
                save_files([difference.reversed().change(root)])
        del log.changes[writing:]
        log.done = min(log.done, len(log.changes))
    return log


def _log_file(root: Path) -> Path | None:
    """In the user's folder for such data, which XDG names; None if there is no home."""
    base = os.environ.get("XDG_STATE_HOME")
    try:
        folder = Path(base) if base and Path(base).is_absolute() else Path.home() / ".local" / "state"
    except RuntimeError:
        return None
    return folder / "geomap" / "sessions" / f"{hashlib.sha256(os.fsencode(root)).hexdigest()[:32]}.json"


def digest(data: bytes | None) -> str:
    """The hash of a file's content; empty for no file."""
    return "" if data is None else hashlib.sha256(data).hexdigest()
