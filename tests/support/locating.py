"""`geomap locate` without a terminal."""

import json
import sys

from click.testing import CliRunner, Result

from geomap.cli import main

MAIN = [sys.executable, "-c", "from geomap.cli import main; main()"]


def locate(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["locate", *map(str, arguments)])


def located(*arguments: object) -> list[dict]:
    result = locate(*arguments, "--format", "json")
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)
