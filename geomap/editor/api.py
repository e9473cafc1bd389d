"""What the editor's page may ask: each request is a name and JSON, and so is each answer."""

import base64
import binascii
import secrets
import tempfile
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from http import HTTPStatus
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError
from pydantic_core import PydanticCustomError

from geomap._gc import without_collector
from geomap.edit.changes import (
    Add,
    AddArticle,
    AddFile,
    Change,
    EntryId,
    Merge,
    Remove,
    Rename,
    Set,
    SetStatus,
)
from geomap.edit.entry import InvalidValueError
from geomap.edit.ignore import ignoring
from geomap.edit.saving import FileChangedError
from geomap.edit.yaml_edit import read_values
from geomap.editor.forms import forms
from geomap.editor.page import editor_html
from geomap.editor.publishing import commit, differences, publication
from geomap.editor.queue import queue_of
from geomap.editor.reading import article_view, date_in_words, suggestions_for
from geomap.editor.session import ConflictError, Proposal, RefusedError, Session
from geomap.errors import GeomapError
from geomap.findings import ProjectError
from geomap.geocoding.candidates import Candidate
from geomap.geocoding.search import search_offline
from geomap.importing.article import read_new_article, with_front_matter
from geomap.model import DEFAULT_UNCERTAINTY_M, Article, Precision, slug
from geomap.model.position_text import read_position
from geomap.net.http import HttpError

_CHANGES: dict[str, TypeAdapter[Any]] = {
    "add": TypeAdapter(Add),
    "set": TypeAdapter(Set),
    "remove": TypeAdapter(Remove),
    "rename": TypeAdapter(Rename),
    "status": TypeAdapter(SetStatus),
    "merge": TypeAdapter(Merge),
}
MAX_PROPOSALS = 10
OnlineSearch = Callable[[str, Sequence[str]], Sequence[Candidate]]
"""Searches a text with a geocoder; the languages are those of the names."""
Answer = dict[str, Any]


class EditorApi:
    """The editor's answers. One at a time: each may read and change the project."""

    def __init__(self, session: Session, search: OnlineSearch | None = None) -> None:
        self.session, self.search_online = session, search
        self.token = secrets.token_urlsafe(32)
        self._proposals: dict[str, Proposal] = {}
        self._answers: dict[str, Callable[[Mapping[str, Any]], Answer]] = {
            "state": lambda _: self._state(),
            "propose": self._propose,
            "check": self._check,
            "write": self._write,
            "undo": lambda _: self._step(self.session.undo),
            "redo": lambda _: self._step(self.session.redo),
            "article": self._article,
            "suggest": self._suggest,
            "date": lambda given: {"words": date_in_words(_text(given, "edtf"), _text(given, "language"))},
            "search": self._search,
            "queue": lambda _: queue_of(self.session.workspace(), self.session.checked(), self.session.log.left),
            "leave": self._leave,
            "list-again": self._list_again,
            "ignore": self._ignore,
            "new-article": self._new_article,
            "picture": self._picture,
            "differences": lambda _: differences(self.session),
            "publish": lambda _: publication(self.session),
            "commit": lambda given: commit(self.session, _text(given, "message")),
        }

    def page(self) -> bytes:
        """The editor's page."""
        return editor_html()

    def answer(self, name: str, given: Any) -> tuple[HTTPStatus, Answer]:
        """The answer to one request, or why there is none."""
        answer = self._answers.get(name)
        if answer is None or not isinstance(given, Mapping):
            return HTTPStatus.NOT_FOUND, {"error": "there is no such request", "hint": ""}
        with self.session.lock, without_collector():
            try:
                return HTTPStatus.OK, answer(given)
            except (GeomapError, HttpError) as error:
                return _refusal(error)
            except OSError as error:
                found = {"error": error.strerror or str(error), "hint": "check the disk and its permissions"}
                return HTTPStatus.UNPROCESSABLE_ENTITY, found

    def _state(self) -> Answer:
        """Everything that the page shows in lists and forms."""
        session = self.session
        checked, workspace, broken = session.checked(), session.workspace(), session.broken()
        entries: dict[str, list[Any]] = {"places": [], "reports": []}
        info: Any = {}
        for name, path in workspace.files.items():
            values = {} if broken else read_values(path.read_text(encoding="utf-8-sig"), name) or {}
            for section, listed in entries.items():
                listed += [_with_id(each) for each in values.get(section) or () if isinstance(each, dict)]
            info = values.get("map") or info
        return {
            "project": session.root.resolve().name,
            "files": session.files() | {article.file: article.sha256 for article in workspace.articles},
            "broken": broken.as_dict() if broken else None,
            "map": info,
            **entries,
            "articles": [_article_entry(each) for each in workspace.articles],
            "language": workspace.gazetteer.map.language if workspace.gazetteer else "en",
            "languages": workspace.gazetteer.map.offered_languages if workspace.gazetteer else ["en"],
            "counts": Counter(str(one.severity) for one in checked.findings),
            "undo": session.log.to_undo,
            "redo": session.log.to_redo,
            "forms": forms(),
            "precisions": [_precision(each) for each in Precision],
            "online": self.search_online is not None,
        }

    def _propose(self, given: Mapping[str, Any]) -> Answer:
        changes = [_change(each) for each in given.get("changes") or ()]
        return self._keep(self.session.propose(changes, given.get("base"), check=given.get("check") is not False))

    def _check(self, given: Mapping[str, Any]) -> Answer:
        """Check a proposal that was shown at once, because its project is large."""
        proposal = self._proposals.get(_text(given, "proposal"))
        if proposal is None:
            raise InvalidValueError("this change is no longer open", "make it again")
        return self._keep(self.session.check(proposal.change))

    def _keep(self, proposal: Proposal) -> Answer:
        key = secrets.token_hex(8)
        self._proposals[key] = proposal
        for old in list(self._proposals)[:-MAX_PROPOSALS]:
            del self._proposals[old]
        return {"proposal": key, **proposal.as_dict()}

    def _write(self, given: Mapping[str, Any]) -> Answer:
        proposal = self._proposals.pop(_text(given, "proposal"), None)
        if proposal is None:
            raise InvalidValueError("this change is no longer open", "make it again")
        self.session.write(proposal)
        return {"written": proposal.change.summary}

    def _step(self, step: Callable[[], str]) -> Answer:
        return {"summary": step()}

    def _article(self, given: Mapping[str, Any]) -> Answer:
        view = article_view(self.session.workspace(), self.session.checked().atlas, _text(given, "id"))
        self.session.keep_version(view["file"])
        return view

    def _suggest(self, given: Mapping[str, Any]) -> Answer:
        start, end = (int(given.get(key) or 0) for key in ("start", "end"))
        workspace, language = self.session.workspace(), _text(given, "language")
        return suggestions_for(workspace, _text(given, "article"), start, end, language)

    def _search(self, given: Mapping[str, Any]) -> Answer:
        text, places = _text(given, "text"), self.session.workspace().places
        gazetteer = self.session.workspace().gazetteer
        offered = gazetteer.map.offered_languages[1:] if gazetteer else ()
        found = [_candidate(each, offered) for each in search_offline(text, 8, places).candidates]
        notes: list[str] = []
        try:
            position = read_position(text, lambda _: None)
            entry = {"name": "", "coordinates": list(position.coordinates), "uncertainty": position.uncertainty_m}
            found.insert(0, {"label": text, "kind": position.notation, "entry": entry})
        except (PydanticCustomError, GeomapError, ValueError):
            pass
        if self.search_online is not None and given.get("online"):
            try:
                found += [_candidate(each, offered) for each in self.search_online(text, offered)]
            except GeomapError as error:
                notes.append(f"{error}: {error.hint}")
        return {"found": found, "notes": notes}

    def _leave(self, given: Mapping[str, Any]) -> Answer:
        self.session.log.leave(_text(given, "key"))
        return {}

    def _list_again(self, _given: Mapping[str, Any]) -> Answer:
        self.session.log.list_again()
        return {}

    def _ignore(self, given: Mapping[str, Any]) -> Answer:
        """Accept a warning: a comment with the reason in the file."""
        file, code, reason = (_text(given, key) for key in ("file", "code", "reason"))
        change = ignoring(self.session.workspace(), file, int(given["line"]), code, reason)
        return self._keep(self.session.check(change))

    def _new_article(self, given: Mapping[str, Any]) -> Answer:
        """An article that was pasted, dropped or opened by its address."""
        if given.get("data"):
            data = _decoded(given)
            with tempfile.TemporaryDirectory() as folder:
                file = Path(folder) / (Path(_text(given, "name")).name or "article.html")
                file.write_bytes(data)
                new = read_new_article(file, url=given.get("url") or None)
        elif given.get("text"):
            known = {key: given.get(key) for key in ("title", "publisher", "url", "published", "language")}
            name = f"{slug(_text(given, 'title'))[:80] or 'article'}.md"
            return self._keep_article(name, with_front_matter(known, _text(given, "text").strip() + "\n"), ())
        else:
            new = read_new_article(None, url=_text(given, "url"))
        return self._keep_article(new.file, new.text, new.warnings)

    def _keep_article(self, name: str, text: str, warnings: tuple[str, ...]) -> Answer:
        workspace = self.session.workspace()
        taken = {article.id for article in workspace.articles}
        stem, ending, number = Path(name).stem, Path(name).suffix, 2
        while Path(name).stem in taken or (self.session.root / "seeds" / name).exists():
            name, number = f"{stem}-{number}{ending}", number + 1
        proposal = self.session.propose([AddArticle(name, text)])
        return {**self._keep(proposal), "article": Path(name).stem, "warnings": list(warnings)}

    def _picture(self, given: Mapping[str, Any]) -> Answer:
        """A picture of a report: its file next to the gazetteer, and its entry under ``media``."""
        report = next((each for each in self.session.workspace().reports if each.id == given.get("report")), None)
        if report is None:
            raise InvalidValueError("choose a report first", "")
        name = Path(_text(given, "name")).name
        stem, ending = slug(Path(name).stem) or "picture", Path(name).suffix.lower()
        folder = self.session.workspace().files[report.at().file].parent
        file, number = f"media/{stem}{ending}", 2
        while (folder / file).exists():
            file, number = f"media/{stem}-{number}{ending}", number + 1
        texts = {key: given.get(key) for key in ("alt", "credit", "license", "caption", "source") if given.get(key)}
        values = {"file": file, **texts, **({"graphic": True} if given.get("graphic") else {})}
        entry = EntryId("report", report.id)
        changes: list[Change] = [AddFile(file, _decoded(given)), Set(entry, ("media", len(report.media)), values)]
        return self._keep(self.session.propose(changes, given.get("base")))


def _refusal(error: Exception) -> tuple[HTTPStatus, Answer]:
    """Why there is no answer, with both versions of a file or with the findings."""
    answer: Answer = {"error": str(error), "hint": str(getattr(error, "hint", "") or "")}
    if isinstance(error, ConflictError):
        both = {"name": error.name, "theirs": error.theirs, "yours": error.yours}
        return HTTPStatus.CONFLICT, {**answer, "conflict": both}
    if isinstance(error, FileChangedError):
        return HTTPStatus.CONFLICT, {**answer, "hint": "the page shows it now; try again"}
    if isinstance(error, RefusedError | ProjectError):
        answer["findings"] = [each.as_dict() for each in error.findings]
    return HTTPStatus.UNPROCESSABLE_ENTITY, answer


def _change(given: Any) -> Change:
    """A change from JSON."""
    kind = given.get("do") if isinstance(given, Mapping) else None
    adapter = _CHANGES.get(str(kind))
    if adapter is None:
        raise InvalidValueError("there is no such change", "reload the page")
    try:
        change: Change = adapter.validate_python({key: value for key, value in given.items() if key != "do"})
    except ValidationError as error:
        first = error.errors()[0]
        raise InvalidValueError(f"{'.'.join(map(str, first['loc']))}: {first['msg']}", "reload the page") from None
    return change


def _text(given: Mapping[str, Any], key: str) -> str:
    value = given.get(key)
    return value if isinstance(value, str) else ""


def _decoded(given: Mapping[str, Any]) -> bytes:
    try:
        return base64.b64decode(_text(given, "data"), validate=True)
    except binascii.Error:
        raise InvalidValueError("the file did not arrive whole", "drop it again") from None


def _with_id(entry: dict[str, Any]) -> dict[str, Any]:
    """The raw entry with the id that it has, given or made."""
    name = entry.get("name", entry.get("title"))
    return entry if entry.get("id") or not isinstance(name, str) else {**entry, "id": slug(name)}


def _article_entry(article: Article) -> Answer:
    """An article in the list, with its front matter as written."""
    head = article.front_matter
    values = head.model_dump(mode="json", exclude_unset=True, exclude={"published", "accessed"})
    dates = (("published", head.published), ("accessed", head.accessed))
    values |= {key: date.edtf for key, date in dates if date}
    return {"id": article.id, "title": article.title, "file": article.file, "values": values}


def _precision(each: Precision) -> Answer:
    return {"id": str(each), "radius": DEFAULT_UNCERTAINTY_M[each]}


def _candidate(found: Candidate, languages: Sequence[str]) -> Answer:
    return {"label": found.address, "kind": found.kind, "entry": found.entry(languages)}
