"""What the evidence of a report must show before it may have a status, as the map states it."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any

from pydantic import Field, StrictBool

from geomap.model.article import SourceKind
from geomap.model.entry import Entry
from geomap.model.report import Status

MAX_COUNT = 1000
"""The largest number that a rule may ask for."""

AtLeast = Annotated[int, Field(strict=True, ge=1, le=MAX_COUNT)]
AtMost = Annotated[int, Field(strict=True, ge=0, le=MAX_COUNT)]


class StatusRule(Entry):
    """What the evidence of a report with this status must show, at the least."""

    articles: AtLeast | None = Field(
        default=None,
        description="At least this many articles support the report; for `refuted`, deny it.",
    )
    origins: AtLeast | None = Field(
        default=None, description="At least this many independent origins are behind these articles."
    )
    kinds: tuple[SourceKind, ...] = Field(
        default=(), description="At least one of these articles is of one of these kinds."
    )
    checked_by: AtLeast | None = Field(
        default=None, description="At least this many different people have checked the report."
    )


class SupportedRule(StatusRule):
    """What the evidence of a report with this status must show, at the least."""

    denials: AtMost | None = Field(default=None, description="At most this many articles deny the report.")


class Rules(Entry):
    """What each status requires of a report's evidence; the build checks it, and the page states it."""

    confirmed: SupportedRule | None = Field(default=None, description="What a confirmed report requires.")
    unconfirmed: SupportedRule | None = Field(default=None, description="What an unconfirmed report requires.")
    refuted: StatusRule | None = Field(
        default=None, description="What a refuted report requires; its articles are those that deny the report."
    )
    enforce: StrictBool = Field(
        default=False, description="Whether a report that does not meet its rule is an error, not a warning."
    )

    def of(self, status: Status) -> StatusRule | None:
        """The rule for a status; None if the map states none."""
        rules: dict[Status, StatusRule | None] = dict(self.stated())
        return rules.get(status)

    def published(self) -> dict[str, Any]:
        """The rules as plain values by status, without what they do not require; and ``enforce``."""
        stated = {str(status): _required(rule.model_dump(mode="json")) for status, rule in self.stated()}
        return {**stated, "enforce": self.enforce}

    def stated(self) -> Iterator[tuple[Status, StatusRule]]:
        """Each status that has a rule, with its rule, in the order of the statuses."""
        for status in Status:
            rule: StatusRule | None = getattr(self, status.value)
            if rule is not None:
                yield status, rule


def _required(rule: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in rule.items() if value not in (None, [])}
