"""What ``geomap link`` decides, written into the front matter of an article: places of names, and what it repeats."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from geomap.edit.saving import open_file, save
from geomap.edit.yaml_edit import EditError
from geomap.findings import errors
from geomap.model import FrontMatter
from geomap.read import parse_article
from geomap.read.yaml.scalars import written

IdList = Literal["repeats", "independent_of"]

_FENCE = re.compile(r"^---[ \t]*\r?(?:\n|\Z)", re.MULTILINE)
"""The lines around the front matter of an article."""


class FrontMatterError(EditError):
    """The front matter cannot be changed. The file is unchanged."""


@dataclass(frozen=True)
class _Form:
    """How a list or a mapping is written.

    Attributes:
        brackets: around it in one line.
        flow: what it looks like in one line.
        child: the first line below its key; the group is the indentation.
        mark: before each item on a line of its own.
    """

    brackets: str
    flow: str
    child: re.Pattern[str]
    mark: str


_LIST = _Form("[]", r"\[[^\n\[\]]*\]", re.compile(r"\r?\n([ \t]*)-[ \t]"), "- ")
_MAPPING = _Form("{}", r"\{[^\n{}]*\}", re.compile(r"\r?\n([ \t]+)\S"), "")


def split_front_matter(text: str) -> tuple[str, str, str]:
    """The first line of dashes, the front matter, and the rest; empty, empty and the text if there is none."""
    first = _FENCE.match(text)
    last = _FENCE.search(text, first.end()) if first else None
    if first is None or last is None:
        return "", "", text
    return text[: first.end()], text[first.end() : last.start()], text[last.start() :]


def write_links(path: Path, links: Mapping[str, str]) -> None:
    """Add names with the ids of their places to ``link`` in the front matter of an article.

    Raises:
        EditError: the front matter has a form that is not understood, or the file cannot be written.
    """
    pairs = [f"{json.dumps(name, ensure_ascii=False)}: {json.dumps(place)}" for name, place in links.items()]
    _add(path, "link", _MAPPING, lambda before: (pairs, {**before.link, **links}))


def write_ids(path: Path, key: IdList, ids: Sequence[str]) -> None:
    """Add ids of articles to a list in the front matter of an article; those that it has already are left out.

    Raises:
        EditError: the front matter has a form that is not understood, or the file cannot be written.
    """

    def added(before: FrontMatter) -> tuple[list[str], list[str]]:
        known: tuple[str, ...] = getattr(before, key)
        new = [each for each in dict.fromkeys(ids) if each not in known]
        return [written(each, in_list=True) for each in new], sorted([*known, *new])

    _add(path, key, _LIST, added)


def _add(path: Path, key: str, form: _Form, added: Callable[[FrontMatter], tuple[list[str], Any]]) -> None:
    """Add items to a list or mapping; ``added`` gives them as they are written, and what it then holds."""
    file = open_file(path, path.parent, anywhere=True)
    before, _ = parse_article(file.text, path)
    items, expected = added(before.front_matter if before else FrontMatter())
    if not items:
        return
    text = _with_items(file.text, key, items, form)
    after, findings = parse_article(text, path)
    if before is None or after is None or errors(findings) or after.text != before.text:
        raise _unchangeable(file.name, key)
    others, same = (each.front_matter.model_dump(exclude={key}) for each in (before, after))
    found = getattr(after.front_matter, key)
    if others != same or (dict(found) if isinstance(found, Mapping) else sorted(found)) != expected:
        raise _unchangeable(file.name, key)
    save(file, text)


def _unchangeable(name: str, key: str) -> FrontMatterError:
    return FrontMatterError(f"cannot add {key}: to the front matter of {name}", "add it in a text editor")


def _with_items(text: str, key: str, items: Sequence[str], form: _Form) -> str:
    newline = "\r\n" if "\r\n" in text else "\n"
    line = f"{key}: {form.brackets[0]}{', '.join(items)}{form.brackets[1]}{newline}"
    before, inside, after = split_front_matter(text)
    if not before:
        return f"---{newline}{line}---{newline}{text}"
    pattern = rf"^{key}:[ \t]*(?P<flow>{form.flow})?[ \t]*(?:#[^\n]*)?(?=\r?$)"
    found = re.compile(pattern, re.MULTILINE).search(inside)
    if found is None:
        return f"{before}{inside}{line}{after}"
    if found["flow"]:
        end = found.end("flow") - 1
        has_items = found["flow"][1:-1].strip().rstrip(",")
        kept = inside[:end].rstrip().rstrip(",")
        return f"{before}{kept}{', ' if has_items else ''}{', '.join(items)}{inside[end:]}{after}"
    child = form.child.match(inside, found.end())
    indent = child[1] if child else "  "
    at = inside.index("\n", found.start()) + 1
    lines = "".join(f"{indent}{form.mark}{each}{newline}" for each in items)
    return f"{before}{inside[:at]}{lines}{inside[at:]}{after}"
