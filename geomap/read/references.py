"""References between the entries of a gazetteer: unique ids, existing places, no cycles."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from geomap.findings import Finding, echo, nearest
from geomap.model import slug
from geomap.model.origin import Origin
from geomap.read.cycles import cycle_text, find_cycles

MAX_SUGGESTIONS = 20
"""Unknown ids for which the nearest known one is searched; among 10,000 ids a search takes about 50 ms."""


class RawEntry(NamedTuple):
    """A place or report as written, valid or not, and its position."""

    raw: dict[str, Any]
    origin: Origin
    name_key: str  # "name" or "title"
    index_in_file: int

    @property
    def id(self) -> str | None:
        """The id as given, else as made from the name; None if there is neither."""
        given = self.raw.get("id")
        if given is None:
            name = self.raw.get(self.name_key)
            return slug(name) or None if isinstance(name, str) else None
        return given.strip() or None if isinstance(given, str) else None

    def text(self, key: str) -> str | None:
        """The value of a key, if it is a text and not blank."""
        value = self.raw.get(key)
        return value.strip() or None if isinstance(value, str) else None


def check_references(places: Sequence[RawEntry], reports: Sequence[RawEntry]) -> Iterator[Finding]:
    """Duplicate ids, references to unknown places, and cycles of ``part_of``."""
    first_places, found = _first_with_id(places, "place")
    yield from found
    yield from _first_with_id(reports, "report")[1]
    unknown: dict[str, str] = {}
    for key, entries in (("part_of", places), ("place", reports)):
        for entry in entries:
            wanted = entry.text(key) if key in entry.raw else None
            if wanted is None or wanted in first_places:
                continue
            if wanted not in unknown:
                unknown[wanted] = _suggestion(wanted, first_places) if len(unknown) < MAX_SUGGESTIONS else ""
            advice = unknown[wanted] or "write the id of a place under places:"
            yield Finding(entry.origin.at((key,)), "G007", f'no place has the id "{echo(wanted)}"', advice)
    yield from _cycles(first_places)


def _first_with_id(entries: Sequence[RawEntry], kind: str) -> tuple[dict[str, RawEntry], list[Finding]]:
    first: dict[str, RawEntry] = {}
    findings: list[Finding] = []
    for entry in entries:
        id_ = entry.id
        if id_ is None:
            continue
        earlier = first.setdefault(id_, entry)
        if earlier is not entry:
            given = entry.raw.get("id") is not None
            where = earlier.origin.at()
            found = f'the id "{echo(id_)}" is used twice, first by the {kind} in {where.file}:{where.line}'
            made = f"it is made from the {entry.name_key}; add an id: to one of the two"
            advice = "change one of the two ids" if given else made
            findings.append(Finding(entry.origin.at(("id" if given else entry.name_key,)), "G006", found, advice))
    return first, findings


def _suggestion(wanted: str, places: dict[str, RawEntry]) -> str:
    """The id that was probably meant: the slug of the text, the id of a place with this name, or the nearest id."""
    made = slug(wanted)
    if made in places:
        return f'did you mean "{made}"?'
    for id_, place in places.items():
        aliases = place.raw.get("aliases")
        if wanted == place.text("name") or (isinstance(aliases, list) and wanted in aliases):
            return f'did you mean "{echo(id_)}"?'
    return nearest(wanted, places)


def _cycles(places: dict[str, RawEntry]) -> Iterator[Finding]:
    """Each cycle once, at the first of its places."""
    parents = {id_: [place.text("part_of") or ""] for id_, place in places.items() if "part_of" in place.raw}
    for _, first, cycle in find_cycles(parents):
        at = places[first].origin.at(("part_of",))
        yield Finding(at, "G013", cycle_text(cycle), "remove part_of from one of them")
