"""Rewrites the generated parts of the documentation: the reference pages, and command output from real runs."""

import os
import subprocess
import sys

import reference

TESTS = "tests/docs"

if __name__ == "__main__":
    reference.write()
    command = [sys.executable, "-m", "pytest", "-q", "-m", "transcripts", TESTS]
    environment = {**os.environ, "GEOMAP_UPDATE_DOCS": "1"}
    sys.exit(subprocess.run(command, cwd=reference.REPOSITORY, env=environment, check=False).returncode)  # noqa: S603
