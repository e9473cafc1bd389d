"""The map, its places and its reports: the file format, for validation and the JSON Schema."""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StrictBool, model_validator

from geomap.model.basemap import BasemapOrPath
from geomap.model.entry import Address, Contact, Entry, Id, Metres, OrNothing, PlaceOrReportId, Text
from geomap.model.language import ByLanguage, Language, canonical_language
from geomap.model.online import OnlineOrName
from geomap.model.opening import MapLabels, OpeningView, Order
from geomap.model.overlay import OverlayOrPath
from geomap.model.own_fields import OwnFields
from geomap.model.place import Place
from geomap.model.report import Report, Status
from geomap.model.rules import Rules


class MapTexts(Entry):
    """The map's texts in another language."""

    title: Text | None = Field(default=None, description="The title in that language.")
    summary: Text | None = Field(default=None, description="The summary in that language.")
    method: Text | None = Field(default=None, description="The method in that language, in Markdown.")
    labels: MapLabels | None = Field(default=None, description="The labels in that language.")


class MapInfo(Entry):
    """The `map:` entry: the map's title and how it is published."""

    title: Text = Field(default="Reported deployments", description="The map's title.")
    summary: Text | None = Field(default=None, description="One or two sentences under the title.")
    language: Language = Field(
        default="en",
        description="Language of the gazetteer's texts (BCP 47), such as en or ru.",
        examples=["en", "ru", "uk"],
    )
    languages: tuple[Language, ...] = Field(
        default=(),
        description="Languages that the page offers, after the language of the texts. If `language` is left out, the "
        "first of these is the language of the texts.",
    )
    method: Text | None = Field(
        default=None,
        description="How reports are chosen and how to report an error, in Markdown; shown as “About this map”.",
    )
    contact: Contact | None = Field(
        default=None,
        description="Where to report an error: a mailto: address, or a page. {id}, {title}, {address} and {build} are "
        "filled in for a report.",
        examples=["mailto:desk@example.org", "https://example.org/corrections?report={id}&build={build}"],
    )
    rules: Rules | None = Field(
        default=None, description="What each status requires of a report's evidence; checked by the build."
    )
    license: Text | None = Field(default=None, description="Licence of the map's data.")
    url: Address | None = Field(
        default=None,
        description="Where the map will be published, http(s): for links, previews and embedding in other sites.",
    )
    view: OpeningView | None = Field(
        default=None, description="What the map shows at first. Default: all reports that are shown."
    )
    show: tuple[Status, ...] = Field(
        default=(Status.CONFIRMED, Status.UNCONFIRMED),
        description="The statuses that are shown at first. Default: confirmed and unconfirmed.",
    )
    order: Order = Field(
        default=Order.NEWEST, description="The order of the reports: newest (default), oldest or file."
    )
    labels: MapLabels | None = Field(
        default=None, description="What the page calls the parts of a report, such as `system: Type`."
    )
    fields: OwnFields = Field(
        default_factory=dict,
        description="Own fields of the reports by their names: letters, digits, hyphens, full stops and underscores.",
        examples=[{"credibility": {"type": "choice", "values": ["1", "2", "3"]}}],
    )
    show_checkers: StrictBool = Field(
        default=False, description="Whether to publish who has checked each report, not only that it was checked."
    )
    coarsen: Metres | None = Field(
        default=None, description="Generalise every published position to a grid of this many metres."
    )
    basemap: BasemapOrPath | None = Field(
        default=None, description="A PMTiles file with streets, drawn under the markers."
    )
    online: OnlineOrName | None = Field(
        default=None, description="A map service that readers may load as the base map, by its xyzservices name or url."
    )
    overlays: tuple[OverlayOrPath, ...] = Field(
        default=(), description="GeoJSON files drawn under the markers, such as a border."
    )
    translations: ByLanguage[Annotated[MapTexts, OrNothing]] = Field(
        default_factory=dict, description="Title, summary and method in other languages, by language code."
    )
    redirects: dict[Id, PlaceOrReportId] = Field(
        default_factory=dict,
        description="Former ids of reports and places and the ids that replace them, so that old links keep working.",
    )

    @model_validator(mode="before")
    @classmethod
    def _first_language(cls, value: Any) -> Any:
        """Where the language of the texts is left out, it is the first of the languages."""
        if isinstance(value, Mapping) and value.get("language") is None:
            match value.get("languages"):
                case [str(first), *_] if canonical_language(first.strip()):
                    return {**value, "language": first}
        return value

    @property
    def offered_languages(self) -> tuple[str, ...]:
        """The languages of the page, each once, the language of the texts first."""
        return tuple(dict.fromkeys((self.language, *self.languages)))


class GazetteerFile(Entry):
    """One YAML file of the gazetteer."""

    map: MapInfo | None = Field(default=None, description="The map's title and how it is published.")
    places: tuple[Place, ...] = Field(
        default=(), description="The places: names, positions, and how precisely each is known."
    )
    reports: tuple[Report, ...] = Field(
        default=(), description="The reports: what, where, when, who reported it, and whether it is confirmed."
    )


class Gazetteer(BaseModel):
    """All files in ``data/`` together."""

    model_config = ConfigDict(frozen=True)
    map: MapInfo
    places: tuple[Place, ...]
    reports: tuple[Report, ...]
