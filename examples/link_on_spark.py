"""Finds the places that the articles of a corpus mention, on Apache Spark.

    spark-submit --files 3b1f6c2e9a4d7085.snapshot examples/link_on_spark.py \
        3b1f6c2e9a4d7085.snapshot s3a://archive/articles/ s3a://archive/mentions/

The articles are Parquet, or JSON lines (a path that ends in .jsonl or .jsonl.gz), with the columns id and text, and
optionally language and published. The mentions are Parquet. docs/how-to/corpus.md describes a cluster.
"""

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import pyarrow as pa
from pyspark import SparkFiles
from pyspark.sql import DataFrame, SparkSession

import geomap
from geomap.corpus.batches import SPARK_SCHEMA

COLUMNS = ("id", "text", "language", "published")


def link(articles: DataFrame, snapshot: str, *, likeliest: bool = False) -> DataFrame:
    """The mentions in articles.

    Args:
        articles: with the columns of :func:`geomap.link_batches`.
        snapshot: the name of a file that was given to ``spark-submit --files``, or a path that all executors have.
        likeliest: as in :func:`geomap.link_batches`.
    """

    def link_partition(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        shipped = Path(SparkFiles.get(snapshot))
        file = shipped if shipped.exists() else Path(snapshot)
        return geomap.link_batches(batches, file, likeliest=likeliest)  # read once in each Python process

    there = [column for column in COLUMNS if column in articles.columns]
    return articles.select(*there).mapInArrow(link_partition, SPARK_SCHEMA)


def main(snapshot: str, source: str, target: str) -> None:
    """Link a corpus and write its mentions."""
    spark = SparkSession.builder.appName("geomap").getOrCreate()
    read = spark.read.json if source.removesuffix(".gz").endswith(".jsonl") else spark.read.parquet
    link(read(source), snapshot).write.mode("errorifexists").parquet(target)
    spark.stop()


if __name__ == "__main__":
    main(*sys.argv[1:])
