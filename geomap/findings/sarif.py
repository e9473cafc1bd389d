"""Findings as SARIF 2.1.0 (OASIS), which code scanning services read."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from importlib import metadata, resources
from typing import Any
from urllib.parse import quote

from geomap.findings import CODES, Accepted, Finding
from geomap.findings.github import in_repository

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_ROOT = "SRCROOT"


def as_sarif(findings: Sequence[Finding], accepted: Iterable[Accepted] = (), folder: str = "") -> str:
    """The findings, and the accepted ones as suppressed; ``folder`` is the project's in its repository.

    The same findings give the same text: it contains neither a time nor the machine's name.
    """
    every: list[tuple[Finding, list[dict[str, Any]]]] = [(finding, []) for finding in findings]
    every += [(each.finding, [_suppression(each)]) for each in accepted]
    every.sort(key=lambda each: each[0])
    codes = sorted({finding.code for finding, _ in every})
    seen: Counter[str] = Counter()
    results = [_result(finding, codes, seen, folder, suppressions) for finding, suppressions in every]
    driver = {"name": "geomap", "version": metadata.version("geomap"), "rules": [_rule(code) for code in codes]}
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {_ROOT: {"description": {"text": "The root of the repository."}}},
        "results": results,
    }
    log = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, ensure_ascii=False, indent=2)


def _rule(code: str) -> dict[str, Any]:
    """A code's title and explanation, as ``geomap explain`` prints them."""
    severity, title = CODES[code]
    text = (resources.files("geomap") / "findings" / "explanations" / f"{code}.md").read_text(encoding="utf-8").strip()
    meaning = text.partition("\n## ")[0].strip()
    return {
        "id": code,
        "shortDescription": {"text": title},
        "fullDescription": {"text": " ".join(meaning.split())},
        "help": {"text": text, "markdown": text},
        "defaultConfiguration": {"level": str(severity)},
    }


def _result(
    finding: Finding, codes: list[str], seen: Counter[str], folder: str, suppressions: list[dict[str, Any]]
) -> dict[str, Any]:
    where = finding.location
    file = in_repository(where.file, folder)
    absolute = file.startswith("/")
    artifact = {"uri": f"{'file://' if absolute else ''}{quote(file)}", **({} if absolute else {"uriBaseId": _ROOT})}
    return {
        "ruleId": finding.code,
        "ruleIndex": codes.index(finding.code),
        "level": str(finding.severity),
        "message": {"text": ". ".join(filter(None, [finding.message, finding.help]))},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": artifact,
                    "region": {"startLine": where.line, "startColumn": where.column},
                },
                **({"logicalLocations": [{"fullyQualifiedName": finding.entry}]} if finding.entry else {}),
            }
        ],
        "partialFingerprints": {"geomapFinding/v1": _fingerprint(finding, file, seen)},
        "suppressions": suppressions,
    }


def _fingerprint(finding: Finding, file: str, seen: Counter[str]) -> str:
    """A hash that stays the same when lines move: of the code, the file and the entry, or the message without entry."""
    known = "\n".join([finding.code, file, finding.entry or finding.message])
    seen[known] += 1
    return hashlib.sha256(f"{known}\n{seen[known]}".encode()).hexdigest()


def _suppression(accepted: Accepted) -> dict[str, Any]:
    kind = "inSource" if accepted.by == "comment" else "external"
    return {"kind": kind, "justification": accepted.reason}
