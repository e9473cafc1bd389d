"""A project that is edited: its entries, its findings, and checked changes of its files with undo."""

import os
import threading
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from geomap import project
from geomap.edit.changes import Change, change_project
from geomap.edit.entry import Workspace, new_findings, open_workspace
from geomap.edit.saving import FileChange, FileChangedError, OpenFile, ProjectChange, drafts_of, open_file
from geomap.edit.yaml_edit import read_values
from geomap.editor.log import SessionLog, digest, open_log
from geomap.errors import GeomapError
from geomap.files import made_folders, write_whole
from geomap.findings import Finding, ProjectError, errors
from geomap.link import LinkCache
from geomap.model import Gazetteer
from geomap.read import gazetteer_files
from geomap.read.files import name_of

SOURCES = ("data", "seeds")
"""The folders of a project's own files."""
MAX_VERSIONS = 20
"""Versions of each file that are kept to show what another program has changed."""


class RefusedError(GeomapError):
    """The change would cause errors; ``findings`` has them."""

    def __init__(self, found: Sequence[Finding]) -> None:
        super().__init__("this change would cause errors", "correct it, or cancel")
        self.findings = tuple(found)


class ConflictError(GeomapError):
    """A file has changed since the editor has read it: ``theirs`` is how, ``yours`` the change that was not written."""

    def __init__(self, name: str, theirs: str, yours: str) -> None:
        super().__init__(f"{name} has changed meanwhile", "look at both versions, then save again or cancel")
        self.name, self.theirs, self.yours = name, theirs, yours


@dataclass(frozen=True)
class Proposal:
    """A change as it would be written: the lines of each file, and, once it is checked, the findings that it adds."""

    change: ProjectChange
    findings: tuple[Finding, ...] = ()
    checked: project.Checked | None = None

    def as_dict(self) -> dict[str, Any]:
        """As JSON for the browser."""
        return {
            "summary": self.change.summary,
            "added": [{"kind": kind, "id": identifier} for kind, identifier in self.change.added],
            "files": [_file(each) for each in self.change.files],
            "findings": [each.as_dict() for each in self.findings],
            "checked": self.checked is not None,
        }


def _file(change: FileChange) -> dict[str, Any]:
    state = "new" if change.file.data is None else "deleted" if change.data is None else "changed"
    return {"name": change.file.name, "state": state, "diff": change.diff()}


class Session:
    """One project in the editor. Only one thread uses it at a time: see ``lock``."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.root, self.named = project.find_project(folder)
        self.lock = threading.Lock()
        self.memory = LinkCache()
        self.log: SessionLog = open_log(self.root)
        self._versions: dict[str, dict[str, bytes]] = {}
        self._checked: tuple[str, project.Checked] | None = None
        self._workspace: tuple[str, Workspace] | None = None

    def workspace(self) -> Workspace:
        """The project as it is now."""
        now = self.version()
        if self._workspace is None or self._workspace[0] != now:
            self._workspace = now, self._read_workspace(now)
        return self._workspace[1]

    def _read_workspace(self, now: str) -> Workspace:
        """From the atlas if the project has been checked, else from the files."""
        atlas = self._checked[1].atlas if self._checked and self._checked[0] == now else None
        if atlas is None:
            return open_workspace(self.root, self.named)
        gazetteer = Gazetteer.model_construct(map=atlas.info, places=atlas.places, reports=atlas.reports)
        paths = gazetteer_files(self.root) if self.named is None else self.named
        files = {name_of(path, self.root): path for path in paths}
        return Workspace(self.root, files, self.named is not None, gazetteer, atlas.articles)

    def checked(self, progress: project.Progress = project.silent) -> project.Checked:
        """The project's atlas and findings as they are now."""
        now = self.version()
        if self._checked is None or self._checked[0] != now:
            self._checked = now, project.check(self.folder, memory=self.memory, progress=progress)
        return self._checked[1]

    def checked_after(self, changed: Collection[str], progress: project.Progress) -> project.Checked:
        """The same after these files have changed. It waits until no other thread uses the session."""
        with self.lock:
            if not all(name.startswith(tuple(f"{folder}/" for folder in SOURCES)) for name in changed):
                self._checked = None  # a linked file elsewhere, or the baseline
            return self.checked(progress)

    def version(self) -> str:
        """A hash of the names, sizes and times of all files of the project."""
        found = []
        for source in SOURCES:
            for folder, _, names in os.walk(self.root / source):
                for path in (os.path.join(folder, name) for name in names):  # noqa: PTH118  (a thousand at each request)
                    with suppress(OSError):
                        at = os.stat(path)  # noqa: PTH116
                        found.append(f"{path}:{at.st_size}:{at.st_mtime_ns}:{at.st_ino}")
        return digest("\n".join(sorted(found)).encode())

    def files(self) -> dict[str, str]:
        """The hash of each gazetteer file, which a change is based on."""
        return {name: self._kept(name, path) for name, path in self.workspace().files.items()}

    def keep_version(self, name: str) -> None:
        """Keep an article as it is now, to show later how another program has changed it."""
        self._kept(name, self.root / name)

    def _kept(self, name: str, path: Path) -> str:
        """The hash of a file as it is now; its content is kept."""
        data = path.read_bytes() if path.exists() else b""
        known = self._versions.setdefault(name, {})
        known[digest(data)] = data
        for old in list(known)[:-MAX_VERSIONS]:
            del known[old]
        return digest(data)

    def broken(self) -> Finding | None:
        """The first error of a gazetteer file that cannot be read as YAML: nothing can be edited until it is fixed."""
        for path in self.workspace().files.values():
            try:
                opened = open_file(path, self.root, anywhere=self.named is not None)
            except ProjectError as error:
                return error.findings[0]
            found = _yaml_error(opened)
            if found is not None:
                return found
        return None

    def propose(
        self, changes: Sequence[Change], base: Mapping[str, str] | None = None, *, check: bool = True
    ) -> Proposal:
        """What changes would write.

        Args:
            changes: one after the other.
            base: the hashes of the files that the editor shows.
            check: whether to check them with the whole project, as must be done before they are written.

        Raises:
            RefusedError: they would cause errors.
            ConflictError: one of the files that they change has changed meanwhile.
            GeomapError: they cannot be made.
        """
        change = change_project(self.workspace(), changes)
        self._check_base(change, base or {})
        return self.check(change) if check else Proposal(change)

    def check(self, change: ProjectChange) -> Proposal:
        """The change with the findings that it would add.

        Raises:
            RefusedError: it would cause errors.
        """
        before = self.checked().findings
        with _present(change.files):
            after = project.check(self.folder, drafts=drafts_of(change.files), memory=self.memory)
        new = new_findings(before, after.findings)
        if errors(new):
            raise RefusedError(errors(new))
        return Proposal(change, tuple(each for each in new if each.code != "L002"), after)

    def write(self, proposal: Proposal) -> None:
        """Write a proposal, so that it can be undone.

        Raises:
            FileChangedError: a file has changed since the proposal was made.
            SaveError: a file cannot be written.
        """
        if proposal.checked is None:
            raise RefusedError([])
        now = self.version()
        is_known = self._checked is not None and self._checked[0] == now
        self.log.write(proposal.change.files, proposal.change.summary)
        if is_known:  # nothing else has changed since the check
            self._checked = self.version(), proposal.checked

    def _check_base(self, change: ProjectChange, base: Mapping[str, str]) -> None:
        for each in change.files:
            name, shown = each.file.name, base.get(each.file.name)
            if shown is None or each.file.data is None or digest(each.file.data) == shown:
                continue
            known = self._versions.get(name, {}).get(shown)
            old = OpenFile(each.file.path, name, known, (known or b"").decode(errors="replace"))
            theirs = FileChange(old, each.file.data).diff() if known is not None else ""
            raise ConflictError(name, theirs, each.diff())

    def undo(self) -> str:
        """Take back the last change."""
        if self.log.to_undo is None:
            raise FileChangedError("there is nothing to undo", "")
        return self.log.undo()

    def redo(self) -> str:
        """Make the change again that was taken back last."""
        if self.log.to_redo is None:
            raise FileChangedError("there is nothing to redo", "")
        return self.log.redo()


def _yaml_error(opened: OpenFile) -> Finding | None:
    try:
        read_values(opened.text, opened.name)
    except ProjectError as error:
        return error.findings[0]
    return None


@contextmanager
def _present(files: Sequence[FileChange]) -> Iterator[None]:
    """New files that are no text, such as pictures, are in their place while the project is checked."""
    added = [each for each in files if each.file.data is None and each.data is not None and each.text is None]
    folders = [each.file.path.parent for each in added if not each.file.path.parent.exists()]
    try:
        with made_folders(folders):
            for each in added:
                write_whole(each.file.path, each.data or b"")
        yield
    finally:
        for each in added:
            each.file.path.unlink(missing_ok=True)
        for folder in folders:
            with suppress(OSError):
                folder.rmdir()
