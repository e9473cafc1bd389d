"""Random sequences of every kind of change give what the same changes by hand would give, and undo gives it back."""

import base64
import copy
import io
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http import HTTPStatus
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, event, given
from hypothesis import strategies as st
from PIL import Image
from properties import examples

from geomap import project
from geomap.editor.api import EditorApi
from geomap.editor.session import Session
from geomap.findings import errors
from geomap.read.yaml.nodes import read_yaml

PLACES = """\
# The places, kept by hand
places:
  - id: fort          # the old one
    name: Fort
    aliases: [the citadel]
    coordinates: [55.728, 37.588]
    precision: building
    part_of: town

  - {id: mill, name: Mill, names: {ru: Мельница}, coordinates: [55.9, 37.9], precision: street, part_of: fort}
  # Not yet visited
  - id: tower
    name: 'Tower'
    coordinates: "55.8, 37.7"
    precision: street
  - id: town
    name: Town
    coordinates: [55.7, 37.6]
    precision: city
"""
REPORTS = """\
map:
  title: A map   # and its title
reports:
- id: radar
  title: A radar
  place: fort
  status: unconfirmed
  status_reason: One witness.   # by phone
  status_since: 2023-01-19
  evidence:
  - {article: roofs, quote: a radar was seen}

- id: second   # the other one
  title: "Another: radar"
  place: mill
  status: confirmed
  status_since: 2023-01-20
  status_reason: >-
    A picture,
    and a witness.
  see_also: [radar]
  evidence:
  - article: roofs
    quote: The Mill had a radar
- id: third
  title: A third one
  status: unconfirmed
  status_since: 2023-01-21
  status_reason: Said so.
"""
ARTICLE = """\
---
title: Roofs   # of houses
link: {Citadel: fort}
---
At the Fort a radar was seen. The Mill had a radar too, people say.
"""
TEXTS = ["New", "a: b", "- x", "it's", '"', "#no", "yes", "Ёж\nand more", "*p"]
KINDS = [
    "add place", "add report", "set place", "set report", "unset", "move", "status", "remove report", "remove place",
    "rename place", "rename report", "rename article", "front matter", "merge", "bulk", "picture", "undo", "undo",
    "redo",
]  # fmt: skip
Values = dict[str, Any]


def picture() -> str:
    """A small picture as a browser sends it."""
    file = io.BytesIO()
    Image.new("RGB", (4, 3), "red").save(file, "PNG")
    return base64.b64encode(file.getvalue()).decode()


PICTURE = picture()


def values_of(root: Path) -> Values:
    """The values of all files."""
    found: Values = {"map": {}, "places": [], "reports": [], "articles": {}}
    for path in sorted((root / "data").glob("*.yaml")):
        values = read_yaml(path.read_text(encoding="utf-8"), path.name).value or {}
        found["map"] |= values.get("map") or {}
        for section in ("places", "reports"):
            found[section] += values.get(section) or []
    for path in (root / "seeds").glob("*.md"):
        found["articles"][path.stem] = read_yaml(path.read_text(encoding="utf-8").split("---\n")[1], path.name).value
    return found


def bytes_of(root: Path) -> dict[str, bytes]:
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for folder in ("data", "seeds")
        for path in sorted((root / folder).rglob("*"))
        if path.is_file()
    }


class ByHand:
    """The same changes of the values, as simply as possible."""

    def __init__(self, values: Values) -> None:
        self.values = values

    def entry(self, section: str, identifier: str) -> Values:
        return next(each for each in self.values[section] if each["id"] == identifier)

    def drop(self, section: str, identifier: str) -> None:
        self.values[section] = [each for each in self.values[section] if each["id"] != identifier]

    def redirects(self) -> Values:
        return self.values["map"].get("redirects", {})

    def refers(self, identifier: str) -> bool:
        """Whether something refers to a place or a report."""
        links = [each.get("link", {}) for each in self.values["articles"].values()]
        return (
            any(identifier == each.get("part_of") for each in self.values["places"])
            or any(identifier in {each.get("place"), *each.get("see_also", [])} for each in self.values["reports"])
            or any(identifier in each.values() for each in (self.redirects(), *links))
        )

    def around(self, place: str) -> list[str]:
        """The places that a place is part of, the smallest first."""
        larger = self.entry("places", place).get("part_of")
        return [larger, *self.around(larger)] if larger else []

    def replace(self, old: str, new: str) -> None:
        """Another id wherever a place or a report is referred to, and a redirect."""
        for place in self.values["places"]:
            if place.get("part_of") == old:
                place["part_of"] = new
        for report in self.values["reports"]:
            if report.get("place") == old:
                report["place"] = new
            if "see_also" in report:
                report["see_also"] = [new if each == old else each for each in report["see_also"]]
        for article in self.values["articles"].values():
            if "link" in article:
                article["link"] = {name: new if each == old else each for name, each in article["link"].items()}
        known = {name: new if each == old else each for name, each in self.redirects().items() if name != new}
        self.values["map"]["redirects"] = {**known, old: new}

    def merge(self, gone: str, kept: str) -> None:
        place, into = self.entry("places", gone), self.entry("places", kept)
        names, more = all_names(into), all_names(place)
        if into.get("part_of") == gone:
            into.pop("part_of")
            if place.get("part_of"):
                into["part_of"] = place["part_of"]
        if new := [name for name in more if name not in names]:
            into["aliases"] = [*into.get("aliases", []), *new]
        self.drop("places", gone)
        self.replace(gone, kept)

    def rename_article(self, old: str, new: str) -> None:
        self.values["articles"][new] = self.values["articles"].pop(old)
        for report in self.values["reports"]:
            for evidence in report.get("evidence", []):
                if evidence["article"] == old:
                    evidence["article"] = new


def all_names(place: Values) -> list[str]:
    return [place["name"], *place.get("names", {}).values(), *place.get("aliases", [])]


class Editing:
    """A project in the editor, and its values by hand with what they were before."""

    def __init__(self, root: Path, pick: Callable[[list[Any]], Any]) -> None:
        self.root, self.pick = root, pick
        self.api = EditorApi(Session(root))
        self.hand = ByHand(values_of(root))
        self.past: list[tuple[Values, dict[str, bytes]]] = []
        self.future: list[tuple[Values, dict[str, bytes]]] = []
        self.count = 0

    def ask(self, name: str, given: Values) -> tuple[HTTPStatus, Values]:
        return self.api.answer(name, given)

    def make(self, *changes: Values) -> None:
        _, state = self.ask("state", {})
        self.write(self.ask("propose", {"changes": list(changes), "base": state["files"]}))

    def refused(self, change: Values) -> None:
        before = bytes_of(self.root)
        assert self.ask("propose", {"changes": [change]})[0] != HTTPStatus.OK
        assert bytes_of(self.root) == before

    def write(self, proposed: tuple[HTTPStatus, Values]) -> None:
        status, proposal = proposed
        assert status == HTTPStatus.OK, proposal
        status, answer = self.ask("write", {"proposal": proposal["proposal"]})
        assert status == HTTPStatus.OK, answer

    def step(self, kind: str) -> None:
        """One change, made in the editor and by hand."""
        before, data = copy.deepcopy(self.hand.values), bytes_of(self.root)
        if kind in {"undo", "redo"}:
            self.travel(kind, (before, data))
        elif getattr(self, kind.replace(" ", "_"))():
            event(kind)
            self.past.append((before, data))
            self.future.clear()
        assert values_of(self.root) == without_nothing(self.hand.values)

    def travel(self, kind: str, now: tuple[Values, dict[str, bytes]]) -> None:
        source, target = (self.past, self.future) if kind == "undo" else (self.future, self.past)
        status, answer = self.ask(kind, {})
        if not source:
            assert status != HTTPStatus.OK
            return
        assert status == HTTPStatus.OK, answer
        target.append(now)
        self.hand.values, data = source.pop()
        assert bytes_of(self.root) == data
        event(kind)

    def new(self, text: str) -> str:
        self.count += 1
        return f"{text}-{self.count}"

    def place(self) -> str:
        return self.pick([each["id"] for each in self.hand.values["places"]])

    def report(self) -> str:
        return self.pick([each["id"] for each in self.hand.values["reports"]])

    def line(self) -> str:
        return self.pick(TEXTS).partition("\n")[0]

    def add_place(self) -> bool:
        name = self.new("Place")
        values = {"name": name, "coordinates": [50.5, 30.25], "precision": "street", "note": self.pick(TEXTS)}
        self.make({"do": "add", "kind": "place", "values": values})
        self.hand.values["places"].append({**values, "id": name.lower()})
        return True

    def add_report(self) -> bool:
        title = self.new("Report")
        values = {"title": title, "status": "refuted", "status_reason": self.pick(TEXTS), "status_since": "2023-02-01"}
        values["place"] = self.place()
        self.make({"do": "add", "kind": "report", "values": values})
        self.hand.values["reports"].append({**values, "id": title.lower()})
        return True

    def set_place(self) -> bool:
        return self.set("place", self.place(), self.pick(["note", "name"]), self.line())

    def set_report(self) -> bool:
        return self.set("report", self.report(), self.pick(["system", "title", "status_reason"]), self.line())

    def unset(self) -> bool:
        kind, key = self.pick([("place", "part_of"), ("report", "system"), ("report", "place")])
        identifier = self.place() if kind == "place" else self.report()
        return key in self.hand.entry(f"{kind}s", identifier) and self.set(kind, identifier, key, None)

    def set(self, kind: str, identifier: str, key: str, value: str | None) -> bool:
        entry = self.hand.entry(f"{kind}s", identifier)
        if entry.get(key) == value:
            return False
        self.make(put(kind, identifier, key, value))
        if value is None:
            entry.pop(key)
        else:
            entry[key] = value
        return True

    def move(self) -> bool:
        place, where = self.place(), {"coordinates": [51.25, 31.5], "precision": "district", "uncertainty": 2500}
        entry = self.hand.entry("places", place)
        if all(entry.get(key) == value for key, value in where.items()):
            return False
        self.make(*(put("place", place, key, value) for key, value in where.items()))
        entry.update(where)
        return True

    def status(self) -> bool:
        report, reason, since = self.report(), self.pick(TEXTS), "2023-03-01"
        entry = self.hand.entry("reports", report)
        status = "refuted" if entry["status"] == "unconfirmed" else "unconfirmed"
        change = {"report": report, "status": status, "reason": reason, "since": since, "former_since": None}
        self.make({"do": "status", **change})
        former = {"date": entry["status_since"], "status": entry["status"], "reason": entry["status_reason"]}
        entry.update(status=status, status_reason=reason, status_since=since)
        entry.setdefault("history", []).append(former)
        return True

    def remove_place(self) -> bool:
        return self.remove("place", self.place())

    def remove_report(self) -> bool:
        return self.remove("report", self.report())

    def remove(self, kind: str, identifier: str) -> bool:
        """Remove an entry; one that something refers to is not removed."""
        change = {"do": "remove", "entry": {"kind": kind, "id": identifier}, "path": []}
        if self.hand.refers(identifier):
            self.refused(change)
            return False
        if len(self.hand.values[f"{kind}s"]) == 1:
            return False
        self.make(change)
        self.hand.drop(f"{kind}s", identifier)
        return True

    def rename_place(self) -> bool:
        return self.rename("place", self.place())

    def rename_report(self) -> bool:
        return self.rename("report", self.report())

    def rename(self, kind: str, identifier: str) -> bool:
        new = self.new(kind)
        self.make({"do": "rename", "entry": {"kind": kind, "id": identifier}, "id": new})
        self.hand.entry(f"{kind}s", identifier)["id"] = new
        self.hand.replace(identifier, new)
        return True

    def rename_article(self) -> bool:
        [article], new = self.hand.values["articles"], self.new("article")
        self.make({"do": "rename", "entry": {"kind": "article", "id": article}, "id": new})
        self.hand.rename_article(article, new)
        return True

    def front_matter(self) -> bool:
        [article], publisher = self.hand.values["articles"], self.new("Publisher")
        self.make(put("article", article, "publisher", publisher))
        self.hand.values["articles"][article]["publisher"] = publisher
        return True

    def merge(self) -> bool:
        place, other = self.place(), self.place()
        if place == other:
            return False
        change = {"do": "merge", "place": place, "into": other}
        if place in self.hand.around(other)[1:]:  # what is between them would be part of itself
            self.refused(change)
            return False
        self.make(change)
        self.hand.merge(place, other)
        return True

    def bulk(self) -> bool:
        value = self.new("System")
        self.make(*(put("report", each["id"], "system", value) for each in self.hand.values["reports"]))
        for each in self.hand.values["reports"]:
            each["system"] = value
        return True

    def picture(self) -> bool:
        report, name, texts = (
            self.report(),
            self.new("roof"),
            {"alt": self.line(), "credit": "Me", "license": "CC0-1.0"},
        )
        self.write(self.ask("picture", {"report": report, "name": f"{name}.png", "data": PICTURE, **texts}))
        media = self.hand.entry("reports", report).setdefault("media", [])
        media.append({"file": f"media/{name}.png", **texts})
        return True


def put(kind: str, identifier: str, key: str, value: Any) -> Values:
    return {"do": "set", "entry": {"kind": kind, "id": identifier}, "path": [key], "value": value}


def without_nothing(values: Values) -> Values:
    return {**values, "map": {key: each for key, each in values["map"].items() if each != {}}}


@contextmanager
def editing(pick: Callable[[list[Any]], Any]) -> Iterator[Editing]:
    """A project of its own, also for the log of the session."""
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_STATE_HOME", os.path.join(folder, "state"))  # noqa: PTH118
        root = Path(folder) / "project"
        for name, text in {"data/a.yaml": PLACES, "data/b.yaml": REPORTS, "seeds/roofs.md": ARTICLE}.items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text(text, encoding="utf-8")
        yield Editing(root, pick)


@given(st.lists(st.sampled_from(KINDS), min_size=1, max_size=12), st.data())
@examples(0.25, accepted=tuple(HealthCheck))
def test_random_sequences_give_what_the_same_changes_by_hand_give(kinds: list[str], data: Any) -> None:
    with editing(lambda choices: data.draw(st.sampled_from(choices))) as edited:
        first = bytes_of(edited.root)
        for kind in kinds:
            edited.step(kind)
        assert not errors(project.check(edited.root).findings)
        last = bytes_of(edited.root)
        texts = "".join(
            text.decode() for name, text in last.items() if name.startswith("data/") and "media" not in name
        )
        for comment in ("# The places, kept by hand", "  # and its title"):
            assert comment in texts
        restarted = EditorApi(Session(edited.root))  # the log has survived
        for _ in edited.past:
            assert restarted.answer("undo", {})[0] == HTTPStatus.OK
        assert bytes_of(edited.root) == first
        for _ in edited.past:
            assert restarted.answer("redo", {})[0] == HTTPStatus.OK
        assert bytes_of(edited.root) == last
