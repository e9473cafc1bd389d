"""Two editions of a site, a user's files in it, and processes that write it."""

import json
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any


def edition(*paths: str, text: str = "one") -> dict[str, bytes]:
    """The files of a site; each names its edition and itself."""
    files = {path: f"{text}: {path}\n".encode() * 50 for path in paths}
    manifest = {
        "edition": text,
        "made_with": {"geomap": "0"},
        "outputs": {path: {"bytes": len(data)} for path, data in files.items()},
    }
    return {**files, "manifest.json": json.dumps(manifest).encode()}


OLD = edition("index.html", "data/reports.geojson", "data/feed.atom", "old/deep/er.txt", text="old")
NEW = edition("index.html", "data/reports.geojson", "data/table.csv", "embed.js", text="new")


def snapshot(folder: Path) -> dict[str, bytes | str | None]:
    """Everything below a folder: bytes of files, targets of links, None for folders."""
    found: dict[str, bytes | str | None] = {}
    for path in folder.rglob("*"):
        name = path.relative_to(folder).as_posix()
        if path.is_symlink():
            found[name] = str(path.readlink())
        else:
            found[name] = None if path.is_dir() else path.read_bytes()
    return found


def with_folders(files: dict[str, Any]) -> dict[str, Any]:
    folders = {str(parent): None for path in files for parent in Path(path).parents if str(parent) != "."}
    return {**folders, **files}


USERS: dict[str, Any] = with_folders(
    {
        "README.md": b"about this site\n",
        "CNAME": b"map.example.org\n",
        ".nojekyll": b"",
        "data/notes/by hand.txt": b"mine\n",
        "old/kept.txt": b"mine too\n",
        "latest": "data/reports.geojson",
        "broken": "nowhere/at/all",
        "empty": None,
    }
)
"""What a user has put into the site."""


def add_users_files(site: Path) -> None:
    for path, content in USERS.items():
        target = site / path
        target.parent.mkdir(parents=True, exist_ok=True)
        if content is None:
            target.mkdir(exist_ok=True)
        elif isinstance(content, str):
            target.symlink_to(content)
        else:
            target.write_bytes(content)


def start_writing(files: dict[str, bytes], site: Path, **limits: Any) -> subprocess.Popen[str]:
    """Start a process that writes the site; ``WRITER`` has the limits."""
    request = {"files": {path: data.decode() for path, data in files.items()}, "site": str(site), **limits}
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, json.dumps(request)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def write_killed(files: dict[str, bytes], site: Path, *, before: int) -> bool:
    """Write the site in a process that is killed before its n-th change of a file; whether it was."""
    process = start_writing(files, site, killed_before=before)
    _, trouble = process.communicate()
    assert process.returncode in {-signal.SIGKILL, 0}, trouble
    return process.returncode != 0


WRITER = r"""
import json, os, signal, sys
from pathlib import Path
from geomap.publish.site_folder import SiteError, write_site

request = json.loads(sys.argv[1])
site = request["site"]
files = {path: text.encode() for path, text in request["files"].items()}
left = request.get("killed_before", 0)  # changes of files in the site, counted from 1

def watch(event, arguments):
    global left
    changes = event in {"os.mkdir", "os.rename", "os.remove", "os.rmdir"}
    changes = changes or (event == "open" and not set("wxa").isdisjoint(arguments[1] or ""))
    if changes and left and str(arguments[0]).startswith(site):
        left -= 1
        if not left:
            os.kill(os.getpid(), signal.SIGKILL)

if left:
    sys.addaudithook(watch)
if "largest_file" in request:
    import resource
    resource.setrlimit(resource.RLIMIT_FSIZE, (request["largest_file"],) * 2)
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
if "user" in request:
    os.setgid(request["user"])
    os.setuid(request["user"])
try:
    print(write_site(files, Path(site), Path(site).parent))
except SiteError as error:
    print(error, error.hint, sep="\n")
    sys.exit(1)
"""
