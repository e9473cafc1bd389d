"""Ids in imported reports that name other entries: as these entries are called here, or left out with a comment."""

from collections.abc import Collection, Mapping
from typing import Any

from geomap.edit.yaml_format import NewEntry
from geomap.findings import echo
from geomap.model.report import RELATIONS


def keep_relations(
    reports: Mapping[str, NewEntry], source_ids: Mapping[str, str], known: Collection[str], places: Collection[str]
) -> None:
    """Rename or remove the relations of new reports and the former places in their corrections.

    Args:
        reports: the new reports by their ids.
        source_ids: the id that each of them has in the source.
        known: the ids of all reports, old and new.
        places: the ids of all places, old and new.
    """
    renamed = {source: identifier for identifier, source in source_ids.items() if source}
    for identifier, entry in reports.items():
        for kind in RELATIONS:
            if kind in entry.values:
                _rename(entry, kind, renamed, {*known} - {identifier})
        for correction in entry.values.get("corrected", ()):
            _check_place(entry, correction, places)


def _rename(entry: NewEntry, kind: str, renamed: Mapping[str, str], known: Collection[str]) -> None:
    wanted: list[str] = entry.values[kind]
    kept = [other for each in wanted if (other := renamed.get(each, each)) in known]
    if lost := [echo(each) for each in wanted if renamed.get(each, each) not in known]:
        entry.comments.append(f"{kind}: {', '.join(lost)} in the source, which is no other report here")
    if kept:
        entry.values[kind] = list(dict.fromkeys(kept))
    else:
        del entry.values[kind]


def _check_place(entry: NewEntry, correction: dict[str, Any], places: Collection[str]) -> None:
    before = correction.get("before", {})
    if before.get("place") is not None and before["place"] not in places:
        entry.comments.append(f"corrected: the place before was {echo(before.pop('place'))}, which is no place here")
        if not before:
            del correction["before"]
