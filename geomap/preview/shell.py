"""The shell of the preview: a small page that shows the built one in a frame, with the findings over it."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any

import jinja2

from geomap.findings import Finding, Severity, excerpt
from geomap.i18n.string_files import languages_with_texts
from geomap.i18n.translator import Translator

SHELL_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; frame-src 'self'; img-src data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
MOST_SHOWN = 100
"""The most findings shown in the browser; the terminal shows all."""


@lru_cache(maxsize=1)
def shell_html() -> bytes:
    """The shell with its texts in all languages of geomap; it uses that of the browser."""
    strings = {
        language: {key: text for key, text in Translator(language).strings.items() if key.startswith("preview.")}
        for language in languages_with_texts()
    }
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("geomap", "web"), autoescape=True, undefined=jinja2.StrictUndefined
    )
    return environment.get_template("preview.html.j2").render(strings=strings).encode()


def findings_message(found: Iterable[Finding], line_of: Callable[[Finding], str]) -> Mapping[str, Any]:
    """Findings as the browser gets them, errors first.

    Args:
        found: the findings.
        line_of: the line of the file that a finding is about; empty if there is none.

    Returns:
        ``counts`` by severity, and ``findings``: at most ``MOST_SHOWN`` objects as in the JSON of ``geomap check``,
        each with ``excerpt``, a part of its line, and ``caret``, the column of the finding in the excerpt.
    """
    order = list(Severity)
    ranked = sorted(found, key=lambda finding: order.index(finding.severity))
    counts = Counter(finding.severity for finding in ranked)
    return {
        "counts": {str(severity): counts[severity] for severity in order},
        "findings": [_finding_object(finding, line_of(finding)) for finding in ranked[:MOST_SHOWN]],
    }


def _finding_object(finding: Finding, line: str) -> dict[str, Any]:
    shown, caret = excerpt(line, finding.location.column - 1)
    return {**finding.as_dict(), "excerpt": shown if shown.strip() else "", "caret": caret}
