"""The rules of a map as fields that are compared, and how their differences read."""

from collections.abc import Mapping
from typing import Any

from geomap.compare.differences import FieldChange
from geomap.model import Status

PREFIX = "rules."
"""Begins the fields of rules: ``rules.confirmed``, ``rules.enforce``."""


def rule_fields(rules: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of ``Rules.published()``.

    A field for each status and for ``enforce``, also where there is no rule, so that a new one is a difference.
    """
    found = {str(status): rules.get(status) for status in Status}
    statuses = {f"{PREFIX}{status}": rule if isinstance(rule, dict) else None for status, rule in found.items()}
    return {**statuses, f"{PREFIX}enforce": bool(rules.get("enforce"))}


def is_rule(change: FieldChange) -> bool:
    """Whether a difference of the map is one of its rules."""
    return change.field.startswith(PREFIX)


def rule_name(change: FieldChange) -> str:
    """Such as ``confirmed``; ``enforced`` for whether the rules are."""
    name = change.field.removeprefix(PREFIX)
    return "enforced" if name == "enforce" else name


def rule_steps(change: FieldChange) -> str:
    """What a rule asked for and asks for now: ``origins 1 → 2, denials none → 0``."""
    if isinstance(change.now, bool):
        return f"{str(change.before).lower()} → {str(change.now).lower()}"
    before, now = change.before or {}, change.now or {}
    keys = dict.fromkeys((*now, *before))
    steps = [
        f"{key.replace('_', ' ')} {_shown(before.get(key))} → {_shown(now.get(key))}"
        for key in keys
        if before.get(key) != now.get(key)
    ]
    return ", ".join(steps)


def _shown(value: Any) -> str:
    if value is None:
        return "none"
    return " or ".join(map(str, value)) if isinstance(value, list) else str(value)
