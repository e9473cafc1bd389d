"""What a source says of a report → its keys; status, reason and date are the source's own or stay missing."""

import json
from typing import Any

from pydantic_core import PydanticCustomError

from geomap.findings import echo
from geomap.importing.fields.dates import AMBIGUOUS, NotADateError, date_said, span_said
from geomap.importing.formats.source import text_of, texts_of
from geomap.model import Status
from geomap.model.dates import parse_date

MAX_TITLE = 200
MAX_LINKS = 20


def report_said(said: Any, title: str) -> dict[str, Any] | None:
    """The keys of a report, the missing ones left out; None where nothing could be its title.

    ``said`` gives the values, and takes the findings and the notes.
    """
    description, system = said.text("description", lines=True), said.text("system")
    if not title:
        title = description.split("\n", maxsplit=1)[0] or system or said.text("place")
        if not title:
            return None
        said.notes.append("title: made of what else the source says")
        description = "" if description == title else description
    if len(title) > MAX_TITLE:
        description = description or title
        title = f"{title[: MAX_TITLE - 1].rstrip()}…"
    status, reason = _status(said)
    report = {
        "title": title,
        "system": system,
        "status": status,
        "status_reason": reason,
        "date": _date(said),
        "reported": _one_date(said, "reported"),
        "description": _with_links(description, said),
        "evidence": _evidence(said),
        "history": _history(said),
    }
    return {key: value for key, value in report.items() if value not in ("", [], None)}


def _status(said: Any) -> tuple[str, str]:
    """The source's status where it is one of geomap's, else unconfirmed; and its reason, or that it gives none."""
    word, reason, file = said.text("status"), said.text("status_reason", lines=True), said.context.file
    if word.casefold() in set(Status):
        return word.casefold(), reason or f"{file} says {word.casefold()} and gives no reason."
    if word:
        said.notes.append(f'status: the source says "{echo(word)}"')
        return Status.UNCONFIRMED.value, reason or f'{file} says "{echo(word)}" and gives no reason.'
    said.notes.append("status: the source gives none")
    return Status.UNCONFIRMED.value, reason or f"From {file}, which gives no status and no reason."


def _date(said: Any) -> str:
    """When it was, in EDTF; a span where only its first and last day are given."""
    date = _one_date(said, "date")
    if not date:
        span = span_said(_one_date(said, "date_earliest"), _one_date(said, "date_latest"))
        try:
            return parse_date(span).edtf if span else ""
        except PydanticCustomError as problem:
            said.warn("I008", "date_earliest", problem.message(), "the date is left out")
            said.notes.append(f"date: {echo(span)} could not be read")
            return ""
    roughly = said.raw.said.get("time_precision")
    if roughly == "month":
        return date[:7]
    return f"{date}~" if roughly == "week" else date


def _one_date(said: Any, name: str) -> str:
    value = said.raw.said.get(name)
    try:
        return date_said(value, month_first=said.context.month_first)
    except NotADateError as problem:
        shown, found = echo(text_of(value)), str(problem)
        if found == AMBIGUOUS:
            said.warn("I008", name, f'"{shown}": {found}', "say --dates day-first or --dates month-first")
        else:
            said.warn("I008", name, found, "the date is left out, and stands in a comment")
        said.notes.append(f'{name}: "{shown}" could not be read')
        return ""


def _with_links(description: str, said: Any) -> str:
    """The description, with where the source has it from; a gazetteer's evidence needs an article, and words in it."""
    links = [link for link in dict.fromkeys(texts_of(said.raw.said.get("links"))) if link not in description]
    if len(links) > MAX_LINKS:
        said.notes.append(f"{len(links) - MAX_LINKS} of {len(links)} links left out")
    lines = [f"Source: {' '.join(link.split())[:2000]}" for link in links[:MAX_LINKS]]
    return "\n".join(filter(None, [description, *lines]))


def _evidence(said: Any) -> list[dict[str, str]]:
    """The articles and the words in them; whether the project has them is seen later. What has no article is a note."""
    value = said.raw.said.get("evidence")
    if isinstance(value, str) and value.lstrip().startswith("["):
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            said.notes.append("evidence: could not be read")
            return []
    found = []
    for each in value if isinstance(value, list) else texts_of(value, " | "):
        article, quote = (
            (text_of(each.get(key)) for key in ("article", "quote")) if isinstance(each, dict) else ("", each)
        )
        if text_of(quote):
            found.append({"article": article, "quote": text_of(quote)})
    said.notes += [f"evidence: {echo(url, 400)}" for url in texts_of(said.raw.said.get("evidence_urls"), " | ")]
    return found


def _history(said: Any) -> list[dict[str, str]]:
    """Earlier statuses that are whole."""
    value = said.raw.said.get("history")
    if isinstance(value, str) and value.lstrip().startswith("["):
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            value = None
    found = []
    for each in value if isinstance(value, list) else []:
        entry = {key: text_of(each.get(key)) for key in ("date", "status", "reason")} if isinstance(each, dict) else {}
        try:
            entry["date"] = date_said(entry.get("date"), month_first=said.context.month_first)
        except NotADateError:
            entry["date"] = ""
        if all(entry.values()) and entry.get("status") in set(Status):
            found.append(entry)
        else:
            said.notes.append("history: an entry could not be read")
    return found
