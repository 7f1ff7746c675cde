"""A change told in four ways: for the terminal, for a merge request, as a page and as JSON; all from one outline."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from html import escape
from types import MappingProxyType
from typing import Any

from sysselreg.change.model import Change, Told
from sysselreg.change.outline import Section, follows, outline
from sysselreg.figure.retold import as_data
from sysselreg.finding import LEVELS, Finding
from sysselreg.swedish import number, plural

FORMAT_VERSION = 1
# A comment that no forge refuses (GitHub's limit is 65 536 characters) and that somebody can read.
_CHARACTERS, _SECTIONS = 60_000, 40
_BREAKS = re.compile(r"[\r\n\t\v\f\x85\u2028\u2029]+")


def as_text(change: Change) -> str:
    """Everything, for a terminal."""
    told = outline(change)
    blocks = ["\n".join(map(_line, told.summary))]
    for section in told.sections:
        lines = [f"{section.heading}  {section.id}".rstrip(), *(f"  {each}" for each in section.sentences)]
        lines += [f"  {follow.what}: {follow.text}" for follow in section.follows]
        blocks.append("\n".join(map(_line, lines)))
    if told.sections or change.others:
        blocks.append("\n".join(map(_line, told.notes)))
    return "\n\n".join(blocks) + "\n"


def as_markdown(change: Change) -> str:
    """A comment for a merge request, cut where a forge or a reader would give up, with how much was left out."""
    told = outline(change)
    head = "\n\n".join(["## Ändringen i registret", *map(markdown, told.summary)])
    notes = "\n\n".join(["---", *map(markdown, told.notes)])
    blocks, room = [head], _CHARACTERS - len(head) - len(notes)
    for section in told.sections[:_SECTIONS]:
        block = _markdown_section(section)
        room -= len(block)
        if room < 0:
            break
        blocks.append(block)
    left = told.sections[len(blocks) - 1 :]
    if left:
        blocks.append(markdown(_left_out(left, change)))
    return "\n\n".join([*blocks, notes]) + "\n"


def _left_out(left: Sequence[Section], change: Change) -> str:
    records = sum(section.records for section in left)
    ends = f"{change.before.short}..{change.after.short}" if change.before.commit and change.after.clean else ""
    return (
        f"… och {number(records)} {plural(records, 'post', 'poster')} till. De som får fel, varningar eller andra "
        f"följder står först. Hela ändringen visas av: sysselreg andringar {ends}".rstrip()
    )


def _markdown_section(section: Section) -> str:
    lines = [f"### {markdown(section.heading)}", ""]
    lines += [markdown(section.id), ""] if section.id else []
    lines += [f"- {markdown(each)}" for each in section.sentences]
    lines += [f"- **{markdown(follow.what)}:** {markdown(follow.text)}" for follow in section.follows]
    return "\n".join(lines)


# What Markdown itself reads as more than a character.
_MARKUP = re.compile(r"[\\`*_{}\[\]<>#|~&$!^]")
# Where forges make links, mentions, references and emoji out of plain text, whatever Markdown says of it.
_BAIT = re.compile(r"(?:[@#!$%~&^](?=[\w\"'])|:(?=//|[\w+-]+:)|\bGH-(?=\d)|\bwww(?=\.))", re.IGNORECASE)


def markdown(text: str) -> str:
    """A text as Markdown that shows it and nothing else: no markup, links, mentions or references, in any forge.

    A zero-width space breaks what forges look for in the finished text, where a backslash no longer helps.
    """
    return _MARKUP.sub(r"\\\g<0>", _BAIT.sub("\\g<0>\u200b", _line(text))).replace("\u200b", "&#8203;")


def as_html(change: Change) -> str:
    """Everything, as a page of its own."""
    told = outline(change)
    parts = [f"<p>{_html(each)}</p>" for each in told.summary]
    for section in told.sections:
        parts.append(f"<section>\n<h2>{_html(section.heading)}</h2>")
        parts += [f"<p><code>{_html(section.id)}</code></p>"] if section.id else []
        items = [f"<li>{_html(each)}</li>" for each in section.sentences]
        items += [f"<li><strong>{_html(f.what)}:</strong> {_html(f.text)}</li>" for f in section.follows]
        parts += ["<ul>", *items, "</ul>\n</section>"]
    parts += [f"<p>{_html(each)}</p>" for each in told.notes]
    return _PAGE.replace("{}", "\n".join(parts))


def _html(text: str) -> str:
    return escape(_line(text))


_PAGE = """<!doctype html>
<html lang="sv">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Ändringen i registret</title>
<style>
body {font: 1rem/1.5 system-ui, sans-serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem}
h2 {font-size: 1.1rem; margin: 2rem 0 0}
p, ul {margin: .5rem 0}
</style>
</head>
<body>
<main>
<h1>Ändringen i registret</h1>
{}
</main>
</body>
</html>
"""


def as_json(change: Change) -> str:
    """The contract of the design (cli, JSON: andringar), with findings and what concerns no changed record added."""
    new = [*change.findings, *(each for told in change.records for each in told.findings)]
    solved = [*change.solved, *(each for told in change.records for each in told.solved)]
    top = {
        "format_version": FORMAT_VERSION,
        "revision": change.after.short or None,
        "bas": change.before.short or None,
        "poster": [_told(told, change.names) for told in change.records],
        "konsekvenser": list(change.consequences),
        "fynd": [_finding(each) for each in change.findings],
        "rättat": [_finding(each) for each in change.solved],
        "sammanfattning": {"nya": _totals(new), "rättade": _totals(solved), "kvar": _totals(change.standing)},
        "andra_filer": list(change.others),
        "utgivna_rapporter": None if change.issued is None else [as_data(each) for each in change.issued],
    }
    return json.dumps(top, ensure_ascii=False, indent=1) + "\n"


def _told(told: Told, names: Mapping[str, str]) -> dict[str, Any]:
    return {
        "id": told.id,
        "typ": told.kind,
        "art": told.art,
        "rubrik": told.title,
        "fil": told.path,
        "meningar": list(told.sentences),
        "fält": [{"fält": each.name, "från": each.before, "till": each.after} for each in told.fields],
        "konsekvenser": [f"{each.what}: {each.text}" for each in follows(told, names)],
        "fynd": [_finding(each) for each in told.findings],
        "rättat": [_finding(each) for each in told.solved],
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "kod": finding.code,
        "nivå": finding.level,
        "fil": finding.place.file,
        "rad": finding.place.line,
        "id": finding.record_id,
        "meddelande": finding.message,
        "åtgärd": finding.remedy,
    }


def _totals(findings: Sequence[Finding]) -> dict[str, int]:
    names = {"fel": "fel", "varning": "varningar", "upplysning": "upplysningar"}
    return {names[level]: sum(finding.level == level for finding in findings) for level in LEVELS}


def _line(text: str) -> str:
    return _BREAKS.sub(" ", text)


RENDERERS: Mapping[str, Callable[[Change], str]] = MappingProxyType(
    {"text": as_text, "md": as_markdown, "html": as_html, "json": as_json}
)
