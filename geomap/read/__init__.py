"""Files → objects: the gazetteer and the articles, with a location for everything."""

from geomap.read.articles.articles import (
    ArticlesReading,
    article_files,
    parse_article,
    read_article,
    read_article_bytes,
    read_articles,
)
from geomap.read.gazetteer import GazetteerReading, gazetteer_files, read_gazetteer
from geomap.read.ignore_comments import IgnoreComment

__all__ = [
    "ArticlesReading",
    "GazetteerReading",
    "IgnoreComment",
    "article_files",
    "gazetteer_files",
    "parse_article",
    "read_article",
    "read_article_bytes",
    "read_articles",
    "read_gazetteer",
]
