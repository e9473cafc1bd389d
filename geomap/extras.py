"""Optional dependencies: imported on demand, with an error that names the extra to install."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any

from geomap.errors import GeomapError


class MissingExtraError(GeomapError, ImportError):
    """A feature needs an extra that is not installed."""


@contextmanager
def from_extra(extra: str, *packages: str) -> Iterator[None]:
    """A block of imports of optional dependencies.

    Args:
        extra: the extra of geomap that installs them.
        packages: their names in Python.

    Raises:
        MissingExtraError: one of them is not installed.
    """
    try:
        yield
    except ModuleNotFoundError as error:
        package = (error.name or "").partition(".")[0]
        if package not in packages:
            raise
        raise MissingExtraError(f"{package} is not installed", f"pip install 'geomap[{extra}]'") from None


def require(module: str, *, extra: str) -> Any:
    """A module of an optional dependency, for libraries without types.

    Args:
        module: its name, such as ``watchfiles``.
        extra: the extra of geomap that installs it.

    Raises:
        MissingExtraError: it is not installed.
    """
    with from_extra(extra, module.partition(".")[0]):
        return import_module(module)
