"""How the page opens: the editor's choice of the view, of the statuses and of the order of the reports."""

from typing import Annotated, Self

from pydantic import Field, WithJsonSchema, model_validator
from pydantic_core import PydanticCustomError

from geomap.model.angles import Coordinates
from geomap.model.entry import Choice, Entry, Position, Text

ViewZoom = Annotated[float, Field(strict=True, ge=0, le=18, allow_inf_nan=False)]
"""A zoom of the page's map: 0 shows the world in 256 pixels, each further one doubles it."""

_CORNERS_SCHEMA = {"type": "array", "minItems": 2, "maxItems": 2}


class Order(Choice):
    """The order of the reports in the list and in the table."""

    NEWEST = "newest", "Newest first, by the date of the event. The default."
    OLDEST = "oldest", "Oldest first: the course of events."
    FILE = "file", "As in the gazetteer."


class OpeningView(Entry):
    """What the map shows at first: a center with a zoom, or bounds."""

    center: Position | None = Field(
        default=None, description="Latitude and longitude of the middle of the map.", examples=[[56.1, 10.2]]
    )
    zoom: ViewZoom | None = Field(
        default=None, description="The zoom, as in the page's address after `map=`; 6 shows a country, 12 a city."
    )
    bounds: Annotated[tuple[Position, ...] | None, WithJsonSchema(_CORNERS_SCHEMA)] = Field(
        default=None,
        description="The south-west and the north-east corner of what every window shows at least.",
        examples=[[[54.5, 8.0], [57.8, 15.2]]],
    )

    @model_validator(mode="after")
    def _one_form(self) -> Self:
        if self.bounds is None and (self.center is None or self.zoom is None):
            raise _invalid("the view has neither bounds nor a center with a zoom", "add center: and zoom:, or bounds:")
        if self.bounds is not None and (self.center is not None or self.zoom is not None):
            raise _invalid("the view has both bounds and a center or zoom", "remove one of them")
        if self.bounds is not None:
            if len(self.bounds) != 2:
                raise _invalid("the bounds are not two corners", "write [[south, west], [north, east]]")
            (south, west), (north, east) = self.bounds
            if south >= north or west == east:
                raise _invalid("the bounds have no extent", "write the south-west corner first: [[54, 8], [58, 15]]")
        return self

    def box(self) -> tuple[float, float, float, float] | None:
        """South, west, north, east of the bounds in degrees, east over 180 where they cross it; None without bounds."""
        if self.bounds is None:
            return None
        (south, west), (north, east) = self.bounds
        return south, west, north, east if east > west else east + 360

    def contains(self, position: Coordinates) -> bool:
        """Whether a large window shows a position at first."""
        south, west, north, east = self.box() or self._around()
        return south <= position.latitude <= north and (position.longitude - west) % 360 <= east - west

    def _around(self) -> tuple[float, float, float, float]:
        """What a window of 1920 × 1080 pixels shows at most around the center."""
        latitude, longitude = self.center or Coordinates(0, 0)
        degrees = 360 / (256 * 2 ** (self.zoom or 0))  # per pixel at the equator; fewer of latitude elsewhere
        width = min(960 * degrees, 180)
        return latitude - 540 * degrees, longitude - width, latitude + 540 * degrees, longitude + width


def _invalid(found: str, advice: str) -> PydanticCustomError:
    return PydanticCustomError("G004", "{found}", {"found": found, "help": advice})


class MapLabels(Entry):
    """What the page calls the parts of a report, where its own words do not fit."""

    system: Text | None = Field(default=None, description="What “System” is called, such as Type or Weapon.")
