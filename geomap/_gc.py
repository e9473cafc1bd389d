"""Pause the cyclic garbage collector while many objects are made that all stay."""

import contextlib
import gc
import threading
from collections.abc import Iterator

_lock = threading.Lock()
_pauses = 0
_was_enabled = False


@contextlib.contextmanager
def without_collector() -> Iterator[None]:
    """Pause the collector until the last of all overlapping pauses ends, in any thread; then restore its state.

    Collecting while a gazetteer is read finds no garbage, but visits every object again and again: it takes 15 % more
    processor time for 300 places and reports, 60 % for a check of 10,000 and three times as long to read these
    (``benchmarks/read.py``).
    """
    global _pauses, _was_enabled  # noqa: PLW0603  (the collector is global too)
    with _lock:
        if _pauses == 0:
            _was_enabled = gc.isenabled()
            gc.disable()
        _pauses += 1
    try:
        yield
    finally:
        with _lock:
            _pauses -= 1
            if _pauses == 0 and _was_enabled:
                if not gc.get_freeze_count():
                    gc.freeze()  # together these count the new objects as old, so that
                    gc.unfreeze()  # the next small collection does not visit them
                gc.enable()
