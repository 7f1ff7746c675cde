"""The narrative texts of the Årsrapport: named by a program, plain Markdown, figures by name and never typed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Iterator
from contextlib import suppress
from functools import partial
from typing import Any

from sysselreg.check.facts import rows
from sysselreg.check.model import Register, Rule
from sysselreg.check.statements import id_of
from sysselreg.check.wording import about, worded
from sysselreg.errors import DefinitionError
from sysselreg.finding import Finding, Place
from sysselreg.record.secrecy import closed, mentions
from sysselreg.schema.load import read
from sysselreg.snapshot import RECORDS, REPORTS, Snapshot
from sysselreg.yamltext import FORBIDDEN

MAX_CHARACTERS = 64 * 1024

_FIGURE = re.compile(r"\{\{\s*nyckeltal\.(?P<id>N[0-9]{2,3})(?:\.[0-9a-zåäö][0-9a-zåäö_-]*)*\s*\}\}")
_BRACES = re.compile(r"\{\{.*?\}\}|\{\{|\}\}|\{[%#]|[%#]\}", re.S)
_HTML = re.compile(r"<(?:/?[a-zA-Z][^>\n]*|!--.*?--|!\[CDATA\[.*?\]\]|[!?][^>\n]*)>|!\[[^\]\n]*\]\(", re.S)
_AUTOLINK = re.compile(r"<https?://[^ <>]*>\Z")
_ID = re.compile(r"(?<![\w-])([a-z]{3})-[0-9a-hjkmnp-tv-z]{6}(?![\w-])")

_MONTH = "januari|februari|mars|april|maj|juni|juli|augusti|september|oktober|november|december"
# Digits that are no figure: years, days, times, laws, diary numbers, headings, list numbers, names such as 2.0 and N10.
_NO_FIGURE = re.compile(
    "|".join(
        (
            r"\{\{.*?\}\}",
            r"(?<!\w)[A-ZÅÄÖ]{1,10}[ -][0-9]{4}[/-][0-9]{1,6}(?:-[0-9]+)?",
            r"[0-9]{4}-[0-9]{2}(?:-[0-9]{2})?(?![0-9])",
            rf"(?:den )?[0-9]{{1,2}}(?:–[0-9]{{1,2}})? (?:{_MONTH})(?: [0-9]{{4}})?",
            r"(?<![\w,.])(?:19|20)[0-9]{2}(?:[–/-](?:19|20)?[0-9]{2}(?![0-9]))?(?!\w|,[0-9]|\s?(?:%|kr\b|mkr\b))",
            r"[0-9]+ ?[a-z]? ?(?:kap\.|§)",
            r"(?<=§ )[0-9]+",
            r"\([0-9]{4}:[0-9]+\)|[0-9]{4}:[0-9]+",
            r"(?:kl|klockan)\.? ?[0-9]{1,2}[.:][0-9]{2}",
            r"(?<![\w,])[0-9]+\.[0-9]+(?:\.[0-9]+)*(?![0-9]| ?%| (?:kr|mkr|miljoner|procent))",
            r"^[ ]*[0-9]{1,3}[.)](?=[ \n])",
            r"(?i:punkt|punkterna|bilaga|alternativ|avsnitt|kapitel|sida|sidan|nr|nummer|mål|fas|steg|tabell|figur|agenda)"
            r" [0-9]+",
            r"\[[^\]\n]*\]\([^)\n]*\)|https?://\S+",
            r"(?<![0-9])[^\W0-9_]+[0-9]+\w*",
        )
    ),
    re.M | re.S,
)


def named(register: Register) -> Iterator[Finding]:
    """X501, X502: a text that no program names nor any record has for its own, and a named text that is not there."""
    wanted = {path for path in register.texts if id_of(path) in register.by_id}
    for record in register.of("program"):
        for path, section in rows(record, "avsnitt"):
            for index, name in enumerate(section["texter"]):
                file = f"{RECORDS}texter/{section['år']}/{name}.md"
                wanted.add(file)
                if file not in register.texts:
                    yield about(register.schemas, "X502", record, (*path, "texter", index), fil=file)
    for file in register.texts:
        if file not in wanted:
            year, name = file.split("/")[2], file.rsplit("/", 1)[1].removesuffix(".md")
            yield worded(register.schemas, "X501", Place(file), {"värde": name, "år": year})


def placeholders(register: Register) -> Iterator[Finding]:
    """X503: braces that name no figure, or name it in another way than `{{ nyckeltal.N10 }}`."""
    yield from _each(register, "X503", _BRACES, lambda found: not _FIGURE.fullmatch(found))


def figures(register: Register, known: Collection[str]) -> Iterator[Finding]:
    """X504: a figure that no file of `reports/figures/` defines."""
    for path, text in register.texts.items():
        for match in _FIGURE.finditer(text):
            if match["id"] not in known:
                yield _at(register, "X504", path, text, match.start(), match["id"])


def markup(register: Register) -> Iterator[Finding]:
    """X506: HTML or an image; an address between angle brackets is neither."""
    yield from _each(register, "X506", _HTML, lambda found: not _AUTOLINK.match(found))


def records_named(register: Register) -> Iterator[Finding]:
    """X507: a record's id in a text, and no such record."""
    prefixes = {kind.prefix for kind in register.schemas.kinds.values()}
    yield from _each(register, "X507", _ID, lambda found: found[:3] in prefixes and found not in register.by_id)


def closed_records_named(register: Register) -> Iterator[Finding]:
    """X512: a record that is not open, named in a text that anybody may read. It is told by its id alone."""
    untold = closed(register.records)
    for path, text in register.texts.items():
        for offset, name in sorted(mentions(text, untold)):
            yield _at(register, "X512", path, text, offset, name)


def typed_numbers(register: Register) -> Iterator[Finding]:
    """X505: a number in digits that a figure should hold. Small numbers may be written as words."""
    for path, text in register.texts.items():
        blank = _NO_FIGURE.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), text)
        for match in re.finditer(r"[0-9]+(?:[ \u00a0][0-9]{3})*(?:,[0-9]+)?(?:[–-][0-9]+)?(?: ?%)?", blank):
            yield _at(register, "X505", path, text, match.start(), match[0])


def characters(register: Register) -> Iterator[Finding]:
    """X508–X511: not UTF-8, characters that cannot be seen, letters in two parts, an empty or too long text."""
    for path, text in register.texts.items():
        if not text.strip():
            yield worded(register.schemas, "X511", Place(path), {"värde": "tom"})
        elif len(text) > MAX_CHARACTERS:
            yield worded(register.schemas, "X511", Place(path), {"värde": f"{len(text)} tecken lång"})
        seen: set[str] = set()
        for match in re.finditer(f"\ufffd|[\ue000-\uf8ff]|{FORBIDDEN.pattern}", text):
            if match[0] not in seen:
                code = "X508" if match[0] == "\ufffd" else "X509"
                yield _at(register, code, path, text, match.start(), f"U+{ord(match[0]):04X}")
            seen.add(match[0])
        composed = unicodedata.normalize("NFC", text)
        if composed != text:
            where = next((i for i, (a, b) in enumerate(zip(text, composed, strict=False)) if a != b), len(composed) - 1)
            yield _at(register, "X510", path, text, where, composed[where])


RULES: tuple[Rule, ...] = (
    named,
    placeholders,
    typed_numbers,
    markup,
    records_named,
    closed_records_named,
    characters,
)


def rules(snapshot: Snapshot) -> tuple[Rule, ...]:
    """The rules of this module, with the figures of a snapshot where those can be read."""
    with suppress(DefinitionError, KeyError, TypeError):
        paths = [path for path in snapshot.under(REPORTS + "figures/", ".yaml") if not path.endswith("/delningar.yaml")]
        known = {str(each["id"]) for path in paths for each in read(snapshot, path)["nyckeltal"]}
        return (*RULES, partial(figures, known=known))
    return RULES  # what is wrong with the file is told by itself


def _each(register: Register, code: str, pattern: re.Pattern[str], wrong: Callable[[str], bool]) -> Iterator[Finding]:
    for path, text in register.texts.items():
        for match in pattern.finditer(text):
            if wrong(match[0]):
                yield _at(register, code, path, text, match.start(), match[0])


def _at(register: Register, code: str, path: str, text: str, offset: int, found: Any) -> Finding:
    line, column = text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)
    return worded(register.schemas, code, Place(path, line, column), {"värde": " ".join(str(found).split())})
