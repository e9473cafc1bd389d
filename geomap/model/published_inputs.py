"""The input files that a manifest may name: a file's name or hash must not reveal what is not published."""

from collections.abc import Mapping, Sequence

from geomap.model.atlas import Atlas
from geomap.model.drafts import Drafts


def published_inputs(
    atlas: Atlas, inputs: Mapping[str, str], by_entry: Mapping[str, Sequence[str]], map_file: str | None
) -> dict[str, str | None]:
    """The files that published entries come from, with their SHA-256; None where the file has more than is published.

    That is drafts, and names of checkers.

    Args:
        atlas: the whole map.
        inputs: SHA-256 of every file that was read, by its path in the project.
        by_entry: the files with the areas and pictures of each entry that has any, such as ``places/moscow``.
        map_file: the file with the ``map`` entry.
    """
    drafts = Drafts(atlas)
    mixed = set() if atlas.info.show_checkers else {each.at().file for each in atlas.reports if each.checked_by}
    if not drafts:
        return {name: None if name in mixed else digest for name, digest in inputs.items()}
    mixed |= {each.file for each in drafts.unpublished()}
    published = {article.id: article for article in drafts.published_articles()}
    mixed |= {each.file for each in atlas.articles if published.get(each.id, each) is not each}  # they name a draft
    if map_file and drafts.published_info() is not atlas.info:
        mixed.add(map_file)
    whole = {(each.kind, each.entry.id) for each in drafts.unpublished() if each.is_whole}
    hidden: set[str] = set()
    shown = {map_file} if map_file else set()
    for kind, entries in (("place", atlas.places), ("report", atlas.reports)):
        for entry in entries:
            files = hidden if (kind, entry.id) in whole else shown
            files.add(entry.at().file)
            files.update(by_entry.get(f"{kind}s/{entry.id}", ()))
    for article in atlas.articles:
        (hidden if article.id in drafts.articles else shown).add(article.file)
    return {
        name: None if name in mixed else digest
        for name, digest in inputs.items()
        if name not in hidden or name in shown
    }
