"""Questions on a terminal, one at a time: an answer is checked at once, and ``?`` shows more help."""

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import click

from geomap.commands.output import print_error
from geomap.edit.entry import InvalidValueError
from geomap.findings import echo

NOTHING_WRITTEN = "Nothing was written."
_MAX_ALIGNED = 40
"""Characters of the longest choice that has its meaning in a second column."""


@dataclass(frozen=True)
class Question:
    """A question for the values of an entry.

    Attributes:
        option: the command-line option that answers it.
        text: the question.
        help: the answer to ``?``.
        read: turns the answer into keys and values, or raises ``InvalidValueError``.
        choices: answers to choose from by name or number, each with its meaning.
        only_choices: whether nothing else may be answered.
        required: whether an empty answer is refused.
        if_empty: what an empty answer does.
        default: the answer that an empty one stands for.
    """

    option: str
    text: str
    help: str
    read: Callable[[str], dict[str, Any]]
    choices: Sequence[tuple[str, str]] = ()
    only_choices: bool = True
    required: bool = False
    if_empty: str = "skip"
    default: str = ""


def is_interactive() -> bool:
    """Whether a person can answer questions."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def confirm_writing(question: str, *, default: bool = False) -> bool:
    """Ask whether to write; without a terminal, print which options to use and return False."""
    if not is_interactive():
        click.echo(
            f"Not running in a terminal: pass --yes to write, or --dry-run to preview. {NOTHING_WRITTEN}", err=True
        )
        return False
    return click.confirm(question, default=default, abort=True, err=True)


def ask(question: Question) -> dict[str, Any]:
    """The keys and values of the answer; none for an empty answer."""
    _show_choices(question.choices)
    hint = "? for help" if question.required else f"Enter to {question.if_empty}, ? for help"
    prompt = f"{click.style(question.text, bold=True)} {click.style(f'({hint})', dim=True)}"
    while True:
        answer = click.prompt(prompt, default="", show_default=False, prompt_suffix=": ", err=True).strip()
        answer = answer or question.default
        if answer == "?":
            click.echo(question.help, err=True)
            continue
        if not answer and not question.required:
            return {}
        try:
            return question.read(_resolve_choice(question, answer))
        except InvalidValueError as error:
            print_error(str(error), error.hint)


def _show_choices(choices: Sequence[tuple[str, str]]) -> None:
    """The choices with their numbers; short ones are aligned, long ones are not."""
    width = max((len(name) for name, _ in choices), default=0)
    for number, (name, meaning) in enumerate(choices, 1):
        if width <= _MAX_ALIGNED:
            line = f"{name:<{width}}  {meaning}"
        else:
            line = f"{echo(name, 300)}  {click.style(meaning, dim=True) if meaning else ''}"
        click.echo(f"{number:>3}  {line}".rstrip(), err=True)


def _resolve_choice(question: Question, answer: str) -> str:
    """The choice that an answer names in full, by its number or by its first letters."""
    if not answer:
        raise InvalidValueError("an answer is required", "press Ctrl-C to stop without writing anything")
    if not question.choices:
        return answer
    names = [name for name, _ in question.choices]
    if answer.isascii() and answer.isdigit() and 1 <= int(answer) <= len(names):
        return names[int(answer) - 1]
    hint = f"enter a number from 1 to {len(names)}"
    if not question.only_choices:
        if answer.isdigit():
            raise InvalidValueError(f"there is no number {echo(answer)}", f"{hint}, or a text")
        return answer
    matches = [name for name in names if name.startswith(answer.lower())]
    if answer.lower() in names:
        return answer.lower()
    if len(matches) == 1:
        return matches[0]
    raise InvalidValueError(f'"{echo(answer)}" is not one of the choices', f"{hint}, or a name")
