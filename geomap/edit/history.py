"""Proposals for the history of reports from the statuses that they had before; applied to the files if asked for."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from geomap.edit.yaml_edit import SetValue, Step, change_text
from geomap.edit.yaml_format import NewEntry, entry_lines
from geomap.model import Report, Status
from geomap.model.origin import Origin
from geomap.read.references import RawEntry
from geomap.read.yaml.nodes import read_yaml


class Seen(Protocol):
    """A status that a report was seen to have from a day on."""

    @property
    def day(self) -> str:
        """As YYYY-MM-DD."""

    @property
    def status(self) -> Status:
        """The status."""

    @property
    def reason(self) -> str:
        """The reason that was given for it."""


@dataclass(frozen=True)
class HistoryProposal:
    """What could be added to a report.

    Attributes:
        report: as it is.
        history: entries for its ``history``, after those that it has.
        status_since: when it got its status; empty if that is known or not in git.
    """

    report: Report
    history: tuple[dict[str, str], ...]
    status_since: str

    def lines(self) -> list[str]:
        """The lines of YAML, as they are below the other keys of the report."""
        values = {"status_since": self.status_since} if self.status_since else {}
        entry = {**values, **({"history": list(self.history)} if self.history else {})}
        return [f"    {line[2:]}" for line in entry_lines(NewEntry(entry, []), 0, 2)]


def propose_history(report: Report, seen: Sequence[Seen]) -> HistoryProposal | None:
    """What the earlier statuses of a report add to it; None if nothing, or if its own history says otherwise.

    Args:
        report: as it is now.
        seen: the statuses that it had, the oldest first, each different from the one before.
    """
    is_current = bool(seen) and seen[-1].status is report.status
    earlier = seen[:-1] if is_current else seen
    own = [change.status for change in report.history]
    if [each.status for each in earlier[: len(own)]] != own:
        return None
    missing = tuple(
        {"date": each.day, "status": str(each.status), "reason": each.reason} for each in earlier[len(own) :]
    )
    since = seen[-1].day if is_current and earlier and report.status_since is None else ""
    return HistoryProposal(report, missing, since) if missing or since else None


def apply_history(text: str, name: str, proposals: Sequence[HistoryProposal]) -> str:
    """The text of a gazetteer file with the proposals for its reports in it; every other line is kept.

    Args:
        text: of the file, without its byte order mark.
        name: of the file, for messages.
        proposals: for reports of this file.

    Raises:
        ProjectError: the text is not valid YAML.
        EditError: a report is written in a way in which it cannot be changed.
    """
    reports = (read_yaml(text, name).value or {}).get("reports") or []
    rows = {id_: at for at, entry in enumerate(reports) if (id_ := RawEntry(entry, Origin(name), "title", at).id)}
    steps: list[Step] = []
    for proposal in proposals:
        report: tuple[str | int, ...] = ("reports", rows[proposal.report.id])
        if proposal.status_since:
            steps.append(SetValue((*report, "status_since"), proposal.status_since))
        own = len(proposal.report.history)
        if own == 0 and proposal.history:
            steps.append(SetValue((*report, "history"), [dict(entry) for entry in proposal.history]))
        else:
            steps += [SetValue((*report, "history", own + at), dict(each)) for at, each in enumerate(proposal.history)]
    return change_text(text, name, steps)
