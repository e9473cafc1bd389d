"""Record batches of articles → record batches of mentions: the one function that links a corpus, wherever it runs."""

import logging
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from itertools import repeat
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from geomap.corpus.cells import row_of, short, values
from geomap.errors import GeomapError
from geomap.extras import require
from geomap.findings import echo
from geomap.link import languages
from geomap.link.mentions import NameIndex
from geomap.link.sentences import Sentences
from geomap.link.snapshot import Snapshot, read_snapshot
from geomap.model import Article, FrontMatter, Mention
from geomap.read.files import without_residue
from geomap.read.json_lines import Problem

if TYPE_CHECKING:
    import pyarrow as pa

MAX_SENTENCE = 500
"""Characters of a sentence in the table; a longer one is cut on both sides of the mention."""

_COLUMNS = {
    "article": "string",
    "published": "string",
    "place": "string",
    "start": "int32",
    "end": "int32",
    "exact": "string",
    "score": "float64",
    "reason": "string",
    "sentence": "string",
    "snapshot": "string",
}
FIELDS = ("id", "text", "language", "published")
"""The columns that are read; a corpus must have the first two."""
SPARK_SCHEMA = ", ".join(
    f"{name} {({'int32': 'int', 'float64': 'double'}).get(kind, kind)}" for name, kind in _COLUMNS.items()
)
"""The columns of the mentions as Spark writes them, for ``mapInArrow``."""

Report = Callable[[str, str], None]
"""Is called with an article's id and the reason why it is not linked."""

_log = logging.getLogger("geomap")


class CorpusError(GeomapError, ValueError):
    """A corpus cannot be linked."""


def mentions_schema() -> "pa.Schema":
    """The columns of the mentions.

    ``start`` and ``end`` are offsets in Unicode code points into the article's text, end exclusive, and ``exact`` is
    the text between them. ``place`` is the id of a place in the gazetteer, ``score`` its share of the evidence among
    all places of this name, 0 to 1. ``snapshot`` is the SHA-256 of the snapshot.
    """
    pa = require("pyarrow", extra="parquet")
    return pa.schema([pa.field(name, getattr(pa, kind)()) for name, kind in _COLUMNS.items()])


def link_batches(
    batches: "Iterable[pa.RecordBatch]",
    snapshot: Snapshot | str | Path,
    *,
    likeliest: bool = False,
    report: Report | None = None,
) -> "Iterator[pa.RecordBatch]":
    """Find the places that articles mention. One batch of mentions for each batch of articles, in the same order.

    The result of an article depends on nothing but its row and the snapshot: it is the same in any batch, process or
    order. A file is read once in each process.

    Args:
        batches: with the columns ``id`` and ``text``, and optionally ``language`` (BCP 47, of the text) and
            ``published`` (a date, a time, whose day in UTC is taken, or an EDTF text). Other columns are ignored.
        snapshot: of the gazetteer, or its file.
        likeliest: take the likeliest place of a name that stays ambiguous.
        report: called for each article that is not linked: without an id or a text, not text, or longer than 5 million
            characters. By default it is logged as a warning.

    Raises:
        CorpusError: a column is missing.
        SnapshotError: the snapshot cannot be used.
        MissingExtraError: pyarrow is not installed.
    """
    pa = require("pyarrow", extra="parquet")
    schema = mentions_schema()
    linker = _Linker(snapshot, likeliest=likeliest, report=report or _warn)
    for batch in batches:
        rows: list[tuple[Any, ...]] = []
        for row in _rows(batch):
            rows += linker.link(*row)
        columns = zip(*rows, strict=True) if rows else ([] for _ in schema)
        arrays = [pa.array(column, field.type) for column, field in zip(columns, schema, strict=True)]
        yield pa.record_batch(arrays, schema=schema)


@lru_cache(maxsize=2)
def index_in(file: str) -> tuple[NameIndex, str, str]:
    """The index of a snapshot file, its language and its hash. It is made once in a process."""
    try:
        snapshot = read_snapshot(Path(file).read_bytes(), file)
    except OSError as error:
        raise CorpusError(f"{file} cannot be read: {error.strerror}", "make it with geomap snapshot") from None
    return _prepared(snapshot), snapshot.language, snapshot.sha256


def _prepared(snapshot: Snapshot) -> NameIndex:
    languages.prepare()
    return NameIndex(snapshot)


def _warn(article: str, reason: str) -> None:
    _log.warning("article %r is not linked: %s", article, reason)


class _Linker:
    """The index of a snapshot, and the rows for each article."""

    def __init__(self, snapshot: Snapshot | str | Path, *, likeliest: bool, report: Report) -> None:
        if isinstance(snapshot, Snapshot):
            self._index, self._language, self._sha256 = _prepared(snapshot), snapshot.language, snapshot.sha256
        else:
            self._index, self._language, self._sha256 = index_in(str(snapshot))
        self._likeliest = likeliest
        self._report = report

    def link(self, id_: Any, text: Any, language: Any, published: Any) -> Iterator[tuple[Any, ...]]:
        """The mentions of one article as rows of the table."""
        row = row_of(id_, text, language, published)
        if isinstance(row, Problem):
            self._report(short(id_) or "", row.message)
            return
        head = _front_matter(row.language)
        article = Article(id=row.id, title=row.id, front_matter=head, text=without_residue(row.text))
        found = self._index.find(article, likeliest=self._likeliest)
        sentences = Sentences(article, found.language.code) if found.mentions else None
        for each in found.mentions:
            sentence = _sentence(article.text, each, sentences.around(each.start, each.end)) if sentences else ""
            found_there = each.start, each.end, each.exact, each.score, each.reason
            yield each.article, row.published, each.place, *found_there, sentence, self._sha256


def _sentence(text: str, mention: Mention, span: tuple[int, int]) -> str:
    """The sentence of a mention on one line."""
    start, end = span
    if end - start > MAX_SENTENCE:
        around = (MAX_SENTENCE - (mention.end - mention.start)) // 2
        start, end = max(start, mention.start - around), min(end, mention.end + around)
    return " ".join(text[start:end].split())


@lru_cache(maxsize=1000)
def _front_matter(language: str | None) -> FrontMatter:
    """A language that is not a language code counts as not stated."""
    try:
        return FrontMatter(language=language or None)
    except ValidationError:
        return FrontMatter()


def _rows(batch: "pa.RecordBatch") -> Iterator[tuple[Any, Any, Any, Any]]:
    """The values of the rows of a batch: id, text, language, published."""
    names = batch.schema.names
    for name in ("id", "text"):
        if name not in names:
            there = ", ".join(map(echo, names)) or "none"
            raise CorpusError(f'there is no column "{name}"; there are: {there}', "name the columns id and text")
    for name in FIELDS:
        if names.count(name) > 1:
            raise CorpusError(f'there are {names.count(name)} columns "{name}"', "give each column a name of its own")
    columns = [values(batch.column(name)) if name in names else repeat(None, batch.num_rows) for name in FIELDS]
    yield from zip(*columns, strict=True)
