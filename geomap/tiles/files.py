"""An archive in a file, of which only what is asked for is read: it may be larger than the memory."""

import errno
import os
import stat
import weakref
from pathlib import Path

from geomap.tiles.archive import Archive


def open_archive(path: Path, name: str) -> Archive:
    """The archive in a file; it is closed when nobody holds it any more.

    Args:
        path: the file.
        name: what messages call it.

    Raises:
        OSError: it cannot be opened, or is no regular file.
        ArchiveError: it is no archive that geomap can use.
    """
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    try:
        size = _size_of_file(descriptor)
        # Not by mmap: a file that somebody cuts off meanwhile would end the whole process.
        archive = Archive(lambda offset, length: _read(descriptor, offset, length), size, name)
    except BaseException:
        os.close(descriptor)
        raise
    weakref.finalize(archive, os.close, descriptor)
    return archive


def _read(descriptor: int, offset: int, length: int) -> bytes:
    os.lseek(descriptor, offset, os.SEEK_SET)  # not pread, which Windows has not
    return os.read(descriptor, length)


def _size_of_file(descriptor: int) -> int:
    about = os.fstat(descriptor)
    if stat.S_ISDIR(about.st_mode):
        raise IsADirectoryError(errno.EISDIR, "a folder")
    if not stat.S_ISREG(about.st_mode):
        raise OSError(errno.EINVAL, "a pipe or device")
    return about.st_size
