"""Text → objects: the gazetteer and the articles, with a position for everything."""

from geomap.read.articles.articles import ArticlesReading, article_files, read_article, read_articles
from geomap.read.gazetteer import GazetteerReading, gazetteer_files, read_gazetteer
from geomap.read.ignores import Ignore

__all__ = [
    "ArticlesReading",
    "GazetteerReading",
    "Ignore",
    "article_files",
    "gazetteer_files",
    "read_article",
    "read_articles",
    "read_gazetteer",
]
