"""Files that are made when somebody asks for them."""

import threading
from collections.abc import Callable, Iterator, Mapping


class FilesOnDemand(Mapping[str, bytes]):
    """The bytes of files by their paths, each made once, when it is first asked for; from several threads too.

    Args:
        makers: what makes each file. A maker may ask for other files, as long as none of them asks for its own.
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
