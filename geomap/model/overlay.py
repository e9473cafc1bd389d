"""``map.overlays``: lines of the editor's own under the markers, such as a border."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Self

from pydantic import BeforeValidator, ConfigDict, Field, PrivateAttr

from geomap.model.entry import Attribution, Choice, Entry, Text, text_as

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry


class Style(Choice):
    """How an overlay is drawn."""

    LINE = "line", "A line."
    AREA = "area", "A line around a light fill."
    DASHED = "dashed", "A dashed line."


@dataclass(frozen=True)
class Feature:
    """A shape of an overlay: longitudes and latitudes in degrees, valid, cut at 180°; with its own label, if any."""

    geometry: "BaseGeometry"
    label: str | None = None


class Overlay(Entry):
    """A GeoJSON file, such as a border, drawn under the markers."""

    model_config = ConfigDict(arbitrary_types_allowed=True)
    file: Text = Field(description="Path of a GeoJSON file, relative to the gazetteer file.")
    label: Text | None = Field(
        default=None, description="Property that names each of its shapes; if no shape has it, the label of them all."
    )
    attribution: Text | None = Field(default=None, description="Credit line; links as in HTML.")
    style: Style = Field(default=Style.LINE, description="A line, a line around a light fill, or a dashed line.")
    _features: tuple[Feature, ...] = PrivateAttr(default=())
    _credit: Attribution = PrivateAttr(default=())

    @property
    def features(self) -> tuple[Feature, ...]:
        """The shapes in the file; none until it was read."""
        return self._features

    @property
    def credit(self) -> Attribution:
        """The credit line as plain texts and links."""
        return self._credit

    def with_features(self, features: Sequence[Feature], credit: Attribution = ()) -> Self:
        """A copy that has the shapes in its file, and its credit line."""
        return self._with(_features=tuple(features), _credit=credit)


OverlayOrPath = Annotated[Overlay, BeforeValidator(text_as("file"), json_schema_input_type=str | Overlay)]
"""An overlay, or the path of its file."""
