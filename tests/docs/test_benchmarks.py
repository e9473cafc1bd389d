"""The benchmarks can be started: what they take from the package and from the tests is where they look for it."""

import subprocess
import sys
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"


@pytest.mark.services
def test_every_benchmark_can_be_imported() -> None:
    names = sorted(file.stem for file in BENCHMARKS.glob("*.py"))
    assert "page" in names
    code = f"import importlib; [importlib.import_module(name) for name in {names}]"
    subprocess.run([sys.executable, "-c", code], cwd=BENCHMARKS, check=True)
