"""geomap: publish a map of reported deployments, every report tied to the text that supports it.

The flow of data::

    data/locations.yaml ─┐                                             ┌─ site/index.html   the map
                         ├─ read ─ gazetteer, articles ─ link ─ atlas ─┼─ site/data/*       the exports
    seeds/*.md *.txt … ──┘     │                          │    write   └─ site/manifest.json
                               └──────── findings ────────┘  (errors stop the build)

In Python::

    import geomap

    atlas = geomap.load(".")       # raises geomap.ProjectError with every error
    m = atlas.map()                # a folium.Map
    m.save("map.html")
    geomap.build(atlas, ".")       # writes ./site
    geomap.export(atlas, "csv")    # the data as bytes, in another format
    geomap.link_batches(…)         # mentions of a corpus, over Arrow record batches

Every error that geomap raises on purpose is a :class:`geomap.GeomapError` with a ``hint``.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from geomap.compare import Differences
    from geomap.corpus.batches import CorpusError, link_batches
    from geomap.extras import MissingExtraError
    from geomap.findings import Accepted, Finding, GeomapError, Location, ProjectError, Severity
    from geomap.link.snapshot import KnownPlace, Snapshot, SnapshotError, read_snapshot, snapshot_of
    from geomap.model import (
        Article,
        Atlas,
        Balance,
        Citation,
        Coordinates,
        Correction,
        DatePart,
        Dating,
        Evidence,
        FormerTexts,
        FrontMatter,
        MapInfo,
        MapLabels,
        Mention,
        OpeningView,
        Order,
        Picture,
        Place,
        PlaceTexts,
        Precision,
        Publish,
        Report,
        ReportTexts,
        Says,
        SourceKind,
        Status,
        StatusChange,
        Streets,
        TimeOfDay,
    )
    from geomap.model.published import PublishedAtlas
    from geomap.page.folium_map import Map
    from geomap.project import Checked, LoadedAtlas, check, load
    from geomap.publish.site_folder import SiteError
    from geomap.site import Built, ExportError, build, export

    __version__: str
else:
    # Imported on first use, so that commands start without all of it.
    _MODULES = {
        "Differences": "compare",
        **dict.fromkeys(("CorpusError", "link_batches"), "corpus.batches"),
        **dict.fromkeys(("Accepted", "Finding", "GeomapError", "Location", "ProjectError", "Severity"), "findings"),
        "Map": "page.folium_map",
        "MissingExtraError": "extras",
        **dict.fromkeys(("Checked", "LoadedAtlas", "check", "load"), "project"),
        **dict.fromkeys(("KnownPlace", "Snapshot", "SnapshotError", "read_snapshot", "snapshot_of"), "link.snapshot"),
        "PublishedAtlas": "model.published",
        "SiteError": "publish.site_folder",
        **dict.fromkeys(("Built", "ExportError", "build", "export"), "site"),
    }

    def __getattr__(name: str) -> object:
        if name == "__version__":
            from importlib import metadata

            return metadata.version("geomap")
        if name in __all__:
            return getattr(import_module(f"geomap.{_MODULES.get(name, 'model')}"), name)
        raise AttributeError(f"module 'geomap' has no attribute {name!r}")

    def __dir__() -> list[str]:
        return sorted({*globals(), *__all__})


__all__ = [
    "Accepted",
    "Article",
    "Atlas",
    "Balance",
    "Built",
    "Checked",
    "Citation",
    "Coordinates",
    "CorpusError",
    "Correction",
    "DatePart",
    "Dating",
    "Differences",
    "Evidence",
    "ExportError",
    "Finding",
    "FormerTexts",
    "FrontMatter",
    "GeomapError",
    "KnownPlace",
    "LoadedAtlas",
    "Location",
    "Map",
    "MapInfo",
    "MapLabels",
    "Mention",
    "MissingExtraError",
    "OpeningView",
    "Order",
    "Picture",
    "Place",
    "PlaceTexts",
    "Precision",
    "ProjectError",
    "Publish",
    "PublishedAtlas",
    "Report",
    "ReportTexts",
    "Says",
    "Severity",
    "SiteError",
    "Snapshot",
    "SnapshotError",
    "SourceKind",
    "Status",
    "StatusChange",
    "Streets",
    "TimeOfDay",
    "__version__",
    "build",
    "check",
    "export",
    "link_batches",
    "load",
    "read_snapshot",
    "snapshot_of",
]
