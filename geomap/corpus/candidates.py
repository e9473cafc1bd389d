"""Mentions of a corpus → the places and days that stand out, with the sentences behind them, for an editor to check.

A candidate is no report: many articles name a place for many reasons. Nothing here decides what is published.
"""

import datetime as dt
import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import islice
from math import log
from pathlib import Path
from typing import TYPE_CHECKING

from geomap.corpus.batches import CorpusError, mentions_schema
from geomap.corpus.output import Output, Settings
from geomap.extras import require
from geomap.findings import echo

if TYPE_CHECKING:
    import pyarrow as pa

SENTENCES = 3
"""Sentences that are listed for a candidate, each of another article."""

_ROWS = 65_536  # of a table in memory
_DAY = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"

PlaceDay = tuple[str, dt.date]
"""The id of a place, and a day on which articles were published."""


@dataclass(frozen=True)
class Sentence:
    """A sentence that mentions a place, and the id of its article."""

    article: str
    sentence: str


@dataclass(frozen=True)
class Candidate:
    """A place that more articles mention on a day than usual.

    Attributes:
        place: the id of the place.
        day: when the articles were published.
        articles: how many mention it.
        mentions: how often they do.
        usual: articles that mention it on an average day of the corpus.
        score: how unlikely so many are by chance: the logarithm of the likelihood ratio, if articles about a place
            came at a constant rate (Poisson). A place that is named every day has a low score on each.
        sentences: some of them.
    """

    place: str
    day: dt.date
    articles: int
    mentions: int
    usual: float
    score: float
    sentences: tuple[Sentence, ...] = ()

    @property
    def key(self) -> str:
        """Names the candidate: ``kherson@2023-01-12``."""
        return f"{self.place}@{self.day}"


@dataclass(frozen=True)
class Counts:
    """Articles and mentions by place and day.

    Attributes:
        by_place_day: the number of articles, and of mentions.
        undated: the number of mentions in articles without a day of publication.
        days: with articles that mention a place. One article with a wrong date, as of 1970, adds one day.
    """

    by_place_day: Mapping[PlaceDay, tuple[int, int]]
    undated: int
    days: int


def count(folder: Path, settings: Settings) -> Counts:
    """Count the mentions in the finished partitions of an output folder."""
    found: dict[PlaceDay, tuple[int, int]] = {}
    undated = 0
    for table in _whole_articles(_tables(folder, settings, ["article", "published", "place"])):
        undated += _add_counts(table, found)
    return Counts(found, undated, len({day for _, day in found}))


def _add_counts(table: "pa.Table", found: dict[PlaceDay, tuple[int, int]]) -> int:
    """Add the counts of a table; the number of mentions in articles without a day."""
    pa, pc = require("pyarrow", extra="parquet"), require("pyarrow.compute", extra="parquet")
    day = pc.utf8_slice_codeunits(pc.fill_null(table["published"], ""), 0, 10)
    dated = pc.match_substring_regex(day, _DAY)
    undated: int = table.num_rows - (pc.sum(dated).as_py() or 0)
    rows = pa.table({"article": table["article"], "day": day, "place": table["place"]}).filter(dated)
    counts = rows.group_by(["place", "day"]).aggregate([("article", "count_distinct"), ("article", "count")])
    for row in counts.to_pylist():
        key = _place_day(row["place"], row["day"])
        if key is None:
            undated += row["article_count"]
            continue
        articles, mentions = found.get(key, (0, 0))
        found[key] = articles + row["article_count_distinct"], mentions + row["article_count"]
    return undated


def _whole_articles(tables: "Iterable[pa.Table]") -> "Iterator[pa.Table]":
    """Tables of the same rows, in which no article is divided: its mentions follow each other."""
    pa, pc = require("pyarrow", extra="parquet"), require("pyarrow.compute", extra="parquet")
    rest = None
    for table in tables:
        joined = table if rest is None else pa.concat_tables([rest, table])
        others = pc.indices_nonzero(pc.not_equal(joined["article"], joined["article"][-1]))
        divided = others[-1].as_py() + 1 if len(others) else 0
        if divided:
            yield joined.slice(0, divided)
        rest = joined.slice(divided).combine_chunks()
    if rest is not None:
        yield rest


def _place_day(place: str, day: str) -> PlaceDay | None:
    try:
        return place, dt.date.fromisoformat(day)
    except ValueError:  # 2023-02-31
        return None


def rank(counts: Counts, without: Collection[PlaceDay] = ()) -> list[Candidate]:
    """The candidates, those that stand out most first. ``without`` are passed over."""
    totals: dict[str, int] = {}
    for (place, _), (articles, _) in counts.by_place_day.items():
        totals[place] = totals.get(place, 0) + articles
    found = []
    for (place, day), (articles, mentions) in counts.by_place_day.items():
        usual = totals[place] / counts.days
        if (place, day) in without or articles <= usual:
            continue
        score = articles * log(articles / usual) - (articles - usual)
        found.append(Candidate(place, day, articles, mentions, round(usual, 3), round(score, 3)))
    return sorted(found, key=lambda one: (-one.score, -one.articles, one.day, one.place))


def with_sentences(folder: Path, settings: Settings, chosen: Iterable[Candidate]) -> list[Candidate]:
    """The candidates with some of their sentences, the same each time."""
    pc = require("pyarrow.compute", extra="parquet")
    pa = require("pyarrow", extra="parquet")
    candidates = list(chosen)
    found: dict[PlaceDay, dict[str, str]] = {(each.place, each.day): {} for each in candidates}
    places = pa.array(sorted({each.place for each in candidates}), pa.string())
    for table in _tables(folder, settings, ["article", "published", "place", "sentence"]):
        for row in table.filter(pc.is_in(table["place"], value_set=places)).to_pylist():
            key = _place_day(row["place"], (row["published"] or "")[:10])
            if key in found:
                known = found[key]
                known.setdefault(row["article"], row["sentence"])
                if len(known) > SENTENCES:
                    del known[max(known)]
    return [
        replace(each, sentences=tuple(Sentence(*one) for one in sorted(found[each.place, each.day].items())))
        for each in candidates
    ]


def _tables(folder: Path, settings: Settings, columns: list[str]) -> "Iterator[pa.Table]":
    """The mentions of the finished partitions, some at a time.

    Raises:
        CorpusError: a file of them is damaged.
    """
    pa, parquet = require("pyarrow", extra="parquet"), require("pyarrow.parquet", extra="parquet")
    output = Output(folder, settings)
    schema = mentions_schema()
    for path in output.manifests():
        file = output.file_of(path.stem)
        if not file.is_file():  # it is linked again by the next run
            continue
        try:
            with file.open("rb") as opened:
                if settings.format == "parquet":
                    batches = parquet.ParquetFile(opened).iter_batches(_ROWS, columns=columns)
                    yield from (pa.Table.from_batches([each]) for each in batches if each.num_rows)
                    continue
                while rows := [json.loads(line) for line in islice(opened, _ROWS)]:
                    yield pa.Table.from_pylist(rows, schema=schema).select(columns)
        except (pa.ArrowException, OSError, ValueError, AttributeError, KeyError) as error:
            message = f"{echo(file)} is damaged: {echo(str(error), 200)}"
            raise CorpusError(message, "delete it, and run geomap link again: it links what is missing") from None
