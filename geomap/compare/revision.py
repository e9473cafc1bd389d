"""A project at a git revision, in a temporary folder. Objects are read; nothing is checked out or run."""

import os
import re
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from geomap.compare.edition import CompareError
from geomap.findings import echo, nearest

MAX_FILE, MAX_TOTAL, MAX_FILES = 64_000_000, 1_000_000_000, 200_000
"""Bytes of one file, of all, and how many: larger files are skipped, as no gazetteer or article is that large."""

_TIMEOUT_S = 300
_SEE = "check the output of `git log`"
_OTHER_REPOSITORY = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_COMMON_DIR")
_SILENT = {
    "LC_ALL": "C",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_ALLOW_PROTOCOL": "none",  # a partial clone would fetch its missing objects
}


@dataclass(frozen=True)
class _Blob:
    path: str
    sha: str
    size: int
    link: bool


@contextmanager
def project_at(root: Path, revision: str) -> Iterator[Path]:
    """The folder of a project as it was at a revision; it is removed at the end.

    Args:
        root: the project's folder in its repository, its root or any folder inside.
        revision: a branch, tag or commit, in any syntax of git.

    Raises:
        CompareError: there is no git, no such revision or no project in it, or it is too large.
    """
    commit = _commit(root, revision)
    prefix = _output(root, revision, "rev-parse", "--show-prefix").removesuffix("\n").removesuffix("/")
    tree = _git(root, "rev-parse", "--verify", "--quiet", f"{commit}:{prefix}")
    if tree.returncode:
        found = f"the folder {echo(prefix, 200)} is not in this revision"
        raise _error(revision, found, "choose a revision that has it, or name the folder with --project")
    blobs = _blobs(root, revision, tree.stdout.strip())
    with ExitStack() as stack:
        try:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="geomap-")))
            _write(root, revision, blobs, folder)
        except OSError as problem:
            found = f"its files cannot be written into a temporary folder: {echo(problem.strerror or problem, 200)}"
            raise _error(revision, found, "free some space, or set TMPDIR to a folder that has some") from None
        yield folder


def merge_base(root: Path, one: str, other: str) -> str:
    """The newest commit that both revisions come from, as ``one...other`` means it.

    Raises:
        CompareError: as above, or they have none in common.
    """
    found = _git(root, "merge-base", _commit(root, one), _commit(root, other))
    if found.returncode:
        name = f"{one}...{other}"
        raise _error(name, "the two have no commit in common", f"write {one}..{other} to compare them anyway")
    return found.stdout.decode().strip()


@dataclass(frozen=True)
class PastCommit:
    """A commit that changed the gazetteer.

    Attributes:
        name: its full name.
        day: when it was committed, by the clock of its author, as YYYY-MM-DD.
    """

    name: str
    day: str


def commits_of(root: Path, most: int) -> list[PastCommit]:
    """The latest commits on the first line of descent that changed a project's gazetteer, the oldest first.

    Raises:
        CompareError: there is no git or no repository.
    """
    if _git(root, "rev-parse", "--verify", "--quiet", "HEAD").returncode:
        _check_repository(root, "history", "the project is not in a git repository", "only git has past revisions")
        raise _error("history", "the git repository has no commit", "commit the files of the project first")
    command = ("log", "--first-parent", f"--max-count={most}", "--date=short", "--format=%H %ad", "--", "data")
    lines = _output(root, "HEAD", *command).splitlines()
    return [PastCommit(*line.split(" ", 1)) for line in reversed(lines)]


def gazetteer_files_at(root: Path, commit: PastCommit) -> dict[str, str]:
    """The YAML files directly in a project's ``data`` at a commit: the name of the object of each, by its file name."""
    prefix = _output(root, commit.name, "rev-parse", "--show-prefix").removesuffix("\n")
    listed = _git(root, "ls-tree", "-z", "--long", "--full-tree", f"{commit.name}:{prefix}data")
    found = {}
    for entry in filter(None, listed.stdout.split(b"\0")) if not listed.returncode else ():
        about, _, name = entry.partition(b"\t")
        _, kind, sha, size = about.decode().split()
        path = os.fsdecode(name)
        is_gazetteer = path.endswith((".yaml", ".yml")) and not path.startswith(".")
        if kind == "blob" and is_gazetteer and size.isdecimal() and int(size) <= MAX_FILE:
            found[path] = sha
    return found


def text_of(root: Path, sha: str) -> str:
    """The text of an object; empty if it cannot be read as UTF-8."""
    answer = _git(root, "cat-file", "blob", sha)
    try:
        return answer.stdout.decode() if not answer.returncode else ""
    except UnicodeDecodeError:
        return ""


def _commit(root: Path, revision: str) -> str:
    """The name of the commit."""
    is_valid = revision and not revision.startswith("-") and "\0" not in revision and "\n" not in revision
    found = "there is no file or folder of this name, and the project is not in a git repository"
    _check_repository(root, revision, found, "give an existing file, folder or built site")
    known = _git(root, "rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}") if is_valid else None
    if known is None or known.returncode:
        names = _git(root, "for-each-ref", "--format=%(refname:short)").stdout.decode(errors="replace").split("\n")
        advice = nearest(revision, names) or "use a branch, a tag or a commit from `git log`"
        shallow = _git(root, "rev-parse", "--is-shallow-repository").stdout.strip() == b"true"
        fetch = "; this clone is shallow: fetch the whole history first (git fetch --unshallow)" if shallow else ""
        raise _error(revision, "there is no file, folder or git revision of this name", advice + fetch)
    return known.stdout.decode().strip()


def _check_repository(root: Path, wanted: str, found: str, advice: str) -> None:
    """Refuse a project that is in no git repository, with this message, or in one that git cannot read."""
    within = _git(root, "rev-parse", "--git-dir")
    if within.returncode:
        message = within.stderr.decode(errors="replace").strip().partition("\n")[0].removeprefix("fatal: ")
        if "not a git repository" in message:
            raise _error(wanted, found, advice)
        raise _error(wanted, f"git cannot read the repository: {echo(message, 200)}", _SEE)


def _blobs(root: Path, revision: str, tree: bytes) -> list[_Blob]:
    """The files of the project that its gazetteer or articles may need."""
    listed = _git(root, "ls-tree", "-r", "-z", "--long", "--full-tree", tree.decode())
    if listed.returncode:
        raise _failed(revision, listed.stderr)
    blobs: list[_Blob] = []
    for entry in filter(None, listed.stdout.split(b"\0")):
        about, _, name = entry.partition(b"\t")
        mode, kind, sha, size = about.decode().split()
        path = os.fsdecode(name)
        if kind != "blob" or not _wanted(path):
            continue
        if not size.isdecimal():
            raise _failed(revision, b"the content of a file is missing in this clone")
        if int(size) <= MAX_FILE:
            blobs.append(_Blob(path, sha, int(size), link=mode == "120000"))
    for chosen in (blobs, [blob for blob in blobs if blob.path.startswith(("data/", "seeds/"))]):
        total = sum(blob.size for blob in chosen)
        if total <= MAX_TOTAL and len(chosen) <= MAX_FILES:
            return chosen
    found = f"the project has {len(blobs):,} files and {total / 1_000_000:,.0f} MB there"
    raise _error(revision, found, "name the project's own folder with --project")


def _wanted(path: str) -> bool:
    """Whether a path stays in the project, and is neither hidden nor a built site's."""
    parts = path.split("/")
    return not ({"", ".", ".."} & set(parts) or parts[0].startswith(".") or parts[0] == "site")


def _write(root: Path, revision: str, blobs: Sequence[_Blob], folder: Path) -> None:
    """Write the files; links last, so that nothing is written through one."""
    with tempfile.TemporaryFile() as wanted:
        wanted.write("".join(f"{blob.sha}\n" for blob in blobs).encode())
        wanted.seek(0)
        with subprocess.Popen(  # noqa: S603  (no shell; the arguments are constant)
            _command(root, "cat-file", "--batch"),
            stdin=wanted,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_environment(),
        ) as process:
            links = []
            for blob in blobs:
                content = _content(process.stdout, revision)
                if blob.link:
                    links.append((blob, content))
                else:
                    _put(folder, blob.path, content)
        for blob, content in links:
            _link(folder / blob.path, content)


def _content(answers: IO[bytes] | None, revision: str) -> bytes:
    """The content of the next object in the output of git."""
    head = answers.readline() if answers else b""
    found = re.fullmatch(rb"[0-9a-f]+ blob ([0-9]+)\n", head)
    if answers is None or found is None:
        missing = head.rstrip().endswith(b"missing")
        raise _failed(revision, b"the content of a file is missing in this clone" if missing else head)
    content = answers.read(int(found[1]))
    answers.read(1)
    return content


def _put(folder: Path, path: str, content: bytes) -> None:
    target = folder / PurePosixPath(path)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("xb") as file:
            file.write(content)
    except (FileExistsError, NotADirectoryError):
        return  # this file system treats two names as one: the first is kept, as in a checkout


def _link(target: Path, content: bytes) -> None:
    if not os.path.lexists(target) and target.parent.is_dir() and 0 < len(content) < 4096 and b"\0" not in content:
        target.symlink_to(os.fsdecode(content))


def _output(root: Path, revision: str, *arguments: str) -> str:
    answer = _git(root, *arguments)
    if answer.returncode:
        raise _failed(revision, answer.stderr)
    return os.fsdecode(answer.stdout)


def _git(root: Path, *arguments: str) -> "subprocess.CompletedProcess[bytes]":
    try:
        return subprocess.run(  # noqa: S603  (no shell; revisions that begin like an option are refused before)
            _command(root, *arguments),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_TIMEOUT_S,
            check=False,
            env=_environment(),
        )
    except FileNotFoundError:
        found = "git is not installed, so no revision can be read"
        raise _error("git", found, "install git, or give a file, a folder or a built site") from None
    except (OSError, subprocess.TimeoutExpired) as problem:
        raise _error("git", f"git does not answer: {echo(problem, 200)}", _SEE) from None


def _command(root: Path, *arguments: str) -> list[str]:
    return ["git", "--no-optional-locks", "--no-pager", "-C", str(root), *arguments]


def _environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in _OTHER_REPOSITORY}
    return {**kept, **_SILENT}


def _failed(revision: str, stderr: bytes) -> CompareError:
    message = stderr.decode(errors="replace").strip().partition("\n")[0].removeprefix("fatal: ")
    return _error(revision, f"git cannot read it: {echo(message, 200)}", "check the output of `git fsck`")


def _error(revision: str, found: str, hint: str) -> CompareError:
    return CompareError(f"{echo(revision, 100)}: {found}", hint)
