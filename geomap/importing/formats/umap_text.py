"""uMap's markup in descriptions → plain text and the addresses in it.

Bold, italics, headings and lists as in Markdown; ``[[address|text]]`` links, ``{{address}}`` shows a picture, and
``{{{address}}}`` another page in a frame: https://docs.umap-project.org, text formatting.
"""

import re

from geomap.importing.formats.html_text import html_to_text

_FRAME_OR_PICTURE = re.compile(r"\{\{\{?\s*(https?://[^\s|}*]+)(?:[|*][^}]*)?\}?\}\}")
_LINK = re.compile(r"\[\[\s*(https?://[^\s|\]]+)(?:\|([^\]]*))?\]\]")
_HEADING = re.compile(r"^#{1,6} +", re.MULTILINE)
_RULE = re.compile(r"^-{3,}[ \t]*\n?", re.MULTILINE)
_EMPHASIS = re.compile(r"(\*\*|\*)(?=\S)([^*\n]+?)(?<=\S)\1")


def umap_to_text(markup: str) -> tuple[str, list[str]]:
    r"""The text of a description, and the addresses of its links, pictures and frames that the text does not name.

    >>> umap_to_text("# Mast\n**Seen** by [[https://example.org/1|them]] {{https://example.org/a.jpg|300}}")
    ('Mast\nSeen by them', ['https://example.org/a.jpg', 'https://example.org/1'])
    """
    links = [found[1] for found in _FRAME_OR_PICTURE.finditer(markup)]
    text = _FRAME_OR_PICTURE.sub("", markup)
    links += [found[1] for found in _LINK.finditer(text) if (found[2] or "").strip()]
    text = _LINK.sub(lambda found: (found[2] or "").strip() or found[1], text)
    for _ in range(2):  # *inside **another***
        text = _EMPHASIS.sub(r"\2", text)
    text = _RULE.sub("", _HEADING.sub("", text))
    text, more = html_to_text(text)
    text = re.sub(r"\n{2,}", "\n", "\n".join(line.rstrip() for line in text.split("\n")))
    return text.strip(), list(dict.fromkeys([*links, *more]))
