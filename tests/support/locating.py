"""`geomap locate` as a person runs it without a terminal."""

import sys

from click.testing import CliRunner, Result

from geomap.cli import main

MAIN = [sys.executable, "-c", "from geomap.cli import main; main()"]


def locate(*words: object) -> Result:
    return CliRunner().invoke(main, ["locate", *map(str, words)])
