"""Write files whole or not at all, and one process at a time."""

import contextlib
import os
import re
import secrets
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

TEMPORARY = re.compile(r"\.geomap-[0-9a-f]{16}\.new")
"""Names of temporary files. A killed process leaves them behind."""


def write_whole(target: Path, data: bytes) -> None:
    """Replace a file in one step. A link stays a link; a device or a pipe is written to directly.

    An existing file keeps its permissions.

    Raises:
        OSError: the file cannot be written; its old content is unchanged.
    """
    if target.exists() and not target.is_file():
        target.write_bytes(data)
        return
    real = Path(os.path.realpath(target))
    with staged({real: data}) as temporary:
        temporary[real].replace(real)


@contextlib.contextmanager
def staged(files: Mapping[Path, bytes]) -> Iterator[dict[Path, Path]]:
    """Write each file under a temporary name in its folder, ready to be moved into place.

    Yields:
        The temporary file of each target. Those that are not moved are removed at the end.

    Raises:
        OSError: a file cannot be written.
    """
    temporary: dict[Path, Path] = {}
    try:
        for target, data in files.items():
            new = target.with_name(f".geomap-{secrets.token_hex(8)}.new")
            temporary[target] = new
            with new.open("xb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())  # a power cut must not leave the new name without its content
            with contextlib.suppress(FileNotFoundError):
                shutil.copymode(target, new)
        yield temporary
    finally:
        for new in temporary.values():
            with contextlib.suppress(OSError):
                new.unlink()


@contextlib.contextmanager
def made_folders(folders: Iterable[Path]) -> Iterator[None]:
    """Create folders and their parents. If the ``with`` block fails, remove those it created that are empty.

    Raises:
        OSError: a folder cannot be created.
    """
    created: list[Path] = []
    try:
        for folder in folders:
            for each in (*reversed(folder.parents), folder):
                if not each.is_dir():
                    each.mkdir(exist_ok=True)
                    created.append(each)
        yield
    except BaseException:
        for each in reversed(created):
            with contextlib.suppress(OSError):
                each.rmdir()
        raise


@contextlib.contextmanager
def locked(folder: Path, waiting: Callable[[], object] = lambda: None) -> Iterator[None]:
    """Hold a folder; wait while another process that uses this function holds it.

    ``waiting`` is called before it waits.

    The lock is on the folder itself, so it leaves no file behind, and the system releases it when the process ends.
    Windows and some network file systems have no such lock: there, processes do not wait.

    Raises:
        OSError: the folder cannot be opened.
    """
    if fcntl is None:
        yield
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        with contextlib.suppress(OSError):
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                waiting()
                fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
