"""Geocoders' answers on this machine, and the times of requests: one SQLite file that all processes share.

A cache that is corrupt, locked or read-only is not used; ``problem`` says why. Only the user can read its folder,
because searches are private.
"""

import json
import os
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any, TypeVar

MAX_AGE_S = 30 * 86_400
"""Places change: older answers are not used."""
_BUSY_TIMEOUT_S = 5.0  # for another process that writes
_MAX_AHEAD_S = 120.0  # a turn farther in the future was written with a wrong clock

_TABLES = """
CREATE TABLE IF NOT EXISTS answers (query TEXT PRIMARY KEY, time REAL NOT NULL, answer TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS turns (server TEXT PRIMARY KEY, time REAL NOT NULL) WITHOUT ROWID;
"""
_T = TypeVar("_T")


class Cache:
    """The answers in a file; without a file nothing is stored.

    Attributes:
        problem: why the file cannot be used; empty while it can.
    """

    def __init__(self, file: Path | None) -> None:
        self.file = file
        self.problem = ""
        self._turns: dict[str, float] = {}

    def get(self, query: str) -> tuple[Any, float] | None:
        """An answer as JSON, and when it was given in seconds since 1970; None if there is no recent one."""
        oldest = time.time() - MAX_AGE_S
        sql = "SELECT answer, time FROM answers WHERE query = ? AND time >= ?"
        row = self._transaction(lambda database: database.execute(sql, (query, oldest)).fetchone(), None)
        return (json.loads(row[0]), row[1]) if row else None

    def put(self, query: str, answer: Any) -> None:
        """Store an answer, and delete old ones."""
        now = time.time()
        row = (query, now, json.dumps(answer, ensure_ascii=False))

        def write(database: sqlite3.Connection) -> None:
            database.execute("INSERT OR REPLACE INTO answers VALUES (?, ?, ?)", row)
            database.execute("DELETE FROM answers WHERE time < ?", (now - MAX_AGE_S,))

        self._transaction(write, None)

    def next_turn(self, server: str, delay_s: float) -> float:
        """Reserve the next time, in seconds since 1970, at which a request keeps the delay between all processes."""

        def reserve(database: sqlite3.Connection | None) -> float:
            now = time.time()
            sql = "SELECT time FROM turns WHERE server = ?"
            row = database.execute(sql, (server,)).fetchone() if database else None
            last = row[0] if row else self._turns.get(server, 0.0)
            turn = max(now, last + delay_s) if last < now + _MAX_AHEAD_S else now
            if database:
                database.execute("INSERT OR REPLACE INTO turns VALUES (?, ?)", (server, turn))
            return turn

        turn = self._transaction(reserve, None)
        self._turns[server] = reserve(None) if turn is None else turn
        return self._turns[server]

    def _transaction(self, work: Callable[[sqlite3.Connection], _T], fallback: _T) -> _T:
        """The result of work on the database; the fallback if the file cannot be used."""
        if self.file is None or self.problem:
            return fallback
        try:
            self.file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self.file.touch(mode=0o600)
            connection = sqlite3.connect(self.file, timeout=_BUSY_TIMEOUT_S, isolation_level=None)
            with closing(connection) as database:
                database.executescript(_TABLES)
                database.execute("BEGIN IMMEDIATE")
                result = work(database)
                database.execute("COMMIT")
                return result
        except (sqlite3.Error, OSError) as problem:
            self.problem = f"the cache {self.file} is not used ({problem})"
            return fallback


def cache_file() -> Path | None:
    """The file in the user's cache folder (XDG); None for a user without a home folder."""
    configured = Path(os.environ.get("XDG_CACHE_HOME", ""))
    try:
        folder = configured if configured.is_absolute() else Path("~/.cache").expanduser()
    except RuntimeError:
        return None
    return folder / "geomap" / "geocoding.sqlite"
