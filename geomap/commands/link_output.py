"""Linked articles and suggestions → JSON lines, or text for a terminal."""

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

import click

from geomap.errors import GeomapError
from geomap.findings import echo
from geomap.link import LeftOut, MentionsFound, Suggestion
from geomap.link.snapshot import KnownPlace
from geomap.link.suggestions import MAX_SUGGESTIONS
from geomap.model import Article, Mention

_Change = TypeVar("_Change")
_ENCODER = json.JSONEncoder(ensure_ascii=False)  # json.dumps makes a new one at each call
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_CANDIDATES = 5  # settlements listed for one suggestion


def mentions_as_json(
    article: Article, found: MentionsFound, *, places: Mapping[str, KnownPlace], show_all: bool
) -> str:
    """One JSON object per mention and line. ``show_all`` adds the names that were left out, with a null place."""
    del article
    rows = [_mention_row(mention, places[mention.place]) for mention in found.mentions]
    if show_all:
        rows = sorted([*rows, *map(_left_out_row, found.left_out)], key=lambda row: int(row["start"]))
    return "".join(_ENCODER.encode(row) + "\n" for row in rows)


def _anchor_row(anchor: Mention | LeftOut) -> dict[str, Any]:
    return {
        "article": anchor.article,
        "start": anchor.start,
        "end": anchor.end,
        "exact": anchor.exact,
        "prefix": anchor.prefix,
        "suffix": anchor.suffix,
    }


def _mention_row(mention: Mention, place: KnownPlace) -> dict[str, Any]:
    latitude, longitude = place.coordinates or (None, None)
    return {
        **_anchor_row(mention),
        "place": mention.place,
        "name": mention.name,
        "latitude": latitude,
        "longitude": longitude,
        "score": mention.score,
        "reason": mention.reason,
    }


def _left_out_row(left_out: LeftOut) -> dict[str, Any]:
    return {**_anchor_row(left_out), "place": None, "places": list(left_out.places), "reason": left_out.reason}


def mentions_as_text(article: Article, found: MentionsFound, *, show_all: bool) -> str:
    """The article's text with its mentions marked. ``show_all`` adds the names that were left out, and the scores."""
    count = f"{len(found.mentions)} mention{'' if len(found.mentions) == 1 else 's'}"
    code, recognised = found.language
    language = f" (language: {echo(code)}{', recognised' if recognised else ''})" if show_all else ""
    pieces, end = [click.style(f"{echo(article.file)}: {count}", bold=True), language, "\n\n"], 0
    marked: list[Mention | LeftOut] = [*found.mentions, *(found.left_out if show_all else ())]
    for each in sorted(marked, key=lambda one: one.start):
        mention = isinstance(each, Mention)
        pieces.append(_printable(article.text[end : each.start]))
        pieces.append(click.style(_printable(each.exact), fg="green" if mention else "yellow", underline=True))
        note = f"[{each.place}]" if isinstance(each, Mention) else f"[no place: {each.reason}]"
        pieces.append(click.style(note, dim=True))
        end = each.end
    pieces += [_printable(article.text[end:].rstrip("\n")), "\n\n"]
    if show_all:
        decided = sorted(
            {(each.exact, each.place, each.score, each.reason) for each in found.mentions if each.score < 1}
        )
        pieces += [
            f"  {_printable(exact)}: {place}, {score:.0%}: {reason}\n" for exact, place, score, reason in decided
        ]
        pieces += ["\n"] if decided else []
    return "".join(pieces)


def _printable(text: str) -> str:
    """The text without the characters that control a terminal."""
    return _CONTROLS.sub("\ufffd", text)


def suggestions_as_json(found: Iterable[Suggestion]) -> str:
    """One JSON object per suggestion and line."""
    return "".join(_ENCODER.encode(_suggestion_row(each)) + "\n" for each in found)


def _suggestion_row(suggestion: Suggestion) -> dict[str, Any]:
    seen = [
        {"article": each.article, "start": each.start, "end": each.end, "sentence": each.sentence}
        for each in suggestion.seen
    ]
    candidates = [
        {"latitude": one.latitude, "longitude": one.longitude, "country": one.country or None}
        for one in suggestion.candidates
    ]
    row = {"name": suggestion.name, "count": suggestion.count, "score": suggestion.score}
    others = {"others": suggestion.others} if suggestion.others else {}
    return {**row, **others, "seen": seen, "candidates": candidates}


def suggestions_as_text(found: Sequence[Suggestion]) -> str:
    """The best suggestions, each with the sentences it was found in and its possible positions."""
    lines = []
    for each in found[:MAX_SUGGESTIONS]:
        times = f"{each.count} time{'' if each.count == 1 else 's'}"
        others = f" (also {', '.join(map(echo, each.others))})" if each.others else ""
        lines.append(f"{click.style(echo(each.name), bold=True)}{others}: found {times}, score {each.score:.1f}\n")
        lines += [f"  {echo(one.article)}: {echo(one.sentence, 160)}\n" for one in each.seen]
        if each.candidates:
            places = [
                f"[{one.latitude}, {one.longitude}]{f' {one.country}' if one.country else ''}"
                for one in each.candidates[:_CANDIDATES]
            ]
            more = f" and {len(each.candidates) - _CANDIDATES} more" if len(each.candidates) > _CANDIDATES else ""
            name = each.candidates[0].name
            known = "" if name == each.name else f' "{echo(name)}"'
            lines.append(f"  in GeoNames{known}: {', '.join(places)}{more}\n")
    if len(found) > MAX_SUGGESTIONS:
        lines.append(f"… and {len(found) - MAX_SUGGESTIONS:,} more: --format json lists all\n")
    return "".join(lines) or "No suggestions.\n"


def write_each(
    changes: Mapping[Path, _Change], write: Callable[[Path, _Change], object], shown: Callable[[_Change], str]
) -> bool:
    """Write a change into each file and print it; False if one could not be written, with its error printed."""
    written = True
    for path, change in changes.items():
        try:
            write(path, change)
        except GeomapError as error:
            click.echo(f"{echo(path)}: {error}", err=True)
            written = False
        else:
            click.echo(f"{echo(path)}: {shown(change)}")
    return written
