"""The questions of ``geomap import``: what the file itself does not say."""

from collections.abc import Mapping
from dataclasses import replace

import click

from geomap.commands.output import plural
from geomap.importing.errors import MissingColumnError
from geomap.importing.fields.own import columns_for_fields
from geomap.importing.log import ImportLog
from geomap.importing.source import ImportOptions
from geomap.model import Status

_MAX_ASKED = 10


def ask_column(options: ImportOptions, error: MissingColumnError) -> ImportOptions:
    """The options with the column of a required field."""
    column = click.prompt(f"Which column is the {error.field}?", type=click.Choice(error.columns), err=True)
    return replace(options, columns={**options.columns, error.field: column})


def ask_values(options: ImportOptions, log: ImportLog) -> ImportOptions:
    """The options with the meaning of texts in place of a status, and of dates that have more than one."""
    return replace(_ask_dates(options, log.unclear), statuses={**options.statuses, **_ask_statuses(log)})


def _ask_statuses(log: ImportLog) -> dict[str, str]:
    column = next(iter(log.columns.get("status", ())), "status")
    choice = click.Choice([status.value for status in Status])
    return {
        text.casefold(): click.prompt(
            f'{column}: "{text}" ({plural(count, "report")}) means', type=choice, default="unconfirmed", err=True
        )
        for text, count in log.statuses.most_common(_MAX_ASKED)
    }


def _ask_dates(options: ImportOptions, unclear: Mapping[str, str]) -> ImportOptions:
    if "order" in unclear:
        question = f"Which comes first in dates such as “{unclear['order']}”?"
        first = click.prompt(question, type=click.Choice(["day", "month"]), err=True)
        options = replace(options, month_first=first == "month")
    if "century" in unclear:
        question = f"In which century are dates such as “{unclear['century']}”?"
        century = click.prompt(question, type=click.Choice(["20", "19"]), err=True)
        options = replace(options, century=century)
    if "year" in unclear:
        question = f"Of which year are dates such as “{unclear['year']}”?"
        options = replace(options, year=click.prompt(question, type=click.IntRange(1, 9999), err=True))
    return options


def ask_fields(log: ImportLog) -> list[str]:
    """The columns to keep as fields of the reports, one after the other."""
    chosen: list[str] = []
    columns = columns_for_fields(log)
    if columns:
        click.echo(f"Columns that have no field and become comments: {', '.join(columns)}", err=True)
    while left := [column for column in columns if column not in chosen]:
        question = "Column to keep as a field of the reports (Enter for no more)"
        choice = click.Choice(["", *left], case_sensitive=False)
        column = click.prompt(question, default="", type=choice, show_default=False, show_choices=False, err=True)
        if not column:
            break
        chosen.append(column)
    return chosen
