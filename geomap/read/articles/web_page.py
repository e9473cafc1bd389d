"""A saved web page → the article's text and what its metadata say, by trafilatura (the extra ``html``)."""

from dataclasses import dataclass

from pydantic_core import PydanticCustomError

from geomap.findings import Finding, Location
from geomap.model import ArticleHead
from geomap.model.dates import Dating, parse_date
from geomap.read.files import CONTROL


@dataclass(frozen=True)
class WebPage:
    """What a saved web page says: its main text, paragraphs parted by empty lines, and its metadata."""

    text: str
    title: str | None = None
    publisher: str | None = None
    published: Dating | None = None

    def complete(self, head: ArticleHead) -> ArticleHead:
        """The head, with the page's metadata where it says nothing."""
        said = {"title": self.title, "publisher": self.publisher, "published": self.published}
        return head.model_copy(update={key: value for key, value in said.items() if getattr(head, key) is None})


def read_web_page(html: str, name: str) -> WebPage | Finding:
    """The main text of a page, without its navigation, comments and advertisements; nothing is fetched.

    Args:
        html: the page's source.
        name: of the file, for the finding where there is no text in it or no trafilatura to find it.
    """
    try:
        import trafilatura
    except ImportError:
        install = "pip install 'geomap[html]', or save the article as plain text"
        return Finding(Location(name), "A007", "a saved web page cannot be read without trafilatura", install)
    found = trafilatura.bare_extraction(
        html,
        include_comments=False,
        with_metadata=True,
        # The day that the page itself states, not one that stands somewhere in its text.
        date_extraction_params={"extensive_search": False, "original_date": True},
    )
    if found is None or isinstance(found, dict) or not (found.text and found.text.strip()):
        return Finding(
            Location(name), "A002", "no article can be found in this web page", "save its text as plain text"
        )
    text = CONTROL.sub("", found.text).strip().replace("\n", "\n\n")
    return WebPage(text, _line(found.title), _line(found.sitename), _day(found.date))


def _line(said: str | None) -> str | None:
    return CONTROL.sub("", " ".join(said.split()))[:500] or None if said else None


def _day(said: str | None) -> Dating | None:
    try:
        return parse_date(said) if said else None
    except PydanticCustomError:
        return None
