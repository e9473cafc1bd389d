"""The place that a name means in one article: written into ``link`` in its front matter."""

import json
import re
from collections.abc import Mapping
from pathlib import Path

from geomap.edit.saving import open_file, save
from geomap.edit.yaml_edit import EditError
from geomap.model import Article, FrontMatter
from geomap.read import parse_article

FENCE = re.compile(r"^---[ \t]*\r?$", re.MULTILINE)
"""The lines around the front matter of an article."""

_LINK = re.compile(r"^link:[ \t]*(?P<flow>\{[^\n{}]*\})?[ \t]*(?:#[^\n]*)?\r?$", re.MULTILINE)
_CHILD = re.compile(r"\r?\n([ \t]+)\S")


class LinkError(EditError):
    """The front matter cannot be changed. The file is unchanged."""


def write_links(path: Path, links: Mapping[str, str]) -> None:
    """Add names with the ids of their places to ``link`` in the front matter of an article.

    Raises:
        EditError: the front matter has a form that is not understood, or the file cannot be written.
    """
    file = open_file(path, path.parent, anywhere=True)
    before, _ = parse_article(file.text, path)
    text = _with_links(file.text, links)
    after, _ = parse_article(text, path)
    if before is None or after is None or after.text != before.text or not _is_added(before.front_matter, after, links):
        raise LinkError(f"cannot add link: to the front matter of {file.name}", "add it in a text editor")
    save(file, text)


def _with_links(text: str, links: Mapping[str, str]) -> str:
    newline = "\r\n" if "\r\n" in text else "\n"
    pairs = [f"{json.dumps(name, ensure_ascii=False)}: {json.dumps(place)}" for name, place in links.items()]
    flow = f"link: {{{', '.join(pairs)}}}{newline}"
    first = FENCE.match(text)
    last = FENCE.search(text, first.end()) if first else None
    if last is None:
        return f"---{newline}{flow}---{newline}{text}"
    found = _LINK.search(text, 0, last.start())
    if found is None:
        return text[: last.start()] + flow + text[last.start() :]
    if found["flow"]:
        end = found.end("flow") - 1
        inside = found["flow"][1:-1].strip()
        return text[:end].rstrip() + (", " if inside else "") + ", ".join(pairs) + text[end:]
    child = _CHILD.match(text, found.end() - (text[found.end() - 1 : found.end()] == "\r"))
    indent = child[1] if child else "  "
    at = text.index("\n", found.start()) + 1
    return text[:at] + "".join(f"{indent}{pair}{newline}" for pair in pairs) + text[at:]


def _is_added(before: FrontMatter, after: Article, links: Mapping[str, str]) -> bool:
    """Whether only the links were added."""
    changed = after.front_matter
    same = before.model_dump(exclude={"link"}) == changed.model_dump(exclude={"link"})
    return same and dict(changed.link) == {**before.link, **links}
