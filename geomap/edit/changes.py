"""Changes of a project: add, set, remove, rename, merge, change a status. Nothing is written.

A change names entries and keys, not lines. Which keys there are, their order, and which of them hold the id of another
entry is what the models say.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from geomap.edit.entry import InvalidValueError, Workspace, choose_file, clean, unused_id
from geomap.edit.entry_model import annotation_at, arms, inner, read_text_value, reference_paths
from geomap.edit.files import ArticleFile, GazetteerText, ProjectFiles, raw_id
from geomap.edit.saving import ProjectChange
from geomap.findings import echo, nearest
from geomap.model import FrontMatter, GazetteerFile, slug

Kind = Literal["map", "place", "report", "article"]
SECTIONS: dict[Kind, str] = {"place": "places", "report": "reports"}
_FileModel = type[GazetteerFile] | type[FrontMatter]
_MOST_NAMED = 3  # entries in a message
_ID_KEYS = {"id", "name", "title"}
NAME_KEYS: dict[Kind, str] = {"place": "name", "report": "title"}


@dataclass(frozen=True)
class EntryId:
    """An entry of the project; ``id`` is empty for the map."""

    kind: Kind
    id: str = ""

    def __str__(self) -> str:
        return f"{self.kind} {self.id}".rstrip()


@dataclass(frozen=True)
class Add:
    """Add a place or a report; without an id it gets a free one. ``file`` is the gazetteer file, if not the usual."""

    kind: Kind
    values: Mapping[str, Any]
    file: Path | None = None


@dataclass(frozen=True)
class Set:
    """Set a key of an entry, such as ``names.ru`` or ``evidence.0.quote``, to a value; an empty one removes it."""

    entry: EntryId
    path: tuple[str | int, ...]
    value: Any


@dataclass(frozen=True)
class Remove:
    """Remove a key of an entry, or the entry if there is no path. An article's file is deleted."""

    entry: EntryId
    path: tuple[str | int, ...] = ()


@dataclass(frozen=True)
class Rename:
    """Give an entry another id; all references follow, and links to the former id keep working."""

    entry: EntryId
    id: str
    redirect: bool = True


@dataclass(frozen=True)
class SetStatus:
    """Give a report another status; the former one goes into its history.

    ``since`` is when the new status began, in EDTF; ``former_since`` when the former one did, if the report does not
    state that.
    """

    report: str
    status: str
    reason: str
    since: str | None = None
    former_since: str | None = None


@dataclass(frozen=True)
class Merge:
    """Merge a place into another: references follow, its names become aliases, and it is removed."""

    place: str
    into: str


@dataclass(frozen=True)
class AddArticle:
    """Add an article: its file in ``seeds/`` with this whole text."""

    file: str
    text: str


@dataclass(frozen=True)
class AddFile:
    """Add a file next to the gazetteer, such as a picture or an outline."""

    file: str
    data: bytes


Change = Add | Set | Remove | Rename | SetStatus | Merge | AddArticle | AddFile


def find_entry(workspace: Workspace, name: str) -> EntryId:
    """The entry that a text names: its id, with its kind before it where several have the id (``place:fort``).

    Raises:
        InvalidValueError: no entry, or more than one, has this id.
    """
    known: dict[Kind, Collection[str]] = {
        "place": {place.id for place in workspace.places},
        "report": {report.id for report in workspace.reports},
        "article": {article.id for article in workspace.articles},
    }
    if name == "map":
        return EntryId("map")
    prefix, _, rest = name.partition(":")
    kinds = [kind for kind, ids in known.items() if name in ids or (prefix == kind and rest in ids)]
    if len(kinds) > 1:
        named = ", ".join(f"{kind}:{name}" for kind in kinds)
        raise InvalidValueError(f'"{echo(name)}" is the id of several entries', f"write one of {named}")
    if not kinds:
        hint = nearest(name, [each for ids in known.values() for each in ids]) or "write the id of a place or a report"
        raise InvalidValueError(f'there is no entry with the id "{echo(name)}"', hint)
    return EntryId(kinds[0], name if name in known[kinds[0]] else rest)


def read_assignment(entry: EntryId, key: str, text: str) -> Set:
    """A key such as ``names.ru`` set to the value that a text stands for there.

    >>> read_assignment(EntryId("place", "fort"), "uncertainty", "300").value
    300
    """
    path = path_of(key)
    return Set(entry, path, read_text_value(annotation_at(*_model_of(entry, path)), text.strip()))


def path_of(key: str) -> tuple[str | int, ...]:
    """A key with full stops as a path: ``evidence.0.quote`` is the quote of the first piece of evidence."""
    return tuple(int(step) if step.isdecimal() and step.isascii() else step for step in key.split("."))


def _model_of(entry: EntryId, path: tuple[str | int, ...]) -> tuple[_FileModel, tuple[str | int, ...]]:
    """The model of the file of an entry, and the path of a key in it."""
    if entry.kind == "article":
        return FrontMatter, path
    return GazetteerFile, ("map", *path) if entry.kind == "map" else (SECTIONS[entry.kind], 0, *path)


def change_project(workspace: Workspace, changes: Sequence[Change]) -> ProjectChange:
    """The files of a project after several changes, one after the other.

    Raises:
        InvalidValueError: an entry does not exist, an id is taken, or a value cannot be written.
        ProjectError: a file cannot be read.
        EditError: a file is written in a way in which the change would change something else.
    """
    making = _Making(workspace, ProjectFiles(workspace))
    for change in changes:
        making.make(change)
    return ProjectChange(making.files.changes(), "; ".join(dict.fromkeys(making.summary)), tuple(making.added))


@dataclass
class _Making:
    """The changes so far."""

    workspace: Workspace
    files: ProjectFiles
    summary: list[str] = field(default_factory=list)
    added: list[tuple[str, str]] = field(default_factory=list)

    def make(self, change: Change) -> None:
        """Make one change."""
        match change:
            case Add():
                self._add(change)
            case Set():
                self._set(change.entry, change.path, clean(change.value))
                self._note(f"{change.entry}: {_shown(change.path)}")
            case Remove():
                self._remove(change)
            case Rename():
                self._rename(change.entry, change.id.strip(), redirect=change.redirect)
            case SetStatus():
                self._set_status(change)
            case Merge():
                self._merge(change.place, change.into)
            case AddArticle():
                self.files.add(Path("seeds") / change.file, change.text.encode())
                self._note(f"article {Path(change.file).stem}")
            case AddFile():
                self.files.add(Path("data") / change.file, change.data)
                self._note(f"file {change.file}")
        if not isinstance(change, SetStatus | Set) or (isinstance(change, Set) and change.path[0] in _ID_KEYS):
            self.files.ids_changed()

    def _note(self, text: str) -> None:
        self.summary.append(text)

    def _add(self, change: Add) -> None:
        values = {key: clean(value) for key, value in change.values.items()}
        values = {key: value for key, value in values.items() if value not in (None, "", [], {})}
        name_key = NAME_KEYS[change.kind]
        if not isinstance(values.get(name_key), str):
            raise InvalidValueError(f'"{name_key}" is missing', f"add {name_key}:")
        taken = self.files.ids(SECTIONS[change.kind])
        if "id" not in values:
            values["id"] = unused_id(taken, values[name_key])
        elif values["id"] in taken:
            raise _taken(EntryId(change.kind, str(values["id"])))
        file = change.file or choose_file(self.workspace, "place" if change.kind == "place" else "report")
        self.files.gazetteer(file).append(SECTIONS[change.kind], in_order(change.kind, values))
        added = EntryId(change.kind, str(values["id"]))
        self.added.append((added.kind, added.id))
        self._note(str(added))

    def _set(self, entry: EntryId, path: tuple[str | int, ...], value: Any) -> None:
        """Set a key; an entry whose id is made from its name keeps that id under another name."""
        place = self._find(entry)
        if not path:
            raise InvalidValueError(f"{entry}: which key?", "name a key, such as note")
        if annotation_at(place.model, (*place.path, *path)) is None:
            raise InvalidValueError(f'{entry} has no key "{echo(_shown(path))}"', place.advice(path))
        if value in (None, "", [], {}) and not place.takes_null(path):
            if place.file.value((*place.path, *path)) is not None:
                place.remove(path)
            return
        place.check_indices(path, entry)
        if path == (NAME_KEYS.get(entry.kind),) and place.entry.get("id") is None:
            place.set(("id",), entry.id)
        place.set(path, value)

    def _remove(self, change: Remove) -> None:
        place = self._find(change.entry)
        if change.path and place.file.value((*place.path, *change.path)) is None:
            message = f'{change.entry} has no "{echo(_shown(change.path))}"'
            raise InvalidValueError(message, place.advice_on_present(change.path))
        if change.path:
            place.remove(change.path)
        elif change.entry.kind == "map":
            raise InvalidValueError("the map cannot be removed", "name one of its keys, such as map summary")
        else:
            self._check_unused(change.entry)
            place.remove(())
        self._note(f"{change.entry}: {_shown(change.path)}" if change.path else f"remove {change.entry}")

    def _check_unused(self, entry: EntryId) -> None:
        """An entry that others refer to is not removed."""
        users: dict[str, None] = {}
        for file in self.files.gazetteers():
            for pattern in reference_paths(GazetteerFile, entry.kind):
                users |= dict.fromkeys(_owner_of(file, path) for path in file.matches(pattern, entry.id))
        for article in self.files.articles_with(entry.id):
            if any(article.matches(pattern, entry.id) for pattern in reference_paths(FrontMatter, entry.kind)):
                users[f"article {article.id}"] = None
        users.pop(str(entry), None)
        if users:
            more = f" and {len(users) - _MOST_NAMED} more" if len(users) > _MOST_NAMED else ""
            message = f"{entry} is referred to by {', '.join(list(users)[:_MOST_NAMED])}{more}"
            raise InvalidValueError(message, "change or remove these first")

    def _rename(self, entry: EntryId, new: str, *, redirect: bool) -> None:
        if entry.kind == "map":
            raise InvalidValueError("the map has no id", "set its title: geomap set map title=…")
        place = self._find(entry)
        if not new:
            raise InvalidValueError("the new id is empty", "write an id, such as old-fort")
        if new == entry.id:
            return
        known = self.files.article_ids() if entry.kind == "article" else self.files.ids(SECTIONS[entry.kind])
        if new in known:
            raise _taken(EntryId(entry.kind, new))
        if isinstance(place.file, ArticleFile):
            place.file.rename(new)
        else:
            place.set(("id",), new)
        self._refer(entry.kind, entry.id, new)
        if redirect and entry.kind != "article":
            self._redirect(entry.id, new)
        self.files.rename_accepted(f"{SECTIONS.get(entry.kind, 'articles')}/{entry.id}", new)
        self._note(f"rename {entry} to {new}")

    def _redirect(self, old: str, new: str) -> None:
        """Let links to the former id lead to the new one."""
        info = self._find(EntryId("map"))
        if (info.entry.get("redirects") or {}).get(new) is not None:
            info.remove(("redirects", new))
        info.set(("redirects", old), new)

    def _refer(self, kind: str, old: str, new: str) -> None:
        """Write the new id wherever the old one is referred to."""
        for file in self.files.gazetteers():
            for pattern in reference_paths(GazetteerFile, kind):
                for path in file.matches(pattern, old):
                    file.set(path, new)
        patterns = reference_paths(FrontMatter, kind)
        for article in self.files.articles_with(old) if patterns else ():
            for pattern in patterns:
                for path in article.matches(pattern, old):
                    article.set(path, new)

    def _set_status(self, change: SetStatus) -> None:
        entry = EntryId("report", change.report)
        place = self._find(entry)
        report = place.entry
        if change.status == report.get("status"):
            raise InvalidValueError(f"{entry} is {change.status} already", "set status_reason to change its reason")
        began = change.former_since or report.get("status_since")
        if not began:
            message = f"{entry} does not say since when it is {report.get('status')}"
            raise InvalidValueError(message, "give the date when its former status began")
        former = {"date": began, "status": report.get("status"), "reason": report.get("status_reason")}
        history = report.get("history") or []
        self._set(entry, ("history", len(history)), clean({key: each for key, each in former.items() if each}))
        self._set(entry, ("status",), clean(change.status))
        self._set(entry, ("status_reason",), clean(change.reason))
        self._set(entry, ("status_since",), clean(change.since))
        self._note(f"{entry}: {change.status}")

    def _merge(self, gone: str, kept: str) -> None:
        if gone == kept:
            raise InvalidValueError("a place cannot be merged into itself", "choose another place")
        place, into = self._find(EntryId("place", gone)), self._find(EntryId("place", kept))
        names = _all_names(into.entry)
        more = [name for name in _all_names(place.entry) if name not in names]
        if into.entry.get("part_of") == gone:
            self._set(EntryId("place", kept), ("part_of",), place.entry.get("part_of"))
        if more:
            into.set(("aliases",), [*(into.entry.get("aliases") or []), *more])
        self._refer("place", gone, kept)
        place.remove(())
        self._redirect(gone, kept)
        self._note(f"merge place {gone} into {kept}")

    def _find(self, entry: EntryId) -> "_Located":
        if entry.kind == "map":
            return _Located(self.files.map_file(), ("map",), GazetteerFile)
        if entry.kind == "article":
            article = self.files.article(entry.id)
            if article is None:
                raise _unknown(entry, self.files.article_ids())
            return _Located(article, (), FrontMatter)
        found = self.files.find(SECTIONS[entry.kind], entry.id)
        if found is None:
            raise _unknown(entry, self.files.ids(SECTIONS[entry.kind]))
        return _Located(*found, GazetteerFile)


@dataclass(frozen=True)
class _Located:
    """An entry in its file."""

    file: GazetteerText | ArticleFile
    path: tuple[str | int, ...]
    model: _FileModel

    @property
    def entry(self) -> Mapping[str, Any]:
        """Its raw keys and values."""
        value = self.file.value(self.path)
        return value if isinstance(value, Mapping) else {}

    def set(self, path: tuple[str | int, ...], value: Any) -> None:
        """Set a key of it."""
        self.file.set((*self.path, *path), value)

    def remove(self, path: tuple[str | int, ...]) -> None:
        """Remove a key of it, or all of it."""
        self.file.remove((*self.path, *path))

    def advice(self, path: tuple[str | int, ...]) -> str:
        """What the format has in place of the first step of a path that it does not have."""
        types = [annotation_at(self.model, (*self.path, *path[:at])) for at in range(len(path))]
        at = max(at for at, each in enumerate(types) if each is not None)
        known = [key for arm in arms(types[at]) for key in getattr(arm, "model_fields", {})]
        parent = _shown(path[:at])
        if known:
            return nearest(str(path[at]), known) or f"the keys{parent and f' of {parent}'} are {', '.join(known)}"
        if inner(types[at], 0):
            return f"{parent} is a list: write the number of an entry after it, as in {parent}.0"
        return (
            f"write a key after it, as in {parent}.KEY" if inner(types[at], "a") else f"set the whole value: {parent}=…"
        )

    def advice_on_present(self, path: tuple[str | int, ...]) -> str:
        """What the entry has in place of the first step of a path that it does not have."""
        value: Any = self.entry
        for at, step in enumerate(path):
            parent = _shown(path[:at])
            if isinstance(value, Mapping) and step in value:
                value = value[step]
            elif isinstance(value, Mapping):
                present = [str(key) for key in value]
                return nearest(str(step), present) or f"the keys{parent and f' of {parent}'} are {', '.join(present)}"
            elif isinstance(value, list) and isinstance(step, int) and step < len(value):
                value = value[step]
            elif isinstance(value, list):
                return f"{parent} has {_entries_of(value, parent)}"
            else:
                return f"remove the whole value: {parent}"
        return ""

    def check_indices(self, path: tuple[str | int, ...], entry: EntryId) -> None:
        """A list has no gaps: the next entry is the first new one."""
        value: Any = self.entry
        for at, step in enumerate(path):
            if isinstance(step, int):
                present = value if isinstance(value, list) else []
                if step > len(present):
                    parent = _shown(path[:at])
                    message = f"{entry}: {parent} has {_entries_of(present, parent)}"
                    required = self._required((*path[:at], 0))
                    also = f", with {', '.join(required)}" if required else ""
                    raise InvalidValueError(message, f"write {parent}.{len(present)} for a new entry{also}")
                value = present[step] if step < len(present) else None
            else:
                value = value.get(step) if isinstance(value, Mapping) else None

    def _required(self, path: tuple[str | int, ...]) -> list[str]:
        """The keys that the value at a path must have."""
        fields = [
            field
            for arm in arms(annotation_at(self.model, (*self.path, *path)))
            for field in getattr(arm, "model_fields", {}).items()
        ]
        return [key for key, field in fields if field.is_required()]

    def takes_null(self, path: tuple[str | int, ...]) -> bool:
        """Whether ``null`` says something there, as in ``link`` of an article."""
        return isinstance(self.file, ArticleFile) and len(path) == 2 and path[0] == "link"


def _entries_of(values: Sequence[Any], path: str) -> str:
    """How many entries a list has, and what they are called."""
    if len(values) < 2:
        return f"1 entry, {path}.0" if values else "no entries"
    return f"{len(values)} entries, {path}.0 to {path}.{len(values) - 1}"


def _owner_of(file: GazetteerText, path: tuple[str | int, ...]) -> str:
    """The entry that a path of a gazetteer file is in, as a message names it."""
    section = str(path[0])
    kind = next((kind for kind, name in SECTIONS.items() if name == section), None)
    return f"{kind} {raw_id(file.value(path[:2]), section)}" if kind else section


def in_order(kind: Kind, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values with the keys in the order of the format."""
    keys = annotation_at(GazetteerFile, (SECTIONS[kind], 0)).model_fields
    known = [key for key in keys if key in values]
    return {key: values[key] for key in [*known, *(key for key in values if key not in keys)]}


def _all_names(place: Mapping[str, Any]) -> list[str]:
    names = place.get("names")
    translated = names.values() if isinstance(names, Mapping) else ()
    return [str(name) for name in (place.get("name"), *translated, *(place.get("aliases") or ())) if name]


def _shown(path: Iterable[str | int]) -> str:
    return ".".join(map(str, path))


def _taken(entry: EntryId) -> InvalidValueError:
    return InvalidValueError(f'the id "{echo(entry.id)}" is taken by another {entry.kind}', "choose another id")


def _unknown(entry: EntryId, known: Iterable[str]) -> InvalidValueError:
    hint = nearest(entry.id, known) or nearest(slug(entry.id), known)
    return InvalidValueError(f'there is no {entry.kind} "{echo(entry.id)}"', hint)
