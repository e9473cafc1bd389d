"""The root of every error that geomap raises on purpose."""


class GeomapError(Exception):
    """geomap could not do what it was asked to do.

    Attributes:
        hint: what to do about it, in one sentence; empty where there is nothing to add.

    >>> error = GeomapError("the folder is not empty", hint="choose another folder")
    >>> str(error), error.hint
    ('the folder is not empty', 'choose another folder')
    """

    hint: str = ""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint
