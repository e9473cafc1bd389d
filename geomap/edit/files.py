"""The files of a project while it is changed: their values after the changes so far, and the steps that lead there."""

import json
import re
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import Any

from geomap.edit.entry import InvalidValueError, Workspace
from geomap.edit.saving import FileChange, OpenFile, open_file
from geomap.edit.yaml_edit import (
    AppendEntry,
    EditError,
    RemoveValue,
    SetValue,
    Step,
    change_text,
    read_values,
    with_value,
    without_empty,
)
from geomap.findings import Finding, ProjectError, echo
from geomap.model import FrontMatter
from geomap.model.entry import with_id
from geomap.read import parse_article
from geomap.read.articles.articles import article_files

_FENCE = re.compile(r"^---[ \t]*\r?(?:\n|\Z)", re.MULTILINE)
"""The lines around the front matter of an article."""
Steps = tuple[str | int, ...]

NAME_KEYS = {"places": "name", "reports": "title"}
_GONE: Any = object()


def split_front_matter(text: str) -> tuple[str, str, str]:
    """The first line of dashes, the front matter, and the rest; empty, empty and the text if there is none."""
    first = _FENCE.match(text)
    last = _FENCE.search(text, first.end()) if first else None
    if first is None or last is None:
        return "", "", text
    return text[: first.end()], text[first.end() : last.start()], text[last.start() :]


class GazetteerText:
    """A gazetteer file. The indices of its lists stay those of the file as it was read; new entries follow."""

    def __init__(self, file: OpenFile) -> None:
        self.file = file
        values = read_values(file.text, file.name)
        self.values: dict[str, Any] = dict(values) if isinstance(values, Mapping) else {}
        self.lists = {key: list(value) for key, value in self.values.items() if isinstance(value, list)}
        self.counts = {key: len(value) for key, value in self.lists.items()}
        self.steps: list[Step] = []

    def value(self, path: Steps) -> Any:
        """The value at a path; None if there is none."""
        found = _value_at(self.lists.get(str(path[0]), self.values.get(str(path[0]))), path[1:])
        return None if found is _GONE else found

    def entries(self, section: str) -> Iterator[tuple[int, Any]]:
        """The entries of a list with their indices."""
        return ((at, entry) for at, entry in enumerate(self.lists.get(section, ())) if entry is not _GONE)

    def append(self, section: str, entry: Mapping[str, Any]) -> None:
        """Add an entry to a list."""
        if section in self.values and self.values[section] and section not in self.lists:
            raise EditError(f"{self.file.name}: {section} is not a list", "correct it in a text editor")
        self.lists.setdefault(section, []).append(dict(entry))
        self.counts.setdefault(section, 0)

    def set(self, path: Steps, value: Any) -> None:
        """Set the value at a path."""
        section = str(path[0])
        if section in self.lists:
            index = int(path[1])
            self.lists[section][index] = with_value(self.lists[section][index], path[2:], value)
            if index >= self.counts[section]:
                return
        else:
            self.values = with_value(self.values, path, value)
        self.steps.append(SetValue(path, value))

    def remove(self, path: Steps) -> None:
        """Remove the value at a path, and what is empty without it."""
        if self.value(path) is None:
            raise InvalidValueError(f"{self.file.name}: there is no {'.'.join(map(str, path[2:] or path))}", "")
        section = str(path[0])
        if section in self.lists:
            index = int(path[1])
            entry = self.lists[section][index]
            self.lists[section][index] = without_empty(entry, path[2:]) if len(path) > 2 else _GONE
            if index >= self.counts[section]:
                return
        else:
            self.values = without_empty(self.values, path)
        self.steps.append(RemoveValue(path))

    def matches(self, pattern: tuple[str, ...], value: str) -> list[Steps]:
        """The paths of a pattern, in which ``*`` is any step, that lead to a value."""
        section, *rest = pattern
        if section not in self.lists:
            return [(section, *path) for path in _matches(self.values.get(section), rest, value)]
        inside = tuple(rest[1:])
        return [(section, at, *path) for at, each in self.entries(section) for path in _matches(each, inside, value)]

    def change(self) -> FileChange | None:
        """The changed file; None if nothing has changed."""
        added: list[Step] = [
            AppendEntry(section, entry)
            for section, entries in self.lists.items()
            for entry in entries[self.counts[section] :]
            if entry is not _GONE
        ]
        if not self.steps and not added:
            return None
        text = change_text(self.file.text, self.file.name, [*self.steps, *added])
        return FileChange(self.file, self.file.encode(text)) if text != self.file.text else None


class ArticleFile:
    """An article; only its front matter changes, and its name with its id."""

    def __init__(self, file: OpenFile, identifier: str) -> None:
        self.file, self.id, self.path = file, identifier, file.path
        self.before, self.written, self.after = split_front_matter(file.text)
        values = read_values(self.written, file.name)
        self.values: dict[str, Any] = dict(values) if isinstance(values, Mapping) else {}
        self.steps: list[Step] = []
        self.is_removed = False

    def value(self, path: Steps) -> Any:
        """The value at a path of the front matter; None if there is none."""
        return _value_at(self.values, path)

    def set(self, path: Steps, value: Any) -> None:
        """Set a value in the front matter."""
        self.values = with_value(self.values, path, value)
        self.steps.append(SetValue(path, value))

    def remove(self, path: Steps) -> None:
        """Remove a value of the front matter, or the file."""
        if not path:
            self.is_removed = True
            return
        if self.value(path) is None:
            raise InvalidValueError(f"{self.file.name}: there is no {'.'.join(map(str, path))}", "")
        self.values = without_empty(self.values, path)
        self.steps.append(RemoveValue(path))

    def rename(self, new: str) -> None:
        """Give it another id: in its front matter if it is there, else by the name of its file."""
        target = self.path.with_name(f"{new}{self.path.suffix}")
        if self.values.get("id") is None and not target.exists() and "/" not in new:
            self.path = target
        else:
            self.set(("id",), new)
        self.id = new

    def matches(self, pattern: tuple[str, ...], value: str) -> list[Steps]:
        """The paths of a pattern that lead to a value."""
        return _matches(self.values, pattern, value)

    def changes(self) -> Iterator[FileChange]:
        """The changed file, or the old and the new one."""
        text = self._text() if self.steps else self.file.text
        moved = self.path != self.file.path
        if self.is_removed or moved:
            yield FileChange(self.file, None)
        if moved and not self.is_removed:
            new = OpenFile(self.path, f"{self.file.name.rpartition('/')[0]}/{self.path.name}", None, "")
            yield FileChange(new, self.file.encode(text))
        elif self.steps and not self.is_removed:
            yield FileChange(self.file, self.file.encode(text))

    def _text(self) -> str:
        written = change_text(self.written, self.file.name, self.steps, FrontMatter)
        newline = "\r\n" if "\r\n" in self.file.text else "\n"
        if self.before:
            text = self.before + written + self.after
        elif written.strip():
            text = f"---{newline}{written.replace(chr(10), newline)}---{newline}{self.file.text}"
        else:
            text = self.file.text
        old, _ = parse_article(self.file.text, self.file.path)
        new, _ = parse_article(text, self.file.path)
        if old is not None and (new is None or new.text != old.text):
            raise EditError(f"{self.file.name}: the front matter cannot be changed", "change it in a text editor")
        return text


def _value_at(value: Any, path: Steps) -> Any:
    """The value that a path leads to from another one; None if there is none."""
    for step in path:
        is_there = (
            step in value if isinstance(value, Mapping) else isinstance(value, list) and step in range(len(value))
        )
        if not is_there:
            return None
        value = value[step]
    return value


def _matches(value: Any, pattern: tuple[str, ...] | list[str], wanted: str) -> list[Steps]:
    if not pattern:
        return [()] if isinstance(value, str) and value.strip() == wanted else []
    step, rest = pattern[0], pattern[1:]
    if step != "*":
        inside = value.get(step) if isinstance(value, Mapping) else None
        return [] if inside is None else [(step, *path) for path in _matches(inside, rest, wanted)]
    pairs: Any = value.items() if isinstance(value, Mapping) else enumerate(value) if isinstance(value, list) else ()
    return [(key, *path) for key, each in pairs for path in _matches(each, rest, wanted)]


class ProjectFiles:
    """The files of a project that changes concern, read when they are needed."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self._gazetteers: dict[Path, GazetteerText] = {}
        self._articles: dict[Path, ArticleFile] = {}
        self._added: list[FileChange] = []
        self._found: dict[str, dict[str, tuple[GazetteerText, Steps]]] = {}
        self._accepted: FileChange | None = None

    def gazetteer(self, path: Path) -> GazetteerText:
        """A gazetteer file, which may be a new one."""
        if path not in self._gazetteers:
            opened = open_file(path, self.workspace.root, anywhere=self.workspace.is_one_file)
            self._gazetteers[path] = GazetteerText(opened)
        return self._gazetteers[path]

    def gazetteers(self) -> list[GazetteerText]:
        """All gazetteer files."""
        paths = [*self.workspace.files.values(), *self._gazetteers]
        return [self.gazetteer(path) for path in dict.fromkeys(paths)]

    def _readable(self) -> Iterator[GazetteerText]:
        for path in dict.fromkeys([*self.workspace.files.values(), *self._gazetteers]):
            with suppress(ProjectError):
                yield self.gazetteer(path)

    def map_file(self) -> GazetteerText:
        """The file with the map, or that may have it."""
        files = self.gazetteers()
        named = next((file for file in files if file.values.get("map") is not None), None)
        return named or next(iter(files), None) or self.gazetteer(self.workspace.root / "data" / "locations.yaml")

    def find(self, section: str, identifier: str) -> tuple[GazetteerText, Steps] | None:
        """The file and the path of the entry with an id; None if no file has it.

        Raises:
            ProjectError: a file that may have it cannot be read.
        """
        found = self._index(section).get(identifier)
        if found is None:
            self.gazetteers()
        return found

    def ids(self, section: str) -> Collection[str]:
        """The ids of all entries of a kind in the files that can be read."""
        return self._index(section).keys()

    def ids_changed(self) -> None:
        """Say that entries have other ids than before."""
        self._found.clear()

    def _index(self, section: str) -> dict[str, tuple[GazetteerText, Steps]]:
        if section not in self._found:
            found: dict[str, tuple[GazetteerText, Steps]] = {}
            for file in self._readable():
                for at, entry in file.entries(section):
                    found.setdefault(raw_id(entry, section), (file, (section, at)))
            self._found[section] = found
        return self._found[section]

    def article(self, identifier: str) -> ArticleFile | None:
        """The article with an id."""
        renamed = next((each for each in self._articles.values() if each.id == identifier), None)
        if renamed is not None:
            return renamed
        path = self._paths_of_articles.get(identifier)
        if path is None or path in self._articles:
            return None
        self._articles[path] = ArticleFile(open_file(path, self.workspace.root), identifier)
        return self._articles[path]

    @cached_property
    def _paths_of_articles(self) -> dict[str, Path]:
        by_name = {article.file: article.id for article in self.workspace.articles}
        root = self.workspace.root
        paths = [path for path in article_files(root / "seeds") if not isinstance(path, Finding)]
        named = {str(path.relative_to(root).as_posix()): path for path in paths}
        return {identifier: named[name] for name, identifier in by_name.items() if name in named}

    def article_ids(self) -> set[str]:
        """The ids of all articles."""
        return {each.id for each in self._articles.values()} | {article.id for article in self.workspace.articles}

    def articles_with(self, text: str) -> Iterator[ArticleFile]:
        """The articles whose front matter contains a text."""
        for identifier, path in self._paths_of_articles.items():
            if path in self._articles:
                yield self._articles[path]
            elif text in path.read_text(encoding="utf-8", errors="replace"):
                article = self.article(identifier)
                if article is not None and text in article.written:
                    yield article

    def add(self, name: Path, data: bytes) -> None:
        """Add a file to the project."""
        path = self.workspace.root / name
        if path.exists() or any(each.file.path == path for each in self._added):
            raise InvalidValueError(f"there is a file {echo(name.as_posix())} already", "choose another name")
        self._added.append(FileChange(OpenFile(path, name.as_posix(), None, ""), data))

    def rename_accepted(self, entry: str, new: str) -> None:
        """Follow the new id of an entry in the accepted warnings."""
        path = self.workspace.root / "geomap-baseline.json"
        try:
            opened = self._accepted.file if self._accepted else open_file(path, self.workspace.root)
        except ProjectError:
            return
        if opened.data is None:
            return
        text = (self._accepted.data if self._accepted and self._accepted.data else opened.data).decode(errors="replace")
        old = json.dumps(entry, ensure_ascii=False)
        section = entry.partition("/")[0]
        changed = text.replace(old, json.dumps(f"{section}/{new}", ensure_ascii=False))
        if changed != text:
            self._accepted = FileChange(opened, changed.encode())

    def changes(self) -> tuple[FileChange, ...]:
        """Every file that has changed."""
        texts = [change for file in self._gazetteers.values() if (change := file.change())]
        articles = [change for file in self._articles.values() for change in file.changes()]
        return (*self._added, *texts, *articles, *([self._accepted] if self._accepted else []))


def raw_id(entry: Any, section: str) -> str:
    """The id of a raw entry; empty if it has none."""
    values = with_id(entry, NAME_KEYS[section])
    return str(values.get("id") or "").strip() if isinstance(values, Mapping) else ""
