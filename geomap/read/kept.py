"""Documents of texts that are read again and again while a project is previewed or edited."""

import threading

from geomap.read.yaml.nodes import Document, read_yaml

MAX_CHARACTERS = 8_000_000
"""Characters of all texts whose documents are kept; a document takes about ten times as many bytes as its text."""
_LEAST = 2  # a file as it is saved and as it is about to be

_documents: dict[tuple[str, str], Document] = {}  # by text and name, the one that was used last at the end
_lock = threading.Lock()


def read_kept(text: str, name: str) -> Document:
    """The document of a text as ``read_yaml`` gives it, kept for the next time. No one may change its values."""
    with _lock:
        document = _documents.pop((text, name), None)
    if document is None:
        document = read_yaml(text, name)
    with _lock:
        _documents[text, name] = document
        size = sum(len(known) for known, _ in _documents)
        for known in list(_documents)[:-_LEAST]:
            if size <= MAX_CHARACTERS:
                break
            size -= len(known[0])
            del _documents[known]
    return document
