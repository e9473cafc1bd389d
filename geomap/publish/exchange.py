"""Two folders change names in one system call, one build at a time, and it lasts through a power cut."""

import contextlib
import ctypes
import errno
import os
import platform
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows has no flock
    fcntl = None  # type: ignore[assignment]

EXCHANGE = 2  # RENAME_EXCHANGE in Linux's <linux/fs.h>, RENAME_SWAP in macOS's <sys/stdio.h>
AT_FDCWD = -100  # Linux's <fcntl.h>: paths are meant from the working folder
RENAMEAT2 = {"x86_64": 316, "aarch64": 276, "riscv64": 276}  # its number, for C libraries too old to have the function

# What is answered where folders cannot be exchanged: EINVAL by NFS, 9p and FUSE, ENOSYS by old kernels, ENOTSUP by some
# of macOS's volumes, EPERM by sandboxes that refuse calls they do not know, EXDEV by overlayfs.
CANNOT_EXCHANGE = {errno.EINVAL, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EPERM, errno.EXDEV}
IN_THE_WAY = {errno.ENOTEMPTY, errno.EEXIST, errno.EXDEV}  # a folder with something in it cannot be renamed over
CANNOT_LOCK = {errno.EINVAL, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOLCK}


def exchange(one: Path, other: Path) -> None:
    """Let two folders of one file system change names, at once and for everybody.

    Raises:
        OSError: as the system call gives it; ENOSYS where the system has none.
    """
    if os.name == "nt":
        raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS), str(other))
    libc = ctypes.CDLL(None, use_errno=True)
    first, second = os.fsencode(one), os.fsencode(other)
    at, flags = ctypes.c_int(AT_FDCWD), ctypes.c_uint(EXCHANGE)
    call = RENAMEAT2.get(platform.machine()) if sys.platform == "linux" and sys.maxsize > 2**32 else None
    if hasattr(libc, "renameat2"):
        failed = libc.renameat2(at, first, at, second, flags)
    elif hasattr(libc, "renamex_np"):
        failed = libc.renamex_np(first, second, flags)
    elif call:
        failed = libc.syscall(ctypes.c_long(call), at, first, at, second, flags)
    else:
        raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS), str(other))
    if failed:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number), str(other))


def put_in_place(new: Path, site: Path, aside: Path) -> Path | None:
    """Give the folder ``new`` the name ``site`` and return where the old site is now; None where there was none.

    A site that is missing or empty is replaced by a plain rename, any other in one exchange, after which the old site
    has the name of ``new``. Where the system cannot exchange folders it takes two steps: the old site becomes
    ``aside``, then the new one takes its name. Killed between the two there is no site until the next build, which
    first puts the old one back. On overlayfs (the layers of a container image) a folder of a lower layer cannot even be
    renamed; its files are then linked into ``aside`` and removed one after the other, and a build that is killed
    meanwhile leaves a part of the old site until the next one.
    """
    try:
        new.rename(site)
    except OSError as error:
        if error.errno not in IN_THE_WAY:
            raise
    else:
        sync(site.parent)
        return None
    try:
        exchange(new, site)
    except OSError as error:
        if error.errno not in CANNOT_EXCHANGE:
            raise
    else:
        sync(site.parent)
        return new
    try:
        site.rename(aside)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        shutil.copytree(site, aside, symlinks=True, copy_function=_link)
        shutil.rmtree(site)
    sync(site.parent)
    new.rename(site)
    sync(site.parent)
    return aside


def _link(source: str, target: str) -> None:
    os.link(source, target, follow_symlinks=False)


@contextlib.contextmanager
def locked(path: Path) -> Iterator[bool]:
    """Hold the lock file at ``path``, waiting for whoever holds it now; it is removed afterwards.

    Yields whether the lock really holds others off: some network file systems, and Windows, know no such lock.
    The kernel lets go of the lock of a killed process, so a lock file that it left behind is in nobody's way.
    """
    while True:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o666)
        try:
            holds = _flock(descriptor)
            if holds and not _is_at(descriptor, path):
                continue  # the one who held it before has removed the file; the lock to hold is that of the next file
            try:
                yield holds
            finally:
                with contextlib.suppress(OSError):
                    path.unlink()
            return
        finally:
            os.close(descriptor)


def _is_at(descriptor: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(descriptor), path.lstat())
    except FileNotFoundError:
        return False


def _flock(descriptor: int) -> bool:
    if fcntl is None:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
    except OSError as error:
        if error.errno not in CANNOT_LOCK:
            raise
        return False
    return True


def sync(path: Path) -> None:
    """Have a file's content, or a folder's list of names, on the disk before going on."""
    if os.name == "nt":  # cannot open folders
        return
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in {errno.EINVAL, errno.ENOTSUP}:  # a file system without it for folders
            raise
    finally:
        os.close(descriptor)
