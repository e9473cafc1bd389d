"""What is asked of a new report, and of new evidence for one."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from geomap.commands.place_questions import Asked, value_of
from geomap.commands.prompts import Question
from geomap.edit.entry import Desk, RefusedError, place_called
from geomap.edit.quotes import Sentence, evidence_in, evidence_quoted, sentences_about
from geomap.findings import echo
from geomap.model import Status

STATUSES = {
    Status.CONFIRMED: "you are convinced, and an article says so",
    Status.UNCONFIRMED: "it is reported, and there are doubts: the source's or your own",
    Status.REFUTED: "it is shown to be wrong",
}
"""What each status says of the editor's judgement."""

_SHOWN = 20  # places or sentences to choose from


def report_questions(desk: Desk, known: Mapping[str, Any]) -> Iterator[Asked]:
    """One question after the other, each when those before it are answered; ``known`` grows meanwhile."""
    if "title" not in known:
        more = "What was reported, in one line: A newly deployed Pantsir in Zarechye."
        yield "TITLE", Question("Title of the report", more, value_of("report", "title"), needed=True)
    if "place" not in known and desk.places:
        yield "--place", _place(desk)
    if "system" not in known:
        more = "As precisely as the source has it: Pantsir-S1, or only Pantsir."
        yield "--system", Question("Which system was seen?", more, value_of("report", "system"))
    if "status" not in known:
        more = "Your own judgement; geomap never guesses it. A confirmed report needs evidence: words of an article."
        choices = tuple((str(word), meaning) for word, meaning in STATUSES.items())
        yield "--status", Question("Status", more, status_of(desk, known), choices, needed=True)
    if "status_reason" not in known:
        more = "Readers see it beside the status: who says so, how surely, and what is missing."
        yield "--reason", Question("Why this status?", more, value_of("report", "status_reason"), needed=True)
    if "date" not in known:
        more = (
            "2023-01-19; 2023-01 some day in January; 2023-01~ about January; 2023-01-05/2023-01-10 in these days;\n"
            "../2023-01-19 until that day. Not when it was reported: that goes under reported:."
        )
        yield "--date", Question("When was it seen?", more, value_of("report", "date"))
    if "evidence" not in known:
        yield from evidence_questions(desk, known, known.get("place"), needed=known.get("status") == Status.CONFIRMED)


def status_of(desk: Desk, known: Mapping[str, Any]) -> Callable[[str], dict[str, Any]]:
    """Makes an answer the status; a confirmed report needs an article to quote."""

    def read(answer: str) -> dict[str, Any]:
        status = value_of("report", "status")(answer)
        if status["status"] == Status.CONFIRMED and not (desk.articles or known.get("evidence")):
            found = "a confirmed report needs evidence, and there are no articles in seeds/"
            raise RefusedError(found, "put the article there first (geomap import article), or write unconfirmed")
        return status

    return read


def place_of(desk: Desk, answer: str) -> dict[str, Any]:
    """The report's place."""
    return {"place": place_called(desk, answer)}


def _place(desk: Desk) -> Question:
    more = (
        "The place's number, id, name or an alias. Where nobody says where it was, leave it out: the report is listed\n"
        "and put nowhere. A place that is missing here is added first, with geomap add place."
    )
    few = desk.places if len(desk.places) <= _SHOWN else ()
    choices = tuple((place.id, place.name) for place in few)
    words, if_empty = "Where was it?", "say that nobody knows"
    return Question(words, more, lambda answer: place_of(desk, answer), choices, if_empty=if_empty, closed=False)


def evidence_questions(desk: Desk, known: Mapping[str, Any], place: str | None, *, needed: bool) -> Iterator[Asked]:
    """A sentence, and words of it, again and again until there is none more."""
    if not desk.articles and needed:
        raise RefusedError("there are no articles in seeds/", "put one there first, such as with geomap import article")
    if not desk.articles:
        return
    sentences: dict[str, Sentence] = {}
    for each in sentences_about(desk, place) if place else ():
        sentences.setdefault(f"{each.article.id}: {each.words}", each)
    more = (
        "A sentence's number; or words of any article, copied from it. Readers see them as the evidence, and every\n"
        "build looks them up in the article."
    )
    picked: list[Sentence] = []

    def read(answer: str) -> dict[str, Any]:
        if answer in sentences:
            picked.append(sentences.pop(answer))
            return {}
        return _one_more(known, evidence_quoted(desk, None, answer, place))

    first = len(known.get("evidence", ()))
    while True:
        count = len(known.get("evidence", ()))
        choices = tuple((label, "") for label in list(sentences)[:_SHOWN])
        words = "More evidence?" if count > first else "Which words of an article say so?"
        if_empty = "go on" if count else "go on without"
        yield (
            "--quote",
            Question(words, more, read, choices, if_empty=if_empty, closed=False, needed=needed and count == first),
        )
        if picked:
            yield "--quote", _words_of(picked.pop(), known)
        if len(known.get("evidence", ())) == count:
            return


def _words_of(sentence: Sentence, known: Mapping[str, Any]) -> Question:
    more = f"Words of this sentence, whole and in their order:\n{echo(sentence.words, 2000)}"

    def read(answer: str) -> dict[str, Any]:
        return _one_more(known, evidence_in(sentence, answer))

    return Question("Words to quote", more, read, if_empty="quote the whole sentence", default=sentence.words)


def _one_more(known: Mapping[str, Any], evidence: Mapping[str, str]) -> dict[str, Any]:
    given = list(known.get("evidence", ()))
    if evidence in given:
        raise RefusedError("these words are quoted already", "choose others, or go on")
    return {"evidence": [*given, dict(evidence)]}
