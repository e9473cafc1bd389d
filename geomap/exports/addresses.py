"""The addresses of a published map: its page and its files, from ``map.url``.

The url may be that of a folder (``https://example.org/map``), of a file (``…/map/index.html``), or it may have a query
(``…/view?id=3``). A folder's address gets a slash at the end, so that addresses can be resolved against it.
"""

import re
from urllib.parse import SplitResult, urljoin, urlsplit, urlunsplit

_PAGE_FILE = re.compile(r"\.(?:x?html?|php|aspx?|jspx?|cgi)$", re.IGNORECASE)
"""Paths that name a file. Other dots, as in ``/v1.2``, are part of a folder's name."""


def page_address(url: str) -> str:
    """The address of the page; relative addresses can be resolved against it.

    >>> page_address("https://example.org/v1.2"), page_address("https://example.org/view?id=3")
    ('https://example.org/v1.2/', 'https://example.org/view?id=3')
    """
    return urlunsplit(_parts(url))


def embed_address(url: str) -> str:
    """The address of the page as it is embedded in others.

    >>> embed_address("https://example.org/map"), embed_address("https://example.org/view?id=3")
    ('https://example.org/map/?embed', 'https://example.org/view?id=3&embed')
    """
    parts = _parts(url)
    return urlunsplit(parts._replace(query="&".join(filter(None, [parts.query, "embed"]))))


def file_address(url: str | None, path: str) -> str:
    """The address of a file of the site, by its path in the site; relative to the page if the map has no url.

    >>> file_address("https://example.org/map/index.html", "data/feed.atom")
    'https://example.org/map/data/feed.atom'
    """
    return urljoin(urlunsplit(_parts(url)._replace(query="")), path) if url else path


def _parts(url: str) -> SplitResult:
    parts = urlsplit(url)
    is_page = parts.path and (parts.query or _PAGE_FILE.search(parts.path))
    return parts if is_page or parts.path.endswith("/") else parts._replace(path=f"{parts.path}/")
