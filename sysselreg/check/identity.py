"""Identity: an id, a diarienummer or a handling number is one thing's alone; codes and names are the register's own."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from sysselreg.check.facts import at
from sysselreg.check.model import Register
from sysselreg.check.references import title
from sysselreg.check.wording import about, worded
from sysselreg.finding import Finding, Place
from sysselreg.record.model import Record
from sysselreg.schema.model import Schemas

# Several administrations of one municipality share its number.
_ONE_NUMBER_MANY = frozenset({"kommun", "förvaltning", "myndighet"})
_HANDLING_SUFFIX = re.compile(r"(?<=[0-9])-[0-9]+\Z")


def _case(record: Record) -> str | None:
    return folded(record.data["diarienummer"]) if record.kind == "ärende" else None


def _document(record: Record) -> str | None:
    return f"{record.data['ärende']}-{record.data['nummer']}" if record.kind == "handling" else None


def _company(record: Record) -> str | None:
    if record.kind != "organisation" or record.data["slag"] in _ONE_NUMBER_MANY:
        return None
    return record.data.get("orgnr")


# What must be one record's alone, by the message that tells otherwise.
KEYS: Mapping[str, Callable[[Record], str | None]] = {
    "R120": lambda record: record.id,
    "R121": _case,
    "R122": _document,
    "R128": _company,
}


def same_id(register: Register) -> Iterator[Finding]:
    """R120: the same id in two files."""
    yield from _twice(register.schemas, "R120", register.records, KEYS["R120"], "id")


def same_case_number(register: Register) -> Iterator[Finding]:
    """R121: the same diarienummer for two cases (OSL 5 kap.); the one made or, in a year, opened later is told."""
    cases = sorted(register.of("ärende"), key=lambda case: (case.path.split("/")[2], str(case.data["öppnat"])))
    yield from _twice(register.schemas, "R121", cases, KEYS["R121"], "diarienummer")


def same_document_number(register: Register) -> Iterator[Finding]:
    """R122: the same handling number twice in a case (OSL 5 kap. 2 §)."""
    documents = register.of("handling")
    yield from _twice(register.schemas, "R122", documents, KEYS["R122"], "nummer")


def same_orgnr(register: Register) -> Iterator[Finding]:
    """R128: two organisations with one organisation number would be counted as two suppliers."""
    yield from _twice(register.schemas, "R128", register.of("organisation"), KEYS["R128"], "orgnr")


def unknown_case(register: Register) -> Iterator[Finding]:
    """R123: a diarienummer that no case of the register has."""
    known = {folded(case.data["diarienummer"]) for case in register.of("ärende")}
    for record in register.records:
        number = record.data.get("diarienummer")
        if record.kind != "ärende" and number and not known & cases_of(number):
            yield about(register.schemas, "R123", record, ("diarienummer",))


def administration_code(register: Register) -> Iterator[Finding]:
    """R125: the code of an administration is in the register's list, when there is one."""
    codes = [str(entry.get("kod")) for entry in _entries(register, "förvaltningar")]
    for record in register.of("upphandling"):
        code = at(record.data, "förvaltning")
        if codes and code is not None and code not in codes:
            yield about(register.schemas, "R125", record, ("förvaltning",), **_choices(code, codes))


def board_name(register: Register) -> Iterator[Finding]:
    """R126: the board of a case is in the register's list, when there is one."""
    boards = [str(entry.get("namn")) for entry in _entries(register, "nämnder")]
    for record in register.of("ärende"):
        if boards and record.data["nämnd"] not in boards:
            yield about(register.schemas, "R126", record, ("nämnd",), **_choices(record.data["nämnd"], boards))


def series_of_board(register: Register) -> Iterator[Finding]:
    """R127: the diarienummer of a case is one of its board's series."""
    series = {str(entry.get("namn")): str(entry.get("serie", "")) for entry in _entries(register, "nämnder")}
    for record in register.of("ärende"):
        pattern = series.get(record.data["nämnd"], "")
        if pattern and not series_pattern(pattern).fullmatch(record.data["diarienummer"]):
            yield about(
                register.schemas,
                "R127",
                record,
                ("diarienummer",),
                nämnd=record.data["nämnd"],
                exempel=series_example(pattern, record.data["öppnat"][:4]),
            )


_WORD = re.compile(r"[^\W\d_]{2,}")
_FOREIGN = ("CYRILLIC", "GREEK")


def mixed_letters(register: Register) -> Iterator[Finding]:
    """R129: a name with a word of Latin and of Cyrillic or Greek letters looks like another name (hazards F78)."""
    for record in register.records:
        for name in _NAMES:
            text = record.data.get(name)
            if isinstance(text, str) and not text.isascii():
                word = next((found[0] for found in _WORD.finditer(text) if _is_mixed(found[0])), None)
                if word is not None:
                    yield about(register.schemas, "R129", record, (name,), ord=word)


_NAMES = ("namn", "titel", "rubrik")


def _is_mixed(word: str) -> bool:
    names = [unicodedata.name(letter, "") for letter in word]
    return any(name.startswith("LATIN") for name in names) and any(name.startswith(_FOREIGN) for name in names)


def path_twins(register: Register, paths: Iterable[str]) -> Iterator[Finding]:
    """R124: paths that some file system takes for one (letter case, composed letters, ß and ss)."""
    seen: dict[str, str] = {}
    for path in sorted(paths):
        one = folded(path)
        if one in seen:
            yield worded(
                register.schemas,
                "R124",
                Place(path),
                {"värde": path, "annan": seen[one]},
                also=(Place(seen[one]),),
            )
        seen.setdefault(one, path)


def series_pattern(series: str) -> re.Pattern[str]:
    """The numbers of a series such as `SO {år}/{nr:04}`; numbers above the padding grow wider."""
    pattern = re.escape(series).replace(re.escape("{år}"), "[0-9]{4}")
    return re.compile(re.sub(r"\\\{nr(?:\\?:0([1-9]))?\\\}", lambda m: f"[0-9]{{{m[1] or 1},}}", pattern))


def series_example(series: str, year: str) -> str:
    """A number of a series: `SO {år}/{nr:04}` → `SO 2023/0042`."""
    filled = series.replace("{år}", year)
    return re.sub(r"\{nr(?::0([1-9]))?\}", lambda m: "42".zfill(int(m[1] or 1)), filled)


def _twice(
    schemas: Schemas, code: str, records: Iterable[Record], key: Callable[[Record], str | None], field: str
) -> Iterator[Finding]:
    """One finding for each record but the first that has the same key; both places are named."""
    groups: dict[str, list[Record]] = defaultdict(list)
    for record in records:
        if (mine := key(record)) is not None:
            groups[mine].append(record)
    for first, *others in groups.values():
        for other in others:
            there = first.place(field)
            yield about(schemas, code, other, (field,), (there,), annan=title(first), plats=str(there))


def folded(text: str) -> str:
    """Text without what tells capitals from small letters, and composed: two that are taken for one."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold())


def cases_of(number: str) -> set[str]:
    """The case's number, folded, in a number that may be a document's: of `SO 2021/0205-3` also `SO 2021/0205`."""
    return {folded(number), folded(_HANDLING_SUFFIX.sub("", number))}


def _entries(register: Register, name: str) -> list[Mapping[str, Any]]:
    found = register.config.get(name)
    return [entry for entry in found if isinstance(entry, Mapping)] if isinstance(found, list) else []


def _choices(written: str, known: list[str]) -> dict[str, Any]:
    folded = {each.casefold(): each for each in known}
    close = difflib.get_close_matches(written.casefold(), list(folded), n=1, cutoff=0.6)
    return {"möjliga": ", ".join(known), "menade": f" Menade du {folded[close[0]]}?" if close else ""}
