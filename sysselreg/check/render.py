"""Findings told in seven ways: for people, for editors and for the forges that show them in a merge request.

All are made from the same outcome, so text, JSON and exit code cannot disagree.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any

from sysselreg import __version__
from sysselreg.check.model import Outcome
from sysselreg.finding import LEVELS, Finding, Level
from sysselreg.swedish import plural

FORMAT_VERSION = 1
_PLURALS: Mapping[Level, tuple[str, str]] = {
    "fel": ("fel", "fel"),
    "varning": ("varning", "varningar"),
    "upplysning": ("upplysning", "upplysningar"),
}


# More places than these are no help to somebody who reads.
_ALSO = 10


def totals(outcome: Outcome) -> dict[str, int]:
    """Number of findings by level, under the plural names of the contract."""
    return {_PLURALS[level][1]: sum(f.level == level for f in outcome.findings) for level in LEVELS}


def as_text(outcome: Outcome, revision: str) -> str:  # noqa: ARG001 - all renderers take the same two
    """Two or three lines a finding and a summary, as the design words it (cli)."""
    return "\n".join([*told(outcome.findings), summary(outcome)])


def told(findings: Iterable[Finding]) -> list[str]:
    """Each finding in two or three lines."""
    blocks = []
    for finding in findings:
        also = "".join(f"\n    Se även {_line(place)}" for place in finding.also[:_ALSO])
        if len(finding.also) > _ALSO:
            also += f"\n    och {len(finding.also) - _ALSO} ställen till, se --format json"
        blocks.append(
            f"{_line(finding.place)}  {finding.level} {finding.code}  {_line(finding.message)}\n"
            f"    {_line(finding.remedy)}   sysselreg forklara {finding.code}\n"
            f"    Varför: {finding.reason}{also}\n"
        )
    return blocks


def summary(outcome: Outcome) -> str:
    """`612 poster kontrollerade: inga fel, 3 varningar.`"""
    checked = f"{outcome.count} {plural(outcome.count, 'post kontrollerad', 'poster kontrollerade')}"
    counted = totals(outcome)
    numbers = [(counted[_PLURALS[level][1]], level) for level in LEVELS]
    told = [f"{number} {plural(number, *_PLURALS[level])}" for number, level in numbers if number]
    if not counted["fel"]:
        told.insert(0, "inga fel")
    return f"{checked}: {', '.join(told)}.\n"


def as_lines(outcome: Outcome, revision: str) -> str:  # noqa: ARG001
    """One line a finding, for editors: `fil:rad:kolumn: fel S021 meddelande åtgärd`."""
    return "".join(
        f"{_line(f.place)}: {f.level} {f.code} {_line(f.message)} {_line(f.remedy)}\n" for f in outcome.findings
    )


def _line(text: object) -> str:
    """As one line: a line break in a value or a file's name must not look like a finding of its own."""
    return str(text).replace("\n", " ")


def as_json(outcome: Outcome, revision: str) -> str:
    """The contract of the design (cli, JSON), with the other places of a finding added."""
    found = [
        {
            "kod": f.code,
            "nivå": f.level,
            "fil": f.place.file,
            "rad": f.place.line,
            "kolumn": f.place.column,
            "fält": f.field,
            "id": f.record_id,
            "meddelande": f.message,
            "åtgärd": f.remedy,
            "skäl": f.reason,
            "se_även": [{"fil": p.file, "rad": p.line, "kolumn": p.column} for p in f.also],
        }
        for f in outcome.findings
    ]
    top = {
        "format_version": FORMAT_VERSION,
        "revision": revision or None,
        "antal_poster": outcome.count,
        "fynd": found,
        "sammanfattning": totals(outcome),
    }
    return _json(top)


def as_gitlab(outcome: Outcome, revision: str) -> str:  # noqa: ARG001
    """GitLab's Code Quality report: shown at the line in the merge request."""
    severity = {"fel": "critical", "varning": "minor", "upplysning": "info"}
    return _json(
        [
            {
                "description": f"{f.message} {f.remedy}",
                "check_name": f.code,
                "fingerprint": fingerprint(f),
                "severity": severity[f.level],
                "location": {"path": f.place.file, "lines": {"begin": max(f.place.line, 1)}},
            }
            for f in outcome.findings
        ]
    )


def as_junit(outcome: Outcome, revision: str) -> str:  # noqa: ARG001
    """JUnit XML: one test case a finding, and one that passed when there is none."""
    from xml.sax.saxutils import quoteattr  # it brings the network

    cases = []
    for f in outcome.findings:
        told = _xml(f"{f.level} {f.place} {f.message} {f.remedy}")
        failure = f"<failure type={quoteattr(f.code)} message={quoteattr(f.message)}>{told}</failure>"
        body = failure if f.level == "fel" else f"<system-out>{told}</system-out>"
        name = f"classname={quoteattr(f.place.file)} name={quoteattr(f'{f.code} {f.place}')}"
        cases.append(f"  <testcase {name}>{body}</testcase>")
    if not cases:
        cases = ['  <testcase classname="sysselreg" name="kontrollera"/>']
    wrong = totals(outcome)["fel"]
    head = f'<testsuite name="sysselreg kontrollera" tests="{len(cases)}" failures="{wrong}">'
    return "\n".join(['<?xml version="1.0" encoding="UTF-8"?>', head, *cases, "</testsuite>", ""])


def as_sarif(outcome: Outcome, revision: str) -> str:  # noqa: ARG001
    """SARIF 2.1.0."""
    from urllib.parse import quote

    level = {"fel": "error", "varning": "warning", "upplysning": "note"}
    rules = {f.code: {"id": f.code, "shortDescription": {"text": f.reason or f.code}} for f in outcome.findings}
    driver = {"name": "sysselreg", "version": __version__, "rules": [rules[code] for code in sorted(rules)]}
    results = [
        {
            "ruleId": f.code,
            "level": level[f.level],
            "message": {"text": f"{f.message} {f.remedy}"},
            "partialFingerprints": {"sysselreg/v1": fingerprint(f)},
            "locations": [
                {
                    "physicalLocation": {
                        "artifactLocation": {"uri": quote(f.place.file, errors="replace")},
                        "region": {"startLine": max(f.place.line, 1), "startColumn": max(f.place.column, 1)},
                    }
                }
            ],
        }
        for f in outcome.findings
    ]
    top = {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{"tool": {"driver": driver}, "results": results}],
    }
    return _json(top)


def as_github(outcome: Outcome, revision: str) -> str:  # noqa: ARG001
    """GitHub's workflow commands: an annotation at the line."""
    word = {"fel": "error", "varning": "warning", "upplysning": "notice"}
    return "".join(
        f"::{word[f.level]} file={_property(f.place.file)},line={max(f.place.line, 1)},"
        f"col={max(f.place.column, 1)},title={f.code}::{_data(f'{f.message} {f.remedy}')}\n"
        for f in outcome.findings
    )


def fingerprint(finding: Finding) -> str:
    """The same for the same fault when lines above it move: file, code, field and message."""
    what = "\0".join([finding.place.file, finding.code, finding.field, finding.message])
    return hashlib.sha256(what.encode()).hexdigest()[:32]


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


def _xml(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


RENDERERS: Mapping[str, Callable[[Outcome, str], str]] = MappingProxyType(
    {
        "text": as_text,
        "rader": as_lines,
        "json": as_json,
        "gitlab": as_gitlab,
        "junit": as_junit,
        "sarif": as_sarif,
        "github": as_github,
    }
)
