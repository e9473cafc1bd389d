"""The errors that end an import before anything is written. Each is an ``ImportFailedError``."""

from geomap.errors import GeomapError
from geomap.findings import Finding, Location


class ImportFailedError(GeomapError, ValueError):
    """Nothing of the file can be imported.

    Attributes:
        location: in the file, if the problem has one; the message starts with it.
    """

    def __init__(self, message: str, hint: str = "", location: Location | None = None) -> None:
        super().__init__(f"{location}: {message}" if location else message, hint)
        self.location = location

    @classmethod
    def from_finding(cls, finding: Finding) -> "ImportFailedError":
        """The error of a file for which reading returned a finding."""
        return cls(finding.message, finding.help, finding.location)


class UnknownFormatError(ImportFailedError):
    """The format of the file is unknown, or is not the one that the user named."""


class EncodingError(ImportFailedError):
    """The file is not text in its encoding."""


class BrokenFileError(ImportFailedError):
    """The file is damaged or incomplete."""


class ReferenceSystemError(ImportFailedError):
    """The file declares that its coordinates are not in WGS 84."""


class FileTooLargeError(ImportFailedError):
    """The file is larger than an import accepts."""


class UnsafeFileError(ImportFailedError):
    """The file declares an entity, refers to another file, or has a path that leaves its archive."""


class MissingColumnError(ImportFailedError):
    """A column that the import needs is missing.

    Attributes:
        field: what is missing, such as ``latitude``; empty if the user named a column that does not exist.
        columns: of the table.
    """

    field: str = ""
    columns: tuple[str, ...] = ()


class ArticleError(ImportFailedError):
    """The file or page cannot become an article."""


class FetchError(ArticleError):
    """The page cannot be fetched."""
