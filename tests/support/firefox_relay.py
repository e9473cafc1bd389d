"""Starts Firefox for Playwright, and answers those of Playwright's commands that Debian's Firefox does not know yet.

Playwright starts this file as if it were the browser: ``python firefox_relay.py ARGUMENTS OF FIREFOX``.
"""

import json
import re
import subprocess
import sys
import threading

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect
from websockets.sync.server import ServerConnection, serve

UNKNOWN = {"emulation.setMediaFeaturesOverride"}
"""Commands that are answered and have no effect."""


def main(arguments: list[str]) -> int:
    """Run Firefox until it ends; returns its exit code."""
    with subprocess.Popen(["firefox-esr", *arguments], stderr=subprocess.PIPE, text=True) as firefox:
        found = (re.search(r"BiDi listening on (ws://\S+)", line) for line in firefox.stderr)
        address = next(match[1] for match in found if match)
        threading.Thread(target=firefox.stderr.read, daemon=True).start()  # a full pipe would stop it

        def relay(playwright: ServerConnection) -> None:
            with connect(f"{address}/session", max_size=None, compression=None) as browser:
                threading.Thread(target=_pass, args=(browser, playwright), daemon=True).start()
                for message in playwright:
                    command = json.loads(message)
                    if command["method"] in UNKNOWN:
                        playwright.send(json.dumps({"type": "success", "id": command["id"], "result": {}}))
                    else:
                        browser.send(message)

        with serve(relay, "127.0.0.1", 0, max_size=None, compression=None) as server:
            threading.Thread(target=server.serve_forever, daemon=True).start()
            port = server.socket.getsockname()[1]
            sys.stderr.write(f"WebDriver BiDi listening on ws://127.0.0.1:{port}\n")
            sys.stderr.flush()
            code = firefox.wait()
            server.shutdown()
            return code


def _pass(browser: object, playwright: ServerConnection) -> None:
    try:
        for message in browser:
            playwright.send(message)
    except ConnectionClosed:
        pass


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
