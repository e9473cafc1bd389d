"""The shell of the preview: a small page that shows the built one in a frame and lays the findings over it."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any

import jinja2

from geomap.findings import Finding, Severity, excerpt
from geomap.i18n.translator import Translator

SHELL_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; frame-src 'self'; img-src data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
MOST_SHOWN = 100
"""Findings that are shown in the page; the terminal has all."""


@lru_cache(maxsize=1)
def shell_html() -> bytes:
    """The shell, in every language that geomap speaks; it takes the browser's."""
    strings = {
        language: {key: text for key, text in Translator(language).strings.items() if key.startswith("preview.")}
        for language in Translator.languages()
    }
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("geomap", "web"), autoescape=True, undefined=jinja2.StrictUndefined
    )
    return environment.get_template("preview.html.j2").render(strings=strings).encode()


def findings_said(found: Iterable[Finding], line_of: Callable[[Finding], str]) -> Mapping[str, Any]:
    """Findings as the shell is told them, the worst first.

    Args:
        found: the findings.
        line_of: the line of a file that a finding is about; empty where there is none.

    Returns:
        ``counts`` by severity, and under ``findings`` at most ``MOST_SHOWN`` objects as ``geomap check`` writes them in
        JSON, each with ``excerpt``, a part of its line, and ``caret``, the column of the finding in that.
    """
    order = list(Severity)
    ranked = sorted(found, key=lambda finding: order.index(finding.severity))
    counts = Counter(str(finding.severity) for finding in ranked)
    return {
        "counts": {str(severity): counts[severity] for severity in order},
        "findings": [_said(finding, line_of(finding)) for finding in ranked[:MOST_SHOWN]],
    }


def _said(finding: Finding, line: str) -> dict[str, Any]:
    shown, caret = excerpt(line, finding.location.column - 1)
    return {**finding.as_dict(), "excerpt": shown if shown.strip() else "", "caret": caret}
