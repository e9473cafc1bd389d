"""The YAML files in ``data/`` → places and reports, with every problem in every file."""

import copy
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from geomap._gc import without_collector
from geomap.findings import Finding, Location, echo
from geomap.model import Gazetteer, GazetteerFile, MapInfo, Place, Report
from geomap.model.origin import Origin
from geomap.read.files import NOT_A_FOLDER, Kind, Source, draft_of, name_of, of_listed, read_text, why_unreadable
from geomap.read.ignore_comments import IgnoreComment, find_ignore_comments
from geomap.read.kept import read_kept
from geomap.read.own_fields import check_fields, read_fields
from geomap.read.pitfalls import lost_text, merge_conflict
from geomap.read.references import NO_REDIRECTS, RawEntry, Redirects, check_references
from geomap.read.validation import empty_optionals, validation_findings
from geomap.read.yaml.nodes import Document, read_yaml

YAML = Kind(limit=64_000_000, too_large="Y006", not_text="Y002")  # some 250,000 places

_FIRST = "add a first place with geomap add place, or write places: [{name: Kremlin, coordinates: [55.752, 37.6175]}]"
_UNKNOWN_ID = frozenset({"G007", "G014", "G015"})
_OF_ARTICLES = {".md", ".markdown", ".txt", ".html", ".htm"}
_PROJECT = "name the folder of the project, or a .yaml file of its gazetteer"
_MINIMAL = "create data/locations.yaml; a minimal one is   places: [{name: Kremlin, coordinates: [55.752, 37.6175]}]"


@dataclass(frozen=True, eq=False)
class GazetteerReading:
    """The result of reading a gazetteer's files.

    Attributes:
        gazetteer: all valid entries; None if no file could be read to its end. If ``findings`` has errors, entries may
            be missing from it.
        findings: the findings in all files, in order.
        sha256: of each file that was read, areas and pictures included, by its path in the project.
        inputs: the files with the areas and pictures of each entry that has any, by the entry, such as
            ``places/moscow``.
        map_file: the file with the ``map`` entry; None if there is no such entry.
        ignores: the ignore comments in all files.
    """

    gazetteer: Gazetteer | None
    findings: list[Finding]
    sha256: dict[str, str]
    ignores: list[IgnoreComment] = field(default_factory=list)
    inputs: Mapping[str, Sequence[str]] = field(default_factory=dict)
    map_file: str | None = None


_PARTS = ("evidence", "history", "corrected", "media")
"""The lists in a report whose entries have locations of their own."""


@dataclass
class _File:
    """One file of the gazetteer: its raw value, and the entries in it that are valid."""

    path: Path
    name: str
    origin: Origin
    raw: dict[str, Any] = field(default_factory=dict)
    valid: GazetteerFile = field(default_factory=GazetteerFile)
    indices: dict[str, list[int]] = field(default_factory=dict)  # of the valid entries in the raw lists, if not all
    map: MapInfo | None = None
    areas: dict[int, dict[str, Any]] = field(default_factory=dict)  # by the index of the place in the raw list
    pictures: dict[tuple[int, int], bytes] = field(default_factory=dict)  # by the indices of the report and the picture

    def node(self, key: str) -> Any:
        """The position node under a key of the file."""
        return self.origin.node[1][key][1]

    def entries(self, key: str, name_key: str) -> list[RawEntry]:
        """Every mapping in the list under ``places`` or ``reports``."""
        raw = self.raw.get(key)
        if not isinstance(raw, list):
            return []
        return [
            RawEntry(entry, Origin(self.name, node), name_key, index)
            for index, (entry, node) in enumerate(zip(raw, self.node(key)[1], strict=True))
            if isinstance(entry, dict)
        ]

    def redirects(self) -> Redirects | None:
        """The redirects under ``map:``; None if it has none."""
        written = self.raw.get("map")
        redirects = written.get("redirects") if isinstance(written, dict) else None
        return Redirects(redirects, Origin(self.name, self.node("map"))) if isinstance(redirects, dict) else None

    def places(self) -> Iterator[Place]:
        """The valid places with their locations and areas; without those whose area is invalid."""
        for index, node, place in self._located("places", self.valid.places):
            if index in self.areas:
                yield place.located(Origin(self.name, node), area=self.areas[index])
            elif place.area is None:
                yield place.located(Origin(self.name, node))

    def reports(self) -> Iterator[Report]:
        """The valid reports and their parts with their locations; without pictures that cannot be used."""
        for index, node, report in self._located("reports", self.valid.reports):
            lists = {key: self._parts(node, key, parts) for key in _PARTS if (parts := getattr(report, key))}
            if report.media:
                numbered = [(picture, (index, at)) for at, picture in enumerate(lists["media"])]
                contents = self.pictures
                lists["media"] = tuple(each.with_content(contents[at]) for each, at in numbered if at in contents)
            yield report.located(Origin(self.name, node), **lists)

    def _parts(self, node: Any, key: str, parts: Sequence[Any]) -> tuple[Any, ...]:
        """The entries of a list in an entry, with their locations."""
        pairs = zip(parts, _nodes(node, key), strict=True)
        return tuple([part.located(Origin(self.name, where)) for part, where in pairs])

    def _located(self, key: str, valid: Sequence[Any]) -> Iterator[tuple[int, Any, Any]]:
        """Each valid entry with its index in the raw list and its position node."""
        if valid:
            nodes = self.node(key)[1]
            for index, entry in zip(self.indices.get(key, range(len(valid))), valid, strict=True):
                yield index, nodes[index], entry


def read_gazetteer(
    root: Path,
    files: Sequence[Path] | None = None,
    drafts: Mapping[Path, str] | None = None,
    *,
    kept: bool = False,
) -> GazetteerReading:
    """Read and validate the gazetteer of a project.

    Args:
        root: the project's folder; files outside are rejected.
        files: YAML files that the user named, in any folder. Default: all in ``data/``, in order of their names.
        drafts: unsaved texts, read in place of these files.
        kept: whether to keep what was read, for a program that reads the same texts again.
    """
    with without_collector():
        return _read(root, files, drafts or {}, read_kept if kept else read_yaml)


def _read(
    root: Path, named: Sequence[Path] | None, drafts: Mapping[Path, str], read_document: Callable[[str, str], Document]
) -> GazetteerReading:
    yaml_findings: list[Finding] = []  # about unreadable files and invalid YAML
    findings: list[Finding] = []
    sha256: dict[str, str] = {}
    files: list[_File] = []
    comments: list[IgnoreComment] = []
    paths = gazetteer_files(root, drafts) if named is None else named
    for path in paths:
        source = _source(path, root, drafts, named=named is not None)
        if isinstance(source, Finding):
            yaml_findings.append(source)
            continue
        sha256[source.name] = source.sha256
        if conflict := merge_conflict(source.text, source.name):
            yaml_findings.append(conflict)
            continue
        document = read_document(source.text, source.name)
        yaml_findings += document.findings
        if document.complete:
            files.append(_File(path, source.name, document.origin))
            findings += _validate(files[-1], document.value)
            comments += find_ignore_comments(source.text, document.origin)
            findings += lost_text(source.text, source.name)
    by_file = [(file, file.entries("places", "name"), file.entries("reports", "title")) for file in files]
    places = [entry for _, entries, _ in by_file for entry in entries]
    reports = [entry for _, _, entries in by_file for entry in entries]
    if not (yaml_findings or findings or places or reports):
        findings = [_empty(root, files), *(finding for file in files for finding in _map(file, root, sha256))]
        return GazetteerReading(_merged(files) if files else None, sorted(findings), sha256)
    inputs: dict[str, list[str]] = {}
    for file, entries, _ in by_file:
        findings += _areas(file, entries, root, sha256, inputs)
        findings += _map(file, root, sha256)
    findings += _pictures([(file, entries) for file, _, entries in by_file], root, sha256, inputs)
    redirects = next((found for file in files if (found := file.redirects())), NO_REDIRECTS)
    references = list(check_references(places, reports, redirects))
    if len(files) < len(paths):  # an unknown entry may be in the file that cannot be read
        references = [finding for finding in references if finding.code not in _UNKNOWN_ID]
    unknown = {finding.location for finding in references if finding.code in _UNKNOWN_ID}  # more specific than "no id"
    findings = [each for each in findings if each.code != "G004" or each.location not in unknown] + references
    findings += _without_position(places, findings)
    findings += _maps_after_the_first(files)
    is_whole = len(files) == len(paths)  # a map that could not be read may declare fields
    if is_whole and all(file.map is not None or file.raw.get("map") is None for file in files):
        findings += check_fields(reports, _info(files).fields)
    reported = {finding.location for finding in yaml_findings}  # invalid YAML at a location makes others follow
    findings = sorted({*yaml_findings, *(finding for finding in findings if finding.location not in reported)})
    map_file = next((file.name for file in files if file.map), None)
    return GazetteerReading(_merged(files) if files else None, findings, sha256, comments, inputs, map_file)


def _source(path: Path, root: Path, drafts: Mapping[Path, str], *, named: bool) -> Source | Finding:
    """The text of a file, which the user may have named, or the finding that explains why there is none."""
    if path in drafts:
        return draft_of(drafts[path], path, root)
    if path.suffix.lower() in _OF_ARTICLES:
        return Finding(
            Location(name_of(path, root)), "G001", "this is an article, not a file of the gazetteer", _PROJECT
        )
    source = read_text(path, root, YAML, anywhere=named)
    return of_listed(source) if isinstance(source, Finding) and not named else source


def gazetteer_files(root: Path, drafts: Iterable[Path] = ()) -> list[Path]:
    """The YAML files in a project's ``data`` folder and the drafts, without hidden files, in order of their names."""
    try:
        inside = [p for p in (root / "data").iterdir() if p.suffix in {".yaml", ".yml"} and not p.name.startswith(".")]
    except OSError:
        inside = []
    return sorted({*inside, *drafts})


def _empty(root: Path, files: Sequence[_File]) -> Finding:
    if files:
        return Finding(Location(files[0].name), "G001", "the gazetteer is empty", _FIRST)
    is_folder = os.path.isdir(root / "data")  # noqa: PTH112  (unlike Path's, it raises nothing where permission is denied)
    if is_folder and not os.access(root / "data", os.R_OK | os.X_OK):
        return Finding(Location("data"), "Y001", *why_unreadable(PermissionError(), "folder"))
    if not is_folder and os.path.lexists(root / "data"):
        return Finding(Location("data"), "Y001", *NOT_A_FOLDER)
    name = name_of(root / "data" / "locations.yaml", root)
    if not root.exists():
        found = f'the folder "{echo(root, 300)}" does not exist'
        return Finding(Location(name), "G001", found, "check its name, or create a project with geomap init")
    return Finding(Location(name), "G001", "there is no gazetteer", _MINIMAL)


def _validate(file: _File, value: Any) -> list[Finding]:
    """Set the file's raw value and its valid entries; return the findings about the others."""
    value = {} if value is None else value
    file.raw = value if isinstance(value, dict) else {}
    try:
        file.valid = GazetteerFile.model_validate(value)
    except ValidationError as error:
        if any(empty_optionals(error, GazetteerFile, value)):
            value = file.raw = copy.deepcopy(value)  # the document may be kept
            for parent, key in list(empty_optionals(error, GazetteerFile, value)):
                parent.pop(key, None)
    else:
        return []
    try:
        file.valid = GazetteerFile.model_validate(value)
    except ValidationError as error:
        _keep_valid(file, {detail["loc"][:2] for detail in error.errors(include_url=False)})
        return validation_findings(error, GazetteerFile, value, file.origin)
    return []


def _keep_valid(file: _File, invalid: set[tuple[str | int, ...]]) -> None:
    """Validate again without the invalid entries."""
    remaining: dict[str, Any] = {}
    for key, value in file.raw.items():
        if key in {"places", "reports"} and isinstance(value, list):
            file.indices[key] = [index for index in range(len(value)) if (key, index) not in invalid]
            remaining[key] = [value[index] for index in file.indices[key]]
        elif not any(path[:1] == (key,) for path in invalid):
            remaining[key] = value
    file.valid = GazetteerFile.model_validate(remaining)


def _areas(
    file: _File, places: Sequence[RawEntry], root: Path, sha256: dict[str, str], inputs: dict[str, list[str]]
) -> Iterator[Finding]:
    """Read the areas of all places of a file, also of invalid places."""
    for entry in places:
        written = entry.raw.get("area")
        if isinstance(written, str | dict):
            from geomap.read.areas import read_area

            area, source = read_area(written, file.path, root, entry.origin.at(("area",)))
            if source is not None:
                sha256[source.name] = source.sha256
                inputs.setdefault(f"places/{entry.id}", []).append(source.name)
            if isinstance(area, Finding):
                yield area
            else:
                file.areas[entry.index_in_file] = area


def _pictures(
    by_file: Sequence[tuple[_File, Sequence[RawEntry]]],
    root: Path,
    sha256: dict[str, str],
    inputs: dict[str, list[str]],
) -> Iterator[Finding]:
    """Read the pictures of all reports, also of invalid ones, up to the size limit."""
    total = 0
    for file, entry, at, path in _paths_of_pictures(by_file):
        from geomap.read.pictures import MAX_TOTAL, read_picture

        where = entry.origin.at(("media", at, "file"))
        content = read_picture(path, file.path, root, where)
        if isinstance(content, Finding):
            yield content
            continue
        total += len(content.data)
        if total > MAX_TOTAL:
            found = f"with this picture, the picture files exceed {MAX_TOTAL / 1_000_000:g} MB in total"
            yield Finding(where, "P003", found, "save them smaller: 1280 pixels on the longer side are enough")
            return
        sha256[content.name] = content.sha256
        inputs.setdefault(f"reports/{entry.id}", []).append(content.name)
        file.pictures[entry.index_in_file, at] = content.data


def _paths_of_pictures(
    by_file: Sequence[tuple[_File, Sequence[RawEntry]]],
) -> Iterator[tuple[_File, RawEntry, int, str]]:
    """Each picture's path, with its report and its index in the report."""
    for file, entries in by_file:
        for entry in entries:
            media = entry.raw.get("media")
            for at, picture in enumerate(media if isinstance(media, list) else ()):
                path = picture.get("file") if isinstance(picture, dict) else None
                if isinstance(path, str) and path.strip():
                    yield file, entry, at, path.strip()


def _map(file: _File, root: Path, sha256: dict[str, str]) -> list[Finding]:
    """Set the file's ``map`` entry with its service, overlays and base map; return the findings about them."""
    if file.valid.map is None:
        return []
    info, origin = file.valid.map, Origin(file.name, file.node("map"))
    findings: list[Finding] = []
    update: dict[str, Any] = {"overlays": []}
    if info.online is not None:
        from geomap.read.online import read_online

        update["online"], findings = read_online(info.online, origin)
    for index, overlay in enumerate(info.overlays):
        from geomap.read.overlays import read_overlay

        resolved, found, source = read_overlay(overlay, file.path, root, origin.at(("overlays", index, "file")))
        update["overlays"].append(resolved)
        findings += found
        if source is not None:
            sha256[source.name] = source.sha256
    update["overlays"] = tuple(update["overlays"])
    if info.basemap is not None:
        from geomap.read.basemap import read_basemap

        basemap = read_basemap(info.basemap, file.path, root, origin.at(("basemap", "file")))
        if isinstance(basemap, Finding):
            findings.append(basemap)
        else:
            update["basemap"] = basemap
    file.map = info.model_copy(update=update).located(origin)
    return findings


def _without_position(places: Sequence[RawEntry], findings: Sequence[Finding]) -> Iterator[Finding]:
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
    """Only one file may have a ``map`` entry."""
    given = [file for file in files if file.raw.get("map") is not None]
    for file in given[1:]:
        at = file.origin.at(("map",), key=True)
        yield Finding(at, "G004", f"map: is already in {given[0].name}", "keep one of the two")


def _merged(files: Sequence[_File]) -> Gazetteer:
    """The valid entries of all files, the first of each id."""
    info = _info(files)
    places: dict[str, Place] = {}
    reports: dict[str, Report] = {}
    for file in files:
        for place in file.places():
            places.setdefault(place.id, place)
        for report in file.reports():
            fields = {"fields": read_fields(report.fields, info.fields)} if report.fields else {}
            reports.setdefault(report.id, report.model_copy(update=fields) if fields else report)
    return Gazetteer(map=info, places=tuple(places.values()), reports=tuple(reports.values()))


def _info(files: Sequence[_File]) -> MapInfo:
    """The first ``map`` entry, or the defaults."""
    infos = [file.map for file in files if file.map]
    return infos[0] if infos else MapInfo().located(Origin(files[0].name if files else ""))


def _nodes(node: Any, key: str) -> list[Any]:
    """The position nodes of the list under a key of an entry; none if there is no such list."""
    listed: tuple[Any, ...] = node[1][key][1] if key in node[1] else ()
    return listed[1] if len(listed) > 1 else []
