"""The YAML files under ``data/`` → places and reports, with every problem of every file in one run."""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from geomap._gc import without_collector
from geomap.findings import Finding, Location, echo
from geomap.model import Gazetteer, GazetteerFile, MapInfo, Place, Report
from geomap.model.origin import Origin
from geomap.read.areas import read_area
from geomap.read.basemap import read_basemap
from geomap.read.files import Kind, Source, draft_of, name_of, read_text, why_not
from geomap.read.ignores import Ignore, ignores
from geomap.read.online import read_online
from geomap.read.overlays import read_overlays
from geomap.read.pictures import MAX_TOTAL, read_picture
from geomap.read.references import RawEntry, check_references
from geomap.read.validation import complaints, empty_optionals
from geomap.read.yaml.nodes import read_yaml

YAML = Kind(limit=64_000_000, too_large="Y006", not_text="Y002")  # some 250,000 places

_LEAST = (
    "write data/locations.yaml; the least that works is   places: [{name: Kremlin, coordinates: [55.752, 37.6175]}]"
)


@dataclass(frozen=True)
class GazetteerReading:
    """What the gazetteer's files came to.

    Attributes:
        gazetteer: all entries that are sound; None where no file could be read to its end. Where ``findings`` has
            errors, entries may be missing from it.
        findings: everything that is wrong in any of the files, in order.
        sha256: of each file that was read, areas and pictures included, by its path in the project.
        ignores: the comments that ask for findings to be ignored.
    """

    gazetteer: Gazetteer | None
    findings: list[Finding]
    sha256: dict[str, str]
    ignores: list[Ignore] = field(default_factory=list)


@dataclass
class _File:
    """One file of the gazetteer: what it says, and what of it is sound."""

    path: Path
    name: str
    origin: Origin
    raw: dict[str, Any] = field(default_factory=dict)
    sound: GazetteerFile = field(default_factory=GazetteerFile)
    kept: dict[str, list[int]] = field(default_factory=dict)  # where the sound entries are in the raw lists, if not all
    areas: dict[int, dict[str, Any]] = field(default_factory=dict)  # by the index of the place in the raw list
    pictures: dict[tuple[int, int], bytes] = field(default_factory=dict)  # by the indices of the report and the picture

    def node(self, key: str) -> Any:
        """The position node under a key of the file."""
        return self.origin.node[1][key][1]

    def entries(self, key: str, name_key: str) -> list[RawEntry]:
        """Everything under ``places`` or ``reports`` that is an entry at all."""
        raw = self.raw.get(key)
        if not isinstance(raw, list):
            return []
        return [
            RawEntry(entry, Origin(self.name, node), name_key, index)
            for index, (entry, node) in enumerate(zip(raw, self.node(key)[1], strict=True))
            if isinstance(entry, dict)
        ]

    def places(self) -> Iterator[Place]:
        """The sound places, told where they stand and given their areas; without those whose area is not sound."""
        for index, node, place in self._kept("places", self.sound.places):
            if index in self.areas:
                yield place.model_copy(update={"area": self.areas[index]}).found_at(Origin(self.name, node))
            elif place.area is None:
                yield place.found_at(Origin(self.name, node))

    def reports(self) -> Iterator[Report]:
        """The sound reports, they and their parts told where they stand; without pictures that are not sound."""
        for index, node, report in self._kept("reports", self.sound.reports):
            parts = {"evidence": report.evidence, "history": report.history, "media": report.media}
            for key, entries in parts.items():
                for part, where in zip(entries, _nodes(node, key), strict=True):
                    part.found_at(Origin(self.name, where))
            yield self._with_pictures(index, report).found_at(Origin(self.name, node))

    def _with_pictures(self, index: int, report: Report) -> Report:
        media = tuple(
            picture.showing(self.pictures[index, at])
            for at, picture in enumerate(report.media)
            if (index, at) in self.pictures
        )
        return report if len(media) == len(report.media) else report.model_copy(update={"media": media})

    def _kept(self, key: str, sound: Sequence[Any]) -> Iterator[tuple[int, Any, Any]]:
        if sound:
            nodes = self.node(key)[1]
            for index, entry in zip(self.kept.get(key, range(len(sound))), sound, strict=True):
                yield index, nodes[index], entry


def read_gazetteer(
    root: Path,
    files: Sequence[Path] | None = None,
    also: Sequence[Path] = (),
    drafts: Mapping[Path, str] | None = None,
) -> GazetteerReading:
    """Read and validate the gazetteer of a project.

    Args:
        root: the project's folder, outside of which no file may lie.
        files: YAML files that the user has named, wherever they lie; else all in ``data/``, in order of their names.
        also: files in the project that are read after these, as if they were there already.
        drafts: texts that are read in place of what these files hold, or before there are such files.
    """
    with without_collector():
        return _read(root, files, also, drafts or {})


def _read(
    root: Path, named: Sequence[Path] | None, also: Sequence[Path], drafts: Mapping[Path, str]
) -> GazetteerReading:
    blamed: list[Finding] = []  # files that cannot be read, and YAML that is odd
    findings: list[Finding] = []
    sha256: dict[str, str] = {}
    files: list[_File] = []
    ignored: list[Ignore] = []
    paths = [*(gazetteer_files(root, drafts) if named is None else named), *also]
    for path in paths:
        if path in drafts:
            source: Source | Finding = draft_of(drafts[path], path, root)
        else:
            source = read_text(path, root, YAML, anywhere=named is not None)
        if isinstance(source, Finding):
            blamed.append(source)
            continue
        sha256[source.name] = source.sha256
        document = read_yaml(source.text, source.name)
        blamed += document.findings
        if document.complete:
            files.append(_File(path, source.name, document.origin))
            findings += _validate(files[-1], document.value)
            ignored += ignores(source.text, document.origin)
    by_file = [(file, file.entries("places", "name"), file.entries("reports", "title")) for file in files]
    places = [entry for _, entries, _ in by_file for entry in entries]
    reports = [entry for _, _, entries in by_file for entry in entries]
    if not (blamed or findings or places or reports):
        return GazetteerReading(None, [_empty(root, files)], sha256)
    for file, entries, _ in by_file:
        findings += _areas(file, entries, root, sha256)
    for file in files:
        if file.sound.map is not None:
            origin = Origin(file.name, file.node("map"))
            findings += read_online(file.sound.map.online, origin)
            findings += read_overlays(file.sound.map.overlays, origin, file.path, root, sha256)
    findings += _pictures([(file, entries) for file, _, entries in by_file], root, sha256)
    findings += _basemaps(files, root)
    astray = list(check_references(places, reports))
    if len(files) < len(paths):  # a place that seems unknown may stand in the file that cannot be read
        astray = [one for one in astray if one.code != "G007"]
    unknown = {finding.location for finding in astray if finding.code == "G007"}  # says more than "is no id"
    findings = [one for one in findings if one.code != "G004" or one.location not in unknown] + astray
    findings += _nowhere(places, findings)
    findings += _maps_after_the_first(files)
    told = {finding.location for finding in blamed}  # what the YAML is blamed for is not blamed again
    findings = sorted({*blamed, *(finding for finding in findings if finding.location not in told)})
    return GazetteerReading(_together(files) if files else None, findings, sha256, ignored)


def gazetteer_files(root: Path, drafts: Iterable[Path] = ()) -> list[Path]:
    """The YAML files in a project's ``data`` in order of their names, hidden ones left out; those in the making too."""
    try:
        inside = [p for p in (root / "data").iterdir() if p.suffix in {".yaml", ".yml"} and not p.name.startswith(".")]
    except OSError:
        inside = []
    return sorted({*inside, *drafts})


def _empty(root: Path, files: Sequence[_File]) -> Finding:
    if files:
        return Finding(Location(files[0].name), "G001", "the gazetteer is empty", _LEAST)
    is_folder = os.path.isdir(root / "data")  # noqa: PTH112  (it raises nothing where the project is shut too)
    if is_folder and not os.access(root / "data", os.R_OK | os.X_OK):
        return Finding(Location("data"), "Y001", *why_not(PermissionError(), "folder"))
    name = name_of(root / "data" / "locations.yaml", root)
    if not root.exists():
        found = f'there is no gazetteer, as there is no folder "{echo(root, 300)}"'
        return Finding(Location(name), "G001", found, "look at the folder's name, or begin with geomap init")
    return Finding(Location(name), "G001", "there is no gazetteer", _LEAST)


def _validate(file: _File, value: Any) -> list[Finding]:
    """Fill in what the file says and what of it is sound; the findings say what is not."""
    value = {} if value is None else value
    file.raw = value if isinstance(value, dict) else {}
    try:
        file.sound = GazetteerFile.model_validate(value)
    except ValidationError as error:
        for parent, key in list(empty_optionals(error, GazetteerFile, value)):
            parent.pop(key, None)
    else:
        return []
    try:
        file.sound = GazetteerFile.model_validate(value)
    except ValidationError as error:
        _keep_sound(file, {detail["loc"][:2] for detail in error.errors(include_url=False)})
        return complaints(error, GazetteerFile, value, file.origin)
    return []


def _keep_sound(file: _File, broken: set[tuple[str | int, ...]]) -> None:
    """Validate again what remains without the broken entries."""
    remaining: dict[str, Any] = {}
    for key, value in file.raw.items():
        if key in {"places", "reports"} and isinstance(value, list):
            file.kept[key] = [index for index in range(len(value)) if (key, index) not in broken]
            remaining[key] = [value[index] for index in file.kept[key]]
        elif not any(path[:1] == (key,) for path in broken):
            remaining[key] = value
    file.sound = GazetteerFile.model_validate(remaining)


def _areas(file: _File, places: Sequence[RawEntry], root: Path, sha256: dict[str, str]) -> Iterator[Finding]:
    """Read the areas of all places of a file, sound or not; yield what is wrong with them."""
    for entry in places:
        written = entry.raw.get("area")
        if isinstance(written, str | dict):
            area, source = read_area(written, file.path, root, entry.origin.at(("area",)))
            if source is not None:
                sha256[source.name] = source.sha256
            if isinstance(area, Finding):
                yield area
            else:
                file.areas[entry.index_in_file] = area


def _pictures(
    by_file: Sequence[tuple[_File, Sequence[RawEntry]]], root: Path, sha256: dict[str, str]
) -> Iterator[Finding]:
    """Read the pictures of all reports, sound or not, until they are too many; yield what is wrong with them."""
    total = 0
    for file, entry, at, path in _paths_of_pictures(by_file):
        where = entry.origin.at(("media", at, "file"))
        content = read_picture(path, file.path, root, where)
        if isinstance(content, Finding):
            yield content
            continue
        total += len(content.data)
        if total > MAX_TOTAL:
            found = f"with this picture, the files have more than {MAX_TOTAL / 1_000_000:g} MB together"
            yield Finding(where, "P003", found, "save them smaller: 1280 pixels on the longer side are enough")
            return
        sha256[content.name] = content.sha256
        file.pictures[entry.index_in_file, at] = content.data


def _paths_of_pictures(
    by_file: Sequence[tuple[_File, Sequence[RawEntry]]],
) -> Iterator[tuple[_File, RawEntry, int, str]]:
    """Each picture's path, with its report and its index there."""
    for file, entries in by_file:
        for entry in entries:
            media = entry.raw.get("media")
            for at, picture in enumerate(media if isinstance(media, list) else ()):
                path = picture.get("file") if isinstance(picture, dict) else None
                if isinstance(path, str) and path.strip():
                    yield file, entry, at, path.strip()


def _basemaps(files: Sequence[_File], root: Path) -> Iterator[Finding]:
    """Find the files of the basemaps and look into them; yield what is wrong with them."""
    for file in files:
        basemap = file.sound.map.basemap if file.sound.map else None
        if basemap is not None:
            at = Origin(file.name, file.node("map")).at(("basemap", "file"))
            finding = read_basemap(basemap, file.path, root, at)
            if finding is not None:
                yield finding


def _nowhere(places: Sequence[RawEntry], findings: Sequence[Finding]) -> Iterator[Finding]:
    """Places with neither coordinates nor an area, not even misspelt ones."""
    misspelt = {
        one.location for one in findings if one.code == "G002" and ('"coordinates"' in one.help or '"area"' in one.help)
    }
    for place in places:
        if place.raw.get("coordinates") is not None or place.raw.get("area") is not None:
            continue
        if not any(place.origin.at((key,), key=True) in misspelt for key in place.raw):
            found = "the place has neither coordinates nor an area"
            yield Finding(place.origin.at(), "G003", found, "add coordinates: [latitude, longitude], or an area:")


def _maps_after_the_first(files: Sequence[_File]) -> Iterator[Finding]:
    """Only one file may say what the map is called."""
    given = [file for file in files if file.raw.get("map") is not None]
    for file in given[1:]:
        at = file.origin.at(("map",), key=True)
        yield Finding(at, "G004", f"map: is given again, first in {given[0].name}", "keep one of the two")


def _together(files: Sequence[_File]) -> Gazetteer:
    """The sound entries of all files, the first of each id."""
    infos = [one.sound.map.found_at(Origin(one.name, one.node("map"))) for one in files if one.sound.map]
    places: dict[str, Place] = {}
    reports: dict[str, Report] = {}
    for file in files:
        for place in file.places():
            places.setdefault(place.id, place)
        for report in file.reports():
            reports.setdefault(report.id, report)
    info = infos[0] if infos else MapInfo().found_at(Origin(files[0].name))
    return Gazetteer(map=info, places=tuple(places.values()), reports=tuple(reports.values()))


def _nodes(node: Any, key: str) -> list[Any]:
    """The position nodes of the list under a key of an entry; none where there is no such list."""
    listed: tuple[Any, ...] = node[1][key][1] if key in node[1] else ()
    return listed[1] if len(listed) > 1 else []
