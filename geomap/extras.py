"""Optional dependencies: modules that are imported on demand, with an error that names the extra to install."""

from importlib import import_module
from typing import Any

from geomap.errors import GeomapError


class MissingExtraError(GeomapError, ImportError):
    """A feature needs an extra that is not installed."""


def require(module: str, *, extra: str) -> Any:
    """A module of an optional dependency.

    Args:
        module: its name, such as ``watchfiles``.
        extra: the extra of geomap that installs it.

    Raises:
        MissingExtraError: it is not installed.
    """
    package = module.partition(".")[0]
    try:
        return import_module(module)
    except ModuleNotFoundError as error:
        if error.name not in {package, module}:
            raise
        raise MissingExtraError(f"{package} is not installed", f"pip install 'geomap[{extra}]'") from None
