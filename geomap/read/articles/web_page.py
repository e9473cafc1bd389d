"""A saved web page → the article's text and metadata, by trafilatura (the extra ``html``)."""

from dataclasses import dataclass

from pydantic_core import PydanticCustomError

from geomap.findings import Finding, Location
from geomap.model import FrontMatter
from geomap.model.dates import Dating, parse_date
from geomap.read.files import CONTROL


@dataclass(frozen=True)
class WebPage:
    """A saved web page: its main text, with empty lines between paragraphs, and its metadata."""

    text: str
    title: str | None = None
    publisher: str | None = None
    published: Dating | None = None

    def complete(self, front_matter: FrontMatter) -> FrontMatter:
        """The front matter, completed with the page's metadata."""
        stated = {"title": self.title, "publisher": self.publisher, "published": self.published}
        return front_matter.model_copy(
            update={key: value for key, value in stated.items() if getattr(front_matter, key) is None}
        )


def read_web_page(html: str, name: str) -> WebPage | Finding:
    """The main text of a page, without its navigation, comments and advertisements; nothing is downloaded.

    Args:
        html: the page's source.
        name: of the file, for the finding if there is no text in it or trafilatura is not installed.
    """
    try:
        import trafilatura
    except ImportError:
        install = "run pip install 'geomap[html]', or save the article as plain text"
        return Finding(Location(name), "A007", "reading a saved web page requires trafilatura", install)
    found = trafilatura.bare_extraction(
        html,
        include_comments=False,
        with_metadata=True,
        # The date in the page's metadata, not one found somewhere in its text.
        date_extraction_params={"extensive_search": False, "original_date": True},
    )
    if found is None or isinstance(found, dict) or not (found.text and found.text.strip()):
        return Finding(Location(name), "A002", "no article was found in this web page", "save its text as plain text")
    text = CONTROL.sub("", found.text).strip().replace("\n", "\n\n")
    return WebPage(text, _line(found.title), _line(found.sitename), _day(found.date))


def _line(text: str | None) -> str | None:
    return CONTROL.sub("", " ".join(text.split()))[:500] or None if text else None


def _day(text: str | None) -> Dating | None:
    try:
        return parse_date(text) if text else None
    except PydanticCustomError:
        return None
