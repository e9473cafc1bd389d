"""What the preview shows at the moment, and everybody who waits to hear that it changed."""

import hashlib
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Notice:
    """The state of the preview.

    Attributes:
        number: counts the notices.
        site: the last site without errors, by path; None before there is one.
        said: what a browser is told, as JSON has it: ``page`` is the hash of that site's page or null, the rest is the
            caller's.
    """

    number: int = 0
    site: Mapping[str, bytes] | None = None
    said: Mapping[str, Any] = field(default_factory=lambda: {"page": None})


class Board:
    """One notice, put up by the builder and read by any number of threads."""

    def __init__(self) -> None:
        self._notice = Notice()
        self._closed = False
        self._changed = threading.Condition()

    @property
    def notice(self) -> Notice:
        """What is up now."""
        return self._notice

    def post(self, said: Mapping[str, Any], site: Mapping[str, bytes] | None = None) -> None:
        """Put up a notice; without a site, the one that was there stays."""
        page = self._notice.said["page"] if site is None else hashlib.sha256(site["index.html"]).hexdigest()[:16]
        with self._changed:
            before = self._notice
            kept = before.site if site is None else site
            self._notice = Notice(before.number + 1, kept, {**said, "page": page})
            self._changed.notify_all()

    def notices(self, patience_s: float) -> Iterator[Notice | None]:
        """The notice that is up, then each newer one; None whenever there was none for so long, until it is closed.

        Whoever is slow misses those that others have taken the place of.
        """
        seen = 0
        while not self._closed:
            with self._changed:
                if self._notice.number <= seen:
                    self._changed.wait(patience_s)
                notice = self._notice
            if self._closed:
                return
            yield notice if notice.number > seen else None
            seen = notice.number

    def close(self) -> None:
        """Let everybody go who waits."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
