"""Cells of a table of articles → texts, whatever types its columns have."""

from collections.abc import Iterator
from datetime import date, timedelta
from math import isnan
from typing import TYPE_CHECKING, Any

from geomap.extras import require
from geomap.read.json_lines import NOT_ID, Problem, Row, problem_of

if TYPE_CHECKING:
    import pyarrow as pa

_MAX_PUBLISHED = 100
_EPOCH = date(1970, 1, 1)
_UNITS_OF_A_DAY = {"s": 86_400, "ms": 86_400_000, "us": 86_400_000_000, "ns": 86_400_000_000_000}


def is_text(kind: "pa.DataType") -> bool:
    """Whether a column of this type has texts: strings, bytes, or nothing."""
    types = require("pyarrow.types", extra="parquet")
    kind = kind.value_type if types.is_dictionary(kind) else kind
    return types.is_null(kind) or _is_bytes(kind) or _binary_of(kind) is not None


def values(column: "pa.Array") -> Iterator[Any]:
    """The values of a column, as texts, numbers or None.

    Texts and bytes are read as UTF-8; those that are not UTF-8 stay bytes. Days and times are the day in UTC, such as
    ``2023-01-05``. Values of all other types are None.
    """
    pa, types = require("pyarrow", extra="parquet"), require("pyarrow.types", extra="parquet")
    if types.is_dictionary(column.type):
        column = column.dictionary_decode()
    kind = column.type
    if _is_bytes(kind) or _binary_of(kind) is not None:
        # As bytes: Arrow does not check texts before it decodes them.
        texts = column if _is_bytes(kind) else column.cast(_binary_of(kind))
        yield from (_text(each.as_py()) for each in texts)
    elif types.is_date32(kind):
        yield from (_day(each.as_py(), 1) for each in column.view(pa.int32()))
    elif types.is_date64(kind) or types.is_timestamp(kind):
        units = _UNITS_OF_A_DAY["ms" if types.is_date64(kind) else kind.unit]
        yield from (_day(each.as_py(), units) for each in column.view(pa.int64()))
    elif types.is_integer(kind) or types.is_floating(kind) or types.is_decimal(kind):
        yield from (each.as_py() for each in column)
    else:
        yield from (None for _ in range(len(column)))


def row_of(id_: Any, text: Any, language: Any, published: Any) -> Row | Problem:
    """The article of a row, from its values."""
    if isinstance(text, bytes):
        return _not_utf8("text", text)
    if isinstance(id_, bytes):
        return _not_utf8("id", id_)
    if isinstance(id_, float) and isnan(id_):
        id_ = None
    name = "" if id_ is None else short(id_)
    if name is None:
        return NOT_ID
    if problem := problem_of(name, text):
        return problem
    return Row(name, name, text, language if isinstance(language, str) else None, short(published, _MAX_PUBLISHED))


def short(value: Any, limit: int | None = None) -> str | None:
    """A text or a number as a text that UTF-8 can encode; None for anything else, and for an empty text."""
    if isinstance(value, bool | bytes | list | dict | None) or value == "":
        return None
    return str(value)[:limit].encode(errors="replace").decode()


def _binary_of(kind: "pa.DataType") -> "pa.DataType | None":
    """The type of the bytes of a type of texts."""
    pa, types = require("pyarrow", extra="parquet"), require("pyarrow.types", extra="parquet")
    if types.is_string(kind):
        return pa.binary()
    if types.is_large_string(kind):
        return pa.large_binary()
    return pa.binary_view() if hasattr(types, "is_string_view") and types.is_string_view(kind) else None


def _is_bytes(kind: "pa.DataType") -> bool:
    types = require("pyarrow.types", extra="parquet")
    is_view = hasattr(types, "is_binary_view") and types.is_binary_view(kind)
    return types.is_binary(kind) or types.is_large_binary(kind) or types.is_fixed_size_binary(kind) or is_view


def _text(value: bytes | None) -> str | bytes | None:
    try:
        return None if value is None else value.decode("utf-8-sig")
    except UnicodeDecodeError:
        return value


def _day(number: int | None, units: int) -> str | None:
    """The day in which a number of units since 1970 is; None outside the years 1 to 9999."""
    try:
        return None if number is None else (_EPOCH + timedelta(days=number // units)).isoformat()
    except OverflowError:
        return None


def _not_utf8(key: str, value: bytes) -> Problem:
    try:
        value.decode()
    except UnicodeDecodeError as error:
        wrong = f"byte 0x{value[error.start]:02X} of the {key} is not UTF-8"
    return Problem("A003", wrong, f"write the {key} in UTF-8")
