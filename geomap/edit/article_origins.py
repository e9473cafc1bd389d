"""What an article repeats, or is independent of: written into the lists of its front matter."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from geomap.edit.article_links import FENCE, LinkError
from geomap.edit.saving import open_file, save
from geomap.findings import errors
from geomap.model import Article, FrontMatter
from geomap.read import parse_article
from geomap.read.yaml.scalars import written

IdList = Literal["repeats", "independent_of"]
_ITEM = re.compile(r"\r?\n([ \t]*)-[ \t]")


def write_ids(path: Path, key: IdList, ids: Sequence[str]) -> None:
    """Add ids of articles to a list in the front matter of an article; those that it has already are left out.

    Raises:
        EditError: the front matter has a form that is not understood, or the file cannot be written.
    """
    file = open_file(path, path.parent, anywhere=True)
    before, _ = parse_article(file.text, path)
    known: tuple[str, ...] = getattr(before.front_matter, key) if before else ()
    new = [each for each in dict.fromkeys(ids) if each not in known]
    if not new:
        return
    text = _with_ids(file.text, key, new)
    after, findings = parse_article(text, path)
    if (
        errors(findings)
        or before is None
        or after is None
        or after.text != before.text
        or not _is_added(before, after, key, new)
    ):
        raise LinkError(f"cannot add {key}: to the front matter of {file.name}", "add it in a text editor")
    save(file, text)


def _with_ids(text: str, key: IdList, ids: Sequence[str]) -> str:
    newline = "\r\n" if "\r\n" in text else "\n"
    shown = [written(each, in_list=True) for each in ids]
    line = f"{key}: [{', '.join(shown)}]{newline}"
    first = FENCE.match(text)
    last = FENCE.search(text, first.end()) if first else None
    if last is None:
        return f"---{newline}{line}---{newline}{text}"
    pattern = rf"^{key}:[ \t]*(?P<flow>\[[^\n\[\]]*\])?[ \t]*(?:#[^\n]*)?\r?$"
    found = re.compile(pattern, re.MULTILINE).search(text, 0, last.start())
    if found is None:
        return text[: last.start()] + line + text[last.start() :]
    if found["flow"]:
        end = found.end("flow") - 1
        inside = found["flow"][1:-1].strip().rstrip(",")
        return text[:end].rstrip().rstrip(",") + (", " if inside else "") + ", ".join(shown) + text[end:]
    item = _ITEM.match(text, found.end() - (text[found.end() - 1 : found.end()] == "\r"))
    indent = item[1] if item else "  "
    at = text.index("\n", found.start()) + 1
    return text[:at] + "".join(f"{indent}- {each}{newline}" for each in shown) + text[at:]


def _is_added(before: Article, after: Article, key: IdList, ids: Sequence[str]) -> bool:
    """Whether only the ids were added."""
    one, other = (each.front_matter.model_dump(exclude={str(key)}) for each in (before, after))
    return one == other and sorted(_ids(after.front_matter, key)) == sorted([*_ids(before.front_matter, key), *ids])


def _ids(front_matter: FrontMatter, key: IdList) -> tuple[str, ...]:
    found: tuple[str, ...] = getattr(front_matter, key)
    return found
