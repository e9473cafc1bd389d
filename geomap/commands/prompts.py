"""Questions on a terminal, one at a time: answers are checked at once, and ``?`` says more."""

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import click

from geomap.commands.output import print_error
from geomap.edit.entry import RefusedError
from geomap.findings import echo

_COLUMN = 40
"""Characters of the longest choice that still has what it means beside it."""


@dataclass(frozen=True)
class Question:
    """Something to be asked.

    Attributes:
        words: the question.
        more: what ``?`` answers.
        read: makes a value of the answer, or raises ``RefusedError``.
        choices: words that may be answered, or their numbers, each with what it means.
        closed: whether nothing else may be answered.
        needed: whether an empty answer will not do.
        if_empty: what an empty answer means, in words.
        default: the answer that an empty one stands for.
    """

    words: str
    more: str
    read: Callable[[str], Any] = str
    choices: Sequence[tuple[str, str]] = ()
    closed: bool = True
    needed: bool = False
    if_empty: str = "leave it out"
    default: str = ""


def somebody_is_there() -> bool:
    """Whether a person can be asked."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def agreed(question: str, *, default: bool = False) -> bool:
    """Whether a person agrees to what is to be written; with nobody to be asked, say which options do without."""
    if not somebody_is_there():
        click.echo("Nobody is there to be asked: give --yes, or --dry-run. Nothing was written.", err=True)
        return False
    return click.confirm(question, default=default, abort=True, err=True)


def ask(question: Question) -> Any:
    """The answer; None for an empty one."""
    _list(question.choices)
    hint = "? for help" if question.needed else f"Enter to {question.if_empty}, ? for help"
    prompt = f"{click.style(question.words, bold=True)} {click.style(f'({hint})', dim=True)}"
    while True:
        answer = click.prompt(prompt, default="", show_default=False, prompt_suffix=": ", err=True).strip()
        answer = answer or question.default
        if answer == "?":
            click.echo(question.more, err=True)
            continue
        if not answer and not question.needed:
            return None
        try:
            return question.read(_chosen(question, answer))
        except RefusedError as refused:
            print_error(refused.found, refused.advice)


def _list(choices: Sequence[tuple[str, str]]) -> None:
    """The choices with their numbers: short words in a column of their own, sentences below each other."""
    width = max((len(word) for word, _ in choices), default=0)
    for number, (word, meaning) in enumerate(choices, 1):
        shown = (
            f"{word:<{width}}  {meaning}"
            if width <= _COLUMN
            else f"{echo(word, 300)}  {click.style(meaning, dim=True) if meaning else ''}"
        )
        click.echo(f"{number:>3}  {shown}".rstrip(), err=True)


def _chosen(question: Question, answer: str) -> str:
    """The word that was chosen, by itself or by its number."""
    if not answer:
        raise RefusedError("an answer is needed here", "Ctrl-C ends it without writing anything")
    if not question.choices:
        return answer
    words = [word for word, _ in question.choices]
    if answer.isascii() and answer.isdigit() and 1 <= int(answer) <= len(words):
        return words[int(answer) - 1]
    number = f"write a number from 1 to {len(words)}"
    if not question.closed:
        if answer.isdigit():
            raise RefusedError(f"there is no number {echo(answer)}", f"{number}, or words")
        return answer
    beginning = [word for word in words if word.startswith(answer.lower())]
    if answer.lower() in words or len(beginning) == 1:
        return answer.lower() if answer.lower() in words else beginning[0]
    raise RefusedError(f'"{echo(answer)}" is none of these', f"{number}, or the word")
