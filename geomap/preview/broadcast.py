"""The state of the preview, and the threads that wait for it to change."""

import hashlib
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class State:
    """The state of the preview.

    Attributes:
        number: counts the states.
        site: the files of the last site without errors, by path; None if there is none yet.
        message: the state as the browser gets it, as JSON: ``page`` is a hash of the site's page or None, the rest
            comes from the caller.
    """

    number: int = 0
    site: Mapping[str, bytes] | None = None
    message: Mapping[str, Any] = field(default_factory=lambda: {"page": None})


class Broadcast:
    """Sends the state of the preview from the thread that builds to any number of others."""

    def __init__(self) -> None:
        self.state = State()
        self._closed = False
        self._changed = threading.Condition()

    def send(self, message: Mapping[str, Any], site: Mapping[str, bytes] | None = None) -> None:
        """Replace the state. Without a site, the previous one stays."""
        before = self.state
        page = before.message["page"] if site is None else hashlib.sha256(site["index.html"]).hexdigest()[:16]
        with self._changed:
            self.state = State(before.number + 1, before.site if site is None else site, {**message, "page": page})
            self._changed.notify_all()

    def states(self, timeout_s: float) -> Iterator[State | None]:
        """The current state, then each newer one, until the broadcast is closed; None after a timeout.

        A slow reader gets the newest state and misses those in between.
        """
        seen = 0
        while not self._closed:
            with self._changed:
                if self.state.number <= seen:
                    self._changed.wait(timeout_s)
                state = self.state
            if self._closed:
                return
            yield state if state.number > seen else None
            seen = state.number

    def close(self) -> None:
        """End all iterations."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
