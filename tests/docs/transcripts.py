"""Command output in the documentation: compared with a real run, or rewritten from it.

A transcript is a ``console`` block whose first line is ``$ COMMAND``; the rest is what the terminal shows. Normally
``check`` compares it with the output of a real run. With ``GEOMAP_UPDATE_DOCS=1`` it writes that output into the page:
``python tools/refresh_docs.py`` does so for all pages.
"""

import os
import re
from pathlib import Path

REPOSITORY = Path(__file__).parents[2]
UPDATE = os.environ.get("GEOMAP_UPDATE_DOCS") == "1"


def check(page: str, command: str, shown: str, *, number: int = 0) -> None:
    """Compare the transcript of a command with what the terminal shows, or rewrite it.

    Args:
        page: path of the page in the repository.
        command: what follows ``$ `` in the block's first line.
        shown: what the terminal shows.
        number: which of several transcripts of the same command, from 0.
    """
    file = REPOSITORY / page
    text = file.read_text(encoding="utf-8")
    block = re.compile(rf"^```console\n\$ {re.escape(command)}\n(.*?)^```$", re.MULTILINE | re.DOTALL)
    found = list(block.finditer(text))[number]
    shown = shown.rstrip("\n") + "\n" if shown.strip() else ""
    if UPDATE:
        file.write_text(text[: found.start(1)] + shown + text[found.end(1) :], encoding="utf-8")
    else:
        assert found[1] == shown, f"{page} differs from a real run: python tools/refresh_docs.py"


def displayed(screen: str) -> str:
    r"""What a terminal shows in the end: text after a carriage return replaces the line, as progress lines do.

    >>> displayed("linking articles …\r                  \rNo problems.\n")
    'No problems.\n'
    """
    lines = []
    for line in screen.split("\n"):
        shown = ""
        for part in line.split("\r"):
            shown = part + shown[len(part) :]
        lines.append(shown.rstrip())
    return "\n".join(lines)
