"""geomap: publish a map of reported deployments, every report tied to the words that support it.

The way the data goes::

    data/locations.yaml ─┐                                             ┌─ site/index.html   the map
                         ├─ read ─ gazetteer, articles ─ link ─ atlas ─┼─ site/data/*       the exports
    seeds/*.md *.txt … ──┘     │                          │    write   └─ site/manifest.json
                               └──────── findings ────────┘  (an error stops the write; nothing is half-written)

In Python::

    import geomap

    atlas = geomap.load(".")       # raises geomap.ProjectError with every finding
    m = atlas.map()                # a real folium.Map
    m.save("map.html")
    geomap.build(atlas, ".")       # replaces ./site in one step
    geomap.export(atlas, "csv")    # the data as bytes, in a format of others
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from geomap.api import *  # noqa: F403  (its own list says what)
else:

    def __getattr__(name: str) -> object:
        """Import what is offered when it is first asked for, so that a command starts without all of it."""
        api = import_module("geomap.api")
        if name in api.__all__:
            return getattr(api, name)
        raise AttributeError(f"module 'geomap' has no attribute {name!r}")

    def __dir__() -> list[str]:
        return sorted({*globals(), *import_module("geomap.api").__all__})
