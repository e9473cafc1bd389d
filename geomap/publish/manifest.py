"""The manifest of a site: hashes of inputs and outputs, versions, counts."""

import hashlib
import json
import os
from collections import Counter
from collections.abc import Mapping
from importlib import metadata
from typing import Any

from geomap.model.published import PublishedAtlas

WITHHELD = "withheld: the file has exact locations that are published generalised"
UNPUBLISHED = "withheld: the file has content that is not published"


def manifest_json(
    atlas: PublishedAtlas,
    inputs: Mapping[str, str | None],
    outputs: Mapping[str, bytes],
    changes: Mapping[str, Any] | None = None,
) -> bytes:
    """The manifest of a site, as JSON.

    The hash of a gazetteer with generalised locations or with drafts is left out: anyone who knows the rest of the file
    could try values until the hash matches.

    Args:
        atlas: what was published.
        inputs: SHA-256 of every file that was read, by its path in the project; None for a file with drafts.
        outputs: the bytes of every other file of the site, by its path in it.
        changes: the differences of the last build that had any; None where there has been none.
    """
    statuses = Counter(str(report.status) for report in atlas.reports)
    articles = {article.file for article in atlas.articles}
    withheld = atlas.withholds_positions
    content: dict[str, Any] = {
        "format": 1,
        "made_with": {
            name: metadata.version(name)
            for name in (
                "geomap",
                "babel",
                "mapbox-vector-tile",
                "pillow",
                "pmtiles",
                "resvg-py",
                "shapely",
            )
        },
        "inputs": {
            path: {"sha256": None, "note": WITHHELD} if withheld and path not in articles else _hash(digest)
            for path, digest in sorted(inputs.items())
        },
        "articles": {
            article.id: {"text_sha256": hashlib.sha256(article.text.encode()).hexdigest(), "file": article.file}
            for article in atlas.articles
        },
        "counts": {
            "places": len(atlas.places),
            "reports": len(atlas.reports),
            "reports_by_status": dict(sorted(statuses.items())),
            "reports_without_place": sum(report.place is None for report in atlas.reports),
            "articles": len(atlas.articles),
            "mentions": len(atlas.mentions),
            "quotes": len(atlas.citations),
        },
        **({"rules": atlas.info.rules.published()} if atlas.info.rules else {}),
        "changes": changes,
        "outputs": {
            path: {"sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)}
            for path, data in sorted(outputs.items())
        },
    }
    if atlas.streets is not None:
        # Not the hash of the source archive: it may have gigabytes.
        digest = hashlib.sha256(atlas.streets.data).hexdigest()
        content["streets"] = {"file": atlas.streets.source, "sha256": digest, "bytes": len(atlas.streets.data)}
    if os.environ.get("SOURCE_DATE_EPOCH"):
        content["source_date_epoch"] = os.environ["SOURCE_DATE_EPOCH"]
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()


def _hash(digest: str | None) -> dict[str, str | None]:
    return {"sha256": None, "note": UNPUBLISHED} if digest is None else {"sha256": digest}
