"""Files that are made on first access, so that the preview makes only those a browser requests."""

import threading
from collections.abc import Callable, Iterator, Mapping


class FilesOnDemand(Mapping[str, bytes]):
    """The bytes of files by their paths. Each is made once, on first access; safe to use from several threads.

    Args:
        makers: a function for each path. It may read other files, as long as none of them reads its own.
    """

    def __init__(self, makers: Mapping[str, Callable[[], bytes]]) -> None:
        self._makers = dict(makers)
        self._locks = {path: threading.Lock() for path in makers}
        self._made: dict[str, bytes] = {}

    def __getitem__(self, path: str) -> bytes:
        with self._locks[path]:
            if path not in self._made:
                self._made[path] = self._makers[path]()
            return self._made[path]

    def __contains__(self, path: object) -> bool:
        return path in self._makers

    def __iter__(self) -> Iterator[str]:
        return iter(self._makers)

    def __len__(self) -> int:
        return len(self._makers)
