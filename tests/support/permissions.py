"""File permissions that also count for root."""

import ctypes
import os
from collections.abc import Iterator
from contextlib import contextmanager

_VERSION = 0x20080522
"""Version 3 of the structures in ``linux/capability.h``."""
_OVERRIDES = 1 << 1 | 1 << 2
"""``CAP_DAC_OVERRIDE`` and ``CAP_DAC_READ_SEARCH``."""
_GET_SECUREBITS, _SET_SECUREBITS, _NO_SETUID_FIXUP = 27, 28, 1 << 2
"""Of ``linux/prctl.h`` and ``linux/securebits.h``; without the bit, ``access`` ignores that capabilities are taken."""


@contextmanager
def permissions_enforced() -> Iterator[None]:
    """Take the capabilities that override file permissions from this thread of root, as on Linux."""
    if os.geteuid() != 0:
        yield
        return
    libc = ctypes.CDLL(None, use_errno=True)
    header = (ctypes.c_uint32 * 2)(_VERSION, 0)
    sets = (ctypes.c_uint32 * 6)()  # effective, permitted and inheritable, twice 32 bits each

    def call(function: str, *arguments: object) -> int:
        result: int = getattr(libc, function)(*arguments)
        if result < 0:
            raise OSError(ctypes.get_errno(), function)
        return result

    bits = call("prctl", _GET_SECUREBITS, 0, 0, 0, 0)
    call("capget", header, sets)
    effective = sets[0]
    call("prctl", _SET_SECUREBITS, bits | _NO_SETUID_FIXUP, 0, 0, 0)
    try:
        sets[0] = effective & ~_OVERRIDES
        call("capset", header, sets)
        yield
    finally:
        sets[0] = effective
        call("capset", header, sets)
        call("prctl", _SET_SECUREBITS, bits, 0, 0, 0)
