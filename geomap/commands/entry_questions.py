"""The questions for a new place, a new report and new evidence."""

import re
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import PurePath
from typing import Any

import click
from pydantic_core import PydanticCustomError

from geomap.commands.prompts import Question
from geomap.edit.entry import InvalidValueError, Kind, Workspace, find_place_id, validate_value
from geomap.edit.quotes import Sentence, find_quote, quote_sentence, sentences_mentioning
from geomap.findings import echo
from geomap.model import DEFAULT_UNCERTAINTY_M, Coordinates, Precision, Status
from geomap.model.position_text import DEGREES, read_position
from geomap.model.written_dates import readings, time_in
from geomap.tiles.world import LARGE, settlements_like

STATUSES = {
    Status.CONFIRMED: "you are convinced, and an article supports it",
    Status.UNCONFIRMED: "reported, with doubts of the source or your own",
    Status.REFUTED: "shown to be wrong",
}
"""What the editor says with each status."""

_MAX_CHOICES = 20  # places or sentences to choose from

STATED_UNCERTAINTY = "uncertainty of the notation"
"""The key of the radius that a notation of coordinates states, until the precision is known."""

Values = Mapping[str, Any]
"""Keys and values of the entry so far. The questions see each answer before the next question."""


def answer_for(kind: Kind, key: str) -> Callable[[str], dict[str, Any]]:
    """Turns an answer into the value of a key."""
    return lambda answer: {key: validate_value(kind, key, answer)}


def date_answer(key: str) -> Callable[[str], dict[str, Any]]:
    """Turns an answer into a date; one in another notation than EDTF is shown as it is read."""

    def read(answer: str) -> dict[str, Any]:
        try:
            return answer_for("report", key)(answer)
        except InvalidValueError:
            found = readings(answer)
            if len(found) != 1 or re.fullmatch(r"\d{5}(?:[.,]\d+)?|\d{9,}", answer.strip()):
                raise
        time = time_in(answer, found[0])
        date = f"{found[0]}T{time.edtf}" if time else found[0]
        values = answer_for("report", key)(date)
        click.echo(f"“{echo(answer)}” is read as {date}", err=True)
        return values

    return read


def position_answer(workspace: Workspace, answer: str) -> dict[str, Any]:
    """Coordinates, with the uncertainty that their notation states, or the path of the file of an area."""
    if PurePath(answer.strip()).suffix.lower() in {".geojson", ".json"} and "://" not in answer:
        return {"area": validate_value("place", "area", answer)}
    try:
        found = read_position(answer, lambda name: _position_of(workspace, name))
    except PydanticCustomError as error:
        raise InvalidValueError(error.message(), str((error.context or {})["help"])) from None
    if found.notation == DEGREES:
        return {"coordinates": validate_value("place", "coordinates", answer)}
    values: dict[str, Any] = {"coordinates": list(found.coordinates)}
    read = f"{found.coordinates.latitude}, {found.coordinates.longitude}"
    if found.uncertainty_m is not None:
        values[STATED_UNCERTAINTY] = int(found.uncertainty_m)
        read += f", ±{found.uncertainty_m:,.0f} m"
    click.echo(f"“{echo(answer)}” is {found.notation}: {read}", err=True)
    return values


def _position_of(workspace: Workspace, name: str) -> Coordinates | None:
    """The position of the place of the gazetteer with this name, or of the only large or only settlement with it."""
    try:
        wanted = find_place_id(workspace, name)
    except InvalidValueError:
        settlements = settlements_like(name.partition(",")[0])
        large = [settlement for settlement in settlements if settlement.rank <= LARGE]
        only = large if len(large) == 1 else settlements
        return Coordinates(only[0].latitude, only[0].longitude) if len(only) == 1 else None
    return next(place.coordinates for place in workspace.places if place.id == wanted)


def part_of_answer(workspace: Workspace, answer: str) -> dict[str, Any]:
    """The place that contains the new place."""
    return {"part_of": find_place_id(workspace, answer)}


def place_answer(workspace: Workspace, answer: str) -> dict[str, Any]:
    """The place of a report."""
    return {"place": find_place_id(workspace, answer)}


def status_answer(workspace: Workspace, values: Values) -> Callable[[str], dict[str, Any]]:
    """Turns an answer into the status; a confirmed report needs an article to quote."""

    def read(answer: str) -> dict[str, Any]:
        status = answer_for("report", "status")(answer)
        if status["status"] == Status.CONFIRMED and not (workspace.articles or values.get("evidence")):
            message = "a confirmed report needs evidence, and there are no articles in seeds/"
            raise InvalidValueError(message, "add the article first (geomap import article), or choose unconfirmed")
        return status

    return read


def place_questions(workspace: Workspace, values: Values) -> Iterator[Question]:
    """The questions for what is missing of a place, in order."""
    if "name" not in values:
        more = "The name that readers see and that geomap looks for in the articles. Other spellings come later."
        yield Question("NAME", "Name of the place", more, answer_for("place", "name"), required=True)
    if "coordinates" not in values and "area" not in values:
        more = (
            "Latitude, then longitude, in any common notation: 55.7279, 37.5870 or 55°43′40″N 37°35′12″E.\n"
            "Also a link to a map, a geo: address, MGRS, UTM or a plus code.\n"
            "For an area without a point: the path of a .geojson file, relative to the gazetteer file."
        )
        read = partial(position_answer, workspace)
        yield Question("--coordinates", "Coordinates", more, read, required=True)
    if "precision" not in values:
        yield _precision_question()
    if "uncertainty" not in values and "coordinates" in values:
        yield _uncertainty_question(Precision(values.get("precision") or Precision.UNKNOWN))
    if "coordinate_source" not in values:
        more = "Where the position comes from, for example: GeoNames 6417635; the address; a photograph of …"
        yield Question("--source", "Source of the position", more, answer_for("place", "coordinate_source"))
    if "part_of" not in values and workspace.places:
        more = "The place of the gazetteer that contains this one: its id, name or alias. It tells namesakes apart."
        yield Question("--part-of", "Part of which place?", more, partial(part_of_answer, workspace))
    if "names" not in values and workspace.gazetteer:
        for language in workspace.gazetteer.map.offered_languages[1:]:
            more = f"The name in articles and on pages in {language}, which is one of the map's languages."
            yield Question("--names", f"Name in {language}", more, _name_answer(language, values))
    if "aliases" not in values:
        yield from _alias_questions(values)


def _precision_question() -> Question:
    more = (
        "What the source says about the place, not how precisely you can place a point on a map. Do not choose a\n"
        "finer precision than the source gives. A district or anything larger is drawn as an area, without a pin."
    )
    choices = tuple((str(each), each.description) for each in Precision)
    text = "How precisely is the place known?"
    return Question("--precision", text, more, answer_for("place", "precision"), choices, required=True)


def _uncertainty_question(precision: Precision) -> Question:
    default = DEFAULT_UNCERTAINTY_M[precision]
    more = "The radius in metres around the point that contains the true position. The map shows it."
    if_empty = f"use {default:,.0f}, the default for {precision}" if default else "skip"
    read = answer_for("place", "uncertainty")
    return Question("--uncertainty", "Uncertainty in metres", more, read, if_empty=if_empty)


def _name_answer(language: str, values: Values) -> Callable[[str], dict[str, Any]]:
    def read(answer: str) -> dict[str, Any]:
        return {"names": validate_value("place", "names", {**values.get("names", {}), language: answer})}

    return read


def _alias_questions(values: Values) -> Iterator[Question]:
    """One alias after the other, until the answer is empty."""
    more = "Another name or spelling that articles use. The question is repeated until you press Enter."

    def read(answer: str) -> dict[str, Any]:
        return {"aliases": validate_value("place", "aliases", [*values.get("aliases", ()), answer])}

    count = -1
    while count < len(values.get("aliases", ())):
        count = len(values.get("aliases", ()))
        yield Question("--alias", "Alias" if count == 0 else "Another alias", more, read, if_empty="continue")


def report_questions(workspace: Workspace, values: Values) -> Iterator[Question]:
    """The questions for what is missing of a report, in order."""
    if "title" not in values:
        more = "What was reported, in one line, for example: A newly deployed Pantsir in Zarechye."
        yield Question("TITLE", "Title of the report", more, answer_for("report", "title"), required=True)
    if "place" not in values and workspace.places:
        yield _place_question(workspace)
    if "system" not in values:
        more = "As precisely as the source says it: Pantsir-S1, or only Pantsir."
        yield Question("--system", "System that was seen", more, answer_for("report", "system"))
    if "status" not in values:
        more = "Your judgement; geomap never guesses it. A confirmed report needs evidence: a quote from an article."
        choices = tuple((str(name), meaning) for name, meaning in STATUSES.items())
        yield Question("--status", "Status", more, status_answer(workspace, values), choices, required=True)
    if "status_reason" not in values:
        more = "Readers see it with the status: who reports it, how certain it is, and what is missing."
        read = answer_for("report", "status_reason")
        yield Question("--reason", "Reason for the status", more, read, required=True)
    if "date" not in values:
        more = (
            "2023-01-19; 2023-01 for a day in January; 2023-01~ for about January; 2023-01-05/2023-01-10 for a\n"
            "period; ../2023-01-19 for any time up to that day. The date of publication is a different key, reported.\n"
            "A date in another notation, such as 19 January 2023, is read and shown in this form."
        )
        yield Question("--date", "Date when it was seen", more, date_answer("date"))
    if "evidence" not in values:
        required = values.get("status") == Status.CONFIRMED
        yield from evidence_questions(workspace, values, values.get("place"), required=required)


def _place_question(workspace: Workspace) -> Question:
    more = (
        "The number, id, name or an alias of the place. If the location is unknown, skip this: the report is in the\n"
        "list but not on the map. To add a new place first: geomap add place."
    )
    few = workspace.places if len(workspace.places) <= _MAX_CHOICES else ()
    return Question(
        "--place",
        "Place",
        more,
        lambda answer: place_answer(workspace, answer),
        tuple((place.id, place.name) for place in few),
        only_choices=False,
        if_empty="leave the location unknown",
    )


def evidence_questions(
    workspace: Workspace, values: Values, place: str | None, *, required: bool
) -> Iterator[Question]:
    """A sentence and a quote from it, again and again until the answer is empty."""
    if not workspace.articles and required:
        raise InvalidValueError("there are no articles in seeds/", "add one first, for example: geomap import article")
    if not workspace.articles:
        return
    sentences: dict[str, Sentence] = {}
    for each in sentences_mentioning(workspace, place) if place else ():
        sentences.setdefault(f"{each.article.id}: {each.text}", each)
    more = (
        "The number of a sentence, or a text copied from any article. Readers see it as evidence, and every build\n"
        "checks that the article contains it."
    )
    chosen: list[Sentence] = []

    def read(answer: str) -> dict[str, Any]:
        if answer in sentences:
            chosen.append(sentences.pop(answer))
            return {}
        return _with_evidence(values, find_quote(workspace, None, answer, place))

    first = len(values.get("evidence", ()))
    while True:
        count = len(values.get("evidence", ()))
        yield Question(
            "--quote",
            "Another quote" if count > first else "Quote from an article",
            more,
            read,
            tuple((label, "") for label in list(sentences)[:_MAX_CHOICES]),
            only_choices=False,
            required=required and count == first,
            if_empty="continue" if count else "continue without evidence",
        )
        if chosen:
            yield _part_question(chosen.pop(), values)
        if len(values.get("evidence", ())) == count:
            return


def _part_question(sentence: Sentence, values: Values) -> Question:
    more = f"Whole words from this sentence, in their order:\n{echo(sentence.text, 2000)}"

    def read(answer: str) -> dict[str, Any]:
        return _with_evidence(values, quote_sentence(sentence, answer))

    text = "Part of the sentence to quote"
    return Question("--quote", text, more, read, if_empty="quote the whole sentence", default=sentence.text)


def _with_evidence(values: Values, evidence: Mapping[str, str]) -> dict[str, Any]:
    existing = list(values.get("evidence", ()))
    if evidence in existing:
        raise InvalidValueError("this quote has been added already", "choose another one, or continue")
    return {"evidence": [*existing, dict(evidence)]}
