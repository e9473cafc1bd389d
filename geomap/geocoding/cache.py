"""What geocoders have answered, kept on this machine: one SQLite file, shared by all processes.

A cache is a convenience. One that is broken, locked or cannot be written is worked without, and ``trouble`` says so.
Its folder is the user's alone: what somebody looks for is nobody else's business.
"""

import json
import os
import sqlite3
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

MAX_AGE_S = 30 * 86_400
"""Seconds for which an answer counts: places are named and measured anew all the time."""
MOST = 10_000
"""Answers that are kept; the oldest go first."""
_WAIT_S = 5.0  # for another process that is writing
_FARTHEST_TURN_S = 120.0  # a turn that lies further ahead is a clock's mistake

_TABLES = """
CREATE TABLE IF NOT EXISTS answers (question TEXT PRIMARY KEY, asked REAL NOT NULL, answer TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS turns (server TEXT PRIMARY KEY, at REAL NOT NULL) WITHOUT ROWID;
"""


@dataclass(frozen=True)
class Kept:
    """An answer from the cache: any JSON, and when it was asked for, in seconds since 1970."""

    answer: Any
    asked: float


class Cache:
    """The answers under a file's path; none where that is None.

    Attributes:
        trouble: why the cache cannot be used, in words; empty while it can.
    """

    def __init__(self, file: Path | None) -> None:
        self.file = file
        self.trouble = ""

    def get(self, question: Mapping[str, Any]) -> Kept | None:
        """The answer to a question, where there is one that is not too old."""
        now = time.time()
        with self._open() as database:
            if database is not None:
                row = database.execute(
                    "SELECT asked, answer FROM answers WHERE question = ?", (_written(question),)
                ).fetchone()
                if row and 0 <= now - row[0] <= MAX_AGE_S:
                    return Kept(json.loads(row[1]), row[0])
        return None

    def put(self, question: Mapping[str, Any], answer: Any) -> None:
        """Keep an answer, and drop what is too old or too much."""
        now = time.time()
        with self._open() as database:
            if database is not None:
                row = (_written(question), now, json.dumps(answer, ensure_ascii=False))
                database.execute("INSERT OR REPLACE INTO answers VALUES (?, ?, ?)", row)
                database.execute("DELETE FROM answers WHERE asked < ? OR asked > ?", (now - MAX_AGE_S, now + 1))
                newest = "SELECT question FROM answers ORDER BY asked DESC LIMIT ?"
                database.execute(f"DELETE FROM answers WHERE question NOT IN ({newest})", (MOST,))  # noqa: S608

    def turn(self, server: str, delay_s: float) -> float:
        """The seconds until this process may ask a server, so that all processes together keep the delay."""
        if not delay_s:
            return 0.0
        now = time.time()
        with self._open() as database:
            if database is not None:
                row = database.execute("SELECT at FROM turns WHERE server = ?", (server,)).fetchone()
                at = max(now, row[0] + delay_s) if row and row[0] - now < _FARTHEST_TURN_S else now
                database.execute("INSERT OR REPLACE INTO turns VALUES (?, ?)", (server, at))
                return at - now
        return 0.0

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection | None]:
        """The database in one transaction; None where it cannot be used."""
        database = self._connected()
        try:
            yield database
            if database is not None:
                database.execute("COMMIT")
        except (sqlite3.Error, ValueError) as problem:
            self.trouble = _in_words(problem, self.file)
        finally:
            if database is not None:
                database.close()

    def _connected(self) -> sqlite3.Connection | None:
        if self.file is None or self.trouble:
            return None
        database = None
        try:
            self.file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self.file.touch(mode=0o600)
            database = sqlite3.connect(self.file, timeout=_WAIT_S, isolation_level=None)
            database.executescript(_TABLES)
            database.execute("BEGIN IMMEDIATE")
        except (sqlite3.Error, OSError) as problem:
            self.trouble = _in_words(problem, self.file)
            if database is not None:
                database.close()
            return None
        return database


def cache_file() -> Path | None:
    """Where the answers are kept: under ``XDG_CACHE_HOME``, or ``~/.cache``; nowhere for a user without a home."""
    said = os.environ.get("XDG_CACHE_HOME", "")
    try:
        folder = Path(said) if Path(said).is_absolute() else Path("~/.cache").expanduser()
    except RuntimeError:
        return None
    return folder / "geomap" / "geocoding.sqlite"


def _written(question: Mapping[str, Any]) -> str:
    return json.dumps(question, ensure_ascii=False, sort_keys=True)


def _in_words(problem: Exception, file: Path | None) -> str:
    if isinstance(problem, sqlite3.OperationalError) and "locked" in str(problem):
        return f"the cache {file} is locked by another program: working without it"
    if isinstance(problem, sqlite3.OperationalError | OSError):
        return f"the cache {file} cannot be written: working without it"
    return f"the cache {file} is broken: working without it; delete it, and a new one is made"
