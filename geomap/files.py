"""One file, written whole or not at all."""

import contextlib
import os
import secrets
import shutil
from pathlib import Path


def write_whole(target: Path, data: bytes) -> None:
    """Put these bytes into a file in one step; a link stays a link, and a device or a pipe is written as it is.

    Who may read and write a file that was there before stays as it was.

    Raises:
        OSError: it cannot be written; what was there before is still there.
    """
    if target.exists() and not target.is_file():
        target.write_bytes(data)
        return
    real = Path(os.path.realpath(target))
    new = real.with_name(f".geomap-{secrets.token_hex(8)}.new")
    try:
        with new.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())  # the new name must not outlive a power cut without what it names
        with contextlib.suppress(FileNotFoundError):
            shutil.copymode(real, new)
        new.replace(real)
    except BaseException:
        with contextlib.suppress(OSError):
            new.unlink()
        raise
